"""Where passwords come from: each source, one at a time; files that others can read; nothing ever shown."""

from __future__ import annotations

import os
import re
import select
import signal
import sys
import types
from pathlib import Path

import pytest

from prro_cli.crypto.secret import Secret
from tests.cli.keyfiles import PASSWORD, KeyFolder, add_words, key_folder
from tests.provoking import provokes
from tests.shared import parsed


@pytest.fixture
def folder(tmp_path: Path) -> KeyFolder:
    return key_folder(tmp_path)


@pytest.fixture
def key(prro, folder):
    """A key in the vault; calling it checks the key with more words and gives the run."""
    assert prro(*add_words(folder)).code == 0
    return lambda *words: prro("key", "check", "fop", *words, "--json")


@pytest.mark.parametrize("line", ["{}\n", "{}\r\nsecond line\n", "\ufeff{}", "{}"], ids=["lf", "crlf", "bom", "bare"])
def test_the_first_line_of_a_file(key, folder, line):
    file = folder / "file"
    file.write_bytes(line.format(PASSWORD).encode())
    file.chmod(0o600)
    assert key("--password-file", file).code == 0


def test_spaces_belong_to_the_password(key, folder):
    assert key("--password-file", folder.secret("spaced", PASSWORD + " ")).code == 50


def test_an_open_descriptor_gives_one_line_to_each_question(prro, folder):
    prro(*add_words(folder))
    reading, writing = os.pipe()
    os.write(writing, f"{PASSWORD}\nдруге\n".encode())
    os.close(writing)
    words = ("--password-fd", reading, "--new-password-fd", reading)
    assert prro("key", "passwd", "fop", *words, "--json").code == 0
    os.close(reading)
    assert prro("key", "check", "--password-file", folder.secret("2", "друге")).code == 0
    assert prro("key", "check", "--password-fd", 9999, "--json").code == 2


@pytest.mark.parametrize("name", ["prro-fop", "prro-password"])
def test_the_credentials_of_systemd(key, folder, monkeypatch, name):
    folder.secret(name, PASSWORD)
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(folder.path))
    assert key().code == 0


@provokes("PRRO-E5007")
def test_a_command_prints_it(key, folder, monkeypatch):
    monkeypatch.setenv("PRRO_PASSWORD_COMMAND", f"cat '{folder / 'pw'}'")
    assert key().code == 0
    for broken in ("false", "/no/such/program", "'unbalanced"):
        monkeypatch.setenv("PRRO_PASSWORD_COMMAND", broken)
        ran = key()
        assert (ran.code, ran.envelope["error"]["id"]) == (50, "PRRO-E5007")


def test_the_variable_is_taken_with_a_warning(key, monkeypatch):
    monkeypatch.setenv("PRRO_KEY_PASSWORD", PASSWORD)
    ran = key()
    assert (ran.code, ran.envelope["warnings"][-1]["id"]) == (0, "password-in-environment")


def test_more_than_one_source_is_a_wrong_call(key, folder, monkeypatch):
    file = ("--password-file", folder / "pw")
    assert key(*file, "--password-fd", 0).code == 2
    monkeypatch.setenv("PRRO_KEY_PASSWORD", PASSWORD)
    ran = key(*file)
    assert ran.code == 2
    assert "--password-file, $PRRO_KEY_PASSWORD" in ran.envelope["error"]["cause"]
    monkeypatch.setenv("PRRO_PASSWORD_COMMAND", "true")
    assert key().code == 2


@provokes("PRRO-E5002")
def test_nobody_to_ask(key):
    ran = key()
    assert (ran.code, ran.envelope["error"]["id"]) == (50, "PRRO-E5002")
    assert "--password-file" in ran.envelope["error"]["next"][0]


@provokes("PRRO-E5006")
def test_an_absent_or_empty_file(key, folder):
    assert key("--password-file", folder / "gone").code == 4
    empty = key("--password-file", folder.secret("empty", ""))
    assert (empty.code, empty.envelope["error"]["id"]) == (50, "PRRO-E5006")
    assert key("--password-file", folder.secret("huge", "x" * 5000)).code == 2


@pytest.mark.skipif(os.name != "posix", reason="modes are a POSIX thing")
def test_a_file_that_others_can_reach_is_refused_with_the_fix(key, folder, monkeypatch):
    loose = folder.secret("loose", PASSWORD, 0o644)
    monkeypatch.setattr("prro_cli.cli.secrets._sheltered", lambda _path: False)
    ran = key("--password-file", loose)
    assert (ran.code, ran.envelope["error"]["next"]) == (62, [f"chmod 600 {loose}"])


@pytest.mark.skipif(os.name != "posix", reason="modes are a POSIX thing")
def test_a_loose_file_in_a_closed_directory_is_out_of_reach(key, folder):
    (folder / "closed").mkdir(mode=0o700)
    folder.secret("closed/loose", PASSWORD, 0o644)
    assert key("--password-file", folder / "closed" / "loose").code == 0


def test_the_keyring_by_the_fingerprint_of_the_key(prro, folder, monkeypatch):
    kept: dict[tuple[str, str], str] = {}
    fake = types.SimpleNamespace(
        get_password=lambda service, entry: kept.get((service, entry)),
        set_password=lambda service, entry, word: kept.update({(service, entry): word}),
        delete_password=lambda service, entry: kept.pop((service, entry)),
    )
    monkeypatch.setitem(sys.modules, "keyring", fake)
    prro("config", "set", "secrets.keyring", "true")
    prro(*add_words(folder))
    fingerprint = folder.pki.fop.certificate.subject_key_id.hex()
    assert kept == {("prro", fingerprint): PASSWORD}
    assert prro("key", "check", "--json").code == 0
    prro("config", "set", "secrets.keyring", "false")
    assert prro("key", "check", "--json").code == 50
    prro("config", "set", "secrets.keyring", "true")
    prro("key", "remove", "fop", "--yes")
    assert kept == {}


