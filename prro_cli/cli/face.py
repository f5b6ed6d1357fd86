"""The one way in and out of every command: options in, one answer or one error out."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from prro_cli.cli.declared import Command
from prro_cli.cli.environment import Environment
from prro_cli.cli.signals import finish_undisturbed, interruption
from prro_cli.cli.streams import aside, heard
from prro_cli.crypto.errors import CryptoError
from prro_cli.errors.base import ExitCode, PrroError
from prro_cli.errors.general import (
    AnswerUnheardError,
    DiskError,
    FileNotThereError,
    InternalError,
    InterruptedByUserError,
    PermissionsError,
    QuestionRefusedError,
    UsageError,
)
from prro_cli.lang import later, say
from prro_cli.record import dataclass
from prro_cli.render.answer import Answer, Notice
from prro_cli.render.envelope import answer_envelope, dump, error_envelope
from prro_cli.render.terminal import Out, print_answer, print_error, print_warnings

if TYPE_CHECKING:
    from prro_cli.home.paths import Home
    from prro_cli.home.settings import Settings


@dataclass(frozen=True, slots=True)
class Options:
    """The global options, as given on the command line."""

    home: Path | None = None
    desk: str | None = None
    json: bool = False
    quiet: bool = False
    verbose: int = 0
    color: str = "auto"
    yes: bool = False
    no_input: bool = False
    timeout: int | None = None


class Face:
    """What a command gets as its first argument: the options, the world, and the home behind them."""

    def __init__(self, options: Options, environment: Environment) -> None:
        self.options = options
        self.environment = environment
        self.exit_code = ExitCode.OK
        self.desk_name = options.desk
        """The desk the command turned out to work on, for the envelope of a failure too."""
        self._started = environment.ticks()
        self._home: Home | None = None
        self._settings: Settings | None = None
        self._notices: list[Notice] = []
        self._afterwards: list[Callable[[], object]] = []

    @property
    def home(self) -> Home:
        """The home directory (found, not created)."""
        if self._home is None:
            from prro_cli.home.paths import find_home

            self._home = find_home(self.options.home, self.environment.variables)
        return self._home

    @property
    def settings(self) -> Settings:
        """The settings, with the origin of each."""
        if self._settings is None:
            from prro_cli.home.settings import Settings

            self._settings = Settings.load(self.home, self.environment.variables)
        return self._settings

    def forget_settings(self) -> None:
        """Read the configuration again at the next use (after a command changed it)."""
        self._settings = None

    def note(self, text: str) -> None:
        """Something for a person to read meanwhile: stderr, never with --quiet."""
        if not self.options.quiet:
            with aside(self.environment.stderr):
                self.environment.stderr.write(text + "\n")

    def detail(self, text: str) -> None:
        """Something only `-v` wants to know."""
        if self.options.verbose:
            with aside(self.environment.stderr):
                self.environment.stderr.write(text + "\n")

    def warn(self, notice: Notice) -> None:
        """A warning from a helper that makes no answer itself: it goes with the command's next answer."""
        self._notices.append(notice)

    def afterwards(self, work: Callable[[], object]) -> None:
        """Something to start when the answer has been printed; its failure is nobody's."""
        self._afterwards.append(work)

    def leave(self) -> None:
        """The answer stands: start what was asked for."""
        while self._afterwards:
            with suppress(Exception):
                self._afterwards.pop(0)()

    def confirm(self, question: str, state: str | None = None) -> None:
        """Ask, unless --yes said it already; no answer is a refusal, and `state` is what is so then."""
        if self.options.yes:
            return
        if self.options.no_input or not self.environment.answers_questions:
            raise QuestionRefusedError(question=question, state=state)
        if not self._agreed(question):
            raise QuestionRefusedError(question=question, state=state)

    def ask(self, question: str, default: str = "", next_steps: tuple[str, ...] | None = None) -> str:
        """What a person types; the end of the input is no answer. Asked on stderr: stdout is for the answer alone."""
        shown = f"{question} [{default}]: " if default else f"{question}: "
        with aside(self.environment.stderr):
            self.environment.stderr.write(shown)
        typed = self.environment.stdin.readline()
        if not typed:
            raise QuestionRefusedError(question=question, next_steps=next_steps)
        return typed.strip() or default

    def _agreed(self, question: str) -> bool:
        """Yes or no, in the words of either language: who works in both types what the hand is used to."""
        while True:
            given = self.ask(f"{question} {say('[y/N]')}").lower()
            if given in _YES:
                return True
            if given in _NO:
                return False
            self.note(say("Error: invalid input"))

    def progress(self, title: str) -> Callable[[int, int], None] | None:
        """A progress bar for long work on a terminal's stderr, and nothing in a pipe."""
        if self.options.quiet or not self.environment.stderr.isatty():
            return None
        from prro_cli.render.progress import bar

        return bar(title, self.environment.stderr)

    def emit(self, answer: Answer) -> None:
        """Print one answer (a stream of them is NDJSON, one envelope a line)."""
        if self._notices:
            answer = replace(answer, warnings=(*answer.warnings, *self._notices))
            self._notices.clear()
        self.exit_code = answer.exit_code
        if self.environment.observe:
            self.environment.observe(answer)
        stdout, stderr = self.environment.stdout, self.environment.stderr
        with heard(stdout, answer.exit_code, answer.identifier):
            if self.options.json:
                stdout.write(dump(answer_envelope(answer, self._elapsed_ms()), stdout.encoding) + "\n")
            elif self.options.quiet:
                stdout.write(answer.identifier + "\n" if answer.identifier else "")
            else:
                print_answer(answer, self._out(stdout))
        if not self.options.json and not self.options.quiet:
            with aside(stderr):
                print_warnings(answer, self._out(stderr))

    def fail(self, error: PrroError, schema: str) -> None:
        """Print one error; on stderr too where stdout does not take it."""
        self.exit_code = error.exit_code
        stdout, stderr = self.environment.stdout, self.environment.stderr
        if self.options.json and not isinstance(error, AnswerUnheardError):
            line = dump(error_envelope(error, schema, self.desk_name, self._elapsed_ms()), stdout.encoding)
            with suppress(AnswerUnheardError), heard(stdout, error.exit_code):
                stdout.write(line + "\n")
                stdout.flush()
                return
        with aside(stderr):
            print_error(error, self._out(stderr))

    def show(self, draw: Callable[[Out], None]) -> None:
        """Something beside the answer that only people look at: nothing with --json and --quiet."""
        if not self.options.json and not self.options.quiet:
            draw(self._out(self.environment.stdout))
            self.environment.stdout.flush()

    def _out(self, stream: Any) -> Out:
        return Out(stream, colour=self.environment.wants_colour(self.options.color))

    def _elapsed_ms(self) -> int:
        return round((self.environment.ticks() - self._started) * 1000)


