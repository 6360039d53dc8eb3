"""The cone of polymatroids with Ingleton's inequality, which linear variables are in.

Legend: h the joint entropies of the 2^n sets, in bitmask order; s the scalars; t the unit that
the constants are multiples of; A, B, C, D, E, K disjoint sets of variables.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from itip.entropy.cone import elemental_arrays
from itip.prover.effort import Effort
from itip.prover.lp import Claim, LinearProgram, backend
from itip.prover.witness.question import Floats, Integers, Question

MOST = 8  # variables for which the inequality's instances are listed
_EXTENDED = 6  # variables for which those with E are
_CUTS = 30  # at once
_ZERO = 1e-6  # nothing rests on it


@dataclass(frozen=True, slots=True)
class Cone:
    """lower <= matrix @ (h, s, t) <= upper, with h, t >= 0: polymatroids that satisfy the givens.

    The goal's row is -1. So vertices are on extreme rays, and there is
    no point if no ray violates the goal.
    """

    n: int
    matrix: Floats
    lower: Floats
    upper: Floats

    @classmethod
    def of(cls, question: Question) -> Cone:
        """The cone in which an answer to the question is sought, as yet without Ingleton."""
        n = len(question.problem.ground)
        asked = np.zeros((len(question.rows), 1 << n))
        asked[:, question.subsets] = question.rows
        asked = np.hstack([asked, question.scalars, question.constants[:, None]])
        lower = np.zeros(len(asked))
        upper = np.where(question.equal, 0.0, np.inf)
        lower[0] = upper[0] = -1.0
        nothing = np.eye(1, asked.shape[1])  # h(empty set) = 0
        cone = cls(n, np.vstack([nothing, asked]), np.append(0.0, lower), np.append(0.0, upper))
        return cone.cut(_information(n, *elemental_arrays(n)))

    def cut(self, rows: Floats) -> Cone:
        """The part of it where these rows @ h are >= 0."""
        padded = np.pad(rows, ((0, 0), (0, self.matrix.shape[1] - rows.shape[1])))
        return replace(
            self,
            matrix=np.vstack([self.matrix, padded]),
            lower=np.append(self.lower, np.zeros(len(rows))),
            upper=np.append(self.upper, np.full(len(rows), np.inf)),
        )

    def cheapest(self, cost: Floats, effort: Effort) -> tuple[Cone, Claim]:
        """The cone with cuts, and its cheapest point (h, s, t) with Ingleton's inequality."""
        solver = backend("highs")
        cone = self
        basis: tuple[int, ...] = ()
        while True:
            claim = solver.solve(cone._program(cost), effort, start=basis).believable()
            if claim.values is None:
                return cone, claim
            worst = violated(cone.n, claim.values[: 1 << cone.n])[:_CUTS]
            if not len(worst):
                return cone, claim
            height = len(cone.lower)
            cone = cone.cut(_rows(cone.n, worst))
            basis = (*claim.basis, *(~r for r in range(height, height + len(worst))))

    def _program(self, cost: Floats) -> LinearProgram:
        """The program that a solver takes; only h has costs."""
        columns, rows = np.nonzero(self.matrix.T)
        width = self.matrix.shape[1]
        costs, least = np.zeros(width), np.zeros(width)
        costs[: 1 << self.n] = cost
        least[1 << self.n : -1] = -np.inf
        return LinearProgram(
            starts=np.searchsorted(columns, np.arange(width + 1)).astype(np.int64),
            indices=rows.astype(np.int64),
            values=self.matrix[rows, columns],
            row_lower=self.lower,
            row_upper=self.upper,
            lower=least,
            cost=costs,
        )


def violated(n: int, h: Floats) -> Integers:
    """The numbers of the instances of the inequality that h violates, the worst first."""
    instances = _instances(n)
    excess = np.zeros(instances.shape[1])
    for sign, a, b, given in _terms(instances):
        excess += sign * (h[a | given] + h[b | given] - h[a | b | given] - h[given])
    bad = np.flatnonzero(excess < -_ZERO * max(1, h[-1]))
    return bad[np.argsort(excess[bad], kind="stable")]


def _rows(n: int, chosen: Integers) -> Floats:
    """Instances as rows over the 2^n sets."""
    rows = np.zeros((len(chosen), 1 << n))
    for sign, a, b, given in _terms(_instances(n)[:, chosen]):
        rows += sign * _information(n, a, b, given)
    return rows


def _terms(sets: Integers) -> list[tuple[int, Integers, Integers, Integers]]:
    """The inequality, as signs and I(a;b|given) that sum to something >= 0.

    I(A;B|K) <= I(A;B|CK) + I(A;B|DK) + I(C;D|EK) + I(A;E|K), which is Ingleton's where E is empty
    (Dougherty, Freiling, Zeger 2009). It follows from Shannon's inequalities where some Z is a
    function of AK and of BK with H(Z|K) = I(A;B|K), and of linear variables there is one.
    """
    a, b, c, d, e, k = sets
    return [(-1, a, b, k), (1, a, b, c | k), (1, a, b, d | k), (1, c, d, e | k), (1, a, e, k)]


@lru_cache(maxsize=4)
def _instances(n: int) -> Integers:
    """The sets A, B, C, D, E, K of all instances, in columns; with E empty above some n.

    Sets that are not disjoint give no further instances of Ingleton's (Guille, Chan, Grant 2011).
    """
    sets = np.zeros((6, 1), dtype=np.int64)
    for i in range(n):
        kinds = np.eye(6, 7, dtype=np.int64)  # variable i is in one of the sets, or in none
        if n > _EXTENDED:
            kinds = np.delete(kinds, 4, axis=1)
        sets = (sets[:, :, None] | kinds[:, None, :] << i).reshape(6, -1)
    a, b, c, d, e, _ = sets
    kept = (a > 0) & (b > 0) & (c > 0) & (c < d) & ((a < b) | (e > 0))
    return sets[:, kept]


def _information(n: int, a: Integers, b: Integers, given: Integers) -> Floats:
    """I(a;b|given) as rows over the 2^n sets."""
    rows = np.zeros((len(a), 1 << n))
    each = np.arange(len(a))
    for sets, sign in ((a | given, 1), (b | given, 1), (a | b | given, -1), (given, -1)):
        rows[each, sets] += sign
    return rows
