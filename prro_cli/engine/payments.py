"""Who pays what: card and other parts first, cash the rest, rounded, with change; every wrong sum is refused."""

from __future__ import annotations

from collections.abc import Sequence

from prro_cli.documents.model import PayRow, PaySystemRow
from prro_cli.engine.means import CARD, CARD_CODES, CASH, payment_form, payment_name
from prro_cli.engine.money import round_cash
from prro_cli.engine.order_types import Payment, Slip
from prro_cli.errors.orders import CashLimitError, PaymentError
from prro_cli.lang import say
from prro_cli.record import dataclass
from prro_cli.values import format_money

CASH_LIMIT = 50_000_00
"""Kopecks of cash that one receipt must not reach (NBU limit of settlements in cash)."""


@dataclass(frozen=True, slots=True)
class Paid:
    """The payments of a receipt; `rounding` is NORNDSUM − SUM, `tendered` what was handed over in all."""

    rows: tuple[PayRow, ...]
    rounding: int
    tendered: int
    change: int


@dataclass(frozen=True, slots=True)
class _Part:
    """A wish with its place in the order and its code."""

    path: str
    code: int
    wish: Payment

    @property
    def open(self) -> bool:
        """No sum, or 0.00: it takes the rest."""
        return not self.wish.sum


def settled(
    wishes: Sequence[Payment], exact: int, rule: str, *, back: bool = False, card_code: int = CARD, limit: bool = True
) -> Paid:
    """The payments of a receipt of that exact sum; `back` for a return, where nothing is tendered."""
    parts = [_part(wish, number, card_code) for number, wish in enumerate(wishes)]
    cash, others = _cash_of(parts), [part for part in parts if part.code != CASH]
    rest = exact - sum(part.wish.sum or 0 for part in others)
    if rest < 0:
        raise PaymentError(
            field="payments",
            detail=say(
                "{paid} without cash for a receipt of {total}; only cash gives change",
                paid=format_money(exact - rest),
                total=format_money(exact),
            ),
        )
    sums, rest = _rest_shared(others, cash, rest)
    rows = [_row(part, kopecks) for part, kopecks in zip(others, sums, strict=True) if kopecks]
    if rest == 0 and (rows or not cash):
        if cash is not None and (cash.wish.sum or cash.wish.provided):
            raise PaymentError(field=cash.path, detail=say("nothing is left to pay in cash"))
        return Paid(tuple(rows), 0, exact, 0)
    if cash is None and parts:
        raise PaymentError(
            field="payments",
            detail=say(
                "the payments make {paid}, the receipt costs {total}",
                paid=format_money(exact - rest),
                total=format_money(exact),
            ),
        )
    return _with_cash(rows, cash, rest, rule, back=back, limit=limit)


def _with_cash(rows: list[PayRow], cash: _Part | None, exact: int, rule: str, *, back: bool, limit: bool) -> Paid:
    due = round_cash(exact, rule)
    if due >= CASH_LIMIT and limit and not back:
        raise CashLimitError(
            field="payments",
            detail=say(
                "{due} in cash; one receipt may take less than {limit}",
                due=format_money(due),
                limit=format_money(CASH_LIMIT),
            ),
        )
    tendered = _tendered(cash, exact, due, back=back)
    change = tendered - due
    name = payment_name(CASH, cash.wish.name if cash else None)
    row = PayRow(
        payformcd=CASH,
        payformnm=name,
        sum=due,
        provided=tendered if change else None,  # given only where there is change (schema of 08.2025)
        remains=change or None,
    )
    by_others = sum(other.sum or 0 for other in rows)
    return Paid((row, *rows), exact - due, by_others + tendered, change)


def _tendered(cash: _Part | None, exact: int, due: int, *, back: bool) -> int:
    """What was handed over; the exact sum before rounding counts as the rounded one."""
    if cash is None:
        return due
    given = cash.wish.provided if cash.wish.provided is not None else cash.wish.sum
    if not given or (cash.wish.provided is None and given == exact):
        return due
    if back and given != due:
        raise PaymentError(
            field=f"{cash.path}.sum",
            detail=say(
                "{given} in cash is given back, the receipt says {due}",
                given=format_money(given),
                due=format_money(due),
            ),
        )
    if given < due:
        raise PaymentError(
            field=cash.path,
            detail=say(
                "{given} in cash is too little, {due} are due", given=format_money(given), due=format_money(due)
            ),
        )
    return given


def _rest_shared(others: list[_Part], cash: _Part | None, rest: int) -> tuple[list[int], int]:
    """The sums of the payments without cash, and what remains for cash."""
    open_ = [part for part in others if part.open]
    if len(open_) > 1:
        raise PaymentError(field=f"{open_[1].path}.sum", detail=say("only one payment may take the rest"))
    if open_:
        for_cash = 0
        if cash is not None:
            if not cash.wish.sum:
                raise PaymentError(field=f"{open_[0].path}.sum", detail=say("cash and this payment both take the rest"))
            for_cash = min(cash.wish.sum, rest)
        if rest == for_cash and open_[0].wish.slip is not None:
            raise PaymentError(field=open_[0].path, detail=say("it has a bank slip, but nothing is left for it to pay"))
        return [rest - for_cash if part.open else part.wish.sum or 0 for part in others], for_cash
    return [part.wish.sum or 0 for part in others], rest


def _part(wish: Payment, number: int, card_code: int) -> _Part:
    code = payment_form(wish.form, card_code)
    assert code is not None  # order_read let only known forms pass
    return _Part(f"payments[{number}]", code, wish)


def _cash_of(parts: list[_Part]) -> _Part | None:
    cash = [part for part in parts if part.code == CASH]
    if len(cash) > 1:
        raise PaymentError(field=f"{cash[1].path}.form", detail=say("cash stands twice; give it once"))
    return cash[0] if cash else None


def _row(part: _Part, kopecks: int) -> PayRow:
    slip = part.wish.slip
    if slip is not None and part.code not in CARD_CODES and part.code < 100:
        raise PaymentError(field=f"{part.path}.slip", detail=say("only a payment through a bank has a slip"))
    return PayRow(
        payformcd=part.code,
        payformnm=payment_name(part.code, part.wish.name),
        sum=kopecks,
        paysys=(pay_system(slip, kopecks),) if slip is not None else (),
    )


def pay_system(slip: Slip, kopecks: int) -> PaySystemRow:
    """PAYSYS/ROW of a bank slip; what the slip does not say is left out."""
    return PaySystemRow(
        taxnum=slip.payment_system_tax_number,
        name=slip.payment_system,
        acquireid=slip.merchant_id,
        acquirepn=slip.acquirer_tax_number,
        acquirenm=slip.acquirer,
        acquiretransid=slip.rrn,
        postransdate=slip.time,
        postransnum=slip.receipt_number,
        deviceid=slip.terminal_id,
        epzdetails=slip.pan,
        authcd=slip.auth_code,
        clientinfo=slip.client_info,
        sum=kopecks,
        commission=slip.commission,
    )
