"""The reader takes what really comes, keeps what it does not know, and never fails but with our own errors."""

from __future__ import annotations

import random

import pytest

from prro_cli.documents import validator, writer
from prro_cli.documents.findings import Level
from prro_cli.documents.model import Check, Ticket
from prro_cli.documents.reader import Leftover, read, read_document, read_ticket
from prro_cli.errors.base import PrroError
from prro_cli.errors.documents import (
    DocumentError,
    DocumentTooLargeError,
    DocumentUnreadableError,
    DocumentUnsafeError,
)
from tests.documents import samples

TICKET = writer.write(samples.ticket())
SALE = writer.write(samples.sale())


def test_a_ticket_with_crlf_indent_and_a_bare_ampersand() -> None:
    text = TICKET.decode("cp1251").replace("><", ">\r\n  <").replace("<ERRORCODE>0", "<ERRORCODE>9")
    text = text.replace("<VER>", "<ERRORTEXT>Помилка: a & b &nbsp; c &amp; d</ERRORTEXT><VER>")
    ticket = read_ticket(text.encode("cp1251"))
    assert ticket.errorcode == 9
    assert ticket.errortext == "Помилка: a & b &nbsp; c & d"
    assert ticket.ordertime == "090509"
    rules = [(f.rule, f.path) for f in read(text.encode("cp1251")).findings]
    assert rules == [("xml.ampersand", "TICKET/ERRORTEXT")] * 2


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251"])
@pytest.mark.parametrize("prolog", ['<?xml version="1.0" encoding="{}"?>', '<?xml version="1.0"?>', ""])
def test_any_encoding_and_declaration_is_understood(encoding: str, prolog: str) -> None:
    body = SALE.decode("cp1251").partition("\n")[2]
    declared = "utf-8" if encoding.startswith("utf") else "windows-1251"
    document = read_document((prolog.format(declared) + body).encode(encoding))
    assert document == samples.sale()


def test_a_false_declaration_is_seen_through() -> None:
    reading = read(SALE.decode("cp1251").encode("utf-8"))
    assert reading.document == samples.sale()
    assert [f.rule for f in reading.findings] == ["xml.encoding"]


def test_unknown_elements_are_kept_aside_with_their_path() -> None:
    text = SALE.decode("cp1251").replace("</CHECKHEAD>", "<NEW><A>1</A><B/></NEW></CHECKHEAD><ROWS>x</ROWS>")
    reading = read(text.encode("cp1251"))
    assert reading.document == samples.sale()
    assert Leftover("CHECK/CHECKHEAD/NEW/A", "1") in reading.leftovers
    assert Leftover("CHECK/ROWS", "x") in reading.leftovers


def test_sloppy_values_are_understood_and_reported() -> None:
    text = SALE.decode("cp1251").replace("<SUM>140.00</SUM>", "<SUM> 140,0 </SUM>")
    reading = read(text.encode("cp1251"))
    assert isinstance(reading.document, Check)
    assert reading.document.checktotal is not None
    assert reading.document.checktotal.sum == 14000
    assert [f.rule for f in reading.findings] == ["schema.value"]


def test_comments_cdata_and_processing_instructions() -> None:
    text = SALE.decode("cp1251").replace("<NAME>Кава</NAME>", "<NAME>Ка<!-- & --><![CDATA[в & <а>]]><?x & ?></NAME>")
    reading = read(text.encode("cp1251"))
    assert isinstance(reading.document, Check)
    assert reading.document.checkbody[0].name == "Кав & <а>"
    assert not reading.findings


def test_empty_elements_are_warned_about() -> None:
    text = SALE.decode("cp1251").replace("<VER>", "<COMMENT></COMMENT><VER>")
    checked = validator.check_xml(text.encode("cp1251"))
    assert [(f.rule, f.level) for f in checked.findings] == [("xml.empty", Level.WARNING)]


