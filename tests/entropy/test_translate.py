"""From statements to problems: each form of constraint means the entropies it should."""

from __future__ import annotations

from fractions import Fraction

import pytest

from itip.entropy.cone import Information
from itip.entropy.expression import Constraint, Problem
from itip.entropy.groundset import GroundSet
from itip.entropy.translate import measure, translate
from itip.errors import LimitReached
from itip.language import parse, show


def problem(text: str) -> Problem:
    """The problem of a statement's text."""
    return translate(parse(text))


def terms(constraint: Constraint, ground: GroundSet) -> dict[str, Fraction]:
    """A constraint's coefficients by what they multiply, 1 being a bit."""
    expression = constraint.expression
    named = {"".join(ground.members(s)): c for s, c in expression.entropies}
    named |= dict(expression.scalars)
    return named | ({"1": expression.constant} if expression.constant else {})


# form: the constraints that it stands for, as (coefficients, sense)
FORMS = {
    "H(X) <= H(Y)": [({"X": -1, "Y": 1}, ">=")],
    "H(X) >= H(Y)": [({"X": 1, "Y": -1}, ">=")],
    "H(X) = H(Y)": [({"X": 1, "Y": -1}, "=")],
    "0 <= H(X) <= 2": [({"X": 1}, ">="), ({"X": -1, "1": 2}, ">=")],
    "R <= 2 S + 1": [({"R": -1, "S": 2, "1": 1}, ">=")],
    "X -> Y -> Z": [({"XY": 1, "YZ": 1, "XYZ": -1, "Y": -1}, "=")],
    "A -> B -> C -> D": [
        ({"AB": 1, "BC": 1, "ABC": -1, "B": -1}, "="),
        ({"ABC": 1, "CD": 1, "ABCD": -1, "C": -1}, "="),
    ],
    "(X,W) -> Y -> Z": [({"XWY": 1, "YZ": 1, "XWYZ": -1, "Y": -1}, "=")],
    "Z = f(X,Y)": [({"ZXY": 1, "XY": -1}, "=")],
    "Z = f()": [({"Z": 1}, "=")],
    "indep(X, Y)": [({"X": 1, "Y": 1, "XY": -1}, "=")],
    "indep(X, Y, Z)": [({"X": 1, "Y": 1, "Z": 1, "XYZ": -1}, "=")],
    "indep(X, Y, Z | W)": [({"XW": 1, "YW": 1, "ZW": 1, "XYZW": -1, "W": -2}, "=")],
    "indep(X, (Y,Z))": [({"X": 1, "YZ": 1, "XYZ": -1}, "=")],
    "X _||_ Y | Z": [({"XZ": 1, "YZ": 1, "XYZ": -1, "Z": -1}, "=")],
    "(X,U) ~ (Y,V)": [
        ({"X": 1, "Y": -1}, "="),
        ({"U": 1, "V": -1}, "="),
        ({"XU": 1, "YV": -1}, "="),
    ],
    "symmetric(X, Y)": [({"Y": 1, "X": -1}, "=")],
    "symmetric(X, Y, Z)": [
        ({"Y": 1, "X": -1}, "="),
        ({"Z": 1, "X": -1}, "="),
        ({"XZ": 1, "XY": -1}, "="),
        ({"YZ": 1, "XY": -1}, "="),
    ],
}


@pytest.mark.parametrize(("form", "meant"), FORMS.items(), ids=FORMS)
def test_form(form: str, meant: list[tuple[dict[str, int], str]]) -> None:
    """A form of constraint stands for these equations and inequalities of joint entropies."""
    made = problem(form)

    def key(item: tuple[dict[str, Fraction], str]) -> str:
        return str(sorted(item[0].items(), key=str))

    def canonical(item: tuple[dict[str, int], str]) -> tuple[dict[str, Fraction], str]:
        scalars = {"R", "S", "1"} & item[0].keys()
        order = {name: k for k, name in enumerate(made.ground.names)}
        return {
            name if name in scalars else "".join(sorted(name, key=lambda v: order[v])): Fraction(c)
            for name, c in item[0].items()
        }, item[1]

    found = [(terms(goal, made.ground), goal.sense) for goal in made.goals]
    assert sorted(found, key=key) == sorted(map(canonical, meant), key=key)


@pytest.mark.parametrize("form", FORMS)
def test_form_as_given(form: str) -> None:
    """The same form as a given stands for the same constraints, each with the given's number."""
    made = problem(f"{form} given 0 = 0, {form}")
    assert [(g.expression, g.sense) for g in made.givens[1:]] == [
        (g.expression, g.sense) for g in made.goals
    ]
    assert [g.source for g in made.givens] == [0] + [1] * len(made.goals)


def test_symmetric_of_groups() -> None:
    """Groups are exchanged place by place, and what is outside them stays."""
    made = problem("symmetric((A,B), (C,D)) given H(E) >= 0")
    found = {frozenset(terms(goal, made.ground)) for goal in made.goals}
    assert {frozenset({"C", "A"}), frozenset({"BC", "AD"}), frozenset({"CE", "AE"})} <= found
    assert not any("AC" in pair or "BD" in pair for pair in found)


def test_symmetric_of_many_is_refused() -> None:
    """A symmetry of too many variables is a limit, said before its equalities are made."""
    names = ", ".join(f"X{i}" for i in range(15))
    with pytest.raises(LimitReached, match="the limit is 14 variables"):
        problem(f"symmetric({names})")


def test_ground_set_and_scalars() -> None:
    """Variables and scalars come in the order of first appearance, claim first."""
    made = problem("R + H(B) >= 0 given H(A,B) <= S + R, C -> A -> D")
    assert made.ground.names == ("B", "A", "C", "D")
    assert made.scalars == ("R", "S")


def test_written_in_the_users_measures() -> None:
    """A constraint keeps the user's own measures beside its coordinates."""
    made = problem("I(X;Z) <= I(X;Y) given X -> Y -> Z")
    assert show(made.goals[0].written) == "I(X;Y) - I(X;Z)"
    assert show(made.givens[0].written) == "I(X;Z|Y)"


def test_measure_of_information() -> None:
    """I(A;A|C) is written as the conditional entropy that it is."""
    ground = GroundSet(("X", "Y", "Z"))
    assert show(measure(ground, Information(1, 1, 6))) == "H(X|Y,Z)"
    assert show(measure(ground, Information(1, 6, 0))) == "I(X;Y,Z)"
