"""The copy lemma: steps, the primitive variables that they make, and the equalities they give.

Legend: P are the primitive variables so far, at first those of the problem; X, the base, is a
subset of P, and Y = P - X; blocks 0, 1, ..., m are Y itself and its copies. A step extends the law
p(x,y) of P to

    p(x) p(y|x) p(y_1|x) ... p(y_m|x),

with every conditional law that of y given x. So blocks may be exchanged, they are independent
given X, and a symmetry of P that respects X is one of the blocks too: these are the equalities.
The sets in them are of primitive variables. These have numbers: first those of the problem, then
the new ones by step, by block, and in the order of Y.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from itip.entropy.groundset import GroundSet, Subset, elements, united
from itip.errors import ItipError, LimitReached
from itip.language.ast import CopyStep

_PRIMITIVES = 1024  # variables, with all copies, that the kernel takes

Letter: TypeAlias = tuple[int, int, int]
"""A swap, as (step, block, block)."""


@dataclass(frozen=True, slots=True)
class Swap:
    """h(S) = h(S with two blocks of a step exchanged)."""

    step: int
    blocks: tuple[int, int]
    subset: Subset


@dataclass(frozen=True, slots=True)
class Independence:
    """h(S) = sum of h(X u (S n block)) over blocks 0..m - m h(X), for a set S that contains X."""

    step: int
    subset: Subset


@dataclass(frozen=True, slots=True)
class Lift:
    """h(S) = h(S permuted), where a word of earlier swaps permutes P and maps X to itself.

    It acts on X and on all blocks at once; or on one `block` alone, if it fixes X pointwise. The
    swaps are of the step before: of others, the law of P need not be symmetric.
    """

    step: int
    word: tuple[Letter, ...]
    block: int | None
    subset: Subset


Equality: TypeAlias = "Swap | Independence | Lift"


@dataclass(frozen=True, slots=True)
class Blocks:
    """A step in numbers: X, Y ascending, how many primitive variables P has, and m."""

    base: Subset
    rest: tuple[int, ...]
    first: int
    copies: int

    @property
    def end(self) -> int:
        """How many primitive variables there are with the copies."""
        return self.first + self.copies * len(self.rest)

    def parts(self, subset: Subset) -> tuple[Subset, ...]:
        """What a set has in each block, carried back to subsets of Y."""
        size = len(self.rest)
        whole = (1 << size) - 1
        copied = subset >> self.first
        original = subset & ((1 << self.first) - 1) & ~self.base
        return original, *(
            sum(1 << self.rest[k] for k in elements(copied >> block * size & whole))
            for block in range(self.copies)
        )

    def image(self, subset: Subset, block: int) -> Subset:
        """The image in a block of a subset of Y."""
        if not block:
            return subset
        start = self.first + (block - 1) * len(self.rest)
        return sum(1 << start + k for k, y in enumerate(self.rest) if subset >> y & 1)

    def union(self, inside: Subset, parts: Iterable[Subset]) -> Subset:
        """The set that has this part of X, and these in the blocks."""
        return inside | sum(self.image(part, block) for block, part in enumerate(parts))


@dataclass(frozen=True, slots=True)
class Copies:
    """Named variables, old and new: of each the primitive ones that it stands for."""

    ground: GroundSet
    named: tuple[Subset, ...]
    blocks: tuple[Blocks, ...] = ()

    @classmethod
    def of(cls, ground: GroundSet, steps: Sequence[CopyStep]) -> Copies:
        """What the steps make of a problem's variables.

        ItipError if one is not possible, LimitReached if they make too many.
        """
        result = cls(ground, tuple(1 << i for i in range(len(ground))))
        for step in steps:
            result = result.extended(step)
        return result

    @property
    def count(self) -> int:
        """How many primitive variables there are."""
        return self.blocks[-1].end if self.blocks else len(self.ground)

    def primitives(self, subset: Subset) -> Subset:
        """The primitive variables that a set of named ones stands for."""
        return united(self.named, subset)

    def extended(self, step: CopyStep) -> Copies:
        """The named variables after one more step."""
        where = f"copy step {len(self.blocks) + 1}"
        base = self._stands_for(step.over, where)
        _refuse(where, step, {*self.ground.names})
        rest = tuple(i for i in range(self.count) if not base >> i & 1)
        blocks = Blocks(base, rest, self.count, len(step.blocks))
        if blocks.end > _PRIMITIVES:
            raise LimitReached(
                f"{where}: with all copies of all variables there would be {blocks.end}; "
                f"the limit is {_PRIMITIVES}"
            )
        names, named = list(self.ground.names), list(self.named)
        for number, block in enumerate(step.blocks, 1):
            for copied in block:
                group = self._stands_for(copied.of, where)
                if group & base:
                    raise ItipError(f"{where}: {copied.new!r} would copy a part of the base")
                names.append(copied.new)
                named.append(blocks.image(group, number))
        return Copies(GroundSet(tuple(names)), tuple(named), (*self.blocks, blocks))

    def _stands_for(self, names: Iterable[str], where: str) -> Subset:
        for name in names:
            if name not in self.ground.names:
                raise ItipError(f"{where}: there is no variable {name!r} so far")
        return self.primitives(self.ground.subset(names))


def coordinates(equality: Equality, blocks: Sequence[Blocks]) -> dict[Subset, int]:
    """What an equality says to be 0, in the joint entropies of primitive variables."""
    step, subset = blocks[equality.step], equality.subset
    inside, parts = subset & step.base, list(step.parts(subset))
    match equality:
        case Independence():
            split = [step.base | step.image(part, block) for block, part in enumerate(parts)]
            return _summed((subset, 1), *((part, -1) for part in split), (step.base, step.copies))
        case Swap(blocks=(i, j)):
            parts[i], parts[j] = parts[j], parts[i]
        case Lift(word=word, block=block):
            before = blocks[equality.step - 1]
            inside = _permuted(inside, word, before) if block is None else inside
            for number in range(len(parts)) if block is None else (block,):
                parts[number] = _permuted(parts[number], word, before)
    return _summed((subset, 1), (step.union(inside, parts), -1))


def _permuted(subset: Subset, word: Sequence[Letter], before: Blocks) -> Subset:
    """The set after the swaps of a word, one after the other."""
    for _, i, j in word:
        parts = list(before.parts(subset))
        parts[i], parts[j] = parts[j], parts[i]
        subset = before.union(subset & before.base, parts)
    return subset


def _summed(*terms: tuple[Subset, int]) -> dict[Subset, int]:
    result: dict[Subset, int] = {}
    for subset, c in terms:
        result[subset] = result.get(subset, 0) + c
    return {subset: c for subset, c in result.items() if subset and c}


def _refuse(where: str, step: CopyStep, taken: set[str]) -> None:
    """ItipError if something is copied as nothing, nothing as something, or under a name taken."""
    if not step.blocks or not all(step.blocks):
        raise ItipError(f"{where}: a copy names no variable")
    for block in step.blocks:
        for copied in block:
            if not copied.of:
                raise ItipError(f"{where}: {copied.new!r} would copy nothing")
            if copied.new in taken:
                raise ItipError(f"{where}: the name {copied.new!r} is taken")
            taken.add(copied.new)
