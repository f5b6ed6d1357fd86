"""The gateways as they describe themselves: recorded requests and answers, and the page's own examples."""

from __future__ import annotations

import json
import re
import tomllib

import pytest

from prro_cli.crypto.secret import Secret
from prro_cli.delivery.definition import Drivers
from prro_cli.delivery.driver import Fate, Message
from prro_cli.delivery.gateway import Gateway
from prro_cli.delivery.http import HttpGateway
from prro_cli.delivery.turbosms import TurboSms, read_answer
from prro_cli.home.paths import Home
from tests.shared import ROOT, shared_data

PAGE = (ROOT / "docs" / "delivery.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```toml\n(.*?)```", PAGE, re.S)


def facts(name):
    return json.loads(shared_data(f"delivery/{name}").read_text(encoding="utf-8"))


def documented(tmp_path, kind):
    """The driver of the page's example, made from its text."""
    text = next(one for one in EXAMPLES if f'driver = "{kind}"' in one)
    folder = tmp_path / "delivery"
    folder.mkdir(mode=0o700, exist_ok=True)
    for name in re.findall(r'secret_file = "([^"]+)"', text):
        (folder / name).write_text("KEY")
        (folder / name).chmod(0o600)
    (folder / "it.toml").write_text(text, encoding="utf-8")
    (folder / "it.toml").chmod(0o600)
    drivers = Drivers(Home(tmp_path), {}, lambda channel, desk: "it")
    return drivers.driver("mail" if kind == "smtp" else "sms", "cafe")


@pytest.mark.parametrize("kind", ["smtp", "turbosms", "http"])
def test_the_examples_of_the_page_are_drivers(tmp_path, kind):
    if kind == "smtp":
        pytest.importorskip("fpdf")
    assert documented(tmp_path, kind).name == "it"
    assert len(EXAMPLES) == 3 and all(tomllib.loads(text)["driver"] for text in EXAMPLES)


def test_turbosms_by_its_own_description():
    known = facts("turbosms.json")
    driver = TurboSms("t", Gateway({}), lambda: Secret("x"), "Kasa", transactional=True)
    wanted = known["request_hybrid"]
    link = wanted["viber"]["action"]
    fields = (("sms_text", wanted["sms"]["text"]),)
    viber = Message(
        "viber", "380501234567", wanted["sequence_id"], "", wanted["viber"]["text"], link=link, fields=fields
    )
    assert driver.request(viber) == wanted
    plain = driver.request(Message("sms", "380501234567", "s-1", "", "..."))
    assert plain == {**known["request_sms"], "sequence_id": "s-1"}

    def fate(answer):
        return read_answer(json.dumps(answer).encode(), repeated=False).fate

    assert fate(known["response_ok"]) is Fate.DELIVERED
    assert fate(known["response_partial"]) is fate(known["response_error"]) is Fate.REFUSED
    for code in known["retry"]["treat_as_sent"]:
        assert fate({"response_code": code, "response_result": None}) is Fate.DELIVERED, code
    for code in known["retry"]["never"]:
        assert fate({"response_code": code, "response_result": None}) is Fate.REFUSED, code
    for code in (*range(500, 507), 999):
        assert fate({"response_code": code, "response_result": None}) is Fate.LATER, code


def test_alphasms_by_its_own_description(tmp_path):
    known = facts("sms_gateways.json")["alphasms"]
    driver = documented(tmp_path, "http")
    assert isinstance(driver, HttpGateway) and driver.url == known["url"]
    fields = driver._fields(Message("sms", "380971234567", "m-1", "", "Text"))
    sent = json.loads(driver.payload(fields))
    assert sent["auth"] == "KEY" and sent["data"][0]["phone"] == 380971234567 and type(sent["data"][0]["id"]) is int
    assert set(sent["data"][0]) <= set(known["request"]["data"][0])
    fates = {name: driver.read(200, json.dumps(known[name]).encode()) for name in ("ok", "error", "item_error")}
    assert fates["ok"].fate is Fate.DELIVERED and fates["ok"].provider_id == "123456789"
    assert fates["error"].fate is fates["item_error"].fate is Fate.REFUSED and "Access denied" in fates["error"].reason
