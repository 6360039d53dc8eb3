"""Variables adjoined to a problem: which there are, and the equalities that each gives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

from itip.entropy.cone import Information
from itip.entropy.expression import Constraint, Problem
from itip.entropy.groundset import GroundSet, Subset
from itip.entropy.implied import measured
from itip.entropy.translate import expand
from itip.errors import ItipError
from itip.language.ast import Group, Linear, Measure, Term, union

Rule = Literal["common information", "double Markov"]


@dataclass(frozen=True, slots=True)
class Adjoined:
    """A new variable W, by a rule, from groups of variables.

    Of `common information` there are two, A and B: H(W|A) = H(W|B) = 0 and H(W) = I(A;B). There
    is such a W for linear random variables, but not for all. Of `double Markov` there are three,
    X, Y and Z: if I(X;Y|Z) = 0 and I(X;Z|Y) = 0 are givens, then H(W|Y) = H(W|Z) = 0 and
    I(X;Y,Z|W) = 0, for random variables, but not for limits of their entropies.
    """

    new: str
    rule: Rule
    of: tuple[Group, ...]


def extended(problem: Problem, adjoined: Sequence[Adjoined]) -> Problem:
    """The problem with these variables behind its own, and their equalities behind its givens.

    There are three for each, and their `source` is its place in the list. ItipError if one of the
    variables is not possible.
    """
    ground = problem.ground
    for variable in adjoined:
        _refuse_names(variable, ground, problem.scalars)
        if variable.rule == "double Markov":
            _refuse_unsaid(variable, problem)
        ground = GroundSet((*ground.names, variable.new))
    further = (
        Constraint(expand(equality, ground), "=", equality, source)
        for source, variable in enumerate(adjoined)
        for equality in _equalities(variable)
    )
    return Problem(
        ground,
        problem.scalars,
        tuple(_over(goal, ground) for goal in problem.goals),
        (*(_over(given, ground) for given in problem.givens), *further),
    )


def double_markov(problem: Problem) -> tuple[tuple[Subset, Subset, Subset], ...]:
    """The disjoint X, Y, Z of which givens say that I(X;Y|Z) = I(X;Z|Y) = 0, each once."""
    said = set[tuple[Subset, Subset, Subset]]()
    for found in map(vanishing, problem.givens):
        if found is not None:
            said |= {(found.a, found.b, found.given), (found.b, found.a, found.given)}
    return tuple(sorted((x, y, z) for x, y, z in said if y < z and (x, z, y) in said))


def vanishing(given: Constraint) -> Information | None:
    """The I(a;b|c) that a given says to be 0, for disjoint nonempty a, b, c; None if none."""
    expression = given.expression
    found = measured(dict(expression.entropies))
    if found is None or expression.scalars or expression.constant:
        return None
    term, factor = found
    if given.sense == ">=" and factor > 0:
        return None
    return term if term.a != term.b and term.given else None


def _over(constraint: Constraint, ground: GroundSet) -> Constraint:
    """The constraint over a ground set that goes on with more variables."""
    return replace(constraint, expression=replace(constraint.expression, ground=ground))


def _equalities(variable: Adjoined) -> tuple[Linear, ...]:
    """What is 0 of a variable, in measures."""
    new = (variable.new,)
    if variable.rule == "common information":
        a, b = variable.of
        shared = (1, Measure((new,))), (-1, Measure((a, b)))
        return *(_sum((1, Measure((new,), group))) for group in (a, b)), _sum(*shared)
    x, y, z = variable.of
    independence = Measure((x, union(y, z)), new)
    return *(_sum((1, Measure((new,), group))) for group in (y, z)), _sum((1, independence))


def _sum(*terms: tuple[int, Measure]) -> Linear:
    return Linear(tuple(Term(Fraction(c), measure) for c, measure in terms))


def _refuse_names(variable: Adjoined, ground: GroundSet, scalars: Sequence[str]) -> None:
    """ItipError if a name is taken or unknown, or there are not as many groups as should be."""
    if variable.new in (*ground.names, *scalars):
        raise ItipError(f"the name {variable.new!r} is taken")
    count = 2 if variable.rule == "common information" else 3
    if len(variable.of) != count or not all(variable.of):
        raise ItipError(f"{variable.new!r}: {variable.rule} is of {count} nonempty groups")
    for name in union(*variable.of):
        if name not in ground.names:
            raise ItipError(f"{variable.new!r}: there is no variable {name!r} so far")


def _refuse_unsaid(variable: Adjoined, problem: Problem) -> None:
    """ItipError if the groups overlap, or no givens say what double Markov needs of them."""
    if {*union(*variable.of)} <= {*problem.ground.names}:
        x, y, z = map(problem.ground.subset, variable.of)
        if (x, min(y, z), max(y, z)) in double_markov(problem):
            return
    groups = "; ".join(map(",".join, variable.of))
    raise ItipError(
        f"{variable.new!r}: the givens do not say of X; Y; Z = {groups} "
        "that I(X;Y|Z) = 0 and I(X;Z|Y) = 0"
    )
