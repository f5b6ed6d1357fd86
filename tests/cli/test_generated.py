"""What follows from the code is fresh, complete, and accepted by the programs that read it."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

from prro_cli.cli.exit_codes import code_rows
from prro_cli.cli.hoist import FLAGS, WITH_VALUE
from prro_cli.cli.tree import Command, read_tree
from prro_cli.errors.base import ExitCode
from prro_cli.errors.catalogue import every_error
from prro_cli.home.settings import TABLE
from prro_cli.render.terminal import text_renderer

ROOT = Path(__file__).resolve().parents[2]
SCHEMAS = ROOT / "prro_cli" / "schemas"
CONFIG = """
[desks.kiosk]
server = "http://127.0.0.1:1/fs"
tin = "1234567890"
org = "ФОП Іваненко"
outlet = "Кіоск"
address = "м. Київ"
fiscal_number = 4000000001
local_number = 1
[desks.cafe-2]
server = "http://127.0.0.1:1/fs"
tin = "1234567890"
org = "ФОП Іваненко"
outlet = "Кафе"
address = "м. Київ"
fiscal_number = 4000000002
local_number = 2
[cashiers.olena]
key = "olena"
"""


@pytest.fixture(scope="module")
def tree() -> Command:
    return read_tree()


def needed(program: str) -> str:
    found = shutil.which(program)
    if found is None:
        pytest.skip(f"{program} is not installed here (.ci/run installs it)")
    return found


@pytest.fixture
def full_home(tmp_path: Path) -> Path:
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    (home / "keys").mkdir(mode=0o700)
    (home / "keys" / "olena.prrokey").write_bytes(b"{}")
    (home / "config.toml").write_text(CONFIG, encoding="utf-8")
    (home / "config.toml").chmod(0o600)
    return home


def test_everything_generated_is_fresh():
    done = subprocess.run(
        [sys.executable, "scripts/make.py", "--check"],
        cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (0, ""), done.stdout + done.stderr


def test_stale_files_are_named(tmp_path):
    from scripts.generate.everything import stale

    (tmp_path / "man").mkdir()
    (tmp_path / "man" / "prro-gone.1").write_text("old")
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "a.md").write_bytes(b"same")
    (tmp_path / "docs" / "b.md").write_bytes(b"old")
    files = {"docs/a.md": "same", "docs/b.md": "new", "docs/c.md": "missing"}
    assert stale(tmp_path, files) == ["docs/b.md", "docs/c.md", "man/prro-gone.1"]


def test_every_command_has_help_schema_and_an_example(tree):
    bare = [c.name for c in tree.leaves() if not (c.help and c.schema and c.example)]
    assert bare == []


def test_examples_parse(tree):
    """Each example names a command that exists and only options that command has."""
    by_path = {c.path: c for c in tree.walk()}
    wrong = [f"{c.name}: {c.example}: {w}" for c in tree.leaves() for w in unknown_words(c, by_path, tree)]
    assert wrong == []


def unknown_words(command: Command, by_path: dict[tuple[str, ...], Command], tree: Command) -> list[str]:
    before, _, _ = command.example.partition(" | ")
    words = shlex.split(command.example.rpartition("| ")[2] if not before.startswith("prro") else before)
    if words[:1] != ["prro"]:
        return ["does not begin with prro"]
    words = words[1:]
    while words and words[0].startswith("-"):
        words = words[2:] if words[0] in ("--home", "--desk", "--timeout", "--color") else words[1:]
    if tuple(words[: len(command.path)]) != command.path or command.path not in by_path:
        return ["is an example of another command"]
    known = {f for o in command.options for f in (*o.flags, *o.off_flags)} | FLAGS | WITH_VALUE
    flags = [w.split("=", 1)[0] for w in words if w.startswith("-") and not re.fullmatch(r"-\d*", w)]
    return [f for f in flags if f not in known]


@pytest.mark.parametrize("words", ["desk list", "config show", "exit-codes", "commands"])
def test_tree_knows_the_help_on_the_terminal(prro, tree, words):
    command = next(c for c in tree.walk() if c.path == tuple(words.split()))
    shown = prro(*words.split(), "--help")
    assert shown.code == 0
    assert command.name == f"prro {words}"


def test_every_exit_code_has_words_and_is_documented():
    assert [r.code for r in code_rows()] == [int(c) for c in ExitCode]
    page = (ROOT / "docs/exit-codes.md").read_text(encoding="utf-8")
    manual = (ROOT / "man/prro-exit-codes.7").read_text(encoding="utf-8")
    for code in ExitCode:
        assert f"| {int(code)} | " in page
        assert f"\\fB{int(code)}  " in manual


def test_every_error_is_documented():
    page = (ROOT / "docs/errors.md").read_text(encoding="utf-8")
    assert re.findall(r"^## (\S+)$", page, re.M) == sorted(every_error())


def test_every_setting_is_documented():
    page = (ROOT / "docs/settings.md").read_text(encoding="utf-8")
    assert all(f"`{s.name}`" in page and f"`{s.variable}`" in page for s in TABLE)


def test_the_sandbox_page_has_every_switch_and_fault():
    from prro_cli.sandbox.faults import KINDS
    from prro_cli.sandbox.switches import TABLE as SWITCHES

    page = (ROOT / "docs/sandbox.md").read_text(encoding="utf-8")
    assert all(f"`{one.name}`" in page for one in (*SWITCHES, *KINDS))


def test_every_command_has_a_schema_file_and_a_text_renderer(tree):
    from scripts.generate.schemas import file_name, result_classes

    classes = result_classes()
    for command in tree.leaves():
        assert command.schema in classes, f"{command.name}: no result class has the schema {command.schema}"
        assert (ROOT / file_name(command.schema)).is_file()
    assert [name for name, cls in classes.items() if not has_renderer(cls)] == []


def has_renderer(cls: type) -> bool:
    try:
        return callable(text_renderer(cls))
    except (AttributeError, ModuleNotFoundError):
        return False


def validator(name: str) -> jsonschema.Draft202012Validator:
    schema = json.loads((SCHEMAS / f"{name.replace('/', '-')}.json").read_text(encoding="utf-8"))
    return jsonschema.Draft202012Validator(schema)


def test_schemas_are_schemas():
    for path in SCHEMAS.glob("*.json"):
        schema = json.loads(path.read_text(encoding="utf-8"))
        jsonschema.Draft202012Validator.check_schema(schema)
        assert schema["title"].replace("/", "-") + ".json" == path.name


@pytest.mark.parametrize(
    "words",
    [
        "desk list", "desk show kiosk", "desk show nobody", "desk set kiosk --cash-rounding 0.10", "cashier list",
        "tax set А --vat 20 --from 2026-01-01 --desk kiosk", "desk show kiosk", "tax list --desk kiosk", "route list",
        "config show", "config get lock.wait", "config get nonsense", "config path", "explain 7", "explain zzzz",
        "exit-codes", "commands", "completion fish", "completion klingon", "bogus",
    ],
)  # fmt: skip
def test_real_answers_fit_their_schemas(prro, monkeypatch, full_home, words):
    monkeypatch.setenv("PRRO_HOME", str(full_home))
    answer = prro(*words.split(), "--json").envelope
    validator(answer["schema"]).validate(answer)
    assert answer["schema"].startswith("prro.")


def test_dates_of_a_tax_are_json(prro, monkeypatch, full_home):
    monkeypatch.setenv("PRRO_HOME", str(full_home))
    assert prro("tax", "set", "А", "--vat", "20", "--from", "2026-01-01", "--desk", "kiosk").code == 0
    shown = prro("desk", "show", "kiosk", "--json")
    assert shown.code == 0, shown.out
    assert shown.data["desk"]["taxes"][0]["valid_from"] == "2026-01-01"


def test_a_schema_refuses_what_is_not_promised(prro):
    answer = prro("exit-codes", "--json").envelope
    for damage in (
        {"data": {}},
        {"ok": "yes"},
        {"schema": "prro.sale/1"},
        {"data": {"codes": [{"code": "0"}]}},
        {"error": {"id": "E1"}},
    ):
        assert not validator("prro.exit-codes/1").is_valid({**answer, **damage}), damage


def test_completion_prints_what_is_shipped(prro):
    for shell, ending in (("bash", "bash"), ("zsh", "zsh"), ("fish", "fish"), ("powershell", "ps1")):
        shipped = (ROOT / "completions" / f"prro.{ending}").read_text(encoding="utf-8")
        assert prro("completion", shell).out == shipped


@pytest.mark.parametrize(("shell", "option"), [("bash", "-n"), ("zsh", "-n"), ("fish", "--no-execute")])
def test_the_shell_can_read_its_script(shell, option):
    done = subprocess.run(
        [needed(shell), option, str(ROOT / "completions" / f"prro.{shell}")],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.fixture
def path_with_prro(tmp_path: Path, full_home: Path) -> dict[str, str]:
    """An environment in which `prro` is this checkout."""
    folder = tmp_path / "bin"
    folder.mkdir()
    program = folder / "prro"
    program.write_text(f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec "{sys.executable}" -m prro_cli "$@"\n')
    program.chmod(0o755)
    return {**os.environ, "PATH": f"{folder}:{os.environ['PATH']}", "PRRO_HOME": str(full_home), "LC_ALL": "C.UTF-8"}


def ran(words: list[str], environment: dict[str, str]) -> str:
    done = subprocess.run(
        words, env=environment, capture_output=True, text=True, encoding="utf-8", timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


BASH = """source completions/prro.bash
COMP_WORDS=({words}); COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1)); _prro; printf '%s\\n' "${{COMPREPLY[@]}}" """
CASES = [
    ("prro de", {"demo", "desk", "decrypt"}),
    ("prro --json desk sh", {"show"}),
    ("prro desk add --tin 1 --fisc", {"--fiscal-number"}),
    ("prro config show --js", {"--json"}),
    ("prro desk show ''", {"kiosk", "cafe-2"}),
    ("prro --desk ki", {"kiosk"}),
    ("prro config get --desk caf", {"cafe-2"}),
    ("prro --color al", {"always"}),
    ("prro completion f", {"fish"}),
    ("prro cashier show olena --des", {"--desk"}),
    ("prro config get lock.", {"lock.wait"}),
]


@pytest.mark.parametrize(("line", "expected"), CASES)
def test_bash_completes(path_with_prro, line, expected):
    program = f"cd {shlex.quote(str(ROOT))}; " + BASH.format(words=line)
    found = ran([needed("bash"), "-c", program], path_with_prro).split()
    assert expected <= set(found)


@pytest.mark.parametrize(("line", "expected"), CASES)
def test_fish_completes(path_with_prro, line, expected):
    line = line.removesuffix("''")
    program = f"source {shlex.quote(str(ROOT))}/completions/prro.fish; complete -C {shlex.quote(line)}"
    found = ran([needed("fish"), "--no-config", "-c", program], path_with_prro).splitlines()
    assert expected <= {row.split("\t")[0] for row in found}


ZSH = """
autoload -Uz compinit; compinit -u -D; source completions/prro.zsh
_describe() {{ local name=${{@[-1]}}; print -rl -- "${{(@)${{(@P)name}}%%:*}}" }}
compadd() {{ local name=${{@[-1]}}; print -rl -- "${{(@P)name}}" }}
words=({words}); CURRENT=${{#words}}; PREFIX=${{words[-1]}}; _prro"""


@pytest.mark.parametrize(("line", "expected"), CASES)
def test_zsh_completes(path_with_prro, line, expected):
    """The function itself in a real zsh; what would be offered is printed instead (zsh filters by the prefix)."""
    program = f"cd {shlex.quote(str(ROOT))}\n" + ZSH.format(words=line)
    found = ran([needed("zsh"), "-f", "-c", program], path_with_prro).split()
    assert expected <= set(found)


def test_names_for_tab_are_silent_where_there_are_none(path_with_prro):
    assert ran(["prro", "_complete", "desks"], path_with_prro).split() == ["cafe-2", "kiosk"]
    assert ran(["prro", "_complete", "cashiers"], path_with_prro).split() == ["olena"]
    assert ran(["prro", "_complete", "keys"], path_with_prro).split() == ["olena"]
    assert ran(["prro", "_complete", "documents"], path_with_prro) == ""
    assert ran(["prro", "_complete", "nonsense"], path_with_prro) == ""
    nothing = {**path_with_prro, "PRRO_HOME": "/nonexistent"}
    assert ran(["prro", "_complete", "desks"], nothing) == ""


@pytest.mark.parametrize("kind", ["desks", "cashiers", "keys", "documents"])
def test_names_for_tab_load_next_to_nothing(kind, path_with_prro):
    """Speed by modules, not by the clock (a busy machine is not a slow program)."""
    script = "import sys, prro_cli.__main__ as m; sys.argv = ['prro', '_complete', sys.argv[1]]; m.main()\n"
    script += "print(*sys.modules, file=sys.stderr)"
    line = [sys.executable, "-c", script, kind]
    ended = subprocess.run(line, env=path_with_prro, capture_output=True, text=True, check=True)
    ours = [name for name in ended.stderr.split() if name.startswith("prro_cli")]
    assert not {"typer", "rich", "cryptography", "httpx"} & set(ended.stderr.split())
    assert len(ours) < 25, ours


def test_names_for_tab_load_neither_parser_nor_network():
    script = (
        "import sys; sys.argv = ['prro', '_complete', 'desks']\nfrom prro_cli.__main__ import main\nmain()\n"
        "print(*sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT)
    assert not {"typer", "httpx", "rich", "cryptography", "sqlite3", "socket"}.intersection(done.stdout.split())


def test_documents_for_tab_come_from_the_journal(tmp_path):
    import sqlite3

    from prro_cli.cli.complete import names

    with sqlite3.connect(tmp_path / "journal.db") as journal:
        journal.execute("CREATE TABLE documents (fiscal_number TEXT, time_unix INTEGER)")
        journal.executemany("INSERT INTO documents VALUES (?, ?)", [("11", 1), (None, 2), ("13", 3)])
    journal.close()
    assert names("documents", {"PRRO_HOME": str(tmp_path)}) == ["13", "11"]


def test_the_journal_has_the_columns_that_tab_reads():
    from prro_cli.journal import schema

    text = Path(schema.__file__).read_text(encoding="utf-8")
    assert {"fiscal_number TEXT", "time_unix INTEGER"} <= set(re.findall(r"\w+ (?:TEXT|INTEGER)", text))


def test_manual_pages_are_clean():
    program = needed("man")
    pages = sorted((ROOT / "man").glob("*.[157]"))
    environment = {**os.environ, "LC_ALL": "C.UTF-8", "MANWIDTH": "80"}
    for page in pages:
        done = subprocess.run(
            [program, "--warnings", "-E", "UTF-8", "-l", "-Tutf8", str(page)],
            env=environment, capture_output=True, text=True, encoding="utf-8", check=False,
        )  # fmt: skip
        assert (done.returncode, done.stderr) == (0, ""), page.name
        if page.name == "prro.1":
            assert "ПРРО" in done.stdout


def test_every_command_has_a_manual_page_with_its_sections(tree):
    for command in tree.walk():
        page = (ROOT / "man" / f"{command.name.replace(' ', '-')}.1").read_text(encoding="utf-8")
        sections = ["NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS", "EXIT STATUS", "ENVIRONMENT", "FILES", "SEE ALSO"]
        found = re.findall(r"^\.SH (.+)$", page, re.M)
        assert set(sections) <= set(found), command.name
        assert ("EXAMPLES" in found) == bool(command.example)


def test_links_of_the_pages_lead_somewhere():
    for page in (ROOT / "docs").glob("*.md"):
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_the_glossary_has_the_official_words():
    page = (ROOT / "docs/glossary.md").read_text(encoding="utf-8")
    for word in ("ПРРО", "РРО", "КЕП", "ГО", "зміна", "видатковий чек", "сторно", "фіскальний номер", "ДПС"):
        assert word in page
