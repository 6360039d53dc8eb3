"""The Shannon cone in as few coordinates as the givens and symmetries leave.

Three things identify joint entropies. Members of one orbit, or equated by a given, share the one
of their smallest. An elemental I(t;u|c) that vanishes takes away the largest of its sets:
h(c,t,u) = h(c,t) + h(c,u) - h(c). What is left are the coordinates, and every joint entropy has an
`image` in them. Elemental inequalities that have one image are one, and found so by hashing the
images, before any of them is written out.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from itip.prover.effort import Effort
from itip.prover.farkas import Vector
from itip.prover.reduction.family import Family, Indices
from itip.prover.reduction.independence import Vanished

Hashes = NDArray[np.uint64]
Rows = tuple[Indices, Indices, Indices]
"""Elementals I(t;u|c) as arrays of t, u and c; with t = -1 it is H(u|c) of two members."""

_NONE = -1


@dataclass(frozen=True, slots=True)
class Eliminated:
    """For each member h(member) = h(plus[0]) + h(plus[1]) - h(minus), or plus[0] = -1.

    A part of -1 is left out; `by` is the vanishing elemental (t, u, c) behind it.
    """

    plus: tuple[Indices, Indices]
    minus: Indices
    by: Rows


@dataclass(frozen=True, slots=True)
class Quotient:
    """The images of a family's members, where label[c] stands for c.

    `rows` are elementals of distinct images, none zero; `equalities` are vanishing elementals
    whose images are nonzero, up to sign distinct.
    """

    family: Family
    label: Indices
    eliminated: Eliminated
    rows: Rows
    equalities: Rows

    def all_rows(self) -> Rows:
        """The rows, then the equalities."""
        t, u, c = (np.concatenate(both) for both in zip(self.rows, self.equalities, strict=True))
        return t, u, c

    def image(self, member: int, known: dict[int, Vector]) -> Vector:
        """A member's joint entropy over the coordinates, themselves members; `known` is a memo."""
        member = int(self.label[member])
        if member not in known:
            known[member] = self._image(member, known)
        return known[member]

    def _image(self, member: int, known: dict[int, Vector]) -> Vector:
        if member == 0:
            return {}
        parts = self.eliminated
        if parts.plus[0][member] == _NONE:
            return {member: 1}
        total: Vector = {}
        for part, sign in ((parts.plus[0], 1), (parts.plus[1], 1), (parts.minus, -1)):
            if part[member] != _NONE:
                for c, value in self.image(int(part[member]), known).items():
                    total[c] = total.get(c, 0) + sign * value
        return {c: value for c, value in total.items() if value}


def quotient(family: Family, label: Indices, vanished: Vanished, effort: Effort) -> Quotient:
    """Eliminate what the vanishing elementals allow, and find the distinct rows."""
    eliminated = _eliminate(family, label, vanished)
    effort.left()
    hashes = _hashes(family, label, eliminated)
    equalities = _distinct(hashes, family, _zeros(vanished), signed=False)
    rows = _distinct(hashes, family, _elementals(family, effort), signed=True)
    zero = _row_hashes(hashes, family, equalities)
    seen = _row_hashes(hashes, family, rows)
    kept = ~np.isin(seen, np.concatenate([zero, -zero]))
    effort.left()
    t, u, c = (part[kept] for part in rows)
    return Quotient(family, label, eliminated, (t, u, c), equalities)


def parts(family: Family, rows: Rows) -> tuple[Indices, Indices, Indices, Indices]:
    """The members ct, cu, ctu, c of h(ct) + h(cu) - h(ctu) - h(c); of H(u|c), u, u, u, c."""
    t, u, c = rows
    step = family.step
    entropy = t < 0
    block = np.where(entropy, 0, u)
    first = np.where(entropy, u, step[np.maximum(t, 0), c])
    second = np.where(entropy, u, step[block, c])
    both = np.where(entropy, u, step[block, first])
    return first, second, both, c


