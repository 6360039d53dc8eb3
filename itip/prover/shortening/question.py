"""Which of Shannon's measures a short proof may be made of, and what each of them costs.

Legend: two sets S and T of a family, neither within the other, stand for

    I(S-T;T-S|S^T) = h(S) + h(T) - h(S u T) - h(S ^ T),

where S ^ T is what they share, if the family has S u T and S ^ T; and T within S, for
H(S-T|T) = h(S) - h(T). Of the family of all subsets these are all measures on disjoint sets.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain, combinations

from itip.entropy.cone import Information
from itip.entropy.groundset import Subset, by_size
from itip.prover.farkas import Vector

FULL = 8
"""Variables up to which the family is of all subsets."""

_SETS = 256  # of a family above
_TERM = 1000  # what a measure costs, or a given whose largest coefficient is 1
_VARIABLE = 20  # for each variable in it
_CONDITION = 1  # for each in the condition
_FAMILIAR = 3  # less for each of its sets that the statement has

Pair = tuple[Subset, Subset]
Places = tuple[int, int, int, int]  # in the family: two sets that are added, two subtracted


@dataclass(frozen=True, slots=True)
class Opposite:
    """Minus a measure that a given forces to be 0: factor * given + sum of other measures.

    The given's number is its place among a question's others and what is free.
    """

    given: int
    factor: Fraction
    others: tuple[Information, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """How goals are the cheapest combination of measures, of `others`, and of what is `free`.

    `images[k]` is h of the k-th set of the family over `height` coordinates; the first set is
    empty, and its image 0. The r-th measure is of the pair of sets `pairs[r]`, and is a sum of the
    images at `places[r]`; places behind these are of what is `forced`. The weights of `free` alone
    may be negative. There are `prices` for one of each measure, of what is forced, of others, and
    of free, in this order. A goal is known to be a combination of `known` measures, of others, and
    of what is free.
    """

    images: tuple[Vector, ...]
    pairs: tuple[Pair, ...]
    places: tuple[Places, ...]
    others: tuple[Vector, ...]
    free: tuple[Vector, ...]
    prices: tuple[int, ...]
    height: int
    known: tuple[Information, ...]
    forced: tuple[Opposite, ...] = ()

    def measure(self, number: int) -> Information:
        """The measure of this number."""
        s, t = self.pairs[number]
        shared = s & t
        a, b = sorted((s ^ shared, t ^ shared))
        return Information(a or b, b, shared)

    def numbered(self) -> dict[frozenset[Subset], int]:
        """The numbers of the measures, by the pairs of sets that they are of."""
        return {frozenset(pair): r for r, pair in enumerate(self.pairs)}

    def numbers(self) -> list[int]:
        """The numbers of the measures that the known ones are sums of."""
        number = self.numbered()
        parts = dict.fromkeys(
            frozenset(pair)
            for ac, bc, _, c, both in map(_sets, self.known)
            for pair in ((ac, bc), (both, c))
        )
        return [number[part] for part in parts if part in number]


def asked(  # noqa: PLR0913  a question's parts, by name
    chosen: Iterable[Subset],
    images: Iterable[Vector],
    *,
    others: tuple[Vector, ...],
    free: tuple[Vector, ...],
    height: int,
    familiar: Collection[Subset],
    known: Iterable[Information],
) -> Question:
    """The question over a family, some sets of which the statement has."""
    place = {subset: k for k, subset in enumerate(chosen)}
    price = {subset: _price(subset, familiar) for subset in place}
    pairs, places, prices = [], [], []
    for s, t in combinations(place, 2):
        union, shared = s | t, s & t
        if union not in place or shared not in place:
            continue
        pairs.append((s, t))
        prices.append(price[union] + _CONDITION * shared.bit_count())
        if union in {s, t}:
            places.append((place[union], 0, place[shared], 0))
        else:
            places.append((place[s], place[t], place[union], place[shared]))
    prices += [_TERM * max(map(abs, vector.values())) for vector in (*others, *free)]
    return Question(
        tuple(images),
        tuple(pairs),
        tuple(places),
        others,
        free,
        tuple(prices),
        height,
        tuple(known),
    )


def family(
    n: int, known: Iterable[Information], goal: Iterable[Subset], wished: Collection[Subset]
) -> Sequence[Subset]:
    """All subsets of n variables; or of many those that are needed, and perhaps more.

    Needed are the empty set, the goal's, and those of known measures. More are those wished for,
    if they are few, and then unions and intersections of two, the small sets' first.
    """
    if n <= FULL:
        return range(1 << n)
    some = {0, *goal, *chain.from_iterable(map(_sets, known))}
    if len(some.union(wished)) <= _SETS:
        some.update(wished)
    found = dict.fromkeys(sorted(some, key=by_size))
    for s, t in combinations(tuple(found), 2):
        if len(found) >= _SETS:
            break
        found[s | t] = found[s & t] = None
    return tuple(found)


def _sets(term: Information) -> tuple[Subset, Subset, Subset, Subset, Subset]:
    """The sets ac, bc, abc, c of I(a;b|c), and what the first two share."""
    ac, bc = term.a | term.given, term.b | term.given
    return ac, bc, ac | bc, term.given, ac & bc


def _price(subset: Subset, familiar: Collection[Subset]) -> int:
    return _TERM + _VARIABLE * subset.bit_count() - _FAMILIAR * (subset in familiar)
