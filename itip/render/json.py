"""Verdicts as JSON objects, one for each statement."""

from __future__ import annotations

import json
from typing import Any

from itip.batch.outcome import Outcome
from itip.documents import terms
from itip.entropy.expansion import Expansion
from itip.entropy.translate import joint_entropies
from itip.language import show


def outcome(found: Outcome) -> dict[str, Any]:
    """The object of one statement; its place in a file, and the document, where there is one."""
    return {
        "name": found.name,
        **({"file": found.file, "line": found.line, "column": found.column} if found.file else {}),
        "claim": found.claim,
        "given": list(found.given),
        "verdict": found.verdict,
        "expected": found.expected,
        "ok": found.ok,
        **({"status": found.status} if found.file else {}),
        "seconds": round(found.seconds, 6),
        "variables": list(found.variables),
        "message": found.message,
        **({"detail": list(found.detail)} if found.detail else {}),
        **({"copies": list(found.copies)} if found.copies else {}),
        **({"witness": json.loads(found.witness)} if found.witness else {}),
        **({"certificate": json.loads(found.certificate)} if found.certificate else {}),
    }


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
