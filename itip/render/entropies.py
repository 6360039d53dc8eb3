"""The entropies of a distribution, shown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from itip.entropy.distribution import LogSum
from itip.entropy.table import Table
from itip.language import show
from itip.language.ast import Linear
from itip.render.blocks import Block, Grid, line

Values = Sequence[tuple[Linear, LogSum]]


def text(table: Table, values: Values, places: int, *, whole: bool) -> Iterator[Block]:
    """The values in a grid, and how many outcomes they are of; `whole` of all joint entropies."""
    names = ",".join(table.distribution.ground.names)
    count = len(table.distribution.outcomes)
    yield line(f"{count} outcome{'s' * (count != 1)} of {names}", hang=4)
    yield line("")
    rounded = any(value.rational() is None for _, value in values)
    remark = f"; decimals are rounded to {places} places" * rounded
    title = f"{'Joint entropies' if whole else 'Values'}, in bits{remark}"
    yield Grid(title, tuple((show(linear), _shown(value, places)) for linear, value in values))


def json(table: Table, values: Values, places: int) -> dict[str, Any]:
    """The values as an object: exact where they are rational, and rounded."""
    return {
        "variables": list(table.distribution.ground.names),
        "outcomes": len(table.distribution.outcomes),
        "values": [
            {
                "expression": show(linear),
                "exact": None if (number := value.rational()) is None else str(number),
                "rounded": value.rounded(places),
            }
            for linear, value in values
        ],
    }


def _shown(value: LogSum, places: int) -> str:
    """The number, a fraction where it is rational."""
    number = value.rational()
    return value.rounded(places) if number is None else str(number)
