"""Level 2, taxes of a receipt: turnover by letter, base, sum.

The server checks SOURCESUM since 03.11.2020; a tax row that has it is held to the letter. Older samples without it
state the turnover anyhow, so there only the tax sum is checked, against every usual base and both formulas.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from prro_cli.documents.findings import Findings
from prro_cli.documents.kinds import Kind
from prro_cli.documents.model import BodyRow, Check, TaxRow
from prro_cli.documents.rules_sums import GOODS, net
from prro_cli.lang import both
from prro_cli.values import format_money, round_half_up, ukrainian_capitals

VAT, EXCISE = 0, 1
MOST_TAXES = 60  # a receipt has one row per letter and rate; each is held against all rows and all excises
WHOLE_PERCENT = 10_000  # 100 % in hundredths of a percent
FINE = 10_000  # parts of a kopeck kept while a part payment is shared out


def tax_included(base: int, rate: int) -> tuple[int, int]:
    """Tax inside a base in kopecks, rounded down and up at a tie (equal everywhere else)."""
    return _both_ways(base * rate, WHOLE_PERCENT + rate)


def tax_on_top(base: int, rate: int) -> tuple[int, int]:
    """Tax added to a base in kopecks, rounded down and up at a tie."""
    return _both_ways(base * rate, WHOLE_PERCENT)


def _both_ways(numerator: int, denominator: int) -> tuple[int, int]:
    up = round_half_up(numerator, denominator)
    return (up - 1 if 2 * numerator == (2 * up - 1) * denominator else up), up


def check_taxes(check: Check, kind: Kind, findings: Findings) -> None:
    """All tax rows against the rows of goods."""
    if len(check.checktax) > MOST_TAXES:
        message = both(
            "{count} rows of taxes, more than there are taxes; they were not reckoned", count=len(check.checktax)
        )
        findings.at(kind in GOODS, "CHECK/CHECKTAX", "tax.many", message)
        return
    for number, tax in enumerate(check.checktax, 1):
        _check_tax(check, tax, f"CHECK/CHECKTAX/ROW[{number}]", kind in GOODS, findings)
    _check_letters(check, kind, findings)


def _check_tax(check: Check, tax: TaxRow, path: str, strict: bool, findings: Findings) -> None:
    if tax.prc < 0 or tax.prc > WHOLE_PERCENT:
        findings.at(strict, f"{path}/PRC", "tax.rate", both("a rate of {prc} %", prc=format_money(tax.prc)))
        return
    rows = [
        row
        for row in check.checkbody
        if tax.letter and ukrainian_capitals(tax.letter) in ukrainian_capitals(row.letters or "")
    ]
    if check.checkbody and tax.letter and all(row.cost is not None for row in check.checkbody):
        certain = strict and tax.sourcesum is not None
        _check_turnover(tax, rows, path, certain, findings)
        if not _overall_discount(check):
            _check_discounted(tax, rows, path, certain, findings)
            if tax.sourcesum is not None:
                _check_base(check, tax, rows, path, strict, findings)
    _check_sum(check, tax, rows, path, strict, findings)


def _check_turnover(tax: TaxRow, rows: list[BodyRow], path: str, certain: bool, findings: Findings) -> None:
    gross = sum(row.cost or 0 for row in rows)
    if tax.turnover != gross:
        findings.at(
            certain,
            f"{path}/TURNOVER",
            "tax.turnover",
            both(
                "TURNOVER is {turnover}, the rows with letter {letter} cost {gross}",
                turnover=format_money(tax.turnover),
                letter=tax.letter,
                gross=format_money(gross),
            ),
        )


def _check_discounted(tax: TaxRow, rows: list[BodyRow], path: str, certain: bool, findings: Findings) -> None:
    after = sum(net(row) for row in rows)
    if tax.turnoverdiscount not in (None, after):
        findings.at(
            certain,
            f"{path}/TURNOVERDISCOUNT",
            "tax.turnover",
            both(
                "TURNOVERDISCOUNT is {stated}, the rows with letter {letter} cost {after} after discounts",
                stated=format_money(tax.turnoverdiscount or 0),
                letter=tax.letter,
                after=format_money(after),
            ),
        )


def _overall_discount(check: Check) -> bool:
    """A discount on the whole receipt or on a subtotal: how it is spread over the letters cannot be seen."""
    if any(row.subtotal for row in check.checkbody):
        return True
    overall = check.checktotal.discountsum if check.checktotal else None
    return overall not in (None, 0, sum(row.discountsum or 0 for row in check.checkbody))


def _check_base(check: Check, tax: TaxRow, rows: list[BodyRow], path: str, strict: bool, findings: Findings) -> None:
    assert tax.sourcesum is not None  # the caller looked
    excises = _excises_of(check, tax, rows)
    bases = _bases(check, rows, excises)
    slack = len(excises)  # each excise may be taken off rounded or unrounded
    if any(abs(tax.sourcesum - base) <= slack for base in bases):
        return
    findings.at(
        strict,
        f"{path}/SOURCESUM",
        "tax.base",
        both(
            "SOURCESUM is {sourcesum}, the rows with letter {letter} give {bases}"
            " (after discount, without the excise inside)"
            if excises
            else "SOURCESUM is {sourcesum}, the rows with letter {letter} give {bases} (after discount)",
            sourcesum=format_money(tax.sourcesum),
            letter=tax.letter,
            bases=" or ".join(format_money(base) for base in sorted(bases)),
        ),
    )


def _bases(check: Check, rows: list[BodyRow], excises: list[TaxRow]) -> set[int]:
    """What a tax of these rows may be computed from: cost after discount or the part paid now, without the excise."""
    total = check.checktotal
    if total is None or total.partpaysum is None:
        return _without_excise(rows, excises, net)
    bases = _without_excise(rows, excises, _part)
    whole = sum(net(row) for row in rows)
    if len(rows) == len(check.checkbody) and whole:
        for part in (total.partpaysum, total.partpaysum + (total.rndsum or 0)):
            bases |= _without_excise(rows, excises, partial(_share, part, whole))
    return bases


def _part(row: BodyRow) -> int:
    return row.partpaysum or 0


def _share(part: int, whole: int, row: BodyRow) -> int:
    """The share of a row in a part payment of the whole receipt, in ten-thousandths so that shares add up."""
    return round_half_up(part * net(row) * FINE, whole)


def _without_excise(rows: list[BodyRow], excises: list[TaxRow], measure: Callable[[BodyRow], int]) -> set[int]:
    """The measured sum of rows less the excise inside it, and also with the excise that comes on top of it."""
    unit = FINE if isinstance(measure, partial) else 1
    inside, on_top = 0, 0
    for excise in excises:
        letter = ukrainian_capitals(excise.letter or "")
        taxed = sum(measure(row) for row in rows if letter in ukrainian_capitals(row.letters or ""))
        if excise.sign:
            on_top += round_half_up(taxed * excise.prc, WHOLE_PERCENT * unit)
        else:
            inside += round_half_up(taxed * excise.prc, (WHOLE_PERCENT + excise.prc) * unit)
    base = round_half_up(sum(measure(row) for row in rows), unit) - inside
    return {base, base + on_top}


def _excises_of(check: Check, tax: TaxRow, rows: list[BodyRow]) -> list[TaxRow]:
    """Excises on the rows of a VAT row."""
    if tax.type != VAT:
        return []
    letters = {letter for row in rows for letter in ukrainian_capitals(row.letters or "")}
    return [t for t in check.checktax if t.type == EXCISE and t.letter and ukrainian_capitals(t.letter) in letters]


def _check_sum(check: Check, tax: TaxRow, rows: list[BodyRow], path: str, strict: bool, findings: Findings) -> None:
    excises = _excises_of(check, tax, rows)
    if tax.sourcesum is not None:
        lawful = set(_formula(tax, tax.sourcesum))
        slack = 1 if excises else 0
    else:
        bases = {tax.turnover, sum(row.cost or 0 for row in rows)}
        bases |= _bases(check, rows, []) | _bases(check, rows, excises)
        lawful = {s for base in bases for s in (*tax_included(base, tax.prc), *tax_on_top(base, tax.prc))}
        slack = 1
    if any(abs(tax.sum - s) <= slack for s in lawful):
        return
    reckoned = _formula(tax, tax.turnover if tax.sourcesum is None else tax.sourcesum)[-1]
    findings.at(
        strict,
        f"{path}/SUM",
        "tax.sum",
        both(
            "SUM is {sum}, {prc} % on top of {base} is {reckoned}"
            if tax.sign
            else "SUM is {sum}, {prc} % inside {base} is {reckoned}",
            sum=format_money(tax.sum),
            prc=format_money(tax.prc),
            base=format_money(tax.sourcesum or tax.turnover),
            reckoned=format_money(reckoned),
        ),
    )


def _formula(tax: TaxRow, base: int) -> tuple[int, ...]:
    if tax.sign:
        return tax_on_top(base, tax.prc)
    if tax.type in (VAT, EXCISE):
        return tax_included(base, tax.prc)
    return (*tax_on_top(base, tax.prc), *tax_included(base, tax.prc))  # pension fund and others: either custom


def _check_letters(check: Check, kind: Kind, findings: Findings) -> None:
    if not check.checktax or kind not in GOODS:
        return
    known = {ukrainian_capitals(tax.letter) for tax in check.checktax if tax.letter}
    exact = {tax.letter for tax in check.checktax if tax.letter}
    excise = {ukrainian_capitals(t.letter) for t in check.checktax if t.letter and t.type == EXCISE}
    for number, row in enumerate(check.checkbody, 1):
        path = f"CHECK/CHECKBODY/ROW[{number}]"
        for letter in row.letters or "":
            if ukrainian_capitals(letter) not in known:
                findings.warning(
                    f"{path}/LETTERS", "tax.letter", both("no tax row has the letter {letter}", letter=letter)
                )
            elif letter not in exact:
                findings.warning(
                    f"{path}/LETTERS",
                    "tax.letter",
                    both(
                        "the letter {letter} (U+{code:04X}) looks like the one of the tax row, but is another",
                        letter=letter,
                        code=ord(letter),
                    ),
                )
        if excise & set(ukrainian_capitals(row.letters or "")) and row.uktzed is None:
            findings.warning(f"{path}/UKTZED", "tax.excise", both("excisable goods need their УКТЗЕД code"))
