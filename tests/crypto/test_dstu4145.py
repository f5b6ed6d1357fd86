"""DSTU 4145 against the standard's example, foreign vectors, and itself."""

from __future__ import annotations

import json
import os
import random
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prro_cli.crypto import dstu4145
from prro_cli.crypto.curves import CURVES, M257, M431, Curve, Point, curve_by_name, curve_by_oid, expand_point
from prro_cli.crypto.errors import KeyMismatchError, MalformedError, SelfCheckError
from prro_cli.crypto.points import (
    Comb,
    Group,
    Projective,
    multiply_combs,
)
from tests.shared import SHARED, shared_data

BY_NAME = pytest.mark.parametrize("curve", CURVES, ids=lambda curve: curve.name)
DIGEST = bytes(range(32))


def foreign_vectors() -> list[dict[str, Any]]:
    """BouncyCastle's signatures with known nonces; empty without the shared data."""
    path = SHARED / "crypto/vectors/bc_vectors.json"
    return list(json.loads(path.read_text())["dstu4145"]) if path.exists() else []


def vector_id(vector: dict[str, Any]) -> str:
    return f"M{vector['m']}-{len(vector['hash']) // 2}-{vector['r'][:6]}"


def sign_with_nonce(curve: Curve, d: int, digest: bytes, e: int) -> bytes:
    signature = dstu4145._sign_with_nonce(curve, d, digest, e, os.urandom)
    assert signature is not None
    return signature


def private_key(curve: Curve, seed: str = "key") -> int:
    return random.Random(f"{curve.name} {seed}").randrange(1, curve.n)


def little(hexadecimal: str) -> int:
    return int.from_bytes(bytes.fromhex(hexadecimal), "little")


class TestVectors:
    def test_collected_vectors_cover_every_curve(self) -> None:
        shared_data("crypto/vectors/bc_vectors.json")
        assert {vector["m"] for vector in foreign_vectors()} == {curve.m for curve in CURVES}
        assert len(foreign_vectors()) == 30

    @pytest.mark.parametrize("vector", foreign_vectors(), ids=vector_id)
    def test_bouncycastle(self, vector: dict[str, Any]) -> None:
        curve = curve_by_oid(vector["curve_oid"])
        d, e, *public = (int(vector[name], 16) for name in ("d", "e", "Qx", "Qy"))
        digest, signature = bytes.fromhex(vector["hash"]), bytes.fromhex(vector["signature"])
        point: Point = (public[0], public[1])
        assert dstu4145.public_point(curve, d) == point
        assert expand_point(curve, bytes.fromhex(vector["Q_compressed_le"])) == point
        assert sign_with_nonce(curve, d, digest, e) == signature
        assert dstu4145.verify(curve, point, digest, signature)
        assert dstu4145.public_point(curve, d) == point

    def test_annex_b_of_the_standard(self) -> None:
        """The standard's own example; it uses another base point of M163."""
        base = 0x72D867F93A93AC27DF9FF01AFFE74885C8C540420, 0x0224A9C3947852B97C5599D5F4AB81122ADC3FD9B
        curve = replace(curve_by_name("M163"), gx=base[0], gy=base[1])
        d = 0x183F60FDF7951FF47D67193F8D073790C1C9B5A3E
        digest = bytes.fromhex("09C9C44277910C9AAEE486883A2EB95B7180166DDF73532EEB76EDAEF52247FF")[::-1]
        public = 0x57DE7FDE023FF929CB6AC785CE4B79CF64ABDC2DA, 0x3E85444324BCF06AD85ABF6AD7B5F34770532B9AA
        signature = sign_with_nonce(curve, d, digest, 0x1025E40BD97DB012B7A1D79DE8E12932D247F61C6)
        r, s = 0x274EA2C0CAA014A0D80A424F59ADE7A93068D08A7, 0x2100D86957331832B8E8C230F5BD6A332B3615ACA
        assert dstu4145.public_point(curve, d) == public
        assert signature == r.to_bytes(21, "little") + s.to_bytes(21, "little")
        assert dstu4145.verify(curve, public, digest, signature)

    def test_cryptonite_m257(self) -> None:
        public = (
            little("01799b65a6d2d1cecd08b044d599eecfab8412f599f52ca38ddb431bba38e66c00"),
            little("e54176a56aaf5e5bea7c7dbbacfbe6ad1c35bf9743cb534d839d62be68bc4c5a01"),
        )
        digest = bytes.fromhex("b591f4d5ea42d0005dedf238e8beccc2cb46a944419b6fdd66c57e66c751f683")
        signature = bytes.fromhex(
            "ace29a89ec34329abf529d109ca838c26b13cc0e14d8663071da94ab198e2e64"
            "39b9c25ab0187694ec170221e9135405894bf439c9cefea7f23e4e1a974eca1b"
        )
        d = little("4854f9d1eeeaab9516288183f164044ec3cdbd00288856db40b4cdf07dfc140900")
        assert dstu4145.public_point(M257, d) == public
        assert dstu4145.verify(M257, public, digest, signature)
        assert not dstu4145.verify(M257, public, digest[::-1], signature)

    def test_cryptonite_cofactor_diffie_hellman(self) -> None:
        first = little("4854f9d1eeeaab9516288183f164044ec3cdbd00288856db40b4cdf07dfc140900")
        second = little("124356567867897806288183f164044ec3cdbd00288856db40b4cdf07123230800")
        shared = little("85165e0486221b3bee3211ac63b3809b23ea2f8c63e8d38e55e99792694fbb3701")
        assert dstu4145.shared_secret(M257, first, dstu4145.public_point(M257, second)) == shared
        assert dstu4145.shared_secret(M257, second, dstu4145.public_point(M257, first)) == shared