def perform_declared(face: Face, declared: Command, arguments: dict[str, Any]) -> ExitCode:
    """Do one command and print its answer or its error."""
    try:
        with reported(face, declared.schema):
            answer = _called(face, declared, arguments)
            if answer is not None:
                if face.environment.stdout is sys.stdout:  # not a command that another one plays (demo, drill, bundle)
                    finish_undisturbed()
                face.emit(answer)
    finally:
        face.leave()
    return face.exit_code


MOST = 1 << 63
"""Whole numbers from here on fit into no table; nothing that is numbered comes near."""


def _called(face: Face, declared: Command, arguments: dict[str, Any]) -> Answer | None:
    """The command's answer; a wrong call that the command itself finds names the command's own help."""
    try:
        for name, value in arguments.items():
            if isinstance(value, int) and abs(value) >= MOST:
                raise UsageError(detail=say("{name}: {value} is too large", name=name.replace("_", "-"), value=value))
        return declared.function(face, **arguments)
    except UsageError as error:
        if error.next == UsageError.next_templates:
            error.next = (f"{declared.path} --help",)
        raise


@contextmanager
def reported(face: Face, schema: str) -> Iterator[None]:
    """Turn whatever goes wrong inside into one error of ours, printed once, with its exit code."""
    try:
        yield
    except PrroError as error:
        face.fail(error, schema)
    except CryptoError as error:
        from prro_cli.errors.keys import from_crypto

        face.fail(from_crypto(error), schema)
    except KeyboardInterrupt as error:
        face.fail(interruption(error) or InterruptedByUserError(), schema)
    except BrokenPipeError:
        raise
    except FileNotFoundError as error:
        face.fail(FileNotThereError(path=error.filename, detail=say("no such file or directory")), schema)
    except (IsADirectoryError, NotADirectoryError) as error:  # a wrong path: the disk is well
        face.fail(FileNotThereError(path=error.filename, detail=say(error.strerror or "?")), schema)
    except PermissionError as error:
        named = Path(error.filename or ".")  # a file that is not there yet was to be made in its folder
        path = named if os.path.lexists(named) else named.parent
        fix = say("chown or chmod {path} so that this user may use it", path=path)
        face.fail(PermissionsError(path=error.filename, detail=say(error.strerror or "?"), fix=fix), schema)
    except OSError as error:
        face.fail(DiskError(path=error.filename or "?", detail=say(error.strerror or str(error))), schema)
    except Exception as error:  # the outermost edge: a bug must become a report, not a traceback
        if _of_the_parser(error):
            raise
        face.fail(interruption(error) or _bug_report(face, error), schema)


