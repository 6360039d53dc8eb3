"""A certificate re-checked: by the kernel, and against the statement's own text."""

from __future__ import annotations

from dataclasses import dataclass

from itip import kernel
from itip.entropy.translate import translate
from itip.errors import ItipError
from itip.evidence import Json, problem_document
from itip.language import parse, show
from itip.language.ast import Statement


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
    statement, meant = _meant(document["statement"])
    if kernel.read_problem(meant, len(statement.given)) != checked.problem:
        raise kernel.Rejected("the problem in coordinates is not what the statement's text says")
    return Verified(checked.verdict, show(statement))


def _meant(written: dict[str, object]) -> tuple[Statement, Json]:
    """The statement that the text says, and the problem that it poses."""
    claim, given = written["claim"], written["given"]
    assert isinstance(claim, str)
    assert isinstance(given, list)
    try:
        statement = parse(claim, given=given)
        return statement, problem_document(translate(statement))
    except ItipError as error:
        raise kernel.Rejected(f"the statement's text cannot be read: {error}") from error
