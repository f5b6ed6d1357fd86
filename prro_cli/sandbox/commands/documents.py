"""Commands about registered documents and shifts."""

from __future__ import annotations

import base64
from typing import Any, Final
from urllib.parse import urlencode

from prro_cli.sandbox import registry
from prro_cli.sandbox.answers import reserialised
from prro_cli.sandbox.books import Entry, Shift
from prro_cli.sandbox.commands.call import Call, enum
from prro_cli.sandbox.paper import ZREP_TYPE
from prro_cli.sandbox.refusals import NoDataError, RefusalError
from prro_cli.sandbox.visual import visualisation

CLASSES: Final = {0: "Check", 1: "ZRep"}
DOC_TYPES: Final = {
    0: "SaleGoods", 1: "TransferFunds", 2: "CurrencyExchange", 3: "CashWithdrawal", 4: "PawnShop", 100: "OpenShift",
    101: "CloseShift", 102: "OfflineBegin", 103: "OfflineEnd",
}  # fmt: skip
SUBTYPES: Final = {
    0: "CheckGoods", 1: "CheckReturn", 2: "ServiceDeposit", 3: "AdditionalDeposit", 4: "ServiceIssue", 5: "CheckStorno",
}  # fmt: skip
RESULTS: Final = {
    0: "Ok", 1: "OnlineDocumentAbsent", 2: "OfflineNumberReserved", 3: "OfflineNumberNotReserved",
    4: "TransactionsRegistrarNotRegistered", 5: "DocumentAbsent",
}  # fmt: skip
TYPES: Final = (
    "Availability", "OriginalXml", "SignedByServerXml", "Visualization", "SignedBySenderXml",
    "SignedBySenderAndServerXml",
)  # fmt: skip


def _class_members(call: Call, entry: Entry) -> dict[str, Any]:
    is_z = entry.doctype == ZREP_TYPE
    return {
        "NumFiscal": entry.fiscal,
        "DocClass": enum(call, int(is_z), CLASSES),
        "CheckDocType": None if is_z else enum(call, entry.doctype, DOC_TYPES),
        "CheckDocSubType": None if is_z else enum(call, entry.subtype, SUBTYPES),
        "Revoked": entry.revoked_by is not None,
        "Storned": entry.storned_by is not None,
    }


def document_info(call: Call) -> dict[str, Any]:
    """DocumentInfoByLocalNum: did a document arrive?"""
    entry = call.court.books.by_local(call.register().number, call.number("NumLocal"))
    if entry is None:
        raise NoDataError
    return _class_members(call, entry)


def _shift_members(call: Call, shift: Shift) -> dict[str, Any]:
    def fiscal(identity: int | None) -> str | None:
        entry = call.court.books.entry(identity) if identity else None
        return entry.fiscal if entry else None

    return {
        "ShiftId": shift.id,
        "OpenShiftFiscalNum": fiscal(shift.open_doc),
        "CloseShiftFiscalNum": fiscal(shift.close_doc),
        "Testing": shift.testing,
        "Opened": shift.opened,
        "OpenName": shift.open_name,
        "OpenSubjectKeyId": shift.open_ski,
        "Closed": shift.closed,
        "CloseName": shift.close_name,
        "CloseSubjectKeyId": shift.close_ski,
        "ZRepFiscalNum": fiscal(shift.z_doc),
    }


def shifts(call: Call) -> dict[str, Any]:
    """Shifts of a period, or one by its id."""
    found = call.court.books.shifts(call.register().number)
    identity = call.optional_number("ShiftId")
    if identity is not None:
        found = [shift for shift in found if shift.id == identity]
    else:
        since, until = call.moment("From"), call.moment("To")
        if since is None or until is None:
            raise RefusalError(11, "Некоректні параметри запиту From та To")
        low, high = (moment.astimezone(call.court.now.tzinfo).replace(tzinfo=None).isoformat()
                     for moment in (since, until))  # fmt: skip
        found = [shift for shift in found if low <= shift.opened <= high]
    if not found:
        raise NoDataError
    return {"Shifts": [_shift_members(call, shift) for shift in found]}


def documents(call: Call) -> dict[str, Any]:
    """Documents of a shift, named by its id or by its opening document."""
    register, identity = call.register(), call.optional_number("ShiftId")
    books = call.court.books
    if identity is not None:
        shift = books.shift(identity)
    else:
        opening = books.by_fiscal(call.text("OpenShiftFiscalNum") or "", register.number)
        shift = books.shift(opening.shift) if opening and opening.shift else None
    if shift is None or shift.register != register.number:
        raise NoDataError
    return {
        "Documents": [
            {"NumLocal": entry.local, "DocDateTime": entry.time.isoformat(), **_class_members(call, entry)}
            for entry in _with_technical(call, shift)
        ]
    }


