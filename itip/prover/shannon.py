"""A problem decided over the Shannon cone: each goal gets a proof or a counterexample, exactly.

With t = 1 for the constant, a problem is homogeneous in the coordinates (h, scalars, t): the goal
follows from the elemental inequalities, the givens and t >= 0 exactly when it is a combination of
them (Farkas), and a separator scales to a counterexample.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import gcd, lcm

from itip.entropy.cone import (
    Information,
    Polymatroid,
    elemental_arrays,
    elemental_count,
    elementals,
)
from itip.entropy.expression import Constraint, Expression, Problem
from itip.errors import LimitReached
from itip.prover.deadline import Deadline
from itip.prover.farkas import Answer, Combination, Separator, Vector
from itip.prover.reduce import Merging, merge
from itip.prover.simplex import Tableau
from itip.verdict import Contradiction, Counterexample, Direction, Evidence, Proof

_EXACT_VARIABLES = 6  # up to here the simplex method in integers beats a solver and its import
_VARIABLES = 14  # from here on the whole program does not fit

Point = tuple[tuple[Fraction, ...], tuple[Fraction, ...]]  # all 2^n h(S), and the scalars
Settle = Callable[[Vector], Answer]


@dataclass(frozen=True, slots=True)
class _Program:
    """A reduced problem as generators: elementals, `others` (>=), `free` (=).

    `numbers` and `scales` tell for each of others + free which given it is (None: t >= 0), and
    the factor by which the given was multiplied.
    """

    problem: Problem
    merging: Merging
    elementals: int
    others: tuple[Vector, ...]
    free: tuple[Vector, ...]
    numbers: tuple[int | None, ...]
    scales: tuple[Fraction, ...]

    @property
    def variables(self) -> int:
        return len(self.problem.ground)

    @property
    def height(self) -> int:
        """The number of coordinates: 2^n - 1 joint entropies, the scalars, t."""
        return (1 << self.variables) + len(self.problem.scalars)


def decide(problem: Problem, solver: str, deadline: Deadline) -> Iterator[Evidence]:
    """A proof or counterexample for each goal and direction, or the givens' contradiction."""
    small, merging = merge(problem)
    if len(small.ground) > _VARIABLES:
        raise LimitReached(
            f"the linear program of {len(small.ground)} variables is too large; "
            f"the limit is {_VARIABLES}"
        )
    program = _program(small, merging)
    settle = _settler(program, solver, deadline)
    feasible: Point = (
        (Fraction(0),) * (1 << len(small.ground)),
        (Fraction(0),) * len(small.scalars),
    )
    if any(given.expression.constant for given in small.givens):
        match settle({program.height - 1: -1}):
            case Combination(weights):
                yield _contradiction(program, weights)
                return
            case Separator(point):
                feasible = _point(program, point, point[-1])
    for number, goal in enumerate(small.goals):
        for direction in _directions(goal):
            expression = goal.expression if direction == ">=" else -goal.expression
            vector, scale = _integers(program.problem, expression)
            match settle(vector):
                case Combination(weights):
                    yield _proof(program, number, direction, weights, scale)
                case Separator(point):
                    yield _counterexample(program, number, direction, point, feasible)


def _directions(goal: Constraint) -> tuple[Direction, ...]:
    return (">=", "<=") if goal.sense == "=" else (">=",)


def _program(small: Problem, merging: Merging) -> _Program:
    time = (1 << len(small.ground)) - 1 + len(small.scalars)
    equalities = [k for k, given in enumerate(small.givens) if given.sense == "="]
    inequalities = [k for k, given in enumerate(small.givens) if given.sense == ">="]
    rows = {k: _integers(small, given.expression) for k, given in enumerate(small.givens)}
    return _Program(
        small,
        merging,
        elementals=elemental_count(len(small.ground)),
        others=({time: 1}, *(rows[k][0] for k in inequalities)),
        free=tuple(rows[k][0] for k in equalities),
        numbers=(None, *inequalities, *equalities),
        scales=(Fraction(1), *(rows[k][1] for k in (*inequalities, *equalities))),
    )


def _integers(problem: Problem, expression: Expression) -> tuple[Vector, Fraction]:
    """The expression as a primitive integer vector, and the factor that made it one."""
    first = (1 << len(problem.ground)) - 1
    place = {scalar: first + k for k, scalar in enumerate(problem.scalars)}
    terms = [(s - 1, c) for s, c in expression.entropies]
    terms += [(place[r], d) for r, d in expression.scalars]
    if expression.constant:
        terms.append((first + len(place), expression.constant))
    scale = Fraction(
        lcm(*(c.denominator for _, c in terms)), gcd(*(c.numerator for _, c in terms)) or 1
    )
    return {i: int(c * scale) for i, c in terms}, scale


