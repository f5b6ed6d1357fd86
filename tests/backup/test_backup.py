"""Backups through the command line: made, listed, verified, damaged, restored; what is never inside."""

from __future__ import annotations

import gzip
import io
import json
import shlex
import sys
import tarfile
import zlib

import pytest

from tests.backup.conftest import call, made
from tests.cli.till import REGISTER
from tests.provoking import provokes


def test_a_plain_backup_is_a_tar_without_a_single_private_key(shop, tmp_path):
    till, _, _ = shop
    backup = made(till, "--to", tmp_path / "usb")
    file = tmp_path / "usb" / backup["name"]
    assert file.stat().st_mode & 0o077 == 0
    with tarfile.open(file) as tar:
        names = tar.getnames()
        held = b"".join(tar.extractfile(one).read() for one in tar if one.isreg())  # type: ignore[union-attr]
    assert names[0] == "manifest.json"
    assert {"journal.db", "config.toml"} <= set(names)
    assert any(name.startswith("certificates/sandbox-olena-") for name in names)
    assert "journal.key" not in names
    assert not any("prrokey" in name for name in names)
    for secret in [
        till.password.read_bytes().strip(),
        *(p.read_bytes() for p in (till.home / "keys").glob("*.prrokey")),
    ]:
        assert secret not in held
    assert (till.home / "keys" / "journal.key").read_bytes() not in held


def test_list_shows_newest_first_with_numbers(shop, tmp_path):
    till, _, passphrase = shop
    first = made(till, "--to", tmp_path)
    second = made(till, "--to", tmp_path, "--passphrase-file", passphrase)
    listed = till.prro("backup", "list", "--from", tmp_path, "--json").data["backups"]
    assert [one["name"] for one in listed] == [second["name"], first["name"]]
    assert [one["encryption"] for one in listed] == ["passphrase", "none"]
    assert listed[0]["desks"][0]["next_local_number"] == 3
    assert listed[0]["sha256"] == second["sha256"]


@provokes("PRRO-E5090")
def test_verify_says_good_and_not_opened_and_old(shop, tmp_path):
    till, _, passphrase = shop
    made(till, "--to", tmp_path, "--passphrase-file", passphrase)
    good = till.prro(
        "backup", "verify", "--from", tmp_path, "--passphrase-file", passphrase, "--full", "--max-age", 1, "--json"
    )
    assert good.code == 0, good.out
    assert good.data["content_checked"] and good.data["continues"] is True
    assert {"bytes", "members", "chain"} <= set(good.data["checks"])
    closed = till.prro("backup", "verify", "--from", tmp_path, "--json")
    assert (closed.code, closed.data["content_checked"]) == (6, False)
    wrong = tmp_path / "wrong"
    wrong.write_text("not it\n")
    wrong.chmod(0o600)
    refused = till.prro("backup", "verify", "--from", tmp_path, "--passphrase-file", wrong, "--json")
    assert (refused.code, refused.envelope["error"]["id"]) == (50, "PRRO-E5090")


@provokes("PRRO-E0292")
def test_a_recipient_closes_it_and_only_the_identity_opens(shop, tmp_path):
    till, _, _ = shop
    key = till.prro("backup", "keygen", "--output", tmp_path / "identity", "--json").data
    assert till.prro("backup", "keygen", "--output", till.home / "identity").code == 2
    backup = made(till, "--to", tmp_path, "--recipient", key["recipient"])
    assert backup["encryption"] == "recipient"
    opened = till.prro("backup", "verify", "--from", tmp_path, "--identity", tmp_path / "identity", "--json")
    assert opened.code == 0, opened.out
    till.prro("backup", "keygen", "--output", tmp_path / "other")
    refused = till.prro("backup", "verify", "--from", tmp_path, "--identity", tmp_path / "other", "--json")
    assert refused.code == 50
    mistyped = key["recipient"][:-1] + ("a" if key["recipient"][-1] != "a" else "b")
    assert till.prro("backup", "create", "--recipient", mistyped, "--json").envelope["error"]["id"] == "PRRO-E0292"


