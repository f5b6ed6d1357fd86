"""Level 2, the sums of a receipt: rows, discounts, rounding, payments.

Sales and returns of goods are certain ground: a broken sum is a contradiction. For transfers, currency, pawnshops and
cash withdrawal only payments against the total are known to hold in all sound samples; their other sums give warnings.
"""

from __future__ import annotations

from prro_cli.documents.findings import Findings
from prro_cli.documents.kinds import Kind
from prro_cli.documents.model import BodyRow, Check, CheckTotal, PayRow
from prro_cli.lang import both
from prro_cli.values import format_money, format_quantity, round_half_up

GOODS = frozenset({Kind.SALE, Kind.RETURN})
CASH = 0
LARGEST_ROUNDING = 50  # kopecks; no rounding rule moves a total further
_FUEL = ("fuelordernum", "fuelunitnm", "fueltanknum", "fuelcolumnnum", "fuelfaucetnum")


def check_sums(check: Check, kind: Kind, findings: Findings) -> None:
    """Everything that must add up in a receipt."""
    strict = kind in GOODS
    for number, row in enumerate(check.checkbody, 1):
        _check_row(row, f"CHECK/CHECKBODY/ROW[{number}]", strict, findings)
    for number, payment in enumerate(check.checkpay, 1):
        _check_payment(payment, f"CHECK/CHECKPAY/ROW[{number}]", strict and not check.checkdutyfree, findings)
    total = check.checktotal
    if total is None:
        return
    _check_total(total, kind, findings)
    _check_part_payment(check, total, findings)
    _check_rounding(check, total, kind, findings)
    _check_payments(check, total, kind, findings)
    if strict:
        _check_rows_against_total(check, total, findings)


def net(row: BodyRow) -> int:
    """Cost of a row after its discount."""
    return (row.cost or 0) - (row.discountsum or 0)


def _check_row(row: BodyRow, path: str, strict: bool, findings: Findings) -> None:
    if row.cost is not None and row.cost < 0:
        findings.at(
            strict, f"{path}/COST", "sum.negative", both("the cost of a row is negative; returns are positive too")
        )
    if row.amount is not None and row.price is not None and row.cost is not None:
        exact = row.amount * row.price
        if abs(row.cost * 1000 - exact) > 500:  # half a kopeck: either way of rounding a tie is accepted
            findings.at(
                strict and not any(getattr(row, name) for name in _FUEL),
                f"{path}/COST",
                "sum.row",
                both(
                    "COST is {cost}, but {quantity} × {price} = {right}",
                    cost=format_money(row.cost),
                    quantity=format_quantity(row.amount),
                    price=format_money(row.price),
                    right=format_money(round_half_up(exact, 1000)),
                ),
            )
    if row.discounttype is not None and row.discounttype not in (0, 1):
        findings.contradiction(
            f"{path}/DISCOUNTTYPE", "sum.discount", both("DISCOUNTTYPE is 0 (a sum) or 1 (a percentage)")
        )
    largest = max(row.cost or 0, row.subtotal or 0)  # a discount on a subtotal may exceed the row it stands in
    if row.discountsum is not None and row.cost is not None and row.discountsum > largest:
        findings.at(
            strict, f"{path}/DISCOUNTSUM", "sum.discount", both("the discount is larger than the cost of the row")
        )
    if row.discounttype == 1 and row.discountpercent is not None and row.discountsum is not None:
        base = row.subtotal or row.cost
        # A mark-up is a negative sum; whether its percentage is negative too is not described.
        if base is not None and not _is_percent(abs(row.discountsum), base, abs(row.discountpercent)):
            findings.at(
                strict,
                f"{path}/DISCOUNTSUM",
                "sum.discount",
                both(
                    "DISCOUNTSUM is {discountsum}, but {discountpercent} % of {base} is {right}",
                    discountsum=format_money(row.discountsum),
                    discountpercent=format_money(row.discountpercent),
                    base=format_money(base),
                    right=format_money(round_half_up(base * row.discountpercent, 10000)),
                ),
            )


def _is_percent(part: int, whole: int, percent: int) -> bool:
    """Is the part this percentage of the whole, whichever of the two was computed from the other and rounded?"""
    from_percent = abs(part * 10_000 - whole * percent) <= 5_000
    from_part = abs(part * 10_000 - whole * percent) <= abs(whole) // 2
    return from_percent or from_part


