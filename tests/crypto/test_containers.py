"""Key containers: every foreign one opens with its password and no other; ours come back."""

from __future__ import annotations

import base64
import io
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from prro_cli.crypto.backend import PurePython, use_backend
from prro_cli.crypto.containers import Container, describe, iit, open_container, pkcs8, write
from prro_cli.crypto.containers.pbes2 import Family
from prro_cli.crypto.containers.write import (
    JksEntry,
    Protection,
    write_jks,
    write_key6,
    write_pbes2,
    write_pkcs8,
)
from prro_cli.crypto.curves import M257
from prro_cli.crypto.errors import (
    MalformedError,
    UnsupportedError,
    WrongPasswordError,
)
from prro_cli.crypto.keys import PrivateKey, private_key
from prro_cli.crypto.secret import Secret
from tests.crypto.throwaway import make_certificate, make_key, make_person, our_pfx, stream
from tests.shared import shared_data

QUICK = {Family.GOST: Protection(Family.GOST, 3), Family.KUPYNA: Protection(Family.KUPYNA, 3)}


@dataclass(frozen=True)
class Foreign:
    """A container of the shared data: where it is, how it opens, what is inside."""

    path: str
    password: str
    curves: tuple[str, ...] = ("M257", "M431")
    certificates: int = 0
    key_password: str | None = None

    def open(self, password: str | None = None) -> Container:
        inner = Secret(self.key_password) if self.key_password is not None else None
        outer = self.password if password is None else password
        return open_container(self.data(), Secret(outer), key_password=inner)

    def data(self) -> bytes:
        return shared_data(f"crypto/{self.path}").read_bytes()


SINGLE = ("M257",)
FOREIGN = [
    Foreign("foreign/bc/fop/Key-6.dat", "testpass"),
    Foreign("foreign/bc/fop/Key-6_single.dat", "Пароль1", SINGLE),
    Foreign("foreign/bc/seal/Key-6.dat", "sealpass"),
    Foreign("foreign/bc/cashier/Key-6.dat", "cashpass"),
    Foreign("foreign/bc/fop/key_pbes2_gost.pk8", "testpass", SINGLE),
    Foreign("foreign/bc/fop/key_gost.pfx", "testpass"),
    Foreign("foreign/bc/fop/key_gost_with_certs.pfx", "testpass", certificates=3),
    Foreign("foreign/bc/fop/key_gost.zs2", "testpass"),
    Foreign("foreign/bc/fop/key_kupyna_kalyna.zs2", "testpass"),
    Foreign("foreign/bc/fop/key_kupyna_kalyna_1000it.zs2", "testpass", certificates=2),
    Foreign("foreign/bc/fop/privat_style.jks", "testpass", certificates=4),
    Foreign(
        "foreign/bc/fop/privat_style_kep_cert_first_keypw.jks", "storepass", certificates=3, key_password="keypass"
    ),
    Foreign("foreign/bc_kupyna/fop/Key-6.dat", "testpass"),
    Foreign("foreign/bc_kupyna/fop/key_gost.pfx", "testpass"),
    Foreign("foreign/bc_kupyna/fop/key_kupyna_kalyna.zs2", "testpass"),
    Foreign("foreign/bc_kupyna/fop/privat_style.jks", "testpass", certificates=4),
    Foreign("foreign/jkurwa/store_pbes2_jkurwa.pk8", "testpass", SINGLE),
    Foreign("public/e-rro/Key-6.dat", "tectfom"),
]

# One of each format and each password form by default; its like, at 10 000 rounds each, in the slow run.
QUICKEST = {
    "foreign/bc/fop/Key-6.dat",
    "foreign/bc/fop/key_gost_with_certs.pfx",
    "foreign/bc/fop/key_kupyna_kalyna_1000it.zs2",
    "foreign/bc/fop/privat_style.jks",
    "foreign/bc/fop/privat_style_kep_cert_first_keypw.jks",
    "foreign/bc_kupyna/fop/privat_style.jks",
}
OPENED = QUICKEST | {"foreign/bc/fop/Key-6_single.dat", "foreign/jkurwa/store_pbes2_jkurwa.pk8"}


