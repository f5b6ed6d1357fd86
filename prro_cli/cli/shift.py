"""`prro shift`: open, close, status."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, ClassVar

from prro_cli.cli.declared import Option, command, noun
from prro_cli.cli.definitions import chosen_desk
from prro_cli.cli.face import Face
from prro_cli.cli.secrets import PasswordFd, PasswordFile, PasswordOptions
from prro_cli.cli.status import ShiftFacts, status_of
from prro_cli.cli.workplace import Badge, CashierName, DryRun, LockWait, Login, OnlineOnly, PinFile, Wish, at_work
from prro_cli.cli.written import ShiftClosed, ShiftOpened, answer_of, exit_of, facts_of, notices, sums_of
from prro_cli.errors.general import UsageError
from prro_cli.lang import say
from prro_cli.record import dataclass
from prro_cli.render.answer import Answer

app = noun("The shift: open, close, status.")


@command(app, "open", schema=ShiftOpened.schema, example="prro shift open --password-file pw")
def open_(
    face: Face,
    test: Annotated[bool, Option("--test", help="A test shift: its documents bind nobody.")] = False,
    if_needed: Annotated[bool, Option("--if-needed", help="An open shift is no error.")] = False,
    cashier: CashierName = None,
    badge: Badge = None,
    pin_file: PinFile = None,
    online_only: OnlineOnly = False,
    dry_run: DryRun = False,
    lock_wait: LockWait = None,
    password_file: PasswordFile = None,
    password_fd: PasswordFd = None,
) -> Answer:
    """Open a shift."""
    login = Login(cashier, badge, pin_file, PasswordOptions(password_file, password_fd))
    wish = Wish("shift open", online_only, lock_wait, dry_run)
    with at_work(face, wish, login) as desk:
        made = desk.open_shift(test=test, if_needed=if_needed, dry_run=dry_run)
        if made is None:
            return Answer(ShiftOpened(None), desk=desk.name, mode=desk.mode, warnings=notices(desk))
        return answer_of(desk, made, ShiftOpened)


@command(app, "close", schema=ShiftClosed.schema, example="prro shift close --password-file pw")
def close(
    face: Face,
    if_needed: Annotated[bool, Option("--if-needed", help="No open shift is no error (for timers).")] = False,
    deadline: Annotated[
        str | None, Option("--deadline", metavar="HH:MM", help="Kyiv time: no call to the server lasts longer.")
    ] = None,
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
    """Make the Z-report and close the shift."""
    login = Login(cashier, badge, pin_file, PasswordOptions(password_file, password_fd))
    wish = Wish("shift close", online_only, lock_wait, dry_run)
    end = _deadline(face, deadline)
    with at_work(face, wish, login) as desk:
        if end is not None:
            from prro_cli.engine.hurry import hurry

            hurry(desk.post, end)
        made, z_report = desk.close_shift(if_needed=if_needed, accept_difference=accept_difference, dry_run=dry_run)
        if made is None:
            return Answer(ShiftClosed(None), desk=desk.name, mode=desk.mode, warnings=notices(desk))
        z_facts = facts_of(z_report) if z_report else None
        result = ShiftClosed(
            facts_of(made),
            printed=z_report.printed if z_report else None,
            dry_run=made.dry_run,
            xml=made.xml,
            z_report=z_facts,
            totals=sums_of(desk, made.shift),
        )
        number = made.fiscal_number or made.uid
        return Answer(
            result,
            identifier=number,
            desk=desk.name,
            mode=desk.mode,
            test=made.test,
            warnings=notices(desk),
            exit_code=exit_of(z_report),
        )


def _deadline(face: Face, text: str | None) -> datetime | None:
    from prro_cli.engine.hurry import deadline_of

    try:
        return deadline_of(text, face.environment.now()) if text else None
    except ValueError:
        raise UsageError(detail=say("--deadline {text}: a time of day such as 23:59 is expected", text=text)) from None


@dataclass(frozen=True, slots=True)
class ShiftStatus:
    """The open shift, or the last one; `open` tells which."""

    schema: ClassVar[str] = "prro.shift.status/1"
    open: bool
    shift: ShiftFacts | None


@command(app, "status", schema=ShiftStatus.schema, example="prro shift status")
def status(
    face: Face,
    cashier: Annotated[str | None, Option(hidden=True)] = None,
    password_file: Annotated[str | None, Option(hidden=True)] = None,
) -> Answer:
    """The shift as the journal knows it; nothing is asked or opened."""
    desk = chosen_desk(face)
    known = status_of(face, desk)
    shift = known.shift
    result = ShiftStatus(shift is not None and shift.state != "closed", shift)
    number = str(shift.number) if shift else ""
    return Answer(result, identifier=number, desk=desk.name, mode=known.mode, test=bool(shift and shift.test))
