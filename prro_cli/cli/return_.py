"""`prro return`: goods come back, bound to the receipt they were sold by."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from prro_cli.cli.courier import joined, sent_on_its_way
from prro_cli.cli.declared import Option, command, verb
from prro_cli.cli.definitions import day
from prro_cli.cli.face import Face
from prro_cli.cli.orders import (
    Card,
    Cash,
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
    read_object,
    read_text,
)
from prro_cli.cli.secrets import PasswordFd, PasswordFile, PasswordOptions
from prro_cli.cli.workplace import Badge, CashierName, DryRun, LockWait, Login, OnlineOnly, PinFile, Wish, at_work
from prro_cli.cli.written import ReturnWritten, answer_of
from prro_cli.errors.general import UsageError
from prro_cli.lang import say
from prro_cli.render.answer import Answer

if TYPE_CHECKING:
    from prro_cli.engine.originals import Wanted

app = verb()


@command(
    app, "return", schema=ReturnWritten.schema, example="prro return --receipt 4500000002 --all --password-file pw"
)
def return_(
    face: Face,
    receipt: Annotated[str | None, Option(metavar="NUMBER", help="Fiscal number of the sale.")] = None,
    everything: Annotated[bool, Option("--all", help="Everything that is left of it.")] = False,
    item: ItemWords = None,
    file: OrderFile = None,
    from_register: Annotated[
        int | None, Option(metavar="NUMBER", help="Fiscal number of the other register that sold it.")
    ] = None,
    from_date: Annotated[str | None, Option(metavar="DATE", help="Day of that sale, 2026-11-21.")] = None,
    cash: Cash = None,
    card: Card = None,
    slip: SlipFile = None,
    pay: Pay = None,
    comment: Annotated[str | None, Option(help="A comment on the receipt.")] = None,
    key: Key = None,
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
) -> Answer:
    """Take goods back."""
    if sum([everything, bool(item), file is not None]) > 1:
        raise UsageError(detail=say("give one of --all, --item and --file"))
    wanted, named = _wanted(face, item, file)
    payments = payments_in_words(face, cash, card, slip, pay, tendered=False)
    wanted = replace(
        wanted,
        receipt=receipt or wanted.receipt,
        payments=payments or wanted.payments,
        from_register=from_register if from_register is not None else wanted.from_register,
        from_date=_day(from_date) or wanted.from_date,
        comment=comment or wanted.comment,
        key=given_key(key) or wanted.key,
        send=joined(wanted.send, given_recipients(send)),
    )
    if not wanted.receipt:
        raise UsageError(detail=say("say of which receipt: --receipt NUMBER"))
    if not everything and not wanted.items and file is None:
        raise UsageError(detail=say("say what comes back: --all, --item or --file"))
    login = Login(cashier or named, badge, pin_file, PasswordOptions(password_file, password_fd))
    with at_work(face, Wish("return", online_only, lock_wait, dry_run, no_print), login) as place:
        answer = answer_of(place, place.return_(wanted, dry_run=dry_run), ReturnWritten)
    return sent_on_its_way(face, answer)


def _wanted(face: Face, item: list[str] | None, file: Path | None) -> tuple[Wanted, str | None]:
    from prro_cli.engine.originals import Wanted
    from prro_cli.engine.return_request import item_from_words, wanted_from_json

    if file is not None:
        return wanted_from_json(read_object(read_text(face, file), str(file)))
    return Wanted("", tuple(item_from_words(words) for words in item or ())), None


def _day(text: str | None) -> date | None:
    return day(text, "from-date")
