"""Text of `prro register`: a form as a person reads it before signing, verdicts, and the data about the forms."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from prro_cli.lang import later, say
from prro_cli.render.terminal import Out
from prro_cli.render.text.filing import text_fetch as text_fetch
from prro_cli.render.text.filing import text_list as text_list
from prro_cli.render.text.filing import text_receipt_import as text_receipt_import
from prro_cli.render.text.filing import text_send as text_send
from prro_cli.render.text.filing import text_settle as text_settle
from prro_cli.render.text.filing import text_show as text_show
from prro_cli.render.text.filing import text_status as text_status
from prro_cli.render.text.filing import text_wizard as text_wizard

if TYPE_CHECKING:
    from prro_cli.cli.register_check import FormCheck
    from prro_cli.cli.register_data import FormData
    from prro_cli.cli.register_forms import FormShown

_VERDICTS = {later("sound"): "good", later("contradictory"): "warn", later("invalid"): "bad"}
_LEVELS = {later("error"): "bad", later("contradiction"): "warn", later("warning"): "dim"}
_HEAD = frozenset(
    ["TIN", "C_DOC", "C_DOC_SUB", "C_DOC_VER", "C_DOC_TYPE", "C_DOC_CNT", "C_REG", "C_RAJ",
     "PERIOD_MONTH", "PERIOD_TYPE", "PERIOD_YEAR", "C_DOC_STAN", "LINKED_DOCS", "D_FILL", "SOFTWARE"]
)  # fmt: skip
"""Fields of the head that repeat the form's own; they are in the XML and in --json."""


def safe(text: str) -> str:
    """Foreign text for a terminal: one line, no control characters."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in " ".join(text.split("\n")))


def text_form(result: FormShown, out: Out) -> None:
    """The form, the verdict, the files and what to do with them."""
    derived = say(", derived from the J form: no official schema of F forms was found") if result.derived else ""
    out.line(f"{result.form}  {result.code}{derived}", "head")
    _fields(result.fields, out)
    out.line()
    _findings(result.findings, out)
    out.line(say("valid by the schema {code}; file name {name}", code=result.code, name=result.file_name), "good")
    if result.seal is not None:
        _seal(result.seal, out)
    if not result.written:
        out.line(say("nothing was written and nothing was sent; --output DIR writes the files for upload by hand"))
        return
    for written in result.written:
        out.line(f"{written.path}", "strong")
        out.line(f"  {_use(written.what)}")


text_20_opp = text_1_prro = text_5_prro = text_form


def _use(what: str) -> str:
    if what == "form":
        return say(
            "the form, not signed: cabinet.tax.gov.ua, reporting, import the file, then sign and send it there with "
            "the keys of the signers"
        )
    if what == "container":
        return say(
            "the form signed and encrypted for the tax service: what a gateway takes (REST: contentBase64); "
            "it was never tried at the live gateways"
        )
    return say("the same form for people to read and keep; it is not filed")


def _seal(seal: Any, out: Out) -> None:
    out.pairs(
        (
            (say("signed by"), ", ".join(safe(name) for name in seal.signers)),
            (say("encrypted for"), f"{safe(seal.recipient)}, {say('until')} {seal.recipient_valid_to}"),
            (say("container"), f"{seal.layout}, {seal.envelope}, {seal.bytes} B"),
        )
    )


def _fields(fields: Sequence[Any], out: Out) -> None:
    row = None
    for field in fields:
        if field.element in _HEAD:
            continue
        if field.row is not None and field.row != row:
            out.line(say("row {number}", number=field.row), "strong")
        row = field.row
        indent = "  " if field.row is not None else ""
        meaning = f" ({field.meaning})" if field.meaning else ""
        out.line(f"{indent}{out.style(f'{field.element}  {field.caption}:', 'dim')} {safe(field.value)}{meaning}")


def _findings(findings: Sequence[Any], out: Out) -> None:
    for finding in findings:
        out.line(f"{out.style(say(finding.level), _LEVELS[finding.level])} {safe(finding.message)} [{finding.rule}]")


def text_check(result: FormCheck, out: Out) -> None:
    """A verdict per form and its findings."""
    for form in result.forms:
        wrapping = "".join(f", {kind}" for kind in form.wrapping)
        verdict = out.style(say(form.verdict), _VERDICTS[form.verdict])
        out.line(f"{form.file}: {verdict} ({form.form}, {form.code}{wrapping})")
        for finding in form.findings:
            level = out.style(say(finding.level), _LEVELS[finding.level])
            out.line(f"  {level} {safe(finding.path)}: {safe(finding.message)} [{finding.rule}]")


def text_forms(result: FormData, out: Out) -> None:
    """Forms, lists, recipients."""
    out.table(
        (say("form"), say("codes"), say("from"), say("to"), say("state"), say("source")),
        [(f.title, " ".join(f.codes), f.valid_from or "", f.valid_to or "", _state(f), f.source) for f in result.forms],
    )
    for form in result.forms:
        if form.note:
            out.line(f"  {form.codes[0]}: {form.note}", "dim")
    out.line()
    for codes in result.lists:
        whole = say("complete") if codes.complete else say("not complete")
        out.line(f"{codes.title} ({codes.name}, {whole}, {codes.source})", "strong")
        for row in codes.codes:
            out.line(f"  {row.code:>3}  {row.meaning}")
    out.line()
    out.table(
        (say("recipient"), say("channels"), say("from"), say("to"), say("certificate")),
        [
            (safe(r.name), " ".join(r.channels), r.valid_from or "", r.valid_to or "", _certificate(r))
            for r in result.recipients
        ],
    )
    out.line(say("files of the same names in {directory} replace what is built in", directory=result.directory), "dim")


def _state(form: Any) -> str:
    if not form.in_force:
        return say("not in force")
    return say("in force") if form.supported else say("in force, not supported")


def _certificate(row: Any) -> str:
    if row.file is None:
        return say("to be fetched")
    return f"{row.file}" + ("" if row.usable else f" ({row.note or say('not in force')})")
