from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import itip
from itip.entropy.translate import translate
from itip.errors import BackendError, LimitReached
from itip.language import parse
from itip.prover.effort import Effort
from itip.prover.lp import Backend
from itip.prover.witness import ingleton
from itip.prover.witness.linear import ByRanks, search
from itip.prover.witness.question import Question

EFFORT = Effort()
INGLETON = "I(A;B) <= I(A;B|C) + I(A;B|D) + I(C;D)"
PAIRWISE = (
    "indep(A,B), indep(A,C), indep(A,D), indep(B,C), indep(B,D), indep(C,D), "
    "H(A) = H(B), H(B) = H(C), H(C) = H(D)"
)
NON_FANO = (
    "indep(A,B,C), W = f(A,B), X = f(A,C), Y = f(B,C), Z = f(A,B,C), Z = f(A,Y), A = f(Y,Z), "
    "Y = f(A,Z), Z = f(B,X), B = f(X,Z), X = f(B,Z), Z = f(C,W), C = f(W,Z), W = f(C,Z), "
    "H(A) = H(B), H(B) = H(C)"
)


def posed(statement: str) -> Question:
    """The question for random variables that violate a statement, without anything at hand."""
    claim, _, givens = statement.partition(" given ")
    return Question.of(translate(parse(claim, given=[givens] if givens else [])))


def at_hand(statement: str) -> Question:
    """The same, with the polymatroid that the prover finds."""
    found = itip.prove(statement, shannon_only=True, reduce=False)
    assert isinstance(found, itip.NotProvable)
    rank = found.counterexample.polymatroid
    sets = range(1 << len(found.problem.ground))
    values = found.counterexample.scalars
    return replace(posed(statement), rank=tuple(map(rank.value, sets)), values=values)


FALSE = [  # the first ten have a polymatroid at hand that linear variables have
    "H(X) <= H(Y)",
    "H(X) + H(Y) <= H(X,Y)",
    "I(X;Y;Z) >= 0",
    "H(X,Y) + H(Y,Z) + H(X,Z) >= 2.01 H(X,Y,Z)",
    "I(A;B) + I(C;D) <= I(A,C;B,D) - 0.01 H(A)",
    "I(X;Z) >= I(X;Y) given X -> Y -> Z",
    "H(Z) <= H(X) given Z = f(X,Y)",
    "I(X;Y|Z) <= 0 given indep(X,Y)",
    "I(X;Y) <= 1/2 H(X) given 2 H(X) = 3 H(Y)",
    "H(X,Y,Z) >= 0.85 H(X) + 0.85 H(Y) given 3 I(X;Y) = H(X), H(X) = H(Y), Z = f(X,Y)",
    "I(A;B) <= I(A;B|C) + I(A;B|D)",
    f"H(A,B,C,D) >= 2.1 H(A) given {PAIRWISE}",
    "H(A,B,C) >= 2.05 H(S) given S = f(A,B), S = f(A,C), S = f(B,C), S . A, S . B, S . C",
    "I(A;B|C) + I(B;C|D) + I(C;D|E) + I(D;E|A) + I(E;A|B) <= H(A,B,C,D,E)",
    "I(A;B|C) + I(C;D|E) + I(E;F|A) <= I(A;B) + I(C;D) + I(E;F) + 0.9 H(A,C,E)",
    f"H(W,X,Y) <= 2 H(A) given {NON_FANO}",
]
OF_SCALARS = [
    "R <= S given R <= H(X), S >= H(Y|X)",
    "R + S >= H(X) given R >= 1/2 H(X), S >= 1/3 H(X)",
    "R >= 0",
    "R <= 1 given R <= H(X), H(X) <= 5/2",
]
OF_CONSTANTS = [
    "H(X) <= 1",
    "H(X) >= 1",
    "H(X,Y) <= 3 given H(X) <= 2, H(Y) <= 2",
    "I(X;Y|Z) <= 1/2 given H(X) <= 1, H(Y) <= 1, H(Z) <= 1",
    "H(X,Y,Z) >= 3 given H(X) = 1, H(Y) = 1, H(Z) = 1, I(X;Y) = 0",
]


def answered(question: Question, result: ByRanks) -> bool:
    """Whether there is an answer, and it is right."""
    return result.found is not None and question.answered(*result.found)


@pytest.mark.parametrize("statement", [*FALSE, *OF_SCALARS, *OF_CONSTANTS])
def test_by_programs(statement: str) -> None:
    """Statements that are false of linear variables are refuted with nothing at hand."""
    question = posed(statement)
    assert answered(question, search(question, EFFORT))


