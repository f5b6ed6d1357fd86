"""Opening what a gateway sent back: layers off, decrypted with our keys, every signature judged.

A signature that does not hold stops everything: such bytes decide nothing. One that holds but whose signer nobody
vouched for (or who is not the tax service: anybody can have a qualified certificate), or none at all (text copied out
of the cabinet), is told, and recorded with the receipt as its proof.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

from prro_cli.crypto import transport
from prro_cli.crypto.errors import CryptoError
from prro_cli.crypto.transport import LayerKind
from prro_cli.lang import say
from prro_cli.record import dataclass

if TYPE_CHECKING:
    from prro_cli.crypto.keys import PrivateKey
    from prro_cli.crypto.trust import TrustStore
    from prro_cli.crypto.x509 import Certificate


class Proof(StrEnum):
    """What stands behind a receipt."""

    TRUSTED = "trusted"
    SIGNED = "signed"
    UNSIGNED = "unsigned"


@dataclass(frozen=True, slots=True)
class Keys:
    """Our own keys with their certificates, opened for the moment, and whom to trust."""

    keys: Sequence[PrivateKey]
    certificates: Sequence[Certificate]
    store: TrustStore | None = None
    senders: Sequence[Certificate] = ()
    code: str = ""
    """ЄДРПОУ that the certificate of the receipts' signer must carry to be trusted; empty: any."""


@dataclass(frozen=True, slots=True)
class OpenedReceipt:
    """The bytes inside, what stands behind them, who signed, the transport header nearest to the content."""

    content: bytes = field(repr=False)
    proof: Proof
    signer: str
    encrypted: bool
    header: Mapping[str, str]


class ReceiptUnopenedError(ValueError):
    """It cannot be opened, or its signature does not hold; the text says which."""


def open_receipt(data: bytes, at: datetime, keys: Keys | None) -> OpenedReceipt:
    """The content of a receipt; ReceiptUnopenedError says why there is none."""
    try:
        unwrapped = transport.unwrap(data, _decryptor(data, keys) if keys is not None else None)
    except CryptoError as error:
        raise ReceiptUnopenedError(str(error)) from None
    kinds = [layer.kind for layer in unwrapped.layers]
    if unwrapped.content is None:
        if kinds[-1] is LayerKind.ENCRYPTED:
            raise ReceiptUnopenedError(say("it is encrypted, and no key was given to open it (--key)"))
        raise ReceiptUnopenedError(say("inside is a signature without its document"))
    header: Mapping[str, str] = MappingProxyType({})
    for layer in unwrapped.layers:
        if layer.transport is not None and layer.transport.header:
            header = layer.transport.header
    signed = [layer.data for layer in unwrapped.layers if layer.kind is LayerKind.SIGNED]
    proof, signer = _judged(signed, at, keys)
    return OpenedReceipt(unwrapped.content, proof, signer, LayerKind.ENCRYPTED in kinds, header)


def _decryptor(data: bytes, keys: Keys) -> Callable[[bytes], bytes]:
    from prro_cli.crypto.containers import certificates_in
    from prro_cli.crypto.enveloped import Recipient, decrypt
    from prro_cli.crypto.pairing import own_pairs

    pairs = own_pairs(keys.keys, keys.certificates)
    own = [Recipient(pair.key, pair.certificate) for pair in pairs if pair.certificate.for_key_agreement]
    recipients = own or [Recipient(key) for key in keys.keys]
    beside = [
        one
        for layer in transport.unwrap(data).layers
        if layer.transport
        for one in certificates_in(layer.transport.reply_certificates)
    ]
    return lambda message: decrypt(message, recipients, certificates=(*beside, *keys.senders)).content


def _judged(messages: Sequence[bytes], at: datetime, keys: Keys | None) -> tuple[Proof, str]:
    """The innermost signature is the one that speaks for the content; all of them must hold."""
    from prro_cli.crypto.cms_verify import verify_all

    proof, signer = Proof.UNSIGNED, ""
    store, code = (keys.store, keys.code) if keys is not None else (None, "")
    for message in messages:
        try:
            verdicts = verify_all(message, at=at, store=store, max_signers=4)
        except CryptoError as error:
            raise ReceiptUnopenedError(say("a signature on it does not hold: {error}", error=error)) from None
        official = all(not code or verdict.owner.organisation_number == code for verdict in verdicts)
        trusted = official and all(verdict.trusted for verdict in verdicts)
        proof = Proof.TRUSTED if trusted else Proof.SIGNED
        signer = verdicts[0].certificate.subject.common_name
    return proof, signer
