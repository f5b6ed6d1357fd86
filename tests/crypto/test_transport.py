"""The transport container: round trips, foreign ones, limits, and peeling of nested messages."""

from __future__ import annotations

import base64
import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prro_cli.crypto import der, oids, transport
from prro_cli.crypto.errors import CryptoError, LimitError, MalformedError, UnsupportedError
from prro_cli.crypto.transport import LayerKind, Section
from tests.shared import shared_data

HEADER = {"PRG_TYPE": "TEST", "RCV_NAME": "Пенсійний фонд", "FILENAME": "T.XML"}


def signed(content: bytes | None) -> bytes:
    """The outer shape of a SignedData message: enough for peeling, which verifies nothing."""
    encapsulated = [der.oid(oids.DATA)]
    if content is not None:
        encapsulated.append(der.context(0, der.octet_string(content)))
    body = der.sequence(der.integer(1), der.set_of(), der.sequence(*encapsulated), der.set_of())
    return der.sequence(der.oid(oids.SIGNED_DATA), der.context(0, body))


def enveloped() -> bytes:
    """Something of the type EnvelopedData."""
    return der.sequence(der.oid(oids.ENVELOPED_DATA), der.context(0, der.sequence(der.integer(2))))


def test_header_and_sections_come_back() -> None:
    sections = (Section(transport.CERTIFICATE, b"cert"), Section(transport.ENCRYPTED, b"body"))
    data = transport.pack(sections, HEADER)
    found = transport.parse(data)
    assert found.sections == sections
    assert dict(found.header) == HEADER
    assert found.reply_certificates == (b"cert",)
    assert found.payload.encrypted and not found.payload.signed
    assert data.startswith(b"TRANSPORTABLE\0")
    (length,) = struct.unpack_from("<I", data, 14)
    assert data[18 + length - 1] == 0, "the length of the header counts its final zero"


def test_without_header_the_sections_stand_alone() -> None:
    data = transport.pack([Section(transport.SIGNED, b"x" * 300)])
    assert data == b"UA1_SIGN\0" + struct.pack("<I", 300) + b"x" * 300
    found = transport.parse(data)
    assert found.header == {} and found.payload.signed


@given(
    st.binary(max_size=200),
    st.dictionaries(
        st.from_regex(r"[A-Z_]{1,8}", fullmatch=True), st.text(alphabet="абвґїABC 019=", max_size=20), max_size=4
    ),
)
@settings(deadline=None, max_examples=60)
def test_round_trip(body: bytes, header: dict[str, str]) -> None:
    found = transport.parse(transport.pack([Section(transport.SIGNED, body)], header))
    assert (found.payload.data, dict(found.header)) == (body, header)


@pytest.mark.parametrize("header", [{"A": "x\r\ny"}, {"A=B": "x"}, {"A": "\0"}, {"A": "日本"}])
def test_header_that_cannot_be_written(header: dict[str, str]) -> None:
    with pytest.raises(MalformedError):
        transport.pack([Section(transport.SIGNED, b"x")], header)


@pytest.mark.parametrize("cut", range(0, 60, 3))
def test_truncated(cut: int) -> None:
    data = transport.pack([Section(transport.SIGNED, b"body" * 3)], {"A": "1"})
    with pytest.raises(MalformedError):
        transport.parse(data[: min(cut, len(data) - 1)])


def test_hostile_lengths_and_counts() -> None:
    with pytest.raises(LimitError):
        transport.parse(transport.MAGIC + b"\xff\xff\xff\xff")
    with pytest.raises(MalformedError):
        transport.parse(b"UA1_SIGN\0\xff\xff\xff\x7fabc")
    with pytest.raises(LimitError):
        transport.parse(transport.pack([Section(transport.SIGNED, b"")] * 33))
    with pytest.raises(MalformedError, match="2 messages"):
        transport.parse(transport.pack([Section(transport.SIGNED, b"")] * 2)).payload.data  # noqa: B018


