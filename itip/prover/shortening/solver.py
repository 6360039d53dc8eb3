"""The cheapest combination as a solver claims it, made exact.

Where there are too many columns, the solver is given those of a combination that is known, and
then, in some rounds, those whose reduced costs by its duals are the most negative: the combination
becomes cheaper, and mostly shorter, from round to round.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from itip.prover import exact, linear, lp
from itip.prover.copies.arrays import stored, summed
from itip.prover.effort import Effort
from itip.prover.exact import Generators, Integers
from itip.prover.farkas import Combination, Vector
from itip.prover.lp import LinearProgram, Method
from itip.prover.lp.program import Floats
from itip.prover.lp.strategy import ZERO
from itip.prover.shortening.question import Question

_WHOLE = 40_000  # columns that the solver is given at once
_STEADY = range(200, 300)  # coordinates, and from so many
_MANY = 20_000  # columns on, for which interior point and crossover are steadier
_ROUNDS = 3_200  # for so many coordinates there is one round, for half of them two
_ADDED = 1_000  # columns in a round


def cheapest(question: Question, goal: Vector, effort: Effort) -> Combination | None:
    """The cheapest combination of a question's columns that is the goal; None if none is found.

    What is free stands twice, with either sign, so that both have a price.
    """
    generators = _generators(question)
    program = _program(question, generators, goal)
    if generators.count <= _WHOLE:
        supports = list(_whole(program, effort))
    else:
        further = range(len(question.pairs), generators.count)
        chosen = np.array([*question.numbers(), *further])
        supports = list(_by_rounds(program, chosen, effort))
    if not supports:
        return None
    found = exact.combination(generators, goal, min(reversed(supports), key=len))
    free = len(question.free)
    return found and _signed(found, generators.count - free, free)


def _whole(program: LinearProgram, effort: Effort) -> Iterator[list[int]]:
    """The columns that the solver uses of all."""
    steadier = len(program.cost) >= _MANY and len(program.row_lower) in _STEADY
    method: Method = "interior" if steadier else "simplex"
    values = lp.backend("highs").solve(program, effort, method).believable().values
    if values is not None:
        yield np.flatnonzero(values > ZERO).tolist()


def _by_rounds(program: LinearProgram, chosen: Integers, effort: Effort) -> Iterator[list[int]]:
    """The columns that it uses of those chosen, and of more in each round."""
    solver, basis = lp.backend("highs"), tuple[int, ...]()
    for _ in range(1 + _ROUNDS // len(program.row_lower)):
        claim = solver.solve(_part(program, chosen), effort, "simplex", basis).believable()
        if claim.values is None or claim.duals is None:
            return
        yield chosen[claim.values > ZERO].tolist()
        reduced = program.cost - _products(program, claim.duals)
        reduced[chosen] = 0
        better = np.flatnonzero(reduced < -ZERO)
        if not better.size:
            return
        added = better[np.argsort(reduced[better], kind="stable")][:_ADDED]
        chosen, basis = np.append(chosen, added), claim.basis


def _program(question: Question, generators: Generators, goal: Vector) -> LinearProgram:
    """The combination program at the question's prices, and without excess."""
    whole, count = linear.combination_program(generators), generators.count
    size = whole.starts[count]
    side, most = np.zeros(question.height), max(map(abs, goal.values()))
    side[list(goal)] = [value / most for value in goal.values()]
    prices = question.prices + question.prices[len(question.prices) - len(question.free) :]
    cost = np.array([price / generators.size(r) for r, price in enumerate(prices)])
    return LinearProgram(
        starts=whole.starts[: count + 1],
        indices=whole.indices[:size],
        values=whole.values[:size],
        row_lower=side,
        row_upper=side,
        lower=whole.lower[:count],
        cost=cost / cost.max(),
    )


def _part(program: LinearProgram, chosen: Integers) -> LinearProgram:
    """The program of some of the columns."""
    lengths = np.diff(program.starts)[chosen]
    starts = np.concatenate([[0], np.cumsum(lengths)])
    places = np.arange(starts[-1]) + np.repeat(program.starts[chosen] - starts[:-1], lengths)
    return replace(
        program,
        starts=starts,
        indices=program.indices[places],
        values=program.values[places],
        lower=program.lower[chosen],
        cost=program.cost[chosen],
    )


def _products(program: LinearProgram, duals: Floats) -> Floats:
    """The products of the duals and each column."""
    owner = np.repeat(np.arange(len(program.cost)), np.diff(program.starts))
    values = program.values * duals[program.indices]
    return np.bincount(owner, values, len(program.cost)).astype(np.float64)


def _generators(question: Question) -> Generators:
    made = summed(stored(question.images), np.array(question.places), question.height)
    negative = ({c: -value for c, value in vector.items()} for vector in question.free)
    return Generators(question.height, *made, (*question.others, *question.free, *negative))


def _signed(found: Combination, count: int, free: int) -> Combination:
    """The combination with the last columns, from `count` on, as negative weights of the free."""
    return Combination(
        {r if r < count else r - free: w if r < count else -w for r, w in found.weights.items()}
    )
