"""The Shannon cone: the points of 2^n - 1 joint entropies that are polymatroids."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING

from itip.entropy.expression import Expression
from itip.entropy.groundset import GroundSet, Subset, elements, subset_sums

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Information:
    """I(a;b|given) = h(a,given) + h(b,given) - h(a,b,given) - h(given), never negative.

    a = b makes it H(a|given), since I(A;A|C) = H(A|C).
    """

    a: Subset
    b: Subset
    given: Subset

    def coordinates(self) -> dict[Subset, int]:
        """Its coefficients over joint entropies (the empty set is left out)."""
        result: dict[Subset, int] = {}
        ac, bc, abc = self.a | self.given, self.b | self.given, self.a | self.b | self.given
        for subset, coefficient in ((ac, 1), (bc, 1), (abc, -1), (self.given, -1)):
            result[subset] = result.get(subset, 0) + coefficient
        return {s: c for s, c in result.items() if s and c}


def remainder(
    goal: Expression,
    shannon: Iterable[tuple[Information, Fraction]],
    givens: Iterable[tuple[Expression, Fraction]],
) -> dict[Subset, Fraction]:
    """The joint entropies in goal - sum of weight * information - sum of weight * given."""
    total = dict(goal.entropies)
    summands: list[tuple[Iterable[tuple[Subset, Fraction | int]], Fraction]] = [
        *((given.entropies, weight) for given, weight in givens),
        *((term.coordinates().items(), weight) for term, weight in shannon),
    ]
    for terms, weight in summands:
        for subset, c in terms:
            total[subset] = total.get(subset, Fraction(0)) - weight * c
    return {subset: c for subset, c in total.items() if c}


@dataclass(frozen=True, slots=True)
class Polymatroid:
    """A set function h, rank[S] in bits for all 2^n subsets S in bitmask order, with rank[0] = 0.

    h(S) <= h(T) for S within T, and h(S) + h(T) >= h(S u T) + h(S n T).
    """

    ground: GroundSet
    rank: tuple[Fraction, ...]

    def value(self, subset: Subset) -> Fraction:
        """The joint entropy h(S)."""
        return self.rank[subset]

    def atoms(self) -> tuple[tuple[Subset, Fraction], ...]:
        """The nonzero values of its I-measure (Yeung 1991), by ascending subset.

        mu(S) = - sum over T within S of (-1)^(|S|-|T|) h(T u (N-S)), which may be negative.
        """
        size = len(self.rank)
        value = [self.rank[size - 1] - self.rank[size - 1 - s] for s in range(size)]
        subset_sums(value, -1)
        return tuple((s, v) for s, v in enumerate(value) if v)


@dataclass(frozen=True, slots=True)
class SymmetricPolymatroid:
    """A set function h, h(S) = rank at (how many groups of each class S meets).

    The groups, classes[i][k], are disjoint nonempty subsets; those of one class are
    interchangeable, and variables in no group are constants. `rank` has every tuple of counts but
    the all-zero one, where h is 0.
    """

    ground: GroundSet
    classes: tuple[tuple[Subset, ...], ...]
    rank: tuple[tuple[tuple[int, ...], Fraction], ...]
    _at: dict[tuple[int, ...], Fraction] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        nothing = (0,) * len(self.classes)
        object.__setattr__(self, "_at", {nothing: Fraction(0)} | dict(self.rank))

    def value(self, subset: Subset) -> Fraction:
        """The joint entropy h(S)."""
        return self._at[tuple(sum(subset & g > 0 for g in groups) for groups in self.classes)]


@lru_cache(maxsize=16)
def elementals(n: int) -> tuple[Information, ...]:
    """The elemental inequalities of n variables, for n small enough to list them one by one.

    They are H(i|N-i) and I(i;j|K) with K within N-i-j, n + C(n,2) 2^(n-2) in all, and imply every
    Shannon inequality (Yeung 1997). For the same list as arrays see `elemental_arrays`.
    """
    everything = (1 << n) - 1
    single = [Information(1 << i, 1 << i, everything ^ 1 << i) for i in range(n)]
    double = [
        Information(1 << i, 1 << j, given)
        for i in range(n)
        for j in range(i + 1, n)
        for given in range(1 << n)
        if not given & (1 << i | 1 << j)
    ]
    return (*single, *double)


def chained(term: Information, everything: Subset) -> tuple[Information, ...]:
    """The elemental inequalities of a ground set that sum to a term, by the chain rule.

    With O what a and b have in common outside C, I(a;b|C) = H(O|C) + I(a-O;b-O|C,O). Then one
    variable after the other, H(i|K) being H(i|all others) + I(i;all others but K|K).
    """
    a, b, given = term.a & ~term.given, term.b & ~term.given, term.given
    shared = a & b
    result: list[Information] = []
    for i in elements(shared):
        rest = everything & ~given & ~(1 << i)
        result.append(Information(1 << i, 1 << i, everything ^ 1 << i))
        result += _pairs(1 << i, rest, given)
        given |= 1 << i
    return (*result, *_pairs(a ^ shared, b ^ shared, given))


def _pairs(a: Subset, b: Subset, given: Subset) -> Iterator[Information]:
    """I(a;b|given) of disjoint sets as the sum of I(i;j|...), i in a and j in b."""
    for i in elements(a):
        inside = given
        for j in elements(b):
            yield Information(1 << i, 1 << j, inside)
            inside |= 1 << j
        given |= 1 << i


def elemental_count(n: int) -> int:
    """How many elemental inequalities n variables have."""
    return n + n * (n - 1) // 2 * (1 << n - 2) if n > 1 else n


@lru_cache(maxsize=4)
def elemental_arrays(n: int) -> tuple[Integers, Integers, Integers]:
    """The elemental inequalities I(a;b|given) in the order of `elementals`, as bitmask arrays."""
    import numpy as np  # noqa: PLC0415  small problems are decided without numpy

    everything = (1 << n) - 1
    ones = 1 << np.arange(n, dtype=np.int64)
    i, j = np.triu_indices(n, 1)
    sets = np.arange(max(1, 1 << n - 2) if n >= 2 else 1, dtype=np.int64)[None, :]
    low, high = i.astype(np.int64)[:, None], j.astype(np.int64)[:, None]
    below = sets & (1 << low) - 1
    between = sets >> low & (1 << high - low - 1) - 1
    above = sets >> high - 1
    given = below | between << low + 1 | above << high + 1
    shape = given.shape
    a = np.concatenate([ones, np.broadcast_to(1 << low, shape).ravel()])
    b = np.concatenate([ones, np.broadcast_to(1 << high, shape).ravel()])
    return a, b, np.concatenate([everything ^ ones, given.ravel()])


@lru_cache(maxsize=8)
def elemental_sets(n: int) -> tuple[Integers, Integers, Integers, Integers]:
    """The sets ac, bc, abc, c of each: h(ac) + h(bc) - h(abc) - h(c) >= 0, where c is given."""
    a, b, given = elemental_arrays(n)
    return a | given, b | given, a | b | given, given
