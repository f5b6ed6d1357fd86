"""The client against a misbehaving server on real sockets: the outcome class is right in every case."""

from __future__ import annotations

import base64
import gzip
import json
import time
from collections.abc import Callable

import pytest

from prro_cli.taxserver import commands
from prro_cli.taxserver.client import FiscalServer
from prro_cli.taxserver.outcomes import (
    Answered,
    NoData,
    NotDelivered,
    NotTaxServer,
    OfflinePair,
    PackageAccepted,
    Refused,
    Registered,
    ServerNotWell,
    Unknown,
)
from tests.taxserver.faultserver import Behaviour, Visit, always, closed_port, response, serving
from tests.taxserver.world import LOCAL_NUMBER, REQUEST_UID, UID, client, signed, ticket_xml, world

TEXT = "text/plain; charset=utf-8"
HTML = b"<!DOCTYPE html><html><body>Log in to the hotel network</body></html>"
PORTAL = response(HTML, kind="text/html")
REFUSAL = "Код помилки: 9 DocumentValidationError\r\nПомилки валідації XML".encode()
STATE = {"ShiftState": 0, "NextLocalNum": 12, "UID": REQUEST_UID, "Timestamp": "2026-11-21T10:00:02.1234567+02:00"}


def spoiled(message: bytes) -> bytes:
    return message[:-1] + bytes([message[-1] ^ 1])


def sign(content: bytes) -> bytes:
    return signed(content, world().cashier)


def send(server: FiscalServer) -> object:
    return server.send_document(b"0 a signed document", uid=UID, local_number=LOCAL_NUMBER)


def package(server: FiscalServer) -> object:
    return server.send_package(b"0 a signed package")


def command(server: FiscalServer) -> object:
    return server.ask(commands.registrar_state(4000000001), sign)


def raw_check(server: FiscalServer) -> object:
    return server.fetch(commands.raw_document(4000000001, local_number=1))


WAYS: dict[str, Callable[[FiscalServer], object]] = {
    "document": send,
    "package": package,
    "command": command,
    "raw document": raw_check,
}


def after_request(action: Callable[[Visit], object]) -> Behaviour:
    def behave(visit: Visit) -> None:
        visit.read()
        action(visit)

    return behave


