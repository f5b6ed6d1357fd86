"""Receipts No 1 and No 2 (J/F1499102, J/F1499202): what they say, whatever form they come in.

Their XSDs are not published, so nothing is validated: known elements are read, the rest is shown as it is. A receipt
may be UTF-8 although forms are windows-1251, and sometimes it is plain text (registration.md 2.7).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import field
from enum import StrEnum
from types import MappingProxyType

from prro_cli.documents.xmltree import Node, parse
from prro_cli.errors.base import PrroError
from prro_cli.record import dataclass

FILE_NAME = re.compile(
    r"(?<![0-9A-Za-zА-ЯІЇЄҐа-яіїєґ])[0-9]{4}[0-9A-ZА-ЯІЇЄҐ]{10}[JF][0-9]{28}(?:\.xml)?", re.IGNORECASE
)
"""The 43 characters of a form's file name, with or without its extension."""

_NOT_ACCEPTED = re.compile(
    r"НЕ\s+ПРИЙНЯТ|НЕ\s+ОПРАЦЬОВАН|НЕ\s+ЗБЕРЕЖЕН|НЕ\s+ПРОЙДЕН|ВІДМОВЛЕНО|ВІДХИЛЕНО", re.IGNORECASE
)
"""Only words that say that it was done: «у разі відмови» or «помилок не виявлено» refuse nothing."""
_ACCEPTED = re.compile(r"НЕ\s+ПРИЙНЯТ|НЕ\s+ОПРАЦЬОВАН|ВІДМОВ|ВІДХИЛЕН|НЕ\s+ЗБЕРЕЖЕН|НЕ\s+ПРОЙДЕН|ПОМИЛК", re.IGNORECASE)
_ACCEPTED = re.compile(r"ДОКУМЕНТ\s+ПРИЙНЯТ|ДОКУМЕНТ\s+ОПРАЦЬОВАН|ПРИЙНЯТО\s+ПАКЕТ", re.IGNORECASE)
_ASSIGNED = re.compile(r"призначено\s+фіскальний\s+номер[\s:№'\"«“„‘’]*([0-9]{6,12})", re.IGNORECASE)
_CARRIED = re.compile(r"з\s+фіскальним\s+номером[\s:№'\"«“„‘’]*([0-9]{6,12})", re.IGNORECASE)
_LOCAL = re.compile(r"локальн\w*\s+номер\w*[\s:№'\"«“„‘’]*([0-9]{1,10})", re.IGNORECASE)
_QUOTED_NUMBER = re.compile(r"'\s*([0-9]{1,10})\s*'")
_CODE = re.compile(r"[JF]14991(?=01|02)|[JF]14992(?=02)", re.IGNORECASE)
_SPACES = re.compile(r"\s+")


