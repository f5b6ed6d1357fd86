"""Text of `prro encrypt`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prro_cli.render.terminal import Out

if TYPE_CHECKING:
    from prro_cli.cli.encrypt import EncryptedFile


def text_answer(result: EncryptedFile, out: Out) -> None:
    """Where the message is and who can open it."""
    out.line(f"encrypted {result.file} → {result.output}", "good")
    out.pairs(
        (
            ("for", f"{result.recipient}, certificate {result.serial}"),
            ("sender", result.sender or "not named (a one-time key)"),
            ("suite", result.suite),
            ("bytes", result.bytes),
        )
    )
