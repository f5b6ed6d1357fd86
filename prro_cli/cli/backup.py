"""`prro backup`: create, list, verify, restore, keygen (R62-R64)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from prro_cli.cli.backup_options import (
    From,
    IdentityFile,
    LoginFile,
    PassphraseFd,
    PassphraseFile,
    opener_of,
    place_of,
    seal_for,
)
from prro_cli.cli.declared import Argument, Option, command, noun
from prro_cli.cli.face import Face
from prro_cli.cli.secrets import PasswordOptions
from prro_cli.errors.base import ExitCode
from prro_cli.lang import say
from prro_cli.record import dataclass
from prro_cli.render.answer import Answer, Notice

if TYPE_CHECKING:
    from prro_cli.backup.create import Made
    from prro_cli.backup.restore import Restored

app = noun("Backups: create, list, verify, restore; consistent, checked, encrypted.")
Name = Annotated[str, Argument(metavar="BACKUP", help="A name from the list, `newest`, a file, or - for stdin.")]


@dataclass(frozen=True, slots=True)
class BackupCreated:
    """A backup that was read back and stands at its destination."""

    schema: ClassVar[str] = "prro.backup.create/1"
    backup: Made


@dataclass(frozen=True, slots=True)
class BackupLine:
    """One backup of a list."""

    name: str
    created: str
    size: int
    encryption: str
    sha256: str | None
    desks: tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True)
class BackupList:
    """The backups at a place, newest first."""

    schema: ClassVar[str] = "prro.backup.list/1"
    place: str
    backups: tuple[BackupLine, ...]


@dataclass(frozen=True, slots=True)
class BackupVerified:
    """What was checked of one backup."""

    schema: ClassVar[str] = "prro.backup.verify/1"
    name: str
    place: str
    created: str | None
    age_hours: int | None
    content_checked: bool
    """False where it is encrypted and nothing to open it was given: then only its bytes were compared."""
    checks: tuple[str, ...]
    events: int
    documents: int
    desks: tuple[dict[str, Any], ...]
    continues: bool | None
    """Whether the living journal goes on where this backup ends; None where there is none to compare."""
    findings: tuple[str, ...]
    """What the journal has to say against its own content; it was so when it was backed up."""


@dataclass(frozen=True, slots=True)
class BackupRestored:
    """What came back, and what did not."""

    schema: ClassVar[str] = "prro.backup.restore/1"
    name: str
    drill: bool
    home: Path
    report: Path | None
    replaced: Path | None
    """Where the journal that was replaced is kept, with `--journal-only`."""
    restored: Restored
    desks: tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True)
class BackupKey:
    """A new pair of keys for backups."""

    schema: ClassVar[str] = "prro.backup.keygen/1"
    recipient: str
    identity: Path


@command(app, "create", schema=BackupCreated.schema, example="prro backup create --to /mnt/usb --passphrase-file pass")
def create_(
    face: Face,
    to: Annotated[
        str | None,
        Option("--to", metavar="PLACE", help="Directory, https://… (WebDAV), s3:https://HOST/BUCKET or exec:CMD."),
    ] = None,
    recipient: Annotated[str | None, Option(metavar="KEY", help="Close it for this key of `backup keygen`.")] = None,
    plain: Annotated[bool, Option("--plain", help="Do not encrypt, also where it leaves this machine.")] = False,
    keep: Annotated[
        str | None, Option(metavar="RULE", help="Then let older ones go: daily=7,weekly=4,monthly=12.")
    ] = None,
    passphrase_file: PassphraseFile = None,
    passphrase_fd: PassphraseFd = None,
    login_file: LoginFile = None,
) -> Answer:
    """Copy journal, configuration and certificates into one verified file. Private keys are never inside."""
    from prro_cli.backup.create import Job, create
    from prro_cli.backup.names import read_keep
    from prro_cli.cli.journal_access import JournalClock, open_journal
    from prro_cli.errors.backup import UnsealedAwayError

    rule = keep if keep is not None else face.settings.text("backup.keep")
    kept = read_keep(rule) if rule else None
    destination = place_of(face, to, login_file)
    options = PasswordOptions(passphrase_file, passphrase_fd, "--passphrase")
    sealed = seal_for(face, options, recipient, plain=plain)
    if sealed is None and destination.away and not plain:
        raise UnsealedAwayError(place=destination.place)
    home = face.home.create()
    with open_journal(face, read_only=True) as journal:
        job = Job(destination, sealed, face.environment.now(), kept, face.progress("backup"))
        made = create(home, journal, JournalClock(face.environment), job)
    warnings = () if sealed else (_not_sealed(),)
    return Answer(BackupCreated(made), identifier=made.name, warnings=warnings)


def _not_sealed() -> Notice:
    hint = "prro backup keygen --output FILE, then: prro config set backup.recipient KEY"
    return Notice("backup-not-encrypted", say("whoever gets this file can read every receipt in it"), hint)


@command(app, "list", schema=BackupList.schema, example="prro backup list")
def list_(face: Face, source: From = None, login_file: LoginFile = None) -> Answer:
    """The backups at a place, newest first."""
    from prro_cli.values import format_time

    destination = place_of(face, source, login_file)
    found = sorted(destination.found(), key=lambda one: one.created, reverse=True)
    lines = tuple(BackupLine(k.name, format_time(k.created), k.size, k.encryption, k.sha256, k.desks) for k in found)
    return Answer(BackupList(destination.place, lines), identifier="\n".join(line.name for line in lines))


@command(app, "verify", schema=BackupVerified.schema, example="prro backup verify newest --passphrase-file pass")
def verify(
    face: Face,
    name: Name = "newest",
    source: From = None,
    full: Annotated[bool, Option("--full", help="Check every signature in its journal too (slower).")] = False,
    max_age: Annotated[int | None, Option(min=1, metavar="HOURS", help="Exit 6 if it is older.")] = None,
    passphrase_file: PassphraseFile = None,
    passphrase_fd: PassphraseFd = None,
    identity: IdentityFile = None,
    login_file: LoginFile = None,
) -> Answer:
    """Open a backup and check its journal to the last record. Exit 60 damaged, 6 too old or not opened."""
    from prro_cli.cli.backup_work import verified

    opener = opener_of(face, PasswordOptions(passphrase_file, passphrase_fd, "--passphrase"), identity)
    result = verified(face, place_of(face, source, login_file), name, opener, full=full)
    old = max_age is not None and (result.age_hours is None or result.age_hours >= max_age)
    warnings = []
    if old:
        warnings.append(
            Notice("backup-old", say("it is {age_hours} hours old", age_hours=result.age_hours), "prro backup create")
        )
    if not result.content_checked:
        text = say("it is encrypted, and nothing to open it was given: only its bytes were compared")
        warnings.append(Notice("backup-not-opened", text, "prro backup verify --passphrase-file FILE"))
    if result.findings:
        text = say(
            "the copy is whole, but the journal in it does not agree with itself: {value}", value=result.findings[0]
        )
        warnings.append(Notice("backup-of-unsound-journal", text, "prro journal verify"))
    if result.continues is False:
        text = say("the journal of this home does not continue this backup: it is another journal, or an older one")
        warnings.append(Notice("backup-of-another", text, "prro journal verify"))
    code = ExitCode.ATTENTION if warnings else ExitCode.OK
    return Answer(result, identifier=result.name, warnings=tuple(warnings), exit_code=code)


@command(
    app,
    "restore",
    schema=BackupRestored.schema,
    example="prro backup restore newest --from /mnt/usb --confirm 4000000001",
)
def restore(
    face: Face,
    name: Name,
    source: From = None,
    confirm: Annotated[
        str | None, Option(metavar="NUMBER", help="Fiscal number of a register in the backup: you mean it.")
    ] = None,
    drill: Annotated[bool, Option("--drill", help="Restore into a throw-away folder only; touch nothing.")] = False,
    journal_only: Annotated[
        bool, Option("--journal-only", help="Replace the journal of this home; keys and configuration stay.")
    ] = False,
    passphrase_file: PassphraseFile = None,
    passphrase_fd: PassphraseFd = None,
    identity: IdentityFile = None,
    login_file: LoginFile = None,
) -> Answer:
    """Restore into an empty home; selling waits until `prro reconcile` compared it with the tax server."""
    from prro_cli.cli.backup_work import Restoring, restored

    opener = opener_of(face, PasswordOptions(passphrase_file, passphrase_fd, "--passphrase"), identity)
    wish = Restoring(name, confirm, drill, journal_only)
    result = restored(face, place_of(face, source, login_file), opener, wish)
    return Answer(result, identifier=result.name)


@command(app, "keygen", schema=BackupKey.schema, example="prro backup keygen --output /mnt/usb/backup-identity.txt")
def keygen(
    face: Face,
    output: Annotated[Path, Option(metavar="FILE", help="Where the private key goes; keep it off this machine.")],
) -> Answer:
    """Make a pair of keys: the public one closes backups here, the private one opens them where it is kept."""
    from prro_cli.backup.keys import new_identity
    from prro_cli.cli.files import write_output
    from prro_cli.errors.general import UsageError
    from prro_cli.errors.journal import ExportExistsError

    target = output.expanduser().absolute()
    if target.is_relative_to(face.home.path):
        raise UsageError(detail=say("the key that opens backups must not lie in the home that is backed up"))
    if target.exists():
        raise ExportExistsError(path=target)
    identity = new_identity()
    text = f"{identity.text}\n# opens the backups closed for {identity.recipient.text}\n"
    write_output(target, text.encode(), 0o600)
    return Answer(BackupKey(identity.recipient.text, target), identifier=identity.recipient.text)
