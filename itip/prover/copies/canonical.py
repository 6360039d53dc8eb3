"""Every set of primitive variables as an integer combination of canonical ones, with the reasons.

Consider the last step of whose copies a set has elements. If the set contains the base X and
meets several blocks, these are independent given X, and it is split. If not, swaps and lifts make
it the least of the sets that they can; where it meets one block only, this is a set of before the
step. What neither changes is canonical. So every equality holds identically in these coordinates,
if lifts are of no more permutations than `symmetries` looks at.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import TypeVar

from itip.entropy.copies import Blocks, Copies, Equality, Independence, Lift, Swap
from itip.entropy.groundset import Subset
from itip.prover.copies.symmetries import Liftable, Symmetry, liftable

Form = tuple[Subset, tuple[Subset, ...]]  # a set's part in X, and its parts in the blocks, as in Y
Terms = dict[Subset, int]

T = TypeVar("T")


class Canonical:
    """The canonical sets after some steps; what was once reduced is remembered."""

    __slots__ = ("_blocks", "_known", "_liftable")

    def __init__(self, copies: Copies) -> None:
        self._blocks = copies.blocks
        self._liftable = liftable(copies.blocks)
        self._known: dict[Subset, Terms] = {0: {}}

    def combination(self, subset: Subset) -> Terms:
        """The canonical sets and integers c with h(subset) = sum of c[T] h(T)."""
        known = self._known.get(subset)
        if known is None:
            known = terms = self._terms(subset)
            if subset not in terms:
                known = {}
                for simpler, c in terms.items():
                    _add(known, self.combination(simpler), c)
            self._known[subset] = known
        return known

    def trace(self, subset: Subset) -> dict[Equality, int]:
        """The equalities that sum to h(subset) - its combination, with their weights."""
        result: dict[Equality, int] = {}
        terms = self._terms(subset) if subset else {0: 1}
        if subset not in terms:
            _add(result, dict.fromkeys(self._equalities(subset), 1), 1)
            for simpler, c in terms.items():
                _add(result, self.trace(simpler), c)
        return result

    def _terms(self, subset: Subset) -> Terms:
        """The set itself if it is canonical; or else simpler ones, by one kind of equality."""
        number = self._step(subset)
        if number < 0:
            return {subset: 1}
        blocks, lifts = self._blocks[number], self._liftable[number]
        inside, parts = blocks.base & subset, blocks.parts(subset)
        if inside == blocks.base and sum(map(bool, parts)) > 1:
            terms = {
                inside | blocks.image(part, block): 1 for block, part in enumerate(parts) if part
            }
            return terms | {inside: 1 - len(terms)} if inside else terms
        _, least = _least((inside, parts), lifts)
        return {blocks.union(*least): 1}

    def _step(self, subset: Subset) -> int:
        """The step whose copies a set has elements of, the last; -1 if there is none."""
        size = subset.bit_length()
        number = len(self._blocks) - 1
        while number >= 0 and self._blocks[number].first >= size:
            number -= 1
        return number

    def _equalities(self, subset: Subset) -> Iterator[Equality]:
        """What takes a set that is not canonical to its terms, one after the other."""
        number = self._step(subset)
        blocks, lifts = self._blocks[number], self._liftable[number]
        form = inside, parts = blocks.base & subset, blocks.parts(subset)
        if inside == blocks.base and sum(map(bool, parts)) > 1:
            yield Independence(number, subset)
            return
        symmetry, least = _least(form, lifts)
        if symmetry is not None:
            yield Lift(number, symmetry.word, None, blocks.union(*form))
            form = symmetry.image(inside), tuple(map(symmetry.image, parts))
        yield from _one_by_one(number, blocks, form, least, lifts)


def _one_by_one(
    number: int, blocks: Blocks, form: Form, least: Form, lifts: Liftable
) -> Iterator[Equality]:
    """The lifts to single blocks, and then the swaps, that take a form to the least one."""
    inside, parts = form[0], list(form[1])
    if len(parts) - parts.count(0) > 1:
        for block, part in enumerate(parts):
            symmetry, image = _least_part(part, lifts)
            if symmetry is not None:
                yield Lift(number, symmetry.word, block, blocks.union(inside, parts))
                parts[block] = image
    for block, part in enumerate(least[1]):
        other = parts.index(part, block)
        if other != block:
            yield Swap(number, (block, other), blocks.union(inside, parts))
            parts[block], parts[other] = part, parts[block]


def _least(form: Form, lifts: Liftable) -> tuple[Symmetry | None, Form]:
    """The least form that symmetries give, and the one, if any, to apply to all blocks first."""
    inside, parts = form
    if len(parts) - parts.count(0) <= 1:
        return None, (inside, tuple(sorted(parts, reverse=True)))
    best, choice = (inside, _sorted(parts, lifts)), None
    for symmetry in lifts.together:
        image = symmetry.image(inside), _sorted(tuple(map(symmetry.image, parts)), lifts)
        if image < best:
            best, choice = image, symmetry
    return choice, best


def _sorted(parts: tuple[Subset, ...], lifts: Liftable) -> tuple[Subset, ...]:
    return tuple(sorted((_least_part(part, lifts)[1] for part in parts), reverse=True))


@lru_cache(maxsize=1 << 14)
def _least_part(part: Subset, lifts: Liftable) -> tuple[Symmetry | None, Subset]:
    """The least image of the part in a block, and the symmetry that gives it, if it needs one."""
    best, choice = part, None
    if part:
        for symmetry in lifts.alone:
            image = symmetry.image(part)
            if image < best:
                best, choice = image, symmetry
    return choice, best


def _add(total: dict[T, int], more: Mapping[T, int], factor: int) -> None:
    """Add a multiple of more to the total."""
    for key, c in more.items():
        value = total.get(key, 0) + factor * c
        if value:
            total[key] = value
        else:
            del total[key]
