"""The manual pages about matters rather than commands."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Topic:
    """A page: its name and section, what it is about, its parts, its neighbours."""

    name: str
    section: int
    summary: str
    parts: tuple[tuple[str, tuple[str, ...]], ...]
    see: tuple[tuple[str, int], ...]


OFFLINE = Topic(
    "prro-offline",
    7,
    "selling lawfully while the tax server cannot be reached",
    (
        (
            "DESCRIPTION",
            (
                "A register that may work offline goes on selling when the link is lost. An offline session begins "
                "with document 102, numbers its documents from a range reserved by the server, chains each to the one "
                "before it by its hash, and ends with document 103. The documents are then sent in packages.",
                "Whether the register is offline follows from its documents in the journal. It is not a flag that "
                "somebody can flip.",
            ),
        ),
        (
            "LIMITS",
            (
                "One session may last 36 hours, all sessions of a calendar month 168 hours together, counted to the "
                "second from the documents. A session across the border of a month counts in full in both.",
                "Beyond a limit, receipts and the Z-report are stopped. Closing the shift and ending the session are "
                "never stopped. The first shift must be opened online, since only the server gives the numbers.",
            ),
        ),
        (
            "UNKNOWN RESULTS",
            (
                "A document that was sent and whose answer was lost is neither registered nor refused. The journal "
                "holds it, the command ends with exit code 12, and the server is asked before anything is sent again.",
            ),
        ),
        (
            "SETTINGS",
            (
                "offline.enter decides what happens when the link is lost; offline.warn-session-hours and "
                "offline.warn-month-hours when to warn; offline.numbers is a local limit of one session.",
            ),
        ),
        (
            "EXIT STATUS",
            ("10, 12, 14 and 20 to 24 concern the link and offline work.",),
        ),
    ),
    (("prro-exit-codes", 7), ("prro-config", 5), ("prro-journal", 5)),
)
JOURNAL = Topic(
    "prro-journal",
    5,
    "the file that remembers everything",
    (
        (
            "DESCRIPTION",
            (
                "journal.db in the home directory is one SQLite database for all desks. Appending is the only way to "
                "write: triggers refuse to change or delete an event.",
                "Each event of a desk carries the SHA-256 of itself and of the one before it. The length stands before "
                "every field, so that no two different events share one encoding; an edited, swapped or renumbered row "
                "breaks the chain.",
            ),
        ),
        (
            "TABLES",
            (
                "events: desk, number within the desk, time, kind, document, payload, both hashes.",
                "blobs: documents, answers and packages byte for byte, by their SHA-256.",
                "secrets: offline seeds sealed with AES-256-GCM under a key that lies outside of the journal.",
                "All other tables are derived from the events and can be made again by prro journal rebuild.",
            ),
        ),
        (
            "LOCKS",
            (
                "One process at a time writes for a desk, under a lock that the kernel holds and that dies with its "
                "process. Readers need no lock.",
            ),
        ),
        (
            "EXAMPLES",
            ("prro journal verify", "prro journal list --limit 5", "prro journal events --after 0 --json"),
        ),
    ),
    (("prro-journal", 1), ("prro-offline", 7)),
)
TOPICS = (OFFLINE, JOURNAL)
