"""Distributions, their entropies, and the exact signs and decimals of these."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Context, Decimal, localcontext
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itip.entropy import distribution
from itip.entropy.distribution import Distribution, LogSum
from itip.entropy.groundset import GroundSet
from itip.entropy.translate import translate
from itip.errors import ItipError
from itip.language import parse
from itip.prover import tried

GROUND = GroundSet(("X", "Y", "Z"))
EXCLUSIVE_OR = Distribution.of(GROUND, [((x, y, x ^ y), 1) for x in (0, 1) for y in (0, 1)])
THIRDS = Distribution.of(GROUND, [((0, 0, 0), 2), ((0, 1, "0"), 2), ((1, 1, "0"), 2)])


def test_of() -> None:
    """Weights become probabilities; equal outcomes are one, and those of weight 0 are none."""
    weights = [((0, 1), 1), ((1, 1), 0), ((0, 1), Fraction(1, 2)), (("0", 1), Fraction(1, 2))]
    law = Distribution.of(GroundSet(("X", "Y")), weights)
    assert law.outcomes == (((0, 1), Fraction(3, 4)), (("0", 1), Fraction(1, 4)))
    assert law == Distribution(law.ground, law.outcomes)
    assert len({law, Distribution(law.ground, law.outcomes)}) == 1


def test_marginal() -> None:
    """The distribution of some variables; of none of them, there is one outcome."""
    assert THIRDS.marginal(0b010) == {(0,): Fraction(1, 3), (1,): Fraction(2, 3)}
    assert THIRDS.marginal(0b101) == {
        (x, z): Fraction(1, 3) for x, z in ((0, 0), (0, "0"), (1, "0"))
    }
    assert THIRDS.marginal(0) == {(): 1}


def test_entropies() -> None:
    """Entropies of fair bits are whole; log2(3) - 2/3 is rounded, and no rational number."""
    entropies = [EXCLUSIVE_OR.entropy(subset).rational() for subset in range(8)]
    assert entropies == [0, 1, 1, 2, 1, 2, 2, 2]
    assert THIRDS.entropy(0b010).rational() is None
    assert THIRDS.entropy(0b010).rounded(4) == "0.9183"
    assert THIRDS.entropy(0b111).rounded(30) == "1.584962500721156181453738943948"
    assert THIRDS.entropy(0).rounded(2) == "0.00"


def test_nothing_random() -> None:
    """Without variables, or with one outcome, all entropies are 0."""
    assert Distribution.of(GroundSet(()), [((), 5)]).entropy(0).sign() == 0
    assert Distribution.of(GROUND, [((7, "", -1), 1)]).entropy(7).sign() == 0


@pytest.mark.parametrize(
    ("constraint", "holds"),
    [
        ("I(X;Y) = 0", True),
        ("I(X;Y|Z) <= 1", True),
        ("I(X;Y|Z) = 1", True),
        ("I(X;Y|Z) <= 999/1000", False),
        ("X -> Y -> Z", False),
        ("Z = f(X,Y)", True),
        ("R + H(X) = 3/2", True),
        ("R >= H(X)", False),
    ],
)
def test_satisfies(constraint: str, *, holds: bool) -> None:
    """Constraints with scalars and constants hold, exactly, or they do not."""
    problem = translate(parse("0 H(X) + 0 H(Y) + 0 H(Z) + 0 R >= 0", given=[constraint]))
    scalars = {"R": Fraction(1, 2)}
    assert all(EXCLUSIVE_OR.satisfies(each, scalars) for each in problem.givens) == holds


def test_value_is_linear() -> None:
    """The value of an expression is the sum of its terms' values, fractions and scalars too."""
    problem = translate(parse("2/3 H(X,Y) - 5/7 H(Z) + 4 R <= 1/9"))
    law = Distribution.of(problem.ground, [(v, 1 + sum(v)) for v in product((0, 1), repeat=3)])
    value = law.value(problem.goals[0].expression, {"R": Fraction(-3, 11)})
    with localcontext(Context(prec=50)):
        h = {s: Decimal(law.entropy(s).rounded(45)) for s in (0b011, 0b100)}
        there = Decimal(1) / 9 + Decimal(12) / 11 - 2 * h[0b011] / 3 + 5 * h[0b100] / 7
        assert value.rounded(40) == str(there.quantize(Decimal(10) ** -40, ROUND_HALF_UP))


