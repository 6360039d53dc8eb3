"""A quick refutation: simple polymatroids tried on a goal and the givens, without a solver.

First all uniform ones, h(S) = min(k, |S n A|); for k = 1 one random bit that the variables in A
share. Then, by coordinate descent, variables that are flats of a small polymatroid, h(S) the rank
of their join. Evaluations are exact, in integers; None says nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import combinations, pairwise

import numpy as np
from numpy.typing import NDArray

from itip.entropy.cone import Polymatroid
from itip.entropy.expression import Problem
from itip.entropy.groundset import GroundSet
from itip.evidence import Direction
from itip.prover.reduction.merging import WRITTEN_VARIABLES

Integers = NDArray[np.int64]
Booleans = NDArray[np.bool_]

_UNIFORM = 1 << 54  # sums of absolute coefficients up to here stay in 64 bits, with room for ranks
_DESCENT = 1 << 52  # the same for their product with the largest, as penalties are weighted
_MULTIPLES = ((1, 1), (0, 1), (2, 1), (1, 2), (3, 1), (4, 1), (8, 1), (1, 4), (1, 8))
_FLATS = 16  # of each kind
_INGLETON = [0, 2, 2, 4, 2, 3, 3, 4, 2, 3, 3, 4, 3, 4, 4, 4]
_CHUNK = 512  # uniform polymatroids tried on the givens at once
_STARTS, _SWEEPS = 48, 6  # of the descent; more of both were seen to find hardly any more


def refute(problem: Problem, goal: int, direction: Direction) -> Polymatroid | None:
    """A polymatroid that satisfies all givens and strictly violates the goal, if one is at hand.

    The direction is the one refuted: goal >= 0 or goal <= 0.
    """
    n = len(problem.ground)
    if problem.scalars or not 0 < n <= WRITTEN_VARIABLES:
        return None
    expression = problem.goals[goal].expression
    rows = [(expression if direction == ">=" else -expression).integral()]
    rows += [given.expression.integral() for given in problem.givens]
    sizes = [sum(map(abs, (constant, *terms.values()))) for terms, constant in rows]
    if max(sizes) >= _UNIFORM:
        return None
    equal = np.array([False, *(given.sense == "=" for given in problem.givens)])
    trial = _trial(n, rows, equal)
    found = _uniform(trial)
    if found is None and sum(sizes) * max(sizes) < _DESCENT:
        found = _descend(trial)
    return found and _polymatroid(problem.ground, *found)


@dataclass(frozen=True, slots=True)
class _Trial:
    """Row 0 is to be made negative, the others keep their sense: over subsets, plus constants.

    Entry e of row r, for first[r] <= e < first[r + 1], is coefficients[e] h(subsets[place[e]]).
    A polymatroid is tried in all multiples multiples[0] / multiples[1].
    """

    n: int
    subsets: Integers
    place: Integers
    coefficients: Integers
    first: Integers
    constants: Integers
    equal: Booleans
    multiples: Integers

    def scores(self, ranks: Integers, multiples: Integers) -> tuple[Integers, Integers]:
        """The goal's value, and by how much givens are violated; the first axis is by entry."""
        shape = (-1,) + (1,) * (ranks.ndim - 1)
        ranks *= self.coefficients.reshape(shape)
        values = np.add.reduceat(ranks, self.first, axis=0) * multiples[0]
        values += self.constants.reshape(shape) * multiples[1]
        givens = values[1:]
        missing = np.where(self.equal[1:].reshape(shape), np.abs(givens), np.maximum(-givens, 0))
        return values[0], missing.sum(axis=0)

    def rows(self) -> Iterator[tuple[Integers, Integers]]:
        """The subsets and coefficients of each row."""
        for first, last in pairwise([*self.first.tolist(), len(self.place)]):
            yield self.subsets[self.place[first:last]], self.coefficients[first:last]


Found = tuple[Integers, Integers]
"""Integer ranks of all 2^n subsets, and their multiple: numerator and denominator."""

Row = tuple[dict[int, int], int]
"""Integer coefficients by subset, and the constant."""


def _trial(n: int, rows: list[Row], equal: Booleans) -> _Trial:
    # h(empty set), with coefficient 0, leaves no row without an entry.
    entries = [[(0, 0), *terms.items()] for terms, _ in rows]
    listed = np.array([entry for row in entries for entry in row], dtype=np.int64)
    subsets, place = np.unique(listed[:, 0], return_inverse=True)
    constants = np.array([constant for _, constant in rows], dtype=np.int64)
    multiples = np.array(_MULTIPLES if constants.any() else _MULTIPLES[:1], dtype=np.int64)
    first = np.cumsum([0, *map(len, entries[:-1])])
    place = place.reshape(-1)
    return _Trial(n, subsets, place, listed[:, 1], first, constants, equal, multiples.T)


