"""A statement as Coq reads it: in the user's own terms, and reified, as a checker takes it.

Both say the same: a relation for each constraint of the problem, in its order.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from itip.entropy.groundset import GroundSet
from itip.entropy.translate import constraints
from itip.export.coq.names import Vocabulary
from itip.export.coq.text import listed, unbroken
from itip.language import ast

_SIGNS = {"=": "Equal", ">=": "AtLeast", "<=": "AtMost"}


@dataclass(frozen=True, slots=True)
class Stated:
    """left sign right; a side without terms is 0."""

    left: tuple[ast.Term, ...]
    sign: ast.Sign
    right: tuple[ast.Term, ...]


def proposition(statement: ast.Statement, names: Vocabulary) -> str:
    """The statement as a person writes it: each given implies the rest, and the goals hold."""
    givens = [f"{_relation(stated, names)} ->" for stated in _givens(statement, names.ground)]
    goals = [_relation(stated, names) for stated in _stated(statement.claim, names.ground)]
    return "\n".join([*givens, " /\\\n".join(goals)])


def problem(statement: ast.Statement, names: Vocabulary) -> str:
    """The statement as the checker takes it: `Problem n givens goals`."""
    givens = listed((_reified(one, names) for one in _givens(statement, names.ground)), "\n")
    goals = listed((_reified(one, names) for one in _stated(statement.claim, names.ground)), "\n")
    return f"(Problem {len(names.ground)}\n{givens}\n{goals})%Q"


def _givens(statement: ast.Statement, ground: GroundSet) -> Iterator[Stated]:
    for part in statement.given:
        yield from _stated(part, ground)


def _stated(part: ast.Constraint, ground: GroundSet) -> Iterator[Stated]:
    """The relations that a claim or given stands for, one for each of its constraints."""
    if isinstance(part, ast.Relation):
        for (left, right), sign in zip(pairwise(part.sides), part.signs, strict=True):
            yield Stated(left.terms, sign, right.terms)
    else:
        for constraint in constraints(part, ground):
            yield Stated(constraint.written.terms, "=", ())


def _relation(stated: Stated, names: Vocabulary) -> str:
    return f"{_sum(stated.left, names)} {stated.sign} {_sum(stated.right, names)}"


def _sum(terms: tuple[ast.Term, ...], names: Vocabulary) -> str:
    shown = [_first(term, names) for term in terms[:1]]
    for term in terms[1:]:
        sign = "-" if term.coefficient < 0 else "+"
        shown.append(f"{sign} {_product(abs(term.coefficient), term, names)}")
    return " ".join(shown) or "0"


def _first(term: ast.Term, names: Vocabulary) -> str:
    if term.coefficient == -1 and term.quantity is not None:
        return f"- {_product(Fraction(1), term, names)}"
    return _product(term.coefficient, term, names)


def _product(coefficient: Fraction, term: ast.Term, names: Vocabulary) -> str:
    number = str(coefficient).replace("/", " / ")
    match term.quantity:
        case None:
            return number
        case str(scalar):
            quantity = names.scalars[scalar]
        case ast.Measure() as measure:
            quantity = _measure(measure, names)
    return unbroken(quantity if coefficient == 1 else f"{number} * {quantity}")


def _measure(measure: ast.Measure, names: Vocabulary) -> str:
    parts, given = [names.union(part) for part in measure.parts], names.union(measure.given)
    match parts:
        case [a]:
            return f"Hc h {a} {given}"
        case [a, b]:
            return f"Ic h {a} {b} {given}"
    return f"Co h {listed('0%N' if part == '0' else part for part in parts)} {given}"


def _reified(stated: Stated, names: Vocabulary) -> str:
    left, right = (_linear(side, names) for side in (stated.left, stated.right))
    return f"Relation {left} {_SIGNS[stated.sign]} {right}"


def _linear(terms: tuple[ast.Term, ...], names: Vocabulary) -> str:
    return listed(
        unbroken(f"({str(t.coefficient).replace('/', '#')}, {_quantity(t.quantity, names)})")
        for t in terms
    )


def _quantity(quantity: ast.Measure | str | None, names: Vocabulary) -> str:
    match quantity:
        case None:
            return "Bit"
        case str(scalar):
            return f"Scalar {names.number(scalar)}"
        case ast.Measure(parts, given):
            sets, c = [names.subset(part) for part in parts], names.subset(given)
    match sets:
        case [a]:
            return f"Entropy {a} {c}"
        case [a, b]:
            return f"Information {a} {b} {c}"
    return f"Coinformation {listed(sets)}%N {c}"
