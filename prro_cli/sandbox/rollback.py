"""Undoing the end of an offline session, or all of it (OfflineSessionRolledBack; its exact meaning is a GUESS)."""

from __future__ import annotations

from prro_cli.sandbox.checks.case import Court
from prro_cli.sandbox.paper import END
from prro_cli.sandbox.sessions import Session


def roll_back(court: Court, session: Session, mode: str, uid: str | None) -> bool:
    """Undo the session's end (`end`) or the whole session (`whole`); False if documents came after it."""
    entries = court.books.of_session(session.id)
    last = court.books.last(session.register)
    if not entries or last is None or last.id != entries[-1].id:
        return False
    removed = entries if mode == "whole" else [e for e in entries if e.root == "CHECK" and e.doctype == END]
    court.books.remove(list(reversed(removed)))
    left = entries[: len(entries) - len(removed)]
    financial = [entry.time for entry in left if entry.financial]
    court.sessions.reopen(session.id, len(left) + 1, financial[-1] if financial else None, uid)
    return True
