"""`prro receipt verify`: is what the buyer holds what is stored here, and what the tax server has?"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Annotated, ClassVar
from urllib.parse import parse_qsl, urlsplit

from prro_cli.cli.declared import Option, command
from prro_cli.cli.face import Face
from prro_cli.cli.journal_access import open_journal
from prro_cli.cli.receipt import Doc
from prro_cli.cli.receipt_facts import PaperFacts, chosen_document, facts_of_paper
from prro_cli.cli.receipt_send import app
from prro_cli.errors.base import ExitCode
from prro_cli.lang import say
from prro_cli.record import dataclass
from prro_cli.render.answer import Answer

if TYPE_CHECKING:
    from prro_cli.home.desks import Desk
    from prro_cli.journal.rows import Document
    from prro_cli.taxserver.answers import DocumentFile

__all__ = ["app"]

SAME, DIFFERENT, NOT_CHECKED = "same", "different", "not_checked"
MINUTE = 4
"""Digits of `time` that the public look-up goes by (peripherals 2.4)."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """One thing that was compared, or the reason why not."""

    what: str
    verdict: str
    ours: str | None = None
    theirs: str | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class ReceiptVerified:
    """All comparisons."""

    schema: ClassVar[str] = "prro.receipt.verify/1"
    document: PaperFacts
    verdict: str
    """same, different, or not_checked where nothing differed but the server was not heard."""
    comparisons: tuple[Comparison, ...]
    unchecked: tuple[str, ...]


@command(app, "verify", schema=ReceiptVerified.schema, example="prro receipt verify last")
def verify(
    face: Face,
    document: Doc,
    local: Annotated[bool, Option("--local", help="Do not ask the tax server.")] = False,
) -> Answer:
    """Compare a receipt with the stored original and with the tax server's document and link. Exit 6 on difference."""
    from prro_cli.cli.papers import paper_of_document
    from prro_cli.home.desks import desks_of

    with open_journal(face, read_only=True) as journal:
        row = chosen_document(face, journal, document)
        paper = paper_of_document(face, journal, row)
        xml, signed = journal.blob(row.xml) or b"", journal.blob(row.signed) if row.signed else None
    desk = desks_of(face.settings.config).get(row.desk)
    found = [*_stored(face, row, xml, signed)]
    reason = say("--local was given") if local else _unaskable(row, desk)
    if reason or desk is None:
        found += [Comparison(what, NOT_CHECKED, detail=reason) for what in ("server's document", "server's link")]
    else:
        found += _asked(face, desk, row, signed, xml, paper.link)
    result = ReceiptVerified(
        facts_of_paper(row, paper),
        _verdict(found),
        tuple(found),
        tuple(f"{one.what}: {one.detail}" for one in found if one.verdict == NOT_CHECKED),
    )
    code = ExitCode.ATTENTION if result.verdict == DIFFERENT else ExitCode.OK
    return Answer(result, identifier=result.verdict, desk=row.desk, test=row.test, exit_code=code)


def _verdict(found: list[Comparison]) -> str:
    verdicts = {one.verdict for one in found}
    return DIFFERENT if DIFFERENT in verdicts else NOT_CHECKED if NOT_CHECKED in verdicts else SAME


def _stored(face: Face, row: Document, xml: bytes, signed: bytes | None) -> list[Comparison]:
    """The stored bytes against their hashes, the signature, and the facts of the journal against the XML."""
    from prro_cli.documents.model import Check, ZRep, head_of
    from prro_cli.documents.reader import read_document

    found = [_hashed("stored XML", row.xml, xml)]
    if signed is None or row.signed is None:
        found.append(Comparison("signature", NOT_CHECKED, detail=say("the document was never signed")))
    else:
        found.append(_hashed("stored signed document", row.signed, signed))
        found.append(_signature(face, signed, xml))
    document = read_document(xml)
    assert isinstance(document, Check | ZRep)
    head = head_of(document)
    total = document.checktotal.sum if isinstance(document, Check) and document.checktotal else row.total
    found.append(_compared("local number", str(row.local_number), str(head.ordernum)))
    found.append(_compared("total", str(row.total), str(total)))
    if head.ordertaxnum:
        found.append(_compared("offline number", row.fiscal_number or "", head.ordertaxnum))
    return found


def _hashed(what: str, recorded: str, data: bytes) -> Comparison:
    return _compared(what, recorded, hashlib.sha256(data).hexdigest())


