"""Floats to rational weights that keep equations exactly, and scalars to rational numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from math import prod

import numpy as np

from itip.prover.effort import Effort
from itip.prover.witness.equations import Monomial, Polynomial
from itip.prover.witness.question import Floats

DENOMINATORS = (
    2, 3, 4, 5, 6, 8, 10, 12, 16, 20, 24, 30, 36, 48, 60, 100, 144, 240, 1000, 10**4, 10**6,
)  # fmt: skip

_ORDERS = 6  # in which the equations could be solved
_TRIALS = 100  # orders
_FINE = 10**6

Rest = dict[Monomial, Fraction]
"""A polynomial in the weights that are not known yet."""


def solutions(
    polynomials: Sequence[Polynomial], weights: Floats, dice: np.random.Generator, effort: Effort
) -> Iterator[list[Fraction]]:
    """Exact positive solutions near these weights, those made of small denominators first.

    In some order of the outcomes, each weight is rounded unless the equations determine it. An
    order is good if at fine rounding this comes to a solution.
    """
    fine = [Fraction(round(float(w) * _FINE), _FINE) for w in weights]
    good: list[list[int]] = []
    for _ in range(_TRIALS if polynomials else 1):
        effort.left()
        order = [int(i) for i in dice.permutation(len(weights))]
        if completed(polynomials, fine, order) is not None:
            good.append(order)
        if len(good) == _ORDERS:
            break
    for denominator in DENOMINATORS:
        near = [Fraction(round(float(w) * denominator), denominator) for w in weights]
        for order in good:
            solution = completed(polynomials, near, order)
            if solution is not None:
                yield solution


def completed(
    polynomials: Sequence[Polynomial], near: Sequence[Fraction], order: Sequence[int]
) -> list[Fraction] | None:
    """The solution with these weights, in this order, but where the equations say otherwise."""
    known: dict[int, Fraction] = {}
    rest: list[Rest] = [{m: Fraction(c) for m, c in p.items()} for p in polynomials]
    for i in order:
        if i in known:
            continue
        new = {i: near[i]}
        while new:
            if min(new.values()) < 0:
                return None
            known |= new
            rest = [q for q in (_substituted(p, new) for p in rest) if q]
            determined = _determined([p for p in rest if all(len(m) < 2 for m in p)])
            if determined is None:
                return None
            new = determined
    return [known[i] for i in range(len(near))]


def _substituted(polynomial: Rest, new: dict[int, Fraction]) -> Rest:
    """The polynomial with these weights put in."""
    if not any(i in new for monomial in polynomial for i in monomial):
        return polynomial
    result: Rest = {}
    for monomial, factor in polynomial.items():
        value = prod((new[i] for i in monomial if i in new), start=factor)
        left = tuple(i for i in monomial if i not in new)
        result[left] = result.get(left, Fraction(0)) + value
    return {monomial: c for monomial, c in result.items() if c}


def _determined(linear: list[Rest]) -> dict[int, Fraction] | None:
    """The unknowns that linear equations determine; None if the equations contradict."""
    rows: dict[int, Rest] = {}
    for equation in linear:
        row = dict(equation)
        for pivot, other in rows.items():
            _eliminate(row, other, pivot)
        unknown = next((m[0] for m in row if m), None)
        if unknown is None:
            if row:
                return None
            continue
        unit = row[unknown,]
        row = {m: c / unit for m, c in row.items()}
        for other in rows.values():
            _eliminate(other, row, unknown)
        rows[unknown] = row
    return {
        unknown: -row.get((), Fraction(0))
        for unknown, row in rows.items()
        if all(m in ((), (unknown,)) for m in row)
    }


def _eliminate(row: Rest, other: Rest, unknown: int) -> None:
    """Subtract from a row the multiple of another, whose unknown has factor 1, that cancels it."""
    factor = row.get((unknown,), Fraction(0))
    if factor:
        for monomial, c in other.items():
            row[monomial] = row.get(monomial, Fraction(0)) - factor * c
            if not row[monomial]:
                del row[monomial]
