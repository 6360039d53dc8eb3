"""SMT-LIB files: solvers refute the negation of what is proved, and not with an axiom less."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

import pytest

import itip
from itip import kernel
from itip.entropy.cone import Information
from itip.errors import ItipError
from itip.evidence import Proof
from itip.export import smt2
from itip.verdict import Decided, Proved

Solver = Callable[[str], list[str]]

VARIABLES = 6
ROW = re.compile(r"^\(assert \(! (.*) :named ([a-z]\d+_?)\)\)$", re.MULTILINE)

INGLETON = "I(A;B) <= I(A;B|C) + I(A;B|D) + I(C;D)"
ZHANG_YEUNG = "2 I(C;D) <= I(A;B) + I(A;C,D) + 3 I(C;D|A) + I(C;D|B)"
NAMES = "ABCDEFGHIJ"
SUM = " + ".join(f"H({name})" for name in NAMES)
PROVED = {
    "data processing": "I(X;Z) <= I(X;Y) given X -> Y -> Z",
    "equality": "H(X,Y) = H(X) + H(Y) given indep(X, Y)",
    "several goals": "0 <= I(X;Y|Z) <= H(X|Z) <= H(X)",
    "identity": "H(X,Y) = H(X) + H(Y|X)",
    "nothing": "0 <= 1",
    "scalars": "R >= H(X|Y)/3 given 2 R >= 3/2 H(X)",
    "scalar named as a function": "h + x >= H(X) given h >= H(X), x >= 1/2",
    "scalars named as axioms": "s1 + g1 >= H(X|Y) given s1 >= H(X), g1 >= 0",
    "scalars named as operators": "true + xor >= H(X) given true >= H(X), xor >= abs, abs = 0",
    "scalar named as a reserved word": "as >= H(X|Y) given as >= H(X)",
    "constants": "H(X,Y) <= 5/2 given H(X) <= 1, H(Y) <= 3/2",
    "contradiction": "H(X) >= 7 given H(X) = 1, H(X) = 2",
    "primes and Greek": "H(X',alpha_1) <= H(X') + H(alpha_1) given H(β) = 2",
    "copies": ZHANG_YEUNG,
    "double Markov": f"{INGLETON} given I(A;B|C) = 0, I(A;C|B) = 0",
    "classes": f"H({','.join(NAMES)}) <= {SUM}",
    "pairs": f"H({','.join(NAMES)}) <= "
    + " + ".join(f"H({a},{b})" for a, b in zip(NAMES[::2], NAMES[1::2], strict=True)),
}


@pytest.fixture
def z3() -> Solver:
    """The answers of z3 to a script."""
    package = pytest.importorskip("z3", reason="z3-solver is not installed")

    def answers(text: str) -> list[str]:
        context = package.Context()
        found: str = package.Z3_eval_smtlib2_string(context.ref(), text)
        return found.split()

    return answers


@pytest.fixture
def cvc5() -> Solver:
    """The answers of cvc5 to a script."""
    package = pytest.importorskip("cvc5", reason="cvc5 is not installed")

    def answers(text: str) -> list[str]:
        solver = package.Solver(package.TermManager())
        symbols = package.SymbolManager(solver)
        parser = package.InputParser(solver, symbols)
        parser.setStringInput(package.InputLanguage.SMT_LIB_2_6, text, "script")
        found = []
        while not (command := parser.nextCommand()).isNull():
            found += str(command.invoke(solver, symbols)).split()
        return found

    return answers


@pytest.fixture(params=["z3", "cvc5"])
def solver(request: pytest.FixtureRequest) -> Solver:
    """The answers of each solver to a script."""
    found: Solver = request.getfixturevalue(request.param)
    return found


def verdict(statement: str, *, linear: bool = False, shannon_only: bool = False) -> Decided:
    """The verdict on a statement."""
    found = itip.prove(statement, linear=linear, shannon_only=shannon_only)
    assert not isinstance(found, itip.Unknown)
    return found


def scripts(text: str) -> list[str]:
    """The scripts of a file."""
    return text.split("\n(reset)\n\n")


def dropped(script: str) -> tuple[str, int]:
    """The script as one that asks as often as it has axioms, each time without one of them."""
    names = [name for _, name in ROW.findall(script)]
    text = ROW.sub(r"(declare-const \2 Bool)\n(assert (=> \2 \1))", script)
    text = text.replace("(set-info :status unsat)\n", "").replace("(check-sat)\n", "")
    asked = (" ".join(other for other in names if other != name) for name in names)
    return text + "".join(f"(check-sat-assuming ({others}))\n" for others in asked), len(names)


@pytest.mark.parametrize("statement", PROVED.values(), ids=PROVED)
def test_refuted(statement: str, solver: Solver) -> None:
    """The negation of each goal is refuted from the axioms that its proof uses, and no fewer."""
    text = smt2.export([("it", verdict(statement))])
    for script in scripts(text):
        assert solver(script) == ["unsat"]
        less, count = dropped(script)
        assert solver(less) == ["sat"] * count
    assert set(solver(text)) == {"unsat"}


@pytest.mark.parametrize(
    "statement",
    [text for name, text in PROVED.items() if name not in ("classes", "pairs")],
)
def test_refuted_in_full(statement: str, solver: Solver) -> None:
    """It is refuted from all elemental inequalities and givens; of copies, from those used too."""
    text = smt2.export([("it", verdict(statement))], full=True)
    assert set(solver(text)) == {"unsat"}


def test_groups(solver: Solver) -> None:
    """Of a proof in which groups are exchanged, each set stands for those it is exchanged with."""
    found = verdict("H(A,B,C,D,E,F,G) <= H(A,B) + H(C,D) + H(E,F) + H(G)")
    assert isinstance(found, Proved)
    groups = first, second, third = 0b11, 0b1100, 0b110000
    united = first | second
    pairs = (first, second), (united, third), (united | third, 0b1000000)
    shannon = tuple((Information(a, b, 0), Fraction(1)) for a, b in pairs)
    item = Proof(0, ">=", shannon, (), Fraction(0), (groups,))
    kernel.check(replace(found, evidence=(item,)).certificate())
    script = smt2.export([("it", replace(found, evidence=(item,)))])
    assert "|mean h(A,B,C,D)|" in script
    assert solver(script) == ["unsat"]
    less, count = dropped(script)
    assert solver(less) == ["sat"] * count == ["sat"] * 3


def test_linear(solver: Solver) -> None:
    """A proof by common information has what that comes with among its axioms."""
    found = verdict(INGLETON, linear=True)
    for full in (False, True):
        text = smt2.export([("it", found)], full=full)
        assert "W is adjoined by common information of A; B" in text
        assert solver(text) == ["unsat"]


@pytest.mark.parametrize(
    "statement",
    [
        INGLETON,
        "I(X;Y|Z) <= I(X;Y)",
        "R + 2 beta >= H(X|Y) given R + H(Y) >= H(X), R <= 12345/67891",
        "H(X,Y) = H(X)",
        "1 <= 0",
    ],
)
def test_satisfiable(statement: str, solver: Solver) -> None:
    """What Shannon's inequalities do not imply is satisfiable in full, and is not written else."""
    found = verdict(statement, shannon_only=True)
    with pytest.raises(ItipError, match=r"^it: .*there is no proof to write; with --full"):
        smt2.export([("it", found)])
    assert solver(smt2.export([("it", found)], full=True)) == ["sat"]


