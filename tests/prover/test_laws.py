"""Laws of the prover, on random statements.

Statements are made here as sums over joint entropies, {set of names: coefficient}, and written
as text; polymatroids are checked here pair by pair of subsets. Nothing is taken from itip but the
answer.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from itertools import combinations
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import itip

prove = partial(itip.prove, shannon_only=True)  # these are about Shannon's inequalities

LAW = settings(deadline=None, derandomize=True, max_examples=100)
SLOW = settings(deadline=None, derandomize=True, max_examples=40)

Set = frozenset[str]
Sum = dict[Set, Fraction]


@dataclass(frozen=True)
class Measure:
    """I(a;b|c), as text and as a sum of joint entropies."""

    a: Set
    b: Set
    c: Set

    def text(self) -> str:
        """The measure as people write it."""
        a, b, c = (",".join(sorted(part)) for part in (self.a, self.b, self.c))
        bar = f"|{c}" if c else ""
        return f"H({a}{bar})" if a == b else f"I({a};{b}{bar})"

    def sum(self) -> Sum:
        """The measure as a sum of joint entropies, by its definition."""
        a, b, c = self.a, self.b, self.c
        return added([({a | c: Fraction(1)}, 1), ({b | c: Fraction(1)}, 1),
                      ({a | b | c: Fraction(1)}, -1), ({c: Fraction(1)}, -1)])  # fmt: skip


def added(parts: Sequence[tuple[Sum, Fraction | int]]) -> Sum:
    """The sum of multiples."""
    total: Sum = {}
    for part, weight in parts:
        for names, coefficient in part.items():
            total[names] = total.get(names, Fraction(0)) + weight * coefficient
    return {names: coefficient for names, coefficient in total.items() if names and coefficient}


def written(part: Sum, rename: Mapping[str, str] | None = None) -> str:
    """The sum as text, its terms in the order of the dictionary."""
    change = rename or {}
    terms = []
    for names, coefficient in part.items():
        listed = ",".join(change.get(name, name) for name in sorted(names))
        terms.append(f"{'-' if coefficient < 0 else '+'} {abs(coefficient)} H({listed})")
    return " ".join(terms) or "0"


def value(part: Sum, h: Mapping[Set, Fraction]) -> Fraction:
    """The sum at a set function."""
    return sum((c * h[names] for names, c in part.items()), Fraction(0))


def is_polymatroid(names: Sequence[str], h: Mapping[Set, Fraction]) -> bool:
    """Monotone and submodular, for every pair of subsets."""
    subsets = [frozenset(s) for k in range(len(names) + 1) for s in combinations(names, k)]
    return not h[frozenset()] and all(
        (h[s] <= h[t] if s <= t else True) and h[s] + h[t] >= h[s | t] + h[s & t]
        for s in subsets
        for t in subsets
    )


def set_function(found: itip.Counterexample) -> dict[Set, Fraction]:
    """The counterexample's joint entropies by sets of names."""
    ground = found.polymatroid.ground
    return {frozenset(ground.members(s)): v for s, v in enumerate(found.polymatroid.rank)}


def accepted(outcome: itip.Verdict) -> bool:
    """Whether the verdict is no shrug, and its document is accepted and says the same."""
    assert not isinstance(outcome, itip.Unknown)
    return itip.verify(json.dumps(outcome.certificate())).verdict == outcome.verdict


# Random material


def variables(most: int, least: int = 1) -> st.SearchStrategy[list[str]]:
    """The names of so many variables."""
    return st.integers(least, most).map(lambda n: list("ABCDEFG"[:n]))


def groups(names: Sequence[str], least: int = 0) -> st.SearchStrategy[Set]:
    """Sets of some of the names."""
    return st.frozensets(st.sampled_from(names), min_size=least)


def measures(names: Sequence[str]) -> st.SearchStrategy[Measure]:
    """Shannon's measures, conditional entropies among them."""
    some = groups(names, 1)
    entropies = st.builds(lambda a, c: Measure(a, a, c), some, groups(names))
    return st.one_of(st.builds(Measure, some, some, groups(names)), entropies)


weights = st.one_of(st.integers(1, 9).map(Fraction), st.fractions("1/9", 9, max_denominator=9))
coefficients = st.integers(-4, 4).map(Fraction)


def sums(names: Sequence[str], most: int = 5) -> st.SearchStrategy[Sum]:
    """Sums of a few joint entropies."""
    return st.dictionaries(groups(names, 1), coefficients.filter(bool), max_size=most)


@dataclass(frozen=True)
class Question:
    """goal >= 0 given givens >= 0 or = 0."""

    names: list[str]
    goal: Sum
    givens: list[tuple[Sum, str]]

    def text(self) -> str:
        """The question as a statement."""
        claim = f"{written(self.goal)} >= 0"
        listed = ", ".join(f"{written(g)} {sign} 0" for g, sign in self.givens)
        return f"{claim} given {listed}" if listed else claim


