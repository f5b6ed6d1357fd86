"""An uncertain document is asked for, never sent blindly again (architecture rule 9; API notes 10.3).

The question is always the same: what stands under its local number, and is it ours (UID)?
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from enum import Enum
from typing import TYPE_CHECKING, Any

from prro_cli.documents.kinds import CODES
from prro_cli.engine.heads import KINDS
from prro_cli.journal.events import DocumentKind, NewEvent
from prro_cli.record import dataclass
from prro_cli.taxserver import commands
from prro_cli.taxserver.enums import RequestType
from prro_cli.taxserver.outcomes import Answered, NoData
from prro_cli.taxserver.tickets import normal_uid

if TYPE_CHECKING:
    from prro_cli.engine.ports import Post
    from prro_cli.journal.rows import Document
    from prro_cli.taxserver.answers import DocumentInfo
    from prro_cli.taxserver.outcomes import Exchange

PAUSES = (0.0, 1.0, 2.0, 4.0)
"""Before each try; after a lost reply the server is asked "for a while" before anything else is decided (4.9)."""
ASK_SECONDS = 5.0

_UID = re.compile(rb"<UID>\s*([^<\s]{1,80})\s*</UID>")
_NUMBER = re.compile(rb"<ORDERTAXNUM>\s*([^<\s]{1,128})\s*</ORDERTAXNUM>")


class Finding(Enum):
    """What is known after the questions."""

    OURS = "ours"
    FOREIGN = "foreign"
    ABSENT = "absent"
    UNANSWERED = "unanswered"


@dataclass(frozen=True, slots=True)
class Verdict:
    """A finding with its proof: the questions' answers as they came."""

    finding: Finding
    fiscal_number: str = ""
    question: str = "DocumentInfoByLocalNum"
    answer: str = ""
    evidence: bytes = b""


def probe(post: Post, document: Document, pauses: tuple[float, ...] = PAUSES) -> Verdict:
    """Ask about a document that was sent, several times if need be; the caller writes the verdict down."""
    end = post.clock.monotonic() + post.rules.probe_seconds
    verdict = Verdict(Finding.UNANSWERED, answer="the server was not asked")
    for pause in pauses:
        if pause and post.clock.monotonic() + pause >= end:
            break
        if pause:
            post.clock.sleep(pause)
        verdict = look(post, document)
        if verdict.finding is not Finding.UNANSWERED:
            break
    return verdict


def look(post: Post, document: Document) -> Verdict:
    """One round of questions."""
    register, number = post.desk.fiscal_number, document.local_number
    info = post.server.ask(commands.document_info(register, number), post.signer.sign_command, seconds=ASK_SECONDS)
    if isinstance(info, Answered):
        return _whose(post, document, info.value, info.exchange.evidence)
    state = post.server.ask(commands.registrar_state(register), post.signer.sign_command, seconds=ASK_SECONDS)
    if not isinstance(state, Answered):
        return Verdict(Finding.UNANSWERED, answer=f"{type(info).__name__}, then {type(state).__name__}")
    post.observed_next = state.value.next_local_number
    told = f"nothing under {number}; NextLocalNum is {state.value.next_local_number}"
    if state.value.next_local_number == number:
        return Verdict(Finding.ABSENT, answer=told)
    if not isinstance(info, NoData):
        found, raw = _file(post, document, local_number=number)
        if found is not None:
            finding = Finding.OURS if found[0] == normal_uid(document.id) and found[1] else Finding.FOREIGN
            return Verdict(finding, found[1], "CheckExt", f"UID {found[0]}", raw)
    return Verdict(Finding.UNANSWERED, answer=told)


def _whose(post: Post, document: Document, info: DocumentInfo, evidence: bytes) -> Verdict:
    """Ours, if the UID inside says so; where the server shows no document, its kind must do."""
    found, raw = _file(post, document, fiscal_number=info.fiscal_number)
    if found is None or found[0] != normal_uid(document.id):  # perhaps the number was given twice
        again, more = _file(post, document, local_number=document.local_number)
        found, raw = (again, more) if again is not None else (found, raw)
    if found is not None:
        ours = found[0] == normal_uid(document.id)
        text = f"document {info.fiscal_number}, UID {found[0]}"
        return Verdict(Finding.OURS if ours else Finding.FOREIGN, info.fiscal_number, answer=text, evidence=raw)
    if _same_kind(document, info):
        text = f"document {info.fiscal_number} of the same kind; the server does not show its UID"
        return Verdict(Finding.OURS, info.fiscal_number, answer=text, evidence=evidence)
    return Verdict(Finding.UNANSWERED, answer=f"document {info.fiscal_number}, which cannot be looked at")


def _file(
    post: Post, document: Document, *, fiscal_number: str | None = None, local_number: int | None = None
) -> tuple[tuple[str, str] | None, bytes]:
    """UID and fiscal number inside the document as the server shows it (its XML, or that in its signature)."""
    z_report = document.kind == DocumentKind.Z_REPORT
    for kind in (RequestType.SIGNED_BY_SERVER_XML, RequestType.ORIGINAL_XML):
        command = commands.document_file(
            post.desk.fiscal_number, kind, z_report=z_report, fiscal_number=fiscal_number, local_number=local_number
        )
        answer = post.server.ask(command, post.signer.sign_command, seconds=ASK_SECONDS)
        if isinstance(answer, Answered) and (uid := _UID.search(answer.value.data)):
            number = _NUMBER.search(answer.value.data)
            text = number.group(1).decode("ascii", "replace") if number else fiscal_number or ""
            return (normal_uid(uid.group(1).decode("ascii", "replace")), text), answer.value.data
    return None, b""


def _same_kind(document: Document, info: DocumentInfo) -> bool:
    """Class, type and subtype agree, as far as the server tells them."""
    kind = DocumentKind(document.kind)
    if kind is DocumentKind.Z_REPORT:
        return info.document_class == 1
    doctype, subtype = CODES[KINDS[kind]]
    same = info.document_class in (0, None) and info.document_type == doctype
    return same and (subtype is None or info.document_subtype in (subtype, None))


def how_it_went(exchange: Exchange) -> dict[str, Any]:
    """Duration and HTTP status of a call, for the record of its outcome (N1: why)."""
    told: dict[str, Any] = {"seconds": f"{exchange.seconds:.3f}"}
    return told if exchange.status is None else {**told, "http": exchange.status}


def write_down(post: Post, document: Document, verdict: Verdict, follows: Sequence[NewEvent]) -> None:
    """One commit: what was asked, what was answered, and what follows from it."""
    payload: dict[str, Any] = {"question": verdict.question, "answer": verdict.answer or "nothing"}
    blobs = []
    if verdict.evidence:
        payload["evidence"] = hashlib.sha256(verdict.evidence).hexdigest()
        blobs.append(verdict.evidence)
    post.append([NewEvent("document.probed", payload, document.id), *follows], blobs=blobs)
