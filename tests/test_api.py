"""The Python API."""

from __future__ import annotations

import dataclasses
import doctest
import json
from fractions import Fraction
from importlib import metadata, resources
from itertools import product

import pytest

import itip

CLAIM = "I(X;Z) <= I(X;Y) given X -> Y -> Z"
FALSE = "I(X;Y) <= I(X;Y|Z)"


def test_everything_named_is_there() -> None:
    """Each name of __all__ exists and has a docstring."""
    for name in itip.__all__:
        assert getattr(itip, name).__doc__, name


def test_docstring() -> None:
    """The package's own example prints what it says."""
    assert itip.__doc__
    failed, tried = doctest.testmod(itip)
    assert tried
    assert not failed


def test_version() -> None:
    """The version is the distribution's."""
    assert itip.__version__ == metadata.version("itip")


def test_typed() -> None:
    """Type checkers are told that the package is typed."""
    assert resources.files(itip).joinpath("py.typed").is_file()


def test_proof() -> None:
    """A proof has its goal, and the weights of what it adds up."""
    outcome = itip.prove(CLAIM)
    assert isinstance(outcome, itip.Proved)
    assert outcome.verdict == "shannon"
    (proof,) = outcome.proof
    assert isinstance(proof, itip.Proof)
    assert (proof.goal, proof.direction) == (0, ">=")
    assert proof.constant == 0
    assert [number for number, _ in proof.givens] == [0]
    ground = outcome.problem.ground
    assert ground.names == ("X", "Z", "Y")
    ((measure, weight),) = proof.shannon
    assert weight == 1
    assert ground.members(measure.a | measure.b) == ("X", "Y")
    assert ground.members(measure.given) == ("Z",)


def test_counterexample() -> None:
    """A counterexample is a polymatroid with 2^n coordinates in bitmask order, exact."""
    outcome = itip.prove(FALSE, shannon_only=True)
    assert isinstance(outcome, itip.NotProvable)
    assert outcome.verdict == "not-shannon"
    rank = outcome.counterexample.polymatroid.rank
    x, y, z = 1, 2, 4
    assert len(rank) == 8
    assert rank[0] == 0
    mutual = rank[x] + rank[y] - rank[x | y]
    conditional = rank[x | z] + rank[y | z] - rank[x | y | z] - rank[z]
    assert mutual > conditional


def test_witness() -> None:
    """A witness has outcomes with rational probabilities, and exact entropies."""
    outcome = itip.prove("I(X;Y|Z) <= I(X;Y) given indep(X, Y)")
    assert isinstance(outcome, itip.Disproved)
    assert outcome.verdict == "false"
    witness = outcome.witness
    assert (witness.goal, witness.direction, witness.scalars) == (0, ">=", ())
    distribution = witness.distribution
    assert distribution.ground.names == ("X", "Y", "Z")
    assert all(isinstance(p, Fraction) for _, p in distribution.outcomes)
    assert sum(p for _, p in distribution.outcomes) == 1
    (goal,) = outcome.problem.goals
    assert distribution.value(goal.expression, {}).sign() < 0
    assert all(distribution.satisfies(given, {}) for given in outcome.problem.givens)


def test_witness_of_one_goal() -> None:
    """Of a chain, each link that holds has its proof, and the one that does not its witness."""
    outcome = itip.prove("0 <= I(X;Y) <= I(X;Y|Z) <= H(X)")
    assert isinstance(outcome, itip.Disproved)
    assert [type(item) for item in outcome.evidence] == [itip.Proof, itip.Witness, itip.Proof]
    assert outcome.witness.goal == 1


def test_symmetric_counterexample() -> None:
    """Of many variables a counterexample may be a polymatroid by counts, which is asked alike."""
    names = [f"X{i}" for i in range(1, 21)]
    outcome = itip.prove(
        f"H({','.join(names)}) >= {' + '.join(f'H({x})' for x in names)}", shannon_only=True
    )
    assert isinstance(outcome, itip.NotProvable)
    polymatroid = outcome.counterexample.polymatroid
    assert isinstance(polymatroid, itip.SymmetricPolymatroid)
    assert [len(groups) for groups in polymatroid.classes] == [20]
    assert [counts for counts, _ in polymatroid.rank] == [(k,) for k in range(1, 21)]
    ground = outcome.problem.ground
    single = polymatroid.value(ground.subset(["X7"]))
    assert single == polymatroid.value(1)
    assert polymatroid.value(ground.everything) < 20 * single
    assert itip.verify(json.dumps(outcome.certificate())).verdict == "not-shannon"


def test_symmetric_proof() -> None:
    """A proof may hold in the mean over all permutations of its classes' groups."""
    names = [f"X{i}" for i in range(1, 9)]
    outcome = itip.prove(f"H({','.join(names)}) <= {' + '.join(f'H({x})' for x in names)}")
    assert isinstance(outcome, itip.Proved)
    (proof,) = outcome.proof
    assert proof.classes == (tuple(1 << i for i in range(8)),)
    assert len(proof.shannon) == 7


