"""`prro drill`: an offline day rehearsed on the embedded sandbox with this desk's own configuration (R83, N9).

Played by the very commands a person would type, in a throw-away home. That it was done is remembered in the home
(`drills.json`) and not in the journal: it is no fact of the register, and writing it must not wait for the desk.
"""

from __future__ import annotations

import io
import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import field
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from prro_cli.cli.declared import command, verb
from prro_cli.cli.definitions import chosen_desk
from prro_cli.cli.environment import Environment
from prro_cli.cli.face import Face, Options
from prro_cli.cli.signals import pass_on
from prro_cli.crypto.errors import CryptoError
from prro_cli.errors.base import ExitCode, PrroError
from prro_cli.errors.fleet import DrillBrokenError
from prro_cli.home.facts import Drill, remember_drill
from prro_cli.home.paths import Home
from prro_cli.lang import say
from prro_cli.record import dataclass
from prro_cli.render.answer import Answer

if TYPE_CHECKING:
    from prro_cli.home.desks import Desk
    from prro_cli.sandbox.sandbox import Sandbox
    from prro_cli.support.drill import Difference

app = verb()
KEPT_VARIABLES = ("PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR", "SYSTEMROOT")


@dataclass(frozen=True, slots=True)
class Act:
    """One step of the rehearsal and how it ended."""

    title: str
    command: str
    exit_code: int
    passed: bool
    text: str
    milliseconds: int


@dataclass(frozen=True, slots=True)
class Compared:
    """Two figures that must be the same."""

    what: str
    journal: str
    server: str
    same: bool


@dataclass(frozen=True, slots=True)
class Drilled:
    """The whole rehearsal."""

    schema: ClassVar[str] = "prro.drill/1"
    passed: bool
    seconds: str
    offline: bool
    """False where 1-ПРРО forbids offline work: then the rehearsal is that selling stops and goes on."""
    acts: tuple[Act, ...]
    compared: tuple[Compared, ...]
    remarks: tuple[str, ...]
    at: str


@command(app, "drill", schema=Drilled.schema, example="prro drill")
def drill(face: Face) -> Answer:
    """Rehearse an offline day with this desk's configuration: sell, lose the link, sell, Z, come back, compare."""
    from prro_cli.values import format_time

    desk = chosen_desk(face)
    started, at = face.environment.ticks(), face.environment.now()
    offline = _offline_allowed(face, desk)
    with _stage(face, desk, offline) as stage:
        stage.play()
        compared = stage.compare() if not stage.broken else ()
    tenths = round((face.environment.ticks() - started) * 10)
    seconds = f"{tenths // 10}.{tenths % 10}"
    passed = not stage.broken and all(one.same for one in compared)
    remember_drill(face.home, desk.name, Drill(at, passed, seconds))
    result = Drilled(passed, seconds, offline, tuple(stage.acts), compared, tuple(stage.remarks), format_time(at))
    code = ExitCode.OK if passed else ExitCode.ATTENTION
    return Answer(result, identifier="passed" if passed else "failed", desk=desk.name, exit_code=code)


def _offline_allowed(face: Face, desk: Desk) -> bool:
    """What the server said of the register last; a reader waits for nobody and locks nothing."""
    from prro_cli.cli.journal_access import open_journal

    if not face.home.journal_path.exists():
        return True
    try:
        with open_journal(face, read_only=True) as journal:
            known = journal.desk(desk.name)
    except PrroError:
        return True
    return known is None or known.observed_state.get("offline_supported") is not False


@contextmanager
def _stage(face: Face, desk: Desk, offline: bool) -> Iterator[_Stage]:
    folder = Path(tempfile.mkdtemp(prefix="prro-drill-"))
    stage = _Stage(face, desk, Home(folder / "home"), folder / "sandbox.db", offline)
    try:
        yield stage
    finally:
        stage.link_down()
        shutil.rmtree(folder, ignore_errors=True)


