"""Interchange with sympy."""

from __future__ import annotations

from fractions import Fraction

import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from itip.entropy.expansion import expand
from itip.entropy.expression import Expression
from itip.entropy.groundset import GroundSet
from itip.entropy.translate import expand as to_coordinates
from itip.entropy.translate import ground_set
from itip.errors import ItipError
from itip.language import parse_expression
from itip.language.ast import Linear

LAW = settings(deadline=None, derandomize=True, max_examples=30)

numbers = st.fractions(-99, 99, max_denominator=99)


def coordinates(text: str) -> Expression:
    """The expression of a text, over its own variables."""
    tree = parse_expression(text)
    assert isinstance(tree, Linear)
    return to_coordinates(tree, ground_set(tree))


def by_name(expression: Expression) -> dict[object, Fraction]:
    """The coefficients by names, whatever the order of variables."""
    named: dict[object, Fraction] = {
        frozenset(expression.ground.members(s)): c for s, c in expression.entropies
    }
    return named | dict(expression.scalars) | {None: expression.constant}


@LAW
@given(
    st.dictionaries(st.integers(1, 7), numbers, max_size=7),
    st.dictionaries(st.sampled_from(["R", "alpha"]), numbers, max_size=2),
    numbers,
)
def test_round_trip(
    entropies: dict[int, Fraction], scalars: dict[str, Fraction], constant: Fraction
) -> None:
    """An expression given to sympy and taken back is the same, coefficient by coefficient."""
    made = Expression.of(GroundSet(("X", "Y'", "Z_1")), entropies, scalars, constant)
    assert by_name(Expression.from_sympy(made.to_sympy())) == by_name(made)


def test_to_sympy() -> None:
    """Joint entropies are real symbols by their text, coefficients rationals."""
    x, xy, r = (sympy.Symbol(name, real=True) for name in ("H(X)", "H(X,Y)", "R"))
    found = coordinates("5 - 1/3 H(X) + 1/3 H(X,Y) - 2 R").to_sympy()
    assert found == xy / 3 - x / 3 - 2 * r + 5


def test_from_sympy_reads_measures() -> None:
    """Symbols are read in the language, conditional measures and co-information too."""
    form = 2 * sympy.Symbol("I(X;Y|Z)") - sympy.Symbol("I(X;Y;Z)") / 2
    expected = coordinates("2 I(X;Y|Z) - 1/2 I(X;Y;Z)")
    assert by_name(Expression.from_sympy(form)) == by_name(expected)


def test_zero() -> None:
    """Zero is zero on both sides."""
    assert coordinates("H(X) - H(X)").to_sympy() == 0
    assert not Expression.from_sympy(sympy.Integer(0))


def test_parametric_coefficients() -> None:
    """Symbols in coefficients take the values they are given, products with them included."""
    s, x, xy = map(sympy.Symbol, ("s", "H(X)", "H(X,Y)"))
    form = s * (xy - x) + x / (s + 1)
    found = Expression.from_sympy(form, {"s": Fraction(1, 2)})
    assert by_name(found) == by_name(coordinates("1/2 H(Y|X) + 2/3 H(X)"))
    family = [Expression.from_sympy(form, {"s": k}) for k in range(1, 4)]
    expected = [coordinates(f"{k} H(Y|X) + 1/{k + 1} H(X)") for k in range(1, 4)]
    assert list(map(by_name, family)) == list(map(by_name, expected))


REFUSED = {
    "a product of measures": sympy.Symbol("H(X)") * sympy.Symbol("H(Y)"),
    "a square": sympy.Symbol("H(X)") ** 2,
    "a parameter without a value": sympy.Symbol("s") * sympy.Symbol("H(X)"),
    "an irrational coefficient": sympy.sqrt(2) * sympy.Symbol("H(X)"),
    "a float": sympy.Float(0.1) * sympy.Symbol("H(X)"),
    "a function": sympy.log(sympy.Symbol("R")),
    "a symbol that is no quantity": sympy.Symbol("H(X) >= 0"),
    "a symbol with a slip": sympy.Symbol("H(X;Y)"),
}


@pytest.mark.parametrize("form", REFUSED.values(), ids=REFUSED)
def test_refused(form: sympy.Expr) -> None:
    """What is not linear with rational coefficients is refused by an error of itip's own."""
    with pytest.raises(ItipError):
        Expression.from_sympy(form)


def test_constructor_text() -> None:
    """`expand --format sympy` prints what sympify reads back as the same form."""
    (part,) = expand("I(X;Y) + 1/2 R")
    again = sympy.sympify(part.sympy())
    assert again == part.expression.to_sympy()
    assert by_name(Expression.from_sympy(again)) == by_name(part.expression)
