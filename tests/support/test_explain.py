"""`prro explain`: every code, every text ever observed, every id of ours, pasted logs."""

from __future__ import annotations

import json
import random

import pytest

from prro_cli.errors.base import ExitCode
from prro_cli.errors.catalogue import every_error
from prro_cli.support.doctor import CHECKS
from prro_cli.support.explain import explain
from tests.provoking import provokes
from tests.shared import shared_data


@pytest.mark.parametrize("code", range(14))
def test_every_code_of_the_server(code):
    found = explain(str(code))
    assert found[0].subject.startswith(f"server code {code} ")
    assert all(one.cause and one.state and one.next for one in found)
    assert [one.source for one in found[1:]] == (["exit"] if code in set(ExitCode) and code else [])


def test_names_are_known_too():
    assert explain("checklocalnumberinvalid") == explain("7")
    assert explain("e1309") == explain("PRRO-E1309") == explain("prro-e1309")


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


def test_every_code_of_the_tables_of_the_tax_service():
    for row in json.loads(shared_data("fiscal/error_codes.json").read_text()):
        found = explain(f"щось сталося: Код помилки: {row['code']} {row['name']}\r\n{row['meaning_uk']}")
        if row["code"]:  # 0 is no error
            assert [one.subject for one in found] == [f"server code {row['code']} {row['name']}"]


@pytest.mark.parametrize("code", [code for code in ExitCode if code])
def test_every_exit_code(code):
    for text in (str(int(code)), f"exit code {int(code)}"):
        (one,) = [found for found in explain(text) if found.source == "exit"]
        assert one.subject.startswith(f"exit code {int(code)} ")
        assert one.cause
        assert one.next


def test_a_number_is_told_for_what_it_may_be():
    assert [one.source for one in explain("13")] == ["server", "exit"]
    (only,) = explain("23")
    assert (only.source, only.details) == ("exit", ("it is no code of the tax server: those are 0 to 13",))
    assert "PRRO-E2301" in only.cause
    assert [one.subject for one in explain("503")] == ["HTTP 503"]
    assert [one.source for one in explain("exit 13")] == ["exit"]
    assert explain("777")[0].title == "Unknown code"


@pytest.mark.parametrize("status", [204, 302, 400, 401, 403, 404, 405, 415, 416, 418, 500, 502, 503, 504, 599])
def test_every_status_of_the_description(status):
    (one,) = explain(str(status))
    assert one.subject == f"HTTP {status}"
    assert one.cause
    assert one.state
    assert one.next
    assert explain(f"POST /doc -> HTTP/1.1 {status} Whatever") == (one,) or status < 300


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.id)
def test_every_check_of_doctor(check):
    (one,) = explain(check.id.lower())
    assert (one.source, one.title) == ("doctor", check.title)
    assert one.next == (f"prro doctor --only {check.name}",)


def test_what_the_text_tells_is_told():
    (one,) = explain(
        "Код помилки: 7 CheckLocalNumberInvalid\r\nНекоректний номер 5. Номер документа повинен дорівнювати 4979"
    )
    assert one.details == ("the server expects local number 4979",)
    text = (
        "Код помилки: 10 PackageValidationError\r\nПомилка обробки документа за № 2 в пакеті, дислокація 4000:\r\nщось"
    )
    assert "place 2" in explain(text)[0].details[0]


SAYINGS = [
    ("Error regarding exceeding the continuous offline session time.", "too long"),
    ('"Offline Session Time Exceeded", but internet is available', "too long"),
    ("програма пише про 36 годин", "too long"),
    ("168 hours are over", "hours of the month"),
    ("Error: offline is prohibited for this sECR (by registration).", "may not work offline"),
    ("офлайн режим заборонений", "may not work offline"),
    ("Error: no fiscal numbers in the range.", "no numbers"),
    ("Range of Numbers Depleted (Critical)", "no numbers"),
    ("закінчилися номери? номери для офлайну вичерпані", "no numbers"),
    ('Offline receipts are "stuck" and not sent after the internet appears.', "do not leave"),
    ("Batch Not Sending After Connection Restored", "do not leave"),
    ("чеки зависли", "do not leave"),
    ("sECR Status: offline.", "works offline"),
    ("No response from the fiscal server (timeouts/access failures).", "does not answer"),
    ("невірний пароль ключа", "password"),
    ("First launch/opening of the shift is performed without internet", "first shift"),
]


