"""Values of the scalars at given entropies."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import numpy as np

from itip.prover.witness.question import Floats, Question

_DENOMINATORS = (1, 2, 3, 4, 6, 8, 12, 16, 60, 1000, 10**6)
SCALAR = 16.0  # the largest, in bits
_NEAR = 1e-11


def valued(question: Question, rows: Floats) -> Iterator[tuple[Fraction, ...]]:
    """Rational scalars that, by floats, answer where the rows have these values without them.

    They lie well inside of what the inequalities leave them; simple ones come first.
    """
    if not question.problem.scalars:
        if _answered(question, rows):
            yield ()
        return
    inside = _inside(question, rows)
    if inside is None:
        return
    for denominator in _DENOMINATORS:
        scalars = tuple(Fraction(round(float(s) * denominator), denominator) for s in inside)
        near = np.array([float(s) for s in scalars])
        if _answered(question, rows + question.scalars @ near):
            yield scalars


def _answered(question: Question, rows: Floats) -> bool:
    """Whether the values of the rows are as they should be, nearly; the goal's is not just 0."""
    givens, equal = rows[1:], question.equal[1:]
    return bool(
        rows[0] < -_NEAR and (givens > -_NEAR).all() and (givens[equal] < _NEAR * 100).all()
    )


def _inside(question: Question, rows: Floats) -> Floats | None:
    """The scalars that leave the most room in all inequalities and the violation."""
    from scipy.optimize import linprog  # noqa: PLC0415  it takes long to import

    count = len(question.problem.scalars)
    sign = np.where(np.arange(len(rows)) == 0, 1.0, -1.0)
    loose, equal = ~question.equal, question.equal
    left = np.hstack([sign[:, None] * question.scalars, np.ones((len(rows), 1))])[loose]
    result = linprog(
        [0.0] * count + [-1.0],
        A_ub=left,
        b_ub=(-sign * rows)[loose],
        A_eq=np.hstack([question.scalars[equal], np.zeros((int(equal.sum()), 1))])
        if equal.any()
        else None,
        b_eq=-rows[equal] if equal.any() else None,
        bounds=[(-SCALAR, SCALAR)] * count + [(None, 1.0)],
    )
    if result.status != 0 or result.x[-1] < _NEAR:
        return None
    return np.asarray(result.x[:-1], dtype=float)
