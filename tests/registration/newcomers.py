"""A taxpayer nobody knows yet, forms of theirs, and containers as the gateways want them."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from prro_cli.crypto import cms
from prro_cli.crypto.cms import CertifiedKey
from prro_cli.crypto.enveloped import Sender, encrypt
from prro_cli.crypto.issue import Profile, employee
from prro_cli.crypto.transport import CERTIFICATE, ENCRYPTED, SIGNED, Section, pack
from prro_cli.crypto.x509 import Certificate
from prro_cli.forms.filename import FileName
from prro_cli.forms.model import Declar, Form1, Form5, Form20, Head, KeyRow, ObjectRow
from prro_cli.forms.writer import write
from prro_cli.sandbox.authority import BEGIN, END
from prro_cli.sandbox.sandbox import Sandbox

TIN = "40000026"
PERSON = "3000000069"
NAME = 'ТОВ "НОВА НАВЧАЛЬНА КРАМНИЦЯ"'
DAY = date(2026, 11, 25)
OBJECT = "32100001"


@dataclass(frozen=True)
class Signer:
    """Both keys of one person."""

    signing: CertifiedKey
    agreement: CertifiedKey

    def container(self, content: bytes, recipient: Certificate) -> bytes:
        """UA1_SIGN( CERTCRYPT + UA1_CRYPT( UA1_SIGN(content) ) ), registration.md 2.6, layout 1."""
        inner = pack([Section(SIGNED, cms.sign(content, self.signing))])
        envelope = encrypt(inner, recipient, sender=Sender(self.agreement.private, self.agreement.certificate))
        middle = pack([Section(CERTIFICATE, self.agreement.certificate.raw), Section(ENCRYPTED, envelope)])
        return pack([Section(SIGNED, cms.sign(middle, self.signing))])


def signer(box: Sandbox, number: str = PERSON, tin: str = TIN) -> Signer:
    """A person of a company with keys of the sandbox's authority."""
    subject = employee("Новаченко", "Іван Петрович", number, NAME, tin)
    return Signer(*box.authorities().gost.enrol_pair(subject, Profile(BEGIN, END)))


def head(sub: str, version: int, count: int, tin: str = TIN) -> Head:
    return Head(
        tin=tin, c_doc="J13", c_doc_sub=sub, c_doc_ver=str(version), c_doc_type=0, c_doc_cnt=count, c_reg=26, c_raj=59,
        period_month=DAY.month, period_type=1, period_year=DAY.year, c_sti_orig=2659, c_doc_stan=1, d_fill=DAY,
        software="prro",
    )  # fmt: skip


def form20(count: int = 1, **changes: Any) -> Declar:
    row = {
        "action": 1, "type_code": "321", "title": "Крамниця", "object_id": OBJECT, "katottg": "UA80000000000126643",
        "place": "м. Київ", "street": "вул. Навчальна, 5", "state": 2, "right": 8, **changes,
    }  # fmt: skip
    body = Form20(office="ГУ ДПС у м. Києві", tin=TIN, name=NAME, objects=(ObjectRow(**row),), signer_name="Новаченко",
                  filled=DAY)  # fmt: skip
    return Declar(head("120", 5, count), body)


def form1(count: int = 1, **changes: Any) -> Declar:
    values = {
        "action": "register", "name": NAME, "tin": TIN, "object_id": OBJECT, "katottg": "UA80000000000126643",
        "unit": "Крамниця", "address": "м. Київ, вул. Навчальна, 5", "kind": "stationary", "register_name": "Каса 1",
        "local_number": "1", "offline": "offline", "signs_as": "head", "signer_tin": PERSON, "signer_name": "Новаченко",
        "filled": DAY, **changes,
    }  # fmt: skip
    return Declar(head("166", 5, count), Form1(**values))


def form5(ski: str, role: str = "Касир", count: int = 1) -> Declar:
    row = KeyRow(name="Касирська М.І.", tin="3000000077", key_id=ski, role=role)
    body = Form5(dated=DAY, number=count, tin=TIN, name=NAME, keys=(row,), signs_as="head", signer_tin=PERSON,
                 signer_name="Новаченко", filled=DAY)  # fmt: skip
    return Declar(head("918", 2, count), body)


def file_name(declar: Declar) -> str:
    return str(FileName.of(declar.head))


def report_body(who: Signer, declar: Declar, recipient: Certificate, name: str = "") -> bytes:
    container = who.container(write(declar), recipient)
    item = {"contentBase64": base64.b64encode(container).decode(), "fname": name or file_name(declar)}
    return json.dumps([item]).encode()


Post = Callable[[str, bytes, str], tuple[int, Any]]
