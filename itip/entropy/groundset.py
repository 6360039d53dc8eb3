"""The ground set of random variables, and its subsets as bitmasks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

Subset = int
"""A set of variables: bit i is set when the i-th name belongs to it."""


@dataclass(frozen=True, slots=True)
class GroundSet:
    """The random variables of a problem, N = {names[0], ..., names[n-1]}."""

    names: tuple[str, ...]
    _bits: dict[str, Subset] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_bits", {name: 1 << i for i, name in enumerate(self.names)})

    def __len__(self) -> int:
        return len(self.names)

    @property
    def everything(self) -> Subset:
        """The whole ground set N as a subset."""
        return (1 << len(self.names)) - 1

    def subset(self, names: Iterable[str]) -> Subset:
        """The subset with these names; KeyError for a name that is not in the ground set."""
        result = 0
        for name in names:
            result |= self._bits[name]
        return result

    def members(self, subset: Subset) -> tuple[str, ...]:
        """The names in a subset, in ground-set order."""
        return tuple(self.names[i] for i in elements(subset))


def elements(subset: Subset) -> tuple[int, ...]:
    """The indices in a subset, ascending."""
    result = []
    while subset:
        low = subset & -subset
        result.append(low.bit_length() - 1)
        subset ^= low
    return tuple(result)


def united(parts: Sequence[Subset], subset: Subset) -> Subset:
    """The union of the parts that a subset numbers."""
    result = 0
    for i in elements(subset):
        result |= parts[i]
    return result


def by_size(subset: Subset) -> tuple[int, Subset]:
    """The key that sorts small subsets first."""
    return subset.bit_count(), subset


def subset_sums(values: list[Fraction], sign: int = 1) -> None:
    """Replace the value at each S by the sum of sign^|S-T| value[T] over all T within S."""
    bit = 1
    while bit < len(values):
        for subset in range(len(values)):
            if subset & bit:
                values[subset] += sign * values[subset ^ bit]
        bit <<= 1
