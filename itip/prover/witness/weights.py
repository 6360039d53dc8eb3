"""Bits that are functions of one of four atoms, whose weights are sought.

The goal, as it is written, is a sum of measures with coefficients of both signs. It is violated
where the positive terms amount to less than the negative ones; their ratio says how nearly. Each
of n variables is one of the seven partitions of the atoms in two, and weights of the atoms that
make the ratio less are sought near random ones: so what is barely false is refuted.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import permutations

import numpy as np

from itip.entropy.groundset import Subset
from itip.entropy.translate import expand
from itip.language.ast import Linear
from itip.prover.effort import Effort
from itip.prover.witness.assignments import holding, joined
from itip.prover.witness.lattices import Lattice, partitions
from itip.prover.witness.question import Booleans, Floats, Found, Integers, Question

_ATOMS = 4
_BITS = 7  # partitions of the atoms in two
_ALL = 20_000  # assignments, at most
_STARTS, _ROUNDS, _SAMPLE = 2, 12, 200
_SPREAD, _CLOSER = 1.5, 0.7  # standard deviation of logarithms of weights, and its factor
_RAREST = 0.004  # of all weight; towards 0 many ratios tend to 1
_NOTHING = 1e-3  # bits
_WHOLES = (4, 6, 8, 12, 20, 30, 60, 100, 300, 1000, 10**4, 10**6)


@dataclass(frozen=True, slots=True)
class _Sides:
    """Rows over subsets: of the positive and of the negative terms of the goal, and the givens."""

    subsets: tuple[Subset, ...]
    rows: Floats
    equal: Booleans

    def ratios(self, h: Floats) -> Floats:
        """By how much the first exceeds the second, where the givens hold."""
        values = np.tensordot(self.rows, h, axes=1)
        good = holding(values[2:], self.equal) & (values[1] > _NOTHING)
        return np.where(good, values[0] / np.where(good, values[1], 1), np.inf)


def search(question: Question, effort: Effort) -> Found | None:
    """Bits on four atoms; None at once where there are scalars or constants, or many variables."""
    n = len(question.problem.ground)
    sides = None if question.constants.any() else _sides(question)
    if sides is None or question.problem.scalars or not n or _BITS**n > _ALL:
        return None
    dice = np.random.default_rng(0)
    lattice = partitions(*[1] * _ATOMS)
    for elements in _different(n, lattice).T:
        joins = joined(lattice, elements[:, None], sides.subsets)[:, 0]
        for _ in range(_STARTS):
            effort.left()
            weights = _improved(sides, lattice.labels[joins], dice)
            found = None if weights is None else _rounded(question, elements, weights)
            if found is not None:
                return found
    return None


def _different(n: int, lattice: Lattice) -> Integers:
    """Assignments of bits, n x C, no two of which differ in the order of the atoms only."""
    bits = np.flatnonzero(lattice.labels.max(axis=1) == 1)
    rows, shape = lattice.labels[bits], (len(bits),) * n
    chosen = np.indices(shape).reshape(n, -1)
    forms = np.arange(chosen.shape[1])
    for order in permutations(range(_ATOMS)):
        turned = rows[:, order] ^ rows[:, order[:1]]
        image = (turned[:, None] == rows).all(axis=2).argmax(axis=1)
        forms = np.minimum(forms, np.ravel_multi_index(tuple(image[chosen]), shape))
    return bits[chosen[:, forms == np.arange(len(forms))]]


def _sides(question: Question) -> _Sides | None:
    """None, if the goal is written in variables that are merged with others."""
    goal, ground = question.goal, question.problem.ground
    try:
        whole = expand(goal.written, ground)
        terms = [(t.coefficient > 0, expand(Linear((t,)), ground)) for t in goal.written.terms]
    except KeyError:
        return None
    subsets = sorted({s for _, e in terms for s, _ in e.entropies} | set(question.subsets))
    unit = max((abs(c) for _, e in terms for _, c in e.entropies), default=1)
    rows = np.zeros((len(question.rows) + 1, len(subsets)))
    for positive, expression in terms:
        for subset, c in expression.entropies:
            rows[0 if positive else 1, subsets.index(subset)] += (c if positive else -c) / unit
    if whole != goal.expression:  # the other direction of an equation
        rows[:2] = rows[1::-1].copy()
    rows[2:, [subsets.index(s) for s in question.subsets]] = question.rows[1:]
    return _Sides(tuple(subsets), rows, question.equal[1:])


def _improved(sides: _Sides, labels: Integers, dice: np.random.Generator) -> Floats | None:
    """Weights with a ratio below 1, near which there is none much smaller; of subsets' labels."""
    blocks = (labels[:, :, None] == np.arange(_ATOMS)).astype(np.float64)
    best, least, spread = np.full(_ATOMS, 1 / _ATOMS), np.inf, _SPREAD
    for _ in range(_ROUNDS):
        powers = np.exp(np.log(best) + spread * dice.normal(size=(_SAMPLE, _ATOMS)))
        weights = np.maximum(powers / powers.sum(axis=1, keepdims=True), _RAREST)
        weights /= weights.sum(axis=1, keepdims=True)
        masses = np.einsum("wa,sab->swb", weights, blocks)
        h = -(masses * np.log2(np.where(masses > 0, masses, 1))).sum(axis=2)
        ratios = sides.ratios(h)
        k = int(np.argmin(ratios))
        if not np.isfinite(ratios[k]):
            return None  # the givens do not hold, whatever the weights
        if ratios[k] < least:
            best, least = weights[k], ratios[k]
        spread *= _CLOSER
    return best if least < 1 else None


def _rounded(question: Question, elements: Integers, weights: Floats) -> Found | None:
    """Simple weights near these, if they answer."""
    for whole in _WHOLES:
        near = np.maximum(1, np.rint(weights * whole)).astype(np.int64)
        atoms = partitions(*near.tolist())
        variables = atoms.distribution(question.problem.ground, elements.tolist())
        if question.answered(variables):
            return variables, ()
    return None
