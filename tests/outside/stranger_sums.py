"""The arithmetic that a strange server does on receipts and Z-reports, in whole kopecks."""

from __future__ import annotations

import zlib
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.outside.stranger_state import Entry, Paper

TOLERANCE = 2


def kopecks(text: str) -> int:
    """Money of a document as an integer."""
    whole, _, part = text.lstrip("-").partition(".")
    value = int(whole) * 100 + int(part or "0")
    return -value if text.startswith("-") else value


def control(seed: str, parts: list[str]) -> int:
    """The control number of an offline document."""
    crc = zlib.crc32(",".join([seed, *parts]).encode("ascii"))
    return int.from_bytes(crc.to_bytes(4, "big"), "little") % 10000 or 1


def _k(text: str | None) -> int:
    return kopecks(text or "0")


def _half_up(value: int, divisor: int) -> int:
    return (2 * value + divisor) // (2 * divisor)


def receipt_fault(paper: Paper) -> str | None:
    """What a sale or a return says against itself; None when it agrees."""
    total, exact = paper.sum("CHECKTOTAL/SUM"), paper.sum("CHECKTOTAL/NORNDSUM")
    rows, taxes, pays = paper.rows("CHECKBODY"), paper.rows("CHECKTAX"), paper.rows("CHECKPAY")
    if total is None or not rows or not pays:
        return "Чек без підсумку, рядків або оплати"
    for row in rows:
        whole, _, part = row["AMOUNT"].partition(".")
        if _half_up((int(whole) * 1000 + int(f"{part:0<3}")) * _k(row["PRICE"]), 1000) != _k(row["COST"]):
            return f"Вартість {row['COST']} не дорівнює {row['AMOUNT']} x {row['PRICE']}"
    on_top = sum(_k(tax["SUM"]) for tax in taxes if tax.get("SIGN") in ("true", "1"))
    reckoned = sum(_k(row["COST"]) - _k(row.get("DISCOUNTSUM")) for row in rows) + on_top
    if reckoned != (total if exact is None else exact):
        return (
            f"Розрахована загальна сума {reckoned} (з урахуванням податків і дисконтів) "
            f"не дорівнює загальній сумі в документі {total}"
        )
    if exact is not None and _k(paper.root.findtext("CHECKTOTAL/RNDSUM")) != exact - total:
        return "RNDSUM не дорівнює NORNDSUM - SUM"
    if sum(_k(pay["SUM"]) for pay in pays) != total:
        return "Сума оплат не дорівнює підсумку"
    for pay in pays:
        if "PROVIDED" in pay and _k(pay["PROVIDED"]) - _k(pay.get("REMAINS")) != _k(pay["SUM"]):
            return "PROVIDED - REMAINS не дорівнює SUM"
    return _tax_fault(rows, taxes)


def _tax_fault(rows: list[dict[str, str]], taxes: list[dict[str, str]]) -> str | None:
    used = {letter for row in rows for letter in row.get("LETTERS", "")}
    if used != {tax.get("LETTER", "") for tax in taxes}:
        return f"Літери податків рядків {sorted(used)} не відповідають CHECKTAX"
    excise = {tax["LETTER"]: _prc(tax) for tax in taxes if tax["TYPE"] == "1"}
    for tax in taxes:
        mine = [row for row in rows if tax["LETTER"] in row.get("LETTERS", "")]
        if _k(tax["TURNOVER"]) != sum(_k(row["COST"]) for row in mine):
            return f"TURNOVER податку {tax['LETTER']}"
        base = 0
        for row in mine:
            net = _k(row["COST"]) - _k(row.get("DISCOUNTSUM"))
            rates = [excise[letter] for letter in row["LETTERS"] if letter in excise and tax["TYPE"] == "0"]
            base += net - sum(_half_up(net * rate, 10000 + rate) for rate in rates)
        if abs(_k(tax.get("SOURCESUM")) - base) > TOLERANCE:
            return f"SOURCESUM податку {tax['LETTER']} {tax.get('SOURCESUM')}, а не {base}"
        rate = _prc(tax)
        divisor = 10000 if tax.get("SIGN") in ("true", "1") else 10000 + rate
        if abs(_k(tax["SUM"]) - _half_up(_k(tax.get("SOURCESUM")) * rate, divisor)) > 1:
            return f"SUM податку {tax['LETTER']}"
    return None


def _prc(tax: dict[str, str]) -> int:
    return _k(tax["PRC"])


