"""The Shannon cone: elemental inequalities, polymatroids, subsets."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itip.entropy.cone import Information, Polymatroid, elemental_arrays, elementals
from itip.entropy.groundset import GroundSet, elements

LAW = settings(deadline=None, derandomize=True, max_examples=50)
NAMES = ("A", "B", "C", "D", "E", "F", "G")

subsets = st.integers(0, 15)


@LAW
@given(subsets, subsets, subsets, st.lists(st.integers(-9, 9), min_size=16, max_size=16))
def test_information_in_coordinates(a: int, b: int, c: int, h: list[int]) -> None:
    """I(a;b|c) has the value h(ac) + h(bc) - h(abc) - h(c) at every h with h(empty) = 0."""
    h[0] = 0
    coordinates = Information(a, b, c).coordinates()
    value = sum(coefficient * h[s] for s, coefficient in coordinates.items())
    assert value == h[a | c] + h[b | c] - h[a | b | c] - h[c]
    assert 0 not in coordinates
    assert 0 not in coordinates.values()


@pytest.mark.parametrize("n", range(8))
def test_elementals(n: int) -> None:
    """They are H(i|N-i) for each i, and I(i;j|K) for each pair and each K without it, once."""
    everything = frozenset(range(n))
    expected = {(frozenset({i}), frozenset({i}), everything - {i}) for i in everything}
    for i, j in combinations(range(n), 2):
        rest = sorted(everything - {i, j})
        for size in range(len(rest) + 1):
            for given_set in combinations(rest, size):
                expected.add((frozenset({i}), frozenset({j}), frozenset(given_set)))
    found = [
        tuple(frozenset(elements(part)) for part in (e.a, e.b, e.given)) for e in elementals(n)
    ]
    assert set(found) == expected
    assert len(found) == len(expected)


@pytest.mark.parametrize("n", range(8))
def test_elemental_arrays(n: int) -> None:
    """The arrays hold the same elementals as the list, in the same order."""
    listed = [(e.a, e.b, e.given) for e in elementals(n)]
    arrays = elemental_arrays(n)
    assert list(zip(*(array.tolist() for array in arrays), strict=True)) == listed
    assert {str(array.dtype) for array in arrays} == {"int64"}


def test_number_of_elementals() -> None:
    """Eleven variables have the number of elementals that the formula says, without a loop."""
    a, b, given_sets = elemental_arrays(11)
    assert len(a) == len(b) == len(given_sets) == 11 + 55 * 2**9


@pytest.mark.parametrize(
    ("rank", "atoms"),
    [
        ((0, 1, 1, 2), {1: 1, 2: 1}),
        ((0, 1, 1, 1), {3: 1}),
        ((0, 2, 3, 4), {1: 1, 2: 2, 3: 1}),
        ((0, 1, 1, 2, 1, 2, 2, 2), {3: 1, 5: 1, 6: 1, 7: -1}),
        ((0,), {}),
    ],
    ids=["independent", "equal", "overlapping", "exclusive or", "of nothing"],
)
def test_atoms(rank: tuple[int, ...], atoms: dict[int, int]) -> None:
    """The I-measure of small polymatroids is the one of the textbooks, negative atom included."""
    names = NAMES[: len(rank).bit_length() - 1]
    assert dict(Polymatroid(GroundSet(names), tuple(map(Fraction, rank))).atoms()) == atoms


@LAW
@given(st.integers(0, 4).flatmap(lambda n: st.lists(st.fractions(), min_size=2**n, max_size=2**n)))
def test_atoms_are_a_measure(rank: list[Fraction]) -> None:
    """h(S) is the sum of the atoms that meet S, for every set function h."""
    rank[0] = Fraction(0)
    ground = GroundSet(NAMES[: len(rank).bit_length() - 1])
    atoms = Polymatroid(ground, tuple(rank)).atoms()
    assert [sum(v for t, v in atoms if t & s) for s in range(len(rank))] == rank
    assert [s for s, _ in atoms] == sorted({s for s, _ in atoms})


def test_ground_set() -> None:
    """Bit i is the i-th name; members come back in ground-set order; unknown names are refused."""
    ground = GroundSet(("X", "Y", "Z"))
    assert (len(ground), ground.everything) == (3, 7)
    assert ground.subset(["Z", "X", "Z"]) == 5
    assert ground.members(5) == ("X", "Z")
    assert elements(0b10110) == (1, 2, 4)
    assert ground == GroundSet(("X", "Y", "Z"))
    assert hash(ground) == hash(GroundSet(("X", "Y", "Z")))
    with pytest.raises(KeyError):
        ground.subset(["W"])
