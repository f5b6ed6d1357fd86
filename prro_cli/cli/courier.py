"""Between the commands and the outbox: the courier of a home, and the nudge after a sale that waits for nothing.

A receipt to be sent is in the journal before the sale is answered; a short-lived process of its own delivers it
(`delivery.when = now`), or the timer's `prro receipt send --queued` does (`later`).
"""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from prro_cli.lang import say
from prro_cli.render.answer import Answer, Notice

if TYPE_CHECKING:
    from prro_cli.cli.face import Face
    from prro_cli.delivery.courier import Courier
    from prro_cli.delivery.definition import Drivers
    from prro_cli.engine.queueing import Sending
    from prro_cli.engine.recipients import Recipient
    from prro_cli.journal.rows import Document
    from prro_cli.journal.store import Journal

LOW_PRIORITY = 10
KEPT_FROM_CHILD = ("PRRO_KEY_PASSWORD", "PRRO_PASSWORD_COMMAND")
"""A courier opens no key, so it is told nothing of one."""


def joined(first: tuple[Recipient, ...], second: tuple[Recipient, ...]) -> tuple[Recipient, ...]:
    """The addresses of an order and of the command line, each once."""
    return tuple(dict.fromkeys((*first, *second)))


def drivers_of(face: Face) -> Drivers:
    """The drivers of the home."""
    from prro_cli.delivery.definition import Drivers

    def said(channel: str, desk: str) -> str:
        return face.settings.text(f"delivery.{channel}", desk)

    return Drivers(face.home, face.environment.variables, said)


def courier_of(face: Face, journal: Journal) -> Courier:
    """The courier over an open journal."""
    from prro_cli.cli.journal_access import JournalClock
    from prro_cli.delivery.content import Scribe
    from prro_cli.delivery.courier import Courier

    seconds = 1.0 * (face.options.timeout or face.settings.whole("delivery.timeout"))
    scribe = Scribe(journal, face.home, PapersOfHome(face, journal))
    return Courier(journal, drivers_of(face), scribe, JournalClock(face.environment), seconds)


class PapersOfHome:
    """The papers of a home's documents, for messages."""

    __slots__ = ("face", "journal")

    def __init__(self, face: Face, journal: Journal) -> None:
        self.face = face
        self.journal = journal

    def text(self, document: Document) -> str:
        """See `Papers.text`."""
        return self._made(document, "text").decode()

    def file(self, document: Document, kind: str) -> bytes:
        """See `Papers.file`."""
        return self._made(document, kind)

    def link(self, document: Document) -> str:
        """See `Papers.link`."""
        from prro_cli.cli.papers import paper_of_document

        return paper_of_document(self.face, self.journal, document).link or ""

    def _made(self, document: Document, kind: str) -> bytes:
        from datetime import datetime

        from prro_cli.cli.papers import paper_of_document
        from prro_cli.cli.receipt import Format, made_as

        paper = paper_of_document(self.face, self.journal, document)
        columns = self.face.settings.whole("receipt.columns", document.desk)
        moment = datetime.fromisoformat(document.time)
        return made_as(self.face, paper, Format(kind), columns, document.desk, moment)


def sent_on_its_way(face: Face, answer: Answer) -> Answer:
    """After a sale: nudge a courier where something is queued; tell of channels that have no driver yet.

    The receipt stands and waits in the outbox: nothing that goes wrong here may look like a failed sale.
    """
    try:
        return _nudged(face, answer)
    except Exception as error:
        text = say("the receipt waits in the outbox; no courier could be started: {error}", error=error)
        return replace(answer, warnings=(*answer.warnings, Notice("no-courier", text, "prro receipt send --queued")))


def _nudged(face: Face, answer: Answer) -> Answer:
    waiting = [one for one in sendings_of(answer) if one.state == "queued"]
    if not waiting:
        return answer
    drivers, desk = drivers_of(face), answer.desk or ""
    lacking = sorted({one.channel for one in waiting if not drivers.configured(one.channel, desk)})
    if len(lacking) < len({one.channel for one in waiting}):
        nudge(face, desk)
    notices = tuple(
        Notice(
            "no-driver",
            say("nothing sends {channel} yet: the receipt waits in the outbox", channel=channel),
            say(
                "write {delivery_dir}/{value}.toml",
                delivery_dir=face.home.delivery_dir,
                value=face.settings.text(f"delivery.{channel}", desk) or channel,
            ),
        )
        for channel in lacking
    )
    return replace(answer, warnings=(*answer.warnings, *notices))


def sendings_of(answer: Answer) -> tuple[Sending, ...]:
    """What a writing command says it will send."""
    sent: tuple[Sending, ...] = getattr(answer.result, "sent", ())
    return sent


def nudge_where_due(face: Face, journal: Journal, desk: str) -> None:
    """What a timer that comes by anyway does for the outbox (`prro sync`)."""
    if journal.deliveries_due(int(face.environment.now().timestamp()), 1):
        nudge(face, desk)


def nudge(face: Face, desk: str) -> None:
    """Start a courier of its own and do not wait for it; a failure to start leaves the work to the next one."""
    if face.settings.text("delivery.when", desk) != "now":
        return
    import subprocess
    import sys

    from prro_cli.delivery.courier import WORK
    from prro_cli.journal.locks import held_by

    if held_by(face.home.locks_dir, WORK):
        return  # the courier at work looks again before it goes, and what is queued is committed already
    words = [sys.executable, "-m", "prro_cli", "--home", str(face.home.path), "receipt", "send", "--queued"]
    variables = {k: v for k, v in face.environment.variables.items() if k not in KEPT_FROM_CHILD}
    try:
        started = subprocess.Popen(  # noqa: S603 this program itself
            words,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=variables,
            cwd=face.home.path,
            start_new_session=True,
        )
        started.returncode = 0  # nobody waits for it; the interpreter must not complain about that
        with suppress(OSError, AttributeError):
            os.setpriority(os.PRIO_PROCESS, started.pid, LOW_PRIORITY)  # the next sale comes first
    except OSError as error:
        face.note(say("no courier could be started: {strerror}", strerror=error.strerror))
