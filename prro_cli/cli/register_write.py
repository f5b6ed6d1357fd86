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
from prro_cli.lang import say

if TYPE_CHECKING:
    from prro_cli.registration.prepare import Prepared

CONTAINER_SUFFIX = ".container"


def write_files(face: Face, prepared: Prepared, directory: Path) -> tuple[Written, ...]:
    """The form, its text for people, and the container if it was sealed; the journal learns of it.

    So receipts of a form that was uploaded by hand can be taken in (`register receipt import`). A form that was sent
    already is never written anew: its file name means what the tax service has.
    """
    from prro_cli.cli.filing import ledger_of
    from prro_cli.cli.register_send import facts_of_form, refuse_second

    with ledger_of(face, "register") as ledger:
        refuse_second(ledger.journal.registration(prepared.file_name))
        written = _written(face, prepared, directory)
        ledger.prepare(prepared.file_name, prepared.xml, facts_of_form(prepared))
    keep(face, prepared)
    return written


def _written(face: Face, prepared: Prepared, directory: Path) -> tuple[Written, ...]:
    if directory.exists() and not directory.is_dir():
        raise MalformedInputError(subject=directory, detail=say("--output names a directory, this is a file"))
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
    return tuple(written)


def keep(face: Face, prepared: Prepared) -> None:
    """A copy in the home: later forms are filled in from it and checked against it."""
    folder = face.home.create().path / FORMS_DIR / FILED_DIR
    for part in (folder.parent, folder):
        part.mkdir(mode=DIRECTORY_MODE, exist_ok=True)
    write_private(folder / prepared.file_name, prepared.xml)
