"""Accounts and appointments for many at once, from the roster or from a list (R-O12, R-O13).

A list is many single accounts: each row is judged by what the single page would say, and opened in its own transaction
by the same verbs. Nothing here decides anything of its own.

- `reading.py`: pasted text, .xlsx or .csv become rows; `proposing.py`: organisations without a secretary become rows
- `judging.py`: what stands against each row, in words, and what must be answered
- `running.py`: open, print codes, withdraw, discard
"""
