"""Verdicts as JSON objects, one for each statement."""

from __future__ import annotations

import json
from typing import Any

from itip.entropy.expansion import Expansion
from itip.entropy.translate import joint_entropies
from itip.language import show
from itip.verdict import (
    NotProvable,
    Proved,
    Unknown,
    Verdict,
    as_expected,
    terms,
)


def verdict(outcome: Verdict, *, name: str, seconds: float, certificate: bool) -> dict[str, Any]:
    """The object of one verdict; `certificate` adds the whole document."""
    statement, problem = outcome.statement, outcome.problem
    result: dict[str, Any] = {
        "name": name,
        "claim": show(statement.claim),
        "given": [show(given) for given in statement.given],
        "verdict": outcome.verdict,
        "expected": statement.expect,
        "ok": as_expected(outcome),
        "seconds": round(seconds, 6),
        "variables": list(problem.ground.names) if problem else [],
        "message": _message(outcome),
    }
    if certificate and not isinstance(outcome, Unknown):
        result["certificate"] = outcome.certificate()
    return result


def expansion(part: Expansion) -> dict[str, Any]:
    """The object of one expression: its coordinates as in a certificate, and as text."""
    return {
        "expression": show(part.written),
        "variables": list(part.expression.ground.names),
        "terms": terms(part.expression),
        "joint_entropies": show(joint_entropies(part.expression)),
        "zero": not part.expression,
        "sense": part.sense,
    }


def dumps(value: object) -> str:
    """The value as one line of JSON."""
    return json.dumps(value, ensure_ascii=False)


def _message(outcome: Verdict) -> str:
    match outcome:
        case Proved() if outcome.vacuous:
            return "the givens contradict each other, so that everything follows from them"
        case Proved():
            return "it follows from the Shannon inequalities" + _and_givens(outcome)
        case NotProvable():
            return "it does not follow from the Shannon inequalities" + _and_givens(outcome)
        case Unknown(reason=reason):
            return reason


def _and_givens(outcome: Verdict) -> str:
    return " and the givens" if outcome.statement.given else ""
