"""Proofs by copies that are given: the kernel accepts them, and where there is none, a point."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from dataclasses import replace

import pytest

from itip import kernel
from itip.entropy.cone import elementals
from itip.entropy.copies import Copies
from itip.entropy.expression import Problem
from itip.entropy.translate import translate
from itip.errors import LimitReached
from itip.evidence import Direction, Proof
from itip.language.ast import Statement
from itip.language.parser import parse
from itip.prover.copies import arrays, prove, settling
from itip.prover.copies.program import pose
from itip.prover.copies.proof import CopyPoint
from itip.prover.effort import Effort
from itip.prover.method import Method
from itip.verdict import Proved

INGLETON = "I(a;b) <= I(a;b|c) + I(a;b|d) + I(c;d)"
ZHANG_YEUNG = "I(a;b) <= 2 I(a;b|c) + I(a;b|d) + I(c;d) + I(a;c|b) + I(b;c|a)"
LONGER = (
    (
        "3 I(a;b) <= 4 I(a;b|c) + 6 I(a;c|b) + 3 I(b;c|a) + 6 I(a;b|d) + 2 I(a;d|b) + 3 I(c;d)",
        "r=c:ab;st=cd:abr;u=(cr):at",
    ),
    (
        "5 I(a;b) <= 20 I(a;b|c) + 15 I(a;c|b) + I(b;c|a) + 5 I(a;b|d) + 5 I(c;d)",
        "rs=ad:bc;t=(ar):bc;u=(ar):bct",
    ),
    (
        "3 I(a;b) <= 6 I(a;b|c) + 15 I(a;c|b) + I(b;c|a) + 4 I(a;b|d) + I(a;d|b) + 3 I(c;d)",
        "rs=ad:bc;tu=ar:bc;v=a:bdrtu",
    ),
)


def matus(k: int) -> str:
    """The k-th of Matus' inequalities (2007); the first is that of Zhang and Yeung."""
    more = k * (k + 1) // 2
    return (
        f"{k} I(a;b) <= {k + 1} I(a;b|c) + {k} I(a;b|d) + {k} I(c;d)"
        f" + {more} I(a;c|b) + {more} I(b;c|a)"
    )


Found = tuple[Statement, Problem, Proof | CopyPoint]


def found(
    claim: str, string: str, *given: str, direction: Direction = ">=", solver: str = "auto"
) -> Found:
    """The statement, the problem, and what is found of it with these steps."""
    tree = parse(claim, given=given, copies=[string])
    problem = translate(tree)
    about = 0, direction
    return tree, problem, prove(problem, tree.copies, about, Method(solver=solver), Effort())


def proved(tree: Statement, problem: Problem, proof: Proof | CopyPoint) -> bool:
    """Whether it is a proof of the only goal, and the kernel accepts it."""
    assert isinstance(proof, Proof)
    assert proof.steps == tree.copies
    try:
        checked = kernel.check(Proved(tree, problem, (proof,)).certificate())
    except kernel.Rejected:
        return False
    return checked.verdict == "non-shannon"


@pytest.mark.parametrize("solver", ["auto", "exact", "highs"])
@pytest.mark.parametrize(
    ("claim", "string", "given"),
    [
        (ZHANG_YEUNG, "r=c:ab", ()),
        (ZHANG_YEUNG, "r=a:bc", ()),
        (matus(2), "rs=c|c:ab", ()),
        (matus(3), "r=c:ab;s=(cr):ab", ()),
        (matus(4), "rstu=c|c|c|c:ab", ()),
        (f"{ZHANG_YEUNG} + 1", "r=c:ab", ("H(a) <= 2",)),
        (f"{INGLETON} + t", "r=c:ab", ("I(a;b|c) + I(a;c|b) + I(b;c|a) <= t",)),
        (ZHANG_YEUNG, "r=c:ab", ("H(d|a,b) = 0",)),
        (INGLETON, "r=c:ab", ("a -> c -> b", "b -> a -> c", "a -> b -> c")),
    ],
    ids=[
        "Zhang and Yeung", "another string", "parallel copies", "lifts", "four parallel copies",
        "constant", "scalar", "unneeded given", "conditional",
    ],
)  # fmt: skip
def test_proved(claim: str, string: str, given: tuple[str, ...], solver: str) -> None:
    """What copies prove is proved, in integers or by a solver, of large programs or small."""
    assert proved(*found(claim, string, *given, solver=solver))


