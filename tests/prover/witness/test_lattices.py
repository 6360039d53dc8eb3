from __future__ import annotations

from math import log2

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itip.entropy.groundset import GroundSet
from itip.prover.witness.lattices import (
    Lattice,
    independent,
    partitions,
    subgroups,
    subspaces,
)

LAW = settings(deadline=None, derandomize=True, max_examples=60)
XY = GroundSet(("X", "Y"))
LATTICES = (
    subspaces(2, 3),
    subspaces(3, 2),
    subspaces(5, 2),
    partitions(1, 1, 1, 1),
    partitions(1, 2, 2, 1),
    partitions(1, 1, 2, 3, 5),
    subgroups(3),
    subgroups(4),
)


@pytest.mark.parametrize(
    ("lattice", "size"),
    [
        (subspaces(2, 2), 5),
        (subspaces(2, 3), 16),
        (subspaces(2, 4), 67),
        (subspaces(2, 5), 374),
        (subspaces(3, 3), 28),
        (subspaces(5, 2), 8),
        (partitions(1, 1, 1, 1), 15),
        (partitions(1, 2, 3, 4, 5), 52),
        (partitions(1, 1, 1, 1, 1, 1), 203),
        (subgroups(3), 6),
        (subgroups(4), 30),
        (subgroups(5), 156),
    ],
    ids=lambda x: x.name if isinstance(x, Lattice) else "",
)
def test_sizes(lattice: Lattice, size: int) -> None:
    """There are as many elements as there are subspaces, partitions, subgroups."""
    assert len(lattice) == size


@pytest.mark.parametrize("lattice", LATTICES, ids=lambda lattice: lattice.name)
def test_join(lattice: Lattice) -> None:
    """Joins make a semilattice with the constant as its neutral element."""
    join, every = lattice.join, np.arange(len(lattice))
    assert (join == join.T).all()
    assert (join[every, every] == every).all()
    assert (join[0] == every).all()
    assert (join[join][:, :, every] == join[every[:, None, None], join]).all()
    assert not lattice.labels[0].any()


@LAW
@given(st.sampled_from(LATTICES), st.data())
def test_entropies(lattice: Lattice, data: st.DataObject) -> None:
    """The tables tell the entropies and the outcomes of two elements' joint distribution."""
    pair = data.draw(st.lists(st.integers(0, len(lattice) - 1), min_size=2, max_size=2))
    both = lattice.distribution(XY, pair)
    elements = (*pair, lattice.join[pair[0], pair[1]])
    for subset, e in zip((1, 2, 3), elements, strict=True):
        value = float(both.entropy(subset).rounded(9))
        assert lattice.entropy[e] == pytest.approx(value, abs=1e-8)
    assert lattice.outcomes(pair) == len(both.outcomes)


@pytest.mark.parametrize(("q", "d"), [(2, 3), (3, 2), (5, 2)])
def test_linear(q: int, d: int) -> None:
    """The entropies of linear functions on a space over GF(q) are multiples of log2 q."""
    ranks = subspaces(q, d).entropy / log2(q)
    assert np.allclose(ranks, np.rint(ranks))


def test_digits() -> None:
    """A linear function with two digits has the value of both, in base q."""
    lattice = subspaces(3, 2)
    assert sorted(lattice.labels[-1].tolist()) == list(range(9))
    assert sorted(lattice.labels[1].tolist()) == [0, 0, 0, 1, 1, 1, 2, 2, 2]


@LAW
@given(st.sampled_from(LATTICES), st.sampled_from(LATTICES), st.data())
def test_independent(first: Lattice, second: Lattice, data: st.DataObject) -> None:
    """The entropies of an independent sum are the sums of the parts' entropies."""
    parts = [
        (lattice, data.draw(st.lists(st.integers(0, len(lattice) - 1), min_size=2, max_size=2)))
        for lattice in (first, second)
    ]
    whole = independent(XY, parts)
    for subset in (1, 2, 3):
        value = float(whole.entropy(subset).rounded(9))
        joined = [lattice.join[tuple(pair)] for lattice, pair in parts]
        elements = [(*pair, e)[subset - 1] for (_, pair), e in zip(parts, joined, strict=True)]
        sums = sum(lattice.entropy[e] for (lattice, _), e in zip(parts, elements, strict=True))
        assert sums == pytest.approx(value, abs=1e-8)
