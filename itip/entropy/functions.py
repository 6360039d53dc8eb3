"""Functions of independent random variables that have a name: `X xor Y`, `X and not Y`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import prod
from operator import mul

Column = tuple[int, ...]
"""The values of a random variable, or of a digit of one, outcome by outcome."""

Cell = tuple[int, ...]
"""A value of each source; there is one outcome for each."""


@dataclass(frozen=True, slots=True)
class Source:
    """One of some independent random variables; `law` has the probabilities of 0, 1, 2, ..."""

    name: str
    column: Column
    law: tuple[Fraction, ...]


def formula(target: Column, sources: Sequence[Source]) -> str:
    """A function of the sources that has these values; "" if it has no name."""
    cells = list(zip(*(source.column for source in sources), strict=True)) or [()]
    value = dict(zip(cells, target, strict=True))
    sizes = sorted({len(source.law) for source in sources})
    sums = (_sum(value, sources, modulus) for modulus in (0, *sizes))
    found = next(filter(None, sums), "")
    return found or _equality(target, sources) or _conjunction(value, sources)


def _sum(value: dict[Cell, int], sources: Sequence[Source], modulus: int) -> str:
    """A constant, a sum of sources, or a linear form of those with values modulo the modulus."""
    units = [tuple(int(i == j) for j in range(len(sources))) for i in range(len(sources))]
    origin = value[(0,) * len(sources)]
    slopes = [value[unit] - origin for unit in units]
    if modulus:
        slopes = [slope % modulus for slope in slopes]
    elif any(slopes) and (origin or not {0, 1}.issuperset(slopes)):
        return ""
    terms = [(slope, source) for slope, source in zip(slopes, sources, strict=True) if slope]
    if modulus and any(len(source.law) != modulus for _, source in terms):
        return ""
    for cell, found in value.items():
        total = origin + sum(map(mul, slopes, cell))
        if found != (total % modulus if modulus else total):
            return ""
    return _linear(terms, origin, modulus)


def _linear(terms: list[tuple[int, Source]], origin: int, modulus: int) -> str:
    """A linear form as one writes it: `X xor Y`, `not X`, `X + 2 Y + 1 mod 3`."""
    written = [f"{slope} {source.name}".removeprefix("1 ") for slope, source in terms]
    if modulus == 2 and origin and len(written) == 1:
        return f"not {written[0]}"
    written += [str(origin)] * bool(origin or not terms)
    remainder = f" mod {modulus}" if modulus > 2 else ""
    return (" xor " if modulus == 2 else " + ").join(written) + remainder


def _equality(target: Column, sources: Sequence[Source]) -> str:
    """Whether two of the sources are equal."""
    for k, one in enumerate(sources):
        for other in sources[:k]:
            if all(
                t == (a == b) for t, a, b in zip(target, other.column, one.column, strict=True)
            ):
                return f"1 if {other.name} = {one.name}, else 0"
    return ""


def _conjunction(value: dict[Cell, int], sources: Sequence[Source]) -> str:
    """1, or 0, where some of the sources have certain values, and only there."""
    if set(value.values()) != {0, 1}:
        return ""
    for wanted, word in ((1, " and "), (0, " or ")):
        inside = [cell for cell, found in value.items() if found == wanted]
        seen = [set(column) for column in zip(*inside, strict=True)]
        fixed = [(source, inside[0][i]) for i, source in enumerate(sources) if len(seen[i]) == 1]
        if len(inside) * prod(len(s.law) for s, _ in fixed) != len(value):
            continue
        if all(len(source.law) == 2 for source, _ in fixed):
            return word.join(f"{'' if v == wanted else 'not '}{s.name}" for s, v in fixed)
        condition = " and ".join(f"{s.name} = {v}" for s, v in fixed)
        return f"{wanted} if {condition}, else {1 - wanted}"
    return ""
