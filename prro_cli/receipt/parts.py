"""The parts of a paper that frame every document: who, which, when, how; and the table of all parts by name."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from prro_cli.receipt import form as forms
from prro_cli.receipt.goods import duty_free, goods, terminal
from prro_cli.receipt.money import change, due, payments, rounding, slips, taxes, total
from prro_cli.receipt.paper import Code, Gap, Line, Pair, Picture, Rule, Text, Weight
from prro_cli.receipt.zparts import report
from prro_cli.values import kyiv

if TYPE_CHECKING:
    from prro_cli.receipt.layout import Subject

Part = Callable[["Subject"], list[Line]]


def _logo(subject: Subject) -> list[Line]:
    return [Picture(subject.template.logo)] if subject.template.logo else []


def _header(subject: Subject) -> list[Line]:
    return _own_words(subject.template.header)


def _footer(subject: Subject) -> list[Line]:
    words = _own_words(subject.template.footer)
    return [Gap(), *words] if words else []


def _own_words(words: tuple[str, ...]) -> list[Line]:
    return [Text(line, centred=True) if line.strip() else Gap() for line in words]


def _copy(subject: Subject) -> list[Line]:
    return [Text(forms.COPY, Weight.BOLD, centred=True)] if subject.copy else []


def _test(subject: Subject) -> list[Line]:
    return [Text(forms.TEST, Weight.BOLD, centred=True)] if subject.stored.test else []


def _seller(subject: Subject) -> list[Line]:
    return [Text(subject.head.orgnm, Weight.BOLD, centred=True)]


def _outlet(subject: Subject) -> list[Line]:
    return [Text(subject.head.pointnm, centred=True)]


def _address(subject: Subject) -> list[Line]:
    return [Text(subject.head.pointaddr, centred=True)] if subject.head.pointaddr else []


def _tax_number(subject: Subject) -> list[Line]:
    """Rows 4 and 5: a payer of VAT has «ПН», everybody else «ІД»."""
    vat = subject.head.ipn
    return [Text(f"ПН {vat}" if vat and vat != "0" else f"ІД {subject.head.tin}", centred=True)]


def _cashier(subject: Subject) -> list[Line]:
    """Not a requisite since 2025, but every vendor prints it (GUESS): the template decides."""
    name = subject.head.cashier
    return [Text(f"Касир {name}", centred=True)] if name and subject.template.cashier else []


def _standing(subject: Subject) -> list[Line]:
    words = forms.STANDINGS.get(subject.stored.state)
    return [Text(words, Weight.BOLD, centred=True)] if words else []


def _title(subject: Subject) -> list[Line]:
    title = subject.form.title
    return [Gap(), Text(title, Weight.BOLD, centred=True)] if title else []


def _origin(subject: Subject) -> list[Line]:
    """The document that is taken back or cancelled."""
    check = subject.check
    if check is None:
        return []
    head = check.checkhead
    lines: list[Line] = []
    if head.orderretnum:
        lines.append(Text(f"Повернення для документа № {head.orderretnum}", centred=True))
    if head.orderretdate:
        lines.append(Text(f"від {head.orderretdate:%d.%m.%Y}", centred=True))
    if head.orderretcashregnum and head.orderretcashregnum != head.cashregisternum:
        lines.append(Text(f"касового апарата ФН {head.orderretcashregnum}", centred=True))
    if head.orderstornum:
        lines.append(Text(f"Сторнування документа № {head.orderstornum}", centred=True))
    if head.vehiclern:
        lines.append(Text(f"Транспортний засіб {head.vehiclern}", centred=True))
    return lines


def _shift(subject: Subject) -> list[Line]:
    stored = subject.stored
    lines: list[Line] = []
    if stored.shift is not None:
        lines.append(Pair("Зміна №", str(stored.shift)))
    if stored.shift_opened is not None:
        lines.append(Pair("Зміна відкрита", f"{stored.shift_opened.astimezone(kyiv()):%d.%m.%Y %H:%M:%S}"))
    return lines


def _rule(_subject: Subject) -> list[Line]:
    return [Rule()]


def _comment(subject: Subject) -> list[Line]:
    comment = subject.check.checkhead.comment if subject.check else None
    return [Text(line) for line in comment.splitlines() if line.strip()] if comment else []


def _number(subject: Subject) -> list[Line]:
    number = subject.stored.fiscal_number or subject.head.ordertaxnum or "-"
    return [Pair(f"{subject.form.number} {number}", f"ВН {subject.head.ordernum}")]


def _moment(subject: Subject) -> list[Line]:
    moment = subject.moment
    return [Pair(f"{moment:%d.%m.%Y}", f"{moment:%H:%M:%S}")]


def _code(subject: Subject) -> list[Line]:
    return [Code(subject.stored.link)] if subject.stored.link else []


def _mode(subject: Subject) -> list[Line]:
    return [Text("ОФЛАЙН" if subject.stored.offline else "ОНЛАЙН", Weight.BOLD, centred=True)]


def _control(subject: Subject) -> list[Line]:
    """The control number is the last part of an offline fiscal number (API 08.2025, offline mode)."""
    number = subject.stored.fiscal_number or ""
    if not subject.stored.offline or number.count(".") != 2:
        return []
    return [Text(f"КОНТРОЛЬНЕ ЧИСЛО {number.rsplit('.', 1)[1]}", centred=True)]


def _register(subject: Subject) -> list[Line]:
    head = subject.head
    return [Pair(f"ФН ПРРО {head.cashregisternum}", f"ВН {head.cashdesknum}")]


def _inscription(subject: Subject) -> list[Line]:
    stored = subject.stored
    words = subject.form.inscription
    if stored.test:
        words = forms.TEST
    elif stored.state not in forms.ISSUED:
        words = forms.NOT_ISSUED
    return [Text(words, Weight.BOLD, centred=True), Text(subject.template.maker, centred=True)]


PARTS: dict[str, Part] = {
    "logo": _logo,
    "header": _header,
    "copy": _copy,
    "test": _test,
    "seller": _seller,
    "outlet": _outlet,
    "address": _address,
    "tax_number": _tax_number,
    "cashier": _cashier,
    "standing": _standing,
    "title": _title,
    "origin": _origin,
    "shift": _shift,
    "rule": _rule,
    "terminal": terminal,
    "goods": goods,
    "duty_free": duty_free,
    "slips": slips,
    "payments": payments,
    "total": total,
    "taxes": taxes,
    "rounding": rounding,
    "due": due,
    "change": change,
    "report": report,
    "comment": _comment,
    "number": _number,
    "moment": _moment,
    "code": _code,
    "mode": _mode,
    "control": _control,
    "register": _register,
    "inscription": _inscription,
    "footer": _footer,
}
"""Every name that a form may list."""