def _cone(n: int, deadline: Deadline) -> Tableau:
    """The cone of n variables, ready for a problem's scalars and givens."""
    vectors = [
        {s - 1: c for s, c in elemental.coordinates().items()} for elemental in elementals(n)
    ]
    return Tableau((1 << n) - 1).extended(0, vectors, deadline=deadline)


@lru_cache(maxsize=_EXACT_VARIABLES + 1)
def _small_cone(n: int) -> Tableau:
    return _cone(n, Deadline())


def _settler(program: _Program, solver: str, deadline: Deadline) -> Settle:
    if solver == "exact" or (solver == "auto" and program.variables <= _EXACT_VARIABLES):
        n, extra = program.variables, len(program.problem.scalars) + 1
        cone = _small_cone(n) if n <= _EXACT_VARIABLES else _cone(n, deadline)
        tableau = cone.extended(extra, program.others, program.free, deadline=deadline)
        return lambda goal: tableau.settle(goal, deadline)
    return _proposer(program, "highs" if solver == "auto" else solver, deadline)


def _proposer(program: _Program, solver: str, deadline: Deadline) -> Settle:
    from itip.prover import linear, lp  # noqa: PLC0415  numpy and a solver, for large programs only

    generators = linear.generators(
        elemental_arrays(program.variables), program.height, program.others, program.free
    )
    posed = linear.combination_program(generators)
    backend = lp.backend(solver)
    return lambda goal: linear.settle(generators, posed, goal, backend, deadline)


def _sums(
    program: _Program, weights: dict[int, Fraction], scale: Fraction
) -> tuple[tuple[tuple[Information, Fraction], ...], tuple[tuple[int, Fraction], ...], Fraction]:
    """The measures, givens and constant that a combination adds up, for the original problem."""
    shannon, givens, constant = [], [], Fraction(0)
    for index, weight in sorted(weights.items()):
        other = index - program.elementals
        if other < 0:
            term = program.merging.information(_elemental(program.variables, index))
            shannon.append((term, weight / scale))
        elif (number := program.numbers[other]) is None:
            constant = weight / scale
        else:
            givens.append((number, weight * program.scales[other] / scale))
    return tuple(shannon), tuple(sorted(givens)), constant


def _elemental(n: int, index: int) -> Information:
    if n <= _EXACT_VARIABLES:
        return elementals(n)[index]
    a, b, given = elemental_arrays(n)
    return Information(int(a[index]), int(b[index]), int(given[index]))


def _proof(
    program: _Program,
    goal: int,
    direction: Direction,
    weights: dict[int, Fraction],
    scale: Fraction,
) -> Proof:
    return Proof(goal, direction, *_sums(program, weights, scale))


def _contradiction(program: _Program, weights: dict[int, Fraction]) -> Contradiction:
    """From -t = sum of weight * generator: 0 = the same sum + t."""
    shannon, givens, constant = _sums(program, weights, Fraction(1))
    return Contradiction(shannon, givens, constant + 1)


def _point(program: _Program, point: tuple[int, ...], scale: int) -> Point:
    size = 1 << program.variables
    values = tuple(Fraction(value, scale) for value in point[:-1])
    return (Fraction(0), *values[: size - 1]), values[size - 1 :]


def _counterexample(
    program: _Program,
    goal: int,
    direction: Direction,
    point: tuple[int, ...],
    feasible: Point,
) -> Counterexample:
    """The separator at t = 1; at t = 0 it is a direction, to follow from a feasible point."""
    rank, scalars = _point(program, point, point[-1] or 1)
    if not point[-1]:
        sign = 1 if direction == ">=" else -1
        expression = program.problem.goals[goal].expression
        start = sign * _value(program, expression, feasible)
        slope = sign * (_value(program, expression, (rank, scalars)) - expression.constant)
        steps = max(1, start // -slope + 1)
        rank = tuple(p + steps * d for p, d in zip(feasible[0], rank, strict=True))
        scalars = tuple(p + steps * d for p, d in zip(feasible[1], scalars, strict=True))
    small = Polymatroid(program.problem.ground, rank)
    return Counterexample(goal, direction, program.merging.polymatroid(small), scalars)


def _value(program: _Program, expression: Expression, point: Point) -> Fraction:
    rank, scalars = point
    values = dict(zip(program.problem.scalars, scalars, strict=True))
    return expression.value(dict(enumerate(rank)), values)
