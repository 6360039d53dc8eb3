"""What people see of proofs by copies and by adjoined variables."""

from __future__ import annotations

import io
from collections import Counter
from fractions import Fraction
from functools import cache

import pytest
from rich.console import Console

from itip.batch.outcome import decided
from itip.entropy.adjoining import Adjoined
from itip.entropy.cone import Information
from itip.entropy.translate import translate
from itip.evidence import Proof
from itip.language.parser import parse
from itip.prover.copies import prove
from itip.prover.effort import Effort
from itip.prover.method import Method
from itip.render import blocks as layout
from itip.render import json, text
from itip.render.blocks import Block, Equations, Summands
from itip.verdict import Proved

ZHANG_YEUNG = "I(A;B) <= 2 I(A;B|C) + I(A;B|D) + I(C;D) + I(A;C|B) + I(B;C|A)"
MATUS = "3 I(A;B) <= 4 I(A;B|C) + 3 I(A;B|D) + 3 I(C;D) + 6 I(A;C|B) + 6 I(B;C|A)"
LONG = "5 I(A;B) <= 20 I(A;B|C) + 15 I(A;C|B) + I(B;C|A) + 5 I(A;B|D) + 5 I(C;D)"
INGLETON = "I(A;B) <= I(A;B|C) + I(A;B|D) + I(C;D)"
BOTH = "2 I(A;B) <= 3 I(A;B|C) + 3 I(A;B|D) + 2 I(C;D) + I(A;C|B) + I(B;C|A) + I(A;D|B) + I(B;D|A)"
CASES = {
    "one copy": (ZHANG_YEUNG, "R = C over A,B", ()),
    "another": (ZHANG_YEUNG, "R = A over B,C", ()),
    "parallel": (MATUS, "R,S,T = C | C | C over A,B", ()),
    "lifts": (MATUS, "R = C over A,B; S = (C,R) over A,B", ()),
    "long": (LONG, "R,S = A,D over B,C; T = (A,R) over B,C; U = (A,R) over B,C,T", ()),
    "given": (f"{INGLETON} + r", "R = C over A,B", ("I(A;B|C) + I(A;C|B) + I(B;C|A) <= r",)),
    "in the mean": (BOTH, "R = C over A,B", ()),
}
WHOLE = """\
I(A;B) <= 2 I(A;B|C) + I(A;B|D) + I(C;D) + I(A;C|B) + I(B;C|A)
  copy R = C over A,B

non-shannon: true, it follows from the Shannon inequalities of copies.

Given the variables after `over`, these copies have the law of what they are
copies of, and are independent of all variables before them.

  2 I(A;B|C) + I(A;B|D) + I(C;D) + I(A;C|B) + I(B;C|A) - I(A;B)
    = I(A;B|C,R)       >= 0
      + I(A;B|D,R)     >= 0
      + I(A;R|B,C,D)   >= 0
      + I(B;R|C,D)     >= 0
      + I(C;D|R)       >= 0
      + I(C;R|A)       >= 0
      + I(C;R|B)       >= 0
      + I(D;R|A)       >= 0
      + I(D;R|B)       >= 0

Both sides are the same in joint entropies, since by these copies
    H(R) = H(C)                                 exchange
    H(A,R) = H(A,C)                             exchange
    H(B,R) = H(B,C)                             exchange
    H(A,B,C,R) = 2 H(A,B,C) - H(A,B)            independence given A,B, exchange
    H(A,B,D,R) = H(A,B,C) + H(A,B,D) - H(A,B)   independence given A,B, exchange
    H(A,B,C,D,R) = H(A,B,C) + H(A,B,C,D) - H(A,B)
                                                independence given A,B, exchange
"""


@cache
def proved(case: str, *, sought: bool = False) -> Proved:
    """The verdict of a case, as if its copies had been sought, or as they are stated."""
    claim, copies, given = CASES[case]
    statement = parse(claim, given=given, copies=[copies])
    problem = translate(statement)
    found = prove(problem, statement.copies, (0, ">="), Method(), Effort())
    assert isinstance(found, Proof)
    return Proved(parse(claim, given=given) if sought else statement, problem, (found,))


