"""Sending and receipts one by one: what is refused before anything leaves, receipts from files, the desk."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from prro_cli.cli.environment import Environment
from prro_cli.cli.journal_access import JournalClock
from prro_cli.forms.writer import write
from prro_cli.journal.store import Journal, Places
from prro_cli.registration.channels.base import Asked, Fetched, Outgoing, RawReceipt, Sent
from prro_cli.registration.ledger import Facts, Ledger
from prro_cli.values import kyiv
from tests.provoking import provokes
from tests.registration.mailbox import Imap, Smtp, serving
from tests.registration.newcomers import file_name, form1, form5, form20
from tests.registration.shops import Shop, shop_at, template

KEY = ("--key", "head")
RECEIPT = """<?xml version="1.0" encoding="UTF-8"?><DECLAR><DECLARHEAD><TIN>40000026</TIN><C_DOC>J14</C_DOC>
<C_DOC_SUB>{sub}</C_DOC_SUB></DECLARHEAD><DECLARBODY><HFILENAME>{name}</HFILENAME><HRESULT>{result}</HRESULT>
<T1RXXXXG1S ROWNUM="1">{remark}</T1RXXXXG1S></DECLARBODY></DECLAR>"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, int]:
    return template(tmp_path_factory.mktemp("newcomer"))


@pytest.fixture
def shop(prro: Callable[..., Any], made: tuple[Path, int]) -> Iterator[Shop]:
    with shop_at(prro, made) as shop:
        yield shop


def kept(shop: Shop, declar: Any) -> Path:
    path = shop.home / file_name(declar)
    path.write_bytes(write(declar))
    return path


def receipt(shop: Shop, name: str, result: str, remark: str = "", sub: str = "992") -> Path:
    path = shop.home / "kvt.xml"
    path.write_text(RECEIPT.format(name=name, result=result, remark=remark, sub=sub), encoding="utf-8")
    return path


def sent(shop: Shop, declar: Any, *words: object) -> Any:
    path = kept(shop, declar)
    return shop.run("register", "send", path, "--channel", "soap", *KEY, "--send", "--yes", *words)


@provokes("PRRO-E0475", "PRRO-E0275", "PRRO-E0576")
def test_refused_before_anything_leaves(shop: Shop) -> None:
    assert shop.run("register", "send", "26590012345678J", "--channel", "rest", *KEY).code == 4
    assert shop.run("register", "send", kept(shop, form20()), "--channel", "mail", *KEY, "--send", "--yes").code == 2
    assert shop.run("register", "send", kept(shop, form20()), "--channel", "pigeon", *KEY).code == 2
    unknown = sent(shop, form1())
    assert unknown.code == 5 and "32100001" in unknown.envelope["error"]["cause"]
    assert shop.arrived() == [] and shop.states() == {}
    assert sent(shop, form1(), "--force").code == 0 and shop.arrived() == [("1-ПРРО", "refused")]
    assert shop.run("register", "fetch", *KEY).data["forms"][0]["state"] == "refused"


@provokes("PRRO-E0375")
def test_receipts_that_cannot_be_used(shop: Shop) -> None:
    assert sent(shop, form20()).code == 0
    sealed = shop.home / "sealed.kvt"
    with shop.box.state.transaction() as connection:
        sealed.write_bytes(connection.execute("SELECT data FROM gateway_receipts WHERE number = 2").fetchone()[0])
    assert shop.prro("register", "receipt", "import", sealed, "--json").code == 3, "encrypted, and no key"
    damaged = bytearray(sealed.read_bytes())
    damaged[-5] ^= 1
    (shop.home / "damaged.kvt").write_bytes(damaged)
    assert shop.run("register", "receipt", "import", shop.home / "damaged.kvt", *KEY).code == 3
    strange = receipt(shop, file_name(form20(99)), "ДОКУМЕНТ ПРИЙНЯТО")
    refused = shop.run("register", "receipt", "import", strange, signing=False)
    assert refused.code == 3 and "did not send" in refused.envelope["error"]["cause"]
    assert shop.states() == {"20-ОПП": "sent"}
    taken = shop.run("register", "receipt", "import", sealed, *KEY).data
    assert [(one["number"], one["proof"], one["new"]) for one in taken["receipts"]] == [(2, "trusted", True)]
    assert taken["forms"][0]["state"] == "accepted"
    again = shop.run("register", "receipt", "import", sealed, *KEY).data
    assert again["receipts"][0]["new"] is False
    shop.sound()


def test_receipts_from_files_lead_to_the_desk(shop: Shop) -> None:
    assert sent(shop, form20()).code == 0
    stored = receipt(shop, file_name(form20()), "ДОКУМЕНТ ЗБЕРЕЖЕНО", sub="991")
    first = shop.run("register", "receipt", "import", stored, signing=False)
    assert first.data["forms"][0]["state"] == "receipt_1"
    assert [w["id"] for w in first.envelope["warnings"]] == ["receipt-not-proved"]
    letter = EmailMessage()
    letter["From"], letter["Subject"], letter["MIME-Version"] = "zvit@example.com", "kvt", "1.0"
    data = receipt(shop, file_name(form20()), "Прийнято пакет.").read_bytes()
    letter.add_attachment(data, maintype="application", subtype="octet-stream", filename="2.KVT")
    (shop.home / "letter.eml").write_bytes(letter.as_bytes())
    second = shop.run("register", "receipt", "import", shop.home / "letter.eml", signing=False)
    assert second.data["forms"][0]["state"] == "accepted"
    assert sent(shop, form1(register_name="Кав'ярня 'У мосту'")).code == 0
    words = "ПРРО 'Кав'ярня 'У мосту'' з локальним номером '1' призначено фіскальний номер '4000800001'"
    last = shop.run(
        "register", "receipt", "import", receipt(shop, file_name(form1()), "Документ опрацьовано", words),
        "--add-desk", "shop", "--server", shop.box.url, signing=False,
    )  # fmt: skip
    assert last.data["desk"] == "shop" and last.data["receipts"][0]["local_number"] == "1"
    desk = shop.run("desk", "show", "shop", signing=False).data["desk"]
    assert (desk["fiscal_number"], desk["local_number"], desk["outlet"]) == (4000800001, 1, "Крамниця")
    refused = shop.run(
        "register", "receipt", "import", receipt(shop, file_name(form1()), "ДОКУМЕНТ НЕ ПРИЙНЯТО", "помилка"),
        signing=False,
    )  # fmt: skip
    assert refused.data["forms"][0]["state"] == "refused", "the last word of the tax service counts"
    shop.sound()


