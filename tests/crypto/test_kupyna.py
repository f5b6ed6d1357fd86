"""Kupyna: foreign vectors, the standard's own examples and definitions, the MAC and PBKDF2 on it."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prro_cli.crypto import kupyna
from prro_cli.crypto.backend import Backend, DstuCore, PurePython, find_backend
from prro_cli.crypto.dstu_rows import SBOXES
from prro_cli.crypto.errors import LimitError, MalformedError, UnsupportedError
from tests.crypto.vectors import bouncycastle, miscellaneous
from tests.shared import shared_data

PURE = PurePython()


@pytest.mark.parametrize("bits", [256, 384, 512])
@pytest.mark.parametrize("vector", bouncycastle("kupyna"))
def test_hash_agrees_with_bouncycastle(vector: dict[str, str], bits: int) -> None:
    assert kupyna.kupyna_hash(bits, bytes.fromhex(vector["msg"])).hex() == vector[f"kupyna{bits}"]


@pytest.mark.parametrize("rounds", [("iter1", 1), ("iter10000", 10_000)], ids=lambda pair: str(pair[0]))
@pytest.mark.parametrize("vector", miscellaneous("kmac256_pbkdf2"))
def test_pbkdf2_agrees_with_dstu_engine(vector: dict[str, str], rounds: tuple[str, int]) -> None:
    name, iterations = rounds
    password, salt = vector["password"].encode(), bytes.fromhex(vector["salt"])
    assert kupyna.pbkdf2_kmac256(password, salt, iterations, backend=PURE).hex() == vector[name]


def test_sboxes_are_those_of_the_standard() -> None:
    import json

    path = shared_data("crypto/vectors/dstu7624_sboxes.json")
    assert [table.hex() for table in SBOXES] == json.loads(path.read_text(encoding="utf-8"))["pi"]


def test_sboxes_are_permutations() -> None:
    assert all(sorted(table) == list(range(256)) for table in SBOXES)


@pytest.mark.parametrize(
    ("bits", "message", "digest"),
    [
        (256, b"", "cd5101d1ccdf0d1d1f4ada56e888cd724ca1a0838a3521e7131d4fb78d0f5eb6"),
        # DSTU 7564:2014, appendix: N = 512
        (256, bytes(range(64)), "08f4ee6f1be6903b324c4e27990cb24ef69dd58dbe84813ee0a52f6631239875"),
        (
            512,
            bytes(range(64)),
            "3813e2109118cdfb5a6d5e72f7208dccc80a2dfb3afdfb02f46992b5edbe536b"
            "3560dd1d7e29c6f53978af58b444e37ba685c0dd910533ba5d78efffc13de62a",
        ),
    ],
    ids=["empty", "standard-256", "standard-512"],
)
def test_known_answers(bits: int, message: bytes, digest: str) -> None:
    assert kupyna.kupyna_hash(bits, message).hex() == digest


def test_384_bits_are_the_end_of_512() -> None:
    assert kupyna.kupyna_hash(384, b"receipt") == kupyna.kupyna_hash(512, b"receipt")[16:]


def test_known_answers_of_the_mac() -> None:
    """Typed in once from a run that agreed with every foreign vector, for clones without those."""
    mac = kupyna.kmac256(bytes(range(32)), b"a receipt")
    assert mac.hex() == "7059ebcc7a6543cfb90ccf6aacb1063b6aa24193345014550f0d5fe370bc0495"
    key = kupyna.pbkdf2_kmac256(b"password", b"salt", 3, backend=PURE)
    assert key.hex() == "f237a79919c2fdeb8d9b59232501a4aa7f049561ba8463428dc5d820d42dde2f"


# --- the standard as it is written, byte by byte ---------------------------------------------------------

VECTOR = (1, 1, 5, 1, 8, 6, 7, 4)


@cache
def times(a: int, b: int) -> int:
    out = 0
    while b:
        if b & 1:
            out ^= a
        a = a << 1 ^ (0x11D if a & 0x80 else 0)
        b >>= 1
    return out


def slow_permutation(data: bytes, *, plus: bool) -> bytes:
    n = len(data) // 8
    state = [[data[8 * column + row] for row in range(8)] for column in range(n)]
    for t in range(10 if n == 8 else 14):
        for j in range(n):
            word = int.from_bytes(bytes(state[j]), "little")
            if plus:
                word += 0x00F0F0F0F0F0F0F3 + (((n - 1 - j) * 16 + t) % 256 << 56)
            else:
                word ^= j << 4 ^ t
            state[j] = list((word % (1 << 64)).to_bytes(8, "little"))
        state = [[SBOXES[row % 4][column[row]] for row in range(8)] for column in state]
        shift = [*range(7), 11 if n == 16 else 7]
        state = [[state[(j - shift[row]) % n][row] for row in range(8)] for j in range(n)]
        state = [[mixed(column, i) for i in range(8)] for column in state]
    return bytes(byte for column in state for byte in column)


def mixed(column: list[int], i: int) -> int:
    out = 0
    for r in range(8):
        out ^= times(column[r], VECTOR[(r - i) % 8])
    return out


def xor(*parts: bytes) -> bytes:
    out = 0
    for part in parts:
        out ^= int.from_bytes(part, "big")
    return out.to_bytes(len(parts[0]), "big")


def slow_hash(bits: int, data: bytes) -> bytes:
    block = 64 if bits == 256 else 128
    h = bytes([block]) + bytes(block - 1)
    padded = data + b"\x80" + bytes(-(len(data) + 13) % block) + (8 * len(data)).to_bytes(12, "little")
    for start in range(0, len(padded), block):
        m = padded[start : start + block]
        h = xor(h, slow_permutation(xor(h, m), plus=False), slow_permutation(m, plus=True))
    return xor(h, slow_permutation(h, plus=False))[-bits // 8 :]


@pytest.mark.parametrize("bits", [256, 384, 512])
@given(data=st.binary(max_size=280))
@settings(deadline=None, max_examples=12)
def test_the_rows_do_what_the_standard_says(bits: int, data: bytes) -> None:
    assert kupyna.kupyna_hash(bits, data) == slow_hash(bits, data)


def test_more_blocks_than_one_batch() -> None:
    data = bytes(i * 7 & 255 for i in range(64 * (kupyna.BATCH + 1) + 5))
    assert kupyna.kupyna_hash(256, data) == slow_hash(256, data)


def plain_mac(bits: int, key: bytes, message: bytes) -> bytes:
    block = 64 if bits == 256 else 128

    def padded(part: bytes) -> bytes:
        return part + b"\x80" + bytes(-(len(part) + 13) % block) + (8 * len(part)).to_bytes(12, "little")

    return kupyna.kupyna_hash(bits, padded(key) + padded(message) + bytes(255 - byte for byte in key))


@pytest.mark.parametrize("bits", [256, 384, 512])
@given(data=st.binary(max_size=200))
@settings(deadline=None, max_examples=10)
def test_mac_is_its_definition(bits: int, data: bytes) -> None:
    key = bytes(range(bits // 8))
    assert kupyna.kmac(bits, key, data) == plain_mac(bits, key, data)


@given(password=st.binary(max_size=40), salt=st.binary(max_size=80), iterations=st.integers(1, 4))
@settings(deadline=None, max_examples=15)
def test_pbkdf2_is_its_definition(password: bytes, salt: bytes, iterations: int) -> None:
    key = (password + bytes(32))[:32]
    u = kupyna.kmac256(key, salt + b"\0\0\0\1")
    expected = u
    for _ in range(iterations - 1):
        u = kupyna.kmac256(key, u)
        expected = xor(expected, u)
    assert kupyna.pbkdf2_kmac256(password, salt, iterations, backend=PURE) == expected
    assert kupyna.pbkdf2_kmac256(password, salt, iterations, backend=Counting()) == expected


class Counting(PurePython):
    """A backend of somebody else, which counts."""

    name = "counting"
    calls = 0

    def kmac256(self, key: bytes, message: bytes) -> bytes:
        Counting.calls += 1
        return super().kmac256(key, message)


def test_a_backend_with_its_own_mac_is_used() -> None:
    before = Counting.calls
    kupyna.pbkdf2_kmac256(b"password", b"salt", 6, backend=Counting())
    assert Counting.calls == before + 5


def accelerated() -> Backend:
    backend = find_backend()
    if not isinstance(backend, DstuCore):
        pytest.skip("dstu-core is not installed (the extra `accel`)")
    return backend


@pytest.mark.parametrize("size", [0, 1, 51, 52, 63, 64, 65, 4096, 5500])
def test_pure_python_agrees_with_dstu_core(size: int) -> None:
    fast = accelerated()
    data, key = bytes(i * 31 & 255 for i in range(size)), bytes(range(32))
    for bits in (256, 384, 512):
        assert kupyna.kupyna_hash(bits, data) == fast.kupyna(bits, data)
    assert kupyna.kmac256(key, data) == fast.kmac256(key, data)


def test_pbkdf2_agrees_with_dstu_core() -> None:
    fast = accelerated()
    slow = kupyna.pbkdf2_kmac256(b"secret", b"salt", 50, backend=PURE)
    assert kupyna.pbkdf2_kmac256(b"secret", b"salt", 50, backend=fast) == slow


@pytest.mark.parametrize("backend", [PURE, Counting()], ids=["pure", "foreign"])
def test_progress_is_reported_and_may_end_the_work(backend: Backend) -> None:
    seen: list[tuple[int, int]] = []

    def stop_in_the_middle(done: int, total: int) -> None:
        seen.append((done, total))
        if 2 * done > total:
            raise TimeoutError

    with pytest.raises(TimeoutError):
        kupyna.pbkdf2_kmac256(b"x", b"salt", 129, progress=stop_in_the_middle, backend=backend)
    assert seen[-1] == (66, 128)
    assert len(seen) == 33


@pytest.mark.parametrize(
    ("call", "error"),
    [
        (lambda: kupyna.kupyna_hash(224, b""), UnsupportedError),
        (lambda: kupyna.kmac(128, bytes(16), b""), UnsupportedError),
        (lambda: kupyna.kmac256(bytes(31), b""), MalformedError),
        (lambda: kupyna.pbkdf2_kmac256(b"", b"", 0), MalformedError),
        (lambda: kupyna.pbkdf2_kmac256(b"", b"", 10**9), LimitError),
    ],
    ids=["bits", "mac-bits", "key", "no-rounds", "many-rounds"],
)
def test_bad_input_is_refused(call: Any, error: type[Exception]) -> None:
    with pytest.raises(error):
        call()
