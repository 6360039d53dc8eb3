"""Linear laws, and copies of their variables, to ranks of vectors over the field of two elements.

A law gives each primitive variable a vector, the bits of an integer; the joint entropy of some is
the rank of theirs. Where a goal is 0 at a law, a proof of it uses only inequalities that are 0
there too.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from itip.entropy.copies import Blocks
from itip.entropy.groundset import Subset, elements
from itip.prover.copies.levels import WIDEST, Integers

_TRIED = 12  # bits of a law's vectors, together, up to which all laws are tried


@dataclass(frozen=True, slots=True)
class Laws:
    """Some laws: vectors[k, i] is what the k-th gives variable i, of so many bits."""

    vectors: Integers
    bits: int

    @classmethod
    def every(cls, n: int) -> Laws:
        """The laws of n variables with vectors of three bits, or fewer for more variables."""
        bits = max(1, min(3, _TRIED // n))
        numbers = np.arange(1 << bits * n, dtype=np.int64)
        shifts = np.arange(n, dtype=np.int64) * bits
        return cls(numbers[:, None] >> shifts & (1 << bits) - 1, bits)

    @classmethod
    def none(cls, n: int) -> Laws:
        """No law of n variables."""
        return cls(np.zeros((0, n), np.int64), 0)

    def extended(self, step: Blocks) -> Laws:
        """The laws with a step's copies, if there are not too many bits."""
        if self.bits * (step.copies + 1) > WIDEST:
            return Laws.none(step.end)
        basis: list[Integers] = []
        for i in elements(step.base):
            basis.append(_reduced(self.vectors[:, i], basis))
        rest = self.vectors[:, list(step.rest)]
        fresh = _reduced(rest, [b[:, None] for b in basis])
        copies = [rest ^ fresh | fresh << k * self.bits for k in range(1, step.copies + 1)]
        return Laws(np.concatenate([self.vectors, *copies], axis=1), self.bits * (step.copies + 1))

    def ranks(self, named: tuple[Subset, ...]) -> Integers:
        """Of each law, the rank of every set of named variables."""
        count = len(self.vectors)
        rank = np.zeros((count, 1), np.int64)
        bases: list[Integers] = []
        for primitives in named:
            more, larger = list(bases), rank
            for i in elements(primitives):
                new = _reduced(np.broadcast_to(self.vectors[:, i, None], rank.shape), more)
                more.append(new)
                larger = larger + (new != 0)
            zero = np.zeros_like(rank)
            bases += [zero] * (len(more) - len(bases))
            bases = [np.concatenate(pair, axis=1) for pair in zip(bases, more, strict=True)]
            rank = np.concatenate([rank, larger], axis=1)
        return rank


def _reduced(vectors: Integers, basis: list[Integers]) -> Integers:
    """The vectors without what they have of a basis."""
    for b in basis:
        vectors = vectors ^ np.where(vectors & b & -b, b, 0)
    return vectors
