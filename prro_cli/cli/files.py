"""Files in and out for the commands that work on one file: `-` is a stream, nothing is overwritten unasked."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TextIO

from prro_cli.cli.face import Face
from prro_cli.cli.streams import heard
from prro_cli.errors.keys import LimitExceededError, MalformedInputError
from prro_cli.lang import say

MAX_FILE = 64 * 1024 * 1024
STREAM = Path("-")
PRIVATE = 0o600
ORDINARY = 0o666


def read_input(face: Face, path: Path, limit: int = MAX_FILE) -> bytes:
    """The whole file, or the whole of stdin; nothing of a size that no honest file has."""
    if path.is_dir():
        raise MalformedInputError(subject=path, detail=say("this is a directory; a file is expected"))
    if path == STREAM:
        data = _binary(face.environment.stdin, limit)
    else:
        with path.open("rb") as file:
            data = file.read(limit + 1)
    if len(data) > limit:
        raise LimitExceededError(subject=path, detail=say("more than {limit} bytes", limit=limit))
    return data


def _binary(stream: TextIO, limit: int) -> bytes:
    buffer = getattr(stream, "buffer", None)
    return bytes(buffer.read(limit + 1)) if buffer is not None else stream.read(limit + 1).encode()


def to_stream(output: Path | None) -> bool:
    """Whether the bytes themselves go to stdout."""
    return output is None or output == STREAM


def write_stream(face: Face, data: bytes) -> None:
    """The bytes exactly as they are, and nothing else, on stdout."""
    stdout = face.environment.stdout
    buffer = getattr(stdout, "buffer", None)
    with heard(stdout, face.exit_code):
        if buffer is None:
            stdout.write(data.decode("utf-8", "surrogateescape"))
        else:
            stdout.flush()
            buffer.write(data)


def ask_before_overwriting(face: Face, output: Path | None) -> None:
    """A file that is there already is only replaced by a person who says so (or `--yes`)."""
    if output is not None and output != STREAM and output.exists():
        face.confirm(say("{output} exists; replace it?", output=output))


def write_output(output: Path, data: bytes, mode: int = ORDINARY) -> None:
    """The file, whole or not at all; `mode` before the user's umask."""
    if output.exists() and not output.is_file():
        output.write_bytes(data)  # a device or a pipe, which cannot be replaced
        return
    temporary = output.with_name(f".{output.name}.{os.getpid()}.new")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), mode)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
        temporary.replace(output)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
