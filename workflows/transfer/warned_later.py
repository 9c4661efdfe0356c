"""What will be warned of at a later step of a transfer, said already where its facts are written.

Tests: tests/approvals/test_warned.py.
"""

from approvals.rules import Missing

from .case import TransferCase

LATER = ("agree_to_release", "approve")  # the branch's word; the decision of its committee


def warned_later(case: TransferCase) -> list[Missing]:
    """The warnings that stand against later steps as the case is now, each sentence once."""
    found: dict[str, Missing] = {}
    for verb in (case.flow.verbs()[name] for name in LATER):
        for rule in verb.rules:
            missing = rule(case, by=None, data=None, verb=verb)
            if missing and missing.overridable:
                found.setdefault(missing.sentence, missing)
    return list(found.values())
