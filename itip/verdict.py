"""What is known of a statement in the end, and the evidence for it."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

from itip.entropy.cone import Information, Polymatroid, SymmetricPolymatroid
from itip.entropy.expression import Constraint, Expression, Problem
from itip.entropy.groundset import GroundSet, Subset
from itip.language import show
from itip.language.ast import Statement

Direction = Literal[">=", "<="]
Classes = tuple[tuple[Subset, ...], ...]  # of each class its groups, which may be exchanged
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Proof:
    """The goal (`>=`), or minus the goal (`<=`), as a sum that cannot be negative.

    goal = sum of weight * information + sum of weight * given + constant, identically; weights of
    `=` givens may have any sign, all others and the constant are >= 0. With `classes`, of groups
    of variables, this holds for the means over all exchanges of groups within their classes, none
    of which changes goal - givens - constant.
    """

    goal: int
    direction: Direction
    shannon: tuple[tuple[Information, Fraction], ...]
    givens: tuple[tuple[int, Fraction], ...]
    constant: Fraction
    classes: Classes = ()


@dataclass(frozen=True, slots=True)
class Contradiction:
    """0 = sum of weight * information + sum of weight * given + constant, with constant > 0.

    No polymatroid, and so no random variables, satisfy the givens: everything follows from them.
    Of `classes` the same is true as in a proof.
    """

    shannon: tuple[tuple[Information, Fraction], ...]
    givens: tuple[tuple[int, Fraction], ...]
    constant: Fraction
    classes: Classes = ()


@dataclass(frozen=True, slots=True)
class Counterexample:
    """A polymatroid, with values of the scalars, that satisfies all givens and violates a goal."""

    goal: int
    direction: Direction
    polymatroid: Polymatroid | SymmetricPolymatroid
    scalars: tuple[Fraction, ...]


Evidence = Proof | Contradiction | Counterexample


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
        return isinstance(self.evidence[0], Contradiction)

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

_EXPECTED = {
    "true": ("shannon", "non-shannon"),
    "unprovable": ("non-shannon", "false", "not-shannon"),
}


def as_expected(verdict: Verdict) -> bool:
    """Whether the verdict is as the statement expects; if it expects none, whether it is true."""
    expected = verdict.statement.expect or "true"
    return verdict.verdict in _EXPECTED.get(expected, (expected,))


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
        "evidence": [_evidence(item, problem) for item in verdict.evidence],
    }


def problem_document(problem: Problem) -> Json:
    """The problem in coordinates, as the certificate states it."""
    return {
        "variables": list(problem.ground.names),
        "scalars": list(problem.scalars),
        "goals": [_constraint(goal) for goal in problem.goals],
        "givens": [_constraint(given) | {"source": given.source} for given in problem.givens],
    }


def _constraint(constraint: Constraint) -> Json:
    return {"terms": terms(constraint.expression), "sense": constraint.sense}


def terms(expression: Expression) -> list[list[Any]]:
    """An expression as the certificate states it: [coordinate, coefficient] pairs."""
    ground = expression.ground
    pairs: list[list[Any]] = [[_names(ground, s), str(c)] for s, c in expression.entropies]
    pairs += [[scalar, str(d)] for scalar, d in expression.scalars]
    return pairs + [["", str(expression.constant)]] * bool(expression.constant)


def _names(ground: GroundSet, subset: Subset) -> list[str]:
    return list(ground.members(subset))


def _evidence(item: Evidence, problem: Problem) -> Json:
    ground = problem.ground
    match item:
        case Proof(goal, direction):
            head = {"kind": "proof", "goal": goal, "direction": direction}
            return head | _sum(item, ground)
        case Contradiction():
            return {"kind": "contradiction"} | _sum(item, ground)
        case Counterexample(goal, direction, polymatroid, scalars):
            values = {r: str(v) for r, v in zip(problem.scalars, scalars, strict=True)}
            head = {"kind": "polymatroid", "goal": goal, "direction": direction}
            return head | _rank(polymatroid) | {"scalars": values}


def _rank(polymatroid: Polymatroid | SymmetricPolymatroid) -> Json:
    ground = polymatroid.ground
    match polymatroid:
        case Polymatroid(rank=rank):
            values = {",".join(ground.members(s)): str(v) for s, v in enumerate(rank) if s}
            return {"rank": values}
        case SymmetricPolymatroid(classes=classes, rank=pairs):
            values = {",".join(map(str, counts)): str(v) for counts, v in pairs}
            return _classes(classes, ground) | {"rank": values}


def _classes(classes: Classes, ground: GroundSet) -> Json:
    names = [[_names(ground, group) for group in groups] for groups in classes]
    return {"classes": names} if names else {}


def _sum(item: Proof | Contradiction, ground: GroundSet) -> Json:
    return _classes(item.classes, ground) | {
        "shannon": [
            {
                "a": _names(ground, term.a),
                "b": _names(ground, term.b),
                "given": _names(ground, term.given),
                "weight": str(weight),
            }
            for term, weight in item.shannon
        ],
        "givens": [{"given": given, "weight": str(weight)} for given, weight in item.givens],
        "constant": str(item.constant),
    }
