"""When the link is tried again: every `sync.interval` seconds (R34), remembered in the journal.

A failed try is a note; so the next command does not wait for a dead link before each sale.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from prro_cli.journal.events import NewEvent

if TYPE_CHECKING:
    from prro_cli.engine.ports import Post

TOPIC = "come-back"
_WINDOW, _WIDEST = 24, 2000
"""Events looked back at: enough for the busiest ten minutes; a longer silence is reason enough to try again."""


def is_due(post: Post) -> bool:
    """Whether the last try (or the beginning of the session) is so long ago."""
    tried = last_try(post)
    now = post.clock.now()
    return tried is None or not timedelta(0) <= now - tried < timedelta(seconds=post.rules.sync_interval)


def remember(post: Post, cause: str) -> None:
    """A try that failed."""
    post.append([NewEvent("note", {"text": f"the way back is closed: {cause}", "topic": TOPIC})])


def last_try(post: Post) -> datetime | None:
    """The newest try within the interval; the beginning of the session counts as one, None means long ago."""
    session = post.journal.current_session(post.name)
    if session is None or session.begun_at is None:
        return None
    oldest_wanted = post.clock.now() - timedelta(seconds=post.rules.sync_interval)
    last, window = post.journal.last_event_id(), _WINDOW
    while True:
        events = post.journal.events(post.name, after=max(0, last - window))
        tries = [e for e in events if e.kind == "note" and e.payload.get("topic") == TOPIC]
        if tries:
            return datetime.fromisoformat(tries[-1].at)
        reached = not events or window >= last or datetime.fromisoformat(events[0].at) < oldest_wanted
        if reached:
            return datetime.fromisoformat(session.begun_at)
        if window >= _WIDEST:
            return None
        window = min(4 * window, _WIDEST)
