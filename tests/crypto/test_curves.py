"""The table of curves, point compression, and what is refused as a public key."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prro_cli.crypto import dstu4145
from prro_cli.crypto.curves import (
    CURVES,
    M257,
    M431,
    Curve,
    Point,
    check_public_point,
    compress_point,
    curve_by_index,
    curve_by_name,
    curve_by_oid,
    curve_by_parameters,
    expand_point,
    is_in_subgroup,
    is_on_curve,
)
from prro_cli.crypto.errors import MalformedError, UnsupportedError
from tests.shared import shared_data

BY_NAME = pytest.mark.parametrize("curve", CURVES, ids=lambda curve: curve.name)
WITH_COFACTOR_4 = pytest.mark.parametrize("curve", [c for c in CURVES if c.h == 4], ids=lambda curve: curve.name)


def foreign_curve(curve: Curve) -> dict[str, Any]:
    """The same curve in the collected data."""
    table = json.loads(shared_data("crypto/vectors/curves.json").read_text())["curves"]
    [row] = [row for row in table if row["oid"] == curve.oid]
    return dict(row)


def add(curve: Curve, first: Point | None, second: Point | None) -> Point | None:
    """The textbook group law on affine points, None being infinity: shares no formula with the program."""
    if first is None or second is None:
        return first or second
    field = curve.field
    (x1, y1), (x2, y2) = (tuple(map(field.widen, point)) for point in (first, second))
    if x1 == x2 and (y1 != y2 or not x1):
        return None
    if x1 == x2:
        slope = x1 ^ field.mul(y1, field.inv(x1))
        x3 = field.sqr(slope) ^ slope ^ curve.a
    else:
        slope = field.mul(y1 ^ y2, field.inv(x1 ^ x2))
        x3 = field.sqr(slope) ^ slope ^ x1 ^ x2 ^ curve.a
    y3 = field.mul(slope, x1 ^ x3) ^ x3 ^ y1
    return field.narrow(x3), field.narrow(y3)


def multiply(curve: Curve, scalar: int, point: Point) -> Point | None:
    """Double and add."""
    result: Point | None = None
    for bit in bin(scalar)[2:]:
        result = add(curve, result, result)
        if bit == "1":
            result = add(curve, result, point)
    return result


def times_order_is_infinity(curve: Curve, point: Point) -> bool:
    """The definition of being in the subgroup."""
    return multiply(curve, curve.n, point) is None


def point_of_curve(curve: Curve, seed: int) -> Point:
    """Some point of the whole curve, in the subgroup or not: from x by solving the equation."""
    field = curve.field
    source = random.Random(f"{curve.name} {seed}")
    while True:
        x = field.widen(source.randrange(1, 1 << curve.m))
        w = x ^ curve.a ^ field.mul(field.widen(curve.b), field.sqr(field.inv(x)))
        if not field.trace(w):
            return field.narrow(x), field.narrow(field.mul(x, field.half_trace(w)))


@BY_NAME
def test_table_equals_the_collected_parameters(curve: Curve) -> None:
    row = foreign_curve(curve)
    numbers = {name: int(row[name], 16) for name in ("b", "n", "Gx", "Gy")}
    assert numbers == {"b": curve.b, "n": curve.n, "Gx": curve.gx, "Gy": curve.gy}
    assert (row["m"], tuple(row["k"]), row["a"]) == (curve.m, curve.exponents, curve.a)
    assert (row["cofactor"], row["order_bits"]) == (curve.h, curve.n.bit_length())
    assert (row["field_bytes"], row["sig_half_bytes"]) == (curve.field_bytes, curve.scalar_bytes)
    assert curve.b.to_bytes(curve.field_bytes, "little").hex() == row["b_le"]
    assert compress_point(curve, curve.base).hex() == row["G_compressed_le"]
    assert expand_point(curve, bytes.fromhex(row["G_compressed_le"])) == curve.base


@BY_NAME
def test_base_point_is_on_the_curve_and_has_the_order(curve: Curve) -> None:
    check_public_point(curve, curve.base)
    assert times_order_is_infinity(curve, curve.base)


@BY_NAME
def test_a_curve_is_found_by_every_name_it_has(curve: Curve) -> None:
    assert curve_by_name(curve.name) is curve
    assert curve_by_oid(curve.oid) is curve
    assert curve_by_index(curve.index) is curve
    assert curve_by_parameters(curve.m, curve.n) is curve


def test_the_two_curves_of_real_life() -> None:
    assert (M257.oid, M257.field_bytes, M257.scalar_bytes, M257.signature_bytes) == (
        "1.2.804.2.1.1.1.1.3.1.1.2.6",
        33,
        32,
        64,
    )
    assert (M431.oid, M431.field_bytes, M431.scalar_bytes, M431.signature_bytes) == (
        "1.2.804.2.1.1.1.1.3.1.1.2.9",
        54,
        54,
        108,
    )


def test_unknown_curves_are_unsupported() -> None:
    for find in (
        lambda: curve_by_name("M256"),
        lambda: curve_by_oid("1.2.804.2.1.1.1.1.3.1.1.2.10"),
        lambda: curve_by_oid(""),
        lambda: curve_by_index(10),
        lambda: curve_by_index(-1),
        lambda: curve_by_parameters(257, M257.n + 2),
        lambda: curve_by_parameters(431, M257.n),
    ):
        with pytest.raises(UnsupportedError):
            find()


@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_compress_and_expand_are_inverse_on_public_keys(data: st.DataObject) -> None:
    curve = data.draw(st.sampled_from(CURVES))
    d = data.draw(st.integers(1, curve.n - 1))
    point = dstu4145.public_point(curve, d)
    octets = compress_point(curve, point)
    assert len(octets) == curve.field_bytes
    assert expand_point(curve, octets) == point
    x, y = point
    assert expand_point(curve, compress_point(curve, (x, x ^ y))) == (x, x ^ y)


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_any_octets_expand_to_a_point_of_the_curve_or_are_refused(data: st.DataObject) -> None:
    curve = data.draw(st.sampled_from(CURVES))
    octets = data.draw(st.binary(min_size=curve.field_bytes, max_size=curve.field_bytes))
    try:
        point = expand_point(curve, octets)
    except MalformedError:
        return
    assert is_on_curve(curve, point)
    assert compress_point(curve, point) == octets


@BY_NAME
def test_the_point_of_order_two_round_trips_and_is_no_key(curve: Curve) -> None:
    point = expand_point(curve, bytes(curve.field_bytes))
    assert is_on_curve(curve, point)
    assert compress_point(curve, point) == bytes(curve.field_bytes)
    with pytest.raises(MalformedError, match="order"):
        check_public_point(curve, point)


@BY_NAME
def test_wrong_lengths_and_stray_bits_are_refused(curve: Curve) -> None:
    octets = compress_point(curve, curve.base)
    for wrong in (b"", octets[:-1], octets + b"\0", octets[:-1] + bytes([octets[-1] | 0x80])):
        with pytest.raises(MalformedError):
            expand_point(curve, wrong)


@BY_NAME
def test_points_off_the_curve_are_refused(curve: Curve) -> None:
    x, y = curve.base
    for wrong in ((x, y ^ 1), (x ^ 2, y), (0, 0), (x, y | 1 << curve.m), (-x, y)):
        assert not is_on_curve(curve, wrong)
        with pytest.raises(MalformedError, match="not a point"):
            check_public_point(curve, wrong)


@BY_NAME
def test_quick_order_check_agrees_with_multiplication(curve: Curve) -> None:
    verdicts = []
    for seed in range(6):
        point = point_of_curve(curve, seed)
        verdicts.append(is_in_subgroup(curve, point))
        assert is_on_curve(curve, point)
        assert verdicts[-1] == times_order_is_infinity(curve, point)
    assert False in verdicts


@WITH_COFACTOR_4
def test_order_check_sees_the_point_of_order_two_in_a_key(curve: Curve) -> None:
    """Q + T with T of order two has Tr(x) = a as well: only the second half of the check tells it from Q."""
    order_two = expand_point(curve, bytes(curve.field_bytes))
    shifted = add(curve, curve.base, order_two)
    assert shifted is not None
    assert is_on_curve(curve, shifted)
    assert curve.field.trace(curve.field.widen(shifted[0])) == curve.a
    assert not times_order_is_infinity(curve, shifted)
    assert not is_in_subgroup(curve, shifted)


@BY_NAME
def test_public_keys_agree_with_the_textbook(curve: Curve) -> None:
    d = random.Random(f"{curve.name} textbook").randrange(1, curve.n)
    assert multiply(curve, curve.n - d, curve.base) == dstu4145.public_point(curve, d)
