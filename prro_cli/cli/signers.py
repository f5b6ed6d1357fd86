"""Who signs at a desk, as the engine sees it: an opened key, or one that is only opened if it comes to that."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from prro_cli.crypto.pairing import Pair
    from prro_cli.crypto.vault_format import VaultHeader
    from prro_cli.engine.ports import Signed, Signer
    from prro_cli.taxserver.timestamps import TimeStamper

STAMPER_REST_SECONDS = 60.0
"""After a time-stamp provider gave no answer a batch does not wait for it before each receipt."""


class VaultSigner:
    """An opened key as the engine sees it; documents get a time-stamp where the desk wants one."""

    def __init__(self, pair: Pair, digest: str | None, stamper: TimeStamper | None, ticks: Callable[[], float]) -> None:
        self._pair = pair
        self._digest = digest
        self._stamper = stamper
        self._ticks = ticks
        self._failed_at: float | None = None
        self._failure = ""
        self.ski = (pair.certificate.subject_key_id or b"").hex()
        self.person = pair.certificate.owner.name

    def sign(self, content: bytes, *, timestamp: bool) -> Signed:
        """A document's signature; the time-stamp is for online documents."""
        from prro_cli.engine.ports import Signed

        message = self.sign_command(content)
        if not timestamp or self._stamper is None:
            return Signed(message, stamped=False)
        if self._failed_at is not None and self._ticks() - self._failed_at < STAMPER_REST_SECONDS:
            return Signed(message, stamped=False, warning=self._failure)
        stamped = self._stamper.stamp(message)
        if stamped.warning:
            self._failed_at, self._failure = self._ticks(), stamped.warning
        return Signed(stamped.message, stamped.stamped, stamped.warning)

    def sign_command(self, content: bytes) -> bytes:
        """A command's signature: never stamped."""
        from prro_cli.crypto import cms

        return cms.sign(content, self._pair, cms.Options(digest=self._digest))


class SleepingSigner:
    """A key that nothing has to be signed with: `--dry-run` asks for no password (cli-conventions 3.3).

    It wakes where the tax server must be asked after all, for a receipt that is not in this journal.
    """

    def __init__(self, header: VaultHeader, wake: Callable[[], Signer]) -> None:
        self._wake = wake
        self._awake: Signer | None = None
        self.ski = header.key_id.hex()
        self.person = header.person or header.organisation

    def _signer(self) -> Signer:
        if self._awake is None:
            self._awake = self._wake()
        return self._awake

    def sign(self, content: bytes, *, timestamp: bool) -> Signed:
        """See `VaultSigner.sign`."""
        return self._signer().sign(content, timestamp=timestamp)

    def sign_command(self, content: bytes) -> bytes:
        """See `VaultSigner.sign_command`."""
        return self._signer().sign_command(content)
