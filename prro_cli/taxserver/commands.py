"""The commands of `/cmd`: their requests, which of them must be signed, and who reads the answer.

API 08.2025, sections 2.1-2.3. A register's own number goes as a JSON number, a document's fiscal number as a
text (it may be `301083.2.3414`).
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Generic, TypeVar

from prro_cli.record import dataclass
from prro_cli.taxserver import answers, totals
from prro_cli.taxserver.enums import RequestType
from prro_cli.taxserver.jsonread import Members, UnreadableAnswerError
from prro_cli.taxserver.outcomes import OfflinePair

T = TypeVar("T")

DEVICE_ID_LENGTH = 64


@dataclass(frozen=True, slots=True)
class Command(Generic[T]):
    """One request: name, members in order, whether the server demands a signature, and the reader."""

    name: str
    members: tuple[tuple[str, object], ...]
    signed: bool
    read: Callable[[Members], T]

    def to_json(self, uid: str, sent_at: datetime | None = None, timeout_ms: int | None = None) -> bytes:
        """The request as UTF-8 JSON. With a time and a limit the server itself drops it when it comes too late."""
        request: dict[str, object] = {"Command": self.name, "UID": uid}
        if sent_at is not None and timeout_ms is not None:
            request |= {"Timestamp": sent_at.isoformat(timespec="milliseconds"), "Timeout": timeout_ms}
        request |= dict(self.members)
        return json.dumps(request, ensure_ascii=False, separators=(",", ":")).encode()


def server_state() -> Command[answers.ServerStateAnswer]:
    """Is the server alive, and what time is it there?"""
    return Command("ServerState", (), False, answers.read_server_state)


def schemas() -> Command[answers.SchemasAnswer]:
    """The schemas in force."""
    return Command("Schemas", (), False, answers.read_schemas)


def objects() -> Command[tuple[answers.TaxObject, ...]]:
    """Outlets and registers available to the signer."""
    return Command("Objects", (), True, answers.read_objects)


def operators() -> Command[answers.OperatorsAnswer]:
    """The taxpayer's cashiers."""
    return Command("Operators", (), True, answers.read_operators)


def registrar_state(
    register: int, *, returning: OfflinePair | None = None, with_tax_object: bool = False
) -> Command[answers.RegistrarState]:
    """The state of a register. `returning` is the offline session about to be delivered.

    Not a mere question then: the server may undo the closing of that session (API notes 2.3), so it is sent
    only when its packages really follow.
    """
    members = (
        ("NumFiscal", register),
        ("OfflineSessionId", returning.session_id if returning else None),
        ("OfflineSeed", returning.seed.reveal().decode() if returning else None),
        ("IncludeTaxObject", with_tax_object),
    )
    return Command("TransactionsRegistrarState", members, True, answers.read_registrar_state)


def _document(register: int, fiscal_number: str | None, local_number: int | None) -> tuple[tuple[str, object], ...]:
    if (fiscal_number is None) == (local_number is None):
        raise ValueError("a document is named by its fiscal number or by its local number")
    which: tuple[str, object] = (
        ("NumFiscal", fiscal_number) if fiscal_number is not None else ("NumLocal", local_number)
    )
    return (("RegistrarNumFiscal", register), which)


def document_file(
    register: int,
    kind: RequestType,
    *,
    z_report: bool = False,
    fiscal_number: str | None = None,
    local_number: int | None = None,
    cabinet_url: bool = False,
    set_timestamp: bool = False,
) -> Command[answers.DocumentFile]:
    """`CheckExt` (unsigned allowed) or `ZRepExt` (signed)."""
    members = (*_document(register, fiscal_number, local_number), ("Type", int(kind)))
    if set_timestamp:
        members += (("SetTimestamp", True),)
    if cabinet_url and not z_report:
        members += (("AcquireCabinetUrl", True),)
    return Command("ZRepExt" if z_report else "CheckExt", members, z_report, answers.read_document_file)


def raw_document(
    register: int,
    *,
    z_report: bool = False,
    fiscal_number: str | None = None,
    local_number: int | None = None,
    original: bool = False,
    set_timestamp: bool = False,
) -> Command[None]:
    """`Check` or `ZRep`: answered by a signed message, not by JSON."""
    members = (*_document(register, fiscal_number, local_number), ("Original", original))
    if set_timestamp:
        members += (("SetTimestamp", True),)
    return Command("ZRep" if z_report else "Check", members, z_report, _no_json)


def shifts(register: int, since: datetime, until: datetime) -> Command[tuple[answers.ShiftInfo, ...]]:
    """Shifts of a register within a time."""
    members = (("NumFiscal", register), ("From", since.isoformat()), ("To", until.isoformat()))
    return Command("Shifts", members, True, answers.read_shifts)


def shift_by_id(register: int, shift_id: int) -> Command[tuple[answers.ShiftInfo, ...]]:
    """One shift by its number (since 25.02.2025)."""
    return Command("Shifts", (("NumFiscal", register), ("ShiftId", shift_id)), True, answers.read_shifts)


def documents(
    register: int, *, shift_id: int | None = None, open_fiscal_number: str | None = None
) -> Command[tuple[answers.ListedDocument, ...]]:
    """The documents of one shift, named by its number or by its opening document."""
    if (shift_id is None) == (open_fiscal_number is None):
        raise ValueError("a shift is named by its number or by its opening document")
    which: tuple[str, object] = (
        ("ShiftId", shift_id) if shift_id is not None else ("OpenShiftFiscalNum", open_fiscal_number)
    )
    return Command("Documents", (("NumFiscal", register), which), True, answers.read_documents)


def last_shift_totals(register: int) -> Command[totals.LastShift]:
    """The server's draft of the Z-report."""
    return Command("LastShiftTotals", (("NumFiscal", register),), True, totals.read_last_shift)


def document_info(register: int, local_number: int) -> Command[answers.DocumentInfo]:
    """What stands under a local number: the main tool of recovery."""
    members = (("NumFiscal", register), ("NumLocal", local_number))
    return Command("DocumentInfoByLocalNum", members, True, answers.read_document_info)


def device_register(register: int, device_id: str, *, forced: bool = False) -> Command[answers.DeviceAnswer]:
    """Tell the server which device uses the register; it answers with the one on record (new in 08.08.2025)."""
    if len(device_id) != DEVICE_ID_LENGTH:
        raise ValueError(f"a device id has {DEVICE_ID_LENGTH} characters")
    members = (("NumFiscal", register), ("DeviceId", device_id), ("Forced", forced))
    return Command("DeviceRegister", members, True, answers.read_device)


def send_document(signed: bytes) -> Command[bytes]:
    """`SendDocument`: the bytes of `/doc` in a command; the answer holds the ticket."""
    return Command("SendDocument", (("Document", _base64(signed)),), False, _read_ticket)


def send_package(documents: Sequence[bytes]) -> Command[OfflinePair | None]:
    """`SendOflPackage`: signed documents in the order of their local numbers, without framing."""
    members = (("Documents", [_base64(one) for one in documents]),)
    return Command("SendOflPackage", members, True, _read_package)


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _read_ticket(members: Members) -> bytes:
    return members.binary("Ticket") or b""


def _read_package(members: Members) -> OfflinePair | None:
    """An acceptance repeats our UID (its value is compared by the client): an empty object accepts nothing."""
    if not members.text("UID"):
        raise UnreadableAnswerError("the answer to the package does not repeat its UID")
    return answers.read_pair(members)


def _no_json(_: Members) -> None:
    return None
