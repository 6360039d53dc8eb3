"""Derivations: chains from one side of a goal to the other, and sums; values that are shown."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from itip.entropy.expression import Sense
from itip.language.ast import Constraint, Linear, Relation, Sign, Term

Form = Literal["auto", "chain", "identity", "elemental", "none"]

COPIES = "copies"


@dataclass(frozen=True, slots=True)
class Part:
    """weight * written, where `written` >= 0, or = 0, as is `said`.

    It is so `by` a constraint that is given, by a rule, by the copies, or, if by nothing, by
    Shannon's inequalities.
    """

    weight: Fraction
    written: Linear
    said: Relation
    by: Constraint | str = ""

    @property
    def sense(self) -> Sense:
        """Whether it is said to be >= 0 or to be 0."""
        return "=" if self.said.signs == ("=",) else ">="

    @property
    def total(self) -> Linear:
        """The sum weight * written."""
        terms = (Term(self.weight * t.coefficient, t.quantity) for t in self.written.terms)
        return Linear(tuple(terms))


@dataclass(frozen=True, slots=True)
class Step:
    """... sign `to`, by the part that is taken away; identically if there is none."""

    sign: Sign
    to: Linear
    by: Part | None = None


@dataclass(frozen=True, slots=True)
class Chain:
    """start sign to sign to ..., where the last is the other side of the goal as it is written."""

    start: Linear
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Identity:
    """left = sum of the parts, identically."""

    left: Linear
    parts: tuple[Part, ...]


Derivation = Chain | Identity
