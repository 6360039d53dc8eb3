"""Sums of measures turned into shorter ones that are the same in joint entropies.

Legend: a measure I(a;b|given) is a triple of subsets, H(a|given) has a twice; a quantity is a
measure, a scalar, or None for 1 bit; a sum has an integer c, not 0, for each of its quantities.
Rewriting replaces two measures by one, or by two others.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import lru_cache
from operator import itemgetter
from typing import TypeAlias, TypeVar

from itip.entropy.cone import Information
from itip.entropy.groundset import GroundSet, Subset
from itip.entropy.implied import measured
from itip.language.ast import Linear, Measure

Triple: TypeAlias = "tuple[Subset, Subset, Subset]"
Quantity: TypeAlias = "Triple | str | None"
Sum: TypeAlias = "dict[Quantity, int]"
_Measures: TypeAlias = "tuple[tuple[Triple, int], ...]"

K = TypeVar("K")

_DEPTH = 3  # rewritings of what a term became, one after the other
_WIDTH = 4  # sums that are rewritten further
_KEPT = 4  # sums that are told of
_ROUNDS = 24


def normal(a: Subset, b: Subset, given: Subset) -> Triple | None:
    """I(a;b|given) in the one way it is written here; None if it is 0."""
    a, b = a & ~given, b & ~given
    if not (a and b):
        return None
    if a & b in (a, b):
        a = b = a & b
    return *_ordered(a, b), given


def _ordered(a: Subset, b: Subset) -> tuple[Subset, Subset]:
    """The set with the first variable before the other."""
    return (a, b) if (a & -a, a) <= (b & -b, b) else (b, a)


def read(linear: Linear, ground: GroundSet, scale: int) -> Sum:
    """A linear expression times `scale`, where I(A;B;C|D) is I(A;B|D) - I(A;B|C,D)."""
    found: Sum = {}
    for term in linear.terms:
        c = int(scale * term.coefficient)
        match term.quantity:
            case Measure(parts, given):
                sets = [ground.subset(part) for part in parts]
                for measure, sign in _shannon(sets, ground.subset(given)):
                    _add(found, measure, sign * c)
            case quantity:
                _add(found, quantity, c)
    return found


def _shannon(parts: list[Subset], given: Subset) -> Iterator[tuple[Triple, int]]:
    *others, last = parts
    if len(parts) > 2:
        yield from _shannon(others, given)
        yield from ((m, -sign) for m, sign in _shannon(others, given | last))
    elif measure := normal(parts[0], last, given):
        yield measure, 1


def plus(total: Mapping[K, int], weight: int, other: Mapping[K, int]) -> dict[K, int]:
    """The sum total + weight * other, of quantities or of joint entropies."""
    found = dict(total)
    for key, c in other.items():
        _add(found, key, weight * c)
    return found


def _add(total: dict[K, int], key: K, c: int) -> None:
    value = total.get(key, 0) + c
    if value:
        total[key] = value
    else:
        total.pop(key, None)


def coordinates(total: Sum) -> dict[Subset, int]:
    """The joint entropies in a sum."""
    found: dict[Subset, int] = {}
    for quantity, c in total.items():
        if isinstance(quantity, tuple):
            found = plus(found, c, _coordinates(quantity))
    return found


def size(total: Sum) -> int:
    """About how many columns a sum takes; those of negative terms count a little more."""
    numbers = sum((5 if abs(c) == 1 else 7) + (c < 0) for c in total.values())
    return numbers + sum(_letters(*q) for q in total if isinstance(q, tuple))


def _letters(a: Subset, b: Subset, given: Subset) -> int:
    return 2 * (a.bit_count() + (0 if a == b else b.bit_count()) + given.bit_count())


def shortest(total: Sum) -> Sum:
    """A sum that is the same, made shorter as long as replacing two measures does so."""
    for _ in range(_ROUNDS):
        better = min(_neighbours(total, total), key=lambda pair: size(pair[0]), default=None)
        if better is None or size(better[0]) >= size(total):
            break
        total = better[0]
    return total


def absorbed(total: Sum, active: Iterable[Quantity]) -> list[Sum]:
    """The sum, and shorter ones that are the same, where active terms go into others."""
    found = {frozenset(total.items()): (size(total), total)}
    frontier = [(0, total, tuple(q for q in active if q in total))]
    for _ in range(_DEPTH):
        further = []
        for _, start, moved in frontier:
            for result, made in _neighbours(start, moved):
                key = frozenset(result.items())
                if key not in found:
                    found[key] = size(result), result
                    further.append((found[key][0], result, made))
        frontier = sorted(further, key=itemgetter(0))[:_WIDTH]
    return [result for _, result in sorted(found.values(), key=itemgetter(0))[:_KEPT]]


def _neighbours(
    total: Sum, active: Collection[Quantity]
) -> Iterator[tuple[Sum, tuple[Quantity, ...]]]:
    """The sums where an active measure and another are replaced, and the measures put there."""
    for x in active:
        for y in total:
            if x is y or not (isinstance(x, tuple) and isinstance(y, tuple)):
                continue
            cx, cy = total[x], total[y]
            amount = min(abs(cx), abs(cy))
            signs = 1 if cx > 0 else -1, 1 if cy > 0 else -1
            for measures in _rewritten(x, signs[0], y, signs[1]):
                result = dict(total)
                _add(result, x, -amount * signs[0])
                _add(result, y, -amount * signs[1])
                for measure, sign in measures:
                    _add(result, measure, amount * sign)
                made = tuple(m for m, _ in measures if m in result)
                yield result, (*made, x) if x in result else made


@lru_cache(maxsize=1 << 16)
def _rewritten(x: Triple, s: int, y: Triple, t: int) -> tuple[_Measures, ...]:
    """What s x + t y is: one measure; or else all two others, of the sets that occur in it."""
    total = plus(plus({}, s, _coordinates(x)), t, _coordinates(y))
    if not total:
        return ((),)
    if one := _recognised(total):
        return ((one,),)
    found = set[_Measures]()
    for measure, c in set(_candidates(total)):
        rest = _recognised(plus(total, -c, _coordinates(measure)))
        if rest is not None and rest[0] not in (x, y):
            found.add(((measure, c), rest))
    return tuple(found)


@lru_cache(maxsize=1 << 14)
def _coordinates(measure: Triple) -> dict[Subset, int]:
    return Information(*measure).coordinates()


def _candidates(total: dict[Subset, int]) -> Iterator[tuple[Triple, int]]:
    """Measures of which a sum of joint entropies may have so many, with coefficients."""
    for p, c in total.items():
        yield (p, p, 0), c
        for q, d in total.items():
            if p & q == q != p:
                rest = p ^ q
                yield from (((rest, rest, q), k) for k in {c, -d})
            elif p < q and p & q != p:
                a, b = p & ~q, q & ~p
                yield from (((*_ordered(a, b), p & q), k) for k in {c, d})


def _recognised(total: dict[Subset, int]) -> tuple[Triple, int] | None:
    """The measure, and how many of it, that a sum of joint entropies is; None if there is none."""
    found = measured(total)
    if found is None:
        return None
    term, weight = found
    return (*_ordered(term.a, term.b), term.given), weight
