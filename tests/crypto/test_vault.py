"""The vault: round trips, modes, atomic replacement, changed files, wrong passwords, no secret in sight."""

from __future__ import annotations

import json
import os
import pickle
import re
import stat
import sys
from pathlib import Path

import pytest

from prro_cli.crypto.curves import M257
from prro_cli.crypto.errors import (
    CryptoError,
    LimitError,
    MalformedError,
    UnsupportedError,
    VaultEntryError,
    VaultModeError,
    WrongPasswordError,
)
from prro_cli.crypto.keys import Scalar
from prro_cli.crypto.pairing import signing_pair, vault_header
from prro_cli.crypto.secret import Secret
from prro_cli.crypto.vault import Vault
from prro_cli.crypto.vault_format import ScryptCost, VaultHeader, read_file
from tests.crypto.throwaway import NOW, make_key, make_person, stream

CHEAP = ScryptCost(n=1 << 10)
PASSWORD = "правильний пароль"
posix = pytest.mark.skipif(os.name != "posix", reason="modes are a matter of POSIX")


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return Vault(tmp_path / "keys", cost=CHEAP)


def header(name: str = "каса-1") -> VaultHeader:
    keys, certificates = make_person("olha")
    return vault_header(name, keys, certificates, source="Key-6.dat")


def add(vault: Vault, name: str = "каса-1", password: str = PASSWORD, *, replace: bool = False) -> Path:
    return vault.add(header(name), make_person("olha")[0], Secret(password), replace=replace)


def test_round_trip(vault: Vault) -> None:
    keys, certificates = make_person("olha")
    add(vault)
    opened = vault.open("каса-1", Secret(PASSWORD))
    assert [(k.curve, k.secret.reveal(), k.key_id, k.name) for k in opened.keys] == [
        (k.curve, k.secret.reveal(), k.key_id, k.name) for k in keys
    ]
    assert opened.certificates == certificates
    assert opened.header == header()
    assert signing_pair(opened.keys, opened.certificates, NOW).key.curve is M257


def test_header_is_readable_without_password(vault: Vault) -> None:
    add(vault)
    add(vault, "seal.2")
    assert vault.names() == ("seal.2", "каса-1")
    assert vault.headers()[1] == header()
    assert vault.header("каса-1").tax_number == "1234567890"


def test_empty_vault(tmp_path: Path) -> None:
    vault = Vault(tmp_path / "nothing")
    assert vault.names() == ()
    with pytest.raises(VaultEntryError, match="no key named"):
        vault.open("x", Secret("x"))
    assert not vault.directory.exists(), "looking creates nothing"


def test_secret_does_not_show(vault: Vault) -> None:
    data = add(vault).read_bytes()
    opened = vault.open("каса-1", Secret(PASSWORD))
    number = opened.keys[0].secret.reveal()
    for text in (data.decode(), repr(opened), repr(opened.keys), str(opened.keys[0].secret)):
        assert f"{number:x}" not in text and str(number) not in text and PASSWORD not in text
    with pytest.raises(TypeError):
        pickle.dumps(opened.keys[0])
    opened.drop()
    with pytest.raises(CryptoError, match="dropped"):
        opened.keys[0].secret.reveal()
    assert repr(Scalar(5)) == "***"


@pytest.mark.parametrize("password", ["", "правильний парол", PASSWORD + " ", PASSWORD.upper()])
def test_wrong_password(vault: Vault, password: str) -> None:
    add(vault)
    with pytest.raises(WrongPasswordError):
        vault.open("каса-1", Secret(password))


def test_password_change(vault: Vault) -> None:
    path = add(vault)
    before = path.read_bytes()
    with pytest.raises(WrongPasswordError):
        vault.change_password("каса-1", Secret("no"), Secret("new"))
    assert path.read_bytes() == before
    vault.change_password("каса-1", Secret(PASSWORD), Secret("new"))
    assert vault.open("каса-1", Secret("new")).keys[0].secret.reveal() == make_key("olha-sign").secret.reveal()
    with pytest.raises(WrongPasswordError):
        vault.open("каса-1", Secret(PASSWORD))


def test_same_name_is_replaced_only_on_demand(vault: Vault) -> None:
    path = add(vault)
    before = path.read_bytes()
    with pytest.raises(VaultEntryError, match="already"):
        add(vault, password="other")
    assert path.read_bytes() == before
    add(vault, password="other", replace=True)
    assert vault.open("каса-1", Secret("other")).keys


def test_remove(vault: Vault) -> None:
    path = add(vault)
    assert vault.remove("каса-1") == path
    assert not path.exists() and list(vault.directory.iterdir()) == []
    with pytest.raises(VaultEntryError):
        vault.remove("каса-1")


@pytest.mark.parametrize("name", ["", "../x", "a/b", ".hidden", "a\0b", "x" * 65, "a b", "a\nb"])
def test_names_that_are_no_file_names(vault: Vault, name: str) -> None:
    with pytest.raises(VaultEntryError):
        vault.path(name)


