"""The wire: every fault ends in time, and with the right word about whether the body may have left."""

from __future__ import annotations

import gzip
import signal
import socket
import subprocess
import sys
import time
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from prro_cli.taxserver.http_wire import HttpWire
from prro_cli.taxserver.wire import MAX_ANSWER_BYTES, Phase, Trouble, WireFailure, WireReply
from tests.taxserver.faultserver import Behaviour, Visit, always, closed_port, response, serving

DEADLINE = 0.6
SLACK = 2
OK = response(b"answer")


def call(
    url: str,
    *,
    seconds: float = DEADLINE,
    wire: HttpWire | None = None,
    body: bytes = b"a body",
    compress: bool = False,
) -> WireReply | WireFailure:
    wire = wire or HttpWire(environment={})
    started = time.monotonic()
    try:
        return wire.post(
            f"{url}/doc", body, content_type="application/octet-stream", seconds=seconds, compress=compress
        )
    finally:
        assert time.monotonic() - started <= seconds + SLACK
        wire.close()


def failed(result: WireReply | WireFailure) -> WireFailure:
    assert isinstance(result, WireFailure), result
    return result


def replied(result: WireReply | WireFailure) -> WireReply:
    assert isinstance(result, WireReply), result
    return result


def after_request(action: Callable[[Visit], None]) -> Behaviour:
    def behave(visit: Visit) -> None:
        visit.read()
        action(visit)

    return behave


def head_only(text: str) -> Callable[[Visit], None]:
    return after_request(lambda visit: visit.send(text.encode("latin-1")))


def endless(visit: Visit) -> None:
    while not visit.stopping.wait(0.01):
        visit.send(b"HTTP/1.1 100 Continue\r\n\r\n")


def flood(head: bytes, piece: bytes) -> Callable[[Visit], None]:
    def action(visit: Visit) -> None:
        visit.send(head)
        for _ in range(1024):  # 1 GB in pieces of 1 MB, if the client were to take it
            visit.send(piece)

    return action


MEGABYTE = b"x" * 1024 * 1024
CHUNK = b"100000\r\n" + MEGABYTE + b"\r\n"

