"""The canaries: marked secrets in every place that takes one, every command run, everything searched for them.

Every leaf command of the tree is called (`canary_plan.PLAN` names them; a new command that is in no plan fails here),
with -vv, succeeding and failing: in this process, so that it is quick, and some as real processes. Searched are what
they print, the log, the journal with its write-ahead log, bundles, backups, and what the programs that we start see of
us: each of them writes down its own /proc/self/cmdline and environment.
"""

from __future__ import annotations

import io
import os
import shlex
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from prro_cli.cli.tree import Command, read_tree
from tests.cli.canary_plan import NOT_BARE, PLAN
from tests.cli.keyfiles import PASSWORD, key_folder
from tests.cli.till import till_at
from tests.conftest import Ran

MAIL, TELEPHONE = "kanarka.buyer@example.ua", "+380670009911"
CANARIES = {
    "PIN": "48151623",
    "another PIN": "23426108",
    "badge": "canary-badge-7f3a",
    "key password": PASSWORD,
    "new key password": "canary-new-password-91",
    "wrong password": "canary-wrong-password-17",
    "token of a gateway": "canary-token-5512",
    "passphrase of backups": "canary-passphrase-3301",
    "customer's mail": MAIL,
    "customer's telephone": TELEPHONE.removeprefix("+"),
}
SHOWN_ON_PURPOSE = {
    ("cashier set", "badge"),  # the definition of a cashier is where a technician reads it back
    ("cashier list", "badge"),
    ("cashier remove", "badge"),
    ("sandbox state", "sealed secret"),  # the sandbox is the other side: its seeds are its own, and open nothing
}
SPY = """#!/bin/sh
cat > /dev/null
{ tr '\\0' '\\n' < /proc/$$/cmdline; tr '\\0' '\\n' < /proc/$$/environ; } >> SPIED
echo PRINTED
"""


@dataclass
class World:
    """A home full of canaries, and everything that was printed."""

    home: Path
    folder: Path
    words: dict[str, str]
    secrets: dict[str, bytes]
    runs: list[tuple[str, Ran]] = field(default_factory=list)

    def run(self, line: str, *first: str, **variables: str) -> Ran:
        """One call in this process."""
        from prro_cli.cli.app import perform
        from prro_cli.cli.environment import Environment

        out, err = io.StringIO(), io.StringIO()
        environment: dict[str, Any] = {**os.environ, "PRRO_HOME": str(self.home), **variables}
        words = [*first, *shlex.split(line.format(**self.words))]
        ran = Ran(
            int(perform(words, Environment(io.StringIO(), out, err, environment))), out.getvalue(), err.getvalue()
        )
        self.runs.append((line, ran))
        return ran


def spy(folder: Path, name: str, prints: str = "") -> Path:
    """A program of the shop that writes down what it can see."""
    path = folder / name
    path.write_text(SPY.replace("SPIED", str(folder / "spied")).replace("PRINTED", prints))
    path.chmod(0o700)
    return path


@pytest.fixture(scope="module")
def tree() -> Command:
    return read_tree()


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory, tree: Command) -> Iterator[World]:
    """Everything run once; the tests below look at what came of it."""
    folder = tmp_path_factory.mktemp("canary")
    home = folder / "home"
    before = {name: os.environ.get(name) for name in ("PRRO_HOME", "HOME", "XDG_CONFIG_HOME")}
    os.environ |= {"PRRO_HOME": str(home), "HOME": str(folder), "XDG_CONFIG_HOME": str(folder / "xdg")}
    world = World(home, folder, {}, {})
    try:
        with till_at(lambda *words, **_: world.run(shlex.join(map(str, words))), "olena") as till:
            prepare(world, till)
            play(world, tree)
            world.secrets |= opened_seeds(home)
    finally:
        for name, value in before.items():
            os.environ.pop(name)
            if value is not None:
                os.environ[name] = value
    yield world


