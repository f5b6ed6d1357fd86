"""What the schema does not say and the tax service refuses nevertheless (registration 1.2 to 1.5, 3.3).

Sure rules give a contradiction, mere habits a warning; each message says the field, the fault and what is allowed.
"""

from __future__ import annotations

import re

from prro_cli.documents.findings import Finding, Findings
from prro_cli.forms.catalogue import Catalogue
from prro_cli.forms.codes import LEGAL
from prro_cli.forms.filename import FileName
from prro_cli.forms.model import CASHIER, ENDED, ROLES, SENIOR, Declar, Form1, Form5, Form20, Head, KeyRow, ObjectRow
from prro_cli.lang import both
from prro_cli.record import dataclass

CLOSED, CHANGED = 6, 3
ON_PAPER_OF_REGISTER = ("register", "reregister")
_KEY_ID = re.compile(r"[0-9A-Fa-f]{40}|[0-9A-Fa-f]{64}")


@dataclass(frozen=True, slots=True)
class KnownRegister:
    """A register that earlier forms or the desks of this home speak of."""

    tin: str
    local_number: str
    source: str
    object_id: str | None = None
    unit: str | None = None
    fiscal_number: str | None = None
    cancelled: bool = False

    def same_unit(self, form: Form1) -> bool:
        """Whether it stands in the same unit; a desk knows the unit's name only."""
        if self.object_id and form.object_id:
            return same_identifier(self.object_id, form.object_id)
        return bool(self.unit and form.unit) and _plain(self.unit) == _plain(form.unit)


@dataclass(frozen=True, slots=True)
class KnownObject:
    """An object as a 20-ОПП of this taxpayer told it; of several tellings the last counts."""

    tin: str
    row: ObjectRow
    source: str


@dataclass(frozen=True, slots=True)
class Known:
    """What was filed before."""

    objects: tuple[KnownObject, ...] = ()
    registers: tuple[KnownRegister, ...] = ()


def check_declar(declar: Declar, catalogue: Catalogue, known: Known) -> list[Finding]:
    """All findings of our own rules on a form that can be read."""
    findings = Findings()
    _check_head(declar.head, declar, catalogue, findings)
    match declar.body:
        case Form1():
            _check_1(declar.body, known, findings)
        case Form5():
            _check_5(declar.body, findings)
        case Form20():
            _check_20(declar.body, catalogue, findings)
    return findings.items


def _check_head(head: Head, declar: Declar, catalogue: Catalogue, findings: Findings) -> None:
    where, body = "DECLAR/DECLARHEAD", declar.body
    if head.c_sti_orig != head.c_reg * 100 + head.c_raj:
        wanted = head.c_reg * 100 + head.c_raj
        findings.contradiction(
            f"{where}/C_STI_ORIG",
            "head.office",
            both("C_STI_ORIG is {office}, C_REG and C_RAJ make {wanted}", office=head.c_sti_orig, wanted=wanted),
        )
    if head.tin != body.tin:
        findings.contradiction(
            f"{where}/TIN", "head.tin", both("TIN {tin} and HTIN {own} must be equal", tin=head.tin, own=body.tin)
        )
    if declar.code.letter == LEGAL and len(head.tin) == 10:
        findings.warning(
            f"{where}/C_DOC",
            "head.letter",
            both("{tin} has ten digits, which is a person; for a ФОП the form is F…", tin=head.tin),
        )
    edition = catalogue.edition_of(declar.code)
    if edition is None or not edition.span.holds(head.d_fill):
        findings.warning(
            f"{where}/C_DOC_VER",
            "head.version",
            both(
                "{code} is not among the forms in force on {day:%d.%m.%Y} (prro register forms)",
                code=declar.code,
                day=head.d_fill,
            ),
        )
    if declar.code.derived:
        findings.warning(
            f"{where}/C_DOC",
            "head.derived",
            both("no official XSD of the F forms was found; its check is derived from J"),
        )
    if head.c_doc_stan != 1:
        findings.warning(
            f"{where}/C_DOC_STAN", "head.state", both("registration forms are always filed as 1 (звітний)")
        )
    if (head.d_fill.month, head.d_fill.year) != (head.period_month, head.period_year):
        findings.warning(f"{where}/PERIOD_MONTH", "head.period", both("the period is the month of filling in (D_FILL)"))
    if head.d_fill != body.filled:
        findings.warning("DECLAR/DECLARBODY/HFILL", "head.date", both("HFILL and D_FILL should be the same day"))
    try:
        FileName.of(head)
    except ValueError as error:
        findings.contradiction(
            where, "head.file-name", both("no file name can be made of this head: {error}", error=error)
        )


