"""The latest fiscal numbers for the completion of shells: one query, no lock, no waiting, silence instead of errors."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

_QUERY = "SELECT fiscal_number FROM documents WHERE fiscal_number IS NOT NULL ORDER BY time_unix DESC LIMIT ?"


def latest_numbers(path: Path, limit: int) -> list[str]:
    """Newest first; empty where there is no journal, or none that can be read at once."""
    if not path.is_file():
        return []
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=0)) as journal:
            return [str(number) for (number,) in journal.execute(_QUERY, (limit,))]
    except sqlite3.Error:
        return []
