"""`prro explain`: from a number, a name, one of our ids, or a pasted log to cause, state and next command (N2).

Needs neither network nor home. A bare number may mean several things (13 is a code of the server and an exit code);
then each is told.
"""

from __future__ import annotations

import re

from prro_cli.errors.base import ExitCode, PrroError
from prro_cli.errors.catalogue import every_error
from prro_cli.errors.exit_words import FINDING
from prro_cli.lang import say
from prro_cli.record import dataclass
from prro_cli.support.knowledge import KNOWN, Knowledge
from prro_cli.support.sightings import CHECK, OURS, Sighting, readable, sightings
from prro_cli.taxserver.refusals import FiscalCode, RefusalForm, describe

_MAX = 400_000
_BARE = re.compile(r"(?:exit(?: code)? |http |code |код )?(\d{1,3})", re.IGNORECASE)
_SHORT_ID = re.compile(r"(?:PRRO-?)?([ED]\d{3,5})", re.ASCII | re.IGNORECASE)
MOST_SHOWN_ERRORS = 12
_NAMED = re.compile(r"prro [a-z]")


@dataclass(frozen=True, slots=True)
class Explanation:
    """One thing that was recognised."""

    subject: str
    source: str
    """`server`, `prro`, `exit`, `doctor`, `http` or `saying`."""
    title: str
    cause: str
    state: str
    next: tuple[str, ...]
    details: tuple[str, ...] = ()
    """What the text itself told: the expected number, the failing document, the key that holds the shift."""


def explain(text: str) -> tuple[Explanation, ...]:
    """Everything recognised in a text, in the order it stands there, each once."""
    text = readable(text[:_MAX]).strip()
    return _as_a_whole(text) or _found_in(text)


# --- one word


def _as_a_whole(text: str) -> tuple[Explanation, ...]:
    """A bare number, a symbolic name, or one id."""
    bare = _BARE.fullmatch(text)
    if bare:
        return _number(int(bare.group(1)), text.lower())
    named = next((c for c in FiscalCode if c.wire_name.lower() == text.lower()), None)
    if named is not None:
        return (_server(int(named), ""),)
    short = _SHORT_ID.fullmatch(text)
    if short is None:
        return ()
    id_ = f"PRRO-{short.group(1).upper()}"
    if OURS.fullmatch(id_):
        return (_ours(id_),)
    return (_check(id_),) if CHECK.fullmatch(id_) else ()


def _number(number: int, text: str) -> tuple[Explanation, ...]:
    """The server's codes are 0 to 13, our exit codes are those of cli.md, HTTP has three digits."""
    found = []
    if number in set(FiscalCode) and not text.startswith(("exit", "http")):
        found.append(_server(number, ""))
    if number in set(ExitCode) and (number or text.startswith("exit")) and not text.startswith("http"):
        found.append(_exit(number))
    status = _http(number) if not text.startswith("exit") else None
    if status is not None:
        found.append(status)
    if not found and not text.startswith("exit"):
        found.append(_server(number, ""))
    return tuple(found)


# --- a text


def _found_in(text: str) -> tuple[Explanation, ...]:
    seen = sightings(text)
    codes = {every_error()[s.value].exit_code for s in seen if s.kind == "ours" and s.value in every_error()}
    found: list[tuple[int, Explanation]] = []
    for one in seen:
        explained = _sighted(one, codes)
        if explained is not None:
            found.append((one.place, explained))
    found += _unnumbered(text, [s for s in seen if s.kind == "server"], bare=not found)
    unique: dict[tuple[str, str], Explanation] = {}
    for _, told in sorted(found, key=lambda pair: pair[0]):
        unique.setdefault((told.subject, told.title), told)
    return tuple(unique.values())


def _sighted(one: Sighting, told: set[ExitCode]) -> Explanation | None:
    """What one sighting means; None where it says nothing (HTTP 200, or the exit code of an error that is told)."""
    if one.kind == "ours":
        return _ours(one.value)
    if one.kind == "check":
        return _check(one.value)
    number = int(one.value)
    if one.kind == "server":
        return None if number == FiscalCode.OK else _server(number, one.body)
    if one.kind == "http":
        return None if number < 300 else _http(number)
    return _exit(number) if number in set(ExitCode) and number and number not in told else None


def _unnumbered(text: str, codes: list[Sighting], *, bare: bool) -> list[tuple[int, Explanation]]:
    """Texts of the server that lost their code, and the words of people, outside of what is explained already."""
    from prro_cli.support.folklore import SAYINGS

    covered = [(one.place, one.end) for one in codes]
    lower = text.lower()
    found: list[tuple[int, Explanation]] = []
    for known in KNOWN:
        for place in _places(lower, known.phrase) if known.phrase else ():
            if not any(low <= place < high for low, high in covered):
                covered.append((place, place + len(known.phrase)))
                found.append((place, _of(known, known.code, text[place : place + 400])))
    if found or not bare:
        return found  # people's words would only repeat what a code says better
    for saying in SAYINGS:
        match = saying.pattern.search(text)
        if match:
            subject = say("words of a program or a person")
            steps = tuple(say(step) for step in saying.next)
            told = Explanation(subject, "saying", say(saying.title), say(saying.cause), say(saying.state), steps)
            found.append((match.start(), told))
    return found


