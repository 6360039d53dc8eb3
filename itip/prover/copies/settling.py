"""What answers Farkas' question over the generators of a program with copies."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from itip.prover import linear
from itip.prover.copies.program import CopyProgram
from itip.prover.effort import Effort
from itip.prover.exact import Generators
from itip.prover.method import Method
from itip.prover.program import Settle
from itip.prover.simplex import Tableau

_TABLEAU = 4_000  # entries of generators up to which the tableau beats a solver
_INTERIOR = 250  # coordinates from which on interior point with crossover is quicker


def settler(program: CopyProgram, method: Method, effort: Effort) -> Settle:
    """The integer simplex for small programs, or where it is asked for; else a solver."""
    size, width = len(program.rows), len(program.coordinates)
    small = method.solver == "auto" and size * width <= _TABLEAU
    if small or method.solver == "exact":
        tableau = (
            Tableau(program.height)
            .extended(0, program.rows, effort=effort)
            .extended(0, program.others, program.free, effort=effort)
        )
        return lambda goal: tableau.settle(goal, effort)
    if method.strategy == "auto" and width >= _INTERIOR:
        method = replace(method, strategy="interior")
    return linear.settler(_generators(program), method, effort)


def _generators(program: CopyProgram) -> Generators:
    lengths = [len(row) for row in program.rows]
    return Generators(
        program.height,
        starts=np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64),
        indices=np.array([c for row in program.rows for c in row], dtype=np.int64),
        values=np.array([v for row in program.rows for v in row.values()], dtype=np.int64),
        others=program.others,
        free=program.free,
    )
