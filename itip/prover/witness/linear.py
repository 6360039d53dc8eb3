"""Linear random variables that answer a question: ranks in a cone, and subspaces that have them.

Linear variables are products of matrices with a uniform vector over GF(q). Their joint entropies
are the ranks of the matrices, times log2(q) bits, and satisfy Ingleton's inequality.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import gcd, lcm, log2

import numpy as np

from itip.errors import BackendError, LimitReached
from itip.prover.effort import Effort
from itip.prover.witness.ingleton import MOST, Cone, violated
from itip.prover.witness.question import Floats, Found, Question
from itip.prover.witness.represent import distribution, represent

Fractions = tuple[Fraction, ...]
Point = tuple[Fractions, Fractions]
"""The 2^n values of a polymatroid, in bitmask order, and values of the scalars."""

_SEED = 1
_SECONDS = 1.5  # that it may take before other strategies have their turn
_VERTICES = 20  # that are looked at
_FIELDS = (2, 3, 5)
_BITS = 12  # of joint entropy, at most
_ZERO = 1e-6  # nothing rests on it
_DENOMINATOR = 60  # at most, of a vertex's smallest entropy, and of its scalars


@dataclass(frozen=True, slots=True)
class ByRanks:
    """The linear variables that were found; `possible` is False where it seems there are none."""

    found: Found | None
    possible: bool


def search(question: Question, effort: Effort) -> ByRanks:
    """Linear variables with the ranks of the polymatroid at hand, or of vertices of the cone."""
    dice = np.random.default_rng(_SEED)
    limited = effort.at_most(_SECONDS)
    try:
        found = _at_hand(question, limited, dice)
        if found is not None:
            return ByRanks(found, possible=True)
        if len(question.problem.ground) <= MOST:
            return _among_vertices(question, limited, dice)
    except (BackendError, LimitReached):
        effort.left()
    return ByRanks(None, possible=True)


def _at_hand(question: Question, effort: Effort, dice: np.random.Generator) -> Found | None:
    """Linear variables with the ranks of the polymatroid at hand, if there may be such."""
    h, n = question.rank, len(question.problem.ground)
    if h is None:
        return None
    parts = np.array([float(x / (h[-1] or 1)) for x in h])
    if n <= MOST and len(violated(n, parts)):
        return None
    return _represented(question, (h, question.values), effort, dice)


def _among_vertices(question: Question, effort: Effort, dice: np.random.Generator) -> ByRanks:
    """Linear variables with the ranks of vertices: that of least joint entropy, then others."""
    n = len(question.problem.ground)
    effort.note("linear random variables are sought by linear programs")
    cone = Cone.of(question)
    seen = set()
    for k in range(_VERTICES):
        cost = (k / 10 + 1e-3) * dice.random(1 << n)
        cost[-1] += 1
        cone, claim = cone.cheapest(cost, effort)
        if claim.values is None:
            return ByRanks(None, possible=claim.status != "infeasible")
        point = _rounded(claim.values, n)
        if point is None or point[0] in seen:
            continue
        seen.add(point[0])
        found = _represented(question, point, effort, dice)
        if found is not None:
            return ByRanks(found, possible=True)
    return ByRanks(None, possible=True)


def _rounded(values: Floats, n: int) -> Point | None:
    """A vertex (h, s, t) as small fractions: those of (h, s) / t, or of some multiple if t = 0."""
    h, scalars, unit = values[: 1 << n], values[1 << n : -1], values[-1]
    if unit < _ZERO:
        unit = min(h[h > _ZERO * h.max()], default=1.0)
    for d in range(1, _DENOMINATOR + 1):
        multiples = h * d / unit
        whole = np.rint(multiples)
        if np.abs(multiples - whole).max() < _ZERO * _DENOMINATOR:
            near = (Fraction(s).limit_denominator(_DENOMINATOR) for s in scalars / unit)
            return tuple(Fraction(int(x), d) for x in whole), tuple(near)
    return None


def _represented(
    question: Question, point: Point, effort: Effort, dice: np.random.Generator
) -> Found | None:
    """Linear variables whose ranks are a multiple of a polymatroid's, if they are an answer.

    Those with few outcomes come first.
    """
    h, values = point
    in_bits = bool(values or question.constants.any())  # then log2(q) is to be rational
    for q, multiple in _sizes(h, (2,) if in_bits else _FIELDS):
        rank = [int(multiple * x) for x in h]
        scalars = tuple(multiple * s for s in values)
        if not _answers(question, rank, scalars):
            continue
        matrices = represent(rank, q, effort, dice)
        if matrices is not None:
            found = distribution(question.problem.ground, q, matrices)
            if question.answered(found, scalars):
                return found, scalars
    return None


def _sizes(h: Fractions, fields: tuple[int, ...]) -> list[tuple[int, Fraction]]:
    """Fields, with factors that make h integral, for which outcomes are few; the fewest first."""
    least = Fraction(lcm(*(x.denominator for x in h)), gcd(*(x.numerator for x in h)) or 1)
    factors = {least * m for m in (1, 2, 3, least.denominator)}
    sizes = [
        (float(factor * h[-1]) * log2(q), q, factor)
        for factor in factors
        for q in fields
        if factor * h[-1] <= _BITS
    ]
    return [(q, factor) for bits, q, factor in sorted(sizes) if bits <= _BITS]


def _answers(question: Question, rank: list[int], scalars: Fractions) -> bool:
    """Whether a polymatroid, in bits, satisfies all givens and violates the goal."""
    h = {s: Fraction(x) for s, x in enumerate(rank)}
    named = dict(zip(question.problem.scalars, scalars, strict=True))
    goal = question.goal.expression.value(h, named)
    givens = ((g.expression.value(h, named), g.sense) for g in question.problem.givens)
    return goal < 0 and all(x == 0 if sense == "=" else x >= 0 for x, sense in givens)
