"""Verdicts and expansions as people read them, in blocks that are laid out elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from itip.entropy.expansion import Expansion
from itip.entropy.expression import Expression, Problem
from itip.entropy.groundset import by_size
from itip.entropy.translate import atom, atoms, expand, joint_entropies, measure
from itip.language import show
from itip.language.ast import Linear, Measure, Relation, Statement, Term
from itip.render.blocks import Block, Derivation, Grid, Line, Style, line
from itip.verdict import (
    Contradiction,
    Counterexample,
    NotProvable,
    Proof,
    Proved,
    Unknown,
    Verdict,
    as_expected,
)

_TERMS = 24  # lines of a derivation shown unless all are asked for
_TABLE_VARIABLES = 5  # up to here a polymatroid is shown whole
_ATOM_VARIABLES = 12  # up to here the 2^n - 1 atoms are computed
_ENTROPIC_VARIABLES = 3  # up to here every polymatroid is a limit of entropic ones


def verdict(outcome: Verdict, *, everything: bool = False) -> Iterator[Block]:
    """A verdict with its evidence: the derivation, or the counterexample, or the limit."""
    yield from _statement(outcome.statement)
    yield line("")
    match outcome:
        case Proved():
            yield from _proved(outcome, everything=everything)
        case NotProvable():
            yield from _not_provable(outcome, everything=everything)
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
        basis = "the Shannon inequalities and the givens" if givens else "the Shannon inequalities"
        yield line(("shannon", "green"), f": true, it follows from {basis}.", hang=2)
    for proof in outcome.evidence:
        if not _says_again(proof, outcome.evidence):
            yield line("")
            yield from _derivation(proof, outcome, everything=everything)
    yield from _givens_used(outcome)


def _derivation(
    proof: Proof | Contradiction, outcome: Proved | NotProvable, *, everything: bool
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
    if not summands:
        yield line(f"  {head} = 0 identically: every joint entropy cancels.", hang=6)
    else:
        yield Derivation(head, tuple(summands))
    if hidden:
        yield line(f"    ... and {hidden} more (--full shows them all)")


def _summands(
    proof: Proof | Contradiction, problem: Problem, statement: Statement
) -> Iterator[tuple[str, str, Style]]:
    for term, weight in proof.shannon:
        written = Linear((Term(Fraction(1), measure(problem.ground, term)),))
        yield _weighted(weight, written), ">= 0", ""
    for number, weight in proof.givens:
        given = problem.givens[number]
        reason = f"{given.sense} 0".rjust(4) + f"  given {show(statement.given[given.source])}"
        yield _weighted(weight, given.written), reason, "cyan"
    if isinstance(proof, Proof) and proof.constant:
        yield _weighted(proof.constant, Linear((Term(Fraction(1), None),))), ">= 0", ""


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


def _not_provable(outcome: NotProvable, *, everything: bool) -> Iterator[Block]:
    found = outcome.counterexample
    givens = outcome.statement.given
    basis = "the Shannon inequalities and the givens" if givens else "the Shannon inequalities"
    yield line(("not-shannon", "red"), f": it does not follow from {basis}.", hang=2)
    yield line("")
    violate = "satisfies the givens and violates" if givens else "violates"
    yield line(f"This polymatroid {violate} it:")
    yield line("")
    yield from _violation(outcome, found)
    for table in _tables(outcome.problem, found, everything=everything):
        if table.entries:
            yield line("")
            yield table
    yield line("")
    yield line(_meaning(outcome))


def _violation(outcome: NotProvable, found: Counterexample) -> Iterator[Block]:
    """The two sides' values, in the user's own terms."""
    claim, problem = outcome.statement.claim, outcome.problem
    if isinstance(claim, Relation):
        left, right = claim.sides[found.goal : found.goal + 2]
        sign = claim.signs[found.goal]
        values = [_value(expand(side, problem.ground), problem, found) for side in (left, right)]
        for side, value in zip((left, right), values, strict=True):
            if show(side) != str(value):
                yield line(f"  {show(side)} = ", (str(value), "bold"), hang=6)
        yield line(f"  {values[0]} {sign} {values[1]} does not hold", hang=6)
    else:
        goal = problem.goals[found.goal]
        value = _value(goal.expression, problem, found)
        yield line(f"  {show(goal.written)} = ", (str(value), "bold"), ", not 0", hang=6)


def _value(expression: Expression, problem: Problem, found: Counterexample) -> Fraction:
    scalars = dict(zip(problem.scalars, found.scalars, strict=True))
    return expression.value(dict(enumerate(found.polymatroid.rank)), scalars)


def _tables(problem: Problem, found: Counterexample, *, everything: bool) -> Iterator[Grid]:
    ground, rank = problem.ground, found.polymatroid.rank
    whole = everything or len(ground) <= _TABLE_VARIABLES
    subsets: Iterable[int] = range(1, len(rank))
    if not whole:
        subsets = {s for c in (*problem.goals, *problem.givens) for s, _ in c.expression.entropies}
    title = "Joint entropies" if whole else "Joint entropies that occur (--full shows all)"
    chosen = sorted(subsets, key=by_size)
    entries = ((show(Measure((ground.members(s),))), str(rank[s])) for s in chosen)
    yield Grid(f"{title}, in bits", tuple(entries))
    if whole:
        measured = sorted(found.polymatroid.atoms(), key=lambda pair: by_size(pair[0]))
        shown = ((show(atom(ground, s)), str(value)) for s, value in measured)
        yield Grid("I-measure: these atoms, all others are 0", tuple(shown))
    values = map(str, found.scalars)
    yield Grid("Scalars", tuple(zip(problem.scalars, values, strict=True)))


def _meaning(outcome: NotProvable) -> str:
    if not outcome.problem.ground.names:
        return "No random variables occur in it: it is false."
    if not any(outcome.counterexample.polymatroid.rank):
        return "Constants have these entropies, so random variables violate it: it is false."
    if len(outcome.problem.ground) <= _ENTROPIC_VARIABLES and not outcome.statement.given:
        return (
            "With at most three variables every polymatroid is a limit of entropies of random "
            "variables (Zhang and Yeung 1997), so some random variables violate it too: "
            "it is false."
        )
    return (
        "This does not by itself make it false: not every polymatroid comes from random "
        "variables. It says that no proof by Shannon's inequalities exists."
    )


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
