"""The syntax tree: a statement as written, with definitions expanded and products distributed."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
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
class Statement:
    """claim [given constraints] [expect verdict]."""

    claim: Constraint
    given: tuple[Constraint, ...] = ()
    expect: str | None = None


@dataclass(frozen=True, slots=True)
class Definition:
    """let name(parameters) = body; `parameters` is None where the name stands alone."""

    name: str
    parameters: tuple[str, ...] | None
    body: Linear
