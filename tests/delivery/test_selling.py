"""From the sale to the buyer by the real commands: queued, delivered once, offered on paper where it failed."""

from __future__ import annotations

import json

import pytest

from tests.delivery.gateways import TOKEN, Sms
from tests.delivery.shop import TEA, in_process, shop_in
from tests.provoking import provokes

PHONE = "380671234512"


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    with shop_in(tmp_path_factory.mktemp("shop")) as shop:
        yield shop


@pytest.fixture
def shop(whole, monkeypatch):
    monkeypatch.setenv("PRRO_HOME", str(whole.home))
    monkeypatch.setattr("prro_cli.cli.app.terminate_politely", lambda: None)
    yield whole
    monkeypatch.undo()
    monkeypatch.setenv("PRRO_HOME", str(whole.home))
    whole.clear()


@pytest.fixture
def sms():
    gateway = Sms()
    yield gateway
    gateway.stop()


def test_a_sale_queues_and_the_courier_delivers_once(shop, sms):
    shop.turbosms(sms.url)
    sold = shop.sell("sms:0671234512", "viber:+38 067 123 45 12")
    assert [(s["channel"], s["address"], s["state"]) for s in sold["sent"]] == [
        ("sms", "+38067*****12", "queued"),
        ("viber", "+38067*****12", "queued"),
    ]
    assert sms.requests == []
    ran = shop.run("receipt", "send", "--queued")
    assert ran.code == 0 and [r["state"] for r in ran.data["deliveries"]] == ["delivered", "delivered"]
    first, second = sms.requests
    assert first["sms"]["text"] == f"Chek 20.00 UAH {sold['document']['link']}" and first["recipients"] == [PHONE]
    assert second["viber"]["action"] == sold["document"]["link"] and second["sms"]["text"].startswith("Chek 20.00")
    assert first["authorization"] == f"Bearer {TOKEN}"
    assert shop.run("receipt", "send", "--queued").data["deliveries"] == [] and len(sms.requests) == 2
    number = sold["document"]["fiscal_number"]
    again = shop.run("receipt", "send", number, "--to", "sms:0671234512")
    assert again.code == 0 and again.data["deliveries"][0]["state"] == "delivered" and len(sms.requests) == 2
    assert shop.run("receipt", "send", number, "--to", "sms:0671234512", "--again").code == 0
    assert len(sms.sent) == 3 and sms.sent[2]["sequence_id"] != sms.sent[0]["sequence_id"]


def test_no_address_ever_stands_in_clear(shop, sms):
    shop.turbosms(sms.url)
    sold = shop.sell("sms:0509998877", "mail:tajemna@example.ua")
    shop.run("receipt", "send", "--queued")
    assert "509998877" not in shop.every_event() and "tajemna" not in shop.every_event()
    assert b"509998877" not in shop.bytes_of_the_journal() and b"tajemna" not in shop.bytes_of_the_journal()
    shown = shop.run("receipt", "outbox", "list", "--all").out + json.dumps(sold)
    assert "509998877" not in shown and "+38050*****77" in shown and "t***@example.ua" in shown


@provokes("PRRO-E0482")
def test_forgetting_shreds_the_address_and_the_chain_stays_sound(shop, sms):
    shop.turbosms(sms.url)
    sold = shop.sell("sms:0501112233", "sms:0501112244")
    shop.run("receipt", "send", "--queued")
    assert shop.run("receipt", "send", "--forget", "+380501112233", "--dry-run").data["forgotten"] == 1
    assert shop.run("receipt", "send", "--forget", "+380501112233").data["forgotten"] == 1
    assert [d["address"] for d in shop.deliveries(sold["document"]["uid"])] == ["+38050*****44", ""]
    assert shop.run("receipt", "send", "--forget", sold["document"]["fiscal_number"]).data["forgotten"] == 1
    gone = shop.run("receipt", "send", sold["document"]["fiscal_number"])
    assert gone.code == 4 and gone.envelope["error"]["id"] == "PRRO-E0482"
    verified = shop.run("journal", "verify")
    assert verified.code == 0, verified.out
    assert shop.run("journal", "rebuild").code == 0 and shop.run("journal", "verify").code == 0


def test_a_wrong_address_takes_no_number(shop):
    before = len(shop.till.entries())
    error = shop.till.error(*TEA, "--send", "mail:nobody")
    assert (error["exit_code"], len(shop.till.entries())) == (3, before)
    order = {"items": [{"name": "Чай", "price": "20", "tax": "А"}], "send": ["sms:1"]}
    assert shop.till.error("sale", "--file", "-", stdin=json.dumps(order))["exit_code"] == 3
    assert shop.till.error("return", "--receipt", "1", "--all", "--send", "fax:1")["exit_code"] == 3
    assert len(shop.till.entries()) == before


