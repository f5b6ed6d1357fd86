"""The bundle: what is inside and what never is, the same bytes for the same state, and the state made of it again."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import zipfile
from pathlib import Path
from types import SimpleNamespace

import pytest

from prro_cli.cli.environment import Environment
from prro_cli.crypto.vault import Vault
from prro_cli.errors.bundle import BundleHoldsSecretError, BundleUnreadableError
from prro_cli.support.bundle.archive import MANIFEST, manifest_of, opened, packed
from prro_cli.support.bundle.contents import Part
from prro_cli.support.bundle.scanner import known_secrets, refuse_secrets
from tests.cli.till import till_at
from tests.provoking import provokes
from tests.support.days import a_day

NOW = "2026-11-25T12:00:00+00:00"


@pytest.fixture(scope="module")
def shop(module_prro, tmp_path_factory):
    """One home with a day and a half in it, and the two bundles of it."""
    with till_at(module_prro, "olena") as till:
        a_day(till)
        folder = tmp_path_factory.mktemp("bundles")
        for name, words in (("masked", ()), ("whole", ("--include-documents",))):
            ran = module_prro("bundle", "--output", folder / f"{name}.zip", "--yes", "--no-network", "--json", *words)
            assert ran.code == 0, ran.out
        yield till, folder


def text_of(path: Path) -> str:
    with zipfile.ZipFile(path) as archive:
        return "\n".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())


def test_the_manifest_stands_first_and_tells_of_every_file(shop):
    _, folder = shop
    with zipfile.ZipFile(folder / "masked.zip") as archive:
        names = archive.namelist()
        manifest = json.loads(archive.read(MANIFEST))
        assert names == [MANIFEST, *sorted(row["name"] for row in manifest["files"])]
        for row in manifest["files"]:
            assert hashlib.sha256(archive.read(row["name"])).hexdigest() == row["sha256"]
            assert row["why"]
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert manifest["documents_included"] is False
    assert manifest["truncated"] == []


def test_nothing_personal_is_in_it_unless_documents_are_wished(shop):
    till, folder = shop
    masked, whole = text_of(folder / "masked.zip"), text_of(folder / "whole.zip")
    people = [header.person for header in Vault(till.home / "keys").headers()]
    assert people
    known = ("40000018", "400000126543", "НАВЧАЛЬНА", "Кав'ярня", "М.КИЇВ", "Кава лате", "olena", str(till.home))
    for personal in (*known, *people):
        assert personal not in masked, personal
    assert all(word in whole for word in ("olena", "40000018"))
    with zipfile.ZipFile(folder / "whole.zip") as archive:
        xml = [archive.read(name) for name in archive.namelist() if name.startswith("documents/")]
    assert any("Кава".encode("cp1251") in data for data in xml)
    assert not any(".p7s" in name for name in zipfile.ZipFile(folder / "whole.zip").namelist())


def test_no_password_key_or_seed_is_in_either(shop):
    from prro_cli.journal.store import Journal
    from tests.journal.worlds import TestClock

    till, folder = shop
    password = till.password.read_text().strip()
    places = _places(till.home)
    with Journal.open(places, clock=TestClock(), entropy=os.urandom, read_only=True) as journal:
        secrets = [*journal.opened_secrets(), (till.home / "keys" / "journal.key").read_bytes(), password.encode()]
    assert len(secrets) >= 3
    for name in ("masked", "whole"):
        with zipfile.ZipFile(folder / f"{name}.zip") as archive:
            for entry in archive.namelist():
                data = archive.read(entry)
                assert not any(secret in data for secret in secrets), entry


def _places(home):
    from prro_cli.cli.journal_access import journal_places
    from prro_cli.home.paths import Home

    return journal_places(Home(home))


def test_the_same_state_gives_the_same_bytes(shop, module_prro, tmp_path, monkeypatch):
    from datetime import datetime

    monkeypatch.setattr(Environment, "now", lambda _self: datetime.fromisoformat(NOW))
    monkeypatch.setattr(Environment, "ticks", lambda _self: 1.0)
    room = iter(range(75 << 30, 76 << 30, 111 << 20))  # other programs of the machine write meanwhile
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: SimpleNamespace(free=next(room)))
    digests = set()
    for name in ("a", "b"):
        ran = module_prro("bundle", "-o", tmp_path / name, "--yes", "--no-network", "--json")
        digests.add(ran.data["sha256"])
        assert ran.data["sha256"] == hashlib.sha256((tmp_path / name).read_bytes()).hexdigest()
    assert len(digests) == 1


def test_it_lists_what_is_inside_and_asks(shop, module_prro, tmp_path):
    refused = module_prro("bundle", "--output", tmp_path / "b.zip", "--no-network", "--no-input")
    refused = (
        refused
        if refused.code != 2
        else module_prro("--no-input", "bundle", "--output", tmp_path / "b.zip", "--no-network")
    )
    assert refused.code == 5
    assert "journal/events.jsonl" in refused.err
    assert "Never inside: keys" in refused.err
    assert not (tmp_path / "b.zip").exists()
    (tmp_path / "there.zip").touch()
    assert module_prro("bundle", "-o", tmp_path / "there.zip", "--yes", "--no-network", "--json").code == 61


@provokes("PRRO-E0430")
def test_without_documents_the_state_is_rebuilt_to_look_at(shop, module_prro, tmp_path):
    till, folder = shop
    kept = tmp_path / "kept"
    ran = module_prro("bundle", "replay", folder / "masked.zip", "--keep", kept, "--json")
    assert ran.code == 0, ran.out
    assert (ran.data["findings"], ran.data["rehearsals"], ran.data["events_left_out"]) == ([], [], 0)
    assert 0 < ran.data["events_recomputed"] < ran.data["events"]
    assert ran.envelope["warnings"][0]["id"] == "no-documents"
    assert _seen(module_prro, kept) == _seen(module_prro, till.home)
    verified = module_prro("--home", kept, "journal", "verify", "--json")
    assert (verified.code, verified.data["sound"]) == (0, True)
    assert verified.envelope["warnings"][0]["id"] == "rebuilt-from-a-bundle"
    readers = "stuck list,journal show 1,why 3,undo 2,report x,offline status,report shifts,budget"
    for words in readers.split(","):
        assert module_prro("--home", kept, *words.split(), "--json").code == 0, words
    shown = module_prro("--home", kept, "receipt", "show", "2", "--json")
    assert (shown.code, shown.envelope["error"]["id"]) == (4, "PRRO-E0430")


def _seen(prro, home):
    """What two homes must agree on: numbers, states, sums, shifts."""
    status = prro("--home", home, "status", "--json").data
    documents = prro("--home", home, "journal", "list", "--json").data["documents"]
    rows = [{k: v for k, v in row.items() if k != "cashier"} for row in documents]
    shift = {k: v for k, v in status["shift"].items() if k != "cashier"}
    return rows, shift, status["next_local_number"], status["waiting"], status["mode"]


def test_with_documents_the_operations_are_played_again(shop, module_prro, tmp_path):
    _, folder = shop
    ran = module_prro("bundle", "replay", folder / "whole.zip", "--json")
    assert ran.code == 0, ran.out
    assert ran.data["events_recomputed"] == ran.data["events"]
    (played,) = ran.data["rehearsals"]
    assert (played["differences"], played["stopped"], played["skipped"]) == ([], "", 0)
    assert played["documents"] >= 12
    again = module_prro("bundle", "replay", folder / "whole.zip", "--json")
    assert again.data == ran.data
    assert ran.data["kept"] is None


def test_the_rehearsal_tells_what_came_out_otherwise(shop, tmp_path):
    """A journal that says another sum than its document: the sandbox's count differs."""
    from prro_cli.home.paths import Home
    from prro_cli.support.bundle.rebuild import rebuild

    _, folder = shop
    files = dict(opened(folder / "whole.zip").files)
    lines = files["journal/events.jsonl"].decode().splitlines()
    changed = [line.replace('"total": 5000', '"total": 4900', 1) for line in lines]
    assert changed != lines
    home = _replay_of({**files, "journal/events.jsonl": "\n".join(changed).encode()}, tmp_path)
    rebuilt = rebuild(opened(home), Home(tmp_path / "home"), NOW)
    from prro_cli.journal.verify import verify

    found = {f.check for f in verify(rebuilt.home.journal_path, left_out=rebuilt.left_out).findings}
    assert {"chain", "xml"} <= found


