"""What random variables are sought for: the rows that they are to satisfy, as arrays."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from itip.entropy.distribution import Distribution
from itip.entropy.expression import Constraint, Expression, Problem
from itip.entropy.groundset import Subset

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Booleans = NDArray[np.bool_]

Found = tuple[Distribution, tuple[Fraction, ...]]
"""A distribution over the problem's ground set, and values of its scalars."""


@dataclass(frozen=True, slots=True)
class Question:
    """Random variables are sought that satisfy all givens and violate the problem's one goal.

    With their joint entropies h in bits and some scalars s, rows @ h + scalars @ s + constants is
    to be negative in row 0, of the goal (its sense is >=), and in the row of each given >= 0, or
    = 0 where `equal`. Column k of `rows` is for h(subsets[k]); the largest coefficient in a row,
    or its constant, is made 1 or -1. `rank`, where there is one, is a polymatroid that does all
    this, its 2^n values in bitmask order, with `values` as scalars.
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
        constants = np.zeros(len(constraints))
        for r, expression in enumerate(c.expression for c in constraints):
            unit = _largest(expression)
            for s, c in expression.entropies:
                rows[r, column[s]] = c / unit
            for name, d in expression.scalars:
                scalars[r, problem.scalars.index(name)] = d / unit
            constants[r] = expression.constant / unit
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


def _largest(expression: Expression) -> Fraction:
    """The largest absolute coefficient, or 1 where there is none."""
    terms = (*expression.entropies, *expression.scalars)
    return max(abs(expression.constant), *(abs(c) for _, c in terms), Fraction(0)) or Fraction(1)
