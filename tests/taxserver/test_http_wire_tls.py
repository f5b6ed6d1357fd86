"""The wire through TLS and proxies: identity first, and nothing leaves before it."""

from __future__ import annotations

import socket
import ssl
from pathlib import Path

import pytest
import trustme

from prro_cli.taxserver.http_wire import HttpWire
from prro_cli.taxserver.wire import Phase, Trouble
from tests.taxserver.faultserver import Visit, always, serving
from tests.taxserver.test_http_wire import OK, after_request, call, failed, head_only, replied


class Authority:
    """A throw-away authority and the files a client needs to trust it."""

    def __init__(self, folder: Path) -> None:
        self.ca = trustme.CA()
        self.file = folder / "ca.pem"
        self.ca.cert_pem.write_to_path(str(self.file))

    def context(self, *names: str, **options: object) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.ca.issue_cert(*names, **options).configure_cert(context)  # type: ignore[arg-type]
        return context


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("ca"))


def test_tls_with_an_extra_authority(authority: Authority) -> None:
    wire = HttpWire(environment={}, ca_file=authority.file)
    with serving(always(OK), authority.context("localhost")) as server:
        for _ in range(2):
            assert replied(wire.post(server.url, b"body", content_type="a/b", seconds=3)).body == b"answer"
        assert server.connections == 1
    wire.close()


def test_tls_identity_is_checked_before_anything_leaves(authority: Authority) -> None:
    from datetime import UTC, datetime

    cases = {
        "another host": (authority.context("other.example"), authority.file, "mismatch"),
        "expired": (
            authority.context("localhost", not_after=datetime(2020, 1, 1, tzinfo=UTC)),
            authority.file,
            "expired",
        ),
        "unknown authority": (authority.context("localhost"), None, ""),
    }
    for context, file, word in cases.values():
        with serving(always(OK), context) as server:
            result = failed(call(server.url, wire=HttpWire(environment={}, ca_file=file), seconds=3))
            assert (result.phase, result.trouble, result.body_left) == (Phase.TLS, Trouble.TLS_IDENTITY, False)
            assert word in result.detail
            assert not server.asked


def test_a_file_of_authorities_that_is_none(tmp_path: Path) -> None:
    with serving(always(OK)) as server:
        for name, content in (("missing", None), ("empty", ""), ("nonsense", "not a certificate")):
            file = tmp_path / name
            if content is not None:
                file.write_text(content)
            url = f"https://127.0.0.1:{server.port}/fs"
            result = failed(call(url, wire=HttpWire(environment={}, ca_file=file)))
            assert (result.trouble, result.body_left) == (Trouble.TLS, False)
            assert str(file) in result.detail


def test_a_plain_proxy_gets_the_whole_address() -> None:
    with serving(always(OK)) as proxy:
        environment = {"http_proxy": f"http://user:p%40ss@127.0.0.1:{proxy.port}"}
        replied(call("http://fs.example:8609/fs", wire=HttpWire(environment=environment)))
        asked = proxy.asked[0]
    assert asked.line == "POST http://fs.example:8609/fs/doc HTTP/1.1"
    assert asked.headers["host"] == "fs.example:8609"
    assert asked.headers["proxy-authorization"] == "Basic dXNlcjpwQHNz"


def relay(visit: Visit) -> None:
    """A CONNECT proxy for exactly one tunnel."""
    import select

    asked = visit.read()
    assert asked is not None
    port = int(asked.line.split()[1].rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port)) as onward:
        visit.send(b"HTTP/1.1 200 Connection established\r\n\r\n")
        pair = {visit.plug: onward, onward: visit.plug}
        while not visit.stopping.is_set():
            for source in select.select(list(pair), [], [], 0.2)[0]:
                data = source.recv(65536)
                if not data:
                    return
                pair[source].sendall(data)


def test_a_tunnel_through_a_proxy_keeps_tls_to_the_end(authority: Authority) -> None:
    with serving(always(OK), authority.context("localhost")) as server, serving(relay) as proxy:
        wire = HttpWire(environment={"HTTPS_PROXY": f"127.0.0.1:{proxy.port}"}, ca_file=authority.file)
        assert replied(call(server.url, wire=wire, seconds=3)).body == b"answer"
        assert proxy.asked[0].line == f"CONNECT localhost:{server.port} HTTP/1.1"
        assert "authorization" not in server.asked[0].headers


def test_a_proxy_that_refuses_or_drips_left_nothing() -> None:
    denied = "HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 6\r\n\r\nlogin!"
    with serving(head_only(denied)) as proxy:
        wire = HttpWire(environment={"https_proxy": f"http://127.0.0.1:{proxy.port}"})
        result = failed(call("https://fs.example/fs", wire=wire))
        assert (result.phase, result.trouble, result.body_left) == (Phase.PROXY, Trouble.PROXY_REFUSED, False)
        assert (result.status, result.partial) == (407, b"login!")
    with serving(after_request(lambda visit: visit.drip(b"HTTP/1.1 200 " + b"x" * 1000))) as proxy:
        wire = HttpWire(environment={"https_proxy": f"http://127.0.0.1:{proxy.port}"})
        result = failed(call("https://fs.example/fs", wire=wire))
        assert (result.phase, result.trouble, result.body_left) == (Phase.PROXY, Trouble.DEADLINE, False)


def test_a_proxy_of_an_unknown_kind_is_said_plainly() -> None:
    result = failed(call("http://fs.example/fs", wire=HttpWire(environment={"all_proxy": "socks5://127.0.0.1:9"})))
    assert (result.trouble, result.body_left) == (Trouble.BAD_ADDRESS, False)
    assert "socks5" in result.detail
