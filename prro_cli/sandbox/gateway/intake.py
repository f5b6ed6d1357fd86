"""Taking a form in: opened, judged, its receipts sealed and put into the sender's box, all in one transaction."""

from __future__ import annotations

import sqlite3
from datetime import datetime
from typing import TYPE_CHECKING, Final

from prro_cli.record import dataclass
from prro_cli.sandbox.faults import Fault
from prro_cli.sandbox.gateway import judge, keys, receipts, store
from prro_cli.sandbox.gateway.judge import FormRefusedError
from prro_cli.sandbox.gateway.opening import Parcel, ParcelError, open_parcel
from prro_cli.sandbox.gateway.receipts import Notice
from prro_cli.sandbox.switches import Switches

if TYPE_CHECKING:
    from prro_cli.crypto.cms import CertifiedKey
    from prro_cli.crypto.trust import TrustStore
    from prro_cli.forms.model import Declar

UNKNOWN_FORM: Final = "?"


@dataclass(frozen=True, slots=True)
class Means:
    """What the gateway works with."""

    signer: CertifiedKey
    own: CertifiedKey
    store: TrustStore
    switches: Switches
    now: datetime


@dataclass(frozen=True, slots=True)
class Taken:
    """The answer to a sending: a status of ReturnReport and, if the form was kept, its id and receipt No 1."""

    status: str
    message: str
    id: int = 0
    receipt: store.StoredReceipt | None = None


@dataclass(frozen=True, slots=True)
class _Outcome:
    refusal: FormRefusedError | None
    effect: judge.Effect


def take(
    connection: sqlite3.Connection, means: Means, file_name: str, data: bytes, *, channel: str, email: str,
    struck: tuple[Fault, ...],
) -> Taken:  # fmt: skip
    """One form from one sender."""
    store.prepare(connection)
    earlier = store.form_by_name(connection, file_name)
    if earlier is not None and means.switches.on("gateway_duplicate", "repeat"):
        return _answer(connection, earlier.id)
    try:
        parcel = open_parcel(data, means.own, means.store, means.now)
        _check_parcel(parcel, means.switches)
    except ParcelError as error:
        return Taken(error.status, error.text)
    if earlier is not None:
        return Taken("ERROR_STRUCT_REPORT", f"{judge.GROUNDS[8]}: {file_name}")
    declar, outcome = _judged(connection, parcel, file_name, struck)
    return _keep(connection, means, parcel, file_name, channel, email, declar, outcome, struck)


def _check_parcel(parcel: Parcel, switches: Switches) -> None:
    if not parcel.encrypted:
        raise ParcelError("ERROR_DECRYPT", "Документ не зашифровано")
    if switches.on("gateway_timestamp", "required") and not parcel.stamped:
        raise ParcelError("ERROR_SERTIF", "Підпис не містить позначки часу")


def _judged(
    connection: sqlite3.Connection, parcel: Parcel, file_name: str, struck: tuple[Fault, ...]
) -> tuple[Declar | None, _Outcome]:
    """The form and what became of it; a refused form leaves the registers as they were."""
    declar: Declar | None = None
    nothing = judge.Effect(())
    connection.execute("SAVEPOINT judged")
    try:
        declar = judge.understood(parcel.content, file_name)
        judge.check_signers(declar, parcel)
        for fault in struck:
            if fault.kind == "refuse-form":
                raise FormRefusedError(int(fault.value), "prro sandbox: відмова на замовлення")
        outcome = _Outcome(None, judge.carry_out(connection, declar))
    except FormRefusedError as refused:
        connection.execute("ROLLBACK TO judged")
        outcome = _Outcome(refused, nothing)
    connection.execute("RELEASE judged")
    return declar, outcome


def _keep(
    connection: sqlite3.Connection, means: Means, parcel: Parcel, file_name: str, channel: str, email: str,
    declar: Declar | None, outcome: _Outcome, struck: tuple[Fault, ...],
) -> Taken:  # fmt: skip
    refusal = outcome.refusal
    form = declar.form if declar else UNKNOWN_FORM
    tin = declar.head.tin if declar else next(iter(sorted(parcel.codes)), "")
    late = sum(int(fault.value) for fault in struck if fault.kind == "late-receipt")
    number = store.add_form(
        connection, file_name=file_name, tin=tin, email=email, channel=channel,
        received=means.now.isoformat(timespec="seconds"), form=form,
        outcome="refused" if refusal else "accepted", text="; ".join(refusal.remarks if refusal else ()),
        xml=parcel.content, late=late,
    )  # fmt: skip
    code = str(declar.code) if declar else ""
    structural = refusal is not None and refusal.structural
    assigned = outcome.effect.lines if means.switches.on("gateway_number_in", "first") else ()
    first = Notice(
        1, file_name, code, form, tin, receipts.REFUSED if structural else receipts.STORED,
        remarks=refusal.remarks if structural and refusal else assigned,
    )  # fmt: skip
    _put(connection, means, parcel, number, first, final=structural)
    if not structural:
        second = Notice(
            2, file_name, code, form, tin, receipts.REFUSED if refusal else receipts.ACCEPTED,
            registration_number="" if refusal else f"9{number:09d}",
            remarks=refusal.remarks if refusal else outcome.effect.lines,
        )  # fmt: skip
        _put(connection, means, parcel, number, second, final=True)
    answer = _answer(connection, number)
    if not structural or refusal is None:
        return answer
    status = "ERROR_SERTIF_ORG" if refusal.ground == 2 else "ERROR_XSD"
    return Taken(status, "; ".join(refusal.remarks), answer.id, answer.receipt)


def _put(
    connection: sqlite3.Connection, means: Means, parcel: Parcel, form: int, notice: Notice, *, final: bool
) -> None:
    content = receipts.write(notice, means.now, means.switches["gateway_charset"])
    header = receipts.header(notice, final=final, now=means.now)
    reply = parcel.reply_to if means.switches.on("gateway_receipts", "encrypted") else None
    data = keys.sealed(content, header, means.signer, means.own, reply)
    store.add_receipt(connection, form, notice.number, final, notice.file_name(final=final), data, content)


def _answer(connection: sqlite3.Connection, number: int) -> Taken:
    """What a sender is told of a form that was kept: its id, and receipt No 1 at once."""
    sql = "SELECT id FROM gateway_receipts WHERE form = ? AND number = 1"
    row = connection.execute(sql, (number,)).fetchone()
    found = store.receipt(connection, row[0]) if row else None
    return Taken("OK", "", number, found)
