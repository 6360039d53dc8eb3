"""Numbers written in decimals, with so many places that different ones look different."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from fractions import Fraction
from functools import partial
from itertools import count

from itip.entropy.distribution import LogSum

PLACES = 4
"""Of a rounded number, unless it takes more to tell it from another."""

_SMALL = re.compile(r"(-?)0\.(0{7,})([1-9])(\d*)")  # so small that its zeros are counted instead


def decimals(values: Sequence[LogSum]) -> list[str]:
    """One number, or two, with so many places that it is seen to differ from 0, or from the other.

    Each is rounded by half a unit of the last place at most. Integers are left as they are.
    """
    enough = next(p for p in (PLACES << k for k in count()) if _apart(values, p))
    places = bisect_left(
        range(enough), x=True, lo=max(PLACES, enough // 2), key=partial(_apart, values)
    )
    return [_brief(_decimal(value, places)) for value in values]


def _apart(values: Sequence[LogSum], places: int) -> bool:
    """Whether a number, or two, differ from 0, or each other, by a unit of the last place."""
    one, other, *_ = *(Fraction(_decimal(value, places)) for value in values), Fraction(0)
    return abs(one - other) >= Fraction(1, 10**places)


def _decimal(value: LogSum, places: int) -> str:
    number = value.rational()
    whole = number is not None and number.denominator == 1
    return str(number) if whole else value.rounded(places)


def _brief(decimal: str) -> str:
    """A very small number by its first digits and a power of ten."""
    found = _SMALL.fullmatch(decimal)
    if not found:
        return decimal
    sign, zeros, first, rest = found.groups()
    digits = f"{first}.{rest}".rstrip("0").rstrip(".")
    return f"{sign}{digits}e-{len(zeros) + 1}"
