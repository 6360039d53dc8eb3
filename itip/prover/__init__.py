"""From a problem to a verdict: everything found here is a proposal until the kernel accepts it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from itip import kernel
from itip.documents import problem_document
from itip.entropy.distribution import Distribution
from itip.entropy.expression import Problem
from itip.entropy.translate import translate
from itip.errors import ItipError, LimitReached
from itip.evidence import Counterexample, Evidence
from itip.language import parse
from itip.language.ast import Statement
from itip.prover import shannon
from itip.prover.effort import Effort
from itip.prover.method import COPIES, Method, Strategy, expecting, searching
from itip.verdict import (
    Decided,
    Disproved,
    NotProvable,
    Proved,
    Unknown,
    Verdict,
    of_evidence,
    read,
)


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
    copies: Sequence[str] = (),
    max_copies: int = COPIES,
    witness: bool = True,
    shannon_only: bool = False,
    linear: bool = False,
    notes: list[str] | None = None,
) -> Verdict:
    """Decide whether a statement follows from its givens, or is false.

    What Shannon's inequalities do not prove is tried with the copies that are named; then copies
    that prove it and random variables that violate it are sought, until the time limit, or,
    without one, for ten seconds.

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
        copies: copy steps, such as "R,S = C,D over A,B", as texts; later ones may use earlier
            variables.
        max_copies: the most copies that are named where copies are sought; 0 for no search.
        witness: whether to look for random variables that violate what has no proof.
        shannon_only: whether to leave it at Shannon's inequalities.
        linear: whether to look, instead, for a proof for linear random variables.
        notes: a list to which the steps are added, in words, as they are taken.

    Raises:
        ParseError: for text that is not in the language.
        ItipError: for copies that are not possible.
        BackendError: for a solver that is missing or broke.

    """
    effort = Effort.within(time_limit, memory_limit, notes)
    tree = parse(statement, given=given, definitions=definitions, copies=copies)
    search = searching(
        time_limit,
        witness=witness,
        max_copies=max_copies,
        shannon_only=shannon_only,
        linear=linear,
    )
    method = Method(solver, strategy, reduce, expecting(search, tree.expect))
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


def shorten(
    verdict: Proved, *, time_limit: float | None = None, memory_limit: float | None = None
) -> Proved:
    """The verdict with each proof replaced by one of fewer terms, if one is found.

    Each is a sum of Shannon's measures of any sets, and of givens, as short as a linear program
    finds it. The kernel has accepted what is new; there is nothing new where it does not, or after
    so many seconds, or where so many megabytes are taken.
    """
    from itip.prover.shortening import shortened  # noqa: PLC0415  a verdict does not need it

    effort = Effort.within(time_limit, memory_limit)
    evidence = tuple(shortened(verdict.problem, item, effort) for item in verdict.evidence)
    shorter = replace(verdict, evidence=evidence)
    if evidence == verdict.evidence:
        return verdict
    refusal = _refusal(shorter, _meant(verdict.statement, verdict.problem))
    return verdict if refusal else shorter


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
    if isinstance(verdict, NotProvable) and method.search.seconds > 0:
        return _beyond(verdict, method, effort)
    return verdict


def _beyond(verdict: NotProvable, method: Method, effort: Effort) -> Verdict:
    """The verdict by more than Shannon's inequalities, if the kernel accepts one; or as it was."""
    from itip.prover import beyond  # noqa: PLC0415  most statements do not need it

    statement, problem, evidence = verdict.statement, verdict.problem, verdict.evidence
    meant = _meant(statement, problem)
    in_vain = []
    for attempt in beyond.attempts(problem, evidence, statement.copies, method, effort):
        if isinstance(attempt, str):
            in_vain.append(attempt)
            continue
        found = of_evidence(statement, problem, attempt)
        if _refusal(found, meant) is None:
            return found
    return replace(verdict, in_vain=tuple(in_vain))


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
        if checked.problem != meant:
            return None
        verdict = read(document, statement, problem)
    except (kernel.Rejected, ValueError, ItipError):
        return None
    return verdict if verdict.verdict == checked.verdict else None


def _checked(statement: Statement, problem: Problem, method: Method, effort: Effort) -> Decided:
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


def _refusal(verdict: Decided, meant: kernel.Problem) -> str | None:
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
