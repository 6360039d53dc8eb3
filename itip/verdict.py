"""What is known of a statement in the end, with the evidence for it."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from itip.entropy.expression import Expression, Problem
from itip.entropy.translate import expand
from itip.evidence import (
    Contradiction,
    Counterexample,
    Json,
    Proof,
    evidence_document,
    problem_document,
    read_evidence,
)
from itip.language import show
from itip.language.ast import Linear, Relation, Statement


@dataclass(frozen=True, slots=True)
class Proved:
    """`shannon`: the claim follows from the Shannon inequalities and the givens."""

    statement: Statement
    problem: Problem
    evidence: tuple[Proof | Contradiction, ...]

    @property
    def verdict(self) -> str:
        """The verdict's name."""
        return "shannon"

    @property
    def proof(self) -> tuple[Proof | Contradiction, ...]:
        """One proof for each goal and direction, or the contradiction of the givens."""
        return self.evidence

    @property
    def vacuous(self) -> bool:
        """Whether the givens contradict each other, so that everything follows from them."""
        return any(isinstance(item, Contradiction) for item in self.evidence)

    def certificate(self) -> Json:
        """The document that `itip verify` and the kernel check."""
        return document(self)


@dataclass(frozen=True, slots=True)
class NotProvable:
    """`not-shannon`: it does not follow; some polymatroid satisfies the givens, not the claim."""

    statement: Statement
    problem: Problem
    evidence: tuple[Proof | Counterexample, ...]

    @property
    def verdict(self) -> str:
        """The verdict's name."""
        return "not-shannon"

    @property
    def counterexample(self) -> Counterexample:
        """The first counterexample."""
        return next(item for item in self.evidence if isinstance(item, Counterexample))

    def certificate(self) -> Json:
        """The document that `itip verify` and the kernel check."""
        return document(self)


@dataclass(frozen=True, slots=True)
class Unknown:
    """`unknown`: a limit came first; `reason` says which, in a sentence."""

    statement: Statement
    problem: Problem | None
    reason: str

    @property
    def verdict(self) -> str:
        """The verdict's name."""
        return "unknown"


Verdict = Proved | NotProvable | Unknown


@dataclass(frozen=True, slots=True)
class Violation:
    """The values at a counterexample of the two sides of a relation, or of what should be 0."""

    sides: tuple[tuple[Linear, Fraction], ...]
    sign: str

    @property
    def equations(self) -> list[tuple[str, str]]:
        """The sides and their values, in text, but for sides that are numbers."""
        shown = ((show(side), str(value)) for side, value in self.sides)
        return [(side, value) for side, value in shown if side != value]

    @property
    def comparison(self) -> str:
        """That the relation does not hold of the values; "" where there is one side only."""
        if len(self.sides) == 1:
            return ""
        (_, left), (_, right) = self.sides
        return f"{left} {self.sign} {right} does not hold"

    @property
    def rows(self) -> tuple[str, ...]:
        """All of it, in lines."""
        equations = (f"{side} = {value}" for side, value in self.equations)
        return (*equations, *filter(None, (self.comparison,)))


def violation(verdict: NotProvable) -> Violation:
    """What the counterexample makes of the part of the claim that it violates."""
    claim, problem, found = verdict.statement.claim, verdict.problem, verdict.counterexample
    if isinstance(claim, Relation):
        sides = claim.sides[found.goal : found.goal + 2]
        expressions = [expand(side, problem.ground) for side in sides]
        sign = claim.signs[found.goal]
    else:
        goal = problem.goals[found.goal]
        sides, expressions, sign = (goal.written,), [goal.expression], "="
    values = (_value(expression, problem, found) for expression in expressions)
    return Violation(tuple(zip(sides, values, strict=True)), sign)


def _value(expression: Expression, problem: Problem, found: Counterexample) -> Fraction:
    scalars = dict(zip(problem.scalars, found.scalars, strict=True))
    rank = {s: found.polymatroid.value(s) for s, _ in expression.entropies}
    return expression.value(rank, scalars)


_EXPECTED = {
    "true": ("shannon", "non-shannon"),
    "unprovable": ("non-shannon", "false", "not-shannon"),
}


def as_expected(verdict: Verdict) -> bool:
    """Whether the verdict is as the statement expects; if it expects none, whether it is true."""
    expected = verdict.statement.expect or "true"
    return verdict.verdict in _EXPECTED.get(expected, (expected,))


def message(verdict: Verdict) -> str:
    """What the verdict says, in a sentence."""
    givens = " and the givens" if verdict.statement.given else ""
    match verdict:
        case Proved() if verdict.vacuous:
            return "the givens contradict each other, so that everything follows from them"
        case Proved():
            return f"it follows from the Shannon inequalities{givens}"
        case NotProvable():
            return f"it does not follow from the Shannon inequalities{givens}"
        case Unknown(reason=reason):
            return reason


def document(verdict: Proved | NotProvable) -> Json:
    """The certificate document (docs/certificate.md) of a verdict, as JSON values."""
    statement, problem = verdict.statement, verdict.problem
    return {
        "format": "itip-certificate",
        "version": 1,
        "statement": {
            "claim": show(statement.claim),
            "given": [show(given) for given in statement.given],
        },
        "problem": problem_document(problem),
        "verdict": verdict.verdict,
        "evidence": [evidence_document(item, problem) for item in verdict.evidence],
    }


def read(document: Json, statement: Statement, problem: Problem) -> Proved | NotProvable:
    """The verdict that a document was made of, which the kernel accepts for this problem."""
    evidence = tuple(read_evidence(item, problem) for item in document["evidence"])
    if document["verdict"] == "shannon":
        proofs = tuple(item for item in evidence if not isinstance(item, Counterexample))
        return Proved(statement, problem, proofs)
    others = tuple(item for item in evidence if not isinstance(item, Contradiction))
    return NotProvable(statement, problem, others)
