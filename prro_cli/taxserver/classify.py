"""From what the wire brought to one of the outcomes: pure decisions, no network.

The rule behind all of them: whoever answers, and whatever they say, a document whose bytes may have left is
"unknown" until the tax server itself says otherwise in a form that cannot be mistaken.
"""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus

from prro_cli.lang import both
from prro_cli.taxserver.jsonread import Members, UnreadableAnswerError, load_object
from prro_cli.taxserver.outcomes import (
    Exchange,
    Failure,
    NoData,
    NotDelivered,
    NotTaxServer,
    Refused,
    ServerNotWell,
    Unknown,
)
from prro_cli.taxserver.refusals import (
    FiscalCode,
    Refusal,
    RefusalForm,
    decode_text,
    describe,
    looks_like_html,
    parse_text,
)
from prro_cli.taxserver.skew import parse_http_date, skew_from_date
from prro_cli.taxserver.wire import MAX_EVIDENCE_BYTES, Trouble, WireFailure, WireReply

# API 08.2025, 1.4: the statuses that the fiscal server itself uses for a refusal.
_REFUSING_STATUSES = frozenset({400, 401, 403, 404, 405, 415, 416})
_BUSY_STATUSES = frozenset({HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_MANY_REQUESTS})
_PORTAL_STATUSES = frozenset({HTTPStatus.PROXY_AUTHENTICATION_REQUIRED, HTTPStatus.NETWORK_AUTHENTICATION_REQUIRED})


def exchange_of(result: WireReply | WireFailure, channel: str, received: datetime) -> Exchange:
    """What is remembered of a call, with the clock skew from its `Date` header."""
    if isinstance(result, WireFailure):
        return Exchange(channel, result.seconds, result.status, evidence=result.partial)
    server_time = parse_http_date(result.header("date"))
    return Exchange(
        channel=channel,
        seconds=result.seconds,
        status=result.status,
        server_time=server_time,
        skew=skew_from_date(server_time, received, result.seconds),
        media_type=result.media_type,
        evidence=result.body[:MAX_EVIDENCE_BYTES],
    )


def failure_of_wire(failure: WireFailure, exchange: Exchange) -> Failure:
    """No answer: the only question is whether the body may have left."""
    if failure.body_left:
        return Unknown(failure.trouble.value, failure.detail, exchange)
    if failure.trouble is Trouble.TLS_IDENTITY:
        return NotTaxServer(failure.trouble.value, failure.detail, exchange, certain=True)
    return NotDelivered(failure.phase, failure.trouble, failure.detail, exchange)


def failure_of_reply(reply: WireReply, exchange: Exchange) -> Failure | None:
    """What is wrong with an answer before its content is looked at; None for a 200 or 204 worth reading."""
    status = reply.status
    if status in _PORTAL_STATUSES:
        return NotTaxServer("login-page", both("HTTP {status}: a network login is asked for", status=status), exchange)
    if 300 <= status < 400:
        where = reply.header("location")[:200]
        return NotTaxServer(
            "redirect", both("HTTP {status} sends us to {where}", status=status, where=where or "nowhere"), exchange
        )
    if status >= 500 or status in _BUSY_STATUSES:
        return ServerNotWell(status, decode_text(reply.body[:2000]).strip()[:500], exchange)
    if looks_like_html(reply.body, reply.media_type):
        return NotTaxServer("page", both("HTTP {status} with a web page instead of an answer", status=status), exchange)
    if status in (HTTPStatus.OK, HTTPStatus.NO_CONTENT):
        return None
    if status in _REFUSING_STATUSES:
        return refusal_of(reply, exchange)
    if status >= 400:
        named = refusal_of(reply, exchange)  # "4xx and a text" (1.3): what names its code is the server's no
        if named.certain:
            return named
        return NotTaxServer("status", both("HTTP {status} is no status of the fiscal server", status=status), exchange)
    return Unknown("status", both("HTTP {status} is neither an acceptance nor a refusal", status=status), exchange)


def refusal_of(reply: WireReply, exchange: Exchange) -> Refused:
    """A 4xx of the fiscal server: its text, its JSON, or only its status (then nothing is certain)."""
    text = decode_text(reply.body)
    named = parse_text(text) or refusal_in_json(reply.body)
    if named is not None:
        return Refused(named, exchange)
    bare = Refusal(None, f"HTTP {reply.status}", text.strip()[:1000], RefusalForm.STATUS)
    return Refused(bare, exchange, certain=False)


def refusal_in_json(body: bytes) -> Refusal | None:
    """`ErrorCode` and `ErrorMessage` of the JSON form; None when the body has no error in it."""
    if not body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return None
    try:
        return refusal_in_members(Members(load_object(body)))
    except UnreadableAnswerError:
        return None


def refusal_in_members(members: Members) -> Refusal | None:
    """The same of an object already read; UnreadableAnswerError when the code itself makes no sense."""
    code = members.count("ErrorCode")
    if code is None or code == FiscalCode.OK:
        return None
    return describe(code, "", members.text("ErrorMessage") or "", RefusalForm.JSON)


def refused_or_no_data(refusal: Refusal, exchange: Exchange) -> Refused | NoData:
    """For commands "no data" is an answer, not a refusal (code 13 stands for HTTP 204)."""
    return NoData(exchange) if refusal.known is FiscalCode.NO_CONTENT else Refused(refusal, exchange)
