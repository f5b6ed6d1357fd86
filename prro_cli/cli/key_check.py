"""`prro key check`: does the key open, does it sign what its own certificate verifies, and may it be used now?"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from prro_cli.cli.face import Face
from prro_cli.cli.key_info import KeyInfo, notices_of
from prro_cli.cli.secrets import PasswordOptions
from prro_cli.cli.vaults import open_key, prepare_signing
from prro_cli.errors.base import ExitCode
from prro_cli.errors.keys import CertificateUnusableError, from_crypto
from prro_cli.lang import later, say
from prro_cli.record import dataclass
from prro_cli.render.answer import Answer

if TYPE_CHECKING:
    from prro_cli.crypto.vault import VaultKey
    from prro_cli.crypto.vault_format import VaultHeader

SAMPLE = b"prro key check: this text is signed and verified, and goes nowhere"


@dataclass(frozen=True, slots=True)
class KeyChecked:
    """What the check found; a failure is an error instead."""

    schema: ClassVar[str] = "prro.key.check/1"
    key: KeyInfo
    checked: tuple[str, ...]
    not_checked: tuple[str, ...]


def check_key(face: Face, header: VaultHeader, info: KeyInfo, options: PasswordOptions, days: int) -> Answer:
    """Open, sign, verify; then the dates and the chain."""
    from prro_cli.crypto.errors import CryptoError

    opened = open_key(face, header.name, options)
    prepare_signing(face)
    try:
        done = _round_trip(opened, header)
    except CryptoError as error:
        raise from_crypto(error, say("the key {name!r}", name=header.name)) from None
    finally:
        opened.drop()
    if info.state != "valid":
        detail = say(
            "valid from {begin:%Y-%m-%d} to {end:%Y-%m-%d}",
            begin=info.valid_from,
            end=info.valid_to,
        )
        raise CertificateUnusableError(
            subject=say("the key {name!r}", name=header.name),
            detail=detail,
            data={"key": info, "checked": done},
            next_steps=(f"prro key replace {header.name} FILE",),
        )
    warnings = notices_of(info, days)
    checked = (*done, later("validity dates"), *info.chain.checked)
    not_checked = (*info.chain.not_checked, later("whether the tax service knows this cashier"))
    result = KeyChecked(info, tuple(dict.fromkeys(checked)), not_checked)
    code = ExitCode.ATTENTION if warnings else ExitCode.OK
    return Answer(result, identifier=header.name, warnings=warnings, exit_code=code)


def _round_trip(opened: VaultKey, header: VaultHeader) -> tuple[str, ...]:
    """Sign a text with each signing pair and verify it with the certificate alone, at a time when it was valid."""
    from prro_cli.crypto import cms, cms_verify
    from prro_cli.crypto.pairing import signing_pair

    pair = signing_pair(opened.keys, opened.certificates, header.not_after)
    message = cms.sign(SAMPLE, pair)
    cms_verify.verify(message, at=header.not_after)
    return (
        later("the password opens the key"),
        later("the certificate belongs to the key"),
        later("a signature, made and verified"),
    )
