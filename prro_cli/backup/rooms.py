"""What else a technician has put into a home: forms, drivers and templates of delivery, hooks, logos.

Only an encrypted backup brings them: filed forms hold personal data. Files that hold a secret (`secret_file` of a
driver) stay out of every backup, as do the rooms that are the program's own.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from prro_cli.home.config_file import read_config
from prro_cli.home.paths import DIRECTORY_MODE, Home, write_private

PREFIX = "rooms/"
ROOMS = ("forms", "delivery", "hooks")
HOOKS = "hooks"
OWN = ("keys", "backups", "locks", "log", "outbox", "sandbox", "restored", "credentials", "journal.db", "config.toml")
SEGMENT = r"(?![. ])[^/\\:\x00-\x1f]{1,128}"
_OWN = "|".join(name.replace(".", "[.]") for name in OWN)
PATTERN = rf"{PREFIX}(?!(?:{_OWN})(?:/|[.-]|$)){SEGMENT}(?:/{SEGMENT}){{0,4}}"
MOST_FILES, MOST_BYTES = 2000, 8 << 20


def files(home: Home) -> Iterator[tuple[str, Path]]:
    """(name inside, file) in order; what is too big or oddly named is left out."""
    form = re.compile(PATTERN)
    secret = _secret_files(home)
    found = [path for room in ROOMS for path in sorted((home.path / room).rglob("*"))]
    for path in [*found, *_named_by_settings(home)][:MOST_FILES]:
        name = PREFIX + path.relative_to(home.path).as_posix()
        plain = path.is_file() and not path.is_symlink() and path.stat().st_size <= MOST_BYTES
        if plain and form.fullmatch(name) and path.resolve() not in secret:
            yield name, path


def put_back(source: Path, home: Home) -> int:
    """Lay the files out in a restored home; how many."""
    paths = sorted(path for path in source.rglob("*") if path.is_file()) if source.is_dir() else []
    for path in paths:
        target = home.path / path.relative_to(source)
        for folder in [*reversed(target.relative_to(home.path).parents)][1:]:
            (home.path / folder).mkdir(mode=DIRECTORY_MODE, exist_ok=True)
        write_private(target, path.read_bytes())
        if target.relative_to(home.path).parts[0] == HOOKS:
            target.chmod(0o700)
    return len(paths)


def _named_by_settings(home: Home) -> list[Path]:
    """Files that settings name by a path within the home: a logo, a text of receipts."""
    config = read_config(home.config_path)
    tables = [config.get("settings", {}), *(desk.get("settings", {}) for desk in config.get("desks", {}).values())]
    found = set()
    for value in (text for table in tables for text in _texts(table)):
        path = home.path / value.removeprefix("@")
        within = value and len(value) < 256 and "\0" not in value and not Path(value.removeprefix("@")).is_absolute()
        if within and ".." not in path.parts and path.is_file():
            found.add(path)
    return sorted(found)


def _secret_files(home: Home) -> set[Path]:
    """What drivers of delivery name as the file of their secret."""
    found = set()
    for driver in (home.path / "delivery").glob("*.toml"):
        try:
            table = tomllib.loads(driver.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            continue
        for name, value in _members(table):
            if name.endswith(("_file", "-file")) and isinstance(value, str):
                found.add((driver.parent / Path(value).expanduser()).resolve())
    return found


def _members(table: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(table, dict):
        for name, value in table.items():
            yield name, value
            yield from _members(value)
    elif isinstance(table, list):
        for value in table:
            yield from _members(value)


def _texts(table: Any) -> Iterator[str]:
    return (value for _, value in _members(table) if isinstance(value, str))
