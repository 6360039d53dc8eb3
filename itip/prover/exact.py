"""From a solver's claim in floating point to Farkas' answer in exact arithmetic, or to nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from itip.prover.farkas import Combination, Separator, Vector, primitive

ZERO = 1e-7  # a claimed coordinate below this part of the largest is taken as zero
_DENOMINATOR = 1000  # at most, of the largest coordinate of an extreme ray; few come near
_MULTIPLE = 12  # at most, of the smallest; for those that are of very different sizes
_USUAL = (1, 2, 3, 4, 6, 12)  # denominators, tried in any case
_FINE = (1e4, 1e6, 1e8, 1e10)  # to what size a point inside the cone is rounded
_NEAR = 0.2  # how far from integers a ray is that was moved a little to make it unique
_SAFE = 1 << 62  # what fits into 64 bits

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

    @property
    def count(self) -> int:
        """How many generators there are."""
        return self.short + len(self.others) + len(self.free)

    @property
    def signed(self) -> list[int]:
        """The coordinates that no short generator has: they may be negative."""
        return sorted(set(range(self.height)) - set(self.indices.tolist()))

    def vector(self, index: int) -> Vector:
        """One generator."""
        if self.is_free(index):
            return self.free[index - self.short - len(self.others)]
        if index >= self.short:
            return self.others[index - self.short]
        span = slice(self.starts[index], self.starts[index + 1])
        return dict(zip(self.indices[span].tolist(), self.values[span].tolist(), strict=True))

    def size(self, index: int) -> int:
        """By what the solver's column is smaller: the largest coefficient, of short ones 1."""
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
    generators: Generators, goal: Vector, claimed: NDArray[np.float64], *, inside: bool = False
) -> Separator | None:
    """An exact separator near the claimed one.

    It is found if the ratios claimed are small fractions, as mostly, or if the claimed one is
    `inside` the cone, where any that is close enough will do.
    """
    sizes = np.abs(claimed)
    nonzero = sizes[sizes > ZERO * sizes.max(initial=0)]
    if not nonzero.size or not np.isfinite(sizes).all():
        return None
    fine = (scale / nonzero.max() for scale in _FINE)
    for scale in fine if inside else _scales(claimed, nonzero):
        point = primitive([int(value) for value in np.rint(claimed * scale)])
        if separates(generators, goal, point):
            return Separator(point)
    return None


def _scales(claimed: NDArray[np.float64], nonzero: NDArray[np.float64]) -> Iterator[float]:
    """Factors that bring all numbers close to integers, the smaller ones first, or might."""
    for unit, most in ((nonzero.max(), _DENOMINATOR), (nonzero.min(), _MULTIPLE)):
        for denominator in range(1, most + 1):
            scaled = claimed * (denominator / unit)
            if denominator in _USUAL or np.abs(scaled - np.rint(scaled)).max() < _NEAR:
                yield denominator / unit


def vertex(
    generators: Generators, goal: Vector, tight: Sequence[int], fixed: dict[int, int]
) -> Separator | None:
    """The exact separator that is 0 at the tight generators and as given at fixed coordinates."""
    equations = [generators.vector(r) for r in tight] + [{c: 1} for c in fixed]
    columns: dict[int, Vector] = {}
    for k, equation in enumerate(equations):
        for c, value in equation.items():
            columns.setdefault(c, {})[k] = value
    side = {k: value for k, value in enumerate(fixed.values(), len(tight)) if value}
    solved = solve(columns, side)
    if solved is None:
        return None
    point = primitive([solved.get(c, Fraction(0)) for c in range(generators.height)])
    return Separator(point) if separates(generators, goal, point) else None


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
    lengths = np.diff(generators.starts)
    largest = int(np.abs(generators.values).max(initial=1)) * int(lengths.max(initial=1))
    small = max(map(abs, point)) * largest < _SAFE
    array = np.array(point, dtype=np.int64 if small else object)
    slacks = np.zeros(generators.short, dtype=array.dtype)
    filled = lengths > 0  # reduceat takes an empty span for the entry it starts at
    products = generators.values * array[generators.indices]
    slacks[filled] = np.add.reduceat(products, generators.starts[:-1][filled])
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
    from flint import fmpz_mat  # noqa: PLC0415  rounding mostly does, and this takes 40 ms

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
