"""What became of one statement among many: plain values, which any process can send to another."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Literal

from itip.errors import ParseError
from itip.language import show
from itip.language.files import Entry, Unreadable
from itip.verdict import NotProvable, Unknown, Verdict, as_expected, message, violation

Status = Literal["expected", "unexpected", "unreadable", "unknown", "failed"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one statement.

    `status`: the verdict is as `expected` or `unexpected` (without `expect` a proof is expected),
    it is `unknown` and was not expected to be, or there is none, the statement is `unreadable`, or
    itip `failed`, by a bug. `message` says why, in a sentence, and `detail` shows it: the values
    of the two sides at the counterexample, the line with a caret, or the traceback. `line` and
    `column` are from 1, or 0 where there is none. `certificate` is the document as JSON, if it was
    asked for.
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
    seconds: float = 0
    file: str = ""
    line: int = 0
    column: int = 0
    label: str = ""
    recalled: bool = False
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
        detail=violation(verdict).rows if isinstance(verdict, NotProvable) and not ok else (),
        variables=problem.ground.names if problem else (),
        seconds=seconds,
        recalled=recalled,
    )
    if certificate and not isinstance(verdict, Unknown):
        found = replace(found, certificate=json.dumps(verdict.certificate(), ensure_ascii=False))
    if entry is None:
        return found
    found = replace(found, file=entry.file, line=entry.line, column=1)
    return replace(found, name=entry.name, label=entry.label)


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
