"""The server's clock against ours."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from prro_cli.taxserver.skew import parse_http_date, plausible, skew_from_date, skew_from_timestamp

NOON = datetime(2026, 11, 21, 12, 0, 10, tzinfo=UTC)


def test_the_middle_of_the_call_is_compared() -> None:
    skew = skew_from_timestamp(datetime(2026, 11, 21, 12, 0, 5, tzinfo=UTC), NOON, 4.0)
    assert skew is not None
    assert (skew.seconds, skew.uncertainty) == (-3.0, 2.0)
    assert not skew.exceeds(1.0)
    assert skew.exceeds(0.5)


def test_a_date_of_whole_seconds_is_less_certain() -> None:
    skew = skew_from_date(parse_http_date("Sat, 21 Nov 2026 12:00:10 GMT"), NOON, 1.0)
    assert skew is not None
    assert (skew.seconds, skew.uncertainty) == (1.0, 1.0)
    assert skew_from_date(None, NOON, 1.0) is None


@pytest.mark.parametrize("text", ["", "now", "Thu, 01 Jan 1970 00:00:00 GMT", "Sat, 21 Nov 99999 12:00:10 GMT", "1"])
def test_no_date(text: str) -> None:
    assert parse_http_date(text) is None


def test_a_time_before_the_protocol_measures_nothing() -> None:
    early = datetime.min.replace(tzinfo=timezone(timedelta(hours=14)))
    assert plausible(early) is None
    assert skew_from_timestamp(early, NOON, 1.0) is None
    assert skew_from_timestamp(None, NOON, 1.0) is None
