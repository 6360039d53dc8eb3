"""Verdicts exported to Coq, and what Coq says of them."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from typing import TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itip.entropy.cone import Information
from itip.errors import ItipError
from itip.evidence import Proof
from itip.export import coq
from itip.export.coq.names import identifiers
from itip.export.coq.text import comment
from itip.prover import prove
from itip.verdict import Decided, Proved, Unknown

Compile = Callable[[str], subprocess.CompletedProcess[str]]

pytestmark = pytest.mark.xdist_group("library")  # what its fixtures make is made once

T = TypeVar("T")

WORDS = ("I", "If", "if", "nat")  # of the language, which no scalar can be called
AWKWARD = [
    *("N", "R", "Q", "Z", "P", "S", "O", "I", "X", "h", "In", "e_1", "X'", "o", "eq", "If"),
    *("Type", "Set", "Prop", "forall", "fun", "exists", "mod", "if", "as", "is", "let_", "using"),
    *("statement", "reified", "certificates", "polymatroid", "Hc", "Ic", "Co", "list", "nil"),
    *("Certificate", "Shannon", "variable", "space", "joint_entropies", "for_polymatroids"),
    *("nat", "True", "holds", "Problem", "Relation", "Equal", "Entropy", "lhs", "omega", "N_"),
    *("α", "λ", "Ω", "é", "Ж", "א", "X_א", "变量", "變"),
]  # fmt: skip


def decided(text: str, *, shannon_only: bool = False) -> Decided:
    """The verdict on a statement."""
    verdict = prove(text, shannon_only=shannon_only)
    assert not isinstance(verdict, Unknown)
    return verdict


def exported(*statements: str, shannon_only: bool = False) -> str:
    """A file of statements."""
    verdicts = [decided(text, shannon_only=shannon_only) for text in statements]
    return coq.export([(f"s{k}", verdict) for k, verdict in enumerate(verdicts)])


def test_a_file() -> None:
    """A statement is exported in the terms of its author, with its certificate and theorems."""
    text = coq.export([("data-processing", decided("I(X;Z) <= I(X;Y) given X -> Y -> Z"))])
    assert text.endswith("""\
(* I(X;Z) <= I(X;Y) given X -> Y -> Z
   shannon: it follows from the Shannon inequalities and the givens *)
Module data_processing.
Definition X : N := 1.
Definition Z : N := 2.
Definition Y : N := 4.
Definition statement (h : N -> R) : Prop :=
  Ic h X Z Y = 0 ->
  Ic h X Z 0 <= Ic h X Y 0.
Definition reified : problem :=
  (Problem 3
  [Relation [(1, Information 1 2 4)] Equal []]
  [Relation [(1, Information 1 2 0)] AtMost [(1, Information 1 4 0)]])%Q.
Definition certificates : list certificate :=
  [Certificate [Shannon 1 1 4 2]
  [Given (-1) 0] 0].
Theorem for_polymatroids :
  forall h, polymatroid h -> statement h.
Proof. by_certificate reified certificates. Qed.
Theorem for_random_variables :
  forall (P : space) (X Z Y : variable P),
  statement (joint_entropies [X; Z; Y]).
