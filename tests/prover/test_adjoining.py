"""Proofs with adjoined variables: what is found, and what is not."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

import itip
from itip import kernel
from itip.errors import LimitReached
from itip.evidence import Counterexample, Direction, Proof
from itip.prover import adjoining, shannon
from itip.prover.effort import Effort
from itip.prover.method import Method, Search
from itip.verdict import of_evidence

INGLETON = "I(A;B) <= I(A;B|C) + I(A;B|D) + I(C;D)"


def kinser(n: int) -> str:
    """Kinser's inequality (2011) for n variables; for four it is Ingleton's."""

    def h(*numbers: int) -> str:
        return f"H({','.join(f'V{i}' for i in numbers)})"

    less = [h(1, 2), h(1, 3, n), h(3)]
    more = [h(1, 3), h(1, n), h(2, 3)]
    for i in range(4, n + 1):
        less += [h(i), h(2, i - 1, i)]
        more += [h(2, i), h(i - 1, i)]
    return f"{' + '.join(less)} <= {' + '.join(more)}"


def searched(
    statement: str,
    given: Sequence[str] = (),
    *,
    linear: bool,
    direction: Direction = ">=",
    seconds: float | None = None,
) -> list[Proof | None]:
    """The steps of the search for a proof of the one goal, in an open direction."""
    problem = itip.translate(itip.parse(statement, given=given))
    (found,) = (
        item
        for item in shannon.decide(problem, Method(), Effort())
        if isinstance(item, Counterexample) and item.direction == direction
    )
    method = Method(search=Search(linear=linear))
    return list(adjoining.search(problem, found, method, Effort.within(seconds, None)))


def proved(statement: str, given: Sequence[str] = (), *, linear: bool) -> Proof:
    """The proof, which the kernel accepts, of the one goal of a statement."""
    *others, proof = searched(statement, given, linear=linear)
    assert isinstance(proof, Proof)
    assert not any(others)
    parsed = itip.parse(statement, given=given)
    verdict = of_evidence(parsed, itip.translate(parsed), (proof,))
    checked = kernel.check(verdict.certificate())
    assert checked.verdict == verdict.verdict == ("linear" if linear else "non-shannon")
    return proof


def test_ingleton() -> None:
    """Ingleton's inequality is proved by the first common information that is tried."""
    assert len(searched(INGLETON, linear=True)) == 1
    (common,) = proved(INGLETON, linear=True).adjoined
    assert common.of == (("A",), ("B",))


@pytest.mark.parametrize(
    "statement",
    [
        "I(A;B) <= I(A;B|C) + I(A;B|D) + I(C;D|E) + I(A;E)",
        "I(A;B) <= I(A;B|C) + I(A;C|D) + I(A;D|E) + I(B;E)",
        "I(A;B) <= I(A;C) + I(A;B|D) + I(B;E|C) + I(A;D|C,E)",
    ],
)
def test_rank_inequalities_of_five_variables(statement: str) -> None:
    """Dougherty, Freiling and Zeger (2009) have these; each needs one common information."""
    assert len(proved(statement, linear=True).adjoined) == 1


@pytest.mark.parametrize("n", [4, 5, 6])
def test_kinser(n: int) -> None:
    """Kinser's inequalities each need one common information."""
    assert len(proved(kinser(n), linear=True).adjoined) == 1


@pytest.mark.parametrize(
    "given",
    [
        ("I(A;B|C) = 0", "I(A;C|B) = 0"),
        ("I(A;C|B) = 0", "I(B;C|A) = 0"),
        ("A -> C -> B", "B -> A -> C"),
    ],
)
def test_conditional_ingleton(given: tuple[str, ...]) -> None:
    """Matus's conditional forms of Ingleton's inequality need one variable by double Markov."""
    (variable,) = proved(INGLETON, given, linear=False).adjoined
    assert variable.rule == "double Markov"


@pytest.mark.parametrize(
    ("statement", "given"),
    [
        (INGLETON, ()),
        (INGLETON, ("I(C;D|A) = 0", "I(A;C|D) >= 0")),
        ("H(A) <= H(B)", ("I(A;B|C) = 1/2",)),
    ],
)
def test_nothing_to_adjoin(statement: str, given: tuple[str, ...]) -> None:
    """Without its two givens there is no step by double Markov."""
    assert searched(statement, given, linear=False) == []


def test_double_markov_in_vain() -> None:
    """Where it proves nothing, the search ends: each variable alone, and then all of them."""
    givens = ("I(A;B|C) = 0", "I(A;C|B) = 0", "I(B;C|A) = 0")
    assert searched("H(A) <= H(D)", givens, linear=False) == [None] * 4


@pytest.mark.parametrize(
    "statement",
    [
        "H(A) <= H(B)",
        "I(A;B|C) <= I(A;B)",
        "I(A;B) <= I(A;B|C) + 1/2 I(C;D)",
        "I(A;B) <= I(A;B|C) + I(A;B|D) + 9/10 I(C;D)",
    ],
)
def test_false_of_linear_random_variables(statement: str) -> None:
    """What linear random variables violate has no proof."""
    assert not any(searched(statement, linear=True))


def test_directions() -> None:
    """Of an equality, the direction that is asked for is proved, if it is true."""
    statement = "I(A;B) - I(A;B|C) - I(A;B|D) = I(C;D)"
    *_, proof = searched(statement, linear=True, direction="<=")
    assert proof
    assert (proof.goal, proof.direction) == (0, "<=")
    assert not any(searched(statement, linear=True, direction=">="))


def test_fresh_names() -> None:
    """A new variable has a name that is not taken."""
    statement = INGLETON.replace("A", "W").replace("D)", "D) + R")
    (variable,) = proved(statement, ("R = 0",), linear=True).adjoined
    assert variable.new == "W1"


def test_two() -> None:
    """Two inequalities of Ingleton about different variables need two common informations."""
    left, right = INGLETON.split(" <= ")
    other = str.maketrans("ABCD", "EFGH")
    both = f"{left} + {left.translate(other)} <= {right} + {right.translate(other)}"
    found = {variable.of for variable in proved(both, linear=True).adjoined}
    assert found == {(("A",), ("B",)), (("E",), ("F",))}


def test_no_more_than_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A variable that was tried on the way, but is not needed, is left out in the end."""
    monkeypatch.setattr(adjoining, "_TRIED", 1)
    statement = "I(A;B) <= I(A;C) + I(A;B|D) + I(B;E|C) + I(A;D|C,E)"
    tried, _ = searched(statement, linear=True)
    assert tried is None
    (variable,) = proved(statement, linear=True).adjoined
    assert (variable.new, variable.of) == ("W1", (("A",), ("B",)))


def test_many_variables() -> None:
    """A point of many variables is looked at too; here D stands for fourteen."""
    many = ",".join(f"D{i}" for i in range(14))
    statement = INGLETON.replace("D", many)
    assert len(proved(statement, linear=True).adjoined) == 1


def test_limit() -> None:
    """A limit of time ends the search."""
    with pytest.raises(LimitReached):
        searched(kinser(5), linear=True, seconds=0)
