"""`prro reconcile`: journal, server and offline session side by side; `--adopt` takes over what is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, ClassVar

from prro_cli.cli.declared import Option, command, verb
from prro_cli.cli.face import Face
from prro_cli.cli.secrets import PasswordFd, PasswordFile, PasswordOptions
from prro_cli.cli.workplace import CashierName, LockWait, Login, Wish, at_work
from prro_cli.cli.written import notices
from prro_cli.errors.base import ExitCode
from prro_cli.home.restored import advance
from prro_cli.lang import say
from prro_cli.record import dataclass
from prro_cli.render.answer import Answer
from prro_cli.values import format_money

if TYPE_CHECKING:
    from prro_cli.engine.adoption import Taken
    from prro_cli.engine.cashdesk import CashDesk
    from prro_cli.engine.reconcile import Reconciliation

app = verb()


@dataclass(frozen=True, slots=True)
class TakenOver:
    """One document that was taken over from the server."""

    local_number: int
    kind: str
    fiscal_number: str
    total: str | None
    uid: str
    how: str
    """`adopted`; or `settled`: ours, and now known to be registered."""
    evidence: str
    """SHA-256 of the server's answer that proves it; `prro why UID --save DIR` writes it out."""


@dataclass(frozen=True, slots=True)
class Reconciled:
    """Journal, server and session, side by side."""

    schema: ClassVar[str] = "prro.reconcile/1"
    agrees: bool
    comparison: Reconciliation
    adopted: tuple[TakenOver, ...] = ()
    dry_run: bool = False


@command(app, "reconcile", schema=Reconciled.schema, example="prro reconcile --password-file pw")
def reconcile_(
    face: Face,
    adopt: Annotated[bool, Option("--adopt", help="Take over what the journal misses, with evidence; asks.")] = False,
    renumber: Annotated[
        bool, Option("--renumber", help="With --adopt: register anew what was issued offline under others' numbers.")
    ] = False,
    note: Annotated[str, Option(help="Why, for the record (with --adopt).")] = "",
    dry_run: Annotated[bool, Option("--dry-run", help="With --adopt: only tell what would be taken over.")] = False,
    cashier: CashierName = None,
    password_file: PasswordFile = None,
    password_fd: PasswordFd = None,
    lock_wait: LockWait = None,
) -> Answer:
    """Compare the journal with the tax server; changes nothing without --adopt. Exit 6 where they differ."""
    from prro_cli.engine.reconcile import reconcile

    wish = Wish("reconcile --adopt" if adopt else "reconcile", lock_wait=lock_wait, dry_run=dry_run)
    with at_work(face, wish, Login(cashier, password=PasswordOptions(password_file, password_fd))) as desk:
        taken = _adopt(face, desk, note, renumber=renumber, dry_run=dry_run) if adopt else ()
        found = reconcile(desk.post)
        if advance(face.home, desk.name, agrees=found.agrees, contradicts=found.contradicts):
            face.note(say("the restored journal agrees with the tax server: this desk may sell again"))
        code = ExitCode.OK if found.agrees else ExitCode.ATTENTION
        result = Reconciled(found.agrees, found, taken, dry_run)
        return Answer(
            result,
            identifier=found.judgement,
            desk=desk.name,
            mode=desk.mode,
            warnings=notices(desk),
            exit_code=code,
        )


def _adopt(face: Face, desk: CashDesk, note: str, *, renumber: bool, dry_run: bool) -> tuple[TakenOver, ...]:
    """Look, ask, take over."""
    from prro_cli.engine import adoption

    found = adoption.wanted(desk.post, settle=not dry_run)
    if not renumber:
        adoption.refuse_overlap(found)
    if dry_run or not found.count:
        return ()
    person = "" if desk.post.senior else say(" {person} is no senior cashier.", person=desk.post.person)
    again = len(found.overlapping)
    anew = say(" and register {count} issued offline here anew", count=again) if again else ""
    face.confirm(
        say(
            "Take over {count} document(s) of the tax server into this journal{anew}?{person}",
            count=found.count,
            anew=anew,
            person=person,
        )
    )
    progress = face.progress(say("taken over"))
    return tuple(
        _line(one) for one in adoption.take_over(desk.post, found, note=note, progress=progress, renumber=renumber)
    )


def _line(taken: Taken) -> TakenOver:
    total = None if taken.total is None else format_money(taken.total)
    return TakenOver(taken.local_number, taken.kind, taken.fiscal_number, total, taken.id, taken.how, taken.evidence)