def orbits(family: Family, permutations: Iterable[Indices]) -> Indices:
    """For each member the first one of its orbit under permutations of the members."""
    label = np.arange(len(family))
    moves = list(permutations)
    before = None
    while before is None or (label != before).any():
        before = label.copy()
        for move in moves:
            np.minimum.at(label, move, before)
            label = np.minimum(label, label[move])
        label = label[label]
    return label


def _eliminate(family: Family, label: Indices, vanished: Vanished) -> Eliminated:
    none = np.full(len(family), _NONE, dtype=np.int64)
    first, second, minus = none.copy(), none.copy(), none.copy()
    by = (none.copy(), none.copy(), none.copy())
    for rows in _zeros(vanished):
        a, b, ab, c = parts(family, rows)
        single = (ab == b) | (ab == a)
        target = np.where(ab == b, a, np.where(ab == a, b, ab))
        new = (label[target] == target) & (first[target] == _NONE) & (target != c)
        place, where = np.unique(target[new], return_index=True)
        chosen = np.flatnonzero(new)[where]
        first[place] = np.where(single, c, a)[chosen]
        second[place] = np.where(single, _NONE, b)[chosen]
        minus[place] = np.where(single, _NONE, c)[chosen]
        for part, row in zip(by, rows, strict=True):
            part[place] = row[chosen]
    return Eliminated((first, second), minus, by)


def _hashes(family: Family, label: Indices, eliminated: Eliminated) -> Hashes:
    """A random number for each coordinate, and so for each member that of its image."""
    dice = np.random.default_rng(1998)
    hashes = dice.integers(1, 1 << 63, len(family), dtype=np.uint64)
    hashes[0] = 0
    (first, second), minus = eliminated.plus, eliminated.minus

    def of(part: Indices) -> Hashes:
        return np.where(part == _NONE, np.uint64(0), hashes[label[part]])

    gone = (label == np.arange(len(family))) & (first != _NONE)
    for size in range(1, int(family.sizes.max()) + 1):
        now = np.flatnonzero(gone & (family.sizes == size))
        if len(now):
            hashes[now] = of(first[now]) + of(second[now]) - of(minus[now])
    return hashes[label]


def _row_hashes(hashes: Hashes, family: Family, rows: Rows) -> Hashes:
    first, second, both, c = parts(family, rows)
    return hashes[first] + hashes[second] - hashes[both] - hashes[c]


def _distinct(hashes: Hashes, family: Family, rows: Iterable[Rows], *, signed: bool) -> Rows:
    """One row of each image that is not zero; unsigned, of each image and its negative."""
    found: list[Rows] = []
    keys: list[Hashes] = []
    for some in rows:
        key = _row_hashes(hashes, family, some)
        if not signed:
            key = np.minimum(key, -key)
        _, where = np.unique(key, return_index=True)
        where = where[key[where] != 0]
        keys.append(key[where])
        found.append((some[0][where], some[1][where], some[2][where]))
    if not found:
        empty = np.zeros(0, dtype=np.int64)
        return empty, empty, empty
    _, where = np.unique(np.concatenate(keys), return_index=True)
    t, u, c = (np.concatenate(part)[where] for part in zip(*found, strict=True))
    return t, u, c


def _elementals(family: Family, effort: Effort) -> Iterable[Rows]:
    blocks = range(len(family.blocks))
    yield _tops(family)
    for t in blocks:
        effort.left()
        for u in range(t, len(family.blocks)):
            c = np.flatnonzero(family.room(t, u))
            yield np.full(len(c), t), np.full(len(c), u), c


def _tops(family: Family) -> Rows:
    """H(b|rest) for the last variable b of each block."""
    everything = sum(family.blocks)
    rest = [family.index(everything ^ 1 << b.bit_length() - 1) for b in family.blocks]
    whole = np.full(len(rest), len(family) - 1, dtype=np.int64)
    return np.full(len(rest), -1, dtype=np.int64), whole, np.array(rest, dtype=np.int64)


def _zeros(vanished: Vanished) -> Iterable[Rows]:
    for t, u, c in vanished:
        yield np.full(len(c), t), np.full(len(c), u), c
