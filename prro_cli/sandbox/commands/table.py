"""All commands by name, and carrying one out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from prro_cli.sandbox.commands import documents, registrar, sending, shift_totals
from prro_cli.sandbox.commands.call import Call
from prro_cli.sandbox.refusals import RefusalError

Handler = Callable[[Call], "dict[str, Any] | bytes"]

TABLE: Final[dict[str, Handler]] = {
    "ServerState": registrar.server_state,
    "Schemas": registrar.schemas,
    "Objects": registrar.objects,
    "Operators": registrar.operators,
    "TransactionsRegistrarState": registrar.registrar_state,
    "DeviceRegister": registrar.device_register,
    "Check": documents.check,
    "CheckExt": documents.check_ext,
    "ZRep": documents.zrep,
    "ZRepExt": documents.zrep_ext,
    "Shifts": documents.shifts,
    "Documents": documents.documents,
    "DocumentInfoByLocalNum": documents.document_info,
    "LastShiftTotals": shift_totals.last_shift_totals,
    "SendDocument": sending.send_document,
    "SendOflPackage": sending.send_package,
}
UNSIGNED: Final = frozenset({"ServerState", "Schemas", "Check", "CheckExt", "SendDocument"})
"""Commands that need no signature (API 08.2025)."""


def carry_out(call: Call) -> dict[str, Any] | bytes:
    """Find the command and carry it out."""
    name = call.members.get("Command")
    handler = TABLE.get(name) if isinstance(name, str) else None
    if handler is None:
        raise RefusalError(11, f"Некоректний параметр запиту Command: '{name}'")
    if name not in UNSIGNED:
        call.signer  # noqa: B018 - refuses a command without a signature or with a certificate out of force
    call.check_timeout()
    return handler(call)
