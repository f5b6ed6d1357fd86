"""The fiscal server without sockets: a request in, an answer out, one transaction between."""

from __future__ import annotations

import json
import secrets
import sqlite3
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from prro_cli.sandbox import answers, package, sending, striking
from prro_cli.sandbox.books import Books
from prro_cli.sandbox.checks.case import Court
from prro_cli.sandbox.clock import VirtualClock
from prro_cli.sandbox.commands.call import Call
from prro_cli.sandbox.commands.table import carry_out
from prro_cli.sandbox.faults import Fault, Faults
from prro_cli.sandbox.jsonform import REMARK, dumps, timestamp
from prro_cli.sandbox.notary import Envelope, Notary
from prro_cli.sandbox.paper import Paper, read
from prro_cli.sandbox.refusals import LISTED_STATUS, HttpRefusalError, NoDataError, RefusalError
from prro_cli.sandbox.sessions import Sessions
from prro_cli.sandbox.state import State, log_request
from prro_cli.sandbox.switches import Switches
from prro_cli.sandbox.wire import JSON, OCTETS, Request, Response, check_content_type, packed, unpacked

PATHS = ("/doc", "/pck", "/cmd")
KEYLESS = ("ServerState", "Schemas")
"""Commands that are answered without any signature, so that the first probe waits for no keys."""


class Service:
    """Judges requests. `notary` is asked for at the first signature, since making keys takes time."""

    def __init__(
        self,
        state: State,
        clock: VirtualClock,
        switches: Switches,
        faults: Faults,
        notary: Callable[[], Notary],
        *,
        url: str = "",
        schemas: Path | None = None,
        randbelow: Callable[[int], int] = secrets.randbelow,
    ) -> None:
        self.state = state
        self.clock = clock
        self.switches = switches
        self.faults = faults
        self.notary = notary
        self.url = url
        self.schemas = schemas
        self._randbelow = randbelow

    def court(self, connection: sqlite3.Connection, now: datetime | None = None) -> Court:
        """The server inside one transaction."""
        return Court(Books(connection), Sessions(connection, self._randbelow), self.switches, now or self.clock.now())

    def handle(self, request: Request) -> Response:
        """Answer one request, faults included, and keep a line about it."""
        try:
            body = self._admitted(request)
            members, name = _command(request, body, self._opened)
        except HttpRefusalError as refused:
            return self._logged(request.path, Response(refused.status, refused.text.encode()), ())
        target = name if request.path == "/cmd" else request.path[1:]
        struck = tuple(self.faults.strike(target))
        instead = striking.instead(struck)
        if instead is not None:
            return self._logged(target, instead, struck)
        striking.before(self, struck, request.path, body)
        response = self._process(request, body, members, struck)
        if any(fault.kind == "duplicate" for fault in struck):
            response = self._process(request, body, members, ())
        response = striking.after(struck, response, self.notary)
        return self._logged(target, self._compressed(request, response), struck)

    def _admitted(self, request: Request) -> bytes:
        if request.path not in PATHS:
            raise HttpRefusalError(403, "Некоректна адреса")
        if request.method != "POST":
            raise HttpRefusalError(405, "Дозволено лише метод POST")
        check_content_type(request, json_allowed=request.path == "/cmd")
        return unpacked(request, self.switches.number("size_limit"))

    def _opened(self, body: bytes) -> bytes:
        return self.notary().open(body).content

    def _process(
        self, request: Request, body: bytes, members: Mapping[str, Any] | None, struck: tuple[Fault, ...]
    ) -> Response:
        now = self.clock.now() + timedelta(seconds=striking.skew(struck))
        # Keys are made, if need be, before the transaction below, since that takes a transaction of its own.
        notary = self.notary() if _needs_keys(body, members) else None
        try:
            with self.state.transaction() as connection:
                court = self.court(connection, now)
                if notary is None or request.path == "/cmd":
                    return self._carry_out(court, notary, body, members, struck)
                if request.path == "/doc":
                    return _document(court, notary, body, struck)
                return _package(court, notary, body, struck)
        except NoDataError:
            return self._no_data(request, members, now)
        except RefusalError as refused:
            return self._refused(request, body, members, now, refused)

    def _carry_out(
        self,
        court: Court,
        notary: Notary | None,
        body: bytes,
        members: Mapping[str, Any] | None,
        struck: tuple[Fault, ...],
    ) -> Response:
        envelope: Envelope | None = notary.open(body) if notary is not None and body[:1] == b"0" else None
        if members is None:
            raise RefusalError(11, "Тіло запиту не є об'єктом JSON")
        result = carry_out(Call(court, notary, members, envelope, self.url, self.schemas, struck))
        if isinstance(result, bytes):
            return Response(200, result, OCTETS)
        return Response(200, self._json(members, court.now, result), JSON)

    def _json(self, members: Mapping[str, Any] | None, now: datetime, result: Mapping[str, Any]) -> bytes:
        uid = (members or {}).get("UID")
        answer = {**result, "UID": uid if isinstance(uid, str) else None, "Timestamp": timestamp(now)}
        return dumps({**answer, "Sandbox": REMARK}).encode()

    def _no_data(self, request: Request, members: Mapping[str, Any] | None, now: datetime) -> Response:
        if not _as_json(request):
            return Response(204, code=13)
        error = {"ErrorCode": 13, "ErrorMessage": "Запитані дані відсутні"}
        return Response(200, self._json(members, now, error), JSON, code=13)

    def _refused(
        self,
        request: Request,
        body: bytes,
        members: Mapping[str, Any] | None,
        now: datetime,
        refused: RefusalError,
    ) -> Response:
        if request.path == "/cmd" and _as_json(request):
            error = {"ErrorCode": refused.code, "ErrorMessage": refused.text}
            return Response(200, self._json(members, now, error), JSON, code=refused.code)
        if request.path == "/doc" and self.switches.on("reject_format", "ticket200"):
            ticket = answers.refusal(self._paper(body), now, refused)
            return Response(200, self.notary().seal(ticket), OCTETS, code=refused.code)
        status = LISTED_STATUS.get(refused.code, 400) if self.switches.on("status_codes", "listed") else 400
        return Response(status, refused.body.encode(), code=refused.code)

    def _paper(self, body: bytes) -> Paper | None:
        try:
            return read(self._opened(body))
        except RefusalError:
            return None

    def _compressed(self, request: Request, response: Response) -> Response:
        coding = request.coding.lower().strip()
        asked = coding in ("gzip", "deflate") and coding in request.accepts.lower()
        if not asked or not response.body or self.switches.on("compress_answers", "off"):
            return response
        headers = {**response.headers, "Content-Encoding": coding}
        return Response(
            response.status, packed(response.body, coding), response.content_type, response.code, headers,
            response.manner,
        )  # fmt: skip

    def _logged(self, target: str, response: Response, struck: tuple[Fault, ...]) -> Response:
        with self.state.transaction() as connection:
            faults = ", ".join(fault.text for fault in struck) or None
            at = self.clock.now().isoformat(timespec="seconds")
            log_request(connection, at, target, response.status, response.code, faults)
        return response


