"""A problem decided over the Shannon cone: each goal gets a proof or a counterexample, exactly.

With t = 1 for the constant, a problem is homogeneous in the coordinates (h, scalars, t): the goal
follows from the elemental inequalities, the givens and t >= 0 exactly when it is a combination of
them (Farkas), and a separator scales to a counterexample.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from itip.entropy.expression import Constraint, Expression, Problem
from itip.evidence import (
    Contradiction,
    Counterexample,
    Direction,
    Evidence,
    Proof,
    directed,
    directions,
)
from itip.prover.effort import Effort
from itip.prover.farkas import Combination, Separator, Vector
from itip.prover.method import Method
from itip.prover.program import (
    PLAIN_VARIABLES,
    Program,
    Settle,
    Sums,
    carried_back,
    polymatroid,
    pose,
    settler,
)
from itip.prover.reduction.merging import Merging, alone, merge

if TYPE_CHECKING:
    from itip.prover.reduction.coordinates import Examined

_QUICK_ENTRIES = 12_000  # of a program of few variables that is quick
_QUICK_VARIABLES = 8  # from here on simple means are tried before a large program

Point = list[Fraction]  # the joint entropies' coordinates, the scalars, t


@dataclass(frozen=True, slots=True)
class _Posed:
    """A program, what settles its goals, and a point that satisfies its givens."""

    program: Program
    settle: Settle
    feasible: Point


def decide(problem: Problem, method: Method, effort: Effort) -> Iterator[Evidence]:
    """A proof or counterexample for each goal and direction, or the givens' contradiction."""
    whole = _whole(problem, method)
    if whole is not None:
        yield from _all(whole, method, effort)
        return
    for number in range(len(problem.goals)):
        for evidence in _alone(problem, number, method, effort):
            yield evidence
            if isinstance(evidence, Contradiction):
                return


def _all(program: Program, method: Method, effort: Effort) -> Iterator[Evidence]:
    """Evidence for all goals of a program, which are those of the problem."""
    posed = _posed(program, settler(program, method, effort), effort)
    if isinstance(posed, Contradiction):
        yield posed
        return
    for number, goal in enumerate(program.problem.goals):
        for direction in directions(goal):
            yield _settled(posed, number, number, direction, effort)


def _whole(problem: Problem, method: Method) -> Program | None:
    """All goals over the whole cone, where that is asked for or quicker than to reduce."""
    if not method.reduce:
        blocks = tuple(1 << i for i in range(len(problem.ground)))
        return pose(problem, Merging(problem.ground, blocks), range(len(problem.givens)), None)
    small, merging = merge(problem)
    if len(small.ground) > PLAIN_VARIABLES or method.solver not in ("auto", "exact"):
        return None
    return pose(small, merging, range(len(small.givens)), None)


def _alone(problem: Problem, number: int, method: Method, effort: Effort) -> Iterator[Evidence]:
    """Evidence for one goal: by quick means, or over as few joint entropies as can be."""
    from itip.prover.reduction import coordinates  # noqa: PLC0415  numpy, for large problems only

    small, original, merging, kept = _relevant(problem, number, effort)
    examined = coordinates.examine(small, original, merging)
    posed: _Posed | Contradiction | None = None
    for direction in directions(problem.goals[number]):
        evidence: Evidence | None = None
        if method.strategy == "auto" and len(small.ground) >= _QUICK_VARIABLES:
            evidence = _quickly(examined, merging, kept, (number, direction), effort)
        if evidence is None:
            if posed is None:
                reduction = coordinates.reduce(examined, effort)
                coordinates.tell(reduction, effort)
                program = pose(small, merging, kept, reduction)
                posed = _posed(program, settler(program, method, effort), effort)
            if isinstance(posed, Contradiction):
                yield posed
                return
            evidence = _settled(posed, number, 0, direction, effort)
        yield evidence


