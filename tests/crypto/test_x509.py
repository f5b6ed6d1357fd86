"""What certificates say: names, tax numbers, roles, uses, addresses; and which one belongs to a key."""

from __future__ import annotations

import base64
import random
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from prro_cli.crypto import issue, oids
from prro_cli.crypto.curves import M257
from prro_cli.crypto.dstu4145 import public_point
from prro_cli.crypto.errors import (
    CertificateError,
    CryptoError,
    MalformedError,
    SignatureInvalidError,
    UnsupportedError,
)
from prro_cli.crypto.issue import Profile, Style
from prro_cli.crypto.owner import Role
from prro_cli.crypto.x509 import (
    Certificate,
    KeyUsage,
    choose_key_agreement,
    choose_signing,
    load_certificates,
)
from tests.crypto.pki import BEGIN, END, NOW, USUAL, Counted, make_pki
from tests.shared import SHARED, shared_data

PUBLIC = {
    # name: role, person's number, organisation's number, curve, for signing
    "czo/czo_test_kupyna_sign.cer": (Role.PERSON, "1234567892", "", "M257", True),
    "czo/czo_test_kupyna_kep.cer": (Role.PERSON, "1234567892", "", "M431", False),
    "czo/czo_test_ca_2601.cer": (Role.AUTHORITY, "", "43395033", "M257", False),
    "czo/czo_test_root_2601.cer": (Role.AUTHORITY, "", "43220851", "M431", False),
    "e-rro/8030938.cer": (Role.PERSON, "1010101017", "", "M257", True),
    "e-rro/8030939.cer": (Role.PERSON, "1010101017", "", "M431", False),
    "openprro/STS_2023_1.pem": (Role.SEAL, "", "43005393", "M257", True),
    "openprro/STS_2023_2.pem": (Role.SEAL, "", "43005393", "M431", False),
    "openprro/EK_S_NEW_2023_1.pem": (Role.SEAL, "", "43005393", "M257", True),
    "openprro/EK_S_NEW_2023_2.pem": (Role.SEAL, "", "43005393", "M431", False),
}
FOREIGN = {
    "bc/fop/sign.cer": (Role.ENTREPRENEUR, "1234567890", "1234567890", "bc"),
    "bc/fop/kep.cer": (Role.ENTREPRENEUR, "1234567890", "1234567890", "bc"),
    "bc/fop/expired_sign.cer": (Role.ENTREPRENEUR, "1234567890", "1234567890", "bc"),
    "bc/fop/sign_kupyna_sigalg.cer": (Role.ENTREPRENEUR, "1234567890", "1234567890", "bc"),
    "bc/cashier/sign.cer": (Role.EMPLOYEE, "2345678901", "99999999", "bc"),
    "bc/cashier/kep.cer": (Role.EMPLOYEE, "2345678901", "99999999", "bc"),
    "bc/seal/sign.cer": (Role.SEAL, "", "99999999", "bc"),
    "bc/seal/kep.cer": (Role.SEAL, "", "99999999", "bc"),
    "bc/gateway/sign.cer": (Role.SEAL, "", "99999997", "bc"),
    "bc/gateway/kep.cer": (Role.SEAL, "", "99999997", "bc"),
    "bc/fiscal/sign.cer": (Role.SEAL, "", "99999997", "bc"),
    "bc/fiscal/kep.cer": (Role.SEAL, "", "99999997", "bc"),
    "bc_kupyna/fop/sign.cer": (Role.PERSON, "1234567890", "", "bc_kupyna"),
    "bc_kupyna/fop/kep.cer": (Role.PERSON, "1234567890", "", "bc_kupyna"),
    "bc_kupyna/fop_no_sda/sign.cer": (Role.PERSON, "3456789012", "", "bc_kupyna"),
    "bc_kupyna/fop_no_sda/kep.cer": (Role.PERSON, "3456789012", "", "bc_kupyna"),
    "bc_kupyna/cashier/sign.cer": (Role.EMPLOYEE, "2345678901", "99999999", "bc_kupyna"),
    "bc_kupyna/cashier/kep.cer": (Role.EMPLOYEE, "2345678901", "99999999", "bc_kupyna"),
    "bc_kupyna/seal/sign.cer": (Role.SEAL, "", "99999999", "bc_kupyna"),
    "bc_kupyna/seal/kep.cer": (Role.SEAL, "", "99999999", "bc_kupyna"),
    "bc_kupyna/named_curve/sign.cer": (Role.PERSON, "4567890123", "", "bc_kupyna"),
    "bc_kupyna/named_curve/kep.cer": (Role.PERSON, "4567890123", "", "bc_kupyna"),
    "bc_kupyna/fiscal_old/sign.cer": (Role.SEAL, "", "99999997", "bc_kupyna"),
    "bc_kupyna/fiscal_old/kep.cer": (Role.SEAL, "", "99999997", "bc_kupyna"),
}


