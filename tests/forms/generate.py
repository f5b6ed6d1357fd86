"""Random forms, valid by construction, and random damage to their trees; everything from one seeded generator."""

from __future__ import annotations

import dataclasses
import random
from datetime import date, timedelta
from xml.etree import ElementTree

from prro_cli.documents.simple import LETTERS_OF_PASSPORTS
from prro_cli.forms import model
from prro_cli.forms.model import Declar, Form1, Form5, Form20, Head, KeyRow, LinkedDoc, ObjectRow

SUBS = {model.SUB_20_OPP: 5, model.SUB_1_PRRO: 5, model.SUB_5_PRRO: 2}
INSTANCE = "{http://www.w3.org/2001/XMLSchema-instance}"
OFFICES = (2659, 915, 101, 3070, 3100, 9001, 9191, 9900, 9995, 2800, 1999, 999)
LETTERS = "АБВГҐДЕЄЖЗИІЇЙКЛМНОПРСТУФХЦЧШЩЬЮЯабвгґдеєжзиіїйклмнопрстуфхцчшщьюя"
ADMITTED = LETTERS + "0123456789 .,:;+-/<=@'\"()!?*&«»–“”№"
TEXTS = LETTERS + "ABCxyz0189 .,&<>\"'’—„№#%_[]{}|~\\\n\t"
NASTY = (
    "", " ", "0", "1", "01", "+1", "-1", "-0", "1.0", "1e1", "9", "10", "99", "100", "999", "1000", "0915",
    "915", "2659", "3070", "3600", "9999", "10000", "12345", "1234567890", "12345678901", "АБ123456",
    "AB123456", "абв", "ЇЖ123456", "29022024", "29022023", "31042024", "00012024", "0101202|", "0102202|",
    "01011899", " 01012024", "UA12345678901234567", "UA1234567890123456", "ua12345678901234567", "Ё", "ё", "Ђ",
    "A", "I", "i", "’", "ʼ", "'", "„", "—", "–", "_", "#", "1" * 24, "1" * 25, "0" * 30 + "7", "١", "true",
    "J13", "F13", "120", "5", "05", "@", "<=>", "\x0b", "№ 1", "x" * 300, "18446744073709551615",
    "18446744073709551616", "Касир", "26590012345678J1316605100010000111120262659.XML",
)  # fmt: skip


def text(rng: random.Random, letters: str, longest: int = 60) -> str:
    """A text that is not blank."""
    return rng.choice(LETTERS) + "".join(rng.choice(letters) for _ in range(rng.randrange(longest)))


def digits(rng: random.Random, low: int, high: int) -> str:
    return "".join(rng.choice("0123456789") for _ in range(rng.randint(low, high)))


def passport(rng: random.Random) -> str:
    return rng.choice(LETTERS_OF_PASSPORTS) + rng.choice(LETTERS_OF_PASSPORTS) + digits(rng, 6, 6)


def tin(rng: random.Random, letter: str) -> str:
    if letter == "J":
        return digits(rng, 5, 10)
    return rng.choice((digits(rng, 10, 10), digits(rng, 9, 9), passport(rng)))


def day(rng: random.Random) -> date:
    return date(2024, 1, 1) + timedelta(days=rng.randrange(2000))


def head(rng: random.Random, sub: str, letter: str, number: str) -> Head:
    office = rng.choice(OFFICES)
    filled = day(rng)
    return Head(
        tin=number,
        c_doc=f"{letter}13",
        c_doc_sub=sub,
        c_doc_ver=str(SUBS[sub]),
        c_doc_type=rng.randrange(100),
        c_doc_cnt=rng.randrange(1, 10_000_000),
        c_reg=office // 100,
        c_raj=office % 100,
        period_month=filled.month,
        period_type=rng.randint(1, 5),
        period_year=filled.year,
        c_sti_orig=office,
        c_doc_stan=rng.randint(1, 3),
        linked_docs=rng.choice((None, (), links(rng))),
        d_fill=filled,
        software=rng.choice((None, "", text(rng, TEXTS))),
    )


