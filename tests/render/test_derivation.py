"""Chains and sums: what they say is what was proved, and no line of them is false."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

import itip
from itip.entropy.cone import Information
from itip.entropy.expression import Expression
from itip.entropy.groundset import GroundSet
from itip.entropy.translate import expand
from itip.evidence import Contradiction, Proof, named
from itip.language import show
from itip.language.ast import Linear, Relation
from itip.prover import shorten
from itip.render.blocks import plain
from itip.render.derivation.deriving import derivations
from itip.render.derivation.rewriting import Sum, absorbed, coordinates, normal, shortest
from itip.render.derivation.values import Chain, Derivation, Form, Identity, Step
from itip.render.proof import shown
from itip.unfolding import elemental
from itip.verdict import Proved

TRUE = {
    "data processing": "I(X;Z) <= I(X;Y) given X -> Y -> Z",
    "the other way round": "I(X;Y) >= I(X;Z) given X -> Y -> Z",
    "one-time pad": "H(M) <= H(K) given H(M|C,K) = 0, indep(M, C)",
    "a term that is dropped": "H(X,Y,Z) + I(X;Y|Z) >= H(X,Y,Z)",
    "fractions": "1/3 H(X,Y,Z) <= 1/6 (H(X,Y) + H(Y,Z) + H(X,Z))",
    "above a number": "H(X,Y) <= 5/2 given H(X) <= 1, 2 H(Y) <= 3",
    "below a number": "H(X) >= 2 given H(X,Y) >= 3, H(Y) <= 1",
    "scalars": "R + S >= H(X,Y|Z) given R >= H(X|Z), S >= H(Y|X)",
    "scalars alone": "R >= 1 given 2 R = 3",
    "numbers alone": "1 >= 0",
    "nothing": "0 >= 0",
    "co-information": "I(X;Y;Z) <= I(X;Y)",
    "co-information of four": "I(X;Y;Z;W) <= I(X;Y) + I(X;Y|Z,W)",
    "two directions": "I(X;Y) = I(X;Y|Z) given Z = f(X), indep(X, Z)",
    "equalities only": "H(X) = H(Y) given X ~ Y",
    "an identity": "H(X,Y) = H(X) + H(Y|X)",
    "a chain of relations": "0 <= I(X;Y|Z) <= H(X|Z) <= H(X)",
    "a Markov chain": "X -> Y -> Z given (X,W) -> Y -> Z",
    "a function": "Z = f(X) given Z = f(Y), Y = f(X)",
    "independence": "indep(X, Y, Z) given indep(X, Y), indep((X,Y), Z)",
    "one of a chain that is given": "H(X,Y) <= 2 given 0 <= H(X) <= 1, H(Y) <= 1",
    "symmetry": "H(X) >= I(X;Y) given symmetric(X, Y)",
    "clash": "H(X) >= 5 given H(X) <= 1, H(X,Y) >= 3, H(Y) = 1, X -> Y -> Z",
    "clash of numbers": "H(X) >= 7 given H(X) = 1, H(X) = 2",
    "overlapping sets": "I(X,Y;Y,Z) >= H(Y)",
    "copies": "2 I(C;D) <= I(A;B) + I(A;C,D) + 3 I(C;D|A) + I(C;D|B)",
    "copies and a given": "I(A;B) <= I(A;B|C) + I(A;B|D) + I(C;D) + r given "
    "I(A;B|C) + I(A;C|B) + I(B;C|A) <= r",
}
LONG = " + ".join(f"{k + 2} I({a};{b})" for k, (a, b) in enumerate(
    (a, b) for a in "ABCDEF" for b in "ABCDEF" if a < b))  # fmt: skip


@cache
def proved(statement: str) -> Proved:
    """A statement's verdict with its proofs made short."""
    verdict = itip.prove(statement)
    assert isinstance(verdict, Proved)
    return shorten(verdict)


def derived(statement: str, form: Form = "auto") -> list[Derivation]:
    """The derivations of a statement."""
    return [derivation for _, derivation in derivations(proved(statement), form)]


def text(statement: str, form: Form = "auto") -> list[str]:
    """What a pipe gets of the derivations."""
    return plain(shown(proved(statement), form=form)).splitlines()[1:]


def differences(chain: Chain, ground: GroundSet) -> list[tuple[Step, Expression]]:
    """Each step with what it adds, which is negative on the way down."""
    found = []
    before = chain.start
    for step in chain.steps:
        found.append((step, expand(Linear((*step.to.terms, *(-before).terms)), ground)))
        before = step.to
    return found