def _with_technical(call: Call, shift: Shift) -> list[Entry]:
    """The documents of a shift with the begin and end documents between them (as in the live capture)."""
    own = call.court.books.of_shift(shift.id)
    last = own[-1].local if shift.close_doc else None
    return [
        entry
        for entry in call.court.books.of_register(shift.register)
        if entry.shift == shift.id
        or (entry.technical and entry.local > own[0].local and (last is None or entry.local < last))
    ]


def _find(call: Call, root: str) -> tuple[Entry | None, int]:
    """The document asked for, and the ResultCode that says why there is none."""
    register = registry.register(call.court.books.connection, call.number("RegistrarNumFiscal"))
    fiscal, local = call.text("NumFiscal"), call.optional_number("NumLocal")
    if (fiscal is None) == (local is None):
        raise RefusalError(11, "Необхідно зазначити один з параметрів NumFiscal або NumLocal")
    if register is None:
        return None, 4
    books = call.court.books
    entry = books.by_fiscal(fiscal, register.number) if fiscal is not None else books.by_local(
        register.number, local or 0)  # fmt: skip
    if entry is not None and entry.root == root:
        return entry, 0
    if fiscal is None:
        return None, 5
    return None, _absence(call, fiscal, register.number)


def _absence(call: Call, fiscal: str, register: int) -> int:
    """Why there is no document with this fiscal number."""
    session, dot, rest = fiscal.partition(".")
    if not dot:
        return 1
    if not session.isdigit() or not rest.partition(".")[0].isdigit():
        return 3
    known = call.court.sessions.get(int(session))
    reserved = known is not None and known.register == register and known.state != "closed"
    return 2 if reserved and known is not None and int(rest.partition(".")[0]) >= known.next_number else 3


def _plain(call: Call, root: str) -> bytes:
    entry, _ = _find(call, root)
    if entry is None:
        raise NoDataError
    xml = entry.xml if call.flag("Original") else reserialised(entry)
    return call.notary.seal(xml, stamp=call.flag("SetTimestamp"))


def _extended(call: Call, root: str) -> dict[str, Any]:
    kind = call.members.get("Type", 0)
    number = TYPES.index(kind) if kind in TYPES else kind
    if isinstance(number, bool) or not isinstance(number, int) or not 0 <= number < len(TYPES):
        raise RefusalError(11, "Некоректний параметр запиту Type")
    entry, result = _find(call, root)
    data = _data(call, entry, number) if entry is not None else None
    answer = {
        "Data": base64.b64encode(data).decode() if data is not None else None,
        "ShiftId": entry.shift if entry is not None else None,
        "ResultCode": enum(call, result, RESULTS, "result_code"),
        "ResultText": RESULTS[result],
    }
    if root == "CHECK" and call.flag("AcquireCabinetUrl") and entry is not None:
        answer["CabinetUrl"] = _link(call, entry)
    return answer


def _data(call: Call, entry: Entry, kind: int) -> bytes | None:
    if kind == 1:
        return reserialised(entry)
    if kind == 2:
        return call.notary.seal(reserialised(entry), stamp=call.flag("SetTimestamp"))
    if kind == 3:
        return visualisation(entry).encode()
    if kind == 4:
        return entry.signed
    return call.notary.add_server_signature(entry.signed) if kind == 5 else None


def _link(call: Call, entry: Entry) -> str:
    """A page of the sandbox itself: the real cabinet knows nothing of its documents."""
    query = {
        "id": entry.fiscal,
        "fn": entry.register,
        "date": entry.time.strftime("%Y%m%d"),
        "time": entry.time.strftime("%H%M%S"),
    }
    return f"{call.url}/sandbox/check?{urlencode(query)}"


def check(call: Call) -> bytes:
    """Check: a receipt signed by the server."""
    return _plain(call, "CHECK")


def zrep(call: Call) -> bytes:
    """ZRep: a Z-report signed by the server; only for who may see the register."""
    call.operator()
    return _plain(call, "ZREP")


def check_ext(call: Call) -> dict[str, Any]:
    """CheckExt: a receipt in one of six forms."""
    return _extended(call, "CHECK")


def zrep_ext(call: Call) -> dict[str, Any]:
    """ZRepExt: a Z-report in one of six forms."""
    call.operator()
    return _extended(call, "ZREP")
