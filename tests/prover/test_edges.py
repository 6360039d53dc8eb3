"""Edges: no variables, one variable, constants, contradictions, every form as a claim, limits."""

from __future__ import annotations

import json
from fractions import Fraction
from functools import partial

import pytest

import itip
from itip.entropy.translate import translate
from itip.language import parse
from itip.prover.reduction.merging import merge

prove = partial(itip.prove, shannon_only=True)  # these are about Shannon's inequalities

SHANNON = {
    "a true constant": "1 >= 0",
    "zero": "0 = 0",
    "zero is not negative": "0 >= 0",
    "equal constants": "1/3 = 2/6",
    "a chain of constants": "0 <= 1 <= 2 <= 2 = 2",
    "an entropy": "H(X) >= 0",
    "an entropy from above": "-H(X) <= 0",
    "a constant added": "H(X) + 1 >= 0",
    "one variable on both sides": "2 H(X) >= H(X)",
    "a sum of nothing": "H(X) - H(X) = 0",
    "the entropy of nothing": "H() = 0",
    "nothing given": "I(X;Y|) <= H(X)",
    "a variable with itself": "I(X;X) = H(X)",
    "a variable given itself": "H(X|X) = 0",
    "identical scalars": "R = R",
    "a chain": "0 <= I(X;Y|Z) <= H(X|Z) <= H(X) <= H(X,Y)",
    "a chain both ways": "H(X,Y) >= H(X) >= 0 <= H(Y) <= H(X,Y)",
    "co-information from above": "I(X;Y;Z) <= I(X;Y)",
    "co-information from below": "I(X;Y;Z) >= -I(X;Y|Z)",
    "co-information is symmetric": "I(X;Y;Z|W) = I(Z;Y;X|W)",
    "a given that is identically true": "H(X) >= 0 given 0 = 0",
    "an inequality that is identically true": "H(X) >= 0 given 0 <= 1",
    "a given that is true anyway": "I(X;Y) >= 0 given H(X|Y) >= 0, H(X) = H(X)",
    "a given about other variables": "I(X;Y) >= 0 given A -> B -> C",
    "a given twice": "I(X;Z) <= I(X;Y) given X -> Y -> Z, X -> Y -> Z",
    "a constant given": "Z = f() given H(Z) <= 0",
    "a scalar with a given": "R >= 0 given R >= H(X)",
    "scalars in a chain of givens": "R >= H(Y) given R >= S, S >= T, T >= H(X), Y = f(X)",
    "a scalar as a number": "R = 2 given 2 R = 4",
    "scalars that cancel": "R - S >= H(X) given R >= S + H(X)",
    "bits": "H(X,Y) <= 2 given H(X) <= 1, H(Y) <= 1",
    "a constant between": "H(X) >= 1 given H(X,Y) >= 3, H(Y) <= 2",
    "a Markov chain": "X -> Y -> Z given Z -> Y -> X",
    "a function is a Markov chain": "X -> Y -> Z given Z = f(Y)",
    "a longer Markov chain": "W -> X -> Z given W -> X -> Y -> Z",
    "a trivial Markov chain": "X -> Y -> Y",
    "independence of parts": "indep(X, Y) given indep((X,U), (Y,V))",
    "mutual independence": "indep(X, Y, Z) given indep(X, Y), indep((X,Y), Z)",
    "conditional independence": "X _||_ Y | Z given X -> Z -> Y",
    "a function of a function": "Z = f(X) given Z = f(Y), Y = g(X)",
    "one distribution": "(X,Y) ~ (X,Z) given Y = f(Z), Z = f(Y)",
    "one distribution with itself": "(X,Y) ~ (X,Y)",
    "a symmetry": "symmetric(X, Y) given H(X) = H(Y)",
    "a symmetry used": "H(X) = H(Z) given symmetric(X, Y, Z)",
    "halves of a symmetry": "H(X,Y,Z) <= 3/2 H(X,Y) given symmetric(X, Y, Z)",
}
NOT_SHANNON = {
    "a false constant": "-1 >= 0",
    "constants that differ": "1 = 0",
    "a chain that breaks in constants": "0 <= 2 <= 1",
    "constants given what is true": "0 >= 1 given 0 = 0",
    "a negative entropy": "H(X) <= 0",
    "entropies from a constant on": "H(X) >= 1",
    "entropies up to a constant": "H(X) <= 1000000",
    "an entropy as a scalar": "H(X) = R",
    "a scalar alone": "R >= 0",
    "a scalar from above": "R <= 0",
    "two scalars": "R = S",
    "a scalar as an entropy": "R >= 0 given R + S >= H(X)",
    "the second link of a chain": "0 <= H(X) <= I(X;Y) <= H(Y)",
    "equality in one direction": "H(X,Y) = H(X)",
    "equality in the other direction": "H(X|Y) = H(X)",
    "equality in neither": "H(X) = H(Y)",
    "co-information": "I(X;Y;Z) >= 0",
    "co-information from the other side": "I(X;Y;Z) <= 0",
    "a Markov chain": "X -> Y -> Z",
    "a Markov chain in disorder": "Y -> X -> Z given X -> Y -> Z",
    "independence": "indep(X, Y)",
    "pairs are not all": "indep(X, Y, Z) given indep(X, Y), indep(Y, Z), indep(X, Z)",
    "conditional independence": "X _||_ Y given X _||_ Y | Z",
    "a function": "Z = f(X)",
    "a function backwards": "X = f(Z) given Z = f(X)",
    "one distribution": "(X,Y) ~ (X,Z) given H(Y) = H(Z)",
    "a symmetry": "symmetric(X, Y, Z) given H(X) = H(Y), H(Y) = H(Z)",
    "bits": "H(X,Y) <= 2 given H(X) <= 1, H(Y) <= 1 + 1/1000",
    "Ingleton": "I(A;B) <= I(A;B|C) + I(A;B|D) + I(C;D)",
    "names that begin alike": "H(X1) >= H(X10)",
}


