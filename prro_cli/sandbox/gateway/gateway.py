"""The gateway as one object: a request in, an answer out, faults between, as `Service` is for the fiscal server.

Its addresses lie under `/gateway` of the sandbox's port:
`/gateway/cabinet/public/api/exchange/{report,kvt_by_id}`, `/gateway/ws/public_api/{reg_doc/list,post/incoming}`,
`/gateway/WebSrvGate/gate.asmx`, and `/sandbox/gateway.cer`, the certificate that forms are encrypted to.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from prro_cli.sandbox import striking
from prro_cli.sandbox.faults import Fault
from prro_cli.sandbox.gateway import keys, rest, soap, store
from prro_cli.sandbox.gateway.intake import Means
from prro_cli.sandbox.refusals import RefusalError
from prro_cli.sandbox.state import log_request
from prro_cli.sandbox.wire import Request, Response

if TYPE_CHECKING:
    from prro_cli.crypto.cms import CertifiedKey
    from prro_cli.sandbox.sandbox import Sandbox

PREFIX: Final = "/gateway"
EXCHANGE: Final = "/cabinet/public/api/exchange"
READING: Final = "/ws/public_api"
GATE: Final = "/WebSrvGate/gate.asmx"


class Gateway:
    """Takes forms for one sandbox."""

    def __init__(self, box: Sandbox) -> None:
        self._box = box
        self._key: CertifiedKey | None = None

    def key(self) -> CertifiedKey:
        """Its key for encryption, made at first use."""
        if self._key is None:
            authorities = self._box.authorities()
            with self._box.state.transaction() as connection:
                self._key = keys.load_or_create(connection, authorities)
        return self._key

    def handle(self, request: Request) -> Response:
        """Answer one request, faults included, and keep a line about it."""
        path = request.path.removeprefix(PREFIX)
        if path == GATE:
            try:
                name, members = soap.operation(request.body)
            except soap.SoapFaultError as error:
                return self._logged("form", soap.fault(str(error)), ())
            return self._struck(f"form:{name}", lambda struck: self._soap(request, name, members, struck))
        if path == EXCHANGE + "/report" and request.method == "POST":
            return self._struck("form:report", lambda struck: self._report(request, struck))
        if path == EXCHANGE + "/kvt_by_id" and request.method == "POST":
            return self._struck("form:kvt_by_id", lambda struck: self._receipts(request))
        if path.startswith(READING + "/") and request.method == "GET":
            name = path.removeprefix(READING + "/")
            return self._struck("form:" + name.partition("/")[0], lambda struck: self._read(request, name))
        return self._logged("form", Response(404, "Некоректна адреса".encode()), ())

    def _struck(self, target: str, process: Callable[[tuple[Fault, ...]], Response]) -> Response:
        struck = tuple(self._box.faults.strike(target))
        instead = striking.instead(struck)
        if instead is not None:
            return self._logged(target, instead, struck)
        self.key()  # before the transactions below, since making it takes one of its own
        response = process(struck)
        if any(fault.kind == "duplicate" for fault in struck):
            response = process(())
        return self._logged(target, striking.after(struck, response, self._box.notary), struck)

    def _means(self) -> Means:
        box = self._box
        return Means(box.authorities().server, self.key(), box.trust_store(), box.switches, box.clock.now())

    def _report(self, request: Request, struck: tuple[Fault, ...]) -> Response:
        if self._box.switches.on("gateway_authorization", "required") and not self._authorized(request):
            return Response(401, "Потрібна авторизація".encode())
        means = self._means()
        with self._box.state.transaction() as connection:
            return rest.report(connection, means, request, struck)

    def _receipts(self, request: Request) -> Response:
        means = self._means()
        with self._box.state.transaction() as connection:
            store.prepare(connection)
            return rest.receipts(connection, means, request)

    def _read(self, request: Request, name: str) -> Response:
        """The read API, for who signed the taxpayer's number."""
        tin = self._authorized(request)
        if not tin:
            return Response(401, "Потрібна авторизація".encode())
        with self._box.state.transaction() as connection:
            store.prepare(connection)
            if name == "reg_doc/list":
                return rest.sent_documents(connection, tin, request.query)
            if name == "post/incoming":
                return rest.incoming(connection, tin)
            if name.startswith("post/incoming/") and name.endswith("/xml"):
                return rest.incoming_xml(connection, tin, name.split("/")[-2])
        return Response(404, "Некоректна адреса".encode())

    def _soap(self, request: Request, name: str, members: dict[str, str], struck: tuple[Fault, ...]) -> Response:
        means = self._means()
        with self._box.state.transaction() as connection:
            return soap.answer(connection, means, request, name, members, struck)

    def _authorized(self, request: Request) -> str:
        """The tax number under the signature in `Authorization`, if the signer is of that taxpayer."""
        try:
            envelope = self._box.notary().open(base64.b64decode(request.authorization, validate=True))
        except (RefusalError, binascii.Error, ValueError):
            return ""
        tin = envelope.content.decode("ascii", errors="replace").strip()
        return tin if tin in envelope.codes else ""

    def _logged(self, target: str, response: Response, struck: tuple[Fault, ...]) -> Response:
        with self._box.state.transaction() as connection:
            faults = ", ".join(fault.text for fault in struck) or None
            at = self._box.clock.now().isoformat(timespec="seconds")
            log_request(connection, at, target, response.status, response.code, faults)
        return response
