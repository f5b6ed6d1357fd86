"""Level 2, the Z-report and the ticket."""

from __future__ import annotations

from prro_cli.documents.findings import Findings
from prro_cli.documents.model import Ticket, ZRep, ZTaxRow, ZTotals
from prro_cli.documents.rules_tax import VAT, WHOLE_PERCENT
from prro_cli.documents.simple import DATE, TIME
from prro_cli.lang import both
from prro_cli.values import format_money


def check_zrep(zrep: ZRep, findings: Findings) -> None:
    """The totals of a Z-report against their own parts."""
    for name, totals in (("ZREPREALIZ", zrep.zreprealiz), ("ZREPRETURN", zrep.zrepreturn)):
        if totals is not None:
            _check_totals(totals, zrep, f"ZREP/{name}", findings)
    if zrep.zrepcash is not None and zrep.zrepcash.sum and not zrep.zrepcash.orderscnt:
        findings.contradiction("ZREP/ZREPCASH/ORDERSCNT", "zrep.count", both("there is a sum but no receipt"))
    body = zrep.zrepbody
    for name, value in (
        ("SERVICEINPUT", body.serviceinput if body else None),
        ("SERVICEOUTPUT", body.serviceoutput if body else None),
    ):
        if value is not None and value < 0:
            findings.contradiction(f"ZREP/ZREPBODY/{name}", "zrep.negative", both("{name} is negative", name=name))


def _check_totals(totals: ZTotals, zrep: ZRep, path: str, findings: Findings) -> None:
    # What a pawnshop, a currency desk or a petrol station adds to which sum is not described: nothing is certain there.
    special = (totals.pwnsumissued, totals.pwnsumreceived, totals.totalcurrencysum, totals.totalcurrencycommission)
    certain = not any(special) and zrep.zrepval is None and zrep.zrepfuel is None
    if totals.payforms and sum(row.sum for row in totals.payforms) != totals.sum:
        findings.at(
            certain,
            f"{path}/PAYFORMS",
            "zrep.payments",
            both(
                "the forms of payment add up to {forms}, SUM is {sum}",
                forms=format_money(sum(row.sum for row in totals.payforms)),
                sum=format_money(totals.sum),
            ),
        )
    elif not totals.payforms and totals.sum:
        findings.warning(f"{path}/PAYFORMS", "zrep.payments", both("there is a sum but no form of payment"))
    if totals.sum < 0:
        findings.contradiction(f"{path}/SUM", "zrep.negative", both("the total is negative; returns are positive too"))
    if totals.sum and not totals.orderscnt:
        findings.at(certain, f"{path}/ORDERSCNT", "zrep.count", both("there is a sum but no receipt"))
    seen: set[tuple[int, str]] = set()
    for number, row in enumerate(totals.payforms, 1):
        if (row.payformcd, row.payformnm) in seen:
            findings.warning(f"{path}/PAYFORMS/ROW[{number}]", "zrep.rows", both("one form of payment has two rows"))
        seen.add((row.payformcd, row.payformnm))
    if totals.rndsum and totals.norndsum and totals.rndsum != totals.norndsum - totals.sum:
        # Whether NORNDSUM counts receipts without rounding is not described.
        findings.warning(f"{path}/RNDSUM", "zrep.rounding", both("RNDSUM is not NORNDSUM − SUM"))
    for number, tax in enumerate(totals.taxes, 1):
        _check_tax(tax, totals, f"{path}/TAXES/ROW[{number}]", certain, findings)


def _check_tax(tax: ZTaxRow, totals: ZTotals, path: str, certain: bool, findings: Findings) -> None:
    """A tax sum is the sum of rounded taxes: each receipt may be half a kopeck (excise: one and a half) off."""
    if tax.prc < 0 or tax.prc > WHOLE_PERCENT:
        findings.warning(f"{path}/PRC", "zrep.tax", both("a rate of {prc} %", prc=format_money(tax.prc)))
        return
    base = tax.turnover if tax.sourcesum is None else tax.sourcesum
    divisor = WHOLE_PERCENT if tax.sign else WHOLE_PERCENT + tax.prc
    slack = (3 if tax.type == VAT and len(totals.taxes) > 1 else 1) * max(totals.orderscnt, 1)
    customary = {divisor, WHOLE_PERCENT} if tax.type > 1 else {divisor}
    if all(2 * abs(tax.sum * d - base * tax.prc) > slack * d for d in customary):
        reckoned = (2 * base * tax.prc + divisor) // (2 * divisor)
        findings.at(
            certain and tax.sourcesum is not None,
            f"{path}/SUM",
            "zrep.tax",
            both(
                "SUM is {sum}, {prc} % of {base} is about {reckoned}",
                sum=format_money(tax.sum),
                prc=format_money(tax.prc),
                base=format_money(base),
                reckoned=format_money(reckoned),
            ),
        )


def check_ticket(ticket: Ticket, findings: Findings) -> None:
    """What is odd about a ticket; a ticket is never refused for it."""
    if not ticket.errorcode and ticket.ordertaxnum is None:
        findings.warning(
            "TICKET/ORDERTAXNUM", "ticket.number", both("the ticket reports success without a fiscal number")
        )
    if not ticket.errorcode and ticket.errortext is not None:
        findings.warning("TICKET/ERRORTEXT", "ticket.error", both("the ticket reports success and an error text"))
    if (ticket.offlinesessionid is None) != (ticket.offlineseed is None):
        findings.warning(
            "TICKET/OFFLINESEED", "ticket.offline", both("session and secret of the offline mode come together")
        )
    try:
        DATE.parse(ticket.orderdate.zfill(8))
        TIME.parse(ticket.ordertime.zfill(6))
    except ValueError as error:
        findings.warning("TICKET/ORDERDATE", "ticket.time", both("the time of the ticket: {error}", error=error))
