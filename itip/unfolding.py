"""Proofs said in simpler terms: without classes, and by elemental inequalities only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import combinations, product
from math import comb
from typing import TypeVar

from itip.entropy.cone import Information, chained
from itip.entropy.expression import Problem
from itip.entropy.groundset import Subset
from itip.errors import LimitReached
from itip.evidence import Classes, Contradiction, Proof, named

_TERMS = 20_000  # that one proof may become

Item = TypeVar("Item", bound=Proof | Contradiction)
Weighted = tuple[Information, Fraction]
Sides = tuple[bool, bool, bool]  # whether a group is in a, in b, in given
Sets = tuple[Subset, Subset, Subset]  # a, b, given


def elemental(item: Item, problem: Problem) -> Item:
    """The proof by inequalities H(i|all others) and I(i;j|K) only, of all variables it names.

    It is without classes, if there are no copies. LimitReached if there would be too many terms.
    """
    copied = isinstance(item, Proof) and item.steps
    plain = item if copied else without_classes(item)
    everything = named(plain, problem.ground).everything
    terms = ((part, w) for term, w in plain.shannon for part in chained(term, everything))
    return replace(plain, shannon=_added(terms))


def without_classes(item: Item) -> Item:
    """The proof with each term written out as its mean over all exchanges within the classes.

    With copies there is no such proof, since exchanged variables have copies of their own.
    LimitReached, as for too many terms.
    """
    if not item.classes:
        return item
    if isinstance(item, Proof) and item.steps:
        raise LimitReached("a proof by copies, in the mean over exchanges, is not written out")
    if sum(_images(term, item.classes) for term, _ in item.shannon) > _TERMS:
        raise LimitReached(f"without classes the proof has more than {_TERMS} terms")
    terms = (
        (image, weight / _images(term, item.classes))
        for term, weight in item.shannon
        for image in orbit(term, item.classes)
    )
    return replace(item, shannon=_added(terms), classes=())


def _added(terms: Iterable[Weighted]) -> tuple[Weighted, ...]:
    """The terms that are not 0, those that are equal added up, I(a;b|c) being I(b;a|c)."""
    total: dict[Information, Fraction] = {}
    for term, weight in terms:
        if term.a and term.b:
            key = Information(min(term.a, term.b), max(term.a, term.b), term.given)
            total[key] = total.get(key, Fraction(0)) + weight
        if len(total) > _TERMS:
            raise LimitReached(f"the proof would have more than {_TERMS} terms")
    return tuple(total.items())


def _images(term: Information, classes: Classes) -> int:
    """How many terms the exchanges within the classes make of one."""
    result = 1
    for groups in classes:
        left = len(groups)
        for count in _sides(term, groups).values():
            result *= comb(left, count)
            left -= count
    return result


def orbit(term: Information, classes: Classes) -> Iterator[Information]:
    """The terms that the exchanges within the classes make of one."""
    moved = sum(map(sum, classes))
    fixed = term.a & ~term.given & ~moved, term.b & ~term.given & ~moved, term.given & ~moved
    arranged = (_arranged(groups, _sides(term, groups)) for groups in classes)
    for parts in product(*map(tuple, arranged)):
        yield Information(*map(sum, zip(fixed, *parts, strict=True)))


def _sides(term: Information, groups: Iterable[Subset]) -> Counter[Sides]:
    """How many groups are in which of the sets; where the given has a part, it has the whole."""
    return Counter(
        (False, False, True) if term.given & g else (term.a & g > 0, term.b & g > 0, False)
        for g in groups
    )


def _arranged(groups: Sequence[Subset], sides: Mapping[Sides, int]) -> Iterator[Sets]:
    """The unions a, b, given of groups of which so many are on each side, in every way."""
    if not sides:
        yield 0, 0, 0
        return
    (side, count), *others = sides.items()
    for chosen in combinations(groups, count):
        left = [group for group in groups if group not in chosen]
        for sets in _arranged(left, dict(others)):
            a, b, given = (s + sum(chosen) * inside for s, inside in zip(sets, side, strict=True))
            yield a, b, given
