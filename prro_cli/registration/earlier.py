"""What was filed before, as far as this home knows it: it fills in new forms, and new forms are checked against it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from prro_cli.forms.filename import FileName, same_document
from prro_cli.forms.model import Body, Declar, Form1, Form5, Form20, ObjectRow
from prro_cli.forms.rules import CHANGED, CLOSED, Known, KnownObject, KnownRegister, address_of, same_identifier
from prro_cli.lang import say
from prro_cli.record import dataclass
from prro_cli.registration.filling import FIRST_COUNT, Values

if TYPE_CHECKING:
    from prro_cli.crypto.x509 import Certificate
    from prro_cli.home.desks import Desk

_LEADERS = ("директор", "керівник", "голова", "генеральний")


@dataclass(frozen=True, slots=True)
class Earlier:
    """One earlier form and where it came from (a file name); `fiscal_number` is what its receipt gave."""

    form: Declar
    source: str
    fiscal_number: str | None = None
    refused: bool = False


def known_from(forms: Sequence[Earlier], desks: Iterable[Desk] = (), tin: str | None = None) -> Known:
    """Objects and registers that new forms must agree with; refused forms say nothing."""
    objects = [
        KnownObject(e.form.body.tin, row, e.source)
        for e in _good(forms, tin)
        if isinstance(e.form.body, Form20)
        for row in e.form.body.objects
    ]
    registers: dict[str, KnownRegister] = {}
    for earlier in _good(forms, tin):
        body = earlier.form.body
        if isinstance(body, Form1) and body.local_number.isdigit():
            number = earlier.fiscal_number or body.fiscal_number or None
            registers[number or f"{body.tin}/{body.object_id}/{int(body.local_number)}"] = KnownRegister(
                tin=body.tin,
                local_number=body.local_number,
                source=say(
                    "{source} (to write that form anew: --count {count})",
                    source=earlier.source,
                    count=earlier.form.head.c_doc_cnt,
                ),
                object_id=body.object_id or None,
                unit=body.unit or None,
                fiscal_number=number,
                cancelled=body.action == "cancel",
            )
    cancelled = {r.fiscal_number for r in registers.values() if r.cancelled}
    for desk in desks:
        if str(desk.fiscal_number) not in cancelled and not desk.test:
            told = registers.get(str(desk.fiscal_number))
            registers[str(desk.fiscal_number)] = KnownRegister(
                tin=desk.tin,
                local_number=str(desk.local_number),
                source=say("the desk {name}", name=desk.name),
                object_id=told.object_id if told else None,
                unit=desk.outlet,
                fiscal_number=str(desk.fiscal_number),
            )
    return Known(tuple(objects), tuple(registers.values()))


def _good(forms: Sequence[Earlier], tin: str | None) -> list[Earlier]:
    return [e for e in forms if not e.refused and (tin is None or e.form.body.tin == tin)]


def others(forms: Sequence[Earlier], declar: Declar) -> list[Earlier]:
    """All but the one that this form replaces: the same document by its file name, written anew."""
    try:
        name = str(FileName.of(declar.head))
    except ValueError:
        return list(forms)
    return [e for e in forms if not same_document(e.source, name)]


def next_count(forms: Sequence[Earlier], tin: str, sub: str, year: int, month: int) -> int:
    """The next C_DOC_CNT of a taxpayer's form within its period."""
    heads = [e.form.head for e in forms if e.form.head.tin == tin]
    used = [h.c_doc_cnt for h in heads if (h.c_doc_sub, h.period_year, h.period_month) == (sub, year, month)]
    return max(used, default=FIRST_COUNT - 1) + 1


def next_notice(forms: Sequence[Earlier]) -> int:
    """The next number of a 5-ПРРО (own counter)."""
    return max((e.form.body.number for e in forms if isinstance(e.form.body, Form5)), default=0) + 1


def next_local_number(known: Known, tin: str, object_id: str | None) -> int:
    """The first local number that is free at the object."""
    used = {
        int(r.local_number)
        for r in known.registers
        if r.tin == tin
        and not r.cancelled
        and (not object_id or not r.object_id or same_identifier(r.object_id, object_id))
    }
    return next(n for n in range(1, len(used) + 2) if n not in used)


