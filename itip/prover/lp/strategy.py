"""How a solver is asked: for the whole program by one method or the other, or for part of it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from itip.prover.effort import Effort
from itip.prover.lp.lazy import lazily
from itip.prover.lp.program import Backend, Claim, LinearProgram, Method
from itip.prover.method import Strategy

ZERO = 1e-7  # a claimed value below this is taken as a proposal of zero; nothing rests on it
_INTERIOR_ROWS = 500  # from here on interior point with crossover is steadier
_SPARSE = 10  # columns for each that touches the goal, where some rounds of `lazily` may do
_LOW = 3000  # rows, from which on even few columns keep the simplex method long
_FEW_ROUNDS = 3
_ROUNDS = 10  # most proofs come sooner, most counterexamples not for long


@dataclass(frozen=True, slots=True)
class Approach:
    """A backend, and how it is asked: for the whole program by either method, or `lazy`.

    `auto` chooses by the program's size, and looks for few columns first where few touch the goal.
    """

    backend: Backend
    strategy: Strategy

    def ask(
        self, program: LinearProgram, count: int, effort: Effort, start: tuple[int, ...]
    ) -> Claim:
        """The claim on a combination program, its columns from `count` on being the excess.

        Where the excess is not 0 it has duals, or else a ray by the separation program. The
        simplex method goes on from a basis where one is given; interior point cannot.
        """
        claim = Claim("unsettled")
        rounds = 0 if start else self._rounds(program)
        if rounds:
            claim = lazily(self.backend, program, count, effort, rounds).believable()
        method = self._method(program)
        if claim.status == "unsettled":
            basis = start if method == "simplex" else ()
            claim = self.backend.solve(program, effort, method, basis).believable()
        excess = 0.0 if claim.values is None else claim.values[count:].max(initial=0)
        shown = claim.ray is not None or claim.duals is not None
        if shown or (claim.status != "infeasible" and excess <= ZERO):
            return claim
        other = separation_program(program, count)
        point = self.backend.solve(other, effort, method).believable().values
        return replace(claim, ray=None if point is None else -point)

    def _rounds(self, program: LinearProgram) -> int:
        """How often to look for columns before the whole program is taken."""
        if self.strategy == "lazy":
            return _ROUNDS
        touching = np.count_nonzero(program.row_lower[program.indices])
        sparse = touching * _SPARSE < len(program.cost) and len(program.row_lower) < _LOW
        few = self.strategy == "auto" and sparse and self._method(program) == "interior"
        return _FEW_ROUNDS if few else 0

    def _method(self, program: LinearProgram) -> Method:
        if self.strategy in {"simplex", "interior"}:
            return self.strategy
        return "interior" if len(program.row_lower) >= _INTERIOR_ROWS else "simplex"


def separation_program(program: LinearProgram, count: int) -> LinearProgram:
    """Minimise sum of x . column[r]  subject to  x . column[r] >= 0 (= 0), x . bounds = -1.

    The columns are the first `count` of a combination program; x is free in every coordinate.
    What has weight to give away, its lower bound being below 0, counts as free.
    """
    goal, size = program.row_lower, program.starts[count]
    height = len(goal)
    owner = np.repeat(np.arange(count, dtype=np.int64), np.diff(program.starts[: count + 1]))
    chosen = np.flatnonzero(goal)
    rows = np.concatenate([owner, np.full(len(chosen), count, dtype=np.int64)])
    columns = np.concatenate([program.indices[:size], chosen])
    values = np.concatenate([program.values[:size], goal[chosen]])
    order = np.argsort(columns, kind="stable")
    free = program.lower[:count] < 0
    shares = program.values[:size] * ~free[owner]
    return LinearProgram(
        starts=np.searchsorted(columns[order], np.arange(height + 1)).astype(np.int64),
        indices=rows[order],
        values=values[order],
        row_lower=np.append(np.zeros(count), -1.0),
        row_upper=np.append(np.where(free, 0.0, np.inf), -1.0),
        lower=np.full(height, -np.inf),
        cost=np.bincount(program.indices[:size], shares, height).astype(np.float64),
    )