def test_orders_returns_and_batches_name_addresses_too(shop, sms):
    shop.turbosms(sms.url)
    order = {"key": "k-1", "items": [{"name": "Чай", "price": "20", "tax": "А"}], "send": ["sms:0671112233"]}
    sold = shop.till.ok("sale", "--file", "-", stdin=json.dumps(order))
    again = shop.till.ok("sale", "--file", "-", "--send", "viber:0671112233", stdin=json.dumps(order))
    assert again["replayed"] and [s["channel"] for s in again["sent"]] == ["sms", "viber"]
    wanted = {"receipt": sold["document"]["fiscal_number"], "send": ["sms:0671112233"]}
    back = shop.till.ok("return", "--file", "-", stdin=json.dumps(wanted))
    assert back["document"]["kind"] == "return" and back["sent"][0]["state"] == "queued"
    ran = shop.till.run("sale", "--batch", "-", stdin=json.dumps({**order, "key": "k-2"}) + "\n")
    assert ran.data["sent"][0]["state"] == "queued"
    tried = shop.till.ok(*TEA, "--send", "sms:0671112233", "--dry-run")
    assert tried["sent"] == []
    shop.run("receipt", "send", "--queued")
    assert len(sms.sent) == 4


@provokes("PRRO-E0381")
def test_without_a_driver_the_sale_goes_on_and_says_so(shop):
    ran = shop.till.run(*TEA, "--send", "mail:olena@example.ua")
    assert ran.code == 0 and [w["id"] for w in ran.envelope["warnings"]] == ["no-driver"]
    due = shop.run("receipt", "send", "--queued")
    assert due.code == 0 and {r["state"] for r in due.data["deliveries"]} == {"waiting"}
    error = shop.run("receipt", "send", ran.data["document"]["fiscal_number"], "--to", "mail:olena@example.ua")
    assert (error.code, error.envelope["error"]["id"]) == (3, "PRRO-E0381")


@provokes("PRRO-E7080", "PRRO-E0384", "PRRO-E0481")
def test_a_refusal_is_final_and_offers_paper(shop, sms):
    shop.turbosms(sms.url)
    sold = shop.sell()["document"]
    sms.faults = ["code=404"]
    failed = shop.run("receipt", "send", sold["fiscal_number"], "--to", "sms:0671234500")
    error = failed.envelope["error"]
    assert (failed.code, error["id"], "404" in error["cause"]) == (70, "PRRO-E7080", True)
    assert "registered and valid" in error["state"] and "0671234500" not in failed.out
    assert shop.run("receipt", "outbox", "list").code == 6
    told = shop.till.ok("status")["attention"]
    assert any(f"receipt {sold['local_number']} is valid" in words for words in told), told
    assert shop.run("receipt", "send", "--queued").code == 0  # nothing more is tried by itself
    row = next(d for d in shop.deliveries(sold["uid"]) if d["state"] == "failed")
    assert shop.run("receipt", "outbox", "retry", row["delivery"][:8]).code == 0
    assert shop.run("receipt", "outbox", "close", row["delivery"]).code == 3  # it is delivered
    assert shop.run("receipt", "outbox", "close", "zzz").code == 4
    assert shop.till.ok("journal", "show", sold["uid"])["document"]["state"] == "registered"


def test_a_busy_gateway_is_tried_again_by_its_plan(shop, sms, monkeypatch):
    from datetime import timedelta

    from prro_cli.cli.environment import Environment

    shop.turbosms(sms.url)
    sold = shop.sell("sms:0671234577")["document"]
    sms.faults = ["http=503", "code=999", "drop", "lost", ""]
    real, ahead = Environment.now, [timedelta()]
    monkeypatch.setattr(Environment, "now", lambda self: real(self) + ahead[0])
    seen = []
    for step in (0, 61, 301, 1801, 21601):
        ahead[0] += timedelta(seconds=step)
        ran = shop.run("receipt", "send", "--queued")
        seen += [(r["state"], r["attempts"]) for r in ran.data["deliveries"] if r["document"] == sold["uid"]]
        assert ran.code == 0
        assert shop.run("receipt", "send", "--queued").code == 0  # not due yet: nothing happens
    assert seen == [("queued", 1), ("queued", 2), ("queued", 3), ("queued", 4), ("delivered", 5)]
    mine = [r for r in sms.requests if r["recipients"] == ["380671234577"]]
    assert len({r["sequence_id"] for r in mine}) == 1 and len(mine) == 5
    assert len([s for s in sms.sent if s["recipients"] == ["380671234577"]]) == 1


