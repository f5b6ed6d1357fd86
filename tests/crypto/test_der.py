"""The DER reader refuses whatever is not exactly DER, within bounds, and the writers write what it reads."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prro_cli.crypto import der
from prro_cli.crypto.errors import LimitError, MalformedError

OIDS = st.builds(
    lambda head, second, rest: ".".join(map(str, (head, second, *rest))),
    st.integers(0, 2),
    st.integers(0, 39),
    st.lists(st.integers(0, 2**40), max_size=6),
)


@given(st.integers(-(2**300), 2**300))
@settings(deadline=None, max_examples=200)
def test_integer_comes_back(value: int) -> None:
    assert der.parse(der.integer(value)).integer() == value


@given(OIDS)
@settings(deadline=None, max_examples=200)
def test_oid_comes_back(name: str) -> None:
    assert der.parse(der.oid(name)).oid() == name


def test_oid_of_the_signing_curve() -> None:
    assert der.oid("1.2.804.2.1.1.1.1.3.1.1.2.6").hex() == "060d2a862402010101010301010206"


@pytest.mark.parametrize("size", [0, 127, 128, 255, 256, 65535, 65536])
def test_lengths_are_the_shortest(size: int) -> None:
    data = der.octet_string(bytes(size))
    assert der.parse(data).octets() == bytes(size)
    assert len(data) - size == 2 + (size > 127) + (size > 255) + (size > 65535)


def test_set_of_is_sorted_and_set_raw_is_not() -> None:
    parts = (der.integer(2), der.integer(1))
    assert der.set_of(*parts).hex() == "3106020101020102"
    assert der.set_raw(*parts).hex() == "3106020102020101"


def test_texts() -> None:
    assert der.parse(der.utf8("Каса")).text() == "Каса"
    assert der.parse(der.printable("UA-1")).text() == "UA-1"
    assert der.parse(der.ia5("a@b")).text() == "a@b"
    assert der.parse(der.tlv(0x1E, "Ключ".encode("utf-16-be"))).text() == "Ключ"
    assert der.parse(der.tlv(0x14, b"\xe9")).text() == "é"
    with pytest.raises(MalformedError, match="not utf-8"):
        der.parse(der.tlv(0x0C, b"\xff")).text()
    with pytest.raises(MalformedError, match="text belongs"):
        der.parse(der.integer(1)).text()


def test_times_are_in_utc() -> None:
    moment = datetime(2026, 7, 1, 15, 0, 5, tzinfo=timezone(timedelta(hours=3)))
    assert der.parse(der.utc_time(moment)).time() == moment
    assert der.parse(der.generalized_time(moment)).time() == moment
    assert der.parse(der.utc_time(moment)).content == b"260701120005Z"
    assert der.parse(der.tlv(0x17, b"500101000000Z")).time().year == 1950
    assert der.parse(der.tlv(0x17, b"491231235959Z")).time().year == 2049
    fraction = der.parse(der.tlv(0x18, b"20260701120005.25Z")).time()
    assert fraction == datetime(2026, 7, 1, 12, 0, 5, 250000, tzinfo=UTC)
    with pytest.raises(ValueError, match="without a zone"):
        der.utc_time(datetime(2026, 7, 1))


@pytest.mark.parametrize(
    "content", [b"", b"Z", b"2607011200Z", b"260701120005", b"261301120005Z", b"26070112000\xb2Z", b"260701120005.Z1Z"]
)
def test_broken_times(content: bytes) -> None:
    with pytest.raises(MalformedError):
        der.parse(der.tlv(0x17, content)).time()


def test_node_behaves_like_a_sequence() -> None:
    node = der.parse(der.sequence(der.integer(7), der.null(), der.context(0, der.boolean(True))))
    assert len(node) == 3
    assert [child.tag for child in node] == [0x02, 0x05, 0xA0]
    assert node[2][0].boolean() is True
    assert node[0].raw == b"\x02\x01\x07"
    found = node.find(0xA0)
    assert found is not None
    assert found.content == b"\x01\x01\xff"
    assert node.find(0x04) is None
    assert "0x30" in repr(node)
    with pytest.raises(MalformedError, match="element 3 of 3 is missing"):
        node[3]
    with pytest.raises(MalformedError, match="primitive"):
        len(node[0])
    with pytest.raises(MalformedError, match="0x02 where 0x04 belongs"):
        node[0].expect(der.OCTET_STRING)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ("", "cut short"),
        ("30", "cut short"),
        ("3005020101", "cut short"),
        ("02010100", "follow the end"),
        ("0281010100", "shortest form"),
        ("02820001ff", "shortest form"),
        ("0289000000000000000001ff", "broken length"),
        ("02ff", "broken length"),
        ("3080020101" + "0000", "DER forbids"),
        ("1f810100", "long form"),
    ],
)
def test_refused_encodings(data: str, reason: str) -> None:
    with pytest.raises(MalformedError, match=reason):
        der.parse(bytes.fromhex(data))


@pytest.mark.parametrize(
    ("data", "reader"),
    [
        ("0200", "integer"),
        ("02020001", "integer"),
        ("0202ff80", "integer"),
        ("010101", "boolean"),
        ("0100", "boolean"),
        ("0600", "oid"),
        ("06022a80", "oid"),
        ("06032a8001", "oid"),
        ("0300", "bits"),
        ("03020780", "bits"),
        ("030108", "bit_flags"),
        ("030101", "bit_flags"),
    ],
)
def test_refused_values(data: str, reader: str) -> None:
    with pytest.raises(MalformedError):
        getattr(der.parse(bytes.fromhex(data)), reader)()


def test_flags_of_key_usage_with_and_without_trailing_zero_bits() -> None:
    assert der.parse(bytes.fromhex("030206c0")).bit_flags() == {0, 1}
    assert der.parse(bytes.fromhex("030200c0")).bit_flags() == {0, 1}
    assert der.parse(bytes.fromhex("03020308")).bit_flags() == {4}


def test_ber_is_read_only_when_asked_for() -> None:
    data = bytes.fromhex("3080" + "2480" + "04016104026263" + "0000" + "02020001" + "0000")
    node = der.parse(data, ber=True)
    assert node[0].octets() == b"abc"
    assert node[1].integer() == 1
    assert node.raw == data
    assert node.content == data[2:-2]
    with pytest.raises(MalformedError):
        der.parse(data)


def test_unfinished_indefinite_length() -> None:
    with pytest.raises(MalformedError, match="cut short"):
        der.parse(bytes.fromhex("3080020101"), ber=True)
    with pytest.raises(MalformedError, match="cut short"):
        der.parse(bytes.fromhex("30800201010000")[:-1], ber=True)


def _deepest(node: der.Node) -> int:
    depth = 0
    while node.constructed and len(node):
        node, depth = node[0], depth + 1
    return depth


def test_depth_is_bounded() -> None:
    nested = der.null()
    for _ in range(32):
        nested = der.sequence(nested)
    assert _deepest(der.parse(nested)) == 32
    with pytest.raises(LimitError, match="deeper"):
        _deepest(der.parse(der.sequence(nested)))
    with pytest.raises(LimitError, match="deeper"):
        der.parse(b"\x30\x80" * 10_000, ber=True)


def test_size_and_count_are_bounded() -> None:
    with pytest.raises(LimitError, match="more than the limit"):
        der.parse(der.octet_string(bytes(100)), max_size=99)
    with pytest.raises(LimitError, match="elements"):
        len(der.parse(der.sequence(der.null() * 50_001)))
    with pytest.raises(LimitError, match="INTEGER"):
        der.parse(der.tlv(2, b"\x01" * 1025)).integer()
    with pytest.raises(LimitError, match="IDENTIFIER"):
        der.parse(der.tlv(6, b"\x01" * 65)).oid()


def test_prefix_says_how_much_it_took() -> None:
    node, used = der.parse_prefix(b"\x02\x01\x05rest")
    assert (node.integer(), used) == (5, 3)


@given(st.binary(max_size=200), st.booleans())
@settings(deadline=None, max_examples=400)
def test_noise_raises_only_our_own(data: bytes, ber: bool) -> None:
    try:
        stack = [der.parse(b"\x30" + bytes((min(len(data), 127),)) + data[:127], ber=ber)]
        while stack:
            node = stack.pop()
            assert len(node.raw) >= 2
            if node.constructed:
                stack += node.children
    except MalformedError as error:
        assert str(error)
