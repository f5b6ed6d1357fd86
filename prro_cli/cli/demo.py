"""`prro demo`: the life of a cash desk on the embedded sandbox, told by the very commands a person would type."""

from __future__ import annotations

import io
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from prro_cli.cli.declared import Option, command, verb
from prro_cli.cli.demo_story import STORY, Scene, Step
from prro_cli.cli.environment import Environment
from prro_cli.cli.face import Face
from prro_cli.cli.signals import pass_on
from prro_cli.errors.base import ExitCode
from prro_cli.errors.general import DemoFailedError
from prro_cli.lang import language, say
from prro_cli.record import dataclass
from prro_cli.render.answer import Answer
from prro_cli.render.terminal import Out

if TYPE_CHECKING:
    from prro_cli.sandbox.sandbox import Sandbox

app = verb()


@dataclass(frozen=True, slots=True)
class Played:
    """One command of the story and how it ended."""

    command: str
    exit_code: int
    milliseconds: int
    fiscal_number: str | None


@dataclass(frozen=True, slots=True)
class DemoPlayed:
    """The whole story."""

    schema: ClassVar[str] = "prro.demo/1"
    commands: tuple[Played, ...]
    seconds: str
    kept: str | None


@command(app, "demo", schema=DemoPlayed.schema, example="prro demo --fast")
def demo(
    face: Face,
    keep: Annotated[Path | None, Option(help="Leave the home in this new directory to play with.")] = None,
    fast: Annotated[bool, Option("--fast", help="Commands and results only, no narration.")] = False,
) -> Answer:
    """The life of a cash desk on the embedded sandbox; nothing is left behind unless --keep."""
    started = face.environment.ticks()
    with _stage(face, keep) as stage:
        for scene in STORY:
            stage.play(scene, told=not fast)
        elapsed = round((face.environment.ticks() - started) * 10)
        kept = str(keep) if keep else None
        return Answer(DemoPlayed(tuple(stage.played), f"{elapsed // 10}.{elapsed % 10}", kept))


@contextmanager
def _stage(face: Face, keep: Path | None) -> Iterator[Stage]:
    """A throw-away home with a running sandbox."""
    if keep is not None and keep.exists():
        raise DemoFailedError(
            step="--keep", detail=say("{keep} is already there; give the name of a new directory", keep=keep)
        )
    home = keep or Path(tempfile.mkdtemp(prefix="prro-demo-"))
    stage = Stage(face, home)
    try:
        yield stage
    finally:
        stage.close()
        if keep is None:
            shutil.rmtree(home, ignore_errors=True)


class Stage:
    """Plays scenes: runs commands in this process, cuts and restores the link, remembers numbers for later steps."""

    def __init__(self, face: Face, home: Path) -> None:
        self._face = face
        self._home = home
        self._quiet = face.options.json or face.options.quiet
        self._out = Out(face.environment.stdout, colour=face.environment.wants_colour(face.options.color))
        self._names: dict[str, str] = {}
        self._box: Sandbox | None = None
        self._port = 0
        self.played: list[Played] = []

    def play(self, scene: Scene, *, told: bool) -> None:
        """One scene: its title, its tale, its steps."""
        if not self._quiet:
            self._out.line()
            self._out.line(say(scene.title), "head")
            if told:
                for line in scene.tale:
                    self._out.line(say(line), "dim")
        for action in scene.before:
            getattr(self, action)()
        for step in scene.steps:
            self._run(step)

    def link_up(self) -> None:
        """The fiscal server answers (again): the same state, the same address."""
        from prro_cli.sandbox.sandbox import Sandbox

        directory = self._home / "sandbox"
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._home.chmod(0o700)
        self._box = Sandbox(directory / "state.db", port=self._port)
        self._port = self._box.port
        self._box.start()

    def link_down(self) -> None:
        """The internet is gone."""
        if self._box is not None:
            self._box.stop()
            self._box = None

    def provision(self) -> None:
        """Throw-away keys, a taxpayer, an outlet and a register, and a desk of this home for them."""
        from prro_cli.cli.sandbox_home import furnish
        from prro_cli.sandbox.provision import provision

        assert self._box is not None
        made = provision(self._box, self._home / "sandbox" / "keys", names=("olena",))
        furnish(self._inner(io.StringIO(), None), made, "cafe", every=False)
        shutil.copyfile(made.password_path, self._home / "sandbox" / "keys" / "prro-password")
        (self._home / "sandbox" / "keys" / "prro-password").chmod(0o600)

    def close(self) -> None:
        """Leave nothing running."""
        self.link_down()

    def _run(self, step: Step) -> None:
        words = [word.format(**self._names) for word in step.words]
        shown = "prro " + step.shown.format(**self._names)
        if not self._quiet:
            self._out.line()
            self._out.line(f"$ {shown}", "strong")
        answers: list[Answer] = []
        written = io.StringIO()
        started = self._face.environment.ticks()
        inner = self._inner(written, answers)
        from prro_cli.cli.app import perform

        code = perform(words, inner.environment)
        pass_on(code)
        milliseconds = round((self._face.environment.ticks() - started) * 1000)
        if not self._quiet:
            self._out.line(written.getvalue().rstrip())
        number = _fiscal_number(answers[-1]) if answers else None
        self.played.append(Played(shown, int(code), milliseconds, number))
        if number and step.remember:
            self._names[step.remember] = number
        if code not in (ExitCode.OK, ExitCode.ATTENTION):
            raise DemoFailedError(
                step=shown,
                detail=say("exit code {code}: {said}", code=int(code), said=written.getvalue().strip()[-800:]),
            )

    def _inner(self, written: io.StringIO, answers: list[Answer] | None) -> Face:
        """The face of a command inside the story: the throw-away home, nobody to ask."""
        from prro_cli.cli.face import Options

        outer = self._face.environment
        variables = {k: v for k, v in outer.variables.items() if not k.startswith("PRRO_")}
        variables |= {"PRRO_HOME": str(self._home), "CREDENTIALS_DIRECTORY": str(self._home / "sandbox" / "keys")}
        variables["PRRO_LANG"] = language()
        if outer.wants_colour(self._face.options.color):
            variables["FORCE_COLOR"] = "1"
        world = Environment(io.StringIO(), written, written, variables, answers.append if answers is not None else None)
        return Face(Options(home=self._home), replace(world))


def _fiscal_number(answer: Answer) -> str | None:
    """The fiscal number of the document a command made, if it made one."""
    document: Any = getattr(answer.result, "document", None)
    number = getattr(document, "fiscal_number", None)
    return str(number) if number else None