class TestSignAndVerify:
    @settings(max_examples=30, deadline=None)
    @given(data=st.data())
    def test_what_is_signed_verifies(self, data: st.DataObject) -> None:
        curve = data.draw(st.sampled_from(CURVES))
        d = data.draw(st.integers(1, curve.n - 1))
        digest = data.draw(st.binary(min_size=20, max_size=64))
        signature = dstu4145.sign(curve, d, digest)
        public = dstu4145.public_point(curve, d)
        assert len(signature) == curve.signature_bytes
        assert dstu4145.verify(curve, public, digest, signature)
        assert not dstu4145.verify(curve, (public[0], public[0] ^ public[1]), digest, signature)

    @BY_NAME
    def test_edge_keys(self, curve: Curve) -> None:
        for d in (1, 2, curve.n - 1):
            signature = dstu4145.sign(curve, d, DIGEST, verify=True)
            assert dstu4145.verify(curve, dstu4145.public_point(curve, d), DIGEST, signature)
        x, y = curve.base
        assert dstu4145.public_point(curve, 1) == (x, x ^ y)
        assert dstu4145.public_point(curve, curve.n - 1) == (x, y)

    @BY_NAME
    def test_a_changed_byte_of_the_signature_is_noticed(self, curve: Curve) -> None:
        d = private_key(curve)
        public, signature = dstu4145.public_point(curve, d), dstu4145.sign(curve, d, DIGEST)
        step = 1 if curve == M257 else 7
        for position in range(0, len(signature), step):
            changed = bytearray(signature)
            changed[position] ^= 1 << position % 8
            assert not dstu4145.verify(curve, public, DIGEST, bytes(changed)), position

    @pytest.mark.parametrize("curve", [M257, M431], ids=lambda curve: curve.name)
    def test_a_changed_byte_of_the_digest_is_noticed(self, curve: Curve) -> None:
        d = private_key(curve)
        public, signature = dstu4145.public_point(curve, d), dstu4145.sign(curve, d, DIGEST)
        for position in range(0, len(DIGEST), 3):
            changed = bytearray(DIGEST)
            changed[position] ^= 0x20
            assert not dstu4145.verify(curve, public, bytes(changed), signature), position

    @BY_NAME
    def test_bits_above_the_field_are_cut_and_zero_stands_for_one(self, curve: Curve) -> None:
        d = private_key(curve)
        public = dstu4145.public_point(curve, d)
        digest = bytes(curve.field_bytes + 3)
        signature = dstu4145.sign(curve, d, digest)
        assert dstu4145.verify(curve, public, b"\x01", signature)
        assert dstu4145.verify(curve, public, digest[:-1] + b"\xff", signature)

    @BY_NAME
    def test_wrong_lengths_are_malformed(self, curve: Curve) -> None:
        signature = bytes([1]) * curve.signature_bytes
        for wrong in (b"", signature[:-1], signature + b"\0", b"\x04\x40" + signature):
            with pytest.raises(MalformedError):
                dstu4145.verify(curve, curve.base, DIGEST, wrong)

    @BY_NAME
    def test_halves_out_of_range_are_false(self, curve: Curve) -> None:
        size = curve.scalar_bytes
        one = (1).to_bytes(size, "little")
        for wrong in (bytes(size), curve.n.to_bytes(size, "little"), b"\xff" * size):
            assert not dstu4145.verify(curve, curve.base, DIGEST, wrong + one)
            assert not dstu4145.verify(curve, curve.base, DIGEST, one + wrong)

    @BY_NAME
    def test_no_signature_verifies_under_a_point_that_is_no_key(self, curve: Curve) -> None:
        signature = dstu4145.sign(curve, private_key(curve), DIGEST)
        order_two = expand_point(curve, bytes(curve.field_bytes))
        for wrong in ((0, 0), (curve.gx, curve.gy ^ 1), order_two, (1 << curve.m, 1), (-1, 1)):
            assert dstu4145.verify(curve, wrong, DIGEST, signature) is False

    @BY_NAME
    def test_numbers_that_are_no_private_key_are_refused(self, curve: Curve) -> None:
        for d in (0, -1, curve.n, curve.n + 1):
            with pytest.raises(KeyMismatchError):
                dstu4145.sign(curve, d, DIGEST)
            with pytest.raises(KeyMismatchError):
                dstu4145.public_point(curve, d)

    def test_the_sum_at_infinity_is_false(self) -> None:
        """s*G + r*Q = infinity when Q = -d*G and s = d*r."""
        d = private_key(M257)
        r = 12345
        signature = b"".join(n.to_bytes(32, "little") for n in (r, d * r % M257.n))
        assert dstu4145.verify(M257, dstu4145.public_point(M257, d), DIGEST, signature) is False

    def test_a_half_plus_the_order_is_not_a_second_signature(self) -> None:
        d = private_key(M257)
        public = dstu4145.public_point(M257, d)
        tried = 0
        for count in range(8):
            signature = dstu4145.sign(M257, d, bytes([count]))
            r, s = signature[:32], int.from_bytes(signature[32:], "little") + M257.n
            if s >> 256 == 0:
                tried += 1
                assert not dstu4145.verify(M257, public, bytes([count]), r + s.to_bytes(32, "little"))
        assert tried

    @BY_NAME
    def test_zero_halves_are_neither_made_nor_accepted(self, curve: Curve) -> None:
        """Digests chosen so that everything but the range of r and s is right."""
        field, size = curve.field, curve.scalar_bytes
        limit = curve.n.bit_length() - 1
        d = private_key(curve)
        public = dstu4145.public_point(curve, d)
        e, r = next((e, r) for e in range(2, 99) if not (r := -e * pow(d, -1, curve.n) % curve.n) >> limit)
        x = field.widen(dstu4145.public_point(curve, e)[0])

        def digest_for(product: int) -> bytes:
            return field.narrow(field.mul(field.widen(product), field.inv(x))).to_bytes(curve.field_bytes, "little")

        s_is_zero, r_is_zero = digest_for(r), digest_for(1 << limit)
        for digest in (s_is_zero, r_is_zero):
            assert dstu4145._sign_with_nonce(curve, d, digest, e, os.urandom) is None
        half = r.to_bytes(size, "little")
        for s in (0, curve.n):
            assert not dstu4145.verify(curve, public, s_is_zero, half + s.to_bytes(size, "little"))
        assert not dstu4145.verify(curve, public, r_is_zero, bytes(size) + e.to_bytes(size, "little"))

    def test_many_verifications_with_one_key_agree(self) -> None:
        """A key that is used again gets quicker tables; the verdicts must not change with them."""
        d = private_key(M257, "often")
        public = dstu4145.public_point(M257, d)
        for count in range(12):
            digest = bytes([count]) * 32
            signature = dstu4145.sign(M257, d, digest)
            assert dstu4145.verify(M257, public, digest, signature)
            assert not dstu4145.verify(M257, public, DIGEST, signature)
            assert not dstu4145.verify(M257, public, digest, signature[32:] + signature[:32])


