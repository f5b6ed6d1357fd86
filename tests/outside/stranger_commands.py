"""The commands of a strange fiscal server; one method for each, named after it."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lxml import etree

from tests.outside.stranger_state import Entry, Shift
from tests.outside.stranger_sums import draft_of_z

if TYPE_CHECKING:
    from tests.outside.stranger import Stranger

TYPES = {
    "open": ("OpenShift", 100),
    "close": ("CloseShift", 101),
    "begin": ("OfflineBegin", 102),
    "end": ("OfflineEnd", 103),
}
SUBTYPES = {
    "return": ("CheckReturn", 1),
    "cash-in": ("ServiceDeposit", 2),
    "cash-out": ("ServiceIssue", 4),
    "reversal": ("CheckStorno", 5),
}
OCTETS, TEXT = "application/octet-stream", "text/plain; charset=utf-8"


@dataclass(frozen=True)
class Reply:
    """What goes back."""

    body: bytes = b""
    type: str = TEXT
    status: int = 200


@dataclass
class Commands:
    """What each command answers: members of the reply, a reply of its own, or None for "no data"."""

    server: Stranger

    def cmd_ServerState(self, asked: dict[str, Any], key: str) -> dict[str, Any]:
        return {}

    def cmd_Objects(self, asked: dict[str, Any], key: str) -> dict[str, Any] | None:
        return {"TaxObjects": [self._tax_object()]} if key in self.server.register.keys else None

    def cmd_Operators(self, asked: dict[str, Any], key: str) -> dict[str, Any]:
        known = [
            {"SubjectKeyId": k, "RegNum": n, "ChiefCashier": c}
            for n, (k, c) in enumerate(self.server.register.keys.items(), 1)
        ]
        return {"Tin": self.server.register.facts.tin, "Operators": known}

    def _tax_object(self) -> dict[str, Any]:
        facts = self.server.register.facts
        registrar = {"NumFiscal": facts.fiscal, "NumLocal": facts.local, "Name": "Каса", "Closed": False}
        named = {
            "Name": facts.outlet,
            "Address": facts.address,
            "Tin": facts.tin,
            "Ipn": facts.ipn,
            "OrgName": facts.org,
        }
        ids = {"Entity": 133208, "TaxObjGuid": "D0DAD392A8610BF8E0530A2142075A7C", "SingleTax": False}
        return {**ids, **named, "TransactionsRegistrars": [registrar]}

    def _known(self, asked: dict[str, Any], key: str) -> bool:
        number = str(asked.get("NumFiscal") or asked.get("RegistrarNumFiscal"))
        return number == str(self.server.register.facts.fiscal) and (not key or key in self.server.register.keys)

    def cmd_TransactionsRegistrarState(self, asked: dict[str, Any], key: str) -> dict[str, Any] | None:
        if not self._known(asked, key):
            return None
        with self.server.lock:
            if asked.get("OfflineSessionId"):
                pair = str(asked["OfflineSessionId"]), str(asked.get("OfflineSeed"))
                self.server.register.roll_back(*pair, str(asked.get("UID")))
            book = self.server.register.book
            shift, session = book.shift, book.session
        may = shift is None or shift.key == key or self.server.register.keys[key]
        last = [entry.fiscal for entry in book.entries if shift and entry.shift == shift.id]
        offline = {
            "OfflineSessionId": self.server.number(session.id),
            "OfflineSeed": self.server.number(session.seed),
            "OfflineNextLocalNum": self.server.number(session.done + 1),
            "OfflineSessionDuration": self.server.number(session.minutes),
            "OfflineSessionsMonthlyDuration": self.server.number(book.month_minutes),
        }
        shown = may and (self.server.variant.pair_in != "ticket" or session.is_open)
        tax_object = self._tax_object() if self.server.variant.tax_object and asked.get("IncludeTaxObject") else None
        return {
            "ShiftState": 1 if shift else 0,
            "ShiftId": shift.id if shift else 0,
            "OpenShiftFiscalNum": shift.opening.fiscal if shift else None,
            "ZRepPresent": bool(shift and shift.z),
            "Testing": bool(shift and shift.testing),
            "Name": shift.name if shift else None,
            "SubjectKeyId": shift.key if shift else None,
            "FirstLocalNum": shift.opening.number if shift else 0,
            "NextLocalNum": book.next_local,
            "LastFiscalNum": last[-1] if last else None,
            "OfflineSupported": True,
            "ChiefCashier": self.server.register.keys[key],
            **{name: value if shown else None for name, value in offline.items()},
            "OfflineSessionRolledBack": book.rolled_back is not None,
            "OfflineSessionRollbackCmdUID": book.rolled_back,
            "Closed": False,
            **({"TaxObject": tax_object} if self.server.variant.tax_object else {}),
        }

    def _find(self, asked: dict[str, Any], document: str = "") -> Entry | None:
        number, fiscal = asked.get("NumLocal"), document and asked.get("NumFiscal")
        for entry in self.server.register.book.entries:
            if (fiscal and entry.fiscal == str(fiscal)) or (number and str(number) == str(entry.number)):
                return entry
        return None

    def _info(self, entry: Entry) -> dict[str, Any]:
        names = self.server.variant.enums == "names"
        pick = 0 if names else 1
        told: dict[str, Any] = {"NumFiscal": entry.fiscal, "DocClass": ("Check", 0)[pick]}
        if entry.kind == "z":
            told["DocClass"] = ("ZRep", 1)[pick]
        else:
            told["CheckDocType"] = TYPES.get(entry.kind, ("SaleGoods", 0))[pick]
            told["CheckDocSubType"] = SUBTYPES.get(entry.kind, ("CheckGoods", 0))[pick]
        return {**told, "Revoked": entry.revoked, "Storned": entry.storned}

    def cmd_DocumentInfoByLocalNum(self, asked: dict[str, Any], key: str) -> dict[str, Any] | None:
        entry = self._find(asked) if self._known(asked, key) else None
        return self._info(entry) if entry else None

    def cmd_Documents(self, asked: dict[str, Any], key: str) -> dict[str, Any] | None:
        wanted = {str(asked.get("ShiftId")), str(asked.get("OpenShiftFiscalNum"))}
        for shift in self.server.register.book.shifts:
            if {str(shift.id), shift.opening.fiscal} & wanted:
                mine = [e for e in self.server.register.book.entries if e.shift == shift.id]
                more = [
                    (e, {"NumLocal": e.number, "DocDateTime": e.paper.when.strftime("%Y-%m-%dT%H:%M:%S")}) for e in mine
                ]
                return {"Documents": [{**self._info(entry), **extra} for entry, extra in more]}
        return None

    def cmd_Shifts(self, asked: dict[str, Any], key: str) -> dict[str, Any] | None:
        return (
            {"Shifts": [self._shift(shift) for shift in self.server.register.book.shifts]}
            if self._known(asked, key)
            else None
        )

    def _shift(self, shift: Shift) -> dict[str, Any]:
        def moment(entry: Entry | None) -> str | None:
            return entry.paper.when.strftime("%Y-%m-%dT%H:%M:%S.654532") if entry else None

        closing = shift.closing
        return {
            "ShiftId": shift.id,
            "OpenShiftFiscalNum": shift.opening.fiscal,
            "CloseShiftFiscalNum": closing.fiscal if closing else None,
            "Testing": shift.testing,
            "Opened": moment(shift.opening),
            "OpenName": shift.name,
            "OpenSubjectKeyId": shift.key,
            "Closed": moment(closing),
            "CloseName": closing.paper.signer if closing else None,
            "CloseSubjectKeyId": closing.paper.key if closing else None,
            "ZRepFiscalNum": shift.z.fiscal if shift.z else None,
        }

    def cmd_LastShiftTotals(self, asked: dict[str, Any], key: str) -> dict[str, Any] | None:
        book = self.server.register.book
        if self.server.variant.totals == "none" or not book.shifts or not self._known(asked, key):
            return None
        last = book.shifts[-1]
        totals = draft_of_z(self.server.register.living()) if book.shift else None
        state = {"ShiftState": 1 if book.shift else 0, "ZRepPresent": last.z is not None}
        return {**self._shift(last), **state, "Totals": totals}

    def _ext(self, asked: dict[str, Any], key: str) -> dict[str, Any]:
        number = str(asked.get("RegistrarNumFiscal"))
        entry = self._find(asked, "document") if number == str(self.server.register.facts.fiscal) else None
        if entry is None:
            return {"Data": None, "ResultCode": 5, "ResultText": "DocumentAbsent"}
        kind = asked.get("Type", 0)
        plain = {0: b"", 1: self._returned(entry), 3: f"ЧЕК ФН {entry.fiscal}".encode(), 4: entry.paper.signed}
        data = plain[kind] if kind in plain else self.server.sign(self._returned(entry))
        shift = {"ShiftId": entry.shift, "CabinetUrl": f"https://cabinet.tax.gov.ua/cashregs/check?id={entry.fiscal}"}
        return {"Data": base64.b64encode(data).decode() or None, "ResultCode": 0, "ResultText": "Ok", **shift}

    cmd_CheckExt = cmd_ZRepExt = _ext

    def _returned(self, entry: Entry) -> bytes:
        """The document as the server gives it back: its number after VER, written anew."""
        root = etree.fromstring(entry.paper.xml, etree.XMLParser(remove_blank_text=True))
        if root[0].find("ORDERTAXNUM") is None:
            number = etree.Element("ORDERTAXNUM")
            number.text = entry.fiscal
            root[0].find("VER").addnext(number)
        etree.indent(root)
        written = etree.tostring(root, encoding="windows-1251", xml_declaration=True)
        return bytes(written).replace(b"\n", b"\r\n")

    def _cms(self, asked: dict[str, Any], key: str) -> Reply | None:
        entry = self._find(asked, "document")
        return Reply(self.server.sign(self._returned(entry)), OCTETS) if entry else None

    cmd_Check = cmd_ZRep = _cms

    def cmd_SendDocument(self, asked: dict[str, Any], key: str) -> dict[str, Any]:
        with self.server.lock:
            entry = self.server.register.take_online(base64.b64decode(asked["Document"]))
        return {"Ticket": base64.b64encode(self.server.ticket(entry.paper, entry)).decode()}

    def cmd_SendOflPackage(self, asked: dict[str, Any], key: str) -> dict[str, Any]:
        return self.server.take([(n, base64.b64decode(text)) for n, text in enumerate(asked["Documents"])]) or {}

    def cmd_DeviceRegister(self, asked: dict[str, Any], key: str) -> dict[str, Any]:
        return {"DeviceId": asked.get("DeviceId")}
