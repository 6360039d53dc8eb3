"""A program of many columns solved over few: those that matter are found as they are wanted."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from itip.prover.effort import Effort
from itip.prover.lp.program import Backend, Claim, Indices, LinearProgram

_ZERO = 1e-9  # a reduced cost above minus this is taken as none


def lazily(
    backend: Backend, program: LinearProgram, count: int, effort: Effort, rounds: int
) -> Claim:
    """The claim of a solver that sees few columns first, and then those that its duals want.

    It starts with those that touch the bounds' nonzero rows. Columns from `count` on make it
    feasible at a high price: once they are all 0, the claim is good enough. After so many rounds
    the program is unsettled.
    """
    owner = np.repeat(np.arange(len(program.cost)), np.diff(program.starts))
    wanted = np.isinf(program.lower)
    wanted[count:] = True
    wanted[owner[program.row_lower[program.indices] != 0]] = True
    claim = Claim("unsettled")
    for _ in range(rounds):
        claim = _over(np.flatnonzero(wanted), backend, program, effort, claim.basis)
        more = _more(program, claim, owner, wanted)
        if not len(more) or (claim.values is not None and not claim.values[count:].any()):
            return claim
        wanted[more] = True
    return Claim("unsettled")


def _over(
    columns: Indices,
    backend: Backend,
    program: LinearProgram,
    effort: Effort,
    start: tuple[int, ...],
) -> Claim:
    """The claim on the program with these columns only, as one on the whole."""
    placed = tuple(int(np.searchsorted(columns, x)) if x >= 0 else x for x in start)
    claim = backend.solve(_part(program, columns), effort, "simplex", placed).believable()
    values = None
    if claim.values is not None:
        values = np.zeros(len(program.cost))
        values[columns] = claim.values
    basis = tuple(int(columns[x]) if x >= 0 else x for x in claim.basis)
    return replace(claim, values=values, basis=basis)


def _part(program: LinearProgram, columns: Indices) -> LinearProgram:
    kept = np.zeros(len(program.cost), dtype=bool)
    kept[columns] = True
    entries = np.repeat(kept, np.diff(program.starts))
    lengths = np.diff(program.starts)[columns]
    return replace(
        program,
        starts=np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64),
        indices=program.indices[entries],
        values=program.values[entries],
        lower=program.lower[columns],
        cost=program.cost[columns],
    )


def _more(
    program: LinearProgram, claim: Claim, owner: Indices, wanted: NDArray[np.bool_]
) -> Indices:
    """The columns of most negative reduced cost by the claim's duals, or by its ray."""
    prices, cost = (claim.duals, program.cost) if claim.ray is None else (claim.ray, 0.0)
    if prices is None:
        return np.zeros(0, dtype=np.int64)
    reduced = cost - np.bincount(owner, program.values * prices[program.indices], len(wanted))
    reduced[wanted] = 0
    worst = np.argsort(reduced)[: len(program.row_lower) // 2 + 1]
    return worst[reduced[worst] < -_ZERO].astype(np.int64)
