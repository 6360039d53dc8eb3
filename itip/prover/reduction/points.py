"""A point of the reduced cone as a polymatroid over all variables."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import product
from math import prod

import numpy as np

from itip.entropy.cone import SymmetricPolymatroid
from itip.entropy.groundset import Subset, elements
from itip.prover.reduction.coordinates import Reduction
from itip.prover.reduction.family import first

COUNTS = 1 << 16  # of groups met, in a polymatroid that is written by them


def point(reduction: Reduction, values: Sequence[Fraction]) -> list[Fraction]:
    """The joint entropies of all members, from values of the coordinates."""
    known = dict(zip(reduction.coordinates, values, strict=True))
    sizes, eliminated = reduction.family.sizes.tolist(), reduction.quotient.eliminated
    label = reduction.labels.label.tolist()
    first, second, minus = (part.tolist() for part in (*eliminated.plus, eliminated.minus))
    zero = Fraction(0)
    h = [zero] * len(label)
    for m in sorted(range(len(label)), key=lambda m: (sizes[m], m)):
        if label[m] != m:
            h[m] = h[label[m]]
        elif first[m] >= 0:
            h[m] = h[first[m]] + (h[second[m]] - h[minus[m]] if second[m] >= 0 else zero)
        else:
            h[m] = known.get(m, zero)
    h[0] = zero
    return h


def ranks(reduction: Reduction, h: Sequence[Fraction]) -> tuple[Fraction, ...]:
    """The joint entropies of all 2^n sets in bitmask order, from those of the members."""
    blocks = reduction.family.blocks
    everything = np.arange(1 << len(reduction.problem.ground), dtype=np.int64)
    sets = np.zeros_like(everything)
    for block in blocks:
        count = sum(everything >> i & 1 for i in range(block.bit_length()) if block >> i & 1)
        firsts = np.array([first(block, k) for k in range(block.bit_count() + 1)])
        sets |= firsts[count]
    return tuple(h[m] for m in reduction.family.indices(sets).tolist())


def counted(reduction: Reduction, h: Sequence[Fraction]) -> SymmetricPolymatroid | None:
    """The polymatroid by how many groups of each class a set meets; None if these are too many."""
    classes = _classes(reduction, h)
    if prod(len(groups) + 1 for groups in classes) > COUNTS:
        return None
    rank = []
    for counts in product(*(range(len(groups) + 1) for groups in classes)):
        met = 0
        for groups, k in zip(classes, counts, strict=True):
            met |= sum(groups[:k])
        if met:
            rank.append((counts, h[reduction.family.index(met)]))
    return SymmetricPolymatroid(reduction.problem.ground, classes, tuple(rank))


def _classes(reduction: Reduction, h: Sequence[Fraction]) -> tuple[tuple[Subset, ...], ...]:
    """The blocks as classes, without constants; what determines each other is one group."""

    def of(subset: Subset) -> Fraction:
        return h[reduction.family.index(subset)]

    several: list[tuple[Subset, ...]] = []
    groups: list[Subset] = []
    for block in reduction.family.blocks:
        if block.bit_count() > 1 and of(block):
            several.append(tuple(1 << i for i in elements(block)))
        elif of(block):
            same = next(
                (k for k, g in enumerate(groups) if of(g) == of(block) == of(g | block)), -1
            )
            if same < 0:
                groups.append(block)
            else:
                groups[same] |= block
    return (*several, *((group,) for group in groups))
