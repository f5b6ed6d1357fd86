"""GOST 28147-89: foreign vectors, round trips, refusals."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prro_cli.crypto import gost28147 as gost
from prro_cli.crypto.errors import KeyMismatchError, MalformedError
from tests.crypto.vectors import bouncycastle, miscellaneous

KEY = bytes(range(32))
IV = bytes(range(8))
keys = st.binary(min_size=32, max_size=32)
ivs = st.binary(min_size=8, max_size=8)


@pytest.mark.parametrize("vector", bouncycastle("gost28147_dstu_sbox"))
def test_every_mode_agrees_with_bouncycastle(vector: dict[str, str]) -> None:
    v = {name: bytes.fromhex(value) for name, value in vector.items()}
    assert gost.ecb_encrypt(v["key"], v["ecb_plain"]) == v["ecb_cipher"]
    assert gost.ecb_decrypt(v["key"], v["ecb_cipher"]) == v["ecb_plain"]
    assert gost.cfb_encrypt(v["key"], v["iv"], v["cfb_mac_plain"]) == v["cfb_cipher"]
    assert gost.cfb_decrypt(v["key"], v["iv"], v["cfb_cipher"]) == v["cfb_mac_plain"]
    assert gost.mac4(v["key"], v["cfb_mac_plain"]) == v["mac4"]


@pytest.mark.parametrize("vector", miscellaneous("gost28147_keywrap"))
def test_key_wrap_agrees_with_uapki(vector: dict[str, str]) -> None:
    kek, iv, cek, wrapped = (bytes.fromhex(vector[name]) for name in ("kek", "iv", "cek", "wrapped"))
    assert gost.wrap_key(kek, cek, iv) == wrapped
    assert gost.unwrap_key(kek, wrapped) == cek


@pytest.mark.parametrize("vector", miscellaneous("iit_container_tamga"))
def test_the_synthetic_iit_container_opens(vector: dict[str, str]) -> None:
    from prro_cli.crypto.gost34311 import iit_key

    container, plain = bytes.fromhex(vector["container"]), bytes.fromhex(vector["plaintext"])
    key = iit_key(vector["password"].encode())
    mac, pad, data = container[22:26], container[28:32], container[34:]
    assert gost.ecb_decrypt(key, data + pad)[: len(data)] == plain
    assert gost.mac4(key, plain) == mac


def test_known_answers_of_our_own() -> None:
    """Typed in once from a run that agreed with every foreign vector, for clones without those."""
    assert gost.ecb_encrypt(KEY, bytes(8)).hex() == "edfbfa61f5551a0b"
    assert gost.mac4(KEY, b"a receipt").hex() == "6c53f458"


@pytest.mark.parametrize("key_bytes", [0, 31, 33])
def test_a_key_of_another_length_is_refused(key_bytes: int) -> None:
    with pytest.raises(MalformedError, match="key has 32 bytes"):
        gost.mac4(bytes(key_bytes), b"")


def test_other_lengths_are_refused() -> None:
    with pytest.raises(MalformedError, match="whole blocks"):
        gost.ecb_encrypt(KEY, bytes(7))
    with pytest.raises(MalformedError, match="initial value"):
        gost.cfb_encrypt(KEY, bytes(7), b"")
    with pytest.raises(MalformedError, match="S-box"):
        gost.mac4(KEY, b"", sbox=bytes(63))
    with pytest.raises(MalformedError, match="wrapped key has 44"):
        gost.unwrap_key(KEY, bytes(43))
    with pytest.raises(MalformedError, match="32 bytes"):
        gost.wrap_key(KEY, bytes(31), IV)


def test_the_default_sbox_unpacks_to_the_rows_of_the_standard() -> None:
    rows = gost.unpack_sbox(gost.DKE_1)
    assert rows[0] == (0xA, 9, 0xD, 6, 0xE, 0xB, 4, 5, 0xF, 1, 3, 0xC, 7, 0, 8, 2)
    assert all(sorted(row) == list(range(16)) for row in rows)


def test_another_sbox_gives_another_cipher_and_still_inverts() -> None:
    other = gost.DKE_1[8:] + gost.DKE_1[:8]
    text = b"sixteen bytes !!"
    sealed = gost.ecb_encrypt(KEY, text, sbox=other)
    assert sealed != gost.ecb_encrypt(KEY, text)
    assert gost.ecb_decrypt(KEY, sealed, sbox=other) == text
    assert gost.ecb_encrypt(KEY, text, sbox=None) == gost.ecb_encrypt(KEY, text, sbox=gost.DKE_1)


def slow_round(word: int, key: int) -> int:
    """The round function as the standard says it."""
    total = (word + key) & 0xFFFFFFFF
    out = 0
    for position, row in enumerate(gost.unpack_sbox(gost.DKE_1)):
        out |= row[total >> 4 * position & 15] << 4 * position
    return (out << 11 | out >> 21) & 0xFFFFFFFF


@given(key=keys, block=ivs)
@settings(deadline=None, max_examples=50)
def test_the_tables_do_what_the_standard_says(key: bytes, block: bytes) -> None:
    n1, n2 = (int.from_bytes(block[start : start + 4], "little") for start in (0, 4))
    words = [int.from_bytes(key[4 * i : 4 * i + 4], "little") for i in range(8)]
    for word in words * 3 + words[::-1]:
        n1, n2 = n2 ^ slow_round(n1, word), n1
    assert gost.ecb_encrypt(key, block) == n2.to_bytes(4, "little") + n1.to_bytes(4, "little")


@given(key=keys, iv=ivs, data=st.binary(max_size=100))
@settings(deadline=None, max_examples=50)
def test_cfb_round_trip(key: bytes, iv: bytes, data: bytes) -> None:
    sealed = gost.cfb_encrypt(key, iv, data)
    assert len(sealed) == len(data)
    assert gost.cfb_decrypt(key, iv, sealed) == data


@given(kek=keys, cek=keys, iv=ivs, position=st.integers(0, 43), change=st.integers(1, 255))
@settings(deadline=None, max_examples=50)
def test_a_wrapped_key_opens_and_a_touched_one_does_not(
    kek: bytes, cek: bytes, iv: bytes, position: int, change: int
) -> None:
    wrapped = bytearray(gost.wrap_key(kek, cek, iv))
    assert gost.unwrap_key(kek, bytes(wrapped)) == cek
    wrapped[position] ^= change
    try:
        opened: Any = gost.unwrap_key(kek, bytes(wrapped))
    except KeyMismatchError:
        opened = None
    assert opened is None or opened != cek  # four bytes of MAC let one change in 2**32 pass


def test_another_key_does_not_open() -> None:
    wrapped = gost.wrap_key(KEY, bytes(32), IV)
    with pytest.raises(KeyMismatchError):
        gost.unwrap_key(KEY[::-1], wrapped)