def prepare(world: World, till: Any) -> None:
    """Files for the plan, hooks, drivers; the canaries in all of them."""
    folder = world.folder
    keys = folder / "keys"
    keys.mkdir()
    made = key_folder(keys)
    texts = {
        "pin": CANARIES["PIN"], "pin2": CANARIES["another PIN"], "new": CANARIES["new key password"],
        "wrong": CANARIES["wrong password"], "passphrase": CANARIES["passphrase of backups"], "text": "a text",
    }  # fmt: skip
    for name, text in texts.items():
        (folder / name).write_text(text + "\n")
        (folder / name).chmod(0o600)
        world.words[name] = str(folder / name)
    (folder / "shops.toml").write_text(f'[targets.here]\nhome = "{world.home}"\n')
    (folder / "receipt.xml").write_bytes(b"<CHECK></CHECK>")
    names = [
        "signed",
        "unwrapped",
        "closed",
        "clear",
        "export",
        "backups",
        "identity",
        "bundle",
        "bundle2",
        "printed",
        "schemas",
        "copied",
    ]
    world.words |= {name: str(folder / f"made-{name}") for name in names}
    world.words |= {
        "folder": str(folder), "pw": f"--password-file {till.password}", "badge": CANARIES["badge"], "mail": MAIL,
        "telephone": TELEPHONE, "server": f"http://127.0.0.1:{till.port}/fs", "root": f"http://127.0.0.1:{till.port}",
        "where": f"--server http://127.0.0.1:{till.port}/fs --tin 40000018", "pfx": str(made / "fop.pfx"),
        "cert": str(made / "certificates" / "fop.cer"), "agreement": str(made / "certificates" / "fop_agreement.cer"),
        "own": str(made / "pw"), "spy": str(spy(folder, "courier")), "xml": str(folder / "receipt.xml"),
        "inventory": str(folder / "shops.toml"), "idempotency": "order-1001", "first": "1",
    }  # fmt: skip
    world.secrets |= {name: value.encode() for name, value in CANARIES.items()}
    world.secrets["password of the sandbox's keys"] = till.password.read_bytes().strip()
    delivery = world.home / "delivery"
    delivery.mkdir(mode=0o700)
    gate = f'driver = "http"\nurl = "http://127.0.0.1:9/sms"\nsecret_file = "{folder / "token"}"\n'
    gate += 'headers = { Authorization = "Bearer {secret}" }\nbody = { to = "{to}", text = "{text}" }\n'
    for path, text in ((delivery / "gate.toml", gate), (folder / "token", CANARIES["token of a gateway"] + "\n")):
        path.write_text(text)
        path.chmod(0o600)
    (world.home / "hooks").mkdir(mode=0o700)
    for event in ("on-offline", "on-online", "on-z", "on-stuck", "on-budget-low"):
        spy(folder, event).rename(world.home / "hooks" / event)


def play(world: World, tree: Command) -> None:
    """The plan, then every command failing in the ways every command can fail."""
    variables = {"PRRO_DELIVERY_COMMAND": "false"}
    for line in PLAN.strip().splitlines():
        ran = world.run(line, "-vv", **variables)
        if line.startswith("sale") and world.words["first"] == "1":
            world.words["first"] = ran.out.split()[1]
    for leaf in tree.leaves():
        name = " ".join(leaf.path)
        wrong = {"PRRO_KEY_PASSWORD": CANARIES["wrong password"], **variables}
        if name in NOT_BARE or world.run(name, "-vv", "--json", "--no-input", **wrong).code in (0, 6):
            world.run(f"{name} --no-such-option", "-vv", "--no-input")
    asked = {"PRRO_PASSWORD_COMMAND": str(spy(world.folder, "asked", CANARIES["wrong password"]))}
    for line in ("shift open", "sale --item name=Кава,price=1.00", "key check sandbox-olena", "go-online"):
        world.run(f"{line} --password-file {{wrong}}", "-vv")
        world.run(line, "-vv", "--json", **asked)
        world.run(line, "-vv", CREDENTIALS_DIRECTORY=credentials(world))
    world.run("shift open --pin-file {pin2} {pw}", "-vv")


def credentials(world: World) -> str:
    folder = world.folder / "credentials"
    folder.mkdir(exist_ok=True, mode=0o700)
    (folder / "prro-password").write_text(CANARIES["wrong password"])
    (folder / "prro-password").chmod(0o600)
    return str(folder)


def opened_seeds(home: Path) -> dict[str, bytes]:
    """The seeds of offline sessions and the key of the journal, as they are behind their seals."""
    from prro_cli.cli.journal_access import journal_places
    from prro_cli.home.paths import Home
    from prro_cli.journal.store import Journal
    from tests.journal.worlds import TestClock

    with Journal.open(journal_places(Home(home)), clock=TestClock(), entropy=os.urandom, read_only=True) as journal:
        sealed = {f"sealed secret {n}": value for n, value in enumerate(journal.opened_secrets())}
    return {**sealed, "key of the journal": (home / "keys" / "journal.key").read_bytes()}


