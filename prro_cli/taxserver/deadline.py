"""Sockets that obey one clock: every wait is cut to what is left of the total.

The time-outs of sockets (and of httpx) are per operation: a server that sends a byte a second satisfies them for
ever. Here each single wait gets the *remaining* time, so a drip, a silence, slow headers and an endless row of
`100 Continue` all end at the same moment.
"""

from __future__ import annotations

import io
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from prro_cli.lang import later
from prro_cli.taxserver.wire import MAX_ANSWER_BYTES

# Headers, chunk sizes and trailers may come on top of the body's own limit.
RAW_LIMIT = MAX_ANSWER_BYTES + 256 * 1024
_SEND_SLICE = 64 * 1024

Address = tuple[int, int, int, str, Any]


class DeadlineError(OSError):
    """The total time of the call is over."""


class RawLimitError(OSError):
    """The other side has sent more bytes than any honest answer holds."""


class Deadline:
    """One moment on the monotonic clock."""

    __slots__ = ("_clock", "_end", "_start")

    def __init__(self, seconds: float, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._start = clock()
        self._end = self._start + seconds

    def left(self) -> float:
        """Seconds that remain; DeadlineError when none do."""
        remaining = self._end - self._clock()
        if remaining <= 0:
            raise DeadlineError(later("the total time of the call is over"))
        return remaining

    def elapsed(self) -> float:
        """Seconds since the start."""
        return self._clock() - self._start


def resolve(host: str, port: int, deadline: Deadline) -> list[Address]:
    """Addresses of a host. The system's resolver cannot be interrupted, so it gets its own thread."""
    if _is_literal(host):
        return list(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST))
    answer: list[list[Address] | OSError | UnicodeError] = []
    ready = threading.Event()

    def ask() -> None:
        try:
            answer.append(list(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)))
        except (OSError, UnicodeError) as error:
            answer.append(error)
        ready.set()

    threading.Thread(target=ask, daemon=True, name="prro-resolve").start()
    if not ready.wait(deadline.left()):
        raise DeadlineError(later("the name was not resolved in time"))
    found = answer[0]
    if isinstance(found, UnicodeError):
        raise socket.gaierror(socket.EAI_NONAME, str(found))
    if isinstance(found, OSError):
        raise found
    return found


def connect(addresses: list[Address], deadline: Deadline) -> socket.socket:
    """The first address that answers; each gets its fair share of the remaining time.

    Fair shares, because a dead IPv6 route in front of a living IPv4 one is common and must not eat everything.
    """
    last: OSError = OSError(later("no address to connect to"))
    for position, (family, kind, protocol, _, address) in enumerate(addresses):
        share = deadline.left() / (len(addresses) - position)
        plug = socket.socket(family, kind, protocol)
        try:
            plug.settimeout(share)
            plug.connect(address)
            plug.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        except OSError as error:
            last = error
            plug.close()
        except BaseException:
            plug.close()
            raise
        else:
            return plug
    deadline.left()
    raise last


class DeadlineSocket:
    """What `http.client` needs of a socket, under one deadline."""

    def __init__(self, plug: socket.socket, deadline: Deadline, limit: int = RAW_LIMIT) -> None:
        self._plug = plug
        self._deadline = deadline
        self._limit = limit
        self._reader: _RawReader | None = None

    @property
    def ended(self) -> bool:
        """Whether the other side's end of the stream was met while reading."""
        return self._reader is not None and self._reader.ended

    def sendall(self, data: bytes) -> None:
        """Send everything; each slice waits only for the remaining time."""
        view = memoryview(data)
        while view:
            self._plug.settimeout(self._deadline.left())
            with _in_time():
                sent = self._plug.send(view[:_SEND_SLICE])
            view = view[sent:]

    def makefile(self, mode: str = "rb", *_: Any) -> io.BufferedReader:
        """A reader whose every wait obeys the deadline and whose total is limited."""
        self._reader = _RawReader(self._plug, self._deadline, self._limit)
        return io.BufferedReader(self._reader)

    def close(self) -> None:
        """Nothing: the owner of the connection decides when the real socket closes."""


class _RawReader(io.RawIOBase):
    def __init__(self, plug: socket.socket, deadline: Deadline, limit: int) -> None:
        super().__init__()
        self._limit = limit
        self._plug = plug
        self._deadline = deadline
        self._count = 0
        self.ended = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self._plug.settimeout(self._deadline.left())
        with _in_time():
            count = self._plug.recv_into(buffer)
        self._count += count
        self.ended = self.ended or count == 0
        if self._count > self._limit:
            raise RawLimitError(later("more bytes than any honest answer holds"))
        return count


@contextmanager
def _in_time() -> Iterator[None]:
    """A time-out inside is the deadline: that is what the socket's wait was set to."""
    try:
        yield
    except TimeoutError as error:
        raise DeadlineError(later("the total time of the call is over")) from error


def _is_literal(host: str) -> bool:
    if ":" in host:
        return True
    try:
        socket.inet_aton(host)
    except (OSError, UnicodeError):
        return False
    return True