def links(rng: random.Random) -> tuple[LinkedDoc, ...]:
    name = "26590012345678J1316605100010000111120262659.XML"
    return tuple(
        LinkedDoc(
            c_doc="J13",
            c_doc_sub="166",
            c_doc_ver=str(rng.randint(1, 99)),
            c_doc_type=rng.randrange(9),
            c_doc_cnt=rng.randrange(9),
            c_doc_stan=rng.randint(1, 3),
            file_name=name,
            number=number if rng.random() < 0.7 else None,
            link_type=rng.choice((None, 1, 2, 3)),
        )
        for number in range(1, rng.randint(2, 4))
    )


def maybe(rng: random.Random, value: str) -> str | None:
    return rng.choice((None, "", value, value))


def katottg(rng: random.Random) -> str:
    return "UA" + digits(rng, 17, 17)


def declar(rng: random.Random, sub: str, letter: str = "J") -> Declar:
    """One form that the schema accepts."""
    number = tin(rng, letter)
    body = {model.SUB_20_OPP: form20, model.SUB_1_PRRO: form1, model.SUB_5_PRRO: form5}[sub](rng, number)
    return Declar(head(rng, sub, letter, number), body)


def one_row(whole: Declar) -> Declar:
    """The form with the first row of its table and one linked document: small, with all its elements."""
    body = whole.body
    if isinstance(body, Form20):
        body = dataclasses.replace(body, objects=body.objects[:1])
    elif isinstance(body, Form5):
        body = dataclasses.replace(body, keys=body.keys[:1])
    linked = (whole.head.linked_docs or links(random.Random("links")))[:1]
    return Declar(dataclasses.replace(whole.head, linked_docs=linked), body)


def form1(rng: random.Random, number: str) -> Form1:
    return Form1(
        action=rng.choice(model.ACTIONS.options).name,
        name=text(rng, TEXTS),
        tin=number,
        vat=maybe(rng, str(rng.randint(1000, 999_999_999_999))),
        object_id=maybe(rng, digits(rng, 8, 8)),
        katottg=maybe(rng, katottg(rng)),
        unit=maybe(rng, text(rng, TEXTS)),
        address=maybe(rng, text(rng, TEXTS)),
        payment_system=maybe(rng, text(rng, TEXTS)),
        kind=rng.choice(model.KINDS.options).name,
        register_name=text(rng, TEXTS),
        local_number=digits(rng, 1, 12),
        fiscal_number=maybe(rng, digits(rng, 10, 10)),
        offline=rng.choice(model.OFFLINE.options).name,
        signs_as=rng.choice(model.SIGNER_1.options).name,
        signer_tin=tin(rng, "F"),
        signer_name=text(rng, TEXTS),
        filled=day(rng),
    )


def form5(rng: random.Random, number: str) -> Form5:
    rows = tuple(
        KeyRow(
            name=rng.choice(("", text(rng, TEXTS))),
            tin=rng.choice(("", tin(rng, "J"), passport(rng))),
            key_id="".join(rng.choice("0123456789ABCDEFabcdef") for _ in range(rng.choice((40, 64)))),
            role=rng.choice(model.ROLES),
            rownum=None,
        )
        for _ in range(rng.randint(1, 5))
    )
    return Form5(
        dated=day(rng),
        number=rng.randint(1, 2**64 - 1),
        tin=number,
        name=text(rng, TEXTS),
        keys=rows,
        signs_as=rng.choice(model.SIGNER_5.options).name,
        signer_tin=tin(rng, "F"),
        signer_name=text(rng, TEXTS),
        filled=day(rng),
    )


