"""Containers of forms: every layout opens with our reader, the foreign ones too, and nothing hostile gets through."""

from __future__ import annotations

import random
import time
from datetime import timedelta
from functools import lru_cache

import pytest

from prro_cli.crypto import issue, oids, transport
from prro_cli.crypto.cms_read import read_signed
from prro_cli.crypto.cms_verify import verify
from prro_cli.crypto.containers import pkcs8
from prro_cli.crypto.enveloped import Recipient, decrypt, parse_envelope
from prro_cli.crypto.errors import CryptoError
from prro_cli.crypto.issue import Profile, Style
from prro_cli.crypto.pairing import Pair
from prro_cli.crypto.transport import LayerKind, Section, pack
from prro_cli.crypto.x509 import Certificate, load_certificates
from prro_cli.errors.registration import NoReplyKeyError, RecipientExpiredError, RecipientWrongError
from prro_cli.forms import model, reader, writer
from prro_cli.registration.sealing import (
    EnvelopeKey,
    Layout,
    Parties,
    Sealing,
    choose_recipient,
    ends_soon,
    reply_pair,
    seal,
)
from tests.crypto.pki import BEGIN, END, NOW, Counted, make_pki
from tests.forms import generate
from tests.provoking import provokes
from tests.shared import shared_data

NAME = "26590012345678J1316605100010000111120262659.XML"
MUTATIONS = 200


def pair(key: object) -> Pair:
    return Pair(key.private, key.certificate)  # type: ignore[attr-defined]


@lru_cache(maxsize=2)
def gateway(style: Style = Style.GOST) -> tuple[Pair, Pair]:
    """The tax service's two keys."""
    subject = issue.seal("ОТРИМАНО ЕК", "43005393", common_name="ОТРИМАНО ЕК. ТЕСТ")
    own = make_pki(style).ca.enrol_pair(subject, Profile(BEGIN, END), entropy=Counted(f"gateway {style.name}"))
    return pair(own[0]), pair(own[1])


@lru_cache(maxsize=1)
def xml() -> bytes:
    return writer.write(generate.declar(random.Random("sealed"), model.SUB_1_PRRO))


def parties(*signers: str, style: Style = Style.GOST) -> Parties:
    pki = make_pki(style)
    chosen = [pair(getattr(pki, name)) for name in signers or ("fop",)]
    return Parties(chosen, pair(pki.fop_agreement), gateway(style)[1].certificate)


def opened(container: bytes, style: Style = Style.GOST, senders: tuple[Certificate, ...] = ()) -> transport.Unwrapped:
    key = gateway(style)[1]
    return transport.unwrap(
        container, lambda data: decrypt(data, [Recipient(key.key, key.certificate)], certificates=senders).content
    )


@pytest.mark.parametrize("style", list(Style))
@pytest.mark.parametrize("layout", list(Layout))
@pytest.mark.parametrize("envelope", list(EnvelopeKey))
def test_our_containers_open_with_our_reader(style: Style, layout: Layout, envelope: EnvelopeKey) -> None:
    made = parties(style=style)
    sealed = seal(xml(), NAME, made, NOW, Sealing(layout=layout, envelope=envelope))
    unwrapped = opened(sealed.container, style, (made.reply.certificate,))
    assert unwrapped.content == xml()
    signatures = [layer for layer in unwrapped.layers if layer.kind is LayerKind.SIGNED]
    assert len(signatures) == (1 if layout is Layout.ENVELOPE else 2)
    for layer in signatures:
        verdict = verify(layer.data, at=NOW, store=make_pki(style).store)
        assert verdict.trusted and verdict.certificate == made.signers[0].certificate
    kupyna = read_signed(signatures[0].data).signers[0].digest_algorithm != oids.GOST34311
    assert kupyna is (style is Style.KUPYNA)