def test_old_labels() -> None:
    old = transport.OLD_MAGIC + struct.pack("<I", 5) + b"A=1\r\n"[:4] + b"\0"
    with pytest.raises(MalformedError):  # a header without any section
        transport.parse(old)
    marked = b"USC_SIGN\0" + transport.pack([Section(transport.SIGNED, b"x")])
    assert transport.parse(marked).payload.data == b"x"
    for label in ("QLB_SIGN", "QLB_CRYPT"):
        with pytest.raises(UnsupportedError, match=label):
            transport.parse(transport.pack([Section(label, b"x")])).payload.data  # noqa: B018
    with pytest.raises(UnsupportedError, match="PACKED_XML"):
        transport.unwrap(b"PACKED_XML\0" + bytes(64))


def test_marks_without_end_do_not_recurse() -> None:
    with pytest.raises(MalformedError):
        transport.parse(b"USC_SIGN\0" * 5000)


def test_layers_are_peeled_and_reported() -> None:
    document = "<?xml version='1.0'?><Д/>".encode("cp1251")
    inner = transport.pack([Section(transport.SIGNED, signed(document))], HEADER)
    outer = base64.b64encode(transport.pack([Section(transport.SIGNED, signed(inner))], HEADER))
    found = transport.unwrap(outer)
    assert [layer.kind for layer in found.layers] == [
        LayerKind.BASE64,
        LayerKind.TRANSPORT,
        LayerKind.SIGNED,
        LayerKind.TRANSPORT,
        LayerKind.SIGNED,
        LayerKind.CONTENT,
    ]
    assert found.content == document
    assert found.layers[4].data == signed(document)


def test_encrypted_layer_stops_or_is_opened() -> None:
    data = transport.pack([Section(transport.ENCRYPTED, enveloped())])
    stopped = transport.unwrap(data)
    assert stopped.layers[-1].kind is LayerKind.ENCRYPTED and stopped.content is None
    opened = transport.unwrap(data, decrypt=lambda raw: signed(b"inside") if raw == enveloped() else b"")
    assert opened.content == b"inside"


def test_detached_signature_has_no_content() -> None:
    found = transport.unwrap(signed(None))
    assert found.content is None and found.layers[-1].kind is LayerKind.DETACHED


def test_layers_without_end_are_refused() -> None:
    data = b"x"
    for _ in range(20):
        data = transport.pack([Section(transport.SIGNED, signed(data))])
    with pytest.raises(LimitError):
        transport.unwrap(data)


@given(st.binary(max_size=120), st.sampled_from([b"", transport.MAGIC, b"UA1_SIGN\0", b"\x30\x80", b"MIIB"]))
@settings(deadline=None, max_examples=150)
def test_any_bytes_give_layers_or_our_error(tail: bytes, head: bytes) -> None:
    try:
        found = transport.unwrap(head + tail)
    except CryptoError:
        return
    assert found.layers[0].data == head + tail


@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        ("signed.transport", ["transport", "signed", "content"]),
        ("enveloped_addcert.transport", ["transport", "encrypted"]),
        ("sign_encrypt_sign.transport", ["transport", "signed", "transport", "encrypted"]),
        ("signed_attached.p7s", ["signed", "content"]),
        ("signed_detached.p7s", ["detached"]),
    ],
)
def test_foreign(name: str, kinds: list[str]) -> None:
    data = shared_data(f"crypto/foreign/jkurwa/{name}").read_bytes()
    found = transport.unwrap(data)
    assert [layer.kind.value for layer in found.layers] == kinds
    if kinds[-1] == "content":
        assert found.content == shared_data("crypto/foreign/bc/cms/doc.xml").read_bytes()
    if kinds[0] == "transport":
        header = dict(transport.parse(data).header)
        assert header["EDRPOU"] == "1234567890"
        again = transport.pack(transport.parse(data).sections, header)
        assert again == data, "packing again gives the same bytes"


@pytest.mark.parametrize("text", [b"A=1\r\n\r\nB=2\r\n\0", b"A=1\nB=2\0", b"\r\nA=1\r\nB=2\r\n\r\n\0"])
def test_empty_lines_and_other_line_breaks_of_a_header_say_nothing(text: bytes) -> None:
    data = transport.MAGIC + struct.pack("<I", len(text)) + text + transport.pack([Section(transport.SIGNED, b"x")])
    assert dict(transport.parse(data).header) == {"A": "1", "B": "2"}


def test_only_line_breaks_end_a_line_of_the_header() -> None:
    header = {"SUBJECT": "форма\x1c друга\x0b сторінка"}
    data = transport.pack([Section(transport.SIGNED, b"x")], header)
    assert dict(transport.parse(data).header) == header
