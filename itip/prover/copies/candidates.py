"""The steps that may come next, and which of them a point says are worth it.

A copy of a group G over a base X is in vain if the point has I(G;rest|X) = 0. It is worth trying
if the point violates the inequality of Zhang and Yeung,

    3 h(AB) - 2 h(A) - 2 h(B) - 4 h(ABC) + 3 h(AC) + 3 h(BC) - h(C)
        - h(ABD) + h(AD) + h(BD) - h(CD) >= 0,

where A, B, C, D are joint variables: it is proved by copying any of A, B, C over the other two.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import combinations
from typing import Literal

import numpy as np

from itip.entropy.groundset import Subset, elements, united
from itip.prover.copies.levels import WIDEST, Integers, closed
from itip.prover.copies.sought import Floats
from itip.prover.copies.states import State, Step
from itip.prover.reduction.symmetry import Permutation

Kind = Literal["single", "group", "pair"]

_SIZES: dict[Kind, int] = {"single": 1, "group": 2, "pair": 2}
_VIOLATED = 1e-7
_PLACES = np.array(
    [
        (0, 0, 0, 0),
        (1, 0, 0, 0),
        (0, 1, 0, 0),
        (0, 0, 1, 0),
        (0, 0, 0, 1),
        (1, 1, 1, 1),
        (1, 1, 0, 0),
    ],
    dtype=np.int32,
)  # fmt: skip  what a variable may be part of, of A, B, C and D
_ASSIGNED = {7: 6, 8: 5}  # of so many variables, how many of these are tried


def complements(state: State, symmetries: Sequence[Permutation]) -> Iterator[Step]:
    """Copies of all that is outside a base, each variable named; small ones first."""
    seen = set()
    for base, rest in _bases(state):
        steps = [_moved(base, (), images) for images in symmetries]
        if rest.bit_count() > 1 and min(steps) not in seen:
            seen.add(min(steps))
            yield Step(base, (tuple(1 << i for i in elements(rest)),))


def candidates(
    state: State, rank: Floats, kind: Kind, symmetries: Sequence[Permutation]
) -> Iterator[Step]:
    """The copies of a kind that a point does not show to be in vain, of those alike the first."""
    seen = set()
    whole = len(rank) - 1
    for base, rest in _bases(state):
        closure = state.closure(base)
        for groups in combinations([1 << i for i in elements(rest)], _SIZES[kind]):
            inside = sum(groups)
            gain = rank[base | inside] + rank[whole ^ inside] - rank[base] - rank[whole]
            if gain <= _VIOLATED or united(state.named, inside) & closure:
                continue
            key = min(_moved(base, groups, images) for images in symmetries)
            if key not in seen:
                seen.add(key)
                yield Step(base, ((inside,) if kind == "group" else groups,))


def _bases(state: State) -> list[tuple[Subset, Subset]]:
    """The closed sets of two named variables at least, large ones first, and what is outside."""
    if state.primitives > WIDEST:
        return []
    closures = closed(state.unions(), state.levels.dependences[-1])
    within = (np.array(state.named) & ~closures[:, None]) == 0
    sets = np.arange(len(closures))
    is_closed = (within << np.arange(state.n)).sum(axis=1) == sets
    found = sets[is_closed & (within.sum(axis=1) > 1)].tolist()
    found.sort(key=int.bit_count, reverse=True)
    return [(s, sets[-1].item() ^ s) for s in found]


def _moved(base: Subset, groups: Sequence[Subset], images: Permutation) -> tuple[Subset, ...]:
    """A base and groups under a permutation of the named variables."""
    first, *rest = (sum(1 << images[i] for i in elements(s)) for s in (base, *groups))
    return first, *sorted(rest)


def promising(rank: Floats) -> dict[tuple[Subset, Subset], float]:
    """Bases and groups of which an inequality of Zhang and Yeung is violated, and by how much."""
    n = len(rank).bit_length() - 1
    if n > max(_ASSIGNED):
        return {}
    a, b, c, *others = _quadruples(n, _ASSIGNED.get(n, len(_PLACES)))
    weights = (-2, -2, -1, 3, 3, 3, -4, -1, 1, 1, -1)
    value = sum(w * rank[s] for w, s in zip(weights, (a, b, c, *others), strict=True))
    violated = np.flatnonzero(value < -_VIOLATED)
    a, b, c = a[violated], b[violated], c[violated]
    bases = np.concatenate([a | b, a | c, b | c])
    groups = np.concatenate([c, b, a]) & ~bases
    keys, place = np.unique(bases << n | groups, return_inverse=True)
    most = np.zeros(len(keys))
    np.maximum.at(most, place, np.tile(-value[violated], 3))
    pairs = zip((keys >> n).tolist(), (keys & (1 << n) - 1).tolist(), strict=True)
    return dict(zip(pairs, most.tolist(), strict=True))


@lru_cache(maxsize=4)
def _quadruples(n: int, places: int) -> tuple[Integers, ...]:
    """All A, B, C, D, but for exchanging A and B; and AB, AC, BC, ABC, ABD, AD, BD, CD."""
    sets = np.zeros((4, 1), dtype=np.int64)
    for i in range(n):
        sets = (sets[:, :, None] | _PLACES[:places].T[:, None] << i).reshape(4, -1)
    a, b, c, d = sets
    common = a & b & c & d
    proper = ((sets & ~common) != 0).all(axis=0) & (a < b)
    a, b, c, d = sets[:, proper]
    return a, b, c, a | b, a | c, b | c, a | b | c, a | b | d, a | d, b | d, c | d
