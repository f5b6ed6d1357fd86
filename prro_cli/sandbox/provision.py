"""Everything a rehearsal needs: keys of several kinds, two taxpayers, two outlets, three registers, registered.

Names are those of nobody. Keys and their one password are written into a directory of the owner alone; they open
nothing but this sandbox.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from prro_cli.record import dataclass
from prro_cli.sandbox.authority import SERVER_CODE
from prro_cli.sandbox.sandbox import Sandbox

if TYPE_CHECKING:
    from prro_cli.crypto.cms import CertifiedKey
    from prro_cli.crypto.issue import Authority, Subject

RandomBytes = Callable[[int], bytes]

COMPANY: Final = {"tin": "40000018", "name": 'ТОВ "НАВЧАЛЬНА КАВ\'ЯРНЯ"', "vat": "400000126543"}
ENTREPRENEUR: Final = {"tin": "3000000018", "name": "НАВЧАЛЬНИЙ ІВАН ІВАНОВИЧ", "single_tax": True}
CAFE: Final = {"entity": 700001, "tin": "40000018", "name": "Кав'ярня", "address": "УКРАЇНА, М.КИЇВ, вул. Навчальна, 1"}
KIOSK: Final = {
    "entity": 700002,
    "tin": "3000000018",
    "name": "Кіоск",
    "address": "УКРАЇНА, М.ЛЬВІВ, вул. Навчальна, 2",
}
REGISTERS: Final[tuple[dict[str, Any], ...]] = (
    {"number": 4000700001, "local": 1, "outlet": 700001, "name": "Каса 1", "offline": True},
    {"number": 4000700002, "local": 2, "outlet": 700001, "name": "Каса 2 (без офлайн режиму)", "offline": False},
    {"number": 4000700003, "local": 1, "outlet": 700002, "name": "Каса кіоску", "offline": True},
)
TERM_DAYS: Final = 730
"""Two years, the usual term of a qualified certificate."""
FEW_ROUNDS: Final = 1000
"""Derivation rounds of throw-away containers; real ones have 10 000, which costs seconds."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who gets a key: which form the key has, who they are, what they may do."""

    name: str
    kind: str
    role: str
    surname: str
    given_name: str
    number: str
    tin: str
    kupyna: bool = False


PEOPLE: Final = (
    Person("olena", "Key-6.dat", "cashier", "Навчальна", "Олена Петрівна", "3000000026", "40000018"),
    Person("bohdan", ".zs2", "cashier", "Навчальний", "Богдан Ігорович", "3000000034", "40000018"),
    Person("senior", ".jks", "senior", "Старша", "Ганна Василівна", "3000000042", "40000018"),
    Person("seal", ".zs2", "seal", "", "", "", "40000018", kupyna=True),
    Person("ivan", ".pfx", "head", "Навчальний", "Іван Іванович", "3000000018", "3000000018"),
)


@dataclass(frozen=True, slots=True)
class ProvisionedKey:
    """A key file with what one needs to use it."""

    name: str
    kind: str
    role: str
    person: str
    tin: str
    ski: str
    path: Path
    certificate_path: Path


@dataclass(frozen=True, slots=True)
class ProvisionedRegister:
    """A registered ПРРО with the data that go into the head of each document."""

    number: int
    local: int
    name: str
    offline: bool
    tin: str
    vat: str | None
    org: str
    outlet: str
    address: str
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Provision:
    """What was made."""

    directory: Path
    server: str
    tsp: str
    trust: Path
    server_code: str
    password_path: Path
    keys: tuple[ProvisionedKey, ...]
    registers: tuple[ProvisionedRegister, ...]


