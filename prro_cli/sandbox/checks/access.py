"""Is the register known, may this key work on it, does the taxpayer's code agree (codes 1, 2, 3, 9, 12)."""

from __future__ import annotations

from prro_cli.sandbox import registry
from prro_cli.sandbox.checks.case import Court, Place
from prro_cli.sandbox.clock import instants
from prro_cli.sandbox.notary import Envelope
from prro_cli.sandbox.paper import CLOSE, Paper
from prro_cli.sandbox.refusals import RefusalError
from prro_cli.sandbox.registry import Operator, Register


def known_register(court: Court, number: int) -> Register:
    """The ПРРО of a document; one whose registration is cancelled is known only until its shift is closed."""
    register = registry.register(court.books.connection, number)
    if register is None or (register.closed and court.books.open_shift(number) is None):
        raise RefusalError(1, f"ПРРО з фіскальним номером {number} не зареєстрований")
    return register


def granted_operator(court: Court, register: Register, envelope: Envelope, place: Place | None) -> Operator:
    """The registered key of the signer (5-ПРРО); a senior cashier's outer signature heals a lost grant."""
    operator = registry.operator(court.books.connection, envelope.ski)
    if operator is None:
        raise RefusalError(
            2,
            f"Ключ з ідентифікатором суб'єкта {envelope.ski} не зареєстрований для роботи з ПРРО "
            f"з фіскальним номером {register.number}",
        )
    healed = place is not None and place.healed
    if not healed and not registry.granted(court.books.connection, envelope.ski, register.number):
        raise RefusalError(
            2,
            f"Особі {operator.name} не надано доступ до ПРРО з фіскальним номером {register.number}. "
            f"Ідентифікатор ключа суб'єкта {envelope.ski}",
            waivable=True,
        )
    return operator


def check_certificate(court: Court, envelope: Envelope, paper: Paper | None, place: Place | None) -> None:
    """The certificate is in force (for an offline document also if it was at the document's time) and not revoked."""
    if place is not None and place.healed:
        return
    moments = (court.now, court.now)
    if place is not None and paper is not None:
        moments = instants(paper.time)
    if not any(envelope.not_before <= moment <= envelope.not_after for moment in moments):
        raise RefusalError(
            9,
            f"Термін дії сертифікату підписувача {envelope.name} ({envelope.not_before:%d.%m.%Y %H:%M:%S} - "
            f"{envelope.not_after:%d.%m.%Y %H:%M:%S}) не відповідає поточному часу {court.now:%d.%m.%Y %H:%M:%S}",
            waivable=True,
        )
    operator = registry.operator(court.books.connection, envelope.ski)
    if operator is not None and operator.revoked:
        raise RefusalError(
            12,
            "Помилка перевірки стану сертифіката підписувача на сервері КНЕДП видавця: сертифікат скасовано",
            waivable=True,
        )


def check_tin(register: Register, envelope: Envelope, paper: Paper) -> None:
    """The code of the document and the code in the certificate are the outlet's."""
    expected = register.outlet.tin
    if paper.head.get("TIN") != expected:
        raise RefusalError(
            3,
            f"В документі зазначено реєстраційний код платника {paper.head.get('TIN')}, що не дорівнює "
            f"реєстраційному коду господарської одиниці {expected}",
        )
    if expected not in envelope.codes:
        stated = ", ".join(sorted(envelope.codes)) or "—"
        raise RefusalError(
            3,
            f"В сертифікаті підпису визначено код платника {stated}, що не дорівнює реєстраційному коду "
            f"господарської одиниці {expected}",
        )


def check_not_blocked(register: Register, paper: Paper) -> None:
    """A blocked register takes nothing; a cancelled one only its Z-report and the closing of the shift."""
    if register.blocked:
        raise RefusalError(9, f"Роботу ПРРО з фіскальним номером {register.number} заблоковано")
    if register.closed and not (paper.is_z or paper.doctype == CLOSE or paper.technical):
        raise RefusalError(1, f"Реєстрацію ПРРО з фіскальним номером {register.number} скасовано")
