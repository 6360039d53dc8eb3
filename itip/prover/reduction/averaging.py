"""Evidence averaged over permutations of the variables that leave a problem unchanged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from itertools import pairwise, product
from math import comb, gcd, lcm
from operator import and_

from itip.entropy.cone import Information
from itip.entropy.expression import Expression, Problem, Sense
from itip.entropy.groundset import Subset, elements
from itip.evidence import Classes
from itip.prover.effort import Effort
from itip.prover.reduction.symmetry import Permutation, automorphisms, interchangeable
from itip.prover.reduction.vanishing import Vanishing

_IMAGES = 1000  # of one measure that vanishes

Form = tuple[frozenset[tuple[Subset, int]], tuple[tuple[str, int], ...], int]


@dataclass(frozen=True, slots=True)
class Symmetries:
    """Blocks of interchangeable variables, and further permutations that take blocks to blocks."""

    blocks: tuple[Subset, ...]
    automorphisms: tuple[Permutation, ...] = ()

    @property
    def generators(self) -> tuple[Permutation, ...]:
        """Permutations that generate the whole group: exchanges of neighbours, and the others."""
        return (*self.automorphisms, *exchanges(self.blocks))

    @property
    def classes(self) -> Classes:
        """The blocks of several variables, each of these a set of one."""
        several = [block for block in self.blocks if block.bit_count() > 1]
        return tuple(tuple(1 << i for i in elements(block)) for block in several)


def symmetries(problem: Problem) -> Symmetries:
    """The permutations of the variables that leave a problem unchanged."""
    classes = interchangeable(problem)
    blocks = tuple(sum(1 << i for i in members) for members in classes)
    return Symmetries(blocks, automorphisms(problem, classes))


class Givens:
    """The givens of a problem by their forms, so that one's image under a permutation is found."""

    __slots__ = ("_forms", "_place", "_senses")

    def __init__(self, problem: Problem) -> None:
        self._forms = [_form(given.expression) for given in problem.givens]
        self._senses = [given.sense for given in problem.givens]
        self._place: dict[tuple[Sense, Form], tuple[int, int]] = {}
        for k, (sense, (form, _)) in enumerate(zip(self._senses, self._forms, strict=True)):
            self._place.setdefault((sense, form), (k, 1))
            if sense == "=":
                self._place.setdefault((sense, _negative(form)), (k, -1))

    def image(self, number: int, move: Permutation) -> tuple[int, Fraction]:
        """The given that a given goes to, and the factor of its expression in the image."""
        (terms, scalars, constant), scale = self._forms[number]
        there = frozenset((_image(s, move), c) for s, c in terms)
        image, sign = self._place[self._senses[number], (there, scalars, constant)]
        return image, sign * self._forms[image][1] / scale


def spread(
    problem: Problem, weights: Mapping[int, Fraction], moves: Sequence[Permutation]
) -> dict[int, Fraction]:
    """The givens' weights averaged over the group that the permutations generate."""
    givens = Givens(problem)
    identity = tuple(range(len(problem.ground)))
    result: dict[int, Fraction] = {}
    for number, weight in weights.items():
        orbit = [givens.image(number, identity)]
        for at, factor in orbit:
            for move in moves:
                image, more = givens.image(at, move)
                if (image, factor * more) not in orbit:
                    orbit.append((image, factor * more))
        for image, factor in orbit:
            result[image] = result.get(image, Fraction(0)) + weight * factor / len(orbit)
    return {number: weight for number, weight in result.items() if weight}


def average(
    weights: Mapping[Information, Fraction], moves: Sequence[Permutation], effort: Effort
) -> dict[Information, Fraction]:
    """The measures' weights averaged over the group that the permutations generate."""
    result: dict[Information, Fraction] = {}
    for term, weight in weights.items():
        orbit = dict.fromkeys([term])
        waiting = [term]
        while waiting:
            effort.left()
            here = waiting.pop()
            new = {moved(here, move) for move in moves} - orbit.keys()
            orbit |= dict.fromkeys(new)
            waiting += new
        for image in orbit:
            result[image] = result.get(image, Fraction(0)) + weight / len(orbit)
    return result


def everywhere(
    problem: Problem, zeros: Sequence[Vanishing], unchanged: Symmetries
) -> tuple[Vanishing, ...]:
    """What vanishes, and its images under the symmetries.

    A measure of too many images is left out, and they with it: its given still says the same.
    """
    givens = Givens(problem)
    known = {zero.measure: zero for zero in zeros}
    most = max(_IMAGES, len(known))
    found: dict[Information, Vanishing] = {}
    seen = set[Information]()
    for zero in known.values():
        if zero.measure not in seen and _images(zero.measure, unchanged.blocks) <= most:
            orbit = _orbit(zero, known, givens, unchanged.generators, most)
            seen |= orbit.keys()
            if len(orbit) <= most:
                found |= orbit
    return tuple(found.values())


def _images(term: Information, blocks: Sequence[Subset]) -> int:
    """How many images a measure has when variables are exchanged within blocks."""
    result = 1
    for block in blocks:
        left = block.bit_count()
        for patterns in product((term.a, ~term.a), (term.b, ~term.b), (term.given, ~term.given)):
            many = reduce(and_, patterns, block).bit_count()
            result, left = result * comb(left, many), left - many
    return result


def _orbit(
    zero: Vanishing,
    known: Mapping[Information, Vanishing],
    givens: Givens,
    moves: Sequence[Permutation],
    most: int,
) -> dict[Information, Vanishing]:
    """The images of what vanishes, broken off where they are more than so many."""
    orbit = {zero.measure: zero}
    waiting = [zero]
    while waiting and len(orbit) <= most:
        zero = waiting.pop()
        for move in moves:
            measure = moved(zero.measure, move)
            if measure not in orbit:
                given, factor = givens.image(zero.given, move)
                shannon = tuple((moved(term, move), share) for term, share in zero.shannon)
                image = Vanishing(measure, shannon, given, zero.weight * factor)
                orbit[measure] = known.get(measure, image)
                waiting.append(orbit[measure])
    return orbit


def exchanges(blocks: Sequence[Subset]) -> tuple[Permutation, ...]:
    """The exchanges of neighbours within each block, which generate all its permutations."""
    n = max(blocks, default=0).bit_length()
    result = []
    for block in blocks:
        for i, j in pairwise(elements(block)):
            move = list(range(n))
            move[i], move[j] = j, i
            result.append(tuple(move))
    return tuple(result)


def moved(term: Information, move: Permutation) -> Information:
    """The measure of the images of its variables."""
    return Information(*(_image(s, move) for s in (term.a, term.b, term.given)))


def _image(subset: Subset, move: Permutation) -> Subset:
    return sum(1 << move[i] for i in elements(subset))


def _negative(form: Form) -> Form:
    terms, scalars, constant = form
    return frozenset((s, -c) for s, c in terms), tuple((r, -d) for r, d in scalars), -constant


def _form(expression: Expression) -> tuple[Form, Fraction]:
    """The expression as a primitive integer vector, and the factor that made it one."""
    numbers = [c for _, c in (*expression.entropies, *expression.scalars)] + [expression.constant]
    scale = Fraction(
        lcm(*(c.denominator for c in numbers)), gcd(*(c.numerator for c in numbers)) or 1
    )
    terms = frozenset((s, int(c * scale)) for s, c in expression.entropies)
    scalars = tuple((r, int(d * scale)) for r, d in expression.scalars)
    return (terms, scalars, int(expression.constant * scale)), scale
