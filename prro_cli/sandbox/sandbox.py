"""The sandbox as one object: `with Sandbox() as box: box.url`. It is a rehearsal server, never the tax service."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from prro_cli.sandbox import registry
from prro_cli.sandbox.clock import VirtualClock, system_time
from prro_cli.sandbox.dump import dump
from prro_cli.sandbox.faults import Faults
from prro_cli.sandbox.notary import Notary
from prro_cli.sandbox.server import Server
from prro_cli.sandbox.service import Service
from prro_cli.sandbox.state import State, meta, set_meta
from prro_cli.sandbox.switches import Switches

if TYPE_CHECKING:
    from prro_cli.crypto.trust import TrustStore
    from prro_cli.sandbox.authority import Authorities
    from prro_cli.sandbox.gateway.gateway import Gateway

LOOPBACK = "127.0.0.1"


class Sandbox:
    """A strict local fiscal server on loopback; everything it knows is in `state` (a file, or memory).

    Keys of its throw-away authority are made when the first signature needs them. `notary` replaces the real
    signatures (see `plain`). Switches and the clock's distance are remembered in the state file. Without `bind`
    the state can be read and written (provisioning), but nothing answers.
    """

    def __init__(
        self,
        state: Path | str = ":memory:",
        *,
        port: int = 0,
        host: str = LOOPBACK,
        base: str = "/fs",
        switches: Mapping[str, str] | None = None,
        faults: Iterable[str] = (),
        trust: Iterable[bytes] = (),
        notary: Notary | None = None,
        clock: Callable[[], datetime] = system_time,
        schemas: Path | None = None,
        randbelow: Callable[[int], int] = secrets.randbelow,
        bind: bool = True,
    ) -> None:
        self.state = State(state)
        self.clock = VirtualClock(clock)
        self.faults = Faults()
        self._notary = notary
        self._authorities: Authorities | None = None
        self._making = threading.RLock()
        remembered = self._remembered()
        self.switches = Switches({**remembered, **(switches or {})})
        self._remember_switches()
        for spec in faults:
            self.faults.add(spec)
        for certificate in trust:
            self.trust(certificate)
        self._server = self._bound((host, port), base) if bind else None
        self.port = port if self._server is None else self._server.server_port
        self.root_url = f"http://{host}:{self.port}"
        self.url = self.root_url + base
        self.service = Service(
            self.state,
            self.clock,
            self.switches,
            self.faults,
            self.notary,
            url=self.root_url,
            schemas=schemas,
            randbelow=randbelow,
        )
        self._gateway: Gateway | None = None
        self._thread: threading.Thread | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _bound(self, address: tuple[str, int], base: str) -> Server:
        try:
            return Server(address, base, self)
        except OSError:
            self.state.close()
            raise

    def start(self) -> None:
        """Answer in a thread of its own."""
        assert self._server is not None, "a sandbox without a socket cannot answer"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    def serve(self) -> None:
        """Answer in this thread until a signal ends it."""
        assert self._server is not None, "a sandbox without a socket cannot answer"
        self._server.serve_forever(0.2)

    def stop(self) -> None:
        """Stop answering and close the state; a second call does nothing."""
        if self._server is not None:
            if self._thread is not None:
                self._server.shutdown()
                self._thread.join()
                self._thread = None
            self._server.server_close()
            self._server = None
        self.state.close()

    def _remembered(self) -> dict[str, str]:
        with self.state.transaction() as connection:
            self.clock.load(meta(connection, "clock", "offset 0"))
            pairs = meta(connection, "switches").split()
        return dict(pair.split("=", 1) for pair in pairs)

    def _remember_switches(self) -> None:
        with self.state.transaction() as connection:
            changed = " ".join(f"{name}={value}" for name, value in self.switches.changed().items())
            set_meta(connection, "switches", changed)

    def switch(self, name: str, value: str) -> None:
        """Set a switch now and for the next start."""
        self.switches.set(name, value)
        self._remember_switches()

    def set_time(self, moment: datetime) -> None:
        """Let the sandbox's clock show this moment, running on from it."""
        self.clock.set(moment)
        self._remember_clock()

    def advance(self, seconds: int) -> None:
        """Move the sandbox's clock."""
        self.clock.advance(seconds)
        self._remember_clock()

    def freeze(self, *, stopped: bool = True) -> None:
        """Stop the sandbox's clock, or let it run on."""
        if stopped:
            self.clock.freeze()
        else:
            self.clock.run()
        self._remember_clock()

    def _remember_clock(self) -> None:
        with self.state.transaction() as connection:
            set_meta(connection, "clock", self.clock.dump())

    def fault(self, spec: str) -> str:
        """Ask for a fault; the fault as the grammar writes it."""
        return self.faults.add(spec).text

    def load_registry(self, description: Mapping[str, Any]) -> None:
        """Register taxpayers, outlets, registers and keys (`registry.load`)."""
        with self.state.transaction() as connection:
            registry.load(connection, description)

    def trust(self, certificate: bytes) -> None:
        """Register an authority beside the throw-away one."""
        import hashlib

        with self.state.transaction() as connection:
            connection.execute(
                "INSERT OR IGNORE INTO authorities (fingerprint, certificate) VALUES (?, ?)",
                (hashlib.sha256(certificate).hexdigest(), certificate),
            )
        if self._authorities is not None:
            self._notary = None  # the real one is made anew, with the new authority

    def authorities(self) -> Authorities:
        """The throw-away authority, made at first use."""
        from prro_cli.sandbox.authority import load_or_create

        with self._making:
            if self._authorities is None:
                with self.state.transaction() as connection:
                    self._authorities = load_or_create(connection, self.root_url)
            return self._authorities

    def notary(self) -> Notary:
        """Who opens and seals messages."""
        with self._making:
            if self._notary is None:
                self._notary = self._real_notary()
            return self._notary

    @property
    def gateway(self) -> Gateway:
        """The gateway that takes registration forms, on the same port."""
        if self._gateway is None:
            from prro_cli.sandbox.gateway.gateway import Gateway

            self._gateway = Gateway(self)
        return self._gateway

    @property
    def gateway_url(self) -> str:
        """The base address of the gateway's channels."""
        return self.root_url + "/gateway"

    def trust_store(self) -> TrustStore:
        """Whose certificates count: the throw-away authority's and those registered beside it."""
        from prro_cli.crypto.trust import TrustStore, fingerprint
        from prro_cli.crypto.x509 import Certificate

        made = self.authorities()
        own = (made.root.certificate, made.gost.certificate, made.kupyna.certificate)
        with self.state.transaction() as connection:
            rows = connection.execute("SELECT certificate FROM authorities").fetchall()
        others = tuple(Certificate(bytes(row["certificate"])) for row in rows)
        return TrustStore((*own, *others), frozenset(fingerprint(one) for one in (own[0], *others)))

    def _real_notary(self) -> Notary:
        from prro_cli.crypto.x509 import Certificate
        from prro_cli.sandbox.cms_notary import CmsNotary

        authorities = self.authorities()
        with self.state.transaction() as connection:
            rows = connection.execute("SELECT certificate FROM authorities").fetchall()
        trusted = [Certificate(bytes(row["certificate"])) for row in rows]
        return CmsNotary(authorities, trusted, self.switches, self.clock.now)

    def dump(self) -> dict[str, Any]:
        """Everything the sandbox knows, as JSON members (no keys, no document bytes)."""
        with self.state.transaction() as connection:
            return dump(connection, self)
