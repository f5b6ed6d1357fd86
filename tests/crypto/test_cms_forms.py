"""Forms of messages that no honest sender makes, each signed rightly, each refused for its own reason."""

from __future__ import annotations

import pytest

from prro_cli.crypto import cms, der, oids
from prro_cli.crypto.algorithms import algorithm_identifier, hash_bytes, signature_of_digest
from prro_cli.crypto.backend import current_backend
from prro_cli.crypto.cms import CertifiedKey
from prro_cli.crypto.cms_check import Fault
from prro_cli.crypto.cms_read import read_signed
from prro_cli.crypto.cms_verify import verify
from prro_cli.crypto.errors import CryptoError, LimitError, MalformedError, SignatureInvalidError, UnsupportedError
from prro_cli.crypto.issue import Style
from tests.crypto.pki import NOW, make_pki

DOCUMENT = b"<CHECK/>"
DIGEST = oids.KUPYNA256


def bare(
    key: CertifiedKey,
    *,
    content_type: str = oids.DATA,
    announced: str = DIGEST,
    digest: str = DIGEST,
    signature: str = signature_of_digest(DIGEST),
) -> bytes:
    """A message without signed attributes: the signature covers the content itself."""
    value = current_backend().sign(key.curve, key.scalar(), hash_bytes(DIGEST, DOCUMENT))
    signer = der.sequence(
        der.integer(1),
        key.certificate.issuer_and_serial,
        algorithm_identifier(digest),
        algorithm_identifier(signature),
        der.octet_string(value),
    )
    return wrap(key, signer, content_type, announced)


def wrap(key: CertifiedKey, signer: bytes, content_type: str = oids.DATA, announced: str = DIGEST) -> bytes:
    """A SignedData around a SignerInfo."""
    body = der.sequence(
        der.integer(1),
        der.set_of(algorithm_identifier(announced)),
        der.sequence(der.oid(content_type), der.context(0, der.octet_string(DOCUMENT))),
        der.context(0, key.certificate.raw),
        der.set_of(signer),
    )
    return der.sequence(der.oid(oids.SIGNED_DATA), der.context(0, body))


def test_without_attributes_the_content_itself_is_signed() -> None:
    pki = make_pki(Style.KUPYNA)
    data = bare(pki.fop)
    verdict = verify(data, at=NOW, store=pki.store)
    assert verdict.trusted
    assert verdict.signing_time is None
    assert verdict.notes == ("the signature does not name its certificate by hash",)
    with pytest.raises(SignatureInvalidError, match=f"^{Fault.SIGNATURE.value}"):
        verify(data.replace(DOCUMENT, b"<CHEQK/>"), at=NOW)
    with pytest.raises(SignatureInvalidError, match=Fault.NO_DIGEST_ATTRIBUTE.value):
        verify(bare(pki.fop, content_type=oids.TST_INFO), at=NOW)


def test_algorithms_must_agree_everywhere() -> None:
    key = make_pki(Style.KUPYNA).fop
    with pytest.raises(SignatureInvalidError, match="Kupyna-256 with a signature over GOST"):
        verify(bare(key, signature=oids.DSTU4145_LE), at=NOW)
    with pytest.raises(SignatureInvalidError, match=r"GOST 34\.311 with a signature over Kupyna-256"):
        verify(bare(key, digest=oids.GOST34311), at=NOW)
    with pytest.raises(SignatureInvalidError, match="announces another digest"):
        verify(bare(key, announced=oids.GOST34311), at=NOW)
    with pytest.raises(UnsupportedError, match="not DSTU 4145"):
        verify(bare(key, signature="1.2.840.113549.1.1.11"), at=NOW)


def test_a_key_agreement_certificate_does_not_sign() -> None:
    pki = make_pki(Style.KUPYNA)
    with pytest.raises(SignatureInvalidError, match=Fault.USAGE.value):
        verify(bare(pki.fop_agreement), at=NOW)


def test_a_key_of_another_algorithm_does_not_sign() -> None:
    trustme = pytest.importorskip("trustme")
    from prro_cli.crypto.x509 import load_certificates

    pem = trustme.CA().issue_cert("till.test").cert_chain_pems[0].bytes()
    pki = make_pki(Style.KUPYNA)
    foreign = CertifiedKey(pki.fop.private, load_certificates(pem)[0])
    with pytest.raises(SignatureInvalidError, match=Fault.WRONG_KEY_TYPE.value):
        verify(bare(foreign), at=NOW)


def _parts(data: bytes) -> list[bytes]:
    return [part.raw for part in der.parse(data)[1][0]]


