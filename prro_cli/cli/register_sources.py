"""What a form is filled in from: certificate, earlier forms, desk, file, options; the later one wins."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from prro_cli.cli.definitions import named_desk
from prro_cli.cli.face import Face
from prro_cli.cli.files import read_input
from prro_cli.cli.register_options import Common
from prro_cli.errors.registration import FormError, FormSourceError, FormUnreadableError
from prro_cli.home.desks import Desk, desks_of
from prro_cli.lang import say
from prro_cli.record import dataclass
from prro_cli.values import kyiv

if TYPE_CHECKING:
    from prro_cli.crypto.x509 import Certificate
    from prro_cli.forms.catalogue import Catalogue, Edition
    from prro_cli.forms.model import Declar
    from prro_cli.forms.rules import Known
    from prro_cli.registration.earlier import Earlier

MAX_FORM = 2 * 1024 * 1024
FORMS_DIR, FILED_DIR, RECIPIENTS_DIR = "forms", "filed", "recipients"


@dataclass(frozen=True, slots=True)
class Sources:
    """Everything that is known before anybody is asked."""

    catalogue: Catalogue
    edition: Edition
    earlier: tuple[Earlier, ...]
    desks: tuple[Desk, ...]
    given: Mapping[str, Any]
    """What options and file say: never asked for again."""
    values: dict[str, Any]
    """All of it, the later source winning."""
    today: date

    def known(self, declar: Declar | None = None) -> Known:
        """What new forms must agree with; a form written anew does not contradict itself."""
        from prro_cli.registration.earlier import known_from, others

        return known_from(self.earlier if declar is None else others(self.earlier, declar), self.desks)


def catalogue_of(face: Face) -> Catalogue:
    """The data about the forms, with what the home replaces."""
    from prro_cli.forms import catalogue

    return catalogue.load(face.home.path / FORMS_DIR)


def gather(face: Face, form: str, given: dict[str, Any], common: Common) -> Sources:
    """All sources of a form."""
    from prro_cli.forms.declare import table_of
    from prro_cli.forms.model import BODIES
    from prro_cli.registration import earlier as filed
    from prro_cli.registration.filling import field_value, read_source

    catalogue = catalogue_of(face)
    today = face.environment.now().astimezone(kyiv()).date()
    edition = catalogue.edition(form, today)
    if common.file is not None:
        in_file = read_source(read_input(face, common.file, MAX_FORM), str(common.file), edition)
        given = in_file | given
    if given.get("filled"):
        member = table_of(BODIES[edition.sub]).slots["HFILL"].member
        assert member.field is not None  # HFILL is a field
        today = _or(lambda: field_value(member.field, given["filled"], "J"), today)
        edition = catalogue.edition(form, today)
    forms = earlier_forms(face, common.from_forms or ())
    taxpayer, signer = _certificate_values(face, common)
    desk = _desk_values(face, given)
    start = {**taxpayer, **desk, **given}
    values = {**taxpayer, **filed.from_forms(forms, BODIES[edition.sub], start), **signer, **desk, **given}
    desks = tuple(desks_of(face.settings.config).values())
    if isinstance(values.get("objects"), list):
        known = filed.known_from(forms, ())
        values["objects"] = filed.completed_rows(values["objects"], known, str(values.get("tin") or "") or None)
    return Sources(catalogue, edition, tuple(forms), desks, given, values, today)


def _or(read: Any, otherwise: date) -> date:
    """A date that cannot be read is told later, with all other faults."""
    try:
        found: date = read()
    except ValueError:
        return otherwise
    return found


def earlier_forms(face: Face, files: Sequence[Path]) -> list[Earlier]:
    """The forms this home has written before, and those given with --from; the same file name counts once."""
    from prro_cli.forms.reader import read_declar
    from prro_cli.registration.earlier import Earlier

    kept = face.home.path / FORMS_DIR / FILED_DIR
    found: dict[str, Earlier] = {}
    answered = _answered(face)
    for path in [*sorted(kept.glob("*.XML"), key=lambda p: (p.stat().st_mtime_ns, p.name)), *files]:
        state, number = answered.get(path.name.casefold(), ("", None))
        try:
            content, _ = bare_form(read_input(face, path, MAX_FORM))
            declar = read_declar(content)
        except FormError as error:
            raise FormSourceError(file=path, detail=error.cause) from None
        found[path.name.casefold()] = Earlier(declar, path.name, number, refused=state == "refused")
    return list(found.values())


def _answered(face: Face) -> dict[str, tuple[str, str | None]]:
    """What receipts said of the forms that were sent: state and fiscal number by file name."""
    from prro_cli.cli.journal_access import open_journal

    if not face.home.journal_path.exists():
        return {}
    with open_journal(face, read_only=True) as journal:
        return {one.file_name.casefold(): (one.state, one.fiscal_number) for one in journal.registrations()}


def bare_form(data: bytes) -> tuple[bytes, tuple[str, ...]]:
    """The form inside signatures and transport containers; an encrypted one cannot be looked into here."""
    from prro_cli.crypto.errors import CryptoError
    from prro_cli.crypto.transport import LayerKind, unwrap

    try:
        unwrapped = unwrap(data)
    except CryptoError as error:
        raise FormUnreadableError(detail=say("the container around it is broken: {error}", error=error)) from None
    kinds = tuple(layer.kind.value for layer in unwrapped.layers[:-1])
    if unwrapped.content is None:
        encrypted = unwrapped.layers[-1].kind is LayerKind.ENCRYPTED
        raise FormUnreadableError(
            detail=say("it is encrypted for the tax service")
            if encrypted
            else say("it is a signature without its document")
        )
    return unwrapped.content, kinds


def certificates_of(face: Face, key: str) -> list[Certificate]:
    """The certificates of a key of the vault; no password is needed for them."""
    from prro_cli.cli.vaults import named_header
    from prro_cli.crypto.containers import certificates_in

    return list(certificates_in(named_header(face, key).certificates))


def _certificate_values(face: Face, common: Common) -> tuple[dict[str, Any], dict[str, Any]]:
    """The taxpayer from the last signer's certificate (a seal speaks for the business), the person from --key."""
    from prro_cli.registration.earlier import from_certificate

    taxpayer: dict[str, Any] = {}
    signer: dict[str, Any] = {}
    for name in dict.fromkeys((*(common.signer or ()), *((common.key,) if common.key else ()))):
        signing = [one for one in certificates_of(face, name) if one.for_signing]
        if signing:
            whose, person = from_certificate(max(signing, key=lambda one: one.not_before))
            taxpayer |= whose
            signer |= person
    return taxpayer, signer


def _desk_values(face: Face, given: Mapping[str, Any]) -> dict[str, Any]:
    """The desk named with --desk; for anything but a first registration its own numbers, too."""
    from prro_cli.registration.earlier import from_desk

    name = face.options.desk or face.environment.variables.get("PRRO_DESK")
    if not name:
        return {}
    desk = named_desk(desks_of(face.settings.config), name)
    face.desk_name = desk.name
    return from_desk(desk, itself=str(given.get("action", "register")).casefold() not in ("register", "m011"))
