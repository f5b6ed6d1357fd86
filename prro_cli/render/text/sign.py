"""Text of `prro sign`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prro_cli.lang import say
from prro_cli.render.terminal import Out

if TYPE_CHECKING:
    from prro_cli.cli.sign import SignedFile


def text_answer(result: SignedFile, out: Out) -> None:
    """Where the signature is and whose."""
    out.line(say("signed {file} → {output}", file=result.file, output=result.output), "good")
    out.pairs(
        (
            ("signer", f"{result.signer} ({result.tax_number})"),
            ("form", say("detached") if result.detached else say("attached")),
            ("digest", result.digest),
            ("time-stamp", result.time_stamp),
            ("bytes", result.bytes),
        )
    )
