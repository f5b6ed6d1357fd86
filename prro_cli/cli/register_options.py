"""The options of `prro register 20-opp | 1-prro | 5-prro`: one per field of the form, from the form's own table.

What the three commands share is one dataclass; `form_command` joins both into the signature that Typer and the quick
reader see, so that a field of the form exists in one place only.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Annotated, Any, get_type_hints

from prro_cli.cli.declared import Option, command
from prro_cli.cli.face import Face
from prro_cli.cli.register_app import app
from prro_cli.forms.declare import Member, table_of
from prro_cli.record import dataclass
from prro_cli.render.answer import Answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Common:
    """What every form is prepared with."""

    file: Annotated[
        Path | None, Option("--file", metavar="FILE", help="TOML or JSON file with fields; - is stdin. Options win.")
    ] = None
    key: Annotated[
        str | None, Option("--key", help="Key of the taxpayer: fills in the form, signs it, opens receipts.")
    ] = None
    from_forms: Annotated[
        list[Path] | None, Option("--from", metavar="FILE", help="An earlier form (XML) to fill in from; repeatable.")
    ] = None
    office_code: Annotated[
        str | None, Option("--office-code", metavar="CODE", help="C_STI_ORIG: code of your tax office, such as 2659.")
    ] = None
    letter: Annotated[str | None, Option("--letter", help="J legal entity, F natural person; by the tax number.")] = (
        None
    )
    count: Annotated[int | None, Option("--count", min=1, help="C_DOC_CNT: number of the form in the month.")] = None
    new_number: Annotated[
        int, Option("--new-number", min=0, max=99, help="C_DOC_TYPE: 0, or 1, 2 … of a corrected repetition.")
    ] = 0
    signer: Annotated[
        list[str] | None, Option("--signer", metavar="KEY", help="Who signs, in this order; --key alone by default.")
    ] = None
    recipient: Annotated[
        Path | None, Option("--recipient", metavar="CERT", help="The tax service's certificate for encryption.")
    ] = None
    layout: Annotated[str | None, Option("--layout", help="Container: nested, header or envelope; by the channel.")] = (
        None
    )
    envelope: Annotated[str, Option("--envelope", help="Key of the envelope: dynamic or static.")] = "dynamic"
    tsp: Annotated[str, Option("--tsp", metavar="URL|auto|none", help="Provider of a time-stamp.")] = "none"
    password_file: Annotated[
        list[Path] | None,
        Option("--password-file", metavar="FILE", help="File with the key's password; one per signer, or one for all."),
    ] = None
    password_fd: Annotated[
        int | None, Option("--password-fd", metavar="N", min=0, help="Descriptor: a line with a password per signer.")
    ] = None
    output: Annotated[
        Path | None, Option("--output", "-o", metavar="DIR", help="Write what can be uploaded by hand into DIR.")
    ] = None
    dry_run: Annotated[bool, Option("--dry-run", help="Only show the form; so it is without --output, too.")] = False
    force: Annotated[bool, Option("--force", help="Go on although the tax service is known to refuse this.")] = False


def form_command(
    name: str, kind: type, *, schema: str, example: str, skip: tuple[str, ...] = ()
) -> Callable[[Callable[..., Answer | None]], Callable[..., Answer | None]]:
    """Register `(face, given, common, …own options) -> Answer`; `given` holds the fields that options named."""
    members = [m for m in table_of(kind).members if m.rows is None and m.attribute not in skip]

    def register(function: Callable[..., Answer | None]) -> Callable[..., Answer | None]:
        def run(face: Face, **arguments: Any) -> Answer | None:
            common = Common(**{f.name: arguments.pop(f.name) for f in fields(Common)})
            given = {m.attribute: arguments.pop(m.attribute) for m in members}
            return function(face, {k: v for k, v in given.items() if v is not None}, common, **arguments)

        run.__doc__ = function.__doc__
        run.__name__ = function.__name__
        run.__signature__ = _signature(function, members)  # type: ignore[attr-defined]
        return command(app, name, schema=schema, example=example)(run)

    return register


def _signature(function: Callable[..., Any], members: list[Member]) -> inspect.Signature:
    """The face, the form's fields, the command's own options, and what is common."""
    face, _given, _common, *more = inspect.signature(function, eval_str=True).parameters.values()
    own = [parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY) for parameter in more]
    hints = get_type_hints(Common, include_extras=True)
    common = [_parameter(f.name, hints[f.name], None if f.default is MISSING else f.default) for f in fields(Common)]
    return inspect.Signature([face, *map(_field, members), *own, *common], return_annotation=Answer)


def _field(member: Member) -> inspect.Parameter:
    """One field of the form as an option: its official element and caption are the help."""
    if member.choice is not None:
        boxes = ", ".join(f"{o.name} ({o.element} {o.caption.split(' (')[0]})" for o in member.choice.options)
        text = f"{member.caption.split('. ')[-1]}: {boxes}."
    else:
        assert member.field is not None  # tables have options of their own
        text = f"{member.field.element}: {member.caption}."
    flag = "--" + member.attribute.replace("_", "-")
    return _parameter(member.attribute, Annotated[str | None, Option(flag, help=text)], None)


def _parameter(name: str, annotation: Any, default: Any) -> inspect.Parameter:
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)