class Verdict(StrEnum):
    """What a receipt says of the form."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    PENDING = "pending"


@dataclass(frozen=True, slots=True)
class Receipt:
    """One receipt, read. `number` is 1 or 2, or 0 where it is only a notice that something arrived."""

    number: int
    form_file: str
    verdict: Verdict
    final: bool
    text: str = field(repr=False)
    remarks: tuple[str, ...] = field(default=(), repr=False)
    registration_number: str | None = None
    fiscal_number: str | None = None
    local_number: str | None = None
    time: str = ""


def read_receipt(
    data: bytes, *, name: str = "", header: Mapping[str, str] = MappingProxyType({}), number: int = 0,
    final: bool = False,
) -> Receipt:  # fmt: skip
    """Read a receipt that was opened: XML or text. `name` is its own file name, `header` its transport header;
    `number` and `final` are what a channel said of it.
    """
    members, lines, remarks = _taken_apart(data)
    text = "\n".join(line for line in lines if line)
    whole = "\n".join((text, *remarks))
    fiscal, local = _numbers(whole)
    number = number or _number(members, header, name)
    final = final or header.get("FINKVT", "").strip() == "1" or name.upper().removesuffix(".KVT").endswith("_FINAL")
    refused = _NOT_ACCEPTED.search(whole) is not None  # what the header's RESULT 0, 1, 2 mean is not known
    return Receipt(
        number=number,
        form_file=_form_file(members, header, whole),
        verdict=_verdict(whole, refused, number, final),
        final=final,
        text=text,
        remarks=remarks,
        registration_number=members.get("HNUMREG") or None,
        fiscal_number=None if refused else fiscal,
        local_number=None if refused else local,
        time=members.get("HTIME", ""),
    )


def _taken_apart(data: bytes) -> tuple[dict[str, str], list[str], tuple[str, ...]]:
    """Elements by name, the lines a person reads, the remarks row by row."""
    if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] != b"<":
        text = _plain(data)
        return {}, [_SPACES.sub(" ", line).strip() for line in text.splitlines()], ()
    try:
        root, _ = parse(data)
    except PrroError:
        return {}, [_plain(data)], ()
    members: dict[str, str] = {}
    remarks: list[str] = []
    for node in root.walk():
        value = node.text.strip()
        if node.name.startswith("T1RXXXXG") and value:
            remarks.append(value)
        elif not node.children and value:
            members.setdefault(node.name, value)
    known = [members[name] for name in ("HDOCNAME", "HRESULT", "TEXT") if name in members]
    return members, known or [_texts(root)], tuple(remarks)


def _texts(root: Node) -> str:
    return "\n".join(node.text.strip() for node in root.walk() if node.text.strip())


def _plain(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1251", errors="replace")


def _form_file(members: Mapping[str, str], header: Mapping[str, str], whole: str) -> str:
    """Which form it is about: HFILENAME, else a name in the text (LINKED_DOCS are not used by the gateways)."""
    for candidate in (members.get("HFILENAME", ""), whole, header.get("SUBJECT", ""), header.get("FILENAME", "")):
        found = FILE_NAME.search(candidate)
        if found:
            return _canonical(found[0])
    return members.get("HFILENAME", "").strip()


def _canonical(name: str) -> str:
    return name if name.lower().endswith(".xml") else name + ".xml"


def same_file(one: str, other: str) -> bool:
    """Whether two file names of forms are the same: the case and the extension do not count (DGFilename)."""
    return _stem(one) == _stem(other) != ""


def _stem(name: str) -> str:
    return re.split(r"[/\\]", name.strip())[-1].lower().removesuffix(".xml").upper()


def _number(members: Mapping[str, str], header: Mapping[str, str], name: str) -> int:
    """Receipt No 1 has the code 14991, No 2 has 14992; else what the header or the file name says."""
    sub = members.get("C_DOC_SUB", "")
    if members.get("C_DOC", "") in ("J14", "F14") and sub in ("991", "992"):
        return 1 if sub == "991" else 2
    found = _CODE.search(name) or _CODE.search(header.get("FILENAME", "")) or _CODE.search(header.get("DOC_TYPE", ""))
    if found:
        return 1 if found[0][-1] == "1" else 2
    told = header.get("KVTNUM", "").strip()
    return int(told) if told in ("1", "2") else 0


def _verdict(text: str, refused: bool, number: int, final: bool) -> Verdict:
    """«НЕ ПРИЙНЯТО» is looked for first; No 1 alone accepts nothing, unless a fiscal number was assigned in it."""
    if refused:
        return Verdict.REFUSED
    if _ASSIGNED.search(text) or (_ACCEPTED.search(text) and (number != 1 or final)):
        return Verdict.ACCEPTED
    return Verdict.PENDING


def _numbers(text: str) -> tuple[str | None, str | None]:
    """Fiscal and local number; the value before «призначено …» in quotes is the local one (registration.md 2.7)."""
    assigned = _ASSIGNED.search(text)
    if assigned is None:
        carried = _CARRIED.search(text)
        return (carried[1] if carried else None), None
    before = text[: assigned.start()]
    named = _LOCAL.search(before)
    quoted = _QUOTED_NUMBER.findall(before)
    return assigned[1], named[1] if named else quoted[-1] if quoted else None
