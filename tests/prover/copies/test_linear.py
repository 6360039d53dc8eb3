"""Linear laws and their copies, held against what states say of all copies."""

from __future__ import annotations

import numpy as np
import pytest

from itip.entropy.translate import translate
from itip.evidence import Counterexample
from itip.language.parser import parse
from itip.prover.copies.linear import Laws
from itip.prover.copies.sought import Sought
from itip.prover.copies.states import State, Step, inequalities

STEPS = (
    (Step(3, ((4, 8),)), Step(13, ((2,),)), Step(5, ((72,),))),
    (Step(3, ((4,), (4,))), Step(5, ((8,), (2,)))),
    (Step(6, ((1, 8),)), Step(17, ((12,),)), Step(6, ((1,),))),
)


def test_ranks() -> None:
    """A rank is the number of independent vectors: of two bits, no more than their sum."""
    laws = Laws(np.array([[1, 2, 3, 0], [1, 1, 1, 1], [1, 2, 4, 7]]), 3)
    ranks = laws.ranks((1, 2, 4, 8)).tolist()
    assert [row[0b0111] for row in ranks] == [2, 1, 3]
    assert [row[0b1111] for row in ranks] == [2, 1, 3]
    assert [row[0b0100] for row in ranks] == [1, 1, 1]
    assert laws.ranks((1, 6)).tolist() == [[0, 1, 2, 2], [0, 1, 1, 1], [0, 1, 2, 3]]


@pytest.mark.parametrize("steps", STEPS)
def test_copies(steps: tuple[Step, ...]) -> None:
    """The copies of linear laws are copies: their ranks are as a state's coordinates say."""
    state = State.first(4, (), Laws.every(4))
    for step in steps:
        state = state.extended(step)
    ranks = state.laws.ranks(state.named)
    solution = np.linalg.lstsq(state.sets.astype(float), ranks.T, rcond=None)[0]
    assert np.allclose(state.sets @ solution, ranks.T)
    assert (state.total == ranks.sum(axis=0)).all()


def test_too_many_bits() -> None:
    """Laws of which the copies have too many bits are left out, and then all is used."""
    state = State.first(4, (), Laws.every(4))
    for _ in range(5):
        state = state.extended(Step(3, ((4,),)))
    assert not len(state.laws.vectors)
    assert not state.total.any()


@pytest.mark.parametrize(("text", "some"), [
    ("I(a;b) <= 2 I(a;b|c) + I(a;c|b) + I(b;c|a) + I(a;b|d) + I(c;d)", True),
    ("I(a;b) <= 2 I(a;b|c) + I(a;c|b) + I(b;c|a) + I(a;b|d) + I(c;d) + 1", False),
    (" + ".join(f"H(x{k})" for k in range(14)) + " >= 0", False),
])  # fmt: skip
def test_laws(text: str, some: bool) -> None:  # noqa: FBT001
    """The laws sought for have the goal 0; there are none with constants or many variables."""
    sought = Sought.of(translate(parse(text)), Counterexample(0, ">=", None, ()))
    assert sought is not None
    laws = sought.laws
    assert bool(len(laws.vectors)) == some
    if some:
        ranks = laws.ranks(tuple(1 << i for i in range(sought.n)))
        assert not (ranks @ sought.goal).any()
        state = State.first(sought.n, sought.dependences)
        fewer = State.first(sought.n, sought.dependences, laws)
        assert 0 < len(inequalities(fewer)) < len(inequalities(state))
