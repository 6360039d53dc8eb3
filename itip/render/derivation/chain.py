"""The order in which a proof's parts are taken from one side of a goal until the other is left.

Legend: start and end are sums, and end = start - part - part - ... in joint entropies; a line is
what is left after some parts, in the shortest form that follows from the line before it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from itip.render.derivation.rewriting import Sum, absorbed, coordinates, plus, size

_PLAIN = 5  # measures in an identity that is seen at a glance, such as the submodular law's
_EFFORT = 48  # parts times chains that are followed at once, of these at most _BEAM
_BEAM = 4
_TRIED = 2  # parts that are tried next, for each chain and one more
_IDENTITY = 20  # columns that a line is worth


@dataclass(frozen=True, slots=True)
class Taken:
    """A part, by its number, and what is left without it.

    It is `plain` if that is seen at a glance, and `dropped` if the part is just left out.
    """

    part: int
    left: Sum
    plain: bool
    dropped: bool


@dataclass(frozen=True, slots=True)
class _State:
    cost: int
    left: Sum
    done: tuple[int, ...] = ()
    lines: tuple[Sum, ...] = ()


def chain(start: Sum, end: Sum, parts: Sequence[Sum], free: Collection[int]) -> tuple[Taken, ...]:
    """The parts in an order that makes the lines short; those that are `free` explain any line."""
    down = _best(start, end, parts, free)
    up = _best(end, start, [plus({}, -1, part) for part in parts], free)
    if down.cost <= up.cost:
        order, lines = down.done, down.lines
    else:
        order, lines = up.done[::-1], (*up.lines[-2::-1], end)
    before = (start, *lines)
    return tuple(
        Taken(k, line, k in free or terms <= _PLAIN, not terms)
        for k, last, line in zip(order, before, lines, strict=False)
        for terms in (_terms(last, line, parts[k]),)
    )


def _best(start: Sum, end: Sum, parts: Sequence[Sum], free: Collection[int]) -> _State:
    """The best of the chains that a beam search finds."""
    beam = [_State(0, start)]
    width = max(1, min(_BEAM, _EFFORT // max(1, len(parts))))
    for left in range(len(parts) - 1, -1, -1):
        found: dict[tuple[frozenset[int], frozenset[object]], _State] = {}
        for state in beam:
            rest = _promising(state, parts)[: _TRIED * width + _TRIED]
            for after in _after(state, rest, parts, free, end if not left else None):
                key = frozenset(after.done), frozenset(after.left.items())
                if key not in found or after.cost < found[key].cost:
                    found[key] = after
        beam = sorted(found.values(), key=lambda s: 2 * s.cost + size(plus(s.left, -1, end)))
        del beam[width:]
    return beam[0]


def _promising(state: _State, parts: Sequence[Sum]) -> list[int]:
    """The parts that are not taken, first those without which few joint entropies are left."""
    entropies = coordinates(state.left)
    rest = (k for k in range(len(parts)) if k not in state.done)
    return sorted(rest, key=lambda k: len(plus(entropies, -1, coordinates(parts[k]))))


def _after(
    state: _State,
    rest: Sequence[int],
    parts: Sequence[Sum],
    free: Collection[int],
    end: Sum | None,
) -> Iterator[_State]:
    """What may come next: one more part is taken, and what is left written in a short form."""
    for k in rest:
        forms = absorbed(plus(state.left, -1, parts[k]), parts[k]) if end is None else [end]
        for form in forms:
            cost = state.cost + _cost(state.left, form, parts[k], free=k in free)
            yield _State(cost, form, (*state.done, k), (*state.lines, form))


def _cost(last: Sum, line: Sum, part: Sum, *, free: bool) -> int:
    terms = 0 if free else _terms(last, line, part)
    told = _IDENTITY + size(plus(line, 1, part)) if terms > _PLAIN else 0
    return size(line) + 4 * max(0, terms - 3) + told


def _terms(last: Sum, line: Sum, part: Sum) -> int:
    """How many terms the identity last - part - line = 0 has."""
    return len(plus(plus(last, -1, part), -1, line))
