"""`soap`: the gate «Єдине вікно» (SOAP 1.2, http only). Built from public code, never tried live.

The container is encrypted, but who sends what to whom can be read on the way. Receipts lie in the taxpayer's box
and are found by their file names; they are left there (`needDelete` is 0).
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator, Sequence
from xml.sax.saxutils import escape

from prro_cli.crypto.transport import SIGNED, Section, pack
from prro_cli.documents.xmltree import Node, parse
from prro_cli.errors.base import PrroError
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

NAMESPACE = "http://govgate/"
CONTENT_TYPE = "application/soap+xml; charset=utf-8"
GOOD = "GATE_OK"


@dataclass(frozen=True, slots=True)
class SoapSettings:
    """Where the gate is, and the address in whose name one sends."""

    address: str
    email: str = ""
    """By default the pseudo-address `{tax number}@tax.gov.ua` of public code."""
    seconds: float = 60

    def sender(self, tin: str) -> str:
        """The address to write and to ask with."""
        return self.email or f"{tin}@tax.gov.ua"


class SoapChannel:
    """The channel `soap`."""

    name = "soap"

    def __init__(self, wire: Requests, settings: SoapSettings, seals: Seals) -> None:
        self._wire = wire
        self._settings = settings
        self._seals = seals

    def send(self, form: Outgoing) -> Outcome:
        """The operation Send."""
        data = base64.b64encode(form.container).decode()
        members = {"fileName": form.file_name, "senderEMail": self._settings.sender(form.tin), "data": data}
        reply = self._call("Send", members)
        if isinstance(reply, WireFailure):
            return failed(reply)
        root = _tree(reply)
        if root is not None and 200 <= reply.status < 300:
            result = _first(root, "SendResult")
            if result is not None:
                return Sent() if result == GOOD else Refused(say("the gate says: {result}", result=result[:300]))
        told = (_first(root, "Text") or _first(root, "faultstring")) if root is not None else None
        if told and 400 <= reply.status < 500:
            return NotSent(say("the gate says: {told}", told=told[:300]), unwell=True)
        return refused_by_status(reply) or Unknown(say("the answer is no SendResult: {shown}", shown=shown(reply.body)))

    def fetch(self, asked: Sequence[Asked]) -> Fetched:
        """ReceiveAll for each taxpayer asked about; what is in the box tells nothing of what is not."""
        found: list[RawReceipt] = []
        for tin in dict.fromkeys(one.tin for one in asked):
            signed = self._signed(self._settings.sender(tin))
            reply = self._call("ReceiveAll", {"signedEmail": signed, "needDelete": "0"})
            if isinstance(reply, WireFailure):
                return Fetched(tuple(found), trouble=f"{reply.trouble}: {reply.detail}")
            root = _tree(reply)
            wrong = refused_by_status(reply)
            if wrong is not None or root is None:
                return Fetched(tuple(found), trouble=wrong.reason if wrong else f"no XML: {shown(reply.body)}")
            result = _first(root, "ReceiveAllResult")
            if result not in (None, "", GOOD):
                return Fetched(tuple(found), trouble=say("the gate says: {result}", result=result))
            found += _messages(root)
        return Fetched(tuple(found))

    def _signed(self, text: str) -> str:
        """Base64 of a UA1_SIGN block over the windows-1251 text."""
        block = pack([Section(SIGNED, self._seals.signed(text.encode("cp1251")))])
        return base64.b64encode(block).decode()

    def _call(self, operation: str, members: dict[str, str]) -> WireReply | WireFailure:
        inside = "".join(f"<{name}>{escape(value)}</{name}>" for name, value in members.items())
        body = (
            '<?xml version="1.0" encoding="utf-8"?>'
            '<soap12:Envelope xmlns:soap12="http://www.w3.org/2003/05/soap-envelope"><soap12:Body>'
            f'<{operation} xmlns="{NAMESPACE}">{inside}</{operation}></soap12:Body></soap12:Envelope>'
        )
        settings = self._settings
        headers = {"Content-Type": CONTENT_TYPE}
        return self._wire.request("POST", settings.address, body.encode(), seconds=settings.seconds, headers=headers)


def _tree(reply: WireReply) -> Node | None:
    try:
        return parse(reply.body)[0]
    except PrroError:
        return None


def _first(root: Node, name: str) -> str | None:
    return next((node.text.strip() for node in root.walk() if _local(node) == name), None)


def _local(node: Node) -> str:
    return node.name.rpartition("}")[2]


def _messages(root: Node) -> Iterator[RawReceipt]:
    """Every element that holds a file name and base64 beside it, whatever the list and its rows are called."""
    for node in root.walk():
        members = {_local(child).lower(): child.text.strip() for child in node.children}
        text = members.get("body") or members.get("messagedata") or members.get("data") or ""
        if not text:
            continue
        try:
            data = base64.b64decode("".join(text.split()), validate=True)
        except (binascii.Error, ValueError):
            continue
        yield RawReceipt(members.get("filename", ""), data)
