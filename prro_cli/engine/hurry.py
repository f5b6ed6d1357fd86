"""Work with a deadline: a nightly Z-report must be made before midnight, with the server or lawfully without it.

Every call to the tax server gets at most the time that is left. Where too little is left for one, it is not begun:
not a byte leaves, so the document may be issued offline at once. Nothing begun is abandoned otherwise than by its own
time-out, and what that leaves unknown is settled as always.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeVar

from prro_cli.taxserver.outcomes import Exchange, NotDelivered
from prro_cli.taxserver.wire import Phase, Trouble
from prro_cli.values import kyiv

if TYPE_CHECKING:
    from prro_cli.engine.ports import Post, Server, Signed, Signer
    from prro_cli.taxserver.commands import Command
    from prro_cli.taxserver.outcomes import Answer, ClockSkew, DocumentOutcome

T = TypeVar("T")

RESERVE = timedelta(seconds=2)
"""Kept for signing and storing what is issued offline when the time is over."""
LEAST_SECONDS = 3.0
"""A call that could get less than this is not begun."""
QUESTION_SECONDS = 10.0


def deadline_of(text: str, now: datetime) -> datetime:
    """`23:59` or `23:59:30` of today in Kyiv; ValueError for anything else."""
    local = now.astimezone(kyiv())
    form = "%H:%M:%S" if text.count(":") > 1 else "%H:%M"
    clock = datetime.strptime(text, form).time()  # noqa: DTZ007 only its time of day is taken
    return datetime.combine(local.date(), clock, tzinfo=local.tzinfo)


def hurry(post: Post, end: datetime) -> None:
    """From now on this post's calls end before `end`."""

    def left() -> float:
        return (end - RESERVE - post.clock.now()).total_seconds()

    post.server = Hurried(post.server, left, post.rules.document_seconds)
    post.signer = HurriedSigner(post.signer, left)
    post.rules = replace(post.rules, probe_seconds=max(1.0, min(post.rules.probe_seconds, left())))


class Hurried:
    """A server whose every call is cut to the time that is left."""

    def __init__(self, inner: Server, left: Callable[[], float], seconds: float) -> None:
        self._inner: Any = inner
        self._left = left
        self._seconds = seconds
        self.last_skew: ClockSkew | None = inner.last_skew

    def send_document(
        self, signed: bytes, *, uid: str, local_number: int, seconds: float | None = None
    ) -> DocumentOutcome:
        """See `Server.send_document`."""
        time = self._time(seconds or self._seconds)
        if time is None:
            return _too_late("document")
        outcome: DocumentOutcome = self._inner.send_document(signed, uid=uid, local_number=local_number, seconds=time)
        return outcome

    def ask(
        self, command: Command[T], sign: Callable[[bytes], bytes] | None = None, *, seconds: float | None = None
    ) -> Answer[T]:
        """See `Server.ask`."""
        time = self._time(seconds or min(self._seconds, QUESTION_SECONDS))
        if time is None:
            return _too_late("question")
        answer: Answer[T] = self._inner.ask(command, sign, seconds=time)
        self.last_skew = self._inner.last_skew
        return answer

    def send_package(self, signed: bytes, *, seconds: float | None = None) -> Any:
        """See `FiscalServer.send_package`."""
        time = self._time(seconds or self._seconds)
        return _too_late("package") if time is None else self._inner.send_package(signed, seconds=time)

    def send_package_as_command(self, documents: Any, sign: Any, *, seconds: float | None = None) -> Any:
        """See `FiscalServer.send_package_as_command`."""
        time = self._time(seconds or self._seconds)
        if time is None:
            return _too_late("package")
        return self._inner.send_package_as_command(documents, sign, seconds=time)

    def _time(self, wanted: float) -> float | None:
        left = self._left()
        return None if left < LEAST_SECONDS else min(wanted, left)


class HurriedSigner:
    """A signer that asks no time-stamp provider when the time is nearly over."""

    def __init__(self, inner: Signer, left: Callable[[], float]) -> None:
        self._inner = inner
        self._left = left
        self.ski = inner.ski
        self.person = inner.person

    def sign(self, content: bytes, *, timestamp: bool) -> Signed:
        """See `Signer.sign`."""
        return self._inner.sign(content, timestamp=timestamp and self._left() > QUESTION_SECONDS + LEAST_SECONDS)

    def sign_command(self, content: bytes) -> bytes:
        """See `Signer.sign_command`."""
        return self._inner.sign_command(content)


def _too_late(what: str) -> NotDelivered:
    detail = f"no time is left before the deadline, the {what} was not sent"
    return NotDelivered(Phase.ADDRESS, Trouble.DEADLINE, detail, Exchange("deadline", 0.0))
