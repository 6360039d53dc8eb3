"""The sets that count: one of each kind, and what each becomes when a variable joins it.

Two sets have one joint entropy if one is the closure of the other (under implications such as
functional dependences), or if a permutation of interchangeable variables takes one to the other.
So a `Family` has the *canonical closed* sets only, found from the empty set by adding variables;
the 2^n subsets are never listed. A set is canonical if of each block of interchangeable variables
it has the first ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from itip.entropy.groundset import Subset
from itip.errors import LimitReached
from itip.prover.effort import Effort

Indices = NDArray[np.int64]
Sets = NDArray[np.int64]  # bitmasks; NDArray[np.object_] past 62 variables

_MEMBERS = 1 << 17
_WORD = 62


@dataclass(frozen=True, slots=True)
class Implication:
    """What contains `premise` has the same joint entropy together with `conclusion`."""

    premise: Subset
    conclusion: Subset


@dataclass(frozen=True, slots=True)
class Family:
    """Canonical closed sets, ascending as bitmasks; `blocks` are the interchangeable variables.

    `step[t][c]` is the index of the closure of member c with the next variable of block t, or c
    where it has them all. The first member is the closure of the empty set, of joint entropy 0.
    """

    blocks: tuple[Subset, ...]
    implications: tuple[Implication, ...]
    members: Sets
    sizes: Indices
    step: Indices

    def __len__(self) -> int:
        return len(self.members)

    def lacks(self, block: int, many: int = 1) -> NDArray[np.bool_]:
        """Which members lack at least so many variables of a block."""
        rest = self.blocks[block] & ~self.members
        for _ in range(many - 1):
            rest = rest & (rest - 1)
        return np.asarray(rest != 0, dtype=np.bool_)

    def room(self, t: int, u: int) -> NDArray[np.bool_]:
        """Which members lack a variable of block t and another of block u."""
        return self.lacks(t, 2) if t == u else self.lacks(t) & self.lacks(u)

    def index(self, subset: Subset) -> int:
        """The member that stands for a set."""
        closed = close(canonical(subset, self.blocks), self.implications)
        return int(np.searchsorted(self.members, closed))

    def has(self, subset: Subset) -> bool:
        """Whether a member stands for a set."""
        closed = close(canonical(subset, self.blocks), self.implications)
        index = int(np.searchsorted(self.members, closed))
        inside = subset & ~sum(self.blocks) & ~closed == 0
        return inside and index < len(self) and int(self.members[index]) == closed

    def indices(self, sets: Sets) -> Indices:
        """The members that stand for canonical sets."""
        return np.searchsorted(self.members, close_all(sets, self.implications))


def canonical(subset: Subset, blocks: Sequence[Subset]) -> Subset:
    """The set that has the first of each block's variables, as many as `subset` has of them."""
    result = subset
    for block in blocks:
        result ^= block & subset ^ first(block, (block & subset).bit_count())
    return result


def first(block: Subset, many: int) -> Subset:
    """The first so many variables of a block."""
    result = 0
    for _ in range(many):
        low = block & -block
        result, block = result | low, block ^ low
    return result


def close(subset: Subset, implications: Sequence[Implication]) -> Subset:
    """The largest set with the same joint entropy by these implications."""
    before = -1
    while before != subset:
        before = subset
        for rule in implications:
            if subset & rule.premise == rule.premise:
                subset |= rule.conclusion
    return subset


def close_all(sets: Sets, implications: Sequence[Implication]) -> Sets:
    """The closures of many sets."""
    before = None
    while before is None or (before != sets).any():
        before = sets
        for rule in implications:
            fires = sets & rule.premise == rule.premise
            sets = np.where(fires, sets | rule.conclusion, sets)
    return sets


def family(
    blocks: tuple[Subset, ...], implications: Sequence[Implication], effort: Effort
) -> Family:
    """All canonical closed sets of the variables in some block.

    Implications must treat the variables of a block alike, and are turned into such as hold of
    canonical sets: what adds one of a block's variables beyond the premise adds all of them.
    """
    rules = tuple(dict.fromkeys(_canonical(rule, blocks) for rule in implications))
    bits = max(
        (*blocks, *(rule.premise | rule.conclusion for rule in rules)), default=0
    ).bit_length()
    number = np.int64 if bits <= _WORD else object
    members = _members(blocks, rules, number, effort)
    step = np.zeros((len(blocks), len(members)), dtype=np.int64)
    for t, block in enumerate(blocks):
        effort.left()
        grown = close_all(members | _next(block & ~members), rules)
        step[t] = np.searchsorted(members, grown)
    sizes = np.zeros(len(members), dtype=np.int64)
    for k in range(bits):
        sizes += (members >> k & 1).astype(np.int64)
    return Family(blocks, rules, members, sizes, step)


def _members(
    blocks: tuple[Subset, ...],
    rules: tuple[Implication, ...],
    number: type,
    effort: Effort,
) -> Sets:
    """Breadth first, from the closure of the empty set."""
    front: Sets = np.array([close(0, rules)], dtype=number)
    members = front
    while len(front):
        new = front[:0]
        for block in blocks:
            effort.left()
            grown = close_all(front | _next(block & ~front), rules)
            place = np.minimum(np.searchsorted(members, grown), len(members) - 1)
            new = np.union1d(new, grown[members[place] != grown])
            if len(members) + len(new) > _MEMBERS:
                raise LimitReached(
                    f"more than {_MEMBERS} sets of {sum(map(int.bit_count, blocks))} variables "
                    "count, and that is the limit. Functional dependences, or variables that can "
                    "be exchanged, would make them fewer"
                )
        members, front = np.union1d(members, new), new
    return members


def _next(rest: Sets) -> Sets:
    """The first variable of each set, none of the empty one."""
    return rest & -rest


def _canonical(rule: Implication, blocks: tuple[Subset, ...]) -> Implication:
    conclusion = rule.conclusion & ~sum(blocks)
    for block in blocks:
        if rule.conclusion & ~rule.premise & block:
            conclusion |= block
    return Implication(canonical(rule.premise, blocks), conclusion)
