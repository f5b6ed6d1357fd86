"""Totals of currency exchange (DOCTYPE 2): the part of a shift's totals that ZREPVAL shows."""

from __future__ import annotations

from dataclasses import field
from typing import Final
from xml.etree.ElementTree import Element

from prro_cli.record import dataclass
from prro_cli.sandbox.paper import DEPOSIT_SUBTYPES, ISSUE, Paper, money, text_of

OPERATIONS: Final[dict[str, tuple[str, str, str]]] = {
    "0": ("buy_foreign", "buy_national", "commission"),
    "1": ("storno_buy_foreign", "storno_buy_national", "storno_commission"),
    "2": ("sell_foreign", "sell_national", "commission"),
    "3": ("storno_sell_foreign", "storno_sell_national", "storno_commission"),
    "4": ("sell_foreign", "sell_national", "commission"),
    "5": ("converted_in", "", "commission"),
    "6": ("storno_sell_foreign", "storno_sell_national", "storno_commission"),
    "7": ("storno_converted_in", "", "storno_commission"),
}
"""VALOPERTYPE → which sums of a currency it moves: foreign, national, commission."""


@dataclass(slots=True)
class CurrencyDetail:
    """One currency of a shift; sums in hundredths."""

    symbol: str
    buy_foreign: int = 0
    sell_foreign: int = 0
    buy_national: int = 0
    sell_national: int = 0
    storno_buy_foreign: int = 0
    storno_sell_foreign: int = 0
    storno_buy_national: int = 0
    storno_sell_national: int = 0
    converted_in: int = 0
    converted_out: int = 0
    storno_converted_in: int = 0
    storno_converted_out: int = 0
    commission: int = 0
    storno_commission: int = 0
    in_advance: int = 0
    in_attach: int = 0
    collection: int = 0


@dataclass(slots=True)
class CurrencyTotals:
    """All currencies of a shift and the sums in hryvnias."""

    in_advance: int = 0
    in_attach: int = 0
    collection: int = 0
    commission: int = 0
    documents: int = 0
    accepted: int = 0
    issued: int = 0
    details: dict[int, CurrencyDetail] = field(default_factory=dict)


def add_currency(totals: CurrencyTotals, paper: Paper) -> None:
    """Add one document of the currency desk."""
    totals.documents += 1
    for row in paper.rows("CHECKBODY"):
        code = int(text_of(row, "VALCD") or "980")
        detail = totals.details.setdefault(code, CurrencyDetail(text_of(row, "VALSYMCD") or ""))
        if paper.subtype in (*DEPOSIT_SUBTYPES, ISSUE):
            _add_service(totals, detail, paper.subtype, row, code)
        else:
            _add_operation(totals, detail, row)


def _add_service(totals: CurrencyTotals, detail: CurrencyDetail, subtype: int, row: Element, code: int) -> None:
    name = {2: "in_advance", 3: "in_attach", ISSUE: "collection"}[subtype]
    amount = money(row, "VALFOREIGNSUM") or money(row, "VALNATIONALSUM") or money(row, "COST")
    setattr(detail, name, getattr(detail, name) + amount)
    if code == 980:
        setattr(totals, name, getattr(totals, name) + amount)


def _add_operation(totals: CurrencyTotals, detail: CurrencyDetail, row: Element) -> None:
    foreign, national, commission = OPERATIONS.get(text_of(row, "VALOPERTYPE") or "0", OPERATIONS["0"])
    setattr(detail, foreign, getattr(detail, foreign) + money(row, "VALFOREIGNSUM"))
    if national:
        setattr(detail, national, getattr(detail, national) + money(row, "VALNATIONALSUM"))
    fee = money(row, "VALCOMMISSION")
    setattr(detail, commission, getattr(detail, commission) + fee)
    sign = -1 if commission == "storno_commission" else 1
    totals.commission += sign * fee
    if "buy" in foreign:
        totals.issued += sign * money(row, "VALNATIONALSUM")
    elif "sell" in foreign:
        totals.accepted += sign * money(row, "VALNATIONALSUM")
