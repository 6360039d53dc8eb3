"""Joint entropies of sets of primitive variables in canonical coordinates, many sets at a time.

As in `canonical`, over which proofs are made, with one thing more: dependences, by which a set has
the entropy of its closure. Sets are int64 bitmasks; a coordinate is known by a hash of its set, so
that what comes of these arrays is a claim.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from itip.entropy.copies import Blocks
from itip.entropy.groundset import Subset
from itip.prover.copies.symmetries import Liftable, Symmetry, liftable

Integers = NDArray[np.int64]
Dependence = tuple[Subset, Subset]
"""What others are functions of, and these others."""

WIDEST = 62  # primitive variables of a bitmask

_FACTORS = tuple(np.int64(f) for f in (0x1E3779B97F4A7C15, 0x3F58476D1CE4E5B9, 0x14D049BB133111EB))


@dataclass(frozen=True, slots=True)
class Terms:
    """Sums of canonical joint entropies: `rows[k]` has `factors[k]` times the one `keys[k]`."""

    rows: Integers
    keys: Integers
    factors: Integers


@dataclass(frozen=True, slots=True)
class Levels:
    """The steps so far, what each can lift, and the dependences before them and after each."""

    blocks: tuple[Blocks, ...]
    liftable: tuple[Liftable, ...]
    dependences: tuple[tuple[Dependence, ...], ...]

    def extended(self, step: Blocks) -> Levels:
        """With one more step, over a base that is closed."""
        blocks = (*self.blocks, step)
        return Levels(
            blocks,
            (*self.liftable, liftable(blocks[-2:])[-1]),
            (*self.dependences, tuple(dict.fromkeys(_images(step, self.dependences[-1])))),
        )

    def terms(self, parts: Integers) -> Terms:
        """The joint entropies of unions, of which parts[b, k] is what is in X or in block b.

        The blocks are of the last step; where there is none, there is one part, the set itself.
        """
        number = len(self.blocks)
        return self._terms(number, parts, np.arange(parts.shape[1]), np.int64(1))

    def _terms(
        self, number: int, parts: Integers, rows: Integers, factors: Integers | np.int64
    ) -> Terms:
        factors = np.broadcast_to(factors, rows.shape)
        if not number:
            sets = closed(parts[0], self.dependences[0])
            keep = sets != 0
            return Terms(rows[keep], _hashed(0, sets[None, keep]), factors[keep])
        parts = self._closed(number, parts)
        base, whole = self.blocks[number - 1].base, len(parts)
        inside = parts[0] & base
        several = ((parts & ~base) != 0).sum(axis=0) > 1
        splits = several & (inside == base)
        new, old = several & ~splits, ~several
        unions = np.bitwise_or.reduce(parts[:, old], axis=0)
        simpler = np.concatenate([*parts[:, splits], inside[splits], unions])
        again = np.concatenate([np.tile(rows[splits], whole + 1), rows[old]])
        minus = factors[splits] * (1 - whole)
        shares = np.concatenate([np.tile(factors[splits], whole), minus, factors[old]])
        lower = self._terms(number - 1, self._split(number - 1, simpler), again, shares)
        keys = _hashed(number, _least(parts[:, new], self.liftable[number - 1]))
        return Terms(
            np.concatenate([rows[new], lower.rows]),
            np.concatenate([keys, lower.keys]),
            np.concatenate([factors[new], lower.factors]),
        )

    def _closed(self, number: int, parts: Integers) -> Integers:
        """The parts closed; what one has of X, all have."""
        rules, base = self.dependences[number - 1], self.blocks[number - 1].base
        while rules:
            wider = closed(parts, rules)
            wider |= np.bitwise_or.reduce(wider & base, axis=0)
            if (wider == parts).all():
                break
            parts = wider
        return parts

    def _split(self, number: int, sets: Integers) -> Integers:
        """The parts of sets of primitive variables, with what they have of X."""
        if not number:
            return sets[None]
        step = self.blocks[number - 1]
        size = len(step.rest)
        parts = [sets & (1 << step.first) - 1]
        for block in range(step.copies):
            part = parts[0] & step.base
            start = step.first + block * size
            for k, y in enumerate(step.rest):
                part = part | (sets >> start + k & 1) << y
            parts.append(part)
        return np.array(parts)


def closed(sets: Integers, dependences: Sequence[Dependence]) -> Integers:
    """The sets with all that depends on them."""
    if not dependences:
        return sets
    on, dependent = np.array(dependences, dtype=np.int64).T
    while True:
        holds = (sets[..., None] & on) == on
        wider = sets | np.bitwise_or.reduce(np.where(holds, dependent, 0), axis=-1)
        if (wider == sets).all():
            return sets
        sets = wider


def _images(step: Blocks, dependences: Sequence[Dependence]) -> list[Dependence]:
    """The dependences, and the same in the copies."""

    def image(subset: Subset, block: int) -> Subset:
        return subset & step.base | step.image(subset & ~step.base, block)

    return [
        (image(on, block), image(dependent, block))
        for block in range(step.copies + 1)
        for on, dependent in dependences
    ]


def _least(parts: Integers, lifts: Liftable) -> Integers:
    """The least of the forms that swaps and lifts make of sets, with their part in X."""
    best = _ordered(parts, lifts.alone)
    for symmetry in lifts.together:
        other = _ordered(_moved(parts, symmetry), lifts.alone)
        best = np.where(_before(other, best), other, best)
    return best


def _ordered(parts: Integers, alone: Sequence[Symmetry]) -> Integers:
    if alone:
        images = [parts, *(_moved(parts, symmetry) for symmetry in alone)]
        parts = np.min(images, axis=0)
    return np.sort(parts, axis=0)


def _before(one: Integers, other: Integers) -> NDArray[np.bool_]:
    """Whether columns come before others in lexicographic order."""
    result = np.zeros(one.shape[1], dtype=bool)
    for a, b in zip(one[::-1], other[::-1], strict=True):
        result = (a < b) | (a == b) & result
    return result


def _moved(sets: Integers, symmetry: Symmetry) -> Integers:
    result = np.zeros_like(sets)
    for i, image in enumerate(symmetry.images):
        result |= (sets >> i & 1) << image
    return result


def _hashed(number: int, parts: Integers) -> Integers:
    """A key for each column of parts after this many steps, never 0 but by chance."""
    key = np.full(parts.shape[1], number, dtype=np.int64)
    for part in parts:
        key = (key * _FACTORS[0] + part + 1) * _FACTORS[1]
        key = (key ^ key >> 32) * _FACTORS[2]
    return key ^ key >> 31
