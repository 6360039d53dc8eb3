"""A smaller problem with the same answer, and how to lift its evidence to the original."""

from __future__ import annotations

from dataclasses import dataclass, replace

from itip.entropy.cone import Information, Polymatroid
from itip.entropy.expression import Constraint, Expression, Problem
from itip.entropy.groundset import GroundSet, Subset, elements
from itip.errors import LimitReached

_VARIABLES = 16  # of a polymatroid that is written out, with 2^n joint entropies


@dataclass(frozen=True, slots=True)
class Merging:
    """Variables that occur only together count as one; those that occur nowhere, as none.

    `blocks[i]` is the subset of the original ground set that the small problem's i-th variable
    stands for (ITIP's reduction).
    """

    ground: GroundSet
    blocks: tuple[Subset, ...]

    def information(self, term: Information) -> Information:
        """The measure of the original variables."""
        return Information(self._union(term.a), self._union(term.b), self._union(term.given))

    def polymatroid(self, small: Polymatroid) -> Polymatroid:
        """h(S) = small h(the blocks that S meets), a polymatroid with equal values on unions."""
        if len(self.ground) > _VARIABLES:
            raise LimitReached(
                f"the counterexample over {len(self.ground)} variables would have "
                f"2^{len(self.ground)} joint entropies; the limit is {_VARIABLES} variables"
            )
        meets = [0]
        for i in range(len(self.ground)):
            block = sum(1 << k for k, b in enumerate(self.blocks) if b >> i & 1)
            meets += [met | block for met in meets]
        return Polymatroid(self.ground, tuple(small.rank[met] for met in meets))

    def _union(self, subset: Subset) -> Subset:
        result = 0
        for k in elements(subset):
            result |= self.blocks[k]
        return result


def merge(problem: Problem) -> tuple[Problem, Merging]:
    """Merge the variables that no joint entropy of goals and givens tells apart."""
    constraints = problem.goals + problem.givens
    occurring = {s for constraint in constraints for s, _ in constraint.expression.entropies}
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
        entropies = {
            sum(1 << k for k, block in enumerate(merging.blocks) if block & subset): c
            for subset, c in old.entropies
        }
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
