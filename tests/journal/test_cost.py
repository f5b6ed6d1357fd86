"""What a sale asks and writes costs the same on a long journal: by the query plans, and by counted steps."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from prro_cli.journal.projections import _BY_KIND
from prro_cli.journal.store import Journal
from tests.journal.big import fill
from tests.journal.worlds import DESK, Shop, open_journal
from tests.shared import ROOT

SMALL, LARGE = 20, 1500


@pytest.fixture(scope="module")
def two_sizes(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Path]:
    """A short and a long journal."""
    folders = {}
    for receipts in (SMALL, LARGE):
        folder = tmp_path_factory.mktemp(f"journal-{receipts}")
        with open_journal(folder) as journal, journal.lock(DESK, command="fill", wait_seconds=0):
            fill(journal, receipts)
        folders[receipts] = folder
    return folders


def one_sale(journal: Journal) -> None:
    """Everything an engine asks for a sale, and its three commits, then an offline one."""
    shift = journal.open_shift(DESK)
    assert shift is not None
    journal.desk(DESK)
    journal.unsettled(DESK)
    journal.queue_length(DESK)
    journal.open_packages(DESK)
    journal.current_session(DESK)
    journal.unused_session(DESK)
    journal.idempotent(DESK, "order-new")
    journal.mark_holder("AAAA 1")
    journal.returned("4500000007")
    journal.documents_by_fiscal_number("4500000007")
    journal.last_document(DESK)
    journal.totals(DESK, shift.number)
    shop = Shop(journal)
    shop.made = journal.next_local_number(DESK) - 1
    shop.shift = shift.number
    shop.online("sale", 100, idempotency_key="order-new", request_hash="0")


def steps(folder: Path) -> int:
    """Hundreds of steps of SQLite's virtual machine for one sale."""
    taken = 0

    def count() -> int:
        nonlocal taken
        taken += 1
        return 0

    with open_journal(folder) as journal, journal.lock(DESK, command="test", wait_seconds=0):
        journal._connection.set_progress_handler(count, 100)
        one_sale(journal)
        journal._connection.set_progress_handler(None, 0)
    return taken


def test_a_sale_takes_the_same_steps_on_a_long_journal(two_sizes: dict[int, Path]) -> None:
    small, large = steps(two_sizes[SMALL]), steps(two_sizes[LARGE])
    assert small > 0
    assert large <= small * 1.3 + 2


def test_no_question_or_projection_of_a_sale_scans_a_growing_table(tmp_path: Path) -> None:
    growing = ("documents", "events", "blobs", "returned", "excise_marks", "totals", "idempotency", "shifts")
    asked: list[str] = []
    with open_journal(tmp_path) as journal, journal.lock(DESK, command="test", wait_seconds=0):
        shop = Shop(journal)
        shop.open_shift()
        shop.grant("301")
        journal._connection.set_trace_callback(asked.append)
        one_sale(journal)
        shop.made += 1
        shop.offline("301", "offline_begin")
        shop.offline("301", "sale", 5)
        journal._connection.set_trace_callback(None)
        plans = [
            (sql, row[3])
            for sql in asked
            if sql.split()[0] in ("SELECT", "INSERT", "UPDATE", "DELETE", "WITH")
            for row in journal._connection.execute(f"EXPLAIN QUERY PLAN {sql}")
        ]
    assert len(plans) > 100
    scans = {(detail, sql) for sql, detail in plans if detail.startswith("SCAN") and detail.split()[1] in growing}
    assert scans == set()
    assert {"document.drafted", "document.stored_offline"} <= set(_BY_KIND)


def test_opening_scans_nothing(two_sizes: dict[int, Path]) -> None:
    asked: list[Any] = []
    with open_journal(two_sizes[LARGE]) as journal:
        journal._connection.set_trace_callback(asked.append)
        assert journal.next_local_number(DESK) > LARGE
    assert len(asked) == 1


def test_only_opening_a_journal_loads_sqlite() -> None:
    code = (
        "import sys, prro_cli.journal, prro_cli.journal.events, prro_cli.journal.rows; print('sqlite3' in sys.modules)"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)
    assert done.stdout.strip() == "False"
