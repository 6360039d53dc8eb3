"""Subspaces of GF(q)^k whose dimensions are given, and the random variables that they are.

Legend: q a prime; r the rank, r(S) the dimension of V(S), the span of the variables in S; i the
variable that is placed; U the span of its first vectors. A span is held by its checks, rows that
are orthogonal to exactly its vectors. Rows that are 0 count for nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from itip.entropy.distribution import Distribution
from itip.entropy.groundset import GroundSet
from itip.prover.effort import Effort
from itip.prover.witness.question import Integers

_TRIES = 40  # to place all variables, one after the other
_DRAWS = 40  # of a random vector


def represent(
    rank: Sequence[int], q: int, effort: Effort, dice: np.random.Generator
) -> tuple[Integers, ...] | None:
    """For each variable rows that span its subspace, so that r is as given; None if not found.

    The rank has its 2^n values in bitmask order, and is to be a polymatroid.
    """
    r = np.array(rank, dtype=np.int64)
    n = len(r).bit_length() - 1
    for _ in range(_TRIES):
        spaces = _placed(r, dice.permutation(n).tolist(), q, effort, dice)
        if spaces is not None:
            rows = np.concatenate([*spaces, np.zeros((0, r[-1]), dtype=np.int64)])
            *matrices, _ = np.split(_plain(rows, q), np.cumsum([len(space) for space in spaces]))
            return tuple(matrices)
    return None


def distribution(ground: GroundSet, q: int, matrices: Sequence[Integers]) -> Distribution:
    """The products of the matrices with a uniform vector of GF(q)^k, read as digits to base q."""
    k = matrices[0].shape[1] if matrices else 0
    points = np.indices((q,) * k).reshape(k, q**k)
    values = [q ** np.arange(len(rows))[::-1] @ (rows @ points % q) for rows in matrices]
    outcomes = np.array(values, dtype=np.int64).reshape(len(matrices), q**k).T
    return Distribution.of(ground, ((tuple(outcome), 1) for outcome in outcomes.tolist()))


def _placed(
    r: Integers, order: Sequence[int], q: int, effort: Effort, dice: np.random.Generator
) -> list[Integers] | None:
    """Subspaces for the variables, placed in this order; None if some vector is not found."""
    k = int(r[-1])
    sets = np.zeros(1, dtype=np.int64)
    checks = np.eye(k, dtype=np.int64)[None]
    spaces: dict[int, Integers] = {}
    for i in order:
        joined = checks  # of V(S) + U, for each set S of variables that are placed
        missing = r[sets | 1 << i] - r[sets]  # by how much its dimension is still to grow
        vectors = np.zeros((int(r[1 << i]), k), dtype=np.int64)
        for j in range(len(vectors)):
            effort.left()
            vector = _vector(joined, missing, len(vectors) - j, q, dice)
            if vector is None:
                return None
            missing = missing - (joined @ vector % q).any(axis=1)
            joined = _orthogonal(joined, vector, q)
            vectors[j] = vector
        spaces[i] = vectors
        sets = np.concatenate([sets, sets | 1 << i])
        checks = np.concatenate([checks, joined])
    return [spaces[i] for i in range(len(order))]


def _vector(
    joined: Integers, missing: Integers, left: int, q: int, dice: np.random.Generator
) -> Integers | None:
    """The next of `left` vectors for i, at random; None if none is found.

    It is in each span that is not to grow, in none that is to grow with every vector left, and
    in some of the others.
    """
    k = joined.shape[-1]
    outside = joined[missing == left]
    space = _within(np.eye(k, dtype=np.int64), joined[missing == 0].reshape(-1, k), q)
    eager = dice.random()
    for s in dice.permutation(np.flatnonzero((missing > 0) & (missing < left))):
        if dice.random() < eager:
            smaller = _within(space, joined[s], q)
            if (outside @ smaller.T % q).any(axis=(1, 2)).all():
                space = smaller
    drawn = dice.integers(q, size=(_DRAWS, len(space))) @ space % q
    good = np.flatnonzero((outside @ drawn.T % q).any(axis=1).all(axis=0))
    return drawn[good[0]] if len(good) else None


def _within(space: Integers, checks: Integers, q: int) -> Integers:
    """A basis of the part of a space that is orthogonal to all checks."""
    while True:
        failing = np.flatnonzero((checks @ space.T % q).any(axis=1))
        if not len(failing):
            return space
        space = _orthogonal(space, checks[failing[0]], q)
        space = space[space.any(axis=1)]


def _orthogonal(rows: Integers, vector: Integers, q: int) -> Integers:
    """Rows that span what is orthogonal to a vector in the span of rows; of many matrices.

    A multiple of the first row that is not orthogonal is taken from each, and so is it itself.
    """
    products = rows @ vector % q
    first = (products != 0).argmax(axis=-1)[..., None]
    inverse = np.array([0, *(pow(a, -1, q) for a in range(1, q))])
    factors = products * inverse[np.take_along_axis(products, first, axis=-1)] % q
    pivot = np.take_along_axis(rows, first[..., None], axis=-2)
    result: Integers = (rows - factors[..., None] * pivot) % q
    return result


def _plain(rows: Integers, q: int) -> Integers:
    """The rows in coordinates in which the first independent ones are unit vectors."""
    rows, done = rows.copy(), 0
    for row in rows:
        free = np.flatnonzero(row[done:])
        if not len(free):
            continue
        column = done + free[0]
        rows[:, [done, column]] = rows[:, [column, done]]
        rows[:, done] = rows[:, done] * pow(int(row[done]), -1, q) % q
        factors = row.copy()
        factors[done] = 0
        rows -= rows[:, [done]] * factors
        rows %= q
        done += 1
    return rows
