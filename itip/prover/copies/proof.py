"""A goal after copy steps: its proof, with the equalities that it uses, or a point against it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from itip.entropy.cone import Information
from itip.entropy.copies import Equality, Step
from itip.entropy.expression import Expression
from itip.entropy.groundset import Subset
from itip.evidence import Direction, Proof
from itip.prover.copies.program import CopyProgram
from itip.prover.farkas import Combination, Separator
from itip.prover.program import Settle


@dataclass(frozen=True, slots=True)
class CopyPoint:
    """What satisfies all inequalities of named variables, and all givens, but not the goal.

    `values` are those of the program's canonical coordinates, `rank[S]` is h(S) for the sets S of
    named variables, all times `time`, an integer; if this is 0, they are a direction.
    """

    goal: int
    direction: Direction
    steps: tuple[Step, ...]
    values: tuple[int, ...]
    rank: tuple[int, ...]
    scalars: tuple[int, ...]
    time: int


def settled(
    program: CopyProgram, settle: Settle, number: int, direction: Direction
) -> Proof | CopyPoint:
    """A goal in one direction, by what answers Farkas' question over the program."""
    goal = program.problem.goals[number].expression
    goal = goal if direction == ">=" else -goal
    vector, scale = program.vector(goal)
    match settle(vector):
        case Combination(weights):
            shares = {r: weight / scale for r, weight in sorted(weights.items())}
            return _proof(program, goal, shares, (number, direction))
        case Separator(point):
            width = len(program.coordinates)
            rank = (sum(c * point[k] for k, c in terms.items()) for terms in program.sets)
            return CopyPoint(
                number,
                direction,
                program.steps,
                values=point[:width],
                rank=tuple(rank),
                scalars=point[width:-1],
                time=point[-1],
            )


def _proof(
    program: CopyProgram,
    goal: Expression,
    weights: Mapping[int, Fraction],
    about: tuple[int, Direction],
) -> Proof:
    constant = len(program.rows)
    shannon = [(program.origins[r], w) for r, w in weights.items() if r < constant]
    givens = {
        program.givens[k]: weights[r] * scale
        for k, scale in enumerate(program.scales)
        if (r := constant + 1 + k) in weights
    }
    rest = _residual(program, goal, shannon, givens)
    return Proof(
        *about,
        tuple(shannon),
        tuple(sorted(givens.items())),
        weights.get(constant, Fraction(0)),
        steps=program.steps,
        equalities=_equalities(program, rest),
    )


def _residual(
    program: CopyProgram,
    goal: Expression,
    shannon: Sequence[tuple[Information, Fraction]],
    givens: Mapping[int, Fraction],
) -> dict[Subset, Fraction]:
    """The goal - information - givens in the joint entropies of primitive variables."""
    rest = dict(goal.entropies)
    for given, weight in givens.items():
        for subset, c in program.problem.givens[given].expression.entropies:
            rest[subset] = rest.get(subset, Fraction(0)) - weight * c
    for information, weight in shannon:
        for named, sign in information.coordinates().items():
            subset = program.copies.primitives(named)
            rest[subset] = rest.get(subset, Fraction(0)) - weight * sign
    return rest


def _equalities(
    program: CopyProgram, rest: Mapping[Subset, Fraction]
) -> tuple[tuple[Equality, Fraction], ...]:
    """The equalities that add up to what is 0 over the canonical coordinates."""
    weights: dict[Equality, Fraction] = {}
    for subset, c in sorted(rest.items()):
        if c:
            for equality, factor in program.canonical.trace(subset).items():
                weights[equality] = weights.get(equality, Fraction(0)) + c * factor
    return tuple((equality, w) for equality, w in weights.items() if w)
