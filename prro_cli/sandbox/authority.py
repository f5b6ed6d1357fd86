"""The throw-away certification authority of a sandbox: root, two providers (GOST and Kupyna), TSA, server key.

The keys live in the state file only. Every name says that they are good for nothing but rehearsal.
"""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from prro_cli.record import dataclass

if TYPE_CHECKING:
    from prro_cli.crypto.cms import CertifiedKey
    from prro_cli.crypto.issue import Authority
    from prro_cli.crypto.x509 import Certificate

BEGIN: Final = datetime(2015, 1, 1, tzinfo=UTC)
END: Final = datetime(2049, 12, 31, tzinfo=UTC)
"""The authority outlives every virtual clock; the keys of people have ordinary terms (`provision`)."""
SERVER_CODE: Final = "00000000"
"""ЄДРПОУ in the certificate of the sandbox's server: no taxpayer has it, least of all the tax service."""
_NAMES: Final = ("root", "gost", "kupyna", "tsa", "server")


@dataclass(frozen=True, slots=True)
class Authorities:
    """Everything that signs on the sandbox's side."""

    root: Authority
    gost: Authority
    kupyna: Authority
    tsa: CertifiedKey
    server: CertifiedKey

    @property
    def certificates(self) -> tuple[Certificate, ...]:
        """The certificates to trust or to build chains with, the root first."""
        return (
            self.root.certificate,
            self.gost.certificate,
            self.kupyna.certificate,
            self.tsa.certificate,
            self.server.certificate,
        )


def load_or_create(connection: sqlite3.Connection, url: str) -> Authorities:
    """The authority of this state file, made at first use; `url` goes into its certificates as TSP address."""
    found = {row["name"]: bytes(row["data"]) for row in connection.execute("SELECT name, data FROM secrets")}
    if all(f"{name}.key" in found for name in _NAMES):
        return _load(found)
    made = _create(url)
    keys = (made.root.key, made.gost.key, made.kupyna.key, made.tsa, made.server)
    for name, key in zip(_NAMES, keys, strict=True):
        number = key.scalar()
        connection.execute("INSERT INTO secrets VALUES (?, ?)", (f"{name}.key", number.to_bytes(64, "big")))
        connection.execute("INSERT INTO secrets VALUES (?, ?)", (f"{name}.cer", key.certificate.raw))
    return made


def _load(found: dict[str, bytes]) -> Authorities:
    from prro_cli.crypto.cms import CertifiedKey
    from prro_cli.crypto.curves import M257
    from prro_cli.crypto.issue import Addresses, Authority, Style
    from prro_cli.crypto.keys import private_key
    from prro_cli.crypto.x509 import Certificate

    def key(name: str) -> CertifiedKey:
        private = private_key(M257, int.from_bytes(found[f"{name}.key"], "big"))
        return CertifiedKey(private, Certificate(found[f"{name}.cer"]))

    gost = key("gost")
    urls = key("server").certificate.tsp_urls
    addresses = Addresses(tsp=urls[0] if urls else "")
    return Authorities(
        Authority(key("root"), Style.GOST, addresses),
        Authority(gost, Style.GOST, addresses),
        Authority(key("kupyna"), Style.KUPYNA, addresses),
        key("tsa"),
        key("server"),
    )


def _create(url: str) -> Authorities:
    from prro_cli.crypto import issue, oids
    from prro_cli.crypto.curves import M257

    addresses = issue.Addresses(tsp=f"{url}/sandbox/tsp", issuers=f"{url}/sandbox/ca.p7b", ocsp="", crl="")
    organisation = "prro sandbox (навчальний сервер, не ДПС)"

    def named(name: str, serial: str) -> issue.Subject:
        return issue.Subject(name, organisation=organisation, serial_number=serial)

    root = issue.create_root(
        named("Тестовий кореневий центр prro sandbox", "UA-00000000-1"), issue.Style.GOST, BEGIN, END, curve=M257,
        addresses=addresses,
    )  # fmt: skip
    gost = issue.create_authority(
        root, named("Тестовий КНЕДП prro sandbox", "UA-00000000-2"), BEGIN, END, addresses=addresses
    )
    kupyna = issue.create_authority(
        root, named("Тестовий КНЕДП prro sandbox (Купина)", "UA-00000000-3"), BEGIN, END, addresses=addresses,
        style=issue.Style.KUPYNA,
    )  # fmt: skip
    stamping = issue.Profile(BEGIN, END, extended=(oids.EKU_TIME_STAMPING,))
    tsa = gost.enrol(named("Тестова TSA prro sandbox", "UA-00000000-4"), stamping)
    server = gost.enrol(
        issue.Subject(
            "Навчальний сервер ПРРО prro sandbox (не ДПС)",
            organisation=organisation,
            serial_number="3123956",
            directory=((oids.SDA_EDRPOU, SERVER_CODE),),
        ),
        issue.Profile(BEGIN, END),
    )
    return Authorities(root, gost, kupyna, tsa, server)
