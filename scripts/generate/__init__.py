"""The writers behind `scripts/make.py`; each returns texts by path and touches no file."""
