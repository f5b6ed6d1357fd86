"""The channels against real servers on loopback: the sandbox's gateway over HTTP, an SMTP and an IMAP server."""

from __future__ import annotations

import email
import re
from collections.abc import Callable, Iterator
from datetime import datetime

import pytest

from prro_cli.crypto import cms
from prro_cli.forms.writer import write
from prro_cli.registration.channels.base import (
    Asked,
    NotSent,
    Outgoing,
    RawReceipt,
    Refused,
    Seals,
    Sent,
    Unknown,
)
from prro_cli.registration.channels.mail import MailChannel, MailSettings, Server, looks_like_letter
from prro_cli.registration.channels.rest import RestChannel, RestSettings
from prro_cli.registration.channels.soap import SoapChannel, SoapSettings
from prro_cli.sandbox.sandbox import Sandbox
from prro_cli.taxserver.http_wire import HttpWire
from prro_cli.taxserver.wire import WireReply
from prro_cli.values import kyiv
from tests.registration.mailbox import Imap, Smtp, serving
from tests.registration.newcomers import TIN, Signer, file_name, form1, form20, signer

NOW = datetime(2026, 11, 25, 12, tzinfo=kyiv())


class World:
    """A gateway that answers, and somebody to send."""

    def __init__(self, box: Sandbox) -> None:
        self.box = box
        self.who: Signer = signer(box)
        self.recipient = box.gateway.key().certificate
        self.wire = HttpWire(environment={})
        self.count = 0
        self.same = self.form()

    @property
    def seals(self) -> Seals:
        return Seals(
            lambda content: cms.sign(content, self.who.signing), lambda c: self.who.container(c, self.recipient)
        )

    def rest(self, **changes: object) -> RestChannel:
        base = self.box.gateway_url + "/cabinet/public/api/exchange"
        settings = RestSettings(base, self.box.gateway_url + "/ws/public_api", seconds=5, **changes)  # type: ignore[arg-type]
        return RestChannel(self.wire, settings, self.seals)

    def soap(self) -> SoapChannel:
        return SoapChannel(
            self.wire, SoapSettings(self.box.gateway_url + "/WebSrvGate/gate.asmx", seconds=5), self.seals
        )

    def form(self) -> Outgoing:
        """A new 20-ОПП each time."""
        self.count += 1
        declar = form20(self.count, object_id=f"{32100000 + self.count}")
        return Outgoing(file_name(declar), TIN, self.who.container(write(declar), self.recipient))


@pytest.fixture(scope="module")
def shared() -> Iterator[World]:
    with Sandbox(clock=lambda: NOW) as box:
        world = World(box)
        yield world
        world.wire.close()


@pytest.fixture
def world(shared: World) -> World:
    shared.box.faults.clear()
    return shared


@pytest.mark.parametrize("changes", [{}, {"kvt_body": "json"}, {"wrapped": True}, {"authorization": True}])
def test_rest_sends_and_fetches(world: World, changes: dict[str, object]) -> None:
    channel, form = world.rest(**changes), world.form()
    outcome = channel.send(form)
    assert isinstance(outcome, Sent) and outcome.ticket.isdigit()
    assert [(r.number, r.final) for r in outcome.receipts] == [(1, False)]
    fetched = channel.fetch([Asked(form.file_name, TIN, outcome.ticket)])
    assert [(r.number, r.final) for r in fetched.receipts] == [(1, False), (2, True)] and not fetched.trouble


def test_soap_sends_and_fetches(world: World) -> None:
    form = world.form()
    assert world.soap().send(form) == Sent()
    names = [r.name for r in world.soap().fetch([Asked(form.file_name, TIN)]).receipts]
    assert any(name.endswith("_FINAL.KVT") for name in names) and len(names) >= 2
    bad = Outgoing("x.xml", TIN, b"no container at all")
    refused = world.soap().send(bad)
    assert isinstance(refused, Refused) and "зашифровано" in refused.reason


def test_the_other_operations_of_the_gate(world: World) -> None:
    form = world.form()
    channel = world.soap()
    assert channel.send(form) == Sent()

    def call(operation: str, **members: str) -> str:
        reply = channel._call(operation, members)
        assert isinstance(reply, WireReply), reply
        return reply.body.decode()

    signed = channel._signed(TIN)
    for operation in ("GetMessages", "GetMessagesEx"):
        answer = call(operation, signedEDRPOU=signed, senderEmail=f"{TIN}@tax.gov.ua")
        assert f"<{operation}Result>GATE_OK</{operation}Result>" in answer
    number = re.findall(r"<string>(\d+)</string>", answer)[-1]
    received = call("Receive", signedMsgId=channel._signed(number))
    assert "_FINAL.KVT</fileName>" in received and "<messageData>" in received
    assert "GATE_OK" in call("Delete", signedMsgId=channel._signed(number))
    assert "GATE_OK" not in call("Receive", signedMsgId=channel._signed(number))
    assert "не належить платнику" in call("GetMessages", signedEDRPOU=channel._signed("40000034"))
    assert "Fault" in call("Destroy")


