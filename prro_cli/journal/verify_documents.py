# ruff: noqa: S608 - statements are put together from constants of this program only; values are parameters
"""Documents against their own XML, their numbers, their chain offline, their seeds, and the Z-report of their shift."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from prro_cli.errors.base import PrroError
from prro_cli.journal import rows
from prro_cli.journal.events import TECHNICAL
from prro_cli.journal.sealed import SecretBox
from prro_cli.journal.totals import Totals, from_flat
from prro_cli.journal.verify_chain import Finding
from prro_cli.lang import say
from prro_cli.values import kyiv

SignatureCheck = Callable[[bytes, bytes], str | None]
"""(signed bytes, the XML they must hold) → what is wrong, or None."""

_ALL = f"SELECT {rows.DOCUMENT_COLUMNS} FROM documents ORDER BY desk, local_number, drafted_event"


def documents(connection: sqlite3.Connection) -> Iterator[rows.Document]:
    """All documents by desk and number."""
    for row in connection.execute(_ALL):
        yield rows.document_row(row)


def number_findings(connection: sqlite3.Connection) -> Iterator[Finding]:
    """Local numbers: each consumed once, none left out (except where the server itself counted on)."""
    observed = _observed(connection)
    last: dict[str, int] = {}
    for document in documents(connection):
        if not document.consumed:
            continue
        previous = last.get(document.desk)
        number = document.local_number
        here = _here(document, "local_number")
        if previous is not None and number == previous:
            yield Finding("numbers", say("local number {number} is consumed twice", number=number), **here)
        elif previous is not None and number != previous + 1 and (document.desk, number) not in observed:
            yield Finding(
                "numbers", say("local number {number} follows {previous}", number=number, previous=previous), **here
            )
        last[document.desk] = number


def _observed(connection: sqlite3.Connection) -> set[tuple[str, int]]:
    sql = "SELECT desk, json_extract(payload, '$.next_local') FROM events WHERE kind = 'state.observed'"
    return {(desk, number) for desk, number in connection.execute(sql)}


def xml_findings(connection: sqlite3.Connection) -> Iterator[Finding]:
    """What the XML of each document says is what the row says: number, time, sum, register, chain."""
    registers = _registers(connection)
    for document in documents(connection):
        data = _blob(connection, document.xml)
        if data is not None:  # a missing one is told by the check of blobs
            yield from _facts(document, data, registers.get(document.desk, set()))


def _registers(connection: sqlite3.Connection) -> dict[str, set[str]]:
    """Every fiscal number a desk was ever bound to."""
    found: dict[str, set[str]] = {}
    sql = "SELECT desk, json_extract(payload, '$.fiscal_number') FROM events WHERE kind = 'desk.bound'"
    for desk, number in connection.execute(sql):
        found.setdefault(desk, set()).add(number)
    return found


def _facts(document: rows.Document, data: bytes, registers: set[str]) -> Iterator[Finding]:
    from prro_cli.documents.kinds import moment_of
    from prro_cli.documents.model import Check, Ticket, head_of
    from prro_cli.documents.reader import read_document

    try:
        read = read_document(data)
        if isinstance(read, Ticket):
            yield Finding("xml", say("the stored XML is a ticket, not a document"), **_here(document, "xml"))
            return
        head, moment = head_of(read), moment_of(read)
    except PrroError as error:
        yield Finding("xml", say("the stored XML cannot be read: {cause}", cause=error.cause), **_here(document, "xml"))
        return
    facts: list[tuple[str, object, object]] = [
        ("local_number", document.local_number, head.ordernum),
        ("time", _wall_clock(document.time), moment.replace(tzinfo=None).isoformat()),
        ("prev_hash", document.prev_hash, head.prevdochash),
        ("offline", document.offline, bool(head.offline)),
    ]
    if document.offline:
        facts.append(("fiscal_number", document.fiscal_number, head.ordertaxnum))
    if registers and str(head.cashregisternum) not in registers:
        text = say(
            "the document is of register {number}, the desk was bound to {known}",
            number=head.cashregisternum,
            known=sorted(registers),
        )
        yield Finding("xml", text, **_here(document, "xml"))
    if isinstance(read, Check) and read.checktotal is not None:
        facts.append(("total", document.total, read.checktotal.sum))
    for column, said, written in facts:
        if said != written:
            text = say("the journal says {said!r}, the document says {written!r}", said=said, written=written)
            yield Finding("xml", text, **_here(document, column))


def _wall_clock(time: str) -> str:
    """Kyiv time without its offset: a document does not say which of the two hours of an autumn night it means."""
    return datetime.fromisoformat(time).astimezone(kyiv()).replace(tzinfo=None).isoformat()


def session_findings(connection: sqlite3.Connection, box: SecretBox | None) -> Iterator[Finding]:
    """Offline documents: numbers in the session, the chain of hashes, and the control numbers where the seed opens."""
    history = _signed_history(connection)
    sql = f"""SELECT {rows.DOCUMENT_COLUMNS} FROM documents WHERE session_id IS NOT NULL AND consumed = 1
    ORDER BY desk, session_id, session_number, drafted_event"""
    seeds = _Seeds(connection, box)
    earlier: list[rows.Document] = []
    for row in connection.execute(sql):
        document = rows.document_row(row)
        if earlier and (earlier[-1].desk, earlier[-1].session_id) != (document.desk, document.session_id):
            earlier = []
        yield from _in_session(document, earlier, history)
        seed = seeds.of(document.desk, document.session_id or "")
        if seed is not None:
            yield from _control(connection, document, seed)
        earlier.append(document)
    yield from seeds.findings


def _in_session(
    document: rows.Document, earlier: list[rows.Document], history: dict[str, set[str]]
) -> Iterator[Finding]:
    expected = (earlier[-1].session_number or 0) + 1 if earlier else 1
    if document.session_number != expected:
        text = say(
            "number {number} in the session, {expected} was due",
            number=document.session_number,
            expected=expected,
        )
        yield Finding("session", text, **_here(document, "session_number"))
    name = f"{document.session_id}.{document.session_number}.{document.control}"
    if document.control is not None and document.fiscal_number != name:
        text = say("the fiscal number {number} is not {name}", number=document.fiscal_number, name=name)
        yield Finding("session", text, **_here(document, "fiscal_number"))
    if document.prev_hash is None:
        return
    # The packet rule hashes the document before; the text of the API hashes the financial one before (spec 4.5).
    allowed = earlier[-1:] + [d for d in earlier if d.kind not in TECHNICAL][-1:]
    if any(d.signed is None for d in allowed):
        return  # taken over from the server, which did not show the bytes that were signed
    if not any(document.prev_hash in history.get(d.id, set()) | {d.xml} for d in allowed):
        text = say("the hash of the document before it is another one")
        yield Finding("session", text, **_here(document, "prev_hash"))


def _signed_history(connection: sqlite3.Connection) -> dict[str, set[str]]:
    """All signed bytes a document ever had: a later re-signing does not change what the next one hashed."""
    history: dict[str, set[str]] = {}
    sql = """SELECT document, json_extract(payload, '$.sha256') FROM events
    WHERE kind IN ('document.signed', 'document.adopted')
    AND document IN (SELECT id FROM documents WHERE session_id IS NOT NULL)"""
    for document, digest in connection.execute(sql):
        history.setdefault(document, set()).add(digest)
    return history


class _Seeds:
    """Opens each session's seed once and checks it against what was recorded when it was granted."""

    def __init__(self, connection: sqlite3.Connection, box: SecretBox | None) -> None:
        self.findings: list[Finding] = []
        self._seeds: dict[tuple[str, str], str] = {}
        if box is None:
            return
        sealed = dict(connection.execute("SELECT name, sealed FROM secrets"))
        sql = "SELECT desk, session_id, seed_name, seed_check FROM offline_sessions"
        named = set()
        lost = _told_lost(connection)
        for desk, session, name, check in connection.execute(sql):
            named.add(name)
            here = {"table": "secrets", "row": str(name), "desk": desk}
            if name not in sealed:
                self.findings.append(
                    Finding("secret", say("the seed of session {session} is missing", session=session), **here)
                )
                continue
            try:
                seed = box.unseal(name, sealed[name])
                if box.check(name, seed) != check:
                    text = say("the seed of session {session} is not the one that was granted", session=session)
                    self.findings.append(Finding("secret", text, **here))
                    continue
                self._seeds[desk, session] = seed.decode()
            except PrroError as error:
                if name not in lost:
                    self.findings.append(Finding("secret", error.cause, **here))
        named |= self._registrations(connection, sealed, box, lost)
        for name, forgotten in connection.execute("SELECT secret, forgotten FROM outbox"):
            named.add(name)
            if (name in sealed) == bool(forgotten):
                text = (
                    say("the forgotten address is still here")
                    if forgotten
                    else say("the address of a delivery is missing")
                )
                self.findings.append(Finding("secret", text, table="secrets", row=str(name)))
        for name in sorted(sealed.keys() - named, key=str):
            text = say("no event names this secret")
            self.findings.append(Finding("secret", text, table="secrets", row=str(name)))

    def _registrations(
        self, connection: sqlite3.Connection, sealed: dict[str, bytes], box: SecretBox, lost: set[str]
    ) -> set[str]:
        """The sealed bytes of registration forms and their receipts, against the hashes in their events."""
        sql = """SELECT desk, json_extract(payload, '$.' || part), json_extract(payload, '$.' || part || '_check'),
        json_extract(payload, '$.file_name') FROM events JOIN (SELECT 'secret' AS part UNION SELECT 'opened')
        WHERE kind LIKE 'registration.%'
        AND json_extract(payload, '$.' || part) IS NOT NULL"""
        named = set()
        for desk, name, check, file_name in connection.execute(sql):
            named.add(name)
            here = {"table": "secrets", "row": str(name), "desk": desk}
            try:
                if name not in sealed:
                    self.findings.append(Finding("secret", say("bytes of {file} are missing", file=file_name), **here))
                elif box.check(name, box.unseal(name, sealed[name])) != check:
                    self.findings.append(Finding("secret", say("bytes of {file} were altered", file=file_name), **here))
            except PrroError as error:
                if name not in lost:
                    self.findings.append(Finding("secret", error.cause, **here))
        return named

    def of(self, desk: str, session: str) -> str | None:
        return self._seeds.get((desk, session))


