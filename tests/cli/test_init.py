"""`prro init`: from nothing to a desk with key and cashier, in one command."""

from __future__ import annotations

import pytest

from tests.crypto.throwaway import Family, our_pfx

DESK = ("--outlet", "Кіоск", "--address", "м. Київ", "--fiscal-number", "4000000001", "--local-number", "1")
PASSWORD = "Ключ-1"


@pytest.fixture
def key(tmp_path):
    """A throw-away key file with its certificates inside, and a file with its password."""
    file, password = tmp_path / "key.pfx", tmp_path / "pw"
    file.write_bytes(our_pfx(Family.GOST, PASSWORD))
    password.write_text(PASSWORD + "\n", encoding="utf-8")
    password.chmod(0o600)
    return ("--key-file", file, "--password-file", password)


def test_everything_given(prro, key):
    ran = prro("init", "--name", "kiosk", *key, *DESK, "--tin", "1234567890", "--org", "ФОП ТЕСТ", "--test", "--json")
    assert (ran.code, ran.data["desk"], ran.data["key"]) == (0, "kiosk", "owner"), ran
    shown = prro("desk", "show", "--json").data["desk"]
    assert (shown["fiscal_number"], shown["outlet"], shown["test"]) == (4000000001, "Кіоск", True)
    assert prro("cashier", "list", "-q").out == "owner\n"
    assert prro("key", "list", "-q").out == "owner\n"


def test_it_may_be_run_again_after_a_break(prro, key):
    words = ("init", "--name", "kiosk", *key, *DESK, "--tin", "1234567890", "--org", "ФОП ТЕСТ")
    assert prro(*words, "--fiscal-number", "0").code == 2
    assert prro(*words).code == 0
    assert prro(*words).code == 0


def test_what_is_missing_is_named_where_nobody_can_be_asked(prro, key):
    error = prro("init", *key, "--json").envelope["error"]
    assert (error["exit_code"], "--outlet" in error["cause"]) == (2, True)
