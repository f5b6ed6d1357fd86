"""Documents planned by hand: the smallest sale, return, deposit, reversal and Z-report that the sandbox takes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from prro_cli.documents.kinds import Kind, head, zrep_head
from prro_cli.documents.model import (
    BodyRow,
    Check,
    CheckTotal,
    PayRow,
    TaxRow,
    ZBody,
    ZPayFormRow,
    ZRep,
    ZTaxRow,
    ZTotals,
)
from prro_cli.engine import shift as shifts
from prro_cli.engine.heads import registration_of
from prro_cli.engine.plan import Plan
from prro_cli.engine.ports import Post
from prro_cli.home.desks import Desk, Tax
from prro_cli.journal.events import DocumentKind
from prro_cli.journal.rows import Document
from prro_cli.journal.totals import PayForm, Section, TaxTotal, Totals

TIN, REGISTER = "34554362", 4000000001
DESK = Desk(
    name="kiosk",
    server="http://127.0.0.1:1/fs",
    tin=TIN,
    org="ТОВ Тест",
    outlet="Магазин",
    address="м. Київ, вул. Тестова, 1",
    fiscal_number=REGISTER,
    local_number=1,
    vat_number="345543626543",
    taxes=(Tax("А", 0, 2000, "ПДВ"),),
)


def _receipt(kind: Kind, kopecks: int, **more: Any) -> Callable[[Any], Check]:
    tax = kopecks // 6
    return lambda stamp: Check(
        checkhead=head(kind, registration_of(DESK), stamp, **more),
        checktotal=CheckTotal(sum=kopecks),
        checkpay=(PayRow(payformcd=0, payformnm="ГОТІВКА", sum=kopecks),),
        checktax=(TaxRow(type=0, name="ПДВ", letter="А", prc=2000, turnover=kopecks, sourcesum=kopecks, sum=tax),),
        checkbody=(
            BodyRow(
                code="1", name="Кава", unitcd=2009, unitnm="шт", amount=1000, price=kopecks, letters="А", cost=kopecks
            ),
        ),
    )


def _section(kopecks: int) -> Section:
    tax = kopecks // 6
    total = TaxTotal(0, "ПДВ", "А", 2000, False, kopecks, 0, kopecks, tax)
    return Section(kopecks, 0, 0, 1, (PayForm(0, "ГОТІВКА", kopecks),), (total,))


def _shift(post: Post) -> int:
    return shifts.working_shift(post).number


def sale_plan(post: Post, kopecks: int, key: str | None = None) -> Plan:
    assert kopecks % 6 == 0
    facts: dict[str, Any] = {
        "total": kopecks,
        "effect": Totals(real=_section(kopecks)).as_payload(),
        "rows": [{"index": 1, "name": "Кава", "qty": 1000, "sum": kopecks}],
    }
    if key:
        facts |= {"idempotency_key": key, "request_hash": f"sale {kopecks}"}
    return Plan(DocumentKind.SALE, _receipt(Kind.SALE, kopecks), _shift(post), False, facts)


def return_plan(post: Post, sale: Document, kopecks: int | None = None) -> Plan:
    kopecks = kopecks or sale.total or 0
    number = sale.fiscal_number
    facts = {
        "total": kopecks,
        "effect": Totals(ret=_section(kopecks)).as_payload(),
        "rows": [{"index": 1, "name": "Кава", "qty": 1000, "sum": kopecks, "original_row": 1}],
        "original": {"fiscal_number": number, "document": sale.id},
    }
    made = _receipt(Kind.RETURN, kopecks, returned_number=number)
    return Plan(DocumentKind.RETURN, made, _shift(post), False, facts)


def cash_plan(post: Post, kopecks: int, *, deposit: bool) -> Plan:
    section = Section(sum=kopecks, orders_count=1)
    effect = Totals(service_input=section) if deposit else Totals(service_output=section)
    kind = Kind.DEPOSIT if deposit else Kind.ISSUE
    return Plan(
        DocumentKind.SERVICE_INPUT if deposit else DocumentKind.SERVICE_OUTPUT,
        lambda stamp: Check(checkhead=head(kind, registration_of(DESK), stamp), checktotal=CheckTotal(sum=kopecks)),
        _shift(post),
        False,
        {"total": kopecks, "effect": effect.as_payload()},
    )


def storno_plan(post: Post, sale: Document) -> Plan:
    number = sale.fiscal_number
    return Plan(
        DocumentKind.REVERSAL,
        lambda stamp: Check(checkhead=head(Kind.STORNO, registration_of(DESK), stamp, storned_number=number)),
        _shift(post),
        False,
        {"original": {"fiscal_number": number, "document": sale.id}},
    )


def z_plan(post: Post) -> Plan:
    number = _shift(post)
    totals = post.journal.totals(post.name, number)

    def side(section: Section | None) -> ZTotals | None:
        if section is None:
            return None
        return ZTotals(
            sum=section.sum,
            orderscnt=section.orders_count,
            payforms=tuple(ZPayFormRow(payformcd=p.code, payformnm=p.name, sum=p.sum) for p in section.pay_forms),
            taxes=tuple(
                ZTaxRow(
                    type=t.type, name=t.name, letter=t.letter, prc=t.prc, turnover=t.turnover,
                    sourcesum=t.source_sum, sum=t.sum,
                )
                for t in section.taxes
            ),
        )  # fmt: skip

    body = ZBody(
        serviceinput=totals.service_input.sum if totals.service_input else 0,
        serviceoutput=totals.service_output.sum if totals.service_output else 0,
    )
    return Plan(
        DocumentKind.Z_REPORT,
        lambda stamp: ZRep(
            zrephead=zrep_head(registration_of(DESK), stamp),
            zreprealiz=side(totals.real),
            zrepreturn=side(totals.ret),
            zrepbody=body,
        ),
        number,
        False,
        {"z_totals": totals.as_payload()},
    )
