"""Whose certificate it is: names, tax numbers and the role in which the owner signs.

The numbers stand in subjectDirectoryAttributes (older certificates) or only in `serialNumber=TINUA-...` and
`organizationIdentifier=NTRUA-...` (the style of 2026, after ETSI EN 319 412-1); the former win where both are.
An empty attribute counts as absent: the fiscal server's own certificate has one.
"""

from __future__ import annotations

from enum import Enum

from prro_cli.crypto import der, oids
from prro_cli.crypto.errors import MalformedError
from prro_cli.crypto.names import Name, readable
from prro_cli.record import dataclass

PERSON_NUMBER_LENGTH = 10
PERSON_PREFIX = "TINUA-"
PASSPORT_PREFIX = "PNOUA-"
ORGANISATION_PREFIX = "NTRUA-"
MAX_DIRECTORY_ATTRIBUTES = 64


class Role(Enum):
    """In which capacity the owner signs."""

    PERSON = "person"
    ENTREPRENEUR = "entrepreneur"  # ФОП
    EMPLOYEE = "employee"  # of a legal entity
    SEAL = "seal"  # е-печатка
    AUTHORITY = "authority"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Owner:
    """Who stands behind a certificate; a text that the certificate lacks is empty."""

    role: Role
    name: str
    surname: str
    given_name: str
    title: str
    organisation: str
    person_number: str  # РНОКПП (or passport where the person has none)
    organisation_number: str  # ЄДРПОУ
    unzr: str
    place: str

    @property
    def tax_number(self) -> str:
        """The number under which this owner pays taxes: of the organisation if there is one."""
        return self.organisation_number or self.person_number

    @property
    def is_seal(self) -> bool:
        """Whether it is an electronic seal of an organisation, not a person's signature."""
        return self.role is Role.SEAL


def read_owner(subject: Name, directory: der.Node | None, seal: bool, authority: bool = False) -> Owner:
    """Collect what the subject name and the directory attributes say."""
    numbers = {} if directory is None else _directory(directory)
    person = numbers.get(oids.SDA_DRFO) or _person_number(subject)
    organisation = numbers.get(oids.SDA_EDRPOU) or _organisation_number(subject)
    surname = subject.get(oids.SURNAME)
    return Owner(
        role=Role.AUTHORITY if authority else _role(person, organisation, surname, seal),
        name=subject.display,
        surname=surname,
        given_name=subject.get(oids.GIVEN_NAME),
        title=subject.get(oids.TITLE),
        organisation=subject.organisation,
        person_number=person,
        organisation_number=organisation,
        unzr=numbers.get(oids.SDA_UNZR, "") or _after(subject, oids.SERIAL_NUMBER, PASSPORT_PREFIX),
        place=subject.get(oids.LOCALITY) or subject.get(oids.STATE),
    )


def _role(person: str, organisation: str, surname: str, seal: bool) -> Role:
    """Only a person's number: a person; both equal: ФОП; both different: an employee; only ЄДРПОУ: a seal."""
    if seal:
        return Role.SEAL
    if person and organisation:
        return Role.ENTREPRENEUR if person == organisation else Role.EMPLOYEE
    if person:
        return Role.PERSON
    if organisation and surname:
        # Some authorities put the ten digits of a ФОП where the organisation's eight belong, and nothing else. With
        # eight it is an employee without a tax number (passport, УНЗР): a seal carries nobody's surname.
        return Role.ENTREPRENEUR if len(organisation) == PERSON_NUMBER_LENGTH else Role.EMPLOYEE
    if organisation:
        return Role.SEAL
    return Role.PERSON if surname else Role.UNKNOWN


def _directory(node: der.Node) -> dict[str, str]:
    found: dict[str, str] = {}
    for attribute in node.expect(der.SEQUENCE):
        if len(found) > MAX_DIRECTORY_ATTRIBUTES:
            raise MalformedError("too many subject directory attributes")
        name = attribute.expect(der.SEQUENCE)[0].oid()
        values = attribute[1].expect(der.SET)
        text = readable(values[0]).strip() if len(values) else ""
        if text:
            found.setdefault(name, text)
    return found


def _person_number(subject: Name) -> str:
    return _after(subject, oids.SERIAL_NUMBER, PERSON_PREFIX)


def _organisation_number(subject: Name) -> str:
    return _after(subject, oids.ORGANIZATION_IDENTIFIER, ORGANISATION_PREFIX) or _after(
        subject, oids.ORGANIZATION_IDENTIFIER, PERSON_PREFIX
    )


def _after(subject: Name, attribute: str, prefix: str) -> str:
    return next((text[len(prefix) :].strip() for text in subject.all(attribute) if text.startswith(prefix)), "")
