"""From what people give (options, a file, answers) to the typed values of a form; every fault is told, not the first.

Values are kept under the names of the attributes of the form (`object_id`, `katottg`, …), which are also the names
of the options (`--object-id`) and of the members of a TOML or JSON file.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from prro_cli.errors.registration import FormIncompleteError, FormSourceError
from prro_cli.forms import simple
from prro_cli.forms.catalogue import Edition
from prro_cli.forms.declare import Choice, Field, Member, table_of
from prro_cli.forms.model import BODIES, CASHIER, ENDED, ROLES, SENIOR, Body, Head, KeyRow, ObjectRow
from prro_cli.lang import say
from prro_cli.record import dataclass
from prro_cli.values import ukrainian_capitals

FIRST_COUNT = 100_001
"""OpenPRRO begins C_DOC_CNT here, so as not to meet the numbers of other programs (registration 1.2)."""
HEAD_NAMES = ("office_code", "count", "new_number")
ROLE_WORDS = {"cashier": CASHIER, "senior": SENIOR, "ended": ENDED, **{role: role for role in ROLES}}
ACTION_WORDS = {"new": 1, "change": 3, "close": 6}
_YES = frozenset({"yes", "true", "1", "+", "так"})
_NO = frozenset({"no", "false", "0", "ні"})
_DATES = (re.compile(r"(\d{4})-(\d\d)-(\d\d)", re.ASCII), re.compile(r"(\d\d)\.(\d\d)\.(\d{4})", re.ASCII))

Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Problem:
    """One field that is missing or wrong."""

    name: str
    caption: str
    text: str

    def __str__(self) -> str:
        return f"{self.name} («{self.caption}»): {self.text}"


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What the head needs beside the form."""

    letter: str
    office_code: int
    count: int
    filled: date
    new_number: int = 0
    software: str = ""


def head_of(edition: Edition, tin: str, at: Circumstances) -> Head:
    """The head of a new form (registration 1.2): state 1, period type 1 (a month), nothing linked."""
    code = edition.code(at.letter)
    return Head(
        tin=tin,
        c_doc=code.c_doc,
        c_doc_sub=code.sub,
        c_doc_ver=str(code.version),
        c_doc_type=at.new_number,
        c_doc_cnt=at.count,
        c_reg=at.office_code // 100,
        c_raj=at.office_code % 100,
        period_month=at.filled.month,
        period_type=1,
        period_year=at.filled.year,
        c_sti_orig=at.office_code,
        c_doc_stan=1,
        linked_docs=(),
        d_fill=at.filled,
        software=at.software or None,
    )


def letter_for(tin: str) -> str:
    """J for the eight digits of a legal entity, F for the ten of a person or a passport."""
    return "F" if not simple.TIN_PERSON.problem(ukrainian_capitals(tin.replace(" ", ""))) else "J"


def body_of(edition: Edition, values: Mapping[str, Any], letter: str) -> Body:
    """The body of a form from raw values; FormIncompleteError lists everything that is missing or wrong."""
    kind = BODIES[edition.sub]
    typed: Values = {}
    problems: list[Problem] = []
    for member in table_of(kind).members:
        raw = values.get(member.attribute)
        try:
            typed[member.attribute] = value_of(member, raw, letter)
        except ValueError as error:
            problems.append(Problem(option_name(member.attribute), member.caption, str(error)))
    if problems:
        raise FormIncompleteError(
            problems="; ".join(map(str, problems)),
            data={"fields": [{"name": p.name, "caption": p.caption, "problem": p.text} for p in problems]},
        )
    return kind(**typed)


def option_name(attribute: str) -> str:
    """`object_id` → `--object-id`; the tables have options of their own."""
    return {"objects": "--object", "keys": "--cashier-cert"}.get(attribute, "--" + attribute.replace("_", "-"))


def missing(edition: Edition, values: Mapping[str, Any]) -> list[Member]:
    """The required members that have no value yet."""
    members = table_of(BODIES[edition.sub]).members
    return [m for m in members if (m.required or m.rows) and values.get(m.attribute) in (None, "", (), [])]


def value_of(member: Member, raw: Any, letter: str) -> Any:
    """The typed value of a member; ValueError says what is allowed."""
    if member.rows is not None:
        return _rows(member, raw)
    if raw is None or raw == "":
        if member.required:
            one_of = say("is missing; one of {choices}", choices=choices(member.choice)) if member.choice else ""
            raise ValueError(one_of or say("is missing"))
        return None
    if member.choice is not None:
        return chosen(member.choice, str(raw))
    assert member.field is not None  # the remaining kind of a body
    return field_value(member.field, raw, letter)


def choices(choice: Choice) -> str:
    """`none (M051), offline (M052)`."""
    return ", ".join(f"{option.name} ({option.element})" for option in choice.options)


def chosen(choice: Choice, raw: str) -> str:
    """The name of an option, by its name, its element or its caption."""
    word = raw.strip().casefold()
    if not word:
        raise ValueError(say("is missing; one of {choices}", choices=choices(choice)))
    for option in choice.options:
        if word in (option.name, option.element.casefold(), option.caption.casefold()):
            return option.name
    raise ValueError(say("{raw!r} is not one of {choices}", raw=raw, choices=choices(choice)))


