"""Proofs in blocks: chains and sums, and what is said of copies and adjoined variables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from itip.entropy.adjoining import extended
from itip.entropy.expression import Problem
from itip.evidence import Contradiction, Proof
from itip.language import show
from itip.language.ast import Constraint, Linear, Relation, Term
from itip.render import beyond
from itip.render.blocks import Block, Steps, Style, Summands, line
from itip.render.brief import cited, listed
from itip.render.derivation.deriving import derivations
from itip.render.derivation.values import COPIES, Chain, Derivation, Form, Identity, Part, Step
from itip.verdict import Proved

_TERMS = 24  # lines of a derivation shown unless all are asked for


def shown(outcome: Proved, *, form: Form = "auto", everything: bool = False) -> Iterator[Block]:
    """The derivations of a verdict, without the statement."""
    told: list[list[Block]] = []
    names = cited(outcome.statement.given, everything=everything)
    for proof, derivation in derivations(outcome, form):
        yield line("")
        if isinstance(proof, Proof):
            made = list(beyond.made(proof, outcome.statement.copies))
            yield from made if made not in told else ()
            told.append(made)
        if proof.classes:
            yield line(_averages(proof, outcome.problem, everything=everything))
            yield line("")
        yield from _derivation(derivation, names, everything=everything)
        if isinstance(proof, Proof) and proof.steps:
            chained = isinstance(derivation, Chain)
            problem = extended(outcome.problem, proof.adjoined)
            yield from beyond.equalities(proof, problem, chained=chained)


def _averages(proof: Proof | Contradiction, problem: Problem, *, everything: bool) -> str:
    ground = problem.ground
    classes = (listed(ground, groups, everything=everything) for groups in proof.classes)
    return beyond.averages(proof, classes)


def _derivation(
    derivation: Derivation, names: Mapping[Constraint, Constraint], *, everything: bool
) -> Iterator[Block]:
    match derivation:
        case Chain(start, steps):
            count = len(steps)
            shown = count if everything else _TERMS
            yield Steps(show(start), tuple(_step(step, names) for step in steps[:shown]))
        case Identity(left, ()):
            count = shown = 0
            yield line(f"  {show(left)} = 0 identically: every joint entropy cancels.", hang=6)
        case Identity(left, parts):
            count = len(parts)
            shown = count if everything else _TERMS
            yield Summands(show(left), tuple(_summand(part, names) for part in parts[:shown]))
    if count > shown:
        yield line(f"    ... and {count - shown} more (--full shows them all)")


def _step(step: Step, names: Mapping[Constraint, Constraint]) -> tuple[str, str, str, Style]:
    """A sign, the expression after it, the reason, and the style of that."""
    match step.by:
        case None:
            reason = "[identically]"
        case Part(by=by) if by == COPIES:
            reason = "[by these copies]"
        case Part(said=said, by=by):
            why = f", {_why(by, said, names)}" if by else ""
            reason = f"[{show(said)}{why}]"
    given = step.by is not None and step.by.by != ""
    return step.sign, show(step.to), reason, "cyan" if given else ""


def _why(by: Constraint | str, said: Relation, names: Mapping[Constraint, Constraint]) -> str:
    match by:
        case str(rule):
            return f"by {rule}"
        case constraint:
            return "given" if constraint == said else f"given {show(names[constraint])}"


def _summand(part: Part, names: Mapping[Constraint, Constraint]) -> tuple[str, str, Style]:
    """A signed summand, its reason, and the style of that."""
    written = _weighted(part.weight, part.written)
    if not part.by:
        return written, ">= 0", ""
    zero = Relation((part.written, Linear((Term(Fraction(0), None),))), (part.sense,))
    return written, f"{part.sense} 0".rjust(4) + f"  {_why(part.by, zero, names)}", "cyan"


def _weighted(weight: Fraction, written: Linear) -> str:
    """A signed summand: `+ 2 I(X;Y)`, `- (H(X) - 1)`."""
    sign = "-" if weight < 0 else "+"
    size = abs(weight)
    if len(written.terms) == 1:
        (term,) = written.terms
        if term.coefficient > 0:
            return f"{sign} {show(Linear((Term(size * term.coefficient, term.quantity),)))}"
    factor = "" if size == 1 else f"{size} "
    return f"{sign} {factor}({show(written)})"
