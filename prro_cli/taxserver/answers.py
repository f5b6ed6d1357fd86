"""Typed answers of the commands, and the tolerant readers that make them (API 08.2025, section 2.3)."""

from __future__ import annotations

from dataclasses import field
from datetime import datetime

from prro_cli.record import dataclass
from prro_cli.taxserver import enums
from prro_cli.taxserver.jsonread import Members, UnreadableAnswerError
from prro_cli.taxserver.outcomes import OfflinePair


@dataclass(frozen=True, slots=True)
class ServerStateAnswer:
    """The server is alive, and this is its clock."""

    timestamp: datetime | None


@dataclass(frozen=True, slots=True)
class SchemasAnswer:
    """The schema files in force on the server."""

    check: bytes = field(repr=False)
    zrep: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Registrar:
    """One cash register of an outlet."""

    fiscal_number: str
    local_number: int | None
    name: str
    closed: bool


@dataclass(frozen=True, slots=True)
class TaxObject:
    """An outlet; its texts go into documents byte for byte."""

    entity: int | None
    guid: str
    object_id: int | None
    single_tax: bool
    name: str
    address: str
    tin: str
    ipn: str | None
    organisation: str
    chief_cashier: bool | None
    registrars: tuple[Registrar, ...]


@dataclass(frozen=True, slots=True)
class Operator:
    """One cashier registered for the taxpayer."""

    subject_key_id: str
    registration_number: str
    chief_cashier: bool


@dataclass(frozen=True, slots=True)
class OperatorsAnswer:
    """The taxpayer's cashiers."""

    tin: str
    operators: tuple[Operator, ...]


@dataclass(frozen=True, slots=True)
class RegistrarState:
    """The server's view of one register."""

    shift_open: bool
    shift_id: int | None
    open_shift_fiscal_number: str | None
    z_present: bool
    testing: bool | None
    opened_by: str | None
    opened_by_key: str | None
    first_local_number: int | None
    next_local_number: int
    last_fiscal_number: str | None
    offline_supported: bool | None
    chief_cashier: bool | None
    pair: OfflinePair | None
    offline_next_number: int | None
    session_minutes: int | None
    month_minutes: int | None
    rolled_back: bool | None
    rollback_command_uid: str | None
    closed: bool
    tax_object: TaxObject | None


@dataclass(frozen=True, slots=True)
class DocumentInfo:
    """What stands under one local number. Enumerations unknown to us are kept as texts."""

    fiscal_number: str
    document_class: enums.DocumentClass | str | None
    document_type: enums.DocumentType | str | None
    document_subtype: enums.DocumentSubtype | str | None
    revoked: bool
    storned: bool


@dataclass(frozen=True, slots=True)
class ListedDocument:
    """One line of the list of a shift's documents."""

    info: DocumentInfo
    local_number: int
    moment: datetime | None


@dataclass(frozen=True, slots=True)
class ShiftInfo:
    """One shift of a register."""

    shift_id: int | None
    open_fiscal_number: str | None
    close_fiscal_number: str | None
    z_fiscal_number: str | None
    testing: bool | None
    opened: datetime | None
    opened_by: str | None
    opened_by_key: str | None
    closed: datetime | None
    closed_by: str | None
    closed_by_key: str | None


@dataclass(frozen=True, slots=True)
class DocumentFile:
    """An answer of `CheckExt` or `ZRepExt`."""

    data: bytes = field(repr=False)
    result: enums.ResultCode | str | None
    result_text: str
    shift_id: int | None
    cabinet_url: str | None

    @property
    def found(self) -> bool:
        """Whether the document is on the server."""
        return self.result is enums.ResultCode.OK


@dataclass(frozen=True, slots=True)
class DeviceAnswer:
    """The device that the server has on record for the register."""

    device_id: str


def read_server_state(members: Members) -> ServerStateAnswer:
    """`ServerState`."""
    return ServerStateAnswer(members.moment("Timestamp"))


def read_schemas(members: Members) -> SchemasAnswer:
    """`Schemas`."""
    check, zrep = members.binary("XsdSchemaCheck"), members.binary("XsdSchemaZRep")
    if not check or not zrep:
        raise UnreadableAnswerError("the answer holds no schemas")
    return SchemasAnswer(check, zrep)


def read_tax_object(members: Members) -> TaxObject:
    """An outlet, in `Objects` or in a register's state."""
    return TaxObject(
        entity=members.count("Entity"),
        guid=members.text("TaxObjGuid") or "",
        object_id=members.count("TaxObjId"),
        single_tax=bool(members.flag("SingleTax")),
        name=members.text("Name") or "",
        address=members.text("Address") or "",
        tin=members.text("Tin") or "",
        ipn=members.text("Ipn") or None,
        organisation=members.text("OrgName") or "",
        chief_cashier=members.flag("ChiefCashier"),
        registrars=tuple(_registrar(one) for one in members.children("TransactionsRegistrars")),
    )


def _registrar(members: Members) -> Registrar:
    number = members.digits("NumFiscal")
    if number is None:
        raise UnreadableAnswerError("a register without NumFiscal")
    return Registrar(
        fiscal_number=number,
        local_number=members.count("NumLocal"),
        name=members.text("Name") or "",
        closed=bool(members.flag("Closed")),
    )


def read_objects(members: Members) -> tuple[TaxObject, ...]:
    """`Objects`."""
    _must_hold(members, "TaxObjects")
    return tuple(read_tax_object(one) for one in members.children("TaxObjects"))


