"""The mark of a restored home: which desks may not write yet, because numbers may have gone on after the backup.

A restored copy is dangerous: its numbering goes back (peripherals 5.2). The mark is in place before the home is,
every writing command looks at it, and only a comparison with the tax server takes it away, desk by desk.
"""

from __future__ import annotations

import json
from typing import Any

from prro_cli.errors.backup import NotComparedError
from prro_cli.home.paths import Home, write_private
from prro_cli.record import dataclass

NAME = "restored.json"
COMPARE, DELIVER = "compare", "deliver"
"""`compare`: the server must be asked first. `deliver`: asked, nothing contradicts, but restored documents wait."""

_ALLOWED = {COMPARE: ("reconcile",), DELIVER: ("reconcile", "sync", "go-online")}
_STEPS = {COMPARE: "prro reconcile", DELIVER: "prro sync, then: prro reconcile"}
_WORDS = {
    COMPARE: "documents made after that backup are not in it",
    DELIVER: "the server was asked; what the backup held must be delivered first, then compared again",
}


@dataclass(frozen=True, slots=True)
class Mark:
    """What is still to be done for one desk."""

    desk: str
    stage: str
    backup: str


def mark_bytes(backup: str, at: str, desks: list[str]) -> bytes:
    """The mark of a fresh restore: every desk is to be compared."""
    content = {"backup": backup, "restored_at": at, "desks": dict.fromkeys(desks, COMPARE)}
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()


def pending(home: Home, desk: str) -> Mark | None:
    """What the mark says of a desk; a mark that cannot be read holds every desk."""
    content = _read(home)
    if content is None:
        return None
    stages = content.get("desks")
    backup = str(content.get("backup", "a backup"))
    if not isinstance(stages, dict):
        return Mark(desk, COMPARE, backup)
    stage = stages.get(desk)
    return None if stage is None else Mark(desk, DELIVER if stage == DELIVER else COMPARE, backup)


def refuse_unless_compared(home: Home, desk: str, command: str) -> None:
    """Raise where a command would write at a desk whose restored journal may be older than the server's records."""
    mark = pending(home, desk)
    if mark is not None and command.split(" ")[0] not in _ALLOWED[mark.stage]:
        raise NotComparedError(desk=desk, backup=mark.backup, detail=_WORDS[mark.stage], step=_STEPS[mark.stage])


def advance(home: Home, desk: str, *, agrees: bool, contradicts: bool) -> bool:
    """After a comparison: agreement clears the desk, waiting documents may be delivered. True where it was cleared."""
    content = _read(home)
    if content is None or pending(home, desk) is None or contradicts:
        return False
    stages = content.get("desks")
    if not isinstance(stages, dict):
        return False
    if agrees:
        del stages[desk]
    else:
        stages[desk] = DELIVER
    path = home.path / NAME
    if stages:
        write_private(path, (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode())
    else:
        path.unlink()
    return agrees


def _read(home: Home) -> dict[str, Any] | None:
    try:
        text = (home.path / NAME).read_bytes()
    except FileNotFoundError:
        return None
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
