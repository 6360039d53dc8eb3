"""Any solver that PuLP can drive and that is installed."""

from __future__ import annotations

import math
import warnings

import numpy as np
import pulp

from itip.errors import BackendError
from itip.prover.effort import Effort
from itip.prover.lp.program import Claim, LinearProgram, Method

_ALIASES = {"pulp_cbc": "cbc", "coin": "cbc"}
_SUFFIXES = ("_cmd", "_py", "_dll")


def solvers() -> dict[str, bool]:
    """The solvers that PuLP knows, by itip's names for them, and whether each is installed."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        usable = set(pulp.listSolvers(onlyAvailable=True))
    result: dict[str, bool] = {}
    for interface in pulp.listSolvers():
        name = _name(interface)
        if name != "highs":  # which itip calls itself
            result[name] = result.get(name, False) or interface in usable
    return dict(sorted(result.items()))


class Pulp:
    """A solver behind PuLP; it is asked for primal values only, since duals differ by solver."""

    def __init__(self, name: str) -> None:
        self._name = name

    def solve(
        self,
        program: LinearProgram,
        effort: Effort,
        method: Method = "simplex",  # noqa: ARG002  a solver behind PuLP takes its own
        start: tuple[int, ...] = (),  # noqa: ARG002
    ) -> Claim:
        """Write the model, run the solver, read its values."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # PuLP 3.3 announces 4.0's changes at every call
            problem, columns = _model(program)
            try:
                status = problem.solve(self._solver(effort.left()))
            except pulp.PulpError as error:
                raise BackendError(f"the solver {self._name!r} failed: {error}") from error
        if status == pulp.LpStatusOptimal:
            values = np.array([math.nan if c.varValue is None else c.varValue for c in columns])
            return Claim("feasible", values=np.nan_to_num(values))
        if status == pulp.LpStatusInfeasible:
            return Claim("infeasible")
        effort.left()
        return Claim("unsettled")

    def _solver(self, seconds: float | None) -> pulp.LpSolver:
        usable = pulp.listSolvers(onlyAvailable=True)
        interface = next(i for i in usable if _name(i) == self._name)
        return pulp.getSolver(interface, msg=False, timeLimit=seconds)


def _name(interface: str) -> str:
    name = interface.lower()
    for suffix in _SUFFIXES:
        name = name.removesuffix(suffix)
    return _ALIASES.get(name, name)


def _model(program: LinearProgram) -> tuple[pulp.LpProblem, list[pulp.LpVariable]]:
    problem = pulp.LpProblem("itip", pulp.LpMinimize)
    columns = [
        pulp.LpVariable(f"w{c}", None if math.isinf(lower) else lower)
        for c, lower in enumerate(program.lower.tolist())
    ]
    problem += pulp.LpAffineExpression(zip(columns, program.cost.tolist(), strict=True))
    rows: list[list[tuple[pulp.LpVariable, float]]] = [[] for _ in program.row_lower]
    for c, column in enumerate(columns):
        span = slice(program.starts[c], program.starts[c + 1])
        pairs = zip(program.indices[span].tolist(), program.values[span].tolist(), strict=True)
        for r, value in pairs:
            rows[r].append((column, value))
    bounds = zip(rows, program.row_lower.tolist(), program.row_upper.tolist(), strict=True)
    for row, lower, upper in bounds:
        left = pulp.LpAffineExpression(row)
        problem += left == lower if lower == upper else left >= lower
    return problem, columns
