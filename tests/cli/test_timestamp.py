"""`prro sign --tsp`: a time-stamp from a provider on the loopback, and what happens without one."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from prro_cli.crypto.issue import Style
from prro_cli.crypto.timestamp import make_response, make_token, parse_request
from prro_cli.errors.server import TimeStampUnavailableError
from tests.cli.keyfiles import KeyFolder, add_words, key_folder
from tests.crypto.pki import make_pki
from tests.provoking import provokes

STAMPED_AT = datetime(2026, 6, 1, 9, 30, tzinfo=UTC)


@pytest.fixture
def folder(prro, tmp_path: Path) -> KeyFolder:
    folder = key_folder(tmp_path)
    (folder / "doc").write_bytes(b"<x/>")
    assert prro(*add_words(folder)).code == 0
    return folder


@pytest.fixture
def provider() -> Iterator[str]:
    """A time-stamping authority of the throw-away PKI."""

    class Stamps(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            request = parse_request(self.rfile.read(int(self.headers["Content-Length"])))
            answer = make_response(make_token(request, make_pki(Style.GOST).tsa, STAMPED_AT, 7))
            self.send_response(200)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *args: object) -> None:
            """Quiet."""

    server = HTTPServer(("127.0.0.1", 0), Stamps)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/tsp"
    server.shutdown()
    thread.join()
    server.server_close()


def test_the_stamp_is_in_the_message_and_tells_the_time(prro, folder, provider):
    words = ("sign", folder / "doc", "--key", "fop", "--password-file", folder / "pw", "--tsp", provider)
    ran = prro(*words, "--json")
    assert (ran.code, ran.data["time_stamp"]) == (0, provider)
    verified = prro("verify", folder / "doc.p7s", "--trust", folder / "ca.p7b", "--json")
    one = verified.data["signatures"][0]
    assert (verified.code, one["time_source"], one["trusted"]) == (0, "stamp", True)
    assert one["time_stamp"] == "2026-06-01T12:30:00+03:00"
    assert one["time_stamp_by"] == "Тестовий TSP-сервер"


@provokes("PRRO-E1002")
def test_a_stamp_that_was_asked_for_and_not_given_is_an_error(prro, folder):
    words = ("sign", folder / "doc", "--key", "fop", "--password-file", folder / "pw", "--json")
    ran = prro("--timeout", "2", *words, "--tsp", "http://127.0.0.1:1/")
    assert (ran.code, ran.envelope["error"]["id"]) == (
        TimeStampUnavailableError.exit_code,
        TimeStampUnavailableError.id,
    )
    assert not (folder / "doc.p7s").exists()
    assert prro(*words, "--tsp", "none").data["time_stamp"] is None
