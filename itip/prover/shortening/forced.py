"""Measures that givens force to be 0: subtracted in a question, and written out in its answer.

Minus such a measure is minus a multiple of the given and a sum of measures, but read as one term.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import islice

from itip.entropy.cone import Information
from itip.entropy.expression import Expression
from itip.entropy.groundset import Subset
from itip.entropy.implied import implied, pieces, sums
from itip.prover.farkas import Combination
from itip.prover.shortening.question import FULL, Opposite, Question

_SEEN = 50_000  # ways in which measures are forced, and
_MOST = 3_000  # measures of these; those of few pieces come first
_DEARER = 1  # than the measure that is subtracted

Stated = Sequence[tuple[Expression, Fraction]]
"""The givens that a question's others, after the constant, and then the free ones are, and scales
by which they are multiplied there."""


def widened(question: Question, stated: Stated, everything: Subset) -> Question:
    """The question in which forced measures of a ground set may be subtracted, if it is small."""
    if everything >> FULL or not stated:
        return question
    number = question.numbered()
    best: dict[int, Opposite] = {}
    for measure, one in islice(_forced(stated, len(question.others), everything), _SEEN):
        r = number[_pair(measure)]
        if r not in best or len(one.others) < len(best[r].others):
            best[r] = one
    numbers = sorted(best, key=lambda r: (len(best[r].others), question.prices[r]))[:_MOST]
    count = len(question.pairs)
    opposite = (question.places[r][2:] + question.places[r][:2] for r in numbers)
    prices = (question.prices[r] + _DEARER for r in numbers)
    return replace(
        question,
        places=(*question.places, *opposite),
        forced=tuple(best[r] for r in numbers),
        prices=(*question.prices[:count], *prices, *question.prices[count:]),
    )


def written_out(question: Question, found: Combination) -> Combination:
    """The combination of measures, others, and what is free, without forced ones."""
    count = len(question.pairs)
    number = question.numbered()
    weights: dict[int, Fraction] = {}
    for r, weight in found.weights.items():
        if r < count or r >= len(question.places):
            own = r if r < count else r - len(question.forced)
            weights[own] = weights.get(own, Fraction(0)) + weight
            continue
        forced = question.forced[r - count]
        parts = [(number[_pair(other)], Fraction(1)) for other in forced.others]
        for own, factor in ((count + forced.given, forced.factor), *parts):
            weights[own] = weights.get(own, Fraction(0)) + weight * factor
    return Combination({r: weight for r, weight in weights.items() if weight})


def _forced(
    stated: Stated, others: int, everything: Subset
) -> Iterator[tuple[Information, Opposite]]:
    """The measures that the givens force to be 0, but for those given so."""
    for given, (expression, scale) in enumerate(stated, 1):
        for whole in sums(expression):
            factor = -1 / (whole.factor * scale)
            if given < others and factor < 0:
                continue
            for measure in implied(whole.measure, everything):
                rest = whole.others + pieces(whole.measure, measure)
                if rest:
                    yield measure, Opposite(given, factor, rest)


def _pair(term: Information) -> frozenset[Subset]:
    """The two sets that a measure is of in a question."""
    ac, bc = term.a | term.given, term.b | term.given
    return frozenset((ac, term.given if ac == bc else bc))