def accepted(outcome: itip.Verdict) -> bool:
    """Whether the verdict's document is accepted and says the same."""
    assert not isinstance(outcome, itip.Unknown)
    return itip.verify(json.dumps(outcome.certificate())).verdict == outcome.verdict


@pytest.mark.parametrize("solver", ["auto", "highs"])
@pytest.mark.parametrize("statement", SHANNON.values(), ids=SHANNON)
def test_proved(statement: str, solver: str) -> None:
    """It is proved, and the evidence is accepted."""
    outcome = prove(statement, solver=solver)
    assert isinstance(outcome, itip.Proved)
    assert accepted(outcome)
    assert not any(isinstance(item, itip.Contradiction) for item in outcome.proof)


@pytest.mark.parametrize("solver", ["auto", "highs"])
@pytest.mark.parametrize("statement", NOT_SHANNON.values(), ids=NOT_SHANNON)
def test_not_proved(statement: str, solver: str) -> None:
    """It is refuted by a polymatroid, and the evidence is accepted."""
    outcome = prove(statement, solver=solver)
    assert isinstance(outcome, itip.NotProvable)
    assert accepted(outcome)


# statement: the givens that clash, by number
CONTRADICTIONS = {
    "I(X;Y) >= 0 given 0 >= 1": {0},
    "1 = 0 given 0 = 0, 1 = 0": {1},
    "H(X) >= 5 given H(X) <= -1": {0},
    "R >= 0 given R >= 1, R <= 0": {0, 1},
    "H(Z) <= 0 given H(Z) >= 0, H(X) >= 2, H(Y) <= 7, H(X,Y) <= 1": {1, 3},
    "H(X) = 17 given H(X) = 1, H(X,Y) = 2, I(X;Y) = 3": {0, 2},
    "H(A) <= 0 given H(X) >= 1, X = f(Y), Y = f(Z), H(Z) = 1/2": {0, 1, 2, 3},
    "H(A) <= 0 given H(X) >= R, R >= S, S >= H(X) + 1e-15": {0, 1, 2},
}


@pytest.mark.parametrize("solver", ["auto", "highs"])
@pytest.mark.parametrize(("statement", "clash"), CONTRADICTIONS.items(), ids=CONTRADICTIONS)
def test_contradictory_givens(statement: str, clash: set[int], solver: str) -> None:
    """Givens that clash prove everything; the evidence is the clash itself, of those givens."""
    outcome = prove(statement, solver=solver)
    assert isinstance(outcome, itip.Proved)
    assert accepted(outcome)
    (found,) = outcome.proof
    assert isinstance(found, itip.Contradiction)
    assert found.constant > 0
    assert {outcome.problem.givens[k].source for k, _ in found.givens} == clash


