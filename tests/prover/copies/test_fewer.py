"""Copies found for a statement about fewer variables prove the whole one."""

from __future__ import annotations

import pytest

import itip
from itip.evidence import Counterexample
from itip.prover.copies.fewer import fewer

ZHANG_YEUNG = "I(A;B) <= 2 I(A;B|C) + I(A;C|B) + I(B;C|A) + I(A;B|D) + I(C;D)"


def test_what_is_left() -> None:
    """What the polymatroid makes constant is gone, and so are the givens about other variables."""
    small = itip.prove(ZHANG_YEUNG, shannon_only=True)
    assert isinstance(small, itip.NotProvable)
    givens = "A -> E -> B, I(E;F|A) = 0, I(A;C|G) = 0"
    problem = itip.translate(itip.parse(f"{ZHANG_YEUNG} + I(E;F|A) given {givens}"))
    assert problem.ground.names == ("A", "B", "C", "D", "E", "F", "G")
    rank = small.counterexample.polymatroid.value
    ranks = tuple(rank(s & 15) + (s >> 6) for s in range(1 << 7))  # E and F constant, G not
    found = Counterexample(0, ">=", itip.Polymatroid(problem.ground, ranks), ())
    left = fewer(problem, found)
    assert left.goals[0].expression.entropies == small.problem.goals[0].expression.entropies
    assert [given.written for given in left.givens] == [problem.givens[0].written]


@pytest.mark.parametrize(
    "text",
    [
        f"{ZHANG_YEUNG} given A -> E -> F -> G -> J -> K -> L -> B",
        f"{ZHANG_YEUNG} + I(E;F|A) + I(G;J|B)",
        f"{ZHANG_YEUNG} + I(A;E|B) + I(A;F|B) + I(A;G|B)",
    ],
    ids=["a long chain beside it", "others beside it", "some of its own beside it"],
)
def test_found(text: str) -> None:
    """Copies are found although more than they need is in the statement."""
    assert itip.prove(text, witness=False, time_limit=60).verdict == "non-shannon"
