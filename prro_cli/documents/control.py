"""The control number of an offline document and its fiscal number (API 08.2025, offline mode).

The string `seed,ddmmyyyy,hhmmss,ORDERNUM,CASHREGISTERNUM,CASHDESKNUM[,SUM][,PREVDOCHASH]` is summed with CRC-32;
the tax service reads the four bytes in the other order, takes the last four decimal digits and turns 0 into 1.
"""

from __future__ import annotations

import dataclasses
import zlib
from datetime import date, time

from prro_cli.documents.model import Check, Sent, head_of
from prro_cli.errors.documents import ControlStringError
from prro_cli.lang import say
from prro_cli.values import format_money


def control_number(string: str) -> int:
    """The control number of a control string."""
    try:
        crc = zlib.crc32(string.encode("ascii"))
    except UnicodeEncodeError:
        raise ControlStringError(field="control string", problem=say("holds something else than ASCII")) from None
    return (int.from_bytes(crc.to_bytes(4, "big"), "little") % 10_000) or 1


def control_string(
    *,
    seed: str,
    orderdate: date,
    ordertime: time,
    ordernum: int,
    cashregisternum: int,
    cashdesknum: int,
    total: int | None = None,
    prevdochash: str | None = None,
) -> str:
    """The string under the control number; `total` (kopecks) and the hash only where the document has them."""
    if not (seed.isascii() and seed.isdigit()):
        raise ControlStringError(field="offline seed", problem=say("is not a number"))
    parts = [
        seed,
        orderdate.strftime("%d%m%Y"),
        ordertime.strftime("%H%M%S"),
        str(ordernum),
        str(cashregisternum),
        str(cashdesknum),
    ]
    if total is not None:
        parts.append(format_money(total))
    if prevdochash is not None:
        parts.append(prevdochash)
    return ",".join(parts)


def control_string_of(document: Sent, seed: str, *, zero_sum: bool = True) -> str:
    """The control string of a document as it stands.

    `zero_sum=False` leaves a sum of 0.00 out, as several programs do; the text of the API includes it (GUESS 17).
    """
    head = head_of(document)
    total = document.checktotal.sum if isinstance(document, Check) and document.checktotal is not None else None
    if total == 0 and not zero_sum:
        total = None
    return control_string(
        seed=seed,
        orderdate=head.orderdate,
        ordertime=head.ordertime,
        ordernum=head.ordernum,
        cashregisternum=head.cashregisternum,
        cashdesknum=head.cashdesknum,
        total=total,
        prevdochash=head.prevdochash,
    )


def offline_fiscal_number(session: str, number: int, control: int) -> str:
    """`<session>.<number in session>.<control number>`, no leading zeros."""
    if not (session.isascii() and session.isdigit()):
        raise ControlStringError(field="offline session", problem=say("is not a number"))
    if number < 1:
        raise ControlStringError(field="number in session", problem=say("begins with 1"))
    return f"{session}.{number}.{control}"


def with_offline_number(
    document: Sent, *, session: str, seed: str, number: int, prevdochash: str | None, zero_sum: bool = True
) -> Sent:
    """The document as an offline one: OFFLINE, PREVDOCHASH and its fiscal number filled in."""
    document = _with_head(document, offline=True, prevdochash=prevdochash, ordertaxnum=None)
    control = control_number(control_string_of(document, seed, zero_sum=zero_sum))
    return _with_head(document, ordertaxnum=offline_fiscal_number(session, number, control))


def _with_head(document: Sent, **changes: object) -> Sent:
    if isinstance(document, Check):
        return dataclasses.replace(document, checkhead=dataclasses.replace(document.checkhead, **changes))  # type: ignore[arg-type]
    return dataclasses.replace(document, zrephead=dataclasses.replace(document.zrephead, **changes))  # type: ignore[arg-type]