def test_the_layout_of_the_rest_gateway() -> None:
    """UA1_SIGN( CERTCRYPT + UA1_CRYPT( UA1_SIGN(xml) ) ), no header, a one-time key (registration 2.6, layout 1)."""
    made = parties()
    sealed = seal(xml(), NAME, made, NOW)
    outer = transport.parse(sealed.container)
    assert [part.label for part in outer.sections] == ["UA1_SIGN"] and not outer.header
    inner = transport.parse(transport.signed_content(outer.payload.data) or b"")
    assert [part.label for part in inner.sections] == ["CERTCRYPT", "UA1_CRYPT"]
    assert inner.reply_certificates == (made.reply.certificate.raw,)
    envelope = parse_envelope(inner.payload.data)
    assert envelope.recipients == (made.recipient.issuer_and_serial,)
    key = gateway()[1]
    signed = decrypt(inner.payload.data, [Recipient(key.key, key.certificate)])
    assert signed.sender is None  # nobody's static key
    assert transport.parse(signed.content).payload.label == "UA1_SIGN"


def test_the_text_header() -> None:
    sealed = seal(
        xml(), NAME, parties(), NOW, Sealing(layout=Layout.HEADER, header={"RCV_EMAIL": "a@b", "SUBJECT": "x"})
    )
    header = transport.parse(sealed.container).header
    assert header["FILENAME"] == NAME and header["CERTYPE"] == "UA1" and header["EDRPOU"] == "1234567890"
    assert header["SND_DATE"] == "20261121140000"  # Kyiv time
    assert (header["RCV_EMAIL"], header["SUBJECT"]) == ("a@b", "x")
    assert len(header["PRG_TYPE"]) <= 10 and len(header["CRC32_FILE"]) == 8
    old = transport.parse(seal(xml(), NAME, parties(), NOW, Sealing(layout=Layout.ENVELOPE)).container)
    assert [part.label for part in old.sections] == ["CERTCRYPT", "UA1_CRYPT"] and old.header


def test_signers_sign_in_their_order() -> None:
    made = parties("employee", "fop", "seal")
    unwrapped = opened(seal(xml(), NAME, made, NOW).container)
    names = [
        read_signed(layer.data).certificates[0].owner.name
        for layer in unwrapped.layers
        if layer.kind is LayerKind.SIGNED
    ]
    wanted = [one.certificate.owner.name for one in made.signers]
    # From outside in: the outer signature of the last signer, then the last … first over the form itself.
    assert names == [wanted[-1], *reversed(wanted)] and len(set(wanted)) == 3
    assert unwrapped.content == xml()


def test_a_stamp_goes_on_every_signature() -> None:
    stamped: list[bytes] = []

    def stamp(message: bytes) -> bytes:
        stamped.append(message)
        return message

    seal(xml(), NAME, parties("employee", "fop"), NOW, stamp=stamp)
    assert len(stamped) == 3


@provokes("PRRO-E5061")
def test_the_recipient_is_chosen_by_key_usage() -> None:
    signing, agreement = (one.certificate for one in gateway())
    assert choose_recipient([signing, agreement, agreement], NOW, "x") is agreement
    with pytest.raises(RecipientWrongError, match="keyUsage"):
        choose_recipient([signing], NOW, "x")
    with pytest.raises(RecipientWrongError, match="no certificate"):
        choose_recipient([], NOW, "x")
    with pytest.raises(RecipientWrongError, match="several"):
        choose_recipient([agreement, make_pki(Style.GOST).fop_agreement.certificate], NOW, "x")


@provokes("PRRO-E5161")
def test_an_ended_recipient_is_refused_and_a_soon_ending_one_told() -> None:
    agreement = gateway()[1].certificate
    with pytest.raises(RecipientExpiredError, match="ended"):
        choose_recipient([agreement], END + timedelta(days=1), "x")
    with pytest.raises(RecipientExpiredError, match="begins"):
        choose_recipient([agreement], BEGIN - timedelta(days=1), "x")
    assert ends_soon(agreement, END - timedelta(days=29)) and not ends_soon(agreement, NOW)


