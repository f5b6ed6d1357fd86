"""A taxpayer of whom the sandbox's registers know nothing yet: keys of the head and of a cashier, and nothing else.

Each key file holds a signing key and a key-agreement key, as providers hand them out, so that receipts can be
encrypted to it. The rest (outlet, ПРРО, keys) has to be registered by forms through the gateway.
"""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from typing import Final

from prro_cli.record import dataclass
from prro_cli.sandbox.provision import FEW_ROUNDS, TERM_DAYS, RandomBytes
from prro_cli.sandbox.sandbox import Sandbox

ORGANISATION: Final = 'ТОВ "НОВА НАВЧАЛЬНА КРАМНИЦЯ"'
COMPANY_TIN: Final = "40000026"
PERSON_TIN: Final = "3000000069"


@dataclass(frozen=True, slots=True)
class NewcomerKey:
    """A key file with what one needs to use it."""

    name: str
    person: str
    number: str
    ski: str
    path: Path
    certificate_path: Path


@dataclass(frozen=True, slots=True)
class Newcomer:
    """What was made."""

    directory: Path
    tin: str
    org: str
    server: str
    gateway: str
    tsp: str
    trust: Path
    recipient: Path
    password_path: Path
    keys: tuple[NewcomerKey, ...]


def newcomer(
    box: Sandbox, directory: Path, *, person: bool = False, rounds: int = FEW_ROUNDS,
    random_bytes: RandomBytes = os.urandom,
) -> Newcomer:  # fmt: skip
    """Make the keys of a company or (`person`) of a ФОП, and write the files; nothing is registered."""
    from prro_cli.crypto import issue

    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    password = random_bytes(8).hex()
    _write(directory / "password", password.encode() + b"\n")
    if person:
        tin, org = PERSON_TIN, "НОВАЧЕНКО ІВАН ПЕТРОВИЧ"
        head = issue.entrepreneur("Новаченко", "Іван Петрович", tin)
        seller = issue.employee("Касирська", "Марія Іванівна", "3000000077", "ФІЗИЧНА ОСОБА", tin)
        numbers = (tin, "3000000077")
    else:
        tin, org = COMPANY_TIN, ORGANISATION
        head = issue.employee("Новаченко", "Іван Петрович", PERSON_TIN, org, tin)
        seller = issue.employee("Касирська", "Марія Іванівна", "3000000077", org, tin)
        numbers = (PERSON_TIN, "3000000077")
    keys = tuple(
        _enrol(box, directory, name, subject, number, password, rounds, random_bytes)
        for name, subject, number in (("head", head, numbers[0]), ("cashier", seller, numbers[1]))
    )
    trust, recipient = directory / "ca.p7b", directory / "gateway.cer"
    trust.write_bytes(issue.bundle(box.authorities().certificates))
    recipient.write_bytes(box.gateway.key().certificate.raw)
    return Newcomer(
        directory,
        tin,
        org,
        box.url,
        box.gateway_url,
        f"{box.root_url}/sandbox/tsp",
        trust,
        recipient,
        directory / "password",
        keys,
    )


def _enrol(
    box: Sandbox, directory: Path, name: str, subject: object, number: str, password: str, rounds: int,
    random_bytes: RandomBytes,
) -> NewcomerKey:  # fmt: skip
    from prro_cli.crypto.containers import write
    from prro_cli.crypto.containers.pbes2 import Family
    from prro_cli.crypto.issue import Profile, Subject

    assert isinstance(subject, Subject)
    now = box.clock.now()
    profile = Profile(now - timedelta(days=1), now + timedelta(days=TERM_DAYS))
    signing, agreement = box.authorities().gost.enrol_pair(subject, profile, entropy=random_bytes)
    certificates = [signing.certificate.raw, agreement.certificate.raw]
    protection = write.Protection(Family.GOST, rounds)
    path, certificate_path = directory / f"{name}.pfx", directory / f"{name}.cer"
    _write(
        path, write.write_pfx([signing.private, agreement.private], certificates, password, random_bytes, protection)
    )
    _write(certificate_path, signing.certificate.raw)
    ski = (signing.certificate.subject_key_id or b"").hex()
    return NewcomerKey(name, signing.certificate.subject.common_name, number, ski, path, certificate_path)


def _write(path: Path, data: bytes) -> None:
    """A file for its owner alone, private from its first byte."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(data)
