"""Independences and equal marginals as equations of degree <= 2 in the weights of outcomes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from itip.entropy.groundset import Subset, elements
from itip.prover.witness.question import Floats, Integers
from itip.prover.witness.structure import Structure
from itip.prover.witness.supports import Support, labels

Monomial = tuple[int, ...]
"""The outcomes whose weights are multiplied, none, one or two of them, ascending."""

Polynomial = dict[Monomial, int]


@dataclass(frozen=True, slots=True)
class Equations:
    """For each equation e, 0 = sum of factor[t] * v[left[t]] * v[right[t]] over t with at[t] = e.

    v are the weights of the outcomes, and then 1.
    """

    polynomials: tuple[Polynomial, ...]
    at: Integers
    left: Integers
    right: Integers
    factor: Floats

    @classmethod
    def of(cls, polynomials: tuple[Polynomial, ...], size: int) -> Equations:
        """The equations that these polynomials in the weights of `size` outcomes vanish."""
        terms = [
            (e, *monomial, *(size,) * (2 - len(monomial)), factor)
            for e, polynomial in enumerate(polynomials)
            for monomial, factor in polynomial.items()
        ]
        columns = np.array(terms, dtype=np.int64).reshape(len(terms), 4).T
        return cls(polynomials, columns[0], columns[1], columns[2], columns[3].astype(float))

    def values(self, weights: Floats) -> Floats:
        """The left-hand sides."""
        v = np.append(weights, 1.0)
        terms: Floats = self.factor * v[self.left] * v[self.right]
        sums = np.bincount(self.at, weights=terms, minlength=len(self.polynomials))
        return sums.astype(np.float64)

    def jacobian(self, weights: Floats) -> Floats:
        """Their gradients, a row each."""
        v = np.append(weights, 1.0)
        result = np.zeros((len(self.polynomials), len(v)))
        np.add.at(result, (self.at, self.left), self.factor * v[self.right])
        np.add.at(result, (self.at, self.right), self.factor * v[self.left])
        return result[:, :-1]

    def solved(self, weights: Floats) -> Floats:
        """A solution near these weights, by Newton's method."""
        for _ in range(20):
            wrong = self.values(weights)
            if np.abs(wrong).max(initial=0) < 1e-15:
                break
            weights = weights - np.linalg.lstsq(self.jacobian(weights), wrong, rcond=1e-6)[0]
        return weights


def equations(support: Support, structure: Structure) -> Equations:
    """The equations that keep the independences and equal entropies of a structure."""
    values = support.values
    found: list[Polynomial] = []
    for independence in structure.independences:
        before = 0
        for part in independence.parts:
            if before:
                found += _minors(values, before, part, independence.given)
            before |= part
    for alike in structure.alike:
        for left, right in alike.pairs:
            found += _differences(values, left, right)
    return Equations.of(tuple(p for p in found if p), values.shape[1])


def _minors(values: Integers, a: Subset, b: Subset, given: Subset) -> Iterator[Polynomial]:
    """p(x,y,c) p(x',y',c) = p(x,y',c) p(x',y,c) with the largest event (x,y,c) for each c."""
    tables: dict[int, dict[tuple[int, int], list[int]]] = {}
    every = zip(labels(values, given), labels(values, a), labels(values, b), strict=True)
    for k, (c, x, y) in enumerate(every):
        tables.setdefault(int(c), {}).setdefault((int(x), int(y)), []).append(k)
    for table in tables.values():
        x0, y0 = max(table, key=lambda cell: len(table[cell]))
        for x in {cell[0] for cell in table} - {x0}:
            for y in {cell[1] for cell in table} - {y0}:
                straight = table[x0, y0], table.get((x, y), [])
                crossed = table.get((x0, y), []), table.get((x, y0), [])
                yield _quadratic(straight, crossed)


def _quadratic(
    plus: tuple[list[int], list[int]], minus: tuple[list[int], list[int]]
) -> Polynomial:
    result: Polynomial = {}
    for (left, right), sign in ((plus, 1), (minus, -1)):
        for i in left:
            for j in right:
                key = (min(i, j), max(i, j))
                result[key] = result.get(key, 0) + sign
    return {key: factor for key, factor in result.items() if factor}


def _differences(values: Integers, left: Subset, right: Subset) -> Iterator[Polynomial]:
    """p(S = x) = p(T = x) for each x."""
    size = values.shape[1]
    both = np.hstack([values[list(elements(left))], values[list(elements(right))]])
    names = np.unique(both, axis=1, return_inverse=True)[1].ravel()
    for name in range(int(names.max())):
        signs = (names[:size] == name).astype(int) - (names[size:] == name)
        yield {(int(k),): int(signs[k]) for k in np.flatnonzero(signs)}