def by_price(default: set[str]) -> list[Any]:
    """All foreign containers, those outside `default` marked slow."""
    marks = {True: (), False: (pytest.mark.slow,)}
    return [pytest.param(one, id=one.path, marks=marks[one.path in default]) for one in FOREIGN]


def same_keys(found: tuple[PrivateKey, ...], expected: tuple[PrivateKey, ...]) -> bool:
    return [(k.curve, k.secret.reveal()) for k in found] == [(k.curve, k.secret.reveal()) for k in expected]


def plain_keys(folder: Path) -> tuple[PrivateKey, ...]:
    return tuple(pkcs8.read_keys((folder / name).read_bytes())[0] for name in ("sign.pk8", "kep.pk8"))


@pytest.mark.parametrize("foreign", by_price(OPENED))
def test_foreign_opens_with_its_password(foreign: Foreign) -> None:
    container = foreign.open()
    assert tuple(key.curve.name for key in container.keys) == foreign.curves
    assert len(container.certificates) == foreign.certificates
    folder = shared_data(f"crypto/{foreign.path}").parent
    if (folder / "sign.pk8").exists():
        assert same_keys(container.keys, plain_keys(folder)[: len(container.keys)])


@pytest.mark.parametrize("foreign", by_price(QUICKEST))
def test_foreign_opens_with_no_other_password(foreign: Foreign) -> None:
    with pytest.raises(WrongPasswordError):
        foreign.open(foreign.password.swapcase())


@pytest.mark.parametrize("foreign", [FOREIGN[6], FOREIGN[10]], ids=lambda foreign: foreign.path)
@pytest.mark.parametrize("password", ["", "testpass ", "testpas", "testpass\0", "пароль", "\N{PILE OF POO}" * 50])
def test_other_wrong_passwords(foreign: Foreign, password: str) -> None:
    with pytest.raises(WrongPasswordError):
        foreign.open(password)


def test_store_and_key_passwords_are_judged_apart() -> None:
    data = next(one for one in FOREIGN if one.key_password).data()
    with pytest.raises(WrongPasswordError, match="opens the keystore but not its key"):
        open_container(data, Secret("storepass"))
    with pytest.raises(WrongPasswordError, match="opens the key but not the keystore"):
        open_container(data, Secret("keypass"))
    with pytest.raises(WrongPasswordError, match="does not fit the Java keystore"):
        open_container(data, Secret("neither"))


def test_key11_is_explained() -> None:
    data = shared_data("crypto/public/e-rro/Key-11.dat").read_bytes()
    description = describe(data)
    assert not description.has_key and len(description.key_ids) == 2
    opened = FOREIGN[-1].open()
    assert description.key_ids == tuple(key.key_id for key in opened.keys)
    with pytest.raises(UnsupportedError, match=r"Key-6\.dat"):
        open_container(data, Secret("tectfom"))


@pytest.fixture
def short_key6(monkeypatch: pytest.MonkeyPatch) -> None:
    """Few rounds for files of our own; the foreign ones above are opened with the true number."""
    monkeypatch.setattr(iit, "HONEST_ROUNDS", 5)
    monkeypatch.setattr(write, "HONEST_ROUNDS", 5)


@pytest.mark.parametrize("family", [Family.GOST, Family.KUPYNA])
@pytest.mark.parametrize("password", ["secret", "пароль їґ", "", "日本"])
def test_our_pfx(family: Family, password: str) -> None:
    keys, certificates = make_person("olha")
    found = open_container(our_pfx(family, password), Secret(password))
    assert same_keys(found.keys, keys)
    assert [(key.name, key.key_id) for key in found.keys] == [(key.name, key.key_id) for key in keys]
    assert found.certificates == certificates
    with pytest.raises(WrongPasswordError):
        open_container(our_pfx(family, password), Secret(password + "x"))


@pytest.mark.parametrize("second", [False, True])
def test_our_key6(second: bool, short_key6: None) -> None:
    keys, _ = make_person("olha")
    plain = write_pkcs8(keys[0], second=keys[1] if second else None)
    found = open_container(write_key6(plain, b"secret"), Secret("secret"))
    assert same_keys(found.keys, keys if second else keys[:1])
    if second:
        assert [key.key_id for key in found.keys] == [key.key_id for key in keys]


