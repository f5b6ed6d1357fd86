"""Text of `prro unwrap`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prro_cli.lang import say
from prro_cli.render.terminal import Out

if TYPE_CHECKING:
    from prro_cli.cli.given_bytes import Bytes


def text_answer(result: Bytes, out: Out) -> None:
    """Where the content went."""
    facts = {"file": result.file, "output": result.output, "bytes": result.bytes}
    out.line(say("{file} → {output}, {bytes} bytes", **facts))
    out.line(say("layers: {layers}", layers=" > ".join(result.layers)), "dim")