Proof. by_polymatroids for_polymatroids. Qed.
End data_processing.
""")


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("2 H(X,Y|Z) - 3/2 r + 1 >= -s", "2 * Hc h (X ∪ Y) Z - 3 / 2 * r + 1 >= - s"),
        ("-2 H(X) <= 0", "-2 * Hc h X 0 <= 0"),
        ("-1/2 r <= -3/2 given r >= 3", "r >= 3 -> -1 / 2 * r <= -3 / 2"),
        ("I(X;Y;Z|W) <= I(X;Y|W)", "Co h [X; Y; Z] W <= Ic h X Y W"),
        ("0 <= I(X;Y) <= H(X)", "0 <= Ic h X Y 0 /\\ Ic h X Y 0 <= Hc h X 0"),
        ("indep(A,B,C) given H(A,B,C) = 0",
         "Hc h (A ∪ B ∪ C) 0 = 0 -> Hc h A 0 + Hc h B 0 + Hc h C 0 - Hc h (A ∪ B ∪ C) 0 = 0"),
        ("W -> X -> Y given W -> X -> Y -> Z",
         "Ic h W Y X = 0 -> Ic h (W ∪ X) Z Y = 0 -> Ic h W Y X = 0"),
        ("H(X|Z) = 0 given X = f(Y), Y = f(Z)", "Hc h X Y = 0 -> Hc h Y Z = 0 -> Hc h X Z = 0"),
        ("0 = 0", "0 = 0"),
    ],
)  # fmt: skip
def test_statements(statement: str, said: str) -> None:
    """What a statement says in Coq: its sides as they are written, other constraints as sums."""
    text = exported(statement)
    found = re.search(r"Prop :=\n(.*?)\.\nDefinition", text, re.DOTALL)
    assert found is not None
    assert " ".join(found[1].split()) == said


def test_a_contradiction() -> None:
    """What contradictory givens prove has the contradiction for each goal and direction."""
    text = exported("H(X) = 5 given H(X) >= 2, H(X) <= 1")
    assert text.count("Certificate []\n  [Given 1 0; Given 1 1] 1") == 2


@given(st.lists(st.text(max_size=4) | st.sampled_from(AWKWARD), unique=True))
def test_identifiers(names: list[str]) -> None:
    """All identifiers differ, are letters, digits, underscores and primes, and are not taken."""
    found = identifiers(names)
    assert len({*found}) == len(found) == len(names)
    assert all(re.fullmatch(r"[^\W\d_][\w']*", identifier) for identifier in found)
    assert not {"N", "R", "h", "P", "forall", "exists", "statement", "Type"} & {*found}


@given(st.text(st.sampled_from('(*)" a\n')))
def test_comments(text: str) -> None:
    """A comment is one comment, whatever it says."""
    said = comment(text)
    assert (said[:2], said[-2:]) == ("(*", "*)")
    assert not any(mark in said[2:-2] for mark in ("(*", "*)", '"'))


def test_refused() -> None:
    """What is proved of linear random variables only is refused, with what it is."""
    verdict = prove("I(A;B) <= I(A;B|C) + I(A;B|D) + I(C;D)", linear=True)
    assert isinstance(verdict, Proved)
    with pytest.raises(ItipError, match=r"^it cannot be .* common information, of linear random"):
        coq.export([("it", verdict)])


def without(items: tuple[T, ...], k: int) -> tuple[T, ...]:
    """A tuple without one item."""
    return items[:k] + items[k + 1 :]


SEVEN = tuple("ABCDEFG")
SCORE = (
    "I(A;B|C) + I(A;B|D) + I(C;D) - I(A;B) + 3/19 H(A,B,C,D) >= 0"
    " copy R,S = A,C over B,D; T,U = B,C over A,D; V = D over A,B,S,U"
)
MARKOV = "I(A;B) <= I(A;B|C) + I(A;B|D) + I(C;D) given I(A;C|B) = 0, I(A;B|C) = 0"
ACCEPTED = {
    "statements": [
        "I(X;Z) <= I(X;Y) given X -> Y -> Z",
        "2 H(X,Y|Z) - 3/2 r + 1 >= -s given r <= 0, s >= 1/3",
        "-1/2 r <= -3/2 given r >= 3",
        "r + s >= 2 given r = 1, s = 1",
        "3 (H(X) - 1/2 H(Y)) >= 3/2 H(X) - 3/2 H(Y)",
        "H(X) - 1e-30 >= -1/1000000007 H(X) - 7/3",
        "I(X;Y;Z|W) <= I(X;Y|W)",
        "I(A;B;C;D) = I(A;B;C) - I(A;B;C|D)",
        "0 <= I(X;Y|Z) <= H(X) <= H(X,Y)",
        "H(X,Y) = H(X) + H(Y|X)",
        "indep(A,B,C) given indep((A,B),C), indep(A,B)",
        "W -> X -> Y given W -> X -> Y -> Z",
        "H(X|Z) = 0 given X = f(Y), Y = f(Z)",
        "H(X) = H(Z) given (X,Y) ~ (Z,Y)",
        "I(A;C) = I(B;C) given symmetric(A,B,C)",
        "H() <= I(X;Y|)",
        "H(X,X) + I(X;X|Y) + I(X,Y;Y,Z|Z) >= 0",
        "0 <= 0",
        "0 <= 3/2",
        "r >= r",
        "H(X) = 5 given H(X) >= 2, H(X) <= 1",
        "r >= 7 given H(X) <= -1",
        "R1 >= H(X|Y) given R1 >= H(M), H(X|M,Y) = 0",
    ],
    "not-shannon": [
        "I(A;B) <= I(A;B|C) + I(A;B|D) + I(C;D)",
        "H(X) <= 1",
        "r <= H(X) given r <= 5/3, X = f()",
    ],
    "false": [
        "I(X;Y) <= I(X;Y|Z)",
        "I(X;Y|Z) <= I(X;Y) given indep(X,Y)",
        "H(X) <= 3/2 given H(X|Y) = 0",
        "H(X) >= r given r <= 5/3",
        "r + s <= 1/3 given r >= 0",
        "I(X;Y;Z) >= 0",
        "H(X) = 2 H(Y)",
        "X -> Y -> Z",
    ],
    "classes": [
        f"6 H({','.join(SEVEN)}) <= "
        + " + ".join(f"H({','.join(without(SEVEN, k))})" for k in range(7)),
        SCORE,
    ],
    "double Markov": [MARKOV],
    "copies": [
        "I(C;D) <= I(A;B) + 2 I(C;D|A) + I(C;D|B) + I(A;C|D) + I(A;D|C) copy R = D over A,B",
        "I(C;D) <= I(A;B) + 2 I(C;D|A) + I(C;D|B) + I(A;C|D) + I(A;D|C) + r given r >= 0",
        "0 <= I(A;B) + 2 I(C;D|A) + I(C;D|B) + I(A;C|D) + I(A;D|C) - I(C;D) <= 9 H(A,B,C,D)",
    ],
}  # fmt: skip


@pytest.mark.parametrize("group", ACCEPTED)
def test_accepted(group: str, compiled: Compile) -> None:
    """Coq accepts what is exported."""
    done = compiled(exported(*ACCEPTED[group], shannon_only=group == "not-shannon"))
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


def test_awkward_names(compiled: Compile) -> None:
    """Coq accepts theorems on variables, scalars and modules of any names."""
    texts = [f"H({name},Y) >= r given r <= 0" for name in AWKWARD]
    texts += [f"H(Y) >= {name} given {name} <= 0" for name in AWKWARD if name not in WORDS]
    texts += ["I(N;N_|N__) >= 0", "H(P,h,R) >= H(N,P) given N = f(R)"]
    names = [*AWKWARD, "", "1st", "a-b", "a b", '(* "', "Module", "ItipCheck", "List", "Reals"]
    labels = (names * len(texts))[: len(texts)]
    done = compiled(coq.export([*zip(labels, map(decided, texts), strict=True)]))
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


def instead(items: tuple[T, ...], k: int, item: T) -> tuple[T, ...]:
    """A tuple with another item in one place."""
    return (*items[:k], item, *items[k + 1 :])


NOT_THE_GOAL = (
    r"certificate \d: (the sum is not the goal: .* has the coefficient .* too (much|little)"
    r"|the sum has a term with a copy)"
)
SPOILED = [
    "I(X;Z) <= I(X;Y) + r given X -> Y -> Z, r >= 1/2",
    "H(A,B,C) <= 1/2 H(A,B) + 1/2 H(B,C) + 1/2 H(A,C) + 1",
    "I(C;D) <= I(A;B) + 2 I(C;D|A) + I(C;D|B) + I(A;C|D) + I(A;D|C) copy R = D over A,B",
    MARKOV,
    SCORE,
]
MOST = 60  # defects of one proof


def spoiled(proof: Proof) -> Iterator[tuple[Proof, str]]:
    """A proof with one defect, and what the checker then says."""
    shannon, givens, equalities = proof.shannon, proof.givens, proof.equalities
    for k, (term, w) in enumerate(shannon):
        yield replace(proof, shannon=instead(shannon, k, (term, w + Fraction(1, 7)))), NOT_THE_GOAL
        yield (
            replace(proof, shannon=instead(shannon, k, (term, -w))),
            (rf"certificate \d: the weight -{w} of I\(\d+;\d+\|\d+\) is negative"),
        )
        yield replace(proof, shannon=without(shannon, k)), NOT_THE_GOAL
        swapped = Information(term.a, term.a | term.b | term.given, term.b)
        if swapped.coordinates() != term.coordinates():
            yield replace(proof, shannon=instead(shannon, k, (swapped, w))), NOT_THE_GOAL
    for k, (number, w) in enumerate(givens):
        yield replace(proof, givens=instead(givens, k, (number, w + 1))), NOT_THE_GOAL
        yield replace(proof, givens=without(givens, k)), NOT_THE_GOAL
        yield (
            replace(proof, givens=instead(givens, k, (9, w))),
            r"certificate \d: there is no given 9",
        )
    for k, (equality, w) in enumerate(equalities):
        yield replace(proof, equalities=instead(equalities, k, (equality, w + 1))), NOT_THE_GOAL
        yield replace(proof, equalities=without(equalities, k)), NOT_THE_GOAL
        moved = replace(equality, step=9)
        yield (
            replace(proof, equalities=instead(equalities, k, (moved, w))),
            (rf"certificate \d: equality {k}: there is no such step"),
        )
    for k, w in enumerate(proof.adjoined):
        x, y, z = w.of
        other = replace(w, of=(y, x, z))
        yield (
            replace(proof, adjoined=instead(proof.adjoined, k, other)),
            (r"certificate \d: no given says what double Markov needs"),
        )
    yield replace(proof, constant=proof.constant + 1), NOT_THE_GOAL
    yield replace(proof, constant=Fraction(-1)), r"certificate \d: the constant -1 is negative"


def all_spoiled() -> Iterator[tuple[Proved, str]]:
    """Verdicts with one defect each."""
    for text in SPOILED:
        verdict = decided(text)
        assert isinstance(verdict, Proved)
        (proof,) = verdict.evidence
        assert isinstance(proof, Proof)
        defects = [*spoiled(proof)]
        for wrong, said in defects[:: len(defects) // MOST + 1]:
            yield replace(verdict, evidence=(wrong,)), said


def test_spoiled(played: Compile) -> None:
    """Whatever the defect of a certificate, it is refused, with the checker's reason."""
    cases = [*all_spoiled()]
    text = coq.export([(f"s{k}", verdict) for k, (verdict, _) in enumerate(cases)])
    text = re.sub(r"Theorem \w+ :[^.]*\.\nProof\. by_polymatroids .*\n", "", text)
    text, count = re.subn(r"(by_\w+ reified .*)\. Qed\.", r"Fail \1. Abort.", text)
    done = played(text)
    assert "Error" not in done.stdout + done.stderr
    _, *said = done.stdout.split("The command has indeed failed with message:")
    assert len(said) == len(cases) == count >= 40
    for message, (_, expected) in zip(said, cases, strict=True):
        assert re.search(f'itip: refused: "?{expected}', " ".join(message.split())), message


