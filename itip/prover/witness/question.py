"""What random variables are sought for: the rows that they are to satisfy, as arrays."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from itip.entropy.distribution import Distribution
from itip.entropy.expression import Constraint, Problem
from itip.entropy.groundset import Subset

Floats = NDArray[np.float64]
Booleans = NDArray[np.bool_]

Found = tuple[Distribution, tuple[Fraction, ...]]
"""A distribution over the problem's ground set, and values of its scalars."""


@dataclass(frozen=True, slots=True)
class Question:
    """Random variables are sought that satisfy all givens and violate the problem's one goal.

    With their joint entropies h in bits and some scalars s, rows @ h + scalars @ s + constants is
    to be negative in row 0, of the goal (its sense is >=), and in the row of each given >= 0, or
    = 0 where `equal`. Column k of `rows` is for h(subsets[k]). `rank`, where there is one, is a
    polymatroid that does all this, its 2^n values in bitmask order, with `values` as scalars.
    """

    problem: Problem
    subsets: tuple[Subset, ...]
    rows: Floats
    scalars: Floats
    constants: Floats
    equal: Booleans
    rank: tuple[Fraction, ...] | None = None
    values: tuple[Fraction, ...] = ()

    @classmethod
    def of(
        cls,
        problem: Problem,
        rank: tuple[Fraction, ...] | None = None,
        values: tuple[Fraction, ...] = (),
    ) -> Question:
        """The question for a problem with one goal, of sense >=, that is to be violated."""
        constraints = (*problem.goals, *problem.givens)
        occurring = {s for c in constraints for s, _ in c.expression.entropies}
        subsets = tuple(sorted(occurring))
        column = {s: k for k, s in enumerate(subsets)}
        rows = np.zeros((len(constraints), len(subsets)))
        scalars = np.zeros((len(constraints), len(problem.scalars)))
        for r, constraint in enumerate(constraints):
            for s, c in constraint.expression.entropies:
                rows[r, column[s]] = _close(c)
            for name, d in constraint.expression.scalars:
                scalars[r, problem.scalars.index(name)] = _close(d)
        constants = np.array([_close(c.expression.constant) for c in constraints])
        equal = np.array([False, *(given.sense == "=" for given in problem.givens)])
        return cls(problem, subsets, rows, scalars, constants, equal, rank, values)

    @property
    def goal(self) -> Constraint:
        """The goal that is to be violated."""
        return self.problem.goals[0]

    def answered(self, distribution: Distribution, scalars: tuple[Fraction, ...] = ()) -> bool:
        """Whether these random variables and scalars do what is asked for, exactly."""
        named = dict(zip(self.problem.scalars, scalars, strict=True))
        return distribution.value(self.goal.expression, named).sign() < 0 and all(
            distribution.satisfies(given, named) for given in self.problem.givens
        )


def _close(number: Fraction) -> float:
    """A float near it; of a number that is too large, one of its sign that is large."""
    try:
        return float(number)
    except OverflowError:
        return 1e300 if number > 0 else -1e300
