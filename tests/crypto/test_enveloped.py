"""EnvelopedData: ours with ours in every form, foreign ones, strangers and hostile messages."""

from __future__ import annotations

from functools import lru_cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prro_cli.crypto import der, enveloped, gost28147, oids, transport
from prro_cli.crypto.containers import pkcs8
from prro_cli.crypto.curves import M257, M431
from prro_cli.crypto.enveloped import Recipient, Sender, Suite, decrypt, encrypt, parse_envelope
from prro_cli.crypto.errors import (
    CertificateError,
    CryptoError,
    KeyMismatchError,
    MalformedError,
    UnsupportedError,
)
from prro_cli.crypto.keys import PrivateKey
from prro_cli.crypto.x509 import Certificate, load_certificates
from tests.crypto.throwaway import AGREEMENT, make_certificate, make_key, make_person, stream
from tests.shared import shared_data

SIZES = (0, 7, 8, 33, 200)


def agreement(name: str) -> tuple[PrivateKey, Certificate]:
    keys, certificates = make_person(name)
    return keys[1], certificates[1]


@lru_cache(maxsize=1)
def sealed_hello() -> bytes:
    return encrypt(b"hello" * 10, agreement("gateway")[1], random_bytes=stream("e"))


@pytest.mark.parametrize("suite", list(Suite))
@pytest.mark.parametrize("form", ["one-time key", "static key", "static key, no ukm"])
def test_round_trip(suite: Suite, form: str) -> None:
    key, certificate = agreement("gateway")
    own_key, own_certificate = agreement("olha")
    sender = None if form == "one-time key" else Sender(own_key, own_certificate)
    for size in SIZES:
        content = stream("content")(size)
        data = encrypt(
            content, certificate, sender=sender, suite=suite, with_ukm="no ukm" not in form, random_bytes=stream("e")
        )
        opened = decrypt(data, [Recipient(key, certificate)], certificates=[own_certificate])
        assert (opened.content, opened.suite) == (content, suite)
        assert opened.sender == (None if sender is None else own_certificate)
        assert parse_envelope(data).recipients == (certificate.issuer_and_serial,)


def test_shape_on_the_wire() -> None:
    """What signature.md 4.6 prescribes, element by element."""
    _, certificate = agreement("gateway")
    sender = Sender(*agreement("olha"))
    root = der.parse(encrypt(b"x" * 20, certificate, sender=sender, random_bytes=stream("shape")))
    body = root[1][0]
    info = body[1][0]
    assert root[0].oid() == oids.ENVELOPED_DATA and body[0].integer() == 2
    assert info.tag == 0xA1 and info[0].integer() == 3
    assert info[1][0].raw == sender.certificate.issuer_and_serial
    assert len(info[2][0].octets()) == 64
    assert info[3][0].oid() == oids.DH_COFACTOR_GOST and info[3][1][0].oid() == oids.GOST28147_WRAP
    assert info[3][1][1].tag == der.NULL
    assert info[4][0][0].raw == certificate.issuer_and_serial and len(info[4][0][1].octets()) == 44
    assert body[2][0].oid() == oids.DATA and body[2][1][0].oid() == oids.GOST28147_CFB
    assert len(body[2][1][1][0].octets()) == 8 and len(body[2][1][1][1].octets()) == 64
    assert body[2][2].tag == 0x80 and len(body[2][2].content) == 20


def test_key_without_certificate_tries_every_entry() -> None:
    key, certificate = agreement("gateway")
    data = encrypt(b"hello", certificate, random_bytes=stream("e"))
    assert decrypt(data, [Recipient(make_person("olha")[0][1]), Recipient(key)]).content == b"hello"


def test_strangers_cannot_open() -> None:
    _, certificate = agreement("gateway")
    data = encrypt(b"hello", certificate, random_bytes=stream("e"))
    stranger = agreement("olha")
    for recipient in (Recipient(*stranger), Recipient(stranger[0]), Recipient(make_key("olha-sign", M257))):
        with pytest.raises(KeyMismatchError, match="not encrypted for any"):
            decrypt(data, [recipient])
    with pytest.raises(KeyMismatchError):
        decrypt(data, [])


