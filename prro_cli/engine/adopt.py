"""What the server says of the register, taken into the journal: the first number, the offline pair, who may work."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from prro_cli.errors.journal import SealedSecretError
from prro_cli.journal.events import NewEvent
from prro_cli.lang import say

if TYPE_CHECKING:
    from prro_cli.engine.ports import Post
    from prro_cli.journal.rows import Session
    from prro_cli.journal.sealed import SealedSecret
    from prro_cli.taxserver.answers import RegistrarState, TaxObject
    from prro_cli.taxserver.outcomes import OfflinePair

_KEPT = (
    "shift_open",
    "opened_by",
    "opened_by_key",
    "z_present",
    "testing",
    "offline_supported",
    "session_minutes",
    "month_minutes",
    "closed",
)
"""Members of the state that are remembered; never the pair's secret."""


def observe(post: Post, state: RegistrarState) -> None:
    """Remember what is new in the server's answer, in one commit; nothing is written where nothing is new."""
    events: list[NewEvent] = []
    secrets: list[SealedSecret] = []
    known = post.journal.desk(post.name)
    summary = {name: getattr(state, name) for name in _KEPT}
    empty = post.journal.last_document(post.name) is None
    base_is_new = empty and (known is None or known.observed_next_local != state.next_local_number)
    if known is None or base_is_new or dict(known.observed_state) != summary:
        events.append(NewEvent("state.observed", {"next_local": state.next_local_number, "state": summary}))
    if state.pair is not None and (state.offline_next_number or 1) <= 1:
        events.extend(grant(post, state.pair, "state", secrets))
    if events:
        post.append(events, secrets=secrets)
    if state.tax_object is not None:
        _compare_registration(post, state.tax_object)
    post.senior = post.senior or bool(state.chief_cashier)


def _compare_registration(post: Post, theirs: TaxObject) -> None:
    """What stands in every head must be what the tax service has on file, letter by letter."""
    desk = post.desk
    pairs = (
        ("tin", desk.tin, theirs.tin),
        ("vat-number", desk.vat_number or "", theirs.ipn or ""),
        ("org", desk.org, theirs.organisation),
        ("outlet", desk.outlet, theirs.name),
        ("address", desk.address, theirs.address),
    )
    for name, ours, registered in pairs:
        if registered and ours != registered:
            text = say(
                "{name} is {ours!r} here and {registered!r} in the tax service's register",
                name=name,
                ours=ours,
                registered=registered,
            )
            post.remark("registration-differs", text, f"prro desk set {desk.name} --{name} …")


def grant(post: Post, pair: OfflinePair, source: str, secrets: list[SealedSecret]) -> list[NewEvent]:
    """Events for an offline pair the journal does not hold yet; its secret is sealed, never in an event.

    A pair that was never used and is not the server's any more is discarded: numbers made with it would be refused.
    """
    name = seed_name(post.name, pair.session_id)
    seed = pair.seed.reveal()
    known = post.journal.session(post.name, pair.session_id)
    if known is not None and _still_good(post, known, name, seed):
        return []
    sealed = post.journal.seal(name, seed)
    secrets.append(sealed)
    unused = post.journal.unused_session(post.name) if known is None or known.state == "unused" else None
    events = []
    if unused is not None and unused.session_id != pair.session_id:
        reason = f"the server names session {pair.session_id} as the next"
        events.append(NewEvent("session.discarded", {"session_id": unused.session_id, "reason": reason}))
    facts: dict[str, Any] = {"session_id": pair.session_id, "seed_name": name, "seed_check": sealed.check}
    return [*events, NewEvent("session.granted", {**facts, "source": source})]


def _still_good(post: Post, known: Session, name: str, seed: bytes) -> bool:
    """Whether the seed on record stays. Where the key that sealed it is lost, the server's word is sealed anew."""
    if known.state == "unused":
        return post.journal.box.ready and known.seed_check == post.journal.box.check(name, seed)
    return known.state not in ("begun", "ended", "rolled_back") or opens(post, known)


def opens(post: Post, session: Session) -> bool:
    """Whether the seed of a session can be read."""
    try:
        post.journal.unseal(session.seed_name)
    except SealedSecretError:
        return False
    return True


def seed_name(desk: str, session_id: str) -> str:
    """The name of a sealed seed; sessions are numbered per server, so the desk belongs to it."""
    return f"seed-{desk}-{session_id}"
