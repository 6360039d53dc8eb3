from __future__ import annotations

from fractions import Fraction
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from itip.entropy.distribution import Distribution
from itip.entropy.translate import translate
from itip.language import parse
from itip.prover.effort import Effort
from itip.prover.witness.question import Question
from itip.prover.witness.simple import simpler

LAW = settings(deadline=None, derandomize=True, max_examples=40)
HALF = Fraction(1, 2)


def question(claim: str, *givens: str) -> Question:
    """Whether random variables satisfy the givens and violate the claim."""
    return Question.of(translate(parse(claim, given=givens)))


def test_bit() -> None:
    """Of a large distribution against H(X) <= H(Y), one bit and a constant are left."""
    asked = question("H(X) <= H(Y)")
    weights = [((x, y), x + 1) for x, y in product(range(8), range(2))]
    large = Distribution.of(asked.problem.ground, weights)
    found, _ = simpler(asked, (large, ()), Effort())
    assert found.outcomes == (((0, 0), HALF), ((1, 0), HALF))


def test_names() -> None:
    """Values become 0, 1, 2, ... as they first occur, and outcomes are sorted."""
    asked = question("H(X) <= H(Y)", "H(X) >= 1")
    odd = Distribution(asked.problem.ground, ((("b", 7), HALF), ((3, 7), HALF)))
    found, _ = simpler(asked, (odd, ()), Effort())
    assert found.outcomes == (((0, 0), HALF), ((1, 0), HALF))


def test_four_atoms() -> None:
    """Ingleton's inequality keeps its four outcomes, with simple weights."""
    asked = question("I(A;B) <= I(A;B|C) + I(A;B|D) + I(C;D)")
    order = asked.problem.ground.names
    weights = {(0, 0): 3497, (0, 1): 1501, (1, 0): 1499, (1, 1): 3503}
    outcomes = []
    for (c, d), weight in weights.items():
        value = {"A": c & d, "B": c | d, "C": c, "D": d}
        outcomes.append((tuple(value[name] for name in order), weight))
    large = Distribution.of(asked.problem.ground, outcomes)
    assert asked.answered(large)
    found, _ = simpler(asked, (large, ()), Effort())
    assert len(found.outcomes) == 4
    assert max(p.denominator for _, p in found.outcomes) <= 12


def test_time_is_over() -> None:
    """When no time is left, what was found is returned."""
    asked = question("H(X) <= H(Y)")
    large = Distribution.of(asked.problem.ground, [((x, 0), 1) for x in range(5)])
    found, _ = simpler(asked, (large, ()), Effort.within(0, None))
    assert found == large


@given(st.lists(st.integers(0, 9), min_size=8, max_size=8))
@LAW
def test_answers(weights: list[int]) -> None:
    """What is left answers the question, with no more outcomes, and is not made simpler again."""
    asked = question("I(X;Y|Z) <= I(X;Y)")
    if not any(weights):
        return
    large = Distribution.of(
        asked.problem.ground, zip(product((0, 1), repeat=3), weights, strict=True)
    )
    if not asked.answered(large):
        return
    found, scalars = simpler(asked, (large, ()), Effort())
    assert asked.answered(found, scalars)
    assert len(found.outcomes) <= len(large.outcomes)
