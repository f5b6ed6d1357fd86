"""The vital signs for monitoring: Prometheus' text format, and a line for Nagios (N12)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from enum import IntEnum
from typing import TYPE_CHECKING

from prro_cli.errors.base import ExitCode
from prro_cli.record import dataclass
from prro_cli.support.judgement import Concern, Thresholds, concerns, gravest, sentence

if TYPE_CHECKING:
    from prro_cli.support.vitals import Vitals

HOUR = 3600


class Nagios(IntEnum):
    """What a plugin may exit with."""

    OK = 0
    WARNING = 1
    CRITICAL = 2
    UNKNOWN = 3


@dataclass(frozen=True, slots=True)
class Family:
    """One metric: all its samples stand together under one HELP and TYPE."""

    name: str
    help: str
    samples: tuple[tuple[tuple[tuple[str, str], ...], int], ...]


# name, help, and how it is read; None is no sample
_GAUGES = (
    ("prro_offline", "1 while the desk is in an offline session.", lambda v, c: int(v.session is not None)),
    ("prro_shift_open", "1 while a shift is open.", lambda v, c: int(_open(v))),
    ("prro_shift_age_seconds", "Age of the open shift.", lambda v, c: _age(v, v.shift.opened_at) if _open(v) else None),
    ("prro_shift_receipts", "Sales and returns of the open shift.", lambda v, c: v.receipts if _open(v) else None),
    ("prro_pending_documents", "Documents that wait for the tax server.", lambda v, c: v.waiting),
    ("prro_unknown_documents", "Documents sent without a known result.", lambda v, c: v.unsettled),
    ("prro_stuck_documents", "Documents that need a person.", lambda v, c: v.stuck),
    ("prro_offline_allowed", "1 where form 1-ПРРО allows offline work; absent until the server said.",
     lambda v, c: None if v.offline_allowed is None else int(v.offline_allowed)),
    ("prro_offline_possible", "1 where an offline session is in use or at hand.",
     lambda v, c: int(v.session is not None or v.spare_session)),
    ("prro_offline_session_seconds_left", "Seconds left of the 36 hours.", lambda v, c: _hours(v, "session_left")),
    ("prro_offline_month_seconds_left", "Seconds left of the 168 hours.", lambda v, c: _hours(v, "month_left")),
    ("prro_offline_numbers_left", "Receipts an offline session may still make.",
     lambda v, c: v.budget.numbers.for_sales if v.budget else None),
    ("prro_next_local_number", "The number the next document gets.", lambda v, c: v.next_local),
    ("prro_last_contact_timestamp_seconds", "When the tax server last spoke.", lambda v, c: _at(v.last_contact)),
    ("prro_last_backup_timestamp_seconds", "When the newest copy was made.", lambda v, c: _at(v.last_backup)),
    ("prro_last_drill_timestamp_seconds", "When the last rehearsal was.",
     lambda v, c: _at(v.last_drill.at) if v.last_drill else None),
    ("prro_last_drill_passed", "1 where the last rehearsal passed.",
     lambda v, c: int(v.last_drill.passed) if v.last_drill else None),
    ("prro_disk_free_bytes", "Free space where the home lies.", lambda v, c: v.free_bytes),
    ("prro_concerns", "How many things are not as they should be.", lambda v, c: len(c)),
    ("prro_check_exit_code", "What prro status --check exits with.", lambda v, c: int(gravest(c))),
)  # fmt: skip


def _open(vital: Vitals) -> bool:
    return vital.shift is not None and vital.shift.state != "closed"


def _age(vital: Vitals, since: str) -> int:
    return int((vital.now - datetime.fromisoformat(since)).total_seconds())


def _at(moment: datetime | None) -> int | None:
    return int(moment.timestamp()) if moment else None


def _hours(vital: Vitals, name: str) -> int | None:
    return int(getattr(vital.budget.hours, name)) if vital.budget else None


@dataclass(frozen=True, slots=True)
class Watched:
    """A desk as monitoring gets it: its vital signs, or why they cannot be read."""

    desk: str
    fiscal_number: int
    vital: Vitals | None
    problem: str = ""
    problem_code: ExitCode = ExitCode.OK


def families(desks: Sequence[Watched], version: str, now: datetime) -> list[Family]:
    """All metrics of some desks."""
    label = {one.desk: (("desk", one.desk), ("fiscal_number", str(one.fiscal_number))) for one in desks}
    read = [(label[one.desk], one.vital, concerns(one.vital)) for one in desks if one.vital is not None]
    found = [
        Family("prro_info", "The program.", (((("version", version),), 1),)),
        Family("prro_collected_timestamp_seconds", "When this was written.", (((), int(now.timestamp())),)),
        Family("prro_readable", "1 where journal and configuration of the desk could be read.",
               tuple((label[one.desk], int(one.vital is not None)) for one in desks)),
    ]  # fmt: skip
    for name, text, reader in _GAUGES:
        samples = [(labels, reader(vital, known)) for labels, vital, known in read]
        found.append(Family(name, text, tuple((labels, value) for labels, value in samples if value is not None)))
    days = [
        ((*labels, ("key", key.key)), key.days_left)
        for labels, vital, _ in read
        for key in vital.keys
        if key.days_left is not None
    ]
    found.append(Family("prro_key_days_left", "Days a signing key is valid.", tuple(days)))
    return [family for family in found if family.samples]


def exposition(found: Iterable[Family]) -> str:
    """Prometheus' text format, version 0.0.4."""
    return "".join(line + "\n" for line in _lines(found))


