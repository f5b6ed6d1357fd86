"""All generated files by their path in the repository."""

from __future__ import annotations

from pathlib import Path

from prro_cli.cli.shells import script
from prro_cli.cli.tree import read_tree
from scripts.generate import docs, man, schemas

SHELLS = {"bash": "bash", "zsh": "zsh", "fish": "fish", "powershell": "ps1"}
OWNED = ("completions/prro.*", "man/*.[1-9]", "prro_cli/schemas/*.json")
"""Places where nothing but generated files may lie; a left-over there is stale."""


def generated() -> dict[str, str]:
    """Every generated file with what it should hold."""
    tree = read_tree()
    files = {f"completions/prro.{ending}": script(shell, tree) for shell, ending in SHELLS.items()}
    files |= man.pages(tree)
    files |= schemas.files()
    files |= docs.pages(tree)
    return files


def stale(root: Path, files: dict[str, str]) -> list[str]:
    """What differs, is missing, or lies where it does not belong."""
    different = [p for p, text in files.items() if not (root / p).is_file() or (root / p).read_bytes() != text.encode()]
    there = {str(f.relative_to(root).as_posix()) for pattern in OWNED for f in root.glob(pattern)}
    return sorted({*different, *(there - set(files))})
