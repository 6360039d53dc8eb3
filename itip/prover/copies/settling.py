"""What answers Farkas' question over the generators of a program with copies."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from itip.entropy.cone import Information, elementals
from itip.errors import LimitReached
from itip.prover.copies.program import CopyProgram
from itip.prover.effort import Effort
from itip.prover.farkas import Vector
from itip.prover.method import Method
from itip.prover.program import PLAIN_VARIABLES, Settle
from itip.prover.simplex import Tableau

Row = frozenset[tuple[int, int]]

_TABLEAU = 4_000  # entries of generators up to which the tableau beats a solver
_LARGEST = 1_000_000_000  # entries, more than which a solver would not come to an end
_INTERIOR = 180  # coordinates from which on interior point with crossover is quicker


@dataclass(frozen=True, slots=True)
class Settler:
    """What answers; the first `count` generators are elemental, the r-th from `origin(r)`."""

    settle: Settle
    count: int
    origin: Callable[[int], Information]


def settler(program: CopyProgram, method: Method, effort: Effort) -> Settler:
    """The integer simplex for small programs, or where it is asked for; else a solver."""
    width = len(program.coordinates)
    exact = method.solver == "exact"
    few = method.solver == "auto" and len(program.copies.ground) <= PLAIN_VARIABLES
    if exact or few:
        rows = _rows(program, effort)
        if exact or len(rows) * width <= _TABLEAU:
            return _simplex(program, rows, effort)
    from itip.prover import linear  # noqa: PLC0415  numpy and a solver, if needed
    from itip.prover.copies import arrays  # noqa: PLC0415

    generators, origin = arrays.generators(program, effort)
    effort.note(f"linear program after copies: {generators.short} x {width}")
    if generators.short * width > _LARGEST:
        raise LimitReached(
            f"with its copies, a linear program of {generators.short} inequalities in {width} "
            "joint entropies is too large; fewer copies would help"
        )
    if method.strategy == "auto" and width >= _INTERIOR:
        method = replace(method, strategy="interior")
    return Settler(linear.settler(generators, method, effort), generators.short, origin)


def _simplex(program: CopyProgram, rows: Mapping[Row, Information], effort: Effort) -> Settler:
    vectors = [dict(row) for row in rows]
    tableau = (
        Tableau(program.height)
        .extended(0, vectors, effort=effort)
        .extended(0, program.others, program.free, effort=effort)
    )
    origin = tuple(rows.values()).__getitem__
    return Settler(lambda goal: tableau.settle(goal, effort), len(rows), origin)


def _rows(program: CopyProgram, effort: Effort) -> dict[Row, Information]:
    """The vectors of elemental inequalities, each once, none that is 0, and whose they are."""
    found: dict[Row, Information] = {}
    for number, elemental in enumerate(elementals(len(program.copies.ground))):
        if not number % 1024:
            effort.left()
        row: Vector = {}
        for subset, sign in elemental.coordinates().items():
            for place, c in program.sets[subset].items():
                row[place] = row.get(place, 0) + sign * c
        found.setdefault(frozenset(item for item in row.items() if item[1]), elemental)
    found.pop(frozenset(), None)
    return found
