"""Files for Lean: no Lean is here, so what it would sum is summed here, exactly."""

from __future__ import annotations

import re
from fractions import Fraction

import pytest

import itip
from itip.errors import ItipError
from itip.export import lean
from itip.verdict import Proved

INGLETON = "I(A;B) <= I(A;B|C) + I(A;B|D) + I(C;D)"
NAMES = "ABCDEFGHIJ"
PROVED = {
    "data processing": "I(X;Z) <= I(X;Y) given X -> Y -> Z",
    "equality": "H(X,Y) = H(X) + H(Y) given indep(X, Y)",
    "identity": "H(X,Y) = H(X) + H(Y|X)",
    "nothing": "0 <= 1",
    "scalars": "R >= H(X|Y)/3 given 2 R >= 3/2 H(X)",
    "scalars named as hypotheses": "s1 + g1 >= H(X|Y) given s1 >= H(X), g1 >= 0",
    "constants": "H(X,Y) <= 5/2 given H(X) <= 1, H(Y) <= 1",
    "contradiction": "H(X) >= 7 given H(X) = 1, 3 H(X) = 5",
    "copies": "2 I(C;D) <= I(A;B) + I(A;C,D) + 3 I(C;D|A) + I(C;D|B)",
    "double Markov": f"{INGLETON} given I(A;B|C) = 0, I(A;C|B) = 0",
    "classes": f"H({','.join(NAMES)}) <= {' + '.join(f'H({name})' for name in NAMES)}",
}

THEOREM = re.compile(
    r"theorem (?P<name>\w+)\n(?:    \((?P<numbers>.*) : ℝ\)\n)?(?P<rows>(?:    \(.*\n)*)"
    r"    : (?P<goal>.*) := by\n  linear_combination ?(?P<sum>.*)\n"
)
ROW = re.compile(r"    \((\w+) : (.*)\) -- .*\n")
PRODUCT = re.compile(r"(?:\((\S+)\) \* )?«([^«»]*)»|\((\S+) : ℝ\)|(1|0)")

Sum = dict[str, Fraction]


def value(text: str) -> Sum:
    """A sum as Lean reads it."""
    total: Sum = {}
    for product in text.split(" + "):
        found = PRODUCT.fullmatch(product)
        assert found is not None, product
        size, number, constant, bare = found.groups()
        amount = Fraction(size or constant or bare or 1)
        total[number or ""] = total.get(number or "", Fraction(0)) + amount
    return total


def difference(relation: str) -> tuple[Sum, str]:
    """Right minus left, and the sign between them."""
    left, sign, right = re.split(r" (≤|=) ", relation)
    total = value(right)
    for number, amount in value(left).items():
        total[number] = total.get(number, Fraction(0)) - amount
    return total, sign


def checked(theorem: re.Match[str]) -> None:
    """The goal is the sum that it is said to be, and a number that is not negative."""
    rows = {name: difference(said) for name, said in ROW.findall(theorem["rows"])}
    left, sign = difference(theorem["goal"])
    assert sign == "≤"
    for summand in filter(None, theorem["sum"].split(" + ")):
        found = re.fullmatch(r"\((\S+) : ℝ\) \* (\w+)", summand)
        assert found is not None, summand
        weight, (row, sign) = Fraction(found[1]), rows[found[2]]
        assert weight > 0 or sign == "="
        for number, amount in row.items():
            left[number] = left.get(number, Fraction(0)) - weight * amount
    assert left.pop("", Fraction(0)) >= 0
    assert not any(left.values())


def export(statement: str) -> str:
    """The file of a statement's proof."""
    found = itip.prove(statement)
    assert isinstance(found, Proved)
    return lean.export([("it", found)])


@pytest.mark.parametrize("statement", PROVED.values(), ids=PROVED)
def test_sums(statement: str) -> None:
    """Each theorem's goal is the sum of its hypotheses that `linear_combination` is given."""
    text = export(statement)
    theorems = list(THEOREM.finditer(text))
    assert len(theorems) == text.count("\ntheorem ")
    for theorem in theorems:
        checked(theorem)
        used = set(re.findall(r"«[^«»]*»", theorem["rows"] + theorem["goal"]))
        assert used == set(re.findall(r"«[^«»]*»", theorem["numbers"] or ""))
    assert len({theorem["name"] for theorem in theorems}) == len(theorems)


def test_reading() -> None:
    """A file says what it is for, that nothing of the kind was checked, and what its rows are."""
    text = export(PROVED["data processing"])
    assert "NOT CHECKED: the tests of itip have no Lean" in text
    assert "import Mathlib.Tactic.LinearCombination\n" in text
    assert "/-! `I(X;Z) <= I(X;Y) given X -> Y -> Z`" in text
    assert "    (s1 : «h(X,Z,Y)» + «h(Z)» ≤ «h(X,Z)» + «h(Z,Y)») -- I(X;Y|Z) >= 0\n" in text
    assert "linear_combination (1 : ℝ) * s1 + (-1 : ℝ) * g1\n" in text


def test_several() -> None:
    """Each certificate has a namespace."""
    found = [itip.prove(PROVED[name]) for name in ("equality", "nothing")]
    text = lean.export([(f"n{k}", one) for k, one in enumerate(found) if isinstance(one, Proved)])
    for name in ("n0", "n1"):
        assert text.count(f"namespace «{name}»\n") == text.count(f"end «{name}»\n") == 1
    assert text.count("NOT CHECKED") == 1


def test_no_proof() -> None:
    """What is not proved is not written."""
    found = itip.prove("I(X;Y|Z) <= I(X;Y)")
    assert isinstance(found, itip.Disproved)
    with pytest.raises(ItipError, match=r"^it: random variables violate it: there is no proof"):
        lean.export([("it", found)])