def _replay_of(files, tmp_path, **facts) -> Path:
    parts = [Part(name, "", data) for name, data in files.items() if name != MANIFEST]
    path = tmp_path / "made.zip"
    path.write_bytes(packed(parts, manifest_of(parts, facts)))
    return path


@provokes("PRRO-E0531")
def test_nothing_is_written_in_a_rebuilt_home(shop, module_prro, tmp_path):
    _, folder = shop
    kept = tmp_path / "kept"
    module_prro("bundle", "replay", folder / "masked.zip", "--keep", kept, "--json")
    ran = module_prro("--home", kept, "journal", "rebuild", "--json")
    assert (ran.code, ran.envelope["error"]["id"]) == (5, "PRRO-E0531")
    assert module_prro("bundle", "replay", folder / "masked.zip", "--keep", kept, "--json").code == 61


def test_a_shortened_history_is_told_and_still_rebuilt(shop, tmp_path):
    """For size only the newest events are carried: from the opening of a shift on, and what open things hang on."""
    from prro_cli.home.paths import Home
    from prro_cli.journal.verify import verify
    from prro_cli.support.bundle.rebuild import rebuild

    _, folder = shop
    files = dict(opened(folder / "masked.zip").files)
    lines = files["journal/events.jsonl"].decode().splitlines()
    opening = [n for n, line in enumerate(lines) if '"kind": "shift_open"' in line][-1]
    kept = [line for n, line in enumerate(lines) if n >= opening or '"session.granted"' in line]
    path = _replay_of({**files, "journal/events.jsonl": "\n".join(kept).encode()}, tmp_path)
    rebuilt = rebuild(opened(path), Home(tmp_path / "home"), NOW)
    assert rebuilt.unfit == ()
    assert len(rebuilt.left_out.missing) == len(lines) - len(kept)
    assert verify(rebuilt.home.journal_path, left_out=rebuilt.left_out).findings == ()
    assert verify(rebuilt.home.journal_path).findings != ()


