"""The tax rows of a receipt against its goods (code 9): turnover, base, and the tax itself.

The real server checks the base since 03.11.2020 and was seen not to recompute the tax; the whole check is a switch.
"""

from __future__ import annotations

from typing import Final
from xml.etree.ElementTree import Element

from prro_cli.record import dataclass
from prro_cli.sandbox.checks.case import Case
from prro_cli.sandbox.checks.sums import sums_of
from prro_cli.sandbox.paper import Paper, money, optional_money, text_of
from prro_cli.sandbox.refusals import RefusalError
from prro_cli.values import format_money, parse_fixed, round_half_up

EXCISE: Final = "1"


@dataclass(frozen=True, slots=True)
class Tax:
    """One row of CHECKTAX; the rate is in hundredths of a percent."""

    type: str
    letter: str
    rate: int
    added: bool
    turnover: int
    base: int | None
    total: int

    @property
    def excise(self) -> bool:
        """Whether it is the excise, which ПДВ is computed without."""
        return self.type == EXCISE

    def right(self, base: int) -> bool:
        """Whether the stated tax is that of the base; an exact half may go either way (12.57 → 2.09 in the samples)."""
        expected = self.of(base)
        whole = 10_000 if self.added else 10_000 + self.rate
        tie = 2 * base * self.rate % (2 * whole) == whole
        return self.total == expected or (tie and self.total == expected - 1)

    def of(self, base: int) -> int:
        """The tax of a base, rounded half up to a kopeck."""
        return round_half_up(base * self.rate, 10_000 if self.added else 10_000 + self.rate)


def taxes_of(paper: Paper) -> list[Tax]:
    """The tax rows of a document."""
    return [
        Tax(
            type=text_of(row, "TYPE") or "",
            letter=text_of(row, "LETTER") or "",
            rate=parse_fixed(text_of(row, "PRC") or "0", 2),
            added=text_of(row, "SIGN") in ("true", "1"),
            turnover=money(row, "TURNOVER"),
            base=optional_money(row, "SOURCESUM"),
            total=money(row, "SUM"),
        )
        for row in paper.rows("CHECKTAX")
    ]


def check_taxes(case: Case) -> None:
    """Letters of rows and tax rows belong together; turnover, base and tax are right."""
    paper = case.paper
    if not paper.goods or case.court.switches.on("tax_check", "off"):
        return
    taxes, rows = taxes_of(paper), paper.rows("CHECKBODY")
    _check_letters(taxes, rows)
    bases = _bases(paper, rows)
    for tax in taxes:
        if not tax.letter:
            continue
        bearing = [row for row in rows if tax.letter in (text_of(row, "LETTERS") or "")]
        turnover = sum(money(row, "COST") for row in bearing)
        if turnover != tax.turnover:
            raise _wrong("TURNOVER", tax, tax.turnover, turnover)
        _check_base(tax, taxes, bearing, bases)
        base = tax.turnover if tax.base is None else tax.base
        known = tax.base is not None or bases is not None
        if known and not tax.right(base) and not _repeats(tax, bases, bearing):
            raise _wrong("SUM", tax, tax.total, tax.of(base))


def _repeats(tax: Tax, bases: dict[str, int] | None, bearing: list[Element]) -> bool:
    """Without SOURCESUM the tax may be computed from the discounted rows."""
    if tax.base is not None or bases is None:
        return False
    return tax.right(sum(bases[row.get("ROWNUM", "")] for row in bearing))


def _check_letters(taxes: list[Tax], rows: list[Element]) -> None:
    kinds = [(tax.type, tax.letter) for tax in taxes if tax.letter]
    letters = {letter for _, letter in kinds}
    if len(set(kinds)) != len(kinds):
        raise RefusalError(9, "Розділ CHECKTAX містить більше одного рядка з однаковими типом і літерою")
    used = set("".join(text_of(row, "LETTERS") or "" for row in rows))
    if missing := sorted(used - letters):
        raise RefusalError(9, f"Розділ CHECKTAX не містить податку з літерою {missing[0]}, зазначеною в CHECKBODY")


def _bases(paper: Paper, rows: list[Element]) -> dict[str, int] | None:
    """What each row contributes to a tax base, or None where the document does not tell (a discount on the total)."""
    section = paper.section("CHECKTOTAL")
    assert section is not None  # the check of sums comes before
    sums = sums_of(section)
    of_rows = sum(money(row, "DISCOUNTSUM") for row in rows)
    if sums.discount not in (0, of_rows):
        return None
    if sums.part is None:
        return {row.get("ROWNUM", ""): money(row, "COST") - money(row, "DISCOUNTSUM") for row in rows}
    if any(text_of(row, "PARTPAYSUM") is None for row in rows):
        return None
    return {row.get("ROWNUM", ""): money(row, "PARTPAYSUM") for row in rows}


def _check_base(tax: Tax, taxes: list[Tax], bearing: list[Element], bases: dict[str, int] | None) -> None:
    if tax.base is None:
        return
    if bases is None:
        if tax.base > tax.turnover:
            raise _wrong("SOURCESUM", tax, tax.base, tax.turnover)
        return
    base = sum(bases[row.get("ROWNUM", "")] for row in bearing)
    slack = 0
    if not tax.excise:
        deducted, slack = _excise_inside(taxes, bearing, bases)
        base -= deducted
    if abs(tax.base - base) > slack:
        raise _wrong("SOURCESUM", tax, tax.base, base)


def _excise_inside(taxes: list[Tax], bearing: list[Element], bases: dict[str, int]) -> tuple[int, int]:
    """The excise contained in these rows (VAT is computed without it), and the kopecks by which it is uncertain."""
    deducted = slack = 0
    for excise in taxes:
        shared = [row for row in bearing if excise.letter in (text_of(row, "LETTERS") or "")]
        if not excise.excise or excise.added or not excise.letter or not shared:
            continue
        base = sum(bases[row.get("ROWNUM", "")] for row in shared)
        deducted += excise.of(base)
        slack += int(excise.base is not None and excise.base != base)
    return deducted, slack


def _wrong(element: str, tax: Tax, stated: int, expected: int) -> RefusalError:
    return RefusalError(
        9,
        f"Значення {element} {format_money(stated)} податку з літерою {tax.letter} не дорівнює розрахованому "
        f"{format_money(expected)}",
    )
