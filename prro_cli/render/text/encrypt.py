"""Text of `prro encrypt`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prro_cli.lang import say
from prro_cli.render.terminal import Out

if TYPE_CHECKING:
    from prro_cli.cli.encrypt import EncryptedFile


def text_answer(result: EncryptedFile, out: Out) -> None:
    """Where the message is and who can open it."""
    out.line(say("encrypted {file} → {output}", file=result.file, output=result.output), "good")
    out.pairs(
        (
            ("for", say("{person}, certificate {serial}", person=result.recipient, serial=result.serial)),
            ("sender", result.sender or say("not named (a one-time key)")),
            ("suite", result.suite),
            ("bytes", result.bytes),
        )
    )
