"""`prro config`: precedence, origins, nearest names, modes."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.provoking import provokes


def test_default_then_file_then_desk_then_environment(prro, monkeypatch):
    assert prro("config", "get", "offline.enter", "-q").out == "auto\n"
    prro("config", "set", "offline.enter", "ask")
    assert prro("config", "get", "offline.enter", "-q").out == "ask\n"
    prro("config", "set", "offline.enter", "never", "--desk", "kiosk")
    assert prro("config", "get", "offline.enter", "-q", "--desk", "kiosk").out == "never\n"
    assert prro("config", "get", "offline.enter", "-q").out == "ask\n"
    monkeypatch.setenv("PRRO_OFFLINE_ENTER", "auto")
    ran = prro("config", "get", "offline.enter", "--json", "--desk", "kiosk")
    assert ran.data["value"] == "auto"
    assert ran.data["origin"] == "$PRRO_OFFLINE_ENTER"


def test_show_origin_names_the_file(prro):
    prro("config", "set", "lock.wait", "7")
    ran = prro("config", "show", "--origin")
    line = next(x for x in ran.out.splitlines() if x.startswith("lock.wait"))
    assert line.split()[1] == "7"
    assert "config.toml [settings]" in line


def test_unknown_setting_names_the_nearest(prro):
    ran = prro("config", "set", "offline.entr", "ask", "--json")
    assert (ran.code, ran.envelope["error"]["id"]) == (2, "PRRO-E0202")
    assert "offline.enter" in ran.envelope["error"]["cause"]


@provokes("PRRO-E0202")
def test_unknown_name_in_the_file_is_an_error(prro):
    prro("config", "set", "lock.wait", "7")
    path = Path(prro("config", "path", "-q").out.strip())
    path.write_text("[settings.lock]\nwiat = 3\n")
    ran = prro("config", "show", "--json")
    assert ran.code == 2
    assert "lock.wait" in ran.envelope["error"]["cause"]
    path.write_text("[desk.kiosk]\n")
    assert "desks" in prro("config", "show", "--json").envelope["error"]["cause"]


@provokes("PRRO-E0301")
@pytest.mark.parametrize(("name", "value"), [("lock.wait", "601"), ("lock.wait", "x"), ("offline.enter", "maybe")])
def test_bad_values_are_refused_before_writing(prro, name, value):
    ran = prro("config", "set", name, value, "--json")
    assert (ran.code, ran.envelope["error"]["id"]) == (3, "PRRO-E0301")
    assert not Path(prro("config", "path", "-q").out.strip()).exists()


@provokes("PRRO-E0302")
def test_broken_toml_is_named(prro):
    prro("config", "set", "lock.wait", "7")
    path = Path(prro("config", "path", "-q").out.strip())
    path.write_text("[settings\n")
    assert prro("config", "show", "--json").envelope["error"]["id"] == "PRRO-E0302"


@provokes("PRRO-E6201")
@pytest.mark.skipif(os.name != "posix", reason="modes are a POSIX thing")
def test_modes_are_private_and_checked(prro):
    prro("config", "set", "lock.wait", "7")
    path = Path(prro("config", "path", "-q").out.strip())
    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    path.chmod(0o644)
    ran = prro("config", "show", "--json")
    assert (ran.code, ran.envelope["error"]["next"]) == (62, [f"chmod 600 {path}"])
    path.chmod(0o600)
    path.parent.chmod(0o755)
    assert prro("config", "show").code == 62


def test_the_way_out_of_a_broken_configuration_is_not_a_command_that_it_breaks(prro):
    prro("config", "set", "lock.wait", "3")
    path = Path(prro("config", "path", "-q").out.strip())
    for bad in ("[lokc]\nwait = 3\n", "[settings.lock]\nwait = 'x'\n", "[", "[settings.lock]\nwait = " + "9" * 5000):
        path.write_text(bad)
        ran = prro("config", "get", "lock.wait", "--json")
        steps = ran.envelope["error"]["next"]
        assert str(path) in steps[0] and prro(*steps[1].split()[1:]).code == 0, ran.out


def test_numbers_that_fit_nowhere_are_wrong_calls(prro):
    for words in (["journal", "list", "--shift"], ["journal", "list", "--before"], ["journal", "events", "--after"]):
        for text in (str(1 << 63), "9" * 5000):
            assert prro(*words, text, "--json").code == 2
    assert prro("config", "set", "lock.wait", "9" * 5000, "--json").code == 3
    assert prro("--timeout", "3601", "config", "path", "--json").code == 2
