"""Commands about registrations: who is there, in which state a register is, which device works on it."""

from __future__ import annotations

import base64
from typing import Any

from prro_cli.sandbox import registry
from prro_cli.sandbox.books import Shift
from prro_cli.sandbox.commands.call import Call
from prro_cli.sandbox.refusals import NoDataError, RefusalError
from prro_cli.sandbox.registry import Operator, Outlet, Register
from prro_cli.sandbox.rollback import roll_back

DEVICE_ID_LENGTH = 64


def server_state(call: Call) -> dict[str, Any]:
    """ServerState: alive."""
    return {}


def schemas(call: Call) -> dict[str, Any]:
    """Schemas: the XSD files of the folder given by the user; without one there is honestly no data."""
    files = {"XsdSchemaCheck": "check01.xsd", "XsdSchemaZRep": "zrep01.xsd"}
    if call.schemas is None or not all((call.schemas / name).is_file() for name in files.values()):
        raise NoDataError
    return {member: base64.b64encode((call.schemas / name).read_bytes()).decode() for member, name in files.items()}


def _tax_object(outlet: Outlet, registers: list[Register]) -> dict[str, Any]:
    return {
        "Entity": outlet.entity,
        "TaxObjGuid": outlet.guid,
        "TaxObjId": outlet.object_id,
        "SingleTax": outlet.single_tax,
        "Name": outlet.name,
        "Address": outlet.address,
        "Tin": outlet.tin,
        "Ipn": outlet.vat,
        "OrgName": outlet.org_name,
        "TransactionsRegistrars": [
            {"NumFiscal": item.number, "NumLocal": item.local, "Name": item.name, "Closed": item.closed}
            for item in registers
        ],
    }


def objects(call: Call) -> dict[str, Any]:
    """Objects: outlets and registers on which the signer may work."""
    operator = call.operator()
    registers = registry.granted_registers(call.court.books.connection, operator.ski)
    if not registers:
        raise NoDataError
    found: list[dict[str, Any]] = []
    for entity in sorted({item.outlet.entity for item in registers}):
        own = [item for item in registers if item.outlet.entity == entity]
        found.append({**_tax_object(own[0].outlet, own), "ChiefCashier": operator.chief})
    return {"TaxObjects": found}


def operators(call: Call) -> dict[str, Any]:
    """Operators: the keys of the taxpayer named in the signer's certificate."""
    for tin in sorted(call.signer.codes):
        found = registry.operators_of(call.court.books.connection, tin)
        if found:
            return {
                "Tin": tin,
                "Operators": [
                    {"SubjectKeyId": item.ski, "RegNum": item.reg_num, "ChiefCashier": item.chief} for item in found
                ],
            }
    raise NoDataError


def device_register(call: Call) -> dict[str, Any]:
    """DeviceRegister: remember the device, and tell which one is remembered (advisory)."""
    register, device = call.register(), call.text("DeviceId")
    if device is None or len(device) != DEVICE_ID_LENGTH:
        raise RefusalError(11, f"Параметр DeviceId повинен містити {DEVICE_ID_LENGTH} символи")
    kept = register.device
    if kept is None or call.flag("Forced"):
        call.court.books.connection.execute(
            "UPDATE registers SET device = ? WHERE number = ?", (device, register.number)
        )
        kept = device
    return {"DeviceId": kept}


def registrar_state(call: Call) -> dict[str, Any]:
    """TransactionsRegistrarState: shift, numbers and the offline pair of a register."""
    register, operator = call.register(), call.operator()
    _deliver_session(call, register)
    books = call.court.books
    shift = books.open_shift(register.number)
    opened = books.entry(shift.open_doc) if shift else None
    documents = books.of_shift(shift.id) if shift else []
    state = {
        "ShiftState": 1 if shift else 0,
        "ShiftId": shift.id if shift else 0,
        "OpenShiftFiscalNum": opened.fiscal if opened else None,
        "ZRepPresent": bool(shift and shift.z_doc),
        "Testing": bool(shift and shift.testing),
        "Name": shift.open_name if shift else None,
        "SubjectKeyId": shift.open_ski if shift else None,
        "FirstLocalNum": opened.local if opened else 0,
        "NextLocalNum": books.next_local(register.number, register.first_local),
        "LastFiscalNum": documents[-1].fiscal if documents else None,
        "OfflineSupported": register.offline,
        "ChiefCashier": operator.chief,
        **_offline(call, register, operator, shift),
        "Closed": register.closed,
        "TaxObject": _tax_object(register.outlet, [register]) if call.flag("IncludeTaxObject") else None,
    }
    if register.closed and shift is None:
        raise NoDataError
    return state


def _deliver_session(call: Call, register: Register) -> None:
    """The session named in the request is about to be delivered; if its end is here already, it is undone."""
    identity, seed = call.optional_number("OfflineSessionId"), call.text("OfflineSeed")
    if identity is None and seed is None:
        return
    session = call.court.sessions.get(identity or 0)
    if session is None or session.register != register.number or session.seed != seed:
        raise RefusalError(11, "Некоректні параметри запиту OfflineSessionId та OfflineSeed")
    mode = call.court.switches["rollback"]
    last = call.court.sessions.last_closed(register.number)
    if session.state == "closed" and last is not None and last.id == session.id and mode != "never":
        roll_back(call.court, session, mode, call.uid)


def _offline(call: Call, register: Register, operator: Operator, shift: Shift | None) -> dict[str, Any]:
    """The Offline… members; only for who opened the shift, a senior cashier or the head."""
    own = shift is None or operator.chief or shift.open_ski == operator.ski
    session = call.court.sessions.current(register.number) if own and register.offline else None
    if session is None:
        return dict.fromkeys(
            (
                "OfflineSessionId", "OfflineSeed", "OfflineNextLocalNum", "OfflineSessionDuration",
                "OfflineSessionsMonthlyDuration", "OfflineSessionRolledBack", "OfflineSessionRollbackCmdUID",
            )
        )  # fmt: skip
    full = call.court.switches.on("month_border", "full")
    month = call.court.now.replace(tzinfo=None)
    numbers = {
        "OfflineSessionId": session.id,
        "OfflineSeed": int(session.seed),
        "OfflineNextLocalNum": session.next_number,
        "OfflineSessionDuration": session.minutes,
        "OfflineSessionsMonthlyDuration": call.court.sessions.month_minutes(
            register.number, month, border_in_full=full
        ),
    }
    as_text = call.court.switches.on("offline_fields", "strings")
    return {
        **{name: str(value) if as_text else value for name, value in numbers.items()},
        "OfflineSessionRolledBack": session.rolled_back,
        "OfflineSessionRollbackCmdUID": session.rollback_uid,
    }