def read_operators(members: Members) -> OperatorsAnswer:
    """`Operators`."""
    _must_hold(members, "Operators")
    operators = tuple(
        Operator(
            subject_key_id=(one.text("SubjectKeyId") or "").lower(),
            registration_number=one.text("RegNum") or "",
            chief_cashier=bool(one.flag("ChiefCashier")),
        )
        for one in members.children("Operators")
    )
    return OperatorsAnswer(members.text("Tin") or "", operators)


def read_registrar_state(members: Members) -> RegistrarState:
    """`TransactionsRegistrarState`; without a shift state and a next number it is no state."""
    shift_state = members.need_count("ShiftState")
    next_number = members.need_count("NextLocalNum")
    if shift_state not in (0, 1) or next_number == 0:
        raise UnreadableAnswerError(f"ShiftState {shift_state} and NextLocalNum {next_number} are no state")
    outlet = members.child("TaxObject")
    return RegistrarState(
        shift_open=shift_state == 1,
        shift_id=members.count("ShiftId"),
        open_shift_fiscal_number=members.text("OpenShiftFiscalNum"),
        z_present=bool(members.flag("ZRepPresent")),
        testing=members.flag("Testing"),
        opened_by=members.text("Name"),
        opened_by_key=_key(members.text("SubjectKeyId")),
        first_local_number=members.count("FirstLocalNum"),
        next_local_number=next_number,
        last_fiscal_number=members.text("LastFiscalNum"),
        offline_supported=members.flag("OfflineSupported"),
        chief_cashier=members.flag("ChiefCashier"),
        pair=read_pair(members, whole=False),
        offline_next_number=members.count("OfflineNextLocalNum"),
        session_minutes=members.minutes("OfflineSessionDuration"),
        month_minutes=members.minutes("OfflineSessionsMonthlyDuration"),
        rolled_back=members.flag("OfflineSessionRolledBack"),
        rollback_command_uid=members.text("OfflineSessionRollbackCmdUID"),
        closed=bool(members.flag("Closed")),
        tax_object=read_tax_object(outlet) if outlet else None,
    )


def read_pair(members: Members, *, whole: bool = True) -> OfflinePair | None:
    """The offline pair, whole or not at all: half of one is an error.

    In a state, which tells much besides, half of one is none: nothing can be made with it.
    """
    session, seed = members.digits("OfflineSessionId"), members.digits("OfflineSeed")
    if session is None and seed is None:
        return None
    if session is None or seed is None:
        if not whole:
            return None
        raise UnreadableAnswerError("OfflineSessionId and OfflineSeed do not come together")
    return OfflinePair(session, seed)


def read_document_info(members: Members) -> DocumentInfo:
    """`DocumentInfoByLocalNum`, and each line of `Documents`."""
    fiscal_number = members.text("NumFiscal")
    if not fiscal_number:
        raise UnreadableAnswerError("a document without NumFiscal")
    return DocumentInfo(
        fiscal_number=fiscal_number,
        document_class=members.choice("DocClass", enums.DocumentClass, enums.DOCUMENT_CLASSES),
        document_type=members.choice("CheckDocType", enums.DocumentType, enums.DOCUMENT_TYPES),
        document_subtype=members.choice("CheckDocSubType", enums.DocumentSubtype, enums.DOCUMENT_SUBTYPES),
        revoked=bool(members.flag("Revoked")),
        storned=bool(members.flag("Storned")),
    )


def read_documents(members: Members) -> tuple[ListedDocument, ...]:
    """`Documents`."""
    _must_hold(members, "Documents")
    return tuple(
        ListedDocument(read_document_info(one), one.need_count("NumLocal"), one.moment("DocDateTime"))
        for one in members.children("Documents")
    )


def read_shift(members: Members) -> ShiftInfo:
    """One shift, in `Shifts` and at the head of `LastShiftTotals`."""
    return ShiftInfo(
        shift_id=members.count("ShiftId"),
        open_fiscal_number=members.text("OpenShiftFiscalNum"),
        close_fiscal_number=members.text("CloseShiftFiscalNum"),
        z_fiscal_number=members.text("ZRepFiscalNum"),
        testing=members.flag("Testing"),
        opened=members.moment("Opened"),
        opened_by=members.text("OpenName"),
        opened_by_key=_key(members.text("OpenSubjectKeyId")),
        closed=members.moment("Closed"),
        closed_by=members.text("CloseName"),
        closed_by_key=_key(members.text("CloseSubjectKeyId")),
    )


def read_shifts(members: Members) -> tuple[ShiftInfo, ...]:
    """`Shifts`."""
    _must_hold(members, "Shifts")
    return tuple(read_shift(one) for one in members.children("Shifts"))


def read_document_file(members: Members) -> DocumentFile:
    """`CheckExt` and `ZRepExt`."""
    result = members.choice("ResultCode", enums.ResultCode, enums.RESULT_CODES)
    if result is None:
        raise UnreadableAnswerError("the answer has no ResultCode")
    return DocumentFile(
        data=members.binary("Data") or b"",
        result=result,
        result_text=members.text("ResultText") or "",
        shift_id=members.count("ShiftId"),
        cabinet_url=members.text("CabinetUrl"),
    )


def read_device(members: Members) -> DeviceAnswer:
    """`DeviceRegister`."""
    device = members.text("DeviceId")
    if not device:
        raise UnreadableAnswerError("the answer has no DeviceId")
    return DeviceAnswer(device)


def _key(text: str | None) -> str | None:
    return text.lower() if text else None


def _must_hold(members: Members, name: str) -> None:
    if name not in members:
        raise UnreadableAnswerError(f"the answer has no {name}")
