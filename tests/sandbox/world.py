"""A small world for the sandbox's tests and the smallest client that can work in it.

The client shares nothing with `prro_cli.taxserver` or the engine: documents are written here by hand.
"""

from __future__ import annotations

import hashlib
import http.client
import json
import re
import struct
import uuid
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from xml.sax.saxutils import escape

from prro_cli.sandbox.plain import PlainKey, PlainNotary, content_of
from prro_cli.sandbox.sandbox import Sandbox
from prro_cli.values import kyiv

TIN, OTHER_TIN = "34554362", "1234567890"
REGISTER, SECOND, FOREIGN = 4000000001, 4000000002, 4000000003
NOW = datetime(2026, 3, 10, 10, 0, 0, tzinfo=kyiv())

CASHIER = PlainKey("a1" * 32, "Касир Олена", (TIN, "2222222222"))
COLLEAGUE = PlainKey("a2" * 32, "Касир Богдан", (TIN,))
SENIOR = PlainKey("b1" * 32, "Старший касир", (TIN,))
STRANGER = PlainKey("c1" * 32, "Чужий", (TIN,))
OTHER = PlainKey("d1" * 32, "ФОП Інший", (OTHER_TIN,))
WRONG_TIN = PlainKey("e1" * 32, "Касир з іншим кодом", ("99999999",))
EXPIRED = PlainKey("e2" * 32, "Прострочений", (TIN,), not_after=NOW - timedelta(days=1))

REGISTRY: dict[str, Any] = {
    "taxpayers": [
        {"tin": TIN, "name": 'ТОВ "Тест & Ко"', "vat": "345543626543"},
        {"tin": OTHER_TIN, "name": "ІНШИЙ ІВАН ІВАНОВИЧ", "single_tax": True},
    ],
    "outlets": [
        {"entity": 34562, "tin": TIN, "name": "Магазин", "address": "м. Київ, вул. Тестова, 1"},
        {"entity": 34563, "tin": OTHER_TIN, "name": "Кіоск", "address": "м. Львів, вул. Тестова, 2"},
    ],
    "registers": [
        {"number": REGISTER, "local": 1, "outlet": 34562, "name": "Каса 1"},
        {"number": SECOND, "local": 2, "outlet": 34562, "name": "Каса 2", "offline": False},
        {"number": FOREIGN, "local": 1, "outlet": 34563, "name": "Каса 3"},
    ],
    "operators": [
        {"ski": CASHIER.ski, "tin": TIN, "name": CASHIER.name},
        {"ski": COLLEAGUE.ski, "tin": TIN, "name": COLLEAGUE.name},
        {"ski": SENIOR.ski, "tin": TIN, "name": SENIOR.name, "role": "senior"},
        {"ski": OTHER.ski, "tin": OTHER_TIN, "name": OTHER.name},
        {"ski": WRONG_TIN.ski, "tin": TIN, "name": WRONG_TIN.name},
        {"ski": EXPIRED.ski, "tin": TIN, "name": EXPIRED.name},
    ],
}


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes
    headers: Mapping[str, str]

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def code(self) -> int:
        """The server's error code; 0 for success."""
        match = re.match(r"Код помилки: (\d+) (\w+)\r\n", self.text) if self.status == 400 else None
        return int(match[1]) if match else 0 if self.status == 200 else -self.status

    @property
    def json(self) -> dict[str, Any]:
        return json.loads(self.body)


def post(url: str, path: str, body: bytes, headers: Mapping[str, str] | None = None, method: str = "POST") -> Answer:
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=10)
    try:
        kind = {"Content-Type": "application/octet-stream"}
        connection.request(method, parts.path + path, body, {**kind, **(headers or {})})
        response = connection.getresponse()
        return Answer(response.status, response.read(), dict(response.getheaders()))
    finally:
        connection.close()


def xml(root: str, head: Mapping[str, Any], body: str = "") -> bytes:
    fields = "".join(f"<{n}>{escape(str(v))}</{n}>" for n, v in head.items() if v is not None)
    text = f'<?xml version="1.0" encoding="windows-1251"?><{root}><{root}HEAD>{fields}</{root}HEAD>{body}</{root}>'
    return text.encode("cp1251")


def total(amount: str, extra: str = "") -> str:
    return f"<CHECKTOTAL><SUM>{amount}</SUM>{extra}</CHECKTOTAL>"


def pay(amount: str, code: int = 0, name: str = "ГОТІВКА", extra: str = "", row: int = 1) -> str:
    form = f"<PAYFORMCD>{code}</PAYFORMCD><PAYFORMNM>{name}</PAYFORMNM>"
    return f'<ROW ROWNUM="{row}">{form}<SUM>{amount}</SUM>{extra}</ROW>'


