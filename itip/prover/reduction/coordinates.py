"""A problem of one goal over as few joint entropies as its givens and symmetries leave.

In this order: the ring of sets that goal and givens generate, the functional dependences and the
interchangeable variables choose the sets that count (`family`); further symmetries and givens
h(S) = h(T) identify them (`identify`); what vanishes, by the semigraphoid rules, eliminates joint
entropies (`independence`, `quotient`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from itip.entropy.cone import elemental_count
from itip.entropy.expression import Constraint, Expression, Problem
from itip.entropy.groundset import Subset
from itip.prover.effort import Effort
from itip.prover.farkas import Vector
from itip.prover.reduction.averaging import Symmetries, everywhere, symmetries
from itip.prover.reduction.family import Family, Indices, family
from itip.prover.reduction.identify import Labels, identify
from itip.prover.reduction.independence import Elemental, Vanished, vanished
from itip.prover.reduction.merging import Merging
from itip.prover.reduction.quotient import Quotient, Rows, parts, quotient
from itip.prover.reduction.vanishing import (
    Consequences,
    Vanishing,
    consequences,
    ring,
    vanishing,
)


@dataclass(frozen=True, slots=True)
class Examined:
    """A problem of one goal, what leaves it unchanged, and what its givens force to zero."""

    problem: Problem
    symmetries: Symmetries
    consequences: Consequences


@dataclass(frozen=True, slots=True)
class Reduction:
    """The sets that count, what identifies and eliminates them, and the coordinates left.

    The coordinates are members of the family; `images` has the others' joint entropies over them.
    `givens` are the numbers of those that concern no other sets.
    """

    problem: Problem
    givens: tuple[int, ...]
    symmetries: Symmetries
    consequences: Consequences
    family: Family
    labels: Labels
    vanished: Vanished
    quotient: Quotient
    images: dict[int, Vector]
    coordinates: tuple[int, ...]

    def image(self, expression: Expression) -> dict[int, Fraction]:
        """The joint entropies of an expression over the coordinates, by their places."""
        place = {c: k for k, c in enumerate(self.coordinates)}
        total: dict[int, Fraction] = {}
        for subset, coefficient in expression.entropies:
            for c, value in self.quotient.image(self.family.index(subset), self.images).items():
                total[place[c]] = total.get(place[c], Fraction(0)) + coefficient * value
        return {k: value for k, value in total.items() if value}

    def vectors(self) -> list[Vector]:
        """The distinct elementals over the coordinates' places."""
        return _vectors(*self.columns(self.quotient.rows))

    def equalities(self) -> list[tuple[Vector, Elemental]]:
        """The vanishing elementals that are not zero over the coordinates."""
        rows = self.quotient.equalities
        names = zip(*(part.tolist() for part in rows), strict=True)
        return list(zip(_vectors(*self.columns(rows)), names, strict=True))

    def columns(self, rows: Rows) -> tuple[Indices, Indices, Indices]:
        """Elementals over the coordinates' places, as starts, indices and values of vectors."""
        lengths, places, values = self._table()
        owners, indices, numbers = [], [], []
        for part, sign in zip(parts(self.family, rows), (1, 1, -1, -1), strict=True):
            start = np.concatenate([[0], np.cumsum(lengths)])
            many = lengths[part]
            owner = np.repeat(np.arange(len(part)), many)
            offset = np.arange(len(owner)) - np.repeat(np.cumsum(many) - many, many)
            at = np.repeat(start[part], many) + offset
            owners.append(owner)
            indices.append(places[at])
            numbers.append(sign * values[at])
        return _summed(
            len(rows[0]),
            len(self.coordinates),
            np.concatenate(owners),
            np.concatenate(indices),
            np.concatenate(numbers),
        )

    def _table(self) -> tuple[Indices, Indices, Indices]:
        """The images of all members that have been looked at, one after the other."""
        place = {c: k for k, c in enumerate(self.coordinates)}
        lengths = np.zeros(len(self.family), dtype=np.int64)
        places, values = list[int](), list[int]()
        label = self.labels.label.tolist()
        empty: Vector = {}
        for member, stands in enumerate(label):
            image = self.images.get(stands, empty)
            lengths[member] = len(image)
            places += [place[c] for c in image]
            values += image.values()
        return lengths, np.array(places, dtype=np.int64), np.array(values, dtype=np.int64)


