"""Which permutations of the variables leave a problem unchanged: each goal, and all givens.

A permutation acts on h(S) by moving S, and leaves scalars and constants alone. Whatever it leaves
unchanged follows, or does not, at its image as well: evidence may be averaged over such a group.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import gcd, lcm

from itip.entropy.expression import Expression, Problem
from itip.entropy.groundset import Subset, elements

Permutation = tuple[int, ...]
"""Variable i goes to permutation[i]."""

Classes = tuple[tuple[int, ...], ...]
Colours = tuple[int, ...]
Form = tuple[int, tuple[int, ...], frozenset[tuple[Subset, int]]]
"""An expression as integers: its role, its scalars and constant, and its joint entropies."""

_AT_LEAST, _EQUAL, _GOALS = range(3)  # roles; goal k has the role _GOALS + k
_WORK = 2_000_000  # terms looked at in one search, about a second


def interchangeable(problem: Problem) -> Classes:
    """The classes of variables that may be permuted at will among themselves."""
    forms = _forms(problem)
    known = _known(forms)
    n = len(problem.ground)
    colours = _structure(forms, tuple((i,) for i in range(n))).refined((0,) * n)
    classes: list[list[int]] = []
    for i in range(n):
        for members in classes:
            j = members[0]
            if colours[i] == colours[j] and _may_swap(forms, known, i, j):
                members.append(i)
                break
        else:
            classes.append([i])
    return tuple(map(tuple, classes))


def automorphisms(problem: Problem, classes: Classes) -> tuple[Permutation, ...]:
    """Generators of the group that permutes whole classes and leaves the problem unchanged.

    The k-th member of a class goes to the k-th member of its image. A search that becomes too
    long is broken off; what it has found generates a subgroup.
    """
    forms = _forms(problem)
    search = _search(forms, classes)
    found: list[Permutation] = []
    for level in reversed(range(len(search.base))):
        failed: list[int] = []
        for point in search.alike(level, search.path[level]):
            # An element that fixes the base so far carries what is impossible to more of the same.
            if point in _orbit([search.base[level], *failed], found):
                continue
            image = search.extended(level, search.path[level], point)
            if image is None:
                failed.append(point)
            else:
                found.append(image)
    return tuple(_of_variables(points, classes) for points in reversed(found))


@dataclass(frozen=True, slots=True)
class _Structure:
    """What tells points apart; `meets[S]` is, of each class that S meets, the members it takes."""

    forms: tuple[Form, ...]
    meets: dict[Subset, tuple[tuple[int, int], ...]]

    @property
    def size(self) -> int:
        """How many terms and members a round of refinement looks at."""
        return sum(len(form[2]) for form in self.forms) + sum(map(len, self.meets.values()))

    def refined(self, colours: Colours) -> Colours:
        """The coarsest colouring within this one that the forms do not refine any more.

        New colours are hashes of what is seen, so that isomorphic colourings get the same ones.
        """
        count = 0
        while count < len(set(colours)):
            count = len(set(colours))
            colours = self._round(colours)
        return colours

    def _round(self, colours: Colours) -> Colours:
        of_subset = {
            s: sum(hash((colours[k], taken)) for k, taken in met) for s, met in self.meets.items()
        }
        seen = dict.fromkeys(self.meets, 0)
        for role, rest, terms in self.forms:
            signed = role != _EQUAL  # an equality is known up to its sign only
            pairs = [(s, 2 * c if signed else abs(c)) for s, c in terms]
            form = hash((role, *(rest if signed else map(abs, rest)))) + sum(
                hash((of_subset[s], c)) for s, c in pairs
            )
            for s, c in pairs:
                seen[s] += hash((form, c))
        result = [hash((colour, 0)) for colour in colours]
        for s, met in self.meets.items():
            for k, taken in met:
                result[k] += hash((seen[s], of_subset[s], taken))
        return tuple(result)


@dataclass(frozen=True, slots=True)
class _Search:
    """A base of points, and the colourings `path[k]` once its first k points are told apart."""

    structure: _Structure
    known: frozenset[Form]
    classes: Classes
    base: tuple[int, ...]
    path: tuple[Colours, ...]
    nodes: Iterator[int]

    def alike(self, level: int, colours: Colours) -> list[int]:
        """The points to which the base's next point may go."""
        colour = self.path[level][self.base[level]]
        return [k for k, other in enumerate(colours) if other == colour]

    def extended(self, level: int, colours: Colours, point: int) -> Permutation | None:
        """An automorphism that takes path[level] to these colours and base[level] to the point."""
        if next(self.nodes, None) is None:
            return None
        colours = self.structure.refined(_told_apart(colours, point))
        if sorted(colours) != sorted(self.path[level + 1]):
            return None
        if level + 1 == len(self.base):
            return self._leaf(colours)
        for following in self.alike(level + 1, colours):
            if image := self.extended(level + 1, colours, following):
                return image
        return None

    def _leaf(self, colours: Colours) -> Permutation | None:
        place = {colour: k for k, colour in enumerate(colours)}
        points = tuple(place[colour] for colour in self.path[-1])
        moved = _moved(self.structure.meets, _of_variables(points, self.classes))
        images = (
            (role, rest, frozenset((moved[s], c) for s, c in terms))
            for role, rest, terms in self.structure.forms
        )
        return points if all(image in self.known for image in images) else None


