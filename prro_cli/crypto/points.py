"""Points of y^2 + xy = x^3 + ax^2 + b (a is 0 or 1) in lambda coordinates, and the ways to multiply them.

A point is (x, l) with l = x + y/x, projectively (X, L, Z) with x = X/Z, l = L/Z (Oliveira, Lopez, Aranha,
Rodriguez-Henriquez, 2013). Against Lopez-Dahab coordinates a doubling saves one square, a mixed addition
three, and "double, then add" is one formula of ten products. Negation is l + 1. The only affine point
without a lambda form is the one of order two (x = 0), which is in no prime-order subgroup.
Everything here is in the wide form of `gf2m`; infinity is Z = 0.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from prro_cli.crypto.gf2m import BinaryField, Wide
from prro_cli.record import dataclass

Affine = tuple[Wide, Wide]
"""(x, l)"""
Projective = tuple[Wide, Wide, Wide]
"""(X, L, Z)"""

INFINITY: Projective = (1, 0, 0)
_WINDOW = 5
_WINDOW_SIZE = 1 << _WINDOW


@dataclass(frozen=True, slots=True)
class Group:
    """The three operations on one curve; a dataclass of functions, since attribute calls cost in the loops."""

    field: BinaryField
    double: Callable[[Projective], Projective]
    add: Callable[[Projective, Affine], Projective]
    double_add: Callable[[Projective, Affine], Projective]


def make_group(field: BinaryField, a: int) -> Group:
    """The operations for coefficient a (0 or 1; one in wide form is also 1)."""
    double = _doubler(field, a)
    add = _adder(field, double)
    return Group(field, double, add, _double_adder(field, a, double, add))


def _doubler(field: BinaryField, a: int) -> Callable[[Projective], Projective]:
    mul, sqr = field.mul, field.sqr

    def double(point: Projective) -> Projective:
        X, L, Z = point
        ZZ = sqr(Z)
        LZ = mul(L, Z)
        T = sqr(L) ^ LZ ^ ZZ if a else sqr(L) ^ LZ
        X2 = sqr(T)
        Z2 = mul(T, ZZ)
        return X2, sqr(mul(X, Z)) ^ X2 ^ mul(T, LZ) ^ Z2, Z2

    return double


def _adder(
    field: BinaryField, double: Callable[[Projective], Projective]
) -> Callable[[Projective, Affine], Projective]:
    mul, sqr = field.mul, field.sqr

    def add(point: Projective, other: Affine) -> Projective:
        X, L, Z = point
        x, lam = other
        if not Z:
            return x, lam, 1
        A = mul(lam, Z) ^ L
        U = mul(x, Z)
        if U == X:
            return INFINITY if A else double(point)
        B = sqr(U ^ X)
        AX = mul(A, X)
        Z3 = mul(mul(A, B), Z)
        return mul(mul(A, U), AX), sqr(AX ^ B) ^ mul(Z3, lam ^ 1), Z3

    return add


def _double_adder(
    field: BinaryField,
    a: int,
    double: Callable[[Projective], Projective],
    add: Callable[[Projective, Affine], Projective],
) -> Callable[[Projective, Affine], Projective]:
    mul, sqr = field.mul, field.sqr
    shift = a ^ 1

    def double_add(point: Projective, other: Affine) -> Projective:
        X, L, Z = point
        x, lam = other
        if not Z:
            return x, lam, 1
        ZZ = sqr(Z)
        LL = sqr(L)
        T = LL ^ mul(L, Z) ^ ZZ if a else LL ^ mul(L, Z)
        U = mul(x, ZZ)
        if U == T:
            return add(double(point), other)
        A = mul(sqr(X), ZZ) ^ mul(T, LL ^ mul(lam ^ shift, ZZ))
        B = sqr(U ^ T)
        Z3 = mul(mul(A, B), ZZ)
        return mul(U, sqr(A)), mul(T, sqr(A ^ B)) ^ mul(lam ^ 1, Z3), Z3

    return double_add


def normalise(field: BinaryField, points: Sequence[Projective]) -> list[Affine]:
    """Affine forms of points none of which is infinity, for one inversion."""
    mul = field.mul
    inverses = field.invert_all([point[2] for point in points])
    return [(mul(X, i), mul(L, i)) for (X, L, _), i in zip(points, inverses, strict=True)]


def odd_multiples(group: Group, point: Affine) -> list[Affine]:
    """P, 3P, 5P ... 15P: the digits of a window of five bits."""
    x, lam = point
    twice = normalise(group.field, [group.double((x, lam, 1))])[0]
    chain: list[Projective] = [(x, lam, 1)]
    for _ in range(_WINDOW_SIZE // 4 - 1):
        chain.append(group.add(chain[-1], twice))
    return normalise(group.field, chain)


def window_digits(scalar: int) -> list[int]:
    """Width-5 non-adjacent form, lowest digit first: zero or odd, below 16 in size."""
    digits: list[int] = []
    while scalar:
        if scalar & 1:
            digit = scalar & (_WINDOW_SIZE - 1)
            if digit >= _WINDOW_SIZE // 2:
                digit -= _WINDOW_SIZE
            scalar -= digit
            digits.append(digit)
        else:
            digits.append(0)
        scalar >>= 1
    return digits


def multiply_sum(group: Group, terms: Sequence[tuple[int, Sequence[Affine]]]) -> Projective:
    """Sum of scalar times point over the terms, each point given by its odd multiples (Strauss).

    The doublings, which are most of the work, are shared by the terms. Time depends on the scalars.
    """
    expanded = [(window_digits(scalar), table) for scalar, table in terms]
    length = max((len(digits) for digits, _ in expanded), default=0)
    result = INFINITY
    for position in range(length - 1, -1, -1):
        step = group.double_add
        doubled = False
        for digits, table in expanded:
            digit = digits[position] if position < len(digits) else 0
            if digit:
                x, lam = table[abs(digit) >> 1]
                result = step(result, (x, lam ^ 1) if digit < 0 else (x, lam))
                step = group.add
                doubled = True
        if not doubled:
            result = group.double(result)
    return result


@dataclass(frozen=True, slots=True)
class Comb:
    """A fixed point prepared for quick multiplication: a comb whose every column has every tooth set.

    A scalar is written with digits +1 and -1 only, which every odd number allows; so each column needs
    exactly one addition, no column is skipped, and sign symmetry halves the table. Entry i is the top
    tooth plus or minus the lower teeth, plus where the bit of i is set.
    """

    columns: int
    teeth: int
    table: Sequence[Affine]

    def row(self, scalar: int) -> str:
        """The digits of an odd scalar below 2^(columns*teeth), highest first: "1" for +1, "0" for -1."""
        bits = self.columns * self.teeth
        return f"{(scalar + (1 << bits) - 1) >> 1:0{bits}b}"

    def entry(self, row: str, column: int) -> Affine:
        """What one column of the digits adds."""
        index = int(row[column :: self.columns], 2)
        top = 1 << (self.teeth - 1)
        if index & top:
            return self.table[index ^ top]
        x, lam = self.table[index ^ (top - 1)]
        return x, lam ^ 1


def multiply_combs(group: Group, terms: Sequence[tuple[int, Comb]], mask: Wide = 1) -> Projective:
    """Sum of odd scalar times point over combs with the same number of columns.

    The same operations for all scalars; a random non-zero `mask` as the first Z hides the numbers they see.
    """
    rows = [(comb.row(scalar), comb) for scalar, comb in terms]
    mul, add, double_add = group.field.mul, group.add, group.double_add
    first_row, first = rows[0]
    x, lam = first.entry(first_row, 0)
    result: Projective = (mul(x, mask), mul(lam, mask), mask)
    for column in range(first.columns):
        if column:
            result = double_add(result, first.entry(first_row, column))
        for row, comb in rows[1:]:
            result = add(result, comb.entry(row, column))
    return result


def build_comb(group: Group, point: Affine, bits: int, teeth: int) -> Comb:
    """A comb for scalars below 2^bits: bits doublings and 2^(teeth-1) additions."""
    columns = -(-bits // teeth)
    running: Projective = (point[0], point[1], 1)
    spaced: list[Projective] = []
    for position in range(columns * (teeth - 1) + 1):
        if position % columns == 0:
            spaced += [running, group.double(running)]
        running = group.double(running)
    affine = normalise(group.field, spaced)
    tooth, twice = affine[::2], affine[1::2]
    x, lam = tooth[-1]
    lowest: Projective = (x, lam, 1)
    for x, lam in tooth[:-1]:
        lowest = group.add(lowest, (x, lam ^ 1))
    table = normalise(group.field, [lowest])
    for step in twice[:-1]:
        table += normalise(group.field, [group.add((x, lam, 1), step) for x, lam in table])
    return Comb(columns, teeth, table)
