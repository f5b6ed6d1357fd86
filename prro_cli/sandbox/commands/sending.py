"""SendDocument and SendOflPackage: the second way for documents (since 13.12.2024)."""

from __future__ import annotations

import base64
from typing import Any

from prro_cli.sandbox import sending
from prro_cli.sandbox.commands.call import Call
from prro_cli.sandbox.refusals import RefusalError


def send_document(call: Call) -> dict[str, Any]:
    """SendDocument: one signed document, answered with its ticket."""
    data = call.base64(call.members.get("Document"), "Document")
    ticket = sending.ticket_of(call.court, call.notary, data, call.faults)
    if call.court.switches.on("senddocument_ticket", "cms"):
        ticket = call.notary.seal(ticket)
    return {"Ticket": base64.b64encode(ticket).decode()}


def send_package(call: Call) -> dict[str, Any]:
    """SendOflPackage: the documents of a package without framing; offsets are those the frame would have had."""
    items = call.members.get("Documents")
    if not isinstance(items, list):
        raise RefusalError(11, "Некоректний параметр запиту Documents")
    offset, documents = 4, []
    for item in items:
        data = call.base64(item, "Documents")
        documents.append((offset, data))
        offset += len(data) + 4
    pair = sending.package_of(call.court, call.notary, call.signer, documents, call.faults)
    return sending.pair_members(pair, call.court) if pair is not None else {}
