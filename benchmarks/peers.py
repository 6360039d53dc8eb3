"""Other programs put to the same statements: their command lines, and a plain model for HiGHS.

    python benchmarks/peers.py < STATEMENT

has HiGHS, with its default options, minimise the goal over the whole Shannon cone: all elemental
inequalities and the givens, with t >= 0 for the constant, where h(N) + t <= 1. It answers by a
tolerance and without evidence; the exit status is 0 for proved, 1 for not proved.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from itertools import combinations
from math import inf, lcm

import itip

if __name__ == "__main__":  # not where scale.py imports this: its size shows in its children's
    import highspy
    import numpy as np

TOLERANCE = 1e-7  # that of HiGHS

Command = list[str]


def minitip(problem: itip.Problem) -> Command | None:
    """Its arguments (https://github.com/lcsirmaz/minitip): full style, the claim, the givens."""
    relations = _relations(problem)
    return relations and ["minitip", "-S", "-q", *relations]


def citip(problem: itip.Problem) -> Command | None:
    """Its arguments (https://github.com/coldfix/Citip): the claim, the givens."""
    relations = _relations(problem)
    return relations and ["Citip", *relations]


PEERS: dict[str, Callable[[itip.Problem], Command | None]] = {"minitip": minitip, "Citip": citip}


def _relations(problem: itip.Problem) -> list[str] | None:
    """Claim and givens in joint entropies with integers, which both programs read.

    None where they have no words for it: scalars, constants, several claims at once.
    """
    stated = (*problem.goals, *problem.givens)
    constants = any(some.expression.constant for some in stated)
    if problem.scalars or constants or len(problem.goals) != 1:
        return None
    return [_relation(some) for some in stated]


def _relation(some: itip.Constraint) -> str:
    """No side begins with a minus, which minitip would take for an option."""
    terms = some.expression.entropies
    scale = lcm(*(c.denominator for _, c in terms))
    sides: dict[bool, list[str]] = {True: [], False: []}
    for subset, c in terms:
        names = ",".join(some.expression.ground.members(subset))
        sides[c > 0].append(f"{abs(c * scale)} H({names})")
    left, right = (" + ".join(sides[side]) or "0" for side in (True, False))
    return f"{left} {some.sense} {right}"


class _Model:
    """The whole program: columns h(S) by bitmask, h(0) held at 0, then the scalars, then t."""

    def __init__(self, problem: itip.Problem) -> None:
        self.ground, self.scalars = problem.ground, problem.scalars
        free = [inf] * len(self.scalars)
        size = 1 << len(self.ground)
        lower = [0.0] * size + [-some for some in free] + [0.0]
        upper = [0.0] + [inf] * (size - 1) + free + [inf]
        self.solver = highspy.Highs()
        self.solver.setOptionValue("output_flag", False)  # noqa: FBT003  the library's signature
        self.solver.addVars(len(lower), lower, upper)
        self._elementals(len(self.ground))
        self.solver.addRow(-inf, 1.0, 2, [size - 1, len(lower) - 1], [1.0, 1.0])
        for given in problem.givens:
            columns, values = self._row(given.expression)
            upper_bound = 0.0 if given.sense == "=" else inf
            self.solver.addRow(0.0, upper_bound, len(columns), columns, values)

    def holds(self, goal: itip.Constraint) -> bool:
        """Whether the minimum, or for an equation also that of the negative, is about zero."""
        both = (goal.expression, -goal.expression)
        return all(self._minimum(some) > -TOLERANCE for some in both[: 1 + (goal.sense == "=")])

    def _minimum(self, expression: itip.Expression) -> float:
        columns, values = self._row(expression)
        every = np.arange(self.solver.getNumCol(), dtype=np.int32)
        costs = np.zeros(len(every))
        costs[columns] = values
        self.solver.changeColsCost(len(every), every, costs)
        self.solver.run()
        bounded = self.solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
        return self.solver.getInfo().objective_function_value if bounded else -inf

    def _row(self, expression: itip.Expression) -> tuple[list[int], list[float]]:
        """Where an expression is not zero, and what it is there."""
        size = 1 << len(self.ground)
        row = {subset: float(c) for subset, c in expression.entropies}
        row |= {size + self.scalars.index(r): float(d) for r, d in expression.scalars}
        if expression.constant:
            row[size + len(self.scalars)] = float(expression.constant)
        return list(row), list(row.values())

    def _elementals(self, n: int) -> None:
        """All I(i;j|K) as h(iK) + h(jK) - h(ijK) - h(K), and all h(N) - h(N-i)."""
        subsets = np.arange(1 << n)
        last = len(subsets) - 1
        quadruples = []
        for i, j in combinations(1 << np.arange(n), 2):
            given = subsets[subsets & (i | j) == 0]
            quadruples.append(np.stack([given | i, given | j, given | i | j, given], axis=1))
        pairs = np.stack([np.full(n, last), last - (1 << np.arange(n))], axis=1)
        fours = np.concatenate(quadruples)
        columns = np.concatenate([fours.ravel(), pairs.ravel()])
        values = np.concatenate([np.tile([1, 1, -1, -1], len(fours)), np.tile([1, -1], n)])
        starts = np.concatenate([4 * np.arange(len(fours)), 4 * len(fours) + 2 * np.arange(n)])
        rows = len(starts)
        bounds = np.zeros(rows), np.full(rows, inf)
        self.solver.addRows(rows, *bounds, len(columns), starts, columns, values)


def main() -> int:
    """Answer the statement on standard input by the exit status."""
    problem = itip.translate(itip.parse(sys.stdin.read()))
    plain = _Model(problem)
    return 0 if all(plain.holds(goal) for goal in problem.goals) else 1


if __name__ == "__main__":
    sys.exit(main())
