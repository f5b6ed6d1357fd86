"""`prro desk`, `tax`, `cashier`, `route`: what a technician defines once."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.keyfiles import add_words, key_folder
from tests.provoking import provokes

REGISTERED = (
    "--tin", "1234567890", "--org", "ФОП ІВАНЕНКО", "--outlet", "Кіоск", "--address", "м. Київ, вул. Хрещатик, 1",
    "--fiscal-number", "4000000001", "--local-number", "1",
)  # fmt: skip


@pytest.fixture
def desk(prro):
    """A home with one desk."""
    assert prro("desk", "add", "kiosk", *REGISTERED).code == 0
    return "kiosk"


@pytest.fixture
def olena(prro, tmp_path_factory):
    """A key named olena is in the vault."""
    assert prro(*add_words(key_folder(tmp_path_factory.mktemp("keys")), "olena")).code == 0


@provokes("PRRO-E0405")
def test_a_desk_is_added_shown_listed_changed_and_removed(prro, desk):
    shown = prro("desk", "show", "--json").data["desk"]
    assert (shown["name"], shown["tin"], shown["fiscal_number"]) == ("kiosk", "1234567890", 4000000001)
    assert (shown["cash_rounding"], shown["test"], shown["tsp"]) == ("0.50", False, "auto")
    prro("desk", "set", "kiosk", "--cash-rounding", "0.10", "--test", "--tsp", "none", "--vat-number", "123456789012")
    shown = prro("desk", "show", "kiosk", "--json").data["desk"]
    assert (shown["cash_rounding"], shown["test"], shown["tsp"]) == ("0.10", True, "none")
    assert prro("desk", "list", "-q").out == "kiosk\n"
    assert prro("desk", "remove", "kiosk", "--json").code == 5
    assert prro("desk", "remove", "kiosk", "--yes").code == 0
    assert prro("desk", "show", "--json").envelope["error"]["id"] == "PRRO-E0405"


@pytest.mark.parametrize(
    ("option", "value", "field"),
    [
        ("--tin", "12", "tin"),
        ("--server", "ftp://x/fs", "server"),
        ("--org", "Кав\u02bcярня", "org"),
        ("--org", "", "org"),
        ("--address", "x" * 257, "address"),
        ("--fiscal-number", "0", "fiscal-number"),
        ("--cash-rounding", "0.25", "cash-rounding"),
        ("--vat-number", "abc", "vat-number"),
        ("--tsp", "sometimes", "tsp"),
    ],
)
def test_what_cannot_stand_on_a_document_is_refused(prro, option, value, field):
    words = list(REGISTERED)
    if option in words:
        words[words.index(option) + 1] = value
    else:
        words += [option, value]
    ran = prro("desk", "add", "kiosk", *words, "--json")
    assert (ran.code, ran.envelope["error"]["id"]) == (3, "PRRO-E0306")
    assert ran.envelope["error"]["cause"].startswith(field)


@provokes("PRRO-E0403", "PRRO-E0503")
def test_a_taken_name_and_an_unknown_one(prro, desk):
    assert prro("desk", "add", "kiosk", *REGISTERED, "--json").envelope["error"]["id"] == "PRRO-E0503"
    error = prro("desk", "show", "kiosc", "--json").envelope["error"]
    assert (error["id"], "kiosk" in error["cause"]) == ("PRRO-E0403", True)


@provokes("PRRO-E0203")
def test_several_desks_must_be_chosen_between(prro, desk, monkeypatch):
    prro("desk", "add", "second", *REGISTERED, "--server", "http://127.0.0.1:2/fs")
    assert prro("tax", "list", "--json").envelope["error"]["id"] == "PRRO-E0203"
    assert prro("tax", "list", "--json", "--desk", "second").envelope["desk"] == "second"
    monkeypatch.setenv("PRRO_DESK", "kiosk")
    assert prro("tax", "list", "--json").envelope["desk"] == "kiosk"


def test_settings_of_a_desk_survive_its_change(prro, desk):
    prro("config", "set", "offline.enter", "never", "--desk", "kiosk")
    prro("desk", "set", "kiosk", "--tsp", "none")
    assert prro("config", "get", "offline.enter", "-q", "--desk", "kiosk").out == "never\n"


def test_the_code_of_the_tax_service_is_asked_only_of_its_own_address(prro, desk):
    from prro_cli.home.config_file import read_config
    from prro_cli.home.desks import desks_of

    path = Path(prro("config", "path", "-q").out.strip())
    assert desks_of(read_config(path))["kiosk"].expected_server_code == "43005393"
    prro("desk", "set", "kiosk", "--server", "http://127.0.0.1:8609/fs/")
    found = desks_of(read_config(path))["kiosk"]
    assert (found.server, found.expected_server_code) == ("http://127.0.0.1:8609/fs", None)


def test_tax_letters_change_from_a_day(prro, desk):
    prro("tax", "set", "A", "--vat", "20")  # a Latin A
    prro("tax", "set", "А", "--vat", "7", "--from", "2027-01-01")
    prro("tax", "set", "Д", "--vat", "20", "--excise", "5", "--name", "")
    rows = prro("tax", "list", "--json").data["taxes"]
    seen = [(r["letter"], r["type"], r["percent"], r["valid_from"], r["valid_to"]) for r in rows]
    assert seen == [
        ("А", 0, "20.00", None, "2026-12-31"),
        ("А", 0, "7.00", "2027-01-01", None),
        ("Д", 1, "5.00", None, None),
        ("Д", 0, "20.00", None, None),
    ]


@pytest.mark.parametrize(
    "words",
    [("А",), ("АБ", "--vat", "20"), ("А", "--vat", "101"), ("А", "--vat", "x"), ("А", "--vat", "7", "--exempt")],
)
def test_senseless_taxes_are_refused(prro, desk, words):
    assert prro("tax", "set", *words, "--json").code == 3


@provokes("PRRO-E0404")
def test_cashiers(prro, desk, olena, tmp_path):
    pin = tmp_path / "pin"
    pin.write_text("4711\n")
    ran = prro(
        "cashier", "add", "olena", "--key", "olena", "--badge", "B1", "--pin-file", pin, "--at", "kiosk", "--json"
    )
    row = ran.data["cashier"]
    assert (row["role"], row["badge"], row["has_pin"], row["desks"]) == ("cashier", "B1", True, ["kiosk"])
    assert "4711" not in Path(prro("config", "path", "-q").out.strip()).read_text()
    assert prro("cashier", "set", "olena", "--role", "senior", "--json").data["cashier"]["role"] == "senior"
    assert prro("cashier", "add", "bohdan", "--key", "olena", "--badge", "B1", "--json").code == 3
    assert prro("cashier", "set", "olena", "--role", "tsar", "--json").code == 3
    assert prro("cashier", "set", "olna", "--role", "senior", "--json").envelope["error"]["id"] == "PRRO-E0404"
    assert prro("cashier", "remove", "olena", "--yes", "--json").data["cashiers"] == []


def test_pins_are_salted_and_checked():
    from prro_cli.cli.pins import hash_pin, pin_matches
    from prro_cli.crypto.secret import Secret

    stored = hash_pin(Secret("4711"))
    assert stored != hash_pin(Secret("4711"))
    assert pin_matches(stored, Secret("4711"))
    assert not pin_matches(stored, Secret("4712"))


@provokes("PRRO-E0406")
def test_routes(prro, desk):
    account = "UA21 3223 1300 0002 6007 2335 66001"
    routes = prro("route", "add", "--account", account, "--desk", "kiosk", "--json").data["routes"]
    assert routes == [{"kind": "account", "value": "UA213223130000026007233566001", "desk": "kiosk"}]
    assert prro("desk", "remove", "kiosk", "--yes", "--json").envelope["error"]["id"] == "PRRO-E0504"
    assert prro("route", "add", "--json").code == 3
    assert prro("route", "remove", "--company", "x", "--json").code == 4
    assert prro("route", "remove", "--account", account, "--json").data["routes"] == []


def test_a_register_belongs_to_one_desk_of_a_server(prro, desk):
    ran = prro("desk", "add", "again", *REGISTERED, "--json")
    assert (ran.code, "is the register of desk kiosk" in ran.envelope["error"]["cause"]) == (3, True), ran.out
    elsewhere = (*REGISTERED, "--server", "http://127.0.0.1:2/fs")
    assert prro("desk", "add", "rehearsal", *elsewhere).code == 0
