"""A problem after copy steps over canonical coordinates, of which `settling` makes generators.

The coordinates are the canonical sets that occur, the scalars, and t, the constant 1. In the mean
over exchanges of interchangeable variables, one coordinate is for all sets without copies that
differ by such an exchange; sets with copies are as they were, as the steps are not exchanged. The
generators are the elemental inequalities of the named variables, old and new, each vector once;
then t, and the givens of sense >=; then those of sense =, which are free.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from itip.entropy.cone import elemental_count
from itip.entropy.copies import Copies
from itip.entropy.expression import Expression, Problem
from itip.entropy.groundset import Subset
from itip.errors import LimitReached
from itip.prover.copies.canonical import Canonical
from itip.prover.effort import Effort
from itip.prover.farkas import Vector, integral

_INEQUALITIES = 1_000_000


@dataclass(frozen=True, slots=True)
class CopyProgram:
    """The program of a problem and its copies.

    `sets[S]` are the coordinates of the set S of named variables. `givens` are those that are not
    0 there, as are `others` after t, and `free`, each multiplied by its `scales`. The variables of
    each of the `blocks` are interchangeable; there are none if no mean is taken.
    """

    problem: Problem
    copies: Copies
    canonical: Canonical
    coordinates: tuple[Subset, ...]
    sets: tuple[Vector, ...]
    others: tuple[Vector, ...]
    free: tuple[Vector, ...]
    givens: tuple[int, ...]
    scales: tuple[Fraction, ...]
    blocks: tuple[Subset, ...]

    @property
    def height(self) -> int:
        """The number of coordinates."""
        return len(self.coordinates) + len(self.problem.scalars) + 1

    def vector(self, expression: Expression) -> tuple[Vector, Fraction]:
        """An expression of the problem as an integer vector, and the factor that made it one."""
        return _vector(expression, self.problem.scalars, self.sets, len(self.coordinates))


def pose(
    problem: Problem, copies: Copies, effort: Effort, blocks: tuple[Subset, ...] = ()
) -> CopyProgram:
    """The program of a problem after the steps of its copies, in the mean within the blocks."""
    _refuse_many(len(copies.ground))
    canonical = Canonical(copies)
    coordinates, sets = _sets(copies, canonical, _meaning(problem, blocks), effort)
    rows = {
        k: _vector(given.expression, problem.scalars, sets, len(coordinates))
        for k, given in enumerate(problem.givens)
    }
    equal = [k for k in rows if problem.givens[k].sense == "=" and rows[k][0]]
    more = [k for k in rows if problem.givens[k].sense == ">=" and rows[k][0]]
    return CopyProgram(
        problem,
        copies,
        canonical,
        coordinates,
        sets,
        others=({len(coordinates) + len(problem.scalars): 1}, *(rows[k][0] for k in more)),
        free=tuple(rows[k][0] for k in equal),
        givens=(*more, *equal),
        scales=tuple(rows[k][1] for k in (*more, *equal)),
        blocks=blocks,
    )


def _refuse_many(n: int) -> None:
    if elemental_count(n) > _INEQUALITIES:
        raise LimitReached(
            f"with its copies, a linear program of {n} variables is too large; "
            f"the limit is {_INEQUALITIES} inequalities, and fewer copies would help"
        )


def _meaning(problem: Problem, blocks: Sequence[Subset]) -> Callable[[Subset], Subset]:
    """Of the canonical sets that have one mean, one."""
    if not blocks:
        return lambda subset: subset
    from itip.prover.reduction.family import canonical  # noqa: PLC0415  numpy, if needed

    everything = problem.ground.everything
    return lambda subset: subset if subset > everything else canonical(subset, blocks)


def _sets(
    copies: Copies, canonical: Canonical, mean: Callable[[Subset], Subset], effort: Effort
) -> tuple[tuple[Subset, ...], tuple[Vector, ...]]:
    """The canonical sets that occur, and over them all joint entropies of named variables."""
    unions = [0]
    for primitives in copies.named:
        unions += [union | primitives for union in unions]
    place: dict[Subset, int] = {}
    sets = []
    for number, union in enumerate(unions):
        if not number % 16:
            effort.left()
        vector: Vector = {}
        for subset, c in canonical.combination(union).items():
            k = place.setdefault(mean(subset), len(place))
            vector[k] = vector.get(k, 0) + c
        sets.append({k: c for k, c in vector.items() if c})
    return tuple(place), tuple(sets)


def _vector(
    expression: Expression, scalars: Sequence[str], sets: Sequence[Vector], width: int
) -> tuple[Vector, Fraction]:
    terms: dict[int, Fraction] = {}
    for subset, coefficient in expression.entropies:
        for place, c in sets[subset].items():
            terms[place] = terms.get(place, Fraction(0)) + c * coefficient
    terms |= {width + scalars.index(r): d for r, d in expression.scalars}
    terms[width + len(scalars)] = expression.constant
    return integral(terms)
