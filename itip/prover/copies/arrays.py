"""The elemental inequalities after copies as columns of integers, for a solver."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from itip.entropy.cone import Information, elemental_arrays, elemental_sets
from itip.prover.copies.program import CopyProgram
from itip.prover.effort import Effort
from itip.prover.exact import Generators, Integers
from itip.prover.farkas import Vector

Columns = tuple[Integers, Integers, Integers]  # starts, indices, values, as of Generators


def generators(
    program: CopyProgram, effort: Effort
) -> tuple[Generators, Callable[[int], Information]]:
    """The program's generators, each vector once, and of which inequality the r-th one is.

    Vectors are compared by a hash of 64 bits. If two had the same, one would be lost: then
    perhaps nothing is proved, but nothing false.
    """
    n = len(program.copies.ground)
    ac, bc, abc, given = elemental_sets(n)
    effort.left()
    sets = stored(program.sets)
    hashed = _hashed(sets)
    keys, first = np.unique(
        hashed[ac] + hashed[bc] - hashed[abc] - hashed[given], return_index=True
    )
    origins = np.sort(first[keys != 0])
    effort.left()
    chosen = np.stack([part[origins] for part in (ac, bc, abc, given)], axis=1)
    columns = summed(sets, chosen, len(program.coordinates))
    made = Generators(program.height, *columns, program.others, program.free)

    def origin(r: int) -> Information:
        a, b, _ = elemental_arrays(n)
        k = origins[r]
        return Information(int(a[k]), int(b[k]), int(given[k]))

    return made, origin


def stored(vectors: Sequence[Vector]) -> Columns:
    """These vectors as columns."""
    lengths = [0, *map(len, vectors)]
    indices = [place for vector in vectors for place in vector]
    values = [c for vector in vectors for c in vector.values()]
    return np.cumsum(lengths), np.array(indices, dtype=np.int64), np.array(values, dtype=np.int64)


def _hashed(columns: Columns) -> Integers:
    """A linear hash of each column, modulo 2^64; it is 0 of 0."""
    starts, indices, values = columns
    factors = np.random.default_rng(0).integers(
        -(1 << 63), 1 << 63, size=indices.max(initial=0) + 1
    )
    sums = np.concatenate([[0], np.cumsum(values * factors[indices])])
    return np.asarray(sums[starts[1:]] - sums[starts[:-1]])


def summed(columns: Columns, chosen: Integers, width: int) -> Columns:
    """For each row the sum of two columns, minus that of two others."""
    starts, indices, values = columns
    lengths = np.diff(starts)[chosen].ravel()
    ends = np.cumsum(lengths)
    places = np.arange(lengths.sum()) + np.repeat(starts[chosen].ravel() - ends + lengths, lengths)
    signs = np.repeat(np.tile([1, 1, -1, -1], len(chosen)), lengths)
    rows = np.repeat(np.arange(len(chosen)), lengths.reshape(chosen.shape).sum(axis=1))
    keys = rows * width + indices[places]
    order = np.argsort(keys, kind="stable")
    firsts = np.flatnonzero(np.diff(keys[order], prepend=-1))
    totals = np.add.reduceat((values[places] * signs)[order], firsts)
    keys, totals = keys[order][firsts][totals != 0], totals[totals != 0]
    begins = np.searchsorted(keys, np.arange(len(chosen) + 1) * width)
    return begins, keys % width, totals
