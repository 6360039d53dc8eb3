"""Random variables in words: whatever is said is exactly so, and what is simple is said."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import reduce
from itertools import product
from math import prod

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itip.entropy.distribution import Distribution, Value
from itip.entropy.groundset import GroundSet
from itip.entropy.words import words

LAW = re.compile(
    r"((?:\w+, )*\w+) "
    r"(?:(?:a )?(?P<fair>fair) bits?|uniform on 0\.\.(?P<top>\d+)"
    r"|on 0\.\.\d+ with probabilities (?P<law>[\d/]+(?:, [\d/]+)*))"
)
EQUATION = re.compile(r"((?:[A-Za-z]\w* = )+)(.*)")
CONDITION = re.compile(r"(\d) if (.*), else (\d)")
CHANCE = re.compile(r"((?:P\(\w+=1\) = )+)([\d/]+)")

Bits = tuple[int, ...]


def uniform(names: str, outcomes: list[tuple[Value, ...]]) -> Distribution:
    """Equally probable outcomes over variables of one letter each."""
    return Distribution.of(GroundSet(tuple(names)), [(values, 1) for values in outcomes])


def of_bits(names: str, count: int, function: Callable[..., tuple[Value, ...]]) -> Distribution:
    """Functions of some independent fair bits."""
    return uniform(names, [function(*bits) for bits in product((0, 1), repeat=count)])


def biased(p: str, q: str) -> Distribution:
    """X and Y are independent bits, 1 with these probabilities; Z is 1 if X is and Y is not."""
    a, b = Fraction(p), Fraction(q)
    return Distribution.of(
        GroundSet(("X", "Y", "Z")),
        [
            ((x, y, x * (1 - y)), (a if x else 1 - a) * (b if y else 1 - b))
            for x, y in product((0, 1), repeat=2)
        ],
    )


SAID = {
    "X = Y = Z = 0": uniform("XYZ", [(0, 0, 0)]),
    "X = 7": uniform("X", [(7,)]),
    "X a fair bit; Y = X; Z = not X": of_bits("XYZ", 1, lambda x: (x, x, 1 - x)),
    "Y a fair bit; X = 0": of_bits("XY", 1, lambda y: (0, y)),
    "X, Y independent fair bits": of_bits("XY", 2, lambda x, y: (x, y)),
    "X, Y independent fair bits; Z = X xor Y": of_bits("XYZ", 2, lambda x, y: (x, y, x ^ y)),
    "X, Y independent fair bits; Z = X and Y": of_bits("XYZ", 2, lambda x, y: (x, y, x & y)),
    "X, Y independent fair bits; Z = X or not Y": of_bits(
        "XYZ", 2, lambda x, y: (x, y, x | 1 - y)
    ),
    "X, Y independent fair bits; Z = X xor Y xor 1": of_bits(
        "XYZ", 2, lambda x, y: (x, y, int(x == y))
    ),
    "X, Y independent fair bits; Z = X + Y": of_bits("XYZ", 2, lambda x, y: (x, y, x + y)),
    "C, D independent fair bits; A = C and D; B = C or D": of_bits(
        "ABCD", 2, lambda c, d: (c & d, c | d, c, d)
    ),
    "Y, Z independent fair bits; X = (Y, Z); vectors in base 2": of_bits(
        "XYZ", 2, lambda y, z: (2 * y + z, y, z)
    ),
    "Z, u, v independent fair bits; X = (u, v); Y = (v, Z xor u xor 1); vectors in base 2": (
        of_bits("XYZ", 3, lambda a, b, c: (2 * a + b, 2 * b + (1 - a ^ c), c))
    ),
    "Y, Z independent fair bits; X = (Y, Z); W = 2; vectors in base 2": of_bits(
        "XYZW", 2, lambda y, z: (2 * y + z, y, z, 2)
    ),
    "X1 a fair bit; each of X2,X3,X4,X5,X6 is X1": Distribution.of(
        GroundSet(tuple(f"X{i}" for i in range(1, 7))), [((x,) * 6, 1) for x in (0, 1)]
    ),
    "X, Y independent and uniform on 0..2; Z = X + 2 Y + 1 mod 3": uniform(
        "XYZ", [(x, y, (x + 2 * y + 1) % 3) for x in range(3) for y in range(3)]
    ),
    "X uniform on 0..4; Y = 0 if X = 3, else 1": uniform(
        "XY", [(x, int(x != 3)) for x in range(5)]
    ),
    "X, Y independent and uniform on 0..3; Z = 1 if X = Y, else 0": uniform(
        "XYZ", [(x, y, int(x == y)) for x in range(4) for y in range(4)]
    ),
    "X, Y independent: X a fair bit, Y uniform on 0..2": uniform(
        "XY", [(x, y) for x in range(2) for y in range(3)]
    ),
    "X on 0..2 with probabilities 1/2, 1/3, 1/6": Distribution.of(
        GroundSet(("X",)), [((0,), 3), ((1,), 2), ((2,), 1)]
    ),
    "X, Y independent bits with P(X=1) = P(Y=1) = 1/4; Z = X and not Y": biased("1/4", "1/4"),
    "X, Y independent bits with P(X=1) = 1/4, P(Y=1) = 1/2; Z = X and not Y": biased("1/4", "1/2"),
}

UNSAID = {
    "no variables": uniform("", [()]),
    "dependent bits": uniform("XY", [(0, 0), (0, 1), (1, 0)]),
    "text": uniform("X", [("0",), ("1",)]),
    "negative values": uniform("X", [(-1,), (1,)]),
    "a value left out": uniform("X", [(0,), (2,), (3,)]),
    "a majority": of_bits("XYZM", 3, lambda x, y, z: (x, y, z, int(x + y + z > 1))),
    "many probabilities": Distribution.of(GroundSet(("X",)), [((x,), x + 1) for x in range(5)]),
    "many outcomes": uniform("XY", [(x, y) for x in range(20) for y in range(20)]),
}


@pytest.mark.parametrize("text", SAID)
def test_said(text: str) -> None:
    """What is simple is said in the field's words."""
    assert words(SAID[text]) == text