@pytest.mark.parametrize("number", [0, 1, 2, -2])
def test_a_spoiled_file(number: int, compiled: Compile) -> None:
    """A file with a defect is not compiled, and the message is the checker's."""
    verdict, expected = [*all_spoiled()][number]
    done = compiled(coq.export([("spoiled", verdict)]))
    assert done.returncode == 1
    assert re.search(f"itip: refused: .*{expected}", " ".join(done.stderr.split())), done.stderr


MARKOV_CHAIN = "I(X;Z) <= I(X;Y) given X -> Y -> Z"
COINS = "I(X;Y|Z) <= I(X;Y) given indep(X,Y)"
NO_MORE = "H(X,Y) <= H(X) given H(Y) <= 1"


@pytest.mark.parametrize(
    ("statement", "before", "after", "said"),
    [
        (MARKOV_CHAIN, "Ic h X Z 0 <= Ic h X Y 0", "Ic h X Z 0 <= Ic h X Y Z", "statement is not"),
        (MARKOV_CHAIN, "Ic h X Z Y = 0 ->", "", "the statement is not"),
        (MARKOV_CHAIN, "AtMost", "AtLeast", "the sum is not the goal"),
        (MARKOV_CHAIN, "Information 1 2 4", "Information 1 2 0", "the sum is not the goal"),
        (MARKOV_CHAIN, " 0].", " 0; Certificate [] [] 0].", "one certificate for each goal"),
        (COINS, "Ic h X Y 0 = 0 ->", "", "the statement is not"),
        (COINS, "[(1%positive", "[(2%positive", "given 0 does not hold"),
        (COINS, "%nat distribution", "%nat [(1%positive, [0; 0; 0]%N)]", "goal 0 is not violated"),
        (COINS, "0%nat", "1%nat", "there is no goal 1"),
        (NO_MORE, "Hc h Y 0 <= 1 ->", "", "the statement is not"),
        (NO_MORE, "[0; 1; 1]", "[0; 2; 2]", "given 0 does not hold"),
        (NO_MORE, "[0; 1; 1]", "[1; 1; 1]", "goal 0 is not violated"),
        (NO_MORE, "[0; 1; 1]", "[0; 1; 2]", "the rank is not of a polymatroid"),
    ],
)
def test_spoiled_text(
    statement: str, before: str, after: str, said: str, compiled: Compile
) -> None:
    """Statement, its reified form and evidence must be of one problem, and right."""
    text = exported(statement, shannon_only=statement == NO_MORE)
    assert text.count(before) == 1
    done = compiled(text.replace(before, after))
    assert done.returncode == 1
    assert "itip: refused: " in done.stderr
    assert said in " ".join(done.stderr.split())
