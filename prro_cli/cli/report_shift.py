"""`prro report x` and `z`: the running totals of the shift, and the Z-report without the closing."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, ClassVar

from prro_cli.cli.declared import Option, command
from prro_cli.cli.definitions import chosen_desk
from prro_cli.cli.face import Face
from prro_cli.cli.report import SideSums, app, side_sums
from prro_cli.cli.secrets import PasswordFd, PasswordFile, PasswordOptions
from prro_cli.cli.workplace import Badge, CashierName, DryRun, LockWait, Login, OnlineOnly, PinFile, Wish, at_work
from prro_cli.cli.written import ZReported, answer_of, sums_of
from prro_cli.errors.shift import ShiftNotOpenError
from prro_cli.record import dataclass
from prro_cli.render.answer import Answer
from prro_cli.values import format_money

if TYPE_CHECKING:
    from prro_cli.journal.store import Journal

__all__ = ["app"]


@dataclass(frozen=True, slots=True)
class XReport:
    """The shift so far."""

    schema: ClassVar[str] = "prro.report.x/1"
    shift: int
    state: str
    opened_at: str
    cashier: str
    test: bool
    sales: SideSums
    returns: SideSums
    deposits: str
    issues: str
    cash_in_drawer: str
    waiting: int
    """Documents issued offline that the tax server does not have yet."""


@command(app, "x", schema=XReport.schema, example="prro report x")
def x(
    face: Face,
    cashier: CashierName = None,
    password_file: PasswordFile = None,
    password_fd: PasswordFd = None,
) -> Answer:
    """The totals of the open shift; nothing is written, signed or sent, so no key is opened."""
    from prro_cli.cli.journal_access import open_journal

    desk = chosen_desk(face)
    if not face.home.journal_path.exists():
        raise ShiftNotOpenError(desk=desk.name)
    with open_journal(face, read_only=True) as journal:
        return _x(journal, desk.name)


def _x(journal: Journal, desk: str) -> Answer:
    from prro_cli.journal.totals import cash_of

    with journal.reading():
        shift = journal.open_shift(desk)
        if shift is None:
            raise ShiftNotOpenError(desk=desk)
        totals = journal.totals(desk, shift.number)
        waiting = journal.queue_length(desk)
        mode = "offline" if journal.current_session(desk) else "online"
    result = XReport(
        shift=shift.number,
        state=shift.state,
        opened_at=shift.opened_at,
        cashier=shift.cashier,
        test=shift.test,
        sales=side_sums(totals.real),
        returns=side_sums(totals.ret),
        deposits=format_money(totals.service_input.sum if totals.service_input else 0),
        issues=format_money(totals.service_output.sum if totals.service_output else 0),
        cash_in_drawer=format_money(cash_of(totals)),
        waiting=waiting,
    )
    return Answer(result, identifier=result.sales.sum, desk=desk, mode=mode, test=shift.test)


@command(app, "z", schema=ZReported.schema, example="prro report z --password-file pw")
def z(
    face: Face,
    accept_difference: Annotated[
        bool, Option("--accept-difference", help="Register our totals although the server's differ.")
    ] = False,
    cashier: CashierName = None,
    badge: Badge = None,
    pin_file: PinFile = None,
    online_only: OnlineOnly = False,
    dry_run: DryRun = False,
    lock_wait: LockWait = None,
    password_file: PasswordFile = None,
    password_fd: PasswordFd = None,
) -> Answer:
    """Register the Z-report; `prro shift close` does this and closes the shift."""
    login = Login(cashier, badge, pin_file, PasswordOptions(password_file, password_fd))
    with at_work(face, Wish("report z", online_only, lock_wait, dry_run), login) as desk:
        made = desk.z_report(accept_difference=accept_difference, dry_run=dry_run)
        answer = answer_of(desk, made, ZReported)
        assert isinstance(answer.result, ZReported)
        return replace(answer, result=replace(answer.result, totals=sums_of(desk, made.shift)))