AFTER_THE_BODY: dict[str, tuple[Callable[[Visit], None], Trouble]] = {
    "drop after reading": (lambda v: None, Trouble.CLOSED),
    "reset after reading": (lambda v: v.reset(), Trouble.RESET),
    "half close": (lambda v: (v.plug.shutdown(socket.SHUT_WR), v.silence())[1], Trouble.CLOSED),
    "one byte, then gone": (lambda v: v.send(b"H"), Trouble.NOT_HTTP),
    "gone in the head": (lambda v: v.send(b"HTTP/1.1 200 OK\r\nContent-Le"), Trouble.CUT_SHORT),
    "gone in the body": (lambda v: v.send(OK[:-3]), Trouble.CUT_SHORT),
    "reset in the body": (lambda v: (v.send(OK[:-3]), time.sleep(0.1), v.reset())[2], Trouble.RESET),
    "silence": (lambda v: v.silence(), Trouble.DEADLINE),
    "silence in the body": (lambda v: (v.send(OK[:-3]), v.silence())[1], Trouble.DEADLINE),
    "drip of the head": (lambda v: v.drip(b"HTTP/1.1 200 OK\r\nX: " + b"y" * 10_000), Trouble.DEADLINE),
    "drip of the body": (lambda v: v.drip(response(b"z" * 10_000)), Trouble.DEADLINE),
    "endless continue": (endless, Trouble.DEADLINE),
    "not http": (lambda v: v.send(b"220 smtp ready\r\n" * 20), Trouble.NOT_HTTP),
    "a gigabyte with a length": (
        flood(b"HTTP/1.1 200 OK\r\nContent-Length: 1073741824\r\n\r\n", MEGABYTE),
        Trouble.TOO_LARGE,
    ),
    "a gigabyte without a length": (flood(b"HTTP/1.1 200 OK\r\n\r\n", MEGABYTE), Trouble.TOO_LARGE),
    "a gigabyte in chunks": (flood(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", CHUNK), Trouble.TOO_LARGE),
    "a negative chunk": (
        flood(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n", MEGABYTE),
        Trouble.TOO_LARGE,
    ),
    "an endless header": (flood(b"HTTP/1.1 200 OK\r\nX: ", MEGABYTE), Trouble.NOT_HTTP),
    "a thousand headers": (lambda v: v.send(b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 1000 + b"\r\n"), Trouble.NOT_HTTP),
    "nonsense chunk size": (
        lambda v: v.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"),
        Trouble.CUT_SHORT,
    ),
    "unknown coding": (lambda v: v.answer(b"x", extra="Content-Encoding: br\r\n"), Trouble.COMPRESSION),
    "gzip that is none": (lambda v: v.answer(b"plain", extra="Content-Encoding: gzip\r\n"), Trouble.COMPRESSION),
    "gzip with a tail": (
        lambda v: v.answer(gzip.compress(b"a") + b"tail", extra="Content-Encoding: gzip\r\n"),
        Trouble.COMPRESSION,
    ),
    "deflate that is none": (lambda v: v.answer(b"plain", extra="Content-Encoding: deflate\r\n"), Trouble.COMPRESSION),
    "gzip cut short": (
        lambda v: v.answer(gzip.compress(b"a" * 100)[:-9], extra="Content-Encoding: gzip\r\n"),
        Trouble.COMPRESSION,
    ),
    "gzip bomb": (
        lambda v: v.answer(gzip.compress(bytes(64 * 1024 * 1024)), extra="Content-Encoding: gzip\r\n"),
        Trouble.TOO_LARGE,
    ),
}


@pytest.mark.parametrize("name", AFTER_THE_BODY)
def test_after_the_body_left_nothing_is_certain(name: str) -> None:
    action, trouble = AFTER_THE_BODY[name]
    with serving(after_request(action)) as server:
        result = failed(call(server.url, seconds=3 if trouble is Trouble.TOO_LARGE else DEADLINE))
    assert result.body_left
    assert result.trouble is trouble, result
    assert len(result.partial) <= 64 * 1024


def test_a_refused_connection_left_nothing() -> None:
    result = failed(call(f"http://127.0.0.1:{closed_port()}/fs"))
    assert (result.phase, result.trouble, result.body_left) == (Phase.CONNECT, Trouble.REFUSED, False)


def test_the_next_address_is_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(always(OK)) as server:
        found = [
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port)) for port in (closed_port(), server.port)
        ]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
        assert replied(call("http://fs.example/fs")).body == b"answer"


def test_a_name_that_cannot_be_one_left_nothing() -> None:
    result = failed(call(f"http://{'a' * 70}.example/fs"))
    assert (result.trouble, result.body_left) == (Trouble.NAME_NOT_FOUND, False)


def test_an_unknown_name_left_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    result = failed(call("http://fs.example/fs"))
    assert (result.trouble, result.body_left) == (Trouble.NAME_NOT_FOUND, False)


def test_a_resolver_that_hangs_does_not_hold_the_call(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: time.sleep(1.5) or [])
    result = failed(call("http://fs.example/fs"))
    assert (result.phase, result.trouble, result.body_left) == (Phase.ADDRESS, Trouble.DEADLINE, False)


@pytest.mark.parametrize(
    "url",
    [
        "ftp://host/",
        "host",
        "http://",
        "http://host:99999/",
        "http://[::1",
        "http://ho st/",
        "http://хост/",
        "http://h/" + "a" * 3000,
    ],
)
def test_an_address_that_is_none_left_nothing(url: str) -> None:
    result = failed(call(url))
    assert (result.trouble, result.body_left) == (Trouble.BAD_ADDRESS, False)


def test_a_server_that_accepts_and_never_shakes_hands() -> None:
    with serving(lambda visit: visit.silence()) as server:
        result = failed(call(f"https://127.0.0.1:{server.port}/fs"))
    assert (result.phase, result.trouble, result.body_left) == (Phase.TLS, Trouble.DEADLINE, False)


def test_plain_http_where_tls_is_expected() -> None:
    with serving(lambda visit: visit.send(b"HTTP/1.1 400 Bad Request\r\n\r\n" * 10)) as server:
        result = failed(call(f"https://127.0.0.1:{server.port}/fs"))
    assert (result.phase, result.trouble, result.body_left) == (Phase.TLS, Trouble.TLS, False)


def test_a_large_body_to_a_server_that_reads_nothing() -> None:
    with serving(lambda visit: visit.silence()) as server:
        result = failed(call(server.url, body=bytes(32 * 1024 * 1024)))
    assert (result.trouble, result.body_left) == (Trouble.DEADLINE, True)


def test_an_early_answer_is_read_although_the_body_was_not_taken() -> None:
    def early(visit: Visit) -> None:
        visit.answer(b"too large", "416 Size")
        visit.plug.shutdown(socket.SHUT_WR)
        while visit.plug.recv(1 << 20):
            pass

    with serving(early) as server:
        assert replied(call(server.url, body=bytes(512_000))).status == 416


def test_a_redirect_is_an_answer_and_is_not_followed() -> None:
    with serving(always(response(b"", "302 Found", extra="Location: http://127.0.0.1:1/\r\n"))) as server:
        reply = replied(call(server.url))
        assert (reply.status, reply.header("location"), len(server.asked)) == (302, "http://127.0.0.1:1/", 1)


def test_continue_and_then_the_answer() -> None:
    with serving(always(b"HTTP/1.1 100 Continue\r\n\r\n" + OK)) as server:
        assert replied(call(server.url)).body == b"answer"


@pytest.mark.parametrize(
    ("coding", "packed"),
    [
        ("gzip", gzip.compress(b"answer")),
        ("gzip", zlib.compress(b"answer")),
        ("deflate", zlib.compress(b"answer")),
        ("deflate", zlib.compress(b"answer")[2:-4]),
        ("identity", b"answer"),
    ],
    ids=["gzip", "zlib under the name gzip", "deflate", "raw deflate", "identity"],
)
def test_compressed_answers(coding: str, packed: bytes) -> None:
    with serving(always(response(packed, extra=f"Content-Encoding: {coding}\r\n"))) as server:
        assert replied(call(server.url)).body == b"answer"


def test_the_request_itself_and_its_compression() -> None:
    with serving(always(OK)) as server:
        call(server.url, body=b"b" * 1000)
        call(server.url, body=b"b" * 1000, compress=True)
        plain, packed = server.asked
    assert plain.line == "POST /fs/doc HTTP/1.1"
    assert plain.headers["content-type"] == "application/octet-stream"
    assert plain.headers["host"] == f"127.0.0.1:{server.port}"
    assert plain.body == b"b" * 1000
    assert packed.headers["content-encoding"] == "gzip"
    assert gzip.decompress(packed.body) == plain.body


def test_the_largest_honest_answer_passes_and_one_byte_more_does_not() -> None:
    with serving(always(response(bytes(MAX_ANSWER_BYTES)))) as server:
        assert len(replied(call(server.url, seconds=5)).body) == MAX_ANSWER_BYTES
    with serving(always(response(bytes(MAX_ANSWER_BYTES + 1)))) as server:
        assert failed(call(server.url, seconds=5)).trouble is Trouble.TOO_LARGE


def post(wire: HttpWire, url: str) -> WireReply | WireFailure:
    return wire.post(url, b"body", content_type="text/plain", seconds=DEADLINE)


def test_one_connection_serves_several_calls() -> None:
    wire = HttpWire(environment={})
    with serving(always(OK)) as server:
        for _ in range(3):
            replied(post(wire, server.url))
        assert server.connections == 1
    wire.close()


def test_a_connection_the_server_closed_is_not_used_again() -> None:
    def once(visit: Visit) -> None:
        visit.read()
        visit.send(OK)

    wire = HttpWire(environment={})
    with serving(once) as server:
        for _ in range(3):
            replied(post(wire, server.url))
            time.sleep(0.05)
        assert server.connections == 3
    wire.close()


def test_a_doubled_answer_is_never_taken_for_the_next_one() -> None:
    def twice(visit: Visit) -> None:
        while visit.read():
            visit.send(response(b"first"))
            time.sleep(0.02)
            visit.send(response(b"the same again"))

    wire = HttpWire(environment={})
    with serving(twice) as server:
        bodies = []
        for _ in range(3):
            bodies.append(replied(post(wire, server.url)).body)
            time.sleep(0.08)
        assert bodies == [b"first"] * 3
        assert server.connections == 3
    wire.close()


def test_an_idle_connection_is_not_trusted() -> None:
    now = [0.0]
    wire = HttpWire(environment={}, clock=lambda: now[0] + time.monotonic())
    with serving(always(OK)) as server:
        replied(post(wire, server.url))
        now[0] += 5
        replied(post(wire, server.url))
        assert server.connections == 2
    wire.close()


@pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX here")
def test_ctrl_c_works_at_once_while_the_server_is_silent() -> None:
    child = (
        "import sys\nfrom prro_cli.taxserver.http_wire import HttpWire\nprint('ready', flush=True)\n"
        "HttpWire(environment={}).post(sys.argv[1], b'x', content_type='a/b', seconds=15)"
    )
    with serving(lambda visit: visit.silence()) as server:
        process = subprocess.Popen(
            [sys.executable, "-c", child, server.url],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=Path(__file__).resolve().parents[2],
        )
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        while not server.connections:
            time.sleep(0.01)
        time.sleep(0.1)
        started = time.monotonic()
        process.send_signal(signal.SIGINT)
        process.wait(5)
        assert time.monotonic() - started < 2
        process.stdout.close()
    assert process.returncode != 0


def test_an_interrupt_closes_the_connection_and_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    wire = HttpWire(environment={})

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("prro_cli.taxserver.http_wire._Call._read", interrupt)
    with serving(always(OK)) as server:
        with pytest.raises(KeyboardInterrupt):
            post(wire, server.url)
        monkeypatch.undo()
        replied(post(wire, server.url))
        assert server.connections == 2
    wire.close()
