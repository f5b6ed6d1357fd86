"""The wire over HTTP/1.1, on the standard library's `http.client` and `ssl`.

Why not httpx: its time-outs are per operation, and there is no public way to bound a response whose headers
drip (measured: 7 s with a time-out of 1 s); and it doubles the start-up of this room. The seam
is `Wire`, so another implementation can be put in place without touching anything else.
"""

from __future__ import annotations

import http.client
import select
import socket
import ssl
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import cast
from urllib.parse import urlsplit

from prro_cli.lang import both, later
from prro_cli.record import dataclass
from prro_cli.taxserver.compression import CompressionError, TooLargeError, expand, shrink
from prro_cli.taxserver.deadline import Deadline, DeadlineError, DeadlineSocket, RawLimitError, connect, resolve
from prro_cli.taxserver.proxies import Proxy, proxy_for
from prro_cli.taxserver.wire import (
    MAX_ANSWER_BYTES,
    MAX_EVIDENCE_BYTES,
    Phase,
    Trouble,
    WireFailure,
    WireReply,
)

# A kept connection older than this is not trusted with a receipt: a peer that closes idle connections would turn
# a clean send into an unknown one.
MAX_IDLE_SECONDS = 4.0
MAX_KEPT = 4  # the fiscal server and the time-stamp providers
_READ_SLICE = 64 * 1024
_MAX_URL = 2048


@dataclass(frozen=True, slots=True)
class _Target:
    scheme: str
    host: str
    port: int
    path: str
    proxy: Proxy | None

    @property
    def authority(self) -> str:
        name = f"[{self.host}]" if ":" in self.host else self.host
        return name if self.port == _DEFAULT_PORTS[self.scheme] else f"{name}:{self.port}"

    @property
    def via_plain_proxy(self) -> bool:
        return self.proxy is not None and self.scheme == "http"

    @property
    def pool_key(self) -> tuple[str, str, int, str]:
        proxy = f"{self.proxy.host}:{self.proxy.port}" if self.proxy else ""
        return self.scheme, self.host, self.port, proxy


_DEFAULT_PORTS = {"http": 80, "https": 443}


class _CallError(Exception):
    """Internal: a call that ended early, with the words for its `WireFailure`."""

    def __init__(self, trouble: Trouble, detail: str, status: int | None = None, partial: bytes = b"") -> None:
        super().__init__(detail)
        self.trouble, self.detail, self.status, self.partial = trouble, detail, status, partial


