"""From the words of a statement to lines of limited width, broken where it costs least."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

WIDTH = 99
STEP = 4  # columns of indentation

COMMA = RELATION = 10  # what the break of a line costs before a word, where one can be
PLUS = 25
MINUS = 30
DEEP = 10  # more, in parentheses
LABEL = 200
NAME = 300  # inside a measure
INSIDE = 1000  # more, where whole constraints could be parted
_HIDDEN = 20  # more, where a sign of relation stands within the line that ends so
_CHAINED = 15  # for each sign of relation within one line of a chain that takes several
_COLUMN = 100_000  # each column beyond the width


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment with its mark; `trailing` says that code stands before it in its line."""

    text: str
    trailing: bool


@dataclass(frozen=True, slots=True)
class Word:
    """What is not broken: `gap` parts it from the word before it, where no line ends.

    `price` is what the end of a line before it costs, 0 if there can be none; where comments
    follow, the line ends. `relates` says that it is, or begins with, a sign of relation.
    """

    text: str
    gap: str = " "
    price: int = 0
    relates: bool = False
    comments: tuple[Comment, ...] = ()


def lines(words: Sequence[Word], indent: int, more: int) -> list[str]:
    """The lines of some words, the first with one indentation, those below with another."""
    found: list[str] = []
    start = 0
    for end in _ends(words, WIDTH - indent, WIDTH - more):
        line = _line(words[start:end])
        comments = words[end - 1].comments
        if comments and comments[0].trailing:
            line = f"{line}  {comments[0].text}"
            comments = comments[1:]
        found.append(" " * indent + line)
        below = more if end < len(words) else STEP
        found += (" " * below + comment.text for comment in comments)
        start, indent = end, more
    return found


def _line(words: Sequence[Word]) -> str:
    return "".join(word.gap + word.text for word in words)[len(words[0].gap) :]


def _ends(words: Sequence[Word], first: int, room: int) -> list[int]:
    """Behind which words lines end, so that the cost of all is least, and the first are long."""
    if not any(word.comments for word in words) and len(_line(words)) <= first:
        return [len(words)]
    costs = [0] * (len(words) + 1)
    ends = [0] * len(words)
    chained = _CHAINED if sum(word.relates for word in words) > 1 else 0
    for start in range(len(words) - 1, -1, -1):
        best = -1
        for end, cost in _choices(words, start, room if start else first, chained):
            total = cost + costs[end]
            if best < 0 or total <= best:
                best, ends[start] = total, end
        costs[start] = best
    found: list[int] = []
    while not found or found[-1] < len(words):
        found.append(ends[found[-1] if found else 0])
    return found


def _choices(
    words: Sequence[Word], start: int, room: int, chained: int
) -> Iterator[tuple[int, int]]:
    """Where a line that begins with a word can end, and what that costs."""
    length = -len(words[start].gap)
    hidden, end = 0, start
    while True:
        word, end = words[end], end + 1
        length += len(word.gap) + len(word.text)
        hidden += word.relates and end > start + 1
        last = end == len(words)
        ended = last or bool(word.comments)
        if not ended and not words[end].price:
            continue
        cost = max(0, length - room) * _COLUMN
        if not ended:
            price = words[end].price
            cost += price + (_HIDDEN if hidden and price > RELATION else 0)
        yield end, cost + (0 if last and not start else hidden * chained)
        if ended or length > room:
            return
