"""The elemental measures that vanish, closed under the semigraphoid rules.

I(i;jk|C) has two chains, I(i;j|C) + I(i;k|jC) = I(i;k|C) + I(i;j|kC). If both terms of one side
vanish, so do both of the other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations_with_replacement

import numpy as np
from numpy.typing import NDArray

from itip.entropy.groundset import Subset
from itip.prover.effort import Effort
from itip.prover.reduction.family import Family, Implication, Indices, Sets, close_all
from itip.prover.reduction.vanishing import Consequences

Elemental = tuple[int, int, int]
"""I(t;u|c) of the next variables of blocks t <= u given member c of a family."""

_NEVER = np.iinfo(np.int32).max


@dataclass(frozen=True, slots=True)
class Vanished:
    """When each elemental of a family was seen to vanish, and by what.

    `when[t,u][c]` is 0 where one of the independences says so, k where the k-th of `rules` does, a
    triple (i, j, k) of blocks; and `_NEVER` where it need not vanish. `room[t,u]` are the members
    that lack a variable of block t and another of block u.
    """

    family: Family
    room: dict[tuple[int, int], NDArray[np.bool_]]
    when: dict[tuple[int, int], NDArray[np.int32]]
    rules: list[tuple[int, int, int]]

    def __iter__(self) -> Iterator[tuple[int, int, Indices]]:
        """Each pair of blocks with the members given which it vanishes."""
        for (t, u), when in self.when.items():
            members = np.flatnonzero(when != _NEVER)
            if len(members):
                yield t, u, members

    def moment(self, t: int, u: int, c: int) -> int:
        """When it was seen to vanish; -1 if it does by its form."""
        pair = min(t, u), max(t, u)
        return int(self.when[pair][c]) if self.room[pair][c] else -1

    def because(self, t: int, u: int, c: int) -> tuple[Elemental, tuple[Elemental, Elemental]]:
        """Of a rule's result: the term beside it, and the two terms that their sum equals."""
        when = self.moment(t, u, c)
        for i, j, k in _orders(self.rules[when - 1]):
            for base, near, far in self._places(j, k, c):
                first, second = ((i, j, base), (i, k, near)), ((i, k, base), (i, j, far))
                for side, other in ((first, second), (second, first)):
                    if (t, u, c) not in {side[0], side[1], _turned(side[0]), _turned(side[1])}:
                        continue
                    if all(self.moment(*term) < when for term in other):
                        at_first = (t, u, c) in {side[0], _turned(side[0])}
                        return side[1] if at_first else side[0], other
        raise AssertionError("a rule was applied that cannot be found again")

    def _places(self, j: int, k: int, c: int) -> Iterator[tuple[int, int, int]]:
        """The members that are c or become c by a step of block j or k, with both their steps."""
        step = self.family.step
        bases = {c, *np.flatnonzero(step[j] == c).tolist(), *np.flatnonzero(step[k] == c).tolist()}
        for base in sorted(bases):
            yield base, int(step[j][base]), int(step[k][base])


def _orders(rule: tuple[int, int, int]) -> Iterator[tuple[int, int, int]]:
    i, j, k = rule
    yield from ((i, j, k), (i, k, j))


def _turned(elemental: Elemental) -> Elemental:
    t, u, c = elemental
    return u, t, c


def vanished(family: Family, known: Consequences, effort: Effort) -> Vanished:
    """All elementals that the independences make vanish, directly or by the rules."""
    pairs = list(combinations_with_replacement(range(len(family.blocks)), 2))
    when = {pair: np.full(len(family), _NEVER, dtype=np.int32) for pair in pairs}
    found = Vanished(family, {pair: family.room(*pair) for pair in pairs}, when, [])
    if not known.independences:
        return found
    variables = {pair: _variables(family, *pair) for pair in pairs if found.room[pair].any()}
    everything = int(family.members[-1])
    for independence in known.independences:
        effort.left()
        given = independence.measure.given
        if given & ~everything:
            continue
        a, b = independence.measure.a & everything, independence.measure.b & everything
        inside = _inside(family, given, a | b, known.implications)
        for pair, (i, j) in variables.items():
            ways = ((i & a) != 0) & ((j & b) != 0) | ((i & b) != 0) & ((j & a) != 0)
            when[pair][ways.astype(np.bool_) & inside & found.room[pair]] = 0
    _saturate(found, effort)
    return found


def _variables(family: Family, t: int, u: int) -> tuple[Sets, Sets]:
    """For each member, the next variable of block t and then that of block u, as sets."""
    rest = family.blocks[t] & ~family.members
    i = rest & -rest
    after = family.blocks[u] & ~(family.members | i)
    return i, after & -after


def _inside(
    family: Family, given: Subset, sets: Subset, implications: Sequence[Implication]
) -> NDArray[np.bool_]:
    """The members that hold what is given and are closures of what they have of the sets."""
    members = family.members
    holds = (members & given) == given
    inside = close_all(members & sets, implications) == members
    return np.asarray(holds & inside, dtype=np.bool_)


def _saturate(found: Vanished, effort: Effort) -> None:
    """Apply the rules to all triples until nothing changes, to those with news only."""
    blocks = range(len(found.family.blocks))
    news = {pair for pair, when in found.when.items() if (when != _NEVER).any()}
    while news:
        old, news = news, set()
        for i in blocks:
            effort.left()
            for j in blocks:
                for k in range(j + 1, len(blocks)):
                    ij, ik = (min(i, j), max(i, j)), (min(i, k), max(i, k))
                    if ij in old or ik in old or ij in news or ik in news:
                        news |= _apply(found, i, j, k)


def _apply(found: Vanished, i: int, j: int, k: int) -> set[tuple[int, int]]:
    """One rule on all members; the pairs of which more elementals vanish now."""
    rooms = found.room
    ij, ik = (min(i, j), max(i, j)), (min(i, k), max(i, k))
    base = np.flatnonzero(rooms[ij] & rooms[ik] & rooms[min(j, k), max(j, k)])
    near, far = found.family.step[j][base], found.family.step[k][base]
    places = ((ij, base), (ik, near), (ik, base), (ij, far))
    zero = [(found.when[p][c] != _NEVER) | ~rooms[p][c] for p, c in places]
    left, right = zero[0] & zero[1], zero[2] & zero[3]
    moment = len(found.rules) + 1
    changed = set()
    for (pair, members), known, other in zip(
        places, zero, (right, right, left, left), strict=True
    ):
        fresh = other & ~known
        if fresh.any():
            found.when[pair][members[fresh]] = moment
            changed.add(pair)
    if changed:
        found.rules.append((i, j, k))
    return changed