@pytest.mark.parametrize("case", TRUE)
def test_each_step_is_its_reason(case: str) -> None:
    """What a step adds or takes is its reason's multiple, on the side that its sign says."""
    verdict = proved(TRUE[case])
    for proof, chain in derivations(verdict, "chain"):
        assert isinstance(chain, Chain)
        ground = named(proof, verdict.problem.ground)
        for step, difference in differences(chain, ground):
            if step.by is None:
                assert step.sign == "="
                assert not difference
                continue
            part = expand(step.by.total, ground)
            assert difference == (part if step.sign == "<=" else -part) or (
                step.sign == "=" and difference == part
            )
            assert step.sign == "=" if step.by.sense == "=" else step.by.weight > 0


@pytest.mark.parametrize("case", TRUE)
def test_the_ends_are_as_written(case: str) -> None:
    """A chain leads from one side of the goal to the other; all signs point the same way."""
    verdict = proved(TRUE[case])
    for proof, chain in derivations(verdict, "chain"):
        assert isinstance(chain, Chain)
        last = chain.steps[-1].to
        ends = {show(chain.start), show(last)}
        signs = {step.sign for step in chain.steps} - {"="}
        assert len(signs) < 2
        if isinstance(proof, Contradiction):
            assert show(chain.start) == "0"
            assert Fraction(show(last)) > 0
            assert signs == {">="} or not signs
        elif isinstance(verdict.statement.claim, Relation):
            sides = verdict.statement.claim.sides[proof.goal : proof.goal + 2]
            assert ends == set(map(show, sides))
        else:
            goal = verdict.problem.goals[proof.goal].expression
            across = Linear((*chain.start.terms, *(-last).terms))
            assert expand(across, goal.ground) in (goal, -goal)


@pytest.mark.parametrize("case", TRUE)
def test_every_reason_once(case: str) -> None:
    """A chain has each part of the sum once, and what is 0 by the copies."""
    verdict = proved(TRUE[case])
    sums = derivations(verdict, "identity")
    for (_, chain), (_, total) in zip(derivations(verdict, "chain"), sums, strict=True):
        assert isinstance(chain, Chain)
        assert isinstance(total, Identity)
        used = [step.by for step in chain.steps if step.by and step.by.by != "copies"]
        assert sorted(map(repr, used)) == sorted(map(repr, total.parts))


@pytest.mark.parametrize("form", ["chain", "identity"])
@pytest.mark.parametrize("spoil", ["a weight", "a missing term", "a wrong term"])
def test_no_false_line(form: Form, spoil: str) -> None:
    """Of a proof that does not add up nothing is shown."""
    verdict = proved(TRUE["one-time pad"])
    (proof,) = verdict.evidence
    (first, weight), *others = proof.shannon
    wrong = {
        "a weight": ((first, 2 * weight), *others),
        "a missing term": tuple(others),
        "a wrong term": ((Information(1, 2, 0), weight), *others),
    }
    spoiled = replace(verdict, evidence=(replace(proof, shannon=wrong[spoil]),))
    with pytest.raises(RuntimeError, match="not identically true"):
        list(derivations(spoiled, form))


CHAINS = {
    "data processing": [
        "  I(X;Y)",
        "     = I(X;Z,Y)   [I(X;Z|Y) = 0, given X -> Y -> Z]",
        "    >= I(X;Z)     [I(X;Y|Z) >= 0]",
    ],
    "one-time pad": [
        "  H(K)",
        "    >= H(K|C)     [I(K;C) >= 0]",
        "     = H(M,K|C)   [H(M|C,K) = 0, given]",
        "    >= H(M|C)     [H(K|M,C) >= 0]",
        "     = H(M)       [I(M;C) = 0, given indep(M, C)]",
    ],
    "one of a chain that is given": [
        "  H(X,Y)",
        "    <= 1 + H(Y|X)   [H(X) <= 1, given 0 <= H(X) <= 1]",
        "    <= 1 + H(Y)     [I(X;Y) >= 0]",
        "    <= 2            [H(Y) <= 1, given]",
    ],
    "an identity": ["  H(X,Y)", "    = H(X) + H(Y|X)   [identically]"],
    "equalities only": ["  H(X)", "    = H(Y)   [H(X) = H(Y), given X ~ Y]"],
    "scalars alone": ["  R", "     = 3/2   [2 R = 3, given]", "    >= 1     [1/2 >= 0]"],
}


@pytest.mark.parametrize("case", CHAINS)
def test_as_on_paper(case: str) -> None:
    """Short proofs look as they do in a paper: what is proved both ways by equalities, once."""
    assert text(TRUE[case]) == CHAINS[case]