def z_fault(paper: Paper, living: list[Entry]) -> str | None:
    """Where a Z-report differs from the receipts of the shift; None when it agrees to the kopeck."""
    for section, kind in (("ZREPREALIZ", "sale"), ("ZREPRETURN", "return")):
        mine = [entry for entry in living if entry.kind == kind]
        node = paper.root.find(section)
        if node is None:
            if mine:
                return f"{section} відсутній"
            continue
        if _k(node.findtext("SUM")) != sum(entry.total for entry in mine):
            return f"{section}/SUM"
        if int(node.findtext("ORDERSCNT") or "0") != len(mine):
            return f"{section}/ORDERSCNT {node.findtext('ORDERSCNT')}, а не {len(mine)}"
        pays: Counter[tuple[str, str]] = Counter()
        taxes: Counter[tuple[str, ...]] = Counter()
        for entry in mine:
            for pay in entry.paper.rows("CHECKPAY"):
                pays[pay["PAYFORMCD"], pay["PAYFORMNM"]] += _k(pay["SUM"])
            for tax in entry.paper.rows("CHECKTAX"):
                for name in ("TURNOVER", "SOURCESUM", "SUM"):
                    taxes[tax["TYPE"], tax.get("LETTER", ""), tax["PRC"], name] += _k(tax.get(name))
        said = Counter({(p["PAYFORMCD"], p["PAYFORMNM"]): _k(p["SUM"]) for p in paper.rows(f"{section}/PAYFORMS")})
        if +said != +pays:
            return f"{section}/PAYFORMS {dict(said)}, а не {dict(pays)}"
        told: Counter[tuple[str, ...]] = Counter()
        for tax in paper.rows(f"{section}/TAXES"):
            for name in ("TURNOVER", "SOURCESUM", "SUM"):
                told[tax["TYPE"], tax.get("LETTER", ""), tax["PRC"], name] = _k(tax.get(name))
        if +told != +taxes:
            return f"{section}/TAXES {dict(told)}, а не {dict(taxes)}"
    for name, kind in (("SERVICEINPUT", "cash-in"), ("SERVICEOUTPUT", "cash-out")):
        if _k(paper.root.findtext(f"ZREPBODY/{name}")) != sum(e.total for e in living if e.kind == kind):
            return f"ZREPBODY/{name}"
    return None


def _section(mine: list[Entry]) -> dict[str, object] | None:
    if not mine:
        return None
    pays: Counter[tuple[str, str]] = Counter()
    taxes: dict[tuple[str, ...], Counter[str]] = {}
    for entry in mine:
        for pay in entry.paper.rows("CHECKPAY"):
            pays[pay["PAYFORMCD"], pay["PAYFORMNM"]] += _k(pay["SUM"])
        for tax in entry.paper.rows("CHECKTAX"):
            row = taxes.setdefault((tax["TYPE"], tax["NAME"], tax.get("LETTER", ""), tax["PRC"]), Counter())
            row.update({name: _k(tax.get(name)) for name in ("TURNOVER", "SOURCESUM", "SUM")})
    return {
        "Sum": _number(sum(entry.total for entry in mine)),
        **{
            name: _number(0)
            for name in ("PwnSumIssued", "PwnSumReceived", "TotalCurrencySum", "TotalCurrencyCommission")
        },
        **dict.fromkeys(("PwnOrdersCountIssued", "PwnOrdersCountReceived", "TotalCurrencyCost"), 0),
        "RndSum": _number(sum(entry.paper.sum("CHECKTOTAL/RNDSUM") or 0 for entry in mine)),
        "NoRndSum": _number(sum(entry.paper.sum("CHECKTOTAL/NORNDSUM") or 0 for entry in mine)),
        "OrdersCount": len(mine),
        "PayForm": [{"PayFormCode": int(c), "PayFormName": n, "Sum": _number(s)} for (c, n), s in pays.items()],
        "Tax": [
            {
                "Type": int(kind),
                "Name": name,
                "Letter": letter or None,
                "Prc": _number(_k(prc)),
                "Sign": False,
                "Turnover": _number(row["TURNOVER"]),
                "TurnoverDiscount": _number(0),
                "SourceSum": _number(row["SOURCESUM"]),
                "Sum": _number(row["SUM"]),
            }
            for (kind, name, letter, prc), row in taxes.items()
        ],
    }


def _number(value: int) -> object:
    """A JSON number with a point, as the live server writes it."""
    return value / 100


def draft_of_z(living: list[Entry]) -> dict[str, object]:
    """The totals of the open shift as LastShiftTotals tells them."""

    def of(kind: str) -> list[Entry]:
        return [entry for entry in living if entry.kind == kind]

    return {
        "Real": _section(of("sale")),
        "Ret": _section(of("return")),
        "Cash": None,
        "Currency": None,
        "ServiceInput": _number(sum(entry.total for entry in of("cash-in"))),
        "ServiceOutput": _number(sum(entry.total for entry in of("cash-out"))),
    }
