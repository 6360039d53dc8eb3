"""HiGHS in this process."""

from __future__ import annotations

import threading

import highspy
import numpy as np

from itip.errors import BackendError, LimitReached
from itip.prover.effort import Effort
from itip.prover.lp.program import Claim, LinearProgram, Method
from itip.prover.lp.quiet import quiet

_PRIMAL = 4  # among the solver's strategies of the simplex method
_PAUSE = 0.1  # seconds between two looks at the clock and for Ctrl-C


class Highs:
    """A solver with a model of its own for each program.

    HiGHS 1.16 writes out of bounds when the bounds of a solved model are changed and it is run
    again.
    """

    def solve(
        self,
        program: LinearProgram,
        effort: Effort,
        method: Method = "simplex",
        start: tuple[int, ...] = (),
    ) -> Claim:
        """Solve by dual simplex, or by interior point and crossover; if that fails, by simplex."""
        solver = _solver(program)
        if start:
            solver.setBasis(_basis(program, start))
        claim = Claim("unsettled")
        for name in ("ipm", "simplex") if method == "interior" else ("simplex",):
            left = effort.left()
            limit = highspy.kHighsInf if left is None else left
            solver.setOptionValue("time_limit", solver.getRunTime() + limit)
            solver.setOptionValue("solver", name)
            claim = _run(solver, effort)
            if claim.status != "unsettled":
                break
        return claim

    def quick(
        self,
        program: LinearProgram,
        effort: Effort,
        start: tuple[int, ...] = (),
        *,
        primal: bool = False,
    ) -> Claim:
        """Solve a small program in this thread, which Ctrl-C waits for.

        By the primal simplex method, if it is to be or has a basis to start from, and then the
        basis is not told; or else by the dual one.
        """
        solver = _solver(program)
        primal = primal or bool(start)
        if start:
            solver.setBasis(_basis(program, start))
        if primal:
            solver.setOptionValue("simplex_strategy", _PRIMAL)
            solver.setOptionValue("primal_simplex_bound_perturbation_multiplier", 0)
        left = effort.left()
        solver.setOptionValue("time_limit", highspy.kHighsInf if left is None else left)
        solver.HandleUserInterrupt = False
        solver.run()
        return _solved(solver) if primal else _claim(solver)


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
    """A quiet solver; the banner that a process's first one prints is lost."""
    with quiet():
        solver = highspy.Highs()
        for option, value in (("output_flag", False), ("presolve", "off"), ("threads", 1)):
            solver.setOptionValue(option, value)
        solver.HandleUserInterrupt = True
    return solver


def _run(solver: highspy.Highs, effort: Effort) -> Claim:
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
        while not done.wait(_PAUSE):
            effort.left()  # its own look at the clock may come late
    except (KeyboardInterrupt, LimitReached):
        solver.cancelSolve()
        done.wait()
        raise
    if not claims:
        raise BackendError("HiGHS broke off without an answer")
    return claims[0]


def _claim(solver: highspy.Highs) -> Claim:
    return _solved(solver, _labels(solver.getBasis()))


def _solved(solver: highspy.Highs, basis: tuple[int, ...] = ()) -> Claim:
    status = solver.getModelStatus()
    if status == highspy.HighsModelStatus.kOptimal:
        solution = solver.getSolution()
        values = np.asarray(solution.col_value, dtype=np.float64)
        duals = np.asarray(solution.row_dual, dtype=np.float64)
        return Claim("feasible", values=values, duals=duals, basis=basis)
    if status == highspy.HighsModelStatus.kInfeasible:
        _, has_ray, ray = solver.getDualRay()
        claimed = np.asarray(ray, dtype=np.float64) if has_ray else None
        return Claim("infeasible", ray=claimed, basis=basis)
    return Claim("unsettled", basis=basis)


def _labels(basis: highspy.HighsBasis) -> tuple[int, ...]:
    basic = highspy.HighsBasisStatus.kBasic
    columns = [c for c, status in enumerate(basis.col_status) if status == basic]
    return (*columns, *(~r for r, status in enumerate(basis.row_status) if status == basic))


def _basis(program: LinearProgram, labels: tuple[int, ...]) -> highspy.HighsBasis:
    """The basis with these columns and rows; what is not basic stands at its lower bound."""
    status = highspy.HighsBasisStatus
    free = np.isinf(program.lower).tolist()
    columns = [status.kZero if unbounded else status.kLower for unbounded in free]
    rows = [status.kLower] * len(program.row_lower)
    for label in labels:
        if label >= 0:
            columns[label] = status.kBasic
        else:
            rows[~label] = status.kBasic
    basis = highspy.HighsBasis()
    basis.col_status, basis.row_status = columns, rows
    basis.valid = True
    return basis
