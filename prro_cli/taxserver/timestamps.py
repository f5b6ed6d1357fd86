"""A signature time-stamp for online documents (RFC 3161 over HTTP; API notes 1.7, signature notes 4.3).

Wanted by the description, not enforced by the live server in 2026: so it is on by default, and where the
provider does not answer the document goes without it, with a warning, unless the configuration forbids that.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import field
from http import HTTPStatus

from prro_cli.errors.server import TimeStampUnavailableError
from prro_cli.record import dataclass
from prro_cli.taxserver.wire import Wire, WireFailure

DEFAULT_SECONDS = 5.0
MAX_PROVIDERS = 3


@dataclass(frozen=True, slots=True)
class TimeStampSettings:
    """How to get stamps. An empty `address` means the provider named in the signer's certificate.

    `gost_fallback` asks again with GOST 34.311 when a Kupyna imprint is refused: no source says whether that is
    ever needed.
    """

    enabled: bool = True
    address: str = ""
    seconds: float = DEFAULT_SECONDS
    required: bool = False
    gost_fallback: bool = True


@dataclass(frozen=True, slots=True)
class Stamped:
    """The message to send, with or without its stamp."""

    message: bytes = field(repr=False)
    stamped: bool
    provider: str = ""
    warning: str = ""


class _NoAnswerError(Exception):
    """Internal: the provider gave no usable HTTP answer."""


class TimeStamper:
    """Adds signature time-stamps; total time is bounded whatever the providers do."""

    def __init__(
        self,
        wire: Wire,
        settings: TimeStampSettings,
        *,
        new_nonce: Callable[[], int],
        clock: Callable[[], float],
    ) -> None:
        self._wire = wire
        self._settings = settings
        self._new_nonce = new_nonce
        self._clock = clock

    def stamp(self, message: bytes) -> Stamped:
        """The message with a verified stamp; without one and with a warning if none is to be had.

        TimeStampUnavailableError instead of the warning where the settings require a stamp.
        """
        if not self._settings.enabled:
            return Stamped(message, stamped=False)
        end = self._clock() + self._settings.seconds
        problems: list[str] = []
        providers = self._providers(message)
        for provider in providers:
            try:
                return Stamped(self._from(provider, message, end), stamped=True, provider=provider)
            except _NoAnswerError as error:
                problems.append(f"{provider}: {error}")
        detail = "; ".join(problems) or "neither the certificate nor the configuration names a provider"
        if self._settings.required:
            raise TimeStampUnavailableError(detail=detail)
        return Stamped(message, stamped=False, warning=f"signed without a time-stamp: {detail}")

    def _providers(self, message: bytes) -> Sequence[str]:
        if self._settings.address:
            return (self._settings.address,)
        from prro_cli.crypto.cms_read import read_signed

        signer = read_signed(message)
        named = [url for certificate in signer.certificates for url in certificate.tsp_urls]
        return tuple(dict.fromkeys(named))[:MAX_PROVIDERS]

    def _from(self, provider: str, message: bytes, end: float) -> bytes:
        from prro_cli.crypto import oids, timestamp
        from prro_cli.crypto.errors import CryptoError, UnsupportedError

        def fetch(request: bytes) -> bytes:
            return self._fetch(provider, request, end - self._clock())

        try:
            try:
                return timestamp.obtain(message, fetch, nonce=self._new_nonce())
            except UnsupportedError:
                digest = timestamp.request_for(message).digest_algorithm
                if not self._settings.gost_fallback or digest == oids.GOST34311:
                    raise
                return timestamp.obtain(message, fetch, nonce=self._new_nonce(), digest=oids.GOST34311)
        except CryptoError as error:
            raise _NoAnswerError(str(error)) from error

    def _fetch(self, provider: str, request: bytes, seconds: float) -> bytes:
        from prro_cli.crypto.timestamp import REQUEST_TYPE

        if seconds <= 0:
            raise _NoAnswerError("the time for it is over")
        result = self._wire.post(provider, request, content_type=REQUEST_TYPE, seconds=seconds)
        if isinstance(result, WireFailure):
            raise _NoAnswerError(result.detail)
        if result.status != HTTPStatus.OK:
            raise _NoAnswerError(f"HTTP {result.status}")
        return result.body
