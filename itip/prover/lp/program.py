"""What passes the seam to a solver, and what comes back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from itip.prover.effort import Effort

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]
Method = Literal["simplex", "interior"]

_LARGEST = 1e30  # that a claim is believed


@dataclass(frozen=True, slots=True)
class LinearProgram:
    """minimise cost . v  subject to  row_lower <= A v <= row_upper,  lower <= v.

    A is stored by columns: column c has the values[starts[c]:starts[c+1]] in the rows
    indices[starts[c]:starts[c+1]]. Infinite bounds are +-inf.
    """

    starts: Indices
    indices: Indices
    values: Floats
    row_lower: Floats
    row_upper: Floats
    lower: Floats
    cost: Floats


@dataclass(frozen=True, slots=True)
class Claim:
    """A program's outcome as claimed by the solver.

    `values` is v where it claims to be feasible, `duals` a row vector y with y A <= cost and the
    same objective, if it has one; `ray` a row vector y with y A <= 0 (= 0 for a free column) and
    y . bounds > 0 where it claims to be infeasible and has one; `basis` what it says is basic: c
    for column c, ~r for row r.
    """

    status: Literal["feasible", "infeasible", "unsettled"]
    values: Floats | None = None
    duals: Floats | None = None
    ray: Floats | None = None
    basis: tuple[int, ...] = ()

    def believable(self) -> Claim:
        """The claim without numbers that are none, or too large to have been computed."""

        def sane(numbers: Floats | None) -> Floats | None:
            good = numbers is not None and bool((np.abs(numbers) < _LARGEST).all())
            return numbers if good else None

        values, duals, ray = sane(self.values), sane(self.duals), sane(self.ray)
        return replace(self, values=values, duals=duals, ray=ray)


class Backend(Protocol):
    """A solver of linear programs."""

    def solve(
        self,
        program: LinearProgram,
        effort: Effort,
        method: Method = "simplex",
        start: tuple[int, ...] = (),
    ) -> Claim:
        """Solve; `unsettled` if it cannot, BackendError if it breaks, LimitReached beyond a limit.

        The method and the basis to start from are wishes that a solver may ignore.
        """
        ...