def _check_payment(payment: PayRow, path: str, strict: bool, findings: Findings) -> None:
    if payment.sum is None:
        findings.warning(f"{path}/SUM", "sum.payments", both("a payment without a sum"))
        return
    if payment.sum < 0:
        findings.at(strict, f"{path}/SUM", "sum.negative", both("a payment is negative; returns are positive too"))
    if payment.provided is not None:
        change = payment.provided - payment.sum
        strict = strict and payment.payformcd == CASH  # a certificate may be worth more and give no change
        if payment.remains is not None and payment.remains != change:
            findings.at(
                strict,
                f"{path}/REMAINS",
                "sum.change",
                both(
                    "REMAINS is {remains}, but {provided} tendered for {sum} gives {change}",
                    remains=format_money(payment.remains),
                    provided=format_money(payment.provided),
                    sum=format_money(payment.sum),
                    change=format_money(change),
                ),
            )
        elif payment.remains is None and change < 0:
            findings.at(strict, f"{path}/PROVIDED", "sum.change", both("less was tendered than is paid by this row"))
        elif payment.remains is None and change > 0:
            findings.warning(
                f"{path}/REMAINS", "sum.change", both("the change {change} is not stated", change=format_money(change))
            )
    slips = [row.sum for row in payment.paysys if row.sum is not None]
    if slips and sum(slips) != payment.sum:
        findings.warning(f"{path}/PAYSYS", "sum.slips", both("the bank slips do not add up to the sum of the payment"))


def _check_total(total: CheckTotal, kind: Kind, findings: Findings) -> None:
    path = "CHECK/CHECKTOTAL"
    if kind in (Kind.DEPOSIT, Kind.ISSUE) and total.sum is None:
        findings.contradiction(f"{path}/SUM", "sum.total", both("a deposit or issue of cash needs its sum"))
    elif kind in GOODS and total.sum is None:
        findings.contradiction(f"{path}/SUM", "sum.total", both("a receipt needs its sum"))
    if total.sum is not None and total.sum < 0:
        certain = kind in GOODS or kind in (Kind.DEPOSIT, Kind.ISSUE)
        findings.at(certain, f"{path}/SUM", "sum.negative", both("the sum of the document is negative"))
    if total.discounttype is not None and total.discounttype not in (0, 1):
        findings.contradiction(
            f"{path}/DISCOUNTTYPE", "sum.discount", both("DISCOUNTTYPE is 0 (a sum) or 1 (a percentage)")
        )


def _check_part_payment(check: Check, total: CheckTotal, findings: Findings) -> None:
    path = "CHECK/CHECKTOTAL"
    if total.partpaytype is not None and total.partpaytype not in (1, 2, 3):
        findings.contradiction(
            f"{path}/PARTPAYTYPE",
            "sum.part",
            both("PARTPAYTYPE is 1 (prepayment), 2 (final settlement) or 3 (next instalment)"),
        )
    if (total.partpaytype is None) != (total.partpaysum is None):
        findings.warning(f"{path}/PARTPAYTYPE", "sum.part", both("PARTPAYTYPE and PARTPAYSUM belong together"))
    if total.partpaytype in (2, 3) and total.partpayordprepaynum is None:
        findings.warning(
            f"{path}/PARTPAYORDPREPAYNUM",
            "sum.part",
            both("a later instalment should name the receipt of the prepayment"),
        )
    if total.partpaysum is None:
        return
    if total.sum is not None and total.partpaysum > total.sum:
        findings.contradiction(f"{path}/PARTPAYSUM", "sum.part", both("the part paid is larger than the whole"))
    rows = [row.partpaysum for row in check.checkbody if row.partpaysum is not None]
    lawful = {total.partpaysum, total.norndsum, total.partpaysum + (total.rndsum or 0)}
    if rows and sum(rows) not in lawful:
        findings.warning(
            f"{path}/PARTPAYSUM",
            "sum.part",
            both(
                "PARTPAYSUM is {part}, the rows' parts add up to {sum}",
                part=format_money(total.partpaysum),
                sum=format_money(sum(rows)),
            ),
        )


