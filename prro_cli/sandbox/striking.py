"""What the faults of a request do: instead of processing it, before it, and to its answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from prro_cli.sandbox.faults import Fault
from prro_cli.sandbox.foreign import register_elsewhere
from prro_cli.sandbox.notary import Notary
from prro_cli.sandbox.package import frames
from prro_cli.sandbox.paper import read
from prro_cli.sandbox.refusals import RefusalError
from prro_cli.sandbox.rollback import roll_back
from prro_cli.sandbox.wire import HTML, OCTETS, Manner, Response

if TYPE_CHECKING:
    from prro_cli.sandbox.service import Service

PORTAL: Final = (
    "<!DOCTYPE html><html><head><title>Wi-Fi</title></head><body><h1>Вхід до мережі</h1>"
    "<p>prro sandbox: навчальна сторінка порталу, не ДПС</p></body></html>"
)
ELSEWHERE: Final = "http://127.0.0.1:9/login"


def skew(struck: tuple[Fault, ...]) -> int:
    """Seconds by which the server's clock is wrong."""
    return sum(int(fault.value) for fault in struck if fault.kind == "clock-skew")


def _delay(struck: tuple[Fault, ...]) -> int:
    return sum(fault.milliseconds for fault in struck if fault.kind == "delay")


def instead(struck: tuple[Fault, ...]) -> Response | None:
    """The answer of a fault that keeps the request from being processed, or None."""
    delay = _delay(struck)
    for fault in struck:
        if fault.kind == "status":
            return Response(int(fault.value), manner=Manner(delay))
        if fault.kind == "html":
            return Response(200, PORTAL.encode(), HTML, manner=Manner(delay))
        if fault.kind == "redirect":
            return Response(int(fault.value), headers={"Location": ELSEWHERE}, manner=Manner(delay))
        if fault.kind in ("drop", "reset"):
            return Response(0, manner=Manner(delay, fault.kind))
        if fault.kind == "silence":
            return Response(0, manner=Manner(delay, "silence", fault.milliseconds))
        if fault.kind == "flood":
            return Response(200, b"", OCTETS, manner=Manner(delay, "flood", int(fault.value)))
    return None


def before(service: Service, struck: tuple[Fault, ...], path: str, body: bytes) -> None:
    """What happens on the server just before the request, each in a transaction of its own."""
    for fault in struck:
        if fault.kind == "rollback":
            _roll_back_all(service, fault.value)
        elif fault.kind == "counter-jump":
            number = _register_of(service.notary(), path, body)
            notary = service.notary()
            if number is not None:
                with service.state.transaction() as connection:
                    register_elsewhere(service.court(connection), notary, number, int(fault.value))


def _register_of(notary: Notary, path: str, body: bytes) -> int | None:
    """The register that the first document of a request names."""
    try:
        content = notary.open(body).content
        if path == "/pck":
            content = notary.open(next(frames(content))[1]).content
        return read(content).number("CASHREGISTERNUM")
    except (RefusalError, StopIteration):
        return None


def _roll_back_all(service: Service, mode: str) -> None:
    with service.state.transaction() as connection:
        court = service.court(connection)
        for row in connection.execute("SELECT number FROM registers").fetchall():
            session = court.sessions.open(row["number"]) or court.sessions.last_closed(row["number"])
            if session is not None:
                roll_back(court, session, mode, None)


def after(struck: tuple[Fault, ...], response: Response, notary: Callable[[], Notary]) -> Response:
    """The answer as the faults leave it."""
    manner = Manner(_delay(struck), skew_s=skew(struck))
    response = replace(response, manner=manner)
    for fault in struck:
        if fault.kind == "truncated":
            response = replace(response, body=response.body[: len(response.body) // 2])
        elif fault.kind == "wrong-signature" and response.content_type == OCTETS:
            response = replace(response, body=notary().spoil(response.body))
        elif fault.kind == "lost-reply":
            response = replace(response, manner=replace(manner, connection="drop"))
        elif fault.kind == "reset-after":
            response = replace(response, manner=replace(manner, connection="reset"))
        elif fault.kind == "cut":
            response = replace(response, manner=replace(manner, connection="cut"))
        elif fault.kind == "drip":
            response = replace(response, manner=replace(manner, connection="drip", amount=fault.milliseconds))
    return response
