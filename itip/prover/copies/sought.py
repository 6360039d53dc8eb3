"""A problem as what is sought by copies: one goal to be proved, in floats, and how to write steps.

Only the givens that matter are kept, and variables that occur only together are one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import permutations

import numpy as np
from numpy.typing import NDArray

from itip.entropy.expression import Constraint, Expression, Problem
from itip.entropy.groundset import GroundSet, Subset, elements
from itip.evidence import Counterexample, directed
from itip.language.ast import Copied, CopyStep
from itip.prover.copies.levels import Dependence
from itip.prover.copies.linear import Laws
from itip.prover.copies.states import Step
from itip.prover.reduction.merging import Merging, alone, merge
from itip.prover.reduction.symmetry import Permutation

Floats = NDArray[np.float64]

_ZERO = 1e-9  # what counts as 0
_LAWS = 32  # how many are kept
_LAWFUL = 9  # variables up to which there are any
_PERMUTED = 6  # variables up to which all permutations are tried
_LETTERS = "RSTUVWXYZPQLMNOKJGFEDCBA"


@dataclass(frozen=True, slots=True)
class Sought:
    """goal >= 0 is to be proved from rows >= 0, free = 0 and dependences.

    Columns are h(S) for all sets S of n variables, h(0) first; then, if the problem has scalars or
    constants, those and t, which is 1. Where the givens hold for all modular functions, these may
    be taken off from h until every variable is a function of all others. The laws are some at
    which the goal is 0.
    """

    ground: GroundSet
    merging: Merging
    taken: frozenset[str]
    goal: Floats
    rows: Floats
    free: Floats
    dependences: tuple[Dependence, ...]
    symmetries: tuple[Permutation, ...]
    laws: Laws

    @classmethod
    def of(cls, problem: Problem, found: Counterexample) -> Sought | None:
        """What is sought for a goal that is violated; None if modular functions do so."""
        goals = (directed(problem.goals[found.goal], found.direction),)
        small, merging = merge(alone(replace(problem, goals=goals), 0)[0])
        goal, givens = small.goals[0].expression, small.givens
        dependences = tuple(filter(None, map(_dependence, givens)))
        if not any(any(_modular(given.expression)) for given in givens):
            if min(_modular(goal), default=0) < 0:
                return None
            dependences += _tight(len(small.ground))
        others = [given for given in givens if not _dependence(given)]
        free = [given.expression for given in others if given.sense == "="]
        rows = [given.expression for given in others if given.sense == ">="]
        vectors = _vectors(small, [goal, *free, *rows])
        affine = _affine(small)
        one = np.eye(1 if affine else 0, vectors.shape[1], vectors.shape[1] - 1)
        zero, above = vectors[: 1 + len(free)], vectors[1 + len(free) :]
        return cls(
            small.ground,
            merging,
            frozenset((*problem.ground.names, *problem.scalars)),
            zero[0],
            np.concatenate([above, one]),
            zero[1:],
            dependences,
            tuple(_symmetries(small)),
            _laws(len(small.ground), zero, above, dependences),
        )

    @property
    def n(self) -> int:
        """How many variables the problem has."""
        return len(self.ground)

    def written(self, steps: Sequence[Step]) -> tuple[CopyStep, ...]:
        """Steps of the search with the problem's names, and new ones."""
        fresh = _fresh(self.taken)
        names = [self.merging.ground.members(block) for block in self.merging.blocks]
        result = []
        for step in steps:
            over = _members(names, step.base)
            blocks = tuple(
                tuple(Copied(next(fresh), _members(names, group)) for group in groups)
                for groups in step.blocks
            )
            names += [(copied.new,) for block in blocks for copied in block]
            result.append(CopyStep(over, blocks))
        return tuple(result)


def _affine(problem: Problem) -> bool:
    """Whether there are scalars, or constants."""
    constraints = (*problem.goals, *problem.givens)
    return bool(problem.scalars) or any(one.expression.constant for one in constraints)


