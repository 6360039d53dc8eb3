"""A problem as the generators of Farkas' question, and the answers carried back.

The generators are the elemental inequalities, of the whole cone or of its reduction, then `others`
(t and the givens of sense >=), then the `free` (the givens of sense = and what vanishes).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias

from itip.entropy.cone import (
    Information,
    Polymatroid,
    SymmetricPolymatroid,
    elemental_arrays,
    elemental_count,
    elementals,
)
from itip.entropy.expression import Expression, Problem
from itip.errors import LimitReached
from itip.evidence import Classes
from itip.prover.effort import Effort
from itip.prover.farkas import Answer, Vector, integral
from itip.prover.method import Method
from itip.prover.reduction.merging import WRITTEN_VARIABLES, Merging
from itip.prover.simplex import Tableau

if TYPE_CHECKING:
    from itip.prover.reduction.coordinates import Reduction
    from itip.prover.reduction.independence import Elemental

PLAIN_VARIABLES = 6  # up to here the simplex method in integers beats a solver and its import
_INEQUALITIES = 1_000_000
_TABLEAU = 40_000  # entries of generators up to which the tableau beats a solver

Settle = Callable[[Vector], Answer]
Origin: TypeAlias = "int | Elemental | None"  # a given, a vanishing elemental, or t


@dataclass(frozen=True, slots=True)
class Sums:
    """What adds up to a goal of the original problem, as in verdict.Proof."""

    shannon: tuple[tuple[Information, Fraction], ...]
    givens: tuple[tuple[int, Fraction], ...]
    constant: Fraction
    classes: Classes


@dataclass(frozen=True, slots=True)
class Program:
    """A small problem as generators; `kept` are its givens' numbers in the original.

    There are `width` coordinates of joint entropies, then the scalars, then t. `origins` and
    `scales` tell for each of others + free what it is and by which factor it was multiplied.
    """

    problem: Problem
    merging: Merging
    kept: Sequence[int]
    reduction: Reduction | None
    elementals: int
    width: int
    others: tuple[Vector, ...]
    free: tuple[Vector, ...]
    origins: tuple[Origin, ...]
    scales: tuple[Fraction, ...]

    @property
    def height(self) -> int:
        """The number of coordinates."""
        return self.width + len(self.problem.scalars) + 1

    def vector(self, expression: Expression) -> tuple[Vector, Fraction]:
        """An expression as a primitive integer vector, and the factor that made it one."""
        return _vector(self.problem, self.reduction, self.width, expression)


def pose(
    problem: Problem, merging: Merging, kept: Sequence[int], reduction: Reduction | None
) -> Program:
    """The program of a small problem over the whole Shannon cone, or over its reduction."""
    width = (1 << len(problem.ground)) - 1
    count = elemental_count(len(problem.ground))
    equalities: list[tuple[Vector, Elemental]] = []
    if reduction is not None:
        width, count = len(reduction.coordinates), len(reduction.quotient.rows[0])
        equalities = reduction.equalities()
    usable = range(len(problem.givens)) if reduction is None else reduction.givens
    rows = {k: _vector(problem, reduction, width, problem.givens[k].expression) for k in usable}
    equal = [k for k in rows if problem.givens[k].sense == "=" and rows[k][0]]
    more = [k for k in rows if problem.givens[k].sense == ">=" and rows[k][0]]
    return Program(
        problem,
        merging,
        kept,
        reduction,
        elementals=count,
        width=width,
        others=({width + len(problem.scalars): 1}, *(rows[k][0] for k in more)),
        free=(*(rows[k][0] for k in equal), *(vector for vector, _ in equalities)),
        origins=(None, *more, *equal, *(elemental for _, elemental in equalities)),
        scales=(
            Fraction(1),
            *(rows[k][1] for k in (*more, *equal)),
            *(Fraction(1) for _ in equalities),
        ),
    )


def _vector(
    problem: Problem, reduction: Reduction | None, width: int, expression: Expression
) -> tuple[Vector, Fraction]:
    place = {scalar: width + k for k, scalar in enumerate(problem.scalars)}
    if reduction is None:
        terms = {s - 1: c for s, c in expression.entropies}
    else:
        terms = dict(reduction.image(expression))
    terms |= {place[r]: d for r, d in expression.scalars}
    terms[width + len(place)] = expression.constant
    return integral(terms)


def settler(program: Program, method: Method, effort: Effort) -> Settle:
    """What answers Farkas' question of a goal over the program's generators."""
    if program.elementals > _INEQUALITIES:
        hint = "" if program.reduction else ", which --no-reduce forbids to make smaller"
        raise LimitReached(
            f"a linear program of {program.elementals} inequalities is too large{hint}; the limit "
            f"is {_INEQUALITIES}. Givens that relate more of the variables would help"
        )
    automatic = method.solver == "auto" and method.strategy == "auto"
    exact = method.solver == "exact" or (automatic and _is_small(program))
    name = "HiGHS" if method.solver in {"auto", "highs"} else method.solver
    means = "in integers" if exact else f"by {name}"
    effort.note(f"linear program: {program.elementals} x {program.width}, {means}")
    if program.reduction is None:
        n = len(program.problem.ground)
        if exact:
            cone = _small_cone(n) if n <= PLAIN_VARIABLES else _cone(n, effort)
            extra = len(program.problem.scalars) + 1
            tableau = cone.extended(extra, program.others, program.free, effort=effort)
            return lambda goal: tableau.settle(goal, effort)
    elif exact:
        tableau = (
            Tableau(program.height)
            .extended(0, program.reduction.vectors(), effort=effort)
            .extended(0, program.others, program.free, effort=effort)
        )
        return lambda goal: tableau.settle(goal, effort)
    return _proposer(program, method, effort)


def _is_small(program: Program) -> bool:
    """Whether the simplex method in integers is the quickest."""
    if program.reduction is None:
        return len(program.problem.ground) <= PLAIN_VARIABLES
    return program.elementals * program.width <= _TABLEAU


def _proposer(program: Program, method: Method, effort: Effort) -> Settle:
    from itip.prover import linear  # noqa: PLC0415  numpy and a solver, if needed
    from itip.prover.exact import Generators  # noqa: PLC0415

    if program.reduction is None:
        generators = linear.generators(
            elemental_arrays(len(program.problem.ground)),
            program.height,
            program.others,
            program.free,
        )
    else:
        columns = program.reduction.columns(program.reduction.quotient.rows)
        generators = Generators(program.height, *columns, program.others, program.free)
    return linear.settler(generators, method, effort)


def _cone(n: int, effort: Effort) -> Tableau:
    """The cone of n variables, ready for a problem's scalars and givens."""
    vectors = [
        {s - 1: c for s, c in elemental.coordinates().items()} for elemental in elementals(n)
    ]
    return Tableau((1 << n) - 1).extended(0, vectors, effort=effort)


