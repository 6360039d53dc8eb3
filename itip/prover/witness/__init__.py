"""Random variables that violate a goal: sought by many means, none of which is trusted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from itip.entropy.distribution import Distribution
from itip.entropy.expression import Problem
from itip.entropy.groundset import elements
from itip.evidence import Counterexample, Witness, directed
from itip.prover.effort import Effort
from itip.prover.reduction.merging import Merging, alone, merge
from itip.prover.turns import in_turn
from itip.prover.witness.bits import shared_bit

if TYPE_CHECKING:
    from itip.prover.witness.question import Found

_RANKED = 10  # variables up to which the polymatroid at hand may guide the search


def search(
    problem: Problem, found: Sequence[Counterexample], effort: Effort
) -> Iterator[Witness | None]:
    """Random variables that violate a goal that a polymatroid violates.

    Each item is what a strategy found. Where several goals are violated, each strategy is tried
    on all of them before the next. LimitReached where the effort ends.
    """
    return in_turn(_witnesses(problem, one, effort) for one in found)


def _witnesses(
    problem: Problem, found: Counterexample, effort: Effort
) -> Iterator[Witness | None]:
    """For each strategy, the random variables by which it refutes what a polymatroid violates."""
    one, _ = alone(problem, found.goal)
    goal = directed(one.goals[0], found.direction)
    small, merging = merge(replace(one, goals=(goal,)))
    for answer in _answers(small, _rank(found, merging), found.scalars, effort):
        yield answer and Witness(
            found.goal, found.direction, _spread(answer[0], merging), answer[1]
        )


def _answers(
    problem: Problem,
    rank: tuple[Fraction, ...] | None,
    values: tuple[Fraction, ...],
    effort: Effort,
) -> Iterator[Found | None]:
    """What each strategy finds that violates the one goal; numpy is imported after the first."""
    if not problem.scalars:
        bit = shared_bit(problem, effort)
        yield None if bit is None else (bit, ())
    from itip.prover.witness.question import Question  # noqa: PLC0415
    from itip.prover.witness.strategies import answers  # noqa: PLC0415

    yield from answers(Question.of(problem, rank, values), effort)


def _rank(found: Counterexample, merging: Merging) -> tuple[Fraction, ...] | None:
    """The polymatroid's values at the sets of the merged variables."""
    n = len(merging.blocks)
    if n > _RANKED:
        return None
    value = found.polymatroid.value
    return tuple(value(merging.union(subset)) for subset in range(1 << n))


def _spread(distribution: Distribution, merging: Merging) -> Distribution:
    """The distribution over the original variables: of a block, the first has the value.

    All others are constant, as are the variables that occur nowhere.
    """
    first = [elements(block)[0] for block in merging.blocks]
    outcomes = []
    for values, p in distribution.outcomes:
        spread: list[int | str] = [0] * len(merging.ground)
        for i, value in zip(first, values, strict=True):
            spread[i] = value
        outcomes.append((tuple(spread), p))
    return Distribution(merging.ground, tuple(outcomes))