def good(cost: str, *, row: int = 1, amount: str = "1.000", price: str | None = None, extra: str = "") -> str:
    return (
        f'<ROW ROWNUM="{row}"><CODE>{row}</CODE><NAME>Кава</NAME><UNITCD>2009</UNITCD><UNITNM>шт</UNITNM>'
        f"<AMOUNT>{amount}</AMOUNT><PRICE>{price or cost}</PRICE><LETTERS>А</LETTERS><COST>{cost}</COST>{extra}</ROW>"
    )


def vat(turnover: str, tax: str, source: str | None = None, letter: str = "А") -> str:
    base = f"<SOURCESUM>{source}</SOURCESUM>" if source else ""
    return (
        f'<CHECKTAX><ROW ROWNUM="1"><TYPE>0</TYPE><NAME>ПДВ</NAME><LETTER>{letter}</LETTER><PRC>20.00</PRC>'
        f"<TURNOVER>{turnover}</TURNOVER>{base}<SUM>{tax}</SUM></ROW></CHECKTAX>"
    )


def sale(amount: str = "60.00", tax: str = "10.00") -> str:
    return (
        total(amount)
        + f"<CHECKPAY>{pay(amount)}</CHECKPAY>"
        + vat(amount, tax, amount)
        + f"<CHECKBODY>{good(amount)}</CHECKBODY>"
    )


def zrep(amount: str = "60.00", tax: str = "10.00", count: int = 1, *, body: str = "") -> str:
    return (
        f"<ZREPREALIZ><SUM>{amount}</SUM><ORDERSCNT>{count}</ORDERSCNT><PAYFORMS>"
        f'<ROW ROWNUM="1"><PAYFORMCD>0</PAYFORMCD><PAYFORMNM>ГОТІВКА</PAYFORMNM><SUM>{amount}</SUM></ROW></PAYFORMS>'
        f'<TAXES><ROW ROWNUM="1"><TYPE>0</TYPE><NAME>ПДВ</NAME><LETTER>А</LETTER><PRC>20.00</PRC>'
        f"<TURNOVER>{amount}</TURNOVER><SUM>{tax}</SUM></ROW></TAXES></ZREPREALIZ>{body}"
    )


ZREPBODY = "<ZREPBODY><SERVICEINPUT>0.00</SERVICEINPUT><SERVICEOUTPUT>0.00</SERVICEOUTPUT></ZREPBODY>"


def framed(documents: list[bytes]) -> bytes:
    return b"".join(struct.pack("<i", len(item)) + item for item in documents)


def control(seed: str, head: Mapping[str, Any], amount: str | None) -> int:
    parts = [seed, *(str(head[n]) for n in ("ORDERDATE", "ORDERTIME", "ORDERNUM", "CASHREGISTERNUM", "CASHDESKNUM"))]
    parts += [part for part in (amount, head.get("PREVDOCHASH")) if part]
    return int.from_bytes(zlib.crc32(",".join(parts).encode()).to_bytes(4, "big"), "little") % 10000 or 1


