"""Lines, sums and grids laid out to a width: plain for a pipe, by rich for a terminal."""

from __future__ import annotations

import os
import re
import shutil
import sys
import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.text import Text

_PIPE_WIDTH = 80
_REASON = 36  # columns of a reason that come before those of its summand
_SIGN = re.compile(r"(?<![^ ])(-|\+|=|<=|>=|->|[0-9]+(?:/[0-9]+)?(?= [A-Za-z(])) ")
_GLUE = "\0"  # a space at which no line ends

Style = Literal["", "bold", "dim", "green", "red", "yellow", "cyan"]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of styled pieces; it is wrapped to the width, later lines indented by `hang`."""

    pieces: tuple[tuple[str, Style], ...]
    hang: int = 0

    @property
    def text(self) -> str:
        """The line without its styles."""
        return "".join(text for text, _ in self.pieces)


@dataclass(frozen=True, slots=True)
class Summands:
    """A sum, `head` = the summands, one a line, each with its reason in a second column."""

    head: str
    summands: tuple[tuple[str, str, Style], ...]


@dataclass(frozen=True, slots=True)
class Steps:
    """A chain `start sign text sign text ...`, one sign a line, each with its reason beside it."""

    start: str
    rows: tuple[tuple[str, str, str, Style], ...]


@dataclass(frozen=True, slots=True)
class Equations:
    """Equations, one a line, each with its reason in a second column."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """Labelled values in as many columns as the width has room for."""

    title: str
    entries: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells under their headings; numbers stand right, the last column may be wrapped."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Verbatim:
    """Lines that are shown as they are."""

    lines: tuple[str, ...]


Block = Line | Summands | Steps | Equations | Grid | Table | Verbatim


def line(*pieces: str | tuple[str, Style], hang: int = 0) -> Line:
    """A line of pieces, those without a style plain."""
    return Line(tuple((p, "") if isinstance(p, str) else p for p in pieces), hang)


def show(blocks: Iterable[Block]) -> None:
    """Print for a terminal with colours and boxes, for a pipe without."""
    if not (sys.stdout.isatty() or os.environ.get("FORCE_COLOR")):
        sys.stdout.write(plain(blocks))
        return
    from rich.console import Console  # noqa: PLC0415  rich is for terminals only

    width = shutil.get_terminal_size((_PIPE_WIDTH, 24)).columns
    console = Console(
        width=width,
        highlight=False,
        markup=False,
        emoji=False,
        color_system=None if os.environ.get("NO_COLOR") else "auto",
    )
    try:
        for renderable in rich(blocks, width):
            console.print(renderable, soft_wrap=False)
    except SystemExit:  # so rich answers a broken pipe
        raise BrokenPipeError from None


def plain(blocks: Iterable[Block], width: int = _PIPE_WIDTH) -> str:
    """The blocks as text without colours or boxes, within the width where words allow it."""
    return "\n".join(row for block in blocks for row in _plain(block, width)) + "\n"


def _plain(block: Block, width: int) -> list[str]:
    match block:
        case Line(hang=hang):
            return _wrapped(block.text, width, hang)
        case Summands() | Steps() | Equations():
            return _derivation(block, width)
        case Grid(title, entries):
            return [
                *_wrapped(title, width, 2),
                *(f"  {row}" for row in _columns(entries, width - 2)),
            ]
        case Table(heads, rows):
            return _table(heads, rows, width)
        case Verbatim(lines):
            return list(lines)


def _wrapped(text: str, width: int, hang: int) -> list[str]:
    """The text in lines, which end before a sign and not after it or after a coefficient."""
    most = width // 2  # of what follows; with more a line might be too long

    def tied(sign: re.Match[str]) -> str:
        follows = text[sign.end() :].partition(" ")[0]
        return f"{sign[1]}{_GLUE if len(follows) <= most else ' '}"

    rows = textwrap.wrap(
        _SIGN.sub(tied, text),
        width,
        subsequent_indent=" " * hang,
        break_long_words=False,
        break_on_hyphens=False,
        drop_whitespace=True,
    )
    return [row.replace(_GLUE, " ") for row in rows] or [""]


def _derivation(block: Summands | Steps | Equations, width: int) -> list[str]:
    match block:
        case Summands(head, summands):
            first, *others = ((text, reason) for text, reason, _ in summands)
            start = f"    = {first[0].removeprefix('+ ').ljust(len(first[0]))}", first[1]
            rows = [start, *((f"      {text}", reason) for text, reason in others)]
        case Steps(head, steps):
            wide = max(len(sign) for sign, *_ in steps)
            rows = [(f"    {sign.rjust(wide)} {text}", reason) for sign, text, reason, _ in steps]
        case Equations(equations):
            return _reasoned([(f"    {text}", reason) for text, reason in equations], width)
    return [*_wrapped(f"  {head}", width, 6), *_reasoned(rows, width)]


def _reasoned(rows: list[tuple[str, str]], width: int) -> list[str]:
    """Texts in one column and their reasons in another, or below where a text is too long."""
    room = max(len(text) for text, _ in rows)
    reasons = max(len(reason) for _, reason in rows)
    start = min(room, width - 3 - max(15, min(reasons, _REASON))) + 3
    found = []
    for text, reason in rows:
        shown = text.rstrip()
        if len(shown) > start - 2:
            found += _wrapped(shown, width, 10)
            column = max(10, min(start, width - len(reason)))
            shown = ""
        else:
            column = start
        found += _wrapped(f"{shown.ljust(column)}{reason}", width, column + 6)
    return found


def _columns(entries: tuple[tuple[str, str], ...], width: int) -> list[str]:
    if not entries:
        return []
    labels = max(len(label) for label, _ in entries)
    values = max(len(value) for _, value in entries)
    cell = labels + 2 + values
    count = max(1, (width + 4) // (cell + 4))
    cells = [f"{label.ljust(labels)}  {value.rjust(values)}" for label, value in entries]
    rows = [cells[i : i + count] for i in range(0, len(cells), count)]
    return ["    ".join(row).rstrip() for row in rows]


def _table(heads: tuple[str, ...], rows: tuple[tuple[str, ...], ...], width: int) -> list[str]:
    widths = [max(map(len, column)) for column in zip(heads, *rows, strict=True)]
    numeric = _numeric(rows)
    found = []
    for row in (heads, *rows):
        *cells, last = (
            cell.rjust(w) if right else cell.ljust(w)
            for cell, w, right in zip(row, widths, numeric, strict=True)
        )
        start = "".join(f"{cell}  " for cell in cells)
        found += _wrapped(f"{start}{last}".rstrip(), width, len(start))
    return found


def _numeric(rows: tuple[tuple[str, ...], ...]) -> list[bool]:
    """Of each column, whether it has numbers only."""
    columns = zip(*rows, strict=True)
    return [all(cell.lstrip("-")[:1].isdigit() for cell in column) for column in columns]


def rich(blocks: Iterable[Block], width: int) -> Iterator[RenderableType]:
    """The blocks for a terminal: styles, and a box around each grid."""
    from rich.box import ROUNDED  # noqa: PLC0415  rich is for terminals only
    from rich.panel import Panel  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    for block in blocks:
        match block:
            case Line():
                yield _styled(block, width)
            case Summands(_, rows) | Steps(_, rows):
                text = Text("\n".join(_plain(block, width)))
                for *_, reason, style in rows:
                    if style:
                        text.highlight_regex(r"\s+".join(map(re.escape, reason.split())), style)
                yield text
            case Equations():
                yield Text("\n".join(_plain(block, width)))
            case Grid(title, entries):
                body = Text("\n".join(_columns(entries, width - 4)))
                yield Panel(body, title=Text(title), title_align="left", box=ROUNDED, expand=False)
            case Table(heads, rows):
                yield _boxed(heads, rows)
            case Verbatim(lines):
                yield Text("\n".join(lines), no_wrap=True, overflow="ignore")


def _boxed(heads: tuple[str, ...], rows: tuple[tuple[str, ...], ...]) -> RenderableType:
    from rich.box import ROUNDED  # noqa: PLC0415  rich is for terminals only
    from rich.table import Table as Boxed  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    table = Boxed(box=ROUNDED)
    for head, numeric in zip(heads, _numeric(rows), strict=True):
        table.add_column(Text(head), justify="right" if numeric else "left", overflow="fold")
    for row in rows:
        table.add_row(*map(Text, row))
    return table


def _styled(block: Line, width: int) -> Text:
    """The wrapped line with its styles: each wrapped row is a stretch of the whole line."""
    from rich.text import Text  # noqa: PLC0415  rich is for terminals only

    whole = Text.assemble(*block.pieces)
    result, start = Text(), 0
    for row in _wrapped(block.text, width, block.hang):
        content = row.lstrip()
        start = block.text.index(content, start)
        indent = "\n" * bool(result) + " " * (len(row) - len(content))
        result.append(indent).append_text(whole[start : start + len(content)])
        start += len(content)
    return result
