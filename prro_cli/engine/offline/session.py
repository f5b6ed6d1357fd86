"""Beginning an offline session: whether it is lawful, and the document 102 that begins it (API notes 4.1, 4.6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prro_cli.documents.kinds import Kind, Stamp, head
from prro_cli.documents.model import Check
from prro_cli.engine.heads import registration_of
from prro_cli.engine.life import record_offline
from prro_cli.engine.offline import limits
from prro_cli.engine.plan import Plan
from prro_cli.errors.selling import FirstShiftOnlineError, OfflineForbiddenError, OfflineNumbersOutError
from prro_cli.journal.events import DocumentKind
from prro_cli.lang import say

if TYPE_CHECKING:
    from prro_cli.engine.ports import Post
    from prro_cli.journal.rows import Session


def may_begin(post: Post) -> Session:
    """The unused session a new offline spell would use; errors 20, 22, 23 and 24 say why there can be none."""
    known = post.journal.desk(post.name)
    supported = known.observed_state.get("offline_supported") if known else None
    if supported is False:
        raise OfflineForbiddenError(detail=say("form 1-ПРРО of this register does not allow the offline mode"))
    unused = post.journal.unused_session(post.name)
    if unused is not None:
        limits.check_may_begin(post)
        return unused
    if post.journal.last_shift(post.name) is None:
        raise FirstShiftOnlineError(detail=say("no shift of this register was opened online yet"))
    raise OfflineNumbersOutError(detail=say("the server has granted no unused offline session"))


def begin(post: Post, reason: str) -> Session:
    """Go offline: document 102 with the first number of the session. `reason` is told to the user."""
    session = may_begin(post)

    def build(stamp: Stamp) -> Check:
        return Check(checkhead=head(Kind.BEGIN, registration_of(post.desk), stamp))

    shift = post.journal.open_shift(post.name)
    plan = Plan(DocumentKind.OFFLINE_BEGIN, build, shift.number if shift else None, test=False)
    record_offline(post, plan, session)
    post.remark("went-offline", say("the register works offline now: {reason}", reason=say(reason)), "prro go-online")
    begun = post.journal.current_session(post.name)
    assert begun is not None  # the begin document was just stored
    return begun