@pytest.mark.parametrize(
    "statement",
    [
        "H(X) <= 1 given H(X) >= 0, R >= 1, S <= 0",
        "H(X) <= 1 given H(X) >= 1, H(X,Y) >= 5",
        "R <= 7 given R >= 8, H(X) <= 0.0000001",
    ],
)
def test_givens_that_do_not_clash(statement: str) -> None:
    """Givens with constants that some polymatroid satisfies prove nothing of themselves."""
    outcome = prove(statement)
    assert outcome.verdict == "not-shannon"
    assert accepted(outcome)


def test_equality_with_one_direction() -> None:
    """Of an equality that holds in one direction, that proof stands beside the polymatroid."""
    outcome = prove("H(X,Y) = H(X)")
    assert isinstance(outcome, itip.NotProvable)
    kinds = [(type(item), item.direction) for item in outcome.evidence]
    assert kinds == [(itip.Proof, ">="), (itip.Counterexample, "<=")]
    assert outcome.counterexample == outcome.evidence[1]


def test_chain_has_evidence_for_each_link() -> None:
    """Each link of a chain is a goal with evidence of its own."""
    outcome = prove("0 <= H(X) <= I(X;Y) <= H(Y)")
    assert isinstance(outcome, itip.NotProvable)
    kinds = [(item.goal, type(item).__name__) for item in outcome.evidence]
    assert kinds == [(0, "Proof"), (1, "Counterexample"), (2, "Proof")]


def test_proof_is_in_the_givens_own_words() -> None:
    """A proof names the given that it used by its number, with the weight of it as written."""
    outcome = prove("H(X) <= 5 given H(A) = 3, 1/2 H(X) <= 1, H(B) = 0")
    assert isinstance(outcome, itip.Proved)
    (proof,) = outcome.proof
    assert proof.givens == ((1, Fraction(2)),)
    assert proof.constant == 3
    assert proof.shannon == ()


def test_counterexample_with_scalars() -> None:
    """A counterexample gives the scalars values at which the goal fails."""
    outcome = prove("R + S >= 7 given R >= H(X), S >= 3")
    assert isinstance(outcome, itip.NotProvable)
    r, s = outcome.counterexample.scalars
    rank = outcome.counterexample.polymatroid.rank
    assert outcome.problem.scalars == ("R", "S")
    assert r >= rank[1] >= 0
    assert s >= 3
    assert r + s < 7


def names(count: int) -> str:
    """The names of so many variables, listed."""
    return ",".join(f"X{i}" for i in range(1, count + 1))


def test_many_variables_that_occur_together() -> None:
    """A thousand variables that only occur together are one."""
    outcome = prove(f"H({names(1000)}) >= 0")
    assert outcome.verdict == "shannon"
    assert accepted(outcome)


def test_ten_thousand_variables() -> None:
    """Ten thousand variables are more than a document may name: unknown, for that reason."""
    outcome = prove(f"H({names(10_000)}) >= 0")
    assert isinstance(outcome, itip.Unknown)
    assert "1024" in outcome.reason


def test_counterexample_over_a_hundred_variables() -> None:
    """A counterexample over variables that only occur together is one over all of them."""
    outcome = prove(f"H({names(100)}) <= 0")
    assert isinstance(outcome, itip.NotProvable)
    assert accepted(outcome)
    assert len(outcome.counterexample.polymatroid.ground) == 100


def test_counterexample_that_cannot_be_written() -> None:
    """A counterexample over many variables of no two alike is a limit, said in words."""
    chain = ", ".join(f"X{i + 1} = f(X{i}), H(X{i}) >= H(X{i + 1}) + 1" for i in range(1, 20))
    outcome = prove("H(X1) <= H(X2)", given=[f"{chain}, H(X20) >= 1"])
    assert isinstance(outcome, itip.Unknown)
    assert "there is a counterexample" in outcome.reason
    assert "20 variables" in outcome.reason


def test_counterexample_in_which_most_are_constants() -> None:
    """Over many variables, constants are left out, and those that determine each other are one."""
    chain = ", ".join(f"X{i + 1} = f(X{i})" for i in range(1, 20))
    outcome = prove(f"H(X1) <= H({names(20)[3:]})", given=[chain])
    assert isinstance(outcome, itip.NotProvable)
    assert isinstance(outcome.counterexample.polymatroid, itip.SymmetricPolymatroid)
    assert len(outcome.counterexample.polymatroid.rank) == 1
    assert accepted(outcome)