def _places(lower: str, phrase: str) -> list[int]:
    return [match.start() for match in re.finditer(re.escape(phrase), lower)]


# --- each kind


def _server(code: int, body: str) -> Explanation:
    """A code of the server, narrowed down by the text that came with it."""
    lower = body.lower()
    known = next((k for k in KNOWN if k.code == code and k.phrase and k.phrase in lower), None)
    known = known or next((k for k in KNOWN if k.code == code and not k.phrase), None)
    if known is not None:
        return _of(known, code, body)
    return Explanation(
        say("server code {code}", code=code),
        "server",
        say("Unknown code"),
        say("the server used a code that its description of 08.2025 does not have (it has 0 to 13)"),
        say("refused as far as can be seen; prro status tells what the journal knows"),
        ("prro status", "prro sync"),
    )


def _of(known: Knowledge, code: int | None, body: str) -> Explanation:
    name = FiscalCode(code).wire_name if code in set(FiscalCode) else ""
    subject = say("text of the server") if code is None else say("server code {code}", code=f"{code} {name}".strip())
    steps = tuple(say(step) for step in known.next)
    return Explanation(
        subject, "server", say(known.title), say(known.cause), say(known.state), steps, _details(code, body)
    )


def _details(code: int | None, body: str) -> tuple[str, ...]:
    if code is None or not body:
        return ()
    lines = [line for line in body.split("\n") if line.strip()]
    told = describe(code, "", "\n".join(lines[:3]), RefusalForm.TEXT)
    found = []
    if told.expected_number is not None:
        found.append(say("the server expects local number {number}", number=told.expected_number))
    if told.failing_index is not None:
        found.append(say("the document in place {place} of the package (counted from 0) was refused",
                         place=told.failing_index))  # fmt: skip
    if told.key_id is not None:
        found.append(say("the key named is {key}", key=told.key_id))
    return tuple(found)


def _ours(id_: str) -> Explanation:
    found = every_error().get(id_)
    number = id_.removeprefix("PRRO-E").removesuffix(FINDING)
    if found is None and id_.endswith(FINDING) and number.isdecimal() and int(number) in set(ExitCode):
        return _exit(int(number))
    if found is None:
        text = say("this version of prro has no such error")
        return Explanation(id_, "prro", say("Unknown id"), text, say("nothing is known of it"), ("prro --version",))
    return Explanation(id_, "prro", say(found.title), _bare(found, found.cause_template),
                       _bare(found, found.state_template),
                       tuple(_bare(found, step) for step in found.next_templates))  # fmt: skip


def _bare(error: type[PrroError], template: str) -> str:
    """A template with its fields named in capitals, for a text without an occasion."""
    return re.sub(r"\{(\w+)[^}]*\}", lambda m: m.group(1).upper(), say(template))


def _exit(number: int) -> Explanation:
    """An exit code: what it promises, and which errors end with it."""
    from prro_cli.errors.exit_words import WORDS

    code = ExitCode(number)
    meaning, advice = WORDS[code]
    errors = [error for _, error in sorted(every_error().items()) if error.exit_code == code]
    ids = ", ".join(f"{error.id} ({say(error.title)})" for error in errors[:MOST_SHOWN_ERRORS])
    if len(errors) > MOST_SHOWN_ERRORS:
        ids += say(" and {count} more: prro explain ID", count=len(errors) - MOST_SHOWN_ERRORS)
    cause = f"{say(meaning)}: {ids}" if ids else say(meaning)
    state = say('the printed error tells it ("state"); a script should: {advice}', advice=say(advice))
    steps = [_bare(error, step) for error in errors for step in error.next_templates[:1] if _NAMED.match(step)]
    first = f"prro explain {errors[0].id}" if len(errors) == 1 else "prro exit-codes"
    subject = say("exit code {code}", code=f"{number} {code.name.lower().replace('_', '-')}")
    return Explanation(
        subject, "exit", say(meaning), cause, state,
        tuple(dict.fromkeys([*steps[:3], first])),
        () if number in set(FiscalCode) else (say("it is no code of the tax server: those are 0 to 13"),),
    )  # fmt: skip


def _check(id_: str) -> Explanation:
    from prro_cli.support.doctor import CHECKS

    found = next((check for check in CHECKS if check.id == id_), None)
    if found is None:
        text = say("this version of prro has no such check")
        return Explanation(id_, "doctor", say("Unknown id"), text, say("nothing is known of it"), ("prro doctor",))
    lines = (found.run.__doc__ or found.title).strip().splitlines()
    state = say("a check changes nothing; what it found is printed with the command that mends it")
    return Explanation(id_, "doctor", say(found.title), say(lines[0]), state, (f"prro doctor --only {found.name}",))


def _http(status: int) -> Explanation | None:
    from prro_cli.support.http_statuses import known

    found = known(status)
    if found is None:
        return None
    title, cause, state, steps = found
    return Explanation(f"HTTP {status}", "http", say(title), say(cause), say(state), tuple(say(s) for s in steps))
