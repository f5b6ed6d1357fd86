"""The next local number: the journal says it, the server's `NextLocalNum` must say the same (T4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prro_cli.errors.selling import ServerAheadError, ServerBehindError
from prro_cli.journal.events import NewEvent

if TYPE_CHECKING:
    from prro_cli.engine.ports import Post
    from prro_cli.journal.readers import Readers

QUESTION = "numbers"


def compare(post: Post, theirs: int) -> None:
    """Stop before a document is made that the server would refuse, or that would cover a loss of records."""
    if post.journal.last_document(post.name) is None:
        return  # an empty journal takes the server's number as its base, see `adopt`
    ours = post.journal.next_local_number(post.name)
    data = {"next_local_number": {"journal": ours, "server": theirs}}
    if theirs > ours:
        _remember(post, theirs)
        raise ServerAheadError(ours=ours, theirs=theirs, data=data)
    if theirs < ours:
        raise ServerBehindError(ours=ours, theirs=theirs, data=data)


def _remember(post: Post, theirs: int) -> None:
    """Written down once, so that `status` tells it without asking anybody."""
    if server_ahead(post.journal, post.name) != theirs:
        facts = {"question": QUESTION, "choice": f"stopped: the server expects {theirs}"}
        post.append([NewEvent("decision.made", facts)])


def server_ahead(journal: Readers, desk: str) -> int | None:
    """The number the server was found to expect beyond ours, as long as the journal has not caught up."""
    told = [d.choice for d in journal.decisions(desk) if d.question == QUESTION]
    number = int(told[-1].rpartition(" ")[2]) if told else 0
    return number if number > journal.next_local_number(desk) else None
