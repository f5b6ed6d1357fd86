"""Chains of certificates against a given bundle, at a given time, and an honest account of what was looked at.

Only a chain that ends in a pinned root, with every signature, date and right in order, is trusted. What nobody
looked at (revocation, for one) is listed, never assumed.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import field
from datetime import datetime
from functools import lru_cache

from prro_cli.crypto import oids
from prro_cli.crypto.errors import CryptoError
from prro_cli.crypto.x509 import Certificate, KeyUsage
from prro_cli.record import dataclass

MAX_CHAIN = 8
MAX_ATTEMPTS = 64

NOT_REVOCATION = "revocation (OCSP, CRL) was not asked"
NOT_PINNED = "the root is not among the pinned ones"
NOT_CHAINED = "no chain to a root was built"
UNDERSTOOD = frozenset(
    {
        oids.EXT_KEY_USAGE,
        oids.EXT_BASIC_CONSTRAINTS,
        oids.EXT_EXTENDED_USAGE,
        oids.EXT_POLICIES,
        oids.EXT_QC_STATEMENTS,
        oids.EXT_SUBJECT_KEY_ID,
        oids.EXT_AUTHORITY_KEY_ID,
        oids.EXT_SUBJECT_DIRECTORY,
        oids.EXT_SUBJECT_ALT_NAME,
    }
)


def fingerprint(certificate: Certificate) -> str:
    """SHA-256 of the certificate in hex: how roots are pinned."""
    return hashlib.sha256(certificate.raw).hexdigest()


@dataclass(frozen=True, slots=True)
class TrustStore:
    """Certificates of authorities, and the fingerprints of the roots that somebody vouched for."""

    certificates: tuple[Certificate, ...] = ()
    pinned: frozenset[str] = frozenset()
    _by_subject: dict[bytes, list[Certificate]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_subject: dict[bytes, list[Certificate]] = defaultdict(list)
        for certificate in dict.fromkeys(self.certificates):
            by_subject[certificate.subject.raw].append(certificate)
        object.__setattr__(self, "_by_subject", dict(by_subject))

    @classmethod
    def vouching(cls, certificates: Iterable[Certificate]) -> TrustStore:
        """A store whose self-issued certificates are all pinned: for bundles that the caller vouches for."""
        every = tuple(certificates)
        return cls(every, frozenset(fingerprint(item) for item in every if item.self_issued))

    def issuers_of(self, certificate: Certificate) -> list[Certificate]:
        """Certificates with the issuer's name; those whose key identifier agrees come first."""
        wanted = certificate.authority_key_id
        named = self._by_subject.get(certificate.issuer.raw, [])
        return sorted(named, key=lambda issuer: issuer.subject_key_id != wanted)

    def is_pinned(self, certificate: Certificate) -> bool:
        """Whether this very certificate is a pinned root."""
        return fingerprint(certificate) in self.pinned


@dataclass(frozen=True, slots=True)
class ChainReport:
    """What a chain is worth."""

    chain: tuple[Certificate, ...]  # from the certificate in question upwards
    at: datetime
    trusted: bool
    checked: tuple[str, ...]
    not_checked: tuple[str, ...]
    problems: tuple[str, ...]

    @property
    def root(self) -> Certificate | None:
        """The root, if the chain reached one."""
        return self.chain[-1] if self.chain[-1].self_issued else None

    @property
    def complete(self) -> bool:
        """Whether the chain reaches a self-issued certificate."""
        return self.root is not None


def build_chain(certificate: Certificate, store: TrustStore, at: datetime) -> ChainReport:
    """Find the issuers and judge the chain at the given time."""
    budget = [MAX_ATTEMPTS]
    candidates = _grow((certificate,), store, budget)
    reports = [_judge(chain, store, at, budget[0] <= 0) for chain in candidates]
    return min(reports, key=lambda report: (not report.trusted, not report.complete, len(report.problems)))


def _grow(chain: tuple[Certificate, ...], store: TrustStore, budget: list[int]) -> list[tuple[Certificate, ...]]:
    """All chains upwards whose signatures hold; the chain itself if nothing can be added."""
    last = chain[-1]
    if last.self_issued or store.is_pinned(last) or len(chain) >= MAX_CHAIN:
        return [chain]
    found: list[tuple[Certificate, ...]] = []
    for issuer in store.issuers_of(last):
        if issuer in chain:
            continue
        if budget[0] <= 0:
            break
        budget[0] -= 1
        if _signed_by(last, issuer) is None:
            found += _grow((*chain, issuer), store, budget)
    return found or [chain]


@lru_cache(maxsize=512)
def _signed_by(certificate: Certificate, issuer: Certificate) -> str | None:
    """None if the issuer signed it, otherwise why not. Chains repeat with every ticket, so it is remembered."""
    try:
        certificate.verify_issued_by(issuer)
    except CryptoError as error:
        return str(error)
    return None


def _judge(chain: tuple[Certificate, ...], store: TrustStore, at: datetime, out_of_budget: bool) -> ChainReport:
    problems: list[str] = []
    for depth, certificate in enumerate(chain):
        problems += _problems_of(certificate, depth, at)
    checked = ["validity dates", "key usage"]
    not_checked = [NOT_REVOCATION]
    if len(chain) > 1:
        checked.insert(0, f"signatures of {len(chain) - 1} issuers")
    root = chain[-1]
    pinned = store.is_pinned(root)
    if root.self_issued:
        problems += _root_problems(root)
        checked.append("the root's own signature")
    elif not pinned:
        not_checked.append(NOT_CHAINED)
        problems.append(f"the issuer of {root.subject.display!r} is not in the bundle, or did not sign it")
    if pinned:
        checked.append("the root is pinned")
    else:
        not_checked.append(NOT_PINNED)
    if out_of_budget:
        problems.append("the bundle holds too many candidates for the chain")
    return ChainReport(chain, at, pinned and not problems, tuple(checked), tuple(not_checked), tuple(problems))


def _root_problems(root: Certificate) -> list[str]:
    fault = _signed_by(root, root)
    return [] if fault is None else [f"the root {root.subject.display!r} did not sign itself: {fault}"]


def _problems_of(certificate: Certificate, depth: int, at: datetime) -> list[str]:
    """What is wrong with one certificate at its place; `depth` counts from the one in question."""
    name = certificate.subject.display
    problems = []
    if at < certificate.not_before:
        problems.append(f"{name!r} is not valid before {certificate.not_before:%Y-%m-%d}")
    if at > certificate.not_after:
        problems.append(f"{name!r} expired on {certificate.not_after:%Y-%m-%d}")
    unknown = [key for key, value in certificate.extensions.items() if value.critical and key not in UNDERSTOOD]
    if unknown:
        problems.append(f"{name!r} has critical extensions that are not understood: {', '.join(unknown)}")
    if depth:
        problems += _authority_problems(certificate, depth)
    return problems


def _authority_problems(certificate: Certificate, depth: int) -> list[str]:
    name = certificate.subject.display
    problems = []
    if not certificate.is_ca:
        problems.append(f"{name!r} is not an authority and may not issue certificates")
    if KeyUsage.CERTIFICATE_SIGN not in certificate.key_usage:
        problems.append(f"the key of {name!r} may not sign certificates")
    if certificate.path_length is not None and depth - 1 > certificate.path_length:
        problems.append(f"{name!r} may not stand so high above the certificate")
    return problems