def test_form() -> None:
    """Short proofs are chains, and long ones sums, as are those that mostly leave out terms."""
    assert isinstance(derived(TRUE["data processing"])[0], Chain)
    assert isinstance(derived(f"{LONG} >= 0", "auto")[0], Identity)
    assert isinstance(derived(f"{LONG} >= 0", "chain")[0], Chain)
    assert isinstance(derived(TRUE["copies"])[0], Identity)
    assert isinstance(derived(TRUE["data processing"], "identity")[0], Identity)


def test_in_the_mean() -> None:
    """A proof of terms meant in the mean is never a chain, and says what they stand for."""
    names = [f"X{i}" for i in range(1, 15)]
    verdict = itip.prove(f"H({','.join(names)}) <= {' + '.join(f'H({x})' for x in names)}")
    assert isinstance(verdict, Proved)
    assert verdict.evidence[0].classes
    assert isinstance(next(derivations(verdict, "chain"))[1], Identity)
    assert "average over all permutations of" in plain(shown(verdict, form="chain"))


def test_elemental() -> None:
    """By elemental inequalities a proof is a sum, of as many terms as there are of these."""
    verdict = proved("H(X,Y,Z,W) <= H(X,Y) + H(Z,W)")
    (total,) = derived("H(X,Y,Z,W) <= H(X,Y) + H(Z,W)", "elemental")
    assert isinstance(total, Identity)
    (proof,) = verdict.evidence
    assert isinstance(proof, Proof)
    assert len(total.parts) == len(elemental(proof, verdict.problem).shannon) == 4


def test_many_places() -> None:
    """A given of many places is cited by the first and the last, unless another has these too."""
    chain = " -> ".join(f"X{k}" for k in range(1, 7))
    given = f"I(X1;X6) <= I(X1;X2) given {chain}"
    assert text(given)[1].endswith(", given X1 -> ... -> X6]")
    whole = plain(shown(proved(given), everything=True), 200)
    assert whole.splitlines()[2].endswith(f", given {chain}]")
    assert "..." not in "".join(text(f"{given}, X1 -> Y -> Z -> W -> X6"))
    symmetric = text("H(A) = H(B) given symmetric(A, B, C, D, E)")
    assert symmetric[-1].endswith("[H(B) = H(A), given symmetric(A, ..., E)]")
    independent = text("I(A;E|F) <= 0 given indep(A, B, C, D, E | F)", "identity")
    assert independent[-1].endswith(" = 0  given indep(A, ..., E | F)")


def test_given_as_written() -> None:
    """A given that says just what is used of it is not written again."""
    pad = "H(M) <= H(K) given H(M|C,K) = 0, I(M;C) = 0"
    assert [line.rpartition(" = 0  ")[2] for line in text(pad, "identity")[-2:]] == ["given"] * 2


def test_long_lines() -> None:
    """A line that is too long for its reason has it below, within the width where that can be."""
    names = [f"Name{i}" for i in range(1, 7)]
    joint = ",".join(names)
    rows = text(f"H({joint}) <= H({','.join(names[:3])}) + H({','.join(names[3:])})", "chain")
    assert max(map(len, rows)) <= 80


SETS = st.integers(0, 15)
MEASURES = st.builds(normal, SETS, SETS, SETS).filter(bool)
SUMS: st.SearchStrategy[Sum] = st.dictionaries(
    MEASURES | st.sampled_from(["R", None]), st.sampled_from([-2, -1, 1, 2, 3]), max_size=6
)


@given(total=SUMS)
def test_rewriting_changes_no_entropies(total: Sum) -> None:
    """Whatever a sum is rewritten to is the same in joint entropies, scalars and constant."""

    def others(found: Sum) -> Sum:
        return {q: c for q, c in found.items() if not isinstance(q, tuple)}

    for found in (shortest(total), *absorbed(total, total)):
        assert coordinates(found) == coordinates(total)
        assert others(found) == others(total)
        assert all(found.values())


@pytest.mark.parametrize(
    ("long", "short"),
    [
        ({(1, 1, 0): 1, (2, 2, 1): 1}, {(3, 3, 0): 1}),
        ({(1, 1, 0): 1, (2, 2, 0): 1, (3, 3, 0): -1}, {(1, 2, 0): 1}),
        ({(1, 2, 0): 1, (1, 4, 2): 1}, {(1, 6, 0): 1}),
        ({(1, 1, 0): 2, (1, 1, 2): -2}, {(1, 2, 0): 2}),
    ],
)
def test_shortest(long: Sum, short: Sum) -> None:
    """Chain rules are found."""
    assert shortest(long) == short
