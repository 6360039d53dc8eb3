"""From a solver's claim in floating point to Farkas' answer in exact arithmetic, or to nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from flint import fmpz_mat
from numpy.typing import NDArray

from itip.prover.farkas import Combination, Separator, Vector, primitive

ZERO = 1e-7  # a claimed weight below this is taken as a proposal of zero; nothing rests on it
_DENOMINATORS = (1, 2, 3, 4, 6, 12, 60)  # of extreme rays, as far as they were seen
_SAFE = 1 << 58  # five such numbers add up within 64 bits

Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Generators:
    """Many short generators as columns of integers, then a few others, the last of them free.

    Column r has the values[starts[r]:starts[r+1]] in coordinates indices[starts[r]:starts[r+1]].
    """

    height: int
    starts: Integers
    indices: Integers
    values: Integers
    others: tuple[Vector, ...] = ()
    free: tuple[Vector, ...] = ()

    @property
    def short(self) -> int:
        """How many short generators there are; the others have the numbers from here on."""
        return len(self.starts) - 1

    def vector(self, index: int) -> Vector:
        """One generator."""
        if self.is_free(index):
            return self.free[index - self.short - len(self.others)]
        if index >= self.short:
            return self.others[index - self.short]
        span = slice(self.starts[index], self.starts[index + 1])
        return dict(zip(self.indices[span].tolist(), self.values[span].tolist(), strict=True))

    def size(self, index: int) -> int:
        """The largest coefficient of one generator; of the short ones it is 1."""
        if index < self.short:
            return 1
        return max(map(abs, self.vector(index).values()), default=1)

    def is_free(self, index: int) -> bool:
        """Whether the weight of this generator may be negative."""
        return index >= self.short + len(self.others)


def combination(
    generators: Generators, goal: Vector, support: Sequence[int]
) -> Combination | None:
    """The exact combination of the generators in the support, if there is one."""
    weights = solve({r: generators.vector(r) for r in support}, goal)
    if weights is None or any(w < 0 and not generators.is_free(r) for r, w in weights.items()):
        return None
    return Combination(weights)


def separator(
    generators: Generators, goal: Vector, claimed: NDArray[np.float64]
) -> Separator | None:
    """An exact separator near the claimed one, if its ratios are small fractions, as mostly."""
    sizes = np.abs(claimed)
    nonzero = sizes[sizes > ZERO * sizes.max(initial=0)]
    if not nonzero.size or not np.isfinite(sizes).all():
        return None
    for unit in (nonzero.min(), nonzero.max()):
        for denominator in _DENOMINATORS:
            rounded = np.rint(claimed * (denominator / unit))
            point = primitive([int(value) for value in rounded])
            if separates(generators, goal, point):
                return Separator(point)
    return None


def separates(generators: Generators, goal: Vector, point: tuple[int, ...]) -> bool:
    """Whether point . generator >= 0 (= 0 where free) for all, and point . goal < 0, exactly."""

    def dot(vector: Vector) -> int:
        return sum(value * point[c] for c, value in vector.items())

    return (
        dot(goal) < 0
        and all(dot(vector) >= 0 for vector in generators.others)
        and not any(dot(vector) for vector in generators.free)
        and not violated(generators, point)
    )


def violated(generators: Generators, point: tuple[int, ...]) -> list[int]:
    """The short generators with point . generator < 0, exactly, the worst first."""
    small = max(map(abs, point)) < _SAFE
    array = np.array(point, dtype=np.int64 if small else object)
    slacks = np.add.reduceat(generators.values * array[generators.indices], generators.starts[:-1])
    negative = np.flatnonzero(slacks < 0).tolist()
    return sorted(negative, key=lambda r: slacks[r])


def solve(columns: dict[int, Vector], goal: Vector) -> dict[int, Fraction] | None:
    """Weights, zeros left out, with sum of weights[r] * columns[r] = goal; None if there are none.

    An unknown in one equation only is solved last, and its equation waits with it; what remains
    goes to FLINT's fraction-free elimination. Where columns are dependent, some get weight 0.
    """
    rows: dict[int, dict[int, int]] = {}
    for r, vector in columns.items():
        for c, value in vector.items():
            rows.setdefault(c, {})[r] = value
    if goal.keys() - rows.keys():
        return None
    waiting = _postpone(columns, rows)
    weights = _eliminate({c: row for c, row in rows.items() if c not in waiting}, goal)
    if weights is None:
        return None
    for c, r in reversed(waiting.items()):
        known = sum(value * weights.get(q, 0) for q, value in rows[c].items() if q != r)
        weights[r] = Fraction(goal.get(c, 0) - known) / rows[c][r]
    return {r: weight for r, weight in weights.items() if weight}


def _postpone(columns: dict[int, Vector], rows: dict[int, dict[int, int]]) -> dict[int, int]:
    """Equations, in order, each with an unknown that occurs in no equation after it."""
    uses = {r: set(vector) for r, vector in columns.items()}
    ready = [r for r, equations in uses.items() if len(equations) == 1]
    waiting: dict[int, int] = {}
    while ready:
        r = ready.pop()
        if len(uses[r]) != 1:
            continue
        c = next(iter(uses[r]))
        waiting[c] = r
        for q in rows[c]:
            uses[q].discard(c)
            if len(uses[q]) == 1:
                ready.append(q)
    return waiting


def _eliminate(rows: dict[int, dict[int, int]], goal: Vector) -> dict[int, Fraction] | None:
    """One solution of the equations row . w = goal, dense; None where they contradict."""
    unknowns = sorted({r for row in rows.values() for r in row})
    if not rows:
        return {}
    matrix = fmpz_mat(
        [[row.get(r, 0) for r in unknowns] + [goal.get(c, 0)] for c, row in rows.items()]
    )
    reduced, den, rank = matrix.rref()
    weights: dict[int, Fraction] = {}
    column = 0
    for i in range(rank):
        while not reduced[i, column]:
            column += 1
        if column == len(unknowns):
            return None
        value = reduced[i, len(unknowns)]
        weights[unknowns[column]] = Fraction(int(value), int(den))
    return weights
