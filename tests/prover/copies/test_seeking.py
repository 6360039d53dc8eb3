"""Copies that are sought: they are found, prove what is claimed, and have names of their own."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np
import pytest

from itip.entropy.cone import Polymatroid
from itip.entropy.expression import Problem
from itip.entropy.translate import translate
from itip.errors import LimitReached
from itip.evidence import Counterexample, Direction, Proof
from itip.language.ast import CopyStep, copied
from itip.language.parser import parse
from itip.prover.copies import prove
from itip.prover.copies.beam import Beam
from itip.prover.copies.candidates import candidates, complements, promising
from itip.prover.copies.scoring import norms, score, slack
from itip.prover.copies.seeking import steps_of
from itip.prover.copies.sought import Sought
from itip.prover.copies.states import State, inequalities
from itip.prover.effort import Effort
from itip.prover.method import Method

INGLETON = "I(a;b) <= I(a;b|c) + I(a;b|d) + I(c;d)"
ZHANG_YEUNG = "I(a;b) <= 2 I(a;b|c) + I(a;b|d) + I(c;d) + I(a;c|b) + I(b;c|a)"
FOUND = {
    "Zhang and Yeung (1998)": (ZHANG_YEUNG,),
    "Matus (2007), k = 2": (
        "2 I(A;B) <= 5 I(A;B|C) + 3 I(A;C|B) + I(B;C|A) + 2 I(A;B|D) + 2 I(C;D)",
    ),
    "Matus (2007), k = 5": (
        "5 I(A;B) <= 20 I(A;B|C) + 15 I(A;C|B) + I(B;C|A) + 5 I(A;B|D) + 5 I(C;D)",
    ),
    "Makarychev et al. (2002), five variables": (
        "I(A;B) <= I(A;B|C) + I(A;B|D) + I(C;D) + I(A;B|E) + I(A;E|B) + I(B;E|A)",
    ),
    "Makarychev et al. (2002), two that are one": (
        "I(A;B) <= I(A;B|C) + I(A;B|D) + I(C;D) + I(A;B|E,F) + I(A;E,F|B) + I(B;E,F|A)",
    ),
    "conditional": (INGLETON, "I(a;b|c) = 0", "I(a;c|b) + I(b;c|a) <= 0"),
    "with a constant": (
        "I(a;b) <= I(a;b|c) + I(a;b|d) + I(c;d) + 2",
        "I(a;b|c) + I(a;c|b) + I(b;c|a) <= 2",
    ),
    "conditional, six variables": (
        "11 H(A,B,X,Y,C) <= 43 H(U)",
        "H(X,Y,C|A,B) = 0", "H(B,C|A,X,Y) = 0", "H(A,C|B,X,Y) = 0", "H(B,X,Y|A,C) = 0",
        "H(A,B,Y|X,C) = 0", "H(A,B,X|Y,C) = 0",
        *(f"H({one}) <= 2 H(U)" for one in "ABXYC"),
        *(f"H({two}) <= 3 H(U)" for two in ("A,X", "A,Y", "B,X", "B,Y", "X,Y")),
    ),
    "with a function": (
        f"{INGLETON} + 1/4 H(e)", "H(e|a) = 0", "I(a;b|c) + I(a;c|b) + I(b;c|a) = 1/4 H(e)",
    ),
}  # fmt: skip


def posed(claim: str, *given: str) -> Problem:
    """The problem of a statement."""
    return translate(parse(claim, given=given))


def violated(problem: Problem, direction: Direction = ">=") -> Counterexample:
    """A counterexample of which the search reads only what it violates."""
    nothing = Polymatroid(problem.ground, (Fraction(0),) * (problem.ground.everything + 1))
    return Counterexample(0, direction, nothing, ())


def first(problem: Problem, most: int = 6) -> tuple[CopyStep, ...]:
    """The first steps that are claimed to prove the goal."""
    steps = next(filter(None, steps_of(problem, violated(problem), most, Effort())), None)
    assert steps is not None
    return steps


def sought(claim: str, *given: str) -> Sought:
    """What is sought for a statement."""
    problem = posed(claim, *given)
    result = Sought.of(problem, violated(problem))
    assert result is not None
    return result


@pytest.mark.parametrize("texts", FOUND.values(), ids=FOUND)
def test_found(texts: Sequence[str]) -> None:
    """Steps are found, the same each time, and with them there is an exact proof."""
    problem = posed(*texts)
    steps = first(problem)
    assert isinstance(prove(problem, steps, (0, ">="), Method(), Effort()), Proof)
    assert first(problem) == steps


@pytest.mark.parametrize("most", [1, 2, 3])
def test_most(most: int) -> None:
    """No more variables are copied than may be."""
    assert len(copied(*first(posed(ZHANG_YEUNG), most))) <= most


@pytest.mark.parametrize(("claim", "names"), [
    (ZHANG_YEUNG, "r"),
    (ZHANG_YEUNG.upper(), "R"),
    (ZHANG_YEUNG.translate(str.maketrans("abcd", "rstu")), "v"),
])  # fmt: skip
def test_names(claim: str, names: str) -> None:
    """Copies have names like those of the statement, but none of them."""
    assert copied(*first(posed(claim))) == tuple(names)


@pytest.mark.parametrize("texts", [
    (INGLETON,), ("I(a;b) <= I(a;b|c)",), ("H(a) <= r",), ("H(a) <= 1",),
    ("I(a;b|c) <= I(a;b)", "H(c) = 1"),
])  # fmt: skip
def test_end(texts: Sequence[str]) -> None:
    """What is false is not claimed to be proved, and the search ends."""
    problem = posed(*texts)
    assert not any(steps_of(problem, violated(problem), 2, Effort()))


def test_effort() -> None:
    """A search ends with its effort."""
    problem = posed(INGLETON)
    with pytest.raises(LimitReached):
        next(filter(None, steps_of(problem, violated(problem), 6, Effort.within(0, None))))


def test_score() -> None:
    """A score has a point that violates the goal by as much, and satisfies everything else."""
    one = sought(ZHANG_YEUNG)
    state = State.first(one.n, one.dependences, one.laws)
    for norm in norms(one):
        found = score(one, state, norm, Effort())
        assert found is not None
        assert found.value == pytest.approx(-one.goal @ found.rank)
        assert norm @ found.rank == pytest.approx(1)
        assert (inequalities(state) @ found.point).min() > -1e-9


def test_slack() -> None:
    """Where a point extends, a step does not help; where one helps, the point does not extend."""
    one = sought("3 I(a;b) <= 6 I(a;b|c) + 3 I(a;c|b) + I(b;c|a) + 3 I(a;b|d) + 2 I(c;d)")
    state = State.first(one.n, one.dependences, one.laws)
    norm = norms(one)[1]
    start = score(one, state, norm, Effort())
    assert start is not None
    helped = set()
    for step in candidates(state, start.rank, "single", one.symmetries):
        child = state.extended(step)
        new = score(one, child, norm, Effort())
        assert new is not None
        extends = slack(child, len(state.keys), start.point, Effort()) < 1e-7
        assert not (extends and new.value < start.value - 1e-8)
        helped.add(new.value < start.value - 1e-8)
    assert helped == {True, False}


def test_candidates() -> None:
    """Steps that a symmetry exchanges are tried once: here c and d, and a and b, may be."""
    one = sought(INGLETON)
    state = State.first(one.n, one.dependences, one.laws)
    assert len(one.symmetries) == 4
    assert sorted(step.base for step in complements(state, one.symmetries)) == [3, 5, 12]
    assert len(list(complements(state, one.symmetries[:1]))) == 6


def test_promising() -> None:
    """A point that violates an inequality of Zhang and Yeung says which copies prove it."""
    one = sought(ZHANG_YEUNG)
    found = score(one, State.first(one.n, one.dependences, one.laws), norms(one)[0], Effort())
    assert found is not None
    a, b, c, _ = (1 << one.ground.names.index(name) for name in "abcd")
    assert {(a | b, c), (a | c, b), (b | c, a)} <= promising(found.rank).keys()
    counting = np.array([s.bit_count() for s in range(16)], dtype=float)
    assert not promising(counting)


def test_rounds() -> None:
    """A search without rounds tries complements only, and then ends."""
    one = sought(INGLETON)
    assert list(Beam(one, norms(one)[0], 6, Effort()).claims(())) == [None] * 4


def test_coefficients_beyond_floats() -> None:
    """Coefficients larger than any float are read in proportion."""
    huge = 10**400
    problem = translate(parse(f"{ZHANG_YEUNG} given {huge} H(a) <= I(c;d)"))
    ranks = tuple(Fraction(bool(s)) for s in range(16))
    found = Counterexample(0, ">=", Polymatroid(problem.ground, ranks), ())
    sought = Sought.of(problem, found)
    assert sought is not None
    assert np.abs(sought.rows).max(axis=1).tolist() == [1]
