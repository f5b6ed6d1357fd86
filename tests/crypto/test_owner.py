"""Roles and numbers from the subject name alone, in the style of 2026."""

from __future__ import annotations

import pytest

from prro_cli.crypto import der, oids
from prro_cli.crypto.names import Name, build_name
from prro_cli.crypto.owner import Owner, Role, read_owner

SURNAME = (oids.SURNAME, "Тестенко")
PASSPORT = (oids.SERIAL_NUMBER, "PNOUA-19900101-12345")
TAX = (oids.SERIAL_NUMBER, "TINUA-1234567890")
COMPANY = (oids.ORGANIZATION_IDENTIFIER, "NTRUA-99999999")
OWN = (oids.ORGANIZATION_IDENTIFIER, "TINUA-1234567890")


def directory(*numbers: tuple[str, str]) -> der.Node:
    """subjectDirectoryAttributes with these numbers."""
    return der.parse(
        der.sequence(*(der.sequence(der.oid(name), der.set_of(der.printable(text))) for name, text in numbers))
    )


def owner(*attributes: tuple[str, str], seal: bool = False) -> Owner:
    return read_owner(Name(der.parse(build_name(*attributes))), None, seal=seal)


@pytest.mark.parametrize(
    ("attributes", "role"),
    [
        ((SURNAME, TAX), Role.PERSON),
        ((SURNAME, PASSPORT), Role.PERSON),
        ((SURNAME, TAX, OWN), Role.ENTREPRENEUR),
        ((SURNAME, PASSPORT, OWN), Role.ENTREPRENEUR),
        ((SURNAME, TAX, COMPANY), Role.EMPLOYEE),
        ((SURNAME, PASSPORT, COMPANY), Role.EMPLOYEE),
        ((SURNAME, COMPANY), Role.EMPLOYEE),
        ((COMPANY,), Role.SEAL),
        (((oids.SERIAL_NUMBER, "2468620"),), Role.UNKNOWN),
    ],
)
def test_the_role_follows_from_names_and_numbers(attributes: tuple[tuple[str, str], ...], role: Role) -> None:
    assert owner(*attributes).role is role


def test_a_seal_says_so_whatever_numbers_it_has() -> None:
    assert owner(TAX, COMPANY, seal=True).is_seal


def test_a_passport_is_no_tax_number() -> None:
    found = owner(SURNAME, PASSPORT, COMPANY)
    assert (found.person_number, found.organisation_number, found.tax_number) == ("", "99999999", "99999999")
    assert found.unzr == "19900101-12345"


def test_directory_attributes_win_over_the_name_and_empty_ones_do_not_count() -> None:
    subject = Name(der.parse(build_name(SURNAME, TAX, COMPANY)))
    both = directory((oids.SDA_DRFO, "YaYa999998"), (oids.SDA_EDRPOU, "88888888"))
    found = read_owner(subject, both, seal=False)
    assert (found.person_number, found.organisation_number) == ("YaYa999998", "88888888")
    empty = read_owner(subject, directory((oids.SDA_DRFO, ""), (oids.SDA_EDRPOU, " ")), seal=False)
    assert (empty.person_number, empty.organisation_number) == ("1234567890", "99999999")
