"""Random and mutated answers: one of our outcomes, always; and bounded memory on an endless one."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from prro_cli.taxserver import answers, commands, totals
from prro_cli.taxserver.client import FiscalServer, ServerSettings
from prro_cli.taxserver.enums import RequestType
from prro_cli.taxserver.jsonread import Members, UnreadableAnswerError, load_object
from prro_cli.taxserver.outcomes import (
    Answered,
    NoData,
    NotDelivered,
    NotTaxServer,
    PackageAccepted,
    Refused,
    Registered,
    ServerNotWell,
    Unknown,
)
from prro_cli.taxserver.wire import WireReply
from tests.taxserver.faultserver import Visit, serving
from tests.taxserver.world import LOCAL_NUMBER, NOW, REQUEST_UID, UID, seal, signed, ticket_xml

OUTCOMES = (Answered, NoData, NotDelivered, NotTaxServer, PackageAccepted, Refused, Registered, ServerNotWell, Unknown)
CAMPAIGN = settings(
    max_examples=500,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@dataclass
class CannedWire:
    """Gives one answer to everything."""

    reply: WireReply

    def post(self, url: str, body: bytes, *, content_type: str, seconds: float, compress: bool = False) -> WireReply:
        return self.reply

    def close(self) -> None:
        """Nothing is open."""


def outcomes_for(body: bytes, status: int = 200, kind: str = "") -> list[object]:
    """Everything the client makes of this answer, on every channel."""
    wire = CannedWire(WireReply(status, (("content-type", kind), ("date", kind)), body, 0.01))
    found: list[object] = []
    for channel in ("doc", "SendDocument"):
        server = FiscalServer(
            wire,
            seal(),
            now=lambda: NOW,
            new_uid=lambda: REQUEST_UID,
            settings=ServerSettings(document_channel=channel),  # type: ignore[arg-type]
        )
        found.append(server.send_document(b"0", uid=UID, local_number=LOCAL_NUMBER))
    found += [server.send_package(b"0"), server.send_package_as_command([b"0"], lambda data: data)]
    for command in COMMANDS:
        found.append(server.ask(command, lambda data: data))
    found.append(server.fetch(commands.raw_document(1, local_number=1)))
    return found


COMMANDS = (
    commands.server_state(),
    commands.schemas(),
    commands.objects(),
    commands.operators(),
    commands.registrar_state(1),
    commands.document_file(1, RequestType.AVAILABILITY, local_number=1),
    commands.shift_by_id(1, 1),
    commands.documents(1, shift_id=1),
    commands.last_shift_totals(1),
    commands.document_info(1, 1),
    commands.device_register(1, "d" * 64),
)


@cache
def good_answers() -> tuple[bytes, ...]:
    """Sound answers of every kind: the seeds of mutation."""
    state = {"ShiftState": 1, "NextLocalNum": 5, "OfflineSessionId": "1", "OfflineSeed": "2", "Closed": False}
    documents = {"Documents": [{"NumFiscal": "1", "NumLocal": 2, "DocDateTime": "2021-12-16T16:57:22"}]}
    last = {"ShiftState": 1, "Totals": {"Real": {"Sum": 1.5, "Tax": [{"Type": 0, "Prc": 20.0}]}, "Ret": None}}
    return (
        signed(ticket_xml()),
        signed(ticket_xml(ORDERTAXNUM=None, ERRORCODE="7", ERRORTEXT="дорівнювати 5")),
        ticket_xml(OFFLINESESSIONID="1", OFFLINESEED="2"),
        *(json.dumps(one).encode() for one in (state, documents, last, {"ErrorCode": 7, "ErrorMessage": "x"})),
        "Код помилки: 10 PackageValidationError\r\nдокумента за № 0 в пакеті, дислокація 4:\r\nx".encode(),
        b"OK",
    )


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """A sound answer with a few bytes changed, cut, doubled or inserted."""
    data = bytearray(draw(st.sampled_from(good_answers())))
    for _ in range(draw(st.integers(1, 4))):
        place = draw(st.integers(0, len(data)))
        kind = draw(st.sampled_from(["cut", "set", "insert", "double"]))
        if kind == "cut":
            del data[place : place + draw(st.integers(1, 30))]
        elif kind == "set" and place < len(data):
            data[place] = draw(st.integers(0, 255))
        elif kind == "insert":
            data[place:place] = draw(st.binary(max_size=20))
        else:
            data[place:place] = data[place : place + draw(st.integers(1, 60))]
    return bytes(data)


STATUSES = st.sampled_from([200, 200, 200, 204, 302, 400, 403, 500])
KINDS = st.sampled_from(["", "text/html", "application/json", "Sat, 21 Nov 2026 08:00:00 GMT", "x" * 100])


@CAMPAIGN
@given(st.one_of(st.binary(max_size=300), st.text(max_size=100).map(str.encode)), STATUSES, KINDS)
def test_random_answers_give_only_our_outcomes(body: bytes, status: int, kind: str) -> None:
    found = outcomes_for(body, status, kind)
    assert all(isinstance(one, OUTCOMES) for one in found)
    assert not any(isinstance(one, Registered) for one in found)


@CAMPAIGN
@given(mutated(), STATUSES)
def test_mutated_answers_give_only_our_outcomes(body: bytes, status: int) -> None:
    found = outcomes_for(body, status)
    assert all(isinstance(one, OUTCOMES) for one in found)
    for one in found:
        if isinstance(one, Registered):
            # A change that keeps the signature right can only be outside of what it covers.
            assert one.ticket.fiscal_number == "4500000001"


@pytest.mark.slow
@settings(CAMPAIGN, max_examples=10_000)
@given(mutated(), STATUSES)
def test_a_long_campaign_of_mutated_answers(body: bytes, status: int) -> None:
    assert all(isinstance(one, OUTCOMES) for one in outcomes_for(body, status))


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
NAMES = [
    *("ShiftState", "NextLocalNum", "OfflineSessionId", "OfflineSeed", "TaxObject", "TaxObjects", "Operators"),
    *("Shifts", "Documents", "NumFiscal", "NumLocal", "DocClass", "ResultCode", "Data", "Totals", "Timestamp"),
    *("ErrorCode", "ErrorMessage", "UID", "Ticket", "DeviceId", "Opened"),
]
READERS = (
    answers.read_server_state,
    answers.read_schemas,
    answers.read_objects,
    answers.read_operators,
    answers.read_registrar_state,
    answers.read_documents,
    answers.read_shifts,
    answers.read_document_file,
    answers.read_document_info,
    answers.read_device,
    answers.read_pair,
    totals.read_last_shift,
)


@CAMPAIGN
@given(st.dictionaries(st.sampled_from(NAMES), JSON_VALUES, max_size=8))
def test_readers_raise_only_their_own_error(value: dict[str, object]) -> None:
    body = json.dumps(value).encode()
    for reader in READERS:
        try:
            assert reader(Members(load_object(body))) is not Ellipsis
        except UnreadableAnswerError as error:
            assert str(error)
    assert all(isinstance(one, OUTCOMES) for one in outcomes_for(body))


@CAMPAIGN
@given(st.binary(max_size=400).map(lambda tail: b"\x30\x80\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02" + tail))
def test_random_signed_messages_give_only_our_outcomes(body: bytes) -> None:
    assert all(isinstance(one, OUTCOMES) for one in outcomes_for(body))


# VmHWM, not ru_maxrss: the latter keeps the high-water mark of the process that started this one.
CHILD = """
import re, sys
from pathlib import Path
from prro_cli.taxserver.http_wire import HttpWire
result = HttpWire(environment={}).post(sys.argv[1], b"body", content_type="a/b", seconds=float(sys.argv[2]))
print(result.trouble.value, re.search(r"VmHWM:\\s*(\\d+) kB", Path("/proc/self/status").read_text())[1])
"""
MEGABYTE = b"x" * 1024 * 1024


def gigabyte(visit: Visit) -> None:
    visit.read()
    visit.send(b"HTTP/1.1 200 OK\r\nContent-Length: 1073741824\r\n\r\n")
    for _ in range(1024):
        visit.send(MEGABYTE)


def gigabyte_drip(visit: Visit) -> None:
    visit.read()
    visit.send(b"HTTP/1.1 200 OK\r\nContent-Length: 1073741824\r\n\r\n")
    while not visit.stopping.wait(0.01):
        visit.send(b"x" * 1024)


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is read from /proc")
@pytest.mark.parametrize(("behaviour", "trouble"), [(gigabyte, "too-large"), (gigabyte_drip, "deadline")])
def test_a_gigabyte_costs_neither_memory_nor_time(behaviour: object, trouble: str) -> None:
    with serving(behaviour) as server:  # type: ignore[arg-type]
        started = time.monotonic()
        done = subprocess.run(
            [sys.executable, "-c", CHILD, server.url, "1.0"],
            capture_output=True,
            text=True,
            timeout=20,
            cwd=Path(__file__).resolve().parents[2],
            check=False,
        )
    assert done.returncode == 0, done.stderr
    word, kilobytes = done.stdout.split()
    assert word == trouble
    assert int(kilobytes) < 150 * 1024
    assert time.monotonic() - started < 10
