"""The entry point; `--version` is answered before anything else is imported (cli.md, start-up is a feature)."""

from __future__ import annotations

import sys
from contextlib import suppress


def main() -> None:
    """Run the command line."""
    if sys.argv[1:] == ["--version"]:
        from prro_cli import __version__

        with suppress(AttributeError, OSError):  # closed or full: the long way knows what to say
            sys.stdout.write(f"prro {__version__}\n")
            sys.stdout.flush()
            return
    if sys.argv[1:2] == ["_complete"]:
        import os

        from prro_cli.cli.complete import main as complete

        complete(sys.argv[2:], os.environ)
        return
    try:
        from prro_cli.cli.app import run
    except KeyboardInterrupt:  # Ctrl-C while the program is still being loaded: nothing was begun
        raise SystemExit(130) from None
    run(sys.argv[1:])


if __name__ == "__main__":
    main()
