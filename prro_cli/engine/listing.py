"""What the server lists of a register: the open shift, and the shifts since the journal's last document."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from prro_cli.engine.way import link_error
from prro_cli.taxserver import commands
from prro_cli.taxserver.answers import ListedDocument
from prro_cli.taxserver.outcomes import Answered, NoData

if TYPE_CHECKING:
    from prro_cli.engine.ports import Post
    from prro_cli.taxserver.answers import RegistrarState

MOST_SHIFTS = 40
MOST_SINGLE = 100
"""Beyond that the numbers alone tell the story; `--adopt` asks for each document anyway."""
_MARGIN = timedelta(days=1)


def listed(post: Post, state: RegistrarState, missing: range) -> dict[int, ListedDocument]:
    """Local number → what the server lists under it: the open shift, and every number the journal lacks."""
    found: dict[int, ListedDocument] = {}
    open_id = state.shift_id if state.shift_open else None
    if state.shift_open and (state.shift_id is not None or state.open_shift_fiscal_number is not None):
        _add(found, _of_shift(post, state.shift_id, state.open_shift_fiscal_number))
    if any(number not in found for number in missing):
        for shift_id, opening in _shifts_since(post):
            if shift_id is None or shift_id != open_id:
                _add(found, _of_shift(post, shift_id, opening))
    for number in [one for one in missing if one not in found][:MOST_SINGLE]:
        answer = post.server.ask(commands.document_info(post.desk.fiscal_number, number), post.signer.sign_command)
        if isinstance(answer, Answered):
            found[number] = ListedDocument(answer.value, number, None)
    return found


def _add(found: dict[int, ListedDocument], documents: tuple[ListedDocument, ...]) -> None:
    """A number that was freed by a revocation and taken again: the standing document is the one that counts."""
    for document in documents:
        known = found.get(document.local_number)
        if known is None or known.info.revoked:
            found[document.local_number] = document


def _of_shift(post: Post, shift_id: int | None, opening: str | None) -> tuple[ListedDocument, ...]:
    register = post.desk.fiscal_number
    if shift_id is not None:
        command = commands.documents(register, shift_id=shift_id)
    elif opening is not None:
        command = commands.documents(register, open_fiscal_number=opening)
    else:
        return ()
    answer = post.server.ask(command, post.signer.sign_command)
    if isinstance(answer, Answered):
        return answer.value
    if isinstance(answer, NoData):
        return ()
    raise link_error(answer)


def _shifts_since(post: Post) -> list[tuple[int | None, str | None]]:
    """Shifts at and after our last document, newest first; none where the server does not tell."""
    last = post.journal.last_document(post.name)
    if last is None:
        return []
    since, until = datetime.fromisoformat(last.time) - _MARGIN, post.clock.now() + _MARGIN
    answer = post.server.ask(commands.shifts(post.desk.fiscal_number, since, until), post.signer.sign_command)
    shifts = answer.value if isinstance(answer, Answered) else ()
    return [(shift.shift_id, shift.open_fiscal_number) for shift in shifts][::-1][:MOST_SHIFTS]
