"""The chain of PREVDOCHASH through an offline session.

The text of the API and its own sample packet disagree. The packet rule (proven on the packet, our default): the
begin document and the one right after it carry no hash, every later one hashes its immediate predecessor, the end
document too. The text rule (a switch): only settlement documents are chained, begin and end take no part.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from enum import StrEnum

from prro_cli.documents.kinds import SETTLEMENT, Kind
from prro_cli.record import dataclass


class ChainRule(StrEnum):
    """Which of the two readings is followed."""

    PACKET = "packet"
    TEXT = "text"


def document_hash(sent: bytes) -> str:
    """SHA-256 of a document exactly as it will be sent (the signed block; bare XML only if signing was impossible)."""
    return hashlib.sha256(sent).hexdigest()


@dataclass(frozen=True, slots=True)
class Chain:
    """Where a session stands: how many documents it has and the hashes the next one may need."""

    rule: ChainRule = ChainRule.PACKET
    count: int = 0
    last: str | None = None
    last_settlement: str | None = None

    def next_hash(self, kind: Kind) -> str | None:
        """The PREVDOCHASH of the next document, or None where it carries none."""
        if self.rule is ChainRule.TEXT:
            return self.last_settlement if kind in SETTLEMENT else None
        return self.last if self.count >= 2 else None

    def after(self, kind: Kind, sent: bytes) -> Chain:
        """The state after a document, given as the bytes that will be sent."""
        digest = document_hash(sent)
        settlement = digest if kind in SETTLEMENT else self.last_settlement
        return replace(self, count=self.count + 1, last=digest, last_settlement=settlement)