def test_several(solver: Solver) -> None:
    """Several scripts, as of several certificates, are one file."""
    found = [verdict(PROVED["data processing"]), verdict(INGLETON), verdict(PROVED["copies"])]
    text = smt2.export([(str(k), one) for k, one in enumerate(found)], full=True)
    assert solver(text) == ["unsat", "sat", "unsat"]


def test_too_many_variables() -> None:
    """Of more than six variables not all elemental inequalities are written; copies count."""
    with pytest.raises(ItipError, match=r"at most 6 variables; here are 10$"):
        smt2.export([("it", verdict(PROVED["classes"]))], full=True)
    copies = "copy R = A over C,D; S = R over A,B; T = S over A,B"
    found = verdict(f"{ZHANG_YEUNG} {copies}")
    assert isinstance(found, Proved)
    with pytest.raises(ItipError, match="here are 7, with those adjoined and copied"):
        smt2.export([("it", found)], full=True)


def test_reading() -> None:
    """A script says in comments what each assertion is, in the terms of the statement."""
    text = smt2.export([("it", verdict(PROVED["data processing"]))])
    assert text.startswith("; I(X;Z) <= I(X;Y) given X -> Y -> Z\n")
    assert "; I(X;Y|Z) >= 0   (weight 1)\n" in text
    assert "; I(X;Z|Y) = 0, given X -> Y -> Z   (weight -1)\n" in text
    assert "; not I(X;Y) - I(X;Z) >= 0\n" in text
    assert "(declare-const |h(X,Z)| Real)\n" in text
    assert "(set-info :status unsat)\n" in text


@pytest.mark.xdist_group("library")
def test_library(verdicts: dict[str, Decided], z3: Solver, cvc5: Solver) -> None:
    """Each proved entry of the library is refuted; of every tenth, not with an axiom less."""
    entries = [
        (label, found)
        for label, found in verdicts.items()
        if isinstance(found, Proved) and len(found.problem.ground) <= VARIABLES
    ]
    assert len(entries) >= 600
    for k, entry in enumerate(entries):
        text = smt2.export([entry])
        assert {*z3(text), *cvc5(text)} == {"unsat"}, entry[0]
        for script in scripts(text) if k % 10 == 0 else ():
            less, count = dropped(script)
            assert z3(less) == ["sat"] * count, entry[0]
