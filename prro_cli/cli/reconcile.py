"""`prro reconcile`: read-only comparison of journal and server."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from prro_cli.cli.face import Face, command, verb
from prro_cli.cli.secrets import PasswordFd, PasswordFile, PasswordOptions
from prro_cli.cli.workplace import CashierName, LockWait, Login, Wish, at_work
from prro_cli.errors.base import ExitCode
from prro_cli.home.restored import advance
from prro_cli.record import dataclass
from prro_cli.render.answer import Answer

if TYPE_CHECKING:
    from prro_cli.engine.reconcile import Reconciliation

app = verb()


@dataclass(frozen=True, slots=True)
class Reconciled:
    """Journal and server, side by side."""

    schema: ClassVar[str] = "prro.reconcile/1"
    agrees: bool
    comparison: Reconciliation


@command(app, "reconcile", schema=Reconciled.schema, example="prro reconcile --password-file pw")
def reconcile_(
    face: Face,
    cashier: CashierName = None,
    password_file: PasswordFile = None,
    password_fd: PasswordFd = None,
    lock_wait: LockWait = None,
) -> Answer:
    """Compare the journal with the tax server; changes nothing. Exit 6 where they differ."""
    from prro_cli.engine.reconcile import reconcile

    wish = Wish("reconcile", lock_wait=lock_wait)
    with at_work(face, wish, Login(cashier, password=PasswordOptions(password_file, password_fd))) as desk:
        found = reconcile(desk.post)
        if advance(face.home, desk.name, agrees=found.agrees, contradicts=found.contradicts):
            face.note("the restored journal agrees with the tax server: this desk may sell again")
        code = ExitCode.OK if found.agrees else ExitCode.ATTENTION
        result = Reconciled(found.agrees, found)
        return Answer(result, identifier=found.judgement, desk=desk.name, mode=desk.mode, exit_code=code)
