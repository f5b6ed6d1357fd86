"""The receipt of the sale that a return is bound to: in the journal, on the tax server, or only typed (R44)."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from prro_cli.documents.kinds import Kind, kind_of, moment_of
from prro_cli.documents.model import Check
from prro_cli.engine.heads import KINDS
from prro_cli.engine.order_types import Item, Payment
from prro_cli.engine.recipients import Recipient
from prro_cli.errors.selling import ReceiptNotFoundError, ReturnRefusedError
from prro_cli.journal.events import DocumentKind
from prro_cli.lang import say
from prro_cli.record import dataclass
from prro_cli.values import kyiv

if TYPE_CHECKING:
    from prro_cli.engine.ports import Post
    from prro_cli.journal.rows import Document


@dataclass(frozen=True, slots=True)
class Wanted:
    """What shall be returned: of which receipt, which rows (none: everything left), how it is paid back.

    An item's price of nothing means "whatever it was sold for".
    """

    receipt: str
    items: tuple[Item, ...] = ()
    payments: tuple[Payment, ...] = ()
    from_register: int | None = None
    from_date: date | None = None
    comment: str | None = None
    key: str | None = None
    send: tuple[Recipient, ...] = ()

    def canonical(self) -> dict[str, Any]:
        """What two equal requests share."""
        return {
            "receipt": self.receipt,
            "items": [item.canonical() for item in self.items],
            "payments": [payment.canonical() for payment in self.payments],
            "register": self.from_register,
            "date": self.from_date.isoformat() if self.from_date else None,
            "comment": self.comment,
        }


@dataclass(frozen=True, slots=True)
class Original:
    """The receipt of the sale, as far as it is known here."""

    number: str
    check: Check | None
    document: Document | None
    register: int | None
    day: date | None

    @property
    def register_key(self) -> str:
        """How the journal names the other register; empty for our own."""
        return "" if self.register is None else str(self.register)


def find_original(post: Post, wanted: Wanted) -> Original:
    """The receipt of the sale: in the journal, or on the tax server, or only typed."""
    if wanted.from_register is not None and wanted.from_register != post.desk.fiscal_number:
        return _of_another(post, wanted, wanted.from_register)
    found = post.journal.documents_by_fiscal_number(wanted.receipt, post.name)
    if found:
        return _of_ours(post, found[0])
    check = _from_server(post, post.desk.fiscal_number, wanted.receipt)
    if check is None:
        raise ReceiptNotFoundError(
            detail=say(
                "neither desk {desk} nor the tax server has a receipt {receipt}", desk=post.name, receipt=wanted.receipt
            )
        )
    _must_be_a_sale(wanted.receipt, check)
    return Original(wanted.receipt, check, None, None, moment_of(check).date())


def _of_ours(post: Post, document: Document) -> Original:
    number = document.fiscal_number or ""
    _must_stand(document)
    check = _read(post.journal.blob(document.xml) or b"")
    return Original(number, check, document, None, datetime.fromisoformat(document.time).date())


def _must_stand(document: Document) -> None:
    """Only a sale that was neither reversed nor revoked can be returned."""
    number = document.fiscal_number or ""
    if document.kind != DocumentKind.SALE:
        raise ReturnRefusedError(
            detail=say("{number} is a {kind}, not a sale", number=number, kind=say(document.kind)), receipt=number
        )
    if not document.effective:
        raise ReturnRefusedError(
            detail=say("receipt {number} is {state}", number=number, state=say(document.shown_state)),
            receipt=number,
        )


def _must_be_a_sale(number: str, check: Check) -> None:
    """The same of a document that the tax server shows: its kind, and the marks the server puts into it."""
    kind, head = kind_of(check), check.checkhead
    if kind is not Kind.SALE:
        named = next((say(str(ours)) for ours, theirs in KINDS.items() if theirs is kind), f"{head.doctype}")
        raise ReturnRefusedError(
            detail=say("{number} is a {kind}, not a sale", number=number, kind=named), receipt=number
        )
    if head.storned or head.revoked:
        state = say("reversed") if head.storned else say("revoked")
        raise ReturnRefusedError(detail=say("receipt {number} is {state}", number=number, state=state), receipt=number)


def _of_another(post: Post, wanted: Wanted, register: int) -> Original:
    """A sale of another register: another desk of this home, or the tax server's copy, or what was typed."""
    check = None
    for document in post.journal.documents_by_fiscal_number(wanted.receipt):
        found = _read(post.journal.blob(document.xml) or b"")
        if found is not None and found.checkhead.cashregisternum == register:
            _must_stand(document)
            check = check or found
    if check is None:
        check = _from_server(post, register, wanted.receipt)
    if check is not None:
        _must_be_a_sale(wanted.receipt, check)
    day = wanted.from_date or (moment_of(check).date() if check else None)
    if day is not None and day > post.clock.now().astimezone(kyiv()).date():
        raise ReturnRefusedError(
            detail=say("{day} is still to come; nothing was sold then", day=day), receipt=wanted.receipt
        )
    if day is None:
        raise ReceiptNotFoundError(
            detail=say(
                "the tax server does not show receipt {receipt} of register {register}; give --from-date",
                receipt=wanted.receipt,
                register=register,
            )
        )
    return Original(wanted.receipt, check, None, register, day)


def _from_server(post: Post, register: int, number: str) -> Check | None:
    from prro_cli.taxserver import commands
    from prro_cli.taxserver.enums import RequestType
    from prro_cli.taxserver.outcomes import Answered

    if post.journal.current_session(post.name) is not None:
        return None
    command = commands.document_file(register, RequestType.ORIGINAL_XML, fiscal_number=number)
    answer = post.server.ask(command, post.signer.sign_command)
    return _read(answer.value.data) if isinstance(answer, Answered) else None


def _read(xml: bytes) -> Check | None:
    from prro_cli.documents.reader import read
    from prro_cli.errors.documents import DocumentError

    try:
        document = read(xml).document
    except DocumentError:
        return None
    return document if isinstance(document, Check) else None