class TestSharedSecret:
    @BY_NAME
    def test_both_sides_agree(self, curve: Curve) -> None:
        ours, theirs = private_key(curve, "ours"), private_key(curve, "theirs")
        secret = dstu4145.shared_secret(curve, ours, dstu4145.public_point(curve, theirs))
        assert secret == dstu4145.shared_secret(curve, theirs, dstu4145.public_point(curve, ours))
        assert 0 < secret < 1 << curve.m

    @BY_NAME
    def test_points_of_small_order_are_refused(self, curve: Curve) -> None:
        with pytest.raises(MalformedError):
            dstu4145.shared_secret(curve, 5, expand_point(curve, bytes(curve.field_bytes)))
        with pytest.raises(MalformedError):
            dstu4145.shared_secret(curve, 5, (curve.gx, curve.gy ^ 1))


class TestNonces:
    def test_two_signatures_of_one_digest_differ(self) -> None:
        d = private_key(M257)
        assert dstu4145.sign(M257, d, DIGEST) != dstu4145.sign(M257, d, DIGEST)

    def test_a_stuck_random_source_repeats_a_nonce_only_with_the_same_key_and_digest(self) -> None:
        def r_of(d: int, digest: bytes) -> bytes:
            return dstu4145.sign(M257, d, digest, entropy=bytes)[:32]

        d = private_key(M257)
        nonces = {
            dstu4145._hedged_nonce(M257, key, digest, bytes(64), attempt)
            for key in (d, d + 1)
            for digest in (DIGEST, DIGEST[::-1], DIGEST[:-1], b"")
            for attempt in (0, 1)
        }
        assert len(nonces) == 16
        assert r_of(d, DIGEST) == r_of(d, DIGEST)
        assert r_of(d, DIGEST) != r_of(d, DIGEST[::-1])
        assert r_of(d, DIGEST) != r_of(d + 1, DIGEST)

    def test_randomness_reaches_the_nonce(self) -> None:
        d = private_key(M431)
        assert len({dstu4145._hedged_nonce(M431, d, DIGEST, bytes([i]) * 64, 0) for i in range(20)}) == 20

    @BY_NAME
    def test_nonces_are_in_range(self, curve: Curve) -> None:
        d = private_key(curve)
        nonces = [dstu4145._hedged_nonce(curve, d, DIGEST, bytes([i]), 0) for i in range(100)]
        assert all(0 < e < curve.n for e in nonces)
        assert max(nonces) > curve.n * 9 // 10

    def test_spare_bits_of_the_derivation(self) -> None:
        assert all(curve.n.bit_length() + 64 <= 512 for curve in CURVES)

    def test_the_scalar_multiplied_is_blinded(self, monkeypatch: pytest.MonkeyPatch) -> None:
        seen: list[tuple[int, int]] = []

        def spy(group: Group, terms: list[tuple[int, Comb]], mask: int) -> Projective:
            seen.append((terms[0][0], mask))
            return multiply_combs(group, terms, mask)

        monkeypatch.setattr(dstu4145, "multiply_combs", spy)
        points = {dstu4145.public_point(M257, 4145) for _ in range(5)}
        assert len(points) == 1
        assert len({scalar for scalar, _ in seen}) == len({mask for _, mask in seen}) == 5
        assert {scalar % M257.n for scalar, _ in seen} == {4145}
        assert all(scalar & 1 for scalar, _ in seen)

    def test_sign_takes_no_nonce(self) -> None:
        with pytest.raises(TypeError):
            dstu4145.sign(M257, 5, DIGEST, nonce=7)  # type: ignore[call-arg]


