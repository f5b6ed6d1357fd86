"""`prro cash`: money put into the drawer and taken out of it."""

from __future__ import annotations

from typing import Annotated

from prro_cli.cli.declared import Argument, Option, command, noun
from prro_cli.cli.face import Face
from prro_cli.cli.orders import Key, given_key
from prro_cli.cli.secrets import PasswordFd, PasswordFile, PasswordOptions
from prro_cli.cli.workplace import Badge, CashierName, DryRun, LockWait, Login, OnlineOnly, PinFile, Wish, at_work
from prro_cli.cli.written import CashInWritten, CashOutWritten, Written, answer_of
from prro_cli.render.answer import Answer

app = noun("Service deposit and issue: money put into the drawer and taken out.")

Sum = Annotated[str, Argument(metavar="SUM", help="Hryvnias, such as 500.00.")]
Comment = Annotated[str, Option(help="A comment on the document.")]


@command(app, "in", schema=CashInWritten.schema, example="prro cash in 500.00 --password-file pw")
def in_(
    face: Face,
    amount: Sum,
    comment: Comment = "",
    key: Key = None,
    cashier: CashierName = None,
    badge: Badge = None,
    pin_file: PinFile = None,
    online_only: OnlineOnly = False,
    dry_run: DryRun = False,
    lock_wait: LockWait = None,
    password_file: PasswordFile = None,
    password_fd: PasswordFd = None,
) -> Answer:
    """Put money into the drawer."""
    login = Login(cashier, badge, pin_file, PasswordOptions(password_file, password_fd))
    return _moved(face, amount, comment, key, login, Wish("cash in", online_only, lock_wait, dry_run), CashInWritten)


@command(app, "out", schema=CashOutWritten.schema, example="prro cash out 100.00 --password-file pw")
def out(
    face: Face,
    amount: Sum,
    comment: Comment = "",
    key: Key = None,
    cashier: CashierName = None,
    badge: Badge = None,
    pin_file: PinFile = None,
    online_only: OnlineOnly = False,
    dry_run: DryRun = False,
    lock_wait: LockWait = None,
    password_file: PasswordFile = None,
    password_fd: PasswordFd = None,
) -> Answer:
    """Take money out of the drawer."""
    login = Login(cashier, badge, pin_file, PasswordOptions(password_file, password_fd))
    return _moved(face, amount, comment, key, login, Wish("cash out", online_only, lock_wait, dry_run), CashOutWritten)


def _moved(
    face: Face, amount: str, comment: str, key: str | None, login: Login, wish: Wish, kind: type[Written]
) -> Answer:
    key = given_key(key)
    with at_work(face, wish, login) as desk:
        done = desk.cash(amount, deposit=kind is CashInWritten, comment=comment, key=key, dry_run=wish.dry_run)
        return answer_of(desk, done, kind)
