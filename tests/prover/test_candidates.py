from __future__ import annotations

import random
import time
from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import itip
from itip.entropy.cone import Polymatroid
from itip.entropy.expression import Constraint, Expression, Problem
from itip.entropy.groundset import GroundSet
from itip.evidence import Direction
from itip.language.ast import Linear
from itip.prover.candidates import refute

LAW = settings(deadline=None, derandomize=True, max_examples=120)
NAMES = ("X", "Y", "Z", "W")


def problem(claim: str, *givens: str) -> Problem:
    """The problem of a statement."""
    return itip.translate(itip.parse(claim, given=givens))


def value(expression: Expression, h: Polymatroid) -> Fraction:
    """The expression at a polymatroid."""
    return sum((c * h.rank[s] for s, c in expression.entropies), expression.constant)


def is_polymatroid(h: Polymatroid) -> bool:
    """Whether all ranks are there, exact, monotone and submodular: every pair of subsets."""
    size = 1 << len(h.ground)
    assert len(h.rank) == size
    assert all(type(rank) is Fraction for rank in h.rank)
    return h.rank[0] == 0 and all(
        h.rank[s] <= h.rank[s | t] and h.rank[s] + h.rank[t] >= h.rank[s | t] + h.rank[s & t]
        for s in range(size)
        for t in range(size)
    )


def refutes(h: Polymatroid, posed: Problem, goal: int, direction: Direction) -> bool:
    """Whether all givens hold and the goal does not."""
    at_goal = value(posed.goals[goal].expression, h)
    values = [(given.sense, value(given.expression, h)) for given in posed.givens]
    return all(v == 0 if sense == "=" else v >= 0 for sense, v in values) and (
        at_goal < 0 if direction == ">=" else at_goal > 0
    )


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    """Random constrained problems over one to four variables, some with constants."""
    n = draw(st.integers(1, 4))
    ground = GroundSet(NAMES[:n])
    subsets = st.integers(0, (1 << n) - 1)
    fractions = st.fractions(-3, 3, max_denominator=3)
    constants = st.sampled_from([Fraction(0), Fraction(0), Fraction(1), Fraction(-1, 2)])

    def measures() -> dict[int, Fraction]:
        total: dict[int, Fraction] = {}
        for _ in range(draw(st.integers(0, 3))):
            a, b, c, weight = draw(subsets), draw(subsets), draw(subsets), draw(fractions)
            for s, sign in ((a | c, 1), (b | c, 1), (a | b | c, -1), (c, -1)):
                total[s] = total.get(s, Fraction(0)) + sign * weight
        return total

    def constraint(*, equal: bool) -> Constraint:
        expression = Expression.of(ground, measures(), {}, draw(constants))
        return Constraint(expression, "=" if equal else ">=", Linear(()))

    givens = tuple(constraint(equal=draw(st.booleans())) for _ in range(draw(st.integers(0, 3))))
    goals = tuple(constraint(equal=True) for _ in range(2))
    return Problem(ground, (), goals, givens)


@LAW
@given(problems(), st.sampled_from([0, 1]), st.sampled_from([">=", "<="]))
def test_what_is_found_refutes(posed: Problem, goal: int, direction: Direction) -> None:
    """Whatever comes back is a polymatroid over the ground set that refutes just that goal."""
    found = refute(posed, goal, direction)
    if found is not None:
        assert found.ground == posed.ground
        assert is_polymatroid(found)
        assert refutes(found, posed, goal, direction)


@pytest.mark.parametrize(
    ("claim", "givens"),
    [
        ("H(X) <= 0", ()),
        ("H(X,Y) >= H(X) + H(Y)", ()),
        ("I(X;Y) <= I(X;Y|Z)", ()),
        ("I(X;Y|Z) <= I(X;Y)", ()),
        ("I(X;Y|Z) <= 1000 I(X;Y) + 1000 I(X;Z) + 1000 I(Y;Z)", ()),
        ("I(X;Y;Z) >= 0", ()),
        ("H(X,Y,Z,W) <= H(X,Y) + H(X,Z) - H(W)", ()),
        ("I(X;Z) = 0", ("I(X;Y) = 0", "I(Y;Z) = 0")),
        ("I(X;Y|Z) = 0", ("I(X;Y) = 0", "H(Z|X,Y) = 0", "H(X|Y,Z) = 0")),
        ("H(X) <= 1", ("H(X) <= 2",)),
        ("H(X) >= 1", ("H(X) <= 2",)),
        ("H(X) <= 1/3", ("H(X) <= 1/2", "H(Y) >= H(X)")),
        ("I(X;Y|Z) <= 1/5", ("I(X;Y) = 0", "H(X) <= 1/4", "H(Y) <= 1/4")),
        ("H(X,Y) <= 3", ("H(X) = 2", "H(Y) = 2")),
        # True of linear codes (Ingleton), and of all random variables (Zhang and Yeung).
        ("I(A;B) <= I(A;B|C) + I(A;B|D) + I(C;D)", ()),
        ("I(A;B) <= 2 I(A;B|C) + I(A;B|D) + I(C;D) + I(A;C|B) + I(B;C|A)", ()),
        # Two blocks of an exclusive or: a matroid of rank 2 in which elements are parallel.
        (
            "I(A,B;C,D|E,F) <= 9 I(A,B;C,D)",
            ("H(A|B) = 0", "H(B|A) = 0", "H(C|D) = 0", "H(D|C) = 0", "H(E|F) = 0", "H(F|E) = 0"),
        ),
        # Not uniform: X is a pair of independent bits, of which A, B are functions.
        ("H(X) <= H(A)", ("H(A|X) = 0", "H(B|X) = 0", "I(A;B) = 0", "H(A) = H(B)", "H(C) = H(A)",
                          "I(A;C) = 0", "I(B;C) = 0", "H(C|X) = 0", "H(X|A,B) = 0")),
    ],
)  # fmt: skip
def test_false_statements_are_refuted(claim: str, givens: tuple[str, ...]) -> None:
    """What does not follow is refuted, in one direction or the other."""
    posed = problem(claim, *givens)
    directions: list[Direction] = [">=", "<="] if posed.goals[0].sense == "=" else [">="]
    found = [(d, h) for d in directions if (h := refute(posed, 0, d))]
    assert found
    assert all(is_polymatroid(h) and refutes(h, posed, 0, d) for d, h in found)


