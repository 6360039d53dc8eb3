"""Canonical joint entropies, held against real random variables and their full copies."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from math import log2
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itip.entropy.copies import Copies, Equality, Independence, Lift, Swap
from itip.entropy.groundset import GroundSet, elements
from itip.language.ast import Copied, CopyStep
from itip.language.parser import parse
from itip.prover.copies.canonical import Canonical

LAW = settings(deadline=None, derandomize=True, max_examples=60)
ABCD = GroundSet(("a", "b", "c", "d"))
STRINGS = (
    "r=c:ab", "rs=cd:ab;t=(cr):ad", "rs=c|c:ab", "rst=c|d|(cd):ab", "r=c:()", "r=(abcd):()",
    "r=c:abd;s=c:abr", "r=c:ab;s=c:ab;t=c:ab", "r=c:ab;s=(cr):ab;t=(crs):ab", "rst=c|d|a:b;u=a:bc",
    "rs=cd:ab;tuvw=cr|cd:ab", "rs=c|c:ab;t=d:ac;u=a:bdrt", "rs=c|c:ab;t=(rs):ac",
    "r=a:();s=(ar):b",
    "r=c:ab;s=a:cr;t=b:crs", "rs=cd:ab;t=b:acr", "rs=ad:bc;tu=ar:bc;v=a:bdrtu", "rs=c|d:a;t=b:ars",
    "rs=ac:bd;tu=bc:ad;v=d:absu;w=d:abrt", "rstu=c|c|c|c:ab", "rst=c|c|d:ab;u=(cr):ab",
    "r=c:ab;st=d|b:ar", "rs=cd:ab;t=a:bcr;u=(ds):abt",
)  # fmt: skip
MOST = 1000  # outcomes of a law with its copies


class NotASymmetry(Exception):
    """What is to be lifted does not map X to itself, or, for one block, does not fix it."""


@dataclass(frozen=True)
class Built:
    """Primitive variables rebuilt: of each named one, and of each step X and its blocks."""

    named: Mapping[str, frozenset[int]]
    steps: tuple[tuple[frozenset[int], tuple[tuple[int, ...], ...]], ...]
    count: int

    @classmethod
    def of(cls, names: Iterable[str], steps: Iterable[CopyStep]) -> Built:
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


@dataclass(frozen=True)
class Law:
    """A law of binary primitive variables, whose outcomes are the sets of those that are 1."""

    chances: Mapping[int, float]

    @classmethod
    def of(cls, names: Iterable[str], steps: Iterable[CopyStep], random: Random) -> Law:
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
def steps(draw: st.DrawFn) -> tuple[CopyStep, ...]:
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
        result.append(CopyStep(tuple(sorted(over)), blocks))
        copies = copies.extended(result[-1])
    return tuple(result)


def holds(made: tuple[CopyStep, ...], seed: int) -> None:
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
        holds(parse("H(a,b,c,d) >= 0", copies=[string]).copies, seed)


@LAW
@given(steps(), st.integers(0, 99))
def test_any_real_copies(made: tuple[CopyStep, ...], seed: int) -> None:
    """So do random ones, after any steps; traces sum to what is reduced, identically."""
    holds(made, seed)


@LAW
@given(steps(), st.data())
def test_all_identified(made: tuple[CopyStep, ...], data: st.DataObject) -> None:
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
