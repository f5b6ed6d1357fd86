"""What the fiscal server says when it refuses: the text form, the JSON form, the error ticket.

Nothing here matches on Ukrainian prose to find *what* went wrong: the number does that. The few phrases below
only locate values (the expected number, the failing document, the key that holds the shift), and a text that
lacks them loses nothing but those values.
"""

from __future__ import annotations

import re
from enum import IntEnum, StrEnum

from prro_cli.record import dataclass


class FiscalCode(IntEnum):
    """The error codes of the fiscal server (API 08.2025, section 5)."""

    OK = 0
    TRANSACTIONS_REGISTRAR_ABSENT = 1
    OPERATOR_ACCESS_NOT_GRANTED = 2
    INVALID_TIN = 3
    SHIFT_ALREADY_OPENED = 4
    SHIFT_NOT_OPENED = 5
    LAST_DOCUMENT_MUST_BE_ZREP = 6
    CHECK_LOCAL_NUMBER_INVALID = 7
    ZREP_ALREADY_REGISTERED = 8
    DOCUMENT_VALIDATION_ERROR = 9
    PACKAGE_VALIDATION_ERROR = 10
    INVALID_QUERY_PARAMETER = 11
    CRYPTOGRAPHY_ERROR = 12
    NO_CONTENT = 13

    @property
    def wire_name(self) -> str:
        """The symbolic name as the server writes it."""
        return _NAMES[self][0]

    @property
    def meaning(self) -> str:
        """In our words, for people who read English."""
        return _NAMES[self][1]


_NAMES: dict[FiscalCode, tuple[str, str]] = {
    FiscalCode.OK: ("Ok", "accepted"),
    FiscalCode.TRANSACTIONS_REGISTRAR_ABSENT: (
        "TransactionsRegistrarAbsent",
        "the register with this fiscal number is not registered",
    ),
    FiscalCode.OPERATOR_ACCESS_NOT_GRANTED: (
        "OperatorAccessToTransactionsRegistrarNotGranted",
        "the key that signed has no access to this register",
    ),
    FiscalCode.INVALID_TIN: ("InvalidTin", "the taxpayer's code differs from that of the outlet"),
    FiscalCode.SHIFT_ALREADY_OPENED: ("ShiftAlreadyOpened", "a shift is already open, perhaps by another person"),
    FiscalCode.SHIFT_NOT_OPENED: ("ShiftNotOpened", "no shift is open"),
    FiscalCode.LAST_DOCUMENT_MUST_BE_ZREP: (
        "LastDocumentMustBeZRep",
        "the last document before closing the shift must be the Z-report",
    ),
    FiscalCode.CHECK_LOCAL_NUMBER_INVALID: ("CheckLocalNumberInvalid", "the local number is not the expected one"),
    FiscalCode.ZREP_ALREADY_REGISTERED: ("ZRepAlreadyRegistered", "this shift already has its Z-report"),
    FiscalCode.DOCUMENT_VALIDATION_ERROR: ("DocumentValidationError", "the document is not valid"),
    FiscalCode.PACKAGE_VALIDATION_ERROR: ("PackageValidationError", "the offline package is not valid"),
    FiscalCode.INVALID_QUERY_PARAMETER: ("InvalidQueryParameter", "a parameter of the command is wrong"),
    FiscalCode.CRYPTOGRAPHY_ERROR: ("CryptographyError", "the signature or its certificate could not be verified"),
    FiscalCode.NO_CONTENT: ("NoContent", "the server has no such data"),
}


class RefusalForm(StrEnum):
    """In which of its ways the server refused."""

    TEXT = "text"
    JSON = "json"
    TICKET = "ticket"
    STATUS = "status"


@dataclass(frozen=True, slots=True)
class Refusal:
    """What could be read out of a refusal; every value but the text may be missing."""

    code: int | None
    name: str
    text: str
    form: RefusalForm
    expected_number: int | None = None
    failing_index: int | None = None
    failing_offset: int | None = None
    key_id: str | None = None

    @property
    def known(self) -> FiscalCode | None:
        """The code if it is one of 1…13."""
        try:
            return FiscalCode(self.code) if self.code else None
        except ValueError:
            return None


_HEAD = re.compile(r"(?m)^[\s\ufeff\"']{0,4}Код помилки:[ \t]*(\d{1,9})(?!\d)[ \t]*([A-Za-z_]\w{0,99})?", re.ASCII)
_PLACE = re.compile(r"документа за №[ \t]*(\d{1,9})[ \t]+в пакеті,[ \t]*дислокація[ \t]*(\d{1,9})[ \t]*:?", re.ASCII)
_LAST_NUMBER = re.compile(r"(?<!\d)(\d{1,15})[.\s]*\Z", re.ASCII)
_KEY = re.compile(r"(?<![0-9A-Fa-f])[0-9A-Fa-f]{64}(?![0-9A-Fa-f])")
_MAX_TEXT = 4000


def parse_text(body: str) -> Refusal | None:
    """A refusal in the text form of API 1.5; None when the text is not one."""
    found = _HEAD.search(body[:_MAX_TEXT])
    if not found or int(found.group(1)) == FiscalCode.OK:
        return None
    return describe(int(found.group(1)), found.group(2) or "", body[found.end() :], RefusalForm.TEXT)


def describe(code: int | None, name: str, message: str, form: RefusalForm) -> Refusal:
    """A refusal from its code and message, wherever they came from."""
    lines = message[:_MAX_TEXT].replace("\r\n", "\n").replace("\r", "\n")
    place = _PLACE.search(lines)
    text = " ".join(line.strip() for line in lines.split("\n") if line.strip())
    key = _KEY.search(text)
    last = _LAST_NUMBER.search(text) if code == FiscalCode.CHECK_LOCAL_NUMBER_INVALID else None
    known = next((one for one in FiscalCode if one == code), None)
    return Refusal(
        code=code,
        name=name or (known.wire_name if known else ""),
        text=text,
        form=form,
        expected_number=int(last.group(1)) or None if last else None,
        failing_index=int(place.group(1)) if place else None,
        failing_offset=int(place.group(2)) if place else None,
        key_id=key.group().lower() if key else None,
    )


def decode_text(body: bytes) -> str:
    """The text of an answer: UTF-8 as observed, windows-1251 as the documents', never an error."""
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        return body.decode("cp1251", errors="replace")


def looks_like_html(body: bytes, media_type: str) -> bool:
    """Whether this is a page for people: no answer of the fiscal server is one.

    The content decides: a server that labels its plain `OK` as text/html (a usual default) is still the server.
    """
    start = body[:1024].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if media_type in ("text/html", "application/xhtml+xml") and start.startswith(b"<"):
        return True
    return start.startswith((b"<!doctype html", b"<html", b"<head", b"<body", b"<script", b"<meta"))
