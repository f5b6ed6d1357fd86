"""Text of `prro sign`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prro_cli.render.terminal import Out

if TYPE_CHECKING:
    from prro_cli.cli.sign import SignedFile


def text_answer(result: SignedFile, out: Out) -> None:
    """Where the signature is and whose."""
    out.line(f"signed {result.file} → {result.output}", "good")
    out.pairs(
        (
            ("signer", f"{result.signer} ({result.tax_number})"),
            ("form", "detached" if result.detached else "attached"),
            ("digest", result.digest),
            ("time-stamp", result.time_stamp),
            ("bytes", result.bytes),
        )
    )
