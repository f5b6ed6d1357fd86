"""Time stamps: asked for, judged, attached; and made, for the sandbox."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest

from prro_cli.crypto import cms, der, oids, timestamp
from prro_cli.crypto.algorithms import hash_bytes
from prro_cli.crypto.cms import Options
from prro_cli.crypto.cms_read import SidForm, read_signed
from prro_cli.crypto.cms_verify import TimeSource, verify
from prro_cli.crypto.errors import CryptoError, MalformedError, SignatureInvalidError, UnsupportedError
from prro_cli.crypto.issue import Style
from prro_cli.crypto.timestamp import Request, TokenStyle
from prro_cli.crypto.trust import TrustStore
from tests.crypto.pki import NOW, make_pki
from tests.shared import shared_data

DOCUMENT = b"<CHECK/>"
STAMPED_AT = NOW + timedelta(seconds=7)
BOTH = pytest.mark.parametrize("style", Style)


def answer(style: Style, asked: bytes, how: TokenStyle = timestamp.DEFAULT_STYLE) -> bytes:
    """What a time-stamping authority answers."""
    request = timestamp.parse_request(asked)
    return timestamp.make_response(timestamp.make_token(request, make_pki(style).tsa, STAMPED_AT, 42, how))


@BOTH
def test_a_stamped_message(style: Style) -> None:
    pki = make_pki(style)
    plain = cms.sign(DOCUMENT, pki.fop, Options(signing_time=NOW))
    data = timestamp.obtain(plain, lambda asked: answer(style, asked), nonce=2**63 + 5)
    assert data != plain
    signer = read_signed(data).signer
    assert signer.signed_bytes == read_signed(plain).signer.signed_bytes
    assert list(signer.unsigned) == [oids.SIGNATURE_TIME_STAMP]
    verdict = verify(data, at=NOW, store=pki.store)
    assert verdict.trusted
    assert verdict.stamp is not None
    assert (verdict.moment, verdict.moment_source) == (STAMPED_AT, TimeSource.STAMP)
    assert (verdict.stamp.serial, verdict.stamp.policy) == (42, oids.POLICY_TSA_UA)
    assert verdict.stamp.digest_algorithm == style.digest
    assert "time stamp of the signature" in verdict.checked
    assert verdict.stamp_chain is not None
    assert verdict.stamp_chain.trusted
    with pytest.raises(MalformedError, match="already has"):
        timestamp.obtain(data, lambda asked: answer(style, asked))


def test_tokens_as_real_authorities_write_them() -> None:
    pki = make_pki(Style.GOST)
    plain = cms.sign(DOCUMENT, pki.fop)
    how = TokenStyle("1.3.6.1.5.5.7.3.8", sid=SidForm.KEY_ID_EXPLICIT, sorted_attributes=False)
    data = timestamp.obtain(plain, lambda asked: answer(Style.GOST, asked, how), digest=oids.SHA256)
    verdict = verify(data, at=NOW, store=pki.store)
    assert verdict.trusted
    assert verdict.stamp is not None
    assert verdict.stamp.digest_algorithm == oids.SHA256


@pytest.mark.parametrize("name", ["dps_check.xml", "dps_zrep.xml"])
def test_real_tokens(name: str) -> None:
    signer = read_signed(shared_data(f"crypto/public/dps-examples/{name}.signed").read_bytes()).signer
    (token,) = signer.time_stamps
    stamp = timestamp.verify_token(token, signer.signature)
    assert stamp.time.isoformat().startswith("2020-")
    assert stamp.digest_algorithm == oids.GOST34311
    with pytest.raises(SignatureInvalidError, match="other data"):
        timestamp.verify_token(token, signer.signature[::-1])


def test_request_comes_back() -> None:
    imprint = hash_bytes(oids.KUPYNA256, b"x")
    full = Request(oids.KUPYNA256, imprint, 2**64 + 1, True, oids.POLICY_TSA_UA)
    bare = Request(oids.GOST34311, imprint, None, False)
    assert timestamp.parse_request(full.encode()) == full
    assert timestamp.parse_request(bare.encode()) == bare
    with pytest.raises(UnsupportedError, match="extensions"):
        timestamp.parse_request(der.sequence(*(p.raw for p in der.parse(full.encode())), der.context(0)))


def test_answers_that_do_not_fit() -> None:
    pki = make_pki(Style.KUPYNA)
    message = cms.sign(DOCUMENT, pki.fop)
    signature = cms.signature_value(message)[1]
    request = timestamp.request_for(message, nonce=1)
    good = answer(Style.KUPYNA, request.encode())
    assert timestamp.verify_response(good, request, signature).time == STAMPED_AT
    with pytest.raises(SignatureInvalidError, match="its nonce differs"):
        timestamp.verify_response(good, timestamp.request_for(message, nonce=2), signature)
    with pytest.raises(SignatureInvalidError, match="not asked for"):
        timestamp.verify_response(good, timestamp.request_for(message, nonce=1, digest=oids.GOST34311), signature)
    with pytest.raises(SignatureInvalidError, match="other data"):
        timestamp.verify_response(good, request, signature + b"x")
    with pytest.raises(UnsupportedError, match="status 2, немає, bad request"):
        timestamp.verify_response(timestamp.make_refusal("немає"), request, signature)
    with pytest.raises(MalformedError, match="without a token"):
        timestamp.token_of_response(der.sequence(der.sequence(der.integer(0))))
    with pytest.raises(MalformedError, match="another signed message"):
        timestamp.read_token(message)


def test_only_a_stamping_certificate_may_stamp() -> None:
    pki = make_pki(Style.KUPYNA)
    message = cms.sign(DOCUMENT, pki.fop)
    request = timestamp.request_for(message)
    signature = cms.signature_value(message)[1]
    token = timestamp.make_token(request, pki.seal, STAMPED_AT, 1)
    with pytest.raises(SignatureInvalidError, match="may not stamp time"):
        timestamp.verify_token(token, signature)
    early = timestamp.make_token(request, pki.tsa, NOW - timedelta(days=999), 1)
    with pytest.raises(SignatureInvalidError, match="not valid at the stamped time"):
        timestamp.verify_token(early, signature)


def test_a_broken_stamp_takes_trust_but_not_validity() -> None:
    pki = make_pki(Style.KUPYNA)
    message = cms.sign(DOCUMENT, pki.fop, Options(signing_time=NOW))
    other = timestamp.request_for(cms.sign(b"other", pki.fop))
    token = timestamp.make_token(other, pki.tsa, STAMPED_AT, 1)
    verdict = verify(cms.add_time_stamp(message, token), at=NOW, store=pki.store)
    assert verdict.stamp is None
    assert verdict.moment_source is TimeSource.SIGNER
    assert verdict.reasons == ("the time stamp was made for other data",)


def test_a_stamp_of_a_stranger_is_not_believed() -> None:
    pki, stranger = make_pki(Style.KUPYNA), make_pki(Style.GOST)
    message = cms.sign(DOCUMENT, pki.fop)
    data = timestamp.obtain(message, lambda asked: answer(Style.GOST, asked))
    verdict = verify(data, at=NOW, store=pki.store)
    assert not verdict.trusted
    assert verdict.reasons == ("the time stamp comes from an authority that is not trusted",)
    assert "whether the time-stamping authority is to be trusted" in verdict.not_checked
    both = TrustStore.vouching((*pki.store.certificates, *stranger.store.certificates))
    assert verify(data, at=NOW, store=both).trusted


def test_mutated_answers_raise_only_our_own() -> None:
    pki = make_pki(Style.KUPYNA)
    message = cms.sign(DOCUMENT, pki.fop)
    request = timestamp.request_for(message, nonce=3)
    signature = cms.signature_value(message)[1]
    good = answer(Style.KUPYNA, request.encode())
    chance = random.Random(3161)
    refused = 0
    for _ in range(120):
        data = bytearray(good)
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        try:
            assert timestamp.verify_response(bytes(data), request, signature).time == STAMPED_AT
        except CryptoError:
            refused += 1
    assert refused > 110


def test_an_answer_without_the_nonce_that_was_sent_is_refused() -> None:
    plain = cms.sign(DOCUMENT, make_pki(Style.KUPYNA).fop)
    value = cms.signature_value(plain)[1]
    request = timestamp.request_for(plain, nonce=7)
    silent = answer(Style.KUPYNA, timestamp.request_for(plain).encode())
    assert timestamp.verify_response(silent, timestamp.request_for(plain), value).nonce is None
    with pytest.raises(SignatureInvalidError, match="nonce"):
        timestamp.verify_response(silent, request, value)
