"""The strategies by which random variables are sought, in order of cost."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from itip.errors import LimitReached
from itip.prover.effort import Effort
from itip.prover.witness import assignments, linear, mixtures, numerical, simple, weights
from itip.prover.witness.lattices import Lattice, partitions, subgroups, subspaces
from itip.prover.witness.question import Found, Question

Lattices = tuple[Callable[[], Lattice], ...]
Strategy = Callable[..., Found | None]

_ATOMS: Lattices = (
    partial(partitions, 1, 1, 1, 1),
    partial(partitions, 1, 2, 2, 1),
    partial(partitions, 1, 1, 1, 1, 1),
)
_LINEAR: Lattices = (
    partial(subspaces, 2, 2),
    partial(subspaces, 3, 2),
    partial(subspaces, 2, 3),
    partial(subspaces, 3, 3),
    partial(subspaces, 2, 4),
    partial(subspaces, 11, 2),
)
_LARGE: Lattices = (
    partial(partitions, 1, 1, 1, 1, 1, 1),
    partial(subgroups, 4),
    partial(subgroups, 5),
)
_LARGE_LINEAR: Lattices = (partial(subspaces, 2, 5),)
# Seconds that a search may take before what comes after it has its turn.
_LATTICE, _WEIGHTS, _SUMS, _ALPHABETS = 1, 2, 2, 3


def answers(question: Question, effort: Effort) -> Iterator[Found | None]:
    """What answers the question, exactly, or None, by one strategy after the other."""
    effort.note("linear random variables are sought")
    by_ranks = linear.search(question, effort)
    yield by_ranks.found
    yield from _among(_ATOMS, question, effort)
    effort.note("weights of four atoms are sought")
    yield _within(_WEIGHTS, weights.search, question, effort)
    effort.note("independent sums of such variables are sought")
    yield _within(_SUMS, mixtures.search, question, effort)
    if by_ranks.possible:
        yield from _among(_LINEAR, question, effort)
    effort.note("distributions over small alphabets are sought")
    yield _within(_ALPHABETS, _over_alphabets, question, effort)
    yield from _among(_LARGE + _LARGE_LINEAR * by_ranks.possible, question, effort)
    effort.note("distributions over small alphabets are sought again")
    yield _over_alphabets(question, effort, seed=1)


def _among(lattices: Lattices, question: Question, effort: Effort) -> Iterator[Found | None]:
    """What is found in each of some lattices."""
    for made in lattices:
        effort.left()
        lattice = made()
        effort.note(f"random variables are sought among {lattice.name}")
        search = partial(assignments.search, lattice=lattice)
        yield _within(_LATTICE, search, question, effort)


def _over_alphabets(question: Question, effort: Effort, seed: int = 0) -> Found | None:
    found = numerical.search(question, effort, seed)
    return found and simple.simpler(question, found, effort)


def _within(seconds: float, search: Strategy, question: Question, effort: Effort) -> Found | None:
    """What a strategy finds in a part of the effort."""
    effort.left()
    try:
        return search(question, effort=effort.at_most(seconds))
    except LimitReached:
        effort.left()
        return None
