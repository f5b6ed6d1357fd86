"""Ctrl-C and SIGTERM end a command like any other error: with a consistent journal and an exit code of their own."""

from __future__ import annotations

import signal
import sys
from threading import Timer
from typing import TYPE_CHECKING, Any, NoReturn

from prro_cli.errors.base import ExitCode, PrroError
from prro_cli.errors.general import InterruptedByUserError, TerminatedError

if TYPE_CHECKING:
    from collections.abc import Callable

AGAIN_SECONDS = 0.01


class Terminated(KeyboardInterrupt):
    """SIGTERM; like Ctrl-C no ordinary exception, so that nothing on the way takes it for a failure of its own."""


def terminate_politely() -> None:
    """From now on SIGTERM is exit code 143, and no signal is lost inside the interpreter."""
    signal.signal(signal.SIGTERM, _terminated)
    sys.unraisablehook = _again(sys.unraisablehook)


def finish_undisturbed() -> None:
    """The work is done and only its answer remains: an interruption now would print a second, untrue one."""
    if signal.getsignal(signal.SIGTERM) is _terminated:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        signal.signal(signal.SIGINT, signal.SIG_IGN)


def pass_on(code: ExitCode) -> None:
    """A signal that ended a command played by another one ends that one too."""
    if code == ExitCode.TERMINATED:
        raise Terminated
    if code == ExitCode.INTERRUPTED:
        raise KeyboardInterrupt


def interruption(error: BaseException | None) -> PrroError | None:
    """A signal that came while a module was loaded arrives wrapped (`Error calling __set_name__`): look inside."""
    while error is not None:
        if isinstance(error, Terminated):
            return TerminatedError()
        if isinstance(error, KeyboardInterrupt):
            return InterruptedByUserError()
        error = error.__cause__ or error.__context__
    return None


def _terminated(_signal: int, _frame: object) -> NoReturn:
    raise Terminated


def _again(told: Callable[[Any], Any]) -> Callable[[Any], None]:
    """What the interpreter does with an exception it must swallow: one of a signal comes again a moment later.

    A signal may arrive inside a callback of a weak reference or a `__del__` (importlib has some). There Python prints
    a traceback and goes on as if nobody had asked.
    """

    def hook(swallowed: Any) -> None:
        if not issubclass(swallowed.exc_type, KeyboardInterrupt):
            told(swallowed)
            return
        number = signal.SIGTERM if issubclass(swallowed.exc_type, Terminated) else signal.SIGINT
        again = Timer(AGAIN_SECONDS, signal.raise_signal, (number,))
        again.daemon = True
        again.start()

    return hook
