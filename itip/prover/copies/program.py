"""A problem after copy steps, as generators of Farkas' question over canonical coordinates.

The generators are the elemental inequalities of the named variables, old and new, in canonical
coordinates, each vector once; then t, the constant 1, and the givens of sense >=; then those of
sense =, which are free. The coordinates are the canonical sets that occur, the scalars, and t.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import gcd, lcm

from itip.entropy.cone import Information, elemental_count, elementals
from itip.entropy.copies import Copies, Step
from itip.entropy.expression import Expression, Problem
from itip.entropy.groundset import Subset
from itip.errors import LimitReached
from itip.prover.copies.canonical import Canonical
from itip.prover.effort import Effort
from itip.prover.farkas import Vector

_INEQUALITIES = 1_000_000


@dataclass(frozen=True, slots=True)
class CopyProgram:
    """The program of a problem and its steps.

    `sets[S]` are the coordinates of the set S of named variables, `origins[r]` is the elemental
    inequality that is row r, and `givens` those that are not 0 there, as are `others` after t, and
    `free`, each multiplied by its `scales`.
    """

    problem: Problem
    steps: tuple[Step, ...]
    copies: Copies
    canonical: Canonical
    coordinates: tuple[Subset, ...]
    sets: tuple[Vector, ...]
    rows: tuple[Vector, ...]
    origins: tuple[Information, ...]
    others: tuple[Vector, ...]
    free: tuple[Vector, ...]
    givens: tuple[int, ...]
    scales: tuple[Fraction, ...]

    @property
    def height(self) -> int:
        """The number of coordinates."""
        return len(self.coordinates) + len(self.problem.scalars) + 1

    def vector(self, expression: Expression) -> tuple[Vector, Fraction]:
        """An expression of the problem as an integer vector, and the factor that made it one."""
        return _vector(expression, self.problem.scalars, self.sets, len(self.coordinates))


def pose(problem: Problem, steps: Sequence[Step], effort: Effort) -> CopyProgram:
    """The program of a problem after these steps; ItipError if one of them is not possible."""
    copies = Copies.of(problem.ground, steps)
    _refuse_many(len(copies.ground))
    canonical = Canonical(copies)
    coordinates, sets = _sets(copies, canonical, effort)
    vectors, origins = _rows(len(copies.ground), sets, effort)
    rows = {
        k: _vector(given.expression, problem.scalars, sets, len(coordinates))
        for k, given in enumerate(problem.givens)
    }
    equal = [k for k in rows if problem.givens[k].sense == "=" and rows[k][0]]
    more = [k for k in rows if problem.givens[k].sense == ">=" and rows[k][0]]
    return CopyProgram(
        problem,
        tuple(steps),
        copies,
        canonical,
        coordinates,
        sets,
        vectors,
        origins,
        others=({len(coordinates) + len(problem.scalars): 1}, *(rows[k][0] for k in more)),
        free=tuple(rows[k][0] for k in equal),
        givens=(*more, *equal),
        scales=tuple(rows[k][1] for k in (*more, *equal)),
    )


def _refuse_many(n: int) -> None:
    if elemental_count(n) > _INEQUALITIES:
        raise LimitReached(
            f"with its copies, a linear program of {n} variables is too large; "
            f"the limit is {_INEQUALITIES} inequalities"
        )


def _sets(
    copies: Copies, canonical: Canonical, effort: Effort
) -> tuple[tuple[Subset, ...], tuple[Vector, ...]]:
    """The canonical sets that occur, and over them all joint entropies of named variables."""
    unions = [0]
    for primitives in copies.named:
        unions += [union | primitives for union in unions]
    place: dict[Subset, int] = {}
    sets = []
    for number, union in enumerate(unions):
        if not number % 256:
            effort.left()
        terms = canonical.combination(union)
        sets.append({place.setdefault(s, len(place)): c for s, c in terms.items()})
    return tuple(place), tuple(sets)


def _rows(
    n: int, sets: Sequence[Vector], effort: Effort
) -> tuple[tuple[Vector, ...], tuple[Information, ...]]:
    """The vectors of elemental inequalities, each once, none that is 0, and whose they are."""
    found: dict[frozenset[tuple[int, int]], Information] = {}
    for number, elemental in enumerate(elementals(n)):
        if not number % 1024:
            effort.left()
        row: Vector = {}
        for subset, sign in elemental.coordinates().items():
            for place, c in sets[subset].items():
                row[place] = row.get(place, 0) + sign * c
        found.setdefault(frozenset(item for item in row.items() if item[1]), elemental)
    found.pop(frozenset(), None)
    return tuple(map(dict, found)), tuple(found.values())


def _vector(
    expression: Expression, scalars: Sequence[str], sets: Sequence[Vector], width: int
) -> tuple[Vector, Fraction]:
    terms: dict[int, Fraction] = {}
    for subset, coefficient in expression.entropies:
        for place, c in sets[subset].items():
            terms[place] = terms.get(place, Fraction(0)) + c * coefficient
    terms |= {width + scalars.index(r): d for r, d in expression.scalars}
    terms[width + len(scalars)] = expression.constant
    nonzero = {place: c for place, c in terms.items() if c}
    scale = Fraction(
        lcm(*(c.denominator for c in nonzero.values())),
        gcd(*(c.numerator for c in nonzero.values())) or 1,
    )
    return {place: int(c * scale) for place, c in nonzero.items()}, scale
