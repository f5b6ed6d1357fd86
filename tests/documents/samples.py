"""Sound documents of every kind, made by this project: invented people, shops and sums (a table, hence its length)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from prro_cli.documents.kinds import Kind, Registration, Stamp, head, zrep_head
from prro_cli.documents.model import (
    BodyRow,
    Check,
    CheckPtks,
    CheckTotal,
    DutyFreeRemainsRow,
    DutyFreeRow,
    ExciseLabelRow,
    PayRow,
    PaySystemRow,
    TaxRow,
    Ticket,
    ZBody,
    ZCash,
    ZCurrency,
    ZCurrencyRow,
    ZFuel,
    ZFuelPayFormRow,
    ZFuelRemainsRow,
    ZFuelRow,
    ZPayFormRow,
    ZRep,
    ZTaxRow,
    ZTotals,
)

MOMENT = datetime(2026, 3, 14, 7, 5, 9, tzinfo=UTC)
SHOP = Registration(
    tin="1234567899",
    ipn="123456789012",
    orgnm='ТОВ "Ґанок & Діти"',
    pointnm="Кав’ярня №1",
    pointaddr="м. Луцьк, вул. Лесі Українки, 5",
    cashdesknum=3,
    cashregisternum=4000999001,
)
STAMP = Stamp(uid="6f1d3f6e-58a4-4a6d-9d5f-3f0f8a0d7a11", moment=MOMENT, ordernum=77, cashier="Їжакевич О. П.")


def check_head(kind: Kind, **changes: Any) -> Any:
    """A head of a kind."""
    return head(kind, SHOP, STAMP, **changes)


def goods(cost: int, letters: str | None = None, **more: Any) -> BodyRow:
    """One piece of goods."""
    return BodyRow(code="1", name="Товар", amount=1000, price=cost, cost=cost, letters=letters, **more)


def cash(total: int, **more: Any) -> PayRow:
    """Paid in cash."""
    return PayRow(payformcd=0, payformnm="ГОТІВКА", sum=total, **more)


def vat(turnover: int, base: int, tax: int, **more: Any) -> TaxRow:
    """20 % ПДВ under the letter А."""
    return TaxRow(type=0, name="ПДВ", letter="А", prc=2000, turnover=turnover, sourcesum=base, sum=tax, **more)


def sale() -> Check:
    """Two rows, a discount, VAT, cash with change and a card."""
    slip = PaySystemRow(name="Visa", acquirenm="Банк", postransdate=MOMENT, epzdetails="4790****1111", sum=4000)
    return Check(
        checkhead=check_head(Kind.SALE),
        checktotal=CheckTotal(sum=14000, discountsum=1000),
        checkpay=(
            cash(10000, provided=20000, remains=10000),
            PayRow(payformcd=301, payformnm="КАРТКА", sum=4000, paysys=(slip,)),
        ),
        checktax=(vat(15000, 14000, 2333),),
        checkbody=(
            BodyRow(code="10", name="Кава", unitcd=2009, unitnm="шт", amount=2500, price=4000, cost=10000, letters="А"),
            goods(5000, "А", discounttype=1, discountpercent=2000, discountsum=1000),
        ),
    )


def excise_sale() -> Check:
    """VAT and excise on one row, and a row with VAT alone."""
    return Check(
        checkhead=check_head(Kind.SALE),
        checktotal=CheckTotal(sum=20500),
        checkpay=(cash(20500),),
        checktax=(
            vat(20500, 20000, 3333),
            TaxRow(type=1, name="Акциз", letter="Г", prc=500, turnover=10500, sourcesum=10500, sum=500),
        ),
        checkbody=(
            goods(10500, "АГ", uktzed="2204210000", exciselabels=(ExciseLabelRow(exciselabel="AATE123456"),)),
            goods(10000, "А"),
        ),
    )


def two_vats_one_excise() -> Check:
    """The excise lies on rows of two VAT rates, and one row has no excise."""
    excise = TaxRow(type=1, name="Акциз", letter="Г", prc=500, turnover=21000, sourcesum=21000, sum=1000)
    low = TaxRow(type=0, name="ПДВ", letter="Б", prc=700, turnover=10500, sourcesum=10000, sum=654)
    return Check(
        checkhead=check_head(Kind.SALE),
        checktotal=CheckTotal(sum=31000),
        checkpay=(cash(31000),),
        checktax=(vat(20500, 20000, 3333), low, excise),
        checkbody=(
            goods(10500, "АГ", uktzed="2204210000"),
            goods(10500, "БГ", uktzed="2204210000"),
            goods(10000, "А"),
        ),
    )


def excise_in_parts() -> Check:
    """Half of an excisable receipt is paid now."""
    return Check(
        checkhead=check_head(Kind.SALE),
        checktotal=CheckTotal(sum=20500, partpaytype=1, partpaysum=10250),
        checkpay=(cash(10250),),
        checktax=(
            vat(20500, 10000, 1667),
            TaxRow(type=1, name="Акциз", letter="Г", prc=500, turnover=10500, sourcesum=5250, sum=250),
        ),
        checkbody=(
            goods(10500, "АГ", uktzed="2204210000", partpaysum=5250),
            goods(10000, "А", partpaysum=5000),
        ),
    )


def tax_on_top() -> Check:
    """A tax that is not in the price."""
    tax = TaxRow(type=0, name="ПДВ", letter="А", prc=2000, sign=True, turnover=10000, sourcesum=10000, sum=2000)
    return Check(
        checkhead=check_head(Kind.SALE),
        checktotal=CheckTotal(sum=12000),
        checkpay=(cash(12000),),
        checktax=(tax,),
        checkbody=(goods(10000, "А"),),
    )


def rounded_sale() -> Check:
    """Cash rounding."""
    return Check(
        checkhead=check_head(Kind.SALE),
        checktotal=CheckTotal(sum=1250, rndsum=7, norndsum=1257),
        checkpay=(cash(1250),),
        checktax=(vat(1257, 1257, 210),),
        checkbody=(goods(1257, "А"),),
    )


def receipt_discount() -> Check:
    """A discount on the whole receipt."""
    return Check(
        checkhead=check_head(Kind.SALE),
        checktotal=CheckTotal(sum=9000, discounttype=0, discountsum=1000),
        checkpay=(cash(9000),),
        checkbody=(goods(10000),),
    )


def certificate() -> Check:
    """A certificate worth more than what it pays, and cash for the rest."""
    voucher = PayRow(payformcd=305, payformnm="СЕРТИФІКАТ", sum=5000, provided=6000)
    return Check(
        checkhead=check_head(Kind.SALE),
        checktotal=CheckTotal(sum=8000),
        checkpay=(voucher, cash(3000)),
        checkbody=(goods(8000),),
    )


def instalment(kind: Kind = Kind.SALE) -> Check:
    """A final settlement, rounded: the part is rounded, SUM stays the whole price."""
    return Check(
        checkhead=check_head(kind, returned_number="55" if kind is Kind.RETURN else None),
        checktotal=CheckTotal(
            sum=11500, rndsum=4, norndsum=2534, partpaytype=2, partpaysum=2530, partpayordprepaynum="3408730318"
        ),
        checkpay=(cash(2530),),
        checktax=(vat(11500, 2534, 422),),
        checkbody=(goods(11500, "А", partpaysum=2534),),
    )


def returned() -> Check:
    """A return of goods sold on another register."""
    return Check(
        checkhead=check_head(
            Kind.RETURN,
            returned_number="3408730318",
            returned_register=4000999002,
            returned_date=MOMENT.date(),
        ),
        checktotal=CheckTotal(sum=100),
        checkpay=(cash(100),),
        checktax=(vat(100, 100, 17),),
        checkbody=(goods(100, "А"),),
    )


def storno() -> Check:
    """An offline storno."""
    return _offline(Check(checkhead=check_head(Kind.STORNO, storned_number="420.2.4812")))


def _offline(check: Check) -> Check:
    from prro_cli.documents.control import with_offline_number

    numbered = with_offline_number(check, session="420", seed="179625192271939", number=3, prevdochash="ab" * 32)
    assert isinstance(numbered, Check)
    return numbered


def offline_begin() -> Check:
    """102: no hash, no TESTING."""
    from prro_cli.documents.control import with_offline_number

    begin = Check(checkhead=check_head(Kind.BEGIN, revoke_last_online=True))
    numbered = with_offline_number(begin, session="420", seed="179625192271939", number=1, prevdochash=None)
    assert isinstance(numbered, Check)
    return numbered


def service(kind: Kind) -> Check:
    """A deposit, an issue, or a document without sums."""
    total = CheckTotal(sum=25050) if kind in (Kind.DEPOSIT, Kind.ISSUE) else None
    return Check(checkhead=check_head(kind), checktotal=total)


def currency(oper: int = 2) -> Check:
    """Currency sold, or taken back."""
    row = BodyRow(
        valcd=840,
        valsymcd="USD",
        valnm="Долар США",
        valopertype=oper,
        valcourse=4_150_000_000,
        valforeignsum=10000,
        valnationalsum=415000,
    )
    number = "420.2.4812" if oper in (1, 3, 6, 7) else None
    return Check(checkhead=check_head(Kind.CURRENCY, storned_number=number), checkbody=(row,))


def currency_with_totals() -> Check:
    """A currency document that also has total, payment and pension-fund tax."""
    tax = TaxRow(type=2, name="ПФ", letter="В", prc=200, turnover=436013, sum=22305)
    body = BodyRow(valcd=978, valsymcd="EUR", valopertype=2, valcourse=4_500_000_000, valforeignsum=100, cost=436013)
    return Check(
        checkhead=check_head(Kind.CURRENCY),
        checktotal=CheckTotal(sum=458318),
        checkpay=(cash(458318),),
        checktax=(tax,),
        checkbody=(body,),
    )


def currency_desk(kind: Kind) -> Check:
    """Advance, additional deposit or collection of a currency desk."""
    row = BodyRow(valcd=840, valsymcd="USD", valforeignsum=100000, valnationalsum=0)
    return Check(checkhead=check_head(kind), checkbody=(row,))


def transfer() -> Check:
    """A self-service terminal."""
    return Check(
        checkhead=check_head(Kind.TRANSFER),
        checktotal=CheckTotal(sum=10200, notaxsum=10200, commission=200),
        checkpay=(cash(10200),),
        checkptks=CheckPtks(ptksnm="ПТКС 5", terminalnum="77", opernum="1"),
        checkbody=(BodyRow(name="Поповнення", cost=10000, recipientnm="Отримувач", banknm="Банк"),),
    )


def cash_withdrawal() -> Check:
    """Cash from a card at the till."""
    return Check(
        checkhead=check_head(Kind.CASH_WITHDRAWAL),
        checktotal=CheckTotal(sum=50000, notaxsum=50000, commission=500),
        checkpay=(cash(50000),),
        checkbody=(BodyRow(name="Видача готівки", amount=1000, cost=50000, recipientnm="Власник картки"),),
    )


def pawnshop() -> Check:
    """A pawn redeemed, rounded."""
    tax = TaxRow(type=0, name="ПДВ", letter="Ж", prc=0, sign=False, turnover=299102, sourcesum=299102, sum=0)
    return Check(
        checkhead=check_head(Kind.PAWNSHOP),
        checktotal=CheckTotal(sum=299100, pwnsumreceived=299102, rndsum=2, norndsum=299102),
        checkpay=(cash(299100),),
        checktax=(tax,),
        checkbody=(
            BodyRow(name="Повернення кредиту", cost=250000, letters="Ж", pwndir=True),
            BodyRow(name="Відсотки", cost=49102, letters="Ж", pwndir=True),
        ),
    )


def old_pawnshop() -> Check:
    """A pawnshop that still says DOCTYPE 0: money out and money in on one receipt."""
    return Check(
        checkhead=check_head(Kind.SALE),
        checktotal=CheckTotal(sum=5000, pwnsumissued=100000, pwnsumreceived=5000),
        checkpay=(cash(5000),),
        checkbody=(
            BodyRow(name="Кредит", amount=1000, price=100000, cost=100000, pwndir=False),
            BodyRow(name="Послуга", amount=1000, price=5000, cost=5000, pwndir=True),
        ),
    )


def duty_free() -> Check:
    """Paid in dollars, change in euros."""
    traveller = DutyFreeRow(passportdoc="АА123456", passportcountry="UA", valcd=840, valsymcd="USD", sum=8000)
    change = DutyFreeRemainsRow(valcd=978, valsymcd="EUR", valsum=100, sum=4500)
    return Check(
        checkhead=check_head(Kind.SALE),
        checktotal=CheckTotal(sum=8000),
        checkpay=(cash(8000, provided=12500),),
        checkdutyfree=(traveller,),
        checkdutyfreeremains=(change,),
        checkbody=(goods(8000, tobaccoweight=500, tobaccoqt=20),),
    )


def fuel() -> Check:
    """Litres into a tank: the amount in millilitres does not multiply to the cost."""
    row = BodyRow(
        name="А-95", amount=5_000_000, price=5860, cost=29300, fuelordernum="1", fuelunitnm="мл", fueltanknum="2"
    )
    return Check(
        checkhead=check_head(Kind.SALE), checktotal=CheckTotal(sum=29300), checkpay=(cash(29300),), checkbody=(row,)
    )


def zrep() -> ZRep:
    """A day with sales, a return and a cash withdrawal."""
    return ZRep(
        zrephead=zrep_head(SHOP, STAMP),
        zreprealiz=ZTotals(
            sum=5000,
            orderscnt=2,
            payforms=(ZPayFormRow(payformcd=0, payformnm="ГОТІВКА", sum=5000),),
            taxes=(ZTaxRow(type=0, name="ПДВ", letter="А", prc=2000, turnover=5000, sourcesum=5000, sum=834),),
        ),
        zrepreturn=ZTotals(sum=100, orderscnt=1, payforms=(ZPayFormRow(payformcd=301, payformnm="КАРТКА", sum=100),)),
        zrepcash=ZCash(sum=50000, commission=500, orderscnt=1),
        zrepbody=ZBody(serviceinput=10000, serviceoutput=0),
    )


def special_zrep() -> ZRep:
    """A currency desk and a petrol station, whose sums need not be those of goods."""
    return ZRep(
        zrephead=zrep_head(SHOP, STAMP),
        zreprealiz=ZTotals(sum=5000, orderscnt=2, payforms=(ZPayFormRow(payformcd=0, payformnm="ГОТІВКА", sum=1),)),
        zrepval=ZCurrency(calcdocscnt=1, details=(ZCurrencyRow(valcd=840, valsymcd="USD", buyvali=100),)),
        zrepfuel=ZFuel(
            details=(
                ZFuelRow(
                    name="А-95",
                    realizvol=3_000_000,
                    payforms=(ZFuelPayFormRow(payformcd=0, payformnm="ГОТІВКА", sum=100, amount=5),),
                ),
            ),
            remains=(ZFuelRemainsRow(name="А-95", tanknum="2", remains=97_000_000),),
        ),
    )


def empty_zrep() -> ZRep:
    """A shift without documents."""
    return ZRep(zrephead=zrep_head(SHOP, STAMP), zrepbody=ZBody(serviceinput=0, serviceoutput=0))


def ticket() -> Ticket:
    """The answer to an opened shift, with a time that begins with zero."""
    return Ticket(
        uid=STAMP.uid,
        orderdate="14032026",
        ordertime="090509",
        ordernum=77,
        ordertaxnum="3408730318",
        offlinesessionid="301084",
        offlineseed="179625192271939",
        errorcode=0,
        ver=1,
    )


def sound() -> dict[str, Any]:
    """All of them by name."""
    found: dict[str, Any] = {
        "sale": sale(), "excise": excise_sale(), "tax on top": tax_on_top(), "rounded": rounded_sale(),
        "receipt discount": receipt_discount(), "certificate": certificate(), "instalment": instalment(),
        "instalment returned": instalment(Kind.RETURN), "return": returned(), "storno": storno(),
        "offline begin": offline_begin(), "currency with totals": currency_with_totals(), "transfer": transfer(),
        "cash withdrawal": cash_withdrawal(), "pawnshop": pawnshop(), "duty free": duty_free(), "fuel": fuel(),
        "zrep": zrep(), "empty zrep": empty_zrep(), "ticket": ticket(),
    }  # fmt: skip
    found |= {"two vats": two_vats_one_excise(), "excise in parts": excise_in_parts()}
    found |= {"special zrep": special_zrep(), "old pawnshop": old_pawnshop()}
    for kind in (Kind.OPEN, Kind.CLOSE, Kind.DEPOSIT, Kind.ISSUE):
        found[kind.value] = service(kind)
    for kind in (Kind.CURRENCY_ADVANCE, Kind.CURRENCY_DEPOSIT, Kind.CURRENCY_COLLECTION):
        found[kind.value] = currency_desk(kind)
    for oper in range(8):
        found[f"currency {oper}"] = currency(oper)
    return found
