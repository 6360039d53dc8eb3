"""The few variables that a goal may be about, and ever more of them."""

from __future__ import annotations

from collections.abc import Iterator

from itip.entropy.groundset import Subset
from itip.prover.reduction.coordinates import Examined

_VARIABLES = 10  # of the largest neighbourhood


def neighbourhoods(examined: Examined) -> Iterator[Subset]:
    """The goal's variables; then also those of givens that have the fewest others; and so on.

    They end before they have many variables or all.
    """
    near = 0
    for goal in examined.problem.goals:
        for subset, _ in goal.expression.entropies:
            near |= subset
    while True:
        for block in examined.symmetries.blocks:
            near |= block if block & near else 0
        if near.bit_count() > _VARIABLES or near == examined.problem.ground.everything:
            return
        yield near
        wider = _wider(near, examined)
        if wider == near:
            return
        near = wider


def _wider(near: Subset, examined: Examined) -> Subset:
    known = examined.consequences
    causes = [x.cause for x in known.dependences] + [x.cause for x in known.independences]
    sets = [cause.measure.a | cause.measure.b | cause.measure.given for cause in causes]
    new = [s & ~near for s in sets if s & near and s & ~near]
    fewest = min(map(int.bit_count, new), default=0)
    for s in new:
        near |= s if s.bit_count() == fewest else 0
    return near
