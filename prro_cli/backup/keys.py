"""Keys of backups: the till holds only the recipient (public), so a stolen till cannot read old backups."""

from __future__ import annotations

import base64
import binascii
import hashlib
from dataclasses import field

from prro_cli.errors.backup import BackupKeyTextError
from prro_cli.lang import say
from prro_cli.record import dataclass

PUBLIC_PREFIX = "prro-backup-"
PRIVATE_PREFIX = "PRRO-BACKUP-SECRET-KEY-"
_CHECK_BYTES = 3


@dataclass(frozen=True, slots=True)
class Recipient:
    """Whom a backup is closed for: an X25519 public key."""

    public: bytes

    @property
    def text(self) -> str:
        """How people write it, with a check sum against typing errors."""
        return PUBLIC_PREFIX + _coded(self.public).lower()

    @property
    def short(self) -> bytes:
        """Eight bytes that say in a header whose it is."""
        return hashlib.sha256(self.public).digest()[:8]

    def agree(self) -> tuple[bytes, bytes]:
        """A fresh ephemeral public key, and what it shares with the recipient."""
        from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

        ephemeral = X25519PrivateKey.generate()
        shared = ephemeral.exchange(X25519PublicKey.from_public_bytes(self.public))
        return ephemeral.public_key().public_bytes_raw(), shared


@dataclass(frozen=True, slots=True)
class Identity:
    """The private key that opens what was closed for its recipient."""

    private: bytes = field(repr=False)

    @property
    def text(self) -> str:
        """How it stands in its file."""
        return PRIVATE_PREFIX + _coded(self.private)

    @property
    def recipient(self) -> Recipient:
        """The public half."""
        from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

        return Recipient(X25519PrivateKey.from_private_bytes(self.private).public_key().public_bytes_raw())

    def agree(self, ephemeral: bytes) -> bytes:
        """What it shares with an ephemeral public key."""
        from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

        try:
            other = X25519PublicKey.from_public_bytes(ephemeral)
            return X25519PrivateKey.from_private_bytes(self.private).exchange(other)
        except ValueError as error:
            raise BackupKeyTextError(detail=say("the backup names an impossible key: {error}", error=error)) from None


def new_identity() -> Identity:
    """A fresh private key."""
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

    return Identity(X25519PrivateKey.generate().private_bytes_raw())


def read_recipient(text: str) -> Recipient:
    """`prro-backup-…` as `keygen` prints it."""
    text = text.strip()
    if text.upper().startswith(PRIVATE_PREFIX):
        raise BackupKeyTextError(detail=say("this is the private key; a recipient is the public one (prro-backup-…)"))
    if not text.lower().startswith(PUBLIC_PREFIX):
        raise BackupKeyTextError(detail=say("a recipient begins with {prefix}", prefix=PUBLIC_PREFIX))
    return Recipient(_decoded(text[len(PUBLIC_PREFIX) :]))


def read_identity(text: str) -> Identity:
    """The file `keygen` wrote: lines that begin with # are comments."""
    lines = [line.strip() for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    if len(lines) != 1 or not lines[0].upper().startswith(PRIVATE_PREFIX):
        raise BackupKeyTextError(
            detail=say("an identity file holds one line that begins with {prefix}", prefix=PRIVATE_PREFIX)
        )
    return Identity(_decoded(lines[0][len(PRIVATE_PREFIX) :]))


def _coded(data: bytes) -> str:
    check = hashlib.sha256(data).digest()[:_CHECK_BYTES]
    return base64.b32encode(data + check).decode("ascii").rstrip("=")


def _decoded(text: str) -> bytes:
    try:
        raw = base64.b32decode(text.upper() + "=" * (-len(text) % 8))
    except (binascii.Error, ValueError):
        raise BackupKeyTextError(detail=say("it holds characters no key has")) from None
    data, check = raw[:-_CHECK_BYTES], raw[-_CHECK_BYTES:]
    if len(data) != 32 or hashlib.sha256(data).digest()[:_CHECK_BYTES] != check:
        raise BackupKeyTextError(detail=say("it is incomplete or mistyped: its check sum does not fit"))
    return data
