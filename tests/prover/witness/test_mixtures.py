from __future__ import annotations

import pytest

import itip
from itip.errors import LimitReached
from itip.prover.effort import Effort
from itip.prover.witness.mixtures import search
from itip.prover.witness.question import Question

INGLETON = "I(A;B) <= I(A;B|C) + I(A;B|D) + I(C;D)"

FOUND = [
    ("ratio", "I(X;Y) <= 1/2 H(X)", ("2 H(X) = 3 H(Y)",)),
    ("two ratios", "H(Z) <= 5/4 H(X)",
     ("3 I(X;Y|Z) = 2 H(X)", "H(X) = H(Y)", "I(X;Y) = 0", "I(X;Z) = I(Y;Z)", "H(X) = 3")),
    ("rates", "R >= H(X)", ("R >= H(X|Y)",)),
    ("two rates", "R1 + R2 >= H(X) + H(Y)",
     ("R1 >= H(X|Y)", "R2 >= H(Y|X)", "R1 + R2 >= H(X,Y)")),
    ("scalars with constants", "R <= 1/2", ("3 R = H(X)", "H(X,Y) = 3", "I(X;Y) = 2")),
    ("bits", "H(X) <= 3", ("H(X,Y) <= 5", "I(X;Y) = 2")),
    ("a third of a bit", "R >= 1/3 H(X)", ("3 R >= H(X|Y)", "H(X) = 1")),
    ("no random variables", "R >= 1", ("R >= 0",)),
    ("scalars alone", "R >= S", ("S >= H(X)", "H(X) = 1", "R >= 0")),
    ("other logarithms", INGLETON, ("H(A) = H(B)", "H(C) = H(D)", "H(A) = H(C)")),
    ("ternary", "H(A,B,C,D) >= 2.1 H(A)",
     ("A _||_ B", "C _||_ D", "A _||_ C", "A _||_ D", "B _||_ C", "B _||_ D",
      "H(A) = H(B)", "H(B) = H(C)", "H(C) = H(D)")),
]  # fmt: skip


@pytest.mark.parametrize(
    ("claim", "givens"), [row[1:] for row in FOUND], ids=[row[0] for row in FOUND]
)
def test_found(claim: str, givens: tuple[str, ...]) -> None:
    """Sums of variables, and scalars, are found that answer exactly; a second time the same."""
    posed = Question.of(itip.translate(itip.parse(claim, given=givens)))
    found = search(posed, Effort())
    assert found is not None
    assert posed.answered(*found)
    assert len(found[0].outcomes) <= 4096
    assert search(posed, Effort()) == found


@pytest.mark.parametrize(
    ("claim", "givens"),
    [
        ("I(X;Y) >= 0", ()),
        ("R1 + R2 >= H(X,Y)", ("R1 >= H(X|Y)", "R2 >= H(Y)")),
        ("H(X) <= 0", ("H(X) = 1/2",)),
        ("2 I(C;D) <= I(A;B) + I(A;C,D) + 3 I(C;D|A) + I(C;D|B)", ()),
        ("H(X) <= 20", ()),
    ],
    ids=["Shannon", "rates", "half a bit", "Zhang-Yeung", "too many outcomes"],
)
def test_not_found(claim: str, givens: tuple[str, ...]) -> None:
    """Nothing refutes what is true, or true of sums of few small variables."""
    posed = Question.of(itip.translate(itip.parse(claim, given=givens)))
    assert search(posed, Effort()) is None


def test_effort_ends() -> None:
    """The search ends with its effort."""
    posed = Question.of(itip.translate(itip.parse("R >= H(X)", given=["R >= H(X|Y)"])))
    with pytest.raises(LimitReached):
        search(posed, Effort.within(-1, None))