def test_key6_with_a_windows_1251_password(short_key6: None) -> None:
    plain = write_pkcs8(make_key("olha-sign"))
    data = write_key6(plain, "Каса №1".encode("cp1251"))
    assert same_keys(open_container(data, Secret("Каса №1")).keys, (make_key("olha-sign"),))


@pytest.mark.parametrize("family", [Family.GOST, Family.KUPYNA])
@pytest.mark.parametrize("codec", ["utf-8", "cp1251"])
def test_our_pk8(family: Family, codec: str) -> None:
    keys, _ = make_person("olha")
    plain = write_pkcs8(keys[0], second=keys[1], dke=None)
    data = write_pbes2(plain, "слово".encode(codec), stream("pk8"), QUICK[family])
    assert same_keys(open_container(data, Secret("слово")).keys, keys)
    with pytest.raises(WrongPasswordError):
        open_container(data, Secret("Слово"))


@pytest.mark.parametrize("passwords", [("store", None), ("сховище", "ключ")])
def test_our_jks(passwords: tuple[str, str | None]) -> None:
    keys, certificates = make_person("olha")
    entry = JksEntry("ключ", write_pkcs8(keys[0], second=keys[1]), tuple(one.raw for one in certificates))
    data = write_jks(entry, passwords[0], stream("jks"), key_password=passwords[1])
    inner = None if passwords[1] is None else Secret(passwords[1])
    found = open_container(data, Secret(passwords[0]), key_password=inner)
    assert same_keys(found.keys, keys) and found.certificates == certificates
    assert found.keys[0].name == "ключ" and found.warnings


@pytest.mark.parametrize("backend", ["python", "found"])
def test_backends_derive_the_same(backend: str) -> None:
    data = our_pfx(Family.KUPYNA, rounds=20)
    use_backend(PurePython() if backend == "python" else None)
    try:
        assert same_keys(open_container(data, Secret("пароль")).keys, make_person("olha")[0])
    finally:
        use_backend(None)


def wrapped(data: bytes, how: str) -> bytes:
    """The same container as people get it: in text, in an archive, behind a token's prefix."""
    if how == "pem":
        return (
            b"-----BEGIN ENCRYPTED PRIVATE KEY-----\n"
            + base64.encodebytes(data)
            + b"-----END ENCRYPTED PRIVATE KEY-----"
        )
    if how == "base64":
        return b"\xef\xbb\xbf" + base64.encodebytes(data)
    if how == "prefix":
        return b"\x51\0\0\0\0\0" + data
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("Ключ/readme.txt", "hello")
        archive.writestr("Ключ/Key-6.dat", data)
        archive.writestr("Ключ/my.cer", make_certificate("olha-sign", serial=3).raw)
    return target.getvalue()


@pytest.mark.parametrize("how", ["pem", "base64", "zip", "prefix"])
def test_wrappings_are_taken_off(how: str) -> None:
    plain = write_pkcs8(make_key("olha-sign"))
    data = wrapped(write_pbes2(plain, b"x", stream("pk8"), QUICK[Family.GOST]), how)
    assert len(describe(data).wrappings) == 1
    found = open_container(data, Secret("x"))
    assert same_keys(found.keys, (make_key("olha-sign"),))
    assert len(found.certificates) == (how == "zip")


def test_a_number_outside_the_curve_is_no_key() -> None:
    with pytest.raises(MalformedError):
        private_key(M257, 0)
    with pytest.raises(MalformedError):
        private_key(M257, M257.n)
    plain = write_pkcs8(make_key("olha-sign"))
    number = make_key("olha-sign").secret.reveal().to_bytes(32, "little")
    with pytest.raises(MalformedError, match="does not fit"):
        open_container(plain.replace(number, b"\xff" * 32), Secret(""))


def test_passwords_never_show() -> None:
    secret = Secret("надтаємне слово")
    with pytest.raises(WrongPasswordError) as caught:
        open_container(our_pfx(Family.GOST), secret)
    assert "надтаємне" not in str(caught.value) and "надтаємне" not in repr(caught.value)
    found = open_container(our_pfx(Family.GOST), Secret("пароль"))
    number = found.keys[0].secret.reveal()
    assert str(number) not in repr(found) and f"{number:x}" not in repr(found)
