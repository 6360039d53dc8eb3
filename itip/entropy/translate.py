"""From a syntax tree to joint-entropy coordinates: the one file that knows both."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from fractions import Fraction
from itertools import pairwise
from math import lcm

from itip.entropy.cone import Information
from itip.entropy.copies import Copies
from itip.entropy.expression import Constraint, Expression, Problem, Sense
from itip.entropy.groundset import GroundSet, Subset, by_size, elements
from itip.errors import LimitReached
from itip.language import ast

_SYMMETRIC_VARIABLES = 14  # symmetric(...) states an equality for each of the 2^n subsets
_CONSTRAINTS = 20_000

Row = tuple[ast.Linear, Sense]
"""linear >= 0 or linear = 0, still in the user's measures."""


def translate(statement: ast.Statement) -> Problem:
    """The problem that a statement poses, over all variables of its claim and givens.

    ItipError if the copies that it names are not possible.
    """
    parts = (statement.claim, *statement.given)
    ground = ground_set(*parts)
    with suppress(LimitReached):  # too many copies prove nothing, but other proofs need none
        Copies.of(ground, statement.copies)
    givens: list[Constraint] = []
    for source, part in enumerate(statement.given):
        givens += constraints(part, ground, source)
        if len(givens) > _CONSTRAINTS:
            raise LimitReached(f"the givens stand for more than {_CONSTRAINTS} constraints")
    return Problem(
        ground, ast.scalars(*parts), constraints(statement.claim, ground), tuple(givens)
    )


def constraints(
    part: ast.Constraint, ground: GroundSet, source: int = 0
) -> tuple[Constraint, ...]:
    """The constraints that one claim or given stands for."""
    return tuple(
        Constraint(expand(linear, ground), sense, linear, source)
        for linear, sense in _rows(part, ground)
    )


