"""From a problem to a verdict: everything found here is a proposal until the kernel accepts it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from itip import kernel
from itip.entropy.expression import Problem
from itip.entropy.translate import translate
from itip.errors import LimitReached
from itip.evidence import Contradiction, Counterexample, Evidence, problem_document
from itip.language import parse
from itip.language.ast import Statement
from itip.prover import shannon
from itip.prover.effort import Effort
from itip.prover.method import Method, Strategy
from itip.verdict import NotProvable, Proved, Unknown, Verdict, read


def prove(  # noqa: PLR0913  what a caller may choose, by name
    statement: str | Statement,
    *,
    given: Sequence[str] = (),
    definitions: Sequence[str] = (),
    solver: str = "auto",
    strategy: Strategy = "auto",
    reduce: bool = True,
    time_limit: float | None = None,
    memory_limit: float | None = None,
    notes: list[str] | None = None,
) -> Verdict:
    """Decide whether a statement follows from the Shannon inequalities and its givens.

    Args:
        statement: text in itip's language, or its syntax tree.
        given: further constraints, as texts.
        definitions: `let` definitions, as texts.
        solver: `auto`, `exact` (integers only), `highs`, or a solver that PuLP drives.
        strategy: how HiGHS solves a large program: whole, by the `simplex` or the `interior`
            point method, or `lazy`, with the inequalities that are violated; `auto` chooses.
        reduce: whether to look for a smaller problem with the same answer first.
        time_limit: seconds after which the verdict is `Unknown`.
        memory_limit: megabytes of this process beyond which the verdict is `Unknown`.
        notes: a list to which the steps are added, in words, as they are taken.

    Raises:
        ParseError: for text that is not in the language.
        BackendError: for a solver that is missing or broke.

    """
    effort = Effort.within(time_limit, memory_limit, notes)
    method = Method(solver, strategy, reduce)
    tree = parse(statement, given=given, definitions=definitions)
    try:
        problem = translate(tree)
    except LimitReached as limit:
        return Unknown(tree, None, str(limit))
    return prove_problem(tree, problem, method, effort)


def prove_problem(
    statement: Statement, problem: Problem, method: Method, effort: Effort
) -> Verdict:
    """The verdict on a problem that the statement poses."""
    try:
        return _checked(statement, problem, method, effort)
    except LimitReached as limit:
        return Unknown(statement, problem, str(limit))
    except MemoryError:
        return Unknown(statement, problem, "the memory of this machine is too small")


def recalled(statement: Statement, problem: Problem, data: bytes) -> Verdict | None:
    """The verdict by a document that was kept, if the kernel accepts it for this very problem.

    The document may be of another statement that means the same in coordinates.
    """
    words = {"claim": "", "given": [""] * len(statement.given)}
    try:
        document = kernel.load(data)
        if not isinstance(document, dict):
            return None
        document["statement"] = words
        checked = kernel.check(document)
        meant = kernel.read_problem(problem_document(problem), len(statement.given))
    except (kernel.Rejected, ValueError):
        return None
    return read(document, statement, problem) if checked.problem == meant else None


def _checked(statement: Statement, problem: Problem, method: Method, effort: Effort) -> Verdict:
    """A verdict that the kernel accepts as one on this very problem, or LimitReached."""
    try:
        meant = kernel.read_problem(problem_document(problem), len(statement.given))
    except (kernel.Rejected, ValueError) as reason:  # ValueError: of str(int), past 4300 digits
        raise LimitReached(f"the statement is too large for the kernel: {reason}") from None
    refusal: Exception | None = None
    for attempt in dict.fromkeys((method, replace(method, solver="exact"))):
        verdict = _verdict(statement, problem, _evidence(problem, attempt, effort))
        effort.note("the kernel checks the evidence")
        try:
            checked = kernel.check(verdict.certificate())
        except (kernel.Rejected, ValueError) as reason:
            refusal = reason
            continue
        if checked.problem == meant and checked.verdict == verdict.verdict:
            return verdict
    raise LimitReached(f"the kernel accepts no evidence that was found: {refusal}")


def _evidence(problem: Problem, method: Method, effort: Effort) -> tuple[Evidence, ...]:
    """All evidence; a limit that comes after a counterexample was found takes nothing from it."""
    found: list[Evidence] = []
    try:
        found.extend(shannon.decide(problem, method, effort))
    except LimitReached:
        if not any(isinstance(item, Counterexample) for item in found):
            raise
    return tuple(found)


def _verdict(
    statement: Statement, problem: Problem, evidence: tuple[Evidence, ...]
) -> Proved | NotProvable:
    proofs = tuple(e for e in evidence if not isinstance(e, Counterexample))
    if len(proofs) == len(evidence):
        return Proved(statement, problem, proofs)
    return NotProvable(
        statement, problem, tuple(e for e in evidence if not isinstance(e, Contradiction))
    )
