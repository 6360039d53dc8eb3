"""What can go wrong: bad input, a broken backend, a limit; never a mathematical outcome."""

from __future__ import annotations

from dataclasses import dataclass

_WIDTH = 72  # columns of a quoted source line, so that a long one still fits a terminal


class ItipError(Exception):
    """The root of every error that itip raises on purpose."""


@dataclass(eq=False)
class ParseError(ItipError):
    """Text that is not in the language; it knows the place and draws its own caret.

    `source` is the whole text, `start` and `end` the offending characters in it, `name` what the
    user calls the text ("statement", "--given 2", a file), `hint` a likely repair or "", `first`
    the number of the source's first line, where it is a part of a file.
    """

    message: str
    source: str
    start: int
    end: int
    name: str = "statement"
    hint: str = ""
    first: int = 1

    @property
    def line(self) -> int:
        """The line of the place."""
        return self.source.count("\n", 0, self.start) + self.first

    @property
    def column(self) -> int:
        """The column of the place, from 1."""
        return self.start - self.source.rfind("\n", 0, self.start)

    def __str__(self) -> str:
        """Message, place, the line with a caret under the place, and the likely repair."""
        head = f"{self.message}\n  {self.name}, line {self.line}, column {self.column}:"
        tail = f"\n  {self.hint}" if self.hint else ""
        return f"{head}\n{self.excerpt}{tail}"

    @property
    def excerpt(self) -> str:
        """The line with a caret under the place."""
        left = self.source.rfind("\n", 0, self.start) + 1
        right = self.source.find("\n", self.start)
        line = self.source[left : right if right >= 0 else len(self.source)]
        at = self.start - left
        carets = max(1, min(self.end - self.start, len(line) - at))
        first = 0 if len(line) <= _WIDTH else max(0, min(at - _WIDTH // 2, len(line) - _WIDTH))
        shown = "".join(map(_printable, line[first : first + _WIDTH]))
        before = "..." if first else ""
        after = "..." if first + _WIDTH < len(line) else ""
        pad = " " * (4 + len(before) + at - first)
        return f"    {before}{shown}{after}\n{pad}{'^' * min(carets, _WIDTH - (at - first))}"


def _printable(letter: str) -> str:
    """A character of one column that cannot disturb a terminal."""
    return letter if letter.isprintable() else " " if letter.isspace() else "\ufffd"


class BackendError(ItipError):
    """A solver that is missing, or that broke; the sentence says which and what to do."""


class LimitReached(ItipError):
    """A limit of time or size came first; the sentence says which, and what would help."""
