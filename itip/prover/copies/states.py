"""Copy steps as what is asked of a solver: the Shannon inequalities of named variables, in arrays.

A state is what some steps have made: n named variables, and over canonical coordinates the joint
entropies of their sets and the elemental inequalities.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, combinations

import numpy as np
from numpy.typing import NDArray

from itip.entropy.cone import elemental_sets
from itip.entropy.copies import Blocks
from itip.entropy.groundset import Subset, elements, united
from itip.prover.copies.levels import Dependence, Integers, Levels, Terms, closed
from itip.prover.copies.linear import Laws
from itip.prover.reduction.symmetry import Permutation

Small = NDArray[np.int16]

Groups = tuple[tuple[Subset, ...], ...]


@dataclass(frozen=True, slots=True)
class Step:
    """A copy over a base, of which each block names groups; all are sets of named variables."""

    base: Subset
    blocks: Groups

    @property
    def size(self) -> int:
        """How many variables it names."""
        return sum(map(len, self.blocks))

    @property
    def copied(self) -> Subset:
        """The named variables of which it copies some part."""
        return sum({1 << i for groups in self.blocks for g in groups for i in elements(g)})


def without(steps: Sequence[Step], number: int, n: int) -> tuple[Step, ...] | None:
    """The steps over n variables but for one copy, by its number; None if it is used later on."""
    place, result = n, []
    for step in steps:
        if any(s >> number & 1 for s in (step.base, *chain(*step.blocks))):
            return None
        blocks = []
        for groups in step.blocks:
            kept = [g for k, g in enumerate(groups, place) if k != number]
            blocks.append(tuple(_renumbered(g, number) for g in kept))
            place += len(groups)
        if any(blocks):
            result.append(Step(_renumbered(step.base, number), tuple(filter(None, blocks))))
    return tuple(result)


def _renumbered(subset: Subset, number: int) -> Subset:
    """A set of named variables, of which there is no longer one of this number."""
    return subset & (1 << number) - 1 | subset >> number + 1 << number


@dataclass(frozen=True, slots=True)
class State:
    """Some steps, the primitive variables of each named one, and h of the sets of named ones.

    h(S) is the sum over k of sets[S, k] times coordinate keys[k]; total[S] is the sum of the ranks
    of S at the laws.
    """

    steps: tuple[Step, ...]
    levels: Levels
    named: tuple[Subset, ...]
    keys: Integers
    sets: Small
    laws: Laws
    total: Integers

    @classmethod
    def first(cls, n: int, dependences: Sequence[Dependence], laws: Laws | None = None) -> State:
        """The problem's own variables."""
        levels = Levels((), (), (tuple(dependences),))
        unions = np.arange(1 << n, dtype=np.int64)
        keys, sets = _spread(levels.terms(unions[None]), np.zeros(0, np.int64), 1 << n)
        named = tuple(1 << i for i in range(n))
        laws = laws or Laws.none(n)
        return cls((), levels, named, keys, sets, laws, laws.ranks(named).sum(axis=0))

    @property
    def n(self) -> int:
        """How many variables are named."""
        return len(self.named)

    @property
    def primitives(self) -> int:
        """How many primitive variables there are."""
        return self.levels.blocks[-1].end if self.levels.blocks else self.n

    def closure(self, subset: Subset) -> Subset:
        """The primitive variables that are functions of a set of named ones."""
        unions = np.array([united(self.named, subset)], dtype=np.int64)
        return int(closed(unions, self.levels.dependences[-1])[0])

    def extended(self, step: Step) -> State:
        """The state after one more step, if the primitive variables so far are not too many."""
        base = self.closure(step.base)
        rest = tuple(i for i in range(self.primitives) if not base >> i & 1)
        blocks = Blocks(base, rest, self.primitives, len(step.blocks))
        named = list(self.named)
        for number, groups in enumerate(step.blocks, 1):
            named += [blocks.image(united(self.named, group), number) for group in groups]
        levels = self.levels.extended(blocks)
        parts = self._parts(base, step.blocks)
        keys, sets = _spread(levels.terms(parts), self.keys, parts.shape[1])
        above = np.zeros((len(self.sets), len(keys)), np.int16)
        above[:, : len(self.keys)] = self.sets
        all_sets = np.concatenate([above, sets])
        laws = self.laws.extended(blocks)
        total = laws.ranks(tuple(named)).sum(axis=0)
        return State((*self.steps, step), levels, tuple(named), keys, all_sets, laws, total)

    def unions(self) -> Integers:
        """The primitive variables of every set of named ones."""
        return _unions(self.named)

    def symmetries(self) -> list[Permutation]:
        """The exchanges of blocks of the last step that permute the named variables."""
        found = [tuple(range(self.n))]
        step = self.levels.blocks[-1]
        place = {primitives: i for i, primitives in enumerate(self.named)}
        for i, j in combinations(range(step.copies + 1), 2):
            images = []
            for primitives in self.named:
                parts = list(step.parts(primitives))
                parts[i], parts[j] = parts[j], parts[i]
                images.append(place.get(step.union(primitives & step.base, parts), -1))
            if min(images) >= 0:
                found.append(tuple(images))
        return found

    def _parts(self, base: Subset, blocks: Groups) -> Integers:
        """What sets of named variables, not all of them old, have in each block."""
        old = _unions(self.named)
        copied = [
            (number, united(self.named, g)) for number, groups in enumerate(blocks) for g in groups
        ]
        new = [
            _unions([union if number == block else 0 for number, union in copied])[1:]
            for block in range(len(blocks))
        ]
        own = np.tile(old, len(new[0]))
        return np.array([own, *(np.repeat(part, len(old)) | own & base for part in new)])


