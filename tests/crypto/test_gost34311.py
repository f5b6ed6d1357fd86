"""GOST 34.311: foreign vectors, the standard's own definitions, derivations from passwords."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prro_cli.crypto import gost28147
from prro_cli.crypto import gost34311 as gost
from prro_cli.crypto.errors import LimitError, MalformedError
from tests.crypto.vectors import bouncycastle, miscellaneous

MASK64 = (1 << 64) - 1
C = int.from_bytes(bytes.fromhex("00ff00ff00ff00ffff00ff00ff00ff0000ffff00ff0000ffff000000ffff00ff"), "little")


@pytest.mark.parametrize("vector", bouncycastle("gost34311_dstu_sbox"))
def test_hash_agrees_with_bouncycastle(vector: dict[str, str]) -> None:
    assert gost.gost34311(bytes.fromhex(vector["msg"])).hex() == vector["hash"]


@pytest.mark.parametrize("vector", bouncycastle("hmac_gost34311"))
def test_hmac_agrees_with_bouncycastle(vector: dict[str, str]) -> None:
    assert gost.hmac(bytes.fromhex(vector["key"]), bytes.fromhex(vector["msg"])).hex() == vector["mac"]


@pytest.mark.parametrize("vector", miscellaneous("hmac_gost34311_cryptonite"))
def test_hmac_agrees_with_cryptonite(vector: dict[str, str]) -> None:
    assert gost.hmac(vector["key_ascii"].encode(), bytes.fromhex(vector["data"])).hex() == vector["mac"]


@pytest.mark.parametrize("vector", bouncycastle("pbkdf2_hmac_gost34311"))
def test_pbkdf2_agrees_with_bouncycastle(vector: dict[str, Any]) -> None:
    key = gost.pbkdf2(vector["password_utf8"].encode(), bytes.fromhex(vector["salt"]), vector["iterations"])
    assert key.hex() == vector["key"]


@pytest.mark.parametrize("vector", bouncycastle("iit_kdf"))
def test_iit_key_agrees_with_bouncycastle(vector: dict[str, Any]) -> None:
    assert gost.iit_key(vector["password_utf8"].encode(), vector["iterations"]).hex() == vector["key"]


@pytest.mark.parametrize("vector", bouncycastle("pkcs12_mac_key_gost34311"))
def test_pkcs12_mac_key_agrees_with_bouncycastle(vector: dict[str, Any]) -> None:
    password, salt = vector["password_utf8"].encode("utf-16-be"), bytes.fromhex(vector["salt"])
    key = gost.pkcs12_mac_key(password, salt, vector["iterations"], identifier=vector["id"])
    assert key.hex() == vector["key"]


@pytest.mark.parametrize(
    ("message", "digest"),
    [
        (b"", "da37bdf41145e39e34111775b40646e8059c2e969c1460bb98abccb26f0f76a5"),
        (b"abc", "a34a53504d8ba070cb73a583146167a0a3c226d793440d9cea24465fe02251f2"),
        (bytes(range(100)), "4d7e982e673b52a3d186ef75207ff0bdf45fa561dd111e4392969182a63cf1a3"),
    ],
    ids=["empty", "abc", "hundred"],
)
def test_known_answers(message: bytes, digest: str) -> None:
    assert gost.gost34311(message).hex() == digest


def test_known_answers_of_derivations() -> None:
    """Typed in once from a run that agreed with every foreign vector, for clones without those."""
    assert gost.hmac(b"key", b"message").hex() == "f9212701fb2ba5b9b90cb7c3ba3a6f960b3c6813aa982441f58eb528c976c4d7"
    assert gost.pbkdf2(b"password", b"salt", 3, 40).hex() == (
        "f64aceb5acb50abb396e945e867b0e19fa9d992052dada32ba7409399cec6155a89fb51ad8637aad"
    )
    assert gost.iit_key(b"password", 3).hex() == "a49ef31b685d5140fc499051456b0bfd18776716529e2ea6f6e2c96e84aa73e1"
    assert gost.pkcs12_mac_key("пароль".encode("utf-16-be"), b"salt", 3).hex() == (
        "89138aad904ce1b3e2307ecd4b319491ca053ef16d7ad7c8497b6fbda26b842b"
    )


def slow_a(y: int) -> int:
    words = [y >> 64 * i & MASK64 for i in range(4)]
    return sum(word << 64 * i for i, word in enumerate((words[1], words[2], words[3], words[0] ^ words[1])))


def slow_p(w: int) -> bytes:
    raw = w.to_bytes(32, "little")
    out = bytearray(32)
    for i in range(4):
        for j in range(8):
            out[i + 4 * j] = raw[8 * i + j]
    return bytes(out)


def slow_psi(x: int, times: int) -> int:
    for _ in range(times):
        x = x >> 16 | ((x ^ x >> 16 ^ x >> 32 ^ x >> 48 ^ x >> 192 ^ x >> 240) & 0xFFFF) << 240
    return x


def slow_step(h: int, m: int, sbox: bytes) -> int:
    u, v, s = h, m, 0
    for i in range(4):
        if i:
            u, v = slow_a(u), slow_a(slow_a(v))
        if i == 2:
            u ^= C
        part = (h >> 64 * i & MASK64).to_bytes(8, "little")
        s |= int.from_bytes(gost28147.ecb_encrypt(slow_p(u ^ v), part, sbox=sbox), "little") << 64 * i
    return slow_psi(h ^ slow_psi(m ^ slow_psi(s, 12), 1), 61)


def slow_hash(data: bytes, sbox: bytes) -> bytes:
    h = total = 0
    for start in range(0, len(data), 32):
        m = int.from_bytes(data[start : start + 32], "little")
        h, total = slow_step(h, m, sbox), (total + m) % (1 << 256)
    return slow_step(slow_step(h, 8 * len(data), sbox), total, sbox).to_bytes(32, "little")


rows = st.permutations(list(range(16)))
sboxes = st.lists(rows, min_size=8, max_size=8).map(
    lambda box: bytes(row[i] << 4 | row[i + 1] for row in box for i in range(0, 16, 2))
)


@given(data=st.binary(max_size=100), sbox=sboxes)
@settings(deadline=None, max_examples=40)
def test_the_lanes_do_what_the_standard_says_with_any_sbox(data: bytes, sbox: bytes) -> None:
    assert gost.gost34311(data, sbox=sbox) == slow_hash(data, sbox)


@given(data=st.binary(max_size=200), cuts=st.lists(st.integers(0, 200), max_size=5))
@settings(deadline=None, max_examples=50)
def test_pieces_give_the_hash_of_the_whole(data: bytes, cuts: list[int]) -> None:
    feed = gost.Gost34311()
    last = 0
    for cut in [*sorted(min(cut, len(data)) for cut in cuts), len(data)]:
        feed.update(data[last:cut])
        last = cut
    assert feed.digest() == gost.gost34311(data)
    assert feed.hexdigest() == feed.digest().hex()


def test_a_copy_goes_its_own_way() -> None:
    first = gost.Gost34311(b"a" * 40, sbox=gost28147.DKE_1)
    second = first.copy()
    second.update(b"b")
    assert first.digest() == gost.gost34311(b"a" * 40)
    assert second.digest() == gost.gost34311(b"a" * 40 + b"b")


def test_sum_of_blocks_wraps_around() -> None:
    data = b"\xff" * 96
    assert gost.gost34311(data) == slow_hash(data, gost28147.DKE_1)


def test_a_broken_sbox_is_refused() -> None:
    with pytest.raises(MalformedError, match="S-box"):
        gost.gost34311(b"", sbox=bytes(10))


def plain_pbkdf2(password: bytes, salt: bytes, iterations: int, blocks: int) -> bytes:
    out = b""
    for index in range(1, blocks + 1):
        u = gost.hmac(password, salt + index.to_bytes(4, "big"))
        value = int.from_bytes(u, "big")
        for _ in range(iterations - 1):
            u = gost.hmac(password, u)
            value ^= int.from_bytes(u, "big")
        out += value.to_bytes(32, "big")
    return out


@given(password=st.binary(max_size=70), salt=st.binary(max_size=40), iterations=st.integers(1, 4))
@settings(deadline=None, max_examples=20)
def test_pbkdf2_is_its_definition(password: bytes, salt: bytes, iterations: int) -> None:
    expected = plain_pbkdf2(password, salt, iterations, 2)
    assert gost.pbkdf2(password, salt, iterations, 50) == expected[:50]
    assert gost.pbkdf2(password, salt, iterations) == expected[:32]


@given(password=st.binary(max_size=70), iterations=st.integers(1, 4))
@settings(deadline=None, max_examples=20)
def test_iit_key_is_its_definition(password: bytes, iterations: int) -> None:
    value = password
    for _ in range(iterations):
        value = gost.gost34311(value)
    assert gost.iit_key(password, iterations) == value


def test_pkcs12_fills_salt_and_password_to_blocks() -> None:
    password = "я".encode("utf-16-be")
    material = b"\x03" * 32 + (b"salt" * 8) + ((password + b"\0\0") * 8)
    assert gost.pkcs12_mac_key(password, b"salt", 1) == gost.gost34311(material)
    assert gost.pkcs12_mac_key(password, b"", 1) == gost.gost34311(b"\x03" * 32 + (password + b"\0\0") * 8)


def test_progress_is_reported_about_every_percent_and_ends_full() -> None:
    seen: list[tuple[int, int]] = []
    gost.iit_key(b"x", 1001, progress=lambda done, total: seen.append((done, total)))
    assert seen[-1] == (1000, 1000)
    assert 50 <= len(seen) <= 110
    assert seen == sorted(seen)


def test_progress_counts_all_blocks_of_pbkdf2() -> None:
    seen: list[tuple[int, int]] = []
    gost.pbkdf2(b"x", b"salt", 11, 64, progress=lambda done, total: seen.append((done, total)))
    assert seen[-1] == (20, 20)
    assert [done for done, _ in seen] == sorted({done for done, _ in seen})


class Enough(Exception):
    """A deadline of the caller."""


def test_progress_may_end_the_derivation() -> None:
    def stop(done: int, total: int) -> None:
        raise Enough(f"{done} of {total}")

    with pytest.raises(Enough):
        gost.pbkdf2(b"x", b"salt", 200_000, progress=stop)
    with pytest.raises(Enough):
        gost.pkcs12_mac_key(b"x", b"salt", 200_000, progress=stop)


@pytest.mark.parametrize("iterations", [200_001, 2**31, 2**200])
def test_a_hostile_count_is_refused_at_once(iterations: int) -> None:
    with pytest.raises(LimitError, match="the limit is"):
        gost.pbkdf2(b"x", b"salt", iterations)
    with pytest.raises(LimitError):
        gost.pkcs12_mac_key(b"x", b"salt", iterations)
    with pytest.raises(LimitError):
        gost.iit_key(b"x", iterations)


@pytest.mark.parametrize("iterations", [0, -1])
def test_a_senseless_count_is_refused(iterations: int) -> None:
    with pytest.raises(MalformedError, match="no sense"):
        gost.pbkdf2(b"x", b"salt", iterations)


def test_a_long_key_counts_against_the_limit() -> None:
    with pytest.raises(LimitError):
        gost.pbkdf2(b"x", b"salt", 200_000, 64)