def load(name: str) -> Certificate:
    """The only certificate of a shared file."""
    (certificate,) = load_certificates(shared_data(f"crypto/{name}").read_bytes())
    return certificate


@pytest.mark.parametrize("name", PUBLIC)
def test_public_certificates(name: str) -> None:
    certificate = load(f"public/{name}")
    role, person, organisation, curve, signing = PUBLIC[name]
    owner = certificate.owner
    assert (owner.role, owner.person_number, owner.organisation_number) == (role, person, organisation)
    assert certificate.public_key is not None
    assert certificate.public_key.curve.name == curve
    assert certificate.public_key.point
    assert certificate.for_signing is signing
    assert certificate.claims_qualified
    assert oids.POLICY_UA in certificate.policies
    assert certificate.looks_like_test is ("openprro" not in name)


@pytest.mark.parametrize("name", FOREIGN)
def test_foreign_certificates(name: str) -> None:
    certificate = load(f"foreign/{name}")
    role, person, organisation, folder = FOREIGN[name]
    owner = certificate.owner
    assert (owner.role, owner.person_number, owner.organisation_number) == (role, person, organisation)
    assert certificate.for_signing is ("sign" in name)
    assert certificate.for_key_agreement is ("kep" in name)
    assert certificate.valid_at(NOW) is ("expired" not in name)
    authority = load(f"foreign/{folder}/ca/ca.cer")
    certificate.verify_issued_by(authority)
    assert certificate.authority_key_id == authority.subject_key_id


def test_no_shared_certificate_is_forgotten() -> None:
    folder = shared_data("crypto")
    found = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.suffix in (".cer", ".pem")}
    known = {f"public/{name}" for name in PUBLIC} | {f"foreign/{name}" for name in FOREIGN}
    authorities = {f"foreign/{who}/ca/{what}.cer" for who in ("bc", "bc_kupyna") for what in ("ca", "root")}
    assert found == known | authorities


def test_addresses_of_a_public_certificate() -> None:
    certificate = load("public/czo/czo_test_kupyna_sign.cer")
    assert certificate.ocsp_urls == ("http://ca-test.czo.gov.ua/services/ocsp/",)
    assert certificate.tsp_urls == ("http://ca-test.czo.gov.ua/services/tsp/",)
    assert certificate.ca_issuer_urls == ("https://ca-test.czo.gov.ua/download/certificates/TestCA2024.p7b",)
    assert certificate.crl_urls == ("http://ca-test.czo.gov.ua/download/crls/TestCSK-2024-Full.crl",)
    assert certificate.delta_crl_urls == ("http://ca-test.czo.gov.ua/download/crls/TestCSK-2024-Delta.crl",)
    assert certificate.digest_algorithm == oids.KUPYNA256


@pytest.mark.parametrize("style", Style)
def test_own_certificates_say_what_was_written(style: Style) -> None:
    pki = make_pki(style)
    fop = pki.fop.certificate
    assert fop.version == 3
    assert fop.owner.role is Role.ENTREPRENEUR
    assert fop.owner.tax_number == "1234567890"
    assert fop.owner.name == "Тестенко Тест Тестович"
    assert fop.owner.surname == "Тестенко"
    assert pki.employee.certificate.owner.role is Role.EMPLOYEE
    assert pki.employee.certificate.owner.tax_number == "99999999"
    assert pki.employee.certificate.owner.title == "Касир"
    assert pki.seal.certificate.owner.is_seal
    assert pki.ca.certificate.owner.role is Role.AUTHORITY
    assert pki.ca.certificate.path_length == 0
    assert fop.digest_algorithm == style.digest
    assert fop.public_key is not None
    assert (fop.public_key.dke is None) is (style is Style.KUPYNA)
    assert fop.tsp_urls == ("http://ca.test.invalid/tsp",)
    assert fop.crl_urls == ("http://ca.test.invalid/crl",)
    assert fop.key_usage == {KeyUsage.DIGITAL_SIGNATURE, KeyUsage.NON_REPUDIATION}
    assert fop.days_left(END - timedelta(days=30)) == 30
    assert "CN=Тестенко Тест Тестович" in str(fop.subject)
    assert fop.looks_like_test


