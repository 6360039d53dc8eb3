from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import combinations, permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itip.entropy.distribution import Distribution
from itip.entropy.groundset import GroundSet
from itip.errors import LimitReached
from itip.prover.effort import Effort
from itip.prover.witness.represent import Integers, distribution, represent

EFFORT = Effort()

RAYS = [  # of Shannon's and Ingleton's cone of four variables, up to permutations: all of them
    "0000000011111111", "0000111111111111", "0011111111111111", "0111111111111111",
    "0011112211222222", "0111122212222222", "0112122212222222", "0112122222222222",
    "0112122312232333", "0112122323333333",
]  # fmt: skip
FANO = [{0, 1, 3}, {0, 2, 4}, {1, 2, 5}, {0, 5, 6}, {1, 4, 6}, {2, 3, 6}, {3, 4, 5}]
VAMOS = [{0, 1, 2, 3}, {0, 1, 4, 5}, {0, 1, 6, 7}, {2, 3, 4, 5}, {2, 3, 6, 7}]


def uniform(k: int, n: int, times: int = 1) -> list[int]:
    """The rank function of the uniform matroid, times an integer."""
    return [times * min(k, s.bit_count()) for s in range(1 << n)]


def matroid(k: int, n: int, dependent: list[set[int]]) -> list[int]:
    """The rank function of the matroid with all sets of k elements but these as bases."""
    bases = [set(b) for b in combinations(range(n), k) if set(b) not in dependent]
    sets = [{i for i in range(n) if s >> i & 1} for s in range(1 << n)]
    return [max(len(s & b) for b in bases) for s in sets]


def digits(ray: str) -> list[int]:
    """A rank function from its values in a row."""
    return [int(digit) for digit in ray]


def found(rank: Sequence[int], q: int, seed: int = 0) -> Distribution | None:
    """Linear random variables over GF(q) of this rank, if any are found."""
    matrices = represent(rank, q, EFFORT, np.random.default_rng(seed))
    names = tuple("ABCDEFGH"[: len(rank).bit_length() - 1])
    return None if matrices is None else distribution(GroundSet(names), q, matrices)


def rank_of(variables: Distribution, q: int) -> list[int]:
    """The joint entropies over log2(q), of variables that are uniform on q^r values together."""
    marginals = [variables.marginal(s) for s in range(1 << len(variables.ground))]
    assert all(set(values.values()) == {Fraction(1, len(values))} for values in marginals)
    power = {q**r: r for r in range(13)}
    return [power[len(values)] for values in marginals]


REPRESENTED = {
    "nothing": ([0], 2),
    "constants": ([0, 0, 0, 0], 3),
    "one variable of four bits": ([0, 4], 2),
    "four points of a line, over GF(3)": (uniform(2, 4), 3),
    "four points of a line, over GF(2) twice": (uniform(2, 4, 2), 2),
    "five points of a line, over GF(5)": (uniform(2, 5), 5),
    "five points of a line, over GF(2) twice": (uniform(2, 5, 2), 2),
    "six points of a line": (uniform(2, 6), 5),
    "six points of a plane": (uniform(3, 6), 5),
    "Fano": (matroid(3, 7, FANO), 2),
    "Fano twice": ([2 * r for r in matroid(3, 7, FANO)], 2),
    "non-Fano": (matroid(3, 7, FANO[:-1]), 3),
    "Fano and a bit of all": ([r + (r > 0) for r in matroid(3, 7, FANO)], 2),
}


@pytest.mark.parametrize("name", REPRESENTED)
def test_represented(name: str) -> None:
    """Matroids that are representable, and sums of such, are represented."""
    rank, q = REPRESENTED[name]
    variables = found(rank, q)
    assert variables is not None
    assert rank_of(variables, q) == rank


NOT_REPRESENTED = {
    "four points of a line over GF(2)": (uniform(2, 4), 2),
    "five points of a line over GF(3)": (uniform(2, 5), 3),
    "Fano over GF(3)": (matroid(3, 7, FANO), 3),
    "non-Fano over GF(2)": (matroid(3, 7, FANO[:-1]), 2),
    "Vamos over GF(2)": (matroid(4, 8, VAMOS), 2),
    "Vamos over GF(2) twice": ([2 * r for r in matroid(4, 8, VAMOS)], 2),
    "Vamos over GF(5)": (matroid(4, 8, VAMOS), 5),
}


@pytest.mark.parametrize("name", NOT_REPRESENTED)
def test_not_represented(name: str) -> None:
    """Where there are no subspaces of such dimensions, none are found."""
    assert found(*NOT_REPRESENTED[name]) is None


def test_rays() -> None:
    """All extreme rays of four variables are represented, as are their sums, however permuted."""
    for ray in map(digits, RAYS):
        variables = found(ray, 3)
        assert variables is not None
        assert rank_of(variables, 3) == ray
    for rank in sums(40):
        variables = found(rank, 3)
        assert variables is not None
        assert rank_of(variables, 3) == rank


def sums(count: int) -> Iterator[list[int]]:
    """Sums of two rays, the variables of one of them permuted at random."""
    dice = np.random.default_rng(0)
    orders = list(permutations(range(4)))
    for _ in range(count):
        one, other = (digits(RAYS[i]) for i in dice.integers(len(RAYS), size=2))
        order = orders[dice.integers(len(orders))]
        moved = [sum(1 << order[i] for i in range(4) if s >> i & 1) for s in range(16)]
        yield [r + other[m] for r, m in zip(one, moved, strict=True)]


@st.composite
def subspaces(draw: st.DrawFn, q: int) -> list[Integers]:
    """Matrices over GF(q) whose rows are among a few vectors."""
    k = draw(st.integers(1, 4))
    vectors = draw(st.lists(st.tuples(*[st.integers(0, q - 1)] * k), min_size=1, max_size=6))
    chosen = st.lists(st.sampled_from(vectors), min_size=1, max_size=3)
    return [np.array(rows) for rows in draw(st.lists(chosen, min_size=1, max_size=5))]


@pytest.mark.parametrize("q", [2, 3])
@given(data=st.data())
@settings(max_examples=40, deadline=None, derandomize=True)
def test_found_again(q: int, data: st.DataObject) -> None:
    """From the entropies of linear variables alone, linear variables that have them are found."""
    matrices = data.draw(subspaces(q))
    ground = GroundSet(tuple("ABCDE"[: len(matrices)]))
    variables = distribution(ground, q, matrices)
    rank = rank_of(variables, q)
    again = found(rank, q)
    assert again is not None
    assert rank_of(again, q) == rank


def test_plain() -> None:
    """The first independent vectors are unit vectors, and values are read to base q."""
    variables = found([0, 2, 1, 3, 3, 3, 3, 3], 2)
    assert variables is not None
    values = [outcome for outcome, _ in variables.outcomes]
    assert sorted((a, b) for a, b, _ in values) == [(a, b) for a in range(4) for b in range(2)]
    assert sorted(values) == values
    assert {c for _, _, c in values} == set(range(8))


def test_same_again() -> None:
    """The same dice lead to the same variables."""
    rank = uniform(2, 5, 2)
    assert found(rank, 2, seed=3) == found(rank, 2, seed=3)


def test_time_is_over() -> None:
    """Nothing is looked for when the time is over."""
    with pytest.raises(LimitReached):
        represent(uniform(2, 3), 2, Effort.within(0, None), np.random.default_rng(0))