def test_twenty_variables_that_are_alike() -> None:
    """Twenty variables that may be exchanged are few joint entropies."""
    claim = " + ".join(f"H({name})" for name in names(20).split(","))
    outcome = prove(f"H({names(20)}) <= {claim}")
    assert outcome.verdict == "shannon"
    assert accepted(outcome)


def test_program_that_is_too_large() -> None:
    """Twenty variables of which no two are alike are a limit, said in words."""
    claim = " + ".join(f"{k} H({name})" for k, name in enumerate(names(20).split(",")))
    outcome = prove(f"H({names(20)}) + H(X1,X3) <= H(X2,X3) + {claim}")
    assert isinstance(outcome, itip.Unknown)
    assert "20 variables" in outcome.reason
    assert outcome.problem is not None
    assert len(outcome.problem.ground) == 20


def test_symmetry_that_is_too_large() -> None:
    """A symmetry of too many variables is a limit already in coordinates."""
    outcome = prove(f"symmetric({names(15)})")
    assert isinstance(outcome, itip.Unknown)
    assert outcome.problem is None
    assert "the limit is 14 variables" in outcome.reason


@pytest.mark.parametrize("solver", ["exact", "highs"])
def test_no_time(solver: str) -> None:
    """Without time the verdict is unknown, and the reason is the time limit."""
    statement = "I(A;B) <= I(A;B|C) + I(A;B|D) + I(C;D) + I(A;E|B,F)"
    outcome = prove(statement, solver=solver, time_limit=1e-9)
    assert isinstance(outcome, itip.Unknown)
    assert outcome.verdict == "unknown"
    assert "time limit" in outcome.reason
    assert prove(statement, solver=solver, time_limit=600).verdict == "not-shannon"


LARGE_NUMBERS = {
    "digits of a common denominator": " + ".join(f"1/{10**999 + k} H(X)" for k in range(10)),
    "digits of cleared coefficients": " + ".join(f"1/{10**999 + k} H(X{k})" for k in range(6)),
    "denominators that are too many": " + ".join(f"1/{10**999 + k} H(X{k})" for k in range(120)),
}


@pytest.mark.parametrize("claim", LARGE_NUMBERS.values(), ids=LARGE_NUMBERS)
def test_numbers_that_grow(claim: str) -> None:
    """Numbers beyond what a document may hold are a limit, not a crash."""
    outcome = prove(f"{claim} >= 0", time_limit=60)
    assert outcome.verdict in ("unknown", "shannon")
    assert not isinstance(outcome, itip.Unknown) or "report" not in outcome.reason


def test_missing_solver() -> None:
    """A solver that is not there is an error that lists those that are."""
    with pytest.raises(
        itip.BackendError, match=r"'nonesuch' is not a solver that itip knows.*highs"
    ):
        prove("H(A) + H(B) + H(C) >= H(A,B,C)", solver="nonesuch")


# Merging


@pytest.mark.parametrize(
    ("statement", "blocks"),
    [
        ("H(X,Y) >= 0", ["XY"]),
        ("H(X,Y) >= H(X)", ["X", "Y"]),
        ("I(A,B;C|D,E) >= 0", ["AB", "C", "DE"]),
        ("I(X;Y) >= 0 given H(A,B,C) <= 1", ["X", "Y", "ABC"]),
        ("H(X) - H(X) + H(Y) >= 0", ["Y"]),
        ("R >= 0 given H(X|X) = 0", []),
    ],
)
def test_merging(statement: str, blocks: list[str]) -> None:
    """Variables that occur only together count as one, those that cancel out as none."""
    problem = translate(parse(statement))
    small, merging = merge(problem)
    assert ["".join(problem.ground.members(block)) for block in merging.blocks] == blocks
    assert small.ground.names == tuple(block[0] for block in blocks)


def test_merged_counterexample() -> None:
    """A counterexample of the merged problem becomes one over all variables that occur."""
    outcome = prove("H(A,B) <= H(C,D) given H(E|E) = 0")
    assert isinstance(outcome, itip.NotProvable)
    found = outcome.counterexample.polymatroid
    assert found.ground.names == ("A", "B", "C", "D", "E")
    assert len(found.rank) == 32
    assert accepted(outcome)
