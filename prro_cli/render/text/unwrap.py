"""Text of `prro unwrap`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prro_cli.render.terminal import Out

if TYPE_CHECKING:
    from prro_cli.cli.given_bytes import Bytes


def text_answer(result: Bytes, out: Out) -> None:
    """Where the content went."""
    out.line(f"{result.file} → {result.output}, {result.bytes} bytes")
    out.line(f"layers: {' > '.join(result.layers)}", "dim")
