"""`rest`: the Electronic cabinet's «Опис АРІ». Built from the official description and public code, never tried live.

POST /report takes the container; its answer holds the id by which /kvt_by_id gives receipts. After a lost answer
there is no id; then the read API says whether the form arrived (`reg_doc/list`), and what is in the taxpayer's box
(`post/incoming`: receipts that the cabinet has opened already, so nothing proves them but the connection).
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterator, Sequence
from typing import Any

from prro_cli.lang import say
from prro_cli.record import dataclass
from prro_cli.registration.channels.base import (
    Asked,
    Fetched,
    NotSent,
    Outcome,
    Outgoing,
    RawReceipt,
    Refused,
    Seals,
    Sent,
    Unknown,
)
from prro_cli.registration.channels.http import Requests, failed, refused_by_status, shown
from prro_cli.taxserver.wire import WireFailure, WireReply

JSON = "application/json"
TERMINAL = (
    "ERROR", "ERROR_DECRYPT", "ERROR_STRUCT_REPORT", "ERROR_LINKED_DOCS", "ERROR_SERTIF_ORG", "ERROR_SERTIF",
    "ERROR_XSD",
)  # fmt: skip
AGAIN = "ERROR_DB"
"""The one status after which the same form may be sent again (GUESS of registration.md 2.2)."""
NO_RECEIPT = "NOT_KVT"
MOST_INCOMING = 50


@dataclass(frozen=True, slots=True)
class RestSettings:
    """Where it is, and what is open in its description, each as an option."""

    base: str
    reading: str
    authorization: bool = False
    """Production code of others sends none; one module sends one (unsettled, so off)."""
    wrapped: bool = False
    """`{"list": […]}` instead of the bare array."""
    kvt_body: str = "raw"
    """`raw`: the base64 is the body, as public code sends it; `json`: {"encryptedId": …}, as it is described."""
    seconds: float = 60


class RestChannel:
    """The channel `rest`."""

    name = "rest"

    def __init__(self, wire: Requests, settings: RestSettings, seals: Seals) -> None:
        self._wire = wire
        self._settings = settings
        self._seals = seals

    def send(self, form: Outgoing) -> Outcome:
        """POST /report with one form."""
        item = {"contentBase64": base64.b64encode(form.container).decode(), "fname": form.file_name}
        members: Any = {"list": [item]} if self._settings.wrapped else [item]
        headers = {"Content-Type": JSON}
        if self._settings.authorization:
            headers["Authorization"] = self._authorization(form.tin)
        reply = self._post("/report", json.dumps(members).encode(), headers)
        if isinstance(reply, WireFailure):
            return failed(reply)
        return refused_by_status(reply) or _outcome(reply, form.file_name)

    def fetch(self, asked: Sequence[Asked]) -> Fetched:
        """Receipts by id; for forms without an id, whether the cabinet knows them at all."""
        found: list[RawReceipt] = []
        known: set[str] = set()
        missing: set[str] = set()
        boxes: set[str] = set()
        trouble: list[str] = []
        for one in asked:
            answer: list[RawReceipt] | bool | str = self._receipts(one) if one.ticket else self._listed(one)
            if isinstance(answer, str):
                trouble.append(answer)
            elif isinstance(answer, bool):
                (known if answer else missing).add(one.file_name)
                boxes |= {one.tin} if answer else set()
            else:
                found += answer
        for tin in sorted(boxes):
            answer = self._incoming(tin)
            if isinstance(answer, str):
                trouble.append(answer)
            else:
                found += answer
        return Fetched(tuple(found), frozenset(known), frozenset(missing), "; ".join(dict.fromkeys(trouble)))

    def _receipts(self, asked: Asked) -> list[RawReceipt] | str:
        encrypted = base64.b64encode(self._seals.container(asked.ticket.encode("ascii"))).decode()
        if self._settings.kvt_body == "json":
            body, kind = json.dumps({"encryptedId": encrypted}).encode(), JSON
        else:
            body, kind = encrypted.encode("ascii"), "text/plain"
        members = _members(self._post("/kvt_by_id", body, {"Content-Type": kind}))
        if isinstance(members, str):
            return members
        status = str(members.get("status") or "")
        if status not in ("OK", NO_RECEIPT, ""):
            return f"{status}: {members.get('message') or ''}".rstrip(": ")
        return list(_receipts_in(members, asked.file_name))

    def _listed(self, asked: Asked) -> bool | str:
        """Whether reg_doc/list shows the form: compared by its parts, since the list holds no file names."""
        name = asked.file_name
        members = self._read(f"reg_doc/list?periodYear={name[35:39]}&periodMonth={int(name[33:35])}", asked.tin)
        rows = members if isinstance(members, str) else _rows(members)
        if isinstance(rows, str):
            return rows
        return any(_same(row, name) for row in rows)

    def _incoming(self, tin: str) -> list[RawReceipt] | str:
        """The newest receipts in the box (GUESS: rows with `id` and `year`)."""
        members = self._read("post/incoming?page=0&size=50", tin)
        rows = members if isinstance(members, str) else _rows(members)
        if isinstance(rows, str):
            return rows
        found = []
        for row in rows[:MOST_INCOMING]:
            year, number = _number(row.get("year", row.get("periodYear"))), _number(row.get("id"))
            if year < 0 or number < 0:
                continue
            reply = self._get(f"post/incoming/{year}/{number}/xml", tin)
            if isinstance(reply, WireReply) and reply.status == 200:
                found.append(RawReceipt(str(row.get("fname") or ""), reply.body))
        return found

    def _read(self, path: str, tin: str) -> dict[str, Any] | str:
        return _members(self._get(path, tin))

    def _get(self, path: str, tin: str) -> WireReply | WireFailure:
        headers = {"Authorization": self._authorization(tin), "Accept": JSON}
        url = f"{self._settings.reading.rstrip('/')}/{path}"
        return self._wire.request("GET", url, b"", seconds=self._settings.seconds, headers=headers)

    def _authorization(self, tin: str) -> str:
        """Base64 of a signature over the tax number. It can be replayed, so it is a password: never logged."""
        return base64.b64encode(self._seals.signed(tin.encode("cp1251"))).decode()

    def _post(self, path: str, body: bytes, headers: dict[str, str]) -> WireReply | WireFailure:
        url = self._settings.base.rstrip("/") + path
        return self._wire.request("POST", url, body, seconds=self._settings.seconds, headers=headers)


def _outcome(reply: WireReply, name: str) -> Outcome:
    """What ReturnReport says; an answer that is none is no answer."""
    try:
        members = json.loads(reply.body)
    except (ValueError, RecursionError):
        return Unknown(say("the answer is no JSON: {shown}", shown=shown(reply.body)))
    if isinstance(members, list):
        members = members[0] if len(members) == 1 else None
    status = members.get("status") if isinstance(members, dict) else None
    if not isinstance(members, dict) or not isinstance(status, str):
        return Unknown(say("the answer is no ReturnReport: {shown}", shown=shown(reply.body)))
    receipts = tuple(_receipts_in(members, name))
    reason = f"{status}: {members.get('message') or ''}".rstrip(": ")
    if status == "OK":
        number = members.get("id")
        return Sent("" if number is None else str(number), receipts)
    if status == AGAIN:
        return NotSent(reason, unwell=True)
    return Refused(reason, receipts) if status in TERMINAL else Unknown(reason)


def _receipts_in(members: dict[str, Any], name: str) -> Iterator[RawReceipt]:
    """kvt1Base64 and every entry of kvtList."""
    first = _bytes(members.get("kvt1Base64"))
    if first is not None:
        yield RawReceipt(str(members.get("kvt1Fname") or ""), first, 1, about=name)
    rows = members.get("kvtList")
    for row in rows if isinstance(rows, list) else ():
        data = _bytes(row.get("kvtBase64")) if isinstance(row, dict) else None
        if data is None:
            continue
        number = _number(row.get("numKvt"))
        final = str(row.get("finalKvt")) in ("1", "True")
        yield RawReceipt(str(row.get("kvtFname") or ""), data, number if number in (1, 2) else 0, final, name)


def _bytes(text: Any) -> bytes | None:
    try:
        return base64.b64decode(text) if isinstance(text, str) and text else None
    except (binascii.Error, ValueError):
        return None


def _members(reply: WireReply | WireFailure) -> dict[str, Any] | str:
    """The members of an answer to a question, or what went wrong."""
    if isinstance(reply, WireFailure):
        return f"{reply.trouble}: {reply.detail}"
    wrong = refused_by_status(reply)
    if wrong is not None:
        return wrong.reason
    try:
        members = json.loads(reply.body)
    except (ValueError, RecursionError):
        return say("the answer is no JSON: {shown}", shown=shown(reply.body))
    if isinstance(members, list):
        members = {"content": members}
    return (
        members if isinstance(members, dict) else say("the answer is no JSON object: {shown}", shown=shown(reply.body))
    )


def _rows(members: dict[str, Any]) -> list[dict[str, Any]] | str:
    rows = members.get("content", members.get("list"))
    if not isinstance(rows, list):
        return say("the cabinet's list has an unknown shape")
    return [row for row in rows if isinstance(row, dict)]


def _same(row: dict[str, Any], name: str) -> bool:
    """Whether a row of the list is the form with this file name."""
    if isinstance(row.get("fname"), str) and row["fname"]:
        return bool(row["fname"].lower() == name.lower())
    wanted = {"cdocSub": name[17:20], "cdocVer": name[20:22], "cdocType": name[23:25], "cdocCnt": name[25:32]}
    pairs = [(row.get(key), value) for key, value in wanted.items() if row.get(key) is not None]
    return {"cdocSub", "cdocCnt"} <= set(row) and all(_number(a) == int(b) for a, b in pairs)


def _number(value: Any) -> int:
    return int(value) if str(value).isdigit() else -1