def test_mass_sending_to_known_addresses_and_to_one(shop, sms):
    shop.turbosms(sms.url)
    sms.faults = ["code=401", "code=401"]
    first, second = shop.sell("sms:0931110001")["document"], shop.sell("sms:0931110002")["document"]
    assert shop.run("receipt", "send", "--queued").code == 70
    day = first["time"][:10]
    shown = shop.run("receipt", "send", "--since", day, "--to-known", "--dry-run")
    assert {first["uid"], second["uid"]} <= {m["document"] for m in shown.data["messages"]}
    ran = shop.run("receipt", "send", "--since", day, "--to-known")
    states = {r["document"]: r["state"] for r in ran.data["deliveries"]}
    assert states[first["uid"]] == states[second["uid"]] == "delivered"
    count = len(sms.sent)
    ran = shop.run("receipt", "send", "--since", day, "--to", "viber:0501234567")
    assert ran.code == 0 and len(sms.sent) - count == len(ran.data["deliveries"]) >= 2
    assert shop.run("receipt", "send", "--since", day, "--to", "viber:0501234567").code == 0
    assert len(sms.sent) - count == len(ran.data["deliveries"])
    assert shop.run("receipt", "send", "--since", "2999-01-01", "--to-known").data["deliveries"] == []


@pytest.mark.parametrize(
    "words",
    [
        [], ["1", "--queued"], ["--since", "2026-01-01"], ["--queued", "--to", "sms:0671234512"],
        ["--since", "2026-01-01", "--to-known", "--to", "sms:0671234512"], ["--forget", "1", "--again"],
    ],
)  # fmt: skip
def test_calls_that_mean_nothing(shop, words):
    assert shop.run("receipt", "send", *words).code == 2


@provokes("PRRO-E0383")
def test_only_receipts_are_sent(shop, sms):
    shop.turbosms(sms.url)
    deposit = shop.till.ok("cash", "in", "5")["document"]
    refused = shop.run("receipt", "send", deposit["uid"], "--to", "sms:0671234512")
    assert (refused.code, refused.envelope["error"]["id"]) == (3, "PRRO-E0383")
    sold = shop.sell("sms:0671239999")
    shop.till.ok("reversal")
    ran = shop.run("receipt", "send", "--queued")
    mine = [r for r in ran.data["deliveries"] if r["document"] == sold["document"]["uid"]]
    assert mine[0]["state"] == "dropped" and "reversed" in mine[0]["reason"] and sms.sent == []


@provokes("PRRO-E0382")
def test_templates_of_the_home_and_of_the_desk(shop, sms):
    shop.turbosms(sms.url)
    folder = shop.home / "delivery" / "templates" / "cafe"
    folder.mkdir(parents=True)
    (folder.parent / "sms.txt").write_text("Chek {number}: {link}", encoding="utf-8")
    number = shop.sell()["document"]["fiscal_number"]
    send = ("receipt", "send", number, "--to", "sms:0671234512", "--dry-run")
    assert shop.run(*send).data["messages"][0]["text"].startswith(f"Chek {number}: https://")
    (folder / "sms.txt").write_text("Кафе чекає! {link}", encoding="utf-8")
    message = shop.run(*send).data["messages"][0]
    assert message["text"].startswith("Кафе чекає!") and message["parts"] == 2
    (folder / "sms.txt").write_text("{name.__class__} {nonsense} {link}", encoding="utf-8")
    error = shop.run(*send).envelope["error"]
    assert (error["id"], "nonsense" in error["cause"]) == ("PRRO-E0382", True)
    (folder / "sms.txt").unlink()
    (folder.parent / "sms.txt").unlink()


def test_a_letter_holds_the_receipt_and_its_files(shop):
    import email
    import email.policy

    from tests.delivery.gateways import Postbox, smtp_server

    pytest.importorskip("fpdf")
    box = Postbox()
    controller = smtp_server(box)
    try:
        text = f'driver = "smtp"\nhost = "127.0.0.1"\nport = {controller.port}\nsecurity = "none"\n'
        shop.driver("mail", text + 'from = "Кафе «Їжак» <kasa@example.ua>"\nattach = ["pdf", "png"]\n')
        sold = shop.sell("mail:olena@example.ua")
        assert shop.run("receipt", "send", "last").code == 0
    finally:
        controller.stop()
    letter = email.message_from_bytes(box.letters[-1][1], policy=email.policy.default)
    number = sold["document"]["fiscal_number"]
    assert letter["subject"].startswith(f"Фіскальний чек № {number} на 20.00 грн, ")
    plain, page = (letter.get_body((kind,)).get_content() for kind in ("plain", "html"))
    assert "Чай" in plain and "ФІСКАЛЬНИЙ ЧЕК" in plain and sold["document"]["link"] in plain
    assert "Чай" in page and "<script" not in page and sold["document"]["link"].replace("&", "&amp;") in page
    files = {part.get_filename(): part.get_content()[:4] for part in letter.iter_attachments()}
    assert files == {f"chek-{number}.pdf": b"%PDF", f"chek-{number}.png": b"\x89PNG"}


