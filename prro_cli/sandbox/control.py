"""The sandbox's own addresses under `/sandbox/`: page for people, state, faults, switches, clock, TSP, certificates."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from html import escape
from typing import TYPE_CHECKING, Any, Final

from prro_cli.sandbox import registry
from prro_cli.sandbox.books import Books
from prro_cli.sandbox.faults import KINDS, FaultSpecError
from prro_cli.sandbox.jsonform import REMARK
from prro_cli.sandbox.registry import RegistryError
from prro_cli.sandbox.switches import TABLE, SwitchError
from prro_cli.sandbox.visual import visualisation
from prro_cli.sandbox.wire import HTML, JSON, Response

if TYPE_CHECKING:
    from prro_cli.sandbox.sandbox import Sandbox

Action = Callable[["Sandbox", dict[str, str], dict[str, Any], bytes], Response]


class ControlError(ValueError):
    """A control request that makes no sense; its text is the answer."""


def answer(box: Sandbox, method: str, path: str, query: dict[str, str], body: bytes) -> Response:
    """Answer a request to the sandbox itself."""
    name = path.removeprefix("/sandbox").strip("/")
    handler = (READING if method in ("GET", "HEAD") else WRITING if method == "POST" else {}).get(name)
    if handler is None:
        return _json({"error": f"there is no {method} {path}"}, 404)
    try:
        members = {} if name == "tsp" else _members(body)
        return handler(box, query, members, body)
    except (ControlError, FaultSpecError, SwitchError, RegistryError) as error:
        return _json({"error": str(error)}, 400)


def _members(body: bytes) -> dict[str, Any]:
    if not body:
        return {}
    try:
        members = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise ControlError(f"the body is no JSON: {error}") from None
    if not isinstance(members, dict):
        raise ControlError("the body is no JSON object")
    return members


def _json(value: object, status: int = 200) -> Response:
    return Response(status, json.dumps(value, ensure_ascii=False).encode(), JSON)


def _text(members: dict[str, Any], name: str) -> str:
    value = members.get(name)
    if not isinstance(value, str):
        raise ControlError(f"{name!r} is missing")
    return value


def _number(members: dict[str, Any], name: str) -> int:
    value = members.get(name)
    if isinstance(value, bool) or not isinstance(value, int):
        raise ControlError(f"{name!r} is not a whole number")
    return value


def _page(box: Sandbox, query: dict[str, str], members: dict[str, Any], body: bytes) -> Response:
    """What a technician wants to see in a browser."""
    state = box.dump()
    rows = "".join(
        f"<tr><td>{item['number']}</td><td>{escape(item['name'])}</td><td>{item['next_local']}</td>"
        f"<td>{len(item['documents'])}</td><td>{_shift_word(item)}</td></tr>"
        for item in state["registers"]
    )
    requests = "".join(
        f"<tr><td>{escape(item['at'])}</td><td>{escape(item['target'])}</td><td>{item['status']}</td>"
        f"<td>{'' if item['code'] is None else item['code']}</td><td>{escape(item['fault'] or '')}</td></tr>"
        for item in state["requests"]
    )
    switches = "".join(
        f"<tr><td>{s.name}</td><td>{escape(state['switches'][s.name])}</td><td>{escape(s.meaning)}</td></tr>"
        for s in TABLE
    )
    content = (
        f"<p>{escape(state['time'])} · {escape(state['url'])}</p>"
        f"<h2>ПРРО</h2><table>{rows}</table><h2>Faults</h2><p>{escape(', '.join(state['faults']) or '—')}</p>"
        f"<h2>Switches</h2><table>{switches}</table><h2>Requests</h2><table>{requests}</table>"
    )
    return _html("prro sandbox", content)


def _shift_word(item: dict[str, Any]) -> str:
    return "зміну відкрито" if any(shift["close_doc"] is None for shift in item["shifts"]) else "зміну закрито"


def _html(title: str, content: str, status: int = 200) -> Response:
    page = (
        f"<!DOCTYPE html><html lang=uk><meta charset=utf-8><title>{escape(title)}</title>"
        "<style>body{font:14px sans-serif;margin:2em}td{padding:2px 8px;border-top:1px solid #ccc}"
        ".remark{background:#fe9;padding:.5em}</style>"
        f"<p class=remark>{escape(REMARK)}</p><h1>{escape(title)}</h1>{content}</html>"
    )
    return Response(status, page.encode(), HTML)


def _state(box: Sandbox, query: dict[str, str], members: dict[str, Any], body: bytes) -> Response:
    return _json(box.dump())


def _document(box: Sandbox, query: dict[str, str], members: dict[str, Any], body: bytes) -> Response:
    """Where the links of receipts lead."""
    with box.state.transaction() as connection:
        entry = Books(connection).by_fiscal(query.get("id", ""))
    if entry is None or str(entry.register) != query.get("fn"):
        return _html("Документ відсутній", "<p>Такого документа тут не зареєстровано.</p>", 404)
    return _html(f"Документ {entry.fiscal}", f"<pre>{escape(visualisation(entry))}</pre>")


def _help(box: Sandbox, query: dict[str, str], members: dict[str, Any], body: bytes) -> Response:
    return _json(
        {
            "faults": {kind.name: kind.meaning for kind in KINDS},
            "switches": {s.name: {"default": s.default, "values": s.values, "meaning": s.meaning} for s in TABLE},
        }
    )


def _faults(box: Sandbox, query: dict[str, str], members: dict[str, Any], body: bytes) -> Response:
    return _json({"faults": box.faults.pending()})


def _add_fault(box: Sandbox, query: dict[str, str], members: dict[str, Any], body: bytes) -> Response:
    """`{"fault": "lost-reply:3"}`, or `{"clear": true}`."""
    if members.get("clear") is True:
        box.faults.clear()
    else:
        box.fault(_text(members, "fault"))
    return _json({"faults": box.faults.pending()})


def _switch(box: Sandbox, query: dict[str, str], members: dict[str, Any], body: bytes) -> Response:
    """`{"hash_mode": "lenient", …}`."""
    for name, value in members.items():
        box.switch(name, str(value))
    return _json({"switches": box.switches.as_dict()})


def _clock(box: Sandbox, query: dict[str, str], members: dict[str, Any], body: bytes) -> Response:
    """`{"set": "2026-03-01T10:00:00+02:00"}`, `{"advance": seconds}`, `{"frozen": true}`."""
    if "set" in members:
        try:
            box.set_time(datetime.fromisoformat(_text(members, "set")))
        except ValueError as error:
            raise ControlError(f"'set' is no moment with an offset: {error}") from None
    if "advance" in members:
        box.advance(_number(members, "advance"))
    if "frozen" in members:
        box.freeze(stopped=members["frozen"] is True)
    return _json({"time": box.clock.now().isoformat(timespec="seconds")})


def _load_registry(box: Sandbox, query: dict[str, str], members: dict[str, Any], body: bytes) -> Response:
    box.load_registry(members)
    return _json({"registered": True})


def _register_flag(box: Sandbox, query: dict[str, str], members: dict[str, Any], body: bytes) -> Response:
    """`{"number": 4000000001, "flag": "closed", "value": true}`."""
    with box.state.transaction() as connection:
        registry.set_register_flag(
            connection, _number(members, "number"), _text(members, "flag"), members.get("value") is True
        )
    return _json({"set": True})


def _key(box: Sandbox, query: dict[str, str], members: dict[str, Any], body: bytes) -> Response:
    """`{"ski": "…", "revoked": true}` or `{"ski": "…", "withdraw": true}`."""
    with box.state.transaction() as connection:
        if members.get("withdraw") is True:
            registry.withdraw(connection, _text(members, "ski"))
        else:
            registry.set_revoked(connection, _text(members, "ski"), members.get("revoked") is True)
    return _json({"set": True})


def _tsp(box: Sandbox, query: dict[str, str], members: dict[str, Any], body: bytes) -> Response:
    return Response(200, box.notary().time_stamp(body), "application/timestamp-reply")


def _bundle(box: Sandbox, query: dict[str, str], members: dict[str, Any], body: bytes) -> Response:
    from prro_cli.crypto.issue import bundle

    return Response(200, bundle(box.authorities().certificates), "application/x-pkcs7-certificates")


def _gateway_certificate(box: Sandbox, query: dict[str, str], members: dict[str, Any], body: bytes) -> Response:
    return Response(200, box.gateway.key().certificate.raw, "application/pkix-cert")


READING: Final[dict[str, Action]] = {
    "": _page,
    "state": _state,
    "check": _document,
    "help": _help,
    "fault": _faults,
    "ca.p7b": _bundle,
    "gateway.cer": _gateway_certificate,
}
WRITING: Final[dict[str, Action]] = {
    "fault": _add_fault,
    "switch": _switch,
    "clock": _clock,
    "registry": _load_registry,
    "register": _register_flag,
    "key": _key,
    "tsp": _tsp,
}
