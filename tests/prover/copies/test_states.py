"""States in arrays, held against the canonical joint entropies over which proofs are made."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from itip.entropy.cone import elementals
from itip.entropy.copies import Copies
from itip.entropy.groundset import GroundSet, Subset
from itip.language.ast import CopyStep
from itip.language.parser import parse
from itip.prover.copies.canonical import Canonical
from itip.prover.copies.levels import Dependence
from itip.prover.copies.states import State, Step, inequalities, without

Matrix = NDArray[np.int64]

STRINGS = (
    "r=c:ab", "rs=cd:ab;t=(cr):ad", "rs=c|c:ab", "rst=c|d|(cd):ab", "rs=cd:ab;t=b:acr",
    "r=c:ab;s=(cr):ab;t=(crs):ab", "rs=ad:bc;tu=ar:bc", "rs=cd:ab;t=a:bcr;u=(ds):abt",
    "rs=c|c:ab;t=d:ac;u=a:bdrt",
)  # fmt: skip
TIGHT: tuple[Dependence, ...] = ((14, 1), (13, 2), (11, 4), (7, 8))


def steps(string: str) -> tuple[CopyStep, ...]:
    """The steps that a string writes."""
    return parse("H(a,b,c,d) >= 0", copies=[string]).copies


def built(written: Sequence[CopyStep], dependences: Sequence[Dependence] = ()) -> State:
    """The state after steps over a, b, c and d."""
    names = [*"abcd"]
    state = State.first(4, dependences)
    for step in written:
        bits = {name: 1 << i for i, name in enumerate(names)}
        blocks = tuple(
            tuple(sum(bits[name] for name in copied.of) for copied in block)
            for block in step.blocks
        )
        state = state.extended(Step(sum(bits[name] for name in step.over), blocks))
        names += [copied.new for block in step.blocks for copied in block]
    return state


def plain(written: Sequence[CopyStep]) -> Matrix:
    """The joint entropies of all sets of named variables over canonical ones, by `Canonical`."""
    copies = Copies.of(GroundSet(tuple("abcd")), written)
    canonical = Canonical(copies)
    terms = [canonical.combination(copies.primitives(s)) for s in range(1 << len(copies.ground))]
    place = {s: k for k, s in enumerate(dict.fromkeys(s for row in terms for s in row))}
    result = np.zeros((len(terms), len(place)), dtype=np.int64)
    for row, combination in zip(result, terms, strict=True):
        for s, c in combination.items():
            row[place[s]] = c
    return result


@pytest.mark.parametrize("string", STRINGS)
def test_same_coordinates(string: str) -> None:
    """Without dependences, the coordinates are those over which proofs are made."""
    columns = sorted(map(tuple, built(steps(string)).sets.T.tolist()))
    assert columns == sorted(map(tuple, plain(steps(string)).T.tolist()))


@pytest.mark.parametrize(("dependences", "string"), [
    (TIGHT, "rs=cd:ab"), (TIGHT, "rs=cd:ab;tuv=bds:acr"), (TIGHT, "rstu=cd|cd:ab"),
    (((3, 4),), "rs=bd:ac"), (((3, 4),), "rs=bd:ac;tuv=bds:acr"), (((3, 4),), "rst=abc:d"),
    (((8, 4), (2, 1)), "rs=cd:ab"), (((8, 4), (2, 1)), "rs=bd:ac;tuv=bds:acr"),
])  # fmt: skip
def test_dependences(dependences: tuple[Dependence, ...], string: str) -> None:
    """With dependences, just the joint entropies of a set and of its closure become one.

    All primitive variables are named here, so that the closures are sets of named ones.
    """
    written = steps(string)
    old, new = plain(written), built(written, dependences).sets.astype(np.int64)
    closures = closed(len(old), implied(written, dependences))
    assert (new == new[closures]).all()
    rank = np.linalg.matrix_rank
    assert rank(np.hstack([old, new])) == rank(old)
    assert rank(new) == rank(old) - rank(old - old[closures])


def implied(written: Sequence[CopyStep], dependences: Sequence[Dependence]) -> list[Dependence]:
    """The dependences of originals and of all images, and of copies of what X determines."""
    found = list(dependences)
    for step in Copies.of(GroundSet(tuple("abcd")), written).blocks:
        size = 1 << step.first
        closure = int(closed(size, found)[step.base])
        for on, dependent in tuple(found):
            images = [s & step.base | step.image(s & ~step.base, 1) for s in (on, dependent)]
            found.append((images[0], images[1]))
        found.append((step.base, closure | step.image(closure & ~step.base, 1)))
    return found


def closed(size: int, dependences: Sequence[Dependence]) -> Matrix:
    """The closure of each set."""
    sets = np.arange(size)
    while True:
        wider = sets.copy()
        for on, dependent in dependences:
            wider |= np.where(wider & on == on, dependent, 0)
        if (wider == sets).all():
            return sets
        sets = wider


@pytest.mark.parametrize("string", STRINGS)
def test_inequalities(string: str) -> None:
    """The rows are the elemental inequalities, each once; some have a coordinate that is new."""
    state = built(steps(string))
    rows = {tuple(row) for row in inequalities(state).tolist()}
    expected: set[tuple[int, ...]] = set()
    for elemental in elementals(state.n):
        terms = elemental.coordinates().items()
        expected.add(tuple(sum(c * state.sets[s].astype(int) for s, c in terms).tolist()))
    assert rows == expected - {(0,) * len(state.keys)}
    old = len(built(steps(string)[:-1]).keys)
    late = {tuple(row) for row in inequalities(state, old).tolist()}
    assert late == {row for row in rows if any(row[old:])}


@pytest.mark.parametrize(("string", "images"), [
    ("rs=cd:ab", (0, 1, 4, 5, 2, 3)),
    ("r=c:abd", (0, 1, 4, 3, 2)),
    ("r=c:ab", None),
])  # fmt: skip
def test_symmetries(string: str, images: tuple[int, ...] | None) -> None:
    """An exchange of blocks is a symmetry of named variables if it permutes them."""
    found: list[tuple[Subset, ...]] = built(steps(string)).symmetries()
    assert images in found if images else len(found) == 1


@pytest.mark.parametrize(("string", "number", "shorter"), [
    ("rs=cd:ab", 4, "s=d:ab"),
    ("rs=cd:ab", 5, "r=c:ab"),
    ("r=c:ab", 4, ""),
    ("rs=cd:ab;t=s:ad", 4, "s=d:ab;t=s:ad"),
    ("rs=cd:ab;t=(cs):a", 4, "s=d:ab;t=(cs):a"),
    ("rs=c|d:ab;t=c:as", 4, "s=d:ab;t=c:as"),
    ("rs=cd:ab;t=s:ad", 5, None),
    ("rs=cd:ab;t=c:as", 5, None),
])  # fmt: skip
def test_without(string: str, number: int, shorter: str | None) -> None:
    """A copy is left out where no later step uses it, and with the last one of it, a step."""
    found = without(built(steps(string)).steps, number, 4)
    assert found == (None if shorter is None else built(steps(shorter) if shorter else ()).steps)