def _unions(named: Sequence[Subset]) -> Integers:
    result = np.zeros(1, np.int64)
    for primitives in named:
        result = np.concatenate([result, result | primitives])
    return result


def _spread(terms: Terms, known: Integers, count: int) -> tuple[Integers, Small]:
    """The known coordinates and those that occur besides, and each sum in these."""
    keys = np.concatenate([known, terms.keys])
    unique, first, place = np.unique(keys, return_index=True, return_inverse=True)
    order = np.argsort(np.argsort(first))
    columns = order[place[len(known) :]]
    sets = np.zeros((count, len(unique)), np.int16)
    np.add.at(sets, (terms.rows, columns), terms.factors.astype(np.int16))
    return unique[np.argsort(first)], sets


@lru_cache(maxsize=1)
def _hashes() -> Integers:
    return np.random.default_rng(1).integers(-(1 << 62), 1 << 62, size=1 << 14, dtype=np.int64)


def keys(rows: Small) -> Integers:
    """A number for each row, of which those of a state have the same in later ones."""
    result: Integers = rows @ _hashes()[: rows.shape[1]]
    return result


def inequalities(state: State, start: int = 0) -> Small:
    """The elemental inequalities, each once, with some coordinate from `start` on.

    Only those that are equalities at each of the laws.
    """
    sets, total = state.sets, state.total
    n = len(sets).bit_length() - 1
    ac, bc, abc, given = elemental_sets(n)
    hashed = sets @ _hashes()[: sets.shape[1]]
    keys = hashed[ac] + hashed[bc] - hashed[abc] - hashed[given]
    keys = np.where(total[ac] + total[bc] == total[abc] + total[given], keys, 0)
    if start:
        late = sets[:, start:] @ _hashes()[: sets.shape[1] - start]
        occurs = (late[ac] + late[bc] - late[abc] - late[given]) != 0
        keys = np.where(occurs, keys, 0)
    keys, first = np.unique(keys, return_index=True)
    rows = np.sort(first[keys != 0])
    ac, bc, abc, given = ac[rows], bc[rows], abc[rows], given[rows]
    result: Small = sets[ac] + sets[bc] - sets[abc] - sets[given]
    return result
