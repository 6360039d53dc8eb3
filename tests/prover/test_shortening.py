"""Proofs made shorter: of fewer terms, and right."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import itip
from itip import kernel
from itip.entropy.adjoining import Adjoined
from itip.entropy.cone import Information
from itip.evidence import Contradiction, Proof
from itip.grouping import grouped
from itip.language.ast import Copied, CopyStep
from itip.prover import exact, shorten, shortening
from itip.prover.effort import Effort
from itip.prover.farkas import Combination
from itip.prover.shortening import forced, integers, plain, settling, solver
from itip.verdict import Proved

LAW = settings(deadline=None, derandomize=True, max_examples=30)
FOREVER = Effort()
INGLETON = "I(A;B) <= I(A;B|C) + I(A;B|D) + I(C;D)"
ZHANG_YEUNG = "2 I(C;D) <= I(A;B) + I(A;C,D) + 3 I(C;D|A) + I(C;D|B)"
BUTTERFLY = """H(S2) <= H(M0) given indep(S1, S2), M1 = f(S1), M2 = g(S2), M0 = e(S1,S2),
    (S1,S2) = d(M0,M1), (S1,S2) = d(M0,M2)"""


PATH = """H(B,C) >= 3 H(S) given S = f(A,B), S = f(B,C), S = f(C,D), indep(S, (A,C)),
    indep(S, (A,D)), indep(S, (B,D))"""


def proved(text: str, *, linear: bool = False) -> Proved:
    """The verdict on what is true."""
    verdict = itip.prove(text, witness=False, linear=linear)
    assert isinstance(verdict, Proved)
    return verdict


def terms(item: Proof | Contradiction) -> int:
    """How many terms there are, givens included."""
    return len(item.shannon) + len(item.givens)


def read(verdict: Proved) -> int:
    """How many terms are read of a verdict's only proof."""
    (item,) = verdict.proof
    return len(grouped(item, verdict.problem))


def accepted(verdict: Proved) -> bool:
    """Whether the kernel accepts it as what it says it is."""
    return kernel.check(verdict.certificate()).verdict == verdict.verdict


def cycle(n: int) -> str:
    """Shearer's inequality for the pairs of neighbours of a cycle."""
    pairs = " + ".join(f"H(X{i},X{(i + 1) % n})" for i in range(n))
    return f"2 H({','.join(f'X{i}' for i in range(n))}) <= {pairs}"


def chain(n: int) -> str:
    """The data-processing inequality along a chain."""
    places = " -> ".join(f"X{i}" for i in range(n))
    return f"I(X0;X{n - 1}) <= I(X{n // 2};X{n // 2 + 1}) given {places}"


SHORT = {  # with the number of terms as they are read
    "subadditivity": ("H(A,B,C,D,E) <= H(A) + H(B) + H(C) + H(D) + H(E)", 4),
    "triples of four": (
        "3 H(A,B,C,D) <= H(A,B,C) + H(A,B,D) + H(A,C,D) + H(B,C,D)",
        3,
    ),
    "pairs of four": (
        "3 H(A,B,C,D) <= H(A,B) + H(A,C) + H(A,D) + H(B,C) + H(B,D) + H(C,D)",
        3,
    ),
    "a cycle of four": (cycle(4), 2),
    "a cycle of seven": (cycle(7), 6),
    "a cycle of nine": (cycle(9), 8),
    "a chain of five": (chain(5), 4),
    "a chain of eight": (chain(8), 6),
    "a chain of nine": (chain(9), 8),
    "common information": (f"{INGLETON} given W = f(A), W = g(B), H(W) = I(A;B)", 9),
    "independence given it": (f"{INGLETON} given W = f(A), W = g(B), A -> W -> B", 10),
    "secret sharing": (PATH, 11),
    "butterfly": (BUTTERFLY, 5),
    "independent parts": ("I(A,B;C|D) <= H(E|D) given indep(A,B,C,E|D), E = f(A,D)", 2),
    "not positive": ("I(A;D) <= I(B;C) given I(A;C|B) <= 0, I(A,B;D|C) <= 0", 4),
    "scalars and constants": (
        "3 <= H(A,B) + H(B,C) + H(A,C) + s given r <= H(A,B,C), r + s/2 >= 3/2, 0 <= s, s <= 0",
        6,
    ),
    "copies": (ZHANG_YEUNG, 8),
    "copies and a given": (
        f"{ZHANG_YEUNG.replace('D)', 'E)', 1)} given A,B,C -> D -> E",
        13,
    ),
}


@pytest.mark.parametrize("name", SHORT)
def test_few_terms(name: str) -> None:
    """Classics have proofs of this many terms, which are right, each about its goal."""
    text, most = SHORT[name]
    verdict = proved(text)
    shorter = shorten(verdict)
    assert accepted(shorter)
    assert shorter.verdict == verdict.verdict
    (old,), (new,) = verdict.proof, shorter.proof
    assert isinstance(old, Proof)
    assert isinstance(new, Proof)
    assert (new.goal, new.direction) == (old.goal, old.direction)
    assert read(shorter) <= min(most, read(verdict))