@pytest.mark.parametrize("text", SAID)
def test_examples_read_back(text: str) -> None:
    """The words are those of the distribution, as a reader understands them."""
    assert read(text, SAID[text].ground) == dict(SAID[text].outcomes)


@pytest.mark.parametrize("case", UNSAID)
def test_unsaid(case: str) -> None:
    """Of what has no short description nothing is said."""
    assert not words(UNSAID[case])


def read(text: str, ground: GroundSet) -> dict[tuple[Value, ...], Fraction]:
    """The distribution that the words describe, understood without the code that wrote them."""
    *clauses, last = text.split("; ")
    base = int(last.split()[-1]) if last.startswith("vectors") else 0
    clauses += [last] * (not base)
    equations: dict[str, str] = {}
    laws: dict[str, list[Fraction]] = {}
    for clause in clauses:
        if clause.startswith("each of "):
            names, _, formula = clause.removeprefix("each of ").partition(" is ")
            equations |= dict.fromkeys(names.split(","), formula)
        elif found := EQUATION.fullmatch(clause):
            equations |= dict.fromkeys(found[1].split(" = ")[:-1], found[2])
        else:
            laws |= _laws(clause)
    result: dict[tuple[Value, ...], Fraction] = {}
    for values in product(*(range(len(law)) for law in laws.values())):
        known = dict(zip(laws, values, strict=True))
        known |= {name: _value(formula, known, base) for name, formula in equations.items()}
        outcome = tuple(known[name] for name in ground.names)
        chance = prod((laws[name][known[name]] for name in laws), start=Fraction(1))
        result[outcome] = result.get(outcome, Fraction(0)) + chance
    return result


def _laws(clause: str) -> Iterator[tuple[str, list[Fraction]]]:
    """The names of sources, with their probabilities."""
    for names, chance in CHANCE.findall(clause):
        for name in re.findall(r"P\((\w+)=1\)", names):
            yield name, [1 - Fraction(chance), Fraction(chance)]
    short = re.sub(r"^.*independent: |independent (and )?", "", clause)
    for found in LAW.finditer(short):
        size = 2 if found["fair"] else int(found["top"] or 0) + 1
        law = [Fraction(1, size)] * size
        if found["law"]:
            law = [Fraction(p) for p in found["law"].split(", ")]
        for name in found[1].split(", "):
            yield name, law