def from_forms(forms: Sequence[Earlier], kind: type[Body], given: Values) -> Values:
    """What earlier forms of this taxpayer say about a new one of this kind."""
    found: Values = {}
    for earlier in _good(forms, str(given["tin"]) if given.get("tin") else None):
        body = earlier.form.body
        found |= {
            name: getattr(body, name) for name in ("name", "tin", "signer_tin", "signer_name") if hasattr(body, name)
        }
        found["office_code"] = earlier.form.head.c_sti_orig
        if isinstance(body, Form20):
            found["office"] = body.office
        if isinstance(body, Form1 | Form5):
            found["signs_as"] = body.signs_as
        if isinstance(body, Form1):
            found |= {"vat": body.vat or None, "kind": body.kind}
    if kind is Form1:
        found |= _register(forms, given)
        found |= _object(forms, str(given.get("object_id") or found.get("object_id") or ""))
    return found


def _register(forms: Sequence[Earlier], given: Values) -> Values:
    """The register that the new 1-ПРРО speaks of: by its fiscal number."""
    number = str(given.get("fiscal_number") or "")
    names = ("object_id", "katottg", "unit", "address", "payment_system", "kind", "register_name", "local_number")
    for earlier in reversed(_good(forms, None)):
        body = earlier.form.body
        if number and isinstance(body, Form1) and number in (body.fiscal_number, earlier.fiscal_number):
            return {name: getattr(body, name) for name in names}
    return {}


def completed_rows(rows: Sequence[Any], known: Known, tin: str | None) -> list[Any]:
    """Rows of a 20-ОПП about known objects: what a row does not say anew stands as it was told before."""
    last = {(o.row.object_id or "").lstrip("0"): o.row for o in known.objects if tin is None or o.tin == tin}
    found: list[Any] = []
    for row in rows:
        names = {str(k).replace("-", "_"): v for k, v in row.items()} if isinstance(row, Mapping) else {}
        before = last.get(str(names.get("object_id") or "").lstrip("0")) if names.get("object_id") else None
        if before is None:
            found.append(row)
            continue
        kept = {f.name: getattr(before, f.name) for f in fields(before) if f.name not in ("action", "rownum")}
        kept = {name: value for name, value in kept.items() if value not in (None, "", False)}
        if "type" in names:
            kept.pop("type_code", None)
        found.append({"action": CHANGED} | kept | names)
    return found


def _object(forms: Sequence[Earlier], object_id: str) -> Values:
    """The object of 20-ОПП: the named one, or the only one that is open."""
    rows: dict[str, ObjectRow] = {}
    for earlier in _good(forms, None):
        if isinstance(earlier.form.body, Form20):
            rows |= {(row.object_id or "").lstrip("0"): row for row in earlier.form.body.objects}
    open_rows = {key: row for key, row in rows.items() if row.action != CLOSED}
    row = open_rows.get(object_id.lstrip("0")) if object_id else None
    if row is None and not object_id and len(open_rows) == 1:
        row = next(iter(open_rows.values()))
    if row is None:
        return {}
    return {"object_id": row.object_id, "katottg": row.katottg, "unit": row.title, "address": address_of(row)}


def from_certificate(certificate: Certificate) -> tuple[Values, Values]:
    """The taxpayer and the signer as the certificate names them."""
    owner = certificate.owner
    person = " ".join(part for part in (owner.surname, owner.given_name) if part) or owner.name
    taxpayer: Values = {"tin": owner.tax_number, "name": owner.organisation or person}
    if owner.role.value in ("person", "entrepreneur"):
        taxpayer = {"tin": owner.person_number or owner.tax_number, "name": person}
    signer: Values = {"signer_tin": owner.person_number, "signer_name": person}
    if owner.role.value in ("person", "entrepreneur") or owner.title.casefold().startswith(_LEADERS):
        signer["signs_as"] = "head"
    if owner.is_seal:
        signer = {}
    return _filled(taxpayer), _filled(signer)


def from_desk(desk: Desk, *, itself: bool) -> Values:
    """What a desk says; `itself`: the form is about this very register, not about a new one beside it."""
    found: dict[str, Any] = {"tin": desk.tin, "name": desk.org, "vat": desk.vat_number}
    found |= {"unit": desk.outlet, "address": desk.address}
    if itself:
        found |= {"fiscal_number": str(desk.fiscal_number), "local_number": str(desk.local_number)}
    return _filled(found)


def _filled(values: Values) -> Values:
    return {name: value for name, value in values.items() if value}
