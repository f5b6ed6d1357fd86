"""`prro go-online` and `prro sync`: deliver what waits, take the next offline session, be online again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from prro_cli.cli.courier import nudge_where_due
from prro_cli.cli.declared import Option, command, verb
from prro_cli.cli.face import Face
from prro_cli.cli.secrets import PasswordFd, PasswordFile, PasswordOptions
from prro_cli.cli.workplace import CashierName, LockWait, Login, Wish, at_work
from prro_cli.cli.written import notices
from prro_cli.errors.base import PrroError
from prro_cli.record import dataclass
from prro_cli.render.answer import Answer, Notice

if TYPE_CHECKING:
    from prro_cli.engine.cashdesk import CashDesk

app_go_online, app_sync = verb(), verb()


@dataclass(frozen=True, slots=True)
class CameOnline:
    """What the way back did."""

    schema: ClassVar[str] = "prro.go-online/1"
    was_offline: bool
    online: bool
    delivered: int
    packages: int
    waiting: int
    settled: int
    registered_anew: int
    decisions: tuple[str, ...]
    next_session: str | None


@dataclass(frozen=True, slots=True)
class Synced:
    """One round of `sync`."""

    schema: ClassVar[str] = "prro.sync/1"
    was_offline: bool
    online: bool
    delivered: int
    packages: int
    waiting: int
    settled: int
    registered_anew: int
    decisions: tuple[str, ...]
    next_session: str | None
    round: int = 1


@command(app_go_online, "go-online", schema=CameOnline.schema, example="prro go-online --password-file pw")
def go_online(
    face: Face,
    cashier: CashierName = None,
    password_file: PasswordFile = None,
    password_fd: PasswordFd = None,
    lock_wait: LockWait = None,
) -> Answer:
    """Send what waits and take the next offline session; a link of a minute is enough, partial progress is kept."""
    login = Login(cashier, password=PasswordOptions(password_file, password_fd))
    with at_work(face, Wish("go-online", lock_wait=lock_wait), login) as desk:
        return _answer(desk, CameOnline(**_round(face, desk)))


@command(app_sync, "sync", schema=Synced.schema, example="prro sync --password-file pw")
def sync(
    face: Face,
    watch: Annotated[bool, Option("--watch", help="Repeat every sync.interval seconds until stopped.")] = False,
    rounds: Annotated[int | None, Option(min=1, help="With --watch: stop after so many rounds.")] = None,
    cashier: CashierName = None,
    password_file: PasswordFile = None,
    password_fd: PasswordFd = None,
    lock_wait: LockWait = None,
) -> Answer | None:
    """Settle what has no known result and send what waits; with --watch again and again (R34)."""
    login = Login(cashier, password=PasswordOptions(password_file, password_fd))
    wish = Wish("sync", lock_wait=lock_wait)
    if not watch:
        with at_work(face, wish, login) as desk:
            return _answer(desk, Synced(**_round(face, desk)))
    for answer in _watched(face, wish, login, rounds):
        face.emit(answer)
    return None


def _watched(face: Face, wish: Wish, login: Login, rounds: int | None) -> Iterator[Answer]:
    """A round, then the interval; a failed round is told and the watch goes on."""
    from prro_cli.cli.definitions import chosen_desk
    from prro_cli.cli.journal_access import JournalClock

    interval = face.settings.whole("sync.interval", chosen_desk(face).name)
    done = 0
    while rounds is None or done < rounds:
        done += 1
        try:
            with at_work(face, wish, login) as desk:
                yield _answer(desk, Synced(**_round(face, desk), round=done))
        except PrroError as error:
            if rounds is not None and done >= rounds:
                raise
            face.note(f"{error.title}: {error.cause}")
        face.leave()
        if rounds is None or done < rounds:
            JournalClock(face.environment).sleep(interval)


def _round(face: Face, desk: CashDesk) -> dict[str, Any]:
    """Recover, then come back; what it did as members of a result."""
    from prro_cli.engine.offline.comeback import come_back
    from prro_cli.engine.offline.refusals import finish
    from prro_cli.engine.recover import recover

    settled = recover(desk.post, offline_allowed=False)
    home = come_back(desk.post, face.progress("sending"))
    again = finish(desk.post)
    unused = desk.post.journal.unused_session(desk.name)
    nudge_where_due(face, desk.post.journal, desk.name)
    return {
        "was_offline": home.was_offline,
        "online": home.online,
        "delivered": home.delivered,
        "packages": home.packages,
        "waiting": desk.post.journal.queue_length(desk.name),
        "settled": len(settled),
        "registered_anew": len(again),
        "decisions": tuple(home.decisions),
        "next_session": unused.session_id if unused else None,
    }


def _answer(desk: CashDesk, result: CameOnline | Synced) -> Answer:
    warnings: tuple[Notice, ...] = notices(desk)
    return Answer(result, identifier=str(result.delivered), desk=desk.name, mode=desk.mode, warnings=warnings)
