from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import itip
from itip.errors import LimitReached
from itip.prover.effort import Effort
from itip.prover.witness.assignments import _grown, search, values
from itip.prover.witness.lattices import Lattice, partitions, subgroups, subspaces
from itip.prover.witness.question import Question

LAW = settings(deadline=None, derandomize=True, max_examples=60)
INGLETON = "I(A;B) <= I(A;B|C) + I(A;B|D) + I(C;D)"


def question(claim: str, *givens: str) -> Question:
    """What refutes a statement with one goal."""
    return Question.of(itip.translate(itip.parse(claim, given=givens)))


FOUND = [
    ("xor", "I(X;Y;Z) >= 0", (), subspaces(2, 2)),
    ("xor, by independence", "I(X;Y|Z) <= 0", ("X _||_ Y",), subspaces(2, 2)),
    ("another field", "H(A,B,C,D) >= 2.1 H(A)",
     ("A _||_ B", "C _||_ D", "A _||_ C", "A _||_ D", "B _||_ C", "B _||_ D",
      "H(A) = H(B)", "H(B) = H(C)", "H(C) = H(D)"), subspaces(3, 2)),
    ("Ingleton", INGLETON, (), partitions(1, 1, 1, 1)),
    ("Ingleton by 0.0892", f"{INGLETON} + 0.0892 H(A,B,C,D)", (), partitions(3, 7, 7, 3)),
    ("no Ingleton by conditions", "I(A;B) <= 0",
     ("I(A;B|C) = 0", "I(A;B|D) = 0", "I(C;D) = 0"), partitions(1, 1, 1, 1)),
    ("copies", "I(X;Y;Z) >= 0 ", ("H(X,Y,Z) = 6",), subspaces(2, 2)),
    ("descent", "H(A,B) + H(C,D) + H(E,F) >= H(A,C) + H(D,E) + H(B,F)", (), subspaces(2, 4)),
    ("Ingleton, by a group", INGLETON, (), subgroups(5)),
    ("Markov, six atoms", "1.5 I(X;W|Y) <= H(X|Z)", ("X,W -> Y -> Z",),
     partitions(1, 1, 1, 1, 1, 1)),
    ("threshold scheme", "H(S) <= 0",
     (*(f"I(S;P{i}) = 0" for i in range(7)), *(f"H(P{i}) = H(S)" for i in range(7)),
      *(f"S = f(P{i}, P{j})" for i in range(7) for j in range(i))), subspaces(11, 2)),
]  # fmt: skip


@pytest.mark.parametrize(
    ("claim", "givens", "lattice"), [row[1:] for row in FOUND], ids=[row[0] for row in FOUND]
)
def test_found(claim: str, givens: tuple[str, ...], lattice: Lattice) -> None:
    """Variables from the lattice are found, and answer exactly; a second time the same."""
    posed = question(claim, *givens)
    found = search(posed, lattice, Effort())
    assert found is not None
    assert posed.answered(*found)
    assert search(posed, lattice, Effort()) == found


@pytest.mark.parametrize(
    ("claim", "givens", "lattice"),
    [
        ("I(X;Y|Z) >= 0", (), subspaces(2, 3)),
        (INGLETON, (), subspaces(2, 3)),
        ("2 I(C;D) <= I(A;B) + I(A;C,D) + 3 I(C;D|A) + I(C;D|B)", (), partitions(1, 2, 2, 1)),
        ("H(X) <= 1", ("H(X) <= R",), subspaces(2, 2)),
    ],
    ids=["Shannon", "linear", "Zhang-Yeung", "scalars"],
)
def test_not_found(claim: str, givens: tuple[str, ...], lattice: Lattice) -> None:
    """Nothing refutes what is true of a lattice, and scalars are left to others."""
    assert search(question(claim, *givens), lattice, Effort()) is None


def test_all_are_looked_at() -> None:
    """Where the givens leave few assignments, it is known that none answers, without a descent."""
    posed = question(
        "H(S) <= 0",
        *(f"I(S;P{i}) = 0" for i in range(7)),
        *(f"S = f(P{i}, P{j})" for i in range(7) for j in range(i)),
    )
    dice = np.random.default_rng(0)
    grown, every = _grown(posed, partitions(1, 1, 1, 1), dice, Effort())
    assert every
    assert not grown.shape[1]


def test_fewest_bits() -> None:
    """Of all assignments to a lattice, one of small joint entropy is chosen."""
    found = search(question("H(X) + H(Y) <= H(X,Y)"), subspaces(2, 3), Effort())
    assert found is not None
    assert len(found[0].outcomes) == 2


def test_effort_ends() -> None:
    """The search ends with its effort."""
    posed = question("I(A;B|C,D,E) >= 0")
    with pytest.raises(LimitReached):
        search(posed, partitions(1, 1, 1, 1, 1, 1), Effort.within(-1, None))


@LAW
@given(st.sampled_from([subspaces(2, 3), partitions(1, 2, 3, 4), subgroups(3)]), st.data())
def test_values(lattice: Lattice, data: st.DataObject) -> None:
    """The values of the rows are those of the joint distributions, in the rows' own units."""
    posed = question("I(A;B) <= 1 + 2 H(C|A)", "A -> B -> C", "H(A) = 1/3 H(B,C)")
    assignment = data.draw(st.lists(st.integers(0, len(lattice) - 1), min_size=3, max_size=3))
    variables = lattice.distribution(posed.problem.ground, assignment)
    computed = values(posed, lattice, np.array(assignment)[:, None])[:, 0]
    rows = (*posed.problem.goals, *posed.problem.givens)
    for value, row in zip(computed, rows, strict=True):
        unit = max(abs(c) for _, c in row.expression.entropies)
        exact = float(variables.value(row.expression).rounded(9))
        assert exact == pytest.approx(value * unit, abs=1e-8)
