"""Setting an office up from nothing: a one-time address for the first administrator, then seven steps (O1).

    records    what is stored: the address, and what an administrator has acknowledged
    address    making the address, founding the office behind it
    steps      the seven steps, each derived from what the register says
    open_desks organisations where a case would stop because nobody holds the post
    forms, views, urls, panels

This room lies in config because the steps ask every other one. Tests: tests/config/test_setup_*.py.
"""