def _check_1(form: Form1, known: Known, findings: Findings) -> None:
    where = "DECLAR/DECLARBODY"
    first = form.action == "register"
    if first and form.fiscal_number:
        findings.contradiction(
            f"{where}/R04G2S",
            "1-prro.fiscal",
            both("R04G2S (фіскальний номер) is not filled in for a registration (M011)"),
        )
    if not first and not form.fiscal_number:
        findings.contradiction(
            f"{where}/R04G2S", "1-prro.fiscal", both("R04G2S (фіскальний номер) is needed for every action but M011")
        )
    if form.action in ON_PAPER_OF_REGISTER:
        fields = (("R03G1S", "object_id"), ("HKATOTTG", "katottg"), ("R03G3S", "unit"), ("R03G4S", "address"))
        for element, attribute in fields:
            if not getattr(form, attribute):
                findings.contradiction(
                    f"{where}/{element}",
                    "1-prro.section-3",
                    both(
                        "{element} is needed to register: without section 3 the form is refused (відсутність "
                        "реквізитів)",
                        element=element,
                    ),
                )
    if form.object_id and not form.object_id.isdigit():
        findings.warning(f"{where}/R03G1S", "1-prro.object-id", both("R03G1S should be the digits of 20-ОПП column 5"))
    if form.action != "cancel":
        _check_object(form, known, findings)
    _check_numbers(form, known, findings)


def _check_object(form: Form1, known: Known, findings: Findings) -> None:
    """R03G1S, HKATOTTG, name and address must be those of 20-ОПП, otherwise «невідповідність даних»."""
    where = "DECLAR/DECLARBODY"
    if not form.object_id:
        return
    found = [o.row for o in known.objects if o.tin == form.tin and same_identifier(o.row.object_id, form.object_id)]
    if not found:
        text = both("no 20-ОПП of this home names the object; it must be accepted before 1-ПРРО is filed")
        findings.warning(
            f"{where}/R03G1S",
            "1-prro.object-unknown",
            both("R03G1S {object_id}: {text}", object_id=form.object_id, text=text),
        )
        return
    row = found[-1]
    if row.action == CLOSED:
        findings.contradiction(
            f"{where}/R03G1S",
            "1-prro.object-closed",
            both("20-ОПП closed the object {object_id}", object_id=form.object_id),
        )
    for element, mine, theirs in (("HKATOTTG", form.katottg, row.katottg), ("R03G3S", form.unit, row.title)):
        if mine and theirs and _plain(mine) != _plain(theirs):
            findings.contradiction(
                f"{where}/{element}",
                "1-prro.object-differs",
                both("{element} is {mine!r}, 20-ОПП says {theirs!r}", element=element, mine=mine, theirs=theirs),
            )
    address = address_of(row)
    if form.address and address and _plain(form.address) != _plain(address):
        findings.warning(
            f"{where}/R03G4S",
            "1-prro.address-differs",
            both("R03G4S is {address!r}, 20-ОПП says {theirs!r}", address=form.address, theirs=address),
        )


def _check_numbers(form: Form1, known: Known, findings: Findings) -> None:
    where = "DECLAR/DECLARBODY/R04G12S"
    for register in known.registers:
        if register.tin != form.tin or register.cancelled:
            continue
        same_number = int(register.local_number) == int(form.local_number)
        if form.action == "register" and same_number and register.same_unit(form):
            findings.contradiction(
                where,
                "1-prro.local-number",
                both(
                    "R04G12S {number} is taken in this unit by {source}; it must be unique there",
                    number=form.local_number,
                    source=register.source,
                ),
            )
        if form.fiscal_number and register.fiscal_number == form.fiscal_number and not same_number:
            findings.contradiction(
                where,
                "1-prro.local-number",
                both(
                    "R04G12S {number}: {source} has {known}; a register keeps its local number until it is cancelled",
                    number=form.local_number,
                    source=register.source,
                    known=register.local_number,
                ),
            )


def _check_5(form: Form5, findings: Findings) -> None:
    seen: dict[str, int] = {}
    for place, row in enumerate(form.keys, 1):
        number = row.rownum or place
        _check_key(row, number, findings)
        if row.key_id:
            twin = seen.setdefault(row.key_id.casefold(), number)
            if twin != number:
                findings.contradiction(
                    _cell("T1RXXXXG3S", number),
                    "5-prro.twice",
                    both("rows {twin} and {number} name the same key", twin=twin, number=number),
                )


