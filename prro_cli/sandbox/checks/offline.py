"""A document of an offline package: its fiscal number, its place in the session, the chain, the limits (code 10)."""

from __future__ import annotations

import hashlib
import re
import zlib
from typing import Final

from prro_cli.sandbox.books import Entry
from prro_cli.sandbox.checks.case import Case
from prro_cli.sandbox.paper import BEGIN, END
from prro_cli.sandbox.refusals import RefusalError
from prro_cli.sandbox.sessions import MONTH_LIMIT_S, SESSION_LIMIT_S, Session, in_month

_NUMBER: Final = re.compile(r"([1-9][0-9]{0,17})\.([1-9][0-9]{0,8})\.([1-9][0-9]{0,3})", re.ASCII)


def check_offline_head(case: Case) -> None:
    """OFFLINE and ORDERTAXNUM are there, and the number has its form."""
    if not case.paper.flag("OFFLINE"):
        raise RefusalError(10, "Документ пакету не містить ознаки офлайн документа OFFLINE")
    if not _NUMBER.fullmatch(case.paper.head.get("ORDERTAXNUM", "")):
        raise RefusalError(10, "Документ пакету не містить фіскального номера ORDERTAXNUM виду <сесія>.<номер>.<число>")
    if not case.register.offline:
        raise RefusalError(10, f"Офлайн режим для ПРРО {case.register.number} не дозволено реєстраційною заявою")


def number_of(case: Case) -> tuple[int, int, int]:
    """Session, number in the session and control number, as the document states them."""
    session, number, control = case.paper.head["ORDERTAXNUM"].split(".")
    return int(session), int(number), int(control)


def current_session(case: Case) -> Session:
    """The session that may receive documents."""
    if case.session is None:
        raise RefusalError(10, f"Для ПРРО {case.register.number} не надано ідентифікатора офлайн сесії")
    return case.session


def check_session(case: Case) -> None:
    """The session is the current one, the number is the next one, 102 is first and only first."""
    session = current_session(case)
    stated, number, _ = number_of(case)
    if stated != session.id:
        raise RefusalError(10, f"Ідентифікатор офлайн сесії {stated} не дорівнює поточному {session.id}")
    if number != session.next_number:
        raise RefusalError(10, f"Номер документа в офлайн сесії {number} повинен дорівнювати {session.next_number}")
    if (number == 1) != (case.paper.doctype == BEGIN):
        raise RefusalError(10, "Офлайн сесія повинна починатися документом 'OfflineBegin', і лише ним")
    if case.shift is None and not case.court.books.shifts(case.register.number):
        raise RefusalError(10, "Першу зміну ПРРО необхідно відкрити в онлайн режимі")


def control_of(case: Case, *, with_zero_sum: bool) -> int:
    """The control number, computed by the judge's own hand (API 08.2025; DamienG's CRC-32 read little-endian)."""
    head = case.paper.head
    parts = [
        current_session(case).seed, head["ORDERDATE"], head["ORDERTIME"], head["ORDERNUM"], head["CASHREGISTERNUM"],
        head["CASHDESKNUM"],
    ]  # fmt: skip
    total = case.paper.section("CHECKTOTAL")
    text = None if total is None else total.findtext("SUM")
    if text is not None and (with_zero_sum or case.paper.total):
        parts.append(text.strip())
    if "PREVDOCHASH" in head:
        parts.append(head["PREVDOCHASH"])
    return control_number(",".join(parts))


def control_number(string: str) -> int:
    """CRC-32 read in the other byte order, its last four decimal digits, 1 for 0."""
    crc = zlib.crc32(string.encode())
    return int.from_bytes(crc.to_bytes(4, "big"), "little") % 10_000 or 1


def check_control(case: Case) -> None:
    """The control number is the recomputed one."""
    switch = case.court.switches["zero_sum_control"]
    expected = [control_of(case, with_zero_sum=value) for value in {"include": (True,), "drop": (False,)}.get(
        switch, (True, False))]  # fmt: skip
    stated = number_of(case)[2]
    if stated not in expected:
        raise RefusalError(10, f"Контрольне число {stated} фіскального номера не дорівнює розрахованому {expected[0]}")


