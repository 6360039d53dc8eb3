"""The question that every proof comes down to, and Farkas' two answers to it.

Given vectors, the `generators`, some of which are `free` (may be taken with either sign), and a
`goal`: is the goal a combination of them with weights >= 0 (any sign where free)?

    Combination:  goal = sum w[r] generator[r]                         - the goal follows
    Separator:    x . generator[r] >= 0 (= 0 where free), x . goal < 0  - it does not

Exactly one of the two exists (Farkas 1902).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import gcd, lcm

Vector = dict[int, int]
"""A sparse integer vector: coordinate -> nonzero coefficient."""


@dataclass(frozen=True, slots=True)
class Combination:
    """goal = sum of weights[r] * generators[r]; zero weights are left out."""

    weights: dict[int, Fraction]


@dataclass(frozen=True, slots=True)
class Separator:
    """A point x, an integer for each coordinate, with x . goal < 0 and x in the dual cone."""

    point: tuple[int, ...]


Answer = Combination | Separator


def integral(terms: Mapping[int, Fraction]) -> tuple[Vector, Fraction]:
    """The smallest integer vector on the ray of a rational one, and the factor that made it."""
    nonzero = {place: c for place, c in terms.items() if c}
    scale = Fraction(
        lcm(*(c.denominator for c in nonzero.values())),
        gcd(*(c.numerator for c in nonzero.values())) or 1,
    )
    return {place: int(c * scale) for place, c in nonzero.items()}, scale


def primitive(point: Sequence[Fraction | int]) -> tuple[int, ...]:
    """The smallest integer vector on the ray of a rational point."""
    scale = lcm(*(value.denominator for value in point))
    integers = [value.numerator * (scale // value.denominator) for value in point]
    common = gcd(*integers) or 1
    return tuple(value // common for value in integers)