def _document(court: Court, notary: Notary, body: bytes, struck: tuple[Fault, ...]) -> Response:
    ticket = sending.ticket_of(court, notary, body, struck)
    return Response(200, notary.seal(ticket), OCTETS)


def _package(court: Court, notary: Notary, body: bytes, struck: tuple[Fault, ...]) -> Response:
    outer = notary.open(body)
    pair = sending.package_of(court, notary, outer, list(package.frames(outer.content)), struck)
    if pair is None:
        return Response(200, b"OK")
    return Response(200, dumps(sending.pair_members(pair, court)).encode(), JSON)


def _needs_keys(body: bytes, members: Mapping[str, Any] | None) -> bool:
    """Whether a request can be answered only with signatures."""
    return body[:1] == b"0" or members is None or members.get("Command") not in KEYLESS


def _as_json(request: Request) -> bool:
    return request.query.get("resultAsJson", "").lower() == "true"


def _command(request: Request, body: bytes, opened: Callable[[bytes], bytes]) -> tuple[Mapping[str, Any] | None, str]:
    """The members of a command and its name for the faults; what cannot be read is refused later, in its turn."""
    if request.path != "/cmd":
        return None, ""
    try:
        text = opened(body) if body[:1] == b"0" else body
        members = json.loads(text.decode("utf-8-sig"))
        json.dumps(members, ensure_ascii=False).encode()  # half a character ("\\ud800") is no text: UnicodeEncodeError
    except (RefusalError, ValueError, RecursionError):
        return None, "cmd"
    if not isinstance(members, dict):
        return None, "cmd"
    return members, f"cmd:{members.get('Command')}"
