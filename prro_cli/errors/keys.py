"""Errors of keys, certificates and signed messages, and the one table that gives the crypto room's errors their ids."""

from __future__ import annotations

from prro_cli.crypto import errors as crypto
from prro_cli.errors.base import ExitCode, PrroError


class MalformedInputError(PrroError):
    id = "PRRO-E0303"
    exit_code = ExitCode.INVALID_DATA
    title = "The file is not what it should be"
    cause_template = "{subject}: {detail}"
    next_templates = ("check that the file is whole and of the right kind",)


class LimitExceededError(PrroError):
    id = "PRRO-E0304"
    exit_code = ExitCode.INVALID_DATA
    title = "The file asks for more than anything honest would"
    cause_template = "{subject}: {detail}"
    next_templates = ("get the file again from its source", "a key file of your own: prro key add FILE --max-rounds N")


class SignatureWrongError(PrroError):
    id = "PRRO-E0305"
    exit_code = ExitCode.INVALID_DATA
    title = "The signature is not valid"
    cause_template = "{subject}: {detail}"
    next_templates = ("do not use the document; get it again from its source",)


class KeyNotFoundError(PrroError):
    id = "PRRO-E0402"
    exit_code = ExitCode.NOT_FOUND
    title = "There is no such key"
    cause_template = "no key named {name!r} in {where}{nearest}"
    next_templates = ("prro key list", "prro key add FILE --name {name}")


class KeyExistsError(PrroError):
    id = "PRRO-E0502"
    exit_code = ExitCode.REFUSED
    title = "A key of this name is already there"
    cause_template = "the key {name!r} exists; replacing it must be said"
    next_templates = ("prro key replace {name} FILE", "prro key list")


class PasswordWrongError(PrroError):
    id = "PRRO-E5001"
    exit_code = ExitCode.KEY_UNUSABLE
    title = "The password does not open the key"
    cause_template = "{subject}: {detail}"
    next_templates = ("try again with the right password (keyboard layout, capital letters)",)


class PasswordMissingError(PrroError):
    id = "PRRO-E5002"
    exit_code = ExitCode.KEY_UNUSABLE
    title = "No password was given"
    cause_template = "{subject} needs a password, and there is nobody to ask"
    next_templates = ("give --password-file FILE, --password-fd N or PRRO_PASSWORD_COMMAND",)


class KeyUnsupportedError(PrroError):
    id = "PRRO-E5003"
    exit_code = ExitCode.KEY_UNUSABLE
    title = "The key or message uses something this program does not handle"
    cause_template = "{subject}: {detail}"
    next_templates = ("ask the issuer of the key for a file key (Key-6.dat, .jks, .zs2, .pfx)",)


class KeyMismatchedError(PrroError):
    id = "PRRO-E5004"
    exit_code = ExitCode.KEY_UNUSABLE
    title = "The key and the certificate do not belong together"
    cause_template = "{subject}: {detail}"
    next_templates = ("give the certificate of this key: prro key add FILE --cert CERTIFICATE",)


class SelfCheckFailedError(PrroError):
    id = "PRRO-E5005"
    exit_code = ExitCode.KEY_UNUSABLE
    title = "The signature failed its own check and was not released"
    cause_template = "{subject}: {detail}"
    next_templates = ("prro key check", "test the memory of this machine")


class CertificateUnusableError(PrroError):
    id = "PRRO-E5101"
    exit_code = ExitCode.CERTIFICATE_EXPIRED
    title = "The certificate may not be used now"
    cause_template = "{subject}: {detail}"
    next_templates = ("prro key show", "prro key replace NAME FILE")


class PasswordEmptyError(PrroError):
    id = "PRRO-E5006"
    exit_code = ExitCode.KEY_UNUSABLE
    title = "The password is empty"
    cause_template = "{source} gave an empty password for {subject}"
    next_templates = ("write the password into the first line",)


class PasswordsDifferError(PrroError):
    id = "PRRO-E5010"
    exit_code = ExitCode.KEY_UNUSABLE
    title = "The two passwords differ"
    cause_template = "the password of {subject} was typed twice, differently"
    next_templates = ("type it again",)


class PasswordCommandError(PrroError):
    id = "PRRO-E5007"
    exit_code = ExitCode.KEY_UNUSABLE
    title = "The command that gives the password failed"
    cause_template = "PRRO_PASSWORD_COMMAND: {detail}"
    next_templates = ("run the command by hand and see what it says",)


class VaultAccessError(PrroError):
    id = "PRRO-E6210"
    exit_code = ExitCode.PERMISSIONS
    title = "The vault is open to others, or closed to you"
    cause_template = "{detail}"
    next_templates = ("prro doctor",)


class KeyNameError(PrroError):
    id = "PRRO-E0410"
    exit_code = ExitCode.NOT_FOUND
    title = "The vault has nothing under this name"
    cause_template = "{detail}"
    next_templates = ("prro key list",)


class AuthorityMissingError(PrroError):
    id = "PRRO-E0320"
    exit_code = ExitCode.INVALID_DATA
    title = "There is no authority in the file"
    cause_template = "{subject}: none of its certificates may issue certificates"
    next_templates = ("give the certificates of the authority that issued the key (.cer or .p7b)",)


class SignatureUntrustedError(PrroError):
    id = "PRRO-E0321"
    exit_code = ExitCode.INVALID_DATA
    title = "The signature is valid, but nobody you trust stands behind it"
    cause_template = "{subject}: {detail}"
    next_templates = ("give the authority of the signer: prro verify FILE --trust CA.cer",)


class KeyNeedsSigningError(PrroError):
    id = "PRRO-E5008"
    exit_code = ExitCode.KEY_UNUSABLE
    title = "There is no certificate to sign with"
    cause_template = "{subject}: {detail}"
    next_templates = ("give the certificate for signing: prro key add FILE --cert CERTIFICATE",)


class NotForThisKeyError(PrroError):
    id = "PRRO-E5009"
    exit_code = ExitCode.KEY_UNUSABLE
    title = "The message is encrypted for somebody else"
    cause_template = "{subject}: {detail}"
    next_templates = ("prro key list", "prro decrypt FILE --key OTHER")


_FROM_CRYPTO: dict[type[crypto.CryptoError], type[PrroError]] = {
    crypto.LimitError: LimitExceededError,
    crypto.MalformedError: MalformedInputError,
    crypto.UnsupportedError: KeyUnsupportedError,
    crypto.WrongPasswordError: PasswordWrongError,
    crypto.KeyMismatchError: KeyMismatchedError,
    crypto.CertificateError: CertificateUnusableError,
    crypto.SignatureInvalidError: SignatureWrongError,
    crypto.SelfCheckError: SelfCheckFailedError,
    crypto.VaultModeError: VaultAccessError,
    crypto.VaultEntryError: KeyNameError,
    crypto.CryptoError: MalformedInputError,
}


def from_crypto(error: crypto.CryptoError, subject: str = "the input") -> PrroError:
    """The user's error for one of the crypto room, by its nearest class."""
    for cls in type(error).__mro__:
        if cls in _FROM_CRYPTO:
            return _FROM_CRYPTO[cls](subject=subject, detail=str(error), next_steps=_mend(error))
    raise AssertionError("every CryptoError has the base class in the table")


def _mend(error: crypto.CryptoError) -> tuple[str, ...] | None:
    """The command that the vault's complaint about a mode ends with, or the class's own steps."""
    _, found, command = str(error).partition("mend it: ")
    return (command,) if found else None
