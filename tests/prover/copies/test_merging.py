"""Goals with copies, merged to few variables: the proof is one of the problem as it was stated."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itip import kernel
from itip.entropy.copies import Copies
from itip.entropy.translate import translate
from itip.evidence import Proof
from itip.language.ast import Copied, CopyStep, Statement
from itip.language.parser import parse
from itip.prover.copies import prove
from itip.prover.copies.merging import merged
from itip.prover.effort import Effort
from itip.prover.method import Method
from itip.verdict import Proved

LAW = settings(deadline=None, derandomize=True, max_examples=25)
INGLETON = "I(a;b) <= I(a;b|c) + I(a;b|d) + I(c;d)"
PROVED = (
    (f"{INGLETON} + I(a;b|c) + I(a;c|b) + I(b;c|a)", "r=c:ab"),
    (f"{INGLETON} + I(a;b|e) + I(a;e|b) + I(b;e|a)", "rs=cd:ab"),
    ("2 I(a;b) <= 3 (I(a;b|c) + I(a;c|b) + I(b;c|a)) + 2 I(a;b|d) + 2 I(c;d)", "rs=c|c:ab"),
    (
        "3 I(a;b) <= 4 I(a;b|c) + 6 I(a;c|b) + 6 I(b;c|a) + 3 I(a;b|d) + 3 I(c;d)",
        "r=c:ab;s=(cr):ab",
    ),
    (
        "3 I(a;b) <= 4 I(a;b|c) + 6 I(a;c|b) + 3 I(b;c|a) + 6 I(a;b|d) + 2 I(a;d|b) + 3 I(c;d)",
        "r=c:ab;st=cd:abr;u=(cr):at",
    ),
)
Groups = dict[str, tuple[str, ...]]


def accepted(tree: Statement) -> bool:
    """Whether the copies that the statement names prove it, and the kernel accepts the proof."""
    problem = translate(tree)
    found = prove(problem, tree.copies, (0, ">="), Method(), Effort())
    if isinstance(found, Proof):
        kernel.check(Proved(tree, problem, (found,)).certificate())
    return isinstance(found, Proof)


def count(tree: Statement) -> int:
    """How many named variables there are after merging."""
    problem = translate(tree)
    return len(merged(problem, Copies.of(problem.ground, tree.copies), 0).copies.ground)


TEN = ",".join(f"e{i}" for i in range(10))
PAIRS = (
    "I(a,i;b,j) <= 2 I(a,i;b,j|c,k) + I(a,i;b,j|d) + I(c,k;d) + I(a,i;c,k|b,j) + I(b,j;c,k|a,i)"
)
MERGED = {
    "ten as one": (
        f"{INGLETON} + I(a;b|{TEN}) + I(a;{TEN}|b) + I(b;{TEN}|a)",
        "r,s = c,d over a,b",
        (),
        7,
    ),
    "pairs, copied together": (PAIRS, "r = (c,k) over a,i,b,j", (), 5),
    "pairs, copied apart": (PAIRS, "r,s = c,k over a,i,b,j", (), 5),
    "pairs, apart in one block": (PAIRS, "r,s,t = c,k | (c,k) over a,i,b,j", (), 6),
    "one of a pair in the base": (PAIRS, "r,s = c,k over a,i,b,j; t = c over a,i,k", (), 8),
    "one of a pair copied again": (PAIRS, "r,s = c,k over a,i,b,j; t = d over a,i,r", (), 8),
    "others in the givens": (
        PROVED[0][0],
        "r,s = c,x over a,b; t = (y,z) over a,b",
        ("H(x,y,z) <= 3",),
        5,
    ),
}


@pytest.mark.parametrize(("claim", "copies", "given", "n"), MERGED.values(), ids=MERGED)
def test_merged(claim: str, copies: str, given: tuple[str, ...], n: int) -> None:
    """Variables that nothing tells apart are one, so that proofs of many of them are quick."""
    tree = parse(claim, given=given, copies=[copies])
    assert count(tree) == n
    assert accepted(tree)


@pytest.mark.parametrize("copies", ["r = (c,x) over a,b", "r = c over a,b,x"])
def test_kept(copies: str) -> None:
    """A variable of no goal is kept where the steps are not the same without it."""
    tree = parse(PROVED[0][0], given=("H(x) <= 3",), copies=[copies])
    assert count(tree) == 6
    assert not accepted(tree)  # since x may be c


@st.composite
def enlarged(draw: st.DrawFn) -> Statement:
    """A claim that copies prove, of groups in the place of variables; and others besides."""
    claim, string = draw(st.sampled_from(PROVED))
    small = parse(claim, copies=[string])
    sizes = {x: draw(st.integers(1, 3)) for x in sorted(set(re.findall(r"\b[a-e]\b", claim)))}
    groups: Groups = {x: tuple(f"{x}{i}" for i in range(size)) for x, size in sizes.items()}
    written = re.sub(r"\b[a-e]\b", lambda x: ",".join(groups[x[0]]), claim)
    tree = parse(written, given=["H(x,y) <= 2"])
    steps = [larger(step, groups, apart=draw(st.booleans())) for step in small.copies]
    if draw(st.booleans()):
        first = steps[0]
        block = (*first.blocks[0], Copied("x'", draw(st.sampled_from([("x",), ("x", "y")]))))
        steps[0] = CopyStep(first.over, (block, *first.blocks[1:]))
    return Statement(tree.claim, tree.given, copies=tuple(steps))


def larger(step: CopyStep, groups: Groups, *, apart: bool) -> CopyStep:
    """The step with groups, which are copied together or, if they are no joint ones, `apart`."""
    blocks = []
    for block in step.blocks:
        larger: list[Copied] = []
        for copied in block:
            of = tuple(name for x in copied.of for name in groups[x])
            parts = [(name,) for name in of] if apart and len(copied.of) == 1 else [of]
            groups[copied.new] = tuple(f"{copied.new}{i}" for i in range(len(parts)))
            larger += map(Copied, groups[copied.new], parts)
        blocks.append(tuple(larger))
    return CopyStep(tuple(name for x in step.over for name in groups[x]), tuple(blocks))


@LAW
@given(enlarged())
def test_enlarged(tree: Statement) -> None:
    """What copies prove of variables they prove of groups; no group makes the program larger."""
    assert count(tree) <= 8
    assert accepted(tree)
