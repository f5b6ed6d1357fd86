"""A small fiscal server that nobody of the program has met: HTTP, commands, tickets and faults on request.

It listens on loopback only. What it took is in `server.register.book`; what was asked of it is in `server.log`.
"""

from __future__ import annotations

import gzip
import json
import threading
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit
from xml.sax.saxutils import escape

from prro_cli.crypto import oids
from prro_cli.crypto.cms import CertifiedKey, Options, sign
from prro_cli.crypto.cms_read import SidForm
from tests.outside.stranger_book import Register
from tests.outside.stranger_commands import OCTETS, Commands, Reply
from tests.outside.stranger_state import Entry, Refused, Variant

SIDS = {"explicit": SidForm.KEY_ID_EXPLICIT, "issuer": SidForm.ISSUER_SERIAL, "implicit": SidForm.KEY_ID}
OPEN_COMMANDS = {"ServerState", "Schemas", "Check", "CheckExt", "SendDocument"}
JSON = "application/json; charset=utf-8"
PORTAL = b"<html><head><title>Wi-Fi</title></head><body>Please sign in to the hotel network</body></html>"


@dataclass
class Fault:
    """Something that happens once (or `times`) to a request of the named kind; kinds as in `Stranger.log`."""

    kind: str
    action: str  # drop-before, drop-after, stall-before, stall-after, wrong-ticket, portal, or an HTTP status
    times: int = 1
    then_dead: bool = False  # nothing is answered after it until `dead` is taken back


