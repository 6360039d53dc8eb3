"""A goal proved after copy steps as a sum of few measures of the named variables."""

from __future__ import annotations

from collections.abc import Sequence

from itip.entropy.cone import Information
from itip.entropy.copies import Copies
from itip.entropy.expression import Problem
from itip.entropy.groundset import Subset
from itip.evidence import Proof
from itip.prover.copies.merging import merged
from itip.prover.copies.program import CopyProgram, pose
from itip.prover.copies.proof import Posed, settled
from itip.prover.copies.settling import Settler
from itip.prover.effort import Effort
from itip.prover.shortening.forced import widened
from itip.prover.shortening.question import Question, asked, family
from itip.prover.shortening.settling import few


def remade(problem: Problem, old: Proof, effort: Effort) -> Proof:
    """A proof of few terms of the same by the same steps; LimitReached if none is found."""
    small = merged(problem, Copies.of(problem.ground, old.steps), old.goal)
    program = pose(small.problem, small.copies, effort)
    question = _question(program, [_met(small.named, term) for term, _ in old.shannon])
    settler = Settler(
        lambda goal: few(question, goal, effort), len(question.pairs), question.measure
    )
    found = settled(Posed(old.goal, old.steps, small, program, settler), old.direction)
    assert isinstance(found, Proof)  # whatever settles it is a combination
    return found


def _met(named: Sequence[Subset], term: Information) -> Information:
    """The measure of the small problem's variables of which a measure's sets have a part."""
    parts = (term.a, term.b, term.given)
    return Information(*(sum(1 << k for k, s in enumerate(named) if s & part) for part in parts))


def _question(program: CopyProgram, known: Sequence[Information]) -> Question:
    """What the goal is to be made of: measures of all named variables, if they are few."""
    constraints = (*program.problem.goals, *program.problem.givens)
    said = {s for one in constraints for s, _ in one.expression.entropies}
    chosen = family(len(program.copies.ground), known, said, ())
    question = asked(
        chosen,
        (program.sets[s] for s in chosen),
        others=program.others,
        free=program.free,
        height=program.height,
        familiar=said,
        known=known,
    )
    givens = (program.problem.givens[k].expression for k in program.givens)
    stated = list(zip(givens, program.scales, strict=True))
    return widened(question, stated, program.copies.ground.everything)
