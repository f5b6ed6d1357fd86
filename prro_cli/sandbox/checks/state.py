"""Number, shift, owner and time: does the document fit what is registered already (codes 4 to 9)."""

from __future__ import annotations

from datetime import datetime

from prro_cli.sandbox.checks.case import Case
from prro_cli.sandbox.clock import instants
from prro_cli.sandbox.paper import BEGIN, CLOSE, OPEN
from prro_cli.sandbox.refusals import RefusalError


def check_mode(case: Case) -> None:
    """A single document is online; none is taken while an offline session is unfinished (NEWS 09.02.2021)."""
    if case.paper.technical or case.paper.flag("OFFLINE"):
        raise RefusalError(9, "Офлайн документ приймається лише у складі пакету офлайн документів")
    if "ORDERTAXNUM" in case.paper.head or "PREVDOCHASH" in case.paper.head:
        raise RefusalError(9, "Елементи ORDERTAXNUM та PREVDOCHASH не зазначаються в онлайн документі")
    if case.session is not None and case.session.state == "open":
        raise RefusalError(
            int(case.court.switches["offline_open_code"]),
            f"На ПРРО з фіскальним номером {case.register.number} не завершено офлайн сесію {case.session.id}. "
            "Онлайн документи приймаються після її завершення",
        )


def expected_number(case: Case) -> int:
    """The ORDERNUM that is next; a begin document that revokes takes its number by the switch `revoke_numbering`."""
    number = case.court.books.next_local(case.register.number, case.register.first_local)
    revokes = case.paper.doctype == BEGIN and case.paper.flag("REVOKELASTONLINEDOC")
    if revokes and case.last is not None and case.court.switches.on("revoke_numbering", "release"):
        return case.last.local
    return number


def check_number(case: Case) -> None:
    """ORDERNUM is continuous over all documents of a ПРРО; the refusal ends with the number that is expected."""
    stated, expected = case.paper.number("ORDERNUM"), expected_number(case)
    if stated != expected:
        raise RefusalError(
            7,
            f"Некоректний локальний номер документа {stated} для ПРРО з фіскальним номером {case.register.number}. "
            f"Номер документа повинен дорівнювати {expected}",
        )


def _opened_by(case: Case) -> str:
    assert case.shift is not None
    return (
        f"Зміну на ПРРО з фіскальним номером {case.register.number} наразі відкрито особою {case.shift.open_name}. "
        f"Ідентифікатор ключа суб'єкта {case.shift.open_ski}"
    )


def check_shift(case: Case) -> None:
    """Open only when closed, everything else only when open, Z once, and close only after Z."""
    paper, shift = case.paper, case.shift
    if paper.technical:
        return
    if paper.doctype == OPEN:
        if shift is not None:
            raise RefusalError(4, _opened_by(case))
        return
    if shift is None:
        raise RefusalError(5, f"Зміну на ПРРО з фіскальним номером {case.register.number} наразі не відкрито")
    if paper.doctype == CLOSE:
        _check_close(case)
    elif paper.is_z and shift.z_doc is not None:
        raise RefusalError(8, "Z-звіт наразі зареєстрований для поточної зміни")
    elif shift.z_doc is not None and case.court.switches.on("after_z", "refuse"):
        raise RefusalError(8, "Z-звіт наразі зареєстрований для поточної зміни. Можливе лише закриття зміни")


def _check_close(case: Case) -> None:
    assert case.shift is not None
    last = case.court.books.last_operation(case.register.number)
    if case.shift.z_doc is None or last is None or last.root != "ZREP":
        raise RefusalError(6, "Останній документ, зареєстрований перед закриттям зміни, повинен бути Z-звітом")


def check_owner(case: Case) -> None:
    """One person per shift, except the senior cashier or the head (API 08.2025)."""
    if case.shift is None or case.chief or case.shift.open_ski == case.envelope.ski:
        return
    if case.place is not None and case.place.healed:
        return
    raise RefusalError(int(case.court.switches["owner_code"]), _opened_by(case), waivable=True)


def earlier(case: Case, time: datetime, than: datetime) -> bool:
    """Whether a Kyiv time lies before another one; in the repeated hour of October only if it surely does."""
    if case.court.switches.on("autumn_hour", "naive"):
        return time < than
    return instants(time)[1] < instants(than)[0]


def check_time(case: Case) -> None:
    """Times do not decrease; an online document's time is near the server's clock."""
    time = case.paper.time
    if case.place is None:
        tolerance = case.court.switches.number("time_tolerance_s")
        distance = min(abs((moment - case.court.now).total_seconds()) for moment in instants(time))
        if distance > tolerance:
            raise RefusalError(
                9,
                f"Документ містить час {time:%d.%m.%Y %H:%M:%S}, що не відповідає поточному часу фіскального сервера "
                f"{case.court.now:%d.%m.%Y %H:%M:%S}",
            )
    if case.last is not None and earlier(case, time, case.last.time):
        raise RefusalError(
            9 if case.place is None else 10,
            f"Дата і час операції, зафіксованої документом {case.paper.head['ORDERNUM']} ({time:%d.%m.%Y %H:%M:%S}), "
            f"не може бути меншим часу попереднього документа ({case.last.time:%d.%m.%Y %H:%M:%S})",
        )
