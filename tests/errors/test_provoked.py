"""Errors that no other test meets, each provoked through the real command line, or the engine before the sandbox."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import sys
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from prro_cli.cli.environment import Environment
from prro_cli.documents.reader import read_document
from prro_cli.documents.xmltree import MAX_BYTES
from prro_cli.engine import shift as shifts
from prro_cli.engine.order import load_order, parse_order
from prro_cli.engine.receipt import reckon
from prro_cli.errors.base import PrroError
from prro_cli.journal.store import Journal
from tests.cli.keyfiles import add_words, key_folder
from tests.cli.till import till_at
from tests.engine.baskets import DAY, TAXES, desk
from tests.engine.offline.plans import DESK
from tests.engine.offline.shop import new_post, shop
from tests.provoking import printed, provokes

ROOT = Path(__file__).resolve().parents[2]
COFFEE = {"name": "Кава", "price": "45.00", "tax": "А"}


# --- documents and orders


@provokes("PRRO-E0311")
def test_a_document_beyond_every_size():
    with pytest.raises(PrroError):
        read_document(b"<CHECK>" + b" " * MAX_BYTES)


@provokes("PRRO-E0312")
def test_xml_that_no_document_needs(prro, tmp_path):
    (tmp_path / "a.xml").write_bytes(b'<?xml version="1.0"?><!DOCTYPE CHECK [<!ENTITY a "b">]><CHECK>&a;</CHECK>')
    assert prro("document", "show", tmp_path / "a.xml", "--json").code == 3


@provokes("PRRO-E0342")
def test_an_order_that_is_no_json():
    with pytest.raises(PrroError):
        load_order("{")


ORDERS = {
    "PRRO-E0344": {"items": [{**COFFEE, "discount": "45.00"}]},
    "PRRO-E0345": {"items": [COFFEE], "payments": [{"form": "card", "sum": "45.01"}]},
    "PRRO-E0346": {"items": [{**COFFEE, "price": "50000.00"}]},
    "PRRO-E0348": {"items": [{**COFFEE, "fiscal": False}]},
}


@pytest.mark.parametrize(
    "error",
    [
        pytest.param("PRRO-E0344", marks=provokes("PRRO-E0344")),
        pytest.param("PRRO-E0345", marks=provokes("PRRO-E0345")),
        pytest.param("PRRO-E0346", marks=provokes("PRRO-E0346")),
        pytest.param("PRRO-E0348", marks=provokes("PRRO-E0348")),
    ],
)
def test_orders_that_cannot_become_receipts(error):
    with pytest.raises(PrroError) as refused:
        reckon(parse_order(ORDERS[error]), desk(taxes=TAXES), DAY)
    assert refused.value.id == error


# --- who works, and with which key


@provokes("PRRO-E0270", "PRRO-E0570", "PRRO-E1402", "PRRO-E0323")
def test_nobody_known_works_and_somebody_else_answers(prro):
    with till_at(prro, "olena", "bohdan") as till:
        found = [till.error("shift", "open", "--badge", "77")["id"]]
        till.ok("shift", "open")
        assert till.box is not None
        order = json.dumps({"items": [COFFEE]})
        till.box.fault("refuse=9@doc")
        refused = till.error("sale", "--file", "-", stdin=order)["document"]
        found.append(prro("receipt", "print", refused, "--json").envelope["error"]["id"])
        till.box.fault("html:1+@any")
        found.append(till.error("sale", "--online-only", "--file", "-", stdin=order)["id"])
        config = till.home / "config.toml"
        lines = config.read_text(encoding="utf-8").splitlines(keepends=True)
        config.write_text("".join(line for line in lines if not line.startswith("cashier = ")), encoding="utf-8")
        found.append(till.error("shift", "open")["id"])
    assert found == ["PRRO-E0570", "PRRO-E0323", "PRRO-E1402", "PRRO-E0270"]


@provokes("PRRO-E0410")
def test_a_file_of_the_vault_under_another_name(prro, tmp_path):
    assert prro(*add_words(key_folder(tmp_path))).code == 0
    keys = Path(os.environ["PRRO_HOME"]) / "keys"
    (keys / "fop.prrokey").rename(keys / "other.prrokey")
    assert prro("key", "show", "other", "--json").code == 4


@provokes("PRRO-E5003")
def test_a_key_of_another_world(prro, tmp_path):
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, PrivateFormat

    key = ec.generate_private_key(ec.SECP256R1())
    data = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, BestAvailableEncryption(b"secret"))
    (tmp_path / "other.pk8").write_bytes(data)
    (tmp_path / "pw").write_text("secret\n")
    (tmp_path / "pw").chmod(0o600)
    assert prro("key", "add", tmp_path / "other.pk8", "--name", "x", "--password-file", tmp_path / "pw").code == 50


@provokes("PRRO-E5005")
def test_a_signature_that_does_not_verify_is_not_released(prro, tmp_path, monkeypatch):
    """Broken memory cannot be had for the asking: the check of the nonce point is made to say no."""
    folder = key_folder(tmp_path)
    assert prro(*add_words(folder)).code == 0
    monkeypatch.setattr("prro_cli.crypto.dstu4145._satisfies_equation", lambda *_: False)
    (tmp_path / "a.txt").write_text("a")
    ran = prro("sign", tmp_path / "a.txt", "--key", "fop", "--password-file", folder / "pw", "--json")
    assert ran.code == 50, ran.out


@pytest.mark.skipif(os.name != "posix", reason="pseudo-terminals are a POSIX thing")
@provokes("PRRO-E5010")
def test_two_passwords_that_differ(tmp_path, prro):
    import pty

    folder = key_folder(tmp_path)
    assert prro(*add_words(folder)).code == 0
    words = ["key", "passwd", "fop", "--password-file", str(folder / "pw"), "--json"]
    reading, writing = os.pipe()
    pid, terminal = pty.fork()
    if pid == 0:
        os.dup2(writing, 1)
        os.execv(sys.executable, [sys.executable, "-m", "prro_cli", *words])
    os.close(writing)
    for answer in (b"first\n", b"second\n"):
        while b": " not in os.read(terminal, 4096):
            pass
        os.write(terminal, answer)
    with os.fdopen(reading) as out:
        printed(json.loads(out.read()))
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 50
    os.close(terminal)


@provokes("PRRO-E14301")
def test_a_polite_end(monkeypatch):
    """A real SIGTERM to this process, while a command waits for its order on stdin."""
    import io

    from prro_cli.cli.app import perform
    from prro_cli.cli.signals import terminate_politely

    class Ends(io.StringIO):
        def read(self, *_: object) -> str:
            os.kill(os.getpid(), signal.SIGTERM)
            return ""

    before = signal.getsignal(signal.SIGTERM)
    terminate_politely()
    try:
        out = io.StringIO()
        assert perform(["--json", "explain", "-"], Environment(Ends(), out, io.StringIO(), os.environ)) == 143
    finally:
        signal.signal(signal.SIGTERM, before)


# --- the tax server


@pytest.mark.parametrize(
    ("code", "error"),
    [
        pytest.param(1, "PRRO-E1301", marks=provokes("PRRO-E1301")),
        pytest.param(2, "PRRO-E1302", marks=provokes("PRRO-E1302")),
        pytest.param(3, "PRRO-E1303", marks=provokes("PRRO-E1303")),
        pytest.param(4, "PRRO-E1304", marks=provokes("PRRO-E1304")),
        pytest.param(5, "PRRO-E1305", marks=provokes("PRRO-E1305")),
        pytest.param(6, "PRRO-E1306", marks=provokes("PRRO-E1306")),
        pytest.param(8, "PRRO-E1308", marks=provokes("PRRO-E1308")),
        pytest.param(10, "PRRO-E1310", marks=provokes("PRRO-E1310")),
        pytest.param(11, "PRRO-E1311", marks=provokes("PRRO-E1311")),
        pytest.param(12, "PRRO-E1312", marks=provokes("PRRO-E1312")),
    ],
)
def test_each_code_of_the_server_is_its_own_error(code, error):
    with shop() as world:
        world.open()
        world.box.fault(f"refuse={code}@doc")
        with pytest.raises(PrroError) as refused:
            world.sale()
    assert refused.value.id == error


@provokes("PRRO-E3006")
def test_a_shift_of_the_other_kind():
    with shop() as world:
        world.open()
        with pytest.raises(PrroError):
            shifts.working_shift(world.post, test=True)


@provokes("PRRO-E4021")
def test_the_server_knows_of_no_open_shift():
    with shop() as world:
        world.open()
        with world.box.state.transaction() as connection:
            connection.execute("UPDATE shifts SET close_doc = open_doc, z_doc = open_doc, closed = opened")
        with pytest.raises(PrroError):
            world.sale()


@provokes("PRRO-E6021")
def test_another_device_took_the_number():
    with shop() as world:
        world.open()
        world.box.fault("counter-jump@doc")
        world.link.strikes.append(("doc", "lost"))
        with pytest.raises(PrroError):
            world.sale()


@contextmanager
def older_copy(world, happens):
    """The journal as it was before something happened: an old backup put back."""
    copy = world.folder / "copy.db"
    with closing(sqlite3.connect(copy)) as target, closing(sqlite3.connect(world.journal.path)) as source:
        source.backup(target)
    happens()
    world.journal.close()
    for name in ("journal.db-wal", "journal.db-shm"):
        (world.folder / name).unlink(missing_ok=True)
    shutil.copyfile(copy, world.folder / "journal.db")
    with Journal.open(world.journal.places, clock=world.clock, entropy=os.urandom) as journal:
        journal.lock(DESK.name, command="test", wait_seconds=0)
        yield new_post(journal, world.link, world.clock, world.post.randomness.source, world.post.rules)


@provokes("PRRO-E6030")
def test_the_server_is_ahead_in_the_session():
    from prro_cli.engine.offline import comeback

    with shop(switches={"rollback": "end"}) as world:
        world.open()
        world.link.up = False
        world.sale()

        def happens():
            world.sale()
            world.sale()
            world.link.up = True
            world.come_back()

        with older_copy(world, happens) as post, pytest.raises(PrroError) as refused:
            comeback.come_back(post)
    assert refused.value.id == "PRRO-E6030"


@provokes("PRRO-E4004")
def test_the_server_goes_on_with_another_session():
    from prro_cli.engine.offline import comeback

    with shop(switches={"rollback": "never"}) as world:
        world.open()
        world.link.up = False
        world.sale()

        def happens():
            world.link.up = True
            world.come_back()

        with older_copy(world, happens) as post, pytest.raises(PrroError) as refused:
            comeback.come_back(post)
    assert refused.value.id == "PRRO-E4004"


@provokes("PRRO-E6203")
def test_a_journal_that_cannot_be_opened(prro):
    home = Path(os.environ["PRRO_HOME"])
    (home / "journal.db").mkdir(mode=0o700, parents=True)
    home.chmod(0o700)
    assert prro("journal", "list", "--json").code == 62
