"""The fiscal server as the engine sees it: send a document, send a package, ask a command.

Every method returns one of the types in `outcomes` and never raises for what the network or the other side did;
errors of the signer pass through. Nothing is ever sent twice here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from http import HTTPStatus
from typing import Literal, TypeVar

from prro_cli.lang import later
from prro_cli.record import dataclass
from prro_cli.taxserver import commands
from prro_cli.taxserver.answers import read_pair
from prro_cli.taxserver.classify import (
    exchange_of,
    failure_of_reply,
    failure_of_wire,
    refusal_in_members,
    refused_or_no_data,
)
from prro_cli.taxserver.commands import Command
from prro_cli.taxserver.jsonread import Members, UnreadableAnswerError, load_object
from prro_cli.taxserver.outcomes import (
    Answer,
    Answered,
    ClockSkew,
    DocumentOutcome,
    Exchange,
    Failure,
    NoData,
    NotTaxServer,
    OfflinePair,
    PackageAccepted,
    PackageOutcome,
    Refused,
    Unknown,
)
from prro_cli.taxserver.refusals import decode_text, parse_text
from prro_cli.taxserver.seals import Opened, Seal, SealError
from prro_cli.taxserver.skew import skew_from_timestamp
from prro_cli.taxserver.tickets import judge_ticket, normal_uid
from prro_cli.taxserver.wire import Wire, WireFailure, WireReply

T = TypeVar("T")
Signer = Callable[[bytes], bytes]

SIGNED = "application/octet-stream"
JSON = "application/json; charset=UTF-8"
PRODUCTION = "https://fs.tax.gov.ua:8643/fs"


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """How to talk; the defaults are the tested ways of production clients (API notes 1.6)."""

    base_url: str = PRODUCTION
    document_channel: Literal["doc", "SendDocument"] = "doc"
    package_channel: Literal["pck", "SendOflPackage"] = "pck"
    document_seconds: float = 15.0
    command_seconds: float = 10.0
    package_seconds: float = 60.0
    compress: bool = False
    errors_as_json: bool = False
    # With it the server drops a command that comes too late; it relies on the two clocks, so it is off.
    server_side_timeout: bool = False
    # Whether `SendDocument` returns a signed or a bare ticket is not stated anywhere; unsigned is not believed.
    accept_unsigned_ticket: bool = False


class FiscalServer:
    """One server, one wire. `last_skew` is the newest measurement of its clock against ours."""

    def __init__(
        self,
        wire: Wire,
        seal: Seal,
        *,
        now: Callable[[], datetime],
        new_uid: Callable[[], str],
        settings: ServerSettings | None = None,
    ) -> None:
        self._wire = wire
        self._seal = seal
        self._now = now
        self._new_uid = new_uid
        self.settings = settings or ServerSettings()
        self.last_skew: ClockSkew | None = None

    def close(self) -> None:
        """Close the connection."""
        self._wire.close()

    def send_document(
        self, signed: bytes, *, uid: str, local_number: int, seconds: float | None = None
    ) -> DocumentOutcome:
        """Send one signed document; `uid` and `local_number` are what its ticket has to repeat."""
        seconds = seconds or self.settings.document_seconds
        if self.settings.document_channel == "SendDocument":
            answer = self.ask(commands.send_document(signed), seconds=seconds)
            if isinstance(answer, NoData):
                return Unknown("no-content", later("the server answered without a ticket"), answer.exchange)
            if not isinstance(answer, Answered):
                return answer
            raw, exchange = answer.value, answer.exchange
        else:
            reply, exchange = self._post("/doc", "doc", signed, SIGNED, seconds)
            if not isinstance(reply, WireReply):
                return reply
            early = _not_a_200(reply, exchange) or _refusal_with_200(reply, exchange)
            if early is not None:
                return self._ticket_with_400(early, reply.body, uid, local_number)
            raw = reply.body
        return self._judge(raw, exchange, uid, local_number)

    def _judge(self, raw: bytes, exchange: Exchange, uid: str, local_number: int) -> DocumentOutcome:
        return judge_ticket(
            raw,
            uid=uid,
            local_number=local_number,
            seal=self._seal,
            exchange=exchange,
            now=self._now(),
            accept_unsigned=self.settings.accept_unsigned_ticket,
        )

    def _ticket_with_400(self, early: Failure, body: bytes, uid: str, local_number: int) -> Failure:
        """A refusal that came as a signed ticket under a 4xx (API notes 1.3: text and practice differ)."""
        if isinstance(early, Refused) and not early.certain and body[:1] == b"\x30":
            judged = self._judge(body, early.exchange, uid, local_number)
            if isinstance(judged, Refused):
                return judged
        return early

    def send_package(self, signed: bytes, *, seconds: float | None = None) -> PackageOutcome:
        """Send a framed package in its outer signature to `/pck`."""
        reply, exchange = self._post("/pck", "pck", signed, SIGNED, seconds or self.settings.package_seconds)
        if not isinstance(reply, WireReply):
            return reply
        early = _not_a_200(reply, exchange) or _refusal_with_200(reply, exchange)
        return early or _package_verdict(reply.body, exchange)

    def send_package_as_command(
        self, documents: Sequence[bytes], sign: Signer, *, seconds: float | None = None
    ) -> PackageOutcome:
        """Send the same documents by `SendOflPackage`, without framing."""
        command = commands.send_package(documents)
        answer = self.ask(command, sign, seconds=seconds or self.settings.package_seconds)
        if isinstance(answer, NoData):
            return Unknown("no-content", later("the server answered without content"), answer.exchange)
        if isinstance(answer, Answered):
            return PackageAccepted(answer.value, answer.exchange)
        return answer

    def ask(self, command: Command[T], sign: Signer | None = None, *, seconds: float | None = None) -> Answer[T]:
        """Send one command; ValueError if it needs a signature and no signer is given."""
        reply, exchange, uid = self._command(command, sign, seconds)
        if not isinstance(reply, WireReply):
            return reply
        early = failure_of_reply(reply, exchange)
        if isinstance(early, Refused):
            return refused_or_no_data(early.refusal, exchange) if early.certain else early
        if early is not None:
            return early
        if reply.status == HTTPStatus.NO_CONTENT:
            return NoData(exchange)
        return self._read_answer(command, reply.body, exchange, uid)

    def fetch(
        self, command: Command[None], sign: Signer | None = None, *, seconds: float | None = None
    ) -> Answer[Opened]:
        """`Check` or `ZRep`: the document in the server's signature."""
        reply, exchange, _ = self._command(command, sign, seconds)
        if not isinstance(reply, WireReply):
            return reply
        early = failure_of_reply(reply, exchange) or _refusal_with_200(reply, exchange)
        if isinstance(early, Refused) and early.certain:
            return refused_or_no_data(early.refusal, exchange)
        if early is not None:
            return early
        if reply.status == HTTPStatus.NO_CONTENT:
            return NoData(exchange)
        try:
            return Answered(self._seal.open(reply.body), exchange)
        except SealError as error:
            return Unknown("signature", str(error), exchange)

    def _command(
        self, command: Command[T], sign: Signer | None, seconds: float | None
    ) -> tuple[WireReply | Failure, Exchange, str]:
        seconds = seconds or self.settings.command_seconds
        uid = self._new_uid()
        limit = int(seconds * 1000) if self.settings.server_side_timeout else None
        request = command.to_json(uid, self._now() if limit else None, limit)
        if command.signed and sign is None:
            raise ValueError(f"{command.name} must be signed")
        body, kind = (sign(request), SIGNED) if sign is not None else (request, JSON)
        path = "/cmd?resultAsJson=true" if self.settings.errors_as_json else "/cmd"
        reply, exchange = self._post(path, f"cmd:{command.name}", body, kind, seconds)
        return reply, exchange, uid

    def _post(
        self, path: str, channel: str, body: bytes, kind: str, seconds: float
    ) -> tuple[WireReply | Failure, Exchange]:
        url = self.settings.base_url.rstrip("/") + path
        result = self._wire.post(url, body, content_type=kind, seconds=seconds, compress=self.settings.compress)
        exchange = exchange_of(result, channel, self._now())
        if isinstance(result, WireFailure):
            return failure_of_wire(result, exchange), exchange
        if exchange.skew is not None and not isinstance(failure_of_reply(result, exchange), NotTaxServer):
            self.last_skew = exchange.skew
        return result, exchange

    def _read_answer(self, command: Command[T], body: bytes, exchange: Exchange, uid: str) -> Answer[T]:
        text_refusal = parse_text(decode_text(body[:4096]))
        try:
            members = Members(load_object(body))
            refusal = refusal_in_members(members)
            if refusal is not None:
                return refused_or_no_data(refusal, exchange)
            echo = members.text("UID")
            if echo and normal_uid(echo) != normal_uid(uid):
                return Unknown("foreign-answer", later("the answer belongs to another request"), exchange)
            value = command.read(members)
        except UnreadableAnswerError as error:
            if text_refusal is not None:
                return refused_or_no_data(text_refusal, exchange)
            return Unknown("unreadable", str(error), exchange)
        return Answered(value, self._with_timestamp(members, exchange))

    def _with_timestamp(self, members: Members, exchange: Exchange) -> Exchange:
        """A finer measurement of the server's clock, where the answer holds its time."""
        try:
            stamp = members.moment("Timestamp")
        except UnreadableAnswerError:
            return exchange
        skew = skew_from_timestamp(stamp, self._now(), exchange.seconds)
        if skew is None:
            return exchange
        self.last_skew = skew
        return replace(exchange, server_time=stamp, skew=skew)


