"""Times as screens show them; kinds and states in words are `prro_cli.lang.word`."""

from __future__ import annotations


def moment(time: str | None) -> str:
    """A time of a document or an event as a screen shows it: 25.11. 22:03."""
    return f"{time[8:10]}.{time[5:7]}. {time[11:16]}" if time else ""
