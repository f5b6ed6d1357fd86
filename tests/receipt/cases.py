"""The documents that papers are made of here: a sound one of every kind, as a journal would hold it."""

from __future__ import annotations

from typing import Any

from prro_cli.documents.kinds import moment_of
from prro_cli.documents.link import receipt_link
from prro_cli.documents.model import Check, ExciseLabelRow, PayRow, PaySystemRow, ZRep, head_of
from prro_cli.documents.writer import write
from prro_cli.receipt.layout import Stored, Template
from tests.documents import samples

TEMPLATE = Template(header=("♥ Кав’ярня «Їжак» ♥",), footer=("Дякуємо!", "", "Wi-Fi: їжак / пароль: ґанок 100 ₴"))
MAC = "47a08c01" * 8


def lavish_sale() -> Check:
    """A sale with everything a shop has: marks, codes, discounts, units, card slip, cash with change, long names."""
    from dataclasses import replace

    check = samples.rounded_sale()
    row = check.checkbody[0]
    name = "Пиво світле нефільтроване «Ґальба преміум особливе» у скляній пляшці 0,5 л, ящик подарунковий"
    beer = replace(
        row,
        name=name,
        uktzed="2203000100",
        barcode="4820000000123",
        letters="АГ",
        exciselabels=(ExciseLabelRow(exciselabel="AATE508932 0000412168"), ExciseLabelRow(exciselabel="AAAA123456")),
        discountsum=1055,
        discountpercent=1000,
    )
    cheese = replace(row, name="Сир", unitnm="кг", amount=350, discountsum=-100)
    slip = PaySystemRow(
        name="Mastercard",
        acquirenm="АТ «Банк»",
        acquireid="M1234567",
        acquiretransid="014721258513",
        deviceid="S1KA01BZ",
        epzdetails="4444555566661111",
        authcd="982088",
        commission=0,
    )
    card = PayRow(payformcd=1, payformnm="КАРТКА", sum=5000, paysys=(slip,))
    cash = PayRow(payformcd=0, payformnm="ГОТІВКА", sum=10000, provided=20000, remains=10000)
    return replace(check, checkbody=(beer, cheese), checkpay=(cash, card))


def documents() -> dict[str, Check | ZRep]:
    """Every document by its name."""
    made = {name.replace(" ", "-"): value for name, value in samples.sound().items() if isinstance(value, Check | ZRep)}
    return {**made, "lavish": lavish_sale()}


def stored(document: Check | ZRep, **more: Any) -> Stored:
    """A document as the journal has it."""
    head = head_of(document)
    total = document.checktotal.sum if isinstance(document, Check) and document.checktotal else None
    number = head.ordertaxnum or "4183500077"
    offline = bool(head.offline)
    link = None
    if total is not None:
        link = receipt_link(
            fiscal_number=number,
            register=head.cashregisternum,
            moment=moment_of(document),
            total=total,
            mac=MAC if offline else None,
        )
    facts: dict[str, Any] = {"fiscal_number": number, "state": "offline" if offline else "registered", "link": link}
    facts |= {"offline": offline, "test": bool(head.testing), "shift": 12, "shift_opened": moment_of(document)}
    return Stored(xml=write(document), **{**facts, **more})
