"""A goal after copy steps: its proof, with the equalities that it uses, or a point against it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import lcm

from itip.entropy.cone import Information, remainder
from itip.entropy.copies import Copies, Equality
from itip.entropy.expression import Expression, Problem
from itip.entropy.groundset import Subset
from itip.evidence import Classes, Direction, Proof, directed
from itip.language.ast import CopyStep
from itip.prover.copies.merging import Merged, merged
from itip.prover.copies.program import CopyProgram, pose
from itip.prover.copies.settling import Settler, settler
from itip.prover.effort import Effort
from itip.prover.farkas import Combination, Separator
from itip.prover.method import Method
from itip.prover.reduction.symmetry import interchangeable

Shannon = Sequence[tuple[Information, Fraction]]


@dataclass(frozen=True, slots=True)
class CopyPoint:
    """What satisfies all inequalities of the program, and all givens, but not the goal.

    `point` are values of the program's coordinates, all times its last one, t; if this is 0, they
    are a direction.
    """

    program: CopyProgram
    point: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Posed:
    """The goal of that number with its copies, merged, as a program, and what settles it."""

    number: int
    steps: tuple[CopyStep, ...]
    merged: Merged
    program: CopyProgram
    settler: Settler


def posed(
    problem: Problem, number: int, steps: Sequence[CopyStep], method: Method, effort: Effort
) -> Posed:
    """A goal of a problem after these steps; ItipError if one of them is not possible."""
    small = merged(problem, Copies.of(problem.ground, steps), number)
    program = pose(small.problem, small.copies, effort)
    return Posed(number, tuple(steps), small, program, settler(program, method, effort))


def posed_in_mean(posed: Posed, method: Method, effort: Effort) -> Posed | None:
    """The same in the mean over the exchanges that change neither goal nor givens, if any."""
    small = posed.merged
    classes = interchangeable(small.problem)
    if len(classes) == len(small.problem.ground):
        return None
    effort.note("in the mean over exchanges of variables")
    blocks = tuple(sum(1 << i for i in members) for members in classes)
    program = pose(small.problem, small.copies, effort, blocks)
    return replace(posed, program=program, settler=settler(program, method, effort))


def settled(posed: Posed, direction: Direction) -> Proof | CopyPoint:
    """The goal's proof in one direction, or a point against it."""
    goal = directed(posed.program.problem.goals[0], direction).expression
    vector, scale = posed.program.vector(goal)
    match posed.settler.settle(vector):
        case Combination(weights):
            shares = {r: weight / scale for r, weight in sorted(weights.items())}
            return _proof(posed, goal, direction, shares)
        case Separator(point):
            return CopyPoint(posed.program, point)


def _proof(
    posed: Posed, goal: Expression, direction: Direction, weights: Mapping[int, Fraction]
) -> Proof:
    program, whole, constant = posed.program, posed.merged, posed.settler.count
    shannon = [(posed.settler.origin(r), w) for r, w in weights.items() if r < constant]
    givens = {
        program.givens[k]: weights[r] * scale
        for k, scale in enumerate(program.scales)
        if (r := constant + 1 + k) in weights
    }
    classes: Classes = ()
    if program.blocks:
        givens, classes = _in_mean(program, givens)
    equalities = _equalities(program, _residual(program, goal, shannon, givens))
    return Proof(
        posed.number,
        direction,
        tuple((whole.information(term), w) for term, w in shannon),
        tuple(sorted((whole.kept[k], w) for k, w in givens.items())),
        weights.get(constant, Fraction(0)),
        tuple(tuple(map(whole.union, groups)) for groups in classes),
        steps=posed.steps,
        equalities=tuple((whole.equality(equality), w) for equality, w in equalities),
    )


def _in_mean(
    program: CopyProgram, givens: Mapping[int, Fraction]
) -> tuple[dict[int, Fraction], Classes]:
    """The givens' weights averaged over all exchanges, and the classes of these."""
    from itip.prover.reduction.averaging import Symmetries, spread  # noqa: PLC0415  numpy

    unchanged = Symmetries(program.blocks)
    return spread(program.problem, givens, unchanged.generators), unchanged.classes


def _residual(
    program: CopyProgram, goal: Expression, shannon: Shannon, givens: Mapping[int, Fraction]
) -> dict[Subset, Fraction]:
    """The goal - information - givens in the joint entropies of primitive variables."""
    used = ((program.problem.givens[k].expression, w) for k, w in givens.items())
    rest: dict[Subset, Fraction] = {}
    for subset, c in remainder(goal, shannon, used).items():
        primitives = program.copies.primitives(subset)
        rest[primitives] = rest.get(primitives, Fraction(0)) + c
    return rest


def _equalities(
    program: CopyProgram, rest: Mapping[Subset, Fraction]
) -> list[tuple[Equality, Fraction]]:
    """The equalities that add up to what is 0 over the canonical coordinates."""
    scale = lcm(*(c.denominator for c in rest.values()))
    weights: dict[Equality, int] = {}
    for subset, c in sorted(rest.items()):
        if c:
            times = c.numerator * (scale // c.denominator)
            for equality, factor in program.canonical.trace(subset).items():
                weights[equality] = weights.get(equality, 0) + times * factor
    return [(equality, Fraction(w, scale)) for equality, w in weights.items() if w]