def form20(rng: random.Random, number: str) -> Form20:
    rows = tuple(
        ObjectRow(
            action=rng.choice((1, 3, 6)),
            type_code=str(rng.randint(1, 999)).zfill(rng.choice((1, 3))),
            title=maybe(rng, text(rng, ADMITTED + "ABCabc")),
            object_id=digits(rng, 8, 8),
            katottg=maybe(rng, katottg(rng)),
            place=text(rng, TEXTS),
            street=text(rng, ADMITTED + "IVXLCDM"),
            state=rng.randint(1, 99),
            right=rng.randint(1, 10),
            account_here=rng.choice((None, False, True)),
            registered_number=maybe(rng, text(rng, TEXTS)),
            rownum=None,
        )
        for _ in range(rng.randint(1, 5))
    )
    return Form20(
        office=text(rng, TEXTS),
        tin=number,
        name=text(rng, TEXTS),
        objects=rows,
        signer_name=text(rng, TEXTS),
        filled=day(rng),
    )


def damage(rng: random.Random, root: ElementTree.Element) -> None:
    """One or two of the faults that people and programs make."""
    for _ in range(rng.choice((1, 1, 2))):
        rng.choice(_DAMAGES)(rng, root)


def _parents(root: ElementTree.Element) -> list[ElementTree.Element]:
    return [node for node in root.iter() if len(node)]


def _leaf(rng: random.Random, root: ElementTree.Element) -> ElementTree.Element:
    """A leaf, but not one of those that say which form it is."""
    return rng.choice([n for n in root.iter() if not len(n) and n.tag not in ("C_DOC", "C_DOC_SUB", "C_DOC_VER")])


def _text(rng: random.Random, root: ElementTree.Element) -> None:
    _leaf(rng, root).text = rng.choice([t for t in NASTY if t != "\x0b"])


def _remove(rng: random.Random, root: ElementTree.Element) -> None:
    parent = rng.choice(_parents(root)[1:])
    removable = [n for n in parent if n.tag not in ("C_DOC", "C_DOC_SUB", "C_DOC_VER")]
    if removable:
        parent.remove(rng.choice(removable))


def _swap(rng: random.Random, root: ElementTree.Element) -> None:
    parent = rng.choice(_parents(root))
    if len(parent) > 1:
        place = rng.randrange(len(parent) - 1)
        parent[place], parent[place + 1] = parent[place + 1], parent[place]


def _repeat(rng: random.Random, root: ElementTree.Element) -> None:
    parent = rng.choice(_parents(root)[1:])
    place = rng.randrange(len(parent))
    copy = ElementTree.fromstring(ElementTree.tostring(parent[place]))
    if "ROWNUM" in copy.attrib and rng.random() < 0.5:
        copy.set("ROWNUM", str(rng.randint(1, 9)))
    parent.insert(place + 1, copy)


def _rename(rng: random.Random, root: ElementTree.Element) -> None:
    other = rng.choice([n.tag for n in root.iter()] + ["M014", "M053", "M02", "X", "T1RXXXXG13", "DOC"])
    leaf = _leaf(rng, root)
    leaf.tag = other if other not in ("C_DOC", "C_DOC_SUB", "C_DOC_VER") else "X"


def _attribute(rng: random.Random, root: ElementTree.Element) -> None:
    node = rng.choice(list(root.iter()))
    name = rng.choice(("ROWNUM", INSTANCE + "nil", "X", "NUM", "TYPE"))
    node.set(name, rng.choice(("1", "2", "0", "true", "false", "x", "", " 1 ", "+1", "1000000", "01")))


def _bare(rng: random.Random, root: ElementTree.Element) -> None:
    node = rng.choice(list(root.iter()))
    if node.attrib:
        node.attrib.pop(rng.choice(list(node.attrib)))


def _nil(rng: random.Random, root: ElementTree.Element) -> None:
    leaf = _leaf(rng, root)
    leaf.set(INSTANCE + "nil", "true")
    leaf.text = rng.choice((None, None, " ", "1"))


def _loose(rng: random.Random, root: ElementTree.Element) -> None:
    rng.choice(_parents(root)).text = rng.choice(("x", " ", "\n\t "))


_DAMAGES = (_text, _text, _text, _remove, _swap, _repeat, _rename, _attribute, _bare, _nil, _loose)
