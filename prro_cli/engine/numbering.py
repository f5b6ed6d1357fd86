"""The next local number: the journal says it, the server's `NextLocalNum` must say the same (T4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prro_cli.errors.selling import ServerAheadError, ServerBehindError

if TYPE_CHECKING:
    from prro_cli.engine.ports import Post


def compare(post: Post, theirs: int) -> None:
    """Stop before a document is made that the server would refuse, or that would cover a loss of records."""
    if post.journal.last_document(post.name) is None:
        return  # an empty journal takes the server's number as its base, see `adopt`
    ours = post.journal.next_local_number(post.name)
    data = {"next_local_number": {"journal": ours, "server": theirs}}
    if theirs > ours:
        raise ServerAheadError(ours=ours, theirs=theirs, data=data)
    if theirs < ours:
        raise ServerBehindError(ours=ours, theirs=theirs, data=data)