@pytest.mark.parametrize(("claim", "string"), LONGER, ids=[string for _, string in LONGER])
def test_longer_strings(claim: str, string: str) -> None:
    """So are some of the longer claims of Dougherty, Freiling and Zeger (2011), and of Csirmaz."""
    assert proved(*found(claim, string))


def twice(c: str, d: str) -> str:
    """The inequality of Zhang and Yeung and its image if c and d are exchanged, but for TAILS."""
    return f"2 I(a;b) <= 3 I(a;b|{c}) + 3 I(a;b|{d}) + 2 I({c};{d})"


TAILS = " + I(a;c|b) + I(b;c|a) + I(a;d|b) + I(b;d|a)"
IN_MEAN = {
    "Zhang and Yeung": (twice("c", "d") + TAILS, "r=c:ab", (), ("ab", "cd")),
    "constant": (f"{twice('c', 'd')}{TAILS} + 1 + R", "r=c:ab", ("R + 1 >= 0",), ("ab", "cd")),
    "givens exchanged": (
        f"{twice('c', 'd')} + 2 R + 2 H(e|f)",
        "r=c:ab",
        ("I(a;c|b) + I(b;c|a) <= R + H(e|f)", "I(a;d|b) + I(b;d|a) <= R + H(e|f)"),
        ("ab", "cd"),
    ),
    "merged": (
        twice("(c,e)", "d") + TAILS.replace("c", "(c,e)"),
        "r=(ce):ab",
        ("H(f) <= 2",),
        ("ab", "(ce)d"),
    ),
}


@pytest.mark.parametrize("solver", ["auto", "exact", "highs"])
@pytest.mark.parametrize(("claim", "string", "given", "classes"), IN_MEAN.values(), ids=IN_MEAN)
def test_in_mean(
    claim: str, string: str, given: tuple[str, ...], classes: tuple[str, ...], solver: str
) -> None:
    """What one copy proves only in the mean over exchanges is proved so, groups and givens too."""
    tree, problem, proof = found(claim, string, *given, solver=solver)
    assert proved(tree, problem, proof)
    assert isinstance(proof, Proof)
    assert [
        "".join(
            f"({s})" if len(s) > 1 else s for s in map("".join, map(problem.ground.members, g))
        )
        for g in proof.classes
    ] == list(classes)


def test_only_if_needed() -> None:
    """A proof that needs no mean has none; a goal that changes under exchanges cannot have any."""
    symmetric = found(twice("c", "d") + TAILS, "r=c:ab;s=d:ab")[-1]
    assert isinstance(symmetric, Proof)
    assert not symmetric.classes
    changing = twice("c", "d") + TAILS.replace("I(b;d|a)", "0.99 I(b;d|a)")
    assert isinstance(found(changing, "r=c:ab")[-1], CopyPoint)


@pytest.mark.parametrize("claim", [ZHANG_YEUNG, twice("c", "d") + TAILS], ids=["", "in mean"])
def test_directions(claim: str) -> None:
    """Minus the goal is proved for `<=`; the other direction of the same equality is not."""
    claim = claim.replace("<=", "=")
    tree, problem, upper = found(claim, "r=c:ab", direction="<=")
    assert isinstance(upper, Proof)
    document = Proved(tree, problem, (upper,)).certificate()
    with pytest.raises(kernel.Rejected, match="no evidence for goal 0, direction '>='"):
        kernel.check(document)  # and nothing else is wrong with it
    assert isinstance(found(claim, "r=c:ab")[-1], CopyPoint)


