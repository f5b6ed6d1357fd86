"""Text of sending forms, of receipts, of where forms stand, and of the wizard."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from prro_cli.lang import say
from prro_cli.render.terminal import Out

if TYPE_CHECKING:
    from prro_cli.cli.register_receipt import Fetched, FormState, Imported, ReceiptRow
    from prro_cli.cli.register_send import FormSent, FormSettled
    from prro_cli.cli.register_status import FormList, FormRow, FormShownWhole, RegistrationStatus
    from prro_cli.cli.register_wizard import WizardAnswer

_STYLES = {"accepted": "good", "refused": "bad", "unknown": "warn", "no_answer": "warn"}


def safe(text: str) -> str:
    """Foreign text for a terminal: one line, no control characters."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in " ".join(text.split("\n")))


def state_word(state: str) -> str:
    """A state for people."""
    words = {
        "prepared": say("prepared, not sent"),
        "unknown": say("sent, result unknown"),
        "sent": say("sent, no receipt yet"),
        "receipt_1": say("receipt No 1 came"),
        "receipt_2": say("receipt No 2 came, no decision in it"),
        "accepted": say("accepted by receipt"),
        "refused": say("refused"),
        "no_answer": say("no answer in time"),
    }
    return words.get(state, state)


def text_send(result: FormSent, out: Out) -> None:
    """The form as a person reads it, and whether it left."""
    out.line(f"{result.form}  {result.file_name}", "head")
    for element, caption, value in result.fields:
        out.line(f"  {element}  {caption}: {safe(value)}")
    if result.sent:
        out.line(say("sent through {channel}: {state}", channel=result.channel, state=state_word(result.state)), "good")
    else:
        out.line(say("nothing was sent; add --send to send it through {channel}", channel=result.channel), "strong")
    _next(result.next, out)


def text_settle(result: FormSettled, out: Out) -> None:
    """The new state."""
    out.line(f"{result.file_name}: {state_word(result.state)}")


def text_fetch(result: Fetched, out: Out) -> None:
    """Receipts that came, and where the forms stand."""
    if not result.receipts:
        out.line(say("no new receipts"))
    _receipts(result.receipts, result.forms, result.desk, out)


def text_receipt_import(result: Imported, out: Out) -> None:
    """Receipts that were taken."""
    _receipts(result.receipts, result.forms, result.desk, out)


def _receipts(receipts: Sequence[ReceiptRow], forms: Sequence[FormState], desk: str | None, out: Out) -> None:
    for one in receipts:
        number = say("receipt No {number}", number=one.number) if one.number else say("a notice")
        out.line(f"{number}: {one.file_name}", "strong")
        out.line(f"  {safe(one.text)}")
        for remark in one.remarks:
            out.line(f"  {safe(remark)}")
        signer = f"{one.proof}, {safe(one.signer)}" if one.signer else one.proof
        out.line(say("  signature: {signer}", signer=signer), "dim")
    for form in forms:
        out.line(f"{form.form}  {form.file_name}: {state_word(form.state)}", _STYLES.get(form.state))
        if form.fiscal_number:
            out.line(say("  fiscal number {number}", number=form.fiscal_number), "strong")
        if form.desk_add and desk is None:
            out.line(f"  {form.desk_add}")
    if desk is not None:
        out.line(say("the desk {desk} is defined", desk=desk), "good")


def text_status(result: RegistrationStatus, out: Out) -> None:
    """Two words about each form: the receipt's and the server's."""
    if not result.forms:
        out.line(say("no forms were prepared to be sent from this home"))
    for form in result.forms:
        _row(form, out)
        out.line("  " + say("accepted by receipt: {answer}", answer=_yes(form.accepted_by_receipt)))
        out.line("  " + say("visible on the fiscal server: {answer}", answer=_yes(form.visible_on_server)))
        _next(form.next, out, "  ")
    if result.forms and not result.asked:
        out.line(say("the fiscal server was not asked now; --key NAME asks it"), "dim")


def text_list(result: FormList, out: Out) -> None:
    """A line each."""
    rows = [
        (form.form, form.file_name, state_word(form.state), form.channel or "", form.fiscal_number or "")
        for form in result.forms
    ]
    out.table((say("form"), say("file name"), say("state"), say("channel"), say("fiscal number")), rows)


def text_show(result: FormShownWhole, out: Out) -> None:
    """Everything about one form."""
    _row(result.form, out)
    for element, caption, value in result.fields:
        out.line(f"  {element}  {caption}: {safe(value)}")
    for at, what in result.events:
        out.line(f"{at}  {what}", "dim")
    for one in result.receipts:
        out.line(f"{one.at}  " + say("receipt No {number}", number=one.number) + f": {safe(one.text)}")
        for remark in one.remarks:
            out.line(f"  {safe(remark)}")
    if result.desk_add:
        out.line(result.desk_add)
    _next(result.form.next, out)


def _row(form: FormRow, out: Out) -> None:
    out.line(f"{form.form}  {form.file_name}: {state_word(form.state)}", _STYLES.get(form.state, "strong"))
    pairs = [
        (say("sent"), f"{form.sent_at} {form.channel}" if form.sent_at else ""),
        (say("settled"), form.settled_at),
        (say("fiscal number"), form.fiscal_number),
        (say("reason"), safe(form.reason or "")),
    ]
    out.pairs(pairs, indent=2)


def _yes(answer: bool | None) -> str:
    return say("not known") if answer is None else say("yes") if answer else say("no")


def _next(steps: Sequence[str], out: Out, indent: str = "") -> None:
    for step in steps:
        out.line(f"{indent}→ {step}", "dim")


def text_wizard(result: WizardAnswer, out: Out) -> None:
    """The steps, and what to do next."""
    marks = {"done": ("✓", "good"), "waiting": ("…", "warn"), "open": ("·", "dim")}
    for step in result.steps:
        mark, style = marks[step.state]
        out.line(f"{mark} {step.name}  {safe(step.detail)}".rstrip(), style)
    if result.waiting_for:
        out.line(say("waiting for {what}", what=result.waiting_for), "strong")
    _next(result.next, out)
