"""What an operation gives back: a document as it stands now, ready to be shown."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from prro_cli.documents.link import Mac, choose_mac, receipt_link
from prro_cli.engine.queueing import Sending, sendings
from prro_cli.record import dataclass
from prro_cli.values import format_money

if TYPE_CHECKING:
    from prro_cli.engine.plan import Plan
    from prro_cli.engine.ports import Post
    from prro_cli.home.desks import Desk
    from prro_cli.journal.rows import Document

_PRINTED = {"begun": "unknown"}
"""Printing that a crash cut off: nobody knows whether the paper came out."""
_LINKED = ("sale", "return", "cash_withdrawal")


@dataclass(frozen=True, slots=True)
class Done:
    """One document and what became of it; sums as texts, as they are shown."""

    kind: str
    state: str
    local_number: int
    fiscal_number: str | None
    offline: bool
    test: bool
    uid: str
    time: str
    shift: int | None
    total: str | None
    rounding: str | None
    paid: str | None
    change: str | None
    control_number: str | None
    link: str | None
    sha256: str | None
    replayed: bool = False
    printed: str | None = None
    dry_run: bool = False
    xml: str | None = None
    sent: tuple[Sending, ...] = ()


def done(post: Post, uid: str, *, replayed: bool = False, printed: str | None = None) -> Done:
    """A document of the journal as a result."""
    document = post.journal.document(uid)
    assert document is not None  # it was just written, or its id came from the journal
    known = _PRINTED.get(document.printed or "", document.printed)
    return Done(
        **_facts(document),
        link=link_of(post.desk, document, Mac(post.rules.link_mac)),
        replayed=replayed,
        printed=printed or known,
        sent=sendings(post.journal, uid),
    )


def would_be(plan: Plan, xml: bytes, payload: dict[str, Any]) -> Done:
    """A document that was only thought of (`--dry-run`)."""
    sums: dict[str, Any] = {name: _money(payload.get(name)) for name in ("total", "rounding", "paid", "change")}
    return Done(
        kind=str(plan.kind),
        state="draft",
        local_number=payload["local_number"],
        fiscal_number=payload.get("fiscal_number"),
        offline=payload["offline"],
        test=plan.test,
        uid="",
        time=payload["time"],
        shift=plan.shift,
        **sums,
        control_number=_text(payload.get("control")),
        link=None,
        sha256=None,
        dry_run=True,
        xml=xml.decode("windows-1251"),
    )


def link_of(desk: Desk, document: Document, mac: Mac = Mac.OWN) -> str | None:
    """Where a buyer finds the receipt; nothing for documents no buyer gets."""
    if document.kind not in _LINKED or document.fiscal_number is None or document.total is None:
        return None
    return receipt_link(
        fiscal_number=document.fiscal_number,
        register=desk.fiscal_number,
        moment=datetime.fromisoformat(document.time),
        total=document.total,
        mac=choose_mac(mac, prevdochash=document.prev_hash, own_hash=document.signed) if document.offline else None,
    )


def _facts(document: Document) -> dict[str, Any]:
    plain = ("kind", "local_number", "fiscal_number", "offline", "test", "time", "shift")
    return {
        **{name: getattr(document, name) for name in plain},
        "state": document.shown_state,
        "uid": document.id,
        "control_number": _text(document.control),
        "sha256": document.signed,
        **{name: _money(getattr(document, name)) for name in ("total", "rounding", "paid", "change")},
    }


def _money(kopecks: int | None) -> str | None:
    return None if kopecks is None else format_money(kopecks)


def _text(value: int | None) -> str | None:
    return None if value is None else str(value)
