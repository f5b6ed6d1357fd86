"""Do the sums of a receipt agree with each other (code 9): rows, discounts, rounding, payments, part payment."""

from __future__ import annotations

from typing import Final
from xml.etree.ElementTree import Element

from prro_cli.record import dataclass
from prro_cli.sandbox.checks.case import Case
from prro_cli.sandbox.paper import DEPOSIT_SUBTYPES, ISSUE, Paper, money, optional_money, text_of
from prro_cli.sandbox.refusals import RefusalError
from prro_cli.sandbox.switches import Switches
from prro_cli.values import format_money, parse_fixed, round_half_up

MAX_ROUNDING: Final = 50
"""Kopecks; no rounding rule in force moves a sum further (10 kopecks, from 01.10.2025 also 50)."""
SECTIONS: Final = (
    "CHECKTOTAL", "CHECKPAY", "CHECKTAX", "CHECKPTKS", "CHECKDUTYFREE", "CHECKDUTYFREEREMAINS", "CHECKBODY",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sums:
    """The sums of CHECKTOTAL in kopecks; `paid` is what the payments must make up."""

    total: int
    rounding: int | None
    exact: int | None
    part: int | None
    discount: int

    @property
    def paid(self) -> int:
        """What is paid now."""
        return self.total if self.part is None else self.part

    @property
    def due(self) -> int:
        """What the rows must add up to: the sum before rounding (of a part payment: the full price)."""
        if self.part is not None or self.exact is None:
            return self.total
        return self.exact


def check_sums(case: Case) -> None:
    """All the sums of a receipt."""
    paper = case.paper
    _check_sections(paper)
    if not paper.receipt or paper.storno:
        return
    if paper.doctype == 0 and paper.subtype in (*DEPOSIT_SUBTYPES, ISSUE):
        _check_service(paper)
        return
    total = paper.section("CHECKTOTAL")
    sums = None if total is None else sums_of(total)
    if sums is not None:
        _check_payments(paper, sums)
        _check_rounding(sums)
    if paper.goods:
        assert sums is not None
        _check_rows(paper, sums, case.court.switches)


def sums_of(section: Element) -> Sums:
    """CHECKTOTAL read."""
    part = optional_money(section, "PARTPAYSUM") if text_of(section, "PARTPAYTYPE") is not None else None
    return Sums(
        total=money(section, "SUM"),
        rounding=optional_money(section, "RNDSUM"),
        exact=optional_money(section, "NORNDSUM"),
        part=part,
        discount=money(section, "DISCOUNTSUM"),
    )


def _check_sections(paper: Paper) -> None:
    """Which sections a kind of document has (the map of section 3.2)."""
    present = {name for name in SECTIONS if paper.section(name) is not None}
    if paper.goods:
        required, allowed = {"CHECKTOTAL", "CHECKPAY", "CHECKBODY"}, set(SECTIONS)
    elif paper.doctype == 0 and paper.subtype in (*DEPOSIT_SUBTYPES, ISSUE):
        required, allowed = {"CHECKTOTAL"}, {"CHECKTOTAL"}
    elif paper.storno or paper.doctype >= 100:
        required, allowed = set(), set()
    else:
        return
    if missing := sorted(required - present):
        raise RefusalError(9, f"Документ повинен містити розділ {missing[0]}")
    if extra := sorted(present - allowed):
        raise RefusalError(9, f"Документ цього типу не може містити розділ {extra[0]}")


def _check_service(paper: Paper) -> None:
    section = paper.section("CHECKTOTAL")
    if section is None or (paper.total or 0) <= 0 or len(section) != 1:
        raise RefusalError(9, "Службовий документ повинен містити лише суму CHECKTOTAL/SUM, більшу за нуль")


def _check_payments(paper: Paper, sums: Sums) -> None:
    rows = paper.rows("CHECKPAY")
    if not rows:
        return
    paid = sum(money(row, "SUM") for row in rows)
    if paid != sums.paid:
        raise RefusalError(
            9,
            f"Сума за формами оплати {format_money(paid)} не дорівнює загальній сумі в документі "
            f"{format_money(sums.paid)}",
        )
    for row in rows:
        _check_change(row)


def _check_change(row: Element) -> None:
    provided, change = optional_money(row, "PROVIDED"), optional_money(row, "REMAINS")
    if provided is None and change is None:
        return
    if provided is None or provided - (change or 0) != money(row, "SUM") or (change or 0) < 0:
        raise RefusalError(
            9,
            f"Сума внесених коштів {format_money(provided or 0)} та решта {format_money(change or 0)} не відповідають "
            f"сумі оплати {format_money(money(row, 'SUM'))}",
        )


def _check_rounding(sums: Sums) -> None:
    if sums.rounding is None and sums.exact is None:
        return
    stated, exact = sums.rounding or 0, sums.paid if sums.exact is None else sums.exact
    if exact - sums.paid != stated or abs(stated) > MAX_ROUNDING:
        raise RefusalError(
            9,
            f"Заокруглення {format_money(stated)} не дорівнює різниці суми без заокруглення {format_money(exact)} "
            f"та суми до сплати {format_money(sums.paid)}",
        )


def _check_rows(paper: Paper, sums: Sums, switches: Switches) -> None:
    rows = paper.rows("CHECKBODY")
    if not rows:
        raise RefusalError(9, "Документ повинен містити щонайменше один рядок CHECKBODY")
    for row in rows:
        _check_row(row, switches)
    costs = sum(money(row, "COST") for row in rows)
    discounts = sum(money(row, "DISCOUNTSUM") for row in rows)
    added = sum(money(tax, "SUM") for tax in paper.rows("CHECKTAX") if text_of(tax, "SIGN") in ("true", "1"))
    computed = {costs - discounts + added - extra for extra in extra_discounts(discounts, sums.discount, switches)}
    if sums.due not in computed:
        shown = format_money(min(computed, key=lambda value: abs(value - sums.due)))
        raise RefusalError(
            9,
            f"Розрахована загальна сума {shown} (з урахуванням податків і дисконтів) не дорівнює загальній сумі в "
            f"документі {format_money(sums.due)}",
        )


def extra_discounts(of_rows: int, of_total: int, switches: Switches) -> tuple[int, ...]:
    """What CHECKTOTAL/DISCOUNTSUM may take off beside the discounts of the rows (open question 18)."""
    if not of_total:
        return (0,)
    if switches.on("total_discount", "rows"):
        return (0,) if of_rows == of_total else (of_total - of_rows,)
    if switches.on("total_discount", "extra"):
        return (of_total,)
    # The total names either the rows' discounts alone, or its own alone, or both together.
    return (0, of_total, of_total - of_rows) if of_rows else (of_total,)


def _check_row(row: Element, switches: Switches) -> None:
    number = row.get("ROWNUM")
    if text_of(row, "COST") is None or not text_of(row, "NAME"):
        raise RefusalError(9, f"Рядок {number} розділу CHECKBODY повинен містити NAME та COST")
    cost, discount = money(row, "COST"), money(row, "DISCOUNTSUM")
    if cost < 0 or discount > cost:
        raise RefusalError(
            9, f"Дисконт {format_money(discount)} рядка {number} більший за вартість {format_money(cost)}"
        )
    amount, price = text_of(row, "AMOUNT"), optional_money(row, "PRICE")
    if amount is None or price is None:
        return
    quantity = parse_fixed(amount, 3)
    if quantity <= 0:
        raise RefusalError(9, f"Кількість {amount} рядка {number} повинна бути більша за нуль")
    if switches.on("cost_check", "strict") and round_half_up(quantity * price, 1000) != cost:
        raise RefusalError(
            9,
            f"Вартість {format_money(cost)} рядка {number} не дорівнює добутку кількості {amount} та ціни "
            f"{format_money(price)}",
        )
