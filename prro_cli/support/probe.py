"""The way to the server, step by step with a time for each, walked in the background within one total time.

DNS → TCP → TLS → HTTP → `ServerState` → with a key also the register's state, the cashiers, the schemas. A step that
fails ends its way: what comes after it is not asked, so a dead server costs seconds. The main thread goes on with
the local checks and waits only for what it wants to know.
"""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

from prro_cli.crypto.errors import CryptoError
from prro_cli.errors.base import PrroError
from prro_cli.lang import say
from prro_cli.record import dataclass
from prro_cli.taxserver import commands
from prro_cli.taxserver.commands import Command
from prro_cli.taxserver.deadline import Deadline, DeadlineError, connect, resolve
from prro_cli.taxserver.explain import as_error
from prro_cli.taxserver.outcomes import Answered, ClockSkew, NoData
from prro_cli.taxserver.proxies import proxy_for

TOTAL_SECONDS = 13.0
CONNECT_SECONDS = 5.0
STATE_SECONDS = 8.0
LAST_WORD_SECONDS = 0.3
STEPS = ("dns", "tcp", "tls", "http", "server", "state", "operators", "schemas")


@dataclass(frozen=True, slots=True)
class Walked:
    """One step: what came of it, in how many milliseconds; or why nothing did."""

    value: Any = None
    milliseconds: int = 0
    problem: str = ""
    next: str = ""
    skipped: bool = False
    no_data: bool = False
    """The server answered that there is none."""


@dataclass(frozen=True, slots=True)
class Roads:
    """How the composition root reaches the outside."""

    server: str
    register: int
    ask: Callable[[Command[Any], float], Any]
    """Puts a command to the server; signed where the command demands it."""
    can_sign: bool
    skew: Callable[[], ClockSkew | None]
    stamp: Callable[[float], str] | None
    """Asks the time-stamp provider within so many seconds; the words of what it said; PrroError if nothing."""
    variables: Mapping[str, str]


