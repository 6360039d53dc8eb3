"""A problem to one about fewer variables: copies that prove its goal may prove the whole one."""

from __future__ import annotations

from dataclasses import replace

from itip.entropy.expression import Problem
from itip.evidence import Counterexample
from itip.prover.reduction.merging import restricted, variables


def fewer(problem: Problem, found: Counterexample) -> Problem:
    """The goal that `found` violates, and those givens that are about its variables alone.

    What is constant in the polymatroid is constant here, so that it violates this goal too.
    """
    names = range(len(problem.ground))
    kept = sum(1 << i for i in names if found.polymatroid.value(1 << i))
    goal = restricted(problem.goals[found.goal], kept)
    near = variables(goal)
    givens = (restricted(given, kept) for given in problem.givens)
    about = tuple(g for g in givens if g.expression and not variables(g) & ~near)
    goals = (*problem.goals[: found.goal], goal, *problem.goals[found.goal + 1 :])
    return replace(problem, goals=goals, givens=about)
