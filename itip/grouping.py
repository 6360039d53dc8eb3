"""A proof's sum as it is read: with measures that givens force to be 0, each as one term.

Legend: a given says that G = 0, and G = T + p + q + ... identically, with measures T, p, q, ...;
so T = 0 too. Where a proof's sum has - c G + c p + c q + ..., it is - c T that is read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from math import comb

from itip.entropy.cone import Information
from itip.entropy.expression import Problem
from itip.entropy.implied import Sum, implies, measured, sums, total
from itip.evidence import Contradiction, Proof

_PIECES = 5  # p, q, ... of one given
_CHOICES = 2_000  # of pieces for one given
_EFFORT = 64  # terms times sums that are followed at once

Weighted = tuple[Information, Fraction]


@dataclass(frozen=True, slots=True)
class Forced:
    """The term - amount * measure, which is 0 by the given of this number."""

    given: int
    measure: Information
    amount: Fraction


@dataclass(frozen=True, slots=True)
class Grouped:
    """A sum of weight * information, of weight * given, and of what is forced to be 0."""

    shannon: tuple[Weighted, ...]
    givens: tuple[tuple[int, Fraction], ...]
    forced: tuple[Forced, ...] = ()

    def __len__(self) -> int:
        return len(self.shannon) + len(self.givens) + len(self.forced)


@dataclass(frozen=True, slots=True)
class _Way:
    """A measure that is left of the given in one place without the terms in other places."""

    place: int
    measure: Information
    terms: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _State:
    """What is left in each place, of information and of givens, and what is forced by ways."""

    left: tuple[Fraction, ...]
    forced: Mapping[_Way, Fraction]

    def __len__(self) -> int:
        return sum(map(bool, self.left)) + len(self.forced)


def grouped(item: Proof | Contradiction, problem: Problem) -> Grouped:
    """What a proof adds up, but for copies' equalities and a constant, in the fewest terms found.

    The problem has the variables that the proof adjoins. In the mean over classes all terms stay.
    """
    if item.classes:
        return Grouped(item.shannon, item.givens)
    left, ways, scales = [weight for _, weight in item.shannon], list[_Way](), list[Fraction]()
    for number, weight in item.givens:
        whole = list(sums(problem.givens[number].expression))
        vanishes = bool(whole) and whole[0].factor * weight < 0
        scales.append(-1 / whole[0].factor if vanishes else Fraction(1))
        ways += _ways(whole, item.shannon, len(left)) if vanishes else ()
        left.append(weight / scales[-1])
    return _read(item, _fewest(_State(tuple(left), {}), ways), scales)


def _ways(whole: Sequence[Sum], shannon: Sequence[Weighted], place: int) -> Iterator[_Way]:
    """What a given is but for a few terms, if that is a measure."""
    everything = total((whole[0].measure, *whole[0].others))
    near = [
        k
        for k, (term, _) in enumerate(shannon)
        if any(implies(one.measure, term) for one in whole)
    ]
    choices = 0
    for count in range(1, 1 + min(_PIECES, len(near))):
        choices += comb(len(near), count)
        if choices > _CHOICES:
            return
        for terms in combinations(near, count):
            found = measured(total((shannon[k][0] for k in terms), everything))
            if found and found[1] == 1:
                yield _Way(place, found[0], terms)


def _fewest(start: _State, ways: Sequence[_Way]) -> _State:
    """The sum of the fewest terms that a beam search finds."""
    best, beam = start, [start]
    width = max(1, _EFFORT // max(1, len(start)))
    while beam:
        found: dict[object, _State] = {}
        for state in beam:
            for way in ways:
                if all(state.left[k] for k in (way.place, *way.terms)):
                    after = _taken(state, way)
                    found.setdefault((after.left, frozenset(after.forced.items())), after)
        beam = sorted(found.values(), key=len)[:width]
        best = min(best, *beam, key=len) if beam else best
    return best


def _taken(state: _State, way: _Way) -> _State:
    """What is left when as much as can be is read in one way; some place then has nothing left."""
    left = list(state.left)
    amount = min(left[k] for k in (way.place, *way.terms))
    for k in (way.place, *way.terms):
        left[k] -= amount
    return _State(tuple(left), {**state.forced, way: state.forced.get(way, 0) + amount})


def _read(item: Proof | Contradiction, state: _State, scales: Sequence[Fraction]) -> Grouped:
    count = len(item.shannon)
    givens = zip(item.givens, state.left[count:], scales, strict=True)
    return Grouped(
        tuple((term, w) for (term, _), w in zip(item.shannon, state.left, strict=False) if w),
        tuple((number, w * scale) for (number, _), w, scale in givens if w),
        tuple(
            Forced(item.givens[way.place - count][0], way.measure, amount)
            for way, amount in state.forced.items()
        ),
    )
