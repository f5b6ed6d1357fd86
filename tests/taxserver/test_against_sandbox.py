"""The client against the product's own strict server, with real signatures, under each of its faults."""

from __future__ import annotations

import struct
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest

from prro_cli.crypto import cms, issue
from prro_cli.crypto.cms import CertifiedKey
from prro_cli.crypto.trust import TrustStore
from prro_cli.sandbox.sandbox import Sandbox
from prro_cli.taxserver import commands
from prro_cli.taxserver.client import FiscalServer, ServerSettings
from prro_cli.taxserver.cms_seal import CmsSeal, ServerTrust
from prro_cli.taxserver.enums import DocumentType, RequestType
from prro_cli.taxserver.http_wire import HttpWire
from prro_cli.taxserver.outcomes import (
    Answered,
    DocumentOutcome,
    NoData,
    NotDelivered,
    NotTaxServer,
    OfflinePair,
    Refused,
    Registered,
    ServerNotWell,
    Unknown,
)
from prro_cli.taxserver.timestamps import TimeStamper, TimeStampSettings

TIN, REGISTER = "34554362", 4000000001
DEADLINE = 1.5
_BEGIN, _END = datetime(2020, 1, 1, tzinfo=UTC), datetime(2049, 1, 1, tzinfo=UTC)


@dataclass
class Desk:
    """One cashier with a real key at one register of a running sandbox."""

    box: Sandbox
    key: CertifiedKey
    local_number: int = 1
    settings: dict[str, Any] = field(default_factory=dict)

    def sign(self, content: bytes) -> bytes:
        return cms.sign(content, self.key)

    def server(self, **settings: Any) -> FiscalServer:
        known = ServerSettings(
            base_url=self.box.url, document_seconds=DEADLINE, command_seconds=5.0, package_seconds=5.0, **settings
        )
        trust = ServerTrust(TrustStore.vouching(self.box.authorities().certificates), expected_code=None)
        return FiscalServer(
            HttpWire(environment={}),
            CmsSeal(trust, self.box.clock.now),
            now=self.box.clock.now,
            new_uid=lambda: str(uuid.uuid4()),
            settings=known,
        )

    def document(self, doctype: int, uid: str, local_number: int, body: str = "") -> bytes:
        now = self.box.clock.now()
        fields = {
            "DOCTYPE": doctype,
            "UID": uid,
            "TIN": TIN,
            "ORGNM": "ТОВ Тест",
            "POINTNM": "Магазин",
            "POINTADDR": "м. Київ",
            "ORDERDATE": f"{now:%d%m%Y}",
            "ORDERTIME": f"{now:%H%M%S}",
            "ORDERNUM": local_number,
            "CASHDESKNUM": 1,
            "CASHREGISTERNUM": REGISTER,
            "CASHIER": "Касир",
            "VER": 1,
        }
        head = "".join(f"<{name}>{value}</{name}>" for name, value in fields.items())
        text = f'<?xml version="1.0" encoding="windows-1251"?><CHECK><CHECKHEAD>{head}</CHECKHEAD>{body}</CHECK>'
        return self.sign(text.encode("cp1251"))

    def send(self, server: FiscalServer, doctype: int = 100, body: str = "") -> DocumentOutcome:
        uid = str(uuid.uuid4())
        signed = self.document(doctype, uid, self.local_number, body)
        outcome = server.send_document(signed, uid=uid, local_number=self.local_number)
        if isinstance(outcome, Registered):
            self.local_number += 1
        return outcome


@pytest.fixture
def desk() -> Iterator[Desk]:
    with Sandbox() as box:
        key = box.authorities().gost.enrol(
            issue.employee("Тестова", "Олена", "2222222222", "ТОВ Тест", TIN), issue.Profile(_BEGIN, _END)
        )
        assert key.certificate.subject_key_id is not None
        box.load_registry(
            {
                "taxpayers": [{"tin": TIN, "name": "ТОВ Тест"}],
                "outlets": [{"entity": 1, "tin": TIN, "name": "Магазин", "address": "м. Київ"}],
                "registers": [{"number": REGISTER, "local": 1, "outlet": 1, "name": "Каса 1"}],
                "operators": [{"ski": key.certificate.subject_key_id.hex(), "tin": TIN, "name": "Тестова Олена"}],
            }
        )
        box.notary()
        yield Desk(box, key)


