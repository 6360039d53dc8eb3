"""Certificate documents read back: what is written of a verdict is the whole of it."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

import itip
from itip import kernel
from itip.entropy.adjoining import Adjoined, extended
from itip.entropy.copies import Equality, Independence, Lift, Swap
from itip.entropy.distribution import Distribution
from itip.errors import ItipError
from itip.evidence import Contradiction, Counterexample, Proof, Witness, named
from itip.language.ast import Copied, CopyStep
from itip.prover import copies, shannon
from itip.prover.effort import Effort
from itip.prover.method import Method
from itip.render import text
from itip.render.blocks import plain
from itip.verdict import Decided, Disproved, NotProvable, Proved, of_evidence, read

MANY = [f"X{i}" for i in range(1, 21)]
JOINT = f"H({','.join(MANY)})"
SUM = " + ".join(f"H({name})" for name in MANY)
PAIRS = " + ".join(f"H({a},{b})" for a, b in zip(MANY[::2], MANY[1::2], strict=True))

STATEMENTS = {
    "proof": "I(X;Z) <= I(X;Y) given X -> Y -> Z",
    "proof of nothing": "0 <= 1",
    "proof by a constant": "R >= 1 given 2 R = 3",
    "proof of an identity": "H(X,Y) = H(X) + H(Y|X)",
    "two directions": "I(X;Y) = I(X;Y|Z) given Z = f(X), indep(X, Z)",
    "chain of relations": "0 <= I(X;Y|Z) <= H(X|Z) <= H(X)",
    "large weights": "123456789012345678901234567890 H(X) >= 1/98765432109876543210 I(X;Y)",
    "contradiction": "H(X) >= 7 given H(X) = 1, H(X) = 2, H(Y) <= 4",
    "symmetric contradiction": f"R >= 0 given {JOINT} >= 21, {SUM} <= 20",
    "counterexample": "I(A;B) <= I(A;B|C) + I(A;B|D) + I(C;D)",
    "counterexample of one direction": "H(X,Y) = H(X)",
    "counterexample beside proofs": "0 <= H(X) <= H(X|Y) <= H(X,Y)",
    "counterexample to a Markov chain": "X -> Y -> Z -> W given X -> Y -> Z",
    "counterexample with scalars": "R + 2 beta >= H(X|Y) given R + H(Y) >= H(X), R <= 12345/67891",
    "scalars alone": "R >= 1 given 2 R = 1",
    "symmetric proof": f"{JOINT} <= {SUM}",
    "symmetric counterexample": f"{JOINT} >= {SUM}",
    "symmetric groups": f"{JOINT} >= {PAIRS} + R given R >= H(Y,Z,W), H(Y) + H(Z) >= 1",
}


def read_again(
    verdict: Decided,
) -> Decided:
    """The verdict by its document, as that comes out of a file."""
    document = json.loads(json.dumps(verdict.certificate()))
    return read(document, verdict.statement, verdict.problem)


@pytest.mark.parametrize("statement", STATEMENTS.values(), ids=STATEMENTS)
def test_reading_undoes_writing(statement: str) -> None:
    """A verdict of every kind is the same after it was written and read."""
    verdict = itip.prove(statement, shannon_only=True)
    assert not isinstance(verdict, itip.Unknown)
    assert read_again(verdict) == verdict
    assert read_again(verdict).certificate() == verdict.certificate()


def test_reading_undoes_writing_of_random_variables() -> None:
    """So is one by random variables, beside proofs and another counterexample."""
    statement = "0 <= H(X) <= H(X|Y) <= R = H(Y) given R <= 2/3"
    verdict = itip.prove(statement, shannon_only=True)
    assert isinstance(verdict, NotProvable)
    rows = [((0, "0"), 1), ((10**30, ""), 3), ((-1, 0), Fraction(1, 7))]
    law = Distribution.of(verdict.problem.ground, rows)
    first = verdict.counterexample
    witness = Witness(first.goal, first.direction, law, (Fraction(-5, 3),))
    evidence = tuple(witness if item is first else item for item in verdict.evidence)
    false = of_evidence(verdict.statement, verdict.problem, evidence)
    assert isinstance(false, Disproved)
    assert (false.witness, false.verdict) == (witness, "false")
    assert {type(item) for item in evidence} == {Proof, Counterexample, Witness}
    assert read_again(false) == false
    assert read_again(false).certificate() == false.certificate()


def test_kinds() -> None:
    """Among these statements are all kinds of evidence, with classes and without."""
    verdicts = [itip.prove(statement, shannon_only=True) for statement in STATEMENTS.values()]
    evidence = [e for v in verdicts if not isinstance(v, itip.Unknown) for e in v.evidence]
    kinds = {(type(e), bool(_classes(e))) for e in evidence}
    assert kinds == {(t, c) for t in (Proof, Contradiction, Counterexample) for c in (False, True)}


def _classes(evidence: Proof | Contradiction | Counterexample | Witness) -> object:
    where = evidence.polymatroid if isinstance(evidence, Counterexample) else evidence
    return getattr(where, "classes", ())


def test_known() -> None:
    """The same for a sample of the known inequalities."""
    lines = (Path(__file__).parent / "known.jsonl").read_text("utf-8").splitlines()
    for record in map(json.loads, lines[::7]):
        verdict = itip.prove(record["claim"], given=record["given"], shannon_only=True)
        assert not isinstance(verdict, itip.Unknown)
        assert read_again(verdict) == verdict, record["id"]


def test_copies() -> None:
    """A proof by copies, with swaps, independences and lifts, is the same after it was read."""
    steps = (
        CopyStep(("c", "d"), ((Copied("r", ("a",)), Copied("s", ("b",))),)),
        CopyStep(("c", "a", "r"), ((Copied("t", ("b",)),),)),
    )
    statement = itip.parse("2 I(c;d) <= I(a;b) + I(a;c,d) + 3 I(c;d|a) + I(c;d|b)")
    problem = itip.translate(statement)
    found = copies.prove(problem, steps[:1], (0, ">="), Method(), Effort())
    assert isinstance(found, Proof)
    more = (
        (Lift(1, ((0, 0, 1),), None, 0b1010101), Fraction(1)),
        (Lift(1, ((0, 0, 1),), None, 0b1010101), Fraction(-1)),
    )
    cases: list[tuple[tuple[CopyStep, ...], tuple[tuple[Equality, Fraction], ...]]] = [
        (steps[:1], ()), (steps, ()), (steps, lifted(more)),
    ]  # fmt: skip
    for used, further in cases:
        equalities = (*found.equalities, *further)
        proof = replace(found, steps=used, equalities=equalities)
        verdict = Proved(statement, problem, (proof,))
        assert verdict.verdict == "non-shannon"
        assert itip.verify(json.dumps(verdict.certificate())).verdict == "non-shannon"
        assert read_again(verdict) == verdict
        shown = plain(text.verdict(verdict, everything=True))
        assert "non-shannon: true" in shown
        assert "over c,d" in shown


def test_copies_in_mean() -> None:
    """So is one in the mean over exchanges, which has classes, too."""
    statement = itip.parse(
        "2 I(a;b) <= 3 I(a;b|c) + 3 I(a;b|d) + 2 I(c;d)"
        " + I(a;c|b) + I(b;c|a) + I(a;d|b) + I(b;d|a)"
    )
    problem = itip.translate(statement)
    steps = (CopyStep(("a", "b"), ((Copied("r", ("c",)),),)),)
    found = copies.prove(problem, steps, (0, ">="), Method(), Effort())
    assert isinstance(found, Proof)
    assert found.classes == ((1, 2), (4, 8))
    verdict = Proved(statement, problem, (found,))
    assert itip.verify(json.dumps(verdict.certificate())).verdict == "non-shannon"
    assert read_again(verdict) == verdict


def lifted(pairs: tuple[tuple[Lift, Fraction], ...]) -> tuple[tuple[Equality, Fraction], ...]:
    """A lift, and an exchange and an independence of the second step, each there and back."""
    ones = (Swap(1, (0, 1), 0b10), Independence(1, 0b1010101))
    return (*pairs, *((e, w) for e in ones for w in (Fraction(1), Fraction(-1))))


def test_adjoined() -> None:
    """A proof with adjoined variables, and with copies of them, is the same after it was read."""
    ingleton = "I(c;d) <= I(c;d|a) + I(c;d|b) + I(a;b)"
    statement = itip.parse(ingleton, given=["I(a;c|d) = 0", "I(a;d|c) = 0"])
    problem = itip.translate(statement)
    markov = Adjoined("W", "double Markov", (("a",), ("c",), ("d",)))
    common = Adjoined("V", "common information", (("c", "W"), ("d",)))
    step = CopyStep(("c", "V"), ((Copied("r", ("a", "W")),),))
    for adjoined, verdict in (((markov,), "non-shannon"), ((markov, common), "linear")):
        whole = extended(problem, adjoined)
        (found,) = shannon.decide(whole, Method(), Effort())
        by_copies = copies.prove(
            whole, (step,) * (len(adjoined) - 1), (0, ">="), Method(), Effort()
        )
        for proof in (found, by_copies):
            assert isinstance(proof, Proof)
            proved = of_evidence(statement, problem, (replace(proof, adjoined=adjoined),))
            assert proved.verdict == kernel.check(proved.certificate()).verdict == verdict
            assert read_again(proved) == proved
    assert isinstance(proof, Proof)
    names = named(replace(proof, adjoined=adjoined), problem.ground).names
    assert names == (*problem.ground.names, "W", "V", "r")


def test_a_contradiction_by_copies() -> None:
    """It is none that itip can state, and is not read as one by Shannon's inequalities alone."""
    verdict = itip.prove("H(X) >= 7 given H(X) = 1, H(X) = 2")
    assert isinstance(verdict, Proved)
    document = verdict.certificate()
    steps = [{"over": [], "blocks": [[{"new": "R", "of": ["X"]}]]}]
    document["evidence"][0].update(steps=steps, equalities=[])
    document["verdict"] = "non-shannon"
    assert kernel.check(document).facts == (("contradiction by copies", None, ""),)
    with pytest.raises(ItipError, match="contradiction by more"):
        read(document, verdict.statement, verdict.problem)