def examine(problem: Problem, original: Problem, merging: Merging) -> Examined:
    """Look at a problem of one goal, merged from an original one with the same givens."""
    unchanged = symmetries(problem)
    zeros = [
        _merged(zero, merging)
        for k, given in enumerate(original.givens)
        for zero in vanishing(given, k, original.ground)
    ]
    zeros = [zero for zero in zeros if zero.measure.coordinates()]
    if unchanged.generators:
        zeros = list(everywhere(problem, zeros, unchanged))
    rules = ring(_occurring(problem, zeros), len(problem.ground))
    return Examined(problem, unchanged, consequences(zeros, rules))


def reduce(examined: Examined, effort: Effort, within: Subset | None = None) -> Reduction:
    """The problem over all sets that count, or over those that the variables within generate.

    Over the latter a proof is a proof, but that there is none says nothing. All or no variables of
    a block are within.
    """
    problem, unchanged, known = examined.problem, examined.symmetries, examined.consequences
    blocks = tuple(b for b in unchanged.blocks if within is None or b & within)
    sets = family(blocks, known.implications, effort)
    givens = tuple(
        k
        for k, given in enumerate(problem.givens)
        if within is None or all(sets.has(s) for s, _ in given.expression.entropies)
    )
    moves = unchanged.automorphisms if within is None else ()
    labels = identify(sets, moves, [(k, problem.givens[k]) for k in givens])
    gone = vanished(sets, known, effort)
    cone = quotient(sets, labels.label, gone, effort)
    images = dict[int, Vector]()
    members = [int(m) for m in np.unique(np.concatenate(parts(sets, cone.all_rows())))]
    constraints = (*problem.goals, *(problem.givens[k] for k in givens))
    members += [sets.index(s) for s in _sets(constraints)]
    coordinates = sorted({c for member in members for c in cone.image(member, images)})
    return Reduction(
        problem, givens, unchanged, known, sets, labels, gone, cone, images, tuple(coordinates)
    )


def tell(reduction: Reduction, effort: Effort) -> None:
    """Note what a reduction found."""
    n = len(reduction.problem.ground)
    unchanged, cone = reduction.symmetries, reduction.quotient
    sizes = sorted((len(groups) for groups in unchanged.classes), reverse=True)
    if sizes:
        effort.note(f"interchangeable: {' and '.join(map(str, sizes))} variables")
    if unchanged.automorphisms:
        effort.note(f"generators of further symmetries: {len(unchanged.automorphisms)}")
    effort.note(f"joint entropies: {_short((1 << n) - 1)} -> {len(reduction.coordinates)}")
    effort.note(f"inequalities: {_short(elemental_count(n))} -> {len(cone.rows[0])}")
    if len(cone.equalities[0]):
        effort.note(f"equations left: {len(cone.equalities[0])}")


def _short(number: int) -> str:
    """The number, from ten digits on by its order of magnitude."""
    return str(number) if number < 10**9 else f"10^{len(str(number)) - 1}"


def _merged(zero: Vanishing, merging: Merging) -> Vanishing:
    shannon = tuple((merging.small(term), share) for term, share in zero.shannon)
    return Vanishing(merging.small(zero.measure), shannon, zero.given, zero.weight)


def _sets(constraints: Sequence[Constraint]) -> set[Subset]:
    return {s for constraint in constraints for s, _ in constraint.expression.entropies}


def _occurring(problem: Problem, zeros: list[Vanishing]) -> set[Subset]:
    """The sets of goal and givens, and of the measures that the givens were written in."""
    sets = _sets((*problem.goals, *problem.givens))
    for zero in zeros:
        for term in (zero.measure, *(term for term, _ in zero.shannon)):
            a, b = term.a | term.given, term.b | term.given
            sets |= {a, b, a | b, term.given}
    return sets - {0}


def _vectors(starts: Indices, indices: Indices, values: Indices) -> list[Vector]:
    spans = zip(starts[:-1].tolist(), starts[1:].tolist(), strict=True)
    places, numbers = indices.tolist(), values.tolist()
    return [dict(zip(places[a:b], numbers[a:b], strict=True)) for a, b in spans]


def _summed(
    rows: int, height: int, owner: Indices, index: Indices, value: Indices
) -> tuple[Indices, Indices, Indices]:
    """Sparse vectors from entries in any order, those of one place added up, zeros left out."""
    keys, where = np.unique(owner * height + index, return_inverse=True)
    totals = np.bincount(where, value, len(keys)).astype(np.int64)
    keys, totals = keys[totals != 0], totals[totals != 0]
    starts = np.searchsorted(keys, np.arange(rows + 1) * height)
    return starts, keys % height, totals