def _hashes(entry: Entry | None) -> set[str]:
    """Of the signed document, and of the bare XML, which is permitted where signing was impossible."""
    if entry is None:
        return set()
    return {hashlib.sha256(entry.signed).hexdigest(), hashlib.sha256(entry.xml).hexdigest()}


def check_chain(case: Case) -> None:
    """PREVDOCHASH by the official packet (`strict`), by any known variant (`lenient`) or by the text (`text`)."""
    stated = case.paper.head.get("PREVDOCHASH")
    session, number = current_session(case), number_of(case)[1]
    if number <= 2:
        if stated is not None:
            raise RefusalError(10, "Перший та другий документ офлайн сесії не містять PREVDOCHASH")
        return
    before = case.court.books.last_of_session(session.id)
    settlement = case.court.books.last_of_session(session.id, financial=True)
    mode = case.court.switches["hash_mode"]
    allowed = _hashes(before) if mode in ("strict", "lenient") else set()
    if mode in ("lenient", "text"):
        allowed |= _hashes(settlement)
    if stated is None:
        if _hash_required(case, mode, settlement is not None):
            raise RefusalError(10, "Документ не містить хешу попереднього документа PREVDOCHASH")
    elif stated.lower() not in allowed:
        raise RefusalError(10, f"Хеш попереднього документа {stated} не дорівнює розрахованому")


def _hash_required(case: Case, mode: str, settlements: bool) -> bool:
    """An end document may lack it: a client that lost its documents closes the session with a lone 103."""
    if case.paper.doctype == END:
        return False
    if mode == "strict":
        return True
    return settlements and case.paper.financial


def check_limits(case: Case) -> None:
    """36 hours for a session and 168 in a calendar month, to the second, counted to each financial document."""
    session = current_session(case)
    if case.court.switches.on("limits", "report"):
        return
    full = case.court.switches.on("month_border", "full")
    month = case.paper.time
    others = case.court.sessions.month_seconds(case.register.number, month, border_in_full=full, without=session.id)
    if case.paper.doctype == BEGIN and others >= MONTH_LIMIT_S:
        raise RefusalError(10, "Вичерпано граничну тривалість роботи в офлайн режимі: 168 годин протягом місяця")
    if not case.paper.financial:
        return
    length = session.seconds(month)
    if length > SESSION_LIMIT_S:
        raise RefusalError(10, "Перевищено граничну тривалість офлайн сесії: 36 годин")
    if in_month(session, month, month, border_in_full=full) and others + length > MONTH_LIMIT_S:
        raise RefusalError(10, "Перевищено граничну тривалість роботи в офлайн режимі: 168 годин протягом місяця")


_NAMES: Final = {100: "OpenShift", 101: "CloseShift", 102: "OfflineBegin", 103: "OfflineEnd"}


def revoked_by(case: Case) -> Entry | None:
    """The online document that a begin document revokes; only a financial one may be (API 06.10.2023)."""
    if case.paper.doctype != BEGIN or not case.paper.flag("REVOKELASTONLINEDOC"):
        return None
    last = case.last
    if last is None or not last.financial or last.session is not None:
        name = "OfflineDocument" if last is not None and last.session else _NAMES.get(last.doctype if last else 0, "")
        fiscal = last.fiscal if last is not None else ""
        raise RefusalError(
            10,
            f"Останній документ поточної зміни (фіскальний номер {fiscal}) має тип '{name}' і не може бути відкликаний",
        )
    if last.revoked_by is not None:
        raise RefusalError(10, f"Останній документ поточної зміни (фіскальний номер {last.fiscal}) вже відкликано")
    return last


def check_revocation(case: Case) -> None:
    """REVOKELASTONLINEDOC meets a document that may be revoked."""
    revoked_by(case)
