"""The cabinet's REST as «Опис АРІ» has it: /report, /kvt_by_id, and of the read API the list of sent documents."""

from __future__ import annotations

import base64
import binascii
import json
import sqlite3
from typing import Any, Final
from urllib.parse import parse_qs

from prro_cli.sandbox.faults import Fault
from prro_cli.sandbox.gateway import store
from prro_cli.sandbox.gateway.intake import Means, Taken, take
from prro_cli.sandbox.gateway.opening import ParcelError, open_parcel
from prro_cli.sandbox.wire import JSON, Request, Response

MAX_FORMS: Final = 20


def report(connection: sqlite3.Connection, means: Means, request: Request, struck: tuple[Fault, ...]) -> Response:
    """`[{"contentBase64": …, "fname": …}]`; by the switch also `{"list": […]}`."""
    items = _items(request.body, means)
    if items is None:
        return _json({"status": "ERROR", "message": "Очікується масив [{contentBase64, fname}]"}, 400)
    answers = []
    for item in items:
        name, data = item.get("fname"), _decoded(item.get("contentBase64"))
        if not isinstance(name, str) or data is None:
            answers.append(_report(Taken("ERROR_STRUCT_REPORT", "contentBase64 та fname обов'язкові")))
            continue
        answers.append(_report(take(connection, means, name, data, channel="rest", email="", struck=struck)))
    return _json(answers)


def _items(body: bytes, means: Means) -> list[dict[str, Any]] | None:
    try:
        members = json.loads(body)
    except (ValueError, RecursionError):
        return None
    form = means.switches["gateway_body"]
    if isinstance(members, dict) and form in ("list", "either"):
        members = members.get("list")
    elif form == "list":
        return None
    if not isinstance(members, list) or not 0 < len(members) <= MAX_FORMS:
        return None
    return members if all(isinstance(item, dict) for item in members) else None


def _decoded(text: Any) -> bytes | None:
    try:
        return base64.b64decode(text, validate=True) if isinstance(text, str) else None
    except (binascii.Error, ValueError):
        return None


def _report(taken: Taken) -> dict[str, Any]:
    """ReturnReport."""
    first = taken.receipt
    return {
        "id": taken.id or None,
        "status": taken.status,
        "message": taken.message,
        "kvt1Base64": base64.b64encode(first.data).decode() if first else None,
        "kvt1Fname": first.file_name if first else None,
        "kvtList": [],
    }


def receipts(connection: sqlite3.Connection, means: Means, request: Request) -> Response:
    """/kvt_by_id: `encryptedId` is base64 of a signed and encrypted container with the id in it."""
    container = _decoded(_encrypted_id(request))
    if container is None:
        return _json({"status": "ERROR", "message": "Очікується encryptedId"}, 400)
    try:
        parcel = open_parcel(container, means.own, means.store, means.now)
    except ParcelError as error:
        return _json({"status": error.status, "message": error.text, "kvtList": []})
    text = parcel.content.decode("cp1251", errors="replace").strip()
    form = store.form_by_id(connection, int(text)) if text.isascii() and text.isdigit() and len(text) < 18 else None
    if form is None or form.tin not in parcel.codes:
        return _json({"status": "NOT_KVT", "message": "Документ з таким ідентифікатором відсутній", "kvtList": []})
    found = store.receipts_of(connection, form.id)
    return _json({"id": form.id, "status": "OK" if found else "NOT_KVT", "message": "", "kvtList": [
        {"numKvt": one.number, "finalKvt": int(one.final), "kvtBase64": base64.b64encode(one.data).decode(),
         "kvtFname": one.file_name, "status": 1} for one in found]})  # fmt: skip


def _encrypted_id(request: Request) -> str | None:
    """The base64 bare in the body (as public code sends it), as JSON, or as a parameter of a form."""
    text = request.body.decode("utf-8", errors="replace").strip()
    kind = request.content_type.partition(";")[0].strip().lower()
    if kind == JSON or text[:1] in ("{", '"'):
        try:
            members = json.loads(text)
        except (ValueError, RecursionError):
            return None
        found = members.get("encryptedId") if isinstance(members, dict) else members
        return found if isinstance(found, str) else None
    if text.startswith("encryptedId="):
        return parse_qs(text).get("encryptedId", [""])[0].replace(" ", "+")
    return request.query.get("encryptedId", "").replace(" ", "+") or text or None


def sent_documents(connection: sqlite3.Connection, tin: str, query: dict[str, str]) -> Response:
    """reg_doc/list of the read API: what was sent in a period, whatever became of it."""
    rows = []
    for form in store.forms_of(connection, tin):
        name = form.file_name
        year, month = name[35:39], name[33:35]
        if query.get("periodYear", year) != year or int(query.get("periodMonth", month) or 0) != int(month or 0):
            continue
        rows.append({
            "id": form.id, "fname": name, "cdoc": name[14:17], "cdocSub": name[17:20], "cdocVer": int(name[20:22]),
            "cdocStan": int(name[22:23]), "cdocType": int(name[23:25]), "cdocCnt": int(name[25:32]),
            "periodMonth": int(month), "periodYear": int(year), "dget": form.received,
            "nreg": f"9{form.id:09d}" if form.outcome == "accepted" else None,
            "flagName": "Прийнято" if form.outcome == "accepted" else "Не прийнято",
        })  # fmt: skip
    return _json({"content": rows, "totalElements": len(rows)})


def incoming(connection: sqlite3.Connection, tin: str) -> Response:
    """post/incoming of the read API: receipts that the cabinet has opened for the taxpayer."""
    rows = [
        {"id": one.id, "year": int(form.received[:4]), "fname": one.file_name, "dateIn": form.received}
        for form in store.forms_of(connection, tin)
        for one in store.receipts_of(connection, form.id)
    ]
    return _json({"content": rows, "totalElements": len(rows)})


def incoming_xml(connection: sqlite3.Connection, tin: str, number: str) -> Response:
    """post/incoming/{year}/{id}/xml."""
    data = store.plain_receipt(connection, int(number), tin) if number.isascii() and number.isdigit() else None
    return Response(200, data, "application/xml") if data is not None else Response(404)


def _json(value: object, status: int = 200) -> Response:
    return Response(status, json.dumps(value, ensure_ascii=False).encode(), JSON)
