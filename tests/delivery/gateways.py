"""The other side: an HTTP gateway with TurboSMS's semantics, and a real SMTP server; both with faults."""

from __future__ import annotations

import json
import socket
import ssl
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

TOKEN = "t0ken-of-the-shop"


@dataclass
class Sms:
    """A gateway on the loopback: remembers each `sequence_id`, so a repetition is 507 and is not sent twice."""

    faults: list[str] = field(default_factory=list)
    """For the next requests in order: lost (work, then no answer), drop (no answer, no work), hang, code=N, http=N."""
    sent: list[dict[str, Any]] = field(default_factory=list)
    requests: list[dict[str, Any]] = field(default_factory=list)
    known: dict[str, dict[str, Any]] = field(default_factory=dict)
    released: threading.Event = field(default_factory=threading.Event)
    tls: ssl.SSLContext | None = None

    def __post_init__(self) -> None:
        gateway = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                gateway.handle(self, body)

            def log_message(self, *_: object) -> None:
                return

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        if self.tls is not None:
            self._server.socket = self.tls.wrap_socket(self._server.socket, server_side=True)
        self.url = f"http{'s' * (self.tls is not None)}://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop, and let hanging requests go."""
        self.released.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)

    def handle(self, request: BaseHTTPRequestHandler, body: bytes) -> None:
        """One request under the next fault."""
        fault = self.faults.pop(0) if self.faults else ""
        wanted = json.loads(body)
        self.requests.append({**wanted, "path": request.path, "authorization": request.headers.get("Authorization")})
        if fault == "hang":
            self.released.wait(30)
        if fault == "drop":
            self._cut(request)
            return
        if fault.startswith("http="):
            self._answer(request, int(fault[5:]), b"<html>")
            return
        answer = self.answer(request.path, wanted, request.headers.get("Authorization"), fault)
        if fault == "lost":
            self._cut(request)
            return
        with suppress(OSError):
            self._answer(request, 200, json.dumps(answer).encode())

    def answer(self, path: str, wanted: dict[str, Any], authorization: str | None, fault: str) -> dict[str, Any]:
        """What TurboSMS would say."""
        if authorization != f"Bearer {TOKEN}":
            return {"response_code": 301, "response_status": "INVALID_TOKEN", "response_result": None}
        if fault.startswith("code="):
            return {"response_code": int(fault[5:]), "response_status": "AS_WISHED", "response_result": None}
        if path.endswith("/ping.json"):
            return {"response_code": 1, "response_status": "PONG"}
        key = wanted.get("sequence_id", "")
        if key in self.known:
            return {**self.known[key], "response_code": 507, "response_status": "FAILED_DUPLICATE_REQUEST"}
        phone = wanted["recipients"][0]
        item = {"phone": phone, "response_code": 0, "message_id": f"m{len(self.sent)}", "response_status": "OK"}
        if fault == "partial":
            item |= {"response_code": 406, "message_id": None, "response_status": "NOT_ALLOWED_RECIPIENT_COUNTRY"}
        else:
            self.sent.append(wanted)
        code = 802 if fault == "partial" else 801
        result = {"response_code": code, "response_status": "SUCCESS_MESSAGE_SENT", "response_result": [item]}
        if key:
            self.known[key] = result
        return result

    @staticmethod
    def _cut(request: BaseHTTPRequestHandler) -> None:
        request.close_connection = True
        with suppress(OSError):
            request.connection.shutdown(socket.SHUT_RDWR)

    @staticmethod
    def _answer(request: BaseHTTPRequestHandler, status: int, body: bytes) -> None:
        request.send_response(status)
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        request.wfile.write(body)


def free_port() -> int:
    """aiosmtpd does not accept port 0 (its self-check fails)."""
    with socket.socket() as plug:
        plug.bind(("127.0.0.1", 0))
        return int(plug.getsockname()[1])


class Postbox:
    """An aiosmtpd handler: keeps what was accepted, refuses and hangs by order."""

    def __init__(self) -> None:
        self.letters: list[tuple[list[str], bytes]] = []
        self.rcpt = "250 OK"
        self.data = "250 OK queued as Q1"
        self.hang = 0.0
        self.tls: list[bool] = []

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        self.tls.append(session.ssl is not None)
        if self.rcpt.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.rcpt

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        import asyncio

        if self.data.startswith("250"):
            self.letters.append((list(envelope.rcpt_tos), envelope.content))
        await asyncio.sleep(self.hang)
        return self.data


def smtp_server(box: Postbox, context: ssl.SSLContext | None = None, **more: Any) -> Any:
    """A running aiosmtpd controller on a free port."""
    from aiosmtpd.controller import Controller

    if context is not None and more.pop("implicit", False):
        more["ssl_context"] = context
    elif context is not None:
        more |= {"tls_context": context, "require_starttls": True}
    controller = Controller(box, hostname="127.0.0.1", port=free_port(), **more)
    controller.start()
    return controller


def wait_until(wish: Any, seconds: float = 10.0) -> None:
    """Wait for something another process does."""
    end = time.monotonic() + seconds
    while not wish():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.02)
