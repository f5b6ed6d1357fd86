"""Which key signs and which agrees: by public point and keyUsage, never by order."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import permutations

import pytest

from prro_cli.crypto import cms, cms_verify, oids
from prro_cli.crypto.containers import certificates_in, open_container
from prro_cli.crypto.curves import M257, M431
from prro_cli.crypto.errors import CertificateError, UnsupportedError
from prro_cli.crypto.pairing import agreement_pair, own_pairs, signing_pair, vault_header
from prro_cli.crypto.secret import Secret
from prro_cli.crypto.x509 import Certificate
from tests.crypto.throwaway import NOW, make_certificate, make_key, make_person
from tests.shared import shared_data


def test_order_decides_nothing() -> None:
    keys, certificates = make_person("olha")
    stranger = make_certificate("stranger", serial=9)
    for key_order in permutations(keys):
        for order in permutations((*certificates, stranger)):
            signing = signing_pair(key_order, order, NOW)
            agreement = agreement_pair(key_order, order, NOW)
            assert (signing.key, signing.certificate) == (keys[0], certificates[0])
            assert (agreement.key, agreement.certificate) == (keys[1], certificates[1])


def test_a_pair_signs_as_it_is() -> None:
    message = cms.sign(b"content", signing_pair(*make_person("olha"), NOW))
    assert cms_verify.verify(message, at=NOW).certificate == make_person("olha")[1][0]


def test_newest_valid_certificate_wins() -> None:
    keys, certificates = make_person("olha")
    newer = make_certificate("olha-sign", start=datetime(2026, 10, 1, tzinfo=UTC), serial=5)
    future = make_certificate("olha-sign", start=datetime(2027, 1, 1, tzinfo=UTC), serial=6)
    found = signing_pair(keys, (newer, *certificates, future), NOW)
    assert found.certificate is newer


def test_refusals_say_why() -> None:
    keys, certificates = make_person("olha")
    with pytest.raises(CertificateError, match="none of the certificates"):
        signing_pair(keys, (make_certificate("stranger", serial=9),), NOW)
    with pytest.raises(CertificateError, match="does not allow"):
        signing_pair(keys, certificates[1:], NOW)
    with pytest.raises(CertificateError, match="expired"):
        signing_pair(keys, certificates, datetime(2031, 1, 1, tzinfo=UTC))


def test_vault_header_is_about_the_signing_certificate() -> None:
    keys, certificates = make_person("olha", digest=oids.KUPYNA256)
    stranger = make_certificate("stranger", serial=9)
    header = vault_header("каса-1", keys, (stranger, certificates[1], certificates[0]), source="Key-6.dat")
    assert header.algorithm == "DSTU 4145 M257, Kupyna-256"
    assert header.tax_number == "1234567890"
    assert header.not_after == certificates[0].not_after
    assert header.key_id == make_key("olha-sign").key_id
    assert set(header.certificates) == {certificate.raw for certificate in certificates}


@pytest.mark.parametrize("era", ["bc", "bc_kupyna"])
def test_foreign_certificates_beside_the_key(era: str) -> None:
    folder = shared_data(f"crypto/foreign/{era}/fop")
    files = [path.read_bytes() for path in sorted(folder.iterdir())]
    container = open_container((folder / "privat_style.jks").read_bytes(), Secret("testpass"))
    certificates = certificates_in(files)
    signing = signing_pair(container.keys, certificates, NOW)
    assert signing.key.curve is M257
    assert signing.certificate.not_after.year == 2045, "the expired certificate of the same key is passed over"
    assert agreement_pair(container.keys, certificates, NOW).key.curve is M431


def test_public_test_key_of_2020() -> None:
    folder = shared_data("crypto/public/e-rro")
    container = open_container((folder / "Key-6.dat").read_bytes(), Secret("tectfom"))
    certificates = certificates_in([(folder / name).read_bytes() for name in ("8030939.cer", "8030938.cer")])
    assert len(own_pairs(container.keys, certificates)) == 2
    with pytest.raises(CertificateError, match="expired"):
        signing_pair(container.keys, certificates, NOW)
    then = datetime(2021, 1, 1, tzinfo=UTC)
    assert signing_pair(container.keys, certificates, then).key.curve is M257


def test_a_strangers_unreadable_key_does_not_stand_in_the_way() -> None:
    keys, certificates = make_person("olha")
    order = M257.n.to_bytes(32, "big")
    strange = Certificate(make_certificate("stranger", serial=9).raw.replace(order, bytes([order[0] ^ 1]) + order[1:]))
    with pytest.raises(UnsupportedError):
        _ = strange.public_key
    assert not strange.matches(M257, keys[0].public_point())
    assert signing_pair(keys, (strange, *certificates), NOW).certificate is certificates[0]
