"""Refutation by one shared variable: each random variable is it, or constant.

With A the set of those that are it, and e its entropy, h(S) = e if S meets A, else 0. So the goal
and each given are of the form a e + b, and what they ask of e leaves an interval. Those without a
constant ask for a sign of a.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import combinations, islice
from math import floor

from itip.entropy.distribution import Distribution
from itip.entropy.expression import Expression, Problem
from itip.entropy.groundset import GroundSet, Subset
from itip.prover.effort import Effort

_WORK = 1 << 20  # terms, times sets of variables, that are looked at
_BITS = 10  # of entropy, at most
_HALVINGS = 2000  # of a probability, at most

Row = tuple[tuple[tuple[Subset, int], ...], int, str]
"""A positive multiple of an expression, its coefficients by subset and constant; its sense."""

Line = tuple[int, int, str]
"""a, b and the sense that a e + b is to have."""


def shared_bit(problem: Problem, effort: Effort) -> Distribution | None:
    """A shared variable with which all givens hold and the one goal, of sense >=, does not.

    No constraint has a scalar. It is a fair bit if that will do, or else some, or a biased one.
    """
    rows = [_row(goal.expression, "<") for goal in problem.goals]
    rows += [_row(given.expression, given.sense) for given in problem.givens]
    size = sum(len(terms) + 1 for terms, _, _ in rows)
    for a in islice(_sets(len(problem.ground)), _WORK // size):
        lines = _lines(rows, a)
        shared = None if lines is None else _variable(lines, effort)
        if shared is not None:
            return _shared(problem.ground, a, shared)
    return None


def _sets(n: int) -> Iterator[Subset]:
    """All subsets of n variables, small ones first, but the whole set after those of one."""
    for size in range(n + 1):
        yield from (sum(1 << i for i in chosen) for chosen in combinations(range(n), size))
        if size == 1:
            yield (1 << n) - 1


def _row(expression: Expression, sense: str) -> Row:
    terms, constant = expression.integral()
    return tuple(terms.items()), constant, sense


def _lines(rows: Sequence[Row], a: Subset) -> list[Line] | None:
    """What is asked of e by the rows that have constants; None if others fail, as e > 0."""
    lines = []
    for terms, constant, sense in rows:
        slope = sum([c for s, c in terms if s & a])
        if constant:
            lines.append((slope, constant, sense))
        elif not _holds(slope, sense):
            return None
    return lines


def _variable(lines: Sequence[Line], effort: Effort) -> list[Fraction] | None:
    """Probabilities with an entropy e at which each a e + b is of its sense, as far as there are.

    Between the least and the greatest e that the lines allow, all are allowed.
    """
    low, high = Fraction(0), Fraction(_BITS)
    for a, b, sense in lines:
        if a and (sense == "=" or (a > 0) == (sense == ">=")):
            low = max(low, Fraction(-b, a))
        if a and (sense == "=" or (a < 0) == (sense == ">=")):
            high = min(high, Fraction(-b, a))
        if not a and not _holds(b, sense):
            return None
    bits = max(floor(low), 1)
    for m in (bits, bits + 1):
        if m <= high and all(_holds(a * m + b, sense) for a, b, sense in lines):
            return [Fraction(1, 1 << m)] * (1 << m)
    return _between(low, high, effort) if low < high else None


def _holds(value: int, sense: str) -> bool:
    return {"<": value < 0, "=": value == 0, ">=": value >= 0}[sense]


def _between(low: Fraction, high: Fraction, effort: Effort) -> list[Fraction] | None:
    """Fair bits and a biased one, of an entropy between these, with no integer between them."""
    bits = floor(low)
    powers = range(2, _HALVINGS)
    enough = bisect_left(powers, 1, key=lambda k: -_exceeds(Fraction(1, 1 << k), high - bits))
    rare, common = Fraction(0), Fraction(2, 1 << powers[min(enough, len(powers) - 1)])
    for _ in range(_HALVINGS):
        effort.left()
        p = (rare + common) / 2
        if _exceeds(p, high - bits) >= 0:
            common = p
        elif _exceeds(p, low - bits) <= 0:
            rare = p
        else:
            return [q / (1 << bits) for q in (1 - p, p) for _ in range(1 << bits)]
    return None


def _exceeds(p: Fraction, bits: Fraction) -> int:
    """The sign of the entropy of a bit that is 1 with this probability, less so many bits."""
    ground = GroundSet(("X",))
    biased = Distribution(ground, (((0,), 1 - p), ((1,), p)))
    return biased.value(Expression(ground, ((1, Fraction(1)),), (), -bits)).sign()


def _shared(ground: GroundSet, a: Subset, probabilities: Sequence[Fraction]) -> Distribution:
    """The variables in a set have one value, with these probabilities; all others have 0."""
    return Distribution.of(
        ground,
        (
            (tuple((a >> i & 1) * value for i in range(len(ground))), p)
            for value, p in enumerate(probabilities)
        ),
    )
