from __future__ import annotations

from itertools import permutations, product

import numpy as np
import pytest

import itip
from itip.prover.effort import Effort
from itip.prover.witness.lattices import partitions
from itip.prover.witness.question import Question
from itip.prover.witness.weights import _different, search

INGLETON = "I(A;B) <= I(A;B|C) + I(A;B|D) + I(C;D)"


def question(claim: str, *givens: str) -> Question:
    """What refutes a statement with one goal."""
    return Question.of(itip.translate(itip.parse(claim, given=givens)))


FOUND = {
    "Ingleton": (INGLETON, ()),
    "score of four atoms": (f"{INGLETON} + 0.089 H(A,B,C,D)", ()),
    "skew": (("28 I(A;B) <= 33 I(A;B|C) + 15 I(A;C|B) + 5 I(B;C|A) + 43 I(A;B|D) + 10 I(A;D|B)"
              " + 28 I(C;D)"), ()),
    "an inequality given": (INGLETON, ("H(A) >= H(B)",)),
    "three variables": ("I(X;Y|Z) <= I(X;Y)", ()),
}  # fmt: skip


@pytest.mark.parametrize(("claim", "givens"), FOUND.values(), ids=FOUND)
def test_found(claim: str, givens: tuple[str, ...]) -> None:
    """Bits on four atoms are found, of weights that answer exactly."""
    asked = question(claim, *givens)
    found = search(asked, Effort())
    assert found is not None
    assert asked.answered(*found)
    assert len(found[0].outcomes) <= 4


NOT_FOUND = {
    "true": ("I(A;B) >= 0", ()),
    "more than four atoms do": (f"{INGLETON} + 0.09 H(A,B,C,D)", ()),
    "a scalar": ("R >= H(X)", ("R >= 0",)),
    "a constant": ("H(X) <= 1", ()),
    "no variables of their own": ("H(A,B,C,D,E,F) <= H(A)", ()),
}


@pytest.mark.parametrize(("claim", "givens"), NOT_FOUND.values(), ids=NOT_FOUND)
def test_not_found(claim: str, givens: tuple[str, ...]) -> None:
    """Where there are none, or they are none of its business, it ends without."""
    assert search(question(claim, *givens), Effort()) is None


def test_either_direction() -> None:
    """The two sides are taken by the sign of the goal, also where an equation is turned round."""
    problem = itip.translate(itip.parse("I(X;Y) = I(X;Y|Z)"))
    (goal,) = problem.goals
    for expression in (goal.expression, -goal.expression):
        turned = itip.Constraint(expression, ">=", goal.written)
        asked = Question.of(itip.Problem(problem.ground, (), (turned,), ()))
        found = search(asked, Effort())
        assert found is not None
        assert asked.answered(*found)


@pytest.mark.parametrize("n", [1, 2, 3])
def test_order_of_the_atoms(n: int) -> None:
    """Of assignments that become each other when atoms are exchanged, exactly one is tried."""
    lattice = partitions(1, 1, 1, 1)
    number = {tuple(row): e for e, row in enumerate(lattice.labels.tolist())}
    bits = [e for e in range(len(lattice)) if lattice.labels[e].max() == 1]

    def turned(e: int, order: tuple[int, ...]) -> int:
        row = lattice.labels[e][list(order)]
        return number[tuple((row ^ row[0]).tolist())]

    kinds = {
        frozenset(tuple(turned(e, order) for e in chosen) for order in permutations(range(4)))
        for chosen in product(bits, repeat=n)
    }
    tried = [tuple(chosen) for chosen in _different(n, lattice).T.tolist()]
    assert len(tried) == len(kinds)
    assert all(len(kind & set(tried)) == 1 for kind in kinds)


def test_partitions_in_two() -> None:
    """Four atoms have seven partitions in two."""
    assert np.count_nonzero(partitions(1, 1, 1, 1).labels.max(axis=1) == 1) == 7