@dataclass
class Stranger:
    """The server; use it as a context manager."""

    register: Register
    key: CertifiedKey
    faults: list[Fault] = field(default_factory=list)
    log: list[tuple[str, str]] = field(default_factory=list)
    port: int = 0
    dead: bool = False
    stalled: threading.Event = field(default_factory=threading.Event)
    go_on: threading.Event = field(default_factory=threading.Event)
    _http: ThreadingHTTPServer | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def variant(self) -> Variant:
        """Which server this is."""
        return self.register.variant

    @property
    def address(self) -> str:
        """What to write after --server."""
        return f"http://127.0.0.1:{self.port}/fs"

    def start(self) -> Stranger:
        """Listen; on the same port after a stop."""
        stranger = self

        class Handler(_Handler):
            server_side = stranger
            protocol_version = "HTTP/1.1" if stranger.variant.keep_alive else "HTTP/1.0"

        self._http = ThreadingHTTPServer(("127.0.0.1", self.port), Handler)
        self._http.daemon_threads = True
        self.port = self._http.server_address[1]
        threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def stop(self) -> None:
        """Refuse connections from now on."""
        if self._http:
            self._http.shutdown()
            self._http.server_close()
            self._http = None

    def __enter__(self) -> Stranger:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def fault_for(self, kind: str) -> str:
        """The fault that waits for such a request, if any."""
        if self.dead:
            return "drop-before"
        for fault in self.faults:
            if fault.times and fault.kind in (kind, "*", kind.partition(":")[0]):
                fault.times -= 1
                self.dead = fault.then_dead
                return fault.action
        return ""

    # --- requests -----------------------------------------------------------------------------------------
    def answer(
        self, path: str, query: dict[str, list[str]], content_type: str, body: bytes
    ) -> tuple[str, Callable[[], Reply]]:
        """What the request is called in the log, and how to answer it."""
        signed = body[:1] == b"\x30"
        if self.variant.strict_types and not content_type.startswith(OCTETS if signed else "application/json"):
            text = "Очікується значення 'Content-Type' рівне 'application/octet-stream' або 'application/json'"
            return "type", lambda: Reply(text.encode(), status=415)
        if not 10 <= len(body) <= 200 * 1024:
            return "size", lambda: Reply(b"", status=416)
        if path == "/fs/doc":
            return self._doc_name(body), lambda: self._doc(body)
        if path == "/fs/pck":
            return "pck", lambda: self._package(body)
        if path != "/fs/cmd":
            return "url", lambda: Reply(b"", status=403)
        as_json = query.get("resultAsJson") == ["true"]
        return self._command_name(body), lambda: self._command(body, signed, as_json)

    def _doc_name(self, body: bytes) -> str:
        try:
            return f"doc:{self.register.read_paper(body).kind}"
        except Refused:
            return "doc:?"

    def _command_name(self, body: bytes) -> str:
        try:
            content = self.register.open_envelope(body)[0] if body[:1] == b"\x30" else body
            return f"cmd:{json.loads(content.decode('utf-8-sig')).get('Command')}"
        except (Refused, ValueError):
            return "cmd:?"

    def _doc(self, body: bytes) -> Reply:
        try:
            with self.lock:
                entry = self.register.take_online(body)
        except Refused as no:
            if self.variant.refusal == "text":
                return Reply(no.body.encode(), status=no.status)
            return Reply(self.ticket(self._paper_of(body), no), OCTETS)
        return Reply(self.ticket(entry.paper, entry), OCTETS)

    def _paper_of(self, body: bytes) -> Any:
        try:
            return self.register.read_paper(body)
        except Refused:
            return None

    def ticket(self, paper: Any, outcome: Entry | Refused) -> bytes:
        now = paper.when if paper and self.variant.ticket_clock == "document" else self.register.clock()
        cells = [
            ("UID", paper.text("UID") if paper else "00000000-0000-0000-0000-000000000000"),
            ("ORDERDATE", now.strftime("%d%m%Y")),
            ("ORDERTIME", now.strftime("%H%M%S")),
            ("ORDERNUM", paper.text("ORDERNUM") if paper else "1"),
        ]
        if isinstance(outcome, Refused):
            cells += [("ERRORCODE", str(outcome.code)), ("ERRORTEXT", outcome.body)]
        else:
            cells.append(("ORDERTAXNUM", outcome.fiscal))
            session = self.register.book.session
            if outcome.kind == "open" and self.variant.pair_in != "state":
                cells += [("OFFLINESESSIONID", str(session.id)), ("OFFLINESEED", str(session.seed))]
            cells.append(("ERRORCODE", "0"))
        cells.append(("VER", "1"))
        end = "\r\n" if self.variant.crlf else ""
        lines = "".join(f"{'  ' if end else ''}<{name}>{escape(text)}</{name}>{end}" for name, text in cells)
        xml = f'<?xml version="1.0" encoding="windows-1251"?>{end}<TICKET>{end}{lines}</TICKET>{end}'
        return self.sign(xml.encode("cp1251", "xmlcharrefreplace"))

    def sign(self, content: bytes) -> bytes:
        options = Options(
            signing_time=self.register.clock(),
            digest=oids.KUPYNA256 if self.variant.kupyna_tickets else None,
            sid=SIDS[self.variant.sid],
            sorted_attributes=self.variant.sorted_attributes,
        )
        return sign(content, self.key, options)

    def _package(self, body: bytes) -> Reply:
        try:
            content, key, _ = self.register.open_envelope(body)
            if key not in self.register.keys:
                raise Refused(2, "Відсутній доступ до ПРРО для користувача")
            frames, offset = [], 0
            while offset < len(content):
                size = int.from_bytes(content[offset : offset + 4], "little")
                frames.append((offset + 4, content[offset + 4 : offset + 4 + size]))
                if size <= 0 or len(frames[-1][1]) != size:
                    raise Refused(10, "Пакет обірвано")
                offset += 4 + size
            pair = self.take(frames)
        except Refused as no:
            return Reply(no.body.encode(), status=no.status)
        return Reply(b"OK") if pair is None else self._json(pair)

    def take(self, frames: list[tuple[int, bytes]]) -> dict[str, Any] | None:
        with self.lock:
            session = self.register.take_package(frames)
        return (
            None
            if session is None
            else {"OfflineSessionId": self.number(session.id), "OfflineSeed": self.number(session.seed)}
        )

    def number(self, value: int) -> int | str:
        return value if self.variant.pair_type == "numbers" else str(value)

    def _json(self, members: dict[str, Any], status: int = 200) -> Reply:
        more = {"НовийЧлен": {"a": [1, None]}, "Comment": "<&>"} if self.variant.extra else {}
        text = json.dumps({**members, **more}, ensure_ascii=False, indent=1 if self.variant.crlf else None)
        return Reply((b"\xef\xbb\xbf" if self.variant.bom else b"") + text.encode(), JSON, status)

    # --- commands -----------------------------------------------------------------------------------------
    def _command(self, body: bytes, signed: bool, as_json: bool) -> Reply:
        common: dict[str, Any] = {
            "UID": None,
            "Timestamp": self.register.clock().isoformat(timespec="microseconds").replace("+", "7+"),
        }
        try:
            content, key = self.register.open_envelope(body)[:2] if signed else (body, "")
            try:
                asked = json.loads(content.decode("utf-8"))
            except ValueError as error:
                raise Refused(11, "Команда не є JSON") from error
            common["UID"] = asked.get("UID")
            name = str(asked.get("Command"))
            if not signed and name not in OPEN_COMMANDS:
                raise Refused(9, "Повідомлення повинно бути засвідчене кваліфікованим електронним підписом: EtUnknown")
            handler = getattr(Commands(self), f"cmd_{name}", None)
            if handler is None or (name == "DeviceRegister" and not self.variant.knows_devices):
                raise Refused(11, f"Невідома команда {name}")
            found = handler(asked, key)
            if isinstance(found, Reply):
                return found
            if found is None:
                raise Refused(13, "Запитані дані відсутні", 204)
            return self._json({**found, **common})
        except Refused as no:
            if as_json:
                return self._json({**common, "ErrorCode": no.code, "ErrorMessage": no.text})
            return Reply(b"" if no.status == 204 else no.body.encode(), status=no.status)


