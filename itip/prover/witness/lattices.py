"""Small lattices of random variables: their joins and entropies in tables.

The variables of a lattice are functions on one finite space of weighted atoms, so each is a
partition of the atoms, and what it is together with another is their common refinement, the join.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import permutations, product

import numpy as np

from itip.entropy.distribution import Distribution
from itip.entropy.groundset import GroundSet
from itip.prover.witness.question import Booleans, Floats, Integers


@dataclass(frozen=True, slots=True, eq=False)
class Lattice:
    """A finite set of random variables on common atoms, with the join of any two.

    Element e has the value labels[e, a] at atom a, whose probability is proportional to
    weights[a]; elements d and e together are the element join[d, e]; and entropy[e] is in bits.
    Element 0 is constant.
    """

    name: str
    weights: Integers
    labels: Integers
    join: Integers
    entropy: Floats

    def __len__(self) -> int:
        return len(self.labels)

    def outcomes(self, elements: Sequence[int]) -> int:
        """How many joint outcomes variables have that are these elements."""
        together = 0
        for e in elements:
            together = self.join[together, e]
        return int(self.labels[together].max()) + 1

    def distribution(
        self, ground: GroundSet, elements: Sequence[int], copies: int = 1
    ) -> Distribution:
        """The joint distribution of variables of which each is an element, or copies of it."""
        return independent(ground, [(self, elements)] * copies)


def independent(ground: GroundSet, parts: Iterable[tuple[Lattice, Sequence[int]]]) -> Distribution:
    """The joint distribution of variables each of which has an independent part of every kind."""
    n = len(ground)
    outcomes: dict[tuple[int, ...], int] = {(0,) * n: 1}
    for lattice, elements in parts:
        part: dict[tuple[int, ...], int] = {}
        labels = lattice.labels[list(elements)]
        for values, weight in zip(labels.T.tolist(), lattice.weights.tolist(), strict=True):
            part[tuple(values)] = part.get(tuple(values), 0) + weight
        sizes = (labels.max(axis=1) + 1).tolist()
        outcomes = {
            tuple([x * size + y for x, size, y in zip(old, sizes, new, strict=True)]): v * w
            for (old, v), (new, w) in product(outcomes.items(), part.items())
        }
    return Distribution.of(ground, outcomes.items())


@lru_cache
def subspaces(q: int, d: int) -> Lattice:
    """The linear functions on GF(q)^d, q prime; a value is read in base q."""
    points = np.array(list(product(range(q), repeat=d)))
    forms = [v for v in points if not v.any() or v[v != 0][0] == 1]
    forms.sort(key=np.count_nonzero)
    kernels = _relations(np.array([points @ v % q for v in forms]))
    known: dict[int, tuple[int, ...]] = {kernels[0]: ()}
    bases = list(known.items())
    for relation, basis in bases:
        for k, kernel in enumerate(kernels):
            if relation & kernel not in known:
                known[relation & kernel] = (*basis, k)
                bases.append((relation & kernel, (*basis, k)))
    labels = np.zeros((len(bases), len(points)), dtype=np.int64)
    for e, (_, basis) in enumerate(bases):
        for k in basis:
            labels[e] = labels[e] * q + points @ forms[k] % q
    return _lattice(f"GF({q})^{d}", np.ones(len(points), dtype=np.int64), labels)


@lru_cache
def partitions(*weights: int) -> Lattice:
    """All partitions of atoms with these weights."""
    name = f"partitions of {len(weights)} atoms of weights {', '.join(map(str, weights))}"
    return _lattice(name, np.array(weights), np.array(sorted(_growing(len(weights)), key=max)))


def _growing(size: int) -> Iterator[tuple[int, ...]]:
    """All tuples in which a number occurs after all smaller ones, as labels of all partitions."""
    if size == 0:
        yield ()
        return
    for labels in _growing(size - 1):
        for label in range(max(labels, default=-1) + 2):
            yield (*labels, label)


@lru_cache
def subgroups(degree: int) -> Lattice:
    """For each subgroup of the symmetric group, the coset in which a random permutation lies."""
    group = list(permutations(range(degree)))
    number = {g: k for k, g in enumerate(group)}
    table = np.array([[number[tuple(g[i] for i in h)] for h in group] for g in group])
    trivial = np.arange(len(group)) == 0
    known = {trivial.tobytes(): trivial}
    todo = [trivial]
    for subgroup in todo:
        # Those in one coset generate the same with it, so the least of each will do.
        for g in np.unique(table[:, subgroup].min(axis=1))[1:]:
            larger = _generated(table, subgroup | (np.arange(len(group)) == g))
            if larger.tobytes() not in known:
                known[larger.tobytes()] = larger
                todo.append(larger)
    found = sorted(known.values(), key=np.count_nonzero, reverse=True)
    # The least element of a coset names it.
    labels = np.array([table[:, subgroup].min(axis=1) for subgroup in found])
    labels = np.array([np.unique(row, return_inverse=True)[1] for row in labels])
    return _lattice(f"subgroups of S_{degree}", np.ones(len(group), dtype=np.int64), labels)


def _generated(table: Integers, elements: Booleans) -> Booleans:
    """The subgroup that elements generate, as a set, in the group with this table."""
    while True:
        before = np.count_nonzero(elements)
        inside = np.flatnonzero(elements)
        elements = elements.copy()
        elements[table[np.ix_(inside, inside)]] = True
        if np.count_nonzero(elements) == before:
            return elements


def _lattice(name: str, weights: Integers, labels: Integers) -> Lattice:
    relations = _relations(labels)
    number = {relation: e for e, relation in enumerate(relations)}
    join = np.array([[number[r & s] for s in relations] for r in relations])
    sizes = np.array([np.bincount(row, weights, minlength=len(weights)) for row in labels])
    blocks = sizes / weights.sum()
    entropy = -(blocks * np.log2(np.where(blocks > 0, blocks, 1))).sum(axis=1)
    return Lattice(name, weights, labels, join, entropy + 0.0)


def _relations(labels: Integers) -> list[int]:
    """For each row the set of pairs of atoms with equal labels, as the bits of an integer."""
    together = (labels[:, :, None] == labels[:, None, :]).reshape(len(labels), -1)
    return [int.from_bytes(np.packbits(row), "little") for row in together]