def _search(forms: tuple[Form, ...], classes: Classes) -> _Search:
    structure = _structure(forms, classes)
    path = [structure.refined(tuple(map(len, classes)))]
    base: list[int] = []
    while len(set(path[-1])) < len(classes):
        colours = path[-1]
        base.append(next(k for k, colour in enumerate(colours) if colours.count(colour) > 1))
        path.append(structure.refined(_told_apart(colours, base[-1])))
    nodes = iter(range(_WORK // (1 + structure.size)))
    return _Search(structure, _known(forms), classes, tuple(base), tuple(path), nodes)


def _structure(forms: tuple[Form, ...], classes: Classes) -> _Structure:
    place = {i: (k, 1 << m) for k, members in enumerate(classes) for m, i in enumerate(members)}
    meets = {}
    for subset in {s for _, _, terms in forms for s, _ in terms}:
        met: dict[int, int] = {}
        for i in elements(subset):
            k, member = place[i]
            met[k] = met.get(k, 0) | member
        meets[subset] = tuple(met.items())
    return _Structure(forms, meets)


def _told_apart(colours: Colours, point: int) -> Colours:
    return (*colours[:point], hash((colours[point], 1)), *colours[point + 1 :])


def _orbit(points: Iterable[int], generators: Sequence[Permutation]) -> set[int]:
    reached = set(points)
    waiting = list(reached)
    while waiting:
        point = waiting.pop()
        new = {generator[point] for generator in generators} - reached
        reached |= new
        waiting += new
    return reached


def _of_variables(points: Permutation, classes: Classes) -> Permutation:
    image = {
        i: j
        for k, members in enumerate(classes)
        for i, j in zip(members, classes[points[k]], strict=True)
    }
    return tuple(image[i] for i in range(len(image)))


def _moved(subsets: Iterable[Subset], permutation: Permutation) -> dict[Subset, Subset]:
    return {s: sum(1 << permutation[i] for i in elements(s)) for s in subsets}


def _may_swap(forms: tuple[Form, ...], known: frozenset[Form], i: int, j: int) -> bool:
    both = 1 << i | 1 << j
    for role, rest, terms in forms:
        image = frozenset((s ^ both if (s >> i ^ s >> j) & 1 else s, c) for s, c in terms)
        if image != terms and (role, rest, image) not in known:
            return False
    return True


def _known(forms: tuple[Form, ...]) -> frozenset[Form]:
    """The forms, and the negatives of those that are equalities."""
    negative = (
        (role, tuple(-c for c in rest), frozenset((s, -c) for s, c in terms))
        for role, rest, terms in forms
        if role == _EQUAL
    )
    return frozenset((*forms, *negative))


def _forms(problem: Problem) -> tuple[Form, ...]:
    """Goals and givens, each given once."""
    place = {scalar: k for k, scalar in enumerate(problem.scalars)}
    goals = [_form(_GOALS + k, goal.expression, place) for k, goal in enumerate(problem.goals)]
    givens = [
        _form(_EQUAL if given.sense == "=" else _AT_LEAST, given.expression, place)
        for given in problem.givens
    ]
    return tuple(dict.fromkeys((*goals, *givens)))


def _form(role: int, expression: Expression, place: dict[str, int]) -> Form:
    """The expression as a primitive vector."""
    rest = [expression.constant, *(expression.constant * 0 for _ in place)]
    for scalar, d in expression.scalars:
        rest[1 + place[scalar]] = d
    values = [c for _, c in expression.entropies] + rest
    common = lcm(*(c.denominator for c in values))
    integers = [c.numerator * (common // c.denominator) for c in values]
    factor = gcd(*integers) or 1
    primitive = [c // factor for c in integers]
    subsets = [s for s, _ in expression.entropies]
    terms = frozenset(zip(subsets, primitive, strict=False))
    return role, tuple(primitive[len(subsets) :]), terms