@provokes("PRRO-E0376")
def test_answers_that_do_not_fit(shop: Shop) -> None:
    for text, words in (
        ("desk = ", "no TOML"),
        ('desk = "x"\nkeys = 1', "nobody knows 'keys'"),
        ('desk = "x"\nkey = "head"', "office-code"),
        ('desk = "x"\nkey = "head"\noffice-code = 2659\noffice = "x"', "[object]"),
    ):
        shop.answers.write_text(text, encoding="utf-8")
        ran = shop.wizard()
        assert ran.code == 3 and words in ran.envelope["error"]["cause"], ran.out
    assert shop.run("--no-input", "register", "wizard").code == 3


@pytest.mark.parametrize("name", ["_registration", "_x"])
def test_no_desk_takes_the_name_of_a_stream(shop: Shop, name: str) -> None:
    words = ("--tin", "40000026", "--org", "x", "--outlet", "x", "--address", "x", "--fiscal-number", 4000000001)
    assert shop.run("desk", "add", name, *words, "--local-number", 1, signing=False).code == 3


def test_rest_bodies_are_what_the_description_says(shop: Shop) -> None:
    """`prro config` switches the open points of the REST description."""
    shop.box.switch("gateway_body", "list")
    path = kept(shop, form5("cd" * 32))
    words = ("register", "send", path, "--channel", "rest", *KEY, "--send", "--yes")
    assert shop.run(*words).code == 14
    assert shop.run("config", "set", "registration.rest-body", "list", signing=False).code == 0
    assert shop.run(*words).code == 0


def test_by_mail_only_the_tax_service_is_believed(shop: Shop) -> None:
    smtp, imap = serving(Smtp), serving(Imap)
    Smtp.letters, Smtp.manner = [], "good"
    (shop.home / "mail-password").write_text("pw\n")
    (shop.home / "mail-password").chmod(0o600)
    for name, value in {
        "mail-to": "zvit@example.com", "mail-from": "shop@example.com", "smtp-server": f"127.0.0.1:{next(smtp)}",
        "smtp-security": "none", "imap-server": f"127.0.0.1:{next(imap)}", "imap-security": "none", "imap-user": "shop",
        "imap-password-file": shop.home / "mail-password",
    }.items():  # fmt: skip
        assert shop.run("config", "set", f"registration.{name}", value, signing=False).code == 0
    words = (kept(shop, form20()), "--channel", "mail", *KEY, "--send", "--yes")
    assert shop.run("register", "send", *words).data["state"] == "sent"
    assert b"zvit@example.com" in Smtp.letters[0]
    letter = EmailMessage()
    data = receipt(shop, file_name(form20()), "Прийнято пакет.").read_bytes()
    letter.add_attachment(data, maintype="application", subtype="octet-stream", filename="2.KVT")
    Smtp.letters.append(letter.as_bytes())
    forged = shop.run("register", "fetch", *KEY)
    assert (forged.code, shop.states()) == (0, {"20-ОПП": "sent"})
    assert any("anybody could have sent it" in w["text"] for w in forged.envelope["warnings"])
    for server in (smtp, imap):
        next(server, None)


def test_without_an_answer_in_time(tmp_path: Path) -> None:
    """Two working days; then it is told, nothing is sent, and a late receipt still counts."""
    moment = [datetime(2026, 11, 27, 18, tzinfo=kyiv())]  # a Friday

    class Silent:
        name = "rest"

        def send(self, form: Outgoing) -> Sent:
            return Sent("17")

        def fetch(self, asked: Sequence[Asked]) -> Fetched:
            return Fetched()

    places = Places(tmp_path / "journal.db", tmp_path, tmp_path, tmp_path)
    clock = JournalClock(Environment.real())
    with Journal.open(places, clock=clock, entropy=os.urandom) as journal:
        ledger = Ledger(journal, lambda: moment[0], command="test", wait_seconds=1)
        form = ledger.prepare("a.XML", b"<DECLAR/>", Facts("20-ОПП", "40000026"))
        assert ledger.prepare("a.XML", b"<DECLAR/>", Facts("20-ОПП", "40000026")) == form
        ledger.send(form, b"container", Silent())
        for hours, state in ((71, "sent"), (95, "sent"), (97, "no_answer")):
            moment[0] = datetime(2026, 11, 27, 18, tzinfo=kyiv()) + timedelta(hours=hours)
            known = journal.registrations()
            ledger.fetch(known, Silent(), None)
            assert journal.registrations()[0].state == state, hours
        text = b"2659: a.XML \xc4\xce\xca\xd3\xcc\xc5\xcd\xd2 \xcf\xd0\xc8\xc9\xcd\xdf\xd2\xce"
        taken = ledger.take(RawReceipt("kvt", text), None, expected="a.XML", source="file")
        assert taken.new and journal.registrations()[0].state == "accepted"
