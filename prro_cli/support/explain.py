"""`prro explain`: from a code, a name, one of our ids, or a pasted log to cause, state and next command."""

from __future__ import annotations

import re

from prro_cli.errors.base import PrroError
from prro_cli.errors.catalogue import every_error
from prro_cli.record import dataclass
from prro_cli.support.knowledge import KNOWN, Knowledge
from prro_cli.taxserver.refusals import FiscalCode

_OUR_ID = re.compile(r"PRRO-E\d{4,6}", re.ASCII)
_CODE = re.compile(r"Код помилки:\s*(\d{1,3})|\"?ErrorCode\"?\s*[:=]\s*\"?(\d{1,3})|<ERRORCODE>(\d{1,3})<", re.ASCII)
_MAX = 200_000


@dataclass(frozen=True, slots=True)
class Explanation:
    """One thing that was recognised."""

    subject: str
    source: str
    """`server` or `prro`."""
    title: str
    cause: str
    state: str
    next: tuple[str, ...]


def explain(text: str) -> tuple[Explanation, ...]:
    """Everything recognised in a text, in the order it stands there, each once."""
    text = text[:_MAX].strip()
    whole = _as_a_whole(text)
    if whole:
        return (whole,)
    found: list[tuple[int, Explanation]] = [(m.start(), _ours(m.group())) for m in _OUR_ID.finditer(text)]
    codes = list(_CODE.finditer(text))
    for place, match in enumerate(codes):
        end = codes[place + 1].start() if place + 1 < len(codes) else len(text)
        code = int(next(g for g in match.groups() if g))
        found.append((match.start(), _server(_narrowed(code, text[match.end() : end]), code)))
    if not codes:
        found += _phrases(text.lower())
    unique: dict[tuple[str, str], Explanation] = {}
    for _, one in sorted(found, key=lambda pair: pair[0]):
        unique.setdefault((one.subject, one.title), one)
    return tuple(unique.values())


def _as_a_whole(text: str) -> Explanation | None:
    """A bare code, a symbolic name, or one id."""
    if re.fullmatch(r"\d{1,3}", text, re.ASCII):
        return _server(_narrowed(int(text), ""), int(text))
    named = next((c for c in FiscalCode if c.wire_name.lower() == text.lower()), None)
    if named is not None:
        return _server(_narrowed(int(named), ""), int(named))
    return _ours(text.upper()) if _OUR_ID.fullmatch(text.upper()) else None


def _narrowed(code: int, text: str) -> Knowledge | None:
    """The knowledge whose phrase stands in the text, or the general one of the code."""
    lower = text.lower()
    return next((k for k in KNOWN if k.code == code and k.phrase in lower), None)


def _phrases(lower: str) -> list[tuple[int, Explanation]]:
    """Phrases without a code: a text that lost its head."""
    return [
        (lower.index(k.phrase), _server(k, k.code if k.code is not None else -1))
        for k in KNOWN
        if k.phrase and k.phrase in lower
    ]


def _server(known: Knowledge | None, code: int) -> Explanation:
    name = FiscalCode(code).wire_name if code in set(FiscalCode) else ""
    subject = f"server code {code} {name}".strip() if code >= 0 else "text of the server"
    if known is None:
        cause = "the server used a code that its description of 08.2025 does not have"
        state = "refused as far as can be seen; prro status tells what the journal knows"
        return Explanation(subject, "server", "Unknown code", cause, state, ("prro status", "prro sync"))
    return Explanation(subject, "server", known.title, known.cause, known.state, known.next)


def _ours(id_: str) -> Explanation:
    found = every_error().get(id_)
    if found is None:
        return Explanation(id_, "prro", "Unknown id", "this version of prro has no such error", "", ("prro --version",))
    return Explanation(id_, "prro", found.title, _bare(found, found.cause_template), _bare(found, found.state_template),
                       tuple(_bare(found, step) for step in found.next_templates))  # fmt: skip


def _bare(error: type[PrroError], template: str) -> str:
    """A template with its fields named in capitals, for a text without an occasion."""
    return re.sub(r"\{(\w+)[^}]*\}", lambda m: m.group(1).upper(), template)