def _uniform(trial: _Trial) -> Found | None:
    """The first min(k, |S n A|) that refutes, by k, then the size of A."""
    sizes = np.array([subset.bit_count() for subset in range(1 << trial.n)])
    order = np.argsort(sizes, kind="stable")
    values = _uniform_values(trial)[:, order]
    violates = np.zeros(values.shape, dtype=np.bool_)
    for numerator, denominator in trial.multiples.T:
        violates |= values * numerator + trial.constants[0] * denominator < 0
    violates &= sizes[order] > np.arange(trial.n)[:, None]
    k, column = np.nonzero(violates)
    for start in range(0, len(k), _CHUNK):
        part = slice(start, start + _CHUNK)
        found = _first_refuting(trial, sizes, k[part] + 1, order[column[part]])
        if found is not None:
            return found
    return None


def _uniform_values(trial: _Trial) -> Integers:
    """The goal without its constant at min(k, |S n A|), by k = 1, ..., n and by A.

    First sum c[S] x^|S n A| as a polynomial in x, one variable of A after the other.
    """
    n = trial.n
    sums = np.zeros((n + 1, 1 << n), dtype=np.int64)
    subsets, coefficients = next(trial.rows())
    sums[0, subsets] = coefficients
    for i in range(n):
        halves = sums.reshape(n + 1, -1, 2, 1 << i)
        without, within = halves[:, :, 0].copy(), halves[:, :, 1].copy()
        halves[:, :, 0] += within
        halves[:, :, 1] = without
        halves[1:, :, 1] += within[:-1]
    at_least = np.cumsum(sums[::-1], axis=0)[::-1]
    return np.cumsum(at_least[1:], axis=0)


def _first_refuting(trial: _Trial, sizes: Integers, k: Integers, a: Integers) -> Found | None:
    """The first of these min(k, |S n A|) that refutes in some multiple."""
    multiples = np.ones((len(k), trial.multiples.shape[1]), dtype=np.bool_)
    for row, (subsets, coefficients) in enumerate(trial.rows()):
        ranks = np.minimum(k[:, None], sizes[subsets & a[:, None]])
        values = (ranks @ coefficients)[:, None] * trial.multiples[0]
        values += trial.constants[row] * trial.multiples[1]
        if row == 0:
            multiples &= values < 0
        else:
            multiples &= (values == 0) if trial.equal[row] else (values >= 0)
        left = multiples.any(axis=1)
        if not left.any():
            return None
        k, a, multiples = k[left], a[left], multiples[left]
    multiple = trial.multiples[:, np.argmax(multiples[0])]
    ranks = np.minimum(k[0], sizes[np.arange(1 << trial.n) & a[0]])
    return ranks, multiple


def _descend(trial: _Trial) -> Found | None:
    """Coordinate descent from random flats, one for each variable, all starts at once."""
    descent = _descent(trial)
    for _ in range(_SWEEPS):
        before = descent.states.copy()
        for i in descent.dice.permutation(trial.n):
            found = descent.improve(int(i))
            if found is not None:
                bottom, multiple = descent.bottoms[found], descent.multiples[:, found]
                state = _smaller(trial, descent.states[found], bottom, multiple)
                return _all_ranks(state, bottom), multiple
        stuck = (descent.states == before).all(axis=1)
        descent.states[stuck] = _random_states(descent.bottoms[stuck], trial.n, descent.dice)
    return None


@dataclass(frozen=True, slots=True)
class _Descent:
    """States, a flat for each variable, with their bottoms, multiples, and weights of givens."""

    trial: _Trial
    states: Integers
    bottoms: Integers
    multiples: Integers
    weights: Integers
    dice: np.random.Generator

    def improve(self, i: int) -> int | None:
        """Give variable i its best flat in every state; the number of a refuting one."""
        trial, (join, rank) = self.trial, _flats()
        self.states[:, i] = 0
        without = _joined(trial, self.states, self.bottoms)
        # Ranks by the flat that is joined; a set without i has the same for all of them.
        table = np.concatenate([rank[join], np.repeat(rank[:, None], _FLATS, axis=1)])
        without += len(rank) * (1 - (trial.subsets[trial.place, None] >> i & 1))
        value, violation = trial.scores(table[without], self.multiples[..., None])
        refuting = (value < 0) & (violation == 0)
        score = 8 * (value + self.weights[:, None] * violation)
        score += self.dice.integers(8, size=score.shape)  # else ties always go the same way
        score[refuting] = np.iinfo(np.int64).min
        self.states[:, i] = np.argmin(score, axis=1)
        winners = np.flatnonzero(refuting.any(axis=1))
        return int(winners[0]) if len(winners) else None


