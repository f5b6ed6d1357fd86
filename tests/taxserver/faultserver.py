"""A raw-socket HTTP server whose misbehaviour is scripted, over real loopback connections."""

from __future__ import annotations

import contextlib
import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

Behaviour = Callable[["Visit"], None]


@dataclass
class Asked:
    """One request as it came."""

    line: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Visit:
    """One connection, with the words a script needs."""

    plug: socket.socket
    asked: list[Asked]
    stopping: threading.Event
    rest: bytes = b""

    def read(self) -> Asked | None:
        """Read one whole request; None when the client has gone."""
        while b"\r\n\r\n" not in self.rest:
            if not self._more():
                return None
        head, _, self.rest = self.rest.partition(b"\r\n\r\n")
        line, *fields = head.decode("latin-1").split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (f.partition(":") for f in fields)}
        size = int(headers.get("content-length", "0"))
        while len(self.rest) < size:
            if not self._more():
                return None
        body, self.rest = self.rest[:size], self.rest[size:]
        request = Asked(line, headers, body)
        self.asked.append(request)
        return request

    def _more(self) -> bool:
        piece = self.plug.recv(65536)
        self.rest += piece
        return bool(piece)

    def send(self, data: bytes) -> None:
        self.plug.sendall(data)

    def drip(self, data: bytes, pause: float = 0.05) -> None:
        """One byte at a time, until the client hangs up or the test ends."""
        for value in data:
            self.send(bytes([value]))
            if self.stopping.wait(pause):
                return

    def silence(self) -> None:
        """Say nothing until the test ends."""
        self.stopping.wait(20)

    def reset(self) -> None:
        """Close with RST instead of FIN."""
        self.plug.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.plug.close()

    def answer(
        self, body: bytes, status: str = "200 OK", kind: str = "application/octet-stream", extra: str = ""
    ) -> None:
        self.send(response(body, status, kind, extra))


def response(body: bytes, status: str = "200 OK", kind: str = "application/octet-stream", extra: str = "") -> bytes:
    """A complete HTTP/1.1 answer."""
    head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n{extra}\r\n"
    return head.encode("latin-1") + body


@dataclass
class FaultServer:
    """Listens on a free port; each connection runs the current behaviour in its own thread."""

    behaviour: Behaviour
    tls: ssl.SSLContext | None = None
    asked: list[Asked] = field(default_factory=list)
    connections: int = 0
    stopping: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    @property
    def url(self) -> str:
        scheme = "https" if self.tls else "http"
        host = "localhost" if self.tls else "127.0.0.1"
        return f"{scheme}://{host}:{self.port}/fs"

    def _serve(self) -> None:
        while True:
            try:
                plug, _ = self.listener.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._one, args=(plug,), daemon=True).start()

    def _one(self, plug: socket.socket) -> None:
        # A client that hangs up in the middle of a fault is what the tests want; nothing to report.
        with contextlib.suppress(OSError):
            plug.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if self.tls:
                plug = self.tls.wrap_socket(plug, server_side=True)
            self.behaviour(Visit(plug, self.asked, self.stopping))
        with contextlib.suppress(OSError):
            plug.close()

    def stop(self) -> None:
        self.stopping.set()
        self.listener.close()


@contextlib.contextmanager
def serving(behaviour: Behaviour, tls: ssl.SSLContext | None = None) -> Iterator[FaultServer]:
    """A fault server for the length of a `with`."""
    server = FaultServer(behaviour, tls)
    try:
        yield server
    finally:
        server.stop()


def always(data: bytes) -> Behaviour:
    """Answer every request on the connection with the same bytes."""

    def behave(visit: Visit) -> None:
        while visit.read():
            visit.send(data)

    return behave


def closed_port() -> int:
    """A port on which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])