def test_the_keyring_that_is_not_installed(prro, folder, monkeypatch):
    prro(*add_words(folder))
    monkeypatch.setitem(sys.modules, "keyring", None)
    monkeypatch.setenv("PRRO_SECRETS_KEYRING", "true")
    ran = prro("key", "check", "--json")
    assert (ran.code, "keyring" in ran.envelope["error"]["cause"]) == (2, True)


def test_a_keyring_that_refuses_is_found_out_before_anything_is_written(prro, folder, monkeypatch):
    class RefusedError(Exception):
        pass

    def refuse(*_: str) -> None:
        raise RefusedError("locked")

    fake = types.SimpleNamespace(errors=types.SimpleNamespace(KeyringError=RefusedError), get_password=refuse)
    monkeypatch.setitem(sys.modules, "keyring", fake)
    monkeypatch.setenv("PRRO_SECRETS_KEYRING", "true")
    ran = prro(*add_words(folder), "--json")
    assert (ran.code, "locked" in ran.envelope["error"]["cause"]) == (2, True)
    assert prro("key", "list", "-q").out == ""


def test_no_password_in_any_output(prro, folder, monkeypatch, tmp_path):
    """The canary: in files, the environment and a command; good and failing paths; every verbosity."""
    home = Path(os.environ["PRRO_HOME"])
    (folder / "a.txt").write_text("a")
    wrong = folder.secret("wrong", PASSWORD + "2")
    runs = [
        prro(*add_words(folder), "-vv"),
        prro("key", "check", "--password-file", folder / "pw", "-vv"),
        prro("key", "check", "--password-file", wrong, "-vv", "--json"),
        prro("key", "add", folder / "fop.pfx", "--name", "x", "--password-file", wrong, "-vv"),
        prro("sign", folder / "a.txt", "--key", "fop", "--password-file", folder / "pw", "-vv"),
        prro("key", "passwd", "fop", "--password-file", folder / "pw", "--new-password-file", wrong, "-vv"),
    ]
    monkeypatch.setenv("PRRO_KEY_PASSWORD", PASSWORD + "3")
    runs += [prro("key", "check", "-vv"), prro("sign", folder / "gone", "--key", "fop", "-vv", "--json")]
    monkeypatch.setattr("prro_cli.crypto.vault.Vault.open", lambda *_: 1 // 0)
    runs.append(prro("key", "check", "-vv"))
    assert runs[-1].code == 1
    for ran in runs:
        assert PASSWORD not in ran.out + ran.err
    written = [file for file in home.rglob("*") if file.is_file()]
    assert any(file.parent.name == "log" for file in written)
    for file in written:
        assert PASSWORD.encode() not in file.read_bytes(), file


def test_whatever_is_kept_of_a_secret_has_the_type_of_one():
    """No class holds a password, PIN, seed, token or passphrase as plain text; what is only named so is listed."""
    import ast

    root = Path(__file__).resolve().parents[2] / "prro_cli"
    plain = []
    for file in root.rglob("*.py"):
        if file.is_relative_to(root / "sandbox"):
            continue  # the other side: what it holds are secrets of nobody
        for node in ast.walk(parsed(file)):
            for row in node.body if isinstance(node, ast.ClassDef) else ():
                if isinstance(row, ast.AnnAssign) and isinstance(row.target, ast.Name):
                    name, kind = row.target.id, ast.unparse(row.annotation).split(" ")[0]
                    if kind in ("str", "bytes", "bytearray") and SECRET_NAME.search(name) and name not in NO_SECRETS:
                        plain.append(f"{file.relative_to(root)}: {node.name}.{name}")
    assert plain == []


SECRET_NAME = re.compile(r"password|passphrase|secret|(^|_)(pin|seed|token|login)(_|$)")
NO_SECRETS = {
    "seed_name", "seed_check",  # the name of a sealed seed and its keyed hash
    "secret", "xml_secret", "sent_secret",  # names of sealed secrets in rows of the journal
    "password_file",  # a path
    "pin",  # the salted scrypt hash in a cashier's definition
    "token",  # a time-stamp
}  # fmt: skip


def test_a_secret_never_shows_itself():
    secret = Secret(PASSWORD)
    assert PASSWORD not in f"{secret!r} {secret}"


@pytest.mark.skipif(os.name != "posix", reason="pseudo-terminals are a POSIX thing")
def test_a_person_is_asked_on_the_terminal_and_nothing_is_echoed(prro, folder):
    prro(*add_words(folder))
    text, code = _on_a_terminal("key", "check", "fop")
    assert code == 0, text
    assert "Password of the key 'fop'" in text
    assert "fop can sign" in text
    assert PASSWORD not in text


def _on_a_terminal(*words: str) -> tuple[str, int]:
    """Run the program on a pseudo-terminal, answer its question, and give all that was to be seen."""
    import pty

    pid, terminal = pty.fork()
    if pid == 0:
        os.execv(sys.executable, [sys.executable, "-m", "prro_cli", *words])
    seen, answered = b"", False
    while select.select([terminal], [], [], 20)[0]:
        try:
            piece = os.read(terminal, 4096)
        except OSError:  # Linux says so when the other end is closed
            piece = b""
        if not piece:
            break
        seen += piece
        if not answered and b"Password of" in seen:
            os.write(terminal, f"{PASSWORD}\n".encode())
            answered = True
    else:
        os.kill(pid, signal.SIGKILL)
    os.close(terminal)
    return seen.decode(), os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
