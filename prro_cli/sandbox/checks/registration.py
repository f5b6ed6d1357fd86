"""The head of a document against the register's data, and the TESTING flag against the shift (code 9)."""

from __future__ import annotations

from prro_cli.sandbox.checks.case import Case
from prro_cli.sandbox.paper import OPEN
from prro_cli.sandbox.refusals import RefusalError


def check_registration(case: Case) -> None:
    """Names, address, VAT number and local number are literally the registered ones."""
    outlet, head = case.register.outlet, case.paper.head
    expected = {
        "ORGNM": outlet.org_name,
        "POINTNM": outlet.name,
        "CASHDESKNUM": str(case.register.local),
    }
    if "POINTADDR" in head:
        expected["POINTADDR"] = outlet.address
    if "IPN" in head or outlet.vat:
        expected["IPN"] = outlet.vat or ""
    for name, value in expected.items():
        stated = head.get(name, "")
        if name == "CASHDESKNUM":
            stated = str(int(stated))
        if stated != value:
            raise RefusalError(
                9, f"Значення елемента {name} '{stated}' не збігається зі значенням реєстраційних даних '{value}'"
            )


def check_testing(case: Case) -> None:
    """A shift is all test or all fiscal; begin and end of an offline session carry no flag."""
    testing = case.paper.flag("TESTING")
    if case.paper.technical:
        if "TESTING" in case.paper.head:
            raise RefusalError(9, "Ознака TESTING не зазначається в документах початку та завершення офлайн сесії")
    elif case.paper.doctype != OPEN and case.shift is not None and case.shift.testing != testing:
        kind = "тестових" if case.shift.testing else "фіскальних"
        raise RefusalError(9, f"Поточну зміну відкрито для {kind} документів, ознака TESTING документа інша")


def check_server_fields(case: Case) -> None:
    """What only the server sets, or only a begin document may carry, is not in the request."""
    for name in ("REVOKED", "STORNED"):
        if name in case.paper.head:
            raise RefusalError(9, f"Елемент {name} визначається фіскальним сервером і не зазначається в документі")
    if "REVOKELASTONLINEDOC" in case.paper.head and case.paper.doctype != 102:
        raise RefusalError(9, "Елемент REVOKELASTONLINEDOC зазначається лише в документі початку офлайн сесії")


def check_uid(case: Case) -> None:
    """Each document has a new GUID (switch `uid_unique`)."""
    uid = case.paper.head.get("UID", "")
    if case.court.switches.on("uid_unique", "on") and case.court.books.uid_known(uid):
        raise RefusalError(9, f"Документ з унікальним ідентифікатором {uid} вже зареєстровано")