def found_in(data: bytes, secrets: dict[str, bytes]) -> list[str]:
    forms = {name: (value, value.hex().encode()) for name, value in secrets.items() if len(value) >= 6}
    return sorted(name for name, values in forms.items() if any(value in data for value in values))


# --- what the tests look at


def test_every_leaf_command_is_in_the_plan(tree: Command) -> None:
    paths = {leaf.path for leaf in tree.leaves()}
    planned = {leaf_of(line.split(), paths) for line in PLAN.strip().splitlines()}
    assert sorted(" ".join(p) for p in paths - planned) == [], "add one line to tests/cli/canary_plan.py"
    assert None not in planned, "a line of the plan is no command"
    assert set(NOT_BARE) <= {" ".join(p) for p in paths}


def leaf_of(words: list[str], paths: set[tuple[str, ...]]) -> tuple[str, ...] | None:
    return next((tuple(words[:n]) for n in (3, 2, 1) if tuple(words[:n]) in paths), None)


def test_the_plan_really_works(world: World) -> None:
    """Most calls of the plan succeed, and secrets of every kind were taken."""
    planned = dict(zip(PLAN.strip().splitlines(), (ran for _, ran in world.runs), strict=False))
    failed = {line: ran.code for line, ran in planned.items() if ran.code not in (0, 6)}
    meant = (
        "init demo drill sandbox.newcomer sandbox.serve sandbox.provision receipt.outbox stuck document register schema"
    )
    meant += " fleet backup.restore"
    expected = tuple(word.replace(".", " ") for word in meant.split())
    assert {line: code for line, code in failed.items() if not line.startswith(expected)} == {}
    assert len([name for name in world.secrets if name.startswith("sealed")]) >= 3, "seeds and addresses"
    assert len({ran.code for _, ran in world.runs}) >= 6


def test_nothing_printed_holds_a_secret(world: World) -> None:
    leaks = []
    for line, ran in world.runs:
        name = " ".join(line.split()[:2])
        for secret in found_in((ran.out + ran.err).encode(), world.secrets):
            if (name, secret.rstrip(" 0123456789")) not in SHOWN_ON_PURPOSE:
                leaks.append((line, secret))
    assert leaks == []
    assert not [line for line, ran in world.runs if "Traceback" in ran.out + ran.err]


def test_no_file_holds_a_secret(world: World) -> None:
    """Raw bytes: the journal and its write-ahead log, the log, the outbox, locks, backups and bundles, unpacked too."""
    searched = []
    for file in [*world.home.rglob("*"), *world.folder.glob("made-*"), *(world.folder / "made-backups").rglob("*")]:
        if not file.is_file() or file.name in ("journal.key", "config.toml") or "sandbox" in file.parts:
            continue
        searched.append(file.name)
        assert found_in(file.read_bytes(), world.secrets) == [], file
        if zipfile.is_zipfile(file):
            with zipfile.ZipFile(file) as archive:
                for name in archive.namelist():
                    assert found_in(archive.read(name), world.secrets) == [], (file, name)
    assert {"journal.db", "made-bundle", "made-bundle2"} <= set(searched)
    assert any(name.endswith(".log") or name.startswith("bug") for name in searched) or (world.home / "log").is_dir()
    config = (world.home / "config.toml").read_bytes()
    assert found_in(config, world.secrets) == ["badge"]


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="there is no /proc here")
def test_programs_we_start_see_no_secret(world: World) -> None:
    """Hooks, the courier's program, the command that gives a password: their arguments and environment."""
    spied = (world.folder / "spied").read_bytes()
    for name in ("courier", "asked", "on-offline", "on-z"):
        assert name.encode() in spied, f"{name} was not started"
    assert found_in(spied, world.secrets) == []


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="there is no /proc here")
@pytest.mark.parametrize(
    "words",
    ["key check sandbox-olena --password-file {new} -vv", "shift open -vv --json", "bundle --no-input", "status"],
)
def test_real_processes_show_none_either(world: World, words: str) -> None:
    """The installed program: what it prints, and its own command line while it runs."""
    line = [sys.executable, "-m", "prro_cli", *shlex.split(words.format(**world.words))]
    environment = {**os.environ, "PRRO_HOME": str(world.home), "PRRO_PASSWORD_COMMAND": str(world.folder / "asked")}
    process = subprocess.Popen(line, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    arguments = Path(f"/proc/{process.pid}/cmdline").read_bytes()
    out, err = process.communicate(timeout=60)
    assert found_in(arguments + out + err, world.secrets) == []
    assert b"Traceback" not in err
