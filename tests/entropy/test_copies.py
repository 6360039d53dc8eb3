"""Copy steps: how primitive variables are numbered, and which steps are refused."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itip.entropy.copies import Blocks, Copies
from itip.entropy.groundset import GroundSet, elements
from itip.errors import ItipError, LimitReached
from itip.language.ast import Copied, CopyStep

LAW = settings(deadline=None, derandomize=True, max_examples=100)
ABCD = GroundSet(("A", "B", "C", "D"))
R = Copied("R", ("C",))
ONE = CopyStep(("A", "B"), ((R,),))


def test_numbers() -> None:
    """New primitive variables are numbered by step, by block, and in the order of Y."""
    parallel = CopyStep(
        ("B",), ((Copied("R", ("C",)),), (Copied("S", ("A", "D")), Copied("T", ("C",))))
    )
    then = CopyStep(("B", "S"), ((Copied("U", ("A",)), Copied("V", ("T", "R"))),))
    copies = Copies.of(ABCD, (parallel, then))
    assert copies.ground.names == ("A", "B", "C", "D", "R", "S", "T", "U", "V")
    # 4, 5, 6 are A, C, D in block 1 and 7, 8, 9 in block 2; then Y is 0, 2, 3, 4, 5, 6, 8
    assert [elements(s) for s in copies.named[4:]] == [(5,), (7, 9), (8,), (10,), (14, 16)]
    assert copies.blocks[1] == Blocks(0b1010000010, (0, 2, 3, 4, 5, 6, 8), 10, 1)
    assert copies.count == 17
    assert elements(copies.primitives(0b100100100)) == (2, 7, 9, 14, 16)


def test_no_steps() -> None:
    """Without steps, every variable is primitive."""
    assert Copies.of(ABCD, ()) == Copies(ABCD, (1, 2, 4, 8))
    assert Copies.of(ABCD, ()).count == 4


@LAW
@given(st.integers(1, 6), st.data())
def test_parts(first: int, data: st.DataObject) -> None:
    """A set is the union of its part in X and the images of its parts in the blocks."""
    base = data.draw(st.integers(0, (1 << first) - 1))
    rest = tuple(i for i in range(first) if not base >> i & 1)
    blocks = Blocks(base, rest, first, data.draw(st.integers(1, 3)))
    subset = data.draw(st.integers(0, (1 << blocks.end) - 1))
    parts = blocks.parts(subset)
    assert len(parts) == blocks.copies + 1
    assert not any(part & base or part >> first for part in parts)
    assert blocks.union(subset & base, parts) == subset


@pytest.mark.parametrize(
    ("steps", "message"),
    [
        ((CopyStep(("A", "E"), ((R,),)),), "copy step 1: there is no variable 'E' so far"),
        (
            (CopyStep(("A",), ((Copied("R", ("E",)),),)),),
            "copy step 1: there is no variable 'E' so far",
        ),
        (
            (CopyStep(("A",), ((R, Copied("S", ("R",))),)),),
            "copy step 1: there is no variable 'R' so far",
        ),
        ((ONE, CopyStep(("A",), ((R,),))), "copy step 2: the name 'R' is taken"),
        ((CopyStep(("A",), ((Copied("D", ("C",)),),)),), "copy step 1: the name 'D' is taken"),
        ((CopyStep(("A",), ((R,), (R,))),), "copy step 1: the name 'R' is taken"),
        ((CopyStep(("A", "C"), ((R,),)),), "copy step 1: 'R' would copy a part of the base"),
        (
            (ONE, CopyStep(("R",), ((Copied("S", ("C", "R")),),))),
            "copy step 2: 'S' would copy a part of the base",
        ),
        ((CopyStep(("A",), ((Copied("R", ()),),)),), "copy step 1: 'R' would copy nothing"),
        ((CopyStep(("A",), ()),), "copy step 1: a copy names no variable"),
        ((CopyStep(("A",), ((R,), ())),), "copy step 1: a copy names no variable"),
    ],
    ids=[
        "no such variable in the base", "no such variable in a group", "copied in the same step",
        "name of an earlier copy", "name of the problem", "one name twice", "base copied",
        "group with a part in the base", "empty group", "no block", "empty block",
    ],
)  # fmt: skip
def test_refused(steps: tuple[CopyStep, ...], message: str) -> None:
    """A step that cannot be made is refused, with the step and the name at fault."""
    with pytest.raises(ItipError) as refused:
        Copies.of(ABCD, steps)
    assert str(refused.value) == message


def test_too_many() -> None:
    """Steps that each double the variables are refused before there are too many."""
    steps = [CopyStep((), ((Copied(f"R{k}", ("C",)),),)) for k in range(60)]
    with pytest.raises(LimitReached) as refused:
        Copies.of(ABCD, steps)
    message = (
        "copy step 9: with all copies of all variables there would be 2048; the limit is 1024"
    )
    assert str(refused.value) == message