def test_static_sender_must_be_known() -> None:
    key, certificate = agreement("gateway")
    data = encrypt(b"hello", certificate, sender=Sender(*agreement("olha")), random_bytes=stream("e"))
    with pytest.raises(CertificateError, match="sender's certificate"):
        decrypt(data, [Recipient(key, certificate)])


def test_recipient_must_be_for_key_agreement() -> None:
    with pytest.raises(CertificateError, match="keyAgreement"):
        encrypt(b"x", make_person("olha")[1][0])
    signing_curve = make_certificate("small-kep", M257, usage=AGREEMENT, serial=7)
    with pytest.raises(KeyMismatchError, match="different curves"):
        encrypt(b"x", signing_curve, sender=Sender(*agreement("olha")))
    opened = decrypt(encrypt(b"x", signing_curve), [Recipient(make_key("small-kep"), signing_curve)])
    assert opened.content == b"x"


def test_random_source_is_an_argument() -> None:
    _, certificate = agreement("gateway")
    first, second, third = (encrypt(b"x", certificate, random_bytes=stream(seed)) for seed in ("a", "a", "b"))
    assert first == second != third


def test_forms_of_the_shared_secret() -> None:
    """The rule is: no leading zeros; jkurwa takes off at most one; full length is tried last."""
    short = 0x1234
    forms = enveloped._forms_of_secret(short, M431)
    assert forms == [b"\x12\x34", bytes(51) + b"\x12\x34", bytes(52) + b"\x12\x34"]
    long = 1 << 430
    assert enveloped._forms_of_secret(long, M431) == [long.to_bytes(54, "big")]