def _check_key(row: KeyRow, number: int, findings: Findings) -> None:
    cells = (("T1RXXXXG1S", row.name), ("T1RXXXXG2S", row.tin), ("T1RXXXXG3S", row.key_id), ("T1RXXXXG4S", row.role))
    for element, value in cells:
        if not (value or "").strip():
            findings.contradiction(
                _cell(element, number),
                "5-prro.row",
                both("row {number}: {element} is empty", number=number, element=element),
            )
    if row.key_id and not _KEY_ID.fullmatch(row.key_id):
        findings.contradiction(
            _cell("T1RXXXXG3S", number),
            "5-prro.key-id",
            both(
                "row {number}: {key!r} is no key identifier: 40 or 64 hexadecimal digits of the certificate",
                number=number,
                key=row.key_id[:70],
            ),
        )
    if row.role and row.role not in ROLES:
        findings.contradiction(
            _cell("T1RXXXXG4S", number),
            "5-prro.role",
            both(
                "row {number}: {role!r} is no type of signature; exactly one of {cashier} / {senior} / {ended}",
                number=number,
                role=row.role,
                cashier=CASHIER,
                senior=SENIOR,
                ended=ENDED,
            ),
        )


def _check_20(form: Form20, catalogue: Catalogue, findings: Findings) -> None:
    seen: dict[int, int] = {}
    for place, row in enumerate(form.objects, 1):
        number = row.rownum or place
        _check_object_row(row, number, catalogue, findings)
        if row.object_id:
            twin = seen.setdefault(int(row.object_id), number)
            if twin != number:
                findings.contradiction(
                    _cell("T1RXXXXG5", number),
                    "20-opp.twice",
                    both(
                        "rows {twin} and {number} name one object; a change of purpose closes the old "
                        "identifier (6) and opens a new one (1)",
                        twin=twin,
                        number=number,
                    ),
                )


def _check_object_row(row: ObjectRow, number: int, catalogue: Catalogue, findings: Findings) -> None:
    cells = (
        ("T1RXXXXG2", row.action),
        ("T1RXXXXG3", row.type_code),
        ("T1RXXXXG5", row.object_id),
        ("T1RXXXXG7S", (row.place or "").strip()),
        ("T1RXXXXG8S", (row.street or "").strip()),
        ("T1RXXXXG9", row.state),
        ("T1RXXXXG10", row.right),
    )
    for element, value in cells:
        if value in (None, ""):
            findings.contradiction(
                _cell(element, number),
                "20-opp.row",
                both("row {number}: {element} is empty", number=number, element=element),
            )
    if row.type_code and row.object_id and not identifier_fits(row.object_id, row.type_code):
        findings.contradiction(
            _cell("T1RXXXXG5", number),
            "20-opp.identifier",
            both(
                "row {number}: {object_id} must be the type {type} and five digits of your own",
                number=number,
                object_id=row.object_id,
                type=row.type_code.zfill(3),
            ),
        )
    if not row.katottg:
        findings.warning(
            _cell("T1RXXXXG6S", number), "20-opp.katottg", both("row {number}: the КАТОТТГ is missing", number=number)
        )
    lists = (
        ("T1RXXXXG2", "object-action", row.action),
        ("T1RXXXXG3", "object-type", row.type_code),
        ("T1RXXXXG9", "object-state", row.state),
        ("T1RXXXXG10", "object-right", row.right),
    )
    for element, name, code in lists:
        known = catalogue.lists.get(name)
        if known is None or code in (None, "") or catalogue.meaning(name, code):
            continue
        message = both(
            "row {number}: {element} {code} is not in the list; known are {codes}",
            number=number,
            element=element,
            code=code,
            codes=", ".join(map(str, known.codes)),
        )
        findings.at(known.complete, _cell(element, number), f"20-opp.{name}", message)


def identifier_fits(object_id: str, type_code: str) -> bool:
    """Whether an identifier is the type (3 digits) and five own digits (registration 1.5, G5)."""
    return len(object_id) <= 8 and object_id.zfill(8)[:3] == type_code.zfill(3)[-3:]


def same_identifier(one: str | None, other: str | None) -> bool:
    """Whether two identifiers mean one object; leading zeros are not significant."""
    return bool(one and other) and (one or "").strip().lstrip("0") == (other or "").strip().lstrip("0")


def address_of(row: ObjectRow) -> str:
    """The address of an object as 1-ПРРО writes it: columns 7 and 8 in one line."""
    return ", ".join(part for part in (row.place, row.street) if part)


def _cell(element: str, number: int) -> str:
    return f"DECLAR/DECLARBODY/{element}[{number}]"


def _plain(text: str | None) -> str:
    return " ".join((text or "").casefold().replace("’", "'").replace("ʼ", "'").split())
