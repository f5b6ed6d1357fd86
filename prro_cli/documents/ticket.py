"""TICKET: the server's answer to a document. See `schema.py` for how the class is read as a table.

Date, time, session and secret are integers by the schema, yet a leading zero is legal and usual (`095249`) and a
secret is an opaque number, so they are kept as the text they came in.
"""

from prro_cli.documents.schema import S128, AnyInteger, Positive, PositiveDigits, Section, Text, WholeDigits
from prro_cli.record import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket(Section):
    """TICKET, the whole document."""

    uid: Text
    orderdate: WholeDigits
    ordertime: WholeDigits
    ordernum: Positive
    ordertaxnum: S128 | None = None
    offlinesessionid: PositiveDigits | None = None
    offlineseed: PositiveDigits | None = None
    errorcode: AnyInteger | None = None
    errortext: Text | None = None
    ver: AnyInteger