@st.composite
def questions(draw: st.DrawFn, most: int = 4, least: int = 2) -> Question:
    """Questions near the border: nonnegative sums of measures and givens, less a little or not."""
    names = draw(variables(most, least))
    givens = draw(st.lists(st.tuples(sums(names, 3), st.sampled_from([">=", "="])), max_size=2))
    terms = draw(st.lists(st.tuples(measures(names), weights), min_size=2, max_size=5))
    parts = [(measure.sum(), weight) for measure, weight in terms]
    for part, sign in givens:
        weight = draw(weights)
        parts.append((part, -weight if sign == "=" and draw(st.booleans()) else weight))
    match draw(st.sampled_from(["nothing", "a measure", "anything"])):
        case "a measure":
            less = Measure(*(draw(groups(names, least)) for least in (1, 1, 0)))
            parts.append((less.sum(), -draw(weights)))
        case "anything":
            parts.append((draw(sums(names, 2)), Fraction(1, draw(st.integers(1, 5)))))
    return Question(names, added(parts), givens)


@st.composite
def polymatroids(draw: st.DrawFn, names: Sequence[str]) -> dict[Set, Fraction]:
    """Sums of ranks of binary matrices, of truncated cardinalities and of measures on points."""
    subsets = [frozenset(s) for k in range(len(names) + 1) for s in combinations(names, k)]
    h = dict.fromkeys(subsets, Fraction(0))
    for _ in range(draw(st.integers(1, 3))):
        weight = draw(weights)
        columns = {name: draw(st.lists(st.integers(0, 15), max_size=2)) for name in names}
        bound = draw(st.integers(1, len(names)))
        matroid = draw(st.booleans())
        for s in subsets:
            vectors = [column for name in s for column in columns[name]]
            h[s] += weight * (rank(vectors) if matroid else min(len(s), bound))
    return h


def rank(vectors: Sequence[int]) -> int:
    """The rank over GF(2) of vectors that are the bits of integers."""
    basis: list[int] = []
    for vector in vectors:
        for b in basis:
            vector = min(vector, vector ^ b)  # noqa: PLW2901  reduced by each in turn
        if vector:
            basis.append(vector)
    return len(basis)


# Laws


@LAW
@given(st.data())
def test_sums_of_measures_are_proved(data: st.DataObject) -> None:
    """A nonnegative sum of Shannon measures, and multiples of givens, is proved."""
    names = data.draw(variables(4))
    terms = data.draw(st.lists(st.tuples(measures(names), weights), min_size=1, max_size=6))
    givens = data.draw(st.lists(st.tuples(sums(names), weights), max_size=2))
    goal = added([(m.sum(), w) for m, w in terms] + list(givens))
    question = Question(names, goal, [(g, ">=") for g, _ in givens])
    outcome = prove(question.text())
    assert isinstance(outcome, itip.Proved)
    assert accepted(outcome)


@LAW
@given(st.data())
def test_measures_as_written_are_proved(data: st.DataObject) -> None:
    """The same, where the measures are written as such and the claim has two sides."""
    names = data.draw(variables(5))
    left = data.draw(st.lists(st.tuples(measures(names), weights), min_size=1, max_size=3))
    right = data.draw(st.lists(st.tuples(measures(names), weights), min_size=1, max_size=3))
    less = " + ".join(f"{w} {m.text()}" for m, w in left)
    more = " + ".join(f"{w} {m.text()}" for m, w in right)
    outcome = prove(f"{less} <= {less} + {more}")
    assert isinstance(outcome, itip.Proved)
    assert accepted(outcome)
    greater = added([(m.sum(), w) for m, w in right])
    if any(coefficient for coefficient in greater.values()):
        assert prove(f"{less} >= {less} + {more}").verdict == "not-shannon"


@LAW
@given(questions())
def test_every_verdict_is_verified(question: Question) -> None:
    """Every verdict's document is accepted; counterexamples are such by a naive check."""
    outcome = prove(question.text())
    assert accepted(outcome)
    if isinstance(outcome, itip.NotProvable):
        h = set_function(outcome.counterexample)
        names = outcome.problem.ground.names
        assert is_polymatroid(names, h)
        h |= {s: h[s & frozenset(names)] for s in question.goal}
        assert value(question.goal, h) < 0
        for part, sign in question.givens:
            assert value(part, h) == 0 if sign == "=" else value(part, h) >= 0


@LAW
@given(st.data())
def test_polymatroids_obey_proved_goals(data: st.DataObject) -> None:
    """No polymatroid that has the givens violates a goal that was proved."""
    question = data.draw(questions())
    if prove(question.text()).verdict == "shannon":
        for h in data.draw(st.lists(polymatroids(question.names), min_size=5, max_size=5)):
            if all(
                value(part, h) == 0 if sign == "=" else value(part, h) >= 0
                for part, sign in question.givens
            ):
                assert value(question.goal, h) >= 0