def _not_a_200(reply: WireReply, exchange: Exchange) -> Failure | None:
    failure = failure_of_reply(reply, exchange)
    if failure is None and reply.status == HTTPStatus.NO_CONTENT:
        return Unknown("no-content", later("HTTP 204 is no answer to a document"), exchange)
    if failure is None and not reply.body:
        return Unknown("empty", later("HTTP 200 without a body"), exchange)
    return failure


def _refusal_with_200(reply: WireReply, exchange: Exchange) -> Refused | None:
    """A refusal under HTTP 200, as text or as JSON: the description allows neither, the meaning is plain."""
    if reply.body[:1] == b"\x30":
        return None
    refusal = parse_text(decode_text(reply.body[:4096]))
    if refusal is None and reply.body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        try:
            refusal = refusal_in_members(Members(load_object(reply.body)))
        except UnreadableAnswerError:
            return None
    return Refused(refusal, exchange) if refusal else None


def _package_verdict(body: bytes, exchange: Exchange) -> PackageOutcome:
    """`OK`, or the next offline pair; anything else tells nothing about the package."""
    if decode_text(body[:64]).strip().strip('"').upper() == "OK":
        return PackageAccepted(None, exchange)
    try:
        members = Members(load_object(body))
        pair: OfflinePair | None = read_pair(members)
    except UnreadableAnswerError as error:
        return Unknown("unreadable", str(error), exchange)
    if "OfflineSessionId" not in members:
        return Unknown("unreadable", later("the answer to the package is neither OK nor an offline session"), exchange)
    return PackageAccepted(pair, exchange)