class Probe:
    """Walks in two threads of its own (the server; the time-stamp provider)."""

    def __init__(self, roads: Roads, ticks: Callable[[], float], seconds: float = TOTAL_SECONDS) -> None:
        self._roads = roads
        self._ticks = ticks
        self._deadline = Deadline(seconds, ticks)
        self._end = ticks() + seconds
        self._steps: dict[str, Walked] = {}
        self._ready = {name: threading.Event() for name in (*STEPS, "stamp")}
        self._stopped = threading.Event()
        self._threads = [
            threading.Thread(target=walk, daemon=True, name="prro-doctor") for walk in (self._walk, self._stamp)
        ]
        for thread in self._threads:
            thread.start()

    @property
    def server(self) -> str:
        """The address that is asked."""
        return self._roads.server

    def step(self, name: str) -> Walked:
        """What came of a step; waits for it, never beyond the total time."""
        if not self._ready[name].wait(max(0.05, self._end + 0.5 - self._ticks())):
            return Walked(problem=say("no answer in time"), next="prro status")
        return self._steps[name]

    def skew(self) -> ClockSkew | None:
        """The server's clock against ours, if it answered."""
        return None if self.step("server").problem or self.step("server").skipped else self._roads.skew()

    def stop(self) -> None:
        """Nobody wants to know more: no further question is put; one that is on its way is not waited for."""
        self._stopped.set()
        for thread in self._threads:
            thread.join(LAST_WORD_SECONDS)

    def _put(self, name: str, step: Walked) -> None:
        self._steps[name] = step
        self._ready[name].set()

    def _walk(self) -> None:
        try:
            self._reach()
        except (OSError, ValueError) as error:  # an address or a proxy that is none
            self._put("dns", Walked(problem=str(error), next="prro desk show"))
        finally:  # whatever happened, nobody waits for what was not asked
            for name in STEPS:
                if not self._ready[name].is_set():
                    self._put(name, Walked(problem=say("an earlier step failed"), skipped=True))

    def _reach(self) -> None:
        parts = urlsplit(self._roads.server)
        host, port = parts.hostname or "", parts.port or {"http": 80, "https": 443}[parts.scheme]
        proxy = proxy_for(parts.scheme, host, port, self._roads.variables)
        near, near_port = (proxy.host, proxy.port) if proxy else (host, port)
        through = say(" (the proxy on the way to {host})", host=host) if proxy else ""

        def found(addresses: list[Any]) -> str:
            return say("{name} is {address}", name=near, address=addresses[0][4][0]) + through

        addresses = self._timed(
            "dns", lambda: resolve(near, near_port, self._limit(CONNECT_SECONDS)), f"nslookup {near}", found
        )
        if addresses is None:
            return
        plug = self._timed("tcp", lambda: connect(addresses, self._limit(CONNECT_SECONDS)),
                           f"ping {near}", lambda _: say("port {port} answers", port=near_port) + through)  # fmt: skip
        if plug is None:
            return
        with plug:
            if parts.scheme == "https" and proxy is None and not self._secure(plug, host):
                return
        if not self._ready["tls"].is_set():
            why = say("plain http") if parts.scheme == "http" else say("through a proxy")
            self._put("tls", Walked(problem=why, skipped=True))
        if self._ask("server", commands.server_state(), STATE_SECONDS) is None:
            return
        if self._roads.can_sign:
            state = commands.registrar_state(self._roads.register, with_tax_object=True)
            self._ask("state", state, STATE_SECONDS)
            self._ask("operators", commands.operators(), STATE_SECONDS)
        self._ask("schemas", commands.schemas(), STATE_SECONDS)

    def _secure(self, plug: socket.socket, host: str) -> bool:
        def handshake() -> str:
            plug.settimeout(self._limit(CONNECT_SECONDS).left())
            with ssl.create_default_context().wrap_socket(plug, server_hostname=host) as secure:
                return secure.version() or "TLS"

        return self._timed("tls", handshake, f"openssl s_client -connect {host}:443", str) is not None

    def _limit(self, seconds: float) -> Deadline:
        return Deadline(min(seconds, self._deadline.left()), self._ticks)

    def _timed(self, name: str, do: Callable[[], Any], command: str, words: Callable[[Any], str]) -> Any:
        started = self._ticks()
        try:
            value = do()
        except (OSError, ValueError) as error:
            text = getattr(error, "verify_message", "") or getattr(error, "strerror", "") or str(error)
            if isinstance(error, (DeadlineError, TimeoutError)):
                text = say("no answer within {seconds} s", seconds=f"{CONNECT_SECONDS:g}")
            self._put(name, Walked(milliseconds=self._since(started), problem=text, next=command))
            return None
        self._put(name, Walked(words(value), self._since(started)))
        return value

    def _ask(self, name: str, command: Command[Any], seconds: float) -> Any:
        started = self._ticks()
        if self._stopped.is_set():
            return None
        try:
            outcome = self._roads.ask(command, min(seconds, self._deadline.left()))
        except (OSError, CryptoError):  # the time is over, or the key was dropped because nobody waits any more
            self._put(name, Walked(problem=say("no answer in time"), next="prro status"))
            return None
        spent = self._since(started)
        if name == "server" and (status := outcome.exchange.status) is not None:
            self._put("http", Walked(f"HTTP {status}", spent))
        if isinstance(outcome, Answered):
            self._put(name, Walked(outcome.value, spent))
            return outcome.value
        error: PrroError = as_error(outcome)
        if name == "server" and not self._ready["http"].is_set():
            self._put("http", Walked(None, spent, error.cause, "prro offline status"))
            return None
        nothing = isinstance(outcome, NoData)
        self._put(
            name, Walked(None, spent, error.cause, error.next[0] if error.next else "prro status", nothing, nothing)
        )
        return None

    def _stamp(self) -> None:
        started = self._ticks()
        if self._roads.stamp is None:
            self._put("stamp", Walked(problem=say("no provider is set"), skipped=True))
            return
        try:
            said = self._roads.stamp(CONNECT_SECONDS)
            self._put("stamp", Walked(said, self._since(started)))
        except PrroError as error:
            self._put("stamp", Walked(None, self._since(started), error.cause, "prro desk set --help"))
        except (OSError, ValueError, CryptoError) as error:
            self._put("stamp", Walked(None, self._since(started), str(error), "prro desk set --help"))
        finally:
            if not self._ready["stamp"].is_set():
                self._put("stamp", Walked(problem=say("it broke off"), next="prro status"))

    def _since(self, started: float) -> int:
        return round((self._ticks() - started) * 1000)
