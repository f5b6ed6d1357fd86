"""The program's client against every kind of stranger: the same answers, whatever form they come in."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from prro_cli.crypto.cms import CertifiedKey, certify, sign
from prro_cli.crypto.containers import open_container
from prro_cli.crypto.secret import Secret
from prro_cli.taxserver import commands
from prro_cli.taxserver.client import FiscalServer, ServerSettings
from prro_cli.taxserver.cms_seal import CmsSeal, vouched
from prro_cli.taxserver.enums import RequestType
from prro_cli.taxserver.http_wire import HttpWire
from prro_cli.taxserver.outcomes import Answered, NoData, Refused, Registered
from tests.outside.people import SCHEMAS, certificate_of, owner, server_key
from tests.outside.stranger import Stranger
from tests.outside.stranger_book import Register
from tests.outside.stranger_state import Variant
from tests.outside.test_contract import CONTRARY, ONE_BY_ONE
from tests.outside.test_judges import BODY, FACTS, paper

DEFAULT = ("plain", "contrary", "implicit key id", "pair only in tickets")
VARIANTS = {"plain": Variant(), "contrary": CONTRARY, **ONE_BY_ONE}


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> CertifiedKey:
    """The owner's key, opened."""
    person = owner(tmp_path_factory.getbasetemp() / "people")
    opened = open_container(person.container.read_bytes(), Secret(person.password))
    return certify(opened.keys[0], certificate_of(person.certificates[0]))


@pytest.fixture
def stranger(
    request: pytest.FixtureRequest, key: CertifiedKey, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stranger]:
    """The server of the parametrised variant."""
    ski = key.certificate.subject_key_id
    assert ski is not None
    schemas = SCHEMAS if SCHEMAS.exists() else None
    register = Register(FACTS, {ski.hex(): True}, VARIANTS[request.param], schemas)
    with Stranger(register, server_key(tmp_path_factory.getbasetemp() / "people")) as server:
        yield server


@pytest.mark.parametrize(
    "stranger",
    [name if name in DEFAULT else pytest.param(name, marks=pytest.mark.slow) for name in VARIANTS],
    indirect=True,
)
def test_the_client_understands_every_stranger(
    stranger: Stranger, key: CertifiedKey, tmp_path_factory: pytest.TempPathFactory
) -> None:
    authority = owner(tmp_path_factory.getbasetemp() / "people").authority
    trust = vouched(authority.read_bytes(), expected_code=None)
    client = FiscalServer(
        HttpWire(environment={}),
        CmsSeal(trust, lambda: datetime.now(UTC)),
        now=lambda: datetime.now(UTC),
        new_uid=lambda: str(uuid.uuid4()),
        settings=ServerSettings(base_url=stranger.address),
    )

    def signer(content: bytes) -> bytes:
        return sign(content, key)

    first = stranger.variant.first_local
    uid = str(uuid.uuid4())
    opened = client.send_document(paper(key, first, 100, UID=uid), uid=uid, local_number=first)
    assert isinstance(opened, Registered), opened
    uid = str(uuid.uuid4())
    sold = client.send_document(paper(key, first + 1, 0, BODY, UID=uid), uid=uid, local_number=first + 1)
    assert isinstance(sold, Registered) and sold.ticket.fiscal_number == stranger.register.book.entries[1].fiscal
    uid = str(uuid.uuid4())
    refused = client.send_document(paper(key, first + 1, 0, BODY, UID=uid), uid=uid, local_number=first + 1)
    assert isinstance(refused, Refused) and refused.refusal.code == 7, refused
    asked = client.ask(commands.registrar_state(FACTS.fiscal, with_tax_object=True), signer)
    assert isinstance(asked, Answered), asked
    assert asked.value.shift_open and asked.value.next_local_number == first + 2
    info = client.ask(commands.document_info(FACTS.fiscal, first + 1), signer)
    assert isinstance(info, Answered) and info.value.fiscal_number == sold.ticket.fiscal_number
    assert isinstance(client.ask(commands.document_info(FACTS.fiscal, first + 9), signer), NoData)
    wanted = commands.document_file(FACTS.fiscal, RequestType.ORIGINAL_XML, local_number=first + 1)
    file = client.ask(wanted, signer)
    assert isinstance(file, Answered) and file.value.found
    assert isinstance(client.ask(commands.objects(), signer), Answered)
    drafted = client.ask(commands.last_shift_totals(FACTS.fiscal), signer)
    assert isinstance(drafted, NoData if stranger.variant.totals == "none" else Answered)
    client.close()
