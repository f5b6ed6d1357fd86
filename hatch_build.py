"""What the wheel installs beside the package: the man pages, each into the directory of its section."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CustomBuildHook(BuildHookInterface):  # type: ignore[type-arg]
    """Pages are added by their suffix, so that a new command needs no line in pyproject.toml."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called by hatchling; an editable install has no use for pages."""
        if self.target_name != "wheel" or version == "editable":
            return
        for page in sorted((Path(self.root) / "man").iterdir()):
            if page.suffix in (".1", ".5", ".7"):
                build_data["shared_data"][f"man/{page.name}"] = f"share/man/man{page.suffix[1:]}/{page.name}"
