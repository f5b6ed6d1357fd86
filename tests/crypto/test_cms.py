"""Signed messages: foreign ones verify or fail for their own reason; ours are what was meant and nothing else."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest

from prro_cli.crypto import cms, der, oids
from prro_cli.crypto.algorithms import check_signature
from prro_cli.crypto.cms import Options
from prro_cli.crypto.cms_check import Fault
from prro_cli.crypto.cms_read import SidForm, read_signed
from prro_cli.crypto.cms_verify import TimeSource, verify, verify_all
from prro_cli.crypto.errors import (
    CertificateError,
    CryptoError,
    KeyMismatchError,
    MalformedError,
    SignatureInvalidError,
    UnsupportedError,
)
from prro_cli.crypto.issue import Style
from prro_cli.crypto.trust import NOT_PINNED, NOT_REVOCATION, TrustStore
from prro_cli.crypto.x509 import Certificate, load_certificates
from tests.crypto.pki import NOW, make_pki
from tests.shared import shared_data

DOCUMENT = '<?xml version="1.0" encoding="windows-1251"?><CHECK>Чек</CHECK>'.encode("cp1251")
BOTH = pytest.mark.parametrize("style", Style)

GOOD = {
    # name: digest, how the signer is named, signed by
    "foreign/bc/cms/attached_gost.p7s": (oids.GOST34311, SidForm.ISSUER_SERIAL),
    "foreign/bc/cms/attached_gost_no_signingtime.p7s": (oids.GOST34311, SidForm.ISSUER_SERIAL),
    "foreign/bc/cms/attached_kupyna.p7s": (oids.KUPYNA256, SidForm.ISSUER_SERIAL),
    "foreign/bc/cms/attached_seal.p7s": (oids.GOST34311, SidForm.ISSUER_SERIAL),
    "foreign/bc/cms/attached_unsorted_attrs.p7s": (oids.GOST34311, SidForm.ISSUER_SERIAL),
    "foreign/bc/cms/detached_gost.p7s": (oids.GOST34311, SidForm.ISSUER_SERIAL),
    "foreign/bc/cms/ticket_fiscal_style_ski_explicit_unsorted.p7s": (oids.GOST34311, SidForm.KEY_ID_EXPLICIT),
    "foreign/bc_kupyna/cms/attached_gost_sig_kupyna_cert.p7s": (oids.GOST34311, SidForm.ISSUER_SERIAL),
    "foreign/bc_kupyna/cms/attached_kupyna.p7s": (oids.KUPYNA256, SidForm.ISSUER_SERIAL),
    "foreign/bc_kupyna/cms/attached_kupyna_named_curve.p7s": (oids.KUPYNA256, SidForm.ISSUER_SERIAL),
    "foreign/bc_kupyna/cms/attached_kupyna_seal.p7s": (oids.KUPYNA256, SidForm.ISSUER_SERIAL),
    "foreign/bc_kupyna/cms/ticket_kupyna_sig_gost_cert_ski_unsorted.p7s": (oids.KUPYNA256, SidForm.KEY_ID_EXPLICIT),
    "foreign/jkurwa/signed_attached.p7s": (oids.GOST34311, SidForm.ISSUER_SERIAL),
    "foreign/jkurwa/signed_detached.p7s": (oids.GOST34311, SidForm.ISSUER_SERIAL),
    "foreign/uapki/bes_gost.p7s": (oids.GOST34311, SidForm.ISSUER_SERIAL),
    "foreign/uapki/bes_kupyna.p7s": (oids.KUPYNA256, SidForm.ISSUER_SERIAL),
    "foreign/uapki/cms_gost.p7s": (oids.GOST34311, SidForm.KEY_ID),
    "public/dps-examples/dps_check.xml.signed": (oids.GOST34311, SidForm.KEY_ID_EXPLICIT),
    "public/dps-examples/dps_zrep.xml.signed": (oids.GOST34311, SidForm.KEY_ID_EXPLICIT),
    "public/dps-examples/dps_cmd_state.json.signed": (oids.GOST34311, SidForm.KEY_ID_EXPLICIT),
}
BAD = {
    "foreign/bc/cms/BAD_content_changed.p7s": Fault.CONTENT_CHANGED,
    "foreign/bc/cms/BAD_signature_flipped.p7s": Fault.SIGNATURE,
    "foreign/bc/cms/BAD_wrong_cert.p7s": Fault.SIGNATURE,
    "foreign/bc_kupyna/cms/BAD_signature_flipped_kupyna.p7s": Fault.SIGNATURE,
    "foreign/bc_kupyna/cms/BAD_digest_alg_mismatch.p7s": Fault.ALGORITHM_PAIR,
}


def shared(name: str) -> bytes:
    """A shared file."""
    return shared_data(f"crypto/{name}").read_bytes()


def authorities(folder: str) -> TrustStore:
    """The authorities of a foreign set."""
    names = (f"foreign/{folder}/ca/root.cer", f"foreign/{folder}/ca/ca.cer")
    return TrustStore.vouching(c for name in names for c in load_certificates(shared(name)))


@pytest.mark.parametrize("name", GOOD)
def test_foreign_signatures_verify(name: str) -> None:
    data = shared(name)
    message = read_signed(data)
    content = shared("foreign/bc/cms/doc.xml") if message.content is None else None
    verdict = verify(data, at=NOW, content=content)
    assert (verdict.digest_algorithm, message.signer.sid.form) == GOOD[name]
    assert not verdict.trusted
    assert NOT_REVOCATION in verdict.not_checked
    assert not verdict.has_content_time_stamp
    if "/cms/" in name and "bc" in name:
        trusted = verify(data, at=NOW, content=content, store=authorities(name.split("/")[1]))
        assert trusted.trusted
        assert b"TICKET" in trusted.content or trusted.content == shared("foreign/bc/cms/doc.xml")


@pytest.mark.parametrize("name", BAD)
def test_foreign_forgeries_fail_with_their_reason(name: str) -> None:
    with pytest.raises(SignatureInvalidError, match=f"^{BAD[name].value}"):
        verify(shared(name), at=NOW)


def test_no_shared_message_is_forgotten() -> None:
    folder = shared_data("crypto")
    found = {str(p.relative_to(folder)) for p in folder.rglob("*") if p.suffix in (".p7s", ".signed")}
    assert found == set(GOOD) | set(BAD) | {"foreign/uapki/raw_gost.p7s", "foreign/uapki/raw_kupyna.p7s"}


@pytest.mark.parametrize(("name", "digest"), [("gost", oids.GOST34311), ("kupyna", oids.KUPYNA256)])
def test_raw_signatures_of_uapki(name: str, digest: str) -> None:
    key = load_certificates(shared("public/e-rro/8030938.cer"))[0].public_key
    content = read_signed(shared("foreign/uapki/bes_gost.p7s")).content
    assert key is not None
    assert content is not None
    assert check_signature(key, digest, content, shared(f"foreign/uapki/raw_{name}.p7s"))
    assert not check_signature(key, digest, content + b" ", shared(f"foreign/uapki/raw_{name}.p7s"))


@pytest.mark.parametrize("name", ["dps_check.xml", "dps_zrep.xml"])
def test_official_samples_carry_a_real_time_stamp(name: str) -> None:
    verdict = verify(shared(f"public/dps-examples/{name}.signed"), at=NOW)
    assert verdict.stamp is not None
    assert verdict.stamp.certificate is not None
    assert "TSP-сервер" in verdict.stamp.certificate.subject.common_name
    assert verdict.moment_source is TimeSource.STAMP
    assert verdict.moment.year == 2020
    assert verdict.content.startswith(b"<?xml")
    assert any("time-stamping authority" in text for text in verdict.not_checked)


@BOTH
def test_own_message_is_exactly_what_is_wanted(style: Style) -> None:
    pki = make_pki(style)
    data = cms.sign(DOCUMENT, pki.fop, Options(signing_time=NOW))
    assert der.parse(data).raw == data  # DER, with nothing of BER
    message = read_signed(data)
    signer = message.signer
    assert (message.version, signer.version) == (1, 1)
    assert message.digest_algorithms == (style.digest,)
    assert message.certificates == (pki.fop.certificate,)
    assert message.content == DOCUMENT
    assert signer.sid.form is SidForm.ISSUER_SERIAL
    assert signer.signed_bytes == signer.sorted_bytes
    assert signer.signing_time == NOW
    assert set(signer.signed) == {
        oids.CONTENT_TYPE,
        oids.MESSAGE_DIGEST,
        oids.SIGNING_TIME,
        oids.SIGNING_CERTIFICATE_V2,
    }
    assert len(signer.signature) == 64
    assert signer.unsigned == {}
    verdict = verify(data, at=NOW, store=pki.store)
    assert verdict.trusted
    assert verdict.owner.tax_number == "1234567890"
    assert verdict.method.endswith("GOST 34.311" if style is Style.GOST else "Kupyna-256")
    assert verdict.not_checked == (NOT_REVOCATION, "the time of signing: it is the signer's own word")


@BOTH
def test_switches(style: Style) -> None:
    pki = make_pki(style)
    other = oids.KUPYNA256 if style is Style.GOST else oids.GOST34311
    mixed = verify(cms.sign(DOCUMENT, pki.seal, Options(digest=other)), at=NOW, store=pki.store)
    assert (mixed.trusted, mixed.digest_algorithm, mixed.moment_source) == (True, other, TimeSource.GIVEN)
    ticket = Options(sid=SidForm.KEY_ID_EXPLICIT, sorted_attributes=False)
    server = read_signed(cms.sign(DOCUMENT, pki.seal, ticket))
    assert list(server.signer.signed) == [oids.MESSAGE_DIGEST, oids.CONTENT_TYPE, oids.SIGNING_CERTIFICATE_V2]
    assert server.signer.sid.form is SidForm.KEY_ID_EXPLICIT
    assert server.signer.signed_bytes != server.signer.sorted_bytes
    assert verify(server.raw, at=NOW, store=pki.store).trusted
    implicit = cms.sign(DOCUMENT, pki.seal, Options(sid=SidForm.KEY_ID, version=3))
    assert verify(implicit, at=NOW, store=pki.store).trusted
    bare = cms.sign(DOCUMENT, pki.seal, Options(with_certificate=False))
    with pytest.raises(SignatureInvalidError, match=Fault.NO_CERTIFICATE.value):
        verify(bare, at=NOW)
    assert verify(bare, at=NOW, certificates=[pki.fop.certificate, pki.seal.certificate]).owner.is_seal
    with pytest.raises(UnsupportedError, match="SHA-256"):
        cms.sign(DOCUMENT, pki.seal, Options(digest=oids.SHA256))


@BOTH
def test_detached(style: Style) -> None:
    pki = make_pki(style)
    data = cms.sign(DOCUMENT, pki.fop, Options(detached=True))
    assert DOCUMENT not in data
    assert verify(data, at=NOW, content=DOCUMENT, store=pki.store).trusted
    with pytest.raises(SignatureInvalidError, match=Fault.NO_CONTENT.value):
        verify(data, at=NOW)
    with pytest.raises(SignatureInvalidError, match=Fault.CONTENT_CHANGED.value):
        verify(data, at=NOW, content=DOCUMENT + b"\n")
    with pytest.raises(SignatureInvalidError, match=Fault.TWO_CONTENTS.value):
        verify(cms.sign(DOCUMENT, pki.fop), at=NOW, content=b"other")


def test_keys_are_matched_and_used_for_their_purpose() -> None:
    pki = make_pki(Style.KUPYNA)
    assert cms.certify(pki.fop.private, pki.fop.certificate) == pki.fop
    with pytest.raises(KeyMismatchError):
        cms.certify(pki.fop.private, pki.seal.certificate)
    with pytest.raises(CertificateError, match="does not allow signing"):
        cms.sign(DOCUMENT, pki.fop_agreement)
    assert "scalar" not in repr(pki.fop)
    assert f"{pki.fop.scalar():x}" not in repr(pki.fop)


def _replace_once(data: bytes, old: bytes, new: bytes) -> bytes:
    assert data.count(old) == 1
    return data.replace(old, new)


@BOTH
def test_a_changed_part_is_refused_for_its_own_reason(style: Style) -> None:
    pki = make_pki(style)
    data = cms.sign(DOCUMENT, pki.fop, Options(signing_time=NOW))
    later = NOW + timedelta(hours=1)
    with pytest.raises(SignatureInvalidError, match=Fault.CONTENT_CHANGED.value):
        verify(_replace_once(data, b"<CHECK>", b"<CHEQK>"), at=NOW)
    with pytest.raises(SignatureInvalidError, match=f"^{Fault.SIGNATURE.value}"):
        verify(_replace_once(data, der.utc_time(NOW), der.utc_time(later)), at=NOW)
    with pytest.raises(SignatureInvalidError, match=Fault.NO_CERTIFICATE.value):
        verify(_swap_certificate(data, pki.seal.certificate), at=NOW)
    assert verify(_swap_certificate(data, pki.seal.certificate), at=NOW, certificates=[pki.fop.certificate])
    with pytest.raises(MalformedError, match="follow the end"):
        verify(data + b"\0", at=NOW)


def _swap_certificate(data: bytes, certificate: Certificate) -> bytes:
    body = list(der.parse(data)[1][0])
    parts = [part.raw for part in body]
    parts[3] = der.context(0, certificate.raw)
    return der.sequence(der.oid(oids.SIGNED_DATA), der.context(0, der.sequence(*parts)))


def _resign(data: bytes, change: dict[str, bytes | None], key: cms.CertifiedKey, style: Style) -> bytes:
    """The message with other signed attributes, signed again: forms that no honest sender makes."""
    from prro_cli.crypto.algorithms import hash_bytes
    from prro_cli.crypto.backend import current_backend

    signer = read_signed(data).signer
    kept = {name: cms.attribute(name, node.raw) for name, node in signer.signed.items()}
    kept |= {name: value or b"" for name, value in change.items()}
    attributes = der.tlv(0xA0, *sorted(kept.values()))
    signature = current_backend().sign(key.curve, key.scalar(), hash_bytes(style.digest, b"\x31" + attributes[1:]))
    parts = [part.raw for part in signer.node]
    parts[3], parts[5] = attributes, der.octet_string(signature)
    body = [part.raw for part in der.parse(data)[1][0]]
    body[-1] = der.set_of(der.sequence(*parts))
    return der.sequence(der.oid(oids.SIGNED_DATA), der.context(0, der.sequence(*body)))


def test_attributes_that_lie_under_a_right_signature() -> None:
    style = Style.KUPYNA
    pki = make_pki(style)
    data = cms.sign(DOCUMENT, pki.fop)
    other_hash = cms._signing_certificate(pki.seal.certificate, style.digest)
    lies: list[tuple[dict[str, bytes | None], Fault]] = [
        ({oids.MESSAGE_DIGEST: None}, Fault.NO_DIGEST_ATTRIBUTE),
        ({oids.CONTENT_TYPE: None}, Fault.CONTENT_TYPE),
        ({oids.CONTENT_TYPE: cms.attribute(oids.CONTENT_TYPE, der.oid(oids.TST_INFO))}, Fault.CONTENT_TYPE),
        ({oids.SIGNING_CERTIFICATE_V2: other_hash}, Fault.OTHER_CERTIFICATE),
    ]
    for change, fault in lies:
        with pytest.raises(SignatureInvalidError, match=f"^{fault.value}"):
            verify(_resign(data, change, pki.fop, style), at=NOW)
    unbound = verify(_resign(data, {oids.SIGNING_CERTIFICATE_V2: None}, pki.fop, style), at=NOW)
    assert unbound.notes == ("the signature does not name its certificate by hash",)
    twice = cms.attribute(oids.CONTENT_TYPE, der.oid(oids.DATA), der.oid(oids.TST_INFO))
    with pytest.raises(MalformedError, match="has 2 values"):
        verify(_resign(data, {oids.CONTENT_TYPE: twice}, pki.fop, style), at=NOW)
    repeated = {"again": cms.attribute(oids.CONTENT_TYPE, der.oid(oids.DATA))}
    with pytest.raises(MalformedError, match="occurs twice"):
        verify(_resign(data, dict(repeated), pki.fop, style), at=NOW)


def test_old_signing_certificate_and_content_time_stamp() -> None:
    style = Style.GOST
    pki = make_pki(style)
    data = cms.sign(DOCUMENT, pki.fop)
    old = der.sequence(der.sequence(der.sequence(der.octet_string(pki.fop.certificate.digest(oids.SHA1)))))
    change: dict[str, bytes | None] = {
        oids.SIGNING_CERTIFICATE_V2: None,
        oids.SIGNING_CERTIFICATE: cms.attribute(oids.SIGNING_CERTIFICATE, old),
        oids.CONTENT_TIME_STAMP: cms.attribute(oids.CONTENT_TIME_STAMP, der.sequence()),
    }
    verdict = verify(_resign(data, change, pki.fop, style), at=NOW, store=pki.store)
    assert verdict.trusted
    assert verdict.has_content_time_stamp
    assert "content time stamp" in verdict.notes[0]


def test_attributes_sorted_before_signing_but_sent_unsorted() -> None:
    pki = make_pki(Style.KUPYNA)
    data = cms.sign(DOCUMENT, pki.fop, Options(signing_time=NOW))
    signer = read_signed(data).signer
    assert signer.signed_raw is not None
    reversed_attributes = [item.raw for item in der.parse(signer.signed_bytes)][::-1]
    verdict = verify(data.replace(signer.signed_raw, der.tlv(0xA0, *reversed_attributes)), at=NOW)
    assert verdict.notes == ("the attributes were signed in another order than transmitted",)


def test_a_signature_wrapped_once_more_or_too_short() -> None:
    pki = make_pki(Style.KUPYNA)
    message = read_signed(cms.sign(DOCUMENT, pki.fop))
    parts = [part.raw for part in message.signer.node]
    parts[5] = der.octet_string(der.octet_string(message.signer.signature))
    assert verify(_with_signers(message.raw, der.sequence(*parts)), at=NOW).content == DOCUMENT
    parts[5] = der.octet_string(message.signer.signature[:-1])
    with pytest.raises(SignatureInvalidError, match="63 bytes instead of 64"):
        verify(_with_signers(message.raw, der.sequence(*parts)), at=NOW)


def _with_signers(data: bytes, *signers: bytes) -> bytes:
    body = [part.raw for part in der.parse(data)[1][0]]
    body[-1] = der.set_of(*signers)
    return der.sequence(der.oid(oids.SIGNED_DATA), der.context(0, der.sequence(*body)))


def test_two_signatures_are_refused_unless_asked_for() -> None:
    pki = make_pki(Style.KUPYNA)
    one = read_signed(cms.sign(DOCUMENT, pki.fop))
    two = read_signed(cms.sign(DOCUMENT, pki.seal))
    both = _with_signers(one.raw, one.signer.node.raw, two.signer.node.raw)
    with pytest.raises(UnsupportedError, match="2 signatures"):
        verify(both, at=NOW)
    verdicts = verify_all(both, at=NOW, certificates=[pki.seal.certificate], store=pki.store)
    assert {verdict.owner.role.value for verdict in verdicts} == {"entrepreneur", "seal"}
    assert all(verdict.trusted for verdict in verdicts)
    with pytest.raises(MalformedError, match="without any signature"):
        verify(_with_signers(one.raw), at=NOW)


def test_ber_is_accepted_on_reading() -> None:
    pki = make_pki(Style.KUPYNA)
    parts = [part.raw for part in der.parse(cms.sign(DOCUMENT, pki.fop))[1][0]]
    end = b"\0\0"
    pieces = b"\x24\x80" + der.octet_string(DOCUMENT[:10]) + der.octet_string(DOCUMENT[10:]) + end
    parts[2] = b"\x30\x80" + der.oid(oids.DATA) + b"\xa0\x80" + pieces + end + end
    body = b"\x30\x80" + b"".join(parts) + end
    data = b"\x30\x80" + der.oid(oids.SIGNED_DATA) + b"\xa0\x80" + body + end + end
    verdict = verify(data, at=NOW, store=pki.store)
    assert verdict.trusted
    assert verdict.content == DOCUMENT


def test_trust_is_told_apart_from_validity() -> None:
    pki = make_pki(Style.KUPYNA)
    data = cms.sign(DOCUMENT, pki.fop, Options(signing_time=NOW))
    unpinned = verify(data, at=NOW, store=TrustStore(pki.store.certificates))
    assert not unpinned.trusted
    assert unpinned.reasons == (NOT_PINNED,)
    stranger = verify(data, at=NOW, store=make_pki(Style.GOST).store)
    assert not stranger.trusted
    assert "not in the bundle" in stranger.reasons[0]
    alone = verify(data, at=NOW)
    assert alone.reasons == ("no authorities were given to judge by",)
    future = verify(data, at=NOW - timedelta(days=1), store=pki.store)
    assert future.reasons == ("the time of signing lies in the future",)
    # The fiscal server marks Kyiv time as UTC: three hours ahead are let pass.
    assert verify(data, at=NOW - timedelta(hours=3), store=pki.store).trusted
    expired = verify(cms.sign(DOCUMENT, pki.fop), at=NOW + timedelta(days=9000), store=pki.store)
    assert not expired.trusted
    assert any("expired" in reason for reason in expired.reasons)


def test_mutated_messages_raise_only_our_own() -> None:
    chance = random.Random(7564)
    samples = [cms.sign(DOCUMENT, make_pki(style).fop, Options(signing_time=NOW)) for style in Style]
    outcomes: set[str] = set()
    for _ in range(200):
        data = bytearray(chance.choice(samples))
        for _ in range(chance.randint(1, 3)):
            spot = chance.randrange(len(data))
            data[spot : spot + chance.randint(0, 2)] = chance.randbytes(chance.randint(0, 2))
        try:
            outcomes.add(type(verify(bytes(data), at=NOW)).__name__)
        except CryptoError as error:
            outcomes.add(type(error).__name__)
    assert {"MalformedError", "SignatureInvalidError"} <= outcomes
