"""Bytes as an answer: into a file, bare on stdout, or as base64 in the JSON envelope."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path
from typing import Annotated, ClassVar

from prro_cli.cli.declared import Option
from prro_cli.cli.face import Face
from prro_cli.cli.files import ORDINARY, STREAM, ask_before_overwriting, to_stream, write_output, write_stream
from prro_cli.record import dataclass
from prro_cli.render.answer import Answer, Notice

OutputFile = Annotated[
    Path | None, Option("--output", "-o", metavar="FILE", help="Where to; stdout by default (and with -).")
]


@dataclass(frozen=True, slots=True)
class Bytes:
    """Content that was taken out of a file."""

    schema: ClassVar[str] = ""
    file: Path
    output: Path | None
    layers: tuple[str, ...]
    bytes: int
    sha256: str
    content: str | None
    """Base64, where it was written to no file."""
    sender: str | None
    """Who encrypted it, as far as the message says."""


def give_bytes(
    face: Face,
    kind: type[Bytes],
    file: Path,
    content: bytes,
    output: Path | None,
    layers: tuple[str, ...],
    *,
    sender: str | None = None,
    warnings: tuple[Notice, ...] = (),
    mode: int = ORDINARY,
) -> Answer | None:
    """Write the content where it should go, and tell about it unless stdout holds the content itself."""
    streamed = to_stream(output)
    if streamed and not face.options.json:
        write_stream(face, content)
        for warning in warnings:
            face.note(f"warning {warning.id}: {warning.text}")
        return None
    if output is not None and output != STREAM:
        ask_before_overwriting(face, output)
        write_output(output, content, mode)
    result = kind(
        file=file,
        output=None if streamed else output,
        layers=layers,
        bytes=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        content=base64.b64encode(content).decode() if streamed else None,
        sender=sender,
    )
    return Answer(result, identifier=str(output or ""), warnings=warnings)
