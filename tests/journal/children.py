"""Child processes of the tests: `python -m tests.journal.children ROLE FOLDER …` with real locks and real commits."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from prro_cli.journal.events import NewEvent
from tests.journal.worlds import Shop, TestClock, open_journal


def hold(folder: Path, desk: str) -> None:
    """Take the lock, say so, and wait to be killed (or for the end of stdin)."""
    journal = open_journal(folder)
    journal.lock(desk, command="prro sync", wait_seconds=5)
    sys.stdout.write("locked\n")
    sys.stdout.flush()
    sys.stdin.read()
    journal.close()


def transact(folder: Path, desk: str) -> None:
    """Stay inside a write transaction until the end of stdin."""
    journal = open_journal(folder)
    journal.lock(desk, command="prro sale", wait_seconds=5)
    journal._connection.execute("BEGIN IMMEDIATE")
    journal._connection.execute("INSERT INTO limits VALUES ('x', 'x', 1, 'x', 'x')")
    sys.stdout.write("inside\n")
    sys.stdout.flush()
    sys.stdin.read()
    journal._connection.execute("ROLLBACK")
    journal.close()


def sell(folder: Path, desk: str, count: str) -> None:
    """Sell, each sale under the lock as a command would."""
    for _ in range(int(count)):
        with open_journal(folder) as journal, journal.lock(desk, command=f"sale {os.getpid()}", wait_seconds=60):
            shop = Shop(journal, desk)
            shop.made = journal.next_local_number(desk) - 1
            shop.online("sale", 100)
            sys.stdout.write(f"{shop.made}\n")
            sys.stdout.flush()


def crash(folder: Path, desk: str, after: str) -> None:
    """Sell, and die without a word after the given number of commits (0: inside the first transaction)."""
    journal = open_journal(folder)
    journal.lock(desk, command="prro sale", wait_seconds=5)
    shop = Shop(journal, desk)
    shop.made = journal.next_local_number(desk) - 1
    left = int(after)

    def counting(sql: str) -> None:
        nonlocal left
        if sql == "COMMIT":
            if left == 0:
                os.kill(os.getpid(), 9)
            left -= 1

    journal._connection.set_trace_callback(counting)
    while True:
        shop.online("sale", 100)


def fill(folder: Path, desk: str, limit: str) -> None:
    """Write under a limit of the file size until the system refuses; print the class of the error."""
    import resource
    import signal

    from prro_cli.errors.base import PrroError

    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    with open_journal(folder) as journal, journal.lock(desk, command="fill", wait_seconds=1):
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(limit), int(limit)))
        try:
            for n in range(10_000):
                journal.append(desk, TestClock().now(), [NewEvent("note", {"text": f"{n} " + "x" * 20_000})])
        except PrroError as error:
            sys.stdout.write(f"{type(error).__name__} {error.exit_code}\n")
        sys.stdout.write(f"{journal.last_event_id()}\n")


ROLES = {"hold": hold, "transact": transact, "sell": sell, "crash": crash, "fill": fill}

if __name__ == "__main__":
    ROLES[sys.argv[1]](Path(sys.argv[2]), *sys.argv[3:])