class TestSelfCheck:
    def corrupt(self, monkeypatch: pytest.MonkeyPatch, change: int) -> None:
        comb = dstu4145._base_comb(M257)
        table = [(x ^ change, lam) for x, lam in comb.table]
        broken = Comb(comb.columns, comb.teeth, table)
        monkeypatch.setattr(dstu4145, "_base_comb", lambda _curve: broken)

    def test_a_flipped_bit_in_the_table_stops_the_signature(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.corrupt(monkeypatch, 1 << 80)
        for _ in range(3):
            with pytest.raises(SelfCheckError, match="not on the curve"):
                dstu4145.sign(M257, private_key(M257), DIGEST)

    def test_another_point_of_the_curve_in_the_table_is_caught_by_verification(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        comb = dstu4145._base_comb(M257)
        rotated = Comb(comb.columns, comb.teeth, [*comb.table[1:], comb.table[0]])
        monkeypatch.setattr(dstu4145, "_base_comb", lambda _curve: rotated)
        with pytest.raises(SelfCheckError, match="did not verify"):
            dstu4145.sign(M257, private_key(M257), DIGEST, verify=True)

    def test_arithmetic_that_never_gives_a_signature_ends(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(dstu4145, "_sign_with_nonce", lambda *_arguments: None)
        with pytest.raises(SelfCheckError, match="no nonce"):
            dstu4145.sign(M257, private_key(M257), DIGEST)