def _descent(trial: _Trial) -> _Descent:
    dice = np.random.default_rng(0)
    work = _FLATS * len(trial.place) * trial.n * _SWEEPS
    starts = max(3, min(_STARTS, (3 << 10 + min(max(trial.n, 10), 14)) // work))
    bottoms = np.where(np.arange(starts) % 3 == 2, _FLATS, 0)
    states = _random_states(bottoms, trial.n, dice)
    choice = dice.choice(np.flatnonzero(trial.multiples[0]), size=starts)
    weights = dice.integers(1, 5, size=starts) * np.abs(trial.coefficients).max()
    return _Descent(trial, states, bottoms, trial.multiples[:, choice], weights, dice)


def _random_states(bottoms: Integers, n: int, dice: np.random.Generator) -> Integers:
    spaces = dice.integers(_FLATS, size=(len(bottoms), n))
    # Ingleton's inequality takes four different elements to violate, and chance rarely finds them.
    elements = dice.permuted(np.tile(1 << np.arange(n) % 4, (len(bottoms), 1)), axis=1)
    return np.where(bottoms[:, None] > 0, elements, spaces)


def _smaller(trial: _Trial, state: Integers, bottom: np.int64, multiple: Integers) -> Integers:
    """A refuting state in which no variable's flat can give way to one of less rank."""
    rank = _flats()[1][bottom : bottom + _FLATS]
    which, flats = np.divmod(np.arange(trial.n * _FLATS), _FLATS)
    while True:
        tried = np.tile(state, (len(which), 1))
        tried[np.arange(len(which)), which] = flats
        tried = tried[rank[flats] < rank[state[which]]]
        joined = _joined(trial, tried, np.full(len(tried), bottom))
        value, violation = trial.scores(_flats()[1][joined], multiple[:, None])
        tried = tried[(value < 0) & (violation == 0)]
        if not len(tried):
            return state
        state = tried[np.argmin(rank[tried].sum(axis=1))]


def _joined(trial: _Trial, states: Integers, bottoms: Integers) -> Integers:
    """The join of the flats in the subset of each entry, by state."""
    flat = _flats()[0].reshape(-1)
    joined = np.tile(bottoms, (len(trial.subsets), 1))
    for i in range(trial.n):
        joined = flat[_FLATS * joined + states[:, i] * (trial.subsets[:, None] >> i & 1)]
    return joined[trial.place]


def _all_ranks(state: Integers, bottom: np.int64) -> Integers:
    join, rank = _flats()
    joined = np.full(1, bottom, dtype=np.int64)
    for flat in state:
        joined = np.concatenate([joined, join[joined, flat]])
    return rank[joined]


@lru_cache(maxsize=1)
def _flats() -> tuple[Integers, Integers]:
    """The joins of flats with flats of their own kind, by number, and all ranks.

    Numbers from 0 are the 16 subspaces of GF(2)^3, so that what is found is a linear code. From
    16 they are the sets, closed or not, of the four elements of the extreme ray of the cone that
    violates Ingleton's inequality.
    """
    spaces = [
        space
        for size in (1, 2, 4, 8)
        for space in map(set, combinations(range(8), size))
        if all(x ^ y in space for x in space for y in space)
    ]
    join = [[next(k for k, c in enumerate(spaces) if a | b <= c) for b in spaces] for a in spaces]
    join += [[_FLATS + (a | b) for b in range(_FLATS)] for a in range(_FLATS)]
    return np.array(join), np.array([len(s).bit_length() - 1 for s in spaces] + _INGLETON)


def _polymatroid(ground: GroundSet, ranks: Integers, multiple: Integers) -> Polymatroid:
    numerator, denominator = multiple.tolist()
    values = [Fraction(k * numerator, denominator) for k in range(int(ranks.max()) + 1)]
    return Polymatroid(ground, tuple(values[k] for k in ranks.tolist()))
