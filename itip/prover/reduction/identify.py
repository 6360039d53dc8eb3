"""Members that share one joint entropy: those of one orbit, and those that a given equates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from itip.entropy.expression import Constraint
from itip.entropy.groundset import Subset, elements
from itip.prover.reduction.family import Family, Indices
from itip.prover.reduction.quotient import orbits

Edge = tuple[int, int, Fraction]
"""The member it leads to, the given that says so, and that given's weight in the difference."""


@dataclass(frozen=True, slots=True)
class Labels:
    """`label[m]` is the smallest member with the joint entropy of m.

    From `orbit[m]`, the first of m's orbit, the edges lead there: h(m) = h(edge's member) +
    weight * given.
    """

    label: Indices
    orbit: Indices
    edges: Mapping[int, Edge]

    def route(self, member: int) -> tuple[tuple[int, Fraction], ...]:
        """The givens, with weights, whose sum is h(member) - h(label[member])."""
        steps = []
        at = int(self.orbit[member])
        while at in self.edges:
            at, given, weight = self.edges[at]
            steps.append((given, weight))
        return tuple(steps)


def identify(
    family: Family,
    automorphisms: Sequence[Sequence[int]],
    givens: Sequence[tuple[int, Constraint]],
) -> Labels:
    """Labels by the orbits under automorphisms of the variables, and by givens h(S) = h(T).

    The givens come with their numbers.
    """
    moves = [family.indices(_moved(family, move)) for move in automorphisms]
    orbit = orbits(family, moves) if moves else np.arange(len(family))
    links: dict[int, list[Edge]] = {}
    for number, given in givens:
        for s, t, weight in _equated(given):
            a, b = (int(orbit[family.index(x)]) for x in (s, t))
            if a != b:
                links.setdefault(a, []).append((b, number, -weight))
                links.setdefault(b, []).append((a, number, weight))
    return _spanned(family, orbit, links)


def _spanned(family: Family, orbit: Indices, links: Mapping[int, list[Edge]]) -> Labels:
    """Breadth first from the smallest member of each connected component."""
    edges: dict[int, Edge] = {}
    label = np.arange(len(family))
    roots = set[int]()
    for root in sorted(links, key=lambda m: (family.sizes[m], m)):
        if root in edges:
            continue
        roots.add(root)
        front = [root]
        for here in front:
            for there, number, weight in links[here]:
                if there not in edges and there not in roots:
                    edges[there] = (here, number, weight)
                    label[there] = root
                    front.append(there)
    return Labels(label[orbit], orbit, edges)


def _equated(given: Constraint) -> tuple[tuple[Subset, Subset, Fraction], ...]:
    """S, T and w with h(S) - h(T) = w * given, where a given says that these are equal."""
    expression = given.expression
    if given.sense == ">=" or expression.scalars or expression.constant:
        return ()
    match expression.entropies:
        case ((s, c), (t, d)) if c == -d:
            return ((s, t, 1 / c),)
    return ()


def _moved(family: Family, move: Sequence[int]) -> Indices:
    moved = family.members & 0
    for i in elements(max(family.blocks, default=0) | int(family.members[-1])):
        moved = moved | (family.members >> i & 1) << move[i]
    return moved