class HttpWire:
    """POSTs with a total deadline, verified TLS, proxies from the environment, and kept connections.

    `ca_file` adds authorities to the system's; `environment` is where the proxy variables are looked up.
    Not for use by several threads at once.
    """

    def __init__(
        self,
        *,
        environment: Mapping[str, str],
        ca_file: Path | None = None,
        user_agent: str = "prro",
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._environment = environment
        self._ca_file = ca_file
        self._user_agent = user_agent
        self._clock = clock
        self._context: ssl.SSLContext | None = None
        self._kept: dict[tuple[str, str, int, str], tuple[socket.socket, float]] = {}

    def post(
        self, url: str, body: bytes, *, content_type: str, seconds: float, compress: bool = False
    ) -> WireReply | WireFailure:
        """See `Wire.post`."""
        return _Call(self, Deadline(seconds, self._clock)).run(url, body, content_type, compress)

    def request(
        self, method: str, url: str, body: bytes, *, seconds: float, headers: Mapping[str, str]
    ) -> WireReply | WireFailure:
        """Any request with headers of one's own, for servers other than the fiscal one; never repeated."""
        call = _Call(self, Deadline(seconds, self._clock), method, headers)
        return call.run(url, body, headers.get("Content-Type", ""), compress=False)

    def close(self) -> None:
        """Close what is kept."""
        while self._kept:
            self._kept.popitem()[1][0].close()

    def take_kept(self, target: _Target) -> socket.socket | None:
        """The kept connection if it fits, is young, and the other side has neither closed nor said anything."""
        kept = self._kept.pop(target.pool_key, None)
        if kept is None:
            return None
        plug, since = kept
        if self._clock() - since <= MAX_IDLE_SECONDS and _is_quiet(plug):
            return plug
        plug.close()
        return None

    def keep(self, target: _Target, plug: socket.socket) -> None:
        """Keep a clean connection for the next call of this process."""
        if len(self._kept) >= MAX_KEPT:
            self.close()
        self._kept[target.pool_key] = (plug, self._clock())

    def tls_context(self) -> ssl.SSLContext:
        """The system's trust, verified names; built once, when TLS is first needed."""
        if self._context is None:
            context = ssl.create_default_context()
            if self._ca_file is not None:
                try:
                    context.load_verify_locations(cafile=str(self._ca_file))
                except OSError as error:  # ssl.SSLError is one too
                    detail = f"the file of authorities {self._ca_file} cannot be used: {_words(error)}"
                    raise _CallError(Trouble.TLS, detail) from error
            self._context = context
        return self._context

    def target(self, url: str) -> _Target:
        """Take an address apart; ValueError when it is none."""
        parts = urlsplit(url)
        if parts.scheme not in _DEFAULT_PORTS or not parts.hostname or len(url) > _MAX_URL:
            raise ValueError(later("an http:// or https:// address is expected"))
        if not url.isascii() or any(letter <= " " for letter in url):
            raise ValueError(later("an address is plain ASCII without spaces"))
        port = parts.port or _DEFAULT_PORTS[parts.scheme]
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        proxy = proxy_for(parts.scheme, parts.hostname, port, self._environment)
        if proxy is not None and proxy.scheme != "http":
            raise ValueError(both("a proxy of the kind {scheme!r} is not supported, only http://", scheme=proxy.scheme))
        return _Target(parts.scheme, parts.hostname, port, path, proxy)

    def dial(self, target: _Target, deadline: Deadline) -> socket.socket:
        """A fresh connection to a target, through its proxy and with TLS where they belong; OSError where none is."""
        try:
            return _Call(self, deadline)._open(target)
        except _CallError as error:
            raise OSError(error.detail) from error

    def user_agent(self) -> str:
        """The User-Agent header."""
        return self._user_agent


class _Call:
    """One request from address to answer; knows its phase and whether the body may have left."""

    def __init__(
        self, wire: HttpWire, deadline: Deadline, method: str = "POST", headers: Mapping[str, str] | None = None
    ) -> None:
        self._method = method
        self._headers = dict(headers or {})
        self._wire = wire
        self._deadline = deadline
        self._phase = Phase.ADDRESS
        self._body_left = False

    def run(self, url: str, body: bytes, content_type: str, compress: bool) -> WireReply | WireFailure:
        plug: socket.socket | None = None
        try:
            target = self._wire.target(url)
            plug = self._wire.take_kept(target) or self._open(target)
            reply, clean = self._exchange(plug, target, body, content_type, compress)
        except _CallError as error:
            return self._failure(plug, error)
        except (OSError, http.client.HTTPException, ValueError) as error:
            # ValueError too: http.client lets some nonsense numbers of a hostile peer through to int().
            return self._failure(plug, self._explain(error))
        except BaseException:
            if plug is not None:
                plug.close()
            raise
        if clean:
            self._wire.keep(target, plug)
        else:
            plug.close()
        return reply

    def _failure(self, plug: socket.socket | None, error: _CallError) -> WireFailure:
        if plug is not None:
            plug.close()
        return WireFailure(
            phase=self._phase,
            trouble=error.trouble,
            detail=error.detail if len(error.detail) <= 500 else error.detail[:500],
            body_left=self._body_left,
            seconds=self._deadline.elapsed(),
            status=error.status,
            partial=error.partial[:MAX_EVIDENCE_BYTES],
        )

    def _open(self, target: _Target) -> socket.socket:
        host, port = (target.proxy.host, target.proxy.port) if target.proxy else (target.host, target.port)
        addresses = resolve(host, port, self._deadline)
        self._phase = Phase.CONNECT
        plug = connect(addresses, self._deadline)
        if target.scheme == "http":
            return plug
        try:
            if target.proxy:
                self._phase = Phase.PROXY
                self._tunnel(plug, target, target.proxy)
            self._phase = Phase.TLS
            return self._secure(plug, target.host)
        except BaseException:
            plug.close()
            raise

    def _tunnel(self, plug: socket.socket, target: _Target, proxy: Proxy) -> None:
        head = f"CONNECT {target.host}:{target.port} HTTP/1.1\r\nHost: {target.host}:{target.port}\r\n"
        if proxy.authorization:
            head += f"Proxy-Authorization: {proxy.authorization}\r\n"
        line = DeadlineSocket(plug, self._deadline)
        line.sendall((head + "\r\n").encode("ascii"))
        answer = http.client.HTTPResponse(cast(socket.socket, line), method="CONNECT")
        answer.begin()
        if answer.status != http.client.OK:
            page = answer.read1(MAX_EVIDENCE_BYTES) if answer.length else b""
            raise _CallError(
                Trouble.PROXY_REFUSED, both("the proxy answered {status}", status=answer.status), answer.status, page
            )

    def _secure(self, plug: socket.socket, host: str) -> socket.socket:
        secure = self._wire.tls_context().wrap_socket(plug, server_hostname=host, do_handshake_on_connect=False)
        try:
            secure.settimeout(self._deadline.left())
            secure.do_handshake()
        except BaseException:
            secure.close()
            raise
        return secure

    def _exchange(
        self, plug: socket.socket, target: _Target, body: bytes, content_type: str, compress: bool
    ) -> tuple[WireReply, bool]:
        line = DeadlineSocket(plug, self._deadline)
        connection = http.client.HTTPConnection(target.host, target.port)
        connection.sock = line
        self._phase = Phase.HEAD
        payload = shrink(body) if compress else body
        self._put_head(connection, target, content_type, len(payload), compress)
        self._phase = Phase.BODY
        self._body_left = True
        # The server may have answered early (416) and closed; what it said is worth more than the error.
        with suppress(BrokenPipeError, ConnectionResetError, ssl.SSLEOFError):
            line.sendall(payload)
        self._phase = Phase.WAIT
        response = connection.getresponse()
        with response:
            if line.ended:  # http.client takes the end of the stream for the end of the headers
                raise _CallError(Trouble.CUT_SHORT, later("the head of the answer was cut short"), response.status)
            self._phase = Phase.READ
            data = self._read(response)
            clean = not response.will_close
        return self._reply(response, data), clean

    def _put_head(
        self, connection: http.client.HTTPConnection, target: _Target, content_type: str, size: int, compress: bool
    ) -> None:
        where = f"http://{target.authority}{target.path}" if target.via_plain_proxy else target.path
        connection.putrequest(self._method, where, skip_host=True, skip_accept_encoding=True)
        headers: dict[str, str] = {
            "Host": target.authority,
            "User-Agent": self._wire.user_agent(),
            "Accept": "*/*",
            "Accept-Encoding": "gzip, deflate",
        }
        if size or self._method == "POST":
            headers |= {"Content-Type": content_type, "Content-Length": str(size)}
        headers |= self._headers
        if compress:
            headers["Content-Encoding"] = "gzip"
        if target.via_plain_proxy and target.proxy and target.proxy.authorization:
            headers["Proxy-Authorization"] = target.proxy.authorization
        for name, value in headers.items():
            connection.putheader(name, value)
        connection.endheaders()

    def _read(self, response: http.client.HTTPResponse) -> bytes:
        promised = response.length
        parts: list[bytes] = []
        size = 0
        try:
            while piece := response.read(_READ_SLICE):
                parts.append(piece)
                size += len(piece)
                if size > MAX_ANSWER_BYTES:
                    raise _CallError(Trouble.TOO_LARGE, both("more than {most} bytes were sent", most=MAX_ANSWER_BYTES))
        except (_CallError, OSError, http.client.HTTPException, ValueError) as error:
            known = self._explain(error)
            raise _CallError(known.trouble, known.detail, response.status, b"".join(parts)) from error
        data = b"".join(parts)
        if promised is not None and size < promised:
            detail = both("{size} bytes came of {promised} promised", size=size, promised=promised)
            raise _CallError(Trouble.CUT_SHORT, detail, response.status, data)
        return data

    def _reply(self, response: http.client.HTTPResponse, data: bytes) -> WireReply:
        headers = tuple((name.lower(), value) for name, value in response.getheaders())
        encoding = response.getheader("Content-Encoding") or ""
        try:
            body = expand(data, encoding, MAX_ANSWER_BYTES)
        except CompressionError as error:
            raise _CallError(Trouble.COMPRESSION, str(error), response.status, data) from error
        except TooLargeError as error:
            raise _CallError(Trouble.TOO_LARGE, str(error), response.status, error.start) from error
        return WireReply(response.status, headers, body, self._deadline.elapsed())

    def _explain(self, error: Exception) -> _CallError:
        if isinstance(error, _CallError):
            return error
        return _CallError(_trouble(error, self._phase), _words(error))


def _trouble(error: Exception, phase: Phase) -> Trouble:
    """The stable word for what was raised; the order matters, most of these are OSErrors."""
    table: tuple[tuple[type[Exception] | tuple[type[Exception], ...], Trouble], ...] = (
        (DeadlineError, Trouble.DEADLINE),
        (RawLimitError, Trouble.TOO_LARGE),
        (ssl.SSLCertVerificationError, Trouble.TLS_IDENTITY),
        (ssl.SSLError, Trouble.TLS),
        (TimeoutError, Trouble.DEADLINE),
        (socket.gaierror, Trouble.NAME_NOT_FOUND),
        (ConnectionRefusedError, Trouble.REFUSED),
        ((http.client.RemoteDisconnected, BrokenPipeError), Trouble.CLOSED),
        (http.client.IncompleteRead, Trouble.CUT_SHORT),
        (http.client.HTTPException, Trouble.NOT_HTTP),
        ((ConnectionResetError, ConnectionAbortedError), Trouble.RESET),
        (OSError, Trouble.UNREACHABLE),
    )
    for kind, trouble in table:
        if isinstance(error, kind):
            return trouble
    return Trouble.BAD_ADDRESS if phase is Phase.ADDRESS else Trouble.NOT_HTTP


def _words(error: Exception) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return both("the certificate was not accepted: {reason}", reason=error.verify_message)
    text = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return text or type(error).__name__


def _is_quiet(plug: socket.socket) -> bool:
    try:
        readable, _, broken = select.select([plug], [], [plug], 0)
    except (OSError, ValueError):
        return False
    return not readable and not broken
