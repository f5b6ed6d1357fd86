"""The home: one directory that holds everything, readable by its owner alone (cli.md, "Places and precedence")."""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from pathlib import Path

from prro_cli.errors.general import PermissionsError
from prro_cli.lang import say
from prro_cli.record import dataclass

DIRECTORY_MODE = 0o700
FILE_MODE = 0o600


@dataclass(frozen=True, slots=True)
class Home:
    """Where everything of one installation lies."""

    path: Path

    @property
    def config_path(self) -> Path:
        return self.path / "config.toml"

    @property
    def journal_path(self) -> Path:
        return self.path / "journal.db"

    @property
    def keys_dir(self) -> Path:
        return self.path / "keys"

    @property
    def outbox_dir(self) -> Path:
        return self.path / "outbox"

    @property
    def backups_dir(self) -> Path:
        return self.path / "backups"

    @property
    def log_dir(self) -> Path:
        return self.path / "log"

    @property
    def locks_dir(self) -> Path:
        return self.path / "locks"

    @property
    def replayed_path(self) -> Path:
        """There where the home was rebuilt from a bundle: what the bundle did not carry."""
        return self.path / "replayed.json"

    @property
    def delivery_dir(self) -> Path:
        """Drivers (`NAME.toml`) and templates of receipts that are sent; made by the technician."""
        return self.path / "delivery"

    @property
    def sandbox_dir(self) -> Path:
        return self.path / "sandbox"

    def create(self) -> Home:
        """Make the home and its rooms where they are missing; refuse a looser mode where they are not."""
        for directory in (self.path, self.keys_dir, self.outbox_dir, self.backups_dir, self.log_dir, self.locks_dir):
            if not directory.is_dir():
                directory.mkdir(mode=DIRECTORY_MODE, parents=True)
                directory.chmod(DIRECTORY_MODE)
        return self.checked()

    def checked(self) -> Home:
        """Refuse directories and files that others may read, naming the command that repairs it."""
        if self.path.is_dir():
            for directory in (self.path, self.keys_dir, self.outbox_dir, self.backups_dir):
                check_private(directory)
            for file in (self.config_path, self.journal_path):
                check_private(file)
        return self


def check_private(path: Path) -> None:
    """Raise if a file or directory is open to group or others (Windows relies on the profile's own rights)."""
    if os.name != "posix" or not path.exists():
        return
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & 0o077:
        wanted = DIRECTORY_MODE if path.is_dir() else FILE_MODE
        raise PermissionsError(
            path=path,
            detail=say("mode {mode:04o} lets others in; it must be {wanted:04o}", mode=mode, wanted=wanted),
            fix=f"chmod {wanted:o} {path}",
        )


def find_home(option: Path | None, variables: Mapping[str, str]) -> Home:
    """`--home`, then `PRRO_HOME`, then the platform's place for user data."""
    if option is not None:
        return Home(option.expanduser().absolute())
    if variables.get("PRRO_HOME"):
        return Home(Path(variables["PRRO_HOME"]).expanduser().absolute())
    from platformdirs import user_data_path

    return Home(user_data_path("prro", appauthor=False))


def write_private(path: Path, data: bytes) -> None:
    """Replace a file atomically, private from its first byte, durable when this returns."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.new")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, FILE_MODE)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    if os.name == "posix":
        directory = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(directory)
        finally:
            os.close(directory)
