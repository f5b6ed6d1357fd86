"""Kalyna: foreign vectors in every mode, the standard's examples, round trips, refusals."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prro_cli.crypto import kalyna
from prro_cli.crypto.errors import KeyMismatchError, MalformedError, UnsupportedError
from tests.crypto.vectors import bouncycastle, miscellaneous

KEY = bytes(range(32))
keys = st.binary(min_size=32, max_size=32)


@pytest.mark.parametrize("vector", bouncycastle("kalyna"))
def test_every_size_and_mode_agrees_with_bouncycastle(vector: dict[str, Any]) -> None:
    size = vector["block"] // 8
    key, plain, cipher, iv = (bytes.fromhex(vector[name]) for name in ("key", "plain", "cipher", "iv"))
    text, cbc, cfb = (bytes.fromhex(vector[name]) for name in ("mode_plain", "cbc_cipher", "cfb_cipher"))
    assert len(key) == vector["keybits"] // 8
    assert kalyna.ecb_encrypt(key, plain, block_bytes=size) == cipher
    assert kalyna.ecb_decrypt(key, cipher, block_bytes=size) == plain
    assert kalyna.cbc_encrypt(key, iv, text, block_bytes=size) == cbc
    assert kalyna.cbc_decrypt(key, iv, cbc, block_bytes=size) == text
    assert kalyna.cfb_encrypt(key, iv, text, block_bytes=size) == cfb
    assert kalyna.cfb_decrypt(key, iv, cfb, block_bytes=size) == text


@pytest.mark.parametrize("vector", miscellaneous("kalyna256_keywrap"))
def test_key_wrap_agrees_with_uapki(vector: dict[str, str]) -> None:
    kek, iv, cek, wrapped = (bytes.fromhex(vector[name]) for name in ("kek", "iv", "cek", "wrapped"))
    assert kalyna.wrap_key(kek, cek, iv) == wrapped
    assert kalyna.unwrap_key(kek, wrapped) == cek


@pytest.mark.parametrize(
    ("size", "key_bytes", "cipher"),
    [  # DSTU 7624:2014, appendix: the key counts from zero, the block goes on counting
        (16, 16, "81bf1c7d779bac20e1c9ea39b4d2ad06"),
        (32, 32, "f66e3d570ec92135aedae323dcbd2a8ca03963ec206a0d5a88385c24617fd92c"),
    ],
    ids=["128-128", "256-256"],
)
def test_examples_of_the_standard(size: int, key_bytes: int, cipher: str) -> None:
    key, block = bytes(range(key_bytes)), bytes(range(key_bytes, key_bytes + size))
    assert kalyna.ecb_encrypt(key, block, block_bytes=size).hex() == cipher
    assert kalyna.ecb_decrypt(key, bytes.fromhex(cipher), block_bytes=size) == block


def test_cmac_is_encryption_of_the_masked_block() -> None:
    cipher = kalyna.Kalyna(KEY)
    mask = cipher.encrypt(bytes(32))
    block = bytes(range(100, 132))
    assert kalyna.cmac_block(KEY, block) == cipher.encrypt(bytes(a ^ b for a, b in zip(block, mask, strict=True)))


def test_a_short_last_block_takes_the_end_of_the_gamma() -> None:
    iv, data = bytes(32), bytes(range(40))
    sealed = kalyna.cfb_encrypt(KEY, iv, data)
    gamma = kalyna.ecb_encrypt(KEY, sealed[:32])
    assert sealed[32:] == bytes(a ^ b for a, b in zip(data[32:], gamma[24:], strict=True))


@pytest.mark.parametrize(("size", "key_bytes"), [(16, 16), (16, 32), (32, 32), (32, 64), (64, 64)])
@given(data=st.data())
@settings(deadline=None, max_examples=15)
def test_a_block_comes_back(size: int, key_bytes: int, data: st.DataObject) -> None:
    cipher = kalyna.Kalyna(data.draw(st.binary(min_size=key_bytes, max_size=key_bytes)), size)
    block = data.draw(st.binary(min_size=size, max_size=size))
    assert cipher.decrypt(cipher.encrypt(block)) == block
    assert cipher.encrypt(cipher.decrypt(block)) == block


@pytest.mark.parametrize("byte", [0x00, 0x7F, 0x80, 0xFF])
def test_sums_at_the_edges_come_back(byte: int) -> None:
    cipher = kalyna.Kalyna(bytes([byte]) * 32)
    assert cipher.decrypt(cipher.encrypt(bytes([byte]) * 32)) == bytes([byte]) * 32


@given(key=keys, iv=keys, data=st.binary(max_size=100))
@settings(deadline=None, max_examples=30)
def test_cfb_and_padded_cbc_round_trip(key: bytes, iv: bytes, data: bytes) -> None:
    sealed = kalyna.cfb_encrypt(key, iv, data)
    assert len(sealed) == len(data)
    assert kalyna.cfb_decrypt(key, iv, sealed) == data
    padded = kalyna.pad(data)
    assert len(padded) % 32 == 0
    assert kalyna.unpad(kalyna.cbc_decrypt(key, iv, kalyna.cbc_encrypt(key, iv, padded))) == data


@given(kek=keys, cek=keys, iv=keys, position=st.integers(0, 95), change=st.integers(1, 255))
@settings(deadline=None, max_examples=20)
def test_a_wrapped_key_opens_and_a_touched_one_does_not(
    kek: bytes, cek: bytes, iv: bytes, position: int, change: int
) -> None:
    wrapped = bytearray(kalyna.wrap_key(kek, cek, iv))
    assert kalyna.unwrap_key(kek, bytes(wrapped)) == cek
    wrapped[position] ^= change
    with pytest.raises(KeyMismatchError):
        kalyna.unwrap_key(kek, bytes(wrapped))


@pytest.mark.parametrize("data", [b"", bytes(32), b"\x21" * 64, b"\1" * 30 + b"\2\3"])
def test_wrong_padding_is_refused(data: bytes) -> None:
    with pytest.raises(MalformedError, match="padding"):
        kalyna.unpad(data)


@pytest.mark.parametrize(("size", "key_bytes"), [(8, 8), (32, 16), (64, 128), (16, 64), (32, 0)])
def test_sizes_that_the_standard_has_not_are_refused(size: int, key_bytes: int) -> None:
    with pytest.raises(UnsupportedError):
        kalyna.Kalyna(bytes(key_bytes), size)


@pytest.mark.parametrize(
    "call",
    [
        lambda: kalyna.ecb_encrypt(KEY, bytes(31)),
        lambda: kalyna.ecb_decrypt(KEY, bytes(33)),
        lambda: kalyna.cbc_encrypt(KEY, bytes(32), bytes(1)),
        lambda: kalyna.cbc_decrypt(KEY, bytes(31), bytes(32)),
        lambda: kalyna.cfb_encrypt(KEY, bytes(8), b""),
        lambda: kalyna.cmac_block(KEY, bytes(31)),
        lambda: kalyna.wrap_key(KEY, bytes(16), bytes(32)),
        lambda: kalyna.unwrap_key(KEY, bytes(95)),
    ],
)
def test_other_lengths_are_refused(call: Any) -> None:
    with pytest.raises(MalformedError):
        call()
