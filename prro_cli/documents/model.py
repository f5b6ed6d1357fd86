"""All document classes under one roof, and which class a root element means."""

from __future__ import annotations

from typing import TypeAlias

from prro_cli.documents.check import (
    BodyRow,
    Check,
    CheckHead,
    CheckPtks,
    CheckTotal,
    DutyFreeRemainsRow,
    DutyFreeRow,
    ExciseLabelRow,
    PayRow,
    PaySystemRow,
    TaxRow,
)
from prro_cli.documents.schema import Section
from prro_cli.documents.ticket import Ticket
from prro_cli.documents.zrep import (
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
    ZRepHead,
    ZTaxRow,
    ZTotals,
)

Document: TypeAlias = Check | ZRep | Ticket
Sent: TypeAlias = Check | ZRep  # what a cash register makes; tickets only come back

ROOTS: dict[str, type[Section]] = {"CHECK": Check, "ZREP": ZRep, "TICKET": Ticket}
ROOT_NAMES: dict[type[Section], str] = {cls: name for name, cls in ROOTS.items()}


def head_of(document: Sent) -> CheckHead | ZRepHead:
    """The head, whichever of the two documents it is."""
    return document.checkhead if isinstance(document, Check) else document.zrephead


__all__ = [
    "ROOTS",
    "ROOT_NAMES",
    "BodyRow",
    "Check",
    "CheckHead",
    "CheckPtks",
    "CheckTotal",
    "Document",
    "DutyFreeRemainsRow",
    "DutyFreeRow",
    "ExciseLabelRow",
    "PayRow",
    "PaySystemRow",
    "Section",
    "Sent",
    "TaxRow",
    "Ticket",
    "ZBody",
    "ZCash",
    "ZCurrency",
    "ZCurrencyRow",
    "ZFuel",
    "ZFuelPayFormRow",
    "ZFuelRemainsRow",
    "ZFuelRow",
    "ZPayFormRow",
    "ZRep",
    "ZRepHead",
    "ZTaxRow",
    "ZTotals",
    "head_of",
]
