"""Text of `prro decrypt`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prro_cli.render.terminal import Out

if TYPE_CHECKING:
    from prro_cli.cli.given_bytes import Bytes


def text_answer(result: Bytes, out: Out) -> None:
    """Where the content went and who sent it."""
    out.line(f"decrypted {result.file} → {result.output}, {result.bytes} bytes", "good")
    out.pairs((("sender", result.sender or "not named (a one-time key)"), ("layers", " > ".join(result.layers))))