def provision(
    box: Sandbox,
    directory: Path,
    *,
    names: Iterable[str] | None = None,
    rounds: int = FEW_ROUNDS,
    random_bytes: RandomBytes = os.urandom,
) -> Provision:
    """Make keys for some people or all of them, register everything, and write the files."""
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    box.load_registry({"taxpayers": [COMPANY, ENTREPRENEUR], "outlets": [CAFE, KIOSK], "registers": REGISTERS})
    wanted = None if names is None else set(names)
    people = [person for person in PEOPLE if wanted is None or person.name in wanted]
    password, password_path = random_bytes(8).hex(), directory / "password"
    _write(password_path, password.encode() + b"\n")
    keys = tuple(_enrol(box, directory, person, password, rounds, random_bytes) for person in people)
    trust = directory / "ca.p7b"
    from prro_cli.crypto.issue import bundle

    trust.write_bytes(bundle(box.authorities().certificates))
    return Provision(
        directory=directory,
        server=box.url,
        tsp=f"{box.root_url}/sandbox/tsp",
        trust=trust,
        server_code=SERVER_CODE,
        password_path=password_path,
        keys=keys,
        registers=tuple(_register(item, keys) for item in REGISTERS),
    )


def _register(item: dict[str, Any], keys: tuple[ProvisionedKey, ...]) -> ProvisionedRegister:
    outlet: dict[str, Any] = CAFE if item["outlet"] == CAFE["entity"] else KIOSK
    payer: dict[str, Any] = COMPANY if outlet["tin"] == COMPANY["tin"] else ENTREPRENEUR
    return ProvisionedRegister(
        number=item["number"],
        local=item["local"],
        name=item["name"],
        offline=item["offline"],
        tin=payer["tin"],
        vat=payer.get("vat"),
        org=payer["name"],
        outlet=outlet["name"],
        address=outlet["address"],
        keys=tuple(key.name for key in keys if key.tin == payer["tin"]),
    )


def _subject(person: Person) -> Subject:
    from prro_cli.crypto import issue

    if person.role == "seal":
        return issue.seal(str(COMPANY["name"]), person.tin)
    if person.number == person.tin:
        return issue.entrepreneur(person.surname, person.given_name, person.number)
    return issue.employee(person.surname, person.given_name, person.number, str(COMPANY["name"]), person.tin)


def _enrol(
    box: Sandbox, directory: Path, person: Person, password: str, rounds: int, random_bytes: RandomBytes
) -> ProvisionedKey:
    from prro_cli.crypto.issue import Profile

    now = box.clock.now()
    authorities = box.authorities()
    authority: Authority = authorities.kupyna if person.kupyna else authorities.gost
    profile = Profile(now - timedelta(days=1), now + timedelta(days=TERM_DAYS))
    key = authority.enrol(_subject(person), profile, entropy=random_bytes)
    certificate = key.certificate
    ski = (certificate.subject_key_id or b"").hex()
    name = certificate.subject.common_name
    box.load_registry({"operators": [{"ski": ski, "tin": person.tin, "name": name, "role": person.role}]})
    path = directory / (person.name + "-Key-6.dat" if person.kind == "Key-6.dat" else person.name + person.kind)
    _write(path, _container(person, key, authorities.gost, password, rounds, random_bytes))
    certificate_path = directory / f"{person.name}.cer"
    _write(certificate_path, certificate.raw)
    return ProvisionedKey(person.name, person.kind, person.role, name, person.tin, ski, path, certificate_path)


def _container(
    person: Person, key: CertifiedKey, authority: Authority, password: str, rounds: int, random_bytes: RandomBytes
) -> bytes:
    from prro_cli.crypto.containers import write
    from prro_cli.crypto.containers.pbes2 import Family

    chain = (key.certificate.raw, authority.certificate.raw)
    if person.kind == "Key-6.dat":
        return write.write_key6(write.write_pkcs8(key.private), password.encode())
    if person.kind == ".jks":
        entry = write.JksEntry(person.name, write.write_pkcs8(key.private), chain)
        return write.write_jks(entry, password, random_bytes)
    protection = write.Protection(Family.KUPYNA if person.kupyna else Family.GOST, rounds)
    return write.write_pfx([key.private], [key.certificate.raw], password, random_bytes, protection)


def _write(path: Path, data: bytes) -> None:
    """A file for its owner alone, private from its first byte."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(data)
