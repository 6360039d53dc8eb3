"""What is known of a statement in the end, with the evidence for it."""

from __future__ import annotations

from dataclasses import dataclass

from itip.documents import Json, evidence_document, problem_document, read_evidence
from itip.entropy.expression import Problem
from itip.evidence import Contradiction, Counterexample, Evidence, Proof, Witness
from itip.language import show
from itip.language.ast import Statement


@dataclass(frozen=True, slots=True)
class Proved:
    """The claim follows from the givens and Shannon's inequalities: `shannon`.

    Or, if these are used of copies too, or of variables by double Markov, `non-shannon`; and
    `linear`, if they are used of common information, so that it follows for linear random
    variables.
    """

    statement: Statement
    problem: Problem
    evidence: tuple[Proof | Contradiction, ...]

    @property
    def verdict(self) -> str:
        """The verdict's name."""
        used = self.used
        return "linear" if "common information" in used else "non-shannon" if used else "shannon"

    @property
    def used(self) -> tuple[str, ...]:
        """What the proofs use beside the Shannon inequalities: copies, rules that adjoin."""
        proofs = [item for item in self.evidence if isinstance(item, Proof)]
        rules = {variable.rule for proof in proofs for variable in proof.adjoined}
        return ("copies",) * any(proof.steps for proof in proofs) + tuple(sorted(rules))

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
    """`not-shannon`: it does not follow; some polymatroid satisfies the givens, not the claim.

    What was tried beyond Shannon's inequalities `in_vain` is told in sentences.
    """

    statement: Statement
    problem: Problem
    evidence: tuple[Proof | Counterexample, ...]
    in_vain: tuple[str, ...] = ()

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
class Disproved:
    """`false`: some random variables satisfy the givens, not the claim."""

    statement: Statement
    problem: Problem
    evidence: tuple[Proof | Counterexample | Witness, ...]

    @property
    def verdict(self) -> str:
        """The verdict's name."""
        return "false"

    @property
    def witness(self) -> Witness:
        """The first distribution that violates the claim."""
        return next(item for item in self.evidence if isinstance(item, Witness))

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


Decided = Proved | NotProvable | Disproved  # with evidence
Verdict = Decided | Unknown


_EXPECTED = {
    "": ("shannon", "non-shannon", "linear"),  # `linear` is found only where it is asked for
    "true": ("shannon", "non-shannon"),
    "unprovable": ("non-shannon", "linear", "false", "not-shannon"),
}


def as_expected(verdict: Verdict) -> bool:
    """Whether the verdict is as the statement expects; without `expect`, whether it is a proof."""
    return expects(verdict.statement, verdict.verdict)


def expects(statement: Statement, verdict: str) -> bool:
    """Whether a verdict of this name is as the statement expects."""
    expected = statement.expect or ""
    return verdict in _EXPECTED.get(expected, (expected,))


def message(verdict: Verdict) -> str:
    """What the verdict says, in a sentence."""
    givens = " and the givens" if verdict.statement.given else ""
    match verdict:
        case Proved() if verdict.vacuous:
            return "the givens contradict each other, so that everything follows from them"
        case Proved(used=used):
            return _following(used, givens)
        case NotProvable():
            return f"it does not follow from the Shannon inequalities{givens}"
        case Disproved(problem=problem):
            satisfying = " that satisfy the givens" if givens else ""
            what = "random variables" if problem.ground.names else "numbers"
            return f"{what}{satisfying} violate it"
        case Unknown(reason=reason):
            return reason


def _following(used: tuple[str, ...], givens: str) -> str:
    rules = [rule for rule in used if rule != "copies"]
    basis = ", ".join(["the Shannon inequalities" + " of copies" * ("copies" in used), *rules])
    if rules and not givens:
        basis = " and ".join(basis.rsplit(", ", 1))
    follows = f"it follows from {basis}{givens}"
    if "common information" in rules:
        return f"it holds of linear random variables: {follows}"
    if "double Markov" in rules:
        return f"{follows}: true of random variables, perhaps not of limits of their entropies"
    return follows


def document(verdict: Decided) -> Json:
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


def of_evidence(statement: Statement, problem: Problem, evidence: tuple[Evidence, ...]) -> Decided:
    """The verdict that the evidence is for: proofs alone, or also what refutes a goal."""
    proofs = tuple(item for item in evidence if isinstance(item, Proof | Contradiction))
    if len(proofs) == len(evidence):
        return Proved(statement, problem, proofs)
    others = tuple(item for item in evidence if not isinstance(item, Contradiction))
    rest = tuple(item for item in others if not isinstance(item, Witness))
    if len(rest) < len(others):
        return Disproved(statement, problem, others)
    return NotProvable(statement, problem, rest)


def read(document: Json, statement: Statement, problem: Problem) -> Decided:
    """The verdict that a document was made of, which the kernel accepts for this problem."""
    evidence = tuple(read_evidence(item, problem) for item in document["evidence"])
    return of_evidence(statement, problem, evidence)