def test_a_person_and_an_empty_number() -> None:
    ca = make_pki(Style.KUPYNA).ca
    single = ca.enrol(issue.person("Один", "Олег", "1111111111"), USUAL, entropy=Counted("p")).certificate
    assert single.owner.role is Role.PERSON
    assert single.owner.tax_number == "1111111111"
    # The fiscal server's certificate carries an empty РНОКПП: it counts as absent.
    server = ca.enrol(issue.seal("Сервер", "43005393"), USUAL, entropy=Counted("s")).certificate
    assert (server.owner.person_number, server.owner.role) == ("", Role.SEAL)


def test_issuer_is_really_checked() -> None:
    gost, kupyna = make_pki(Style.GOST), make_pki(Style.KUPYNA)
    gost.fop.certificate.verify_issued_by(gost.ca.certificate)
    with pytest.raises(SignatureInvalidError, match="another issuer"):
        gost.fop.certificate.verify_issued_by(gost.root.certificate)
    twin = issue.create_authority(
        kupyna.root,
        issue.Subject("Тестовий КНЕДП", organisation_identifier="NTRUA-99999998"),
        BEGIN,
        END,
        entropy=Counted("twin"),
    )
    with pytest.raises(SignatureInvalidError, match="did not sign"):
        kupyna.fop.certificate.verify_issued_by(twin.certificate)


def test_every_changed_byte_of_the_signed_part_is_noticed() -> None:
    pki = make_pki(Style.KUPYNA)
    raw = pki.fop.certificate.raw
    chance = random.Random(4145)
    for position in chance.sample(range(4, len(raw)), 60):
        changed = bytearray(raw)
        changed[position] ^= 1 << chance.randrange(8)
        with pytest.raises(CryptoError):
            Certificate(bytes(changed)).verify_issued_by(pki.ca.certificate)


def test_files_of_all_forms(tmp_path: Path) -> None:
    pki = make_pki(Style.KUPYNA)
    every = [pki.fop.certificate, pki.ca.certificate, pki.root.certificate]
    text = base64.encodebytes(every[0].raw)
    pem = b"junk\n" + b"".join(
        b"-----BEGIN CERTIFICATE-----\r\n" + base64.encodebytes(c.raw) + b"-----END CERTIFICATE-----\r\n"
        for c in [*every, every[0]]
    )
    bundle = issue.bundle(every)
    assert load_certificates(every[0].raw) == every[:1]
    assert load_certificates(text) == every[:1]
    assert load_certificates(pem) == every
    assert load_certificates(bundle) == every
    assert load_certificates(base64.b64encode(bundle)) == every
    path = tmp_path / "a.p7b"
    path.write_bytes(b"-----BEGIN PKCS7-----\n" + base64.encodebytes(bundle) + b"-----END PKCS7-----\n")
    assert load_certificates(path.read_bytes()) == every


@pytest.mark.parametrize(
    "data",
    [b"", b"hello", b"\x30\x00", b"\x30\x80\x00\x00", b"-----BEGIN CERTIFICATE-----\n-----END", issue.bundle([])],
)
def test_files_without_certificates(data: bytes) -> None:
    with pytest.raises(MalformedError):
        load_certificates(data)


@pytest.mark.parametrize(
    "data",
    [
        b"0" + b" " * 2_000_000 + b"!",
        b"-----BEGIN A-----" + b" " * 2_000_000,
        b"-----BEGIN A-----" * 100_000,
        b"\x30\x80" * 500_000,
    ],
)
def test_hostile_files_are_refused_quickly(data: bytes) -> None:
    before = time.process_time()
    with pytest.raises(MalformedError):
        load_certificates(data)
    assert time.process_time() - before < 2


