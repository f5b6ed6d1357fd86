"""`prro explain`: every code, every text ever observed, every id of ours, pasted logs."""

from __future__ import annotations

import json

import pytest

from prro_cli.errors.catalogue import every_error
from prro_cli.support.explain import explain
from tests.provoking import provokes
from tests.shared import shared_data


@pytest.mark.parametrize("code", range(14))
def test_every_code_of_the_server(prro, code):
    (one,) = prro("explain", code, "--json").data["explanations"]
    assert one["subject"].startswith(f"server code {code} ")
    assert one["cause"] and one["state"] and one["next"]


def test_names_are_known_too():
    assert explain("checklocalnumberinvalid") == explain("7")


def test_a_code_nobody_knows():
    assert explain("Код помилки: 77 Something\r\nтекст")[0].title == "Unknown code"


def test_every_text_ever_observed():
    for seen in json.loads(shared_data("fiscal/error_texts_observed.json").read_text()):
        text = seen["text"]
        if text.startswith("Помилка обробки документа"):
            text = f"Код помилки: {seen['code']} X\r\n{text}"
        found = explain(text)
        assert found, text
        if seen["code"] is not None:
            assert f"code {seen['code']} " in found[0].subject, text


def test_phrases_narrow_a_code_down():
    general, special = explain("9")[0], explain("Код помилки: 9 X\r\nСторнуватись може лише останній документ")[0]
    assert general.title != special.title
    assert special.next == ("prro return --receipt NUMBER --all",)


@pytest.mark.parametrize("id_", sorted(every_error()))
def test_every_id_of_ours(id_):
    (one,) = explain(id_)
    assert one.title == every_error()[id_].title
    assert "{" not in one.cause + one.state + " ".join(one.next)


def test_a_pasted_log_is_read_in_order_and_each_thing_once(prro):
    log = (
        "10:00 error PRRO-E1309: …\nКод помилки: 7 CheckLocalNumberInvalid\nНомер документа повинен дорівнювати 5\n"
        'again {"ErrorCode": 12, "ErrorMessage": "…"} and Код помилки: 7 CheckLocalNumberInvalid\n'
    )
    found = prro("explain", "-", "--json", stdin=log).data["explanations"]
    assert [one["subject"].split()[-1] for one in found] == [
        "PRRO-E1309",
        "CheckLocalNumberInvalid",
        "CryptographyError",
    ]


@provokes("PRRO-E0407")
def test_nothing_recognised(prro):
    ran = prro("explain", "доброго ранку", "--json")
    assert (ran.code, ran.envelope["error"]["id"]) == (4, "PRRO-E0407")


def test_it_needs_no_home(prro, monkeypatch, tmp_path):
    monkeypatch.setenv("PRRO_HOME", str(tmp_path / "nowhere"))
    assert prro("explain", "7", "-q").out == "Wrong local number\n"
    assert not (tmp_path / "nowhere").exists()
