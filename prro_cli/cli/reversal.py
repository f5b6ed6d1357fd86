"""`prro reversal`: the last receipt of the open shift is cancelled."""

from __future__ import annotations

from typing import Annotated

from prro_cli.cli.declared import Argument, command, verb
from prro_cli.cli.face import Face
from prro_cli.cli.orders import NoPrint
from prro_cli.cli.secrets import PasswordFd, PasswordFile, PasswordOptions
from prro_cli.cli.workplace import Badge, CashierName, DryRun, LockWait, Login, OnlineOnly, PinFile, Wish, at_work
from prro_cli.cli.written import ReversalWritten, answer_of
from prro_cli.render.answer import Answer

app = verb()


@command(app, "reversal", schema=ReversalWritten.schema, example="prro reversal --password-file pw")
def reversal(
    face: Face,
    number: Annotated[
        str | None, Argument(metavar="FISCAL_NUMBER", help="The last receipt's number, to be sure.")
    ] = None,
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
    """Cancel the last receipt of the open shift."""
    login = Login(cashier, badge, pin_file, PasswordOptions(password_file, password_fd))
    with at_work(face, Wish("reversal", online_only, lock_wait, dry_run, no_print), login) as place:
        return answer_of(place, place.reverse(number, dry_run=dry_run), ReversalWritten)
