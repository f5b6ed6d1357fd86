"""Packages of an offline session: strictly in order, whole in the journal before the first byte, the same on retry.

At most 100 documents and the setting's bytes, outer signature included (API 08.2025, offline package). The next
package is made only after the server's yes to the one before.
"""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Protocol, cast

from prro_cli.documents.package import LENGTH_SIZE, MAX_BYTES, MAX_DOCUMENTS, frame, split
from prro_cli.errors.journal import JournalDamagedError
from prro_cli.journal.events import NewEvent
from prro_cli.lang import say

if TYPE_CHECKING:
    from prro_cli.engine.ports import Post, Rules
    from prro_cli.journal.rows import Document, Package, Session
    from prro_cli.taxserver.outcomes import PackageOutcome

OUTER_SIGNATURE = 8 * 1024
"""A certificate, a signature and a time-stamp take 5-6 KB around the frames, and around a document as well."""
JSON_ROOM = 1024
"""Names, quotes and padding of a command that carries a hundred documents."""
BY_COMMAND = "SendOflPackage"


class PackageServer(Protocol):
    """What the way back needs of the server beyond `ports.Server`."""

    def send_package(self, signed: bytes, *, seconds: float | None = None) -> PackageOutcome: ...

    def send_package_as_command(
        self, documents: Sequence[bytes], sign: Callable[[bytes], bytes], *, seconds: float | None = None
    ) -> PackageOutcome: ...


def signed_bytes(post: Post, document: Document) -> bytes:
    """The signed block of a document, as it is sent and as the next one hashes it."""
    data = post.journal.blob(document.signed) if document.signed else None
    if data is None:
        raise JournalDamagedError(
            path=post.journal.path,
            detail=say("the signed bytes of document {number} are missing", number=document.local_number),
        )
    return data


def waiting(post: Post, session: Session) -> Package | None:
    """The package that was prepared and not settled: it goes first, byte for byte."""
    found = [p for p in post.journal.open_packages(post.name) if p.session_id == session.session_id]
    return found[0] if found else None


def prepare(post: Post, session: Session, *, before: int | None = None) -> Package | None:
    """Make the next package of the queue and store it; None when nothing waits.

    `before` stops it at that number of the session (a document that is refused and will not be sent again).
    """
    queue = [
        d
        for d in post.journal.queue(post.name, limit=MAX_DOCUMENTS)
        if d.session_id == session.session_id and (before is None or (d.session_number or 0) < before)
    ]
    if not queue:
        return None
    blocks = [signed_bytes(post, document) for document in queue]
    first = _first(post.rules, blocks)
    signed = post.signer.sign(frame(first), timestamp=True)
    if signed.warning:
        post.remark("no-time-stamp", signed.warning, "prro doctor")
    made = post.journal.packages(post.name, session.session_id)
    event = NewEvent(
        "package.prepared",
        {
            "session_id": session.session_id,
            "index": made[-1].index + 1 if made else 1,
            "documents": [document.id for document in queue[: len(first)]],
            "sha256": hashlib.sha256(signed.message).hexdigest(),
        },
    )
    post.append([event], blobs=[signed.message])
    return waiting(post, session)


def _room(rules: Rules, size: int) -> int:
    """What of so many bytes is left for documents; by command they travel in base64, a third longer."""
    room = size - OUTER_SIGNATURE
    return (room - JSON_ROOM) * 3 // 4 if rules.package_channel == BY_COMMAND else room


def _first(rules: Rules, blocks: Sequence[bytes]) -> tuple[bytes, ...]:
    """As many as the size that is aimed at holds; a document longer than that goes alone."""
    aim = max(_room(rules, rules.package_bytes), LENGTH_SIZE + len(blocks[0]))
    taken = list(itertools.accumulate(LENGTH_SIZE + len(block) for block in blocks))
    fitting = [block for block, size in zip(blocks, taken, strict=True) if size <= aim]
    return split(fitting, limit=_room(rules, MAX_BYTES), outer_room=0)[0]


def largest_xml(rules: Rules) -> int:
    """How long a document may be before it is signed: it has to fit both ways, online and in a package.

    An online document may have to be issued offline after all (API 08.2025, 4.9), and one that no package holds
    would stop the way back for good.
    """
    packed = _room(rules, MAX_BYTES) - LENGTH_SIZE
    online = MAX_BYTES if rules.document_channel == "doc" else (MAX_BYTES - JSON_ROOM) * 3 // 4
    return min(packed, online) - OUTER_SIGNATURE


def send(post: Post, package: Package) -> PackageOutcome:
    """Send the stored bytes; "about to leave" is durable before."""
    facts = {"session_id": package.session_id, "index": package.index, "attempt": package.attempts + 1}
    data = post.journal.blob(package.sha256)
    if data is None:
        raise JournalDamagedError(
            path=post.journal.path, detail=say("the bytes of package {index} are missing", index=package.index)
        )
    post.append([NewEvent("package.sending", facts)])
    server = cast(PackageServer, post.server)
    if post.rules.package_channel == BY_COMMAND:
        return server.send_package_as_command(_documents(post, package), post.signer.sign_command)
    return server.send_package(data)


def _documents(post: Post, package: Package) -> list[bytes]:
    rows = [post.journal.document(name) for name in package.documents]
    return [signed_bytes(post, row) for row in rows if row is not None]


def withdraw(post: Post, package: Package, reason: str) -> NewEvent:
    """A package that will not be sent any more: its documents wait again, in their order."""
    facts = {"session_id": package.session_id, "index": package.index, "text": f"withdrawn: {reason}", "settled": []}
    return NewEvent("package.refused", facts)


__all__ = ["prepare", "send", "signed_bytes", "waiting", "withdraw"]