def shown(verdict: Proved, *, everything: bool = False) -> str:
    """What a pipe gets."""
    return layout.plain(text.verdict(verdict, everything=everything))


def entropies(expression: str) -> Counter[frozenset[str]]:
    """An expression in joint entropies of sets of names; scalars and 1 bit are left out."""
    written = translate(parse(f"{expression} = 0")).goals[0].expression
    found: Counter[frozenset[str]] = Counter()
    for subset, c in written.entropies:
        found[frozenset(written.ground.members(subset))] += c  # type: ignore[assignment]
    return found


def adds_up(found: list[Block], classes: tuple[str, ...] = ()) -> bool:
    """Whether both sides of the sum that is shown are the same after the equations shown.

    And after sets without copies have of each class the first letters.
    """
    (sum_,) = (block for block in found if isinstance(block, Summands))
    total = entropies(sum_.head)
    total.subtract(entropies(" ".join(summand for summand, _, _ in sum_.summands)))
    for block in found:
        for equation, reason in block.rows if isinstance(block, Equations) else ():
            *left, right = equation.split(" = ")
            assert reason
            for side in left:
                (one,) = entropies(side)
                weight = total.pop(one)
                for subset, c in entropies(right).items():
                    total[subset] += weight * c
    for subset in list(total):
        if subset <= {*"".join(classes)}:
            first = "".join(letters[: len(subset & {*letters})] for letters in classes)
            weight = total.pop(subset)
            total[frozenset(first)] += weight
    return not any(total.values())


@pytest.mark.parametrize("case", CASES)
def test_adds_up(case: str) -> None:
    """With the equations that are shown, the sum that is shown is the goal, identically."""
    classes = ("AB", "CD") if case == "in the mean" else ()
    found = text.verdict(proved(case), form="identity", everything=True)
    assert adds_up(list(found), classes)


def test_in_mean() -> None:
    """That terms and sets are meant in the mean is told, and needed; what is copied then, too."""
    found = list(text.verdict(proved("in the mean"), everything=True))
    assert not adds_up(found)
    rows = layout.plain(found, 160).splitlines()
    assert (
        "Each term stands for its average over all permutations of A,B and of C,D. "
        "Permuted so, they have copies of their own, by the same steps." in rows
    )
    assert (
        "Both sides are the same in joint entropies, since on average sets without copies that "
        "differ by a permutation have the same, and by these copies" in rows
    )
    assert not any("average" in row for row in shown(proved("one copy")).splitlines())


def test_needed() -> None:
    """Each of the equations is needed for that."""
    found = list(text.verdict(proved("lifts"), everything=True))
    (equations,) = (block for block in found if isinstance(block, Equations))
    for k in range(len(equations.rows)):
        fewer = Equations(equations.rows[:k] + equations.rows[k + 1 :])
        assert not adds_up([block for block in found if block != equations] + [fewer])


def test_whole() -> None:
    """A short proof as a pipe gets it: the copies as stated, the sum, and the equations."""
    assert shown(proved("one copy")) == WHOLE


def test_sought() -> None:
    """Copies that were sought are shown so that they can be pasted, and how is told once."""
    found = shown(proved("parallel", sought=True))
    assert found.count("copy R,S,T = C | C | C over A,B\n") == 1
    assert found.count("Found by a search") == 1
    assert "Found by a search" not in shown(proved("parallel"))


def test_sought_beside_others() -> None:
    """Copies that were sought, as those stated do not suffice, are to take the place of these."""
    found = proved("one copy")
    stated = parse(ZHANG_YEUNG, copies=["R = C over A"])
    said = " ".join(shown(Proved(stated, found.problem, found.evidence)).split())
    assert "Found by a search: given in place of those stated, these copies prove it" in said


def test_parallel() -> None:
    """Independence of the copies of one step is told where there are several."""
    assert "beyond" in shown(proved("parallel"))
    assert "beyond" not in shown(proved("lifts"))


