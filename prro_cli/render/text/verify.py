"""Text of `prro verify`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prro_cli.lang import later, say
from prro_cli.render.terminal import Out
from prro_cli.values import format_time

if TYPE_CHECKING:
    from prro_cli.cli.verify import SignatureInfo, Verified

_SOURCES = {
    "stamp": later("by a time stamp"),
    "signer": later("the signer's own word"),
    "given": later("the moment of checking"),
}


def text_answer(result: Verified, out: Out) -> None:
    """The verdict, then each signature."""
    verdict = say("valid and trusted") if result.trusted else say("valid; trust was not established")
    out.line(f"{result.file}: {verdict}", "good" if result.trusted else "warn")
    if len(result.layers) > 2:
        out.line(say("layers: {layers}", layers=" > ".join(result.layers)))
    for number, one in enumerate(result.signatures, 1):
        out.line()
        if len(result.signatures) > 1:
            out.line(say("signature {number}", number=number), "strong")
        _signature(one, out)


def _signature(one: SignatureInfo, out: Out) -> None:
    number = one.tax_number or one.organisation_number
    out.pairs(
        (
            ("who", f"{one.signer}{f' ({number})' if number else ''}, {one.role}"),
            ("organisation", " ".join(filter(None, (one.organisation, one.organisation_number)))),
            ("when", f"{format_time(one.time)}, {say(_SOURCES[one.time_source])}"),
            ("time stamp", one.time_stamp_by),
            ("valid by", one.method),
            ("certificate", say("{serial} of {issuer}", serial=one.serial, issuer=one.issuer)),
            ("chain", " ← ".join(one.chain)),
            ("checked", "; ".join(map(say, one.checked))),
            ("not checked", "; ".join(map(say, one.not_checked))),
            ("not trusted", "; ".join(one.reasons)),
            ("notes", "; ".join(one.notes)),
        )
    )
