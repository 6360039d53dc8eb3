"""The rows of a table of outcomes, as a text in CSV or in JSON has them."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from io import StringIO
from itertools import chain
from typing import Any

from itip.errors import ItipError
from itip.language.names import clip, quote

_KINDS = ("p", "probability", "count")
_DIGITS = 1000
_NUMBER = re.compile(
    r"[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]{1,3})?|[-+]?[0-9]+/0*[1-9][0-9]*"
)
_INTEGER = re.compile(r"0|-?[1-9][0-9]{0,17}")


@dataclass(frozen=True, slots=True)
class Row:
    """An outcome as written: where it stands, its values by name, and its weight of some kind."""

    place: str
    values: Mapping[str, Any]
    kind: str
    weight: object


def of_csv(text: str) -> Iterator[Row]:
    """The rows below a header; comments and blank lines may stand above it."""
    stream = StringIO(text, newline="")
    above = 0
    while (first := stream.readline()) and (not first.strip() or first.startswith("#")):
        above += 1
    if not first:
        return
    delimiter = max(",", ";", "\t", key=first.count)
    lines = csv.reader(
        chain([first], stream), delimiter=delimiter, skipinitialspace=True, strict=True
    )
    header: list[str] = []
    try:
        for written in lines:
            place = f"line {above + lines.line_num}"
            cells = [cell.strip() for cell in written]
            if not header:
                header, kind = cells, _header(cells, place)
            elif any(cells):
                values = _cells(header, cells, place)
                weight = values.pop(kind)
                yield Row(place, {name: _value(v) for name, v in values.items()}, kind, weight)
    except csv.Error as error:
        raise ItipError(f"line {above + lines.line_num}: {error}") from None


def of_json(outcomes: list[Any]) -> Iterator[Row]:
    """The rows that objects state, with the values in one of their own or beside the weight."""
    for number, outcome in enumerate(outcomes, 1):
        place = f"outcome {number}"
        if not isinstance(outcome, dict):
            raise ItipError(f"{place}: it is not an object")
        kind = _kind(outcome, place)
        rest = {name: value for name, value in outcome.items() if name != kind}
        nested = rest.get("values")
        values = nested if isinstance(nested, dict) and len(rest) == 1 else rest
        yield Row(place, values, kind, outcome[kind])


def document(text: str) -> dict[str, Any]:
    """The object of a JSON text that has outcomes; of a certificate, the first such evidence."""
    try:
        found = json.loads(
            text, parse_float=_float, parse_constant=_float, object_pairs_hook=_object
        )
    except json.JSONDecodeError as error:
        raise ItipError(f"line {error.lineno}: it is not JSON: {error.msg}") from None
    except (ValueError, RecursionError) as error:
        raise ItipError(f"it is not JSON that can be read: {error}") from None
    if isinstance(found, list):
        return {"outcomes": found}
    evidence = found.get("evidence", [found.get("witness", found)])
    for item in evidence if isinstance(evidence, list) else ():
        if isinstance(item, dict) and isinstance(item.get("outcomes"), list):
            return item
    raise ItipError("there is no list of outcomes in it")


def rational(written: object) -> Fraction | None:
    """The number that is written as 1/4, 0.25 or 2.5e-1, exactly; None if it is not one."""
    match written:
        case bool():
            return None
        case int() | Fraction():
            return Fraction(written)
        case str() if len(written) <= _DIGITS and _NUMBER.fullmatch(written):
            return Fraction(written)
    return None


def _header(names: list[str], place: str) -> str:
    """The kind of weight that a column is for, where all columns have names, none twice."""
    for column, name in enumerate(names, 1):
        if not name:
            raise ItipError(f"{place}: column {column} has no name")
        if name in names[: column - 1]:
            raise ItipError(f"{place}: two columns have the name {quote(name)}")
    return _kind(names, place)


def _cells(header: list[str], cells: list[str], place: str) -> dict[str, str]:
    """The cells of a line by the names of their columns."""
    if len(cells) != len(header):
        raise ItipError(f"{place}: {len(cells)} cells, but the header has {len(header)}")
    found = dict(zip(header, cells, strict=True))
    for name, cell in found.items():
        if not cell:
            raise ItipError(f"{place}: there is no value of {clip(name)}")
    return found


def _value(cell: str) -> int | str:
    """An integer where the cell is one, else the cell as it is written."""
    return int(cell) if _INTEGER.fullmatch(cell) else cell


def _kind(names: Iterable[str], place: str) -> str:
    """Which of the names is that of the weights."""
    found = [name for name in names if name in _KINDS]
    if len(found) == 1:
        return found[0]
    if found:
        raise ItipError(f"{place}: there are both {found[0]} and {found[1]}")
    raise ItipError(f"{place}: there is no p, probability or count")


def _float(written: str) -> Fraction:
    number = rational(written)
    if number is None:
        raise ItipError(f"{clip(written)} is not a number that can be read")
    return number


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ItipError(f"{quote(twice)} stands twice in one object")
    return found
