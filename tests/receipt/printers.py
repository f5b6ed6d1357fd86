"""Printers on loopback: a good one, one without paper, one that says nothing, one that runs out while printing."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

OK_ONLINE, OK_PAPER, PAPER_LOW, PAPER_END, OFFLINE = 0x16, 0x12, 0x1E, 0x72, 0x1E


@dataclass
class FakePrinter:
    """Reads everything; answers DLE EOT by `online` and `paper`, a byte each, or not at all."""

    online: int | None = OK_ONLINE
    paper: int = OK_PAPER
    paper_after: int | None = None
    port: int = 0
    jobs: list[bytes] = field(default_factory=list)
    done: threading.Event = field(default_factory=threading.Event)

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    def serve(self, listener: socket.socket) -> None:
        """One connection after the other until the listener is closed."""
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection:
                connection.settimeout(10)
                self._read(connection)

    def _read(self, connection: socket.socket) -> None:
        job = bytearray()
        while True:
            try:
                data = connection.recv(65536)
            except OSError:
                break
            if not data:
                break
            job += self._answered(connection, data, bool(job))
        if job:
            self.jobs.append(bytes(job))
        self.done.set()

    def _answered(self, connection: socket.socket, data: bytes, printing: bool) -> bytes:
        """The data without the questions in front, each answered."""
        while data[:2] == b"\x10\x04":
            paper = self.paper_after if printing and self.paper_after is not None else self.paper
            if self.online is not None:
                connection.sendall(bytes((self.online if data[2] == 1 else paper,)))
            data = data[3:]
        return data


@contextmanager
def printer(**how: int | None) -> Iterator[FakePrinter]:
    """A printer that listens until the block ends."""
    fake = FakePrinter(**how)  # type: ignore[arg-type]
    with socket.create_server(("127.0.0.1", 0)) as listener:
        fake.port = listener.getsockname()[1]
        thread = threading.Thread(target=fake.serve, args=(listener,), daemon=True)
        thread.start()
        try:
            yield fake
        finally:
            listener.shutdown(socket.SHUT_RDWR)
    thread.join(5)
