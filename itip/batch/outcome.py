"""What became of one statement among many: plain values, which any process can send to another."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Literal

from itip.documents import evidence_document
from itip.entropy.words import words
from itip.errors import ParseError
from itip.evidence import Proof
from itip.language import show
from itip.language.files import Entry, Unreadable
from itip.verdict import (
    Disproved,
    NotProvable,
    Proved,
    Unknown,
    Verdict,
    as_expected,
    message,
)
from itip.violation import violation

Status = Literal["expected", "unexpected", "unreadable", "unknown", "failed"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one statement.

    `status`: the verdict is as `expected` or `unexpected` (without `expect` a proof is expected),
    it is `unknown` and was not expected to be, or there is none, the statement is `unreadable`, or
    itip `failed`, by a bug. `message` says why, in a sentence, and `detail` shows it: the random
    variables in words, the values of the two sides at the counterexample, the line with a caret,
    or the traceback. `copies` are the steps, as they are written, if all proofs have the same.
    `line` and `column` are from 1, or 0 where there is none. `witness` has the random variables
    that violate the statement, and `certificate` is the document, if it was asked for; both as
    JSON.
    """

    status: Status
    name: str
    claim: str
    given: tuple[str, ...] = ()
    verdict: str | None = None
    expected: str | None = None
    message: str = ""
    detail: tuple[str, ...] = ()
    variables: tuple[str, ...] = ()
    copies: tuple[str, ...] = ()
    seconds: float = 0
    file: str = ""
    line: int = 0
    column: int = 0
    label: str = ""
    recalled: bool = False
    witness: str | None = None
    certificate: str | None = None

    @property
    def ok(self) -> bool:
        """Whether the verdict is as expected."""
        return self.status == "expected"


def decided(
    verdict: Verdict,
    entry: Entry | None = None,
    *,
    seconds: float,
    certificate: bool = False,
    recalled: bool = False,
) -> Outcome:
    """The outcome of a statement with a verdict; `certificate` adds the document."""
    statement, problem = verdict.statement, verdict.problem
    unknown = isinstance(verdict, Unknown)
    ok = as_expected(verdict)
    found = Outcome(
        "expected" if ok else "unknown" if unknown else "unexpected",
        "statement",
        claim=show(statement.claim),
        given=tuple(map(show, statement.given)),
        verdict=verdict.verdict,
        expected=statement.expect,
        message=message(verdict),
        detail=() if ok else _detail(verdict),
        variables=problem.ground.names if problem else (),
        copies=_copies(verdict) if isinstance(verdict, Proved) else (),
        seconds=seconds,
        recalled=recalled,
        witness=_witness(verdict) if isinstance(verdict, Disproved) else None,
    )
    if certificate and not isinstance(verdict, Unknown):
        found = replace(found, certificate=json.dumps(verdict.certificate(), ensure_ascii=False))
    if entry is None:
        return found
    found = replace(found, file=entry.file, line=entry.line, column=1)
    return replace(found, name=entry.name, label=entry.label)


def _detail(verdict: Verdict) -> tuple[str, ...]:
    """What violates the claim, in words where it has any, and the values of the two sides.

    Where copies are stated, also what was in vain.
    """
    match verdict:
        case NotProvable(statement=statement, in_vain=in_vain):
            return (*violation(verdict).rows, *(in_vain if statement.copies else ()))
        case Disproved():
            said = words(verdict.witness.distribution)
            return (*filter(None, (said,)), *violation(verdict).rows)
        case _:
            return ()


def _copies(verdict: Proved) -> tuple[str, ...]:
    """The copy steps that all proofs share which have any."""
    found = {item.steps for item in verdict.evidence if isinstance(item, Proof) and item.steps}
    return tuple(map(show, found.pop())) if len(found) == 1 else ()


def _witness(verdict: Disproved) -> str:
    """The random variables in words, or null, and as the certificate states them."""
    found = verdict.witness
    document = evidence_document(found, verdict.problem)
    stated = {key: document[key] for key in ("outcomes", "scalars")}
    said = words(found.distribution) or None
    return json.dumps({"words": said, **stated}, ensure_ascii=False)


def unreadable(entry: Entry | Unreadable, error: ParseError, seconds: float = 0) -> Outcome:
    """The outcome of what cannot be read."""
    written = " ".join(entry.text.split()) if isinstance(entry, Entry) else ""
    return Outcome(
        "unreadable",
        entry.name,
        written,
        message=error.message,
        detail=(*error.excerpt.splitlines(), *([f"  {error.hint}"] if error.hint else [])),
        seconds=seconds,
        file=entry.file,
        line=error.line,
        column=error.column,
        label=entry.label,
    )


def lost(
    entry: Entry,
    reason: str,
    detail: tuple[str, ...] = (),
    *,
    status: Status = "unknown",
    seconds: float = 0,
) -> Outcome:
    """The outcome of a statement that got no verdict, for a reason that is no limit of its own."""
    return Outcome(
        status,
        entry.name,
        " ".join(entry.text.split()),
        verdict="unknown",
        message=reason,
        detail=detail,
        seconds=seconds,
        file=entry.file,
        line=entry.line,
        column=1,
        label=entry.label,
    )
