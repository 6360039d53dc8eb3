"""HiGHS in this process."""

from __future__ import annotations

import os
import sys
import threading

import highspy
import numpy as np

from itip.errors import BackendError
from itip.prover.lp.program import Claim, LinearProgram

_INTERIOR_POINT_ROWS = 200  # from eight variables on, interior point with crossover is steadier


class Highs:
    """A solver that starts from the basis it ended with last, where the matrix is the same.

    Each program gets a model of its own: HiGHS 1.16 writes out of bounds when the bounds of a
    solved model are changed and it is run again.
    """

    def __init__(self) -> None:
        self._last: tuple[LinearProgram, highspy.HighsBasis] | None = None

    def solve(self, program: LinearProgram, seconds: float | None) -> Claim:
        """Solve by dual simplex, or large programs by interior point and crossover."""
        solver = _solver(program)
        large = len(program.row_lower) >= _INTERIOR_POINT_ROWS
        if self._last and self._last[0].values is program.values and not large:
            solver.setBasis(self._last[1])
        for method in ("ipm", "simplex") if large else ("simplex",):
            limit = highspy.kHighsInf if seconds is None else solver.getRunTime() + seconds
            solver.setOptionValue("time_limit", limit)
            solver.setOptionValue("solver", method)
            claim = _run(solver)
            if claim.status != "unsettled":
                break
        self._last = (program, solver.getBasis())
        return claim


def _solver(program: LinearProgram) -> highspy.Highs:
    solver = _silent()
    model = highspy.HighsLp()
    model.num_col_ = len(program.cost)
    model.num_row_ = len(program.row_lower)
    model.col_cost_ = program.cost
    model.col_lower_ = program.lower
    model.col_upper_ = np.full(len(program.cost), highspy.kHighsInf)
    model.row_lower_ = program.row_lower
    model.row_upper_ = program.row_upper
    model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    model.a_matrix_.start_ = program.starts.astype(np.int32)
    model.a_matrix_.index_ = program.indices.astype(np.int32)
    model.a_matrix_.value_ = program.values
    solver.passModel(model)
    return solver


def _silent() -> highspy.Highs:
    """A quiet solver; the banner that a process's first one prints to descriptor 1 is lost."""
    sys.stdout.flush()
    kept = os.dup(1)
    sink = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(sink, 1)
        solver = highspy.Highs()
        for option, value in (("output_flag", False), ("presolve", "off"), ("threads", 1)):
            solver.setOptionValue(option, value)
        solver.HandleUserInterrupt = True
    finally:
        os.dup2(kept, 1)
        os.close(kept)
        os.close(sink)
    return solver


def _run(solver: highspy.Highs) -> Claim:
    """Run in a thread: in the main one, HiGHS holds Ctrl-C back or loses it in a callback."""
    claims: list[Claim] = []
    done = threading.Event()  # Thread.join, interrupted, takes the thread for ended (Python 3.11)

    def work() -> None:
        try:
            solver.run()
            claims.append(_claim(solver))
        finally:
            solver.resetThreadScheduler(False)  # noqa: FBT003  its own threads end with this one
            done.set()

    threading.Thread(target=work, daemon=True).start()
    try:
        while not done.wait(0.1):
            pass
    except KeyboardInterrupt:
        solver.cancelSolve()
        done.wait()
        raise
    if not claims:
        raise BackendError("HiGHS broke off without an answer")
    return claims[0]


def _claim(solver: highspy.Highs) -> Claim:
    status = solver.getModelStatus()
    basic = highspy.HighsBasisStatus.kBasic
    basis = tuple(c for c, s in enumerate(solver.getBasis().col_status) if s == basic)
    if status == highspy.HighsModelStatus.kOptimal:
        values = np.asarray(solver.getSolution().col_value, dtype=np.float64)
        return Claim("feasible", values=values, basis=basis)
    if status == highspy.HighsModelStatus.kInfeasible:
        _, has_ray, ray = solver.getDualRay()
        claimed = np.asarray(ray, dtype=np.float64) if has_ray else None
        return Claim("infeasible", ray=claimed, basis=basis)
    return Claim("unsettled", basis=basis)
