"""Verdicts and expansions as people read them, in blocks that are laid out elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from itip.entropy.adjoining import extended
from itip.entropy.cone import Information
from itip.entropy.expansion import Expansion
from itip.entropy.expression import Expression, Problem
from itip.entropy.groundset import by_size
from itip.entropy.translate import atoms, joint_entropies, measure
from itip.evidence import Contradiction, Proof, named
from itip.language import show
from itip.language.ast import Linear, Statement, Term
from itip.render import beyond, counterexample, witness
from itip.render.blocks import Block, Derivation, Line, Style, line
from itip.render.brief import brief, listed
from itip.verdict import Disproved, NotProvable, Proved, Unknown, Verdict, as_expected, message

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
    for step in statement.copies:
        yield line(("  copy ", "dim"), show(step), hang=8)


def _proved(outcome: Proved, *, everything: bool) -> Iterator[Block]:
    if outcome.vacuous:
        yield line(("shannon", "green"), ": ", ("the givens contradict each other", "yellow"),
                   ", so that everything follows from them.", hang=2)  # fmt: skip
    else:
        true = "true, " * (outcome.verdict != "linear")
        yield line((outcome.verdict, "green"), f": {true}{message(outcome)}.", hang=2)
    told: list[list[Block]] = []
    for proof in outcome.evidence:
        if not _says_again(proof, outcome.evidence):
            yield line("")
            if isinstance(proof, Proof):
                made = list(beyond.made(proof, outcome.statement.copies))
                yield from made if made not in told else ()
                told.append(made)
            yield from _derivation(proof, outcome, everything=everything)
    yield from _givens_used(outcome)
    yield from _found(outcome)


def _proofs(outcome: Proved) -> list[Proof]:
    return [item for item in outcome.evidence if isinstance(item, Proof)]


def _derivation(
    proof: Proof | Contradiction, outcome: Proved, *, everything: bool
) -> Iterator[Block]:
    problem = outcome.problem
    match proof:
        case Contradiction(constant=constant):
            head = show(Linear((Term(-constant, None),)))
        case Proof(goal, direction):
            problem = extended(problem, proof.adjoined)
            written = problem.goals[goal].written
            head = show(written if direction == ">=" else -written)
    if proof.classes:
        yield from _averages(proof, problem, everything=everything)
    summands = list(_summands(proof, problem, outcome))
    hidden = 0 if everything else max(0, len(summands) - _TERMS)
    if summands:
        yield Derivation(head, tuple(summands[: len(summands) - hidden]))
    else:
        yield line(f"  {head} = 0 identically: every joint entropy cancels.", hang=6)
    if hidden:
        yield line(f"    ... and {hidden} more (--full shows them all)")
    if isinstance(proof, Proof) and proof.steps:
        yield from beyond.equalities(proof, problem)


def _averages(
    proof: Proof | Contradiction, problem: Problem, *, everything: bool
) -> Iterator[Block]:
    """What the terms of a proof stand for that was found up to exchanges of variables."""
    classes = " and of ".join(
        listed(problem.ground, groups, everything=everything) for groups in proof.classes
    )
    terms = "Each term but the givens" if proof.givens else "Each term"
    copied = isinstance(proof, Proof) and proof.steps
    copies = " Permuted so, they have copies of their own, by the same steps." if copied else ""
    yield line(f"{terms} stands for its average over all permutations of {classes}.{copies}")
    yield line("")


def _summands(
    proof: Proof | Contradiction, problem: Problem, outcome: Proved
) -> Iterator[tuple[str, str, Style]]:
    """Each summand, its reason and the style of that, over the problem with adjoined variables."""
    shannon = _together(proof.shannon)
    adjoined = proof.adjoined if isinstance(proof, Proof) else ()
    ground = named(proof, outcome.problem.ground) if isinstance(proof, Proof) else problem.ground
    if proof.classes:
        shannon.sort(key=lambda pair: by_size(pair[0].given))
    for term, weight in shannon:
        written = Linear((Term(Fraction(1), measure(ground, term)),))
        yield _weighted(weight, written), ">= 0", ""
    for number, weight in proof.givens:
        given = problem.givens[number]
        if number < len(outcome.problem.givens):
            why = f"given {show(outcome.statement.given[given.source])}"
        else:
            why = f"by {adjoined[given.source].rule}"
        reason = f"{given.sense} 0".rjust(4) + f"  {why}"
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
    """The givens that clash; or what is not needed, of the givens and copies that are stated."""
    problem, statement = outcome.problem, outcome.statement
    used = {
        problem.givens[number].source
        for proof in outcome.evidence
        for number, _ in proof.givens
        if number < len(problem.givens)
    }
    used = used.union(*(beyond.supposed(proof, problem) for proof in _proofs(outcome)))
    unused = [show(given) for k, given in enumerate(statement.given) if k not in used]
    if statement.copies and all(proof.steps != statement.copies for proof in _proofs(outcome)):
        unused.append(f"copy {'; '.join(map(show, statement.copies))}")
    if outcome.vacuous:
        clash = [show(given) for k, given in enumerate(statement.given) if k in used]
        yield line("")
        yield line(("These clash: ", "yellow"), "; ".join(clash), hang=4)
    elif unused:
        yield line("")
        yield line(("Not needed: ", "dim"), "; ".join(unused), hang=4)


def _found(outcome: Proved) -> Iterator[Block]:
    """How a search for these copies is spared the next time."""
    steps = {proof.steps for proof in _proofs(outcome) if proof.steps}
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
