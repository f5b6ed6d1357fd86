"""Certificates in forms that no honest authority writes, each signed rightly by its authority."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from prro_cli.crypto import der, oids
from prro_cli.crypto.algorithms import hash_bytes
from prro_cli.crypto.backend import current_backend
from prro_cli.crypto.errors import LimitError, MalformedError, SignatureInvalidError
from prro_cli.crypto.issue import Style
from prro_cli.crypto.trust import build_chain
from prro_cli.crypto.x509 import Certificate
from tests.crypto.pki import NOW, make_pki

STYLE = Style.KUPYNA


def signed(parts: list[bytes], algorithm: bytes) -> Certificate:
    """A certificate of these fields, signed by the authority of the tests."""
    ca = make_pki(STYLE).ca.key
    body = der.sequence(*parts)
    signature = current_backend().sign(ca.curve, ca.scalar(), hash_bytes(STYLE.digest, body))
    return Certificate(der.sequence(body, algorithm, der.bit_string(der.octet_string(signature))))


def fields() -> list[bytes]:
    """The fields of an honest certificate: 2 is the algorithm, 7 the extensions."""
    return [node.raw for node in der.parse(make_pki(STYLE).fop.certificate.raw)[0]]


def with_extensions(change: Callable[[list[bytes]], list[bytes]]) -> Certificate:
    """An honest certificate with other extensions."""
    parts = fields()
    found = [node.raw for node in der.parse(parts[7])[0]]
    return signed([*parts[:7], der.context(3, der.sequence(*change(found)))], parts[2])


def test_the_helper_makes_good_certificates() -> None:
    pki = make_pki(STYLE)
    certificate = with_extensions(lambda found: found)
    certificate.verify_issued_by(pki.ca.certificate)
    assert build_chain(certificate, pki.store, NOW).trusted


def test_the_two_signature_algorithms_must_be_the_same() -> None:
    parts = fields()
    with pytest.raises(MalformedError, match="differ"):
        signed(parts, der.sequence(der.oid(oids.DSTU4145_LE)))


def test_a_signature_algorithm_has_no_parameters() -> None:
    parts = fields()
    algorithm = der.sequence(der.oid(oids.DSTU4145_KUPYNA256), der.null())
    certificate = signed([*parts[:2], algorithm, *parts[3:]], algorithm)
    with pytest.raises(SignatureInvalidError, match="parameters"):
        certificate.verify_issued_by(make_pki(STYLE).ca.certificate)


def test_an_extension_may_not_occur_twice() -> None:
    certificate = with_extensions(lambda found: [*found, found[0]])
    with pytest.raises(MalformedError, match="occurs twice"):
        assert certificate.key_usage


def test_an_unknown_critical_extension_takes_trust() -> None:
    strange = der.sequence(der.oid("1.2.3.4"), der.boolean(True), der.octet_string(der.null()))
    harmless = der.sequence(der.oid("1.2.3.4"), der.octet_string(der.null()))
    store = make_pki(STYLE).store
    report = build_chain(with_extensions(lambda found: [*found, strange]), store, NOW)
    assert not report.trusted
    assert report.problems == ("'Тестенко Тест Тестович' has critical extensions that are not understood: 1.2.3.4",)
    assert build_chain(with_extensions(lambda found: [*found, harmless]), store, NOW).trusted


def test_without_extensions_nothing_is_allowed() -> None:
    parts = fields()
    certificate = signed(parts[:7], parts[2])
    assert certificate.extensions == {}
    assert not certificate.for_signing
    assert not certificate.is_ca
    assert certificate.subject_key_id is None
    assert certificate.ocsp_urls == ()


@pytest.mark.parametrize("drop", [1, 3, 4, 5, 6])
def test_a_missing_field(drop: int) -> None:
    parts = fields()
    with pytest.raises(MalformedError):
        signed(parts[:drop] + parts[drop + 1 :], parts[2])


def test_an_endless_name() -> None:
    parts = fields()
    entry = der.set_of(der.sequence(der.oid(oids.ORGANIZATION), der.utf8("А")))
    certificate = signed([*parts[:5], der.sequence(*[entry] * 65), *parts[6:]], parts[2])
    with pytest.raises(LimitError, match="64 attributes"):
        assert certificate.owner
    broken = der.sequence(der.set_of(der.sequence(der.oid("2.5.4.3"), der.tlv(12, b"\xff\n"))))
    odd = signed([*parts[:5], broken, *parts[6:]], parts[2])
    assert odd.subject.common_name == "\N{REPLACEMENT CHARACTER}" * 2