@pytest.mark.parametrize("statement", [*FALSE[:10], *OF_SCALARS[:2], *OF_CONSTANTS])
def test_at_hand(statement: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The polymatroid at hand, if linear variables have its ranks, is enough without a solver."""
    monkeypatch.setattr(ingleton, "backend", None)
    question = at_hand(statement)
    assert answered(question, search(question, EFFORT))


NOT_LINEAR = [
    INGLETON,
    f"{INGLETON} + 0.05 H(A,B,C,D)",
    "I(A;B) <= 10 I(A;B|C) + 10 I(A;B|D) + 10 I(C;D)",
    "I(A;B) <= 0 given I(A;B|C) = 0, I(A;B|D) = 0, I(C;D) = 0",
    "I(A;B|E) <= I(A;B|C,E) + I(A;B|D,E) + I(C;D|E)",
    "I(A;B) <= I(A;B|C) + I(A;B|D) + I(C;D|E) + I(A;E)",
    f"{INGLETON} + 0.1 I(C;E|F) + 0.1 H(G|F,A) + 0.1 I(G;D|E) + 0.1 I(B;F|G)",
]


@pytest.mark.parametrize("statement", NOT_LINEAR)
def test_not_linear(statement: str) -> None:
    """Where Ingleton's inequality forbids linear variables, it is said that there are none."""
    for question in (posed(statement), at_hand(statement)):
        assert search(question, EFFORT) == ByRanks(None, possible=False)


def test_not_integral() -> None:
    """Nothing is found where only entropies that are not integers would do."""
    statement = "R <= 1 given R <= H(X), H(X) <= 3/2"
    for question in (posed(statement), at_hand(statement)):
        assert search(question, EFFORT) == ByRanks(None, possible=True)


@pytest.mark.parametrize("statement", [FALSE[2], FALSE[10], OF_SCALARS[1]])
def test_same_again(statement: str) -> None:
    """The same question has the same answer."""
    assert search(posed(statement), EFFORT) == search(posed(statement), EFFORT)


def test_few_outcomes() -> None:
    """The answer has as few outcomes as linear variables can do with."""
    found = search(posed("I(X;Y;Z) >= 0"), EFFORT).found
    assert found is not None
    values = [outcome for outcome, _ in found[0].outcomes]
    assert values == [(0, 0, 0), (0, 1, 1), (1, 0, 1), (1, 1, 0)]


def test_large_numbers() -> None:
    """Coefficients beyond floats, and ranks beyond what has few outcomes, are no obstacle."""
    huge = "1" + "0" * 400
    question = at_hand(f"{huge} H(X) <= H(Y)")
    assert answered(question, search(question, EFFORT))
    question = at_hand(f"H(X) <= {huge} H(Y) given H(X) = {huge}1 H(Y)")
    assert search(question, EFFORT).found is None


def test_broken_solver(monkeypatch: pytest.MonkeyPatch) -> None:
    """A solver that breaks leaves it open whether there are linear variables."""

    def broken(_: str) -> Backend:
        raise BackendError("it broke")

    monkeypatch.setattr(ingleton, "backend", broken)
    assert search(posed(INGLETON), EFFORT) == ByRanks(None, possible=True)


def test_time_is_over() -> None:
    """Nothing is looked for when the time is over."""
    with pytest.raises(LimitReached):
        search(posed("H(X) <= H(Y)"), Effort.within(0, None))


SETS = st.integers(0, 15)


@given(st.lists(st.tuples(SETS, SETS, SETS), min_size=5, max_size=5))
@settings(max_examples=60, deadline=None, derandomize=True)
def test_linear_ranks_satisfy_it(vectors: list[tuple[int, int, int]]) -> None:
    """No instance of the inequality is violated by the ranks of subspaces of GF(2)^4."""
    h = np.zeros(32)
    for s in range(32):
        span = {0}
        for i in range(5):
            for vector in vectors[i] if s >> i & 1 else ():
                span |= {vector ^ other for other in span}
        h[s] = len(span).bit_length() - 1
    assert not len(ingleton.violated(5, h))


def test_violated() -> None:
    """Instances that a polymatroid violates are named: of four variables there is one at most."""
    h = np.array([0, 2, 2, 3, 2, 3, 3, 4, 2, 3, 3, 4, 4, 4, 4, 4], dtype=np.float64)
    assert len(ingleton.violated(4, h)) == 1
    assert not len(ingleton.violated(4, np.array([s.bit_count() for s in range(16)]) * 1.0))


def test_values_of_scalars() -> None:
    """Scalars have the values of the vertex, in bits."""
    found = search(posed("R <= S given R = 2 H(X), S = H(X), H(X) = 3"), EFFORT).found
    assert found is not None
    assert found[1] == (Fraction(6), Fraction(3))
