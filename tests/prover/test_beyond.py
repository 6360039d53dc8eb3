"""What Shannon's inequalities leave open: copies that are given, and searches side by side."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import partial

import pytest

import itip
from itip.errors import LimitReached
from itip.evidence import Proof
from itip.prover import beyond
from itip.prover.effort import Effort
from itip.prover.method import Method, Search

ZHANG_YEUNG = "2 I(C;D) <= I(A;B) + I(A;C,D) + 3 I(C;D|A) + I(C;D|B)"
COPY = "R = A over C,D"
ONLY_GIVEN = partial(itip.prove, max_copies=0, witness=False)

Patch = pytest.MonkeyPatch


def test_copies_that_are_given() -> None:
    """A statement is proved by the copies that it names, or that are named beside it."""
    beside = ONLY_GIVEN(ZHANG_YEUNG, copies=[COPY])
    within = ONLY_GIVEN(f"{ZHANG_YEUNG} copy {COPY}")
    for verdict in (beside, within):
        assert isinstance(verdict, itip.Proved)
        assert verdict.verdict == "non-shannon"
        assert [itip.show(step) for item in steps(verdict) for step in item] == [COPY]


def steps(verdict: itip.Proved) -> list[tuple[object, ...]]:
    """The copy steps of each proof that has some."""
    found = (item.steps for item in verdict.evidence if isinstance(item, Proof))
    return [item for item in found if item]


def test_copies_that_do_not_prove_it() -> None:
    """Copies that do not suffice are said to be in vain."""
    verdict = ONLY_GIVEN(ZHANG_YEUNG, copies=["R = B over C"])
    assert isinstance(verdict, itip.NotProvable)
    assert verdict.in_vain == ("The copies that are given do not prove it.",)


def test_too_many_copies() -> None:
    """That copies are too many to be tried is said; what needs none is proved all the same."""
    copies = ["; ".join(f"R{k} = A over C,D" for k in range(9))]
    verdict = ONLY_GIVEN(ZHANG_YEUNG, copies=copies)
    assert isinstance(verdict, itip.NotProvable)
    (said,) = verdict.in_vain
    assert said.startswith("Whether the copies that are given prove it is unknown: copy step 9")
    assert itip.prove("I(A;B|C,D) >= 0", copies=copies).verdict == "shannon"


def test_shannon_only() -> None:
    """With Shannon's inequalities only, no copies are tried, and nothing is said of a search."""
    verdict = itip.prove(f"{ZHANG_YEUNG} copy {COPY}", shannon_only=True)
    assert isinstance(verdict, itip.NotProvable)
    assert not verdict.in_vain


SOUGHT = {
    "nothing": ({"max_copies": 0, "witness": False}, ()),
    "copies": ({"witness": False}, ("No copies that prove it were found.",)),
    "random variables": (
        {"max_copies": 0},
        ("No random variables that violate it were found.",),
    ),
    "both": (
        {},
        ("Neither copies that prove it nor random variables that violate it were found.",),
    ),
    "linear": (
        {"linear": True},
        ("No common information that proves it for linear random variables was found.",),
    ),
}


@pytest.mark.parametrize(("how", "said"), SOUGHT.values(), ids=SOUGHT)
def test_what_was_in_vain(how: dict[str, bool], said: tuple[str, ...], monkeypatch: Patch) -> None:
    """What was sought in vain is said, and nothing else."""
    for place in ("witness", "copies", "adjoining"):
        monkeypatch.setattr(f"itip.prover.{place}.search", lambda *_: iter([None]))
    verdict = itip.prove(ZHANG_YEUNG, **how)  # type: ignore[arg-type]
    assert isinstance(verdict, itip.NotProvable)
    assert verdict.in_vain == said


def to_the_end(*asked: object) -> Iterator[None]:
    """A search that finds nothing until its limit comes."""
    *_, effort = asked
    assert isinstance(effort, Effort)
    while effort.lasts():
        yield None


def test_how_long(monkeypatch: Patch) -> None:
    """Where the time limit ends a search, how long that lasted is said."""
    for place in ("witness", "copies", "adjoining"):
        monkeypatch.setattr(f"itip.prover.{place}.search", to_the_end)
    open_ = itip.prove(ZHANG_YEUNG, shannon_only=True)
    assert isinstance(open_, itip.NotProvable)
    method = Method(search=Search(seconds=0.001))
    (said,) = beyond.attempts(open_.problem, open_.evidence, (), method, Effort())
    assert isinstance(said, str)
    assert said.endswith("were found within 0.001 s.")


def test_all_goals() -> None:
    """A claim of several goals is proved if each is, by what it needs."""
    right = ZHANG_YEUNG.partition("<=")[2]
    verdict = itip.prove(f"{ZHANG_YEUNG} <= {right} + H(A)", time_limit=60)
    assert isinstance(verdict, itip.Proved)
    proofs = [item for item in verdict.evidence if isinstance(item, Proof)]
    assert [bool(proof.steps) for proof in proofs] == [True, False]


def test_one_goal_false() -> None:
    """A claim of several goals is false if one is, even if another is true by copies."""
    verdict = itip.prove(f"{ZHANG_YEUNG} <= H(A)", time_limit=60)
    assert verdict.verdict == "false"


def wrong(problem: itip.Problem, found: itip.Counterexample, *_: object) -> Iterator[Proof]:
    """A proof that is none."""
    del problem
    yield Proof(found.goal, found.direction, (), (), Fraction(0))


def test_no_proof_is_trusted(monkeypatch: Patch) -> None:
    """What a search takes for a proof, but the kernel refuses, changes no verdict."""
    monkeypatch.setattr("itip.prover.copies.search", wrong)
    assert itip.prove(ZHANG_YEUNG, witness=False).verdict == "not-shannon"


def test_a_limit_in_the_copies(monkeypatch: Patch) -> None:
    """That a limit came before it was known whether the copies prove it is said."""

    def late(*_: object) -> None:
        raise LimitReached("the time limit came before an answer")

    monkeypatch.setattr("itip.prover.copies.prove", late)
    verdict = ONLY_GIVEN(ZHANG_YEUNG, copies=[COPY])
    assert isinstance(verdict, itip.NotProvable)
    (said,) = verdict.in_vain
    assert said.startswith("Whether the copies that are given prove it is unknown: the time limit")


def test_side_by_side(monkeypatch: Patch) -> None:
    """The search that has taken less time has the next step, and no step of any is lost."""
    now = 0

    def steps(name: str, each: int, many: int) -> Iterator[None]:
        nonlocal now
        for _ in range(many):
            now += each
            order.append(name)
            yield None

    order: list[str] = []
    monkeypatch.setattr("itip.prover.beyond.time.monotonic_ns", lambda: now)
    searches = {steps("long", 3, 3): int, steps("short", 1, 8): int}
    assert not list(beyond._in_turn(searches, Effort()))  # type: ignore[arg-type]
    assert "".join(name[0] for name in order) == "lssslssslss"
