"""Joint entropies in a proof as real numbers with names.

In a proof with classes, inequalities and equalities are of means over all exchanges within the
classes. There h(S) is the mean of the joint entropies of all sets that S is exchanged with, if the
goal and the givens have these; else, and if S has copies or a part of a group, it is a number of
its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from itip.entropy.adjoining import extended
from itip.entropy.cone import Information
from itip.entropy.copies import Copies
from itip.entropy.expression import Problem
from itip.entropy.groundset import Subset, elements
from itip.evidence import Classes, Contradiction, Proof, left_over
from itip.unfolding import orbit

Terms = tuple[tuple[str, Fraction], ...]
"""A sum of coefficient * number."""


@dataclass(frozen=True, slots=True)
class Coordinates:
    """The problem with adjoined variables, its copies, and the numbers that joint entropies are.

    `primitives` are the names of the primitive variables; `averaged`, of the sets that goal and
    givens have, those that have the first groups of each class.
    """

    problem: Problem
    copies: Copies
    primitives: tuple[str, ...]
    classes: Classes
    averaged: frozenset[Subset]

    @classmethod
    def of(cls, item: Proof | Contradiction | None, problem: Problem) -> Coordinates:
        """The numbers in a proof; without one, the joint entropies of the problem's variables."""
        classes = item.classes if item is not None else ()
        steps = item.steps if isinstance(item, Proof) else ()
        if isinstance(item, Proof):
            problem = extended(problem, item.adjoined)
        copies = Copies.of(problem.ground, steps)
        sets = left_over(replace(item, shannon=()), problem) if item and classes else ()
        averaged = frozenset(_first(subset, classes) for subset in sets)
        return cls(problem, copies, _primitives(copies), classes, averaged)

    def plain(self, terms: Iterable[tuple[Subset, Fraction]]) -> Terms:
        """An expression over the problem's variables."""
        return tuple((self._number(subset), c) for subset, c in terms)

    def mean(self, terms: Mapping[Subset, int]) -> Terms:
        """An expression over primitive variables; in the mean, if there are classes."""
        total: dict[str, Fraction] = {}
        for subset, c in terms.items():
            for number, share in self._shares(subset):
                total[number] = total.get(number, Fraction(0)) + c * share
        return tuple((number, c) for number, c in total.items() if c)

    def _number(self, subset: Subset) -> str:
        return f"h({','.join(self.primitives[i] for i in elements(subset))})"

    def _shares(self, subset: Subset) -> Terms:
        """What is, in the mean, the joint entropy of a set of primitive variables."""
        if not self.classes:
            return ((self._number(subset), Fraction(1)),)
        groups = [group for groups in self.classes for group in groups]
        own = subset >> len(self.problem.ground) or any(0 != subset & g != g for g in groups)
        first = subset if own else _first(subset, self.classes)
        if own or first not in self.averaged:
            return ((f"mean {self._number(first)}", Fraction(1)),)
        images = [image.a for image in orbit(Information(first, first, 0), self.classes)]
        return tuple((self._number(image), Fraction(1, len(images))) for image in images)


def _first(subset: Subset, classes: Classes) -> Subset:
    """The set with the first groups of each class in place of as many others."""
    for groups in classes:
        held = sum(subset & group > 0 for group in groups)
        subset = subset & ~sum(groups) | sum(groups[:held])
    return subset


def _primitives(copies: Copies) -> tuple[str, ...]:
    """The names of primitive variables: their own, or `X'k.b`, X copied by step k in block b."""
    own = dict(zip(copies.named, copies.ground.names, strict=True))
    names = list(copies.ground.names[: copies.blocks[0].first] if copies.blocks else own.values())
    for k, blocks in enumerate(copies.blocks, 1):
        names += [
            own.get(blocks.image(1 << y, b), f"{names[y]}'{k}.{b}")
            for b in range(1, blocks.copies + 1)
            for y in blocks.rest
        ]
    return tuple(names)
