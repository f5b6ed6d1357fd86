"""What a sender sent: layers off, decrypted, every signature verified and its issuer known to the sandbox."""

from __future__ import annotations

from dataclasses import field
from datetime import datetime
from typing import TYPE_CHECKING, Final

from prro_cli.crypto import transport
from prro_cli.crypto.cms_check import check_signer
from prro_cli.crypto.cms_read import read_signed
from prro_cli.crypto.containers import certificates_in
from prro_cli.crypto.enveloped import Recipient, decrypt
from prro_cli.crypto.errors import CryptoError
from prro_cli.crypto.transport import LayerKind
from prro_cli.crypto.trust import TrustStore, build_chain
from prro_cli.record import dataclass

if TYPE_CHECKING:
    from prro_cli.crypto.cms import CertifiedKey
    from prro_cli.crypto.x509 import Certificate

MAX_SIGNERS: Final = 4


@dataclass(frozen=True, slots=True)
class Parcel:
    """An opened container. `signers` are those of the innermost signatures, from inside out; `reply_to` is the
    certificate for encryption that the sender put beside the message.
    """

    content: bytes = field(repr=False)
    signers: tuple[Certificate, ...]
    sender: Certificate | None
    reply_to: Certificate | None
    encrypted: bool
    stamped: bool

    @property
    def codes(self) -> frozenset[str]:
        """Tax numbers in the certificates of all who signed."""
        owners = [one.owner for one in (*self.signers, *((self.sender,) if self.sender else ()))]
        return frozenset(c for o in owners for c in (o.person_number, o.organisation_number) if c)


class ParcelError(ValueError):
    """A container that is not taken: the status of ReturnReport, and why."""

    def __init__(self, status: str, text: str) -> None:
        super().__init__(text)
        self.status = status
        self.text = text


def open_parcel(data: bytes, key: CertifiedKey, store: TrustStore, now: datetime) -> Parcel:
    """Take a container apart; ParcelError with the status that the cabinet's description names."""
    seen: list[Certificate] = []

    def opened(message: bytes) -> bytes:
        envelope = decrypt(message, [Recipient(key.private, key.certificate)], certificates=seen)
        if envelope.sender is not None:
            seen.append(envelope.sender)
        return envelope.content

    try:
        outer = transport.unwrap(data)  # certificates beside the envelope are needed to open it
        for layer in outer.layers:
            if layer.transport is not None:
                seen.extend(certificates_in(layer.transport.reply_certificates))
        unwrapped = transport.unwrap(data, opened)
    except CryptoError as error:
        raise ParcelError("ERROR_DECRYPT", f"Помилка розшифрування документа: {error}") from None
    if unwrapped.content is None:
        raise ParcelError("ERROR_DECRYPT", "Контейнер не містить документа")
    kinds = [layer.kind for layer in unwrapped.layers]
    border = kinds.index(LayerKind.ENCRYPTED) if LayerKind.ENCRYPTED in kinds else -1
    inner: list[Certificate] = []
    outside: list[Certificate] = []
    stamped = False
    for place, layer in enumerate(unwrapped.layers):
        if layer.kind is LayerKind.SIGNED:
            certificates, with_stamp = _signers(layer.data, store, now)
            (inner if place > border else outside).extend(certificates)
            stamped = stamped or with_stamp
    reply = next((one for one in seen if one.for_key_agreement), None)
    return Parcel(
        content=unwrapped.content,
        signers=tuple(reversed(inner)),
        sender=outside[0] if outside else None,
        reply_to=reply,
        encrypted=border >= 0,
        stamped=stamped,
    )


def _signers(message: bytes, store: TrustStore, now: datetime) -> tuple[list[Certificate], bool]:
    """Who signed one layer; every signature must hold, and its certificate be in force and of a known issuer."""
    try:
        signed = read_signed(message, max_signers=MAX_SIGNERS)
        found = [check_signer(signed, one).certificate for one in signed.signers]
    except CryptoError as error:
        raise ParcelError("ERROR_SERTIF", f"Помилка перевірки підпису: {error}") from None
    for certificate in found:
        if not certificate.valid_at(now):
            raise ParcelError("ERROR_SERTIF", "Сертифікат підписувача не чинний")
        report = build_chain(certificate, store, now)
        if not report.trusted:
            raise ParcelError("ERROR_SERTIF", "Сертифікат підписувача видано центром, що не зареєстрований")
    return found, any(one.time_stamps for one in signed.signers)
