"""What an answer to a package means for the journal: each in one commit."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from prro_cli.engine import adopt
from prro_cli.engine.offline import reconcile, uncertain
from prro_cli.engine.settle import how_it_went
from prro_cli.errors.base import ExitCode, PrroError
from prro_cli.errors.offline import PackageSignatureError, PackageStuckError
from prro_cli.journal.events import NewEvent
from prro_cli.taxserver import commands
from prro_cli.taxserver.explain import refusal_data
from prro_cli.taxserver.outcomes import Answered

if TYPE_CHECKING:
    from prro_cli.engine.ports import Post
    from prro_cli.journal.rows import Package, Session
    from prro_cli.journal.sealed import SealedSecret
    from prro_cli.taxserver.outcomes import PackageAccepted, PackageOutcome, Refused

NO_LINK = frozenset({ExitCode.NO_CONNECTION, ExitCode.SERVER_NOT_WELL, ExitCode.UNKNOWN_RESULT})
_STAYS_OFFLINE = NO_LINK | {ExitCode.STUCK, ExitCode.SERVER_REFUSED, ExitCode.CERTIFICATE_EXPIRED}


def leaves_us_offline(error: PrroError) -> bool:
    """Whether selling offline may go on in spite of it (R53: the queue stays, the rest goes on)."""
    return error.exit_code in _STAYS_OFFLINE


def accepted(post: Post, package: Package, result: PackageAccepted) -> None:
    """The server took it: its documents, the next pair and the fate of a revoked double in one commit (T7)."""
    secrets: list[SealedSecret] = []
    pair = result.granted
    facts: dict[str, Any] = {"session_id": package.session_id, "index": package.index, "how": "answer"}
    facts |= how_it_went(result.exchange)
    follow = uncertain.follow_ups(post, set(package.documents))
    granted: list[NewEvent] = []
    if pair is not None and pair.session_id != package.session_id:
        granted = adopt.grant(post, pair, "package", secrets)
        facts["granted"] = pair.session_id
    post.append([NewEvent("package.accepted", facts), *follow, *granted], secrets=secrets)


def unknown(post: Post, package: Package, result: PackageOutcome) -> None:
    """Its answer is lost: the same bytes stay ready."""
    reason = getattr(result, "reason", "") or type(result).__name__
    facts: dict[str, Any] = {"session_id": package.session_id, "index": package.index, "reason": reason}
    facts |= how_it_went(result.exchange)
    post.append([NewEvent("package.unknown", facts)])


def refused(post: Post, session: Session, package: Package, result: Refused) -> PrroError:
    """Write the refusal down, settle what the server kept before it; the error to be raised."""
    refusal = result.refusal
    index = refusal.failing_index
    named = index is not None and index < len(package.documents)
    failing = package.documents[index] if named and index is not None else None
    settled = _kept_by_server(post, session, package)
    if failing in settled:
        failing = None
    facts: dict[str, Any] = {
        "session_id": package.session_id,
        "index": package.index,
        "text": refusal.text,
        "settled": settled,
        "evidence": hashlib.sha256(result.exchange.evidence).hexdigest(),
        **how_it_went(result.exchange),
    }
    if refusal.code is not None:
        facts["code"] = refusal.code
    if failing is not None:
        facts["failing_document"] = failing
    follow = uncertain.follow_ups(post, set(settled))
    post.append([NewEvent("package.refused", facts), *follow], blobs=[result.exchange.evidence])
    return _as_error(post, result, failing, len(settled))


def _kept_by_server(post: Post, session: Session, package: Package) -> list[str]:
    """Documents of a refused package that the server registered all the same (atomicity is an open question)."""
    answer = post.server.ask(commands.registrar_state(post.desk.fiscal_number), post.signer.sign_command)
    if not isinstance(answer, Answered):
        return []
    first_missing = reconcile.first_missing(post, session, answer.value)
    rows = [post.journal.document(name) for name in package.documents]
    return [d.id for d in rows if d is not None and (d.session_number or 0) < first_missing]


def _as_error(post: Post, result: Refused, failing: str | None, settled: int) -> PrroError:
    refusal = result.refusal
    left = post.journal.queue_length(post.name)
    common: dict[str, Any] = {
        "code": refusal.code if refusal.code is not None else "",
        "name": refusal.name,
        "text": refusal.text,
        "data": {"server_error": refusal_data(refusal), "left": left},
    }
    document = post.journal.document(failing) if failing else None
    if document is None:
        return PackageSignatureError(left=left, **common)
    return PackageStuckError(settled=settled, number=document.local_number, left=left, document=document.id, **common)
