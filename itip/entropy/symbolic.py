"""Interchange with sympy; nothing else in itip uses it."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import sympy

from itip.entropy.expression import Expression
from itip.entropy.translate import expand, ground_set, joint_entropies
from itip.errors import ItipError
from itip.language import parse_expression, show
from itip.language.ast import Linear, Term


def to_sympy(expression: Expression) -> sympy.Expr:
    """The sum over real symbols: `H(X,Y)` for a joint entropy, a scalar's own name for it."""
    terms = [
        sympy.Rational(t.coefficient.numerator, t.coefficient.denominator) * _symbol(t)
        for t in joint_entropies(expression).terms
    ]
    return sympy.Add(*terms)


def from_sympy(expression: sympy.Expr, parameters: Mapping[str, Fraction | int]) -> Expression:
    """The linear form that a sympy expression states.

    Symbols are read in itip's language: `H(X,Y)` or `I(X;Y|Z)` as measures, bare names as scalars.
    `parameters` gives values to symbols that stand in coefficients, before the form is read.

    Raises:
        ItipError: for an expression that is not linear with rational coefficients.

    """
    values = {
        name: sympy.Rational(Fraction(v).numerator, Fraction(v).denominator)
        for name, v in parameters.items()
    }
    chosen = {s: values[s.name] for s in expression.free_symbols if s.name in values}
    form = sympy.expand(expression.subs(chosen))
    terms: list[Term] = []
    for key, coefficient in form.as_coefficients_dict().items():
        if not coefficient.is_Rational or not (key == 1 or key.is_Symbol):
            raise ItipError(f"{coefficient * key} is not a rational multiple of a symbol")
        number = Fraction(int(coefficient.p), int(coefficient.q))
        terms += [Term(number * t.coefficient, t.quantity) for t in _quantity(key)]
    linear = Linear(tuple(terms) or (Term(Fraction(0), None),))
    return expand(linear, ground_set(linear))


def _symbol(term: Term) -> sympy.Expr:
    if term.quantity is None:
        return sympy.Integer(1)
    return sympy.Symbol(show(Linear((Term(Fraction(1), term.quantity),))), real=True)


def _quantity(key: sympy.Expr) -> tuple[Term, ...]:
    if key == 1:
        return (Term(Fraction(1), None),)
    tree = parse_expression(key.name, name="symbol")
    if not isinstance(tree, Linear):
        raise ItipError(f"the symbol {key.name!r} is not a quantity")
    return tree.terms
