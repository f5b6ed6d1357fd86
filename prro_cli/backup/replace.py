"""Putting only the journal back: the home with its keys and configuration is sound, its journal is not.

The mark comes first, so that nobody sells with either journal until the numbers were compared; the old file is kept.
"""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from prro_cli.backup.check import Opened
from prro_cli.backup.content import JOURNAL, JOURNAL_KEY
from prro_cli.backup.restore import Restored, note, told
from prro_cli.home.paths import Home, write_private
from prro_cli.home.restored import NAME as MARK
from prro_cli.home.restored import mark_bytes
from prro_cli.journal.locks import acquire
from prro_cli.journal.sealed import sync_directory
from prro_cli.journal.store import Places
from prro_cli.values import format_time

if TYPE_CHECKING:
    from prro_cli.journal.locks import Clock


def replace_journal(opened: Opened, home: Home, clock: Clock) -> tuple[Restored, Path | None]:
    """Under the locks of all desks; what came back, and where the old journal is now."""
    names = [desk["desk"] for desk in opened.manifest["desks"]]
    now = clock.now()
    with ExitStack() as stack:
        for name in names:
            stack.enter_context(acquire(home.locks_dir, name, command="backup restore", wait_seconds=0, clock=clock))
        write_private(home.path / MARK, mark_bytes(opened.name, format_time(now), names))
        with_key = (home.keys_dir / JOURNAL_KEY).exists()
        if not with_key and (opened.folder / JOURNAL_KEY).exists():
            write_private(home.keys_dir / JOURNAL_KEY, (opened.folder / JOURNAL_KEY).read_bytes())
            with_key = True
        staged = opened.folder / JOURNAL
        staged.chmod(0o600)
        places = Places(staged, home.keys_dir, home.backups_dir, opened.folder)
        note(places, opened, names, clock, with_key=with_key)
        kept = _set_aside(home, f"journal-replaced-{now:%Y%m%dT%H%M%SZ}.db")
        staged.replace(home.journal_path)
        sync_directory(home.path)
    result = told(opened, with_key=with_key, keys=False)
    return result, kept


def _set_aside(home: Home, name: str) -> Path | None:
    """Move the old file with its -wal and -shm: a stale -wal beside another journal would be played into it."""
    kept = None
    for suffix in ("-wal", "-shm", ""):
        old = home.journal_path.with_name(home.journal_path.name + suffix)
        if old.exists():
            kept = old.rename(home.backups_dir / (name + suffix))
    sync_directory(home.backups_dir)
    return kept