def field_value(field: Field, raw: Any, letter: str) -> Any:
    """The value of one field from text, or from what TOML and JSON hold."""
    kind = field.type_in(letter)
    if kind is simple.DATE:
        return _date(raw)
    if kind is simple.TICK:
        return _tick(raw)
    if isinstance(raw, bool) or not isinstance(raw, str | int):
        raise ValueError(say("{raw!r} is neither a text nor a number", raw=raw))
    text = str(raw).strip()
    value = kind.parse(text)
    if not isinstance(value, str) and (problem := kind.problem(text)):
        raise ValueError(problem)  # texts are judged later, when their characters have been replaced
    return value


def _date(raw: Any) -> date:
    if isinstance(raw, datetime):
        return raw.date()
    if isinstance(raw, date):
        return raw
    for number, pattern in enumerate(_DATES):
        if match := pattern.fullmatch(str(raw).strip()):
            parts = [int(part) for part in match.groups()]
            year, month, day = parts if number == 0 else reversed(parts)
            return date(year, month, day)
    raise ValueError(say("{raw!r} is not a date such as 2026-11-20 or 20.11.2026", raw=raw))


def _tick(raw: Any) -> bool | None:
    word = str(raw).strip().casefold()
    if word in _YES:
        return True
    if word in _NO:
        return None
    raise ValueError(say("{raw!r} is neither yes nor no", raw=raw))


def _rows(member: Member, raw: Any) -> tuple[Any, ...]:
    if not raw:
        raise ValueError(say("at least one row is needed"))
    if not isinstance(raw, list | tuple):
        raise ValueError(say("a list of tables is expected"))
    rows = []
    for number, row in enumerate(raw, 1):
        if isinstance(row, ObjectRow | KeyRow):
            rows.append(row)
        elif isinstance(row, Mapping) and member.rows is not None:
            rows.append(row_of(member.rows, row, say("row {number}", number=number)))
        else:
            raise ValueError(say("row {number}: {row!r} is no table of members", number=number, row=row))
    return tuple(rows)


def row_of(kind: type, raw: Mapping[str, Any], where: str) -> Any:
    """One row of a table; unknown members are named with the nearest known."""
    values = {name.replace("-", "_"): value for name, value in raw.items()}
    if kind is ObjectRow:
        _object_words(values)
    elif values.get("role") is not None:
        values["role"] = ROLE_WORDS.get(str(values["role"]).strip().casefold(), values["role"])
        values["role"] = next((r for r in ROLES if r.casefold() == str(values["role"]).casefold()), values["role"])
    members = {m.attribute: m for m in table_of(kind).members}
    typed: Values = {}
    for name, value in values.items():
        if name not in members:
            raise ValueError(
                say("{where}: nobody knows {name!r}{nearest}", where=where, name=name, nearest=nearest(name, members))
            )
        try:
            typed[name] = value_of(members[name], value, "J")
        except ValueError as error:
            raise ValueError(f"{where}, {name}: {error}") from None
    return kind(**typed)


def _object_words(values: Values) -> None:
    """`type`, words for actions, and the identifier made of the type and an own `number` of five digits."""
    if "type" in values:
        values["type_code"] = values.pop("type")
    action = values.setdefault("action", 1)
    values["action"] = ACTION_WORDS.get(str(action), action)
    number = values.pop("number", None)
    if number is not None and values.get("type_code") is not None and not values.get("object_id"):
        values["object_id"] = f"{str(values['type_code']).zfill(3)}{str(number).zfill(5)}"


def nearest(name: str, known: Mapping[str, Any]) -> str:
    """`; did you mean X?` or nothing."""
    near = difflib.get_close_matches(name, list(known), n=1)
    return say("; did you mean {near}?", near=near[0]) if near else ""


def read_source(data: bytes, name: str, edition: Edition) -> Values:
    """The values of a TOML or JSON file; unknown members are mistakes."""
    raw = _parsed(data, name)
    known = {m.attribute: m for m in table_of(BODIES[edition.sub]).members} | dict.fromkeys(HEAD_NAMES)
    values: Values = {}
    for key, value in raw.items():
        attribute = str(key).replace("-", "_")
        if attribute not in known:
            raise FormSourceError(
                file=name,
                detail=say("nobody knows the member {key!r}{nearest}", key=key, nearest=nearest(attribute, known)),
            )
        values[attribute] = value
    return values


def _parsed(data: bytes, name: str) -> dict[str, Any]:
    import json
    import tomllib

    try:
        text = data.decode("utf-8-sig")
        raw = json.loads(text) if text.lstrip().startswith("{") else tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # both decoders raise kinds of ValueError
        raise FormSourceError(file=name, detail=say("neither TOML nor JSON: {error}", error=error)) from None
    if not isinstance(raw, dict):
        raise FormSourceError(file=name, detail=say("a table of members is expected"))
    return raw
