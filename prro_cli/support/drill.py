"""The stage of a rehearsal: this desk's own configuration in a throw-away home, and a sandbox that knows its register.

What is the desk's stays as it is: taxpayer, outlet, address, tax letters, rounding, settings that decide something
fiscal. What reaches the outside world does not come along: keys, passwords, printers, mail, hooks. The desk's journal
is not opened, so selling goes on meanwhile.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from prro_cli.home.config_file import write_config
from prro_cli.home.desks import Cashier, Desk, put_cashier, put_desk
from prro_cli.home.paths import Home, write_private
from prro_cli.lang import later, say
from prro_cli.record import dataclass
from prro_cli.sandbox.authority import SERVER_CODE

if TYPE_CHECKING:
    from prro_cli.sandbox.sandbox import Sandbox

CASHIER, KEY, OUTLET = "drill", "drill-key", 1
FISCAL_SETTINGS = frozenset(
    {"shift", "offline", "sync", "server", "timestamp", "signing", "payments", "device", "confirm", "lock"}
)
"""Groups of settings that come along; all others speak to printers, gateways and keyrings."""
PRICE, RECEIPTS = 3333, 20
"""33.33 hryvnias: no rounding rule leaves such a price alone."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Two figures that must be the same."""

    what: str
    ours: str
    theirs: str

    @property
    def same(self) -> bool:
        """Whether they are."""
        return self.ours == self.theirs


def furnish(home: Home, box: Sandbox, desk: Desk, config: Mapping[str, Any], *, offline: bool) -> list[str]:
    """Make the home; what had to be different from the desk's own configuration, in words."""
    home.create()
    remarks: list[str] = []
    _register(box, desk, offline=offline)
    _key(home, box, desk)
    trust = home.path / "ca.p7b"
    from prro_cli.crypto.issue import bundle

    write_private(trust, bundle(box.authorities().certificates))
    settings = _settings(config.get("settings", {}), remarks)
    own = _settings(config.get("desks", {}).get(desk.name, {}).get("settings", {}), remarks)
    content: dict[str, Any] = {"settings": settings, "desks": {desk.name: {"settings": own}}}
    tsp = "none" if desk.tsp == "none" else f"{box.root_url}/sandbox/tsp"
    here = replace(
        desk, server=box.url, tsp=tsp, trust=str(trust), server_code=SERVER_CODE, cashier=CASHIER, test=False
    )
    put_desk(content, here)
    put_cashier(content, Cashier(CASHIER, KEY, "Навчальна Тривога", "cashier"))
    write_config(home, content)
    return remarks


def _settings(table: Mapping[str, Any], remarks: list[str]) -> dict[str, Any]:
    kept = {
        group: dict(inner) for group, inner in table.items() if group in FISCAL_SETTINGS and isinstance(inner, dict)
    }
    if kept.get("offline", {}).get("enter") == "never":
        kept["offline"]["enter"] = "auto"
        remarks.append(say("offline.enter = never: this desk stops selling when the link is lost; rehearsed with auto"))
    if kept.get("offline", {}).get("enter") == "ask":
        remarks.append(say("offline.enter = ask: the question was answered with yes"))
    return kept


def _register(box: Sandbox, desk: Desk, *, offline: bool) -> None:
    box.load_registry(
        {
            "taxpayers": [{"tin": desk.tin, "name": desk.org, "vat": desk.vat_number}],
            "outlets": [{"entity": OUTLET, "tin": desk.tin, "name": desk.outlet, "address": desk.address}],
            "registers": [
                {"number": desk.fiscal_number, "local": desk.local_number, "outlet": OUTLET, "offline": offline}
            ],
        }
    )


