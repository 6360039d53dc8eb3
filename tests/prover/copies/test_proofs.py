"""Proofs by copies: added up by a checker of their own, and held against real random variables."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from itertools import combinations
from math import log2
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itip.entropy.cone import elementals
from itip.entropy.copies import Copied, Copies, Equality, Independence, Lift, Step, Swap
from itip.entropy.expression import Problem
from itip.entropy.groundset import GroundSet, elements
from itip.entropy.translate import translate
from itip.errors import LimitReached
from itip.evidence import Direction, Proof
from itip.language.parser import parse
from itip.prover.copies import prove
from itip.prover.copies.canonical import Canonical
from itip.prover.copies.program import pose
from itip.prover.copies.proof import CopyPoint
from itip.prover.effort import Effort
from itip.prover.method import Method

LAW = settings(deadline=None, derandomize=True, max_examples=60)
ABCD = GroundSet(("a", "b", "c", "d"))
STRINGS = (
    "r=c:ab", "rs=cd:ab;t=(cr):ad", "rs=c|c:ab", "rst=c|d|(cd):ab", "r=c:", "r=(abcd):",
    "r=c:abd;s=c:abr", "r=c:ab;s=c:ab;t=c:ab", "r=c:ab;s=(cr):ab;t=(crs):ab", "rst=c|d|a:b;u=a:bc",
    "rs=cd:ab;tuvw=cr|cd:ab", "rs=c|c:ab;t=d:ac;u=a:bdrt", "rs=c|c:ab;t=(rs):ac", "r=a:;s=(ar):b",
    "r=c:ab;s=a:cr;t=b:crs", "rs=cd:ab;t=b:acr", "rs=ad:bc;tu=ar:bc;v=a:bdrtu", "rs=c|d:a;t=b:ars",
    "rs=ac:bd;tu=bc:ad;v=d:absu;w=d:abrt", "rstu=c|c|c|c:ab", "rst=c|c|d:ab;u=(cr):ab",
    "r=c:ab;st=d|b:ar", "rs=cd:ab;t=a:bcr;u=(ds):abt",
)  # fmt: skip
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
MOST = 1000  # outcomes of a law with its copies


def matus(k: int) -> str:
    """The k-th of Matus' inequalities (2007); the first is that of Zhang and Yeung."""
    more = k * (k + 1) // 2
    return (
        f"{k} I(a;b) <= {k + 1} I(a;b|c) + {k} I(a;b|d) + {k} I(c;d)"
        f" + {more} I(a;c|b) + {more} I(b;c|a)"
    )


def read(string: str) -> tuple[Step, ...]:
    """The steps of a string as Dougherty, Freiling and Zeger write it."""
    result = []
    for step in string.split(";"):
        new, copied, over = re.split("[=:]", step)
        fresh = iter(new)
        blocks = (re.findall(r"\w|\(\w+\)", block) for block in copied.split("|"))
        result.append(
            Step(
                tuple(over),
                tuple(
                    tuple(Copied(next(fresh), tuple(group.strip("()"))) for group in block)
                    for block in blocks
                ),
            )
        )
    return tuple(result)


class NotASymmetry(Exception):
    """What is to be lifted does not map X to itself, or, for one block, does not fix it."""


