"""How far a goal is from being proved by the inequalities of a state, and the point against it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from itip.entropy.cone import elemental_arrays
from itip.prover.copies.sought import Floats, Sought
from itip.prover.copies.states import State, inequalities
from itip.prover.effort import Effort
from itip.prover.lp.highs import Highs
from itip.prover.lp.program import LinearProgram

_SECONDS = 3.0  # for one program


@dataclass(frozen=True, slots=True)
class Score:
    """The least mu such that goal + mu norm >= 0 follows, and a point g against any smaller one.

    `point` are its coordinates, sets first, and `rank[S]` is g(S) for sets S of named variables.
    """

    value: float
    point: Floats
    rank: Floats


def norms(sought: Sought) -> tuple[Floats, ...]:
    """Two linear forms, positive at what satisfies the Shannon inequalities: h(N), and a mixture.

    The mixture is of information of all kinds, so that no two points are alike to it by chance.
    """
    n = sought.n
    simple, mixed = np.zeros((2, len(sought.goal)))
    simple[(1 << n) - 1] = 1
    a, b, given = elemental_arrays(n)
    shares = np.random.default_rng(7).uniform(0.5, 1.5, len(a))
    for sets, sign in ((a | given, 1), (b | given, 1), (a | b | given, -1), (given, -1)):
        np.add.at(mixed, sets, sign * shares)
    mixed[0] = 0
    mixed /= np.abs(mixed).max()
    if len(sought.goal) > 1 << n:
        simple[-1] = mixed[-1] = 1
    return simple, mixed


def score(sought: Sought, state: State, norm: Floats, effort: Effort) -> Score | None:
    """The score of a state; None if no mu is enough, or the solver gives up."""
    rows = inequalities(state.sets)
    affine = len(sought.goal) - (1 << sought.n)
    goal, unit = _over(sought, state, sought.goal), _over(sought, state, norm)
    columns = np.zeros((len(rows) + len(sought.rows) + len(sought.free) + 1, len(goal)))
    columns[: len(rows), : len(goal) - affine] = rows
    columns[len(rows) : -1] = _over(sought, state, np.concatenate([sought.rows, sought.free]))
    columns[-1] = -unit
    lower = np.zeros(len(columns))
    lower[len(lower) - 1 - len(sought.free) : -1] = -np.inf
    program = _program(columns, (goal, goal), lower)
    claim = Highs().quick(program, effort.at_most(_SECONDS))
    if claim.status != "feasible" or claim.values is None or claim.duals is None:
        return None
    point = -claim.duals
    return Score(float(claim.values[-1]), point, state.sets @ point[: len(goal) - affine])


def slack(state: State, known: int, point: Floats, effort: Effort) -> float:
    """By how much the inequalities have to be relaxed for a point to extend to a state.

    The point has the first `known` coordinates of the state.
    """
    if known == len(state.keys):
        return 0
    rows = inequalities(state.sets, known)
    columns = np.ones((len(rows), len(state.keys) - known + 1))
    columns[:, :-1] = rows[:, known:]
    cost = rows[:, :known] @ point[:known]
    bound = np.zeros(columns.shape[1])
    bound[-1] = 1
    low = np.zeros(columns.shape[1])
    program = replace(_program(columns, (low, bound), np.zeros(len(rows))), cost=cost)
    claim = Highs().quick(program, effort.at_most(_SECONDS), "primal")
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
