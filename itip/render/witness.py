"""Random variables that violate a claim, in blocks: what they are, and what they violate."""

from __future__ import annotations

import json
from collections.abc import Iterator
from fractions import Fraction

from itip.entropy.distribution import Distribution, Value
from itip.entropy.words import words
from itip.render.blocks import Block, Table, line
from itip.render.counterexample import scalars, violated
from itip.verdict import Disproved, message

_WIDTH = 80  # of a table in its box, that has a column for each variable


def shown(outcome: Disproved) -> Iterator[Block]:
    """What the random variables are, in words if there are any, what they violate, and a table."""
    found = outcome.witness
    yield line(("false", "red"), f": {message(outcome)}.", hang=2)
    yield line("")
    if said := words(found.distribution):
        yield line("  ", (said, "bold"), hang=4)
        yield line("")
    yield from violated(outcome)
    if outcome.problem.ground.names:
        yield line("")
        yield _table(found.distribution)
    if outcome.problem.scalars:
        yield line("")
        yield scalars(outcome.problem, found)


def _table(distribution: Distribution) -> Table:
    """The outcomes and their probabilities; over many variables each outcome in a row of text."""
    names = distribution.ground.names
    rows = [(*map(_written, values), str(p)) for values, p in outcomes(distribution)]
    heads = (*names, "probability")
    widths = (max(map(len, column)) for column in zip(heads, *rows, strict=True))
    if 1 + sum(width + 3 for width in widths) <= _WIDTH:
        return Table(heads, tuple(rows))
    return Table(
        ("probability", "outcome"),
        tuple((p, " ".join(map("{}={}".format, names, values))) for *values, p in rows),
    )


def outcomes(distribution: Distribution) -> list[tuple[tuple[Value, ...], Fraction]]:
    """The outcomes and their probabilities, in the order of the values."""
    return sorted(distribution.outcomes, key=_order)


def _order(outcome: tuple[tuple[Value, ...], Fraction]) -> list[tuple[bool, Value]]:
    """The key that sorts outcomes by their values, numbers before texts."""
    return [(isinstance(value, str), value) for value in outcome[0]]


def _written(value: Value) -> str:
    """A value in a cell: quoted if it is text that does not look like a name."""
    if isinstance(value, str) and value.isidentifier():
        return value
    return json.dumps(value, ensure_ascii=not str(value).isprintable())