@posix
def test_modes_are_made_and_checked(vault: Vault) -> None:
    path = add(vault)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(vault.directory.stat().st_mode) == 0o700
    for mode in (0o640, 0o604, 0o660, 0o644):
        path.chmod(mode)
        with pytest.raises(VaultModeError, match=r"chmod 600"):
            vault.open("каса-1", Secret(PASSWORD))
    path.chmod(0o600)
    vault.directory.chmod(0o750)
    for look in (vault.names, vault.headers, lambda: vault.remove("каса-1")):
        with pytest.raises(VaultModeError, match=r"chmod 700"):
            look()
    vault.directory.chmod(0o700)
    assert vault.names() == ("каса-1",)


@posix
def test_links_and_pipes_are_refused(vault: Vault) -> None:
    path = add(vault)
    elsewhere = vault.directory.parent / "elsewhere"
    path.rename(elsewhere)
    path.symlink_to(elsewhere)
    with pytest.raises(VaultModeError):
        vault.open("каса-1", Secret(PASSWORD))
    path.unlink()
    os.mkfifo(path, 0o600)
    with pytest.raises(VaultModeError, match="plain file"):
        vault.open("каса-1", Secret(PASSWORD))


def test_a_failed_write_leaves_the_old_file(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    path = add(vault)
    before = path.read_bytes()

    def full_disk(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full_disk)
    with pytest.raises(OSError, match="space"):
        add(vault, password="other", replace=True)
    assert path.read_bytes() == before
    assert list(vault.directory.iterdir()) == [path], "no half-written file stays"


def test_every_changed_byte_is_noticed(vault: Vault) -> None:
    path = add(vault)
    data = path.read_bytes()
    for position in range(0, len(data), 37):
        path.write_bytes(data[:position] + bytes([data[position] ^ 1]) + data[position + 1 :])
        with pytest.raises(CryptoError):
            vault.open("каса-1", Secret(PASSWORD))


def test_header_is_bound_to_the_secret(vault: Vault) -> None:
    path = add(vault)
    path.write_bytes(path.read_bytes().replace(b"1234567890", b"1234567891"))
    assert vault.header("каса-1").tax_number == "1234567891"
    with pytest.raises(MalformedError, match="changed"):
        vault.open("каса-1", Secret(PASSWORD))


def test_file_under_another_name(vault: Vault) -> None:
    path = add(vault)
    path.rename(vault.path("other"))
    with pytest.raises(VaultEntryError, match="belongs to"):
        vault.open("other", Secret(PASSWORD))


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"n": 1 << 24}, LimitError),
        ({"n": 1 << 60}, LimitError),
        ({"p": 10**9}, MalformedError),
        ({"r": 0}, MalformedError),
        ({"n": 1000}, MalformedError),
        ({"n": "1024"}, MalformedError),
        ({"n": True}, MalformedError),
        ({"n": 1 << 17, "r": 8, "p": 4}, LimitError),
    ],
)
def test_hostile_cost_is_refused_unpaid(vault: Vault, change: dict[str, object], error: type[CryptoError]) -> None:
    path = add(vault)
    first, line, rest = path.read_bytes().split(b"\n", 2)
    public = json.loads(line)
    public["kdf"].update(change)
    path.write_bytes(b"\n".join([first, json.dumps(public).encode(), rest]))
    with pytest.raises(error):
        vault.open("каса-1", Secret(PASSWORD))


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"", MalformedError),
        (b"prro-vault 1\n", MalformedError),
        (b"prro-vault 2\n{}\n\n", UnsupportedError),
        (b"prro-vault 1\n[]\nAA==\n", MalformedError),
        (b"prro-vault 1\n" + b"[" * 5000 + b"\nAA==\n", MalformedError),
        (b"x" * (2 << 20), LimitError),
    ],
)
def test_no_vault_file(data: bytes, error: type[CryptoError]) -> None:
    with pytest.raises(error):
        read_file(data)


def test_random_source_is_an_argument(tmp_path: Path) -> None:
    files = []
    for folder in ("a", "b"):
        vault = Vault(tmp_path / folder, cost=CHEAP, random_bytes=stream("vault"))
        files.append(add(vault).read_bytes())
    assert files[0] == files[1]


def test_cryptography_is_imported_late() -> None:
    code = (
        "import sys, prro_cli.crypto.vault, prro_cli.crypto.containers, prro_cli.crypto.transport;"
        "sys.exit('cryptography' in sys.modules)"
    )
    assert os.spawnv(os.P_WAIT, sys.executable, [sys.executable, "-c", code]) == 0


def test_a_broken_file_is_named(vault: Vault) -> None:
    add(vault)
    for content, error in ((b"cut", MalformedError), (b"x" * (2 << 20), LimitError)):
        path = vault.path("cut")
        path.write_bytes(content)
        path.chmod(0o600)
        with pytest.raises(error, match=re.escape(str(path))):
            vault.headers()


@pytest.mark.skipif(os.name != "posix", reason="only POSIX systems sync directories")
def test_file_and_directory_reach_the_disk_in_this_order(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    steps: list[str] = []
    sync, replace = os.fsync, Path.replace

    def recorded_sync(descriptor: int) -> None:
        steps.append("directory" if stat.S_ISDIR(os.fstat(descriptor).st_mode) else "file")
        sync(descriptor)

    def recorded_replace(path: Path, target: Path) -> Path:
        steps.append("replace")
        return replace(path, target)

    monkeypatch.setattr(os, "fsync", recorded_sync)
    monkeypatch.setattr(Path, "replace", recorded_replace)
    add(vault)
    vault.remove("каса-1")
    assert steps == ["file", "replace", "directory", "directory"]