@provokes("PRRO-E5062")
def test_receipts_need_a_key_that_can_open_them() -> None:
    pki = make_pki(Style.GOST)
    with pytest.raises(NoReplyKeyError):
        reply_pair([pair(pki.fop)], NOW, "fop")
    assert reply_pair([pair(pki.fop), pair(pki.fop_agreement)], NOW, "fop").certificate == pki.fop_agreement.certificate


def test_the_published_certificates_of_2023_are_recognised() -> None:
    """Which of the tax service's four is for encryption is told by keyUsage; they ended in August 2025."""
    folder = shared_data("crypto/public/openprro")
    found = [one for path in sorted(folder.iterdir()) for one in load_certificates(path.read_bytes())]
    usable = [one for one in found if one.for_key_agreement]
    assert usable and all(not one.valid_at(NOW) for one in usable)
    with pytest.raises(RecipientExpiredError, match="2025"):
        choose_recipient(found, NOW, "x")
    assert usable[0] in [choose_recipient([one], one.not_before, "x") for one in usable]


@pytest.mark.parametrize("name", ["jkurwa/sign_encrypt_sign.transport", "jkurwa/enveloped_addcert.transport"])
def test_foreign_containers_open(name: str) -> None:
    folder = shared_data("crypto/foreign")
    certificates = [
        one for who in ("gateway", "fop") for one in load_certificates((folder / f"bc/{who}/kep.cer").read_bytes())
    ]
    [key] = pkcs8.read_keys((folder / "bc/gateway/kep.pk8").read_bytes())
    recipient = Recipient(key, certificates[0])
    unwrapped = transport.unwrap(
        (folder / name).read_bytes(), lambda data: decrypt(data, [recipient], certificates=certificates).content
    )
    assert unwrapped.content


def test_our_envelope_opens_with_the_foreign_gateway_key() -> None:
    folder = shared_data("crypto/foreign/bc/gateway")
    certificate = load_certificates((folder / "kep.cer").read_bytes())[0]
    [key] = pkcs8.read_keys((folder / "kep.pk8").read_bytes())
    made = parties()
    sealed = seal(xml(), NAME, Parties(made.signers, made.reply, certificate), NOW)
    unwrapped = transport.unwrap(sealed.container, lambda data: decrypt(data, [Recipient(key, certificate)]).content)
    assert reader.read(unwrapped.content or b"").valid


def _fuzz(seed: str, count: int) -> int:
    """Mutated containers: only errors of the crypto room, quickly; a changed one never opens with a good signature."""
    rng = random.Random(seed)
    containers = [seal(xml(), NAME, parties(), NOW, Sealing(layout=layout)).container for layout in Layout]
    containers.append(pack([Section("UA1_SIGN", b"x"), Section("CERTCRYPT", b"y")], {"FILENAME": NAME}))
    refused = 0
    for number in range(count):
        data = bytearray(rng.choice(containers))
        for _ in range(rng.randint(1, 3)):
            place = rng.randrange(len(data)) if rng.random() < 0.5 else rng.randrange(min(120, len(data)))
            if rng.random() < 0.6:
                data[place] ^= 1 << rng.randrange(8)
            else:
                del data[place : place + rng.randint(1, 40)]
        began = time.process_time()
        try:
            unwrapped = opened(bytes(data))
            for layer in unwrapped.layers:
                if layer.kind is LayerKind.SIGNED:
                    verify(layer.data, at=NOW)
        except CryptoError:
            refused += 1
        assert time.process_time() - began < 5, (seed, number)
    return refused


def test_mutated_containers_give_clear_errors() -> None:
    assert _fuzz("short", MUTATIONS // 10) > MUTATIONS // 20


@pytest.mark.slow
def test_many_mutated_containers() -> None:
    seed = str(time.time_ns())
    print("seed", seed)
    assert _fuzz(seed, MUTATIONS * 10) > MUTATIONS * 5