@dataclass(frozen=True)
class Built:
    """Primitive variables rebuilt: of each named one, and of each step X and its blocks."""

    named: Mapping[str, frozenset[int]]
    steps: tuple[tuple[frozenset[int], tuple[tuple[int, ...], ...]], ...]
    count: int

    @classmethod
    def of(cls, names: Iterable[str], steps: Iterable[Step]) -> Built:
        """What steps make of variables with these names."""
        named = {name: frozenset([i]) for i, name in enumerate(names)}
        built, count = [], len(named)
        for step in steps:
            base = frozenset[int]().union(*(named[name] for name in step.over))
            rest = tuple(i for i in range(count) if i not in base)
            blocks = [rest]
            for names_of in step.blocks:
                blocks.append(tuple(range(count, count + len(rest))))
                count += len(rest)
                image = dict(zip(rest, blocks[-1], strict=True))
                for copied in names_of:
                    assert copied.new not in named
                    group = frozenset[int]().union(*(named[name] for name in copied.of))
                    named[copied.new] = frozenset(image[i] for i in group)
            built.append((base, tuple(blocks)))
        return cls(named, tuple(built), count)

    def form(self, equality: Equality) -> Counter[frozenset[int]]:
        """Left side minus right side, if the equality is one."""
        subset = frozenset(elements(equality.subset))
        base, blocks = self.steps[equality.step]
        assert subset <= base.union(*blocks)
        result = Counter({subset: 1})
        match equality:
            case Swap(blocks=(i, j)):
                result[self._image(subset, _exchange(blocks[i], blocks[j]))] -= 1
            case Independence():
                assert base <= subset
                for block in blocks:
                    result[base | subset.intersection(block)] -= 1
                result[base] += len(blocks) - 1
            case Lift(block=block):
                result[self._image(subset, self._lifted(equality, block))] -= 1
        return result

    def _lifted(self, lift: Lift, alone: int | None) -> dict[int, int]:
        """What a word of swaps of the step before does to X and all blocks, or to one."""
        base, blocks = self.steps[lift.step]
        before = base.union(blocks[0])
        moves = {i: i for i in before}
        for step, i, j in lift.word:
            assert step == lift.step - 1
            swap = _exchange(*(self.steps[step][1][b] for b in (i, j)))
            moves = {i: swap.get(image, image) for i, image in moves.items()}
        fixed = all(moves[x] == x for x in base)
        if {moves[x] for x in base} != base or (alone is not None and not fixed):
            raise NotASymmetry
        result = {x: moves[x] for x in base}
        for block in blocks if alone is None else [blocks[alone]]:
            image = dict(zip(blocks[0], block, strict=True))
            result |= {image[y]: image[moves[y]] for y in blocks[0]}
        return result

    @staticmethod
    def _image(subset: frozenset[int], moves: dict[int, int]) -> frozenset[int]:
        return frozenset(moves.get(i, i) for i in subset)


def _exchange(one: tuple[int, ...], other: tuple[int, ...]) -> dict[int, int]:
    pairs = list(zip(one, other, strict=True))
    return dict(pairs) | {j: i for i, j in pairs}


def adds_up(problem: Problem, proof: Proof) -> bool:
    """Whether the proof's sum is the goal, identically in entropies of primitive variables."""
    built = Built.of(problem.ground.names, proof.steps)
    names = list(built.named)
    goal = problem.goals[proof.goal].expression
    goal = goal if proof.direction == ">=" else -goal
    rest: dict[object, Fraction] = {}

    def add(key: object, c: Fraction) -> None:
        rest[key] = rest.get(key, Fraction(0)) + c

    def union(subset: int) -> frozenset[int]:
        return frozenset[int]().union(*(built.named[names[i]] for i in elements(subset)))

    for sign, expression in ((Fraction(1), goal), *(
        (-weight, problem.givens[k].expression) for k, weight in proof.givens
    )):  # fmt: skip
        for subset, c in expression.entropies:
            add(union(subset), sign * c)
        for scalar, c in expression.scalars:
            add(scalar, sign * c)
        add("constant", sign * expression.constant)
    for information, weight in proof.shannon:
        for subset, factor in information.coordinates().items():
            add(union(subset), -weight * factor)
    for equality, weight in proof.equalities:
        for primitives, factor in built.form(equality).items():
            add(primitives, -weight * factor)
    add("constant", -proof.constant)
    rest.pop(frozenset(), None)
    signed = [w for k, w in proof.givens if problem.givens[k].sense == ">="]
    positive = [*(w for _, w in proof.shannon), *signed, proof.constant]
    return not any(rest.values()) and min(positive) >= 0


