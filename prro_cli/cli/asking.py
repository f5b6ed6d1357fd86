"""A client for questions that belong to no desk: is the server alive, what may this key work at."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from prro_cli.cli.face import Face

if TYPE_CHECKING:
    from prro_cli.taxserver.client import FiscalServer


@contextmanager
def server_at(face: Face, address: str) -> Iterator[FiscalServer]:
    """The server at an address, closed at the end; its plain answers are unsigned, so nothing is pinned."""
    from prro_cli.taxserver.client import FiscalServer, ServerSettings
    from prro_cli.taxserver.cms_seal import CmsSeal, ServerTrust
    from prro_cli.taxserver.http_wire import HttpWire

    now = face.environment.now
    server = FiscalServer(
        HttpWire(environment=face.environment.variables),
        CmsSeal(ServerTrust(None, None), now),
        now=now,
        new_uid=lambda: str(uuid.uuid4()),
        settings=ServerSettings(base_url=address),
    )
    try:
        yield server
    finally:
        server.close()