def test_a_shift_is_opened_and_the_server_asked_about_it(desk: Desk) -> None:
    server = desk.server()
    opened = desk.send(server)
    assert isinstance(opened, Registered), opened
    assert opened.warnings == ()
    assert opened.ticket.pair is not None
    assert opened.exchange.skew is not None
    assert abs(opened.exchange.skew.seconds) < 5

    state = server.ask(commands.registrar_state(REGISTER, with_tax_object=True), desk.sign)
    assert isinstance(state, Answered), state
    assert (state.value.shift_open, state.value.next_local_number, state.value.pair) == (True, 2, opened.ticket.pair)
    assert state.value.opened_by_key == (desk.key.certificate.subject_key_id or b"").hex()
    assert state.value.tax_object is not None
    assert state.value.tax_object.organisation == "ТОВ Тест"

    info = server.ask(commands.document_info(REGISTER, 1), desk.sign)
    assert isinstance(info, Answered)
    assert info.value.fiscal_number == opened.ticket.fiscal_number
    assert info.value.document_type is DocumentType.OPEN_SHIFT

    assert isinstance(server.ask(commands.document_info(REGISTER, 2), desk.sign), NoData)
    assert isinstance(desk.server(errors_as_json=True).ask(commands.document_info(REGISTER, 2), desk.sign), NoData)


def test_every_command_is_answered(desk: Desk) -> None:
    server = desk.server()
    opened = desk.send(server)
    assert isinstance(opened, Registered)
    now = desk.box.clock.now()
    questions = [
        (commands.server_state(), None),
        (commands.objects(), desk.sign),
        (commands.operators(), desk.sign),
        (commands.document_file(REGISTER, RequestType.ORIGINAL_XML, local_number=1), None),
        (commands.shifts(REGISTER, now.replace(year=2020), now.replace(year=now.year + 1)), desk.sign),
        (commands.documents(REGISTER, open_fiscal_number=opened.ticket.fiscal_number), desk.sign),
        (commands.last_shift_totals(REGISTER), desk.sign),
        (commands.device_register(REGISTER, "d" * 64), desk.sign),
    ]
    for command, sign in questions:
        answer = server.ask(command, sign)
        assert isinstance(answer, Answered), (command.name, answer)
    raw = server.fetch(commands.raw_document(REGISTER, local_number=1))
    assert isinstance(raw, Answered), raw
    assert raw.value.signatory.trusted
    assert b"<ORDERTAXNUM>" in raw.value.content


@pytest.mark.parametrize("form", ["cms", "xml"])
def test_the_other_channel_and_its_two_forms_of_ticket(desk: Desk, form: str) -> None:
    desk.box.switch("senddocument_ticket", form)
    outcome = desk.send(desk.server(document_channel="SendDocument"))
    assert type(outcome) is (Registered if form == "cms" else Unknown), outcome
    desk.local_number = 2
    closing = desk.send(desk.server(document_channel="SendDocument", accept_unsigned_ticket=True), 101)
    assert isinstance(closing, Refused)
    assert closing.code == 6


def test_a_compressed_request(desk: Desk) -> None:
    assert isinstance(desk.send(desk.server(compress=True)), Registered)


FAULTS: dict[str, tuple[str, type, bool]] = {
    # the fault, the outcome, and whether the server has the document afterwards
    "delay=3@doc": ("delay=3@doc", Unknown, True),
    "status=500": ("status=500@doc", ServerNotWell, False),
    "status=503": ("status=503@doc", ServerNotWell, False),
    "status=204": ("status=204@doc", Unknown, False),
    "drop": ("drop", Unknown, False),
    "lost-reply": ("lost-reply", Unknown, True),
    "reset": ("reset", Unknown, False),
    "reset-after": ("reset-after", Unknown, True),
    "silence": ("silence=3@doc", Unknown, False),
    "drip": ("drip=0.05@doc", Unknown, True),
    "truncated": ("truncated", Unknown, True),
    "cut": ("cut", Unknown, True),
    "wrong-signature": ("wrong-signature", Unknown, True),
    "html": ("html@doc", NotTaxServer, False),
    "redirect": ("redirect@doc", NotTaxServer, False),
    "flood": ("flood=4@doc", Unknown, False),
    "duplicate": ("duplicate", Refused, True),
    "refuse": ("refuse=9", Refused, False),
    "ocsp": ("ocsp", Refused, False),
    "unescaped": ("unescaped", Registered, True),
}


@pytest.mark.parametrize("name", FAULTS)
def test_each_fault_has_its_outcome_and_the_probe_decides(desk: Desk, name: str) -> None:
    fault, expected, kept = FAULTS[name]
    desk.box.fault(fault)
    server = desk.server()
    started = time.monotonic()
    outcome = desk.send(server)
    assert time.monotonic() - started <= DEADLINE + 1.4  # silence would last 3
    assert type(outcome) is expected, outcome
    assert outcome.certain is (expected in (Refused, Registered))
    end = time.monotonic() + 4
    while True:
        probe = server.ask(commands.document_info(REGISTER, 1), desk.sign)
        if isinstance(probe, Answered) is kept or time.monotonic() > end:
            break
        time.sleep(0.1)  # a delayed request is still being worked on
    assert type(probe) is (Answered if kept else NoData), probe


