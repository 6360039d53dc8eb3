"""A smaller problem with the same answer, and how to lift its evidence to the original."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import product

from itip.entropy.cone import Information, Polymatroid, SymmetricPolymatroid
from itip.entropy.expression import Constraint, Expression, Problem
from itip.entropy.groundset import GroundSet, Subset, elements, united

WRITTEN_VARIABLES = 16  # of a polymatroid that is written out, with 2^n joint entropies


@dataclass(frozen=True, slots=True)
class Merging:
    """Variables that occur only together count as one; those that occur nowhere, as none.

    `blocks[i]` is the subset of the original ground set that the small problem's i-th variable
    stands for (ITIP's reduction).
    """

    ground: GroundSet
    blocks: tuple[Subset, ...]

    def meets(self, subset: Subset) -> Subset:
        """The small problem's variables whose blocks a set of original ones meets."""
        return sum(1 << k for k, block in enumerate(self.blocks) if block & subset)

    def union(self, subset: Subset) -> Subset:
        """The original variables that a set of the small problem's stands for."""
        return united(self.blocks, subset)

    def small(self, term: Information) -> Information:
        """The measure of the small problem's variables."""
        return Information(self.meets(term.a), self.meets(term.b), self.meets(term.given))

    def information(self, term: Information) -> Information:
        """The measure of the original variables."""
        return Information(self.union(term.a), self.union(term.b), self.union(term.given))

    def polymatroid(self, small: Polymatroid) -> Polymatroid | SymmetricPolymatroid:
        """h(S) = small h(the blocks that S meets), a polymatroid with equal values on unions."""
        if len(self.ground) <= WRITTEN_VARIABLES:
            ranks = [small.rank[met] for met in _meeting(self.blocks, len(self.ground))]
            return Polymatroid(self.ground, tuple(ranks))
        return self.symmetric(
            SymmetricPolymatroid(
                small.ground,
                tuple((1 << k,) for k in range(len(small.ground))),
                tuple(
                    (counts, small.rank[sum(c << k for k, c in enumerate(counts))])
                    for counts in product((0, 1), repeat=len(small.ground))
                    if any(counts)
                ),
            )
        )

    def symmetric(self, small: SymmetricPolymatroid) -> SymmetricPolymatroid:
        """The same of a polymatroid that is written by counts."""
        classes = tuple(tuple(map(self.union, groups)) for groups in small.classes)
        return SymmetricPolymatroid(self.ground, classes, small.rank)


def _meeting(blocks: tuple[Subset, ...], n: int) -> list[Subset]:
    """For each subset of n variables in bitmask order, the blocks that it meets."""
    meets = [0]
    for i in range(n):
        block = sum(1 << k for k, b in enumerate(blocks) if b >> i & 1)
        meets += [met | block for met in meets]
    return meets


def merge(problem: Problem, sets: Collection[Subset] = ()) -> tuple[Problem, Merging]:
    """Merge the variables that no joint entropy of goals and givens, and no set, tells apart."""
    constraints = problem.goals + problem.givens
    occurring = {s for constraint in constraints for s, _ in constraint.expression.entropies}
    occurring.update(sets)
    signature = [0] * len(problem.ground)
    for bit, subset in enumerate(sorted(occurring)):
        for i in elements(subset):
            signature[i] |= 1 << bit
    blocks: dict[int, Subset] = {}
    for i, key in enumerate(signature):
        if key:
            blocks[key] = blocks.get(key, 0) | 1 << i
    merging = Merging(problem.ground, tuple(blocks.values()))
    first = tuple(problem.ground.names[elements(block)[0]] for block in merging.blocks)
    ground = GroundSet(first)

    def small(constraint: Constraint) -> Constraint:
        old = constraint.expression
        entropies = {merging.meets(subset): c for subset, c in old.entropies}
        expression = Expression.of(ground, entropies, dict(old.scalars), old.constant)
        return replace(constraint, expression=expression)

    return (
        Problem(
            ground,
            problem.scalars,
            tuple(small(goal) for goal in problem.goals),
            tuple(small(given) for given in problem.givens),
        ),
        merging,
    )


def alone(problem: Problem, number: int) -> tuple[Problem, tuple[int, ...]]:
    """The problem of one goal, with the givens that can matter to it, and their numbers."""
    one = replace(problem, goals=(problem.goals[number],))
    kept = relevant(one)
    return replace(one, givens=tuple(problem.givens[k] for k in kept)), kept


def relevant(problem: Problem) -> tuple[int, ...]:
    """The numbers of the givens that can matter to the goals.

    The others hold of themselves once the variables that occur in no relevant constraint are
    constants, so that a counterexample without them is one with them.
    """
    needed = 0
    for goal in problem.goals:
        needed |= variables(goal)
    kept: set[int] = set()
    while True:
        new = {
            k
            for k, given in enumerate(problem.givens)
            if k not in kept and not _trivial(given, needed)
        }
        if not new:
            return tuple(sorted(kept))
        kept |= new
        for k in new:
            needed |= variables(problem.givens[k])


def restricted(constraint: Constraint, kept: Subset) -> Constraint:
    """The constraint where all variables but these are constants."""
    old = constraint.expression
    entropies: dict[Subset, Fraction] = {}
    for subset, c in old.entropies:
        inside = subset & kept
        entropies[inside] = entropies.get(inside, Fraction(0)) + c
    expression = Expression.of(old.ground, entropies, dict(old.scalars), old.constant)
    return replace(constraint, expression=expression)


def variables(constraint: Constraint) -> Subset:
    """The variables that occur in a constraint."""
    union = 0
    for subset, _ in constraint.expression.entropies:
        union |= subset
    return union


def _trivial(given: Constraint, needed: Subset) -> bool:
    """Whether a given holds of itself where all variables but the needed ones are constants."""
    left = restricted(given, needed).expression
    if left.entropies or left.scalars:
        return False
    return left.constant == 0 if given.sense == "=" else left.constant >= 0
