"""Which machine this is, for `DeviceRegister`: 64 hexadecimal digits that are the same tomorrow (API 08.2025)."""

from __future__ import annotations

import hashlib
import socket
import uuid
from pathlib import Path

_MACHINE_IDS = (Path("/etc/machine-id"), Path("/var/lib/dbus/machine-id"))
_RANDOM_NODE = 1 << 40
"""`uuid.getnode` sets the multicast bit where it found no network card and made a number up."""


def device_id() -> str:
    """SHA-256 of the system's own identifier, else of a network card's address, else of the host's name."""
    return hashlib.sha256(f"prro device {_identity()}".encode()).hexdigest()


def _identity() -> str:
    for path in _MACHINE_IDS:
        try:
            text = path.read_text(encoding="ascii").strip()
        except (OSError, UnicodeDecodeError):
            continue
        if text:
            return text
    node = uuid.getnode()
    return socket.gethostname() if node & _RANDOM_NODE else f"{node:012x}"
