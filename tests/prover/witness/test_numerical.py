from __future__ import annotations

import pytest

from itip.entropy.translate import translate
from itip.errors import LimitReached
from itip.language import parse
from itip.prover.effort import Effort
from itip.prover.witness import numerical
from itip.prover.witness.question import Question

INGLETON = "I(A;B) <= I(A;B|C) + I(A;B|D) + I(C;D)"


def question(claim: str, *given: str) -> Question:
    """Whether random variables satisfy the givens and violate the claim."""
    return Question.of(translate(parse(claim, given=given)))


@pytest.mark.parametrize(
    ("claim", "given"),
    [
        ("I(X;Y;Z) >= 0", []),
        (INGLETON, []),
        (INGLETON + " + 0.0892 H(A,B,C,D)", []),
        ("1.5 I(X;W|Y) <= H(X|Z)", ["X,W -> Y -> Z"]),
        ("I(X;Y) <= I(X;Z) + 0.9 H(Y|Z)", ["X -> Y -> Z"]),
        ("I(X;Y|Z) <= 0", ["indep(X, Y)", "Z = f(X,Y)"]),
        ("H(X,Y,Z) >= 0.67 H(X) + 0.67 H(Y) + 0.67 H(Z)",
         ["indep(X, Y)", "indep(Y, Z)", "indep(X, Z)"]),
        ("I(A;B) <= 0", ["I(A;B|C) = 0", "I(A;B|D) = 0", "I(C;D) = 0"]),
        ("I(A;B) <= I(A;B|C) + I(A;B|D)", ["indep(C, D)", "A = f(C,D)", "B = f(C,D)"]),
        ("I(X;Z) <= I(Y;Z)", ["H(X) = H(Y)"]),
        (INGLETON, ["H(A) = H(B)", "H(C) = H(D)", "H(A) = H(C)"]),
        ("H(X) <= H(Y)", ["I(X;Y) >= 0.9 H(X)", "H(X) <= 1.05 H(Y)"]),
        ("H(X,Y) <= 2", ["H(X) <= 1", "H(Y) <= 1.5"]),
        ("R + S >= H(X) + H(Y)", ["R >= H(X|Y)", "S >= H(Y|X)", "R + S >= H(X,Y)"]),
    ],
)  # fmt: skip
def test_violated(claim: str, given: list[str]) -> None:
    """Random variables are found that satisfy such givens exactly and violate the claim."""
    asked = question(claim, *given)
    found = numerical.search(asked, Effort.within(30, None))
    assert found is not None
    assert asked.answered(*found)


def test_same_again() -> None:
    """The search is seeded: the same question has the same answer."""
    asked = question(INGLETON, "I(C;D) = 0", "I(A;B|C,D) = 0")
    first, second = (numerical.search(asked, Effort()) for _ in range(2))
    assert first == second


def test_no_form() -> None:
    """Where an equality has no form that can be kept exactly, the search says so at once."""
    assert numerical.search(question("H(X) <= 0", "2 H(X) = 3 H(Y)"), Effort()) is None


def test_many_variables() -> None:
    """Of many variables some are constant, so that the search keeps its limit."""
    joint = ",".join(f"X{i}" for i in range(70))
    asked = question(f"H({joint}) >= 0", "X1 -> X2 -> X3")
    with pytest.raises(LimitReached):
        numerical.search(asked, Effort.within(0.3, None))


def test_true() -> None:
    """Of what is true nothing is found, until the limit."""
    with pytest.raises(LimitReached):
        numerical.search(question("I(X;Z) <= I(X;Y)", "X -> Y -> Z"), Effort.within(0.3, None))
