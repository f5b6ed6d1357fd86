"""Text of `prro receipt`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prro_cli.lang import say
from prro_cli.render.terminal import Out
from prro_cli.render.text.receipt_send import text_outbox_close, text_outbox_list, text_outbox_retry, text_send

if TYPE_CHECKING:
    from prro_cli.cli.receipt import PaperAnswer
    from prro_cli.cli.receipt_verify import ReceiptVerified

__all__ = [
    "text_copy", "text_outbox_close", "text_outbox_list", "text_outbox_retry", "text_print", "text_send", "text_show",
    "text_verify",
]  # fmt: skip


def text_show(result: PaperAnswer, out: Out) -> None:
    """The paper itself, or where it went."""
    if result.printer is not None:
        text_print(result, out)
    elif result.file is not None:
        out.line(say("{name} of {number} is in {file}", name=result.format, number=_number(result), file=result.file))
    else:
        out.line((result.content or "").rstrip("\n"))


def text_print(result: PaperAnswer, out: Out) -> None:
    """What was printed, and whether it was the original."""
    number, printer = _number(result), result.printer
    if result.copy:
        out.line(say("a copy of {number} was printed on {printer}", number=number, printer=printer), "good")
    else:
        out.line(say("{number} was printed on {printer}", number=number, printer=printer), "good")


text_copy = text_show


def _number(result: PaperAnswer) -> str:
    document = result.document
    return (document.fiscal_number or str(document.local_number)) if document else say("the X-report")


_WHAT = {
    "stored XML": lambda: say("stored XML"),
    "stored signed document": lambda: say("stored signed document"),
    "signature": lambda: say("signature"),
    "local number": lambda: say("local number"),
    "total": lambda: say("total"),
    "offline number": lambda: say("offline number"),
    "server's document": lambda: say("server's document"),
    "server's link": lambda: say("server's link"),
}
"""What was compared; said when it is shown, in the language of that moment."""


def text_verify(result: ReceiptVerified, out: Out) -> None:
    """A line for each comparison; what was not checked is said aloud."""
    words = {"same": say("same"), "different": say("DIFFERENT"), "not_checked": say("not checked")}
    styles = {"same": "good", "different": "bad", "not_checked": "warn"}
    for one in result.comparisons:
        out.line(f"{out.style(words[one.verdict], styles[one.verdict])}  {_WHAT[one.what]()}")
        if one.detail:
            out.line(f"    {one.detail}")
        if one.verdict == "different":
            out.pairs([(say("ours"), one.ours), (say("theirs"), one.theirs)], indent=4)
