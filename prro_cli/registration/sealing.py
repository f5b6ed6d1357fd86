"""Signing and encrypting a form for a gateway (registration 2.6, signature 4.5, 4.6).

Three layouts are known, all behind one switch:

* `nested` (REST, in production use): UA1_SIGN( CERTCRYPT + UA1_CRYPT( UA1_SIGN(xml) ) ), no text header;
* `header`: the same with the text header TRANSPORTABLE at the top;
* `envelope` (2017, and the tax office's replies): TRANSPORTABLE + CERTCRYPT + UA1_CRYPT( UA1_SIGN(xml) ).

Several signers sign one after the other, each over the block of the one before: chief accountant, director, seal.
Whether the gateways check the CRC32 fields of the header, and over what, is unknown (GUESS: the form and its block).
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from prro_cli.crypto import transport
from prro_cli.errors.registration import NoReplyKeyError, RecipientExpiredError, RecipientWrongError
from prro_cli.lang import say
from prro_cli.record import dataclass
from prro_cli.values import kyiv

if TYPE_CHECKING:
    from prro_cli.crypto.pairing import Pair
    from prro_cli.crypto.x509 import Certificate

WARN_BEFORE = timedelta(days=30)
PROGRAM_TYPE = "PRRO"  # PRG_TYPE, at most 10 characters


class Layout(StrEnum):
    """How the blocks are put together."""

    NESTED = "nested"
    HEADER = "header"
    ENVELOPE = "envelope"


class EnvelopeKey(StrEnum):
    """Whose key agrees with the recipient's: one made for this message, or the signer's own."""

    DYNAMIC = "dynamic"
    STATIC = "static"


LAYOUT_OF_CHANNEL: Mapping[str, Layout] = {
    "file": Layout.NESTED,
    "rest": Layout.NESTED,
    "soap": Layout.HEADER,
    "mail": Layout.HEADER,
}


@dataclass(frozen=True, slots=True)
class Sealing:
    """How to seal; the defaults are the layout of the REST gateway."""

    layout: Layout = Layout.NESTED
    envelope: EnvelopeKey = EnvelopeKey.DYNAMIC
    digest: str | None = None
    header: Mapping[str, str] = field(default_factory=dict)
    """Fields of the text header that replace or follow ours."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """A signed and encrypted form."""

    container: bytes = field(repr=False)
    layout: Layout
    envelope: EnvelopeKey
    signers: tuple[str, ...]
    recipient: Certificate


@dataclass(frozen=True, slots=True)
class Parties:
    """Who signs, in this order; with which key-agreement key we receive receipts; for whom it is encrypted."""

    signers: Sequence[Pair]
    reply: Pair
    recipient: Certificate


def seal(
    xml: bytes,
    file_name: str,
    parties: Parties,
    at: datetime,
    sealing: Sealing | None = None,
    stamp: Callable[[bytes], bytes] | None = None,
) -> Sealed:
    """The container of a form; `stamp` puts a time-stamp on a signed message."""
    from prro_cli.crypto.enveloped import Sender, encrypt

    wish = sealing or Sealing()
    block = xml
    for signer in parties.signers:
        block = transport.pack([transport.Section(transport.SIGNED, _signed(block, signer, at, wish, stamp))])
    sender = None
    if wish.envelope is EnvelopeKey.STATIC:
        sender = Sender(parties.reply.key, parties.reply.certificate)
    sections = [
        transport.Section(transport.CERTIFICATE, parties.reply.certificate.raw),
        transport.Section(transport.ENCRYPTED, encrypt(block, parties.recipient, sender=sender)),
    ]
    header = None
    if wish.layout is not Layout.NESTED:
        header = _header(xml, block, file_name, parties, at) | dict(wish.header)
    if wish.layout is not Layout.ENVELOPE:
        inner = transport.pack(sections)
        sections = [transport.Section(transport.SIGNED, _signed(inner, parties.signers[-1], at, wish, stamp))]
    return Sealed(
        container=transport.pack(sections, header),
        layout=wish.layout,
        envelope=wish.envelope,
        signers=tuple(signer.certificate.owner.name for signer in parties.signers),
        recipient=parties.recipient,
    )


def _signed(content: bytes, signer: Pair, at: datetime, wish: Sealing, stamp: Callable[[bytes], bytes] | None) -> bytes:
    from prro_cli.crypto import cms

    options = cms.Options(signing_time=at.replace(microsecond=0), digest=wish.digest)
    message = cms.sign(content, signer, options)
    return stamp(message) if stamp is not None else message


def _header(xml: bytes, block: bytes, file_name: str, parties: Parties, at: datetime) -> dict[str, str]:
    from prro_cli import __version__

    owner = parties.signers[-1].certificate.owner
    return {
        "FILENAME": file_name,
        "PRG_TYPE": PROGRAM_TYPE,
        "PRG_VER": __version__,
        "SND_DATE": at.astimezone(kyiv()).strftime("%Y%m%d%H%M%S"),
        "CERTYPE": "UA1",
        "ENCODING": "WIN",
        "EDRPOU": owner.tax_number,
        "SUBJECT": file_name,
        "CRC32_FILE": f"{zlib.crc32(xml):08X}",
        "CRC32_SIGN": f"{zlib.crc32(block):08X}",
    }


def choose_recipient(certificates: Iterable[Certificate], at: datetime, where: str) -> Certificate:
    """The tax service's certificate to encrypt for: by keyUsage keyAgreement and validity, never by its name."""
    found = list(dict.fromkeys(certificates))
    usable = [one for one in found if one.for_key_agreement]
    if not usable:
        names = ", ".join(one.subject.display for one in found[:3]) or say("no certificate")
        raise RecipientWrongError(
            where=where, detail=say("{names}: keyUsage lacks keyAgreement, it is not for encryption", names=names)
        )
    valid = [one for one in usable if one.valid_at(at)]
    if not valid:
        newest = max(usable, key=lambda one: one.not_after)
        if newest.not_before > at:
            raise RecipientExpiredError(
                where=where, detail=say("it begins only on {day:%Y-%m-%d}", day=newest.not_before)
            )
        raise RecipientExpiredError(where=where, detail=say("it ended on {day:%Y-%m-%d}", day=newest.not_after))
    if len(valid) > 1:
        names = ", ".join(f"{one.subject.display} ({one.serial:x})" for one in valid)
        raise RecipientWrongError(
            where=where, detail=say("several certificates for encryption are valid: {names}", names=names)
        )
    return valid[0]


def ends_soon(certificate: Certificate, at: datetime) -> bool:
    """Whether the recipient's certificate ends within a month: the tax service then publishes another."""
    return certificate.not_after - at < WARN_BEFORE


def reply_pair(pairs: Iterable[Pair], at: datetime, key_name: str) -> Pair:
    """Our own key-agreement key: the receipts come encrypted for it."""
    usable = [p for p in pairs if p.certificate.for_key_agreement and p.certificate.valid_at(at)]
    if not usable:
        raise NoReplyKeyError(key=key_name)
    return max(usable, key=lambda pair: pair.certificate.not_before)
