"""The guided dialogue: every field of a form asked for with its official name, what is known as the default."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from prro_cli.cli.face import Face
from prro_cli.errors.general import QuestionRefusedError
from prro_cli.forms import model
from prro_cli.forms.declare import Field, Member, table_of
from prro_cli.lang import say
from prro_cli.registration.filling import Values, chosen, value_of

MOST_TRIES = 5
MOST_ROWS = 50
NEVER_GUESSED = "offline"


class Asker:
    """Asks on stderr, reads from stdin; an answer that cannot be is asked for again, with the reason."""

    def __init__(self, face: Face) -> None:
        self.face = face
        self.may_ask = face.environment.answers_questions and not face.options.no_input

    def line(self, question: str, default: str = "") -> str:
        """One answer; the end of the input is a refusal to answer."""
        return self.face.ask(question, default)

    def value(self, question: str, default: str, judge: Callable[[str], Any]) -> Any:
        """An answer that the judge accepts."""
        for _ in range(MOST_TRIES):
            answer = self.line(question, default)
            try:
                return judge(answer)
            except ValueError as error:
                self.say(f"  {error}")
        raise QuestionRefusedError(question=question)

    def say(self, text: str) -> None:
        """A line of the dialogue."""
        self.face.environment.stderr.write(text + "\n")


def ask_form(asker: Asker, kind: type, values: Values, given: Mapping[str, Any], letter: Callable[[], str]) -> None:
    """Ask for every field that was not given explicitly; the answers go into `values`."""
    asker.say(say("Every field of the form, one after the other; Enter takes what stands in brackets."))
    for member in table_of(kind).members:
        if member.attribute in given or _left_empty(member, values):
            continue
        if member.rows is not None:
            if not values.get(member.attribute):
                values[member.attribute] = _rows(asker, member)
            continue
        known = "" if member.attribute == NEVER_GUESSED else shown(values.get(member.attribute))
        if member.choice is not None:
            values[member.attribute] = _choice(asker, member, known)
            continue
        answer = asker.value(_question(member), known, partial(_judged, member, letter))
        values[member.attribute] = answer or None


def _left_empty(member: Member, values: Values) -> bool:
    """The fiscal number is «Не заповнюється у разі реєстрації ПРРО» (footnote of 1-ПРРО)."""
    return member.attribute == "fiscal_number" and values.get("action") == "register"


def shown(value: Any) -> str:
    """A known value as a person would type it."""
    if value is None:
        return ""
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _judged(member: Member, letter: Callable[[], str], text: str) -> str:
    """The text itself, once it can stand in the form."""
    from prro_cli.forms.charset import fit

    field = member.field
    if isinstance(value_of(member, text, letter()), str) and field is not None:
        problem = field.type_in(letter()).problem(fit(text, field))
        if problem:
            raise ValueError(problem)
    return text


def _choice(asker: Asker, member: Member, default: str) -> str:
    assert member.choice is not None  # the caller looked
    asker.say(member.caption)
    for number, option in enumerate(member.choice.options, 1):
        asker.say(f"  {number}  {option.element}  {option.caption}  ({option.name})")
    options = member.choice

    def judge(text: str) -> str:
        if text.isascii() and text.isdigit() and 1 <= int(text) <= len(options.options):
            return options.options[int(text) - 1].name
        return chosen(options, text)

    answer: str = asker.value(say("number"), default, judge)
    return answer


def _rows(asker: Asker, member: Member) -> list[Any]:
    assert member.rows is not None  # the caller looked
    asker.say(member.caption)
    found: list[Any] = []
    while len(found) < MOST_ROWS:
        found.append(_row(asker, member.rows))
        if asker.line(say("another row? yes or no"), "no").casefold() not in ("yes", "y", "так", "т"):
            break
    return found


def _row(asker: Asker, kind: type) -> Any:
    """One row; the action of an object is 1 and the identifier may be left to its type and number."""
    values: Values = {}
    for member in table_of(kind).members:
        default = {"action": "1", "role": model.CASHIER}.get(member.attribute, "")
        answer = asker.value(_question(member), default, partial(_cell, member))
        if answer:
            values[member.attribute] = answer
    return values


def _cell(member: Member, text: str) -> str:
    field = member.field
    assert field is not None  # a row holds fields only
    if field.required and not text:
        raise ValueError(say("is missing"))
    return _judged(member, lambda: "J", text) if text else ""


def _question(member: Member) -> str:
    field: Field | None = member.field
    return f"{field.element}  {member.caption}" if field is not None else member.caption