@dataclass(frozen=True)
class Law:
    """A law of binary primitive variables, whose outcomes are the sets of those that are 1."""

    chances: Mapping[int, float]

    @classmethod
    def of(cls, names: Iterable[str], steps: Iterable[Step], random: Random) -> Law:
        """A random law of the variables, with its full copies, of as many outcomes as can be."""
        built = Built.of(names := tuple(names), steps)
        for size in (5, 4, 3, 2, 1):
            outcomes = random.sample(range(1 << len(names)), size)
            law = copied({x: random.random() for x in outcomes}, built)
            if law:
                break
        return cls(law)

    def h(self, subset: int) -> float:
        """The joint entropy of a set of primitive variables."""
        marginal: dict[int, float] = {}
        for x, p in self.chances.items():
            marginal[x & subset] = marginal.get(x & subset, 0) + p
        total = sum(marginal.values())
        return -sum(p / total * log2(p / total) for p in marginal.values())


def copied(law: dict[int, float], built: Built) -> dict[int, float]:
    """The law with its full copies; none if it would have too many outcomes."""
    for base, (rest, *copies) in built.steps:
        inside = sum(1 << x for x in base)
        like: dict[int, dict[int, float]] = {}
        for x, p in law.items():
            like.setdefault(x & inside, {})[x] = p
        if sum(len(outcomes) ** (len(copies) + 1) for outcomes in like.values()) > MOST:
            return {}
        for block in copies:
            image = dict(zip(rest, block, strict=True))
            law = {
                x | sum(1 << image[y] for y in rest if z >> y & 1): p * q
                for x, p in law.items()
                for z, q in _given(like[x & inside])
            }
    return law


def _given(chances: Mapping[int, float]) -> list[tuple[int, float]]:
    total = sum(chances.values())
    return [(z, q / total) for z, q in chances.items()]


@st.composite
def steps(draw: st.DrawFn) -> tuple[Step, ...]:
    """One to three steps of one or two blocks, of up to six new variables."""
    copies, result = Copies.of(ABCD, ()), []
    for number in range(draw(st.integers(1, 3))):
        names = copies.ground.names
        over = draw(st.sets(st.sampled_from(names), min_size=1, max_size=len(names) - 1))
        base = copies.primitives(copies.ground.subset(over))
        outside = [name for i, name in enumerate(names) if not copies.named[i] & base]
        if not outside:
            break
        groups = st.sets(st.sampled_from(outside), min_size=1, max_size=2)
        blocks = tuple(
            (Copied(f"{number}{block}", tuple(sorted(draw(groups)))),)
            for block in range(draw(st.integers(1, 2)))
        )
        result.append(Step(tuple(sorted(over)), blocks))
        copies = copies.extended(result[-1])
    return tuple(result)


def holds(made: tuple[Step, ...], seed: int) -> None:
    """Hold what the code identifies, and every equality of the traces, against a random law."""
    random, copies = Random(seed), Copies.of(ABCD, made)  # noqa: S311
    built, canonical = Built.of(ABCD.names, made), Canonical(copies)
    assert tuple(built.named) == copies.ground.names
    law = Law.of(ABCD.names, made, random)
    h = lru_cache(law.h)
    everything = copies.ground.everything
    subsets = [copies.primitives(s) for s in random.sample(range(1, everything + 1), 15)]
    subsets += [random.randrange(1, 1 << copies.count) for _ in range(15)]
    for subset in subsets:
        terms, rest = canonical.combination(subset), Counter({frozenset(elements(subset)): 1})
        assert abs(h(subset) - sum(c * h(s) for s, c in terms.items())) < 1e-9
        for canonical_set, c in terms.items():
            rest[frozenset(elements(canonical_set))] -= c
        for equality, weight in canonical.trace(subset).items():
            form = built.form(equality)
            assert abs(sum(c * h(sum(1 << i for i in s)) for s, c in form.items())) < 1e-9
            for s, c in form.items():
                rest[s] -= weight * c
        rest.pop(frozenset(), None)
        assert not any(rest.values())


@pytest.mark.parametrize("string", STRINGS)
def test_real_copies(string: str) -> None:
    """Real random variables with their copies satisfy all that the code takes to be equal."""
    for seed in range(4):
        holds(read(string), seed)


@LAW
@given(steps(), st.integers(0, 99))
def test_any_real_copies(made: tuple[Step, ...], seed: int) -> None:
    """So do random ones, after any steps; traces sum to what is reduced, identically."""
    holds(made, seed)


