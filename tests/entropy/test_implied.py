"""Measures that are 0 since a larger one is."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itip.entropy.cone import Information
from itip.entropy.expression import Expression
from itip.entropy.groundset import GroundSet
from itip.entropy.implied import implied, implies, measured, pieces, sums, total
from itip.entropy.translate import translate
from itip.language import parse

LAW = settings(deadline=None, derandomize=True, max_examples=40)
N = 5
EVERYTHING = (1 << N) - 1
GROUND = GroundSet(tuple("ABCDE"))


@st.composite
def measures(draw: st.DrawFn) -> Information:
    """A measure on disjoint sets of five variables, which is not 0 identically."""
    where = draw(st.lists(st.sampled_from("abc-"), min_size=N, max_size=N))
    where[draw(st.integers(0, N - 1))] = "a"
    a, b, c = (sum(1 << i for i in range(N) if where[i] == side) for side in "abc")
    return Information(a, b or a, c)


@LAW
@given(measures())
def test_pieces_make_the_whole(whole: Information) -> None:
    """What is implied and its pieces add up to the whole; all are implied, and so is the whole."""
    found = list(implied(whole, EVERYTHING))
    assert len(set(found)) == len(found)
    assert whole in found
    for part in found:
        rest = pieces(whole, part)
        assert total((part, *rest)) == total((whole,))
        assert all(implies(whole, term) for term in (part, *rest))


def is_zero_with(whole: Information, term: Information) -> bool:
    """Whether one measure is 0 at all 0-1-valued points max of S where another one is.

    Their point for a set V has h(S) = 1 where S meets V; and that of one more variable, which is
    the sum of two independent ones, where V has three, h(S) = min(2, |S and V|).
    """
    points = [(v, most) for v in range(EVERYTHING + 1) for most in (1, 2)]

    def value(measure: Information, v: int, most: int) -> int:
        return sum(c * min(most, (s & v).bit_count()) for s, c in measure.coordinates().items())

    return all(value(term, *point) == 0 for point in points if value(whole, *point) == 0)


@LAW
@given(measures(), measures())
def test_implies_where_no_point_tells_otherwise(whole: Information, term: Information) -> None:
    """One measure is told to imply another where it is 0 at all simple points where that is."""
    assert implies(whole, term) == is_zero_with(whole, term)


@LAW
@given(measures(), st.fractions().filter(bool))
def test_measured(measure: Information, factor: Fraction) -> None:
    """A multiple of a measure is seen to be one, whatever its coefficient."""
    found = measured({s: c * factor for s, c in measure.coordinates().items()})
    assert found is not None
    assert found[1] == factor
    assert total((found[0],)) == total((measure,))


@pytest.mark.parametrize(
    "entropies",
    [{}, {1: 1, 2: 1}, {1: 1, 2: 1, 3: -2}, {1: 1, 3: 1, 7: -1}, {1: 1, 2: 1, 4: 1, 7: -1}],
    ids=["nothing", "a sum", "too much", "within each other", "three parts"],
)
def test_not_a_measure(entropies: dict[int, int]) -> None:
    """Other sums of joint entropies are no measures."""
    assert measured(entropies) is None


@pytest.mark.parametrize(
    ("text", "ways"),
    [
        ("indep(A, B)", 1),
        ("indep(A, (B, C), D)", 3),
        ("indep(A, B, C, D | E)", 7),
        ("2 H(A|B) <= 0", 1),
        ("H(A) + H(B) - H(A,B) = 0", 1),
        ("H(A) = H(B)", 0),
        ("H(A) = 1", 0),
        ("H(A) <= r", 0),
        ("H(A,B) + H(B,C) + H(A,C) = 2 H(A,B,C)", 0),
        ("H(A) - H(A) = 0", 0),
    ],
)
def test_sums(text: str, ways: int) -> None:
    """An expression is told apart into measures in as many ways as its parts are divided."""
    (constraint,) = translate(parse(f"H(A,B,C,D,E) >= 0 given {text}")).givens
    found = list(sums(constraint.expression))
    assert len(found) == ways
    for one in found:
        terms = total((one.measure, *one.others))
        made = {s: one.factor * c for s, c in terms.items()}
        assert Expression.of(constraint.expression.ground, made, {}, Fraction(0)) == (
            constraint.expression
        )