class _Handler(BaseHTTPRequestHandler):
    """HTTP around the server: methods, encodings, faults."""

    server_side: Stranger

    def log_message(self, *args: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        """Only POST is lawful."""
        self._send(Reply(b"", status=405))

    def do_POST(self) -> None:
        """One request."""
        raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        coding = self.headers.get("Content-Encoding", "")
        body = zlib.decompress(raw, 47) if coding in ("gzip", "deflate") else raw
        url = urlsplit(self.path)
        side = self.server_side
        kind, act = side.answer(url.path, parse_qs(url.query), self.headers.get("Content-Type", ""), body)
        action = side.fault_for(kind)
        side.log.append((kind, action))
        if action in ("drop-before", "stall-before"):
            self._stall(action)
            self.close_connection = True
        elif action == "portal":
            self._send(Reply(PORTAL, "text/html"))
        elif action.isdigit():
            self._send(Reply(b"<html>nginx</html>", "text/html", int(action)))
        else:
            reply = act()
            if not action:
                side.log[-1] = (kind, str(reply.status))
            if action in ("drop-after", "stall-after"):
                self._stall(action)
                self.close_connection = True
                return
            if action == "wrong-ticket":
                reply = Reply(reply.body[:-3] + b"\x01\x02\x03", reply.type, reply.status)
            self._send(reply)

    def _stall(self, action: str) -> None:
        self.server_side.stalled.set()
        if action.startswith("stall"):
            self.server_side.go_on.wait(20)

    def _send(self, reply: Reply) -> None:
        body = reply.body
        self.send_response_only(reply.status)
        self.send_header("Date", formatdate(datetime.now().timestamp(), usegmt=True))
        if reply.status != 204:
            if self.server_side.variant.gzip and "gzip" in self.headers.get("Accept-Encoding", ""):
                body = gzip.compress(body)
                self.send_header("Content-Encoding", "gzip")
            self.send_header("Content-Type", reply.type)
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body if reply.status != 204 else b"")
