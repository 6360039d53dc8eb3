"""Proofs by the copy lemma."""

from __future__ import annotations

from collections.abc import Sequence

from itip.entropy.copies import Step
from itip.entropy.expression import Problem
from itip.evidence import Direction, Proof
from itip.prover.copies.program import pose
from itip.prover.copies.proof import CopyPoint, settled
from itip.prover.effort import Effort
from itip.prover.method import Method


def prove(
    problem: Problem,
    steps: Sequence[Step],
    about: tuple[int, Direction],
    method: Method,
    effort: Effort,
) -> Proof | CopyPoint:
    """A goal, in one direction, proved by these copy steps; or a point against that."""
    from itip.prover.copies.settling import settler  # noqa: PLC0415  numpy and a solver

    program = pose(problem, steps, effort)
    return settled(program, settler(program, method, effort), *about)
