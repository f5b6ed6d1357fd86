"""Totals of a shift, and the effect of one document on them: the same shape, as the server keys them.

One receipt adds its `Totals` to its shift when it becomes effective and takes them back when it is revoked or
reversed (a storned receipt counts as zero). Keys follow the server's own totals: means of payment by code and
name, taxes by type, letter, rate and sign. All sums are kopecks; a rate is hundredths of a percent (20 % = 2000).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from prro_cli.record import dataclass

SECTIONS = ("real", "ret", "service_input", "service_output", "cash")
SECTION_FIELDS = ("sum", "rnd_sum", "no_rnd_sum", "orders_count")
TAX_FIELDS = ("turnover", "turnover_discount", "source_sum", "sum")

FlatRow = tuple[str, str, str, str, int]
"""section, item key, field, label, value: one row of the table `totals`."""


@dataclass(frozen=True, slots=True)
class PayForm:
    """A sum by means of payment."""

    code: int
    name: str
    sum: int


@dataclass(frozen=True, slots=True)
class TaxTotal:
    """Sums of one tax; `prc` in hundredths of a percent, `sign` true when the tax is added on top of the price."""

    type: int
    name: str
    letter: str
    prc: int
    sign: bool
    turnover: int
    turnover_discount: int
    source_sum: int
    sum: int


@dataclass(frozen=True, slots=True)
class Section:
    """One section of a Z-report: sales, returns, deposits, issues, cash given out."""

    sum: int = 0
    rnd_sum: int = 0
    no_rnd_sum: int = 0
    orders_count: int = 0
    pay_forms: tuple[PayForm, ...] = ()
    taxes: tuple[TaxTotal, ...] = ()

    def as_payload(self) -> dict[str, Any]:
        """The object an event carries."""
        return {
            **{name: getattr(self, name) for name in SECTION_FIELDS},
            "pay_forms": [{"code": p.code, "name": p.name, "sum": p.sum} for p in self.pay_forms],
            "taxes": [{name: getattr(t, name) for name in TaxTotal.__slots__} for t in self.taxes],
        }


@dataclass(frozen=True, slots=True)
class Totals:
    """All sections; a section nothing happened in is None, as in the server's own totals."""

    real: Section | None = None
    ret: Section | None = None
    service_input: Section | None = None
    service_output: Section | None = None
    cash: Section | None = None

    def as_payload(self) -> dict[str, Any]:
        """The member `effect` of a `document.drafted` event."""
        sections = ((name, getattr(self, name)) for name in SECTIONS)
        return {name: section.as_payload() for name, section in sections if section is not None}

    @classmethod
    def from_payload(cls, effect: Mapping[str, Any]) -> Totals:
        """The totals an `effect` stands for."""
        return from_flat(flatten(effect))


def pay_key(code: int, name: str) -> str:
    """The key of a means of payment: (code, name)."""
    return json.dumps(["pay", code, name], ensure_ascii=False, separators=(",", ":"))


def tax_key(type_: int, letter: str, prc: int, sign: bool) -> str:
    """The key of a tax: (type, letter, rate, sign)."""
    return json.dumps(["tax", type_, letter, prc, sign], ensure_ascii=False, separators=(",", ":"))


def flatten(effect: Mapping[str, Any]) -> list[FlatRow]:
    """Rows for the table `totals`; zero values are kept so that a key once seen is seen in a rebuild too."""
    rows: list[FlatRow] = []
    for name in SECTIONS:
        section = effect.get(name)
        if section is not None:
            rows.extend(_flatten_section(name, section))
    return rows


def _flatten_section(name: str, section: Mapping[str, Any]) -> Iterator[FlatRow]:
    for field in SECTION_FIELDS:
        yield name, "", field, "", int(section.get(field, 0))
    for pay in section.get("pay_forms", ()):
        yield name, pay_key(pay["code"], pay["name"]), "sum", pay["name"], int(pay["sum"])
    for tax in section.get("taxes", ()):
        key = tax_key(tax["type"], tax.get("letter", ""), tax["prc"], tax["sign"])
        for field in TAX_FIELDS:
            yield name, key, field, tax.get("name", ""), int(tax.get(field, 0))


def from_flat(rows: Iterable[FlatRow]) -> Totals:
    """Totals from rows of the table; several rows of one key are added up, keys of zeros only are left out."""
    sections: dict[str, dict[str, dict[str, int]]] = {}
    labels: dict[tuple[str, str], str] = {}
    for name, item, field, label, value in rows:
        fields = sections.setdefault(name, {}).setdefault(item, {})
        fields[field] = fields.get(field, 0) + value
        labels[name, item] = label or labels.get((name, item), "")
    return Totals(**{name: _section(name, items, labels) for name, items in sections.items()})


def _section(name: str, items: dict[str, dict[str, int]], labels: dict[tuple[str, str], str]) -> Section | None:
    alive = {item: fields for item, fields in items.items() if any(fields.values())}
    if not alive:
        return None
    pays, taxes = [], []
    for item in sorted(item for item in alive if item):
        kind, *key = json.loads(item)
        fields, label = alive[item], labels[name, item]
        if kind == "pay":
            pays.append(PayForm(key[0], key[1], fields.get("sum", 0)))
        else:
            values = {field: fields.get(field, 0) for field in TAX_FIELDS}
            taxes.append(TaxTotal(type=key[0], name=label, letter=key[1], prc=key[2], sign=key[3], **values))
    head = {field: alive.get("", {}).get(field, 0) for field in SECTION_FIELDS}
    return Section(**head, pay_forms=tuple(pays), taxes=tuple(taxes))


CASH_CODE = 0


def cash_of(totals: Totals) -> int:
    """Cash by the totals: received, paid back, put in, taken out."""

    def by_cash(section: Section | None) -> int:
        return sum(pay.sum for pay in section.pay_forms if pay.code == CASH_CODE) if section else 0

    moved = (totals.service_input.sum if totals.service_input else 0) - (
        totals.service_output.sum if totals.service_output else 0
    )
    given_out = totals.cash.sum if totals.cash else 0
    return by_cash(totals.real) - by_cash(totals.ret) + moved - given_out