def _compared(what: str, ours: str, theirs: str) -> Comparison:
    return Comparison(what, SAME if ours == theirs else DIFFERENT, ours, theirs)


def _signature(face: Face, signed: bytes, xml: bytes) -> Comparison:
    from prro_cli.crypto.cms_verify import verify_all
    from prro_cli.crypto.errors import CryptoError

    try:
        verdicts = verify_all(signed, at=face.environment.now())
    except CryptoError as error:
        return Comparison("signature", DIFFERENT, detail=say("it is not valid: {error}", error=error))
    if any(verdict.content != xml for verdict in verdicts):
        return Comparison("signature", DIFFERENT, detail=say("what was signed is not the stored XML"))
    return Comparison("signature", SAME)


def _unaskable(row: Document, desk: Desk | None) -> str:
    """Why the server cannot be asked; empty where it can."""
    if desk is None:
        return say("desk {desk} is no longer defined", desk=row.desk)
    if row.kind == "z_report":
        return say("the server gives out Z-reports only to a signed request")
    if row.fiscal_number is None:
        return say("the document has no fiscal number")
    if row.state == "offline":
        return say("issued offline: the tax server does not have it yet")
    return ""


def _asked(
    face: Face, desk: Desk, row: Document, signed: bytes | None, xml: bytes, link: str | None
) -> list[Comparison]:
    """The sender's own signed bytes and the link, as the tax server has them."""
    from prro_cli.cli.workplace import fiscal_server
    from prro_cli.taxserver import commands
    from prro_cli.taxserver.enums import RequestType
    from prro_cli.taxserver.explain import as_error
    from prro_cli.taxserver.http_wire import HttpWire
    from prro_cli.taxserver.outcomes import Answered, NoData

    wire = HttpWire(environment=face.environment.variables)
    try:
        wish = commands.document_file(
            desk.fiscal_number,
            RequestType.SIGNED_BY_SENDER_XML,
            fiscal_number=row.fiscal_number,
            cabinet_url=True,
        )
        answer = fiscal_server(face, desk, wire).ask(wish)
    finally:
        wire.close()
    if isinstance(answer, NoData):
        return [Comparison("server's document", DIFFERENT, row.fiscal_number, None, say("the server does not know it"))]
    if not isinstance(answer, Answered):
        detail = as_error(answer, state=say("nothing was changed")).cause
        return [Comparison(what, NOT_CHECKED, detail=detail) for what in ("server's document", "server's link")]
    return [_of_server(answer.value, signed, xml), _links(link, answer.value.cabinet_url)]


def _of_server(file: DocumentFile, signed: bytes | None, xml: bytes) -> Comparison:
    """Byte for byte the signed document; else the XML inside of what the server gave."""
    what = "server's document"
    if not file.found:
        return Comparison(what, DIFFERENT, detail=file.result_text or say("the server does not have it"))
    if not file.data:
        return Comparison(what, NOT_CHECKED, detail=say("the server gave no copy of it"))
    if file.data == signed:
        return Comparison(what, SAME, detail=say("byte for byte as it was signed"))
    from prro_cli.cli.unwrap import unwrap

    inside = [one.data for one in unwrap(file.data) if not one.problem]
    if inside == [xml]:
        return Comparison(what, SAME, detail=say("the same XML"))
    return Comparison(what, DIFFERENT, detail=say("the XML at the server is not ours"))


def _links(ours: str | None, theirs: str | None) -> Comparison:
    """Parameter by parameter: their order is free, and `time` counts to the minute; `mac` the look-up ignores."""
    what = "server's link"
    if theirs is None:
        return Comparison(what, NOT_CHECKED, ours, None, say("the server gave no link"))
    if ours is None:
        return Comparison(what, NOT_CHECKED, None, theirs, say("no buyer gets a document of this kind"))
    mine, other = _parameters(ours), _parameters(theirs)
    names = [name for name in sorted(mine.keys() & other.keys()) if mine[name] != other[name]]
    missing = [name for name in ("id", "fn", "date", "sm") if name not in other]
    if names:
        return Comparison(what, DIFFERENT, ours, theirs, f"different: {', '.join(names)}")
    detail = say("not in the server's link, so not checked: {known}", known=", ".join(missing)) if missing else ""
    return Comparison(what, SAME, ours, theirs, detail)


def _parameters(link: str) -> dict[str, str]:
    values = dict(parse_qsl(urlsplit(link).query))
    values.pop("mac", None)
    return {name: value.replace(":", "")[:MINUTE] if name == "time" else value for name, value in values.items()}
