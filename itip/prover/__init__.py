"""From a problem to a verdict: everything found here is a proposal until the kernel accepts it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from itip import kernel
from itip.entropy.distribution import Distribution
from itip.entropy.expression import Problem
from itip.entropy.translate import translate
from itip.errors import LimitReached
from itip.evidence import Counterexample, Evidence, problem_document
from itip.language import parse
from itip.language.ast import Statement
from itip.prover import shannon
from itip.prover.effort import Effort
from itip.prover.method import Method, Strategy, searching
from itip.verdict import Disproved, NotProvable, Proved, Unknown, Verdict, of_evidence, read


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
    witness: bool = True,
    notes: list[str] | None = None,
) -> Verdict:
    """Decide whether a statement follows from Shannon's inequalities and its givens, or is false.

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
        witness: whether to look for random variables that violate what has no proof: until the
            time limit, or, without one, for a few seconds.
        notes: a list to which the steps are added, in words, as they are taken.

    Raises:
        ParseError: for text that is not in the language.
        BackendError: for a solver that is missing or broke.

    """
    effort = Effort.within(time_limit, memory_limit, notes)
    method = Method(solver, strategy, reduce, searching(time_limit, witness=witness))
    tree = parse(statement, given=given, definitions=definitions)
    try:
        problem = translate(tree)
    except LimitReached as limit:
        return Unknown(tree, None, str(limit))
    return prove_problem(tree, problem, method, effort)


def tried(
    statement: str | Statement,
    distribution: Distribution,
    *,
    scalars: Mapping[str, Fraction] | None = None,
    given: Sequence[str] = (),
    definitions: Sequence[str] = (),
) -> Disproved | Unknown:
    """`Disproved` if this distribution violates a statement, else `Unknown`, with the reason.

    Nothing is searched. The distribution may have more variables than the statement, and more
    scalars, the values of those; that it has less, or is none, is an ItipError.
    """
    from itip.entropy.table import Table  # noqa: PLC0415  proving needs neither
    from itip.prover.trial import trial  # noqa: PLC0415

    distribution.require_sound()
    tree = parse(statement, given=given, definitions=definitions)
    try:
        problem = translate(tree)
        meant = _meant(tree, problem)
        found = trial(tree, problem, Table(distribution, scalars or {}))
    except LimitReached as limit:
        return Unknown(tree, None, str(limit))
    if isinstance(found, str):
        return Unknown(tree, problem, found)
    verdict = Disproved(tree, problem, (found,))
    refusal = _refusal(verdict, meant)
    if refusal is not None:
        return Unknown(tree, problem, f"the kernel does not accept this distribution: {refusal}")
    return verdict


def prove_problem(
    statement: Statement, problem: Problem, method: Method, effort: Effort
) -> Verdict:
    """The verdict on a problem that the statement poses."""
    try:
        verdict = _checked(statement, problem, method, effort)
    except LimitReached as limit:
        return Unknown(statement, problem, str(limit))
    except MemoryError:
        return Unknown(statement, problem, "the memory of this machine is too small")
    if isinstance(verdict, NotProvable) and method.search > 0:
        return _disproved(verdict, method, effort) or verdict
    return verdict


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
    if checked.problem != meant:
        return None
    verdict = read(document, statement, problem)
    return verdict if verdict.verdict == checked.verdict else None


def _checked(
    statement: Statement, problem: Problem, method: Method, effort: Effort
) -> Proved | NotProvable | Disproved:
    """A verdict that the kernel accepts as one on this very problem, or LimitReached."""
    meant = _meant(statement, problem)
    refusal: str | None = None
    for attempt in dict.fromkeys((method, replace(method, solver="exact"))):
        verdict = of_evidence(statement, problem, _evidence(problem, attempt, effort))
        effort.note("the kernel checks the evidence")
        refusal = _refusal(verdict, meant)
        if refusal is None:
            return verdict
    raise LimitReached(f"the kernel accepts no evidence that was found: {refusal}")


def _meant(statement: Statement, problem: Problem) -> kernel.Problem:
    """The problem as the kernel reads it, with which it is to compare."""
    try:
        return kernel.read_problem(problem_document(problem), len(statement.given))
    except (kernel.Rejected, ValueError) as reason:  # ValueError: of str(int), past 4300 digits
        raise LimitReached(f"the statement is too large for the kernel: {reason}") from None


def _refusal(verdict: Proved | NotProvable | Disproved, meant: kernel.Problem) -> str | None:
    """Why the kernel does not accept a verdict as one on this problem; None if it does."""
    try:
        checked = kernel.check(verdict.certificate())
    except (kernel.Rejected, ValueError) as reason:
        return str(reason)
    same = checked.problem == meant and checked.verdict == verdict.verdict
    return None if same else "it is about another problem, or for another verdict"


def _evidence(problem: Problem, method: Method, effort: Effort) -> tuple[Evidence, ...]:
    """All evidence; a limit that comes after a counterexample was found takes nothing from it."""
    found: list[Evidence] = []
    try:
        found.extend(shannon.decide(problem, method, effort))
    except LimitReached:
        if not any(isinstance(item, Counterexample) for item in found):
            raise
    return tuple(found)


def _disproved(verdict: NotProvable, method: Method, effort: Effort) -> Disproved | None:
    """The verdict by random variables in place of a polymatroid, if the kernel accepts any."""
    from itip.prover.witness import search  # noqa: PLC0415  proving does not need it

    statement, problem, evidence = verdict.statement, verdict.problem, verdict.evidence
    meant = _meant(statement, problem)
    effort.note("random variables that violate it are sought")
    violated = [item for item in evidence if isinstance(item, Counterexample)]
    try:
        witness = search(problem, violated, effort.at_most(method.search))
    except MemoryError:
        return None
    if witness is None:
        return None
    part = witness.goal, witness.direction
    found = Disproved(
        statement,
        problem,
        tuple(witness if (item.goal, item.direction) == part else item for item in evidence),
    )
    return found if _refusal(found, meant) is None else None
