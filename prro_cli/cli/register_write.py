"""The channel `file`: what can be uploaded by hand, written into a directory; the form is kept in the home, too."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from prro_cli.cli.face import Face
from prro_cli.cli.files import PRIVATE, ask_before_overwriting, write_output
from prro_cli.cli.register_forms import Written
from prro_cli.cli.register_sources import FILED_DIR, FORMS_DIR
from prro_cli.errors.keys import MalformedInputError
from prro_cli.home.paths import DIRECTORY_MODE, write_private

if TYPE_CHECKING:
    from prro_cli.registration.prepare import Prepared

CONTAINER_SUFFIX = ".container"


def write_files(face: Face, prepared: Prepared, directory: Path) -> tuple[Written, ...]:
    """The form, its text for people, and the container if it was sealed."""
    if directory.exists() and not directory.is_dir():
        raise MalformedInputError(subject=directory, detail="--output names a directory, this is a file")
    stem = prepared.file_name.removesuffix(".XML")
    parts = [(prepared.file_name, "form", prepared.xml), (f"{stem}.txt", "text", prepared.text().encode("utf-8"))]
    if prepared.sealed is not None:
        parts.append((stem + CONTAINER_SUFFIX, "container", prepared.container))
    directory.mkdir(parents=True, exist_ok=True)
    for name, _, _ in parts:
        ask_before_overwriting(face, directory / name)
    written = []
    for name, what, data in parts:
        write_output(directory / name, data, PRIVATE)
        written.append(Written(directory / name, what, len(data), hashlib.sha256(data).hexdigest()))
    keep(face, prepared)
    return tuple(written)


def keep(face: Face, prepared: Prepared) -> None:
    """A copy in the home: later forms are filled in from it and checked against it."""
    folder = face.home.create().path / FORMS_DIR / FILED_DIR
    for part in (folder.parent, folder):
        part.mkdir(mode=DIRECTORY_MODE, exist_ok=True)
    write_private(folder / prepared.file_name, prepared.xml)
