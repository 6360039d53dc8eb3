"""A point inside the cone x . column >= 0, and others pushed inside, as far as floats can tell."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from itip.prover.lp.program import Floats, Indices, LinearProgram

_STEPS = 300  # of conjugate gradients
_TINY = 1e-200  # a square below this has lost its digits
_DEPTH = 1e-6  # to which a point is pushed inside, more than lets rounding take it out again


def pushed_inside(program: LinearProgram, count: int, point: Floats) -> Floats | None:
    """A point close to the given one, inside all of the first `count` columns' half-spaces."""
    size = program.starts[count]
    owner = np.repeat(np.arange(count), np.diff(program.starts[: count + 1]))
    matrix = _Matrix(owner, program.indices[:size], program.values[:size], count, len(point))
    center = _center(matrix)
    depth = matrix.products(center).min(initial=1)
    if depth <= 0:
        return None
    missing = max(0.0, -2 * matrix.products(point).min(initial=0))
    missing += _DEPTH * np.abs(point).max(initial=0)
    return np.asarray(point + missing / depth * center)


@dataclass(frozen=True, slots=True)
class _Matrix:
    """A program's first columns by their entries."""

    owner: Indices
    indices: Indices
    values: Floats
    count: int
    height: int

    def products(self, x: Floats) -> Floats:
        """The product x . column for each column."""
        terms = self.values * x[self.indices]
        return np.bincount(self.owner, terms, self.count).astype(np.float64)

    def sums(self, weights: Floats) -> Floats:
        """The sum of weight * column."""
        terms = self.values * weights[self.owner]
        return np.bincount(self.indices, terms, self.height).astype(np.float64)


def _center(matrix: _Matrix) -> Floats:
    """A point with x . column = 1, nearly, by conjugate gradients (Hestenes and Stiefel 1952)."""
    center, rest = np.zeros(matrix.height), np.ones(matrix.count)
    direction = gradient = matrix.sums(rest)
    for _ in range(_STEPS):
        change = matrix.products(direction)
        before, curvature = gradient @ gradient, change @ change
        if min(before, curvature) < _TINY or rest.max() < 0.5:
            break
        step = before / curvature
        center += step * direction
        rest -= step * change
        gradient = matrix.sums(rest)
        direction = gradient + (gradient @ gradient) / before * direction
    return center
