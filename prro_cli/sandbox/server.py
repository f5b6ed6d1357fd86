"""The HTTP layer: a threading server on loopback, the virtual clock in `Date`, and faults of the connection."""

from __future__ import annotations

import os
import re
import socket
import struct
import sys
import time
from contextlib import suppress
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qsl, urlsplit

from prro_cli.sandbox import control
from prro_cli.sandbox.wire import Manner, Request, Response

if TYPE_CHECKING:
    from prro_cli.sandbox.sandbox import Sandbox

GATEWAY: Final = "/gateway/"
NOT_THE_TAX_SERVICE: Final = "prro sandbox; this is not the tax service"
LARGEST_READ: Final = 4 * 1024 * 1024
"""What is read at most of a request; beyond it the answer is 416 and the connection is closed."""
IDLE_SECONDS: Final = 30
LONGEST_LINE: Final = 4096
_HEXADECIMAL: Final = re.compile(rb"[0-9A-Fa-f]{1,8}")
NO_LINGER: Final = struct.pack("ii", 1, 0)


class Server(ThreadingHTTPServer):
    """Serves one sandbox."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], base: str, box: Sandbox) -> None:
        self.base = base.rstrip("/")
        self.box = box
        self._open: set[Any] = set()
        super().__init__(address, Handler)

    def server_bind(self) -> None:
        """Without the look-up of the own name that the standard server makes."""
        if os.name == "posix":  # stopped and started again at once; on Windows it would let two servers share a port
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        socket.socket.bind(self.socket, self.server_address)
        self.server_address = self.socket.getsockname()
        self.server_name, self.server_port = str(self.server_address[0]), int(self.server_address[1])

    def process_request(self, request: Any, client_address: Any) -> None:
        """Remember the connection, so that stopping ends it too."""
        self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        """The connection is over."""
        self._open.discard(request)
        super().shutdown_request(request)

    def server_close(self) -> None:
        """Stop listening and end what is open: a kept-alive connection must not outlive the server."""
        super().server_close()
        for connection in list(self._open):
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away is no error of the server; anything else is shown."""
        if not isinstance(sys.exc_info()[1], ConnectionError | TimeoutError):
            super().handle_error(request, client_address)


class Handler(BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"
    server_version = "prro-sandbox"
    sys_version = ""
    timeout = IDLE_SECONDS
    disable_nagle_algorithm = True
    server: Server

    def _any(self) -> None:
        body = self._body()
        parts = urlsplit(self.path)
        query = dict(parse_qsl(parts.query))
        if parts.path == "/sandbox" or parts.path.startswith("/sandbox/") or parts.path == "/":
            self._answer(control.answer(self.server.box, self.command, parts.path, query, body))
            return
        if parts.path.startswith(GATEWAY):
            self._answer(self.server.box.gateway.handle(self._request(parts.path, query, body)))
            return
        path = parts.path[len(self.server.base) :] if parts.path.startswith(self.server.base + "/") else "/"
        self._answer(self.server.box.service.handle(self._request(path.rstrip("/") or "/", query, body)))

    def _request(self, path: str, query: dict[str, str], body: bytes) -> Request:
        return Request(
            method=self.command,
            path=path,
            query=query,
            content_type=self.headers.get("Content-Type", ""),
            coding=self.headers.get("Content-Encoding", ""),
            accepts=self.headers.get("Accept-Encoding", ""),
            body=body,
            authorization=self.headers.get("Authorization", ""),
        )

    do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = do_OPTIONS = do_HEAD = _any  # noqa: N815 - the names that the standard server calls

    def _body(self) -> bytes:
        if "chunked" in self.headers.get("Transfer-Encoding", "").lower():
            return self._chunks()
        try:
            length = int(self.headers.get("Content-Length", "0"))
        except ValueError:
            length = 0
        if length > LARGEST_READ:
            self.close_connection = True
            length = LARGEST_READ
        return self.rfile.read(max(length, 0))

    def _chunks(self) -> bytes:
        """A body in chunks, as clients send that do not know its length beforehand; nonsense ends the connection."""
        parts: list[bytes] = []
        while True:
            size = _chunk_size(self.rfile.readline(LONGEST_LINE))
            if size is None or sum(map(len, parts)) + size > LARGEST_READ:
                self.close_connection = True
                return b"" if size is None else b"".join(parts) + bytes(LARGEST_READ)
            if not size:
                while self.rfile.readline(LONGEST_LINE).strip():
                    pass  # trailers
                return b"".join(parts)
            parts.append(self.rfile.read(size))
            self.rfile.readline(LONGEST_LINE)

    def _answer(self, response: Response) -> None:
        manner = response.manner
        if manner.delay_ms:
            time.sleep(manner.delay_ms / 1000)
        if manner.connection in ("drop", "silence"):
            time.sleep(manner.amount / 1000)
            self._break(reset=False)
        elif manner.connection == "reset":
            self._break(reset=True)
        else:
            self._send(response)

    def _break(self, *, reset: bool) -> None:
        """Close without an answer: politely, or by RST."""
        self.close_connection = True
        if reset:
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, NO_LINGER)
            self.rfile.close()
            self.connection.close()
            return
        self.connection.shutdown(socket.SHUT_RDWR)

    def _send(self, response: Response) -> None:
        manner = response.manner
        self.send_response_only(response.status)
        moment = self.server.box.clock.now().timestamp() + manner.skew_s
        self.send_header("Date", _http_date(moment))
        self.send_header("Server", self.server_version)
        self.send_header("X-Prro-Sandbox", NOT_THE_TAX_SERVICE)
        for name, value in response.headers.items():
            self.send_header(name, value)
        bodiless = response.status in (204, 304)
        if not bodiless:
            flood = manner.amount * 1024 * 1024 if manner.connection == "flood" else len(response.body)
            self.send_header("Content-Type", response.content_type)
            self.send_header("Content-Length", str(flood))
        if self.close_connection or manner.connection != "answer":
            self.close_connection = True
            self.send_header("Connection", "close")
        self.end_headers()
        if not bodiless and self.command != "HEAD":
            self._write(response.body, manner)

    def _write(self, body: bytes, manner: Manner) -> None:
        if manner.connection == "cut":
            self.wfile.write(body[: len(body) // 2])
            self.wfile.flush()
            self.connection.shutdown(socket.SHUT_RDWR)
        elif manner.connection == "drip":
            for position in range(len(body)):
                self.wfile.write(body[position : position + 1])
                time.sleep(manner.amount / 1000)
        elif manner.connection == "flood":
            block = bytes(64 * 1024)
            for _ in range(manner.amount * 16):
                self.wfile.write(block)
        else:
            self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the standard server's name
        """The sandbox keeps its record in the state file, not on stderr."""


def _chunk_size(line: bytes) -> int | None:
    digits = line.partition(b";")[0].strip()
    return int(digits, 16) if _HEXADECIMAL.fullmatch(digits) else None


def _http_date(seconds: float) -> str:
    from datetime import UTC, datetime

    return format_datetime(datetime.fromtimestamp(seconds, UTC), usegmt=True)
