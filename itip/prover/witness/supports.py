"""The outcomes that a distribution may have, and the joint entropies of weights on them.

m outcomes, outcome a has the values values[:, a]; weights w; joint entropies h in bits.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product

import numpy as np

from itip.entropy.distribution import Distribution
from itip.entropy.groundset import GroundSet, Subset, elements
from itip.prover.witness.question import Booleans, Floats, Integers
from itip.prover.witness.structure import Function

_TINY = 1e-300
_NAT = 1 / np.log(2)  # in bits


@dataclass(frozen=True, slots=True)
class Support:
    """Outcomes, and for each of some subsets, the blocks of outcomes that it does not tell apart.

    Row k of `blocks` is for the k-th subset; no two rows share a block, and owner[block] = k.
    """

    subsets: tuple[Subset, ...]
    values: Integers
    blocks: Integers
    owner: Integers

    @classmethod
    def of(cls, subsets: tuple[Subset, ...], values: Integers) -> Support:
        """The support with these outcomes."""
        rows: list[Integers] = []
        owner: list[int] = []
        for k, subset in enumerate(subsets):
            inner = labels(values, subset)
            rows.append(inner + len(owner))
            owner += [k] * (1 + int(inner.max()))
        blocks = np.array(rows, dtype=np.int64).reshape(len(subsets), values.shape[1])
        return cls(subsets, values, blocks, np.array(owner, dtype=np.int64))

    def entropies(self, weights: Floats) -> tuple[Floats, Floats]:
        """The joint entropies h(S) = - sum of w(s) log2 w(s), and their gradients, a row each."""
        spread = np.broadcast_to(weights, self.blocks.shape).ravel()
        masses = np.bincount(self.blocks.ravel(), weights=spread, minlength=len(self.owner))
        logs = np.log2(np.maximum(masses, _TINY))
        h = np.bincount(self.owner, weights=-masses * logs, minlength=len(self.subsets))
        slopes: Floats = -(logs[self.blocks] + _NAT)
        return h.astype(np.float64), slopes

    def kept(self, which: Booleans) -> Support:
        """The support of some of the outcomes."""
        return Support.of(self.subsets, self.values[:, which])

    def distribution(self, ground: GroundSet, weights: Sequence[Fraction]) -> Distribution:
        """Exact weights, of any sum, as a distribution."""
        outcomes = (tuple(int(x) for x in column) for column in self.values.T)
        return Distribution.of(ground, zip(outcomes, weights, strict=True))


def labels(values: Integers, subset: Subset) -> Integers:
    """For each outcome, the number of the value that the variables in a subset have."""
    rows = values[list(elements(subset))]
    if not len(rows):
        return np.zeros(values.shape[1], dtype=np.int64)
    return np.unique(rows, axis=1, return_inverse=True)[1].ravel().astype(np.int64)


def consistent(
    sizes: Sequence[int], functions: Sequence[Function], most: int, dice: np.random.Generator
) -> Integers:
    """Outcomes taken in random order, as long as all functions stay functions, at most `most`."""
    everything = list(product(*(range(size) for size in sizes)))
    pairs = [(elements(f.on), elements(f.dependent)) for f in functions]
    maps: list[dict[tuple[int, ...], tuple[int, ...]]] = [{} for _ in pairs]
    taken: list[tuple[int, ...]] = []
    for k in dice.permutation(len(everything)):
        outcome = everything[k]
        images = [
            (tuple(outcome[i] for i in on), tuple(outcome[i] for i in dependent))
            for on, dependent in pairs
        ]
        if all(f.get(x, y) == y for f, (x, y) in zip(maps, images, strict=True)):
            for f, (x, y) in zip(maps, images, strict=True):
                f[x] = y
            taken.append(outcome)
        if len(taken) == most:
            break
    return np.array(sorted(taken), dtype=np.int64).T
