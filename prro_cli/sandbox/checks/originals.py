"""Returns and storno: the receipt they refer to (code 9)."""

from __future__ import annotations

from prro_cli.sandbox import registry
from prro_cli.sandbox.books import Entry
from prro_cli.sandbox.checks.case import Case
from prro_cli.sandbox.paper import RETURN
from prro_cli.sandbox.refusals import RefusalError
from prro_cli.values import format_money

RETURN_ONLY = ("ORDERRETCASHREGNUM", "ORDERRETDATE", "ORDERRETNUM")


def check_originals(case: Case) -> None:
    """The references of a return or a storno, and that nothing else carries them."""
    paper = case.paper
    is_return = paper.doctype == 0 and paper.subtype == RETURN
    for name in RETURN_ONLY:
        if name in paper.head and not is_return:
            raise RefusalError(9, f"Елемент {name} зазначається лише у видатковому чеку (повернення)")
    if "ORDERSTORNUM" in paper.head and not (paper.storno or paper.doctype == 2):
        raise RefusalError(9, "Елемент ORDERSTORNUM зазначається лише в чеку сторно")
    if is_return:
        _check_return(case)
    elif paper.storno:
        storned_by(case)


def storned_by(case: Case) -> Entry:
    """The document that a storno takes back: the last one of the ПРРО, a receipt, still standing."""
    number = case.paper.head.get("ORDERSTORNUM")
    if not number:
        raise RefusalError(9, "Чек сторно повинен містити ORDERSTORNUM - фіскальний номер документа, що сторнується")
    last = case.court.books.last_operation(case.register.number)
    if last is None or last.fiscal != number:
        raise RefusalError(
            9, f"Сторнуватись може лише останній документ. Документ з фіскальним номером {number} не є останнім"
        )
    if not last.receipt or last.subtype == 5 or last.storned_by is not None:
        raise RefusalError(9, f"Документ з фіскальним номером {number} не може бути сторновано")
    return last


def _check_return(case: Case) -> None:
    head = case.paper.head
    number = head.get("ORDERRETNUM")
    if not number:
        raise RefusalError(9, "Видатковий чек (повернення) повинен містити ORDERRETNUM - фіскальний номер чека продажу")
    if ("ORDERRETCASHREGNUM" in head) != ("ORDERRETDATE" in head):
        raise RefusalError(9, "Елементи ORDERRETCASHREGNUM та ORDERRETDATE зазначаються разом")
    if case.court.switches.on("return_check", "off"):
        return
    source = int(head.get("ORDERRETCASHREGNUM", case.register.number))
    if source != case.register.number and registry.register(case.court.books.connection, source) is None:
        return  # a register of another fiscal server or a hardware РРО: nothing is known of its receipts here
    original = case.court.books.by_fiscal(number, source)
    if original is None or not original.receipt or original.subtype != 0:
        raise RefusalError(9, f"Чек продажу з фіскальним номером {number} для повернення відсутній")
    if original.storned_by is not None or original.revoked_by is not None:
        raise RefusalError(9, f"Чек продажу з фіскальним номером {number} сторновано або відкликано")
    _check_amount(case, original, number)


def _check_amount(case: Case, original: Entry, number: str) -> None:
    if not case.court.switches.on("return_check", "amount"):
        return
    # Each part is rounded by itself (law: 50 kopecks), so that the parts may exceed the whole by one rounding each.
    returned = case.court.books.returned(number) + (case.paper.total or 0)
    if returned > (original.total or 0) + 50:
        raise RefusalError(
            9,
            f"Сума повернень {format_money(returned)} перевищує суму чека продажу {number} "
            f"{format_money(original.total or 0)}",
        )
