"""Methods, addresses, types, sizes, codings, pages, and the sandbox's memory."""

from __future__ import annotations

import gzip
import hashlib
import json
import socket
import time
import zlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from prro_cli.sandbox.plain import PlainNotary
from prro_cli.sandbox.registry import RegistryError
from prro_cli.sandbox.sandbox import Sandbox
from prro_cli.sandbox.state import StateFileError
from tests.sandbox.world import CASHIER, NOW, REGISTER, REGISTRY, TIN, Client, post, sale

JSON = {"Content-Type": "application/json; charset=UTF-8"}
STATE = b'{"Command": "ServerState"}'


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "HEAD", "PATCH", "OPTIONS"])
def test_only_post(client: Client, method: str) -> None:
    assert post(client.box.url, "/doc", b"x" * 20, method=method).status == 405


@pytest.mark.parametrize("path", ["/", "/docs", "/doc/x", ""])
def test_wrong_address(client: Client, path: str) -> None:
    assert post(client.box.url, path, b"x" * 20).status == 403


@pytest.mark.parametrize("kind", ["text/xml", "", "application/json"])
def test_wrong_type(client: Client, kind: str) -> None:
    answer = post(client.box.url, "/doc", b"x" * 20, {"Content-Type": kind})
    assert (answer.status, "Очікується значення 'Content-Type'" in answer.text) == (415, True)


def test_types_of_commands(client: Client) -> None:
    assert post(client.box.url, "/cmd", STATE, JSON).status == 200
    assert post(client.box.url, "/cmd?randomseed=1", STATE, {"Content-Type": "application/json"}).status == 200
    assert post(client.box.url, "/cmd", STATE, {"Content-Type": "application/json; charset=koi8-u"}).status == 415
    signed = CASHIER.sign(b'{"Command": "Objects"}')
    assert post(client.box.url, "/cmd", signed, JSON).status == 200


@pytest.mark.parametrize("size", [0, 9, 204_801, 300_000])
def test_sizes(client: Client, size: int) -> None:
    assert post(client.box.url, "/doc", b"x" * size).status == 416


@pytest.mark.parametrize(
    ("coding", "pack"),
    [
        ("gzip", gzip.compress),
        ("deflate", zlib.compress),
        ("gzip", zlib.compress),
        ("deflate", lambda data: zlib.compressobj(wbits=-15).compress(data) + b""),
    ],
)
def test_codings(client: Client, coding: str, pack: object) -> None:
    if coding == "deflate" and pack is not zlib.compress:
        engine = zlib.compressobj(wbits=-15)
        body = engine.compress(STATE) + engine.flush()
    else:
        body = pack(STATE)  # type: ignore[operator]
    answer = post(client.box.url, "/cmd", body, {**JSON, "Content-Encoding": coding})
    assert answer.json["Timestamp"]


def test_bad_codings(client: Client) -> None:
    assert post(client.box.url, "/cmd", STATE, {**JSON, "Content-Encoding": "br"}).status == 400
    assert post(client.box.url, "/cmd", STATE, {**JSON, "Content-Encoding": "gzip"}).status == 400
    bomb = gzip.compress(bytes(50_000_000))
    assert post(client.box.url, "/cmd", bomb, {**JSON, "Content-Encoding": "gzip"}).status == 416


def test_every_answer_says_what_it_is(client: Client) -> None:
    for path in ("/doc", "/nonsense", "/cmd"):
        assert "not the tax service" in post(client.box.url, path, STATE, JSON).headers["X-Prro-Sandbox"]
    page = post(client.box.root_url, "/sandbox", b"", method="GET")
    assert "не фіскальний сервер ДПС" in page.text
    assert str(REGISTER) in page.text
    assert post(client.box.root_url, "/sandbox/nothing", b"", method="GET").status == 404


def test_state_help_and_clock_over_http(client: Client) -> None:
    client.open()
    root = client.box.root_url
    state = post(root, "/sandbox/state", b"", method="GET").json
    (register,) = [item for item in state["registers"] if item["number"] == REGISTER]
    assert [item["doctype"] for item in register["documents"]] == [100]
    assert state["requests"][0]["target"] == "doc"
    assert "lost-reply" in post(root, "/sandbox/help", b"", method="GET").json["faults"]
    moved = post(root, "/sandbox/clock", b'{"set": "2026-05-01T08:00:00+03:00", "advance": 60, "frozen": true}')
    assert moved.json["time"] == "2026-05-01T08:01:00+03:00"
    for wrong in (b'{"set": "today"}', b'{"advance": "1"}', b"[1]", b"{"):
        assert post(root, "/sandbox/clock", wrong).status == 400


def test_keys_and_registry_over_http(client: Client) -> None:
    root = client.box.root_url
    new = {"operators": [{"ski": "f" * 64, "tin": TIN, "name": "Нова", "registers": [REGISTER]}]}
    assert post(root, "/sandbox/registry", json.dumps(new).encode()).status == 200
    assert post(root, "/sandbox/registry", b'{"operators": [{"ski": "1"}]}').status == 400
    assert post(root, "/sandbox/key", json.dumps({"ski": CASHIER.ski, "revoked": True}).encode()).status == 200
    assert client.send(100).code == 12
    assert post(root, "/sandbox/key", json.dumps({"ski": CASHIER.ski, "revoked": False}).encode()).status == 200
    assert post(root, "/sandbox/key", json.dumps({"ski": CASHIER.ski, "withdraw": True}).encode()).status == 200
    assert client.send(100).code == 2
    assert post(root, "/sandbox/key", b'{"ski": "0"}').status == 400


