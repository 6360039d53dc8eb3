"""Proofs by the copy lemma: by steps that are given, or that are sought."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from itip.entropy.expression import Problem
from itip.evidence import Counterexample, Direction, Proof
from itip.language.ast import CopyStep
from itip.prover.copies.fewer import fewer
from itip.prover.copies.proof import CopyPoint, posed, posed_in_mean, settled
from itip.prover.effort import Effort
from itip.prover.method import Method
from itip.prover.reduction.merging import alone, merge
from itip.prover.turns import in_turn

_FEWEST = 4  # variables: of three, there are no inequalities but Shannon's


def prove(
    problem: Problem,
    steps: Sequence[CopyStep],
    about: tuple[int, Direction],
    method: Method,
    effort: Effort,
) -> Proof | CopyPoint:
    """A goal, in one direction, proved by these copy steps; or a point against that.

    If need be, it is proved in the mean over exchanges of variables.
    """
    number, direction = about
    plain = posed(problem, number, steps, method, effort)
    found = settled(plain, direction)
    if isinstance(found, CopyPoint) and (mean := posed_in_mean(plain, method, effort)):
        better = settled(mean, direction)
        return better if isinstance(better, Proof) else found
    return found


def search(
    problem: Problem, found: Counterexample, method: Method, effort: Effort
) -> Iterator[Proof | None]:
    """A proof, in the end, of the goal that `found` violates, by copies that are sought.

    Each item is a step of the search; the last one, if it is not None, is the proof. It names at
    most `method.search.copies` copies. LimitReached where the effort ends.
    """
    about = found.goal, found.direction
    asked = [problem, fewer(problem, found)]
    sizes = [len(merge(alone(one, found.goal)[0])[0].ground) for one in asked]
    if sizes[0] < _FEWEST:
        return
    effort.note("copies that prove it are sought")
    from itip.prover.copies.seeking import steps_of  # noqa: PLC0415  numpy and a solver

    searched = asked[::-1] if _FEWEST <= sizes[1] < sizes[0] else asked[:1]
    most = method.search.copies
    for steps in in_turn(steps_of(one, found, most, effort) for one in searched):
        proof = prove(problem, steps, about, method, effort) if steps else None
        yield proof if isinstance(proof, Proof) else None
