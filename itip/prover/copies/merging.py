"""A goal and its copies to fewer variables with the same answer, and the proof carried back.

Variables are merged that no joint entropy of the goal and of its givens, and no step, tells apart;
those that occur in none of these are dropped. A primitive variable of the small problem is a set
of the large one's: a block of its variables, or an image of that. The large one has images of the
dropped variables too, in which nothing is said.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from itip.entropy.cone import Information
from itip.entropy.copies import Blocks, Copies, Equality
from itip.entropy.expression import Problem
from itip.entropy.groundset import GroundSet, Subset, elements, united
from itip.prover.reduction.merging import alone, merge

Version: TypeAlias = tuple[tuple[tuple[int, int], ...], int]
"""Of a primitive variable, the steps and blocks of its copying, and what it was at first."""


@dataclass(frozen=True, slots=True)
class Merged:
    """A small problem of one goal, and its copies.

    `kept` are the numbers of its givens in the large problem. `named[i]` is the set of the large
    problem's named variables that the i-th of the small one stands for, `primitives[i]` that of
    primitive ones.
    """

    problem: Problem
    copies: Copies
    kept: tuple[int, ...]
    named: tuple[Subset, ...]
    primitives: tuple[Subset, ...]

    def information(self, term: Information) -> Information:
        """The measure of the large problem's variables."""
        return Information(*(united(self.named, s) for s in (term.a, term.b, term.given)))

    def union(self, subset: Subset) -> Subset:
        """The large problem's primitive variables that a set of the small one's stands for."""
        return united(self.primitives, subset)

    def equality(self, small: Equality) -> Equality:
        """The same equality of the large problem."""
        return replace(small, subset=self.union(small.subset))


def merged(problem: Problem, copies: Copies, number: int) -> Merged:
    """The small problem of one goal, with the givens that matter to it."""
    one, kept = alone(problem, number)
    versions = _versions(copies, len(problem.ground))
    sets = {s for step in copies.blocks for s in _told(step.base, versions)}
    while True:
        small, merging = merge(one, sets)
        blocks, primitives = _fewer(copies, merging.blocks)
        names = _names(copies, primitives)
        mixed = [
            name
            for met, name in names.items()
            if copies.primitives(name) != united(primitives, met)
        ]
        if not mixed:
            ground = GroundSet(tuple(copies.ground.names[elements(s)[0]] for s in names.values()))
            fewer = Copies(ground, tuple(names), blocks)
            return Merged(small, fewer, kept, tuple(names.values()), primitives)
        named = (copies.named[i] for name in mixed for i in elements(name))
        sets |= {s for primitive in named for s in _told(primitive, versions)}


def _versions(copies: Copies, count: int) -> list[Version]:
    versions: list[Version] = [((), i) for i in range(count)]
    for number, step in enumerate(copies.blocks):
        for block in range(1, step.copies + 1):
            for y in step.rest:
                way, first = versions[y]
                versions.append(((*way, (number, block)), first))
    return versions


def _told(subset: Subset, versions: Sequence[Version]) -> set[Subset]:
    """The sets of the problem's variables whose images, of one way each, make up a set."""
    parts: dict[object, Subset] = {}
    for p in elements(subset):
        way, first = versions[p]
        parts[way] = parts.get(way, 0) | 1 << first
    return set(parts.values())


def _fewer(
    copies: Copies, merged_first: Sequence[Subset]
) -> tuple[tuple[Blocks, ...], tuple[Subset, ...]]:
    """The steps over merged variables, and the sets that their primitive variables stand for."""
    primitives, steps = list(merged_first), []
    for step in copies.blocks:
        base = sum(1 << k for k, s in enumerate(primitives) if s & step.base)
        rest = tuple(k for k in range(len(primitives)) if not base >> k & 1)
        steps.append(Blocks(base, rest, len(primitives), step.copies))
        primitives += [
            step.image(primitives[y], block) for block in range(1, step.copies + 1) for y in rest
        ]
    return tuple(steps), tuple(primitives)


def _names(copies: Copies, primitives: Sequence[Subset]) -> dict[Subset, Subset]:
    """For each set of small primitive variables that named ones meet, which named ones do."""
    names: dict[Subset, Subset] = {}
    for i, named in enumerate(copies.named):
        met = sum(1 << k for k, s in enumerate(primitives) if s & named)
        if met:
            names[met] = names.get(met, 0) | 1 << i
    return names