def _of_the_parser(error: Exception) -> bool:
    """Whether Typer says something: it knows best what to print. Where Typer is not loaded, it says nothing."""
    typer = sys.modules.get("typer")
    return typer is not None and isinstance(error, (typer.Exit, typer.TyperException))


def _bug_report(face: Face, error: Exception) -> PrroError:
    """Write the traceback into the home's log directory and say where it is."""
    import traceback

    text = "".join(traceback.format_exception(error))
    where = say("no report could be written")
    try:
        log = face.home.log_dir
        log.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = log / f"bug-{face.environment.now():%Y%m%dT%H%M%S%f}.txt"
        path.write_text(text, encoding="utf-8")
        path.chmod(0o600)
        where = say("the report is in {path}", path=path)
    except (OSError, PrroError):
        pass
    if face.options.verbose > 1:
        face.environment.stderr.write(text)
    detail = f"{type(error).__name__}: {error}; {where}"
    return _of_damage(face, detail) or InternalError(detail=detail)


_SMALL_JOURNAL = 200_000_000
"""Bytes up to which a journal is looked through after a command broke down: seconds, not minutes."""


def _of_damage(face: Face, detail: str) -> PrroError | None:
    """Damage that got past a reader is no bug: what a flipped bit makes of a value is anybody's guess."""
    from prro_cli.errors.journal import JournalDamagedError
    from prro_cli.journal.rebuilt import read_left_out
    from prro_cli.journal.verify import verify
    from prro_cli.journal.verify_chain import NOTHING_LEFT_OUT

    try:
        path = face.home.journal_path
        if not path.is_file() or path.stat().st_size > _SMALL_JOURNAL:
            return None
        left_out = read_left_out(face.home.replayed_path) or NOTHING_LEFT_OUT
        findings = verify(path, xml=False, left_out=left_out).findings
    except (OSError, PrroError):
        return None
    if not findings:
        return None
    return JournalDamagedError(
        path=path,
        detail=say("{findings}; a command broke down over it ({detail})", findings=findings[0], detail=detail),
        state=_BROKE,
    )


_BROKE = later("every step was written before it was made; repair the journal before the next document")


_YES = ("y", "yes", "т", "так")
_NO = ("n", "no", "н", "ні", "")
