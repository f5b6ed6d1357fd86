"""Text of `prro receipt send` and `prro receipt outbox`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prro_cli.lang import say
from prro_cli.render.terminal import Out

if TYPE_CHECKING:
    from prro_cli.cli.receipt_send import OutboxClosed, OutboxList, OutboxRetried, ReceiptsSent
    from prro_cli.delivery.courier import Report
    from prro_cli.delivery.preview import Preview

_STYLES = {"delivered": "good", "failed": "bad", "unknown": "bad", "queued": "warn", "waiting": "warn"}


def state_word(state: str) -> str:
    """The state of a delivery for people."""
    words = {
        "queued": say("queued"),
        "attempted": say("on its way"),
        "waiting": say("waiting"),
        "delivered": say("delivered"),
        "failed": say("failed"),
        "unknown": say("unknown"),
        "dropped": say("dropped"),
    }
    return words.get(state, state)


def text_send(result: ReceiptsSent, out: Out) -> None:
    """A line for each delivery; with --dry-run the messages themselves."""
    for message in result.messages:
        _message(message, out)
    for report in result.deliveries:
        _report(report, out)
    if result.forgotten:
        out.line(say("{count} addresses are forgotten", count=result.forgotten))
    if not (result.messages or result.deliveries or result.forgotten):
        out.line(say("nothing is to be sent"), "good")
    if result.dry_run:
        out.line(say("nothing was sent, nothing was queued (--dry-run)"), "warn")


def _message(message: Preview, out: Out) -> None:
    out.line(f"{message.channel} {message.address}", "strong")
    parts = message.parts if message.channel == "sms" else None
    out.pairs([(say("subject"), message.subject), ("SMS", parts), (say("files"), ", ".join(message.attachments))], 2)
    for line in message.text.splitlines():
        out.line(f"  {line}")


def _report(report: Report, out: Out) -> None:
    out.line(f"{report.channel} {report.address}: {state_word(report.state)}", _STYLES.get(report.state))
    out.pairs(
        [(say("reason"), say(report.reason or "")), (say("again at"), report.retry_at), ("id", report.delivery[:8])], 2
    )


def text_outbox_list(result: OutboxList, out: Out) -> None:
    """One line a delivery."""
    if not result.deliveries:
        out.line(say("the outbox is empty"), "good")
        return
    heads = ("id", say("receipt"), say("channel"), say("address"), say("state"), say("tries"), say("reason"))
    rows = [
        (
            x.delivery[:8],
            x.fiscal_number,
            x.channel,
            x.address or say("forgotten"),
            state_word(x.state),
            x.attempts,
            say(x.reason or ""),
        )
        for x in result.deliveries
    ]
    out.table(heads, rows, right=(5,))


def text_outbox_retry(result: OutboxRetried, out: Out) -> None:
    """What the new attempt did."""
    for report in result.deliveries:
        _report(report, out)


def text_outbox_close(result: OutboxClosed, out: Out) -> None:
    """The decision."""
    out.line(f"{result.delivery[:8]}: {state_word(result.state)}", "good")
