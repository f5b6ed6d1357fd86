"""Runs one hook to its end or to its time limit. Started as a program of its own; imports nothing of prro.

    python -I -S hook_runner.py SECONDS LOG HOOK

The cash desk does not wait for this: it is in a session of its own, so neither a hanging hook nor a closed terminal
reaches the desk. The hook gets a process group, which ends as a whole when the time is over.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress

MOST_LOG = 1_000_000


def main(seconds: str, log_path: str, hook: str) -> None:
    """Run it, with its output in the log."""
    for number in (signal.SIGINT, signal.SIGTERM):  # the desk ignores these while it answers; a hook must be stoppable
        signal.signal(number, signal.SIG_DFL)
    with open(log_path, "ab", buffering=0) as log:  # noqa: PTH123  # no pathlib: this must start at once
        if log.tell() > MOST_LOG:
            log.truncate(0)
        name = os.path.basename(hook)  # noqa: PTH119
        event = os.environ.get("PRRO_EVENT", "")
        _say(log, f"{name}: begins ({event}, desk {os.environ.get('PRRO_DESK', '')})")
        try:
            process = subprocess.Popen(  # noqa: S603  # the owner's own file in the owner's home
                [hook],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                process_group=0 if os.name == "posix" else None,
            )
        except OSError as error:
            _say(log, f"{name}: cannot be run: {error.strerror or error}")
            return
        try:
            _say(log, f"{name}: ended with {process.wait(float(seconds))}")
        except subprocess.TimeoutExpired:
            _end(process)
            _say(log, f"{name}: stopped after {seconds} s")


def _end(process: subprocess.Popen[bytes]) -> None:
    """The whole group: a shell's children too."""
    if os.name != "posix":
        process.kill()
    else:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _say(log: object, text: str) -> None:
    moment = time.strftime("%Y-%m-%dT%H:%M:%S%z")
    log.write(f"{moment} {text}\n".encode())  # type: ignore[attr-defined]


if __name__ == "__main__":
    main(*sys.argv[1:4])
