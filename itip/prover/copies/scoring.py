"""How far a goal is from being proved by the inequalities of a state, and the point against it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from itip.entropy.cone import elemental_sets
from itip.prover.copies.levels import Integers
from itip.prover.copies.sought import Floats, Sought
from itip.prover.copies.states import State, inequalities, keys
from itip.prover.effort import Effort
from itip.prover.lp.highs import Highs
from itip.prover.lp.program import LinearProgram

_SECONDS = 3.0  # for one program
_FAR = 1000  # along the laws at which the goal is 0


@dataclass(frozen=True, slots=True)
class Score:
    """The least mu such that goal + mu norm >= 0 follows, and a point g against any smaller one.

    `point` are its coordinates, sets first; `rank[S]` is g(S), far along the laws sought for, for
    sets S of named variables. If a basis is known, `used` are the keys of its inequalities, and
    `fixed` the coordinates that are not basic.
    """

    value: float
    point: Floats
    rank: Floats
    used: Integers
    fixed: Integers


def norms(sought: Sought) -> tuple[Floats, ...]:
    """Two linear forms, positive where the goal is violated: mixtures of inequalities.

    One is of all alike that may prove the goal; one of few of these for the most part. If laws
    show that some may not, the goal is taken off, as it need not be bounded by the others.
    """
    n = sought.n
    ac, bc, abc, given = sets = elemental_sets(n)
    total = sought.laws.ranks(tuple(1 << i for i in range(n))).sum(axis=0)
    useful = total[ac] + total[bc] == total[abc] + total[given]
    few = np.random.default_rng(3).exponential(size=len(given)) ** 3
    even = np.random.default_rng(7).uniform(0.5, 1.5, len(given))
    found = []
    for shares in (even, few):
        mixture = np.zeros(len(sought.goal))
        for some, sign in zip(sets, (1, 1, -1, -1), strict=True):
            np.add.at(mixture, some, sign * shares * useful)
        mixture[0] = 0
        norm = mixture / np.abs(mixture).max(initial=1e-9)
        if total.any():
            norm -= sought.goal
        if len(sought.goal) > 1 << n:
            norm[-1] = 1
        found.append(norm)
    return tuple(found)


def score(
    sought: Sought, state: State, norm: Floats, effort: Effort, before: Score | None = None
) -> Score | None:
    """The score of a state, perhaps from an earlier one's; None if no mu is found."""
    rows = inequalities(state)
    affine = len(sought.goal) - (1 << sought.n)
    goal, unit = _over(sought, state, sought.goal), _over(sought, state, norm)
    columns = np.zeros((len(rows) + len(sought.rows) + len(sought.free) + 1, len(goal)))
    columns[: len(rows), : len(goal) - affine] = rows
    columns[len(rows) : -1] = _over(sought, state, np.concatenate([sought.rows, sought.free]))
    columns[-1] = -unit
    lower = np.zeros(len(columns))
    lower[len(lower) - 1 - len(sought.free) : -1] = -np.inf
    labels = np.concatenate([keys(rows), np.arange(len(columns) - len(rows))])
    places = np.concatenate([state.keys, np.arange(affine)])
    start = _start(labels, places, before)
    program = _program(columns, (goal, goal), lower)
    claim = Highs().quick(program, effort.at_most(_SECONDS), start)
    if claim.status != "feasible" or claim.values is None or claim.duals is None:
        return None
    point = -claim.duals
    rank = state.sets @ point[: len(goal) - affine] + _FAR * state.total
    basis = np.array(claim.basis, dtype=np.int64)
    used, fixed = labels[basis[basis >= 0]], np.delete(places, ~basis[basis < 0])
    return Score(float(claim.values[-1]), point, rank, used, fixed)


def _start(labels: Integers, places: Integers, before: Score | None) -> tuple[int, ...]:
    """The basis of before, with the new coordinates; () if there is none."""
    if before is None or not len(before.used):
        return ()
    used = np.flatnonzero(np.isin(labels, before.used))
    free = np.flatnonzero(~np.isin(places, before.fixed))
    return (*used.tolist(), *(~free).tolist()) if len(used) + len(free) == len(places) else ()


def slack(state: State, known: int, point: Floats, effort: Effort) -> float:
    """By how much the inequalities have to be relaxed for a point to extend to a state.

    The point has the first `known` coordinates of the state.
    """
    if known == len(state.keys):
        return 0
    rows = inequalities(state, known)
    columns = np.ones((len(rows), len(state.keys) - known + 1))
    columns[:, :-1] = rows[:, known:]
    cost = rows[:, :known] @ point[:known]
    bound = np.zeros(columns.shape[1])
    bound[-1] = 1
    low = np.zeros(columns.shape[1])
    program = replace(_program(columns, (low, bound), np.zeros(len(rows))), cost=cost)
    claim = Highs().quick(program, effort.at_most(_SECONDS), primal=True)
    return 0 if claim.values is None else -float(cost @ claim.values)


def _over(sought: Sought, state: State, vectors: Floats) -> Floats:
    """Vectors over the problem's joint entropies, scalars and t in a state's coordinates."""
    size = 1 << sought.n
    return np.concatenate([vectors[..., :size] @ state.sets[:size], vectors[..., size:]], axis=-1)


def _program(columns: Floats, bounds: tuple[Floats, Floats], lower: Floats) -> LinearProgram:
    """Minimise the last w where the sum of w[k] columns[k] is within the bounds, w >= lower."""
    owners, indices = np.nonzero(columns)
    starts = np.searchsorted(owners, np.arange(len(columns) + 1))
    cost = np.zeros(len(columns))
    cost[-1] = 1
    return LinearProgram(starts, indices, columns[owners, indices], *bounds, lower, cost)
