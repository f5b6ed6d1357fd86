"""A form made whole: the dialogue on a terminal, the defaults that are nobody's decision, the head."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from prro_cli.cli.face import Face
from prro_cli.cli.register_forms import offline_said
from prro_cli.errors.general import UsageError
from prro_cli.errors.registration import FormIncompleteError
from prro_cli.lang import say

if TYPE_CHECKING:
    from prro_cli.cli.register_options import Common
    from prro_cli.cli.register_sources import Sources
    from prro_cli.forms.model import Declar


def completed(face: Face, sources: Sources, common: Common) -> Declar:
    """The form from everything that is known; what is missing is asked for, or named."""
    from prro_cli import __version__
    from prro_cli.cli.register_ask import Asker, ask_form
    from prro_cli.forms.model import BODIES, Declar
    from prro_cli.registration.earlier import next_count
    from prro_cli.registration.filling import Circumstances, body_of, head_of, missing

    values = sources.values
    kind = BODIES[sources.edition.sub]
    _defaults(sources)
    asker = Asker(face)
    code = common.office_code or values.get("office_code")
    if asker.may_ask and (missing(sources.edition, values) or not code):
        ask_form(asker, kind, values, sources.given, lambda: _letter(common, values))
        code = code or asker.value("C_STI_ORIG  код податкового органу", "", _office)
    if any(m.attribute == "offline" for m in missing(sources.edition, values)):
        offline_said(values)
    letter = _letter(common, values)
    office = _office_or_error(code)
    body = body_of(sources.edition, values, letter)
    at = Circumstances(
        letter=letter,
        office_code=office,
        count=common.count
        or _whole(values, "count")
        or next_count(sources.earlier, body.tin, sources.edition.sub, sources.today.year, sources.today.month),
        filled=sources.today,
        new_number=common.new_number or _whole(values, "new_number"),
        software=f"prro {__version__}",
    )
    return Declar(head_of(sources.edition, body.tin, at), body)


def _defaults(sources: Sources) -> None:
    """Dates, counters and the free local number; each stands in the form that is shown."""
    from prro_cli.forms.model import SUB_1_PRRO
    from prro_cli.registration.earlier import next_local_number, next_notice

    values = sources.values
    defaults: dict[str, Any] = {
        "filled": sources.today,
        "dated": sources.today,
        "number": next_notice(sources.earlier),
        "action": "register",
    }
    for name, value in defaults.items():
        if values.get(name) in (None, ""):
            values[name] = value
    first = str(values["action"]).casefold() in ("register", "m011") and bool(values.get("tin"))
    if sources.edition.sub == SUB_1_PRRO and first and not values.get("local_number"):
        values["local_number"] = str(next_local_number(sources.known(), str(values["tin"]), values.get("object_id")))


def _letter(common: Common, values: dict[str, Any]) -> str:
    from prro_cli.registration.filling import letter_for

    if common.letter is not None:
        if common.letter.upper() not in ("J", "F"):
            raise UsageError(
                detail=say(
                    "--letter {letter}: J (legal entity) or F (natural person) is expected", letter=common.letter
                )
            )
        return common.letter.upper()
    return letter_for(str(values.get("tin") or ""))


def _office(text: str) -> int:
    from prro_cli.forms.simple import OFFICE

    text = text.strip().lstrip("0")
    if problem := OFFICE.problem(text):
        raise ValueError(problem)
    return int(text)


def _office_or_error(code: Any) -> int:
    try:
        return _office(str(code or ""))
    except ValueError as error:
        problem = str(error) if code else say("is missing: the code of your tax office, four digits such as 2659")
        raise FormIncompleteError(
            problems=f"--office-code («код податкового органу»): {problem}",
            data={"fields": [{"name": "--office-code", "caption": "C_STI_ORIG", "problem": problem}]},
        ) from None


def _whole(values: dict[str, Any], name: str) -> int:
    """A number of the head from a file; 0 where it is not there."""
    value = values.get(name) or 0
    if isinstance(value, bool) or not str(value).isascii() or not str(value).isdigit():
        raise FormIncompleteError(problems=say("{name}: {value!r} is not a whole number", name=name, value=value))
    return int(value)
