"""HiGHS in this process."""

from __future__ import annotations

import os
import sys

import highspy
import numpy as np

from itip.prover.lp.program import Claim, LinearProgram

_INTERIOR_POINT_ROWS = 400  # from nine variables on, interior point with crossover is faster


class Highs:
    """A solver that keeps its model, so that a program differing only in rows' bounds is warm."""

    def __init__(self) -> None:
        self._solver: highspy.Highs | None = None
        self._loaded: LinearProgram | None = None

    def solve(self, program: LinearProgram, seconds: float | None) -> Claim:
        """Solve by dual simplex, or large programs by interior point and crossover."""
        solver = self._load(program)
        limit = highspy.kHighsInf if seconds is None else solver.getRunTime() + seconds
        solver.setOptionValue("time_limit", limit)
        large = len(program.row_lower) >= _INTERIOR_POINT_ROWS
        for method in ("ipm", "simplex") if large else ("simplex",):
            solver.setOptionValue("solver", method)
            solver.setOptionValue("run_crossover", "on")
            _run(solver)
            claim = _claim(solver)
            if claim.status != "unsettled":
                return claim
        return claim

    def _load(self, program: LinearProgram) -> highspy.Highs:
        if self._solver is not None and self._loaded is not None:
            old = self._loaded
            if old.values is program.values and old.cost is program.cost:
                count = len(program.row_lower)
                rows = np.arange(count, dtype=np.int32)
                self._solver.changeRowsBounds(count, rows, program.row_lower, program.row_upper)
                self._loaded = program
                return self._solver
        self._solver, self._loaded = _solver(program), program
        return self._solver


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


def _run(solver: highspy.Highs) -> None:
    """Run in a thread of the solver's own, since its `run` holds back Ctrl-C until it is done."""
    solver.startSolve()
    try:
        while not solver.wait(0.1)[0]:
            pass
    except KeyboardInterrupt:
        solver.cancelSolve()
        solver.wait()
        raise


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