def _check_rounding(check: Check, total: CheckTotal, kind: Kind, findings: Findings) -> None:
    """RNDSUM = NORNDSUM − SUM; with a part payment it is the part that is rounded."""
    path = "CHECK/CHECKTOTAL"
    strict = kind in GOODS
    if total.rndsum is None and total.norndsum is None:
        return
    if total.rndsum is None or total.norndsum is None or total.sum is None:
        findings.warning(f"{path}/RNDSUM", "sum.rounding", both("SUM, RNDSUM and NORNDSUM belong together"))
        return
    lawful = {total.norndsum - total.sum}
    if total.partpaysum is not None:
        lawful.add(total.norndsum - total.partpaysum)
    if total.rndsum not in lawful:
        findings.at(
            strict,
            f"{path}/RNDSUM",
            "sum.rounding",
            both(
                "RNDSUM is {rndsum}, but NORNDSUM {norndsum} − SUM {sum} = {right}",
                rndsum=format_money(total.rndsum),
                norndsum=format_money(total.norndsum),
                sum=format_money(total.sum),
                right=format_money(total.norndsum - total.sum),
            ),
        )
    if abs(total.rndsum) > LARGEST_ROUNDING:
        findings.warning(f"{path}/RNDSUM", "sum.rounding", both("more than 0.50 is rounded away"))
    if total.rndsum and check.checkpay and all(row.payformcd != CASH for row in check.checkpay):
        findings.warning(
            f"{path}/RNDSUM", "sum.rounding", both("only cash is rounded, and nothing is paid in cash here")
        )


def _check_payments(check: Check, total: CheckTotal, kind: Kind, findings: Findings) -> None:
    if not check.checkpay or total.sum is None:
        return
    paid = sum(row.sum or 0 for row in check.checkpay)
    if paid in (total.sum, total.partpaysum) or paid in _other_totals(total, kind):
        return
    wanted = both("CHECKTOTAL/SUM is {sum}", sum=format_money(total.sum))
    if total.partpaysum is not None:
        wanted = both("{wanted} and PARTPAYSUM {part}", wanted=wanted, part=format_money(total.partpaysum))
    findings.contradiction(
        "CHECK/CHECKPAY",
        "sum.payments",
        both("the payments add up to {paid}, but {wanted}", paid=format_money(paid), wanted=wanted),
    )


def _other_totals(total: CheckTotal, kind: Kind) -> set[int]:
    """What else the payments may amount to where SUM is not described as the money that changes hands."""
    whole = total.sum or 0
    if kind is Kind.CASH_WITHDRAWAL and total.commission:
        return {whole + total.commission, whole - total.commission}
    if kind is Kind.PAWNSHOP:
        issued, received = total.pwnsumissued or 0, total.pwnsumreceived or 0
        rounding = total.rndsum or 0
        return {s - r for s in (issued, received, issued + received, abs(issued - received)) for r in (0, rounding)}
    return set()


def _check_rows_against_total(check: Check, total: CheckTotal, findings: Findings) -> None:
    """Rows less discounts plus taxes on top = the total before rounding."""
    if not check.checkbody or total.sum is None:
        return
    if any(row.cost is None for row in check.checkbody):
        findings.warning("CHECK/CHECKBODY", "sum.rows", both("a row has no COST, so the rows cannot be added up"))
        return
    gross = sum(row.cost or 0 for row in check.checkbody)
    in_rows = sum(row.discountsum or 0 for row in check.checkbody)
    on_top = sum(tax.sum for tax in check.checktax if tax.sign)
    overall = total.discountsum or 0
    wanted = _totals_before_rounding(total)
    if overall in (0, in_rows):
        if gross - in_rows + on_top in wanted:
            return
    else:
        with_overall = {gross - overall + on_top, gross - in_rows - overall + on_top}
        if with_overall & wanted and (
            in_rows == 0 or overall > in_rows or gross - in_rows - overall + on_top in wanted
        ):
            return
        if gross - in_rows + on_top in wanted:
            findings.contradiction(
                "CHECK/CHECKTOTAL/DISCOUNTSUM",
                "sum.discounts",
                both(
                    "the discounts of the rows add up to {rows}, DISCOUNTSUM is {overall}",
                    rows=format_money(in_rows),
                    overall=format_money(overall),
                ),
            )
            return
    reckoned = gross - (in_rows if overall in (0, in_rows) else overall) + on_top
    findings.contradiction(
        "CHECK/CHECKTOTAL/SUM",
        "sum.rows",
        both(
            "the rows less discounts plus taxes on top make {reckoned}, the document says {said}"
            if on_top
            else "the rows less discounts make {reckoned}, the document says {said}",
            reckoned=format_money(reckoned),
            said=" or ".join(format_money(w) for w in sorted(wanted)),
        ),
    )


def _totals_before_rounding(total: CheckTotal) -> set[int]:
    assert total.sum is not None  # the caller looked
    if total.partpaysum is not None:  # here NORNDSUM is the part, SUM the whole price
        return {total.sum, total.sum + (total.rndsum or 0)}
    return {total.norndsum if total.norndsum is not None else total.sum + (total.rndsum or 0)}
