"""Places far away: S3 with verified signatures, WebDAV, what they refuse, and the rule which backups stay."""

from __future__ import annotations

import socket
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from prro_cli.backup.destinations import Directory
from prro_cli.backup.names import NOTE, Kept, file_name, kept, read_keep, to_go
from prro_cli.backup.s3 import EMPTY, sign
from prro_cli.crypto.secret import Secret
from prro_cli.journal.locks import acquire
from tests.backup.conftest import made
from tests.backup.places import BUCKET, KEY_ID, PASSWORD, REGION, S3, SECRET, USER, Dav, served
from tests.provoking import provokes


def login_file(folder: Path, line: str) -> Path:
    path = folder / "login"
    path.write_text(line + "\n", encoding="utf-8")
    path.chmod(0o600)
    return path


@pytest.mark.parametrize(
    ("query", "signature"),
    [
        ("lifecycle=", "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543"),
        ("max-keys=2&prefix=J", "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7"),
    ],
)
def test_the_examples_of_the_aws_reference(query, signature):
    login = ("AKIAIOSFODNN7EXAMPLE", Secret("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"))
    day = datetime(2013, 5, 24, tzinfo=UTC)
    headers = sign("GET", "examplebucket.s3.amazonaws.com", "/", query, EMPTY, login, "us-east-1", day)
    assert headers["Authorization"].endswith(f"Signature={signature}")


def test_s3_takes_gives_lists_and_lets_go(shop, tmp_path):
    till, _, passphrase = shop
    login = login_file(tmp_path, f"{KEY_ID}:{SECRET}")
    with served(S3) as server:
        place = f"s3:http://127.0.0.1:{server.port}/{BUCKET}/shop one?region={REGION}".replace(" ", "%20")
        common = ("--login-file", login)
        server.store["shop one/somebody-else.txt"] = b"not ours"
        other = "shop one/prro-00000000-20200101T000000Z.tar.gz.sealed"
        server.store[other] = b"another machine's"
        old = "shop one/" + file_name("ffffffff", datetime(2020, 1, 1, tzinfo=UTC), sealed=True)
        server.store[old] = b"another machine's"
        backup = made(till, "--to", place, "--passphrase-file", passphrase, *common)
        own = "shop one/" + file_name(backup["name"].split("-")[1], datetime(2020, 1, 1, tzinfo=UTC), sealed=True)
        server.store[own] = b"ours and old"
        listed = till.prro("backup", "list", "--from", place, *common, "--json").data["backups"]
        assert backup["name"] == listed[0]["name"] and listed[0]["sha256"] == backup["sha256"]
        drill = till.prro(
            "backup",
            "restore",
            "newest",
            "--from",
            place,
            "--passphrase-file",
            passphrase,
            *common,
            "--drill",
            "--json",
        )
        assert drill.code == 0, drill.out
        server.store["shop one/" + backup["name"]] = server.store["shop one/" + backup["name"]][:-1]
        spoilt = till.prro("backup", "verify", backup["name"], "--from", place, *common, "--json")
        assert spoilt.code == 60
        time_later = made(till, "--to", place, "--passphrase-file", passphrase, *common, "--keep", "daily=1")
        assert own.removeprefix("shop one/") in time_later["removed"]
        assert {old, other, "shop one/somebody-else.txt"} <= set(server.store)
        assert own not in server.store


@provokes("PRRO-E6190", "PRRO-E0490")
def test_s3_refuses_a_wrong_secret_and_a_full_bucket(shop, tmp_path):
    till, _, passphrase = shop
    with served(S3) as server:
        place = f"s3:http://127.0.0.1:{server.port}/{BUCKET}?region={REGION}"
        create = ("backup", "create", "--to", place, "--passphrase-file", passphrase, "--json", "--login-file")
        wrong = till.prro(*create, login_file(tmp_path, f"{KEY_ID}:other"))
        assert (wrong.code, wrong.envelope["error"]["id"]) == (61, "PRRO-E6190")
        assert "SignatureDoesNotMatch" in wrong.envelope["error"]["cause"]
        assert SECRET not in wrong.out + wrong.err
        server.fail = "QuotaExceeded"
        full = till.prro(*create, login_file(tmp_path, f"{KEY_ID}:{SECRET}"))
        assert "QuotaExceeded" in full.envelope["error"]["cause"]
        assert server.store == {}
        empty = till.prro("backup", "verify", "--from", place, "--login-file", tmp_path / "login", "--json")
        assert (empty.code, empty.envelope["error"]["id"]) == (4, "PRRO-E0490")


