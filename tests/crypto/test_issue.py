"""The throw-away authority writes certificates that look like the real ones."""

from __future__ import annotations

import pytest

from prro_cli.crypto import der, issue, oids
from prro_cli.crypto.algorithms import hash_bytes
from prro_cli.crypto.curves import M257, M431
from prro_cli.crypto.issue import Profile, Style
from prro_cli.crypto.spki import build_algorithm
from prro_cli.crypto.x509 import Certificate, KeyUsage, load_certificates
from tests.crypto.pki import BEGIN, END, USUAL, Counted, make_pki
from tests.shared import shared_data

BOTH = pytest.mark.parametrize("style", Style)


@BOTH
def test_key_identifiers_are_hashes_of_the_point_octets(style: Style) -> None:
    certificate = make_pki(style).fop.certificate
    key = certificate.public_key
    assert key is not None
    assert certificate.subject_key_id == hash_bytes(style.digest, key.octets)
    assert key.octets[:2] == bytes((4, 33))


@pytest.mark.parametrize(("folder", "digest"), [("bc", oids.GOST34311), ("bc_kupyna", oids.KUPYNA256)])
def test_foreign_key_identifiers_are_made_the_same_way(folder: str, digest: str) -> None:
    for name in ("fop/sign", "fop/kep", "seal/sign", "ca/ca", "ca/root"):
        data = shared_data(f"crypto/foreign/{folder}/{name}.cer").read_bytes()
        certificate = load_certificates(data)[0]
        assert certificate.public_key is not None
        assert certificate.subject_key_id == certificate.public_key.key_id(lambda o: hash_bytes(digest, o))


@BOTH
def test_a_pair_of_keys(style: Style) -> None:
    pki = make_pki(style)
    assert (pki.fop.curve, pki.fop_agreement.curve) == (M257, M431)
    assert pki.fop_agreement.certificate.key_usage == {KeyUsage.KEY_AGREEMENT}
    assert pki.fop_agreement.certificate.subject == pki.fop.certificate.subject
    for key in (pki.fop, pki.fop_agreement, pki.seal, pki.tsa):
        assert key.certificate.matches(key.curve, key.private.public_point())


def test_parameters_follow_the_style() -> None:
    gost, kupyna = make_pki(Style.GOST), make_pki(Style.KUPYNA)
    assert build_algorithm(M257) in kupyna.fop.certificate.raw
    assert build_algorithm(M257) not in gost.fop.certificate.raw
    # A server with a certificate of the old style under an authority of the new one (as in September 2026).
    profile = Profile(BEGIN, END, style=Style.GOST)
    old = kupyna.ca.enrol(issue.seal("Сервер", "43005393"), profile, entropy=Counted("old")).certificate
    assert old.public_key is not None
    assert old.public_key.dke is not None
    assert old.digest_algorithm == oids.KUPYNA256
    named = Profile(BEGIN, END, named_curve=True)
    short = kupyna.ca.enrol(issue.person("А", "Б", "1"), named, entropy=Counted("named")).certificate
    assert der.oid(M257.oid) in short.raw
    assert len(short.raw) < len(kupyna.fop.certificate.raw)


@BOTH
def test_usage_is_written_as_real_authorities_write_it(style: Style) -> None:
    pki = make_pki(style)
    assert bytes.fromhex("030206c0") in pki.fop.certificate.raw
    assert bytes.fromhex("03020308") in pki.fop_agreement.certificate.raw
    assert bytes.fromhex("03020106") in pki.ca.certificate.raw
    assert pki.tsa.certificate.extensions[oids.EXT_EXTENDED_USAGE].critical
    assert pki.seal.certificate.extended_usage == {oids.EKU_SEAL}


def test_everything_is_repeatable_but_the_nonce() -> None:
    first, second = (
        issue.create_root(issue.Subject("Тест"), Style.KUPYNA, BEGIN, END, entropy=Counted("same")) for _ in range(2)
    )
    body = der.parse(first.certificate.raw)[0].raw
    assert body == der.parse(second.certificate.raw)[0].raw
    assert first.certificate != second.certificate  # the nonces differ, as they must
    first.certificate.verify_issued_by(second.certificate)


def test_a_bundle_keeps_order_and_bytes() -> None:
    pki = make_pki(Style.GOST)
    every = [pki.root.certificate, pki.ca.certificate, pki.fop.certificate]
    assert load_certificates(issue.bundle(every)) == every


def test_late_dates_are_generalized_times() -> None:
    late = END.replace(year=2060)
    root = issue.create_root(issue.Subject("Тест"), Style.KUPYNA, BEGIN, late, entropy=Counted("late"))
    assert Certificate(root.certificate.raw).not_after == late
    assert der.generalized_time(late) in root.certificate.raw


def test_private_numbers_do_not_show() -> None:
    key = make_pki(Style.GOST).ca.enrol(issue.person("А", "Б", "1"), USUAL, entropy=Counted("hidden"))
    assert str(key.scalar()) not in repr(key)
    assert f"{key.scalar():x}" not in repr(key).lower()
