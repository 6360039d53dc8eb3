"""Which permutations of the primitive variables a step can lift to its blocks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, islice

from itip.entropy.copies import Blocks, Letter
from itip.entropy.groundset import Subset, elements

_MOST = 200  # of permutations that are looked at; with fewer than all, fewer sets are identified


@dataclass(frozen=True, slots=True)
class Symmetry:
    """A permutation of P that keeps its law, and a word of swaps that it is."""

    word: tuple[Letter, ...]
    images: tuple[int, ...]

    def image(self, subset: Subset) -> Subset:
        """The set of the images of a set's elements."""
        return sum(1 << self.images[i] for i in elements(subset))


@dataclass(frozen=True, slots=True, eq=False)
class Liftable:
    """Symmetries of P: those that do not move X at all, `alone`, but the identity.

    And `together`, of those that map X to itself, one for each thing that they do to it.
    """

    together: tuple[Symmetry, ...] = ()
    alone: tuple[Symmetry, ...] = ()


def liftable(blocks: Sequence[Blocks]) -> list[Liftable]:
    """For each step what it can lift of the compositions of the swaps of the step before."""
    swaps: list[Symmetry] = []
    result = []
    for number, step in enumerate(blocks):
        base = elements(step.base)
        moves: dict[tuple[int, ...], list[Symmetry]] = {base: []}
        for symmetry in _generated(step.first, swaps):
            if symmetry.image(step.base) == step.base:
                images = tuple(symmetry.images[x] for x in base)
                moves.setdefault(images, []).append(symmetry)
        alone = moves.pop(base)
        result.append(Liftable(tuple(some[0] for some in moves.values()), tuple(alone)))
        swaps = list(islice(_swaps(number, step), _MOST))
    return result


def _swaps(number: int, step: Blocks) -> Iterator[Symmetry]:
    """The exchanges of two blocks of a step."""
    for i, j in combinations(range(step.copies + 1), 2):
        images = list(range(step.end))
        for y in step.rest:
            one, other = (step.image(1 << y, b).bit_length() - 1 for b in (i, j))
            images[one], images[other] = other, one
        yield Symmetry(((number, i, j),), tuple(images))


def _generated(count: int, swaps: Sequence[Symmetry]) -> list[Symmetry]:
    """The compositions of swaps, the identity left out, short words first."""
    identity = tuple(range(count))
    found = {identity: Symmetry((), identity)}
    queue = list(found.values())
    for symmetry, swap in ((one, swap) for one in queue for swap in swaps):
        if len(found) == _MOST:
            break
        images = tuple(swap.images[i] for i in symmetry.images)
        if images not in found:
            found[images] = Symmetry((*symmetry.word, *swap.word), images)
            queue.append(found[images])
    return queue[1:]
