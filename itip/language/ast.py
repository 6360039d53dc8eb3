"""The syntax tree: a statement as written, with definitions expanded and products distributed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain
from typing import Literal

Group = tuple[str, ...]
"""Random variables by name, in the order of writing, without repeats; it may be empty."""

Sign = Literal["<=", ">=", "="]


@dataclass(frozen=True, slots=True)
class Measure:
    """Shannon's information measure: H(A|C) has one part, I(A;B|C) two, co-information more."""

    parts: tuple[Group, ...]
    given: Group = ()


@dataclass(frozen=True, slots=True)
class Term:
    """coefficient * quantity; the quantity is a measure, a scalar by name, or None for 1 bit."""

    coefficient: Fraction
    quantity: Measure | str | None


@dataclass(frozen=True, slots=True)
class Linear:
    """A sum of terms in the order of writing; never empty (zero is one term, 0 bits)."""

    terms: tuple[Term, ...]

    def __neg__(self) -> Linear:
        return Linear(tuple(Term(-t.coefficient, t.quantity) for t in self.terms))


@dataclass(frozen=True, slots=True)
class Relation:
    """A chain `sides[0] signs[0] sides[1] signs[1] ...`; every link is meant."""

    sides: tuple[Linear, ...]
    signs: tuple[Sign, ...]


@dataclass(frozen=True, slots=True)
class MarkovChain:
    """X -> Y -> Z: at least three places, each a nonempty group."""

    places: tuple[Group, ...]


@dataclass(frozen=True, slots=True)
class FunctionalDependence:
    """Z = f(X,Y): H(dependent|on) = 0. `on` may be empty: then `dependent` is constant."""

    dependent: Group
    on: Group


@dataclass(frozen=True, slots=True)
class Independence:
    """Mutual independence of at least two groups, conditionally on `given`."""

    parts: tuple[Group, ...]
    given: Group = ()


@dataclass(frozen=True, slots=True)
class SameDistribution:
    """(X,Y) ~ (X,Z): corresponding joint entropies are equal. Equal lengths; repeats are kept."""

    left: tuple[str, ...]
    right: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Symmetry:
    """symmetric(A, B, ...): permuting the groups, place by place, changes no joint entropy.

    The groups are disjoint and of one length.
    """

    parts: tuple[Group, ...]


Constraint = (
    Relation | MarkovChain | FunctionalDependence | Independence | SameDistribution | Symmetry
)


@dataclass(frozen=True, slots=True)
class Copied:
    """A new named variable: the images, in one block, of a group of named variables."""

    new: str
    of: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CopyStep:
    """A copy over a base of all other variables, of which each block names some."""

    over: tuple[str, ...]
    blocks: tuple[tuple[Copied, ...], ...]


@dataclass(frozen=True, slots=True)
class Statement:
    """claim [given constraints] [copy steps] [expect verdict]."""

    claim: Constraint
    given: tuple[Constraint, ...] = ()
    expect: str | None = None
    copies: tuple[CopyStep, ...] = ()


@dataclass(frozen=True, slots=True)
class Definition:
    """let name(parameters) = body; `parameters` is None where the name stands alone."""

    name: str
    parameters: tuple[str, ...] | None
    body: Linear


def union(*groups: Group) -> Group:
    """The random variables of several groups, in order, without repeats."""
    return tuple(dict.fromkeys(chain(*groups)))


def variables(*parts: Constraint | Linear) -> Group:
    """The random variables that occur, in the order of their first appearance."""
    return union(*(group for part in parts for group in _groups(part)))


def copied(*steps: CopyStep) -> tuple[str, ...]:
    """The new names of copy steps, in order."""
    return tuple(name.new for step in steps for block in step.blocks for name in block)


def scalars(*parts: Constraint | Linear) -> tuple[str, ...]:
    """The scalars that occur, in the order of their first appearance."""
    terms = (term for part in parts for side in _sides(part) for term in side.terms)
    return tuple(dict.fromkeys(t.quantity for t in terms if isinstance(t.quantity, str)))


def _groups(part: Constraint | Linear) -> Iterator[Group]:
    match part:
        case MarkovChain(groups) | Symmetry(groups):
            yield from groups
        case Independence(groups, given):
            yield from (*groups, given)
        case FunctionalDependence(left, right) | SameDistribution(left, right):
            yield from (left, right)
    for side in _sides(part):
        for term in side.terms:
            if isinstance(term.quantity, Measure):
                yield from (*term.quantity.parts, term.quantity.given)


def _sides(part: Constraint | Linear) -> tuple[Linear, ...]:
    if isinstance(part, Linear):
        return (part,)
    return part.sides if isinstance(part, Relation) else ()