def _told_lost(connection: sqlite3.Connection) -> set[str]:
    """Secrets whose key a restore did not bring back; the journal says so itself, in its chain."""
    sql = """SELECT value FROM events, json_each(events.payload, '$.lost_secrets')
    WHERE kind = 'note' AND json_type(payload, '$.lost_secrets') = 'array'"""
    return {row[0] for row in connection.execute(sql)}


def _control(connection: sqlite3.Connection, document: rows.Document, seed: str) -> Iterator[Finding]:
    from prro_cli.documents.control import control_number, control_string_of
    from prro_cli.documents.model import Ticket
    from prro_cli.documents.reader import read_document

    data = _blob(connection, document.xml)
    if data is None or document.control is None:
        return
    try:
        read = read_document(data)
        if isinstance(read, Ticket):
            return
        right = {control_number(control_string_of(read, seed, zero_sum=zero)) for zero in (True, False)}
    except PrroError:
        return  # told by the check of the XML
    if document.control not in right:
        text = say(
            "the control number is {control}, the document gives {right}",
            control=document.control,
            right=sorted(right)[0],
        )
        yield Finding("control", text, **_here(document, "control"))


def z_findings(connection: sqlite3.Connection) -> Iterator[Finding]:
    """The sums of each Z-report are those of the documents of its shift that count."""
    sql = """SELECT d.desk, d.shift, d.id, json_extract(e.payload, '$.z_totals') FROM documents d
    JOIN events e ON e.id = d.drafted_event WHERE d.kind = 'z_report' AND d.effective = 1 ORDER BY d.drafted_event"""
    for desk, shift, document, text in connection.execute(sql).fetchall():
        if text is None:
            continue
        said, counted = Totals.from_payload(json.loads(text)), _counted(connection, desk, shift)
        if said != counted:
            here: dict[str, Any] = {"table": "totals", "row": f"{desk} / {shift}", "desk": desk, "document": document}
            yield Finding("z", _difference(said, counted), **here)