BOMB = '<!DOCTYPE a [<!ENTITY b "' + "x" * 1000 + '"><!ENTITY c "' + "&b;" * 1000 + '">]><CHECK>&c;</CHECK>'
HOSTILE: list[tuple[bytes, type[DocumentError]]] = [
    (b"", DocumentUnreadableError),
    (b"   ", DocumentUnreadableError),
    (b"not xml", DocumentUnreadableError),
    (b"\xff\xfe<\x00C\x00", DocumentUnreadableError),
    (b"<CHECK>", DocumentUnreadableError),
    (b"<CHECK/><CHECK/>", DocumentUnreadableError),
    (b"<CHECK>&#0;</CHECK>", DocumentUnreadableError),
    (b"<CHECK>\x01</CHECK>", DocumentUnreadableError),
    (b"<x:CHECK/>", DocumentUnreadableError),
    (BOMB.encode(), DocumentUnsafeError),
    (b'<!DOCTYPE CHECK SYSTEM "file:///etc/passwd"><CHECK/>', DocumentUnsafeError),
    (b"<a>" * 100 + b"</a>" * 100, DocumentUnsafeError),
    (b"<CHECK " + b" ".join(b'a%d="1"' % n for n in range(50)) + b"/>", DocumentUnsafeError),
    (b"<CHECK>" + b"<a/>" * 100_001 + b"</CHECK>", DocumentUnsafeError),
    (b"<CHECK>" + b" " * (2 * 1024 * 1024) + b"</CHECK>", DocumentTooLargeError),
]


@pytest.mark.parametrize(("data", "error"), HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_input_is_refused_with_our_own_errors(data: bytes, error: type[DocumentError]) -> None:
    with pytest.raises(error):
        read(data)
    checked = validator.check_xml(data)
    assert checked.reading is None
    assert [f.rule for f in checked.findings] == ["xml.unreadable"]


def test_floods_are_answered_quickly() -> None:
    for flood in (
        b"<CHECK>" + b"&" * 1_900_000 + b"</CHECK>",
        b"<!--" * 400_000,
        b"<CHECK>" + b"<q/>" * 60_000 + b"</CHECK>",
    ):
        assert validator.check_xml(flood).worst is Level.ERROR


def test_only_a_ticket_is_a_ticket() -> None:
    with pytest.raises(DocumentUnreadableError):
        read_ticket(SALE)
    with pytest.raises(DocumentUnreadableError, match="TICKET/UID"):
        read_ticket(b"<TICKET><VER>1</VER></TICKET>")
    with pytest.raises(DocumentUnreadableError, match="CHECK, ZREP or TICKET"):
        read_document(b"<html/>")


def test_random_and_mutated_bytes_meet_only_our_errors() -> None:
    rng = random.Random("reader fuzz")
    seeds = [SALE, TICKET, writer.write(samples.zrep()), SALE.decode("cp1251").encode("utf-8")]
    read_well = 0
    for number in range(2000):
        data = bytearray(rng.choice(seeds)) if number % 4 else bytearray(rng.randbytes(rng.randint(0, 300)))
        for _ in range(rng.randint(0, 6)):
            _mutate(rng, data)
        try:
            ticket = read_ticket(bytes(data))
            assert isinstance(ticket, Ticket)
            read_well += 1
        except PrroError as error:
            assert isinstance(error, DocumentError)
        checked = validator.check_xml(bytes(data))
        assert checked.reading is not None or checked.worst is Level.ERROR
        if checked.reading is not None and checked.reading.document is not None and checked.worst is not Level.ERROR:
            assert read_document(writer.write(checked.reading.document)) == checked.reading.document
    assert read_well > 30


def _mutate(rng: random.Random, data: bytearray) -> None:
    place = rng.randint(0, max(len(data) - 1, 0))
    choice = rng.randint(0, 4)
    if choice == 0 and data:
        data[place] = rng.randint(0, 255)
    elif choice == 1:
        data[place:place] = rng.choice((b"&", b"<", b">", b"]]>", b"<!--", b"\x00", b"<!DOCTYPE x>", b"\xd0\x98"))
    elif choice == 2:
        del data[place : place + rng.randint(1, 20)]
    elif choice == 3:
        data[place:place] = data[place : place + rng.randint(1, 40)]
    elif data:
        data[place] ^= 1 << rng.randint(0, 7)
