"""The end document (103): made when the link is back, taken out again if it breaks before 103 was delivered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prro_cli.documents.kinds import Kind, Stamp, head
from prro_cli.documents.model import Check
from prro_cli.engine.heads import registration_of
from prro_cli.engine.life import record_offline
from prro_cli.engine.offline import packages
from prro_cli.engine.plan import Plan
from prro_cli.journal.events import DocumentKind, NewEvent

if TYPE_CHECKING:
    from prro_cli.engine.ports import Post
    from prro_cli.journal.rows import Session

REOPENED = "the link was lost before the end document was delivered; the session goes on"


def make_end(post: Post, session: Session) -> None:
    """Document 103 as the next of the session, if there is none yet."""
    if session.end_document is not None:
        return

    def build(stamp: Stamp) -> Check:
        return Check(checkhead=head(Kind.END, registration_of(post.desk), stamp))

    shift = post.journal.open_shift(post.name)
    plan = Plan(DocumentKind.OFFLINE_END, build, shift.number if shift else None, test=False)
    record_offline(post, plan, session)


def go_on(post: Post) -> None:
    """A session that was ended but not delivered goes on: 103 is withdrawn and its number is free again.

    Nothing hashes 103, so nothing else changes. Should the server hold it after all (its answer may be lost), the
    question with this session's pair on the next way back makes the server undo it (API notes 2.3).
    """
    session = post.journal.current_session(post.name)
    if session is None or session.end_document is None:
        return
    end = post.journal.document(session.end_document)
    if end is None or end.state != "offline":
        return
    package = packages.waiting(post, session)
    events = [packages.withdraw(post, package, REOPENED)] if package and end.id in package.documents else []
    post.append([*events, NewEvent("document.voided", {"reason": REOPENED}, end.id)])
