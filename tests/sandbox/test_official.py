"""The sandbox's own judgement against the official vectors and examples."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import pytest

from prro_cli.sandbox.checks.offline import control_number
from prro_cli.sandbox.checks.sums import check_sums
from prro_cli.sandbox.checks.taxes import check_taxes
from prro_cli.sandbox.paper import read
from prro_cli.sandbox.refusals import NAMES, RefusalError
from prro_cli.sandbox.switches import Switches
from tests.sandbox.world import Client, sale, zrep
from tests.shared import shared_data

CONTRADICTORY = {"check01(Повернення).xml", "check01(Опис всіх елементів).xml", "check01(Товар).xml"}
"""Two contradict themselves in payments (section 3.12 of the specification); the third has a letter without a tax."""


def test_control_numbers() -> None:
    for vector in json.loads(shared_data("fiscal/control_number_vectors.json").read_text()):
        assert control_number(vector["string"]) == vector["control"], vector["name"]


def test_the_worked_example_of_the_api() -> None:
    string = "179625192271939,20082020,142338,10,4000002411,10," + (
        "cdd68bb111f8993f3603f0179341571b35b73a07d5acee9b28fbfb714698e1b3"
    )
    assert control_number(string) == 4758


def test_names_of_codes() -> None:
    codes = json.loads(shared_data("fiscal/error_codes.json").read_text())
    assert {item["code"]: item["name"] for item in codes} == NAMES


@dataclass(frozen=True)
class _Court:
    switches: Switches


@dataclass(frozen=True)
class _Case:
    paper: Any
    court: _Court


def test_sums_of_the_official_examples() -> None:
    judged = {}
    for path in sorted(shared_data("fiscal/examples").glob("check01*.xml")):
        case: Any = _Case(read(path.read_bytes()), _Court(Switches()))
        try:
            check_sums(case)
            check_taxes(case)
            judged[path.name] = ""
        except RefusalError as refused:
            judged[path.name] = refused.text
    assert {name for name, text in judged.items() if text} == CONTRADICTORY, judged


def test_a_package_built_like_the_official_one(client: Client) -> None:
    """Begin, open, sale, sale, Z, close, end: hashes from the third document on (the packet of the API)."""
    client.open()
    client.ok(None, body="<ZREPBODY><SERVICEINPUT>0.00</SERVICEINPUT></ZREPBODY>")
    client.ok(101)
    offline = client.session()
    offline.add(102)
    offline.add(100)
    client.box.advance(29)
    offline.add(0, 0, sale("25.00", "4.17"))
    client.box.advance(15)
    offline.add(0, 0, sale("25.00", "4.17"))
    offline.add(None, body=zrep("50.00", "8.34", 2))
    offline.add(101)
    offline.add(103)
    numbers = [number.split(".") for number in offline.fiscal]
    assert [number for _, number, _ in numbers] == list("1234567")
    answer = offline.deliver()
    assert answer.status == 200, answer.text
    state = client.state()
    assert (state["ShiftState"], state["NextLocalNum"], state["OfflineNextLocalNum"]) == (0, 11, "1")


@pytest.mark.parametrize("kind", ["sale", "z", "return"])
def test_an_online_document_is_revoked_by_the_begin(client: Client, kind: str) -> None:
    client.box.switch("revoke_numbering", "keep")
    client.open()
    sold = client.sell()["ORDERTAXNUM"]
    if kind == "z":
        client.ok(None, body=zrep())
    elif kind == "return":
        client.ok(0, 1, sale("6.00", "1.00"), ORDERRETNUM=sold)
    offline = client.session()
    offline.add(102, REVOKELASTONLINEDOC="true")
    if kind == "sale":
        offline.add(0, 0, sale("12.00", "2.00"))
    offline.add(None, body=zrep(*(("12.00", "2.00") if kind == "sale" else ("60.00", "10.00"))))
    offline.add(101)
    offline.add(103)
    answer = offline.deliver()
    assert answer.status == 200, answer.text
    info = client.command("DocumentInfoByLocalNum", NumLocal=2 if kind == "sale" else 3).json
    assert (info["Revoked"], info["Storned"]) == (True, False)
    assert client.state()["ShiftState"] == 0
