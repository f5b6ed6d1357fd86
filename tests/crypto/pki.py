"""A throw-away PKI of the project's own for tests, the same in every run, in both styles."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache

from prro_cli.crypto import issue, oids
from prro_cli.crypto.cms import CertifiedKey
from prro_cli.crypto.issue import Addresses, Authority, Profile, Style
from prro_cli.crypto.trust import TrustStore

BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
END = datetime(2045, 12, 31, tzinfo=UTC)
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
ADDRESSES = Addresses(
    "http://ca.test.invalid/ocsp",
    "http://ca.test.invalid/tsp",
    "http://ca.test.invalid/ca.p7b",
    "http://ca.test.invalid/crl",
)
USUAL = Profile(BEGIN, END)


class Counted:
    """Repeatable random bytes."""

    def __init__(self, seed: str) -> None:
        self._seed = seed.encode()
        self._count = 0

    def __call__(self, size: int) -> bytes:
        self._count += 1
        return hashlib.shake_256(self._seed + self._count.to_bytes(4, "big")).digest(size)


@dataclass(frozen=True)
class Pki:
    """Root, authority and some owners of one style."""

    root: Authority
    ca: Authority
    fop: CertifiedKey
    fop_agreement: CertifiedKey
    employee: CertifiedKey
    seal: CertifiedKey
    tsa: CertifiedKey

    @property
    def store(self) -> TrustStore:
        """Both authorities, the root pinned."""
        return TrustStore.vouching((self.root.certificate, self.ca.certificate))


@lru_cache(maxsize=2)
def make_pki(style: Style) -> Pki:
    """The PKI of a style."""
    random = Counted(style.name)
    root = issue.create_root(issue.Subject("Тестовий корінь", organisation="Тест"), style, BEGIN, END, entropy=random)
    ca = issue.create_authority(
        root,
        issue.Subject("Тестовий КНЕДП", organisation_identifier="NTRUA-99999998"),
        BEGIN,
        END,
        addresses=ADDRESSES,
        entropy=random,
    )
    directory = style is Style.GOST
    fop, agreement = ca.enrol_pair(
        issue.entrepreneur("Тестенко", "Тест Тестович", "1234567890", directory=directory), USUAL, entropy=random
    )
    worker = issue.employee("Касиренко", "Ганна", "2345678901", "ТОВ «Тест»", "99999999", directory=directory)
    stamping = Profile(BEGIN, END, extended=(oids.EKU_TIME_STAMPING,))
    return Pki(
        root,
        ca,
        fop,
        agreement,
        ca.enrol(worker, USUAL, entropy=random),
        ca.enrol(issue.seal("ТОВ «Тест»", "99999999", directory=directory), USUAL, entropy=random),
        ca.enrol(issue.Subject("Тестовий TSP-сервер"), stamping, entropy=random),
    )
