"""完整性: log, register and archive proved from the browser and each night, and what was found (R13, S3).

A proof is a row (records.py) that the worker fills step by step (running.py); its steps are those of the commands
verify_log, check_consistency and verify_archive (steps.py). The page: views.py.
"""
