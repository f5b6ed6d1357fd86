"""What stands when an operation breaks off: an error must not say "nothing was changed" where a number was taken.

The journal is asked, because it is what the next command will go by.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from prro_cli.errors.base import UNTOUCHED, PrroError
from prro_cli.lang import say

if TYPE_CHECKING:
    from prro_cli.engine.ports import Post
    from prro_cli.journal.rows import Document

_NEVER_SENT = ("draft", "signed")


def restate(post: Post, error: PrroError) -> None:
    """Let an error that claims "nothing was changed" name the document that was begun, if there is one."""
    if error.state != UNTOUCHED:
        return
    try:
        left = post.journal.unsettled(post.name)
    except PrroError:
        error.state = say("the journal cannot be read now; the next command finds out what was done")
        return
    begun = [document for document in left if not document.parked]
    if begun:
        error.state = _standing(begun[-1])
        error.document = error.document or begun[-1].id


def _standing(document: Document) -> str:
    what = say("{kind} with number {number}", kind=say(document.kind), number=document.local_number)
    if document.state in _NEVER_SENT:
        return say("{what} was begun and never left this machine; the next command sets it aside", what=what)
    return say(
        "{what} was sent and its answer could not be stored; the next command asks the tax server about it", what=what
    )
