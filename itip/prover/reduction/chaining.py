"""Measures of a sum put together by the chain rule, so that there are fewer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from itip.entropy.cone import Information
from itip.entropy.groundset import Subset

Weights = dict[Information, Fraction]
Side = tuple[Subset, Subset, Subset]
"""x, y and z of I(x;y|z), of which x stays as it is and y is what the chain rule adds to."""


def chained(weights: Mapping[Information, Fraction]) -> Weights:
    """The same sum with I(x;y|z) + I(x;w|y,z), of one weight, written as I(x;y,w|z)."""
    left = dict(weights)
    ends: dict[tuple[Subset, Subset], dict[Side, None]] = {}
    for term in left:
        _enter(ends, term)
    waiting = list(left)
    while waiting:
        term = waiting.pop()
        other, together = _pair(left, ends, term) if term in left else (None, None)
        if other is None or together is None:
            continue
        weight = left.pop(term)
        del left[other]
        left[together] = left.get(together, Fraction(0)) + weight
        _enter(ends, together)
        waiting.append(together)
    return left


def _enter(ends: dict[tuple[Subset, Subset], dict[Side, None]], term: Information) -> None:
    """Note where each side begins and where it ends: x with z, and x with y and z."""
    for side in _sides(term):
        x, y, z = side
        ends.setdefault((x, z), {})[side] = None
        ends.setdefault((x, y | z), {})[side] = None


def _pair(
    left: Weights, ends: dict[tuple[Subset, Subset], dict[Side, None]], term: Information
) -> tuple[Information | None, Information | None]:
    """A measure that the chain rule joins to a term, and what both are together."""
    for x, y, z in _sides(term):
        for end in (y | z, z):
            for _, w, given in ends[x, end]:
                other = _measure(x, w, given)
                follows = given == y | z or given | w == z
                if follows and other != term and left.get(other) == left[term]:
                    return other, _measure(x, y | w, z & given)
    return None, None


def _sides(term: Information) -> Iterator[Side]:
    if term.a != term.b:
        yield term.a, term.b, term.given
        yield term.b, term.a, term.given


def _measure(x: Subset, y: Subset, z: Subset) -> Information:
    return Information(min(x, y), max(x, y), z)