FAULTS: dict[str, tuple[Behaviour, type]] = {
    "closed after reading": (after_request(lambda v: None), Unknown),
    "reset after reading": (after_request(lambda v: v.reset()), Unknown),
    "closed before reading": (lambda v: None, Unknown),
    "silence": (after_request(lambda v: v.silence()), Unknown),
    "drip": (after_request(lambda v: v.drip(response(bytes(5000)))), Unknown),
    "cut in the head": (after_request(lambda v: v.send(b"HTTP/1.1 204 No Con")), Unknown),
    "cut in the body": (after_request(lambda v: v.send(PORTAL[:-5])), Unknown),
    "gzip bomb": (
        always(response(gzip.compress(bytes(20_000_000)), extra="Content-Encoding: gzip\r\n")),
        Unknown,
    ),
    "ten megabytes": (after_request(lambda v: v.answer(bytes(10_000_000))), Unknown),
    "empty": (always(response(b"")), Unknown),
    "spaces": (always(response(b"  \r\n")), Unknown),
    "nonsense": (always(response(b"\xff\xfe\x00nonsense")), Unknown),
    "a BOM alone": (always(response(b"\xef\xbb\xbf")), Unknown),
    "xml": (always(response(b"<?xml version='1.0'?><x/>")), Unknown),
    "json of another kind": (always(response(b'{"hello": 1}')), Unknown),
    "a json list": (always(response(b"[1]")), Unknown),
    "deep json": (always(response(b"[" * 500_000)), Unknown),
    "a long number": (always(response(b'{"ErrorCode": ' + b"9" * 10_000 + b"}")), Unknown),
    "a negative error code": (always(response(b'{"ErrorCode": -7}')), Unknown),
    "201": (always(response(b"OK", "201 Created")), Unknown),
    "206": (always(response(b"OK", "206 Partial")), Unknown),
    "a wrong signature": (always(response(spoiled(signed(ticket_xml())))), Unknown),
    "captive portal": (always(PORTAL), NotTaxServer),
    "a page without a type": (always(response(HTML)), NotTaxServer),
    "a page with 403": (always(response(HTML, "403 Forbidden", "text/html")), NotTaxServer),
    "redirect": (always(response(b"", "302 Found", extra="Location: http://login.example/\r\n")), NotTaxServer),
    "permanent redirect": (always(response(b"", "308 Moved", extra="Location: /x\r\n")), NotTaxServer),
    "network login": (always(response(b"", "511 Network Authentication Required")), NotTaxServer),
    "proxy login": (always(response(b"", "407 Proxy Authentication Required")), NotTaxServer),
    "a refusal under a 4xx that is not listed": (always(response(REFUSAL, "422 Unprocessable", kind=TEXT)), Refused),
    "a strange 4xx": (always(response(b"", "418 Teapot")), NotTaxServer),
    "500": (always(response(b"", "500 Internal Server Error")), ServerNotWell),
    "502 page": (always(response(HTML, "502 Bad Gateway", "text/html")), ServerNotWell),
    "503": (always(response(b"busy", "503 Service Unavailable")), ServerNotWell),
    "429": (always(response(b"", "429 Too Many Requests")), ServerNotWell),
    "refusal": (always(response(REFUSAL, "400 Bad Request", TEXT)), Refused),
    "refusal in windows-1251": (
        always(response(REFUSAL.decode().encode("cp1251"), "400 Bad Request", "text/plain")),
        Refused,
    ),
    "refusal with 200": (always(response(REFUSAL, kind=TEXT)), Refused),
    "refusal in json": (always(response(b'{"ErrorCode": 9, "ErrorMessage": "text"}')), Refused),
    "an unknown code": (always(response("Код помилки: 77 New\r\nтекст".encode(), "400 Bad Request", TEXT)), Refused),
    "415 without a code": (always(response("Очікується".encode(), "415 Unsupported", TEXT)), Refused),
    "404 empty": (always(response(b"", "404 Not Found")), Refused),
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("fault", FAULTS)
def test_every_fault_has_its_outcome(fault: str, way: str) -> None:
    behaviour, expected = FAULTS[fault]
    seconds = 0.6 if fault in ("silence", "drip") else 3
    with serving(behaviour) as fault_server:
        server = client(fault_server.url, seconds=seconds)
        started = time.monotonic()
        outcome = WAYS[way](server)
        assert time.monotonic() - started <= seconds + 2
        server.close()
    assert type(outcome) is expected, outcome
    exchange = outcome.exchange
    assert len(exchange.evidence) <= 64 * 1024
    named = fault.startswith(("refusal", "a refusal", "an unknown code"))
    assert outcome.certain is named


@pytest.mark.parametrize("way", WAYS)
def test_what_never_left_is_not_delivered_for_certain(way: str) -> None:
    server = client(f"http://127.0.0.1:{closed_port()}/fs")
    outcome = WAYS[way](server)
    assert isinstance(outcome, NotDelivered)
    assert outcome.certain


def test_a_wrong_certificate_is_not_the_tax_server_and_nothing_left(tmp_path: object) -> None:
    import ssl

    import trustme

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("localhost").configure_cert(context)
    with serving(always(PORTAL), context) as fault_server:
        outcome = send(client(fault_server.url, seconds=3))
    assert isinstance(outcome, NotTaxServer)
    assert outcome.certain
    assert outcome.reason == "tls-identity"


def test_a_registered_document_with_the_clocks_compared() -> None:
    answer = response(signed(ticket_xml()), extra="Date: Sat, 21 Nov 2026 08:01:30 GMT\r\n")
    with serving(always(answer)) as fault_server:
        server = client(fault_server.url)
        outcome = send(server)
        asked = fault_server.asked[0]
    assert isinstance(outcome, Registered)
    assert (asked.line.split()[1], asked.headers["content-type"]) == ("/fs/doc", "application/octet-stream")
    skew = outcome.exchange.skew
    assert skew is not None
    assert 90 <= skew.seconds <= 92
    assert skew.exceeds(60)
    assert not skew.exceeds(120)
    assert server.last_skew == skew


def test_the_clock_of_a_captive_portal_is_not_the_server_s() -> None:
    with serving(always(response(HTML, extra="Date: Sat, 21 Nov 2026 09:00:00 GMT\r\n"))) as fault_server:
        server = client(fault_server.url)
        assert isinstance(send(server), NotTaxServer)
    assert server.last_skew is None


@pytest.mark.parametrize("kind", ["text/html", "text/html; charset=utf-8", ""])
def test_a_wrong_label_on_a_right_answer_does_not_hurt(kind: str) -> None:
    refusal = response(REFUSAL, "400 Bad Request", kind)
    for answer, way, expected in ((response(b"OK", kind=kind), package, PackageAccepted), (refusal, send, Refused)):
        with serving(always(answer)) as fault_server:
            assert isinstance(way(client(fault_server.url)), expected)


@pytest.mark.parametrize("date", ["Thu, 01 Jan 1970 00:00:00 GMT", "yesterday", "", "Sat, 99 Nov 2026 08:01:30 GMT"])
def test_an_implausible_date_measures_nothing(date: str) -> None:
    with serving(always(response(signed(ticket_xml()), extra=f"Date: {date}\r\n"))) as fault_server:
        outcome = send(client(fault_server.url))
    assert isinstance(outcome, Registered)
    assert outcome.exchange.skew is None


def test_the_ticket_of_another_document_is_unknown() -> None:
    with serving(always(response(signed(ticket_xml(ORDERNUM="879"))))) as fault_server:
        assert isinstance(send(client(fault_server.url)), Unknown)


def test_a_refusal_as_a_ticket_under_400() -> None:
    refusing = signed(ticket_xml(ORDERTAXNUM=None, ERRORCODE="5", ERRORTEXT="Зміну не відкрито"))
    accepting = signed(ticket_xml())
    for body, certain in ((refusing, True), (accepting, False)):
        with serving(always(response(body, "400 Bad Request"))) as fault_server:
            outcome = send(client(fault_server.url))
        assert isinstance(outcome, Refused)
        assert outcome.certain is certain
        assert outcome.code == (5 if certain else None)


def test_no_content_is_an_answer_to_a_question_only() -> None:
    with serving(always(b"HTTP/1.1 204 No Content\r\n\r\n")) as fault_server:
        server = client(fault_server.url)
        assert isinstance(send(server), Unknown)
        assert isinstance(package(server), Unknown)
        assert isinstance(command(server), NoData)
        assert isinstance(raw_check(server), NoData)


@pytest.mark.parametrize(
    "answer",
    [
        response(b'{"ErrorCode": 13, "ErrorMessage": "none"}'),
        response(b'{"ErrorCode": "13", "ErrorMessage": null}'),
        response("Код помилки: 13 NoContent\r\n".encode(), "400 Bad Request", TEXT),
    ],
)
def test_code_13_is_no_data(answer: bytes) -> None:
    with serving(always(answer)) as fault_server:
        assert isinstance(command(client(fault_server.url, errors_as_json=True)), NoData)
        assert fault_server.asked[0].line.split()[1] == "/fs/cmd?resultAsJson=true"


@pytest.mark.parametrize(
    ("body", "pair"),
    [
        (b"OK", None),
        (b"\xef\xbb\xbfOK\r\n", None),
        (b'"OK"', None),
        (b'{"OfflineSessionId":"269624","OfflineSeed":"584709474973155"}', OfflinePair("269624", "584709474973155")),
        (b'{"OfflineSessionId":269624,"OfflineSeed":584709474973155}', OfflinePair("269624", "584709474973155")),
        (b'{"OfflineSessionId":null,"OfflineSeed":null}', None),
    ],
)
def test_an_accepted_package(body: bytes, pair: OfflinePair | None) -> None:
    with serving(always(response(body))) as fault_server:
        outcome = package(client(fault_server.url))
        assert isinstance(outcome, PackageAccepted)
        assert outcome.granted == pair
        assert fault_server.asked[0].line.split()[1] == "/fs/pck"


@pytest.mark.parametrize(
    "body",
    [b"{}", b"OKAY", b'{"OfflineSessionId":"1"}', b'{"OfflineSessionId":-1,"OfflineSeed":2}', b'{"UID":"x"}', b"NOK"],
)
def test_half_an_acceptance_is_none(body: bytes) -> None:
    with serving(always(response(body))) as fault_server:
        assert isinstance(package(client(fault_server.url)), Unknown)


def test_a_refused_package_names_the_document() -> None:
    text = (
        "Код помилки: 10 PackageValidationError\r\nПомилка обробки документа за № 2 в пакеті, дислокація 8004:\r\nЧас"
    )
    with serving(always(response(text.encode(), "400 Bad Request", TEXT))) as fault_server:
        outcome = package(client(fault_server.url))
    assert isinstance(outcome, Refused)
    assert (outcome.code, outcome.refusal.failing_index, outcome.refusal.failing_offset) == (10, 2, 8004)


def test_the_command_channel_for_documents() -> None:
    def reply(ticket: bytes) -> bytes:
        body = {"UID": REQUEST_UID, "Ticket": base64.b64encode(ticket).decode()}
        return response(json.dumps(body).encode(), kind="application/json")

    with serving(always(reply(signed(ticket_xml())))) as fault_server:
        outcome = send(client(fault_server.url, document_channel="SendDocument"))
        asked = fault_server.asked[0]
    assert isinstance(outcome, Registered)
    request = json.loads(asked.body)
    assert (request["Command"], base64.b64decode(request["Document"])) == ("SendDocument", b"0 a signed document")
    assert asked.headers["content-type"] == "application/json; charset=UTF-8"
    with serving(always(reply(ticket_xml()))) as fault_server:
        assert isinstance(send(client(fault_server.url, document_channel="SendDocument")), Unknown)
        open_minded = client(fault_server.url, document_channel="SendDocument", accept_unsigned_ticket=True)
        assert isinstance(send(open_minded), Registered)
    for body in (b"", b"{}", b"HTTP/1.1 204"):
        with serving(always(response(body))) as fault_server:
            assert isinstance(send(client(fault_server.url, document_channel="SendDocument")), Unknown)


def test_the_command_channel_for_packages() -> None:
    granted = {"UID": REQUEST_UID.upper(), "OfflineSessionId": "5", "OfflineSeed": "7"}
    with serving(always(response(json.dumps(granted).encode()))) as fault_server:
        outcome = client(fault_server.url).send_package_as_command([b"one", b"two"], sign)
        body = fault_server.asked[0].body
    assert isinstance(outcome, PackageAccepted)
    assert outcome.granted == OfflinePair("5", "7")
    request = json.loads(body[body.index(b"{") : body.index(b"}") + 1])
    assert [base64.b64decode(one) for one in request["Documents"]] == [b"one", b"two"]
    for bad in ({}, {"UID": None}, {"UID": "another"}):
        with serving(always(response(json.dumps(bad).encode()))) as fault_server:
            assert isinstance(client(fault_server.url).send_package_as_command([b"one"], sign), Unknown)


def test_an_answer_to_another_request_is_unknown() -> None:
    with serving(always(response(json.dumps(STATE | {"UID": "another"}).encode()))) as fault_server:
        outcome = command(client(fault_server.url))
    assert isinstance(outcome, Unknown)
    assert outcome.reason == "foreign-answer"


def test_a_state_with_the_finer_clock() -> None:
    with serving(always(response(json.dumps(STATE).encode(), extra="Date: Sat, 21 Nov 2026 08:00:00 GMT\r\n"))) as s:
        outcome = command(client(s.url))
    assert isinstance(outcome, Answered)
    assert outcome.value.next_local_number == 12
    assert outcome.exchange.skew is not None
    assert 2.0 <= outcome.exchange.skew.seconds <= 2.6


def test_a_document_in_the_server_s_signature() -> None:
    with serving(always(response(signed(b"<CHECK/>")))) as fault_server:
        outcome = raw_check(client(fault_server.url))
    assert isinstance(outcome, Answered)
    assert outcome.value.content == b"<CHECK/>"
    assert outcome.value.signatory.trusted


def test_signed_commands_need_a_signer_and_others_do_not() -> None:
    with serving(always(response(b'{"Timestamp": null}'))) as fault_server:
        server = client(fault_server.url, server_side_timeout=True, seconds=2)
        with pytest.raises(ValueError, match="must be signed"):
            server.ask(commands.objects())
        assert isinstance(server.ask(commands.server_state()), Answered)
        request = json.loads(fault_server.asked[0].body)
    assert request == {
        "Command": "ServerState",
        "UID": REQUEST_UID,
        "Timestamp": "2026-11-21T08:00:00.000+00:00",
        "Timeout": 2000,
    }


def test_a_kept_connection_serves_a_whole_day_of_calls() -> None:
    with serving(always(response(signed(ticket_xml())))) as fault_server:
        server = client(fault_server.url)
        assert all(isinstance(send(server), Registered) for _ in range(5))
        assert fault_server.connections == 1
        server.close()