def expand(linear: ast.Linear, ground: GroundSet) -> Expression:
    """A linear expression in joint-entropy coordinates over a ground set that has its names."""
    scale = lcm(*(term.coefficient.denominator for term in linear.terms))
    entropies: dict[Subset, int] = {}
    scalars: dict[str, int] = {}
    constant = 0
    for term in linear.terms:
        coefficient = term.coefficient
        number = coefficient.numerator * (scale // coefficient.denominator)
        match term.quantity:
            case None:
                constant += number
            case str(name):
                scalars[name] = scalars.get(name, 0) + number
            case ast.Measure() as measure:
                _add_measure(entropies, measure, number, ground)
    return Expression.of(
        ground,
        {s: Fraction(c, scale) for s, c in entropies.items()},
        {r: Fraction(d, scale) for r, d in scalars.items()},
        Fraction(constant, scale),
    )


def ground_set(*parts: ast.Constraint | ast.Linear) -> GroundSet:
    """The variables that occur, in the order of their first appearance."""
    return GroundSet(ast.variables(*parts))


def joint_entropies(expression: Expression) -> ast.Linear:
    """The expression as written over joint entropies, small subsets first."""
    ground = expression.ground
    terms = sorted(expression.entropies, key=lambda term: by_size(term[0]))
    return _linear(
        expression, [(c, ast.Measure((ground.members(subset),))) for subset, c in terms]
    )


def atoms(expression: Expression) -> ast.Linear:
    """The expression as written over I-measure atoms."""
    ground = expression.ground
    terms = sorted(expression.atoms(), key=lambda term: by_size(term[0]))
    return _linear(expression, [(c, atom(ground, subset)) for subset, c in terms])


def atom(ground: GroundSet, subset: Subset) -> ast.Measure:
    """The I-measure atom of a subset: H(X|Y,Z), I(X;Y|Z), I(X;Y;Z), ..."""
    singles = tuple((name,) for name in ground.members(subset))
    return ast.Measure(singles, ground.members(ground.everything ^ subset))


def measure(ground: GroundSet, term: Information) -> ast.Measure:
    """A Shannon measure as written: H(X|Y), I(X;Y,Z|W)."""
    a, b, given = (ground.members(subset) for subset in (term.a, term.b, term.given))
    return ast.Measure((a,) if a == b else (a, b), given)


def _linear(expression: Expression, terms: list[tuple[Fraction, ast.Measure]]) -> ast.Linear:
    written = [ast.Term(c, measure) for c, measure in terms]
    written += [ast.Term(d, scalar) for scalar, d in expression.scalars]
    if expression.constant or not written:
        written.append(ast.Term(expression.constant, None))
    return ast.Linear(tuple(written))


def _add_measure(
    entropies: dict[Subset, int], measure: ast.Measure, coefficient: int, ground: GroundSet
) -> None:
    """Add coefficient * I(A1;...;Ak|C) = sum over J of (-1)^(|J|+1) h(A_J,C), minus h(C)."""
    signed = [(ground.subset(measure.given), -coefficient)]
    for part in measure.parts:
        subset = ground.subset(part)
        signed += [(s | subset, -c) for s, c in signed]
    for s, c in signed:
        entropies[s] = entropies.get(s, 0) + c


def _rows(part: ast.Constraint, ground: GroundSet) -> Iterator[Row]:
    match part:
        case ast.Relation(sides, signs):
            for (left, right), sign in zip(pairwise(sides), signs, strict=True):
                yield _difference(left, right) if sign == "<=" else _difference(right, left, sign)
        case ast.MarkovChain(places):
            past: ast.Group = ()
            for before, here, after in zip(places, places[1:], places[2:], strict=False):
                past = ast.union(past, before)
                yield _zero((1, ast.Measure((past, after), here)))
        case ast.FunctionalDependence(dependent, on):
            yield _zero((1, ast.Measure((dependent,), on)))
        case ast.Independence(parts, given) if len(parts) == 2:
            yield _zero((1, ast.Measure(parts, given)))
        case ast.Independence(parts, given):
            together = ast.union(*parts)
            singles = ((1, ast.Measure((group,), given)) for group in parts)
            yield _zero(*singles, (-1, ast.Measure((together,), given)))
        case ast.SameDistribution(left, right):
            for chosen in range(1, 1 << len(left)):
                yield _equal(_choose(left, chosen), _choose(right, chosen))
        case ast.Symmetry(parts):
            yield from _symmetric(parts, ground)


def _difference(less: ast.Linear, more: ast.Linear, sign: ast.Sign = ">=") -> Row:
    terms = tuple(t for t in more.terms + (-less).terms if t.quantity is not None or t.coefficient)
    sense: Sense = "=" if sign == "=" else ">="
    return ast.Linear(terms or (ast.Term(Fraction(0), None),)), sense


def _zero(*terms: tuple[int, ast.Measure]) -> Row:
    return ast.Linear(tuple(ast.Term(Fraction(c), measure) for c, measure in terms)), "="


def _equal(left: ast.Group, right: ast.Group) -> Row:
    return _zero((1, ast.Measure((left,))), (-1, ast.Measure((right,))))


def _choose(names: tuple[str, ...], chosen: int) -> ast.Group:
    return ast.union(tuple(names[i] for i in elements(chosen)))


def _symmetric(parts: tuple[ast.Group, ...], ground: GroundSet) -> Iterator[Row]:
    """Equate each h(S) with that of its orbit's representative, in which the parts are sorted."""
    if len(ground) > _SYMMETRIC_VARIABLES:
        raise LimitReached(
            f"symmetric(...) in a statement of {len(ground)} variables stands for "
            f"2^{len(ground)} equalities; the limit is {_SYMMETRIC_VARIABLES} variables"
        )
    moved = ground.subset(name for part in parts for name in part)
    for subset in range(1, ground.everything + 1):
        patterns = sorted(
            (tuple(bool(subset & ground.subset((name,))) for name in part) for part in parts),
            reverse=True,
        )
        image = subset & ~moved | ground.subset(
            name
            for part, pattern in zip(parts, patterns, strict=True)
            for name, inside in zip(part, pattern, strict=True)
            if inside
        )
        if image != subset:
            yield _equal(ground.members(subset), ground.members(image))
