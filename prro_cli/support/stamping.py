"""Asks a time-stamp provider whether it is there: a request over a text of no value, its answer read."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from http import HTTPStatus

from prro_cli.crypto import oids, timestamp
from prro_cli.crypto.algorithms import hash_bytes
from prro_cli.crypto.errors import CryptoError
from prro_cli.errors.server import TimeStampUnavailableError
from prro_cli.lang import say
from prro_cli.taxserver.http_wire import HttpWire
from prro_cli.taxserver.wire import WireFailure

SAMPLE = b"prro doctor"


def ask_for_stamp(address: str, seconds: float, variables: Mapping[str, str]) -> str:
    """Who stamped, in words; TimeStampUnavailableError where nobody did."""
    digest = oids.GOST34311
    request = timestamp.Request(digest, hash_bytes(digest, SAMPLE), secrets.randbits(63) | 1 << 63)
    wire = HttpWire(environment=variables)
    try:
        result = wire.post(address, request.encode(), content_type=timestamp.REQUEST_TYPE, seconds=seconds)
    finally:
        wire.close()
    if isinstance(result, WireFailure):
        raise TimeStampUnavailableError(detail=f"{address}: {result.detail}")
    if result.status != HTTPStatus.OK:
        raise TimeStampUnavailableError(detail=f"{address}: HTTP {result.status}")
    try:
        stamp = timestamp.read_token(timestamp.token_of_response(result.body))
    except CryptoError as error:
        raise TimeStampUnavailableError(detail=f"{address}: {error}") from None
    if stamp.nonce != request.nonce or stamp.imprint != request.imprint:
        raise TimeStampUnavailableError(detail=say("{address}: the stamp is for something else", address=address))
    return f"{address} stamped"
