"""Pieces of a file of Coq: lists, numbers, sentences, comments."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from fractions import Fraction

_WIDTH = 99
_KEPT = "\xa0"  # a space at which no line ends


def listed(items: Iterable[object], between: str = " ") -> str:
    """A list: `[1; 2; 4]`."""
    return f"[{f';{between}'.join(map(str, items))}]"


def unbroken(text: str) -> str:
    """The text as a word of a sentence, which stands in one line."""
    return text.replace(" ", _KEPT)


def rational(number: Fraction) -> str:
    """A number as an argument: `2`, `(3#2)`, `(-1)`."""
    plain = str(number).replace("/", "#")
    return plain if plain.isdigit() else f"({plain})"


def sentence(text: str) -> str:
    """A sentence in lines of a readable length; those after the first are indented."""
    return _laid_out(text, "  ")


def comment(text: str) -> str:
    """A comment of this text, in which nothing ends it, and nothing begins another or a string."""
    plain = text.replace('"', "''")
    for mark in ("(*", "*)"):
        while mark in plain:
            plain = plain.replace(mark, f"{mark[0]} {mark[1]}")
    return _laid_out(f"(* {plain} *)", "   ")


def _laid_out(text: str, indent: str) -> str:
    return "\n".join(
        textwrap.fill(
            line,
            _WIDTH,
            initial_indent=indent * bool(number),
            subsequent_indent=2 * indent,
            break_long_words=False,
            break_on_hyphens=False,
        )
        for number, line in enumerate(text.splitlines())
    ).replace(_KEPT, " ")
