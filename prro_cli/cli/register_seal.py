"""Signing and encrypting a prepared form: keys opened in the order of the signers, the recipient chosen."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from prro_cli.cli.face import Face
from prro_cli.cli.register_options import Common
from prro_cli.cli.register_sources import FORMS_DIR, RECIPIENTS_DIR, catalogue_of, certificates_of
from prro_cli.cli.secrets import PasswordOptions
from prro_cli.cli.sign import checked_tsp, stamped
from prro_cli.cli.trusted import load_certificate_files
from prro_cli.cli.vaults import digest_setting, open_key, prepare_signing
from prro_cli.errors.general import UsageError
from prro_cli.errors.keys import from_crypto
from prro_cli.errors.registration import RecipientMissingError, SignerMissingError
from prro_cli.lang import say
from prro_cli.render.answer import Notice

if TYPE_CHECKING:
    from prro_cli.crypto.vault import VaultKey
    from prro_cli.crypto.x509 import Certificate
    from prro_cli.registration.prepare import Prepared
    from prro_cli.registration.sealing import Parties, Sealed, Sealing


def signers_of(common: Common) -> tuple[str, ...]:
    """The keys that sign, in their order."""
    return tuple(common.signer or ((common.key,) if common.key else ()))


def sealed(face: Face, prepared: Prepared, common: Common, channel: str) -> tuple[Prepared, list[Notice]]:
    """The form with its container; for the channel `file` without signers or recipient the form alone."""
    from prro_cli.registration.sealing import ends_soon

    signers = signers_of(common)
    wish = sealing_wish(face, common, channel)
    if channel == "file" and not common.signer and not common.recipient:
        if not signers:
            return prepared, [_not_sealed(say("no key was named (--key)"))]
        if not recipient_files(face):
            return prepared, [_not_sealed(say("there is no certificate of the tax service (--recipient)"))]
    if not signers:
        raise SignerMissingError(detail=say("a container for a gateway must be signed"))
    recipient = recipient_of(face, common, channel)
    notices = []
    if ends_soon(recipient, face.environment.now()):
        text = say("the certificate of the tax service ends on {not_after:%Y-%m-%d}", not_after=recipient.not_after)
        notices.append(
            Notice("recipient-ends", text, say("get the next one from the page «Єдина адреса» of tax.gov.ua"))
        )
    notices += _strangers(face, prepared, signers)
    return prepared.with_seal(_seal(face, prepared, common, wish, recipient)), notices


def _strangers(face: Face, prepared: Prepared, signers: tuple[str, ...]) -> list[Notice]:
    """Told, not refused: signatures of somebody else than the form names are a ground for refusal."""
    owners = [one.owner for name in signers for one in certificates_of(face, name) if one.for_signing]
    body = prepared.form.body
    signer_tin = getattr(body, "signer_tin", None)
    notices = []
    if signer_tin and not any(owner.is_seal or owner.person_number == signer_tin for owner in owners):
        text = say("HKBOS names {signer_tin} as the signer, none of the keys is of that person", signer_tin=signer_tin)
        notices.append(Notice("signer-not-named", text, say("sign with the key of the person whom the form names")))
    if not any(body.tin in (owner.person_number, owner.organisation_number) for owner in owners):
        text = say("the form is of the taxpayer {tin}, none of the keys is", tin=body.tin)
        notices.append(Notice("signer-of-another", text, say("sign with a key of the taxpayer")))
    return notices


def _not_sealed(why: str) -> Notice:
    return Notice(
        "not-sealed", say("only the form itself was written, not signed: {why}", why=why), say("sign it in the cabinet")
    )


def sealing_wish(face: Face, common: Common, channel: str) -> Sealing:
    """The layout of the channel, unless another was asked for."""
    from prro_cli.registration.sealing import LAYOUT_OF_CHANNEL, EnvelopeKey, Layout, Sealing

    try:
        layout = Layout(common.layout) if common.layout else LAYOUT_OF_CHANNEL[channel]
        envelope = EnvelopeKey(common.envelope)
    except ValueError as error:
        raise UsageError(
            detail=say(
                "{error}: --layout is one of {layouts}, --envelope one of {envelopes}",
                error=error,
                layouts=", ".join(Layout),
                envelopes=", ".join(EnvelopeKey),
            )
        ) from None
    return Sealing(layout=layout, envelope=envelope, digest=digest_setting(face))


def recipient_files(face: Face) -> list[Path]:
    """The certificates of the tax service that the user has put into the home."""
    folder = face.home.path / FORMS_DIR / RECIPIENTS_DIR
    return sorted(path for path in folder.glob("*") if path.suffix.lower() in (".cer", ".crt", ".pem", ".p7b"))


def recipient_of(face: Face, common: Common, channel: str = "file") -> Certificate:
    """The certificate to encrypt for: the given file, or those in the home; keyUsage and validity decide.

    Where several in the home could be used, the one that is published for the channel (its file bears that name).
    """
    from prro_cli.registration.sealing import choose_recipient

    files = [common.recipient] if common.recipient else recipient_files(face)
    folder = face.home.path / FORMS_DIR / RECIPIENTS_DIR
    if not files:
        raise RecipientMissingError(where=folder)
    where = str(common.recipient or folder)
    now = face.environment.now()
    usable = [one for one in load_certificate_files(face, files) if one.for_key_agreement and one.valid_at(now)]
    if len(usable) > 1 and common.recipient is None:
        published = {r.name.casefold() for r in catalogue_of(face).recipients if channel in r.channels}
        files = [path for path in files if path.stem.casefold() in published] or files
    return choose_recipient(load_certificate_files(face, files), now, where)


def _seal(face: Face, prepared: Prepared, common: Common, wish: Sealing, recipient: Certificate) -> Sealed:
    from prro_cli.crypto.errors import CryptoError
    from prro_cli.registration.sealing import seal

    provider = checked_tsp(common.tsp)
    address = "" if provider == "auto" else provider
    stamp = None if provider == "none" else (lambda message: stamped(face, message, address).message)
    prepare_signing(face)
    with ExitStack() as stack:
        opened = open_all(face, common, stack)
        try:
            parties = parties_of(face, opened, recipient)
            return seal(prepared.xml, prepared.file_name, parties, face.environment.now(), wish, stamp)
        except CryptoError as error:
            raise from_crypto(error, say("the keys of the signers")) from None


def open_all(face: Face, common: Common, stack: ExitStack) -> list[VaultKey]:
    """Every signer's key, opened once even where it signs twice."""
    names = list(dict.fromkeys(signers_of(common)))
    files = common.password_file or []
    if len(files) > 1 and len(files) != len(names):
        raise UsageError(
            detail=say(
                "{files} password files for {names} signers; one for all, or one for each",
                files=len(files),
                names=len(names),
            )
        )
    opened: dict[str, VaultKey] = {}
    for place, name in enumerate(names):
        file = files[place if len(files) > 1 else 0] if files else None
        opened[name] = open_key(face, name, PasswordOptions(file, common.password_fd))
        stack.callback(opened[name].drop)
    return [opened[name] for name in signers_of(common)]


def parties_of(face: Face, opened: list[VaultKey], recipient: Certificate) -> Parties:
    """The signing pairs in order; receipts are opened by the last signer who has a key for that."""
    from prro_cli.crypto.pairing import own_pairs, signing_pair
    from prro_cli.errors.registration import NoReplyKeyError
    from prro_cli.registration.sealing import Parties, reply_pair

    now = face.environment.now()
    signers = [signing_pair(one.keys, one.certificates, now) for one in opened]
    for one in reversed(opened):
        try:
            return Parties(signers, reply_pair(own_pairs(one.keys, one.certificates), now, one.header.name), recipient)
        except NoReplyKeyError as error:
            last = error
    raise last
