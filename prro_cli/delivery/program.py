"""`exec:` a program of the shop's own: the message as JSON on its stdin, its exit code is the answer; no shell."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import field

from prro_cli.delivery.driver import Fate, Message, Outcome
from prro_cli.record import dataclass

TEMPORARY = 75
"""EX_TEMPFAIL of sysexits: for certain not sent, try later."""
_KILLED_GRACE = 2.0


@dataclass(frozen=True, slots=True)
class Program:
    """A command as a list of words; addresses never stand among them (`ps` shows arguments to everybody)."""

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str] = field(repr=False)
    idempotent: bool = False
    attachments: tuple[str, ...] = ()

    def send(self, message: Message, seconds: float) -> Outcome:
        """See `Driver.send`; what outlives its time is killed, with its children."""
        try:
            process = subprocess.Popen(  # noqa: S603 the shop's own command, and no shell
                self.command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=dict(self.environment),
                start_new_session=True,
            )
        except (OSError, ValueError) as error:
            return Outcome(Fate.LATER, f"the program cannot be started: {getattr(error, 'strerror', error)}")
        try:
            said, _ = process.communicate(_as_json(message), timeout=seconds)
        except subprocess.TimeoutExpired:
            _kill(process)
            return Outcome(Fate.UNCERTAIN, f"the program did not end within {seconds:g} seconds")
        finally:
            _kill(process)
        line = said.split(b"\n", 1)[0].decode("utf-8", "replace").strip()[:64]
        if process.returncode == 0:
            return Outcome(Fate.DELIVERED, provider_id=line or None)
        if process.returncode < 0:
            return Outcome(Fate.UNCERTAIN, f"the program was killed by signal {-process.returncode}")
        fate = Fate.LATER if process.returncode == TEMPORARY else Fate.REFUSED
        return Outcome(fate, f"the program ended with code {process.returncode}{f': {line}' if line else ''}")

    def ping(self, seconds: float) -> str | None:
        """See `Driver.ping`: there is no question that would send nothing."""
        return None


def _as_json(message: Message) -> bytes:
    plain = {
        "channel": message.channel,
        "address": message.address,
        "message_id": message.message_id,
        "subject": message.subject,
        "text": message.text,
        "html": message.html,
        "link": message.link,
        "repeated": message.repeated,
        "fields": dict(message.fields),
    }
    return json.dumps(plain, ensure_ascii=False).encode() + b"\n"


def _kill(process: subprocess.Popen[bytes]) -> None:
    """End it and whatever it started, if it still runs."""
    if process.poll() is None:
        with suppress(OSError):
            if os.name == "posix":
                os.killpg(process.pid, signal.SIGKILL)
            else:
                process.kill()
        with suppress(subprocess.TimeoutExpired):
            process.wait(_KILLED_GRACE)
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            with suppress(OSError):
                stream.close()
