from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import itip
from itip.entropy.distribution import Distribution
from itip.entropy.expression import Constraint, Expression, Problem
from itip.entropy.groundset import GroundSet
from itip.language.ast import Linear
from itip.prover.effort import Effort
from itip.prover.witness.bits import shared_bit
from itip.prover.witness.question import Question

LAW = settings(deadline=None, derandomize=True, max_examples=60)
COEFFICIENTS = st.fractions(-2, 2, max_denominator=3)


def problem(claim: str, *givens: str) -> Problem:
    """The problem of a statement."""
    return itip.translate(itip.parse(claim, given=givens))


@pytest.mark.parametrize(
    ("claim", "givens", "outcomes"),
    [
        ("H(X) <= H(Y)", (), [(0, 0), (1, 0)]),
        ("I(X;Y;Z) <= 0", (), [(0, 0, 0), (1, 1, 1)]),
        ("I(X;Z) >= I(X;Y)", ("X -> Y -> Z",), [(0, 0, 0), (1, 0, 1)]),
        ("H(X) <= 1", (), [(0,), (1,), (2,), (3,)]),
        ("H(X) <= 2", ("H(X) = 3",), [(x,) for x in range(8)]),
        ("H(X) >= 1/2", (), [(0,)]),
        ("H(X) >= 1", ("H(X) >= 1/2",), [(0,), (1,)]),
        ("H(X) <= 0", ("H(X) <= 1e-12",), [(0,), (1,)]),
        ("H(X) <= 2.1", ("H(X) <= 2.2",), [(x,) for x in range(8)]),
    ],
)
def test_bits_that_refute(
    claim: str, givens: tuple[str, ...], outcomes: list[tuple[int, ...]]
) -> None:
    """The smallest set of variables that are the bit is found, and the fewest bits."""
    posed = problem(claim, *givens)
    found = shared_bit(posed, Effort())
    assert found is not None
    assert Question.of(posed).answered(found)
    assert [values for values, _ in found.outcomes] == outcomes


@pytest.mark.parametrize(
    ("claim", "givens"),
    [
        ("I(X;Y) >= 0", ()),
        ("I(X;Y;Z) >= 0", ()),
        ("H(X) <= 0", ("H(X) = 1/2",)),
        ("H(X) <= 0", ("H(X) >= 0.7", "H(X) <= 0.7")),
        ("H(X) <= 10", ()),
        ("H(X) <= 0", ("H(X) = 0",)),
    ],
    ids=["true", "needs two bits", "half a bit", "one entropy", "eleven bits", "no entropy"],
)
def test_bits_that_do_not(claim: str, givens: tuple[str, ...]) -> None:
    """Where no shared bit refutes, nothing is found."""
    assert shared_bit(problem(claim, *givens), Effort()) is None


def test_many_terms() -> None:
    """Of many variables small sets are tried first, and then the whole set."""
    names = [f"X{i}" for i in range(40)]
    joint = f"H({','.join(names)})"
    found = shared_bit(problem(f"{joint} <= H(X0)"), Effort())
    assert found is not None
    assert found.outcomes[1][0] == (0, 1, *[0] * 38)
    apart = " + ".join(f"H({name})" for name in names)
    found = shared_bit(problem(f"{joint} >= {apart}"), Effort())
    assert found is not None
    assert found.outcomes[1][0] == (1,) * 40


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    """One goal and some givens with a few terms, over three variables."""
    ground = GroundSet(("X", "Y", "Z"))

    def constraint() -> Constraint:
        terms = draw(st.dictionaries(st.integers(1, 7), COEFFICIENTS, max_size=4))
        constant = draw(st.sampled_from([Fraction(0), Fraction(1), Fraction(-1)]))
        sense = draw(st.sampled_from(["=", ">="]))
        return Constraint(Expression.of(ground, terms, {}, constant), sense, Linear(()))

    goal = Constraint(constraint().expression, ">=", Linear(()))
    return Problem(
        ground, (), (goal,), tuple(constraint() for _ in range(draw(st.integers(0, 2))))
    )


@LAW
@given(problems())
def test_all_shared_bits_are_tried(posed: Problem) -> None:
    """What is found answers exactly, and where nothing is, no shared bit answers."""
    question = Question.of(posed)
    found = shared_bit(posed, Effort())
    if found is not None:
        assert question.answered(found)
        return
    for a in range(8):
        values = [(tuple((a >> i & 1) * v for i in range(3)), 1) for v in range(2)]
        assert not question.answered(Distribution.of(posed.ground, values))