def _key(home: Home, box: Sandbox, desk: Desk) -> None:
    """A throw-away key of this taxpayer, straight into the throw-away vault."""
    from prro_cli.crypto import issue
    from prro_cli.crypto.pairing import vault_header
    from prro_cli.crypto.secret import Secret
    from prro_cli.crypto.vault import Vault

    now = box.clock.now()
    profile = issue.Profile(now - timedelta(days=1), now + timedelta(days=2))
    subject = issue.employee("Навчальна", "Тривога", "3000000026", desk.org, desk.tin)
    made = box.authorities().gost.enrol(subject, profile)
    ski = (made.certificate.subject_key_id or b"").hex()
    box.load_registry({"operators": [{"ski": ski, "tin": desk.tin, "name": "Навчальна Тривога", "role": "cashier"}]})
    password = secrets.token_hex(16)
    header = vault_header(KEY, [made.private], [made.certificate], source="rehearsal")
    Vault(home.keys_dir).add(header, (made.private,), Secret(password))
    credentials = credentials_dir(home)
    credentials.mkdir(mode=0o700)
    write_private(credentials / "prro-password", password.encode() + b"\n")


def credentials_dir(home: Home) -> Path:
    """Where the throw-away password lies."""
    return home.path / "credentials"


def orders(desk: Desk, day: date, count: int) -> list[dict[str, Any]]:
    """Receipts that try every tax letter of the desk in force, whole and broken quantities, cash and card in turn."""
    letters = sorted({tax.letter for tax in desk.taxes if tax.valid_on(day)}) or [""]
    on_top = any(tax.on_top for tax in desk.taxes)
    made = []
    for number in range(count):
        letter = letters[number % len(letters)]
        row = {"name": f"Навчальний товар {number + 1}", "qty": "1", "price": f"{PRICE // 100}.{PRICE % 100:02d}"}
        row |= {"tax": letter} if letter else {}
        order: dict[str, Any] = {"key": f"drill-{number}", "items": [row]}
        if number % 3 == 1 and not on_top:
            order["payments"] = [{"form": "card", "sum": row["price"]}]
        elif number % 3 == 2:
            row["qty"] = "1.333"
        made.append(order)
    return made


def compare(box: Sandbox, desk: Desk, journal: Any) -> list[Difference]:
    """The sandbox's documents against the journal's: how many, which numbers, which sums."""
    theirs = _documents_of(box, desk.fiscal_number)
    from prro_cli.journal.rows import DocumentFilter

    ours = {
        row.local_number: row
        for row in journal.documents_in_order(DocumentFilter(desk=desk.name))
        if row.consumed and row.state == "registered"
    }
    numbers = (_span(sorted(ours)), _span(sorted(theirs)))
    sums = (
        sum(row.total or 0 for row in ours.values() if row.kind in ("sale", "return")),
        sum(row["total"] or 0 for row in theirs.values() if row["doctype"] == 0 and row["subtype"] in (0, 1)),
    )
    fiscal = (
        sum(1 for number, row in ours.items() if theirs.get(number, {}).get("fiscal") == row.fiscal_number),
        len(theirs),
    )
    from prro_cli.values import format_money

    return [
        Difference("documents", str(len(ours)), str(len(theirs))),
        Difference(later("local numbers"), *numbers),
        Difference(later("fiscal numbers that agree"), str(fiscal[0]), str(fiscal[1])),
        Difference(later("sum of receipts"), format_money(sums[0]), format_money(sums[1])),
        Difference("waiting", str(journal.queue_length(desk.name)), "0"),
    ]


def _documents_of(box: Sandbox, register: int) -> dict[int, dict[str, Any]]:
    query = "SELECT local, fiscal, doctype, subtype, total FROM documents WHERE removed = 0 AND register = ?"
    with box.state.transaction() as connection:
        return {row["local"]: dict(row) for row in connection.execute(query, (register,))}


def _span(numbers: Sequence[int]) -> str:
    """`1–27`, or all of them where there is a gap."""
    if numbers and numbers == list(range(numbers[0], numbers[-1] + 1)):
        return f"{numbers[0]}–{numbers[-1]}"
    return ", ".join(map(str, numbers)) or "none"
