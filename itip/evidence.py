"""The evidence for a verdict: proofs, contradictions, counterexamples and witnesses."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

from itip.entropy.adjoining import Adjoined
from itip.entropy.cone import Information, Polymatroid, SymmetricPolymatroid, remainder
from itip.entropy.copies import Copies, Equality
from itip.entropy.distribution import Distribution
from itip.entropy.expression import Constraint, Expression, Problem
from itip.entropy.groundset import GroundSet, Subset
from itip.language.ast import CopyStep

Direction = Literal[">=", "<="]
Classes = tuple[tuple[Subset, ...], ...]  # of each class its groups, which may be exchanged


def directed(goal: Constraint, direction: Direction) -> Constraint:
    """What is to be shown of a goal in one direction: that it, or its negative, is >= 0."""
    sign = goal.expression if direction == ">=" else -goal.expression
    return replace(goal, expression=sign, sense=">=")


def directions(goal: Constraint) -> tuple[Direction, ...]:
    """The directions in which a goal is to be shown: both, if it says that something is 0."""
    return (">=", "<=") if goal.sense == "=" else (">=",)


@dataclass(frozen=True, slots=True)
class Proof:
    """The goal (`>=`), or minus the goal (`<=`), as a sum that cannot be negative.

    goal = sum of weight * information + sum of weight * given + constant, identically; weights of
    `=` givens may have any sign, all others and the constant are >= 0. With `classes`, of groups
    of variables, this holds for the means over all exchanges of groups within their classes, none
    of which changes goal - givens - constant. With copy `steps` it is a sum of equalities too, in
    the joint entropies of primitive variables; the information is then about all named variables.
    With both, the variables as exchanged have copies by the same steps, and only sets without
    copies are the same in the mean. Variables `adjoined` to the problem's come before all copies;
    the equalities that they give are givens, numbered behind those of the problem.
    """

    goal: int
    direction: Direction
    shannon: tuple[tuple[Information, Fraction], ...]
    givens: tuple[tuple[int, Fraction], ...]
    constant: Fraction
    classes: Classes = ()
    steps: tuple[CopyStep, ...] = ()
    equalities: tuple[tuple[Equality, Fraction], ...] = ()
    adjoined: tuple[Adjoined, ...] = ()


@dataclass(frozen=True, slots=True)
class Contradiction:
    """0 = sum of weight * information + sum of weight * given + constant, with constant > 0.

    No polymatroid, and so no random variables, satisfy the givens: everything follows from them.
    Of `classes` the same is true as in a proof.
    """

    shannon: tuple[tuple[Information, Fraction], ...]
    givens: tuple[tuple[int, Fraction], ...]
    constant: Fraction
    classes: Classes = ()


@dataclass(frozen=True, slots=True)
class Counterexample:
    """A polymatroid, with values of the scalars, that satisfies all givens and violates a goal."""

    goal: int
    direction: Direction
    polymatroid: Polymatroid | SymmetricPolymatroid
    scalars: tuple[Fraction, ...]


@dataclass(frozen=True, slots=True)
class Witness:
    """Random variables, with values of the scalars, that satisfy all givens and violate a goal."""

    goal: int
    direction: Direction
    distribution: Distribution
    scalars: tuple[Fraction, ...]


Evidence = Proof | Contradiction | Counterexample | Witness


def left_over(item: Proof | Contradiction, problem: Problem) -> dict[Subset, Fraction]:
    """The joint entropies in goal - sum, which are 0 in the mean, or by equalities of copies.

    The problem has the variables that a proof adjoins.
    """
    goal = Expression(problem.ground)
    if isinstance(item, Proof):
        goal = directed(problem.goals[item.goal], item.direction).expression
    givens = ((problem.givens[number].expression, weight) for number, weight in item.givens)
    return remainder(goal, item.shannon, givens)


def named(item: Proof | Contradiction, ground: GroundSet) -> GroundSet:
    """The problem's variables, then those adjoined, and then those that the steps name."""
    return naming(ground, item.adjoined, item.steps) if isinstance(item, Proof) else ground


def naming(
    ground: GroundSet, adjoined: tuple[Adjoined, ...], steps: tuple[CopyStep, ...]
) -> GroundSet:
    """The variables of a ground set, then those adjoined, and then those that steps name."""
    ground = GroundSet((*ground.names, *(variable.new for variable in adjoined)))
    return Copies.of(ground, steps).ground