def test_webdav_parts_lengths_and_moves(shop, tmp_path):
    till, _, passphrase = shop
    login = ("--login-file", login_file(tmp_path, f"{USER}:{PASSWORD}"))
    with served(Dav) as server:
        place = f"http://127.0.0.1:{server.port}/dav/till"
        backup = made(till, "--to", place, "--passphrase-file", passphrase, *login)
        assert set(server.store) == {backup["name"], backup["name"] + NOTE}
        verify = ("backup", "verify", "--from", place, "--passphrase-file", passphrase, *login, "--json")
        assert till.prro(*verify).code == 0
        server.fail = "short"
        short = till.prro("backup", "create", "--to", place, "--passphrase-file", passphrase, *login, "--json")
        assert short.code == 61
        assert set(server.store) == {backup["name"], backup["name"] + NOTE}
        server.fail = ""
        nobody = till.prro("backup", "list", "--from", place, "--json")
        assert (nobody.code, "401" in nobody.envelope["error"]["cause"]) == (61, True)


@provokes("PRRO-E1090", "PRRO-E0290", "PRRO-E0291")
def test_places_that_are_none(shop, tmp_path):
    till, _, passphrase = shop
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        port = deaf.getsockname()[1]
        ran = till.prro("backup", "list", "--from", f"http://127.0.0.1:{port}/dav", "--json")
        assert (ran.code, ran.envelope["error"]["id"]) == (10, "PRRO-E1090")
    for place in ("ftp://x/y", "s3:nonsense", "exec:", "http://u:p@127.0.0.1/x", "exec:'"):
        ran = till.prro("backup", "create", "--to", place, "--passphrase-file", passphrase, "--json")
        assert (ran.code, ran.envelope["error"]["id"]) == (2, "PRRO-E0290"), place
        assert "u:p" not in ran.out
    assert till.prro("backup", "list", "--from", "exec:cat", "--json").code == 2
    for rule in ("hourly=3", "daily", "daily=0", "daily=1,daily=2", "daily=-1"):
        ran = till.prro("backup", "create", "--to", tmp_path, "--keep", rule, "--json")
        assert (ran.code, ran.envelope["error"]["id"]) == (2, "PRRO-E0291"), rule


@provokes("PRRO-E1190")
def test_one_backup_at_a_time(shop, tmp_path):
    from prro_cli.cli.environment import Environment
    from prro_cli.cli.journal_access import JournalClock

    till, _, _ = shop
    clock = JournalClock(Environment.real())
    with acquire(till.home / "backups", "backup-create", command="test", wait_seconds=0, clock=clock):
        ran = till.prro("backup", "create", "--to", tmp_path, "--json")
    assert (ran.code, ran.envelope["error"]["id"]) == (11, "PRRO-E1190")


def test_the_rule_keeps_days_weeks_and_months():
    """Two backups a day for 400 days."""
    start = datetime(2025, 1, 1, 8, tzinfo=UTC)
    moments = [start + timedelta(days=d, hours=h) for d in range(400) for h in (0, 10)]
    found = [one for m in moments if (one := kept(file_name("0a0a0a0a", m, sealed=False), 1, None))]
    going = to_go(found, read_keep("daily=7,weekly=4,monthly=12"), "0a0a0a0a")
    staying = {one.created for one in found} - {one.created for one in going}
    assert max(moments) in staying
    days = {m.date() for m in staying}
    assert {(start + timedelta(days=399 - n)).date() for n in range(7)} <= days
    assert 16 <= len(staying) <= 7 + 4 + 12
    assert len({(m.year, m.month) for m in staying}) >= 12
    assert to_go(found, read_keep("daily=1"), "ffffffff") == []
    alone: list[Kept] = found[:1]
    assert to_go(alone, {"daily": 0}, "0a0a0a0a") == []


def test_nothing_foreign_is_removed_from_a_directory(shop, tmp_path):
    till, _, _ = shop
    (tmp_path / "photos.tar.gz").write_bytes(b"mine")
    (tmp_path / "prro-00000000-20200101T000000Z.tar.gz").write_bytes(b"another journal's")
    made(till, "--to", tmp_path)
    last = made(till, "--to", tmp_path, "--keep", "monthly=1")
    assert len(last["removed"]) == 1
    left = {one.name for one in Directory(tmp_path).found()}
    assert left == {last["name"], "prro-00000000-20200101T000000Z.tar.gz"}
    assert (tmp_path / "photos.tar.gz").exists()
