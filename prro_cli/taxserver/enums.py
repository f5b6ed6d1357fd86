"""The enumerations of the command interface (API 08.2025, section 2.4), by number and by name."""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum
from typing import TypeVar

E = TypeVar("E", bound=IntEnum)


class DocumentClass(IntEnum):
    """A receipt-like document or a Z-report."""

    CHECK = 0
    Z_REP = 1


class DocumentType(IntEnum):
    """`DOCTYPE`."""

    SALE_GOODS = 0
    TRANSFER_FUNDS = 1
    CURRENCY_EXCHANGE = 2
    CASH_WITHDRAWAL = 3
    PAWNSHOP = 4
    OPEN_SHIFT = 100
    CLOSE_SHIFT = 101
    OFFLINE_BEGIN = 102
    OFFLINE_END = 103


class DocumentSubtype(IntEnum):
    """`DOCSUBTYPE`."""

    CHECK_GOODS = 0
    CHECK_RETURN = 1
    SERVICE_DEPOSIT = 2
    ADDITIONAL_DEPOSIT = 3
    SERVICE_ISSUE = 4
    CHECK_STORNO = 5


class RequestType(IntEnum):
    """What `CheckExt` and `ZRepExt` shall return."""

    AVAILABILITY = 0
    ORIGINAL_XML = 1
    SIGNED_BY_SERVER_XML = 2
    VISUALIZATION = 3
    SIGNED_BY_SENDER_XML = 4
    SIGNED_BY_SENDER_AND_SERVER_XML = 5


class ResultCode(IntEnum):
    """What `CheckExt` and `ZRepExt` found."""

    OK = 0
    ONLINE_DOCUMENT_ABSENT = 1
    OFFLINE_NUMBER_RESERVED = 2
    OFFLINE_NUMBER_NOT_RESERVED = 3
    TRANSACTIONS_REGISTRAR_NOT_REGISTERED = 4
    DOCUMENT_ABSENT = 5


def wire_names(kind: type[E]) -> Mapping[str, E]:
    """The names as the server writes them: `OPEN_SHIFT` is `OpenShift`."""
    return {"".join(part.capitalize() for part in one.name.split("_")): one for one in kind}


DOCUMENT_CLASSES = wire_names(DocumentClass)
DOCUMENT_TYPES = wire_names(DocumentType)
DOCUMENT_SUBTYPES = wire_names(DocumentSubtype)
RESULT_CODES = wire_names(ResultCode)
