"""Whose signature is on an answer: the seam between the client and the crypto room."""

from __future__ import annotations

from dataclasses import field
from typing import Protocol

from prro_cli.record import dataclass
from prro_cli.taxserver.outcomes import Signatory


class SealError(Exception):
    """The answer is not signed as an answer of the tax server must be. The text says which check failed."""


@dataclass(frozen=True, slots=True)
class Opened:
    """What was inside a signed answer, and who signed it."""

    content: bytes = field(repr=False)
    signatory: Signatory


class Seal(Protocol):
    """Opens signed answers; the real one is in `cms_seal`, a simulation brings its own."""

    def open(self, signed: bytes) -> Opened:
        """The content of a signed answer whose signature is mathematically right; SealError otherwise.

        An answer that is right but not of a trusted signer is opened too: the signatory says so.
        """
        ...
