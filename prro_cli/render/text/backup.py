"""Text of `prro backup`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from prro_cli.lang import say
from prro_cli.render.terminal import Out

if TYPE_CHECKING:
    from prro_cli.cli.backup import BackupCreated, BackupKey, BackupList, BackupRestored, BackupVerified


def text_create(result: BackupCreated, out: Out) -> None:
    """Where it stands and how far it goes."""
    made = result.backup
    out.line(say("backup {name} made, read back and in place", name=made.name), "good")
    out.pairs(
        [
            (say("place"), made.place),
            (say("size"), megabytes(made.size)),
            (say("encryption"), made.encryption),
            (say("SHA-256"), made.sha256),
            (say("removed by the rule"), "\n".join(made.removed)),
        ],
        indent=2,
    )
    _desks(made.desks, out)


def text_list(result: BackupList, out: Out) -> None:
    """One line each."""
    if not result.backups:
        out.line(say("no backups in {place}", place=result.place), "warn")
        return
    rows = [
        (
            b.name,
            b.created,
            megabytes(b.size),
            b.encryption,
            ", ".join(f"{d['desk']} {d['next_local_number']}" for d in b.desks),
        )
        for b in result.backups
    ]
    out.table((say("backup"), say("made"), say("size"), say("encryption"), say("next numbers")), rows, right=(2,))


def text_verify(result: BackupVerified, out: Out) -> None:
    """The judgement and what it rests on."""
    if result.content_checked:
        out.line(say("{name} is good", name=result.name), "good")
        text = say("{events} records, {documents} documents", events=result.events, documents=result.documents)
        out.pairs([(say("journal"), text)], indent=2)
    else:
        out.line(say("{name} was not opened", name=result.name), "warn")
    age = say("{hours} hours", hours=result.age_hours) if result.age_hours is not None else None
    out.pairs([(say("place"), result.place), (say("made"), result.created), (say("age"), age)], indent=2)
    _desks(result.desks, out)


def text_restore(result: BackupRestored, out: Out) -> None:
    """The report: what came back, what did not, what is next."""
    if result.drill:
        out.line(say("{name} can be restored; nothing was touched", name=result.name), "good")
    else:
        out.line(say("{name} is restored in {home}", name=result.name, home=result.home), "good")
    told = result.restored
    for title, rows in (
        (say("Recovered"), told.recovered),
        (say("Not recovered"), told.lost),
        (say("Next"), told.next),
    ):
        out.line(title, "head")
        for row in rows:
            out.line(f"  {row}")
    if result.replaced is not None:
        out.line(say("the journal that was here is kept in {path}", path=result.replaced), "dim")
    if not result.drill and result.report is None:
        out.line(say("selling waits for `prro reconcile`"), "warn")
    if result.report is not None:
        out.line(say("selling waits for `prro reconcile`; this report is in {path}", path=result.report), "warn")


def text_keygen(result: BackupKey, out: Out) -> None:
    """The public key, and where the private one is."""
    out.line(result.recipient, "good")
    out.line(say("the private key is in {path}; keep it away from this machine", path=result.identity))
    out.line(f"prro config set backup.recipient {result.recipient}")


def megabytes(size: int) -> str:
    """Bytes for people."""
    return f"{size / 1e6:.1f} MB" if size >= 100_000 else f"{size / 1e3:.1f} kB"


def _desks(desks: Iterable[dict[str, Any]], out: Out) -> None:
    rows = [(d["desk"], d["fiscal_number"], d["next_local_number"], d["last_z_shift"], d["events"]) for d in desks]
    if rows:
        out.table(
            (say("desk"), say("fiscal number"), say("next number"), say("last Z"), say("records")),
            rows,
            right=(2, 3, 4),
        )
