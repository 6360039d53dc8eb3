"""Adjoined variables: their equalities, which are refused, and where double Markov applies."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import itip
from itip.entropy.adjoining import Adjoined, double_markov, extended
from itip.entropy.expression import Constraint, Problem, Sense
from itip.entropy.groundset import GroundSet
from itip.errors import ItipError
from itip.language import show

LAW = settings(deadline=None, derandomize=True, max_examples=100)
COMMON = Adjoined("W", "common information", (("a", "c"), ("b",)))
MARKOV = Adjoined("V", "double Markov", (("a",), ("c",), ("b", "d")))


def problem(*givens: str) -> Problem:
    """A problem about a, b, c, d and R with these givens."""
    return itip.translate(itip.parse("H(a,b,c,d) >= R", given=givens))


BOTH = problem("R >= 0", "I(a;c|b,d) = 0", "2 I(b,d;a|c) <= 0")


def test_extended() -> None:
    """New variables are behind the problem's, their equalities behind its givens."""
    whole = extended(BOTH, (COMMON, MARKOV))
    assert whole.ground == GroundSet((*BOTH.ground.names, "W", "V"))
    further = whole.givens[3:]
    assert [(show(g.written), g.sense, g.source) for g in further] == [
        ("H(W|a,c)", "=", 0),
        ("H(W|b)", "=", 0),
        ("H(W) - I(a,c;b)", "=", 0),
        ("H(V|c)", "=", 1),
        ("H(V|b,d)", "=", 1),
        ("I(a;c,b,d|V)", "=", 1),
    ]
    texts = [f"{show(given.written)} = 0" for given in further]
    anew = itip.translate(itip.parse("H(a,b,c,d,W,V) >= R", given=texts))
    assert [g.expression for g in anew.givens] == [g.expression for g in further]
    kept = (*whole.goals, *whole.givens[:3])
    assert all(c.expression.ground == whole.ground for c in kept)
    assert [c.expression.entropies for c in kept] == [
        c.expression.entropies for c in (*BOTH.goals, *BOTH.givens)
    ]


def test_nothing_adjoined() -> None:
    """Without further variables, the problem is the same."""
    assert extended(BOTH, ()) == BOTH


def test_of_earlier() -> None:
    """A common information may be of earlier variables."""
    later = Adjoined("U", "common information", (("W",), ("a", "d")))
    assert extended(BOTH, (COMMON, later)).ground.names[-2:] == ("W", "U")


REFUSED = {
    "name of a variable": (replace(COMMON, new="d"), "the name 'd' is taken"),
    "name of a scalar": (replace(COMMON, new="R"), "the name 'R' is taken"),
    "group of itself": (
        replace(COMMON, of=(("a",), ("W",))), "'W': there is no variable 'W' so far",
    ),
    "too many groups": (
        replace(COMMON, of=(("a",), ("b",), ("c",))),
        "'W': common information is of 2 nonempty groups",
    ),
    "too few groups": (
        replace(MARKOV, of=(("a",), ("b",))), "'V': double Markov is of 3 nonempty groups",
    ),
    "empty group": (
        replace(COMMON, of=(("a",), ())), "'W': common information is of 2 nonempty groups",
    ),
    "groups not as given": (
        replace(MARKOV, of=(("c",), ("a",), ("b", "d"))),
        "'V': the givens do not say of X; Y; Z = c; a; b,d that I(X;Y|Z) = 0 and I(X;Z|Y) = 0",
    ),
    "groups that overlap": (
        replace(MARKOV, of=(("a",), ("c", "b"), ("b", "d"))),
        "'V': the givens do not say of X; Y; Z = a; c,b; b,d that I(X;Y|Z) = 0 and I(X;Z|Y) = 0",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("variable", "reason"), REFUSED.values(), ids=REFUSED)
def test_refused(variable: Adjoined, reason: str) -> None:
    """A variable that cannot be adjoined is refused, with its name and the reason."""
    with pytest.raises(ItipError) as error:
        extended(BOTH, (variable,))
    assert str(error.value) == reason


def test_refused_of_earlier() -> None:
    """No given is about an adjoined variable, so that double Markov is not of one."""
    later = Adjoined("U", "double Markov", (("a",), ("c",), ("V",)))
    with pytest.raises(ItipError, match="the givens do not say"):
        extended(BOTH, (MARKOV, later))


@pytest.mark.parametrize(
    ("givens", "count"),
    [
        (("a -> b -> c", "a -> c -> b"), 1),
        (("I(a;b|c) = 0", "I(c;a|b) = 0", "I(b;c|a) = 0"), 3),
        (("3 I(a;b|c) = 0", "-1/2 I(a;c|b) >= 0"), 1),
        (("I(a;b|c) = 0", "I(a;b|c) <= 0", "I(a;c|b) = 0"), 1),
        (("I(a;b|c) = 0", "I(a;c|b) >= 0"), 0),
        (("I(a;b|c) = 0", "I(b;c|d) = 0"), 0),
        (("I(a;b|c) = 0", "I(a;c) = 0"), 0),
        (("I(a;b|c) = R", "I(a;c|b) = 0"), 0),
        (("I(a;b|c) <= 1", "I(a;c|b) = 0"), 0),
        (("I(a;b|c) + I(a;c|b) = 0",), 0),
        (("H(a|b) = 0", "H(a|c) = 0"), 0),
        (("0 = 0", "R = 1"), 0),
    ],
)
def test_double_markov(givens: tuple[str, ...], count: int) -> None:
    """It needs two givens that each say of one information that it is 0."""
    assert len(double_markov(problem(*givens))) == count


@LAW
@given(
    st.permutations(range(5)), st.integers(1, 3), st.integers(1, 3),
    st.sampled_from([Fraction(1), Fraction(-2, 3)]), st.sampled_from([">=", "="]),
)  # fmt: skip
def test_said(order: list[int], i: int, j: int, factor: Fraction, sense: Sense) -> None:
    """A multiple of I(x;y|z) that is = 0, or, if it is negative, >= 0, says that it is 0."""
    names = [f"v{k}" for k in order]
    if i + j > 4:
        i = j = 1
    x, y, z = (",".join(part) for part in (names[:i], names[i : i + j], names[i + j :]))
    first, second = itip.translate(
        itip.parse("0 <= 1", given=[f"I({x};{y}|{z}) = 0", f"I({x};{z}|{y}) = 0"])
    ).givens
    scaled = Constraint(
        replace(
            first.expression,
            entropies=tuple((s, factor * c) for s, c in first.expression.entropies),
        ),
        sense,
        first.written,
    )
    whole = Problem(first.expression.ground, (), (), (scaled, second))
    found = double_markov(whole)
    assert len(found) == (sense == "=" or factor < 0)
    subsets = map(whole.ground.subset, (x.split(","), y.split(","), z.split(",")))
    assert all({*groups} == {*subsets} for groups in found)