@pytest.mark.parametrize(
    "text",
    ["H(X|Y) >= 0", "H(X,Y) = H(X) + H(Y|X)", "H(X) <= H(X)", "I(X;Y|Z) >= 0 given indep(X, Y)"],
)
def test_what_is_short_stays(text: str) -> None:
    """A proof of one term, or none, is as short as can be."""
    verdict = proved(text)
    assert shorten(verdict) is verdict


def test_every_goal_and_direction() -> None:
    """Each goal's proof is shortened, and that of an equality in both directions."""
    verdict = proved("I(A;C|B) = 0 <= I(B;C) given I(A;B,C,D) = 0")
    shorter = shorten(verdict)
    assert accepted(shorter)
    kinds = [(item.goal, item.direction) for item in shorter.proof if isinstance(item, Proof)]
    assert kinds == [(0, ">="), (0, "<="), (1, ">=")]
    assert list(map(terms, shorter.proof)) == [1, 3, 1]


def test_contradiction() -> None:
    """A contradiction is shortened too, and stays one."""
    verdict = proved("H(A) = 1 given 3 H(A,B,C,D) >= 7 + s, H(A,B) + H(C,D) <= 2 + s/3, s >= 0")
    (old,), (new,) = verdict.proof, shorten(verdict).proof
    assert isinstance(old, Contradiction)
    assert isinstance(new, Contradiction)
    assert accepted(shorten(verdict))
    assert terms(new) < terms(old)


def test_means_give_way_to_few_terms() -> None:
    """A proof in the mean over classes is replaced by one that can be read line by line."""
    verdict = proved("7 H(A,B,C,D,E,F,G) <= " + " + ".join(f"7 H({x})" for x in "ABCDEFG"))
    (old,), (new,) = verdict.proof, shorten(verdict).proof
    assert old.classes
    assert not new.classes
    assert terms(new) == 6


def test_means_stay_where_many_terms_would_be() -> None:
    """Where a proof without classes would be long, a short one in the mean is kept."""
    pairs = " + ".join(f"H({a},{b})" for a in "ABCDEFG" for b in "ABCDEFG" if a < b)
    verdict = proved(f"{pairs} <= 6 ({' + '.join(f'H({x})' for x in 'ABCDEFG')})")
    assert verdict.proof[0].classes
    assert shorten(verdict) is verdict


def test_common_information() -> None:
    """With an adjoined variable a proof for linear random variables stays one."""
    verdict = proved(INGLETON, linear=True)
    shorter = shorten(verdict)
    assert accepted(shorter)
    assert shorter.verdict == "linear"
    assert terms(shorter.proof[0]) < terms(verdict.proof[0])


def test_steps_that_are_not_needed_go() -> None:
    """A copy that no term and no other step names is dropped, whichever step it is."""
    verdict = proved(ZHANG_YEUNG)
    (item,) = shorten(verdict).proof
    assert isinstance(item, Proof)
    (step,) = item.steps
    idle = CopyStep(("A",), (((Copied("idle", ("C",))),),))
    more = proved(ZHANG_YEUNG)
    problem = more.problem
    for steps in ((idle, step), (step, idle)):
        wide = shortening.copied.remade(problem, replace(item, steps=steps), FOREVER)
        assert wide.steps == steps
        shorter = shorten(replace(more, evidence=(wide,)))
        assert accepted(shorter)
        (found,) = shorter.proof
        assert isinstance(found, Proof)
        assert found.steps == (step,)


def test_adjoined_variables_that_are_not_needed_go() -> None:
    """A variable that no term names is not adjoined any more."""
    verdict = proved(INGLETON, linear=True)
    (item,) = verdict.proof
    assert isinstance(item, Proof)
    idle = Adjoined("idle", "common information", (("C",), ("D",)))
    wide = replace(item, adjoined=(*item.adjoined, idle))
    shorter = shorten(replace(verdict, evidence=(wide,)))
    assert accepted(shorter)
    (found,) = shorter.proof
    assert isinstance(found, Proof)
    assert found.adjoined == item.adjoined


def test_without_time_nothing_changes() -> None:
    """What is not found within the time limit is not missed."""
    verdict = proved(chain(6))
    assert shorten(verdict, time_limit=0) is verdict


def test_the_kernel_has_the_last_word(monkeypatch: pytest.MonkeyPatch) -> None:
    """If the kernel does not accept what was found, the proof is as it was."""
    verdict = proved(cycle(4))
    wrong = replace(verdict.proof[0], shannon=((Information(1, 2, 0), Fraction(1)),))
    monkeypatch.setattr(shortening, "shortened", lambda *_: wrong)
    assert shorten(verdict) is verdict


@pytest.mark.parametrize(("text", "count"), [(cycle(6), 4), (chain(6), 2)])
def test_small_statements_need_no_numpy(text: str, count: int) -> None:
    """Up to six variables a proof is shortened by integers alone."""
    script = f"""
import sys, itip
from itip.prover import shorten
verdict = itip.prove({text!r})
print(len(shorten(verdict).proof[0].shannon), {{"numpy", "highspy"}} & sys.modules.keys())
"""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout == f"{count} set()\n"