def test_cut() -> None:
    """Of long sums and lists the beginning is shown, and how many lines are not."""
    short, full = shown(proved("long")), shown(proved("long"), everything=True)
    for kind in (Summands, Equations):
        (whole,) = (
            b for b in text.verdict(proved("long"), everything=True) if isinstance(b, kind)
        )
        rows = whole.summands if isinstance(whole, Summands) else whole.rows
        assert f"... and {len(rows) - 24} more (--full shows them all)" in short
    assert "--full" not in full


@pytest.mark.parametrize("width", [80, 120])
@pytest.mark.parametrize("case", CASES)
def test_terminal(case: str, width: int) -> None:
    """A terminal shows the same as a pipe, within its width."""
    found = list(text.verdict(proved(case, sought=True)))
    file = io.StringIO()
    console = Console(file=file, width=width, highlight=False, markup=False, color_system=None)
    for renderable in layout.rich(found, width):
        console.print(renderable)
    lines = [line.rstrip() for line in file.getvalue().splitlines()]
    assert lines == [line.rstrip() for line in layout.plain(found, width).splitlines()]
    assert max(map(len, lines)) <= width


def test_not_needed() -> None:
    """Copies that are stated, but of which the proof makes no use, are not needed."""
    statement = parse("I(A;B|C) >= 0", copies=["R = C over A,B"])
    proof = Proof(0, ">=", ((Information(1, 2, 4), Fraction(1)),), (), Fraction(0))
    found = shown(Proved(statement, translate(statement), (proof,)))
    assert "Not needed: copy R = C over A,B\n" in found
    assert "Found" not in found


def test_double_markov() -> None:
    """The variable is told, with what it rests on; the givens that it rests on are needed."""
    given = ("I(X;Y|Z) = 0", "H(T) <= 1", "X -> Y -> Z")
    statement = parse("I(X;Y,Z) <= H(Y)", given=given)
    problem = translate(statement)
    x, y, z, w = 1, 2, 4, 16
    assert problem.ground.names == ("X", "Y", "Z", "T")
    proof = Proof(
        0,
        ">=",
        tuple((Information(*sets), Fraction(1)) for sets in ((y, y, w), (w, w, x), (x, w, y | z))),
        ((3, Fraction(-1)), (5, Fraction(-1))),
        Fraction(0),
        adjoined=(Adjoined("W", "double Markov", (("X",), ("Y",), ("Z",))),),
    )
    found = list(text.verdict(Proved(statement, problem, (proof,)), form="identity"))
    assert adds_up(found)
    rows = layout.plain(found, 120).splitlines()
    assert (
        "Since I(X;Y|Z) = I(X;Z|Y) = 0, there is a W with H(W|Y) = H(W|Z) = I(X;Y,Z|W) = 0 "
        "(double Markov)." in rows
    )
    assert "      - I(X;Y,Z|W)    = 0  by double Markov" in rows
    assert rows[-1] == "Not needed: H(T) <= 1"


def test_common_information() -> None:
    """A proof for linear random variables says so, and what the common information is."""
    statement = parse("I(A;B) >= 0")
    proof = Proof(
        0,
        ">=",
        ((Information(4, 4, 0), Fraction(1)),),
        ((2, Fraction(-1)),),
        Fraction(0),
        adjoined=(Adjoined("W", "common information", (("A",), ("B",))),),
    )
    verdict = Proved(statement, translate(statement), (proof,))
    found = list(text.verdict(verdict, form="identity"))
    assert adds_up(found)
    rows = layout.plain(found).splitlines()
    assert rows[2].startswith("linear: it holds of linear random variables")
    assert "W is the common information of A and B: H(W|A) = H(W|B) = 0, H(W) = I(A;B)." in rows
    assert "      - (H(W) - I(A;B))    = 0  by common information" in rows


def test_json() -> None:
    """The object of a statement has the copies of its proof, as they are written."""
    found = json.outcome(decided(proved("lifts", sought=True), seconds=0))
    assert found["copies"] == ["R = C over A,B", "S = (C,R) over A,B"]
