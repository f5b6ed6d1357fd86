"""The real notary: provisioned keys, the profile of the signature, time-stamps, registered authorities."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from prro_cli.crypto import cms, der, oids
from prro_cli.crypto.cms_check import check_signer
from prro_cli.crypto.cms_read import SidForm, read_signed
from prro_cli.crypto.containers import open_container
from prro_cli.crypto.issue import Profile, Style, create_root, employee, person
from prro_cli.crypto.secret import Secret
from prro_cli.crypto.timestamp import obtain, verify_token
from prro_cli.crypto.x509 import Certificate
from prro_cli.sandbox.provision import Provision, provision
from prro_cli.sandbox.sandbox import Sandbox
from tests.sandbox.world import Answer, post, xml


@dataclass(frozen=True)
class World:
    box: Sandbox
    made: Provision
    keys: dict[str, cms.CertifiedKey]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    directory = tmp_path_factory.mktemp("provision")
    with Sandbox(directory / "state.db") as box:
        made = provision(box, directory / "keys", rounds=10)
        keys = {}
        for item in made.keys:
            password = Secret(made.password_path.read_text().strip())
            opened = open_container(item.path.read_bytes(), password)
            certificate = Certificate(item.certificate_path.read_bytes())
            keys[item.name] = cms.certify(opened.keys[0], certificate)
        yield World(box, made, keys)


def head(world: World, doctype: int, **changes: Any) -> dict[str, Any]:
    box, register = world.box, world.made.registers[0]
    now = box.clock.now()
    with box.state.transaction() as connection:
        local = box.service.court(connection).books.next_local(register.number, 1)
    return {
        "DOCTYPE": doctype,
        "UID": f"{local:032x}",
        "TIN": register.tin,
        "IPN": register.vat,
        "ORGNM": register.org,
        "POINTNM": register.outlet,
        "POINTADDR": register.address,
        "ORDERDATE": now.strftime("%d%m%Y"),
        "ORDERTIME": now.strftime("%H%M%S"),
        "ORDERNUM": local,
        "CASHDESKNUM": register.local,
        "CASHREGISTERNUM": register.number,
        "VER": 1,
        **changes,
    }


def send(world: World, signed: bytes) -> Answer:
    return post(world.box.url, "/doc", signed)


def opening(world: World) -> bytes:
    return xml("CHECK", head(world, 100))


def refused(world: World, signed: bytes) -> int:
    answer = send(world, signed)
    assert answer.status == 400, answer.body
    return answer.code


@pytest.mark.parametrize("name", ["olena", "bohdan", "senior", "seal"])
def test_every_kind_of_key_opens_a_shift(world: World, name: str) -> None:
    answer = send(world, cms.sign(opening(world), world.keys[name]))
    assert answer.status == 200, answer.text
    message = read_signed(answer.body)
    checked = check_signer(message, message.signer)
    assert message.signer.sid.form is SidForm.KEY_ID_EXPLICIT
    assert "не ДПС" in checked.certificate.subject.common_name
    ticket = checked.content.decode("cp1251")
    assert "навчальний сервер" in ticket
    assert re.search(r"<ORDERTAXNUM>45\d{8}</ORDERTAXNUM>", ticket)
    zrep = head(world, 100)
    del zrep["DOCTYPE"]
    for root, fields in (("ZREP", zrep), ("CHECK", head(world, 101))):
        fields["ORDERNUM"] = head(world, 100)["ORDERNUM"]
        fields["UID"] = f"{name}-{fields['ORDERNUM']}"
        assert send(world, cms.sign(xml(root, fields), world.keys[name])).status == 200


def test_a_time_stamp_of_the_sandbox_is_accepted(world: World) -> None:
    def fetch(request: bytes) -> bytes:
        answer = post(world.made.tsp.removesuffix("/sandbox/tsp"), "/sandbox/tsp", request)
        assert answer.status == 200
        return answer.body

    stamped = obtain(cms.sign(opening(world), world.keys["ivan"]), fetch, nonce=7)
    envelope = world.box.notary().open(stamped)
    assert envelope.timestamped
    assert "3000000018" in envelope.codes
    assert world.keys["ivan"].certificate.tsp_urls == (world.made.tsp,)


def test_a_stamp_of_another_signature_is_refused(world: World) -> None:
    notary, key = world.box.notary(), world.keys["olena"]
    other = obtain(cms.sign(b"other content", key), notary.time_stamp)
    token = read_signed(other).signer.time_stamps[0]
    assert refused(world, cms.add_time_stamp(cms.sign(opening(world), key), token)) == 12


def test_a_server_answer_may_carry_a_stamp(world: World) -> None:
    sealed = world.box.notary().seal(b"content", stamp=True)
    signer = read_signed(sealed).signer
    assert verify_token(signer.time_stamps[0], signer.signature).certificate is not None


FORMS: dict[str, tuple[int, Any]] = {
    "detached": (9, {"detached": True}),
    "without certificate": (9, {"with_certificate": False}),
}


@pytest.mark.parametrize("name", FORMS)
def test_form_of_the_message(world: World, name: str) -> None:
    code, options = FORMS[name]
    assert refused(world, cms.sign(opening(world), world.keys["olena"], cms.Options(**options))) == code


def test_other_forms_of_the_message(world: World) -> None:
    key, document = world.keys["olena"], opening(world)
    signed = cms.sign(document, key)
    notary = world.box.notary()
    assert refused(world, notary.add_server_signature(signed)) == 9  # two signatures
    assert refused(world, cms.add_unsigned(signed, oids.CONTENT_TIME_STAMP, der.null())) == 9
    assert refused(world, cms.add_unsigned(signed, "1.2.840.113549.1.9.16.2.24", der.sequence())) == 9
    assert refused(world, notary.spoil(signed)) == 12
    assert refused(world, signed.replace(document, document.replace(b">100<", b">101<"))) == 12
    assert refused(world, b"0" + signed[1:200]) == 9
    body = der.parse(signed)[1][0]
    two = der.context(0, key.certificate.raw, world.box.authorities().gost.certificate.raw)
    parts = [part.raw if part.tag != 0xA0 else two for part in body]
    bundled = der.sequence(der.oid(oids.SIGNED_DATA), der.context(0, der.sequence(*parts)))
    assert refused(world, bundled) == 9  # the issuer's certificate is in it
    assert send(world, b"").status == 416


def test_an_unknown_authority_until_it_is_registered(world: World) -> None:
    now = world.box.clock.now()
    root = create_root(person("Чужий", "Центр", "1111111111"), Style.GOST, now - timedelta(1), now + timedelta(9))
    key = root.enrol(
        employee("Інша", "Особа", "3000000091", "ТОВ", "40000018"), Profile(now - timedelta(1), now + timedelta(9))
    )
    signed = cms.sign(opening(world), key)
    assert refused(world, signed) == 12
    world.box.trust(root.certificate.raw)
    assert refused(world, signed) == 2  # now the signature holds, but the key is not registered


def test_files_are_private_and_complete(world: World) -> None:
    made = world.made
    assert {item.kind for item in made.keys} == {"Key-6.dat", ".jks", ".zs2", ".pfx"}
    assert len({register.tin for register in made.registers}) == 2
    assert len({register.outlet for register in made.registers}) == 2
    assert len(made.registers) == 3
    for item in made.keys:
        for path in (item.path, made.password_path):
            assert path.stat().st_mode & 0o077 == 0
    assert Path(world.box.state.path).stat().st_mode & 0o077 == 0


def test_the_authority_survives_a_restart(world: World, tmp_path: Path) -> None:
    path = tmp_path / "state.db"
    with Sandbox(path) as first:
        made = provision(first, tmp_path / "keys", names=["senior"])
        certificates = first.authorities().certificates
    with Sandbox(path) as second:
        assert second.authorities().certificates == certificates
        opened = open_container(made.keys[0].path.read_bytes(), Secret(made.password_path.read_text().strip()))
        key = cms.certify(opened.keys[0], Certificate(made.keys[0].certificate_path.read_bytes()))
        assert second.notary().open(cms.sign(b"content of some length", key)).ski == made.keys[0].ski


def test_both_signatures(world: World) -> None:
    both = world.box.notary().add_server_signature(cms.sign(b"a receipt", world.keys["senior"]))
    message = read_signed(both, max_signers=2)
    names = {check_signer(message, signer).certificate.subject.common_name for signer in message.signers}
    assert len(names) == 2
