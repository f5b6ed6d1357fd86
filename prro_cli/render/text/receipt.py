"""Text of `prro receipt`."""

from __future__ import annotations

from prro_cli.render.text.receipt_send import text_outbox_close, text_outbox_list, text_outbox_retry, text_send

__all__ = ["text_outbox_close", "text_outbox_list", "text_outbox_retry", "text_send"]
