"""What passes the seam to a solver, and what comes back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]


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

    `values` is v where it claims to be feasible; `ray` a row vector y with y A <= 0 (= 0 for a
    free column) and y . bounds > 0 where it claims not to be and has one; `basis` the columns it
    says are basic, where it has a basis.
    """

    status: Literal["feasible", "infeasible", "unsettled"]
    values: Floats | None = None
    ray: Floats | None = None
    basis: tuple[int, ...] = ()


class Backend(Protocol):
    """A solver of linear programs."""

    def solve(self, program: LinearProgram, seconds: float | None) -> Claim:
        """Solve within so many seconds; `unsettled` if it could not, BackendError if it broke."""
        ...
