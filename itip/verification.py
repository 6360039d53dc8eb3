"""A certificate re-checked: by the kernel, and against the statement's own text."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from itip import kernel, verdict
from itip.documents import Json, problem_document
from itip.entropy.expression import Problem
from itip.entropy.translate import translate
from itip.errors import ItipError, LimitReached
from itip.language import parse, show
from itip.language.ast import Statement
from itip.unfolding import elemental
from itip.verdict import Decided, Proved


@dataclass(frozen=True, slots=True)
class Verified:
    """The kernel accepts the evidence, and the statement's text means the document's problem."""

    verdict: str
    statement: str
    _document: Json = field(repr=False, compare=False)
    _meant: tuple[Statement, Problem] = field(repr=False, compare=False)

    def outcome(self) -> Decided:
        """The verdict with its evidence; ItipError if that is of a kind that itip never writes."""
        return verdict.read(self._document, *self._meant)


def verify(data: str | bytes) -> Verified:
    """Check a certificate document; kernel.Rejected says what is wrong with it."""
    document = kernel.load(data)
    checked = kernel.check(document)
    assert isinstance(document, dict)  # the kernel accepted it
    statement, problem = meant = _meant(document["statement"])
    written = problem_document(problem)
    if kernel.read_problem(written, len(statement.given)) != checked.problem:
        raise kernel.Rejected("the problem in coordinates is not what the statement's text says")
    return Verified(checked.verdict, show(statement), document, meant)


def by_elementals(outcome: Proved) -> Proved:
    """The same by elemental inequalities only, which the kernel has accepted too.

    LimitReached if that would be too long.
    """
    evidence = tuple(elemental(item, outcome.problem) for item in outcome.evidence)
    expanded = replace(outcome, evidence=evidence)
    try:
        kernel.check(expanded.certificate())
    except kernel.Rejected as reason:
        raise LimitReached(f"the kernel does not accept what it becomes: {reason}") from None
    except ValueError:  # of str(int), past 4300 digits
        raise LimitReached("its weights become too long") from None
    return expanded


def _meant(written: dict[str, object]) -> tuple[Statement, Problem]:
    """The statement that the text says, and the problem that it poses."""
    claim, given = written["claim"], written["given"]
    assert isinstance(claim, str)
    assert isinstance(given, list)
    try:
        statement = parse(claim, given=given)
        return statement, translate(statement)
    except ItipError as error:
        raise kernel.Rejected(f"the statement's text cannot be read: {error}") from error