@pytest.mark.parametrize(("words", "title"), SAYINGS)
def test_words_of_other_programs(words, title):
    found = explain(words)
    assert any(title in one.title for one in found), found
    assert all(one.next and one.state for one in found)


def test_a_log_with_noise(prro):
    log = (
        "2026-11-20 10:00:01 INFO pos: sale #17 (exit code 0)\n"
        '{"schema":"prro.sale/1","ok":false,"error":{"id":"PRRO-E1309","exit_code":13,"title":"…"},"http_status":400}\n'
        "<ERRORCODE>3</ERRORCODE><ERRORTEXT>…</ERRORTEXT>\n"
        "10:00:05 Remote said: HTTP/1.1 503 Service Unavailable; retry in 5\n"
        "10:00:06 \\u041a\\u043e\\u0434 \\u043f\\u043e\\u043c\\u0438\\u043b\\u043a\\u0438: 9 X\\r\\n"
        "Сторнуватись може лише останній документ\n"
        + "шум\n" * 6
        + "Код помилки: 9 Y\\nінше\n"
        + "шум\n" * 6
        + "помилки валідації XML: Error: щось\n"
        "PRRO-D001 clock\nPRRO-E1309 again\nHTTP/1.1 503\n" + "Код помилки: 12 Z".encode().decode("cp1251")
    )
    found = prro("explain", "-", "--json", stdin=log).data["explanations"]
    assert [(one["subject"], one["title"]) for one in found] == [
        ("PRRO-E1309", "The server found the document not valid"),
        ("HTTP 400", "Refused"),
        ("server code 3 InvalidTin", "Wrong taxpayer code"),
        ("HTTP 503", "The server is not available"),
        ("server code 9 DocumentValidationError", "Only the last receipt can be reversed"),
        ("server code 9 DocumentValidationError", "The document is not valid"),
        ("server code 9 DocumentValidationError", "The document breaks the schema"),
        ("PRRO-D001", "Clock"),
        ("server code 12 CryptographyError", "The signature was not accepted"),
    ]


def test_any_text_at_all_is_read_without_a_fault():
    chance = random.Random(7)
    parts = [
        "Код помилки:",
        " 7 ",
        "HTTP ",
        "503",
        "\\u04",
        "PRRO-E",
        "1309",
        "\r\n",
        "Р",
        "С\x98",
        "exit ",
        "{",
        "36 год",
        "\x00",
    ]
    for _ in range(300):
        explain("".join(chance.choice(parts) for _ in range(chance.randrange(30))))
    assert explain("x" * 500_000) == ()


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("Код ошибки: 7", "server code 7 "),
        ("error_code: 12", "server code 12 "),
        ("Помилка 4", "server code 4 "),
        ("Error 11", "server code 11 "),
        ('{"data":{"server_error":{"code":5,"name":"","text":""}}}', "server code 5 "),
        ("curl: (22) The requested URL returned error: 503", "HTTP 503"),
        ("systemd: Main process exited, code=exited, status=1; exit status 21", "exit code 21 "),
    ],
)
def test_other_ways_to_write_it(text, subject):
    assert any(one.subject.startswith(subject) for one in explain(text)), explain(text)


def test_the_id_of_an_answer_that_found_something_is_its_exit_code():
    assert explain("PRRO-E7099")[0].title == explain("exit 70")[0].title
    assert "Unknown" in explain("PRRO-E8899")[0].title
