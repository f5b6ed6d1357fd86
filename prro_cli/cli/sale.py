"""`prro sale`: one receipt from words or a file, or a batch of them in one process."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from prro_cli.cli.courier import joined, nudge, sendings_of, sent_on_its_way
from prro_cli.cli.declared import Option, command, verb
from prro_cli.cli.face import Face
from prro_cli.cli.orders import (
    Account,
    Card,
    Cash,
    Company,
    ItemWords,
    Key,
    NoPrint,
    OrderFile,
    Pay,
    Send,
    SlipFile,
    given_key,
    given_recipients,
    payments_in_words,
    read_lines,
    read_text,
    routed_desk,
)
from prro_cli.cli.secrets import PasswordFd, PasswordFile, PasswordOptions
from prro_cli.cli.workplace import Badge, CashierName, DryRun, LockWait, Login, OnlineOnly, PinFile, Wish, at_work
from prro_cli.cli.written import SaleWritten, answer_of
from prro_cli.errors.base import ExitCode, PrroError
from prro_cli.errors.general import UsageError
from prro_cli.errors.orders import OrderFieldError
from prro_cli.lang import say
from prro_cli.render.answer import Answer

if TYPE_CHECKING:
    from prro_cli.engine.cashdesk import CashDesk
    from prro_cli.engine.order_types import Order
    from prro_cli.home.desks import Desk

app = verb()

OF_ONE_ORDER = (
    ExitCode.INVALID_DATA,
    ExitCode.NOT_FOUND,
    ExitCode.SERVER_REFUSED,
    ExitCode.KEY_REUSED,
)
"""What is wrong with one order of a batch and says nothing about the next."""


@command(
    app,
    "sale",
    schema=SaleWritten.schema,
    example="prro sale --item 'name=Кава лате,qty=2,price=45.00,tax=А' --cash 100 --password-file pw",
)
def sale(
    face: Face,
    item: ItemWords = None,
    file: OrderFile = None,
    batch: Annotated[
        Path | None, Option("--batch", metavar="FILE", help="Orders as NDJSON, one a line; - is stdin.")
    ] = None,
    cash: Cash = None,
    card: Card = None,
    slip: SlipFile = None,
    pay: Pay = None,
    discount: Annotated[str | None, Option(help="Discount of the whole receipt: 5.00 or 10%.")] = None,
    comment: Annotated[str | None, Option(help="A comment on the receipt.")] = None,
    key: Key = None,
    company: Company = None,
    account: Account = None,
    send: Send = None,
    no_print: NoPrint = False,
    cashier: CashierName = None,
    badge: Badge = None,
    pin_file: PinFile = None,
    online_only: OnlineOnly = False,
    dry_run: DryRun = False,
    lock_wait: LockWait = None,
    password_file: PasswordFile = None,
    password_fd: PasswordFd = None,
) -> Answer | None:
    """Sell: register a receipt."""
    login = Login(cashier, badge, pin_file, PasswordOptions(password_file, password_fd))
    wish = Wish("sale", online_only, lock_wait, dry_run, no_print)
    desk = routed_desk(face, company, account)
    wanted = given_recipients(send)
    in_words = any(value is not None for value in (cash, card, slip, pay, discount, comment))
    if sum([bool(item), file is not None, batch is not None]) != 1:
        raise UsageError(detail=say("give the goods by --item, by --file or by --batch, one of the three"))
    if not item and in_words:
        raise UsageError(detail=say("with --file and --batch payments, discount and comment stand in the order itself"))
    if batch is not None:
        if key is not None or send:
            raise UsageError(detail=say("in a batch each order holds its own key and addresses"))
        _batch(face, batch, desk, wish, login)
        return None
    order = _of_file(face, file) if file is not None else _of_words(face, item or [], cash, card, slip, pay, discount)
    send_to = joined(order.send, wanted)
    order = replace(order, key=given_key(key) or order.key, comment=comment or order.comment, send=send_to)
    login = replace(login, cashier=login.cashier or order.cashier)
    with at_work(face, wish, login, desk) as place:
        if not dry_run and face.settings.switch("confirm.sale", desk.name) and not place.made_before(order):
            total = place.total_of(order)
            face.confirm(say("Register a receipt of {total}?", total=total))
        answer = answer_of(place, place.sale(order, dry_run=dry_run), SaleWritten)
    return sent_on_its_way(face, answer)


def _of_file(face: Face, path: Path) -> Order:
    from prro_cli.engine.order import load_order

    return load_order(read_text(face, path))


def _of_words(
    face: Face,
    items: list[str],
    cash: str | None,
    card: str | None,
    slip: Path | None,
    pay: list[str] | None,
    discount: str | None,
) -> Order:
    from prro_cli.engine.order import Order, parse_discount, parse_item

    return Order(
        items=tuple(parse_item(words) for words in items),
        payments=payments_in_words(face, cash, card, slip, pay, tendered=True),
        discount=parse_discount(discount) if discount is not None else None,
    )


def _batch(face: Face, path: Path, desk: Desk, wish: Wish, login: Login) -> None:
    """One key opening, one lock, one connection; an envelope a line; the exit code of the first that failed."""
    from prro_cli.engine.order import load_order

    failed: ExitCode | None = None
    to_send = False
    try:
        with at_work(face, wish, login, desk) as place:
            for number, line in enumerate(read_lines(face, path), 1):
                try:
                    order = load_order(line)
                    _refuse_another(order, place)
                    answer = answer_of(place, place.sale(order, dry_run=wish.dry_run), SaleWritten)
                    to_send = to_send or bool(sendings_of(answer))
                    failed = failed or answer.exit_code or None  # its paper did not come out: 70
                    face.emit(answer)
                except PrroError as error:
                    error.data = {**error.data, "order": number}
                    if not face.options.json:
                        face.note(f"order {number}:")
                    face.fail(error, SaleWritten.schema)
                    failed = failed or error.exit_code
                    place.take_remarks()
                    if error.exit_code not in OF_ONE_ORDER:
                        break
    finally:
        if to_send:  # also where the batch was interrupted: what stands is sent
            nudge(face, desk.name)
    face.exit_code = failed or ExitCode.OK


def _refuse_another(order: Order, place: CashDesk) -> None:
    """A batch is signed with one key: an order of somebody else must not go out under this cashier's name."""
    if order.cashier not in (None, place.post.cashier):
        detail = say(
            "{cashier!r} is named, the batch is signed by {cashier2!r}: give it its own batch",
            cashier=order.cashier,
            cashier2=place.post.cashier,
        )
        raise OrderFieldError(field="cashier", detail=detail)
