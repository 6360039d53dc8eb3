"""From an expression that is 0 to the measures that are 0 therefore, and what else it is made of.

Legend: if I(A;B|C) is 0, so is I(a;b|c) for a in A, b in B, and a c that has C, and of other
variables those of A and B only; if H(A|C) is 0, so are H(a|c) and I(a;b|c) for any b, and any c
that has C. The larger measure is the smaller one and some others, its *pieces*, by the chain rule.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, product
from typing import TypeVar

from itip.entropy.cone import Information
from itip.entropy.expression import Expression
from itip.entropy.groundset import Subset

Number = TypeVar("Number", int, Fraction)


@dataclass(frozen=True, slots=True)
class Sum:
    """What is factor * (measure + sum of the others), identically."""

    factor: Fraction
    measure: Information
    others: tuple[Information, ...] = ()


def measured(entropies: Mapping[Subset, Number]) -> tuple[Information, Number] | None:
    """The measure, and how many of it, that joint entropies add up to; None if there is none."""
    if not 0 < len(entropies) <= 4:
        return None
    everything = max(entropies)
    factor = entropies[everything]
    match [subset for subset, c in entropies.items() if c == -factor]:
        case []:
            found = Information(everything, everything, 0)
        case [given]:
            found = Information(everything & ~given, everything & ~given, given)
        case [p, q]:
            a, b = sorted((p & ~q, q & ~p))
            found, factor = Information(a, b, p & q), -factor
        case _:
            return None
    same = {subset: c * factor for subset, c in found.coordinates().items()} == entropies
    return (found, factor) if same else None


def total(
    terms: Iterable[Information], whole: Mapping[Subset, int] | None = None
) -> dict[Subset, int]:
    """The joint entropies in a sum of measures; or in a whole without them."""
    found, sign = (dict(whole), -1) if whole is not None else ({}, 1)
    for term in terms:
        for subset, c in term.coordinates().items():
            found[subset] = found.get(subset, 0) + sign * c
    return {subset: c for subset, c in found.items() if c}


def sums(expression: Expression) -> Iterator[Sum]:
    """An expression as a multiple of a measure; or of several, if it is 0 for independent parts.

    Of k parts it is so in 2^(k-1) - 1 ways, one for each way to divide them into two.
    """
    entropies = dict(expression.entropies)
    if expression.scalars or expression.constant or not entropies:
        return
    if found := measured(entropies):
        yield Sum(found[1], found[0])
        return
    everything = max(entropies)
    factor = -entropies[everything]
    whole = [s for s, c in entropies.items() if c == factor]
    given = whole[0] & whole[-1] if whole else 0
    parts = [s & ~given for s in whole]
    same = {s: c * factor for s, c in total(_apart(parts, given)).items()} == entropies
    if sum(parts) != everything & ~given or not same:
        return
    first, *rest = parts
    for count in range(len(rest)):
        for chosen in combinations(rest, count):
            sides = (first, *chosen), [part for part in rest if part not in chosen]
            within = (term for side in sides for term in _apart(side, given))
            a, b = map(sum, sides)
            yield Sum(factor, Information(a, b, given), tuple(within))


def implied(whole: Information, everything: Subset) -> Iterator[Information]:
    """The measures on disjoint sets that are 0 if a larger one is."""
    if whole.a != whole.b:
        for a, b in product(_parts(whole.a), _parts(whole.b)):
            rest = (whole.a | whole.b) & ~(a | b)
            yield from (Information(a, b, whole.given | c) for c in (0, *_parts(rest)))
        return
    for a in _parts(whole.a):
        around = everything & ~(whole.a | whole.given)
        for b in (a, *_parts(around)):
            rest = (whole.a | around) & ~(a | b)
            yield from (Information(a, b, whole.given | c) for c in (0, *_parts(rest)))


def implies(whole: Information, term: Information) -> bool:
    """Whether the second measure is 0 if the first is, which is one on disjoint sets."""
    a, b, c = term.a & ~term.given, term.b & ~term.given, term.given
    if whole.given & ~c:
        return False
    if whole.a == whole.b:
        return not a & ~whole.a or not b & ~whole.a
    if c & ~(whole.a | whole.b | whole.given):
        return False
    return any(not (x & ~whole.a or y & ~whole.b) for x, y in ((a, b), (b, a)))


def pieces(whole: Information, part: Information) -> tuple[Information, ...]:
    """What a measure is the sum of, besides one that `implied` tells of."""
    a, b, c = part.a, part.b, part.given
    inside = whole.a & c, whole.b & c
    left, right = whole.a & ~c, whole.b & ~c
    given = whole.given | inside[0]
    if whole.a == whole.b:
        around = c & ~given
        terms = [
            Information(inside[0], inside[0], whole.given),
            Information(left, around, given),
            Information(left & ~a, left & ~a, c | a),
            Information(a & ~b, a & ~b, c | b),
        ]
    else:
        terms = [
            Information(inside[0], whole.b, whole.given),
            Information(left, inside[1], given),
            Information(left & ~a, right, c | a),
            Information(a, right & ~b, c | b),
        ]
    return tuple(term for term in terms if term.a and term.b)


def _apart(parts: Sequence[Subset], given: Subset) -> tuple[Information, ...]:
    """The measures that are all 0 if parts are independent, each of the parts before it."""
    return tuple(Information(sum(parts[:k]), part, given) for k, part in enumerate(parts) if k)


def _parts(whole: Subset) -> Iterator[Subset]:
    """The nonempty subsets of a set."""
    part = whole
    while part:
        yield part
        part = (part - 1) & whole
