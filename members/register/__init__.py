"""The register kept by hand 名册维护: each change of a person's or an organisation's facts, with who, when, why, proof.

    log        one hash-chained entry a change; the proof that the register still says what its log says
    changes    change facts and append the entry, in one transaction
    outings    how an outing ends
    scans      the proof that came with a change, kept sealed under its hash

What a procedure decides (relation, stage) is not changed here, but recorded by the procedure. Tests:
tests/members/test_register_log.py.
"""