@dataclass
class Client:
    """One cashier at one register, knowing only what a client may know."""

    box: Sandbox
    key: Any = CASHIER
    register: int = REGISTER
    sign: Callable[[Any, bytes], bytes] = lambda key, content: key.sign(content)
    unwrap: Callable[[bytes], bytes] = content_of
    overrides: dict[str, Any] = field(default_factory=dict)

    def head(self, doctype: int | None, subtype: int | None = None, **changes: Any) -> dict[str, Any]:
        now = self.box.clock.now()
        registered = next(r for r in REGISTRY["registers"] if r["number"] == self.register)
        outlet = next(o for o in REGISTRY["outlets"] if o["entity"] == registered["outlet"])
        payer = next(t for t in REGISTRY["taxpayers"] if t["tin"] == outlet["tin"])
        head = {
            "DOCTYPE": doctype,
            "DOCSUBTYPE": subtype,
            "UID": str(uuid.uuid4()),
            "TIN": payer["tin"],
            "IPN": payer.get("vat"),
            "ORGNM": payer["name"],
            "POINTNM": outlet["name"],
            "POINTADDR": outlet["address"],
            "ORDERDATE": now.strftime("%d%m%Y"),
            "ORDERTIME": now.strftime("%H%M%S"),
            "ORDERNUM": self.next_local(),
            "CASHDESKNUM": registered["local"],
            "CASHREGISTERNUM": self.register,
            "ORDERRETCASHREGNUM": None,
            "ORDERRETDATE": None,
            "ORDERRETNUM": None,
            "ORDERSTORNUM": None,
            "REVOKELASTONLINEDOC": None,
            "CASHIER": "Касир",
            "VER": 1,
            "ORDERTAXNUM": None,
            "OFFLINE": None,
            "PREVDOCHASH": None,
            "REVOKED": None,
            "STORNED": None,
            "TESTING": None,
        }
        unknown = {n: v for n, v in changes.items() if n not in head}
        return {**head, **{n: v for n, v in changes.items() if n in head}, **unknown}

    def next_local(self) -> int:
        with self.box.state.transaction() as connection:
            return self.box.service.court(connection).books.next_local(self.register, 1)

    def document(self, doctype: int | None, subtype: int | None = None, body: str = "", **changes: Any) -> bytes:
        root = "ZREP" if doctype is None else "CHECK"
        return self.sign(self.key, xml(root, self.head(doctype, subtype, **changes), body))

    def send(self, doctype: int | None, subtype: int | None = None, body: str = "", **changes: Any) -> Answer:
        return post(self.box.url, "/doc", self.document(doctype, subtype, body, **changes))

    def ticket(self, answer: Answer) -> dict[str, str]:
        assert answer.status == 200, answer.text
        text = self.unwrap(answer.body).decode("cp1251")
        return dict(re.findall(r"<([A-Z]+)>([^<]*)</", text))

    def ok(self, doctype: int | None, subtype: int | None = None, body: str = "", **changes: Any) -> dict[str, str]:
        return self.ticket(self.send(doctype, subtype, body, **changes))

    def open(self, **changes: Any) -> dict[str, str]:
        return self.ok(100, **changes)

    def sell(self, amount: str = "60.00", tax: str = "10.00", **changes: Any) -> dict[str, str]:
        return self.ok(0, 0, sale(amount, tax), **changes)

    def command(self, name: str, *, signed: bool = True, as_json: bool = False, **members: Any) -> Answer:
        register = {} if "RegistrarNumFiscal" in members else {"NumFiscal": self.register}
        body = json.dumps({"Command": name, **register, **members}).encode()
        kind = "application/octet-stream" if signed else "application/json; charset=UTF-8"
        data = self.sign(self.key, body) if signed else body
        path = "/cmd?resultAsJson=true" if as_json else "/cmd"
        return post(self.box.url, path, data, {"Content-Type": kind})

    def state(self, **members: Any) -> dict[str, Any]:
        return self.command("TransactionsRegistrarState", **members).json

    def session(self) -> Offline:
        state = self.state()
        return Offline(self, state["OfflineSessionId"], state["OfflineSeed"], self.next_local())

    def package(self, documents: list[bytes], key: Any = None) -> Answer:
        return post(self.box.url, "/pck", self.sign(key or self.key, framed(documents)))


@dataclass
class Offline:
    """An offline session being made by hand, following the official packet's rules."""

    client: Client
    session: str
    seed: str
    local: int
    number: int = 1
    hashes: list[str] = field(default_factory=list)
    documents: list[bytes] = field(default_factory=list)
    fiscal: list[str] = field(default_factory=list)

    def add(self, doctype: int | None, subtype: int | None = None, body: str = "", **changes: Any) -> str:
        """Make the next document; `changes` may break any element, also the number in the session or the control."""
        number = changes.pop("number", self.number)
        fixed_control = changes.pop("control", None)
        key = changes.pop("key", self.client.key)
        previous = self.hashes[-1] if len(self.hashes) >= 2 else None
        given = {"ORDERNUM": self.local, "OFFLINE": "true", "PREVDOCHASH": previous, **changes}
        head = self.client.head(doctype, subtype, **given)
        amount = re.search(r"<CHECKTOTAL><SUM>([^<]*)</SUM>", body)
        value = control(self.seed, head, amount[1] if amount else None) if fixed_control is None else fixed_control
        if "ORDERTAXNUM" not in changes:
            head["ORDERTAXNUM"] = f"{self.session}.{number}.{value}"
        signed = self.client.sign(key, xml("ZREP" if doctype is None else "CHECK", head, body))
        self.documents.append(signed)
        self.hashes.append(hashlib.sha256(signed).hexdigest())
        self.fiscal.append(head["ORDERTAXNUM"] or "")
        self.local += 1
        self.number += 1
        return self.fiscal[-1]

    def deliver(self, key: Any = None) -> Answer:
        answer = self.client.package(self.documents, key)
        if answer.status == 200:
            self.documents = []
        return answer


def plain_box(**options: Any) -> Sandbox:
    """A running sandbox with pretended signatures, a stopped clock and the registry above."""
    box = Sandbox(notary=PlainNotary(), clock=lambda: NOW, randbelow=lambda limit: 79604638321306 % limit, **options)
    box.load_registry(REGISTRY)
    box.freeze()
    box.start()
    return box
