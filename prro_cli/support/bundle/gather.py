"""Putting a bundle together: all parts, made to fit, and looked through for secrets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from prro_cli.crypto.secret import Secret
from prro_cli.errors.base import PrroError
from prro_cli.home.desks import cashiers_of, desks_of, routes_of
from prro_cli.record import dataclass
from prro_cli.support.bundle import contents
from prro_cli.support.bundle.archive import MOST_BYTES, manifest_of, packed
from prro_cli.support.bundle.contents import Part, Wanted
from prro_cli.support.bundle.masking import Mask
from prro_cli.support.bundle.scanner import known_secrets, refuse_secrets

if TYPE_CHECKING:
    from prro_cli.home.paths import Home
    from prro_cli.home.settings import Settings
    from prro_cli.journal.store import Journal

_FEWEST_EVENTS = 500
NEVER = (
    "keys, their passwords, PINs and badges",
    "seeds of offline sessions and session data of the tax server",
    "tokens and passwords of mail and message services, passphrases of backups",
    "addresses and telephone numbers of customers",
    "signed documents and answers of the tax server",
)
MASKED = ("tax numbers, names of people, companies and outlets, addresses", "lines of receipts", "XML of documents")


@dataclass(frozen=True, slots=True)
class Source:
    """Where everything comes from."""

    home: Home
    settings: Settings
    journal: Journal | None
    variables: Mapping[str, str]
    version: str
    made_at: str
    answers: Mapping[str, Mapping[str, Any]]
    """What commands of ours said: name → envelope."""


@dataclass(frozen=True, slots=True)
class Bundle:
    """A bundle ready to be written."""

    data: bytes
    parts: tuple[Part, ...]
    """The manifest first."""
    truncated: tuple[str, ...]


def gather(source: Source, wanted: Wanted) -> Bundle:
    """All parts; older events and documents are left out until the bundle fits."""
    mask = _mask(source, wanted)
    secrets = known_secrets(source.variables, source.home.keys_dir, _seeds(source), _in_configuration(source))
    bundle = _fitting(source, wanted, mask)
    refuse_secrets(bundle.parts, secrets)
    _forget(secrets)
    return bundle


def _forget(secrets: list[Secret]) -> None:
    for secret in secrets:
        secret.drop()


def _mask(source: Source, wanted: Wanted) -> Mask:
    config = source.settings.config
    desks, cashiers = desks_of(config).values(), cashiers_of(config).values()
    mask = Mask.of(desks, cashiers, routes_of(config), source.home.path, open_=wanted.documents)
    if not wanted.documents:
        for kind, value in _key_owners(source):
            mask.mark(kind, value)
    return mask


def _key_owners(source: Source) -> Iterator[tuple[str, str]]:
    """Names and numbers in the certificates of the vault: they stand on documents and in messages of the server."""
    from prro_cli.crypto.errors import CryptoError
    from prro_cli.crypto.vault import Vault

    try:
        headers = Vault(source.home.keys_dir).headers()
    except (CryptoError, OSError):
        return  # a damaged vault is what doctor tells; no name of it gets into the bundle either
    for header in headers:
        yield "key", header.name
        yield "person", header.person
        yield "tin", header.tax_number
        yield "org", header.organisation
        yield "tin", header.organisation_number


def _in_configuration(source: Source) -> list[str | None]:
    from prro_cli.support.bundle.masking import sensitive

    found: list[str | None] = [str(v.value) for v in source.settings.all() if sensitive(v.name)]
    for cashier in cashiers_of(source.settings.config).values():
        found += [cashier.pin, cashier.badge]
    return found


def _seeds(source: Source) -> Iterator[bytes]:
    """Every sealed secret, opened, so that it can be looked for."""
    if source.journal is not None:
        yield from source.journal.opened_secrets()


def _fitting(source: Source, wanted: Wanted, mask: Mask) -> Bundle:
    truncated: list[str] = []
    events: int | None = None
    while True:
        bundle = _put_together(source, wanted, mask, events, tuple(truncated))
        if len(bundle.data) <= MOST_BYTES:
            return bundle
        count = sum(part.data.count(b"\n") for part in bundle.parts if part.name == "journal/events.jsonl")
        if count > _FEWEST_EVENTS and (events is None or events > _FEWEST_EVENTS):
            events = min(count, events or count) // 2
            truncated = [t for t in truncated if "events" not in t] + [f"only about the last {events} events"]
        elif wanted.last > 1:
            wanted = Wanted(wanted.documents, wanted.last // 2)
            truncated = [t for t in truncated if "documents" not in t] + [f"only the last {wanted.last} documents"]
        else:
            return bundle


def _put_together(source: Source, wanted: Wanted, mask: Mask, events: int | None, truncated: tuple[str, ...]) -> Bundle:
    parts = list(_parts(source, wanted, mask, events))
    facts = {
        "prro": source.version,
        "made_at": source.made_at,
        "documents_included": wanted.documents,
        "last": wanted.last,
        "never_inside": list(NEVER),
        "masked_or_left_out": [] if wanted.documents else list(MASKED),
        "truncated": list(truncated),
    }
    manifest = manifest_of(parts, facts)
    return Bundle(packed(parts, manifest), (manifest, *parts), truncated)


def _parts(source: Source, wanted: Wanted, mask: Mask, newest: int | None) -> Iterator[Part]:
    config = source.settings.config
    desks, cashiers = list(desks_of(config).values()), list(cashiers_of(config).values())
    yield from _journal_parts(source, wanted, mask, newest)
    yield contents.system(source.version)
    yield contents.configuration(source.settings, mask)
    yield contents.definitions(desks, cashiers, mask)
    yield contents.owners(source.home, desks, mask)
    yield from contents.logs(source.home, mask)
    for name, envelope in source.answers.items():
        yield contents.answer(name, envelope, mask)


def _journal_parts(source: Source, wanted: Wanted, mask: Mask, newest: int | None) -> list[Part]:
    """What the journal gives; a damaged one is no reason to have no bundle."""
    journal = source.journal
    if journal is None:
        return []
    try:
        with journal.reading():
            found = contents.recent(journal, wanted)
            return [
                contents.events(journal, mask, wanted, newest),
                *contents.documents(journal, found, mask, wanted),
            ]
    except PrroError as error:
        told = contents.as_json(mask.deep(error.as_dict()))
        return [Part("journal/unreadable.json", "why the journal could not be read", told)]
