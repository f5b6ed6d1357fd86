"""`prro stuck`: documents the server refuses inside a package, and the ways out (R81)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, ClassVar

from prro_cli.cli.declared import Argument, Option, command, noun
from prro_cli.cli.definitions import chosen_desk
from prro_cli.cli.face import Face
from prro_cli.cli.journal_access import open_journal
from prro_cli.cli.secrets import PasswordFd, PasswordFile, PasswordOptions
from prro_cli.cli.workplace import CashierName, LockWait, Login, Wish, at_work
from prro_cli.cli.written import notices
from prro_cli.errors.base import ExitCode
from prro_cli.errors.offline import WayOutClosedError
from prro_cli.lang import say
from prro_cli.record import dataclass
from prro_cli.render.answer import Answer

if TYPE_CHECKING:
    from prro_cli.engine.cashdesk import CashDesk
    from prro_cli.engine.offline.refusals import Fix, Trouble
    from prro_cli.engine.offline.remade import Remade

app = noun("Documents that need a person: list, show, fix.")
Name = Annotated[str, Argument(metavar="DOCUMENT", help="Local number, fiscal number or id.")]


@dataclass(frozen=True, slots=True)
class StuckList:
    """Everything that needs a person."""

    schema: ClassVar[str] = "prro.stuck.list/1"
    documents: tuple[Trouble, ...]
    proposed: tuple[str, ...] = ()
    """For each document, in the same order, the one command proposed."""


@dataclass(frozen=True, slots=True)
class WayChanges:
    """What one way out would change in the XML."""

    way: str
    documents: tuple[Remade, ...]


@dataclass(frozen=True, slots=True)
class StuckShown:
    """One of them with its ways out."""

    schema: ClassVar[str] = "prro.stuck.show/1"
    document: Trouble
    proposed: str = ""
    changes: tuple[WayChanges, ...] = ()
    """For each way that makes documents anew: what would be different in them."""


@dataclass(frozen=True, slots=True)
class StuckFixed:
    """What a way out did, or would do."""

    schema: ClassVar[str] = "prro.stuck.fix/1"
    number: int
    fix: Fix
    dry_run: bool
    next: tuple[str, ...] = ()


@command(app, "list", schema=StuckList.schema, example="prro stuck list")
def list_(face: Face) -> Answer:
    """Documents that the server refused, each with one proposed command. Exit 6 if there are any."""
    from prro_cli.engine.offline.refusals import troubles

    desk = chosen_desk(face)
    with open_journal(face, read_only=True) as journal:
        found = troubles(journal, desk.name)
    numbers = "\n".join(str(one.number) for one in found)
    code = ExitCode.ATTENTION if found else ExitCode.OK
    proposed = tuple(one.ways[0].command for one in found)
    return Answer(StuckList(found, proposed), identifier=numbers, desk=desk.name, exit_code=code)


@command(app, "show", schema=StuckShown.schema, example="prro stuck show 12")
def show(face: Face, document: Name) -> Answer:
    """What the server said of a document, what it holds up, and every way out."""
    from prro_cli.engine.offline.refusals import trouble_of
    from prro_cli.engine.offline.remade import remade

    desk = chosen_desk(face)
    with open_journal(face, read_only=True) as journal:
        found = trouble_of(journal, desk.name, document)
        made = ((way.name, remade(journal, desk, found.document, way.name)) for way in found.ways)
        changes = tuple(WayChanges(name, documents) for name, documents in made if documents)
    shown = StuckShown(found, found.ways[0].command, changes)
    return Answer(shown, identifier=found.ways[0].name, desk=desk.name)


@command(app, "fix", schema=StuckFixed.schema, example="prro stuck fix 12 --way retry --dry-run")
def fix(
    face: Face,
    document: Name,
    way: Annotated[str | None, Option(help="retry, senior, remake, settle or reregister.")] = None,
    dry_run: Annotated[bool, Option("--dry-run", help="Tell what would be done; change nothing.")] = False,
    cashier: CashierName = None,
    password_file: PasswordFile = None,
    password_fd: PasswordFd = None,
    lock_wait: LockWait = None,
) -> Answer:
    """Go one way out; the proposed one where none is named."""
    from prro_cli.engine.offline import refusals

    if way is not None and way not in refusals.WAYS:
        raise WayOutClosedError(
            way=way, detail=say("there are {known}", known=", ".join(refusals.WAYS)), number=document
        )
    login = Login(cashier, password=PasswordOptions(password_file, password_fd))
    with at_work(face, Wish("stuck fix", lock_wait=lock_wait, dry_run=dry_run), login) as desk:
        found = refusals.trouble_of(desk.post.journal, desk.name, document)
        chosen = way or found.ways[0].name
        if chosen == "reregister" and not dry_run:
            face.confirm(
                say(
                    "Register document {number} and the {behind} after it online anew?",
                    number=found.number,
                    behind=found.behind,
                )
            )
        if chosen == "remake" and not dry_run:
            face.confirm(say("Make {kind} {number} again from today's data?", kind=found.kind, number=found.number))
        done = refusals.fix(desk.post, found, chosen, dry_run=dry_run)
        result = StuckFixed(found.number, done, dry_run, _after(face, desk, found.number, chosen, dry_run=dry_run))
        return Answer(result, identifier=chosen, desk=desk.name, mode=desk.mode, warnings=notices(desk))


def _after(face: Face, desk: CashDesk, number: int, way: str, *, dry_run: bool) -> tuple[str, ...]:
    """After a rehearsal the same command in earnest; after the fix what is still open."""
    if dry_run:
        senior = f" --cashier {desk.post.cashier}" if way == "senior" else ""
        return (f"prro stuck fix {number} --way {way}{senior}",)
    return ("prro stuck list",) if desk.post.journal.stuck(desk.name) else ("prro status",)
