"""A problem to copy steps that, floats claim, prove a goal of it.

Three searches take turns, of which each has its own norm: to one of them, states may be alike
that another tells apart. Two of them use only inequalities that are equalities at some laws at
which the goal is 0, if there are any: a proof can use no others. The third uses all.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain

from itip.entropy.expression import Problem
from itip.evidence import Counterexample
from itip.language.ast import CopyStep
from itip.prover.copies.beam import Beam, Round
from itip.prover.copies.linear import Laws
from itip.prover.copies.scoring import norms
from itip.prover.copies.sought import Sought
from itip.prover.effort import Effort
from itip.prover.turns import in_turn

_VARIABLES = 9  # of a problem for which copies are sought

_QUICK: tuple[Round, ...] = (
    (0, 1, "single", "violated"), (0, 1, "group", "violated"), (0, 1, "single", "stuck"),
    (1, 1, "single", "violated"), (1, 1, "group", "violated"), (2, 2, "single", "violated"),
    (1, 9, "single", "violated"), (1, 9, "single", "stuck"), (2, 6, "single", "violated"),
)  # fmt: skip
_LONG: tuple[Round, ...] = (
    *_QUICK,
    (2, 1, "single", "stuck"), (1, 9, "group", "violated"), (2, 6, "single", "violated"),
    (2, 4, "group", "violated"), (1, 9, "group", "stuck"), (2, 3, "single", "stuck"),
    (2, 6, "single", "violated"), (2, 6, "single", "stuck"), (2, 6, "group", "violated"),
    (3, 1, "single", "violated"), (3, 1, "group", "violated"),
    (2, 12, "single", "violated"), (2, 12, "single", "stuck"), (2, 3, "group", "stuck"),
    (2, 24, "single", "violated"), (2, 12, "group", "violated"), (2, 20, "single", "stuck"),
    (2, 6, "group", "stuck"), (3, 3, "group", "violated"), (2, 36, "single", "violated"),
    (2, 24, "group", "violated"), (2, 28, "single", "stuck"), (2, 12, "group", "stuck"),
    (1, 9, "pair", "violated"), (1, 9, "pair", "stuck"), (0, 1, "group", "stuck"),
    (0, 1, "pair", "stuck"),
    (2, 40, "single", "stuck"), (2, 20, "group", "stuck"), (2, 12, "single", "rest"),
    (2, 6, "group", "rest"), (2, 99, "single", "violated"), (2, 48, "group", "violated"),
    (2, 60, "single", "stuck"), (3, 3, "single", "violated"), (3, 3, "single", "stuck"),
    (2, 99, "single", "stuck"), (2, 40, "group", "stuck"), (2, 40, "single", "rest"),
    (2, 40, "group", "rest"), (3, 9, "single", "violated"), (3, 9, "group", "violated"),
    (3, 9, "single", "stuck"), (3, 9, "group", "stuck"), (4, 9, "single", "violated"),
    (2, 999, "single", "stuck"), (2, 999, "group", "stuck"),
)  # fmt: skip


def steps_of(
    problem: Problem, found: Counterexample, most: int, effort: Effort
) -> Iterator[tuple[CopyStep, ...] | None]:
    """Steps that are claimed to prove the goal that `found` violates, once for each such claim.

    Each item is a short step of the search, most of them None. At most so many variables are
    copied. LimitReached where the effort ends.
    """
    sought = Sought.of(problem, found)
    if sought is None or not 1 < sought.n <= _VARIABLES:
        return
    beams = [Beam(sought, norm, most, effort) for norm in norms(sought)]
    if len(sought.laws.vectors):
        plain = replace(sought, laws=Laws.none(sought.n))
        beams.append(Beam(plain, norms(plain)[0], most, effort))
    claimed = set()
    for steps in chain(beams[0].claims(_QUICK), in_turn([beam.claims(_LONG) for beam in beams])):
        new = steps is not None and steps not in claimed
        claimed.add(steps)
        yield sought.written(steps) if new and steps else None
