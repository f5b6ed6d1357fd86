"""Text of the documents that writing commands make: one block for all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prro_cli.lang import later, say, word
from prro_cli.render.terminal import Out
from prro_cli.render.text.receipt_send import state_word

if TYPE_CHECKING:
    from prro_cli.cli.written import DocumentFacts, ShiftSums, Written

TITLES = {
    "sale": later("Sale"),
    "return": later("Return"),
    "reversal": later("Reversal"),
    "service_input": later("Deposit"),
    "service_output": later("Issue"),
    "shift_open": later("Shift opened"),
    "shift_close": later("Shift closed"),
    "z_report": later("Z-report"),
    "offline_begin": later("Offline begin"),
    "offline_end": later("Offline end"),
    "cash_withdrawal": later("Cash withdrawal"),
}


def show_written(result: Written, out: Out) -> None:
    """A document, or the XML it would have."""
    if result.document is None:
        out.line(say("nothing to do"))
        return
    show_document(result.document, out, replayed=result.replayed)
    for one in result.sent:
        out.line(f"  {one.channel} {one.address}: {state_word(one.state)}", "dim")
    if result.dry_run:
        out.line(say("not signed, not sent, no number taken (--dry-run):"), "warn")
        out.line((result.xml or "").rstrip())


def show_document(document: DocumentFacts, out: Out, *, replayed: bool = False) -> None:
    """The few lines a cashier wants to see."""
    good = document.state in ("registered", "offline")
    marks = [word(document.state)] + [say("TEST")] * document.test + [say("replayed: it was made before")] * replayed
    title = say(TITLES[document.kind]) if document.kind in TITLES else document.kind
    out.line(f"{title} {document.fiscal_number or ''} [{', '.join(marks)}]", "good" if good else "warn")
    rounded = document.rounding if document.rounding not in (None, "0.00") else None
    changed = document.change if document.change not in (None, "0.00") else None
    out.pairs(
        [
            ("total", document.total),
            ("rounding", rounded),
            ("paid", document.paid if changed else None),
            ("change", changed),
            ("local number", document.local_number),
            ("time", document.time),
            ("shift", document.shift),
            ("control number", document.control_number),
            ("link", document.link),
        ],
        indent=2,
    )


def show_sums(sums: ShiftSums, out: Out) -> None:
    """The sums of a shift, as its Z-report has them."""
    rows: list[tuple[str, object]] = []
    for title, side in (("sales", sums.sales), ("returns", sums.returns)):
        rows.append((title, say("{sum} in {count} receipt(s)", sum=side.sum, count=side.receipts)))
        rows += [(f"  {payment.name}", payment.sum) for payment in side.payments]
        rows += [(f"  {tax.name} {tax.letter} {tax.percent} %", tax.sum) for tax in side.taxes]
    out.pairs([*rows, ("deposits", sums.deposits), ("issues", sums.issues)], indent=2)
