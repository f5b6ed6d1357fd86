"""What the server writes itself: tickets, and documents re-serialised with their fiscal numbers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final
from xml.etree.ElementTree import Element, SubElement

from prro_cli.sandbox.books import Entry
from prro_cli.sandbox.jsonform import REMARK
from prro_cli.sandbox.paper import Paper, parse
from prro_cli.sandbox.refusals import RefusalError
from prro_cli.sandbox.sessions import Session

PROLOG: Final = '<?xml version="1.0" encoding="windows-1251"?>'
EOL: Final = "\r\n"
REMARK_LINE: Final = f"<!-- {REMARK} -->"
ZERO_UID: Final = "00000000-0000-0000-0000-000000000000"
AMPERSAND_TEXT: Final = 'ТОВ "А & Б"'


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def ticket(fields: Iterable[tuple[str, str | None]], *, unescaped: bool = False, remark: bool = True) -> bytes:
    """A TICKET of the given elements in order; absent ones are left out."""
    lines = [PROLOG, *([REMARK_LINE] if remark else []), "<TICKET>"]
    lines += [f"  <{name}>{_escaped(value)}</{name}>" for name, value in fields if value is not None]
    if unescaped:
        # What the real server was seen to do: texts go into the ticket as they are.
        lines.insert(-1, f"  <ERRORTEXT>{AMPERSAND_TEXT}</ERRORTEXT>")
    lines.append("</TICKET>")
    return EOL.join(lines).encode("cp1251", "replace")


def success(entry: Entry, moment: datetime, pair: Session | None, *, unescaped: bool = False) -> bytes:
    """The ticket of a registered document."""
    return ticket(
        (
            ("UID", entry.uid),
            ("ORDERDATE", moment.strftime("%d%m%Y")),
            ("ORDERTIME", moment.strftime("%H%M%S")),
            ("ORDERNUM", str(entry.local)),
            ("ORDERTAXNUM", entry.fiscal),
            ("OFFLINESESSIONID", str(pair.id) if pair else None),
            ("OFFLINESEED", pair.seed if pair else None),
            ("ERRORCODE", "0"),
            ("VER", "1"),
        ),
        unescaped=unescaped,
    )


def refusal(paper: Paper | None, moment: datetime, refused: RefusalError) -> bytes:
    """The ticket of a refused document (switch `reject_format`)."""
    head = paper.head if paper is not None else {}
    return ticket(
        (
            ("UID", head.get("UID") or ZERO_UID),
            ("ORDERDATE", moment.strftime("%d%m%Y")),
            ("ORDERTIME", moment.strftime("%H%M%S")),
            ("ORDERNUM", head.get("ORDERNUM") or "1"),
            ("ERRORCODE", str(refused.code)),
            ("ERRORTEXT", refused.text),
            ("VER", "1"),
        )
    )


def reserialised(entry: Entry) -> bytes:
    """The document's XML as the server returns it: the fiscal number after VER, flags, CRLF, two-space indent."""
    tree = parse(entry.xml)
    head = tree.find(tree.tag + "HEAD")
    if head is not None:
        _put_after(head, "VER", "ORDERTAXNUM", entry.fiscal)
        before = "PREVDOCHASH" if head.find("PREVDOCHASH") is not None else (
            "OFFLINE" if head.find("OFFLINE") is not None else "ORDERTAXNUM")  # fmt: skip
        if entry.revoked_by is not None:
            _put_after(head, before, "REVOKED", "true")
            before = "REVOKED"
        if entry.storned_by is not None and tree.tag == "CHECK":
            _put_after(head, before, "STORNED", "true")
    lines = [PROLOG]
    _write(tree, 0, lines)
    return (EOL.join(lines) + EOL).encode("cp1251", "xmlcharrefreplace")


def _put_after(head: Element, anchor: str, name: str, value: str) -> None:
    found = head.find(name)
    if found is None:
        found = SubElement(head, name)
        head.remove(found)
        place = next((i for i, child in enumerate(head) if child.tag == anchor), len(head) - 1)
        head.insert(place + 1, found)
    found.text = value


def _write(element: Element, depth: int, lines: list[str]) -> None:
    pad = "  " * depth
    attributes = "".join(
        f' {name}="{_escaped(value).replace(chr(34), "&quot;")}"'
        for name, value in element.attrib.items()
        if not name.startswith("{")
    )
    if len(element) == 0:
        text = _escaped((element.text or "").strip())
        lines.append(f"{pad}<{element.tag}{attributes}>{text}</{element.tag}>")
        return
    lines.append(f"{pad}<{element.tag}{attributes}>")
    for child in element:
        _write(child, depth + 1, lines)
    lines.append(f"{pad}</{element.tag}>")
