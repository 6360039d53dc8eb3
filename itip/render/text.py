"""Verdicts and expansions as people read them, in blocks that are laid out elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from itip.entropy.cone import Information
from itip.entropy.expansion import Expansion
from itip.entropy.expression import Expression, Problem
from itip.entropy.groundset import by_size
from itip.entropy.translate import atoms, joint_entropies, measure
from itip.evidence import Contradiction, Proof, named
from itip.language import show
from itip.language.ast import Linear, Statement, Term
from itip.render import counterexample, witness
from itip.render.blocks import Block, Derivation, Line, Style, line
from itip.render.brief import brief, listed
from itip.verdict import Disproved, NotProvable, Proved, Unknown, Verdict, as_expected

_TERMS = 24  # lines of a derivation shown unless all are asked for
_ATOM_VARIABLES = 12  # up to here the 2^n - 1 atoms are computed


def verdict(outcome: Verdict, *, everything: bool = False) -> Iterator[Block]:
    """A verdict with its evidence: the derivation, or what violates it, or the limit."""
    blocks = _verdict(outcome, everything=everything)
    return blocks if everything else brief(blocks)


def _verdict(outcome: Verdict, *, everything: bool) -> Iterator[Block]:
    yield from _statement(outcome.statement)
    yield line("")
    match outcome:
        case Proved():
            yield from _proved(outcome, everything=everything)
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


def _proved(outcome: Proved, *, everything: bool) -> Iterator[Block]:
    givens = len(outcome.statement.given)
    if outcome.vacuous:
        yield line(("shannon", "green"), ": ", ("the givens contradict each other", "yellow"),
                   ", so that everything follows from them.", hang=2)  # fmt: skip
    else:
        basis = "the Shannon inequalities"
        basis += " of random variables and their copies" * (outcome.verdict == "non-shannon")
        basis += " and the givens" * bool(givens)
        yield line((outcome.verdict, "green"), f": true, it follows from {basis}.", hang=2)
    for proof in outcome.evidence:
        if not _says_again(proof, outcome.evidence):
            yield line("")
            yield from _derivation(proof, outcome, everything=everything)
    yield from _givens_used(outcome)


def _derivation(
    proof: Proof | Contradiction, outcome: Proved, *, everything: bool
) -> Iterator[Block]:
    summands = list(_summands(proof, outcome.problem, outcome.statement))
    hidden = 0 if everything else max(0, len(summands) - _TERMS)
    if hidden:
        summands = summands[:_TERMS]
    match proof:
        case Contradiction(constant=constant):
            head = show(Linear((Term(-constant, None),)))
        case Proof(goal, direction):
            written = outcome.problem.goals[goal].written
            head = show(written if direction == ">=" else -written)
    if proof.classes:
        yield from _averages(proof, outcome.problem, everything=everything)
    if isinstance(proof, Proof) and proof.steps:
        yield from _copies(proof)
    if not summands:
        yield line(f"  {head} = 0 identically: every joint entropy cancels.", hang=6)
    else:
        yield Derivation(head, tuple(summands))
    if hidden:
        yield line(f"    ... and {hidden} more (--full shows them all)")


def _copies(proof: Proof) -> Iterator[Block]:
    """Which variables are copied over which, and how many equalities this gave."""
    for step in proof.steps:
        for block in step.blocks:
            for copied in block:
                base = ",".join(step.over) or "nothing"
                yield line(f"{copied.new} is a copy of {','.join(copied.of)} over {base}.", hang=2)
    many = len(proof.equalities)
    yield line(f"{many} equalities between joint entropies follow from this and are used.", hang=2)
    yield line("")


def _averages(
    proof: Proof | Contradiction, problem: Problem, *, everything: bool
) -> Iterator[Block]:
    """What the terms of a proof stand for that was found up to exchanges of variables."""
    classes = " and of ".join(
        listed(problem.ground, groups, everything=everything) for groups in proof.classes
    )
    terms = "Each term but the givens" if proof.givens else "Each term"
    yield line(f"{terms} stands for its average over all permutations of {classes}.")
    yield line("")


def _summands(
    proof: Proof | Contradiction, problem: Problem, statement: Statement
) -> Iterator[tuple[str, str, Style]]:
    shannon = _together(proof.shannon)
    ground = named(proof, problem.ground) if isinstance(proof, Proof) else problem.ground
    if proof.classes:
        shannon.sort(key=lambda pair: by_size(pair[0].given))
    for term, weight in shannon:
        written = Linear((Term(Fraction(1), measure(ground, term)),))
        yield _weighted(weight, written), ">= 0", ""
    for number, weight in proof.givens:
        given = problem.givens[number]
        reason = f"{given.sense} 0".rjust(4) + f"  given {show(statement.given[given.source])}"
        yield _weighted(weight, given.written), reason, "cyan"
    if isinstance(proof, Proof) and proof.constant:
        yield _weighted(proof.constant, Linear((Term(Fraction(1), None),))), ">= 0", ""


def _together(
    shannon: Sequence[tuple[Information, Fraction]],
) -> list[tuple[Information, Fraction]]:
    """The terms without what a or b has in common with the given, those that are one added up."""
    first: dict[tuple[int, int, int], Information] = {}
    total: dict[tuple[int, int, int], Fraction] = {}
    for term, weight in shannon:
        a, b = term.a & ~term.given, term.b & ~term.given
        if not (a and b):
            continue
        key = (min(a, b), max(a, b), term.given)
        first.setdefault(key, Information(a, b, term.given))
        total[key] = total.get(key, Fraction(0)) + weight
    return [(term, total[key]) for key, term in first.items()]


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


def _says_again(proof: Proof | Contradiction, evidence: tuple[Proof | Contradiction, ...]) -> bool:
    """Whether a `<=` proof is its `>=` proof negated, as where only equalities were used."""
    if not isinstance(proof, Proof) or proof.direction == ">=":
        return False
    negated = tuple((given, -weight) for given, weight in proof.givens)
    return not proof.shannon and any(
        isinstance(other, Proof)
        and (other.goal, other.direction) == (proof.goal, ">=")
        and not other.shannon
        and other.givens == negated
        for other in evidence
    )


def _givens_used(outcome: Proved) -> Iterator[Block]:
    used = {
        outcome.problem.givens[number].source
        for proof in outcome.evidence
        for number, _ in proof.givens
    }
    given = outcome.statement.given
    unused = [show(constraint) for k, constraint in enumerate(given) if k not in used]
    if outcome.vacuous:
        clash = [show(constraint) for k, constraint in enumerate(given) if k in used]
        yield line("")
        yield line(("These clash: ", "yellow"), "; ".join(clash), hang=4)
    elif unused:
        yield line("")
        yield line(("Not needed: ", "dim"), "; ".join(unused), hang=4)


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
