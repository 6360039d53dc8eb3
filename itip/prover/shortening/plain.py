"""A goal proved by Shannon's inequalities as a sum of few measures."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from itip.entropy.expression import Expression, Problem
from itip.entropy.groundset import Subset
from itip.evidence import Proof, directed
from itip.prover.effort import Effort
from itip.prover.farkas import Combination, Vector, integral
from itip.prover.reduction.merging import Merging, alone, merge
from itip.prover.shortening.forced import widened
from itip.prover.shortening.question import Question, asked, family
from itip.prover.shortening.settling import few


@dataclass(frozen=True, slots=True)
class _Posed:
    """A goal's question over few variables; `givens` are the numbers and scales of its givens."""

    merging: Merging
    question: Question
    goal: Vector
    scale: Fraction
    givens: tuple[tuple[int, Fraction], ...]


def remade(problem: Problem, old: Proof, effort: Effort) -> Proof:
    """A proof of few terms of the same; LimitReached if none is found."""
    posed = _posed(problem, old)
    return _read(posed, old, few(posed.question, posed.goal, effort))


def _posed(problem: Problem, old: Proof) -> _Posed:
    one, kept = alone(problem, old.goal)
    small, merging = merge(one)
    goal = directed(small.goals[0], old.direction).expression
    known = [merging.small(term) for term, _ in old.shannon]
    used = {number for number, _ in old.givens}
    givens = dict(zip(kept, small.givens, strict=True))
    needed = _sets([goal, *(given.expression for k, given in givens.items() if k in used)])
    said = _sets([goal, *(given.expression for given in givens.values())])
    chosen = family(len(small.ground), known, needed, said)
    place = {s: k for k, s in enumerate(s for s in chosen if s)}
    coordinates = _Coordinates(place, small.scalars)
    rows = {
        k: coordinates.vector(given.expression)
        for k, given in givens.items()
        if _sets([given.expression]) <= place.keys()
    }
    more = [k for k in rows if givens[k].sense == ">=" and rows[k][0]]
    equal = [k for k in rows if givens[k].sense == "=" and rows[k][0]]
    question = asked(
        chosen,
        ({}, *({k: 1} for k in range(len(place)))),
        others=({coordinates.one: 1}, *(rows[k][0] for k in more)),
        free=tuple(rows[k][0] for k in equal),
        height=coordinates.one + 1,
        familiar=said,
        known=known,
    )
    scales = tuple((k, rows[k][1]) for k in (*more, *equal))
    stated = [(givens[k].expression, scale) for k, scale in scales]
    question = widened(question, stated, small.ground.everything)
    return _Posed(merging, question, *coordinates.vector(goal), scales)


@dataclass(frozen=True, slots=True)
class _Coordinates:
    """The joint entropies of some sets, the scalars, and t, the constant 1."""

    place: dict[Subset, int]
    scalars: tuple[str, ...]

    @property
    def one(self) -> int:
        """The coordinate of t."""
        return len(self.place) + len(self.scalars)

    def vector(self, expression: Expression) -> tuple[Vector, Fraction]:
        """An expression as an integer vector, and the factor that made it one."""
        terms = {self.place[s]: c for s, c in expression.entropies}
        terms |= {len(self.place) + self.scalars.index(r): d for r, d in expression.scalars}
        return integral(terms | {self.one: expression.constant})


def _sets(expressions: Iterable[Expression]) -> set[Subset]:
    return {s for expression in expressions for s, _ in expression.entropies}


def _read(posed: _Posed, old: Proof, found: Combination) -> Proof:
    """The proof that a combination is."""
    weights = {r: weight / posed.scale for r, weight in sorted(found.weights.items())}
    constant = len(posed.question.pairs)
    return Proof(
        old.goal,
        old.direction,
        tuple(
            (posed.merging.information(posed.question.measure(r)), weight)
            for r, weight in weights.items()
            if r < constant
        ),
        tuple(
            sorted(
                (number, weights[r] * scale)
                for r, (number, scale) in enumerate(posed.givens, constant + 1)
                if r in weights
            )
        ),
        weights.get(constant, Fraction(0)),
    )