def test_many_outcomes() -> None:
    """An expression of all sets of variables at a thousand outcomes has its sign at once."""
    ground = GroundSet(tuple("ABCDEF"))
    rows = [(tuple((k * k + k // 7**i) % 7 for i in range(6)), 1 + k**7) for k in range(1000)]
    law = Distribution.of(ground, rows)
    problem = translate(parse("I(A;B;C;D;E;F) + 12345/1000 H(A,B,C,D,E,F) >= 0"))
    assert law.value(problem.goals[0].expression).sign() == 1


# Sums of logarithms

numbers = st.integers(1, 10**9)
coefficients = st.fractions(max_denominator=1000, min_value=-1000, max_value=1000)


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(numbers, coefficients, max_size=6), st.integers(0, 40))
def test_rounded(terms: dict[int, Fraction], places: int) -> None:
    """A sum of logarithms is rounded as decimals of high precision are."""
    with localcontext(Context(prec=120)):
        logs = (c.numerator * Decimal(k).ln() / c.denominator for k, c in terms.items())
        number = sum(logs, Decimal(0)) / Decimal(2).ln()
        near = number.quantize(Decimal(10) ** -60)  # a half is one here, too
        there = near.quantize(Decimal(10) ** -places, ROUND_HALF_UP)
    assert LogSum.of(terms).rounded(places) == f"{there or abs(there):f}"


@pytest.mark.parametrize(
    ("number", "places", "text"),
    [
        (Fraction(1, 2), 0, "1"),
        (Fraction(-1, 2), 0, "-1"),
        (Fraction(1, 8), 2, "0.13"),
        (Fraction(-1, 8), 2, "-0.13"),
        (Fraction(-1, 10**6), 4, "0.0000"),
        (Fraction(99995, 10**5), 4, "1.0000"),
        (Fraction(12345), 1, "12345.0"),
    ],
)
def test_rounded_rationals(number: Fraction, places: int, text: str) -> None:
    """Halves are rounded away from zero, also as logarithms of 8; zero has no sign."""
    assert LogSum.of({2: number}).rounded(places) == text
    assert LogSum.of({8: number / 3, 10: Fraction(0)}).rounded(places) == text
    assert LogSum.of({6: number, 3: -number}).rounded(places) == text


def test_rational() -> None:
    """A number is found to be rational by divisors, of whatever integers it has logarithms."""
    assert LogSum.of({}).rational() == 0
    assert LogSum.of({1: Fraction(5)}).rational() == 0
    assert LogSum.of({12: Fraction(1), 18: Fraction(1), 6: Fraction(-3)}).rational() == 0
    assert LogSum.of({12: Fraction(2, 3), 9: Fraction(-1, 3)}).rational() == Fraction(4, 3)
    assert LogSum.of({12: Fraction(1), 18: Fraction(-1)}).rational() is None
    assert LogSum.of({35: Fraction(1), 2: Fraction(3)}).rational() is None


@settings(max_examples=200, deadline=None)
@given(st.integers(2, 10**400), st.sampled_from([2, 64, 200]))
def test_logarithms_are_enclosed(k: int, precision: int) -> None:
    """The two integers enclose a logarithm, and differ by little."""
    low, high = distribution._ln(k, precision)
    with localcontext(Context(prec=600)):
        assert low <= Decimal(k).ln() * 2**precision <= high
    assert high - low <= 2 * (k.bit_length() + 1) * (precision + 8)


def test_large_numbers() -> None:
    """Numbers of a thousand digits, and powers of them, are no obstacle."""
    k = 10**1000 + 1
    assert LogSum.of({k: Fraction(1), k - 1: Fraction(-1)}).sign() == 1
    assert LogSum.of({k: Fraction(-1, k), k**2: Fraction(1, 2 * k)}).sign() == 0
    assert LogSum.of({2**13000: Fraction(1, 13000), 2: Fraction(-1)}).sign() == 0


X = GroundSet(("X",))
HALF = Fraction(1, 2)
UNSOUND: dict[str, tuple[tuple[tuple[tuple[int, ...], Fraction], ...], str]] = {
    "less than one": ((((0,), HALF), ((1,), Fraction(1, 3))), "sum to 5/6"),
    "no outcome": ((), "sum to 0"),
    "twice": ((((0,), HALF), ((0,), HALF)), "twice"),
    "negative": ((((0,), Fraction(3, 2)), ((1,), -HALF)), "positive"),
    "zero": ((((0,), Fraction(1)), ((1,), Fraction(0))), "positive"),
    "too many values": ((((0, 0), Fraction(1)),), "one value for each"),
}


@pytest.mark.parametrize(("outcomes", "reason"), UNSOUND.values(), ids=UNSOUND)
def test_unsound(outcomes: tuple[tuple[tuple[int, ...], Fraction], ...], reason: str) -> None:
    """What is no distribution is told so, where a user hands it over."""
    with pytest.raises(ItipError, match=reason):
        tried("H(X) <= 0", Distribution(X, outcomes))
