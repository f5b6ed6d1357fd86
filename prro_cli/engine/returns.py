"""Returns: bound to a receipt, never more of a row than was sold and not yet returned (R44 for other registers).

The rows come from the original document itself: from the journal, or from the tax server where another register
(or another journal) made it. Sums of parts are taken so that all parts together give exactly the whole.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from prro_cli.documents.charset import normalise
from prro_cli.documents.kinds import Kind, Stamp, head
from prro_cli.documents.model import BodyRow, Check, PayRow
from prro_cli.engine.heads import registration_of
from prro_cli.engine.order_types import Discount, Item, Order, Payment
from prro_cli.engine.originals import Original, Wanted, find_original
from prro_cli.engine.plan import Plan
from prro_cli.engine.receipt import reckon
from prro_cli.engine.selling import check_of, facts_of
from prro_cli.engine.taxation import as_sold
from prro_cli.errors.selling import ReturnRefusedError
from prro_cli.journal.events import DocumentKind
from prro_cli.lang import later, say
from prro_cli.values import format_money, format_quantity, kyiv, round_half_up

if TYPE_CHECKING:
    from prro_cli.engine.ports import Post
    from prro_cli.engine.receipt import Reckoned
    from prro_cli.journal.rows import Returned, Shift

CASH = 0


def return_plan(post: Post, shift: Shift, wanted: Wanted, request: str) -> Plan:
    """The return receipt; ReturnRefusedError says what is left where more was asked for."""
    original = find_original(post, wanted)
    left = post.journal.returned(original.number, original.register_key)
    items = _items(wanted, original, left, _marks_left(post, original, left))
    day = original.day or post.clock.now().astimezone(kyiv()).date()
    reckoned = _reckoned(post, items, wanted, original, day)
    _refuse_more_than_paid(original, left, reckoned)
    facts = facts_of(reckoned)
    facts["original"] = {"fiscal_number": original.number}
    if original.register is not None:
        facts["original"]["register"] = str(original.register)
    if original.document is not None:
        facts["original"]["document"] = original.document.id

    def build(stamp: Stamp) -> Check:
        made = head(
            Kind.RETURN,
            registration_of(post.desk),
            stamp,
            returned_number=original.number,
            returned_register=original.register,
            returned_date=original.day if original.register is not None else None,
            comment=wanted.comment or None,
        )
        return check_of(made, reckoned)

    facts |= {"idempotency_key": wanted.key, "request_hash": request}
    return Plan(DocumentKind.RETURN, build, shift.number, shift.test, facts, send=wanted.send)


# --- what is returned of it


Marks = Mapping[int, tuple[str, ...]]
"""The excise marks of each row that have not come back yet."""


def _marks_left(post: Post, original: Original, left: Mapping[int, Returned]) -> Marks:
    """Of our own receipt the journal knows each mark; of another's the first ones are taken to have come back."""
    found: dict[int, tuple[str, ...]] = {}
    for n, row in enumerate(original.check.checkbody if original.check else (), 1):
        marks = tuple(label.exciselabel for label in row.exciselabels)
        if original.document is None:
            found[n] = marks[_before(left, n) // WHOLE :]
        else:
            found[n] = tuple(mark for mark in marks if post.journal.mark_holder(mark) == original.document.id)
    return found


def _items(wanted: Wanted, original: Original, left: Mapping[int, Returned], labels: Marks) -> tuple[Item, ...]:
    """The rows of the return, each with the row of the original it comes from."""
    if original.check is None:
        if not wanted.items:
            detail = say(
                "the rows of receipt {number} are not known here: name them with --item or --file",
                number=original.number,
            )
            raise ReturnRefusedError(detail=detail, receipt=original.number)
        return tuple(replace(item, row=None) for item in wanted.items)
    body = original.check.checkbody
    taken = _everything(body, left) if not wanted.items else _chosen(wanted, original, left, labels)
    if not taken:
        raise ReturnRefusedError(
            detail=say("nothing is left to return of {number}", number=original.number), receipt=original.number
        )
    return tuple(_item(n, body[n - 1], q, _before(left, n), marks or labels[n][: q // WHOLE]) for n, q, marks in taken)


Taken = tuple[int, int, tuple[str, ...]]
"""Row of the original, quantity in thousandths, the excise marks named (none: the row's first ones)."""


def _everything(body: Sequence[BodyRow], left: Mapping[int, Returned]) -> list[Taken]:
    rows = ((n, (row.amount or 0) - _before(left, n), ()) for n, row in enumerate(body, 1))
    return [row for row in rows if row[1] > 0]


def _before(left: Mapping[int, Returned], row: int) -> int:
    return left[row].quantity if row in left else 0


def _chosen(wanted: Wanted, original: Original, left: Mapping[int, Returned], labels: Marks) -> list[Taken]:
    """The rows named, each found in the original; a row may be named once or in parts."""
    taken: dict[int, int] = {}
    marks: dict[int, tuple[str, ...]] = {}
    for item in wanted.items:
        _take(item, original, left, labels, taken, marks)
    return [(n, q, marks.get(n, ())) for n, q in sorted(taken.items())]


def _take(
    item: Item,
    original: Original,
    left: Mapping[int, Returned],
    labels: Marks,
    taken: dict[int, int],
    marks: dict[int, tuple[str, ...]],
) -> None:
    assert original.check is not None  # without its rows nothing is chosen among them
    body = original.check.checkbody
    named = [n for n, row in enumerate(body, 1) if _is(item, n, row)]
    if not named:
        detail = say("receipt {number} has no row {name!r}", number=original.number, name=item.name)
        raise ReturnRefusedError(detail=detail, receipt=original.number)
    if item.excise and any(body[n - 1].exciselabels for n in named):
        _refuse_foreign_marks(item, original, [mark for n in named for mark in labels[n]])
        named = [n for n in named if set(item.excise) & set(labels[n])]
    quantity = item.qty
    for n in named:
        free = (body[n - 1].amount or 0) - _before(left, n) - taken.get(n, 0)
        part = min(free, quantity)
        if part > 0:
            taken[n] = taken.get(n, 0) + part
            quantity -= part
            if item.excise:
                own = tuple(mark for mark in item.excise if mark in labels[n] or not body[n - 1].exciselabels)
                marks[n] = (*marks.get(n, ()), *own)
    if quantity > 0:
        sold = sum(body[n - 1].amount or 0 for n in named)
        back = sum(_before(left, n) for n in named)
        detail = say(
            "of {name!r} {sold} were sold and {back} already returned",
            name=item.name,
            sold=format_quantity(sold),
            back=format_quantity(back),
        )
        raise ReturnRefusedError(detail=detail, receipt=original.number)


def _refuse_foreign_marks(item: Item, original: Original, marks: Sequence[str]) -> None:
    """A mark that this receipt did not sell, or that came back already, would free a bottle sold elsewhere."""
    for mark in item.excise:
        if mark not in marks:
            detail = say(
                "the mark {mark} is not among those of {name!r} still to come back: {marks}",
                mark=mark,
                name=item.name,
                marks=", ".join(marks),
            )
            raise ReturnRefusedError(detail=detail, receipt=original.number)


def _is(item: Item, number: int, row: BodyRow) -> bool:
    """Whether a row is the one named: everything that was given must agree."""
    if item.row is not None and item.row != number:
        return False
    agree = normalise(item.name, "name") == row.name
    agree = agree and item.code in (None, row.code) and item.barcode in (None, row.barcode)
    return agree and item.price in (0, row.price)


def _item(number: int, row: BodyRow, quantity: int, before: int, marks: tuple[str, ...]) -> Item:
    """A part of an original row as an item of an order."""
    amount = row.amount or 0
    discount = None
    if row.discountsum and amount:
        part = _share(row.discountsum, before + quantity, amount) - _share(row.discountsum, before, amount)
        discount = Discount(sum=part) if part else None
    return Item(
        name=row.name or "",
        qty=quantity,
        price=row.price or 0,
        tax=row.letters or "",
        code=row.code,
        barcode=row.barcode,
        uktzed=row.uktzed,
        dkpp=row.dkpp,
        unit=row.unitcd,
        unit_name=row.unitnm,
        excise=marks,
        discount=discount,
        row=number,
    )


WHOLE = 1000
"""One piece in thousandths."""


def _share(whole: int, part: int, of: int) -> int:
    return round_half_up(whole * part, of)


# --- how it is paid back

_BY_MEANS = later("name the means: prro return --receipt NUMBER --all --card SUM --cash SUM")


def _reckoned(post: Post, items: tuple[Item, ...], wanted: Wanted, original: Original, day: date) -> Reckoned:
    order = Order(items=items, payments=wanted.payments)
    desk = as_sold(post.desk, original.check.checktax) if original.check else post.desk
    in_cash = reckon(order, desk, day, kind="return", card_code=post.rules.card_code)
    ways = original.check.checkpay if original.check else ()
    way = _only_other_way(ways)
    if not wanted.payments and len(ways) > 1:
        paid = ", ".join(f"{row.payformnm} {format_money(row.sum or 0)}" for row in ways)
        post.remark(
            "all-in-cash",
            say("the sale was paid by {paid}; this return gives all of it back in cash", paid=paid),
            say(_BY_MEANS),
        )
    if wanted.payments or way is None:
        return in_cash
    exact = in_cash.total_kopecks + in_cash.rounding
    payment = Payment(form=str(way.payformcd), name=way.payformnm, sum=exact)
    paid_back = replace(order, payments=(payment,))
    return reckon(paid_back, desk, day, kind="return", card_code=post.rules.card_code)


def _only_other_way(rows: Sequence[PayRow]) -> PayRow | None:
    """The one means other than cash the whole sale was paid by: the money goes back the way it came."""
    return rows[0] if len(rows) == 1 and rows[0].payformcd != CASH else None


def _refuse_more_than_paid(original: Original, left: Mapping[int, Returned], reckoned: Reckoned) -> None:
    """Rows bound the quantities; this bounds the money, cash rounding of each part aside."""
    total = original.check.checktotal if original.check else None
    if total is None or total.sum is None:
        return
    back = left[0].sum if 0 in left else 0
    most = max(total.sum, total.norndsum or 0)
    parts = (left[0].quantity if 0 in left else 0) + 1
    if back + reckoned.total_kopecks > most + ROUNDING_OF_A_PART * parts:
        detail = say(
            "{wanted} is more than the {rest} left of receipt {number}",
            wanted=format_money(reckoned.total_kopecks),
            rest=format_money(most - back),
            number=original.number,
        )
        raise ReturnRefusedError(detail=detail, receipt=original.number)


ROUNDING_OF_A_PART = 25
"""Cash goes in half hryvnias: rounding moves each part by at most a quarter."""