def test_the_state_survives_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "state.db"
    with Sandbox(path, notary=PlainNotary(), clock=lambda: NOW, switches={"hash_mode": "lenient"}) as box:
        box.load_registry(REGISTRY)
        box.advance(3600)
        client = Client(box)
        opened = client.open()
        before = client.state()
        last = client.sell()["ORDERTAXNUM"]
    with Sandbox(path, notary=PlainNotary(), clock=lambda: NOW) as box:
        client = Client(box)
        assert box.switches["hash_mode"] == "lenient"
        assert box.clock.now().hour == 11
        assert client.state()["OfflineSeed"] == before["OfflineSeed"] == opened["OFFLINESEED"]
        assert client.next_local() == 3
        assert int(client.sell()["ORDERTAXNUM"]) == int(last) + 1


def test_state_files_that_are_none(tmp_path: Path) -> None:
    text = tmp_path / "text"
    text.write_text("this is not a database, but long enough to be looked at" * 20)
    with pytest.raises(StateFileError):
        Sandbox(text)


def test_registry_that_does_not_hold_together(box: Sandbox) -> None:
    with pytest.raises(RegistryError):
        box.load_registry({"outlets": [{"entity": 1, "tin": "0", "name": "", "address": ""}]})
    with pytest.raises(RegistryError):
        box.load_registry({"operators": [{"ski": "1" * 64, "tin": TIN, "name": "", "role": "king"}]})


def test_a_quick_start() -> None:
    times = []
    for _ in range(5):
        begin = time.perf_counter()
        with Sandbox() as box:
            times.append(time.perf_counter() - begin)
            assert post(box.url, "/cmd", STATE, JSON).status == 200
    assert min(times) < 0.05


def test_many_at_once(client: Client) -> None:
    client.open()
    document = client.document(0, 0, sale())

    def send(_: int) -> int:
        return post(client.box.url, "/doc", document).status

    with ThreadPoolExecutor(8) as pool:
        statuses = list(pool.map(send, range(24)))
    assert sorted(statuses) == [200] + [400] * 23
    assert client.next_local() == 3


def test_what_was_signed_is_what_is_kept(client: Client) -> None:
    document = client.document(100)
    post(client.box.url, "/doc", document)
    (register,) = [item for item in client.box.dump()["registers"] if item["number"] == REGISTER]
    assert register["documents"][0]["sha256"] == hashlib.sha256(document).hexdigest()


def test_a_stopped_sandbox_ends_its_connections(tmp_path: Path) -> None:
    import http.client

    box = Sandbox(tmp_path / "state.db", notary=PlainNotary())
    box.start()
    connection = http.client.HTTPConnection("127.0.0.1", box.port, timeout=5)
    connection.request("POST", "/fs/cmd", STATE, JSON)
    assert connection.getresponse().read()
    box.stop()
    with pytest.raises(OSError):
        connection.request("POST", "/fs/cmd", STATE, JSON)
        connection.getresponse()
    connection.close()
    with Sandbox(tmp_path / "state.db", notary=PlainNotary(), port=box.port) as again:
        assert post(again.url, "/cmd", STATE, JSON).status == 200


def test_a_long_session_costs_the_same(client: Client) -> None:
    """Number of SQLite steps per document, not time: the thousandth is as cheap as the tenth."""
    from tests.sandbox.world import total

    client.open()
    offline = client.session()
    offline.add(102)
    steps = []
    for _ in range(6):
        while len(offline.documents) < 100:
            offline.add(0, 2, total("1.00"))
        counted = [0]

        def count(counted: list[int] = counted) -> int:
            counted[0] += 1
            return 0

        with client.box.state.transaction() as connection:
            connection.set_progress_handler(count, 100)
        assert offline.deliver().text == "OK"
        steps.append(counted[0])
    assert steps[-1] <= steps[0] * 1.3, steps


@pytest.mark.parametrize(
    ("chunks", "status"),
    [
        (b"5\r\n" + STATE[:5] + b"\r\n15;x=y\r\n" + STATE[5:] + b"\r\n0\r\nTrailer: 1\r\n\r\n", 200),
        (b"%x\r\n%s\r\n0\r\n\r\n" % (len(STATE), STATE), 200),
        (b"zz\r\n", 416),
        (b"7fffffff\r\n", 416),
    ],
)
def test_a_body_in_chunks(client: Client, chunks: bytes, status: int) -> None:
    where = urlsplit(client.box.url)
    head = f"POST {where.path}/cmd HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
    with socket.create_connection((where.hostname or "", where.port or 0), 5) as plug:
        plug.sendall(head.encode() + b"Transfer-Encoding: chunked\r\n\r\n" + chunks)
        answers = [plug.makefile("rb").readline()]
        if status == 200:  # the connection is clean for the next request
            plug.sendall(head.encode() + b"Content-Length: %d\r\nConnection: close\r\n\r\n%s" % (len(STATE), STATE))
            answers.append(plug.makefile("rb").read())
    assert all(f" {status} " in answer.decode() for answer in answers), answers


def test_a_sandbox_is_started_again_at_once_on_its_port() -> None:
    """A connection that it ended itself keeps the port in TIME_WAIT for a minute."""
    with Sandbox() as box:
        port = urlsplit(box.url).port
        assert port
        with socket.create_connection(("127.0.0.1", port)) as client:
            client.sendall(b"GET /sandbox HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            answer = b"".join(iter(lambda: client.recv(65536), b""))
        assert answer.startswith(b"HTTP/1.1 200")
    with Sandbox(port=port) as box:
        assert urlsplit(box.url).port == port
