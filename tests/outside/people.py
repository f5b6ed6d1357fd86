"""Whose keys: those made by other software where the shared data are present, throw-away ones of our own elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

from prro_cli.crypto import issue
from prro_cli.crypto.cms import CertifiedKey, certify
from prro_cli.crypto.containers import open_container
from prro_cli.crypto.containers.write import write_key6, write_pkcs8
from prro_cli.crypto.secret import Secret
from prro_cli.crypto.x509 import Certificate, load_certificates
from tests.shared import SHARED

FOREIGN = SHARED / "crypto" / "foreign"
SCHEMAS = SHARED / "fiscal" / "xsd"


@dataclass(frozen=True)
class Identity:
    """A person with a key, as a shop would get it from a provider."""

    name: str
    container: Path
    password: str
    certificates: tuple[Path, ...]
    authority: Path
    tin: str

    @property
    def key_id(self) -> str:
        """The identifier of the signing key, from the certificate."""
        found = next(c for path in self.certificates for c in load_certificates(path.read_bytes()) if c.for_signing)
        assert found.subject_key_id is not None
        return found.subject_key_id.hex()


def foreign(folder: str, person: str, file: str, password: str, tin: str) -> Identity:
    """One of the shared identities."""
    home = FOREIGN / folder
    return Identity(person, home / person / file, password, (home / person / "sign.cer",), home / "ca" / "ca.cer", tin)


def shared_identities() -> bool:
    """Whether keys made by other software are beside this clone."""
    return (FOREIGN / "bc" / "fop" / "Key-6.dat").exists()


def owner(folder: Path) -> Identity:
    """The entrepreneur who owns the shop."""
    if shared_identities():
        return foreign("bc", "fop", "Key-6_single.dat", "Пароль1", "1234567890")
    return throw_away(folder)[0]


def server_key(folder: Path, kind: str = "bc/fiscal") -> CertifiedKey:
    """The key of the fiscal server."""
    if not shared_identities():
        return throw_away(folder)[1]
    home = FOREIGN / kind
    container = open_container((home / "sign.pk8").read_bytes(), Secret(""))
    return certify(container.keys[0], load_certificates((home / "sign.cer").read_bytes())[0])


@lru_cache(maxsize=4)
def throw_away(folder: Path) -> tuple[Identity, CertifiedKey]:
    """An owner and a server of a certification authority that exists nowhere."""
    folder.mkdir(parents=True, exist_ok=True)
    start, end = datetime(2026, 1, 1, tzinfo=UTC), datetime(2045, 1, 1, tzinfo=UTC)
    root = issue.create_root(issue.Subject("Тестовий корінь"), issue.Style.GOST, start, end)
    authority = issue.create_authority(root, issue.Subject("Тестовий КНЕДП"), start, end)
    profile = issue.Profile(start, end)
    person = authority.enrol(issue.entrepreneur("Тестенко", "Тест Тестович", "1234567890"), profile)
    server = authority.enrol(issue.seal("Тестова податкова (НЕ СПРАВЖНЯ)", "99999997"), profile)
    files: dict[str, bytes] = {
        "Key-6.dat": write_key6(write_pkcs8(person.private), "Пароль1".encode()),
        "sign.cer": person.certificate.raw,
        "ca.cer": authority.certificate.raw,
    }
    for name, content in files.items():
        (folder / name).write_bytes(content)
        (folder / name).chmod(0o600)
    where = folder / "Key-6.dat"
    identity = Identity("fop", where, "Пароль1", (folder / "sign.cer",), folder / "ca.cer", "1234567890")
    return identity, server


def certificate_of(path: Path) -> Certificate:
    """The first certificate of a file."""
    return load_certificates(path.read_bytes())[0]
