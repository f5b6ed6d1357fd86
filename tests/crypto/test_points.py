"""Point formulas and multiplication methods, checked against each other (test_curves.py has the textbook's law)."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prro_cli.crypto import comb_m257, dstu4145
from prro_cli.crypto.curves import CURVES, M257, Curve
from prro_cli.crypto.points import (
    INFINITY,
    Projective,
    build_comb,
    multiply_combs,
    multiply_sum,
    normalise,
    odd_multiples,
    window_digits,
)

BY_NAME = pytest.mark.parametrize("curve", CURVES, ids=lambda curve: curve.name)


def test_stored_comb_is_the_comb_of_the_base_point() -> None:
    built = dstu4145.build_base_comb(M257, comb_m257.TEETH)
    assert dstu4145._base_comb(M257) == built


@BY_NAME
def test_comb_agrees_with_the_window_method(curve: Curve) -> None:
    base = dstu4145._to_affine(curve, curve.base)
    comb = build_comb(curve.group, base, curve.n.bit_length(), 4)
    table = odd_multiples(curve.group, base)
    for scalar in (1, 3, curve.n - 2, curve.n // 3 | 1):
        by_comb = multiply_combs(curve.group, [(scalar, comb)], curve.field.widen(scalar))
        by_window = multiply_sum(curve.group, [(scalar, table)])
        assert normalise(curve.field, [by_comb]) == normalise(curve.field, [by_window])


@BY_NAME
def test_every_case_of_the_formulas(curve: Curve) -> None:
    """2P + Q and P + Q for all small multiples of the base point of either sign."""
    group, field = curve.group, curve.field
    base = dstu4145._to_affine(curve, curve.base)
    multiples = [multiply_sum(group, [(k, odd_multiples(group, base))]) for k in range(1, 13)]
    known = dict(enumerate(normalise(field, multiples), start=1))
    known |= {-k: (x, lam ^ 1) for k, (x, lam) in list(known.items())}

    def check(result: Projective, expected: int) -> None:
        assert result[2] == 0 if not expected else normalise(field, [result]) == [known[expected]]

    scale = field.widen(0b1011)
    points = {0: INFINITY} | {
        k: (field.mul(known[k][0], scale), field.mul(known[k][1], scale), scale) for k in range(-4, 5) if k
    }
    for first, point in points.items():
        check(group.double(point), 2 * first)
        for second in (-4, -3, -2, -1, 1, 2, 3, 4):
            check(group.add(point, known[second]), first + second)
            check(group.double_add(point, known[second]), 2 * first + second)


@BY_NAME
def test_multiplication_is_linear(curve: Curve) -> None:
    """Exceptional cases of the addition formulas included: P + P, P - P, infinity + P, 2P - 2P."""
    group, field = curve.group, curve.field
    base = dstu4145._to_affine(curve, curve.base)
    table = odd_multiples(group, base)
    negative = odd_multiples(group, (base[0], base[1] ^ 1))
    for first, second in ((1, 1), (2, 2), (5, 5), (0, 3), (2, 1), (1, 2)):
        total = multiply_sum(group, [(first, table), (second, table)])
        expected = multiply_sum(group, [(first + second, table)])
        assert normalise(field, [total]) == normalise(field, [expected])
        difference = multiply_sum(group, [(first + second, table), (second, negative)])
        if first:
            assert normalise(field, [difference]) == normalise(field, [multiply_sum(group, [(first, table)])])
        else:
            assert not difference[2]


@given(scalar=st.integers(0, 1 << 440))
@settings(deadline=None, max_examples=50)
def test_window_digits_represent_the_number(scalar: int) -> None:
    digits = window_digits(scalar)
    assert sum(digit << position for position, digit in enumerate(digits)) == scalar
    assert all(digit == 0 or (digit % 2 == 1 and abs(digit) < 16) for digit in digits)
