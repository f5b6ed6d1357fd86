"""What is remembered: an append-only, hash-chained journal in SQLite, with derived tables that can be made again.

`store.Journal` is the door: `Journal.open`, `lock`, `append`, `seal`, and the readers of `readers.py`. This is the
only room that imports sqlite3; import from its modules, not from here, so that nothing is loaded before it is needed.
"""
