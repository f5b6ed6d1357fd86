"""What can go wrong with keys, certificates and signed messages.

The room knows nothing of exit codes or of the program around it: `prro_cli.errors` gives each of these
classes its id, its exit code and its next command.
"""


class CryptoError(Exception):
    """Base of everything this room raises on bad input; any other exception from it is a bug."""


class MalformedError(CryptoError):
    """The bytes are not what they claim to be: truncated, hostile, or of another format."""


class LimitError(MalformedError):
    """Well-formed so far, but larger, deeper or slower than anything honest would be."""


class UnsupportedError(CryptoError):
    """Understood, but made with an algorithm or a form that this program does not handle."""


class WrongPasswordError(CryptoError):
    """The password does not open the container."""


class KeyMismatchError(CryptoError):
    """The private key and the certificate do not belong together, or the key is not the one asked for."""


class CertificateError(CryptoError):
    """The certificate may not be used for this: expired, not yet valid, wrong key usage, no chain."""


class SignatureInvalidError(CryptoError):
    """The signature, or something it must agree with, is wrong. The text says which check failed."""


class SelfCheckError(CryptoError):
    """A signature of our own failed the check made before release: broken memory, table or random source."""


class VaultModeError(CryptoError):
    """A file or folder of the vault is open to other users, or is not what it should be. The text says the fix."""


class VaultEntryError(CryptoError):
    """The vault has no key of that name, has one already, or the name cannot be used."""
