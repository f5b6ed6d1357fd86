"""Which proxy the usual environment variables name for an address."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import field
from urllib.parse import unquote, urlsplit

from prro_cli.lang import later
from prro_cli.record import dataclass


@dataclass(frozen=True, slots=True)
class Proxy:
    """An HTTP proxy; the authorization header is kept out of every repr."""

    scheme: str
    host: str
    port: int
    authorization: str = field(default="", repr=False)


def proxy_for(scheme: str, host: str, port: int, environment: Mapping[str, str]) -> Proxy | None:
    """The proxy for one target: `https_proxy`/`http_proxy`, then `all_proxy`, unless `no_proxy` names the host.

    Lower-case names win over upper-case ones, as in curl; ValueError for a value that is no proxy address.
    """
    value = _lookup(f"{scheme}_proxy", environment) or _lookup("all_proxy", environment)
    if not value or bypassed(host, port, _lookup("no_proxy", environment)):
        return None
    return parse_proxy(value)


def parse_proxy(value: str) -> Proxy:
    """Read `http://user:secret@host:3128` or a bare `host:3128`."""
    parts = urlsplit(value if "://" in value else f"http://{value}")
    if not parts.hostname:
        raise ValueError(later("the proxy variable names no host"))
    login = ""
    if parts.username is not None:
        pair = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
        login = "Basic " + b64encode(pair.encode()).decode("ascii")
    port = parts.port or (443 if parts.scheme == "https" else 3128 if parts.scheme.startswith("socks") else 80)
    return Proxy(parts.scheme.lower(), parts.hostname, port, login)


def bypassed(host: str, port: int, no_proxy: str) -> bool:
    """Whether `no_proxy` (names, suffixes, `host:port`, `*`, separated by commas) excludes this host."""
    host = host.lower().rstrip(".")
    for entry in no_proxy.lower().replace(" ", ",").split(","):
        name, _, only_port = entry.strip().partition(":") if entry.count(":") <= 1 else (entry.strip(), "", "")
        name = name.strip("[]").lstrip("*").strip(".")
        if entry.strip() == "*":
            return True
        if name and (not only_port or only_port == str(port)) and (host == name or host.endswith("." + name)):
            return True
    return False


def _lookup(name: str, environment: Mapping[str, str]) -> str:
    return environment.get(name) or environment.get(name.upper()) or ""
