"""The server's own visualisation of a document (document request type 3): 70 columns, CRLF, UTF-8."""

from __future__ import annotations

from typing import Final
from xml.etree.ElementTree import Element

from prro_cli.sandbox.books import Entry
from prro_cli.sandbox.paper import Paper, read, text_of

WIDTH: Final = 70
TITLES: Final = {
    (0, 0): "Касовий чек", (0, 1): "Видатковий чек (повернення)", (0, 2): "Службове внесення",
    (0, 3): "Отримання підкріплення", (0, 4): "Службова видача", (0, 5): "Сторно",
}  # fmt: skip
TECHNICAL: Final = {
    100: "Відкриття зміни", 101: "Закриття зміни", 102: "Початок офлайн сесії", 103: "Завершення офлайн сесії",
}  # fmt: skip
RULE: Final = "-" * WIDTH


def visualisation(entry: Entry) -> str:
    """A document as text."""
    paper = read(entry.xml)
    lines = [*_heading(paper, entry), RULE, *(_z_lines(paper) if paper.is_z else _check_lines(paper)), RULE]
    lines.append(entry.time.strftime("%d-%m-%Y %H:%M:%S").center(WIDTH).rstrip())
    fiscal = "ФІСКАЛЬНИЙ Z-ЗВІТ" if paper.is_z else "ФІСКАЛЬНИЙ ЧЕК"
    lines.append(("ТЕСТОВИЙ НЕФІСКАЛЬНИЙ ДОКУМЕНТ" if entry.testing else fiscal).center(WIDTH).rstrip())
    lines.append("НАВЧАЛЬНИЙ СЕРВЕР prro sandbox, НЕ ДПС".center(WIDTH).rstrip())
    return "\r\n".join(lines) + "\r\n"


def _heading(paper: Paper, entry: Entry) -> list[str]:
    head = paper.head
    title = "Z-звіт" if paper.is_z else TECHNICAL.get(paper.doctype) or TITLES.get(
        (paper.doctype, paper.subtype), "Чек")  # fmt: skip
    mode = "офлайн" if entry.session is not None else "онлайн"
    kind = "Z-ЗВІТ" if paper.is_z else "ЧЕК"
    names = [head.get("ORGNM", ""), head.get("POINTNM", ""), head.get("POINTADDR", ""), f"ІД {head.get('TIN', '')}"]
    if head.get("IPN"):
        names.append(f"ПН {head['IPN']}")
    return [
        *(name.center(WIDTH).rstrip() for name in names if name),
        title.center(WIDTH).rstrip(),
        f"ПРРО  ФН {entry.register}  ВН {head.get('CASHDESKNUM', '')}",
        f"{kind}   ФН {entry.fiscal}  ВН {entry.local} {mode}",
        f"Касир {head.get('CASHIER', '')}".rstrip(),
    ]


def _field(row: Element, name: str) -> str:
    return text_of(row, name) or ""


def _check_lines(paper: Paper) -> list[str]:
    lines = []
    for row in paper.rows("CHECKBODY"):
        lines.append(f"АРТ.№ {_field(row, 'CODE')} {_field(row, 'NAME')}")
        cost = f"{_field(row, 'COST')} {_field(row, 'LETTERS')}".rstrip()
        lines.append(f"{_field(row, 'AMOUNT')} x {_field(row, 'PRICE')} = {cost}")
        if _field(row, "DISCOUNTSUM"):
            lines.append(f"Дисконт: {_field(row, 'DISCOUNTSUM')}")
    total = paper.section("CHECKTOTAL")
    if total is not None:
        lines += [
            f"{label}: {_field(total, name)}"
            for label, name in (("ДИСКОНТ", "DISCOUNTSUM"), ("ЗАОКРУГЛЕННЯ", "RNDSUM"), ("СУМА ДО СПЛАТИ", "SUM"))
            if _field(total, name)
        ]
    lines += [f"{_field(row, 'PAYFORMNM')}: {_field(row, 'SUM')}" for row in paper.rows("CHECKPAY")]
    lines += [_tax_line(row) for row in paper.rows("CHECKTAX")]
    return lines


def _tax_line(row: Element) -> str:
    base = _field(row, "SOURCESUM") or _field(row, "TURNOVER")
    return f"{_field(row, 'NAME')} {_field(row, 'LETTER')} {_field(row, 'PRC')}% від {base}: {_field(row, 'SUM')}"


def _z_lines(paper: Paper) -> list[str]:
    lines = []
    for title, name in (("ПІДСУМКИ РЕАЛІЗАЦІЇ", "ZREPREALIZ"), ("ПІДСУМКИ ПОВЕРНЕННЯ", "ZREPRETURN")):
        section = paper.section(name)
        if section is None:
            continue
        lines += [title, f"Загальна сума: {_field(section, 'SUM')}"]
        lines += [f"- {_field(row, 'PAYFORMNM')}: {_field(row, 'SUM')}" for row in section.findall("PAYFORMS/ROW")]
        lines += [f"Чеків: {_field(section, 'ORDERSCNT')}", "ПОДАТКИ"]
        lines += [_tax_line(row) for row in section.findall("TAXES/ROW")]
    body = paper.section("ZREPBODY")
    if body is not None:
        lines += [
            f"Службове внесення: {_field(body, 'SERVICEINPUT') or '0.00'}",
            f"Службова видача: {_field(body, 'SERVICEOUTPUT') or '0.00'}",
        ]
    return lines
