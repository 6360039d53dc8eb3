"""Sums of proofs as they are read: the same sums, in fewer terms."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itip.entropy.cone import Information, remainder
from itip.entropy.expression import Expression, Problem
from itip.entropy.implied import implied, implies, pieces, sums
from itip.entropy.translate import translate
from itip.evidence import Contradiction
from itip.grouping import Forced, Grouped, grouped
from itip.language import parse

LAW = settings(deadline=None, derandomize=True, max_examples=40)
GIVEN = "A -> B -> C -> D", "indep(A, C, D)", "B = f(A,D)", "I(A;C|D) <= 0", "H(A) = H(B)"
PROBLEM = translate(parse("H(A,B,C,D) >= 0 given " + ", ".join(GIVEN)))


def difference(problem: Problem, item: Contradiction, read: Grouped) -> dict[int, Fraction]:
    """What the sum that is read is less than that of a proof, in joint entropies."""
    nothing = Expression(problem.ground)
    return remainder(
        nothing,
        (
            *((term, -weight) for term, weight in item.shannon),
            *read.shannon,
            *((part.measure, -part.amount) for part in read.forced),
        ),
        (
            *((problem.givens[k].expression, -weight) for k, weight in item.givens),
            *((problem.givens[k].expression, weight) for k, weight in read.givens),
        ),
    )


weights = st.fractions(min_value=0, max_value=3, max_denominator=3).filter(bool)


@st.composite
def contradictions(draw: st.DrawFn) -> Contradiction:
    """Any sum of what is forced to be 0, written out, and of other measures and givens."""
    shannon: list[tuple[Information, Fraction]] = []
    givens = dict.fromkeys(range(len(PROBLEM.givens)), Fraction(0))
    for _ in range(draw(st.integers(0, 3))):
        number = draw(st.integers(0, len(PROBLEM.givens) - 2))
        whole = draw(st.sampled_from(list(sums(PROBLEM.givens[number].expression))))
        part = draw(st.sampled_from(list(implied(whole.measure, 15))))
        amount = draw(weights)
        shannon += ((term, amount) for term in (*whole.others, *pieces(whole.measure, part)))
        givens[number] -= amount / whole.factor
    for _ in range(draw(st.integers(0, 4))):
        a, b, c = (draw(st.integers(1, 15)) for _ in "abc")
        shannon.append((Information(a, b, c), draw(weights)))
    if draw(st.booleans()):
        givens[draw(st.integers(0, len(PROBLEM.givens) - 1))] += draw(weights)
    used = tuple((k, weight) for k, weight in givens.items() if weight)
    return Contradiction(tuple(shannon), used, Fraction(1))


@LAW
@given(contradictions())
def test_the_same_sum(item: Contradiction) -> None:
    """What is read is the same sum, identically, in no more terms, of no negative amounts.

    Less is taken of each given, never more, and what is forced is forced by the given.
    """
    read = grouped(item, PROBLEM)
    assert not difference(PROBLEM, item, read)
    assert len(read) <= len(item.shannon) + len(item.givens)
    assert all(weight > 0 for _, weight in read.shannon)
    old, new = dict(item.givens), dict(read.givens)
    assert new.keys() <= old.keys()
    assert all(0 < weight / old[k] <= 1 for k, weight in new.items())
    for part in read.forced:
        assert part.amount > 0
        ways = sums(PROBLEM.givens[part.given].expression)
        assert any(implies(way.measure, part.measure) for way in ways)


def test_what_is_forced_is_read_so() -> None:
    """What was written out of three givens is three terms again, of their own amounts."""
    wanted = [
        Forced(1, Information(1, 8, 6), Fraction(2)),  # I(A;D|B,C)
        Forced(2, Information(1, 4, 8), Fraction(1, 3)),  # I(A;C|D)
        Forced(3, Information(2, 4, 9), Fraction(1)),  # I(B;C|A,D)
    ]
    shannon: list[tuple[Information, Fraction]] = []
    for one in wanted:
        way = next(
            way
            for way in sums(PROBLEM.givens[one.given].expression)
            if implies(way.measure, one.measure)
        )
        rest = (*way.others, *pieces(way.measure, one.measure))
        shannon += ((term, one.amount) for term in rest)
    givens = tuple((one.given, -one.amount) for one in wanted)
    read = grouped(Contradiction(tuple(shannon), givens, Fraction(1)), PROBLEM)
    assert read.shannon == read.givens == ()
    assert sorted(read.forced, key=lambda one: one.given) == wanted


def contradiction(weight: int, given: int) -> Contradiction:
    """The sum of I(A;C|B,D), of I(A;B|D), and of a given with a weight."""
    terms = Information(1, 4, 10), Information(1, 2, 8)
    shannon = tuple((term, Fraction(1)) for term in terms)
    return Contradiction(shannon, ((given, Fraction(weight)),), Fraction(1))


WITH = translate(
    parse("H(A,B,C,D) >= 0 given I(A;C,D|B) = 0, I(A;C,D|B) = r, I(A;C,D|B) <= 0, I(A;D|B) = 0")
)


@pytest.mark.parametrize(
    ("weight", "given", "count"),
    [(-1, 0, 2), (-3, 0, 3), (1, 0, 3), (-1, 1, 3), (1, 2, 2), (-1, 3, 3)],
    ids=["taken", "some left", "added", "not zero", "not positive", "too small"],
)
def test_when_terms_are_read_as_one(weight: int, given: int, count: int) -> None:
    """Only what is taken away of a given that says 0 is read with terms, if these are fewer then.

    I(A;C,D|B) = I(A;D|B) + I(A;C|B,D).
    """
    assert len(grouped(contradiction(weight, given), WITH)) == count


def test_means_stay() -> None:
    """In the mean over exchanges the terms are as they are."""
    item = replace(contradiction(-1, 0), classes=((1, 2),))
    assert grouped(item, WITH) == Grouped(item.shannon, item.givens)


def test_many_terms_are_soon_read() -> None:
    """Where too many terms are near a given, only few of them are read with it."""
    problem = translate(parse("H(A) >= 0 given A,B,C -> D -> E,F,G"))
    terms = implied(Information(7, 112, 8), 127)
    item = Contradiction(
        tuple((term, Fraction(1)) for term in terms), ((0, Fraction(-1)),), Fraction(1)
    )
    read = grouped(item, problem)
    assert not difference(problem, item, read)
    assert len(read) == len(item.shannon)