@dataclass
class _Stage:
    face: Face
    desk: Desk
    home: Home
    state: Path
    offline: bool
    acts: list[Act] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    broken: bool = False
    _box: Sandbox | None = None
    _port: int = 0
    _progress: int = 0

    def play(self) -> None:
        """The whole day; after a step that went wrong the rest would prove nothing."""
        from prro_cli.support import drill

        box = self.link_up()
        try:
            config = self.face.settings.config
            self.remarks += drill.furnish(self.home, box, self.desk, config, offline=self.offline)
        except (PrroError, CryptoError, ValueError, ArithmeticError, OSError) as error:
            raise DrillBrokenError(step="the stage", detail=error) from error
        made = drill.orders(self.desk, box.clock.now().date(), drill.RECEIPTS + 1)
        first, rest = made[:1], made[1:]
        self._act(say("the shift is opened online"), "shift open")
        number = self._act(say("a receipt is sold online"), "sale --batch -", stdin=first)
        self.link_down()
        if self.offline:
            self._act(say("the link is cut: {count} receipts offline", count=len(rest)), "sale --batch -", stdin=rest)
            self._act(say("the receipt made online is returned offline"), f"return --receipt {number} --all")
            self._act(say("Z-report and closing offline"), "shift close")
            self.link_up()
            self._act(say("the link is back: everything is delivered"), "go-online")
        else:
            self._act(say("the link is cut: a sale is refused"), "sale --batch -", stdin=rest[:1], expected=20)
            self.link_up()
            self._act(say("the link is back: selling goes on"), "sale --batch -", stdin=rest)
            self._act(say("the receipt is returned"), f"return --receipt {number} --all")
            self._act(say("Z-report and closing"), "shift close")
        self._act(say("journal and server agree"), "reconcile")
        self._act(say("the journal is sound"), "journal verify")

    def compare(self) -> tuple[Compared, ...]:
        """The journal against the sandbox's own books."""
        from prro_cli.cli.journal_access import open_journal
        from prro_cli.support import drill

        assert self._box is not None
        with open_journal(self._inner(io.StringIO(), io.StringIO()), read_only=True) as journal:
            found: list[Difference] = drill.compare(self._box, self.desk, journal)
        return tuple(Compared(one.what, one.ours, one.theirs, one.same) for one in found)

    def link_up(self) -> Sandbox:
        """The server answers (again) at the same address."""
        from prro_cli.sandbox.sandbox import Sandbox

        self._box = Sandbox(self.state, port=self._port)
        self._port = self._box.port
        self._box.start()
        return self._box

    def link_down(self) -> None:
        """The link is gone."""
        if self._box is not None:
            self._box.stop()
            self._box = None

    def _act(self, title: str, words: str, stdin: list[dict[str, Any]] | None = None, expected: int = 0) -> str:
        """One command, as a person would type it; the fiscal number of the last document it made."""
        from prro_cli.cli.app import perform

        if self.broken:
            return ""
        self.face.detail(title)
        text = "\n".join(json.dumps(order, ensure_ascii=False) for order in stdin or ())
        started, out = self.face.environment.ticks(), io.StringIO()
        inner = self._inner(io.StringIO(text), out)
        code = int(perform(["--json", "--yes", *words.split()], inner.environment))
        pass_on(ExitCode(code))
        spent = round((self.face.environment.ticks() - started) * 1000)
        lines = out.getvalue().splitlines()
        envelope: dict[str, Any] = json.loads(lines[-1]) if lines else {}
        passed = code == expected
        self.broken = not passed
        self.acts.append(Act(title, f"prro {words}", code, passed, _said(envelope, len(lines)), spent))
        document = (envelope.get("data") or {}).get("document") or {}
        return str(document.get("fiscal_number") or "")

    def _inner(self, stdin: io.StringIO, out: io.StringIO) -> Face:
        from prro_cli.support.drill import credentials_dir

        outer = self.face.environment.variables
        variables = {name: outer[name] for name in KEPT_VARIABLES if name in outer}
        variables |= {"PRRO_HOME": str(self.home.path), "CREDENTIALS_DIRECTORY": str(credentials_dir(self.home))}
        world = Environment(stdin, out, io.StringIO(), variables)
        return Face(Options(home=self.home.path), world)


def _said(envelope: dict[str, Any], lines: int) -> str:
    """What a command answered, in a few words."""
    error, data = envelope.get("error"), envelope.get("data") or {}
    if error:
        return f"{error['id']} {error['cause']}"
    with suppress(KeyError, TypeError):
        document = data["document"]
        several = say("{count} receipts, the last ", count=lines) if lines > 1 else ""
        mode = "offline" if document["offline"] else "online"
        return f"{several}{document['fiscal_number']} {mode} {document['total'] or ''}".rstrip()
    if "delivered" in data:
        return say(
            "{count} documents delivered in {packages} package(s)", count=data["delivered"], packages=data["packages"]
        )
    if "agrees" in data:
        return str((data.get("comparison") or {}).get("judgement", ""))
    return ""
