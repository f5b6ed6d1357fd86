"""Text of `prro decrypt`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prro_cli.lang import say
from prro_cli.render.terminal import Out

if TYPE_CHECKING:
    from prro_cli.cli.given_bytes import Bytes


def text_answer(result: Bytes, out: Out) -> None:
    """Where the content went and who sent it."""
    facts = {"file": result.file, "output": result.output, "bytes": result.bytes}
    out.line(say("decrypted {file} → {output}, {bytes} bytes", **facts), "good")
    out.pairs((("sender", result.sender or say("not named (a one-time key)")), ("layers", " > ".join(result.layers))))