@pytest.mark.parametrize(
    ("claim", "string"),
    [
        (INGLETON, "rs=cd:ab;t=a:bcr"),
        (matus(2), "r=c:ab"),
        (ZHANG_YEUNG, "r=c:abd"),
        ("H(a) <= 1 + I(b;c|d)", "r=a:b"),
    ],
    ids=["Ingleton", "too few copies", "useless copy", "constant"],
)
def test_not_proved(claim: str, string: str) -> None:
    """Otherwise there is a polymatroid of all named variables that violates the goal, exactly."""
    point = found(claim, string)[-1]
    assert isinstance(point, CopyPoint)
    program = point.program
    rank = [sum(c * point.point[place] for place, c in terms.items()) for terms in program.sets]
    for elemental in elementals(len(program.copies.ground)):
        assert sum(c * rank[s] for s, c in elemental.coordinates().items()) >= 0
    place = {s: k for k, s in enumerate(program.coordinates)}
    for s, h in enumerate(rank):
        terms = program.canonical.combination(program.copies.primitives(s))
        assert h == sum(c * point.point[place[t]] for t, c in terms.items())
    goal = program.problem.goals[0].expression
    assert sum(c * rank[s] for s, c in goal.entropies) + goal.constant * point.point[-1] < 0
    assert point.point[-1] >= 0


@pytest.mark.parametrize("solver", ["auto", "exact", "highs"])
def test_nothing_left(solver: str) -> None:
    """Of a goal without variables, only the scalars are left."""
    point = found("t + 0 H(a,b,c) >= 0", "r=c:()", solver=solver)[-1]
    assert isinstance(point, CopyPoint)
    assert point.point == (-1, 0)


def test_spoiled() -> None:
    """A proof that lacks one equality does not add up."""
    tree, problem, proof = found(ZHANG_YEUNG, "r=c:ab")
    assert isinstance(proof, Proof)
    for k in range(len(proof.equalities)):
        spoiled = proof.equalities[:k] + proof.equalities[k + 1 :]
        assert not proved(tree, problem, replace(proof, equalities=spoiled))


@pytest.mark.parametrize("string", ["r=c:ab", "rs=c|c:ab;t=(cr):ad", "rs=ad:bc;tu=ar:bc"])
def test_columns(string: str) -> None:
    """A solver has the same inequalities as the simplex method in integers, each from its own."""
    tree = parse(ZHANG_YEUNG, copies=[string])
    problem = translate(tree)
    program = pose(problem, Copies.of(problem.ground, tree.copies), Effort())
    rows = settling._rows(program, Effort())
    columns, origin = arrays.generators(program, Effort())
    vectors = [columns.vector(r) for r in range(columns.short)]
    assert len(vectors) == len(rows)
    assert {frozenset(vector.items()) for vector in vectors} == rows.keys()
    for r, vector in enumerate(vectors):
        total: Counter[int] = Counter()
        for s, sign in origin(r).coordinates().items():
            for place, c in program.sets[s].items():
                total[place] += sign * c
        assert vector == {place: c for place, c in total.items() if c}


def test_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    """A program in which too many joint entropies remain different is not begun either."""
    monkeypatch.setattr(settling, "_LARGEST", 10_000)
    with pytest.raises(LimitReached, match=r"of \d+ inequalities in \d+ joint entropies is too"):
        found(LONGER[0][0], LONGER[0][1])


def test_small_without_numpy() -> None:
    """Small programs are settled without numpy and a solver, which take long to import."""
    code = f"""
import sys, itip
tried = itip.prove({ZHANG_YEUNG!r}, copies=["r=c:ab"], max_copies=0, witness=False)
print(tried.verdict, {{"numpy", "highspy"}} & sys.modules.keys())
"""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout == "non-shannon set()\n"


def test_time() -> None:
    """The time limit holds before there is a program."""
    tree = parse(ZHANG_YEUNG, copies=["r=c:ab"])
    with pytest.raises(LimitReached, match="the time limit"):
        prove(translate(tree), tree.copies, (0, ">="), Method(), Effort.within(0, None))


def test_too_many() -> None:
    """A program that is too large is not begun."""
    with pytest.raises(LimitReached, match="a linear program of 18 variables is too large"):
        found(ZHANG_YEUNG, f"efghijklmnopqr={'|'.join('c' * 14)}:ab")
