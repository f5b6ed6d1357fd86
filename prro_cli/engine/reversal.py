"""Reversal: the last receipt of the open shift is cancelled whole, online or offline (R41)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prro_cli.documents.kinds import Kind, Stamp, head
from prro_cli.documents.model import Check
from prro_cli.engine.heads import registration_of
from prro_cli.engine.plan import Plan
from prro_cli.errors.selling import ReceiptNotFoundError, ReversalRefusedError
from prro_cli.journal.events import DocumentKind
from prro_cli.journal.rows import DocumentFilter
from prro_cli.lang import say

if TYPE_CHECKING:
    from prro_cli.engine.ports import Post
    from prro_cli.journal.readers import Readers
    from prro_cli.journal.rows import Document, Shift

REVERSIBLE = (
    DocumentKind.SALE,
    DocumentKind.RETURN,
    DocumentKind.SERVICE_INPUT,
    DocumentKind.SERVICE_OUTPUT,
    DocumentKind.CASH_WITHDRAWAL,
)
_FRAME = (DocumentKind.OFFLINE_BEGIN, DocumentKind.OFFLINE_END)
"""Documents that do not count as "the last one": they only frame an offline session."""


def reversal_plan(post: Post, shift: Shift, number: str | None) -> Plan:
    """The storno of the last receipt; `number` must be its number where given."""
    last = last_receipt(post.journal, post.name)
    if last is None or last.kind not in REVERSIBLE or last.shift != shift.number or not last.effective:
        raise _refused(post, number, last)
    if number is not None and number not in (last.fiscal_number, last.id):
        raise _refused(post, number, last)
    storned = last.fiscal_number

    def build(stamp: Stamp) -> Check:
        return Check(checkhead=head(Kind.STORNO, registration_of(post.desk), stamp, storned_number=storned))

    facts = {"original": {"fiscal_number": storned, "document": last.id}}
    return Plan(DocumentKind.REVERSAL, build, shift.number, shift.test, facts)


def last_receipt(journal: Readers, desk: str) -> Document | None:
    """The last document that is not the frame of an offline session and consumed its number."""
    wanted = DocumentFilter(desk=desk, states=("registered", "offline", "unknown"))
    for document in journal.documents(wanted, limit=8):
        if document.kind not in _FRAME:
            return document
    return None


def _refused(post: Post, number: str | None, last: Document | None) -> Exception:
    if number is not None and not post.journal.documents_by_fiscal_number(number, post.name):
        return ReceiptNotFoundError(detail=say("desk {desk} made no receipt {number}", desk=post.name, number=number))
    if last is None or last.kind not in REVERSIBLE:
        detail = (
            say("there is no receipt to reverse")
            if last is None
            else say("the last document is a {kind}", kind=say(last.kind))
        )
    elif last.reversed_by is not None:
        detail = say("receipt {number} is reversed already", number=last.fiscal_number)
    else:
        detail = say("the last receipt of this shift is {number}", number=last.fiscal_number)
    wanted = number or (last.fiscal_number if last and last.kind == DocumentKind.SALE else None)
    alternative = f"prro return --receipt {wanted} --all" if wanted else "prro return --receipt NUMBER --all"
    return ReversalRefusedError(detail=detail, alternative=alternative)