def _counted(connection: sqlite3.Connection, desk: str, shift: int) -> Totals:
    flat: list[Any] = []
    sql = "SELECT effect FROM documents WHERE desk = ? AND shift = ? AND effective = 1"
    for (effect,) in connection.execute(sql, (desk, shift)):
        flat.extend(tuple(row) for row in json.loads(effect))
    return from_flat(flat)


def _difference(said: Totals, counted: Totals) -> str:
    for name in Totals.__slots__:
        ours, theirs = getattr(said, name), getattr(counted, name)
        if ours != theirs:
            return say(
                "the Z-report says {name} = {ours}, the documents of the shift add up to {theirs}",
                name=name,
                ours=ours,
                theirs=theirs,
            )
    return say("the Z-report differs from the documents of the shift")


def signature_findings(connection: sqlite3.Connection, check: SignatureCheck) -> Iterator[Finding]:
    """Every signed document: its signature is good and it holds the very XML the journal has."""
    for document in documents(connection):
        signed, xml = _blob(connection, document.signed), _blob(connection, document.xml)
        if signed is None or xml is None:
            continue
        problem = check(signed, xml)
        if problem is not None:
            yield Finding("signature", problem, **_here(document, "signed"))


def _blob(connection: sqlite3.Connection, digest: str | None) -> bytes | None:
    if digest is None:
        return None
    row = connection.execute("SELECT data FROM blobs WHERE sha256 = ?", (bytes.fromhex(digest),)).fetchone()
    return bytes(row[0]) if row else None


def _here(document: rows.Document, column: str) -> dict[str, Any]:
    return {
        "table": "documents",
        "row": document.id,
        "column": column,
        "desk": document.desk,
        "event": document.drafted_event,
        "document": document.id,
    }