def test_five_megabytes_are_kept_by_leaving_out_the_oldest(shop, monkeypatch, module_prro, tmp_path):
    monkeypatch.setattr("prro_cli.support.bundle.gather.MOST_BYTES", 16_000)
    monkeypatch.setattr("prro_cli.support.bundle.gather._FEWEST_EVENTS", 10)
    ran = module_prro("bundle", "-o", tmp_path / "b.zip", "--yes", "--no-network", "--json")
    assert ran.code == 0
    assert ran.data["truncated"]
    assert ran.data["size"] <= 16_000
    assert module_prro("bundle", "replay", tmp_path / "b.zip", "--json").code in (0, 6)


# --- the second net


@provokes("PRRO-E0530")
def test_a_report_with_a_secret_stops_the_bundle(shop, module_prro, tmp_path, monkeypatch):
    till, _ = shop
    (till.home / "log").mkdir(exist_ok=True)
    report = till.home / "log" / "bug-x.txt"
    monkeypatch.setenv("PRRO_SMTP_PASSWORD", "пароль-пошти-77")
    for secret in (
        "пароль-пошти-77",
        "-----BEGIN PRIVATE KEY-----",
        (till.home / "keys" / "journal.key").read_bytes().hex(),
    ):
        report.write_text(f"Traceback …\n  value {secret!r}\n")
        ran = module_prro("bundle", "-o", tmp_path / "b.zip", "--yes", "--no-network", "--json")
        assert (ran.code, ran.envelope["error"]["id"]) == (5, "PRRO-E0530")
        assert "log/bug-x.txt" in ran.envelope["error"]["cause"]
        assert secret not in ran.out + ran.err
        assert not (tmp_path / "b.zip").exists()
    report.unlink()


@pytest.mark.parametrize(
    "data",
    [
        b"\x30\x82\x01\x00\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x05\x0d rest",
        b"\xfe\xed\xfe\xed\x00\x00\x00\x02",
        b'"MIIBpDBOBgkqhkiG9w0BBQ0wQTApBgkqhkiG9w0BBQwwHAQIAAAAAAAAAAACAggAMAwGCCqGSIb3DQIJBQAwFAYIKoZIhvcNAwcE"',
        b"the password is hunter2hunter2 indeed",
        b"pin 4711.",
        b"hunter2hunter2".hex().encode(),
    ],
)
def test_the_scanner_knows_keys_by_their_form_and_secrets_by_heart(data, tmp_path):
    secrets = known_secrets({"X_TOKEN": "hunter2hunter2"}, tmp_path, [b"4711"], [])
    with pytest.raises(BundleHoldsSecretError) as refused:
        refuse_secrets([Part("a.txt", "", b"nothing"), Part("b.txt", "", data)], secrets)
    assert "b.txt" in str(refused.value.cause)
    assert "hunter2" not in refused.value.cause