@provokes("PRRO-E6090")
def test_every_flipped_or_missing_byte_is_noticed(shop, tmp_path):
    """Plain and sealed: hash of the file, then (the note gone) the members and chunks themselves."""
    till, _, passphrase = shop
    for words in ((), ("--passphrase-file", passphrase)):
        place = tmp_path / str(len(words))
        backup = made(till, "--to", place, *words)
        file, note = place / backup["name"], place / f"{backup['name']}.json"
        whole = file.read_bytes()
        verify = ("backup", "verify", "--from", place, *words, "--json")
        for spoilt in (flipped(whole, len(whole) // 2), whole[:-40]):
            file.write_bytes(spoilt)
            assert till.prro(*verify).code == 60
        kept = note.read_bytes()
        note.unlink()
        places = [0, 1, 60, 100, len(whole) // 3, len(whole) // 2, len(whole) - 20, len(whole) - 1]
        for spoilt in [flipped(whole, n) for n in places] + [whole[:-1], whole[:200], b""]:
            file.write_bytes(spoilt)
            ran = till.prro(*verify)
            assert ran.code in (50, 60) or same_content(spoilt, whole), (len(spoilt), ran.out)
            assert "Traceback" not in ran.out + ran.err
        file.write_bytes(whole)
        note.write_bytes(kept)
        assert till.prro(*verify).code == 0


def same_content(spoilt: bytes, whole: bytes) -> bool:
    """Of a plain backup: a run of zeros can be packed in more than one way, and such a flip changes nothing."""
    try:
        return gzip.decompress(spoilt) == gzip.decompress(whole)
    except (OSError, EOFError, zlib.error):
        return False


def flipped(data: bytes, place: int) -> bytes:
    return data[:place] + bytes([data[place] ^ 0x10]) + data[place + 1 :]


@pytest.mark.parametrize("name", ["../evil", "/etc/evil", "keys/evil.prrokey", "journal.db-wal"])
def test_a_forged_archive_writes_nothing_outside(shop, tmp_path, name):
    till, _, _ = shop
    members = [{"name": "journal.db", "size": 0, "sha256": "0" * 64}, {"name": name, "size": 4, "sha256": "0" * 64}]
    manifest = {"format": "prro-backup/1", "created": "2026-11-25T10:00:00+02:00", "desks": [], "members": members}
    raw = io.BytesIO()
    with gzip.GzipFile(fileobj=raw, mode="wb") as packed, tarfile.open(fileobj=packed, mode="w|") as tar:
        for member, data in (("manifest.json", json.dumps(manifest).encode()), (name, b"evil")):
            info = tarfile.TarInfo(member)
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
    (tmp_path / "forged.tar.gz").write_bytes(raw.getvalue())
    ran = till.prro("backup", "restore", tmp_path / "forged.tar.gz", "--drill", "--json")
    assert (ran.code, ran.envelope["error"]["id"]) == (60, "PRRO-E6090")
    assert not list(tmp_path.parent.rglob("*evil*"))


@provokes("PRRO-E0590", "PRRO-E0591")
def test_restore_asks_for_the_number_and_an_empty_home(shop, tmp_path):
    till, _, _ = shop
    backup = made(till, "--to", tmp_path)
    target = tmp_path / "new"
    file = tmp_path / backup["name"]
    unsaid = call("backup", "restore", file, "--yes", "--json", home=target)
    assert (unsaid.code, unsaid.envelope["error"]["id"]) == (5, "PRRO-E0590")
    assert unsaid.envelope["error"]["next"][0] == f"repeat the command with --confirm {REGISTER}"
    wrong = call("backup", "restore", file, "--confirm", "1", "--json", home=target)
    assert wrong.code == 5
    assert not target.exists()
    for named in ([file], [backup["name"], "--from", tmp_path]):
        full = call("backup", "restore", *named, "--confirm", REGISTER, "--json", home=till.home)
        assert (full.code, full.envelope["error"]["id"]) == (5, "PRRO-E0591")
        step = shlex.split(full.envelope["error"]["next"][0].replace("NUMBER", str(REGISTER)))
        assert call(*step[1:], "--drill", home=till.home).code == 0, "the step works as typed"
    assert not list(tmp_path.glob(".new.*"))


def test_a_drill_touches_nothing(shop, tmp_path):
    till, _, passphrase = shop
    made(till, "--to", tmp_path, "--passphrase-file", passphrase)
    before = sorted(str(p) for p in till.home.rglob("*"))
    drill = till.prro(
        "backup", "restore", "newest", "--from", tmp_path, "--passphrase-file", passphrase, "--drill", "--json"
    )
    assert drill.code == 0, drill.out
    assert drill.data["drill"] is True
    assert any("private key sandbox-olena" in line for line in drill.data["restored"]["lost"])
    assert sorted(str(p) for p in till.home.rglob("*")) == before


@provokes("PRRO-E0592")
def test_away_only_sealed_and_exec_gets_the_stream(shop, tmp_path):
    till, _, passphrase = shop
    script = tmp_path / "take.py"
    script.write_text("import sys, pathlib\npathlib.Path(sys.argv[1]).write_bytes(sys.stdin.buffer.read())\n")
    place = f"exec:{sys.executable} {script} {tmp_path}/{{name}}"
    plain = till.prro("backup", "create", "--to", place, "--json")
    assert (plain.code, plain.envelope["error"]["id"]) == (5, "PRRO-E0592")
    backup = made(till, "--to", place, "--passphrase-file", passphrase)
    drill = till.prro(
        "backup", "restore", tmp_path / backup["name"], "--passphrase-file", passphrase, "--drill", "--json"
    )
    assert drill.code == 0, drill.out
    failing = till.prro("backup", "create", "--to", "exec:false", "--passphrase-file", passphrase, "--json")
    assert (failing.code, failing.envelope["error"]["id"]) == (61, "PRRO-E6190")
    assert not list((till.home / "backups").glob("*.part"))


def test_text_forms(shop, tmp_path):
    till, _, _ = shop
    ran = till.prro("backup", "create", "--to", tmp_path)
    assert "made, read back and in place" in ran.out and "backup-not-encrypted" in ran.err
    assert "cafe 3" in till.prro("backup", "list", "--from", tmp_path).out
    assert "is good" in till.prro("backup", "verify", "--from", tmp_path).out
    assert "Not recovered" in till.prro("backup", "restore", "newest", "--from", tmp_path, "--drill").out
    assert "prro config set backup.recipient" in till.prro("backup", "keygen", "--output", tmp_path / "id").out
