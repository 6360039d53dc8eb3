"""The whole search: what is false is refuted, and what is true is not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

import itip
from itip.entropy.distribution import Distribution
from itip.evidence import Witness
from itip.language.files import Entry, entries
from itip.prover import prove_problem
from itip.prover.effort import Effort
from itip.prover.method import Method, Search

HERE = Path(__file__)
LIBRARY = HERE.parents[3] / "inequalities"
BEYOND = {
    "ingleton-score-beyond-four-atoms"
}  # false, but no violating distribution is written down


def statements(file: Path) -> dict[str, Entry]:
    """The entries of a file, by label."""
    found = entries(file.read_text("utf-8"), file.name)
    return {entry.label: entry for entry in found if isinstance(entry, Entry)}


FALSE = statements(HERE.parents[2] / "false.itip")


def decided(entry: Entry, seconds: float) -> itip.Verdict:
    """The verdict, with so long a search."""
    statement = replace(itip.parse(entry.text, definitions=entry.definitions), copies=())
    problem = itip.translate(statement)
    return prove_problem(statement, problem, Method(search=Search(seconds, copies=0)), Effort())


@pytest.mark.parametrize("part", range(4))
def test_false_statements(part: int) -> None:
    """Statements of many kinds are refuted, with evidence that is accepted again."""
    for label in sorted(FALSE.keys() - BEYOND)[part::4]:
        verdict = decided(FALSE[label], 60)
        assert isinstance(verdict, itip.Disproved), label
        assert itip.verify(written(verdict)).verdict == "false"


def written(verdict: itip.Disproved) -> str:
    """The certificate as a text."""
    from json import dumps  # noqa: PLC0415

    return dumps(verdict.certificate())


def test_there_are_enough() -> None:
    """The false statements are of two to six variables, and many have givens of each kind."""
    sizes = [len(itip.translate(itip.parse(e.text)).ground) for e in FALSE.values()]
    assert len(FALSE) >= 60
    assert {2, 3, 4, 5, 6} <= set(sizes)
    assert sum("given" in entry.text for entry in FALSE.values()) >= 30


TRUE = [
    entry
    for file in sorted((LIBRARY / "non-shannon").iterdir())
    for entry in statements(file).values()
    if "expect false" not in entry.text
]


@pytest.mark.parametrize("entry", TRUE[::30], ids=lambda entry: entry.label)
def test_true_statements(entry: Entry) -> None:
    """What holds of all random variables, though no Shannon proof exists, is not called false."""
    assert decided(entry, 0.3).verdict == "not-shannon"


def test_false_in_the_limit_only() -> None:
    """What only limits of entropies violate stays without a verdict on random variables."""
    given = "I(A;B) = 0, I(A;B|C) = 0"  # Zhang and Yeung 1997
    text = f"I(C;D) <= I(C;D|A) + I(C;D|B) given {given}"
    assert decided(Entry("", 1, "", text, ()), 1).verdict == "not-shannon"


def test_without_a_search() -> None:
    """It can be turned off."""
    assert itip.prove("H(X) <= 0", witness=False).verdict == "not-shannon"
    assert itip.prove("H(X) <= 0").verdict == "false"


@pytest.mark.parametrize(
    ("text", "goal", "direction"),
    [
        ("H(X) <= H(X,Y) <= H(Y)", 1, ">="),
        ("H(X,Y) = H(X)", 0, "<="),
        ("H(X) = H(X,Y)", 0, ">="),
        ("I(X;Y) = I(X;Z)", 0, ">="),
        ("X -> Y -> Z", 0, "<="),
        ("indep(X, Y)", 0, "<="),
    ],
)
def test_goals_and_directions(text: str, goal: int, direction: str) -> None:
    """The witness is for a part of the claim that fails; what holds of it has its proof."""
    verdict = itip.prove(text)
    assert isinstance(verdict, itip.Disproved)
    assert (verdict.witness.goal, verdict.witness.direction) == (goal, direction)


@pytest.mark.parametrize(
    "text",
    [
        "I(A;B) + I(A;C,D) + 3 I(C;D|A) + I(C;D|B) = 2 I(C;D)",
        "2 I(C;D) <= I(A;B) + I(A;C,D) + 3 I(C;D|A) + I(C;D|B) <= 7 I(A;C)",
    ],
    ids=["equation", "chain"],
)
def test_parts_in_turn(text: str) -> None:
    """A part of the claim that is true, without a proof, does not keep the search from others."""
    verdict = decided(Entry("", 1, "", text, ()), 60)
    assert isinstance(verdict, itip.Disproved)
    assert itip.verify(written(verdict)).verdict == "false"


@pytest.mark.parametrize("factor", ["1e-400", "1e400"])
@pytest.mark.parametrize("goal", ["I(A;B)", "R"])
def test_coefficients_beyond_floats(factor: str, goal: str) -> None:
    """Coefficients may be larger or smaller than any float."""
    ingleton = f"{factor} I(A;B|C) + {factor} I(A;B|D) + {factor} I(C;D)"
    text = f"{factor} {goal} <= {ingleton} given {factor} R <= {factor} I(A;B)"
    assert decided(Entry("", 1, "", text, ()), 60).verdict == "false"


def test_merged_and_missing_variables() -> None:
    """Variables that occur only together, or in vain, have values too."""
    verdict = itip.prove("H(A,B) <= H(C,D) given H(E|E) = 0, H(F) <= 3 H(G)")
    assert isinstance(verdict, itip.Disproved)
    assert verdict.witness.distribution.ground.names == verdict.problem.ground.names


def test_same_input_same_output() -> None:
    """The search throws the same dice each time."""
    for label in ("ingleton-stretched", "barely-data-processing", "no-eleventh-ingleton"):
        first, second = (decided(FALSE[label], 60) for _ in range(2))
        assert first == second


def wrong(
    problem: itip.Problem, found: Sequence[itip.Counterexample], effort: Effort
) -> Iterator[Witness]:
    """A witness that is none: constants."""
    del effort
    nothing = Distribution.of(problem.ground, [((0,) * len(problem.ground), 1)])
    yield Witness(found[0].goal, found[0].direction, nothing, found[0].scalars)


def test_no_witness_is_trusted(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a search finds, but the kernel refuses, changes no verdict."""
    monkeypatch.setattr("itip.prover.witness.search", wrong)
    assert itip.prove("H(X) <= 0").verdict == "not-shannon"


def test_time_limit() -> None:
    """A search that ends without an answer leaves the verdict that was there."""
    zhang_yeung = "2 I(C;D) <= I(A;B) + I(A;C,D) + 3 I(C;D|A) + I(C;D|B)"
    prove = partial(itip.prove, zhang_yeung, max_copies=0)
    assert prove(time_limit=0.5).verdict == "not-shannon"


def test_witness_and_polymatroid_agree() -> None:
    """No statement is both proved and refuted: a statement and its converse fail for reasons."""
    for less, more in (("I(X;Y)", "I(X;Y|Z)"), ("H(X)", "H(Y)"), ("I(X;Z)", "I(Y;Z)")):
        first, second = itip.prove(f"{less} <= {more}"), itip.prove(f"{more} <= {less}")
        assert isinstance(first, itip.Disproved)
        assert isinstance(second, itip.Disproved)
        assert itip.tried(f"{more} <= {less}", first.witness.distribution).verdict == "unknown"
