"""Requests to a place of backups: any method, bodies from and to files, one deadline over all of it.

Built from the parts of the tax server's wire (deadline, proxies, verified TLS); that wire itself only posts and
keeps answers in memory, while a backup may be of any size.
"""

from __future__ import annotations

import http.client
import socket
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import field
from typing import BinaryIO, cast

from prro_cli.errors.backup import DestinationSilentError, DestinationWrongError
from prro_cli.lang import say
from prro_cli.record import dataclass
from prro_cli.taxserver.deadline import Deadline, DeadlineSocket
from prro_cli.taxserver.http_wire import HttpWire

LEAST_SECONDS = 60.0
SLOWEST = 50_000
"""Bytes a second below which a line is as good as dead."""
MAX_ANSWER = 8 << 20
_LARGEST = 1 << 42
_SLICE = 256 << 10


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back; the body of a download is in its file and not here."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Body:
    """Something to be sent."""

    size: int
    data: bytes = field(default=b"", repr=False)
    file: BinaryIO | None = None


NOTHING = Body(0)


class Client:
    """One place's requests; each opens its own connection."""

    def __init__(self, variables: Mapping[str, str], place: str, least_seconds: float = LEAST_SECONDS) -> None:
        self._wire = HttpWire(environment=variables, user_agent="prro-backup")
        self._place = place
        self._least = least_seconds

    def request(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        body: Body = NOTHING,
        *,
        sink: BinaryIO | None = None,
        expected: int = 0,
    ) -> Reply:
        """One exchange. With a `sink` a good answer's body goes there, `expected` bytes or so."""
        import time

        seconds = max(self._least, (body.size + expected) / SLOWEST)
        deadline = Deadline(seconds, time.monotonic)
        try:
            target = self._wire.target(url)
        except ValueError as error:
            raise DestinationWrongError(place=self._place, detail=error) from None
        try:
            plug = self._wire.dial(target, deadline)
            with plug:
                return self._exchange(plug, target, method, dict(headers), body, sink, deadline)
        except (OSError, http.client.HTTPException, ValueError) as error:
            detail = getattr(error, "strerror", None) or str(error) or type(error).__name__
            raise DestinationSilentError(place=self._place, detail=detail) from None

    def _exchange(
        self,
        plug: socket.socket,
        target: object,
        method: str,
        headers: dict[str, str],
        body: Body,
        sink: BinaryIO | None,
        deadline: Deadline,
    ) -> Reply:
        line = DeadlineSocket(plug, deadline, _LARGEST)
        where = cast("_Where", target)
        connection = http.client.HTTPConnection(where.host, where.port)
        connection.sock = line
        path = f"http://{where.authority}{where.path}" if where.via_plain_proxy else where.path
        connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
        known = {"Host": where.authority, "User-Agent": self._wire.user_agent(), "Connection": "close"}
        if body.size or method in ("PUT", "POST"):
            known["Content-Length"] = str(body.size)
        for name, value in {**known, **headers}.items():
            connection.putheader(name, value)
        connection.endheaders()
        # A place that refuses early closes early; its answer is worth more than the broken pipe.
        with suppress(BrokenPipeError, ConnectionResetError):
            _send(line, body)
        with connection.getresponse() as response:
            data = _receive(response, sink if response.status == http.client.OK else None)
        return Reply(response.status, {k.lower(): v for k, v in response.getheaders()}, data)


class _Where:
    host: str
    port: int
    authority: str
    path: str
    via_plain_proxy: bool


def _send(line: DeadlineSocket, body: Body) -> None:
    if body.file is None:
        line.sendall(body.data)
        return
    while block := body.file.read(_SLICE):
        line.sendall(block)


def _receive(response: http.client.HTTPResponse, sink: BinaryIO | None) -> bytes:
    promised, size = response.length, 0
    parts: list[bytes] = []
    while block := response.read(_SLICE):
        size += len(block)
        if sink is not None:
            sink.write(block)
        elif size > MAX_ANSWER:
            raise OSError(say("an answer of more than {most} bytes", most=MAX_ANSWER))
        else:
            parts.append(block)
    if promised is not None and size < promised:
        raise OSError(say("{size} bytes came of {promised} promised", size=size, promised=promised))
    return b"".join(parts)
