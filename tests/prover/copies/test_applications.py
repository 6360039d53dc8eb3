"""The copies of the library prove what they are there for, and no more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

import itip
from itip.evidence import Proof
from itip.language.ast import Statement
from itip.language.files import Entry, entries
from itip.prover.copies import prove
from itip.prover.effort import Effort
from itip.prover.method import Method

LIBRARY = Path(__file__).parents[3] / "inequalities" / "non-shannon"
SCORE = "I(a;b) <= I(a;b|c) + I(a;b|d) + I(c;d) + {} H(a,b,c,d)"
FALSE = [
    SCORE.format("0.089"),
    "2 I(c;d) <= I(a;b) + 3 I(c;d|a) + I(c;d|b)",
    "2 I(c;d) <= I(a;b) + I(a;c,d) + 2 I(c;d|a) + I(c;d|b)",
]
SYMMETRIC = ("symmetric(a, b)", "symmetric(c, d)")


def statements(name: str) -> list[Statement]:
    """The statements of a file of the library."""
    found = entries((LIBRARY / name).read_text("utf-8"), name)
    texts = [(entry.text, entry.definitions) for entry in found if isinstance(entry, Entry)]
    return [itip.parse(text, definitions=definitions) for text, definitions in texts]


def proves(statement: Statement) -> bool:
    """Whether the copies that a statement names prove it."""
    problem = itip.translate(statement)
    found = prove(problem, statement.copies, (0, ">="), Method(), Effort())
    return isinstance(found, Proof)


def test_all_are_there() -> None:
    """All 214 inequalities of Dougherty, Freiling and Zeger have copies, of at most four names."""
    steps = [statement.copies for statement in statements("dougherty-freiling-zeger.itip")]
    names = [sum(len(block) for step in s for block in step.blocks) for s in steps]
    assert (len(names), min(names), max(names)) == (214, 2, 4)


@pytest.mark.parametrize("number", range(0, 214, 30))
def test_false(number: int) -> None:
    """What is false is not proved by the copies of a true inequality."""
    copies = statements("dougherty-freiling-zeger.itip")[number].copies
    for claim in FALSE:
        assert not proves(replace(itip.parse(claim), copies=copies))


@pytest.mark.parametrize(
    ("copies", "given", "score"),
    [
        ("r=c:ab", (), Fraction(1, 6)),
        ("rs=cd:ab", (), Fraction(1, 6)),
        ("rs=ac:bd;tu=bc:ad;v=d:absu", (), Fraction(2, 13)),
        ("rs=ac:bd;tu=bc:ad;v=d:absu", SYMMETRIC, Fraction(2, 13)),
    ],
    ids=["one", "two", "five", "symmetric"],
)
def test_score(copies: str, given: Sequence[str], score: Fraction) -> None:
    """The least score of Ingleton that some copies leave is so much, exactly."""
    for bound in (score, score - Fraction(1, 10**6)):
        claim = SCORE.format(bound)
        assert proves(itip.parse(claim, given=given, copies=[copies])) == (bound == score)


@pytest.mark.parametrize("s", range(2, 6))
def test_family(s: int) -> None:
    """Member s of the family of Matus is not proved by the copies of the one before."""
    before, member = statements("matus.itip")[s - 2 : s]
    assert proves(member)
    assert proves(replace(before, copies=member.copies))
    assert not proves(replace(member, copies=before.copies))
