"""What the journal keeps of a document made elsewhere: the same members our own drafts have, read from its XML."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from prro_cli.documents.kinds import kind_of, moment_of
from prro_cli.documents.model import BodyRow, Check, ZRep, head_of
from prro_cli.documents.reader import read_document
from prro_cli.engine.heads import KINDS
from prro_cli.engine.zreport import same_figures
from prro_cli.errors.repair import AdoptionImpossibleError
from prro_cli.journal.events import DocumentKind
from prro_cli.journal.totals import PayForm, Section, TaxTotal, Totals
from prro_cli.lang import say
from prro_cli.values import format_time, round_half_up

if TYPE_CHECKING:
    from prro_cli.documents.model import TaxRow, ZTaxRow, ZTotals
    from prro_cli.engine.foreign import Foreign
    from prro_cli.engine.ports import Post

_KINDS = {kind: ours for ours, kind in KINDS.items()}
WHOLE = 1000
_FRAME = (DocumentKind.OFFLINE_BEGIN, DocumentKind.OFFLINE_END)


def payload_of(post: Post, found: Foreign, taken: int) -> dict[str, Any]:
    """The payload of `document.adopted`."""
    kind = _kind(found, taken)
    head = head_of(found.document)
    facts: dict[str, Any] = {
        "kind": str(kind),
        "class": "zrep" if kind is DocumentKind.Z_REPORT else "check",
        "local_number": found.number,
        "fiscal_number": found.fiscal_number,
        "time": format_time(moment_of(found.document)),
        "cashier": post.cashier if head.cashier == post.person else head.cashier or "",
        "test": bool(head.testing),
        "offline": bool(head.offline),
        "xml": hashlib.sha256(found.xml).hexdigest(),
        "evidence": hashlib.sha256(found.evidence).hexdigest(),
        "source": found.source,
        "shift": _shift(post, kind),
        "key_ski": found.key_ski,
        "prev_hash": head.prevdochash,
        **_in_session(found, taken),
        **_contents(post, found, kind),
    }
    if found.signed is not None:
        facts |= {"sha256": hashlib.sha256(found.signed).hexdigest(), "size": len(found.signed)}
    return {name: value for name, value in facts.items() if value is not None}


def _kind(found: Foreign, taken: int) -> DocumentKind:
    kind = kind_of(found.document)
    known = _KINDS.get(kind) if kind is not None else None
    if known is None:
        detail = say("it is of a kind this program keeps no totals of ({kind})", kind=kind or say("unknown"))
        raise AdoptionImpossibleError(number=found.number, detail=detail, taken=taken)
    return known


def _shift(post: Post, kind: DocumentKind) -> int | None:
    if kind is DocumentKind.SHIFT_OPEN:
        return post.journal.next_shift_number(post.name)
    shift = post.journal.open_shift(post.name)
    return shift.number if shift is not None else None


def _in_session(found: Foreign, taken: int) -> dict[str, Any]:
    """An offline fiscal number is `<session>.<number>.<control>` (API notes 4.3)."""
    if not head_of(found.document).offline:
        return {}
    parts = found.fiscal_number.split(".")
    if len(parts) != 3 or not all(part.isascii() and part.isdigit() for part in parts):
        detail = say("its fiscal number {number} is not that of an offline document", number=found.fiscal_number)
        raise AdoptionImpossibleError(number=found.number, detail=detail, taken=taken)
    return {"session_id": parts[0], "session_number": int(parts[1]), "control": int(parts[2])}


def _contents(post: Post, found: Foreign, kind: DocumentKind) -> dict[str, Any]:
    document = found.document
    if isinstance(document, ZRep):
        return _of_z(post, document)
    if kind is DocumentKind.REVERSAL:
        return {"original": {"fiscal_number": document.checkhead.orderstornum}}
    total = document.checktotal
    if total is None or total.sum is None or kind in _FRAME:
        return {}
    facts: dict[str, Any] = {"total": total.sum, "effect": _effect(document, kind).as_payload()}
    if kind in (DocumentKind.SALE, DocumentKind.RETURN):
        change = sum(row.remains or 0 for row in document.checkpay)
        paid = sum(row.provided if row.provided is not None else row.sum or 0 for row in document.checkpay)
        facts |= {"rounding": total.rndsum or 0, "paid": paid, "change": change}
        facts["rows"] = list(_rows(document, _original_rows(post, document)))
    if kind is DocumentKind.RETURN:
        facts["original"] = _original(post, document)
    return facts


def _effect(check: Check, kind: DocumentKind) -> Totals:
    total = check.checktotal
    amount = (total.sum if total else None) or 0
    if kind is DocumentKind.SERVICE_INPUT:
        return Totals(service_input=Section(sum=amount, orders_count=1))
    if kind is DocumentKind.SERVICE_OUTPUT:
        return Totals(service_output=Section(sum=amount, orders_count=1))
    if kind is DocumentKind.CASH_WITHDRAWAL:
        return Totals(cash=Section(sum=amount, orders_count=1))
    section = Section(
        sum=amount,
        rnd_sum=(total.rndsum if total else None) or 0,
        no_rnd_sum=(total.norndsum if total else None) or 0,
        orders_count=1,
        pay_forms=_pay_forms(check),
        taxes=tuple(_tax(row) for row in check.checktax),
    )
    return Totals(ret=section) if kind is DocumentKind.RETURN else Totals(real=section)


def _pay_forms(check: Check) -> tuple[PayForm, ...]:
    sums: dict[tuple[int, str], int] = {}
    for row in check.checkpay:
        key = (row.payformcd, row.payformnm)
        sums[key] = sums.get(key, 0) + (row.sum or 0)
    return tuple(PayForm(code, name, sum_) for (code, name), sum_ in sums.items())


def _tax(row: TaxRow | ZTaxRow) -> TaxTotal:
    return TaxTotal(
        type=row.type,
        name=row.name,
        letter=row.letter or "",
        prc=row.prc,
        sign=bool(row.sign),
        turnover=row.turnover,
        turnover_discount=row.turnoverdiscount or 0,
        source_sum=row.sourcesum if row.sourcesum is not None else row.turnover,
        sum=row.sum,
    )


def _rows(check: Check, originals: list[int | None]) -> Iterator[dict[str, Any]]:
    sold: set[str] = set()
    for index, (row, original) in enumerate(zip(check.checkbody, originals, strict=True), 1):
        marks = [one.exciselabel for one in row.exciselabels if one.exciselabel not in sold]
        sold.update(marks)
        quantity = row.amount if row.amount is not None else WHOLE
        cost = row.cost if row.cost is not None else round_half_up(quantity * (row.price or 0), WHOLE)
        said = {
            "code": row.code,
            "barcode": row.barcode,
            "uktzed": row.uktzed,
            "dkpp": row.dkpp,
            "unit": row.unitcd,
            "unit_name": row.unitnm,
            "comment": row.comment,
            "marks": marks or None,
            "original_row": original,
        }
        yield {
            "index": index,
            "name": row.name or "",
            "qty": quantity,
            "price": row.price or 0,
            "cost": cost,
            "discount": row.discountsum or 0,
            "sum": cost - (row.discountsum or 0),
            "tax": row.letters or "",
            "fiscal": True,
            **{name: value for name, value in said.items() if value is not None},
        }


def _original(post: Post, check: Check) -> dict[str, str]:
    facts = {"fiscal_number": check.checkhead.orderretnum or ""}
    register = check.checkhead.orderretcashregnum
    if register is not None and register != post.desk.fiscal_number:
        facts["register"] = str(register)
    return facts


def _original_rows(post: Post, check: Check) -> list[int | None]:
    """For each row of a return the row of the sale it gives back, as far as our journal holds the sale."""
    number, register = check.checkhead.orderretnum, check.checkhead.orderretcashregnum
    body = check.checkbody
    if number is None or register not in (None, post.desk.fiscal_number):
        return [None] * len(body)
    sales = [d for d in post.journal.documents_by_fiscal_number(number, post.name) if d.kind == DocumentKind.SALE]
    xml = post.journal.blob(sales[0].xml) if sales else None
    sale = read_document(xml) if xml is not None else None
    if not isinstance(sale, Check):
        return [None] * len(body)
    back = post.journal.returned(number)
    left = {n: (row.amount or 0) - (back[n].quantity if n in back else 0) for n, row in enumerate(sale.checkbody, 1)}
    return [_row_of(row, sale, left) for row in body]


def _row_of(row: BodyRow, sale: Check, left: dict[int, int]) -> int | None:
    quantity = row.amount or 0
    for n, sold in enumerate(sale.checkbody, 1):
        same = (sold.name, sold.code, sold.price, sold.letters) == (row.name, row.code, row.price, row.letters)
        if same and left[n] >= quantity:
            left[n] -= quantity
            return n
    return None


def _of_z(post: Post, report: ZRep) -> dict[str, Any]:
    """Its sums; where all figures are ours, our own form of them, so that names of taxes make no difference."""
    said = Totals(
        real=_side(report.zreprealiz),
        ret=_side(report.zrepreturn),
        service_input=_plain(report.zrepbody.serviceinput if report.zrepbody else None),
        service_output=_plain(report.zrepbody.serviceoutput if report.zrepbody else None),
        cash=Section(sum=report.zrepcash.sum, orders_count=report.zrepcash.orderscnt) if report.zrepcash else None,
    )
    shift = post.journal.open_shift(post.name)
    ours = post.journal.totals(post.name, shift.number) if shift is not None else None
    if ours is not None and same_figures(ours, said):
        return {"z_totals": ours.as_payload()}
    if ours is None:
        return {}
    post.remark("z-differs", say("the Z-report taken over does not say what its receipts add up to"), "prro reconcile")
    return {}


def _side(part: ZTotals | None) -> Section | None:
    if part is None:
        return None
    return Section(
        sum=part.sum,
        rnd_sum=part.rndsum or 0,
        no_rnd_sum=part.norndsum or 0,
        orders_count=part.orderscnt,
        pay_forms=tuple(PayForm(row.payformcd, row.payformnm, row.sum) for row in part.payforms),
        taxes=tuple(_tax(row) for row in part.taxes),
    )


def _plain(amount: int | None) -> Section | None:
    return Section(sum=amount) if amount else None