def _rebuilt(parts: list[bytes]) -> bytes:
    return der.sequence(der.oid(oids.SIGNED_DATA), der.context(0, der.sequence(*parts)))


def test_needless_and_missing_parts() -> None:
    key = make_pki(Style.KUPYNA).fop
    data = cms.sign(DOCUMENT, key)
    parts = _parts(data)
    assert _rebuilt(parts) == data
    signer = [part.raw for part in read_signed(data).signer.node]
    cases = [
        (_rebuilt([*parts, der.null()]), "missing or needless"),
        (_rebuilt(parts[:3]), "without its parts"),
        (_rebuilt([*parts[:4], der.set_of(der.sequence(*signer, der.null()))]), "where 0xa1 belongs"),
        (_rebuilt([*parts[:4], der.set_of(der.sequence(*signer, der.context(1), der.null()))]), "needless"),
        (_rebuilt([*parts[:4], der.set_of(der.sequence(*signer[:4]))]), "without its parts"),
        (der.sequence(der.oid(oids.SIGNED_DATA), der.context(0, der.null(), der.null())), "needless parts"),
        (der.sequence(der.oid(oids.ENVELOPED_DATA), der.context(0, der.null())), "CMS of another kind"),
        (der.sequence(der.oid(oids.DATA)), "CMS of another kind"),
    ]
    for broken, reason in cases:
        with pytest.raises(MalformedError, match=reason):
            verify(broken, at=NOW)


def test_too_many_certificates_and_attributes() -> None:
    key = make_pki(Style.KUPYNA).fop
    parts = _parts(cms.sign(DOCUMENT, key))
    crowded = _rebuilt([*parts[:3], der.context(0, key.certificate.raw * 33), parts[4]])
    with pytest.raises(LimitError, match="33 certificates"):
        verify(crowded, at=NOW)
    signer = [part.raw for part in read_signed(_rebuilt(parts)).signer.node]
    many = der.tlv(0xA1, *(cms.attribute(f"1.2.3.{i}", der.null()) for i in range(33)))
    with pytest.raises(LimitError, match="33 attributes"):
        verify(_rebuilt([*parts[:4], der.set_of(der.sequence(*signer, many))]), at=NOW)


def test_other_unsigned_attributes_stay_and_change_nothing() -> None:
    pki = make_pki(Style.KUPYNA)
    data = cms.add_unsigned(cms.sign(DOCUMENT, pki.fop), "1.2.3.4", der.null())
    both = cms.add_unsigned(data, "1.2.3.5", der.null())
    assert list(read_signed(both).signer.unsigned) == ["1.2.3.4", "1.2.3.5"]
    assert verify(both, at=NOW, store=pki.store).trusted
    empty = cms.add_unsigned(data, "1.2.3.6", b"")
    with pytest.raises(MalformedError, match="is empty"):
        verify(empty, at=NOW)


@pytest.mark.parametrize("step", [5, pytest.param(1, marks=pytest.mark.slow)], ids=["short", "every byte"])
def test_no_bit_of_a_message_may_change(step: int) -> None:
    """Versions and tags too, which no signature covers; inside the certificate one bit of each byte is enough."""
    pki = make_pki(Style.GOST)
    data = cms.sign(DOCUMENT, pki.fop, cms.Options(signing_time=NOW))
    start = data.index(pki.fop.certificate.raw)
    inside = range(start, start + len(pki.fop.certificate.raw))
    survived = []
    for place in range(0, len(data), step):
        for bit in {place % 8} if place in inside else {1, 3, place % 8}:
            changed = bytearray(data)
            changed[place] ^= 1 << bit
            try:
                verify(bytes(changed), at=NOW)
            except CryptoError:
                continue
            survived.append((place, bit))
    assert not survived


@pytest.mark.parametrize(("outer", "inner", "fits"), [(1, 1, True), (3, 1, False), (1, 3, False), (3, 3, False)])
def test_versions_go_with_the_way_the_signer_is_named(outer: int, inner: int, fits: bool) -> None:
    pki = make_pki(Style.KUPYNA)
    root = der.parse(bare(pki.fop))
    signed = root[1][0]
    signer = der.sequence(der.integer(inner), *(part.raw for part in list(signed[4][0])[1:]))
    body = der.sequence(der.integer(outer), *(part.raw for part in list(signed)[1:4]), der.set_of(signer))
    data = der.sequence(root[0].raw, der.context(0, body))
    if fits:
        assert verify(data, at=NOW).content == DOCUMENT
    else:
        with pytest.raises(MalformedError, match="of version"):
            verify(data, at=NOW)
