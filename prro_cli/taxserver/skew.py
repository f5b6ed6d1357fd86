"""How far the server's clock is from ours, measured on every answer (API 08.2025, `Date` and `Timestamp`)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from prro_cli.taxserver.outcomes import ClockSkew

# A clock before the protocol existed is a broken clock or a broken answer, not a skew.
_FIRST_PLAUSIBLE = datetime(2020, 1, 1, tzinfo=UTC)
_DATE_RESOLUTION = 1.0


def parse_http_date(text: str) -> datetime | None:
    """The `Date` header, or None when it is missing, wrong or implausible."""
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
    return plausible(moment if moment.tzinfo else moment.replace(tzinfo=UTC))


def plausible(moment: datetime | None) -> datetime | None:
    """The moment, unless it lies before this protocol."""
    try:
        return moment if moment is not None and moment >= _FIRST_PLAUSIBLE else None
    except OverflowError:
        return None


def skew_from_date(server: datetime | None, received: datetime, seconds: float) -> ClockSkew | None:
    """From the `Date` header, which is cut to whole seconds: its middle is the best estimate."""
    if server is None:
        return None
    middle = server + timedelta(seconds=_DATE_RESOLUTION / 2)
    return _skew(middle, received, seconds, _DATE_RESOLUTION / 2)


def skew_from_timestamp(server: datetime | None, received: datetime, seconds: float) -> ClockSkew | None:
    """From the `Timestamp` member, which has fractions of a second."""
    server = plausible(server)
    return None if server is None else _skew(server, received, seconds, 0.0)


def _skew(server: datetime, received: datetime, seconds: float, resolution: float) -> ClockSkew:
    """The answer was written at some moment of the call; its middle is taken, half of it is the doubt."""
    asked_at = received - timedelta(seconds=seconds / 2)
    return ClockSkew((server - asked_at).total_seconds(), seconds / 2 + resolution)