def _lines(found: Iterable[Family]) -> Iterator[str]:
    for family in found:
        yield f"# HELP {family.name} {_escaped(family.help)}"
        yield f"# TYPE {family.name} gauge"
        for labels, value in family.samples:
            inner = ",".join(f'{name}="{_quoted(text)}"' for name, text in labels)
            yield f"{family.name}{{{inner}}} {value}" if inner else f"{family.name} {value}"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("\n", "\\n")


def _quoted(text: str) -> str:
    return _escaped(text).replace('"', '\\"')


# --- Nagios


@dataclass(frozen=True, slots=True)
class Line:
    """What a plugin says: state, text and figures."""

    state: Nagios
    text: str


def nagios(desks: Sequence[Watched], wanted: Thresholds) -> Line:
    """One line: a grave concern is critical, any other a warning, what cannot be read is critical or unknown."""
    judged = [(one, concerns(one.vital, wanted) if one.vital else []) for one in desks]
    state = max((_state(one, found) for one, found in judged), key=_order, default=Nagios.UNKNOWN)
    several = len(desks) > 1
    words = [_words(one, found, several) for one, found in judged if not several or _state(one, found) or one.problem]
    text = "; ".join(words) or f"{len(desks)} desks in order"
    figures = " ".join(_figures(one, several) for one, _ in judged if one.vital)
    line = f"PRRO {state.name} - {_flat(text)}"
    return Line(state, f"{line} | {figures}" if figures else line)


def _order(state: Nagios) -> int:
    """Critical before unknown before warning, as Nagios' own plugins sum up."""
    return (Nagios.OK, Nagios.WARNING, Nagios.UNKNOWN, Nagios.CRITICAL).index(state)


def _state(one: Watched, found: list[Concern]) -> Nagios:
    if one.vital is None:
        grave = one.problem_code in (ExitCode.JOURNAL_DAMAGED, ExitCode.DISK, ExitCode.PERMISSIONS)
        return Nagios.CRITICAL if grave else Nagios.UNKNOWN
    if not found:
        return Nagios.OK
    return Nagios.WARNING if gravest(found) is ExitCode.ATTENTION else Nagios.CRITICAL


def _words(one: Watched, found: list[Concern], several: bool) -> str:
    text = one.problem if one.vital is None else sentence(one.vital, found)
    return f"{one.desk}: {text}" if several else text


def _figures(one: Watched, several: bool) -> str:
    vital = one.vital
    assert vital is not None
    hours, month = _hours(vital, "session_left"), _hours(vital, "month_left")
    possible = vital.session is not None or vital.spare_session
    figures = {
        "hours_left": max(0, min(hours or 0, month or 0)) // HOUR if possible else 0,
        "month_hours_left": None if month is None else max(0, month) // HOUR,
        "numbers_left": vital.budget.numbers.for_sales if vital.budget and possible else 0,
        "pending": vital.waiting + vital.unsettled,
        "stuck": vital.stuck,
        "key_days": vital.key_days,
    }
    prefix = f"{one.desk} " if several else ""
    return " ".join(f"{_label(prefix + name)}={value}" for name, value in figures.items() if value is not None)


def _label(name: str) -> str:
    return f"'{name}'" if " " in name else name


def _flat(text: str) -> str:
    """No line ends and no bar: they would end the text for Nagios."""
    return " ".join(text.replace("|", "/").split())