@lru_cache(maxsize=PLAIN_VARIABLES + 1)
def _small_cone(n: int) -> Tableau:
    return _cone(n, Effort())


def carried_back(
    program: Program,
    expression: Expression,
    weights: Mapping[int, Fraction],
    scale: Fraction,
    effort: Effort,
) -> Sums:
    """The sum, for the original problem, that a combination is; its goal is expression * scale."""
    rows: dict[int, Fraction] = {}
    givens: dict[int, Fraction] = {}
    zeros: dict[Elemental, Fraction] = {}
    constant = Fraction(0)
    for index, weight in sorted(weights.items()):
        other = index - program.elementals
        if other < 0:
            rows[index] = weight / scale
            continue
        share = weight * program.scales[other] / scale
        match program.origins[other]:
            case None:
                constant = share
            case int(number):
                givens[number] = share
            case elemental:
                zeros[elemental] = share
    if program.reduction is None:
        shannon = {_elemental(program, index): weight for index, weight in rows.items()}
        classes: Classes = ()
    else:
        from itip.prover.reduction import lift  # noqa: PLC0415  numpy

        summands = lift.Summands(rows, zeros, givens)
        shannon, givens, classes = lift.proof(program.reduction, expression, summands, effort)
    merging = program.merging
    return Sums(
        tuple((merging.information(term), weight) for term, weight in shannon.items()),
        tuple(sorted((program.kept[k], weight) for k, weight in givens.items() if weight)),
        constant,
        tuple(tuple(map(merging.union, groups)) for groups in classes),
    )


def _elemental(program: Program, index: int) -> Information:
    n = len(program.problem.ground)
    if n <= PLAIN_VARIABLES:
        return elementals(n)[index]
    a, b, given = elemental_arrays(n)
    return Information(int(a[index]), int(b[index]), int(given[index]))


def polymatroid(program: Program, point: Sequence[Fraction]) -> Polymatroid | SymmetricPolymatroid:
    """The polymatroid, over the original variables, with these values of the coordinates."""
    ground, merging = program.problem.ground, program.merging
    if program.reduction is None:
        return merging.polymatroid(Polymatroid(ground, (Fraction(0), *point)))
    from itip.prover.reduction import points  # noqa: PLC0415  numpy

    h = points.point(program.reduction, point)
    if len(merging.ground) <= WRITTEN_VARIABLES:
        return merging.polymatroid(Polymatroid(ground, points.ranks(program.reduction, h)))
    symmetric = points.counted(program.reduction, h)
    if symmetric is None:
        raise LimitReached(
            f"there is a counterexample, but over {len(merging.ground)} variables it would take "
            f"more than {points.COUNTS} joint entropies to write"
        )
    return merging.symmetric(symmetric)