def _value(formula: str, known: dict[str, int], base: int) -> int:
    """The value of a formula where the sources have these values."""
    if formula.startswith("("):
        digits = (_value(part, known, base) for part in formula[1:-1].split(", "))
        return reduce(lambda value, digit: value * base + digit, digits)
    if found := CONDITION.fullmatch(formula):
        holds = all(
            known[a] == (int(b) if b.isdigit() else known[b])
            for a, b in re.findall(r"(\w+) = (\w+)", found[2])
        )
        return int(found[1] if holds else found[3])
    total, _, modulus = formula.replace("xor", "^").partition(" mod ")
    total = re.sub(r"\b(\d+) ([A-Za-z])", r"\1 * \2", total)
    value = int(eval(total, {}, dict(known)))  # noqa: S307  of the words under test
    return value % int(modulus) if modulus else value


@st.composite
def structured(draw: st.DrawFn) -> Distribution:
    """Independent variables, some functions of them, at random places in the ground set."""
    sizes = draw(st.lists(st.integers(2, 4), min_size=1, max_size=3))
    weights = [
        draw(st.one_of(st.just([1] * k), st.lists(st.integers(1, 3), min_size=k, max_size=k)))
        for k in sizes
    ]
    cells = list(product(*(range(k) for k in sizes)))
    columns: list[list[int]] = [[cell[i] for cell in cells] for i in range(len(sizes))]
    for _ in range(draw(st.integers(0, 3))):
        slopes = [draw(st.integers(0, 2)) for _ in sizes]
        shift, modulus = draw(st.integers(0, 2)), draw(st.sampled_from([2, 3, 4, 99]))
        linear = [(shift + sum(map(int.__mul__, slopes, cell))) % modulus for cell in cells]
        table = st.lists(st.integers(0, 3), min_size=len(cells), max_size=len(cells))
        columns.append(draw(st.one_of(st.just(linear), st.just(linear), table)))
    order = draw(st.permutations(range(len(columns))))
    kept = order[: draw(st.integers(1, len(order)))]
    chances = [prod(w[v] for w, v in zip(weights, cell, strict=True)) for cell in cells]
    rows = zip(*(columns[i] for i in kept), strict=True)
    ground = GroundSet(tuple("ABCXYZ"[: len(kept)]))
    return Distribution.of(ground, zip(rows, chances, strict=True))


@settings(max_examples=300, deadline=None)
@given(structured())
def test_words_are_true(distribution: Distribution) -> None:
    """If there are words, they describe exactly this distribution."""
    found = words(distribution)
    assert not found or read(found, distribution.ground) == dict(distribution.outcomes)


@settings(max_examples=100, deadline=None)
@given(st.data(), st.sampled_from([2, 3]))
def test_linear_variables_have_words(data: st.DataObject, q: int) -> None:
    """Vectors of linear forms of uniform coordinates over GF(2), GF(3) are always described."""
    forms = st.lists(st.integers(0, q - 1), min_size=3, max_size=3)
    variables = data.draw(
        st.lists(st.lists(forms, min_size=1, max_size=2), min_size=1, max_size=4)
    )
    outcomes: list[tuple[Value, ...]] = []
    for coordinates in product(range(q), repeat=3):
        values = []
        for vector in variables:
            value = 0
            for form in vector:
                value = value * q + sum(map(int.__mul__, form, coordinates)) % q
            values.append(value)
        outcomes.append(tuple(values))
    distribution = uniform("ABCD"[: len(variables)], outcomes)
    found = words(distribution)
    assert found
    assert read(found, distribution.ground) == dict(distribution.outcomes)


def test_letters_are_new() -> None:
    """A digit is called by a letter that no variable has, however it is spelt."""
    found = words(of_bits("uvWS", 4, lambda a, b, c, d: (2 * a + b, 2 * b + c, c, d)))
    assert found == "W, S, t, a independent fair bits; u = (t, a); v = (a, W); vectors in base 2"
