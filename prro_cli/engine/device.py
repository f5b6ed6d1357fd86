"""One register, one machine (R25): told before any document, where the tax server knows of devices at all.

`DeviceRegister` (API of 08.08.2025) is advisory: it returns the device on record and leaves the decision to us. A
server that does not know the command changes nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from prro_cli.errors.base import PrroError
from prro_cli.errors.selling import DeviceElsewhereError
from prro_cli.journal.events import NewEvent
from prro_cli.lang import say
from prro_cli.taxserver import commands
from prro_cli.taxserver.outcomes import Answered

if TYPE_CHECKING:
    from prro_cli.engine.ports import Post

SHOWN = 12
"""So much of an identifier is enough to tell two machines apart."""


def check(post: Post) -> None:
    """At first use, and whenever the machine is not the one this journal was bound to."""
    if not (post.rules.device_check and post.device_id):
        return
    known = post.journal.desk(post.name)
    if known is not None and known.device_id == post.device_id:
        return
    theirs = _on_record(post, forced=False)
    if theirs is not None and theirs != post.device_id:
        _take_over(post, theirs)
    bind(post)


def bind(post: Post) -> None:
    """Remember which register and which machine this journal belongs to."""
    facts = {
        "fiscal_number": str(post.desk.fiscal_number),
        "tin": post.desk.tin,
        "device_id": post.device_id,
    }
    post.append([NewEvent("desk.bound", facts)])


def _on_record(post: Post, *, forced: bool) -> str | None:
    """The device the server has, or nothing where it says nothing about devices."""
    command = commands.device_register(post.desk.fiscal_number, post.device_id, forced=forced)
    answer = post.server.ask(command, post.signer.sign_command)
    return answer.value.device_id.lower() if isinstance(answer, Answered) else None


def _take_over(post: Post, theirs: str) -> None:
    """Another machine is on record: only a person may say that it is out of use."""
    question = say(
        "The tax server has another machine ({theirs}…) on record for this register. Use it here?",
        theirs=theirs[:SHOWN],
    )
    try:
        post.ask(question)
    except PrroError:
        raise DeviceElsewhereError(theirs=f"{theirs[:SHOWN]}…", ours=f"{post.device_id[:SHOWN]}…") from None
    _on_record(post, forced=True)
    post.remark("device-taken-over", say("this machine is now on record instead of {theirs}…", theirs=theirs[:SHOWN]))
