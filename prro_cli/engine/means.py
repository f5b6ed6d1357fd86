"""Means of payment as data: code, name, and what a person may call them.

The schema of 08.2025 lists 0 cash, 1 bank card, 2 prepayment, 3 credit … 100000; the official sample of 24.02.2025
uses 0, 301, 305, 306 and 100000. A card is 1 by default because the newest schema says so and live servers take it;
the setting `payments.card-code` changes it to 301. The code is not constrained by the schema.
"""

from __future__ import annotations

from prro_cli.documents.charset import normalise
from prro_cli.record import dataclass

CASH = 0
CARD = 1
CARD_2025 = 301
CARD_CODES = (CARD, CARD_2025)


@dataclass(frozen=True, slots=True)
class Means:
    """One means of payment."""

    word: str
    code: int
    name: str


TABLE: tuple[Means, ...] = (
    Means("cash", CASH, "ГОТІВКА"),
    Means("card", CARD, "КАРТКА"),
    Means("prepayment", 2, "ПОПЕРЕДНЯ ОПЛАТА"),
    Means("credit", 3, "КРЕДИТ"),
    Means("card-301", CARD_2025, "КАРТКА"),
    Means("certificate", 305, "СЕРТИФІКАТ"),
    Means("transfer", 306, "ПЕРЕКАЗ З ПОТОЧНОГО РАХУНКУ"),
    Means("cashless", 100000, "БЕЗГОТІВКОВИЙ ПЛАТІЖНИЙ ІНСТРУМЕНТ"),
)
BY_WORD = {means.word: means for means in TABLE}
NAMES = {means.code: means.name for means in TABLE}


def payment_form(form: str, card_code: int = CARD) -> int | None:
    """The code of a word or of digits; None if it is neither."""
    if form == "card":
        return card_code
    if form in BY_WORD:
        return BY_WORD[form].code
    return int(form) if form.isascii() and form.isdigit() and len(form) <= 9 else None


def payment_name(code: int, name: str | None) -> str:
    """The name as it stands on the document; the customary one where none is given.

    The server adds payments up by code and name, so ours are added up by the very text it reads: in windows-1251
    characters, with single spaces.
    """
    plain = " ".join(normalise(name, "CHECK/CHECKPAY/ROW/PAYFORMNM").split()) if name else ""
    return plain or NAMES.get(code, f"ІНШЕ {code}")