@pytest.mark.parametrize(
    ("claim", "givens"),
    [
        ("H(X) >= 0", ()),
        ("I(X;Z) <= I(X;Y)", ("X -> Y -> Z",)),
        ("H(X,Y) + H(Y,Z) + H(X,Z) >= 2 H(X,Y,Z)", ()),
        ("H(X) <= 1", ("H(X) <= 1",)),
        ("H(X) <= 0", ("H(X) + H(Y) = 1", "H(Y) = 1")),
        ("H(X) >= 1", ("H(X) <= 1", "H(X) >= 2")),
        ("I(X;Y) <= H(Z)", ("H(X|Z) = 0",)),
    ],
)
def test_true_statements_are_not(claim: str, givens: tuple[str, ...]) -> None:
    """Nothing is found against what follows from the Shannon inequalities."""
    assert refute(problem(claim, *givens), 0, ">=") is None


def test_the_smallest_comes_first() -> None:
    """One bit that variables share is preferred to an exclusive or of two, and few to many."""
    shared = refute(problem("I(X;Y) <= I(X;Y|Z) + 1/9 I(X;Y|W)"), 0, ">=")
    assert shared is not None
    assert shared.rank == (0, *[1] * 7, 0, *[1] * 7)
    found = refute(problem("H(X,Y) + H(Y,Z) <= H(Z)"), 0, ">=")
    assert found is not None
    assert found.rank == (0, 1) * 4


def test_what_is_not_needed_is_constant() -> None:
    """A variable that plays no part in a refutation is not random in it."""
    givens = ["H(A|B) = 0", "H(B|A) = 0", "H(C|D) = 0", "H(D|C) = 0", "H(E|F) = 0", "H(F|E) = 0"]
    idle = [f"H({x}) >= 0" for x in ("T", "U", "V", "W")]
    posed = problem("I(A,B;C,D|E,F) <= 9 I(A,B;C,D)", *givens, *idle)
    found = refute(posed, 0, ">=")
    assert found is not None
    assert found.rank[posed.ground.subset(["T", "U", "V", "W"])] == 0


def test_scalars_are_left_alone() -> None:
    """With a scalar in the problem nothing is tried."""
    assert refute(problem("H(X) <= r"), 0, ">=") is None


def test_nothing_random() -> None:
    """Without variables there is nothing to try."""
    assert refute(problem("0 >= 1"), 0, ">=") is None


@pytest.mark.parametrize("size", [10**6, 10**15, 10**30])
def test_large_coefficients_do_no_harm(size: int) -> None:
    """Coefficients too large for 64 bits end the search; smaller ones are exact."""
    posed = problem(f"{size + 1} I(X;Y|Z) <= {size} I(X;Y|Z) + {size} I(X;Y)")
    found = refute(posed, 0, ">=")
    assert (found is not None) == (size < 10**20)
    assert found is None or refutes(found, posed, 0, ">=")


def test_large_problems() -> None:
    """Sixteen variables and hundreds of terms are a matter of a second."""
    dice = random.Random(0)  # noqa: S311  statements are no secret
    names = [f"X{i}" for i in range(16)]
    pairs = [f"{dice.randint(1, 3)} I({x};{y})" for x, y in combinations(names, 2)]
    start = time.process_time()
    true = problem(f"{' + '.join(pairs)} >= 0")
    assert refute(true, 0, ">=") is None
    false = problem(f"{' + '.join(pairs)} >= I(X1;X2|X3)")
    found = refute(false, 0, ">=")
    assert found is not None
    assert refutes(found, false, 0, ">=")
    assert time.process_time() - start < 10