@st.composite
def sums(draw: st.DrawFn) -> str:
    """A sum of measures of four variables that is true, in joint entropies."""
    parts = []
    for _ in range(draw(st.integers(1, 4))):
        a, b = (draw(st.sets(st.sampled_from("ABCD"), min_size=1, max_size=3)) for _ in "ab")
        c = draw(st.sets(st.sampled_from("ABCD"), max_size=2))
        weight = draw(st.sampled_from(["1", "2", "1/3"]))
        ac, bc, abc = (",".join(sorted(s | c)) for s in (a, b, a | b))
        less = f" - {weight} H({','.join(sorted(c))})" if c else ""
        parts.append(f"{weight} H({ac}) + {weight} H({bc}) - {weight} H({abc}){less}")
    return " + ".join(parts) + " >= 0"


@LAW
@given(sums())
def test_never_longer(text: str) -> None:
    """No proof becomes longer or wrong, and without any of its terms it would not be one."""
    verdict = proved(text)
    shorter = shorten(verdict)
    assert accepted(shorter)
    (old,), (new,) = verdict.proof, shorter.proof
    assert terms(new) <= terms(old)
    if new is not old:
        vectors = dict(enumerate(term.coordinates() for term, _ in new.shannon))
        total: dict[int, int] = {}
        for vector in vectors.values():
            for s, c in vector.items():
                total[s] = total.get(s, 0) + c
        assert exact.solve(vectors, {s: c for s, c in total.items() if c}) == dict.fromkeys(
            vectors, Fraction(1)
        )  # the only weights: the measures are independent


def price(question: shortening.question.Question, found: Combination | None) -> Fraction:
    """What a combination costs."""
    assert found is not None
    return sum((abs(w) * question.prices[r] for r, w in found.weights.items()), Fraction(0))


@LAW
@given(sums())
def test_integers_and_solver_agree(text: str) -> None:
    """The simplex method in integers and the solver find equally cheap combinations."""
    verdict = proved(text)
    (item,) = verdict.proof
    assert isinstance(item, Proof)
    posed = plain._posed(verdict.problem, item)
    if posed.goal:
        one, other = (
            price(posed.question, way.cheapest(posed.question, posed.goal, FOREVER))
            for way in (integers, solver)
        )
        assert one == pytest.approx(other)


@pytest.mark.parametrize("text", [PATH, BUTTERFLY, SHORT["independent parts"][0], chain(5)])
def test_forced_measures_are_written_out(text: str) -> None:
    """Minus a measure that a given forces to be 0 is what is written for it."""
    verdict = proved(text)
    (item,) = verdict.proof
    assert isinstance(item, Proof)
    question = plain._posed(verdict.problem, item).question
    count = len(question.pairs)
    assert question.forced
    whole = replace(question, others=(*question.others, *question.free))
    for r in range(count, len(question.places)):
        combination = forced.written_out(question, Combination({r: Fraction(1)}))
        total: dict[int, Fraction] = {}
        for number, weight in combination.weights.items():
            written = number >= count
            vector = whole.others[number - count] if written else made(question, number)
            for c, value in vector.items():
                total[c] = total.get(c, Fraction(0)) + weight * value
        assert {c: value for c, value in total.items() if value} == made(question, r)


def made(question: shortening.question.Question, number: int) -> dict[int, int]:
    """What a measure is over the coordinates, or minus a forced one."""
    total: dict[int, int] = {}
    for k, sign in zip(question.places[number], (1, 1, -1, -1), strict=True):
        for c, value in question.images[k].items():
            total[c] = total.get(c, 0) + sign * value
    return {c: value for c, value in total.items() if value}


def test_forced_measures_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where givens force more measures to be 0 than are wanted, some are left out."""
    verdict = proved(BUTTERFLY)
    assert read(shorten(verdict)) == 5
    monkeypatch.setattr(forced, "_MOST", 0)
    assert read(shorten(verdict)) == 6


def test_there_may_be_no_combination() -> None:
    """What is not a combination is not made one, in integers or by the solver."""
    verdict = proved(cycle(4))
    (item,) = verdict.proof
    assert isinstance(item, Proof)
    posed = plain._posed(verdict.problem, item)
    opposite = {c: -value for c, value in posed.goal.items()}
    for way in (integers, solver):
        assert way.cheapest(posed.question, opposite, FOREVER) is None


def test_columns_in_rounds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where columns are too many, rounds that begin with the known proof find as few terms."""
    verdict = proved(cycle(7))
    whole = shorten(verdict)
    monkeypatch.setattr(solver, "_WHOLE", 0)
    assert terms(shorten(verdict).proof[0]) == terms(whole.proof[0])


def test_a_second_look(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of many combinations that are equally cheap, one of few terms is found at other prices."""
    five = "ABCDE"
    pairs = " + ".join(f"H({a},{b})" for a in five for b in five if a < b)
    verdict = proved(f"4 H({','.join(five)}) <= {pairs}")
    assert terms(shorten(verdict).proof[0]) == 8
    monkeypatch.setattr(settling, "_TRIES", 1)
    assert terms(shorten(verdict).proof[0]) >= 8