def test_offline_receipts_say_when_their_link_opens(shop, sms):
    shop.turbosms(sms.url)
    shop.till.cut()
    sold = shop.sell("sms:0970000001", "viber:0970000001")
    assert sold["document"]["state"] == "offline"
    shop.run("receipt", "send", "--queued")
    texts = [m["sms"]["text"] for m in sms.sent]
    assert all(text.endswith("(pislia peredachi do DPS)") for text in texts) and len(texts) == 2
    assert "стане доступним після передачі" in sms.sent[1]["viber"]["text"]
    shop.till.mend()
    shop.till.ok("go-online")
    assert shop.run("receipt", "send", "--queued").data["deliveries"][:0] == [] and len(sms.sent) == 2


def test_doctor_looks_at_the_channels_and_the_outbox(shop, sms):
    shop.turbosms(sms.url, channels=("sms", "viber"))
    seen = shop.run("doctor", "--only", "delivery")
    found = seen.data["checks"][0]
    assert (found["id"], found["level"] in ("ok", "attention")) == ("PRRO-D041", True)
    (shop.home / "delivery" / "mail.toml").unlink(missing_ok=True)
    asked = shop.run("doctor", "--only", "gateways").data["checks"][0]
    assert (asked["level"], asked["text"]) == ("ok", "sms, viber: the other side answers") and sms.sent == []
    assert [r["path"] for r in sms.requests] == ["/message/ping.json"] * 2
    sms.faults = ["http=503", "hang"]
    assert shop.run("doctor", "--only", "gateways").data["checks"][0]["level"] == "attention"
    shop.driver("sms", 'driver = "turbosms"\n')
    broken = shop.run("doctor", "--only", "delivery").data["checks"][0]
    assert (broken["level"], broken["next"]) == ("attention", "prro config get delivery.sms")
    shop.turbosms(sms.url)


def test_why_tells_the_way_of_the_receipt(shop, sms):
    shop.turbosms(sms.url)
    sms.faults = ["code=999", "code=404"]
    sold = shop.sell("sms:0950000001")["document"]
    shop.run("receipt", "send", "--queued")
    shop.run("receipt", "send", sold["fiscal_number"])
    row = shop.deliveries(sold["uid"])[0]["delivery"]
    shop.run("receipt", "outbox", "retry", row)
    shop.run("receipt", "send", "--forget", sold["uid"])
    told = in_process("why", sold["uid"]).out
    wanted = (
        "to be sent by sms", "attempt 1 through sms", "not now (TurboSMS 999", "attempt 2", "failed, TurboSMS 404",
        "begun anew", "the gateway took it", "its address was removed",
    )  # fmt: skip
    places = [told.find(words) for words in wanted]
    assert -1 not in places and places == sorted(places), told


def test_addresses_are_forgotten_after_their_days(shop, sms, monkeypatch):
    from datetime import timedelta

    from prro_cli.cli.environment import Environment

    shop.turbosms(sms.url)
    (shop.home / "delivery" / "mail.toml").unlink(missing_ok=True)
    early = shop.sell("sms:0730000001")["document"]["uid"]
    stays = shop.sell("mail:nodriver@example.ua")["document"]["uid"]
    shop.run("receipt", "send", "--queued")
    real = Environment.now
    for days, address in ((29, "+38073*****01"), (31, "")):
        monkeypatch.setattr(Environment, "now", lambda self, days=days: real(self) + timedelta(days=days))
        shop.run("receipt", "send", "--queued")
        assert shop.deliveries(early)[0]["address"] == address
    assert [row["state"] for row in shop.deliveries(stays)] == ["dropped"]
    assert shop.run("journal", "verify").code == 0


def test_a_restored_home_sends_nothing_twice(shop, sms, tmp_path, monkeypatch):
    shop.turbosms(sms.url)
    sold = shop.sell("sms:0740000001")["document"]
    backup = tmp_path / "backups"
    made = shop.run("backup", "create", "--to", backup, "--plain")
    assert made.code == 0, made.out
    assert shop.run("receipt", "send", "--queued").code == 0 and len(sms.sent) == 1
    (file,) = [path for path in backup.iterdir() if path.suffix != ".json"]
    home = tmp_path / "restored"
    ran = in_process("--home", home, "--yes", "backup", "restore", file, "--confirm", "4000700001", "--json")
    assert ran.code == 0, ran.out
    monkeypatch.setenv("PRRO_HOME", str(home))
    rows = in_process("receipt", "outbox", "list", "--all", "--json").data["deliveries"]
    assert [row["state"] for row in rows if row["document"] == sold["uid"]] == ["unknown"]
    assert in_process("receipt", "send", "--queued", "--json").data["deliveries"] == [] and len(sms.sent) == 1
