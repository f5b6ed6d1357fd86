"""Identifiers of scripts as words for people: kinds and states of documents, modes, roles. JSON never passes here."""

from __future__ import annotations

from prro_cli.lang import later, say

_WORDS = frozenset(
    (
        later("sale"),
        later("return"),
        later("reversal"),
        later("service_input"),
        later("service_output"),
        later("shift_open"),
        later("shift_close"),
        later("z_report"),
        later("offline_begin"),
        later("offline_end"),
        later("cash_withdrawal"),
        later("draft"),
        later("signed"),
        later("sent"),
        later("registered"),
        later("offline"),
        later("online"),
        later("unknown"),
        later("rejected"),
        later("revoked"),
        later("reversed"),
        later("voided"),
        later("open"),
        later("closed"),
        later("z"),
    )
)


def word(identifier: str | None) -> str:
    """In English the identifier itself: what is on the screen can be typed and searched for."""
    if identifier in _WORDS:
        return say(identifier)
    return identifier or ""


def moment(time: str | None) -> str:
    """A time of a document or an event as a screen shows it: 25.11. 22:03."""
    return f"{time[8:10]}.{time[5:7]}. {time[11:16]}" if time else ""