def test_a_broken_entry_of_a_bundle_is_passed_over() -> None:
    pki = make_pki(Style.KUPYNA)
    broken = bytearray(issue.bundle([pki.fop.certificate, pki.ca.certificate]))
    spot = broken.index(pki.fop.certificate.raw) + 4
    broken[spot] = 0x31
    assert load_certificates(bytes(broken)) == [pki.ca.certificate]
    only = bytearray(issue.bundle([pki.fop.certificate]))
    only[only.index(pki.fop.certificate.raw) + 4] = 0x31
    with pytest.raises(MalformedError, match="of the bundle are broken"):
        load_certificates(bytes(only))


def _enrolled(name: str, begin: datetime, end: datetime, usage: frozenset[KeyUsage] = issue.SIGNING) -> Certificate:
    point = public_point(M257, 12345)
    profile = Profile(begin, end, usage)
    return make_pki(Style.KUPYNA).ca.issue(issue.person(name, "Тест", "1"), M257, point, profile, entropy=Counted(name))


def test_choice_is_by_point_use_and_date_never_by_order() -> None:
    old = _enrolled("a", BEGIN, END)
    new = _enrolled("b", BEGIN + timedelta(days=90), END)
    gone = _enrolled("c", BEGIN, BEGIN + timedelta(days=5))
    future = _enrolled("d", END - timedelta(days=1), END)
    sealed = _enrolled("e", BEGIN + timedelta(days=99), END, issue.AGREEMENT)
    stranger = make_pki(Style.KUPYNA).fop.certificate
    point = public_point(M257, 12345)
    bag = [stranger, sealed, gone, new, old, future]
    assert choose_signing(bag, M257, point, NOW) == new
    assert choose_signing(bag[::-1], M257, point, NOW) == new
    assert choose_key_agreement(bag, M257, point, NOW) == sealed
    with pytest.raises(CertificateError, match="none of the certificates belongs"):
        choose_signing([stranger], M257, point, NOW)
    with pytest.raises(CertificateError, match="does not allow"):
        choose_signing([sealed], M257, point, NOW)
    with pytest.raises(CertificateError, match="expired"):
        choose_signing([gone], M257, point, NOW)
    with pytest.raises(CertificateError, match="not yet valid"):
        choose_signing([future], M257, point, NOW)


def test_certificates_of_other_algorithms_are_read() -> None:
    trustme = pytest.importorskip("trustme")
    authority = trustme.CA()
    root = load_certificates(authority.cert_pem.bytes())[0]
    leaf = load_certificates(authority.issue_cert("till.test").cert_chain_pems[0].bytes())[0]
    assert leaf.public_key is None
    assert leaf.digest_algorithm is None
    assert root.is_ca
    assert not leaf.matches(M257, M257.base)
    with pytest.raises(UnsupportedError, match="signed by the algorithm"):
        leaf.verify_issued_by(root)


def test_mutated_certificates_raise_only_our_own() -> None:
    pki = make_pki(Style.GOST)
    chance = random.Random(2026)
    samples = [pki.fop.certificate.raw, pki.root.certificate.raw]
    if SHARED.exists():
        samples.append(shared_data("crypto/public/czo/czo_test_kupyna_sign.cer").read_bytes())
    read = 0
    for _ in range(250):
        data = bytearray(chance.choice(samples))
        for _ in range(chance.randint(1, 4)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        try:
            for certificate in load_certificates(
                bytes(data[: chance.choice((len(data), chance.randrange(len(data))))])
            ):
                assert str(certificate.subject) is not None
                read += bool(certificate.owner and certificate.key_usage and certificate.ocsp_urls)
                read += bool(certificate.is_ca or certificate.crl_urls or certificate.qualified_statements)
                if certificate.public_key is not None:
                    assert certificate.public_key.point
        except CryptoError as error:
            assert str(error)
    assert read


def test_moments_at_the_edges() -> None:
    certificate = make_pki(Style.GOST).fop.certificate
    assert certificate.valid_at(BEGIN)
    assert certificate.valid_at(END)
    assert not certificate.valid_at(END + timedelta(seconds=1))
    assert certificate.not_before == datetime(2026, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "on_device"), [("czo/czo_test_ca_2601.cer", True), ("openprro/STS_2023_1.pem", False)]
)
def test_a_key_on_a_protected_device_is_told_from_one_in_a_file(name: str, on_device: bool) -> None:
    (certificate,) = load_certificates((shared_data("crypto/public") / name).read_bytes())
    assert certificate.key_on_device is on_device