@LAW
@given(st.data())
def test_goals_that_a_polymatroid_violates_are_not_proved(data: st.DataObject) -> None:
    """Where a random polymatroid violates the goal, the verdict is not-shannon."""
    names = data.draw(variables(4))
    h = data.draw(polymatroids(names))
    assert is_polymatroid(names, h)
    goal = data.draw(sums(names))
    verdict = prove(f"{written(goal)} >= 0").verdict
    assert verdict == ("not-shannon" if value(goal, h) < 0 else verdict)


@LAW
@given(questions(), st.permutations("ABCD"), st.randoms(use_true_random=False))
def test_renaming_and_reordering(question: Question, names: Sequence[str], random: Random) -> None:
    """Neither the names, nor the order of variables, terms and givens, change a verdict."""
    verdict = prove(question.text()).verdict
    rename = dict(zip("ABCD", names, strict=True))
    fresh = {name: f"Z{k}'" for k, name in enumerate("DACB")}
    for change in (rename, fresh):
        terms = list(question.goal.items())
        random.shuffle(terms)
        givens = [f"{written(part, change)} {sign} 0" for part, sign in question.givens]
        random.shuffle(givens)
        outcome = prove(f"{written(dict(terms), change)} >= 0", given=givens)
        assert outcome.verdict == verdict


@SLOW
@given(questions())
def test_solvers_agree(question: Question) -> None:
    """Exact pivots, HiGHS and CBC come to one verdict, each with evidence that is accepted."""
    outcomes = [prove(question.text(), solver=name) for name in ("exact", "highs", "cbc")]
    assert len({outcome.verdict for outcome in outcomes}) == 1
    assert all(map(accepted, outcomes))


@SLOW
@given(questions(7, 5))
def test_larger_problems(question: Question) -> None:
    """At five to seven variables HiGHS' verdicts are verified, and agree with the default's."""
    outcome = prove(question.text(), solver="highs")
    assert accepted(outcome)
    assert prove(question.text()).verdict == outcome.verdict


@SLOW
@given(st.data())
def test_larger_sums_are_proved(data: st.DataObject) -> None:
    """At six and seven variables sums of measures are proved, and no more than they."""
    names = data.draw(variables(7, 6))
    terms = data.draw(st.lists(st.tuples(measures(names), weights), min_size=5, max_size=12))
    goal = added([(m.sum(), w) for m, w in terms])
    assert accepted(outcome := prove(f"{written(goal)} >= 0", solver="highs"))
    assert outcome.verdict == "shannon"
    h = data.draw(polymatroids(names))
    excess = value(goal, h) / h[frozenset(names)] + 1 if h[frozenset(names)] else 1
    more = added([(goal, 1), ({frozenset(names): Fraction(1)}, -excess)])
    outcome = prove(f"{written(more)} >= 0", solver="highs")
    assert value(more, h) >= 0 or outcome.verdict == "not-shannon"
    assert accepted(outcome)


@LAW
@given(questions(3), st.sampled_from("ABC"))
def test_a_variable_split_in_two(question: Question, name: str) -> None:
    """A pair of variables in the place of one changes no verdict; the evidence is for the pair."""
    outcome = prove(question.text())
    pair = {name: f"{name}1,{name}2"}
    givens = [f"{written(part, pair)} {sign} 0" for part, sign in question.givens]
    split = prove(f"{written(question.goal, pair)} >= 0", given=givens)
    assert split.verdict == outcome.verdict
    assert accepted(split)
    if isinstance(split, itip.NotProvable):
        assert is_polymatroid(split.problem.ground.names, set_function(split.counterexample))


@LAW
@given(questions())
def test_equalities_are_two_inequalities(question: Question) -> None:
    """An equality is proved exactly when both its directions are; evidence says which is not."""
    givens = [f"{written(part)} {sign} 0" for part, sign in question.givens]
    goal = written(question.goal)
    whole = prove(f"{goal} = 0", given=givens)
    halves = [prove(f"{goal} {sign} 0", given=givens).verdict for sign in (">=", "<=")]
    assert (whole.verdict == "shannon") == (halves == ["shannon"] * 2)
    assert accepted(whole)
    if isinstance(whole, itip.NotProvable):
        failing = [
            item.direction for item in whole.evidence if isinstance(item, itip.Counterexample)
        ]
        expected = [d for d, half in zip((">=", "<="), halves, strict=True) if half != "shannon"]
        assert failing == expected


@pytest.mark.parametrize("scale", ["1", "1/1000000007", "1e30"])
def test_scaling(scale: str) -> None:
    """A positive factor on the goal or on a given changes no verdict."""
    for claim, verdict in (("I(X;Y) - I(X;Z)", "shannon"), ("I(X;Z) - I(X;Y)", "not-shannon")):
        text = f"{scale} * ({claim}) >= 0 given {scale} I(X;Z|Y) = 0"
        assert prove(text).verdict == verdict
