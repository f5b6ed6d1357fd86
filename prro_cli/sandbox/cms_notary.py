"""The real notary: DSTU 4145 signatures, certificates of registered authorities, time-stamps, server replies.

The profile is that of section "Підпис" of the API: one signature, attached content, the signer's certificate alone,
no content time-stamp. Breaches of form are code 9, everything about signature and certificate is code 12.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Final

from prro_cli.crypto import cms, der, oids
from prro_cli.crypto.cms_check import Checked, check_signer
from prro_cli.crypto.cms_read import SidForm, SignedData, read_signed
from prro_cli.crypto.errors import CryptoError, MalformedError, UnsupportedError
from prro_cli.crypto.timestamp import (
    Request,
    make_refusal,
    make_response,
    make_token,
    parse_request,
    request_for,
    verify_token,
)
from prro_cli.crypto.trust import TrustStore, build_chain, fingerprint
from prro_cli.crypto.x509 import Certificate
from prro_cli.sandbox.authority import Authorities
from prro_cli.sandbox.notary import Envelope
from prro_cli.sandbox.refusals import RefusalError
from prro_cli.sandbox.switches import Switches

UNKNOWN_ENVELOPE: Final = (
    "Повідомлення повинно бути засвідчене кваліфікованим електронним підписом: envelopeType: EtUnknown"
)
VALIDATION_DATA: Final = ("1.2.840.113549.1.9.16.2.23", "1.2.840.113549.1.9.16.2.24")
"""certValues and revocationValues (CAdES-X-L): certificates of issuers and OCSP answers, which are forbidden."""


class CmsNotary:
    """Judges by the sandbox's own authority and by those registered beside it."""

    def __init__(
        self,
        authorities: Authorities,
        trusted: Iterable[Certificate],
        switches: Switches,
        now: Callable[[], datetime],
    ) -> None:
        self.authorities = authorities
        self._switches = switches
        self._now = now
        self._serial = 0
        own = (authorities.root.certificate, authorities.gost.certificate, authorities.kupyna.certificate)
        others = tuple(trusted)
        pinned = frozenset(fingerprint(item) for item in (own[0], *others))
        self._store = TrustStore((*own, *others), pinned)

    def open(self, data: bytes) -> Envelope:
        """The content and its signer, after every check that the profile asks for."""
        message = _read(data)
        _check_form(message)
        checked = _check_signature(message)
        self._check_trust(checked.certificate)
        stamped = self._check_stamps(message)
        certificate = checked.certificate
        key_id = certificate.subject_key_id
        if key_id is None:
            raise RefusalError(12, "Сертифікат підписувача не містить ідентифікатора ключа суб'єкта")
        owner = certificate.owner
        return Envelope(
            content=checked.content,
            ski=key_id.hex(),
            name=certificate.subject.common_name,
            codes=frozenset(code for code in (owner.person_number, owner.organisation_number) if code),
            not_before=certificate.not_before,
            not_after=certificate.not_after,
            timestamped=stamped,
        )

    def _check_trust(self, certificate: Certificate) -> None:
        # Whether the certificate is in force is another check (code 9); here only: who issued it?
        moment = min(max(self._now(), certificate.not_before), certificate.not_after)
        report = build_chain(certificate, self._store, moment)
        if not report.trusted:
            raise RefusalError(
                12, f"Сертифікат підписувача видано центром, що не зареєстрований: {'; '.join(report.problems)}"
            )

    def _check_stamps(self, message: SignedData) -> bool:
        signer = message.signer
        for token in signer.time_stamps:
            try:
                stamp = verify_token(token, signer.signature, certificates=(self.authorities.tsa.certificate,))
            except CryptoError as error:
                raise RefusalError(12, f"Помилка перевірки позначки часу підпису: {error}") from None
            if stamp.certificate is None or not build_chain(stamp.certificate, self._store, stamp.time).trusted:
                raise RefusalError(12, "Позначку часу підпису видано центром, що не зареєстрований")
        return bool(signer.time_stamps)

    def seal(self, content: bytes, *, stamp: bool = False) -> bytes:
        """The content signed the way the fiscal server signs: unsorted attributes, its own form of the signer's id."""
        explicit = self._switches.on("sid_form", "explicit")
        options = cms.Options(
            signing_time=self._now(),
            sid=SidForm.KEY_ID_EXPLICIT if explicit else SidForm.KEY_ID,
            sorted_attributes=False,
        )
        message = cms.sign(content, self.authorities.server, options)
        if stamp or self._switches.on("stamp_answers", "on"):
            token = self._token(request_for(message))
            message = cms.add_time_stamp(message, token)
        return message

    def add_server_signature(self, signed: bytes) -> bytes:
        """The sender's message with the server's signature as a second one."""
        content = read_signed(signed).content or b""
        sender, server = (der.parse(part, ber=True)[1][0] for part in (signed, self.seal(content)))
        algorithms = dict.fromkeys(item.raw for part in (sender, server) for item in part[1])
        certificates = [item.raw for part in (sender, server) for item in part[3]]
        signers = [item.raw for part in (sender, server) for item in part[-1]]
        body = der.sequence(
            sender[0].raw,
            der.set_of(*algorithms),
            sender[2].raw,
            der.context(0, *certificates),
            der.set_of(*signers),
        )
        return der.sequence(der.oid(oids.SIGNED_DATA), der.context(0, body))

    def spoil(self, sealed: bytes) -> bytes:
        """The same message with a signature that does not hold (a fault)."""
        signature = cms.signature_value(sealed)[1]
        return sealed.replace(signature, bytes([signature[0] ^ 1]) + signature[1:])

    def time_stamp(self, data: bytes) -> bytes:
        """The answer of the throw-away time-stamping authority."""
        try:
            return make_response(self._token(parse_request(data)))
        except CryptoError as error:
            return make_refusal(str(error))

    def _token(self, request: Request) -> bytes:
        self._serial += 1
        moment = self._now()
        return make_token(request, self.authorities.tsa, moment, int(moment.timestamp()) * 1000 + self._serial % 1000)


def _read(data: bytes) -> SignedData:
    try:
        return read_signed(data)
    except UnsupportedError:
        raise RefusalError(9, "Повідомлення повинно містити рівно один електронний підпис") from None
    except MalformedError as error:
        raise RefusalError(9, f"{UNKNOWN_ENVELOPE} ({error})") from None


def _check_form(message: SignedData) -> None:
    if message.content is None:
        raise RefusalError(9, "Повідомлення повинно містити підписані дані (attached)")
    if len(message.certificates) != 1 or not message.signer.sid.names(message.certificates[0]):
        raise RefusalError(9, "Повідомлення повинно містити лише сертифікат підписувача")
    if message.foreign_parts or any(name in message.signer.unsigned for name in VALIDATION_DATA):
        raise RefusalError(9, "Повідомлення не може містити сертифікати видавців, СВС та відповіді OCSP")
    if message.signer.has_content_time_stamp:
        raise RefusalError(9, "Повідомлення не може містити позначку часу контента (content-time-stamp)")


def _check_signature(message: SignedData) -> Checked:
    try:
        checked = check_signer(message, message.signer)
    except CryptoError as error:
        raise RefusalError(12, f"Помилка перевірки підпису: {error}") from None
    if not checked.as_transmitted:
        raise RefusalError(12, "Помилка перевірки підпису: порядок атрибутів підпису не той, що підписано")
    return checked
