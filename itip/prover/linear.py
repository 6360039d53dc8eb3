"""Farkas' question for large programs: a solver proposes, exact arithmetic decides."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from itip.prover import exact
from itip.prover.exact import Generators, Integers
from itip.prover.farkas import Answer, Deadline, Vector
from itip.prover.lp import Backend, Claim, LinearProgram
from itip.prover.lp.program import Floats
from itip.prover.simplex import Tableau


def settle(
    generators: Generators,
    program: LinearProgram,
    goal: Vector,
    backend: Backend,
    deadline: Deadline,
) -> Answer:
    """The exact answer, from the claim of a backend where it can be made exact, or by pivoting.

    `program` is `combination_program(generators)`, shared by all goals over these generators.
    """
    side = _dense(goal, generators.height)
    posed = replace(program, row_lower=side, row_upper=side)
    claim = backend.solve(posed, deadline.left())
    if claim.status == "infeasible" and claim.ray is None:
        point = backend.solve(separation_program(posed), deadline.left()).values
        claim = replace(claim, ray=None if point is None else -point)
    found: Answer | None = None
    if claim.values is not None:
        found = exact.combination(generators, goal, claim.values)
    elif claim.ray is not None:
        found = exact.separator(generators, goal, -claim.ray)
    return found or _pivot(generators, goal, claim, deadline)


def generators(
    elementals: tuple[Integers, Integers, Integers],
    height: int,
    others: tuple[Vector, ...],
    free: tuple[Vector, ...],
) -> Generators:
    """The elemental inequalities I(a;b|given) as columns over h(S), at S - 1, then the others."""
    a, b, given = elementals
    same = a == b
    sets = np.stack([a | given, b | given, a | b | given, given], axis=1)
    signs = np.tile(np.array([1, 1, -1, -1], dtype=np.int64), (len(a), 1))
    signs[same, 1:3] = 0  # h(a,given) stands three times, +1 +1 -1
    kept = (sets > 0) & (signs != 0)
    starts = np.concatenate([[0], np.cumsum(kept.sum(axis=1))]).astype(np.int64)
    return Generators(height, starts, sets[kept] - 1, signs[kept], others, free)


def combination_program(generators: Generators) -> LinearProgram:
    """Minimise sum w  subject to  sum w[r] generator[r] = goal, w >= 0 (free where free).

    Long generators are scaled to a largest coefficient of 1.
    """
    longer = [_scaled(vector) for vector in generators.others + generators.free]
    lengths = np.cumsum([len(vector) for vector in longer], dtype=np.int64)
    starts = np.concatenate([generators.starts, generators.starts[-1] + lengths])
    indices = np.array([c for vector in longer for c in vector], dtype=np.int64)
    values = np.array([v for vector in longer for v in vector.values()], dtype=np.float64)
    lower = np.zeros(len(starts) - 1)
    lower[len(lower) - len(generators.free) :] = -np.inf
    none = np.zeros(0)
    return LinearProgram(
        starts=starts,
        indices=np.concatenate([generators.indices, indices]),
        values=np.concatenate([generators.values.astype(np.float64), values]),
        row_lower=none,
        row_upper=none,
        lower=lower,
        cost=(~np.isinf(lower)).astype(np.float64),
    )


def separation_program(program: LinearProgram) -> LinearProgram:
    """Minimise sum of x . generator[r]  subject to  x . generator[r] >= 0 (= 0), x . goal = -1.

    `program` is the combination program, its rows' bounds the goal; x is free in every coordinate.
    """
    goal = program.row_lower
    count, height = len(program.lower), len(goal)
    owner = np.repeat(np.arange(count, dtype=np.int64), np.diff(program.starts))
    chosen = np.flatnonzero(goal)
    rows = np.concatenate([owner, np.full(len(chosen), count, dtype=np.int64)])
    columns = np.concatenate([program.indices, chosen])
    values = np.concatenate([program.values, goal[chosen]])
    order = np.argsort(columns, kind="stable")
    free = np.isinf(program.lower)
    return LinearProgram(
        starts=np.searchsorted(columns[order], np.arange(height + 1)).astype(np.int64),
        indices=rows[order],
        values=values[order],
        row_lower=np.append(np.zeros(count), -1.0),
        row_upper=np.append(np.where(free, 0.0, np.inf), -1.0),
        lower=np.full(height, -np.inf),
        cost=np.bincount(program.indices, program.values * ~free[owner], height).astype(
            np.float64
        ),
    )


def _pivot(generators: Generators, goal: Vector, claim: Claim, deadline: Deadline) -> Answer:
    """Settle in exact arithmetic alone, from the basis that the solver ended with."""
    likely = () if claim.values is None else np.flatnonzero(claim.values).tolist()
    count = len(generators.starts) - 1
    vectors = [generators.vector(r) for r in range(count)]
    tableau = Tableau(generators.height).extended(
        0,
        [*vectors, *generators.others],
        generators.free,
        prefer=dict.fromkeys([*likely, *claim.basis]),
        deadline=deadline,
    )
    return tableau.settle(goal, deadline)


def _dense(vector: Vector, height: int) -> Floats:
    dense = np.zeros(height)
    for c, value in _scaled(vector).items():
        dense[c] = value
    return dense


def _scaled(vector: Vector) -> dict[int, float]:
    """The vector over its largest coefficient; integers of any size divide correctly rounded."""
    largest = max(map(abs, vector.values()), default=1)
    return {c: value / largest for c, value in vector.items()}
