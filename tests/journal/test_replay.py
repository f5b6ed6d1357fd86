"""Random histories: the tables kept while writing are those of a replay, and add up to an independent count."""

from __future__ import annotations

import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from prro_cli.errors.journal import EventInvalidError
from prro_cli.journal.rows import DocumentFilter
from tests.journal.worlds import DESK, Shop, open_journal

STEPS = (
    "open", "sale", "sale", "sale", "return", "reversal", "draft", "send", "register", "refuse", "void", "unknown",
    "unsent", "park", "revoke", "offline", "offline_sale", "package", "accept", "refuse_package", "rollback",
    "requeue", "close", "twin", "print", "grant",
)  # fmt: skip


def act(shop: Shop, step: str, pick: int) -> None:
    """One step of a wild engine; what the journal refuses leaves no trace."""
    made = [f"{DESK}-{n + 1:06d}" for n in range(shop.made)]
    one = made[pick % len(made)] if made else "nobody"
    row = shop.journal.document(one)
    original = {"fiscal_number": (row.fiscal_number if row else None) or "0"}
    goods = [{"index": 1, "qty": 1000, "sum": pick, "original_row": 1 + pick % 3, "marks": [f"M{pick % 5}"]}]
    session = f"{300 + pick % 2}"
    simple: dict[str, tuple[str, dict[str, Any]]] = {
        "register": ("document.registered", {"fiscal_number": original["fiscal_number"], "how": "probe"}),
        "refuse": ("document.refused", {"text": "no", "code": 9}),
        "void": ("document.voided", {"reason": "x"}),
        "unknown": ("document.unknown", {"reason": "x"}),
        "unsent": ("document.unsent", {"reason": "x"}),
        "park": ("document.parked", {"reason": "x", "release_number": bool(pick % 2)}),
        "revoke": ("document.revoked", {"by": "server", "release_number": bool(pick % 2)}),
        "requeue": ("document.requeued", {"reason": "x"}),
        "print": ("document.printed", {"result": "done"}),
    }
    if step in simple:
        shop.note(one, simple[step][0], **simple[step][1])
    elif step == "open":
        shop.open_shift()
    elif step == "close":
        shop.close_shift()
    elif step == "sale":
        shop.online("sale", pick, rows=goods, idempotency_key=f"k{pick % 9}", request_hash="r")
    elif step == "return":
        shop.online("return", pick, rows=goods, original=original)
    elif step == "reversal":
        shop.online("reversal", original={**original, "document": one})
    elif step == "draft":
        shop.draft("sale", pick)
    elif step == "send":
        shop.send(one)
    elif step == "twin":
        shop.draft("sale", pick, twin_of=one, idempotency_key=f"k{pick % 9}", request_hash="r")
    elif step == "grant":
        shop.grant(session)
    elif step == "offline":
        shop.offline(session, ("offline_begin", "offline_end")[pick % 3 == 0])
    elif step == "offline_sale":
        shop.offline(session, "sale", pick)
    elif step == "package":
        queue = [d.id for d in shop.journal.queue(DESK) if d.session_id == session]
        shop.package(session, 1 + pick % 4, queue[: 1 + pick % 5])
    elif step == "accept":
        shop.note(None, "package.accepted", session_id=session, index=1 + pick % 4)
    elif step == "refuse_package":
        facts = {"text": "no", "failing_document": one, "settled": made[pick % 7 : 9]}
        shop.note(None, "package.refused", session_id=session, index=1 + pick % 4, **facts)
    elif step == "rollback":
        shop.note(None, "session.rolled_back", session_id=session)


def counted(shop: Shop) -> Counter[tuple[int, str]]:
    """Sums of the documents that count, taken from what they were drafted with."""
    sums: Counter[tuple[int, str]] = Counter()
    for document in shop.journal.documents(DocumentFilter(desk=DESK)):
        if document.state in ("registered", "offline") and not document.reversed_by and document.shift:
            for section, values in (shop.journal.draft(document.id) or {})["effect"].items():
                sums[document.shift, section] += values["sum"]
    return sums


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(STEPS), st.integers(0, 60)), min_size=10, max_size=40))
def test_kept_tables_are_the_replayed_tables(history: list[tuple[str, int]]) -> None:
    with tempfile.TemporaryDirectory() as folder, open_journal(Path(folder)) as journal:
        journal.lock(DESK, command="test", wait_seconds=0)
        shop = Shop(journal)
        for step, pick in [("open", 0), ("grant", 0), ("grant", 1), ("sale", 10), *history]:
            try:
                act(shop, step, pick)
            except EventInvalidError:
                assert not journal._connection.in_transaction
        again = journal.rebuild(command="test", dry_run=True)
        assert again.differences == ()
        sums = counted(shop)
        for shift in {d.shift for d in journal.documents(DocumentFilter(desk=DESK)) if d.shift}:
            totals = journal.totals(DESK, shift)
            assert (totals.real.sum if totals.real else 0) == sums[shift, "real"]
            assert (totals.ret.sum if totals.ret else 0) == sums[shift, "ret"]
        before = journal._connection.execute("SELECT * FROM documents ORDER BY id").fetchall()
        assert journal.rebuild(command="test").replaced
        assert journal._connection.execute("SELECT * FROM documents ORDER BY id").fetchall() == before