@LAW
@given(steps(), st.data())
def test_all_identified(made: tuple[Step, ...], data: st.DataObject) -> None:
    """Every swap, independence and lift is an identity of canonical coordinates."""
    copies = Copies.of(ABCD, made)
    built, canonical = Built.of(ABCD.names, made), Canonical(copies)
    k = data.draw(st.integers(0, len(made) - 1))
    blocks = copies.blocks[k]
    subset = data.draw(st.integers(0, (1 << blocks.end) - 1))
    numbers = st.integers(0, blocks.copies)
    equalities: list[Equality] = [
        Swap(k, (data.draw(numbers), data.draw(numbers)), subset),
        Independence(k, subset | blocks.base),
    ]
    if k:
        pairs = combinations(range(copies.blocks[k - 1].copies + 1), 2)
        word = tuple(
            (k - 1, i, j) for i, j in pairs if data.draw(st.booleans(), label=f"swap {i} {j}")
        )
        equalities += [Lift(k, word, None, subset), Lift(k, word, data.draw(numbers), subset)]
    for equality in equalities:
        try:
            form = built.form(equality)
        except NotASymmetry:
            continue
        total: Counter[int] = Counter()
        for s, c in form.items():
            for place, value in canonical.combination(sum(1 << i for i in s)).items():
                total[place] += c * value
        assert not any(total.values())


def proof(
    claim: str, string: str, *given: str, direction: Direction = ">=", solver: str = "auto"
) -> tuple[Problem, Proof | CopyPoint]:
    """The problem, and what is found of it with these steps."""
    problem = translate(parse(claim, given=given))
    about = 0, direction
    return problem, prove(problem, read(string), about, Method(solver=solver), Effort())


@pytest.mark.parametrize("solver", ["auto", "exact"])
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
    """What copies prove is proved, in integers or by a solver, and the proof adds up."""
    problem, found = proof(claim, string, *given, solver=solver)
    assert isinstance(found, Proof)
    assert adds_up(problem, found)


def test_longer_strings() -> None:
    """So are some of the longer claims of Dougherty, Freiling and Zeger (2011), and of Csirmaz."""
    for claim, string in LONGER:
        problem, found = proof(claim, string)
        assert isinstance(found, Proof)
        assert adds_up(problem, found)


def test_directions() -> None:
    """Minus the goal is proved for `<=`; the other direction of the same equality is not."""
    claim = ZHANG_YEUNG.replace("<=", "=")
    problem, found = proof(claim, "r=c:ab", direction="<=")
    assert isinstance(found, Proof)
    assert adds_up(problem, found)
    _, found = proof(claim, "r=c:ab")
    assert isinstance(found, CopyPoint)


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
    problem, found = proof(claim, string)
    assert isinstance(found, CopyPoint)
    program = pose(problem, read(string), Effort())
    rank = found.rank
    for elemental in elementals(len(program.copies.ground)):
        assert sum(c * rank[s] for s, c in elemental.coordinates().items()) >= 0
    values = dict(zip(program.coordinates, found.values, strict=True))
    for s, h in enumerate(rank):
        terms = program.canonical.combination(program.copies.primitives(s))
        assert h == sum(c * values[place] for place, c in terms.items())
    goal = problem.goals[0].expression
    assert sum(c * rank[s] for s, c in goal.entropies) + goal.constant * found.time < 0
    assert found.time >= 0


def test_spoiled() -> None:
    """A proof that lacks one equality does not add up."""
    problem, found = proof(ZHANG_YEUNG, "r=c:ab")
    assert isinstance(found, Proof)
    for k in range(len(found.equalities)):
        spoiled = found.equalities[:k] + found.equalities[k + 1 :]
        assert not adds_up(problem, replace(found, equalities=spoiled))


def test_too_many() -> None:
    """A program that is too large is not begun."""
    with pytest.raises(LimitReached, match="of 18 variables is too large"):
        proof(ZHANG_YEUNG, ";".join(f"{x}=c:ab" for x in "efghijklmnopqr"))
