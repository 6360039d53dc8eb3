"""The chain rule joins terms of a sum and leaves the sum as it is."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from itip.entropy.cone import Information
from itip.prover.reduction.chaining import Weights, chained

LAW = settings(deadline=None, derandomize=True, max_examples=200)
SETS = st.integers(1, 15)
TERMS = st.builds(Information, SETS, SETS, st.integers(0, 15))
SUMS = st.dictionaries(TERMS, st.sampled_from([Fraction(1), Fraction(1, 2)]), max_size=12)


def total(weights: Weights) -> dict[int, Fraction]:
    """The sum over joint entropies."""
    result: dict[int, Fraction] = {}
    for term, weight in weights.items():
        for subset, value in term.coordinates().items():
            result[subset] = result.get(subset, Fraction(0)) + weight * value
    return {subset: value for subset, value in result.items() if value}


@LAW
@given(SUMS)
def test_same_sum(weights: Weights) -> None:
    """The sum is the same, of no more terms, and no weight becomes negative."""
    fewer = chained(weights)
    assert total(fewer) == total(weights)
    assert len(fewer) <= len(weights)
    assert all(weight > 0 for weight in fewer.values())


def test_whole_chain() -> None:
    """I(1;2) + I(1;3|2) + I(1;4|2,3) is I(1;2,3,4), in whatever order it is given."""
    terms = [Information(1, 2, 0), Information(4, 1, 2), Information(1, 8, 6)]
    for order in (terms, terms[::-1], [terms[2], terms[0], terms[1]]):
        assert chained(dict.fromkeys(order, Fraction(3))) == {Information(1, 14, 0): Fraction(3)}


def test_unequal_weights() -> None:
    """Terms of unequal weights stay as they are."""
    weights = {Information(1, 2, 0): Fraction(1), Information(1, 4, 2): Fraction(2)}
    assert chained(weights) == weights