TRANSPORT = {
    "status=502": ServerNotWell,
    "drop": Unknown,
    "lost-reply": Unknown,
    "reset": Unknown,
    "reset-after": Unknown,
    "silence=3": Unknown,
    "drip=0.1": Unknown,
    "cut": Unknown,
    "html": NotTaxServer,
    "redirect": NotTaxServer,
    "flood=4": Unknown,
}


@pytest.mark.parametrize("target", ["pck", "cmd:SendOflPackage", "cmd:SendDocument", "cmd:ServerState"])
@pytest.mark.parametrize("fault", TRANSPORT)
def test_the_other_channels_under_the_same_faults(desk: Desk, fault: str, target: str) -> None:
    desk.box.fault(f"{fault}@{target}")
    server = desk.server(document_channel="SendDocument")
    seconds = 0.5 if fault.startswith(("silence", "drip")) else 3.0  # a busy machine is no fault
    started = time.monotonic()
    outcome: object
    if target == "pck":
        outcome = server.send_package(desk.sign(b"no package"), seconds=seconds)
    elif target == "cmd:SendOflPackage":
        outcome = server.send_package_as_command([desk.document(102, "u", 1)], desk.sign, seconds=seconds)
    elif target == "cmd:SendDocument":
        outcome = server.send_document(desk.document(100, "u", 1), uid="u", local_number=1, seconds=seconds)
    else:
        outcome = server.ask(commands.server_state(), seconds=seconds)
    assert time.monotonic() - started <= seconds + 2  # silence would last 3, and dripping minutes
    assert type(outcome) is TRANSPORT[fault], outcome
    assert not outcome.certain


def test_a_counter_that_jumped_tells_the_expected_number(desk: Desk) -> None:
    assert isinstance(desk.send(desk.server()), Registered)
    desk.box.fault("counter-jump=2")
    outcome = desk.send(desk.server(), 101)
    assert isinstance(outcome, Refused)
    assert (outcome.code, outcome.expected_number) == (7, 4)


@pytest.mark.parametrize("switch", ["text400", "ticket200"])
def test_a_refusal_in_either_form(desk: Desk, switch: str) -> None:
    desk.box.switch("reject_format", switch)
    outcome = desk.send(desk.server(), 101)
    assert isinstance(outcome, Refused)
    assert (outcome.code, outcome.certain) == (5, True)
    assert outcome.refusal.text


def test_a_package_that_is_none_is_refused(desk: Desk) -> None:
    assert isinstance(desk.send(desk.server()), Registered)
    inner = desk.document(102, str(uuid.uuid4()), 2)
    package = desk.sign(struct.pack("<i", len(inner)) + inner)
    for server in (desk.server(), desk.server(compress=True)):
        outcome = server.send_package(package)
        assert isinstance(outcome, Refused), outcome
        assert (outcome.refusal.failing_index, outcome.refusal.failing_offset) == (0, 4)
    as_command = desk.server().send_package_as_command([inner], desk.sign)
    assert isinstance(as_command, Refused), as_command


def test_the_state_with_an_old_session_is_answered(desk: Desk) -> None:
    opened = desk.send(desk.server())
    assert isinstance(opened, Registered)
    assert opened.ticket.pair is not None
    for pair in (opened.ticket.pair, OfflinePair("999", "1")):
        answer = desk.server().ask(commands.registrar_state(REGISTER, returning=pair), desk.sign)
        assert isinstance(answer, Answered | Refused), answer


def test_a_time_stamp_from_the_provider_of_the_certificate(desk: Desk) -> None:
    desk.box.switch("timestamp", "required")
    assert isinstance(desk.send(desk.server()), Refused)
    stamper = TimeStamper(HttpWire(environment={}), TimeStampSettings(), new_nonce=lambda: 77, clock=time.monotonic)
    uid = str(uuid.uuid4())
    stamped = stamper.stamp(desk.document(100, uid, 1))
    assert stamped.stamped, stamped.warning
    assert stamped.provider.startswith(desk.box.root_url)
    outcome = desk.server().send_document(stamped.message, uid=uid, local_number=1)
    assert isinstance(outcome, Registered), outcome


def test_a_sandbox_that_stopped_is_not_delivered() -> None:
    box = Sandbox()
    box.start()
    box.stop()
    server = FiscalServer(
        HttpWire(environment={}),
        CmsSeal(ServerTrust(), lambda: _BEGIN),
        now=lambda: _BEGIN,
        new_uid=lambda: "u",
        settings=ServerSettings(base_url=box.url, document_seconds=DEADLINE),
    )
    outcome = server.send_document(b"0", uid="u", local_number=1)
    assert isinstance(outcome, NotDelivered)
    assert outcome.certain