def test_what_only_looks_like_a_secret_passes(tmp_path):
    secrets = known_secrets({"PRRO_SECRETS_KEYRING": "true", "A_TOKEN": "abc"}, tmp_path, [b"4711"], ["7"])
    refuse_secrets([Part("a.json", "", b'{"x": true, "number": 147110, "abc": 7}')], secrets)


# --- a bundle somebody sent


def _zip(path: Path, entries: list[tuple[str, bytes]]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries:
            archive.writestr(name, data)
    return path


EMPTY = json.dumps({"format": "prro.bundle/1", "files": []}).encode()
HOSTILE: dict[str, list[tuple[str, bytes]]] = {
    "climbs out": [(MANIFEST, EMPTY), ("../evil", b"x")],
    "absolute": [(MANIFEST, EMPTY), ("/etc/passwd", b"x")],
    "backslash": [(MANIFEST, EMPTY), ("a\\b", b"x")],
    "hidden": [(MANIFEST, EMPTY), (".ssh/x", b"x")],
    "not first": [("a", b"x"), (MANIFEST, EMPTY)],
    "not in the manifest": [(MANIFEST, EMPTY), ("a", b"x")],
    "no JSON": [(MANIFEST, b"{")],
    "deep JSON": [(MANIFEST, b"[" * 100_000)],
    "no list": [(MANIFEST, b"[]")],
    "another format": [(MANIFEST, b'{"format": "prro.bundle/9", "files": []}')],
    "missing": [(MANIFEST, b'{"format": "prro.bundle/1", "files": [{"name": "a", "sha256": "b"}]}')],
    "a bomb": [(MANIFEST, EMPTY), ("bomb", bytes(60_000_000))],
    "a great manifest": [(MANIFEST, b" " * 3_000_000)],
}


@provokes("PRRO-E0335")
@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_before_anything_is_unpacked(name, prro, tmp_path):
    path = _zip(tmp_path / "b.zip", HOSTILE[name])
    ran = prro("bundle", "replay", path, "--keep", tmp_path / "kept", "--json")
    assert (ran.code, ran.envelope["error"]["id"]) == (3, "PRRO-E0335"), ran.out
    assert not (tmp_path / "kept").exists()
    assert sorted(file.name for file in tmp_path.iterdir()) == ["b.zip"]


def test_every_damaged_byte_is_refused_or_harmless(shop, tmp_path):
    import random

    _, folder = shop
    data = (folder / "masked.zip").read_bytes()
    path = tmp_path / "b.zip"
    chosen = random.Random(6)
    refused = 0
    for _ in range(150):
        place = chosen.randrange(len(data))
        path.write_bytes(data[:place] + bytes([data[place] ^ (1 << chosen.randrange(8))]) + data[place + 1 :])
        try:
            opened(path)
        except BundleUnreadableError:
            refused += 1
    assert refused > 100


@pytest.mark.parametrize(
    "line",
    [b"{}", b"[]", b'{"id": true}', b'{"id": 1, "desk": "../x", "seq": 1, "at": "", "kind": "note", "document": null,'
     b' "payload": {}, "prev_hash": "00", "hash": "00"}', b'{"id": 1, "desk": "a", "seq": -1}'],
)  # fmt: skip
def test_events_of_an_odd_kind_do_no_harm(line, prro, tmp_path):
    path = _replay_of({"journal/events.jsonl": line}, tmp_path)
    ran = prro("bundle", "replay", path, "--json")
    assert ran.code in (0, 3, 6), ran.out
    assert "Traceback" not in ran.out + ran.err


def test_a_home_without_a_journal_and_one_with_a_damaged_one(prro, tmp_path):
    """Somebody who needs help first of all has something broken."""
    home = Path(os.environ["PRRO_HOME"])
    home.mkdir(mode=0o700, parents=True)
    assert prro("bundle", "-o", tmp_path / "a.zip", "--yes", "--no-network", "--json").code == 0
    assert prro("bundle", "replay", tmp_path / "a.zip", "--json").code == 0
    (home / "journal.db").write_bytes(b"SQLite format 3\0" + bytes(4000))
    (home / "journal.db").chmod(0o600)
    ran = prro("bundle", "-o", tmp_path / "b.zip", "--yes", "--no-network", "--json")
    assert ran.code == 0, ran.out
    assert not any(file["name"].startswith("journal/events") for file in ran.data["files"])
