"""Key files of the throw-away PKI, as a user would have them in a folder."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from prro_cli.crypto.containers.pbes2 import Family
from prro_cli.crypto.containers.write import JksEntry, Protection, write_jks, write_pfx, write_pkcs8
from prro_cli.crypto.issue import Style, bundle
from tests.crypto.pki import Counted, Pki, make_pki

PASSWORD = "канарка-в-шахті"
FEW = 3


@dataclass(frozen=True)
class KeyFolder:
    """What lies in the folder."""

    path: Path
    pki: Pki

    def __truediv__(self, name: str) -> Path:
        return self.path / name

    def secret(self, name: str, text: str, mode: int = 0o600) -> Path:
        """A password file."""
        file = self.path / name
        file.write_text(text + "\n", encoding="utf-8")
        file.chmod(mode)
        return file


def key_folder(path: Path, style: Style = Style.GOST) -> KeyFolder:
    """fop.pfx with two keys and no certificates, their certificates in sub-folders, the authorities, the password."""
    pki = make_pki(style)
    folder = KeyFolder(path, pki)
    family = Family.KUPYNA if style is Style.KUPYNA else Family.GOST
    keys = [pki.fop.private, pki.fop_agreement.private]
    (path / "fop.pfx").write_bytes(write_pfx(keys, [], PASSWORD, Counted("pfx"), Protection(family, FEW)))
    (path / "seal.pk8").write_bytes(write_pkcs8(pki.seal.private))
    employee = JksEntry("store", write_pkcs8(pki.employee.private), (pki.employee.certificate.raw,))
    (path / "employee.jks").write_bytes(write_jks(employee, PASSWORD, Counted("jks"), key_password="інший"))
    certificates = path / "certificates"
    certificates.mkdir()
    for name in ("fop", "fop_agreement", "employee", "seal"):
        (certificates / f"{name}.cer").write_bytes(getattr(pki, name).certificate.raw)
    (path / "ca.p7b").write_bytes(bundle([pki.root.certificate, pki.ca.certificate]))
    (path / "ca.txt").write_bytes(pki.ca.certificate.raw)
    folder.secret("pw", PASSWORD)
    return folder


def add_words(folder: KeyFolder, name: str = "fop", *more: object) -> tuple[object, ...]:
    """The usual call: `prro key add fop.pfx …` with both certificates and the authorities."""
    certificates = folder / "certificates"
    return (
        *("key", "add", folder / "fop.pfx", "--name", name, "--password-file", folder / "pw"),
        *("--cert", certificates / "fop.cer", "--cert", certificates / "fop_agreement.cer"),
        *("--trust", folder / "ca.p7b", *more),
    )
