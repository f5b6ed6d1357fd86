"""Rows 6 to 10 of the form: what was sold; also transfers and currency, which stand in the same table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prro_cli.receipt.paper import Line, Pair, Text
from prro_cli.receipt.words import money, percent, quantity, rate, signed

if TYPE_CHECKING:
    from prro_cli.documents.model import BodyRow
    from prro_cli.receipt.layout import Subject

_PIECES = ("шт", "шт.", "штука")


def goods(subject: Subject) -> list[Line]:
    """All rows; the letters stand in a column of their own, so that the sums are in line."""
    check = subject.check
    if check is None:
        return []
    letters = max((len(row.letters or "") for row in check.checkbody), default=0)
    lines: list[Line] = []
    for row in check.checkbody:
        lines += _amount(row)
        lines += _codes(row)
        lines += _name(row, letters)
        lines += _discount(row, letters)
        lines += _more(row)
    return lines


def _amount(row: BodyRow) -> list[Line]:
    """Row 6: `2,000 x 15,50`; the unit where it is not pieces."""
    if row.amount is None or row.price is None:
        return []
    named = (row.unitnm or row.fuelunitnm or "").strip()
    unit = f" {named}" if named and named.lower() not in _PIECES else ""
    return [Text(f"{quantity(row.amount)}{unit} x {money(row.price)}")]


def _codes(row: BodyRow) -> list[Line]:
    """Rows 7, 8, 9: УКТ ЗЕД where the law wants it, the bar code, the marks of the excise tax."""
    lines: list[Line] = []
    if row.uktzed:
        lines.append(Text(f"УКТ ЗЕД {row.uktzed}"))
    if row.dkpp:
        lines.append(Text(f"ДКПП {row.dkpp}"))
    if row.barcode:
        lines.append(Text(f"ШТРИХКОД {row.barcode}"))
    lines += [Text(f"АКЦИЗНА МАРКА {label.exciselabel}") for label in row.exciselabels]
    return lines


def _name(row: BodyRow, letters: int) -> list[Line]:
    """Row 10: name, cost, letters of the taxes."""
    name = row.name or row.valnm or row.paydetails or "-"
    cost = row.cost if row.cost is not None else row.valnationalsum
    return [Text(name)] if cost is None else [Pair(name, _priced(money(cost), row.letters, letters))]


def _priced(sum_: str, letter: str | None, letters: int) -> str:
    """A sum with its letters; room for those of the widest row, so that all sums end in one column."""
    return f"{sum_} {(letter or '').ljust(letters)}" if letters else sum_


def _discount(row: BodyRow, letters: int) -> list[Line]:
    """A discount lowers the cost; a negative one is a mark-up."""
    if not row.discountsum:
        return []
    return [Pair(discount_words(row.discountsum, row.discountpercent), _priced(signed(-row.discountsum), None, letters),
                 indent=2)]  # fmt: skip


def discount_words(sum_: int, share: int | None) -> str:
    """What a discount is called."""
    word = "ЗНИЖКА" if sum_ > 0 else "НАДБАВКА"
    return f"{word} {percent(abs(share))}" if share else word


def _more(row: BodyRow) -> list[Line]:
    """What other trades add to a row; absent in a shop."""
    lines: list[Line] = []
    if row.valcd is not None and row.valforeignsum is not None:
        lines.append(Text(f"{row.valsymcd or row.valcd} {money(row.valforeignsum)}{_course(row.valcourse)}", indent=2))
    if row.recipientnm:
        lines.append(Text(f"ОТРИМУВАЧ {row.recipientnm}", indent=2))
    if row.paypurpose:
        lines.append(Text(f"ПРИЗНАЧЕННЯ {row.paypurpose}", indent=2))
    if row.partpaysum is not None:
        lines.append(Pair("СПЛАЧУЄТЬСЯ ЗАРАЗ", money(row.partpaysum), indent=2))
    measures = (
        ("МАСА ТЮТЮНУ", row.tobaccoweight),
        ("МІЦНІСТЬ, %", row.alcostrength),
        ("ОБ'ЄМ, Л", row.alcovol),
    )
    lines += [Pair(name, quantity(value), indent=2) for name, value in measures if value is not None]
    if row.tobaccoqt is not None:
        lines.append(Pair("ТЮТЮНОВИХ ВИРОБІВ, ШТ", str(row.tobaccoqt), indent=2))
    if row.comment:
        lines.append(Text(row.comment, indent=2))
    return lines


def duty_free(subject: Subject) -> list[Line]:
    """The traveller's passport and the currency that was paid (requisites of duty-free shops since 2025)."""
    check = subject.check
    if check is None:
        return []
    lines: list[Line] = []
    for paid in check.checkdutyfree:
        lines.append(Pair("ПАСПОРТ", f"{paid.passportdoc} {paid.passportcountry}"))
        lines.append(Pair(f"СПЛАЧЕНО {paid.valsymcd}{_course(paid.valcourse)}", money(paid.provided or paid.sum)))
    back = check.checkdutyfreeremains
    return lines + [Pair(f"РЕШТА {one.valsymcd}{_course(one.valcourse)}", money(one.valsum)) for one in back]


def _course(course: int | None) -> str:
    return f" КУРС {rate(course)}" if course else ""


def terminal(subject: Subject) -> list[Line]:
    """The self-service terminal that took money for a transfer."""
    machine = subject.check.checkptks if subject.check else None
    if machine is None:
        return []
    rows = (
        ("ТЕРМІНАЛ", machine.terminalnum),
        ("АДРЕСА ТЕРМІНАЛА", machine.terminaladdr),
        ("ПЛАТІЖНА СИСТЕМА", machine.paysystemnm),
        ("НОМЕР ОПЕРАЦІЇ", machine.opernum),
        ("БАНК", machine.banknm),
    )
    return [Pair(name, value) for name, value in rows if value]
