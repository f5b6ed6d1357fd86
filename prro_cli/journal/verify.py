"""Does the journal agree with itself? Every check reads only; a damaged file gives findings, never a traceback."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

from prro_cli.errors.base import PrroError
from prro_cli.errors.general import FileNotThereError
from prro_cli.errors.journal import JournalDamagedError
from prro_cli.journal.database import connect, our_errors, translate
from prro_cli.journal.rows import Head
from prro_cli.journal.sealed import SecretBox
from prro_cli.journal.verify_chain import NOTHING_LEFT_OUT, Finding, LeftOut, blob_findings, chain_findings
from prro_cli.journal.verify_derived import derived_findings, schema_findings
from prro_cli.journal.verify_documents import (
    SignatureCheck,
    number_findings,
    session_findings,
    signature_findings,
    xml_findings,
    z_findings,
)
from prro_cli.lang import say
from prro_cli.record import dataclass

FINDINGS_PER_CHECK = 1000
"""A wholly damaged journal shall not fill the screen or the memory."""

# What reading damaged content can raise: SQLite's own errors, values of a wrong type or form where the damage hit,
# and our errors about them.
_DAMAGE = (
    sqlite3.Error,
    PrroError,
    ValueError,
    TypeError,
    AttributeError,
    LookupError,
    OverflowError,
    RecursionError,
    MemoryError,
)

_COUNTS = ("SELECT count(*) FROM events", "SELECT count(*) FROM documents", "SELECT count(*) FROM blobs")
_INTEGRITY = "PRAGMA integrity_check(100)"


@dataclass(frozen=True, slots=True)
class Report:
    """What was looked at, and what was found."""

    findings: tuple[Finding, ...]
    checks: tuple[str, ...]
    events: int
    documents: int
    blobs: int
    heads: tuple[Head, ...]

    @property
    def sound(self) -> bool:
        """Nothing was found."""
        return not self.findings


def verify(
    path: Path,
    *,
    keys_dir: Path | None = None,
    signatures: SignatureCheck | None = None,
    anchors: Sequence[Head] = (),
    xml: bool = True,
    left_out: LeftOut = NOTHING_LEFT_OUT,
) -> Report:
    """All checks of a journal file (or of a copy). `anchors` are heads noted elsewhere: nothing was cut off.

    `left_out` is what a journal rebuilt from a bundle does not hold; whatever it does hold is checked all the same.
    """
    if not path.exists():
        raise FileNotThereError(path=path, detail=say("there is no journal here"), next_steps=("prro init",))
    try:
        with our_errors(path):
            connection = connect(path, write=False)
    except JournalDamagedError as error:
        return Report((Finding("file", error.cause),), ("file",), 0, 0, 0, ())
    box = SecretBox(keys_dir) if keys_dir is not None and not left_out.stored else None
    with closing(connection):
        checks = _checks(connection, box, signatures, anchors, xml, left_out)
        findings: list[Finding] = []
        _admitted(connection, path)
        try:
            connection.execute("BEGIN")  # one moment, whatever others write meanwhile
        except _DAMAGE as error:
            findings.append(Finding("file", str(error)))
        for name, check in checks.items():
            findings.extend(_run(name, check))
        return _report(connection, findings, tuple(checks))


def _admitted(connection: sqlite3.Connection, path: Path) -> None:
    """A journal in a folder that cannot be written (a stick, a mount of root) cannot be read in WAL mode either: that
    is a matter of modes, and nobody shall restore a sound journal because of it."""
    try:
        connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    except sqlite3.Error as error:
        refused = (error.sqlite_errorname or "").startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM"))
        if refused and not (os.access(path.parent, os.W_OK) and os.access(path, os.R_OK | os.W_OK)):
            raise translate(error, path) from error
    except _DAMAGE:  # the checks below say it
        return


def _checks(
    connection: sqlite3.Connection,
    box: SecretBox | None,
    signatures: SignatureCheck | None,
    anchors: Sequence[Head],
    xml: bool,
    left_out: LeftOut,
) -> dict[str, Callable[[], Iterator[Finding]]]:
    checks: dict[str, Callable[[], Iterator[Finding]]] = {
        "file": lambda: _file_findings(connection),
        "schema": lambda: schema_findings(connection),
        "chain": lambda: chain_findings(connection, left_out),
        "anchor": lambda: _anchor_findings(connection, anchors),
        "blob": lambda: blob_findings(connection, left_out),
        "derived": lambda: derived_findings(connection),
        "numbers": lambda: number_findings(connection),
        "session": lambda: session_findings(connection, box),
        "z": lambda: z_findings(connection),
    }
    if xml:
        checks["xml"] = lambda: xml_findings(connection)
    if signatures is not None:
        checks["signature"] = lambda: signature_findings(connection, signatures)
    return checks


def _run(name: str, check: Callable[[], Iterator[Finding]]) -> list[Finding]:
    found: list[Finding] = []
    try:
        for finding in check():
            found.append(finding)
            if len(found) >= FINDINGS_PER_CHECK:
                found.append(
                    Finding(
                        name,
                        say(
                            "more than {most} findings, the rest is not listed",
                            most=FINDINGS_PER_CHECK,
                        ),
                    )
                )
                break
    except _DAMAGE as error:
        found.append(Finding(name, say("the content cannot be read: {error}", error=error or type(error).__name__)))
    return found


def _file_findings(connection: sqlite3.Connection) -> Iterator[Finding]:
    for (text,) in connection.execute(_INTEGRITY):
        if text != "ok":
            yield Finding("file", str(text))


def _anchor_findings(connection: sqlite3.Connection, anchors: Sequence[Head]) -> Iterator[Finding]:
    for anchor in anchors:
        sql = "SELECT hash FROM events WHERE desk = ? AND seq = ?"
        row = connection.execute(sql, (anchor.desk, anchor.seq)).fetchone()
        if row is None:
            text = say(
                "record {seq} noted elsewhere is not there: the journal was cut off or is an old copy", seq=anchor.seq
            )
            yield Finding("anchor", text, table="events", desk=anchor.desk, event=anchor.event)
        elif row[0] != anchor.hash:
            text = say("record {seq} is not the one noted elsewhere", seq=anchor.seq)
            yield Finding("anchor", text, table="events", desk=anchor.desk, event=anchor.event)


def _report(connection: sqlite3.Connection, findings: list[Finding], checks: tuple[str, ...]) -> Report:
    counts = [_count(connection, sql) for sql in _COUNTS]
    heads: tuple[Head, ...] = ()
    try:
        heads = tuple(
            Head(*row) for row in connection.execute("SELECT desk, seq, hash, event FROM heads ORDER BY desk")
        )
    except _DAMAGE as error:
        findings.append(Finding("file", str(error)))
    return Report(tuple(findings), checks, counts[0], counts[1], counts[2], heads)


def _count(connection: sqlite3.Connection, sql: str) -> int:
    try:
        return int(connection.execute(sql).fetchone()[0])
    except _DAMAGE:
        return 0  # that it cannot be read, the checks have told
