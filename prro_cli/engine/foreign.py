"""A document that the server has and this journal does not: fetched with its proof, and believed only if it fits.

Asked in this order, because servers differ in what they show (API 08.2025, 2.3): `Check`/`ZRep`, which the server
signs; `CheckExt`/`ZRepExt` with the server's signature, then the bare XML. The sender's own signed bytes (type 4) are
kept beside it where the server shows them: they are what a later document of an offline session hashed.
"""

from __future__ import annotations

import re
from dataclasses import field
from typing import TYPE_CHECKING, Any, Protocol, cast

from prro_cli.documents.model import Check, Sent, ZRep, head_of
from prro_cli.documents.reader import read_document
from prro_cli.engine.way import link_error
from prro_cli.errors.base import PrroError
from prro_cli.errors.repair import AdoptionImpossibleError
from prro_cli.lang import later, say
from prro_cli.record import dataclass
from prro_cli.taxserver import commands
from prro_cli.taxserver.enums import DocumentClass, RequestType
from prro_cli.taxserver.explain import as_error
from prro_cli.taxserver.outcomes import Answered, NoData, Refused
from prro_cli.taxserver.tickets import normal_uid

if TYPE_CHECKING:
    from collections.abc import Callable

    from prro_cli.engine.ports import Post
    from prro_cli.taxserver.answers import DocumentInfo
    from prro_cli.taxserver.outcomes import Answer
    from prro_cli.taxserver.seals import Opened

_XML = re.compile(rb"<\?xml.{0,4000000}?</(?:CHECK|ZREP)>", re.DOTALL)


class DocumentServer(Protocol):
    """What fetching needs of the server beyond `ports.Server`."""

    def fetch(
        self, command: commands.Command[None], sign: Callable[[bytes], bytes] | None = None
    ) -> Answer[Opened]: ...


@dataclass(frozen=True, slots=True)
class Foreign:
    """What the server holds under a number."""

    number: int
    fiscal_number: str
    document: Sent
    xml: bytes = field(repr=False)
    signed: bytes | None = field(repr=False)
    key_ski: str | None
    evidence: bytes = field(repr=False)
    source: str
    revoked: bool

    @property
    def uid(self) -> str:
        """The id under which the journal keeps it."""
        return normal_uid(head_of(self.document).uid)


def fetch(post: Post, number: int, taken: int) -> Foreign:
    """The document under a local number; AdoptionImpossibleError says why it cannot be believed."""
    info = _info(post, number, taken)
    shown, source, evidence = _shown(post, info, number, taken)
    original, signed, ski = _senders(post, info, shown)
    document = _believed(post, number, info, original or shown, taken)
    if original is not None and head_of(document).uid != head_of(_believed(post, number, info, shown, taken)).uid:
        raise AdoptionImpossibleError(
            number=number, detail=say("the server shows two different documents"), taken=taken
        )
    xml = original if original is not None else shown
    kept = signed if original is not None else None
    return Foreign(number, info.fiscal_number, document, xml, kept, ski, evidence, source, info.revoked)


def _info(post: Post, number: int, taken: int) -> DocumentInfo:
    answer = post.server.ask(commands.document_info(post.desk.fiscal_number, number), post.signer.sign_command)
    if isinstance(answer, Answered):
        return answer.value
    if isinstance(answer, NoData):
        detail = say("the server counts on beyond it and shows nothing under it")
        raise AdoptionImpossibleError(number=number, detail=detail, taken=taken)
    if isinstance(answer, Refused):
        raise as_error(
            answer, state=say("{taken} document(s) were taken over and stand; nothing was sent", taken=taken)
        )
    raise link_error(answer)


def _shown(post: Post, info: DocumentInfo, number: int, taken: int) -> tuple[bytes, str, bytes]:
    """The XML as the server shows it, the command that showed it, and the answer as it came."""
    z_report = info.document_class is DocumentClass.Z_REP
    which: dict[str, Any] = {"z_report": z_report, "fiscal_number": info.fiscal_number}
    plain = commands.raw_document(post.desk.fiscal_number, **which)
    answer = cast(DocumentServer, post.server).fetch(plain, post.signer.sign_command)
    if isinstance(answer, Answered) and _trusted(post, answer.value):
        return answer.value.content, plain.name, answer.exchange.evidence
    for kind in (RequestType.SIGNED_BY_SERVER_XML, RequestType.ORIGINAL_XML):
        command = commands.document_file(post.desk.fiscal_number, kind, **which)
        told = post.server.ask(command, post.signer.sign_command)
        xml = _xml_of(told.value.data) if isinstance(told, Answered) else None
        if xml is not None and isinstance(told, Answered):
            return xml, command.name, told.value.data
    raise AdoptionImpossibleError(
        number=number, detail=say("the server does not show the document itself"), taken=taken
    )


def _trusted(post: Post, opened: Opened) -> bool:
    """A pinned authority must vouch for the signer; without one the warning is told."""
    signatory = opened.signatory
    if signatory.warning:
        post.remark("server-answer", signatory.warning, "prro desk set NAME --trust FILE")
    return signatory.trusted or not signatory.pinned


def _senders(post: Post, info: DocumentInfo, shown: bytes) -> tuple[bytes | None, bytes | None, str | None]:
    """The bytes as they were sent, and whose key signed them; nothing of it where the server does not show them."""
    command = commands.document_file(
        post.desk.fiscal_number,
        RequestType.SIGNED_BY_SENDER_XML,
        z_report=info.document_class is DocumentClass.Z_REP,
        fiscal_number=info.fiscal_number,
    )
    answer = post.server.ask(command, post.signer.sign_command)
    data = answer.value.data if isinstance(answer, Answered) else b""
    xml = _xml_of(data) if data else None
    return (xml, data, _signer_key(data)) if xml is not None else (None, None, None)


def _xml_of(data: bytes) -> bytes | None:
    """The document inside a signed message, or the bytes themselves where they are the document."""
    from prro_cli.crypto.cms_read import read_signed
    from prro_cli.crypto.errors import CryptoError

    if data.lstrip()[:1] == b"<":
        return data
    try:
        content = read_signed(data, max_signers=8).content
    except CryptoError:
        content = None
    if content is not None:
        return content
    found = _XML.search(data)
    return found.group() if found else None


def _signer_key(data: bytes) -> str | None:
    from prro_cli.crypto.cms_read import read_signed
    from prro_cli.crypto.errors import CryptoError

    try:
        certificates = read_signed(data, max_signers=8).certificates
    except CryptoError:
        return None
    key = certificates[0].subject_key_id if certificates else None
    return key.hex() if key else None


def _believed(post: Post, number: int, info: DocumentInfo, xml: bytes, taken: int) -> Sent:
    """The document inside, if it is of this register, under this number, with this fiscal number."""
    try:
        document = read_document(xml)
    except PrroError as error:
        raise AdoptionImpossibleError(number=number, detail=error.cause, taken=taken) from error
    if not isinstance(document, Check | ZRep):
        raise AdoptionImpossibleError(number=number, detail=say("the server shows a ticket for it"), taken=taken)
    head = head_of(document)
    for what, ours, theirs in (
        (later("register"), post.desk.fiscal_number, head.cashregisternum),
        (later("local number"), number, head.ordernum),
        (later("fiscal number"), info.fiscal_number, head.ordertaxnum or info.fiscal_number),
    ):
        if ours != theirs:
            detail = say("the document shown has {what} {theirs}, not {ours}", what=say(what), theirs=theirs, ours=ours)
            raise AdoptionImpossibleError(number=number, detail=detail, taken=taken)
    return document
