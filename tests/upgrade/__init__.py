"""Offices of earlier versions, with data in them: each must open in the house of today.

`demo-9706e9c.*` is the demo of commit 9706e9c, made there by `manage.py migrate`, `loaddemo` and a worker that drew
all 79 papers: SQLite's file, PostgreSQL's own dump (`--inserts`), and the first paper of each form. Keys: KEYS.
"""
