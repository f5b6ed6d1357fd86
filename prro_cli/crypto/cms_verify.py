"""Judging a signed message: who, when, valid by what, and what was not checked.

`verify` raises `SignatureInvalidError` when the mathematics is wrong and returns a `Verdict` when it is right.
A right signature is not yet a trusted one: trust needs a chain to a pinned root at the time of signing, and
the verdict keeps the two apart.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import Enum

from prro_cli.crypto.algorithms import algorithm_name
from prro_cli.crypto.cms_check import Checked, check_signer
from prro_cli.crypto.cms_read import SignedData, SignerInfo, read_signed
from prro_cli.crypto.errors import CryptoError
from prro_cli.crypto.owner import Owner
from prro_cli.crypto.timestamp import TimeStamp, verify_token
from prro_cli.crypto.trust import NOT_CHAINED, NOT_PINNED, NOT_REVOCATION, ChainReport, TrustStore, build_chain
from prro_cli.crypto.x509 import Certificate
from prro_cli.record import dataclass

# The fiscal server writes Kyiv time and marks it UTC: up to three hours ahead of the truth (signature 4.2).
CLOCK_TOLERANCE = timedelta(hours=4)


class TimeSource(Enum):
    """Where the time of a signature comes from."""

    STAMP = "time stamp"
    SIGNER = "the signer's own word"
    GIVEN = "the moment of checking"


@dataclass(frozen=True, slots=True)
class Verdict:
    """A signature that is mathematically valid, and what else is known about it."""

    content: bytes
    certificate: Certificate
    digest_algorithm: str
    signing_time: datetime | None  # the signer's own word
    stamp: TimeStamp | None  # verified
    moment: datetime  # the time at which certificates were judged
    moment_source: TimeSource
    chain: ChainReport | None
    stamp_chain: ChainReport | None
    has_content_time_stamp: bool
    checked: tuple[str, ...]
    not_checked: tuple[str, ...]
    reasons: tuple[str, ...]  # why it is not trusted
    notes: tuple[str, ...]

    @property
    def trusted(self) -> bool:
        """Whether the chain ends in a pinned root and nothing speaks against it."""
        return self.chain is not None and self.chain.trusted and not self.reasons

    @property
    def owner(self) -> Owner:
        """Who signed, as far as the certificate is believed."""
        return self.certificate.owner

    @property
    def method(self) -> str:
        """Valid by what."""
        return f"DSTU 4145 with {algorithm_name(self.digest_algorithm)}"


def verify(
    data: bytes,
    *,
    at: datetime,
    content: bytes | None = None,
    certificates: Iterable[Certificate] = (),
    store: TrustStore | None = None,
) -> Verdict:
    """The verdict on a message with exactly one signature.

    `content` is needed when the message is detached; `certificates` help when it carries none; `store` holds
    the authorities to judge by, and without it trust is not judged at all.
    """
    message = read_signed(data)
    return _judge(message, message.signer, at, content, tuple(certificates), store)


def verify_all(
    data: bytes,
    *,
    at: datetime,
    content: bytes | None = None,
    certificates: Iterable[Certificate] = (),
    store: TrustStore | None = None,
    max_signers: int = 2,
) -> tuple[Verdict, ...]:
    """The verdicts on every signature of a message that may hold several, as some captures of 2020 do."""
    message = read_signed(data, max_signers=max_signers)
    known = tuple(certificates)
    return tuple(_judge(message, signer, at, content, known, store) for signer in message.signers)


def _judge(
    message: SignedData,
    signer: SignerInfo,
    at: datetime,
    content: bytes | None,
    certificates: tuple[Certificate, ...],
    store: TrustStore | None,
) -> Verdict:
    checked = check_signer(message, signer, content=content, certificates=certificates)
    stamp, stamp_faults = _time_stamp(signer, certificates)
    moment, source = _moment(signer, stamp, at)
    helpers = TrustStore((*store.certificates, *message.certificates), store.pinned) if store else None
    chain = build_chain(checked.certificate, helpers, moment) if helpers else None
    stamp_chain = (
        build_chain(stamp.certificate, helpers, stamp.time) if helpers and stamp and stamp.certificate else None
    )
    return Verdict(
        content=checked.content,
        certificate=checked.certificate,
        digest_algorithm=checked.digest_algorithm,
        signing_time=signer.signing_time,
        stamp=stamp,
        moment=moment,
        moment_source=source,
        chain=chain,
        stamp_chain=stamp_chain,
        has_content_time_stamp=signer.has_content_time_stamp,
        checked=_checked(checked, stamp, chain),
        not_checked=_not_checked(source, chain, stamp, stamp_chain),
        reasons=_reasons(checked, chain, stamp_chain, moment, at, stamp_faults),
        notes=checked.notes,
    )


def _time_stamp(signer: SignerInfo, certificates: tuple[Certificate, ...]) -> tuple[TimeStamp | None, tuple[str, ...]]:
    """The earliest stamp that verifies, and what is wrong with the others.

    Unsigned attributes are not covered by the signature, so a broken stamp takes the proof of time away,
    not the validity.
    """
    good, faults = [], []
    for token in signer.time_stamps[:4]:
        try:
            good.append(verify_token(token, signer.signature, certificates=certificates))
        except CryptoError as error:
            faults.append(str(error))
    return min(good, key=lambda stamp: stamp.time, default=None), tuple(faults)


def _moment(signer: SignerInfo, stamp: TimeStamp | None, at: datetime) -> tuple[datetime, TimeSource]:
    if stamp is not None:
        return stamp.time, TimeSource.STAMP
    if signer.signing_time is not None:
        return signer.signing_time, TimeSource.SIGNER
    return at, TimeSource.GIVEN


def _checked(checked: Checked, stamp: TimeStamp | None, chain: ChainReport | None) -> tuple[str, ...]:
    found = ["digest of the content", "signature", "key usage of the signer"]
    if checked.bound_certificate:
        found.append("the certificate is the one named in the signature")
    if stamp is not None:
        found.append("time stamp of the signature")
    return (*found, *(chain.checked if chain is not None else ()))


def _not_checked(
    source: TimeSource,
    chain: ChainReport | None,
    stamp: TimeStamp | None,
    stamp_chain: ChainReport | None,
) -> tuple[str, ...]:
    found = list(chain.not_checked) if chain is not None else [NOT_REVOCATION, NOT_CHAINED, NOT_PINNED]
    if source is not TimeSource.STAMP:
        found.append(f"the time of signing: it is {source.value}")
    elif stamp is not None and (stamp_chain is None or not stamp_chain.trusted):
        found.append("whether the time-stamping authority is to be trusted")
    return tuple(found)


def _reasons(
    checked: Checked,
    chain: ChainReport | None,
    stamp_chain: ChainReport | None,
    moment: datetime,
    at: datetime,
    stamp_faults: tuple[str, ...],
) -> tuple[str, ...]:
    found = list(stamp_faults)
    if chain is None:
        found.append("no authorities were given to judge by")
        if not checked.certificate.valid_at(moment):
            found.append("the certificate was not valid at the time of signing")
    else:
        found += chain.problems
        if not chain.trusted and not chain.problems:
            found.append(NOT_PINNED)
    if stamp_chain is not None and not stamp_chain.trusted:
        found.append("the time stamp comes from an authority that is not trusted")
    if moment > at + CLOCK_TOLERANCE:
        found.append("the time of signing lies in the future")
    return tuple(found)