@pytest.mark.parametrize("suite", list(Suite))
@pytest.mark.parametrize("form", [1, 2])
def test_other_forms_of_the_shared_secret_open(suite: Suite, form: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """A writer that keeps leading zeros is understood: the MAC of the wrap decides."""
    key, certificate = agreement("gateway")
    true_secret = enveloped.dstu4145.shared_secret
    monkeypatch.setattr(enveloped.dstu4145, "shared_secret", lambda *given: true_secret(*given) >> 40)
    with monkeypatch.context() as patch:
        patch.setattr(enveloped, "_shortest", lambda secret: _full(secret)[2 - form :])
        data = encrypt(b"zeros", certificate, suite=suite, random_bytes=stream("z"))
    assert decrypt(data, [Recipient(key, certificate)]).content == b"zeros"


def _full(secret: int) -> bytes:
    return secret.to_bytes(M431.field_bytes, "big")


@given(st.integers(min_value=0), st.integers(min_value=1, max_value=255))
@settings(deadline=None, max_examples=40)
def test_changed_messages_give_our_errors(position: int, change: int) -> None:
    """CFB carries no integrity, so a changed content may decrypt to something else; nothing else may happen."""
    key, _ = agreement("gateway")
    data = bytearray(sealed_hello())
    data[position % len(data)] ^= change
    try:
        opened = decrypt(bytes(data), [Recipient(key)])
    except CryptoError:
        return
    assert len(opened.content) <= 50


@pytest.mark.parametrize("cut", range(1, 460, 41))
def test_truncated(cut: int) -> None:
    key, certificate = agreement("gateway")
    data = sealed_hello()
    with pytest.raises(MalformedError):
        decrypt(data[:cut], [Recipient(key, certificate)])


def test_other_messages_are_refused_by_name() -> None:
    signed = der.sequence(der.oid(oids.SIGNED_DATA), der.context(0, der.sequence()))
    with pytest.raises(MalformedError, match="not an encrypted message"):
        parse_envelope(signed)
    transported = der.sequence(
        der.oid(oids.ENVELOPED_DATA),
        der.context(
            0,
            der.sequence(
                der.integer(0),
                der.set_of(der.sequence(der.integer(0))),
                der.sequence(der.oid(oids.DATA), der.sequence(der.oid(oids.GOST28147_CFB))),
            ),
        ),
    )
    with pytest.raises(UnsupportedError, match="key agreement"):
        parse_envelope(transported)


def foreign_recipient(who: str) -> tuple[Recipient, tuple[Certificate, ...]]:
    folder = shared_data(f"crypto/foreign/bc/{who}")
    (key,) = pkcs8.read_keys((folder / "kep.pk8").read_bytes())
    certificates = tuple(load_certificates((folder / "kep.cer").read_bytes()))
    return Recipient(key, certificates[0]), certificates


@pytest.mark.parametrize("who", ["gateway", "fop"])
@pytest.mark.parametrize("suite", list(Suite))
def test_foreign_uapki(who: str, suite: Suite) -> None:
    data = shared_data(f"crypto/foreign/uapki/enveloped_to_{who}_{suite.value.lower()}.p7").read_bytes()
    recipient, _ = foreign_recipient(who)
    opened = decrypt(data, [recipient])
    assert opened.content == shared_data("crypto/foreign/bc/cms/doc.xml").read_bytes()
    assert (opened.suite, opened.sender) == (suite, None)
    other, _ = foreign_recipient("fop" if who == "gateway" else "gateway")
    with pytest.raises(KeyMismatchError):
        decrypt(data, [other])


def test_foreign_jkurwa() -> None:
    data = shared_data("crypto/foreign/jkurwa/enveloped.p7").read_bytes()
    recipient, _ = foreign_recipient("gateway")
    _, senders = foreign_recipient("fop")
    opened = decrypt(data, [recipient], certificates=senders)
    assert opened.content == shared_data("crypto/foreign/bc/cms/doc.xml").read_bytes()
    assert opened.sender == senders[0]


@pytest.mark.parametrize("name", ["enveloped_addcert.transport", "sign_encrypt_sign.transport"])
def test_foreign_transport_with_the_senders_certificate_inside(name: str) -> None:
    data = shared_data(f"crypto/foreign/jkurwa/{name}").read_bytes()
    recipient, _ = foreign_recipient("gateway")
    brought: list[Certificate] = []
    for layer in transport.unwrap(data).layers:
        if layer.transport is not None:
            brought += [one for raw in layer.transport.reply_certificates for one in load_certificates(raw)]
    found = transport.unwrap(data, lambda raw: decrypt(raw, [recipient], certificates=brought).content)
    assert found.content == shared_data("crypto/foreign/bc/cms/doc.xml").read_bytes()


@pytest.mark.parametrize("sbox", [None, gost28147.DKE_1, bytes(reversed(gost28147.DKE_1))])
@pytest.mark.parametrize("tail", [b"", b"more"])
def test_the_content_names_its_own_s_box_and_may_have_a_longer_vector(sbox: bytes | None, tail: bytes) -> None:
    key, certificate = agreement("gateway")
    *head, _ = der.parse(encrypt(b"", certificate, random_bytes=lambda size: b"\x07" * size))[1][0]
    iv, cek, content = b"12345678", b"\x07" * 32, b"content of some length"
    parameters = [der.octet_string(iv + tail), *([] if sbox is None else [der.octet_string(sbox)])]
    cipher = der.sequence(der.oid(oids.GOST28147_CFB), der.sequence(*parameters))
    sealed = der.context(0, gost28147.cfb_encrypt(cek, iv, content, sbox=sbox), constructed=False)
    body = der.sequence(*(part.raw for part in head), der.sequence(der.oid(oids.DATA), cipher, sealed))
    data = der.sequence(der.oid(oids.ENVELOPED_DATA), der.context(0, body))
    assert decrypt(data, [Recipient(key, certificate)]).content == content
