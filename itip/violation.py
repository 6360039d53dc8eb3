"""What the evidence against a claim makes of the part of it that it violates, in values."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from itip.entropy.decimals import decimals
from itip.entropy.distribution import LogSum
from itip.entropy.expression import Expression, Problem
from itip.entropy.translate import expand
from itip.evidence import Counterexample, Witness
from itip.language import show
from itip.language.ast import Relation
from itip.verdict import Disproved, NotProvable


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a relation, and its value in bits: exact, or rounded if it is not rational.

    `compared` is the value beside that of the other side: a decimal if either is rounded.
    """

    written: str
    value: str
    compared: str
    exact: bool


@dataclass(frozen=True, slots=True)
class Violation:
    """The two sides of a relation that does not hold, or the one that should be 0 and is not."""

    sides: tuple[Side, ...]
    sign: str

    @property
    def equations(self) -> list[tuple[str, str, str]]:
        """The sides, their values, and remarks on these; but for sides that are numbers."""
        remarks = ("", " (rounded)")
        if len(self.sides) == 1:
            remarks = (", not 0", " (rounded); not 0, checked exactly")
        return [
            (side.written, side.value, remarks[not side.exact])
            for side in self.sides
            if side.written != side.value
        ]

    @property
    def comparison(self) -> str:
        """That the relation does not hold of the values; "" where there is one side only."""
        if len(self.sides) == 1:
            return ""
        left, right = self.sides
        checked = "" if left.exact and right.exact else ", checked exactly"
        return f"{left.compared} {self.sign} {right.compared} does not hold{checked}"

    @property
    def rows(self) -> tuple[str, ...]:
        """All of it, in lines."""
        equations = (f"{side} = {value}{remark}" for side, value, remark in self.equations)
        return (*equations, *filter(None, (self.comparison,)))


def violation(verdict: NotProvable | Disproved) -> Violation:
    """What the evidence makes of the part of the claim that it violates."""
    claim, problem = verdict.statement.claim, verdict.problem
    found = verdict.counterexample if isinstance(verdict, NotProvable) else verdict.witness
    if isinstance(claim, Relation):
        sides = claim.sides[found.goal : found.goal + 2]
        expressions = [expand(side, problem.ground) for side in sides]
        sign = claim.signs[found.goal]
    else:
        goal = problem.goals[found.goal]
        sides, expressions, sign = (goal.written,), [goal.expression], "="
    values = [_value(expression, problem, found) for expression in expressions]
    return Violation(tuple(_sides([show(side) for side in sides], values)), sign)


def _value(expression: Expression, problem: Problem, found: Counterexample | Witness) -> LogSum:
    scalars = dict(zip(problem.scalars, found.scalars, strict=True))
    match found:
        case Counterexample(polymatroid=polymatroid):
            rank = {s: polymatroid.value(s) for s, _ in expression.entropies}
            return LogSum.of({2: expression.value(rank, scalars)})
        case Witness(distribution=distribution):
            return distribution.value(expression, scalars)


def _sides(written: list[str], values: list[LogSum]) -> Iterator[Side]:
    exact = [value.rational() for value in values]
    compared = decimals(values) if None in exact else [str(number) for number in exact]
    for text, number, decimal in zip(written, exact, compared, strict=True):
        value = decimal if number is None else str(number)
        yield Side(text, value, decimal, number is not None)
