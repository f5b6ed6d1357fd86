"""Signature time-stamps: from the certificate's provider or the configured one, bounded, verified, with a way out."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from prro_cli.crypto import cms, issue, oids, timestamp
from prro_cli.crypto.cms_verify import verify
from prro_cli.errors.server import TimeStampUnavailableError
from prro_cli.taxserver.http_wire import HttpWire
from prro_cli.taxserver.timestamps import TimeStamper, TimeStampSettings
from tests.taxserver.faultserver import Behaviour, Visit, always, closed_port, response, serving
from tests.taxserver.world import NOW, signed, world

NONCE = 123456789


def stamper(**how: object) -> TimeStamper:
    settings = TimeStampSettings(seconds=1.0, **how)  # type: ignore[arg-type]
    return TimeStamper(HttpWire(environment={}), settings, new_nonce=lambda: NONCE, clock=time.monotonic)


def authority(answer: Callable[[timestamp.Request], bytes]) -> Behaviour:
    def behave(visit: Visit) -> None:
        while asked := visit.read():
            visit.answer(answer(timestamp.parse_request(asked.body)), kind="application/timestamp-reply")

    return behave


def grant(request: timestamp.Request) -> bytes:
    return timestamp.make_response(timestamp.make_token(request, world().stamping, NOW, 1))


def test_a_stamp_from_the_configured_provider() -> None:
    message = signed(b"<CHECK/>", world().cashier)
    with serving(authority(grant)) as server:
        result = stamper(address=server.url).stamp(message)
        asked = server.asked[0]
    assert (result.stamped, result.provider, result.warning) == (True, server.url, "")
    assert asked.headers["content-type"] == "application/timestamp-query"
    verdict = verify(result.message, at=NOW)
    assert verdict.content == b"<CHECK/>"
    assert verdict.stamp is not None
    assert (verdict.stamp.time, verdict.stamp.nonce) == (NOW, NONCE)


def test_the_provider_named_in_the_certificate() -> None:
    begin, end = datetime(2020, 1, 1, tzinfo=UTC), datetime(2035, 1, 1, tzinfo=UTC)
    with serving(authority(grant)) as server:
        home = replace(world().root, addresses=issue.Addresses(tsp=server.url))
        key = home.enrol(issue.person("Тестова", "Ірина", "1234567890"), issue.Profile(begin, end))
        result = stamper().stamp(cms.sign(b"<CHECK/>", key))
    assert (result.stamped, result.provider) == (True, server.url)


def test_no_provider_is_a_warning() -> None:
    message = signed(b"<CHECK/>", world().cashier)
    result = stamper().stamp(message)
    assert (result.message, result.stamped) == (message, False)
    assert "neither the certificate nor the configuration" in result.warning


def test_switched_off_is_silent() -> None:
    result = stamper(enabled=False, address="http://127.0.0.1:1/").stamp(b"message")
    assert (result.message, result.stamped, result.warning) == (b"message", False, "")


def foreign(request: timestamp.Request) -> bytes:
    return grant(replace(request, imprint=bytes(32)))


def old_nonce(request: timestamp.Request) -> bytes:
    return grant(replace(request, nonce=1))


def wrong_maker(request: timestamp.Request) -> bytes:
    return timestamp.make_response(timestamp.make_token(request, world().cashier, NOW, 1))


FAULTS: dict[str, Behaviour] = {
    "a stamp of other data": authority(foreign),
    "an answer to another request": authority(old_nonce),
    "a stamp by somebody else": authority(wrong_maker),
    "a refusal": authority(lambda request: timestamp.make_refusal("зайнято", 25)),
    "not a stamp": always(response(b"hello")),
    "http 500": always(response(b"", "500 Oops")),
    "a page": always(response(b"<html>", kind="text/html")),
    "silence": lambda visit: visit.silence(),
    "drip": lambda visit: visit.drip(b"HTTP/1.1 200 OK\r\n" + b"x" * 1000),
    "closed": lambda visit: None,
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_provider_that_does_not_deliver(name: str) -> None:
    message = signed(b"<CHECK/>", world().cashier)
    with serving(FAULTS[name]) as server:
        started = time.monotonic()
        result = stamper(address=server.url).stamp(message)
        assert time.monotonic() - started <= 4
        assert (result.message, result.stamped) == (message, False)
        assert server.url in result.warning
        if name != "silence":
            with pytest.raises(TimeStampUnavailableError) as raised:
                stamper(address=server.url, required=True).stamp(message)
            assert raised.value.id == "PRRO-E1002"
            assert server.url in raised.value.cause


def test_a_provider_that_is_not_there() -> None:
    result = stamper(address=f"http://127.0.0.1:{closed_port()}/").stamp(signed(b"x", world().cashier))
    assert not result.stamped
    assert result.warning


def test_gost_is_asked_for_where_kupyna_is_refused() -> None:
    message = cms.sign(b"<CHECK/>", world().cashier, cms.Options(digest=oids.KUPYNA256))

    def gost_only(request: timestamp.Request) -> bytes:
        return grant(request) if request.digest_algorithm == oids.GOST34311 else timestamp.make_refusal("digest", 0)

    with serving(authority(gost_only)) as server:
        assert stamper(address=server.url).stamp(message).stamped
        assert not stamper(address=server.url, gost_fallback=False).stamp(message).stamped
        assert len(server.asked) == 3
