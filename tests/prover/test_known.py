"""Inequalities from the literature, each with its source and its verdict."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path
from typing import Any

import pytest

import itip

prove = partial(itip.prove, shannon_only=True)  # these are about Shannon's inequalities

RECORDS: list[dict[str, Any]] = [
    json.loads(line)
    for line in (Path(__file__).parents[1] / "known.jsonl").read_text("utf-8").splitlines()
]


def defect(record: dict[str, Any], solver: str) -> str:
    """What is wrong with the answer to a record, or nothing."""
    outcome = prove(record["claim"], given=record["given"], solver=solver)
    if outcome.verdict != record["verdict"]:
        return f"{record['id']}: {outcome.verdict} instead of {record['verdict']}"
    if isinstance(outcome, itip.Unknown):
        return f"{record['id']}: {outcome.reason}"
    try:
        verified = itip.verify(json.dumps(outcome.certificate()))
    except itip.Rejected as reason:
        return f"{record['id']}: {reason}"
    return "" if verified.verdict == record["verdict"] else f"{record['id']}: {verified}"


def test_table() -> None:
    """The table is as large as it is meant to be, and names no record twice."""
    assert len({record["id"] for record in RECORDS}) == len(RECORDS) == 493
    assert {record["verdict"] for record in RECORDS} == {"shannon", "not-shannon"}
    assert all(
        record.keys() == {"id", "source", "claim", "given", "verdict"} for record in RECORDS
    )


@pytest.mark.parametrize("part", range(8))
def test_known(part: int) -> None:
    """Every known inequality has its verdict, by evidence that the kernel accepts."""
    assert not [found for record in RECORDS[part::8] if (found := defect(record, "auto"))]


@pytest.mark.parametrize("solver", ["exact", "highs", "cbc"])
def test_known_by_every_solver(solver: str) -> None:
    """A sample of all sizes has the same verdicts whatever solver proposes them."""
    assert not [found for record in RECORDS[3::8] if (found := defect(record, solver))]
