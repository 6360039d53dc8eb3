"""Random variables from one small lattice: all assignments, or a descent among them.

An assignment gives each of n variables one of the L elements of a lattice. Of B assignments there
is an array n x B, and their values, those of the question's R rows, are an array R x B.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

import numpy as np

from itip.entropy.groundset import Subset, elements
from itip.prover.effort import Effort
from itip.prover.witness.lattices import Lattice
from itip.prover.witness.question import Booleans, Floats, Found, Integers, Question

_ALL = 400_000  # assignments up to which all are looked at
_AT_ONCE = 1 << 14  # of which values are computed in one go
_COPIES = (1, 2, 3)  # of the variables, where constants say how large entropies are
_OUTCOMES = 4096  # of what is found, at most
_EXACT = 8  # assignments found at once of which exact values are computed
_STARTS, _SWEEPS = 128, 60  # of the descent
_NUMBERS = 1 << 21  # in an array
_TINY = 1e-9


def search(question: Question, lattice: Lattice, effort: Effort) -> Found | None:
    """Variables from the lattice, if any are found; None at once where there are scalars."""
    if question.scalars.any():
        return None
    zeros = (Fraction(0),) * len(question.problem.scalars)
    for copies in _COPIES if question.constants.any() else (1,):
        scaled = replace(question, rows=question.rows * copies)
        for assignment in _proposals(scaled, lattice, effort):
            if lattice.outcomes(assignment) ** copies > _OUTCOMES:
                continue
            variables = lattice.distribution(question.problem.ground, assignment, copies)
            if question.answered(variables, zeros):
                return variables, zeros
    return None


def _proposals(question: Question, lattice: Lattice, effort: Effort) -> Iterator[list[int]]:
    """Assignments that answer, as far as floats tell; of several, those of few bits first."""
    dice = np.random.default_rng(0)
    grown, every = _grown(question, lattice, dice, effort)
    yield from _smallest(question, lattice, grown)
    if not every:
        for found in _descended(question, lattice, dice, effort):
            yield from _smallest(question, lattice, found)


def _smallest(question: Question, lattice: Lattice, assignments: Integers) -> list[list[int]]:
    everything = question.problem.ground.everything
    bits = lattice.entropy[joined(lattice, assignments, [everything])[0]]
    chosen: list[list[int]] = assignments.T[np.argsort(bits, kind="stable")[:_EXACT]].tolist()
    return chosen


def joined(lattice: Lattice, assignments: Integers, subsets: Sequence[Subset]) -> Integers:
    """The join of the variables in each subset, by assignment."""
    size, count = len(lattice), assignments.shape[1]
    join = lattice.join.reshape(-1)
    known = {0: np.zeros(count, dtype=np.int64)}
    for subset in subsets:
        below = 0
        for i in elements(subset):
            part = below | 1 << i
            if part not in known:
                known[part] = join[known[below] * size + assignments[i]]
            below = part
    joins = [known[subset] for subset in subsets]
    return np.array(joins, dtype=np.int64).reshape(len(subsets), count)


def values(question: Question, lattice: Lattice, assignments: Integers) -> Floats:
    """The values of all rows, without scalars."""
    entropies = lattice.entropy[joined(lattice, assignments, question.subsets)]
    result: Floats = question.rows @ entropies + question.constants[:, None]
    return result


def answering(values: Floats, equal: Booleans) -> Booleans:
    """Which answer, as far as floats tell: row 0 is negative, the others keep their sense."""
    negative: Booleans = values[0] < -_TINY
    return negative & holding(values[1:], equal[1:])


def holding(values: Floats, equal: Booleans) -> Booleans:
    """Where the values of all rows keep their sense, as far as floats tell."""
    shape = (-1,) + (1,) * (values.ndim - 1)
    good = np.where(equal.reshape(shape), np.abs(values) < _TINY, values > -_TINY)
    return np.asarray(good.all(axis=0))


def _grown(
    question: Question, lattice: Lattice, dice: np.random.Generator, effort: Effort
) -> tuple[Integers, bool]:
    """Answering assignments, made variable by variable, and whether they are all there are.

    What breaks a row whose variables all have an element is dropped at once. Where too many are
    left, some are.
    """
    n, size = len(question.problem.ground), len(lattice)
    most, every = min(_ALL, _NUMBERS // max(1, n)), True
    kept = np.zeros((n, 1), dtype=np.int64)
    for i, rows in _order(question):
        if kept.shape[1] * size > most:
            every = False
            kept = kept[:, np.sort(dice.choice(kept.shape[1], most // size, replace=False))]
        kept = np.repeat(kept, size, axis=1)
        kept[i] = np.arange(kept.shape[1]) % size
        if rows:
            kept = kept[:, _keeping(question, rows, lattice, kept, effort)]
    return kept, every


def _keeping(
    question: Question, rows: list[int], lattice: Lattice, assignments: Integers, effort: Effort
) -> Booleans:
    """Which assignments do not break one of these rows."""
    used = np.flatnonzero(question.rows[rows].any(axis=0))
    part = replace(
        question,
        subsets=tuple(question.subsets[k] for k in used),
        rows=question.rows[rows][:, used],
        constants=question.constants[rows],
    )
    fit = answering if rows[0] == 0 else holding
    good = np.empty(assignments.shape[1], dtype=np.bool_)
    for start in range(0, len(good), _AT_ONCE):
        effort.left()
        some = slice(start, start + _AT_ONCE)
        good[some] = fit(values(part, lattice, assignments[:, some]), question.equal[rows])
    return good


def _order(question: Question) -> list[tuple[int, list[int]]]:
    """The variables, such that rows are completed early; and the rows that each completes."""
    occurring = [0] * len(question.rows)
    for r, row in enumerate(question.rows):
        for k in np.flatnonzero(row):
            occurring[r] |= question.subsets[k]
    left = question.problem.ground.everything
    order = []
    while left:
        i = max(elements(left), key=lambda i: _merit(occurring, left, i))
        order.append((i, [r for r, s in enumerate(occurring) if s & left == 1 << i]))
        left ^= 1 << i
    return order


def _merit(occurring: list[Subset], left: Subset, i: int) -> tuple[int, int]:
    """How many rows the variable completes, and in how many it occurs."""
    completed = sum(s & left == 1 << i for s in occurring)
    return completed, sum(s >> i & 1 for s in occurring)


def _descended(
    question: Question, lattice: Lattice, dice: np.random.Generator, effort: Effort
) -> Iterator[Integers]:
    """Coordinate descent from random assignments, one variable at a time over all elements.

    What is minimised is the goal, plus a penalty for broken givens that each start weighs anew.
    """
    n, size = len(question.problem.ground), len(lattice)
    starts = max(8, min(_STARTS, _NUMBERS // (size * sum(question.rows.shape))))
    states = dice.integers(size, size=(n, starts))
    weights = np.abs(question.rows[0]).sum() * 10 ** dice.uniform(-1, 0.7, (starts, 1))
    pairs = lattice.entropy[lattice.join]
    for _ in range(_SWEEPS):
        effort.left()
        before = states.copy()
        for i in dice.permutation(n):
            numbers = _alternatives(question, lattice, pairs, states, int(i))
            found, element = np.nonzero(answering(numbers, question.equal))
            if len(found):
                yield np.where(np.arange(n)[:, None] == i, element, states[:, found])
            score = numbers[0] + weights * _broken(numbers[1:], question.equal[1:])
            states[i] = np.argmin(score + _TINY * dice.random(score.shape), axis=1)
        stuck = (states == before).all(axis=0)
        states[:, stuck] = dice.integers(size, size=(n, np.count_nonzero(stuck)))


def _broken(values: Floats, equal: Booleans) -> Floats:
    """By how much rows break their sense, in sum."""
    missing = np.where(equal[:, None, None], np.abs(values), np.maximum(-values, 0))
    return np.asarray(missing.sum(axis=0))


def _alternatives(
    question: Question, lattice: Lattice, pairs: Floats, states: Integers, i: int
) -> Floats:
    """The values, R x B x L, if variable i were each of the elements; pairs[d, e] = h(d, e)."""
    others = states.copy()
    others[i] = 0
    within = np.array([s >> i & 1 for s in question.subsets], dtype=np.bool_)
    joins = joined(lattice, others, question.subsets)
    fixed = question.rows[:, ~within] @ lattice.entropy[joins[~within]]
    fixed += question.constants[:, None]
    varied = np.tensordot(question.rows[:, within], pairs[joins[within]], axes=1)
    result: Floats = varied + fixed[:, :, None]
    return result
