"""Expressions written out, in joint entropies and in I-measure atoms; identities."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itip.entropy.expansion import expand
from itip.entropy.expression import Expression
from itip.entropy.groundset import GroundSet
from itip.entropy.translate import atoms, ground_set, joint_entropies
from itip.entropy.translate import expand as to_coordinates
from itip.errors import ParseError
from itip.language import parse_expression, show
from itip.language.ast import Linear, Measure, Term

LAW = settings(deadline=None, derandomize=True, max_examples=60)
NAMES = ("A", "B", "C", "D")

names = st.lists(st.sampled_from(NAMES), max_size=4, unique=True).map(tuple)
some_names = st.lists(st.sampled_from(NAMES), min_size=1, max_size=4, unique=True).map(tuple)
measures = st.builds(Measure, st.lists(some_names, min_size=1, max_size=4).map(tuple), names)
numbers = st.fractions(-9, 9, max_denominator=9)
quantities = st.one_of(measures, st.sampled_from(["R", "alpha"]), st.none())
linears = st.lists(st.builds(Term, numbers, quantities), min_size=1, max_size=5).map(
    lambda terms: Linear(tuple(terms))
)
ranks = st.lists(st.fractions(-9, 9, max_denominator=5), min_size=16, max_size=16)


def atom_value(measure: Measure, mu: dict[frozenset[str], Fraction]) -> Fraction:
    """The measure's value, counted atom by atom: those that meet every part, and no given."""
    return sum(
        (
            value
            for inside, value in mu.items()
            if all(inside & set(part) for part in measure.parts)
            and not inside & set(measure.given)
        ),
        Fraction(0),
    )


@LAW
@given(linears, ranks, st.tuples(numbers, numbers))
def test_coordinates(
    linear: Linear, weights: list[Fraction], values: tuple[Fraction, Fraction]
) -> None:
    """Coordinates have the value that Yeung's I-measure, counted naively, gives the expression."""
    mu = {
        frozenset(name for i, name in enumerate(NAMES) if s >> i & 1): weights[s]
        for s in range(1, 16)
    }
    scalars = dict(zip(("R", "alpha"), values, strict=True))
    naive = Fraction(0)
    for term in linear.terms:
        if isinstance(term.quantity, Measure):
            naive += term.coefficient * atom_value(term.quantity, mu)
        else:
            value = Fraction(1) if term.quantity is None else scalars[term.quantity]
            naive += term.coefficient * value
    rank = {
        s: sum(
            (
                v
                for inside, v in mu.items()
                if any(NAMES[i] in inside for i in range(4) if s >> i & 1)
            ),
            Fraction(0),
        )
        for s in range(16)
    }
    assert to_coordinates(linear, GroundSet(NAMES)).value(rank, scalars) == naive


@LAW
@given(linears)
def test_atoms_are_the_inverse(linear: Linear) -> None:
    """An expression written in its I-measure atoms, or joint entropies, is the same expression."""
    ground = GroundSet(NAMES)
    expression = to_coordinates(linear, ground)
    assert to_coordinates(atoms(expression), ground) == expression
    assert to_coordinates(joint_entropies(expression), ground) == expression
    negated = -expression
    assert -negated == expression


@LAW
@given(linears)
def test_written_out_is_read_again(linear: Linear) -> None:
    """What is shown of an expression can be read again, and means the same."""
    ground = GroundSet(NAMES)
    expression = to_coordinates(linear, ground)
    for written in (atoms(expression), joint_entropies(expression)):
        again = parse_expression(show(written))
        assert isinstance(again, Linear)
        assert to_coordinates(again, ground) == expression


def test_canonical() -> None:
    """An expression drops zeros and h(empty), and sorts, so that equality is identity."""
    ground = GroundSet(("X", "Y"))
    one, zero = Fraction(1), Fraction(0)
    made = Expression.of(ground, {3: one, 0: one, 1: zero, 2: -one}, {"b": one, "a": zero}, zero)
    assert made == Expression(ground, ((2, -one), (3, one)), (("b", one),), zero)
    assert made
    assert not Expression.of(ground, {0: one, 1: zero}, {"a": zero}, zero)


IDENTITIES = [
    "H(X,Y) = H(X) + H(Y|X)",
    "I(X;Y) = H(X) + H(Y) - H(X,Y)",
    "I(X;X|Z) = H(X|Z)",
    "I(X,Y;Z) = I(X;Z) + I(Y;Z|X)",
    "I(X;Y;Z) = I(X;Y) - I(X;Y|Z)",
    "I(X;Y;Z) = I(Z;X;Y)",
    "I(X;Y;Z;W) = I(X;Y;Z) - I(X;Y;Z|W)",
    "I(X;Y;Y) = I(X;Y)",
    "H(X,X) = H(X)",
    "H() = 0",
    "I(X;Y|) = I(X;Y)",
    "I(X;Y|Y) = 0",
    "H(X|X,Y) = 0",
    "0 = 0",
    "R + 1 = 1 + R",
    "0.1 H(X) + 0.2 H(X) = 0.3 H(X)",
    "1e15 H(X) + H(X) = 1000000000000001 H(X)",
    r"H(X\mid Y) = H(X,Y) - H(Y)",
    "X -> Y -> Y",
]
DIFFERENCES = [
    "H(X,Y) = H(X) + H(Y)",
    "I(X;Y;Z) = I(X;Y)",
    "H(X1) = H(X10)",
    "H(X) = 1",
    "R = S",
    "0 = 1",
    "0.1 H(X) + 0.2 H(X) = 0.30000000000000001 H(X)",
    "9007199254740993 H(X) = 9007199254740992 H(X)",
    "X -> Y -> Z",
]


@pytest.mark.parametrize("text", IDENTITIES)
def test_identity(text: str) -> None:
    """Two expressions that are one in every set function are told so."""
    (part,) = expand(text)
    assert part.sense == "="
    assert part.holds
    assert not part.expression


@pytest.mark.parametrize("text", DIFFERENCES)
def test_no_identity(text: str) -> None:
    """Two expressions that differ are told so, however little they differ."""
    (part,) = expand(text)
    assert part.sense == "="
    assert not part.holds
    assert part.expression


@pytest.mark.parametrize("text", ["H(X)", "I(X;Y) - I(Y;X)", "3", "R", "H(X) >= 0"])
def test_no_equation(text: str) -> None:
    """Lone expressions and inequalities state no identity that could fail."""
    (part,) = expand(text)
    assert part.sense != "="
    assert part.holds


def test_chain_is_expanded_link_by_link() -> None:
    """A chain of equalities, and a constraint of several equations, has an expansion for each."""
    assert [part.holds for part in expand("H(X,Y) = H(X) + H(Y|X) = H(X)")] == [True, False]
    assert len(expand("A -> B -> C -> D")) == 2
    assert len(expand("(X,Y) ~ (X,Z)")) == 3


def test_definitions_are_used() -> None:
    """Definitions stand for what they say."""
    (part,) = expand("d(X,Y) = H(X,Y) - I(X;Y)", definitions=["d(A,B) = H(A|B) + H(B|A)"])
    assert part.holds


def test_bad_expression() -> None:
    """Text that is no expression is refused as such."""
    with pytest.raises(ParseError, match="the expression is empty"):
        expand(" ")


def test_ground_set_in_order_of_appearance() -> None:
    """Variables are ordered by first appearance, within groups too."""
    tree = parse_expression("I(C;A|B) + H(D,A) - R")
    assert isinstance(tree, Linear)
    assert ground_set(tree).names == ("C", "A", "B", "D")