def _relevant(
    problem: Problem, number: int, effort: Effort
) -> tuple[Problem, Problem, Merging, tuple[int, ...]]:
    """One goal with the givens that matter to it: merged, as it was, how, and these givens."""
    n, count = len(problem.ground), len(problem.givens)
    which = f" {number + 1} of {len(problem.goals)}" if len(problem.goals) > 1 else ""
    effort.note(f"goal{which}: {n} variables, {count} given{'s' * (count != 1)}")
    one, kept = alone(problem, number)
    if len(kept) < count:
        effort.note(f"givens that matter: {count} -> {len(kept)}")
    small, merging = merge(one)
    if len(small.ground) < n:
        effort.note(f"variables, merged: {n} -> {len(small.ground)}")
    return small, one, merging, kept


def _quickly(
    examined: Examined,
    merging: Merging,
    kept: Sequence[int],
    about: tuple[int, Direction],
    effort: Effort,
) -> Proof | Counterexample | None:
    """A counterexample among simple polymatroids, or a proof about few variables."""
    from itip.prover import candidates  # noqa: PLC0415  numpy, for large problems only
    from itip.prover.reduction import coordinates, neighbourhood  # noqa: PLC0415

    small, (number, direction) = examined.problem, about
    if not all(map(_holds_of_nothing, small.givens)):
        return None
    effort.note("trying simple counterexamples")
    found = candidates.refute(small, 0, direction)
    if found is not None:
        return Counterexample(number, direction, merging.polymatroid(found), ())
    for near in neighbourhood.neighbourhoods(examined):
        effort.note(f"trying inequalities of {near.bit_count()} variables")
        reduction = coordinates.reduce(examined, effort, near)
        program = pose(small, merging, kept, reduction)
        if program.elementals * program.width > _QUICK_ENTRIES:
            return None
        expression = directed(small.goals[0], direction).expression
        vector, scale = program.vector(expression)
        match settler(program, Method(), effort)(vector):
            case Combination(weights):
                return _proof(about, carried_back(program, expression, weights, scale, effort))
    return None


def _posed(program: Program, settle: Settle, effort: Effort) -> _Posed | Contradiction:
    nothing = [Fraction(0)] * program.height
    if all(map(_holds_of_nothing, program.problem.givens)):
        return _Posed(program, settle, nothing)
    match settle({program.height - 1: -1}):
        case Combination(weights):
            return _contradiction(program, weights, effort)
        case Separator(point):
            return _Posed(program, settle, [Fraction(x, point[-1]) for x in point])


def _holds_of_nothing(given: Constraint) -> bool:
    """Whether a given holds where all joint entropies and scalars are 0."""
    constant = given.expression.constant
    return constant == 0 if given.sense == "=" else constant >= 0


def _contradiction(
    program: Program, weights: dict[int, Fraction], effort: Effort
) -> Contradiction:
    """From -t = sum of weight * generator: 0 = the same sum + t."""
    nothing = Expression(program.problem.ground)
    sums = carried_back(program, nothing, weights, Fraction(1), effort)
    return Contradiction(sums.shannon, sums.givens, sums.constant + 1, sums.classes)


def _settled(
    posed: _Posed, number: int, place: int, direction: Direction, effort: Effort
) -> Proof | Counterexample:
    """Evidence for a goal, the `place`-th of the program's, in one direction."""
    program = posed.program
    expression = directed(program.problem.goals[place], direction).expression
    vector, scale = program.vector(expression)
    match posed.settle(vector):
        case Combination(weights):
            sums = carried_back(program, expression, weights, scale, effort)
            return _proof((number, direction), sums)
        case Separator(separator):
            point = _at_one(separator, vector, posed.feasible)
            return Counterexample(
                number,
                direction,
                polymatroid(program, point[: program.width]),
                tuple(point[program.width : -1]),
            )


def _proof(about: tuple[int, Direction], sums: Sums) -> Proof:
    return Proof(*about, sums.shannon, sums.givens, sums.constant, sums.classes)


def _at_one(separator: Sequence[int], goal: Vector, feasible: Point) -> Point:
    """The separator at t = 1; at t = 0 it is a direction, to follow from a feasible point."""
    if separator[-1]:
        return [Fraction(x, separator[-1]) for x in separator]
    time = len(separator) - 1
    start = goal.get(time, 0) + sum(c * feasible[k] for k, c in goal.items() if k != time)
    slope = sum(c * separator[k] for k, c in goal.items())
    steps = max(1, start // -slope + 1)
    return [p + steps * d for p, d in zip(feasible, separator, strict=True)]
