"""Verdicts and expansions as people read them, in blocks that are laid out elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from itip.entropy.expansion import Expansion
from itip.entropy.expression import Expression
from itip.entropy.translate import atoms, joint_entropies
from itip.evidence import Proof
from itip.language import show
from itip.language.ast import Statement
from itip.render import beyond, counterexample, proof, witness
from itip.render.blocks import Block, Line, Style, line
from itip.render.brief import brief
from itip.render.derivation.values import Form
from itip.verdict import Disproved, NotProvable, Proved, Unknown, Verdict, as_expected, message

_ATOM_VARIABLES = 12  # up to here the 2^n - 1 atoms are computed


def verdict(outcome: Verdict, *, form: Form = "auto", everything: bool = False) -> Iterator[Block]:
    """A verdict with its evidence: the derivation, or what violates it, or the limit."""
    blocks = _verdict(outcome, form=form, everything=everything)
    return blocks if everything else brief(blocks)


def _verdict(outcome: Verdict, *, form: Form, everything: bool) -> Iterator[Block]:
    yield from _statement(outcome.statement)
    yield line("")
    match outcome:
        case Proved():
            yield from _proved(outcome, form=form, everything=everything)
        case NotProvable():
            yield from counterexample.shown(outcome, everything=everything)
        case Disproved():
            yield from witness.shown(outcome)
        case Unknown(reason=reason):
            yield line(("unknown", "yellow"), f": {reason}.", hang=2)
    if outcome.statement.expect:
        yield line("")
        yield line(*_expectation(outcome), hang=2)


def _expectation(outcome: Verdict) -> tuple[str | tuple[str, Style], ...]:
    expected = f" (expect {outcome.statement.expect})."
    return (
        ("As expected", expected)
        if as_expected(outcome)
        else (("Not as expected", "yellow"), expected)
    )


def _statement(statement: Statement) -> Iterator[Block]:
    yield line((show(statement.claim), "bold"), hang=4)
    for given in statement.given:
        yield line(("  given ", "dim"), show(given), hang=8)
    for step in statement.copies:
        yield line(("  copy ", "dim"), show(step), hang=8)


def _proved(outcome: Proved, *, form: Form, everything: bool) -> Iterator[Block]:
    if outcome.vacuous:
        yield line(("shannon", "green"), ": ", ("the givens contradict each other", "yellow"),
                   ", so that everything follows from them.", hang=2)  # fmt: skip
    else:
        true = "true, " * (outcome.verdict != "linear")
        yield line((outcome.verdict, "green"), f": {true}{message(outcome)}.", hang=2)
    if form == "none":
        return
    yield from proof.shown(outcome, form=form, everything=everything)
    yield from _givens_used(outcome)
    yield from _found(outcome)


def _givens_used(outcome: Proved) -> Iterator[Block]:
    """The givens that clash; or what is not needed, of the givens and copies that are stated."""
    problem, statement = outcome.problem, outcome.statement
    used = {
        problem.givens[number].source
        for item in outcome.evidence
        for number, _ in item.givens
        if number < len(problem.givens)
    }
    used = used.union(*(beyond.supposed(item, problem) for item in _proofs(outcome)))
    unused = [show(given) for k, given in enumerate(statement.given) if k not in used]
    if statement.copies and all(item.steps != statement.copies for item in _proofs(outcome)):
        unused.append(f"copy {'; '.join(map(show, statement.copies))}")
    if outcome.vacuous:
        clash = [show(given) for k, given in enumerate(statement.given) if k in used]
        yield line("")
        yield line(("These clash: ", "yellow"), "; ".join(clash), hang=4)
    elif unused:
        yield line("")
        yield line(("Not needed: ", "dim"), "; ".join(unused), hang=4)


def _proofs(outcome: Proved) -> list[Proof]:
    return [item for item in outcome.evidence if isinstance(item, Proof)]


def _found(outcome: Proved) -> Iterator[Block]:
    """How a search for these copies is spared the next time."""
    steps = {item.steps for item in _proofs(outcome) if item.steps}
    if len(steps) == 1 and outcome.statement.copies not in steps:
        yield line("")
        stated = outcome.statement.copies
        how = "in place of those stated" if stated else "with the statement, or by --copy"
        yield line(("Found by a search: ", "dim"),
                   f"given {how}, these copies prove it without one.", hang=4)  # fmt: skip


def expansions(parts: Sequence[Expansion]) -> Iterator[Block]:
    """Each expression with its coordinates, and whether it is identically zero."""
    for k, part in enumerate(parts):
        if k:
            yield line("")
        sense = f" {part.sense} 0" if part.sense else ""
        yield line((show(part.written) + sense, "bold"), hang=4)
        yield line("")
        if part.expression:
            yield line("  in joint entropies:  ", show(joint_entropies(part.expression)), hang=6)
            yield line("  in I-measure atoms:  ", _atoms(part.expression), hang=6)
            yield line("")
        yield _identity(part)


def _atoms(expression: Expression) -> str:
    variables = len(expression.ground)
    if variables > _ATOM_VARIABLES:
        return f"not computed, as there are 2^{variables} - 1 of them"
    return show(atoms(expression))


def _identity(part: Expansion) -> Line:
    if part.expression:
        return line(("Not identically zero", "red" if part.sense == "=" else ""), ".")
    return line(("Identically zero", "green"), ": every joint entropy cancels.")
