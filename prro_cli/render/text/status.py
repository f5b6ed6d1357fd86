"""Text of `prro status`: one screen, at most 24 lines of 80 columns, whatever happens at the desk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prro_cli.lang import say, word
from prro_cli.render.terminal import Out
from prro_cli.values import width

if TYPE_CHECKING:
    from prro_cli.cli.status import OfflineFacts, Status

COLUMNS = 80
MOST_CONCERNS = 4
MOST_STEPS = 4
MOST_NAME = 20
HOUR, MINUTE = 3600, 60


def text_answer(result: Status, out: Out) -> None:
    """The judgement first, then what else needs attention, what to do, and the facts."""
    style = "warn" if result.attention else "good"
    out.line(cut(f"{cut(result.desk, MOST_NAME)}: {result.judgement}"), style)
    others = result.attention[1:]
    for line in others[:MOST_CONCERNS]:
        out.line(cut(say("  also: {what}", what=line)), "warn")
    for step in result.next[:MOST_STEPS]:
        out.line(cut(say("  next: {step}", step=step)))
    left = len(others) - MOST_CONCERNS
    if left > 0:
        out.line(cut(say("  and {count} more: prro doctor", count=left)), "warn")
    facts = [(name, value) for name, value in _facts(result) if value not in (None, "", 0)]
    wide = max(width(name) for name, _ in facts)
    out.pairs([(name, cut(str(value), COLUMNS - wide - 4)) for name, value in facts], indent=2)


def cut(text: str, columns: int = COLUMNS) -> str:
    """One line that a screen of 80 columns holds; what is cut off is in `--json`."""
    if width(text) <= columns:
        return text
    while width(text) > columns - 1:
        text = text[:-1]
    return text.rstrip() + "…"


def _facts(result: Status) -> list[tuple[str, object]]:
    """At most fourteen lines."""
    last = result.last_document
    number = say("next local number {number}", number=result.next_local_number) if result.next_local_number else ""
    return [
        ("ПРРО", f"{result.fiscal_number}" + (f" ({number})" if number else "")),
        (say("mode"), word(result.mode)),
        (say("shift"), _shift(result)),
        (
            say("last document"),
            f"{_moment(last.time)} {word(last.kind)} {last.fiscal_number or ''} [{word(last.state)}]" if last else None,
        ),
        (say("waiting"), _queue(result)),
        (say("offline session"), _hours(result.offline) if result.offline else None),
        (say("offline possible"), None if result.offline else _possible(result)),
        (say("blocked by"), _blocked(result)),
        (say("keys"), _keys(result)),
        (say("last contact"), _ago(result, "contact", result.last_contact)),
        (say("last backup"), _ago(result, "backup", result.last_backup) or say("none")),
        (say("last drill"), _drill(result)),
        (say("busy"), result.busy),
        (say("server"), result.server),
    ]


def _shift(result: Status) -> str:
    shift = result.shift
    if shift is None:
        return say("none yet")
    test = " TEST" if shift.test else ""
    if shift.state == "closed":
        return say("{number} closed{test} {time}", number=shift.number, test=test, time=_moment(shift.closed_at))
    money = say(", {count} receipts, cash {cash}", count=shift.receipts, cash=shift.cash) if shift.cash else ""
    who = cut(shift.cashier, MOST_NAME - len(test))
    return f"{shift.number} {word(shift.state)}{test} {_moment(shift.opened_at)} {who}{money}"


def _queue(result: Status) -> str:
    parts = (
        (result.waiting, say("{count} to be sent", count=result.waiting)),
        (result.unsettled, say("{count} unknown", count=result.unsettled)),
        (result.stuck, say("{count} stuck", count=result.stuck)),
    )
    return ", ".join(text for count, text in parts if count)


def _hours(offline: OfflineFacts) -> str:
    return say(
        "since {time}, {session} h left, {month} h this month",
        time=_moment(offline.begun_at),
        session=_clock(offline.seconds_left),
        month=_clock(offline.month_seconds_left),
    )


def _clock(seconds: int) -> str:
    """Hours and minutes in the shortest form."""
    seconds = max(0, seconds)
    return f"{seconds // HOUR}:{seconds % HOUR // MINUTE:02d}"


def hm(seconds: int) -> str:
    """Hours and minutes; nothing below nothing."""
    seconds = max(0, seconds)
    return say("{hours} h {minutes:02d} min", hours=seconds // HOUR, minutes=seconds % HOUR // MINUTE)


def _possible(result: Status) -> str:
    reserve = result.reserve
    if reserve.possible == "forbidden":
        return say("no: form 1-ПРРО does not allow it")
    if reserve.possible == "no-session":
        return say("no: the server granted no session (prro go-online)")
    if reserve.possible == "unknown":
        return say("not yet: the first shift is opened online")
    hours = hm(min(reserve.session_seconds_left or 0, reserve.month_seconds_left or 0))
    return say("yes: {hours}, {numbers} receipts", hours=hours, numbers=reserve.numbers_left)


def _blocked(result: Status) -> str | None:
    by = result.reserve.blocked_by
    return {"local": say("this program (its own count)"), "server": say("the tax server (its count)")}.get(by or "")


def _keys(result: Status) -> str:
    """The keys in trouble, else the one that ends first."""
    troubled = [f"{one.key} {one.problem}" for one in result.keys if one.problem]
    if not result.keys or troubled:
        return ", ".join(troubled)
    first = min(result.keys, key=lambda one: one.days_left or 0)
    shown = say("{key} {days} days", key=cut(first.key, MOST_NAME), days=first.days_left)
    if len(result.keys) == 1:
        return shown
    return shown + say(" (the first of {count})", count=len(result.keys))


def _ago(result: Status, name: str, at: str | None) -> str | None:
    if at is None:
        return None
    seconds = result.age[name]
    if seconds >= 48 * HOUR:
        return say("{time} ({days} days ago)", time=_moment(at), days=seconds // 86400)
    return say("{time} ({ago} ago)", time=_moment(at), ago=hm(seconds))


def _drill(result: Status) -> str:
    drill = result.last_drill
    if drill is None:
        return say("none (prro drill)")
    return f"{_ago(result, 'drill', drill.at)}" + ("" if drill.passed else say(", FAILED"))


def _moment(time: str | None) -> str:
    """A time of a document or an event as a screen shows it: 25.11. 22:03."""
    return f"{time[8:10]}.{time[5:7]}. {time[11:16]}" if time else ""