def _vectors(problem: Problem, expressions: Sequence[Expression]) -> Floats:
    """Each expression over h(S) for all S, and over scalars and t if need be, the largest 1."""
    size = 1 << len(problem.ground)
    affine = _affine(problem)
    result = np.zeros((len(expressions), size + affine * (len(problem.scalars) + 1)))
    for row, expression in zip(result, expressions, strict=True):
        terms = dict(expression.entropies)
        terms |= {size + problem.scalars.index(r): d for r, d in expression.scalars}
        terms |= {len(row) - 1: expression.constant} if affine else {}
        largest = max(map(abs, terms.values()), default=Fraction(0)) or Fraction(1)
        for place, c in terms.items():
            row[place] = c / largest
    return result


def _laws(n: int, zero: Floats, rows: Floats, dependences: Sequence[Dependence]) -> Laws:
    """Laws of n variables at which these vectors are 0, no row is negative, and dependences hold.

    None if there are scalars or constants, which no law has, or many variables.
    """
    if zero.shape[1] > 1 << n or n > _LAWFUL:
        return Laws.none(n)
    every = Laws.every(n)
    ranks = every.ranks(tuple(1 << i for i in range(n)))
    good = ranks[:, -1] > 0
    good &= (np.abs(ranks @ zero.T) < _ZERO).all(axis=1) & (ranks @ rows.T > -_ZERO).all(axis=1)
    for on, dependent in dependences:
        good &= ranks[:, on | dependent] == ranks[:, on]
    _, first = np.unique(ranks[good], axis=0, return_index=True)
    return Laws(every.vectors[good][np.sort(first)[:_LAWS]], every.bits)


def _tight(n: int) -> tuple[Dependence, ...]:
    """Each variable as a function of all others."""
    everything = (1 << n) - 1
    return tuple((everything ^ 1 << i, 1 << i) for i in range(n))


def _members(names: Sequence[tuple[str, ...]], subset: Subset) -> tuple[str, ...]:
    return tuple(name for i in elements(subset) for name in names[i])


def _modular(expression: Expression) -> list[Fraction]:
    """The values at the functions h(S) = [i in S], but for scalars and the constant."""
    return [
        sum((c for s, c in expression.entropies if s >> i & 1), Fraction(0))
        for i in range(len(expression.ground))
    ]


def _dependence(given: Constraint) -> Dependence | None:
    """What the given says is a function of what, if it says just that."""
    terms, expression = given.expression.entropies, given.expression
    if expression.scalars or expression.constant or not 1 <= len(terms) <= 2:
        return None
    *lower, (whole, c) = terms
    on, d = lower[0] if lower else (0, -c)
    if d != -c or on & ~whole or (given.sense == ">=" and c > 0):
        return None
    return on, whole & ~on


def _symmetries(problem: Problem) -> Iterator[tuple[int, ...]]:
    """The permutations of few variables that leave the goal and the givens unchanged."""
    n = len(problem.ground)
    for images in permutations(range(n)) if n <= _PERMUTED else [tuple(range(n))]:
        moved = [0]
        for image in images:
            moved += [s | 1 << image for s in moved]
        if all(
            _images(group, moved) == _images(group, range(1 << n))
            for group in (problem.goals, problem.givens)
        ):
            yield images


def _images(constraints: Sequence[Constraint], moved: Sequence[Subset]) -> set[object]:
    return {
        (
            given.sense,
            given.expression.scalars,
            given.expression.constant,
            frozenset((moved[s], c) for s, c in given.expression.entropies),
        )
        for given in constraints
    }


def _fresh(taken: frozenset[str]) -> Iterator[str]:
    """Names for copies, like those that are taken, but none of them."""
    lower = all(name == name.lower() for name in taken)
    letters = _LETTERS.lower() if lower else _LETTERS
    numbers = ["", *map(str, range(1, 100))]
    return (x + k for k in numbers for x in letters if x + k not in taken)
