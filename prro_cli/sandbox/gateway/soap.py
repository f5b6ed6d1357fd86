"""The SOAP gate «Єдине вікно»: SOAP 1.2, namespace http://govgate/, as public code speaks it."""

from __future__ import annotations

import base64
import binascii
import sqlite3
from collections.abc import Callable
from typing import Final
from xml.sax.saxutils import escape

from prro_cli.documents.xmltree import Node, parse
from prro_cli.errors.base import PrroError
from prro_cli.sandbox.faults import Fault
from prro_cli.sandbox.gateway import store
from prro_cli.sandbox.gateway.intake import Means, take
from prro_cli.sandbox.gateway.opening import ParcelError, open_parcel
from prro_cli.sandbox.wire import Request, Response

NAMESPACE: Final = "http://govgate/"
SOAP: Final = "application/soap+xml"
GOOD: Final = "GATE_OK"
_ENVELOPE: Final = "http://www.w3.org/2003/05/soap-envelope"


class SoapFaultError(ValueError):
    """A request that makes no sense as SOAP."""


def operation(body: bytes) -> tuple[str, dict[str, str]]:
    """Name and members of the operation in a request; SoapFaultError."""
    try:
        root, _ = parse(body)
    except PrroError as error:
        raise SoapFaultError(error.cause) from None
    holder = next((node for node in root.children if local(node) == "Body"), None)
    if local(root) != "Envelope" or holder is None or not holder.children:
        raise SoapFaultError("no SOAP envelope with a body")
    asked = holder.children[0]
    return local(asked), {local(child): child.text.strip() for child in asked.children}


def local(node: Node) -> str:
    """The name of an element without its namespace."""
    return node.name.rpartition("}")[2]


def answer(
    connection: sqlite3.Connection, means: Means, request: Request, name: str, members: dict[str, str],
    struck: tuple[Fault, ...],
) -> Response:  # fmt: skip
    """Carry out one operation."""
    if not request.content_type.lower().startswith(SOAP):
        return fault(f"Content-Type {request.content_type!r} is not {SOAP}", 415)
    handler = _OPERATIONS.get(name)
    if handler is None:
        return fault(f"there is no operation {name!r}")
    store.prepare(connection)
    try:
        content = handler(connection, means, members, struck)
    except ParcelError as error:
        content = _result(name, error.text)
    return _wrapped(f'<{name}Response xmlns="{NAMESPACE}">{content}</{name}Response>')


def fault(text: str, status: int = 400) -> Response:
    """A SOAP fault."""
    reason = f'<s:Reason><s:Text xml:lang="en">{escape(text)}</s:Text></s:Reason>'
    return _wrapped(f"<s:Fault><s:Code><s:Value>s:Sender</s:Value></s:Code>{reason}</s:Fault>", status)


def _wrapped(content: str, status: int = 200) -> Response:
    envelope = f'<s:Envelope xmlns:s="{_ENVELOPE}"><s:Body>{content}</s:Body></s:Envelope>'
    text = f'<?xml version="1.0" encoding="utf-8"?>{envelope}'
    return Response(status, text.encode(), SOAP + "; charset=utf-8")


def _result(name: str, text: str) -> str:
    return f"<{name}Result>{escape(text)}</{name}Result>"


def _send(connection: sqlite3.Connection, means: Means, members: dict[str, str], struck: tuple[Fault, ...]) -> str:
    data = _base64(members.get("data", ""))
    name, email = members.get("fileName", ""), members.get("senderEMail", "")
    taken = take(connection, means, name, data, channel="soap", email=email, struck=struck)
    # A form that was kept is answered with receipts, also when it is refused; one that was not, here.
    return _result("Send", GOOD if taken.id else taken.message)


def _messages(connection: sqlite3.Connection, means: Means, members: dict[str, str], struck: tuple[Fault, ...]) -> str:
    tin = _signed_text(means, members.get("signedEDRPOU", ""))
    found = _box(connection, tin, email=members.get("senderEmail", ""))
    rows = "".join(f"<string>{one.id}</string>" for one in found)
    return _result("GetMessages", GOOD) + f"<msgs>{rows}</msgs>"


def _messages_ex(
    connection: sqlite3.Connection, means: Means, members: dict[str, str], struck: tuple[Fault, ...]
) -> str:
    return _messages(connection, means, members, struck).replace("GetMessagesResult", "GetMessagesExResult")


def _receive(connection: sqlite3.Connection, means: Means, members: dict[str, str], struck: tuple[Fault, ...]) -> str:
    text = _signed_text(means, members.get("signedMsgId", ""))
    found = store.receipt(connection, int(text)) if text.isascii() and text.isdigit() and len(text) < 18 else None
    if found is None:
        return _result("Receive", "Повідомлення відсутнє")
    data = base64.b64encode(found.data).decode()
    return _result("Receive", GOOD) + f"<fileName>{escape(found.file_name)}</fileName><messageData>{data}</messageData>"


def _receive_all(
    connection: sqlite3.Connection, means: Means, members: dict[str, str], struck: tuple[Fault, ...]
) -> str:
    """`signedEmail` is the address or, as public code does, the pseudo-address `{tax number}@tax.gov.ua`."""
    email = _signed_text(means, members.get("signedEmail", ""))
    found = _box(connection, email.partition("@")[0], email=email)
    rows = "".join(
        f"<message><fileName>{escape(one.file_name)}</fileName><body>{base64.b64encode(one.data).decode()}</body>"
        f"<id>{one.id}</id></message>"
        for one in found
    )
    if members.get("needDelete", "0") not in ("0", ""):
        for one in found:
            store.delete_receipt(connection, one.id)
    return _result("ReceiveAll", GOOD) + f"<messages>{rows}</messages><complete>true</complete>"


def _delete(connection: sqlite3.Connection, means: Means, members: dict[str, str], struck: tuple[Fault, ...]) -> str:
    text = _signed_text(means, members.get("signedMsgId", ""))
    gone = text.isascii() and text.isdigit() and len(text) < 18 and store.delete_receipt(connection, int(text))
    return _result("Delete", GOOD if gone else "Повідомлення відсутнє")


def _box(connection: sqlite3.Connection, tin: str, *, email: str) -> list[store.StoredReceipt]:
    forms = [form for form in store.forms_of(connection, tin) if not email or form.email in ("", email)]
    return [one for form in forms for one in store.receipts_of(connection, form.id)]


def _signed_text(means: Means, data: str) -> str:
    """The text under a signature (windows-1251); the signer must be of the taxpayer the text names, if it names one."""
    parcel = open_parcel(_base64(data), means.own, means.store, means.now)
    if not parcel.signers:
        raise ParcelError("ERROR_SERTIF", "Запит не підписано")
    text = parcel.content.decode("cp1251", errors="replace").strip()
    number = text.partition("@")[0]
    if number.isdigit() and len(number) in (8, 10) and number not in parcel.codes:
        raise ParcelError("ERROR_SERTIF_ORG", "Підпис не належить платнику")
    return text


def _base64(text: str) -> bytes:
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        raise ParcelError("ERROR_STRUCT_REPORT", "Дані не є base64") from None


_Handler = Callable[[sqlite3.Connection, Means, dict[str, str], tuple[Fault, ...]], str]
_OPERATIONS: Final[dict[str, _Handler]] = {
    "Send": _send,
    "GetMessages": _messages,
    "GetMessagesEx": _messages_ex,
    "Receive": _receive,
    "ReceiveAll": _receive_all,
    "Delete": _delete,
}
