"""Chains and sums of formulas as displays of amsmath that fit the width of a page.

Legend: a display has a column for what a chain starts with, one for what follows its signs, and,
if there is room, one for the reasons; otherwise letters over the signs refer to reasons below.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from itip.render.latex.formulas import Piece, closed, joined, lines

NONE = Piece("", 0)

_PAGE = 33_500  # of an article at 10 points, a little less than its 34.5 em
_START = 8_000  # a wider start has lines of its own
_GAP = 2_000  # before the reasons
_SIGN = 1_900  # a relation, with a letter over it
_INDENT = 2_000
_NARROW = 9_000  # there is no room for reasons beside less than this
_LETTERS = 26
_ROWS = 20  # more may be parted by the end of a page


@dataclass(frozen=True, slots=True)
class Row:
    """A sign, the terms after it, and a reason in words; `within` a sum it is indented."""

    sign: str
    terms: Sequence[Piece]
    reason: Piece = NONE
    within: bool = False


def display(start: Sequence[Piece], rows: Sequence[Row]) -> Iterator[str]:
    """A display that ends a sentence, in lines; then the reasons, if it has no room for them."""
    rows = [*rows[:-1], replace(rows[-1], terms=closed(rows[-1].terms, "."))]
    whole = joined(start).width
    left = whole if whole <= _START else 0
    room = _PAGE - left - _SIGN - (_INDENT if start and not left else 0)
    beside = room - _GAP - max(row.reason.width for row in rows)
    texts = [row.terms for row in rows] + [start] * bool(start and not left)
    fits = beside >= _NARROW and all(_count(t, beside) <= max(2, _count(t, room)) for t in texts)
    marks = [""] * len(rows) if fits else list(_marks(rows))
    found = list(_rows(start, rows, marks, beside if fits else room, left=left))
    many = len(found) > _ROWS
    yield from [r"\begingroup\allowdisplaybreaks"] * many
    yield r"\begin{align*}"
    yield from (f"{line} \\\\" for line in found[:-1])
    yield found[-1]
    yield r"\end{align*}"
    yield from [r"\endgroup"] * many
    if reasons := [f"({m}) {row.reason.tex}" for m, row in zip(marks, rows, strict=True) if m]:
        yield rf"\noindent Here {'; '.join(reasons)}."


def _count(terms: Sequence[Piece], room: int) -> int:
    return len(lines(terms, room, room - _INDENT))


def _marks(rows: Sequence[Row]) -> Iterator[str]:
    """A letter for each row that has a reason; numbers where letters are too few."""
    reasons = sum(bool(row.reason.tex) for row in rows)
    number = 0
    for row in rows:
        if row.reason.tex:
            number += 1
            yield chr(96 + number) if reasons <= _LETTERS else str(number)
        else:
            yield ""


def _rows(
    start: Sequence[Piece], rows: Sequence[Row], marks: Sequence[str], room: int, *, left: int
) -> Iterator[str]:
    indent = ""
    before = f"{joined(start).tex} " if start else ""
    if start and not left:
        first, *others = lines(start, room + _SIGN + _INDENT, room + _SIGN - _INDENT)
        yield f"& {first.tex}"
        yield from (rf"& \qquad\qquad {line.tex}" for line in others)
        before, indent = "", r"\quad "
    for row, mark in zip(rows, marks, strict=True):
        first, *others = lines(row.terms, room, room - _INDENT)
        sign = rf"\overset{{({mark})}}{{{row.sign}}}" if mark else row.sign
        sign = rf"\quad{{}}{sign}" if row.within else sign
        reason = "" if mark or not row.reason.tex else rf" && \text{{[{row.reason.tex}]}}"
        yield f"{before}& {indent}{sign} {first.tex}{reason}"
        yield from (rf"& {indent}\qquad {line.tex}" for line in others)
        before = ""