def test_values_are_frozen() -> None:
    """What comes out cannot be changed."""
    outcome = itip.prove(CLAIM)
    assert isinstance(outcome, itip.Proved)
    with pytest.raises(dataclasses.FrozenInstanceError):
        outcome.evidence = ()  # type: ignore[misc]


def test_given_and_definitions() -> None:
    """Givens and definitions can be texts of their own."""
    outcome = itip.prove(
        "d(X,Z) <= d(X,Y) + d(Y,Z) given 0 = 0",
        given=["X -> Y -> Z", "H(X) = 1, H(Y) = 1"],
        definitions=["d(A,B) = H(A|B) + H(B|A)"],
    )
    assert outcome.verdict == "shannon"
    assert len(outcome.statement.given) == 4
    assert itip.prove(itip.parse(CLAIM)).verdict == "shannon"


def test_certificate() -> None:
    """A verdict's document is JSON that verify accepts, as text and as bytes."""
    texts = (CLAIM, FALSE, "H(X) >= 7 given 1 = 0", "H(X,Y) = H(X)")
    for text, witness in product(texts, (True, False)):
        outcome = itip.prove(text, witness=witness)
        assert not isinstance(outcome, itip.Unknown)
        written = json.dumps(outcome.certificate())
        verified = itip.verify(written)
        assert verified == itip.verify(written.encode())
        assert verified.verdict == outcome.verdict
        assert verified.statement == itip.show(outcome.statement) == text


def test_document() -> None:
    """A document has the statement as text, the problem in coordinates, and the evidence."""
    outcome = itip.prove(CLAIM)
    assert isinstance(outcome, itip.Proved)
    document = outcome.certificate()
    assert document["format"] == "itip-certificate"
    assert document["version"] == 1
    assert document["statement"] == {"claim": "I(X;Z) <= I(X;Y)", "given": ["X -> Y -> Z"]}
    assert document["problem"]["variables"] == ["X", "Z", "Y"]
    assert document["problem"]["givens"][0]["source"] == 0
    assert document["verdict"] == "shannon"
    assert [item["kind"] for item in document["evidence"]] == ["proof"]


SPOILED = {
    "another claim": (("statement", "claim"), "I(X;Z) >= I(X;Y)", "not what the statement's text"),
    "another given": (("statement", "given"), ["Y -> X -> Z"], "not what the statement's text"),
    "a given less": (("statement", "given"), [], "no such source"),
    "a given more": (
        ("statement", "given"),
        ["X -> Y -> Z", "X = f(Z)"],
        "not what the statement",
    ),
    "a claim with a given": (
        ("statement", "claim"),
        "I(X;Z) <= I(X;Y) given 0 = 0",
        "rejected|not what|no such|cannot",
    ),
    "a claim that is no claim": (("statement", "claim"), "I(X,Z)", "the statement's text cannot"),
    "another verdict": (("verdict",), "not-shannon", "the verdict is 'not-shannon'"),
    "another version": (("version",), 2, "version 1"),
    "another order of variables": (
        ("problem", "variables"),
        ["X", "Y", "Z"],
        "in a set is unknown or not in ground",
    ),
}


@pytest.mark.parametrize(("path", "value", "reason"), SPOILED.values(), ids=SPOILED)
def test_spoiled_document(path: tuple[str, ...], value: object, reason: str) -> None:
    """A document about another statement, or another verdict, is rejected with the reason."""
    outcome = itip.prove(CLAIM)
    assert isinstance(outcome, itip.Proved)
    document = outcome.certificate()
    at = document
    for key in path[:-1]:
        at = at[key]
    at[path[-1]] = value
    with pytest.raises(itip.Rejected, match=reason):
        itip.verify(json.dumps(document))


@pytest.mark.parametrize("text", ["", "[]", "{", "1e5", '{"format": NaN}', "\ud800", "{}" * 2])
def test_no_document(text: str) -> None:
    """What is no document is rejected, not believed and not a crash."""
    with pytest.raises(itip.Rejected):
        itip.verify(text)


def test_errors() -> None:
    """Every error that itip raises on purpose is an ItipError."""
    for error in (itip.ParseError, itip.BackendError, itip.LimitReached):
        assert issubclass(error, itip.ItipError)
    with pytest.raises(itip.ParseError) as caught:
        itip.prove("I(X,Y) >= 0")
    assert (caught.value.line, caught.value.column) == (1, 4)
    with pytest.raises(itip.ParseError, match="--given 2"):
        itip.prove("H(X) >= 0", given=["H(X) = 1", "H(X"])
    with pytest.raises(itip.BackendError):
        itip.prove("H(X) >= 0", solver="nonesuch")


def test_unknown() -> None:
    """A limit is a verdict with a reason, and has no certificate."""
    outcome = itip.prove(CLAIM, time_limit=1e-9, solver="highs")
    assert isinstance(outcome, itip.Unknown)
    assert outcome.verdict == "unknown"
    assert outcome.reason
    assert not hasattr(outcome, "certificate")
