"""Field arithmetic against the schoolbook definition, on every field of the standard."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prro_cli.crypto.curves import CURVES, Curve
from prro_cli.crypto.gf2m import binary_field

BY_NAME = pytest.mark.parametrize("curve", CURVES, ids=lambda curve: curve.name)
FEW = settings(max_examples=20, deadline=None)


def schoolbook(curve: Curve, a: int, b: int) -> int:
    """Shift, xor, and divide by the field polynomial."""
    modulus = 1 << curve.m | 1 | sum(1 << k for k in curve.exponents)
    product = 0
    while b:
        if b & 1:
            product ^= a
        a, b = a << 1, b >> 1
    while product.bit_length() > curve.m:
        product ^= modulus << (product.bit_length() - modulus.bit_length())
    return product


def elements(curve: Curve, seed: str, count: int) -> list[int]:
    """Edge values, then random ones."""
    source = random.Random(f"{curve.name} {seed}")
    full = (1 << curve.m) - 1
    return [1, 2, full, full ^ 1, 1 << curve.m - 1, full >> 1] + [source.randrange(1, full) for _ in range(count)]


@BY_NAME
def test_wide_and_narrow_are_inverse(curve: Curve) -> None:
    for a in [0, *elements(curve, "forms", 20)]:
        assert curve.field.narrow(curve.field.widen(a)) == a


@BY_NAME
def test_product_is_the_schoolbook_product(curve: Curve) -> None:
    field = curve.field
    values = elements(curve, "product", 10)
    for a in values:
        for b in values:
            assert field.narrow(field.mul(field.widen(a), field.widen(b))) == schoolbook(curve, a, b)


@BY_NAME
def test_product_with_zero_is_zero(curve: Curve) -> None:
    assert curve.field.mul(0, curve.field.ones) == 0
    assert curve.field.mul(curve.field.ones, 0) == 0
    assert curve.field.sqr(0) == 0


@BY_NAME
def test_full_lanes_do_not_carry(curve: Curve) -> None:
    """All coefficients set: the counts of pairs reach m, above what a byte holds for the larger fields."""
    field = curve.field
    full = (1 << curve.m) - 1
    for a in (full, full ^ 1, full ^ (1 << curve.m // 2)):
        assert field.narrow(field.mul(field.widen(a), field.ones)) == schoolbook(curve, a, full)


@BY_NAME
def test_square_is_the_product_with_itself(curve: Curve) -> None:
    for a in map(curve.field.widen, elements(curve, "square", 20)):
        assert curve.field.sqr(a) == curve.field.mul(a, a)


@BY_NAME
def test_inverse_times_the_element_is_one(curve: Curve) -> None:
    for a in map(curve.field.widen, elements(curve, "inverse", 20)):
        assert curve.field.mul(a, curve.field.inv(a)) == 1


@BY_NAME
def test_shared_inversion_equals_single_ones(curve: Curve) -> None:
    values = [curve.field.widen(a) for a in elements(curve, "shared", 4)]
    assert curve.field.invert_all(values) == [curve.field.inv(a) for a in values]
    assert curve.field.invert_all([]) == []


@BY_NAME
def test_zero_has_no_inverse(curve: Curve) -> None:
    with pytest.raises(ZeroDivisionError):
        curve.field.inv(0)


@BY_NAME
def test_square_root_undoes_squaring(curve: Curve) -> None:
    a = curve.field.widen(elements(curve, "root", 1)[-1])
    assert curve.field.sqrt(curve.field.sqr(a)) == a


@BY_NAME
def test_trace_is_the_sum_of_conjugates(curve: Curve) -> None:
    field = curve.field
    for a in map(field.widen, elements(curve, "trace", 3)):
        total = power = a
        for _ in range(curve.m - 1):
            power = field.sqr(power)
            total ^= power
        assert total in (0, 1)
        assert field.trace(a) == total


@BY_NAME
def test_half_trace_solves_the_quadratic_exactly_when_the_trace_is_zero(curve: Curve) -> None:
    field = curve.field
    for a in map(field.widen, elements(curve, "quadratic", 4)):
        z = field.half_trace(a)
        assert field.sqr(z) ^ z == a ^ field.trace(a)


@FEW
@given(data=st.data())
def test_ring_laws(data: st.DataObject) -> None:
    curve = data.draw(st.sampled_from(CURVES))
    field = curve.field
    element = st.integers(0, (1 << curve.m) - 1).map(field.widen)
    a, b, c = data.draw(element), data.draw(element), data.draw(element)
    assert field.mul(a, b) == field.mul(b, a)
    assert field.mul(a, field.mul(b, c)) == field.mul(field.mul(a, b), c)
    assert field.mul(a, b ^ c) == field.mul(a, b) ^ field.mul(a, c)
    assert field.mul(a, 1) == a


def test_a_field_is_built_once() -> None:
    assert binary_field(257, (12,)) is CURVES[6].field
