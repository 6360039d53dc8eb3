"""A certificate re-checked: by the kernel, and against the statement's own text."""

from __future__ import annotations

from dataclasses import dataclass

from itip import kernel
from itip.entropy.translate import translate
from itip.errors import ItipError
from itip.language import parse, show
from itip.language.ast import Statement
from itip.verdict import problem_document


@dataclass(frozen=True, slots=True)
class Verified:
    """The kernel accepts the evidence, and the statement's text means the document's problem."""

    verdict: str
    statement: str


def verify(data: str | bytes) -> Verified:
    """Check a certificate document; kernel.Rejected says what is wrong with it."""
    document = kernel.load(data)
    checked = kernel.check(document)
    assert isinstance(document, dict)  # the kernel accepted it
    statement = _statement(document["statement"])
    meant = problem_document(translate(statement))
    if kernel.read_problem(meant, len(statement.given)) != checked.problem:
        raise kernel.Rejected("the problem in coordinates is not what the statement's text says")
    return Verified(checked.verdict, show(statement))


def _statement(written: dict[str, object]) -> Statement:
    claim, given = written["claim"], written["given"]
    assert isinstance(claim, str)
    assert isinstance(given, list)
    try:
        return parse(claim, given=given)
    except ItipError as error:
        raise kernel.Rejected(f"the statement's text cannot be read: {error}") from error
