"""The real seal: DSTU 4145 signatures of the server, judged against the authorities the desk trusts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from prro_cli.record import dataclass
from prro_cli.taxserver.outcomes import Signatory
from prro_cli.taxserver.seals import Opened, SealError

if TYPE_CHECKING:
    from prro_cli.crypto.cms_verify import Verdict
    from prro_cli.crypto.trust import TrustStore

# ЄДРПОУ of the State Tax Service in the certificate «Фіскальний сервер ПРРО» (signature notes 4.2).
TAX_SERVICE_CODE = "43005393"


@dataclass(frozen=True, slots=True)
class ServerTrust:
    """Whom to believe: a chain to these authorities, and this code of the organisation in the certificate.

    Without a store nothing is pinned: answers are opened, and every one of them carries a warning.
    """

    store: TrustStore | None = None
    expected_code: str | None = TAX_SERVICE_CODE


def vouched(bundle: bytes, expected_code: str | None = TAX_SERVICE_CODE) -> ServerTrust:
    """Trust in every certificate of a file (DER, PEM, p7b) that the desk's owner vouches for.

    All are pinned, not only roots: a desk may well trust the server's issuer, or its very certificate, alone.
    CryptoError when the file holds no certificate.
    """
    from prro_cli.crypto.bundles import load
    from prro_cli.crypto.trust import TrustStore, fingerprint

    certificates = tuple(load(bundle))
    return ServerTrust(TrustStore(certificates, frozenset(map(fingerprint, certificates))), expected_code)


class CmsSeal:
    """Opens signed answers with the crypto room."""

    def __init__(self, trust: ServerTrust, now: Callable[[], datetime]) -> None:
        self._trust = trust
        self._now = now

    def open(self, signed: bytes) -> Opened:
        """See `Seal.open`."""
        from prro_cli.crypto.cms_verify import verify
        from prro_cli.crypto.errors import CryptoError

        try:
            verdict = verify(signed, at=self._now(), store=self._trust.store)
        except CryptoError as error:
            raise SealError(str(error)) from error
        return Opened(verdict.content, self._signatory(verdict))

    def _signatory(self, verdict: Verdict) -> Signatory:
        from prro_cli.crypto.errors import CryptoError

        name = verdict.certificate.subject.display
        try:
            code = verdict.owner.organisation_number
        except CryptoError:
            code = ""  # numbers that cannot be read are no numbers; the check below says so
        expected = self._trust.expected_code
        problems = []
        if expected is not None and code != expected:
            problems.append(f"the answer is signed by {name!r} ({code or 'no code'}), not by the holder of {expected}")
        chain = verdict.chain
        if chain is None:
            problems.append(
                "the tax server's certificate is not pinned: no authorities are given, so any signer would do"
            )
            return Signatory(name, code, pinned=False, trusted=False, warning="; ".join(problems))
        # The chain alone decides: a server's own time-stamp by an authority we do not know takes nothing away.
        if not chain.trusted:
            problems += chain.problems or ("the root of the signer's certificate is not a pinned one",)
        return Signatory(name, code, pinned=True, trusted=not problems, warning="; ".join(problems))
