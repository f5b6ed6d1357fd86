"""Standard streams that fail: closed, full, or with nobody at the other end.

What a command did stands, whether or not its answer can be written: such a failure must not look like one of the
command, and it must never end in a traceback or in the interpreter's own complaint (exit 120).
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TextIO

from prro_cli.errors.base import ExitCode
from prro_cli.errors.general import AnswerUnheardError
from prro_cli.lang import say


class NobodyListensError(BrokenPipeError):
    """The reader of stdout is gone; the command's own exit code is what remains to be told."""

    def __init__(self, exit_code: ExitCode) -> None:
        super().__init__()
        self.exit_code = exit_code


def standing(name: str) -> TextIO:
    """One of the three streams; instead of a closed one (`>&-`) the null device, before a file takes its number."""
    stream: TextIO | None = getattr(sys, name)
    if stream is None:
        stream = open(os.devnull, "r" if name == "stdin" else "w", encoding="utf-8")  # noqa: PTH123, SIM115
        setattr(sys, name, stream)
    elif name == "stdout" and isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(errors="backslashreplace")  # a letter that the terminal lacks is no reason to fail
    elif name == "stdin" and isinstance(stream, io.TextIOWrapper) and not stream.isatty():
        # Files and pipes hold UTF-8 (RFC 8259) whatever the locale is: a pipe of Windows would make «Р§Р°Р№» of «Чай».
        stream.reconfigure(encoding="utf-8", errors="surrogateescape")
    return stream


@contextmanager
def heard(stream: TextIO, exit_code: ExitCode, answer: str = "") -> Iterator[None]:
    """Write an answer inside; where it cannot be written, say what that means. `answer` is its short form."""
    try:
        yield
        stream.flush()
    except BrokenPipeError:
        silence(stream)
        raise NobodyListensError(exit_code) from None
    except OSError as error:
        silence(stream)
        detail = f"stdout: {error.strerror or error}"
        short = answer if "\n" not in answer else ""
        raise AnswerUnheardError(
            detail=say("{detail}; the answer was: {answer}", detail=detail, answer=short) if short else detail
        ) from None


@contextmanager
def aside(stream: TextIO) -> Iterator[None]:
    """Write something beside the answer inside; that it cannot be written changes nothing."""
    try:
        yield
        stream.flush()
    except OSError:
        silence(stream)


def silence(stream: TextIO) -> None:
    """Let nothing that is still buffered fail again when the interpreter ends."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
