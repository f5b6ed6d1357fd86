"""Rows of 5-ПРРО from certificates: whose key signs receipts, under which identifier (registration 1.4)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from prro_cli.errors.registration import FormSourceError
from prro_cli.forms.model import CASHIER, KeyRow
from prro_cli.lang import say
from prro_cli.registration.filling import ROLE_WORDS

if TYPE_CHECKING:
    from prro_cli.crypto.x509 import Certificate


def split_role(text: str) -> tuple[str, str]:
    """`olena.cer=senior` → the file and the type of signature; without a role it is «Касир»."""
    name, sign, word = text.rpartition("=")
    role = ROLE_WORDS.get(word.strip().casefold()) or next(
        (r for r in ROLE_WORDS if r.casefold() == word.casefold()), ""
    )
    return (name, ROLE_WORDS.get(role, role)) if sign and role else (text, CASHIER)


def row_from(
    certificates: Sequence[Certificate], source: str, role: str, at: datetime, *, upper: bool = True
) -> KeyRow:
    """The row of the newest signing certificate among these; for a seal the business stands in it (zt.tax 617424)."""
    signing = [one for one in certificates if one.for_signing and not one.is_ca]
    if not signing:
        raise FormSourceError(file=source, detail=say("no certificate for signing is in it"))
    certificate = max(signing, key=lambda one: (one.valid_at(at), one.not_before))
    owner, key_id = certificate.owner, certificate.subject_key_id
    if key_id is None:
        raise FormSourceError(file=source, detail=say("the certificate has no subjectKeyIdentifier"))
    person = " ".join(part for part in (owner.surname, owner.given_name) if part) or owner.name
    name = (owner.organisation or owner.name) if owner.is_seal else person
    tin = owner.organisation_number if owner.is_seal else owner.person_number or owner.tax_number
    shown = key_id.hex().upper() if upper else key_id.hex()
    return KeyRow(name=name, tin=tin, key_id=shown, role=role)