CHANNELS: dict[str, Callable[[World], RestChannel | SoapChannel]] = {"rest": World.rest, "soap": World.soap}


@pytest.mark.parametrize("name", CHANNELS)
@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        ("lost-reply@submit", Unknown),
        ("reset-after@submit", Unknown),
        ("drop@submit", Unknown),
        ("cut@submit", Unknown),
        ("truncated@submit", Unknown),
        ("status=503@submit", Unknown),
        ("html@submit", Unknown),
        ("status=403@submit", NotSent),
        ("redirect@submit", NotSent),
    ],
)
def test_what_a_disturbed_sending_means(world: World, name: str, fault: str, expected: type) -> None:
    world.box.switch("gateway_duplicate", "repeat")  # one form serves for all cases
    world.box.fault(fault)
    outcome = CHANNELS[name](world).send(world.same)
    assert isinstance(outcome, expected), outcome
    assert getattr(outcome, "reason", "")


def test_nobody_there(world: World) -> None:
    settings = RestSettings("http://127.0.0.1:9/x", "http://127.0.0.1:9/y", seconds=2)
    channel = RestChannel(world.wire, settings, world.seals)
    outcome = channel.send(world.form())
    assert isinstance(outcome, NotSent) and not outcome.unwell
    assert channel.fetch([Asked("x", TIN, "1")]).trouble


def test_rest_asks_the_list_after_a_lost_answer(world: World) -> None:
    world.box.fault("lost-reply@submit")
    arrived, never = world.form(), world.form()
    assert isinstance(world.rest().send(arrived), Unknown)
    fetched = world.rest().fetch([Asked(arrived.file_name, TIN), Asked(never.file_name, TIN)])
    assert (fetched.known, fetched.missing) == ({arrived.file_name}, {never.file_name})


def test_rest_tells_a_refusal(world: World) -> None:
    declar = form1(77)
    container = world.who.container(write(declar), world.recipient)
    wrong_name = file_name(form1(78))
    outcome = world.rest().send(Outgoing(wrong_name, TIN, container))
    assert isinstance(outcome, Refused) and outcome.reason.startswith("ERROR_XSD")
    assert [r.number for r in outcome.receipts] == [1]
    world.box.switch("gateway_authorization", "required")
    assert isinstance(world.rest().send(world.form()), NotSent)
    assert isinstance(world.rest(authorization=True).send(world.form()), Sent)
    world.box.switch("gateway_authorization", "none")


@pytest.fixture
def smtp() -> Iterator[int]:
    Smtp.letters, Smtp.manner = [], "good"
    yield from serving(Smtp)


@pytest.fixture
def imap() -> Iterator[int]:
    yield from serving(Imap)


def settings(port: int, imap: int | None = None) -> MailSettings:
    inbox = Server("127.0.0.1", imap, "none", "shop", lambda: "pw") if imap else None
    return MailSettings(Server("127.0.0.1", port, "none"), "shop@example.com", "zvit@example.com", inbox, seconds=3)


def test_mail_sends_one_container_and_reads_the_box(smtp: int, imap: int) -> None:
    channel = MailChannel(settings(smtp, imap))
    form = Outgoing("26590040000026J1312005100010000111120262659.XML", TIN, b"\0container\r\n.\r\n..end")
    outcome = channel.send(form)
    assert isinstance(outcome, Sent) and outcome.ticket.endswith("@example.com>")
    letter = email.message_from_bytes(Smtp.letters[0])
    assert (letter["To"], letter["Subject"]) == ("zvit@example.com", form.file_name)
    assert looks_like_letter(Smtp.letters[0])
    part = next(p for p in letter.walk() if p.get_filename())
    assert (part.get_content_type(), part.get_payload(decode=True)) == ("application/octet-stream", form.container)
    assert channel.fetch([Asked(form.file_name, TIN)]).receipts == (RawReceipt(form.file_name, form.container),)


@pytest.mark.parametrize(("manner", "expected"), [("no-such-box", NotSent), ("no", NotSent), ("silent", Unknown)])
def test_mail_that_is_not_taken(smtp: int, manner: str, expected: type) -> None:
    Smtp.manner = manner
    assert isinstance(MailChannel(settings(smtp)).send(Outgoing("a.xml", TIN, b"x")), expected)


def test_mail_without_servers() -> None:
    assert isinstance(MailChannel(settings(9)).send(Outgoing("a.xml", TIN, b"x")), NotSent)
    assert isinstance(MailChannel(settings(9)).send(Outgoing("a.xml", TIN, bytes(10 * 1024 * 1024 + 1))), Refused)
    assert "imap" in MailChannel(settings(9)).fetch([]).trouble
    assert MailChannel(settings(9, 9)).fetch([]).trouble
