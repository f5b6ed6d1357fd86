"""The link (and QR content) by which a buyer finds a receipt on the tax service's site."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from prro_cli.values import format_money, kyiv

ADDRESS = "https://cabinet.tax.gov.ua/cashregs/check"


class Mac(StrEnum):
    """What `mac` of an offline receipt is: not settled, so a switch (open question 14)."""

    NONE = "none"
    PREVIOUS = "previous"  # the PREVDOCHASH inside the receipt
    OWN = "own"  # SHA-256 of this signed receipt


def choose_mac(switch: Mac, *, prevdochash: str | None, own_hash: str | None) -> str | None:
    """The `mac` of an offline receipt by the switch; None leaves it out."""
    return {Mac.NONE: None, Mac.PREVIOUS: prevdochash, Mac.OWN: own_hash}[switch]


def receipt_link(*, fiscal_number: str, register: int, moment: datetime, total: int, mac: str | None = None) -> str:
    """The link of a receipt: its number, the register, the moment in Kyiv and the sum; `mac` offline only."""
    local = moment.astimezone(kyiv())
    query = f"id={fiscal_number}&fn={register}&date={local:%Y%m%d}&time={local:%H%M%S}&sm={format_money(total)}"
    return f"{ADDRESS}?{query}&mac={mac}" if mac else f"{ADDRESS}?{query}"
