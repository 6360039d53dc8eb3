"""An entry in its place among many, and how long it may take."""

from __future__ import annotations

import re
from dataclasses import dataclass

from itip.language.files import Entry

_VARIABLE = re.compile(r"[A-Z][0-9]*(?:_[0-9]+)*'*(?![a-z(])|[^\W\d_]\w*(?![\w(])")
_WORDS = frozenset({"given", "expect", "and", "let"})
_SMALL = 6  # variables: up to here it is milliseconds
_SHORT = 2000  # characters


@dataclass(frozen=True, slots=True)
class Task:
    """An entry, the `index` of its outcome, its `weight`, and its `length`.

    The weight is guessed from the text alone: 0 for what is likely to take milliseconds; else the
    more, the longer it may take. The length is that of all that a process is sent for it.
    """

    index: int
    entry: Entry
    weight: int
    length: int


def task(index: int, entry: Entry) -> Task:
    """The task of an entry."""
    names = set(_VARIABLE.findall(entry.text)) - _WORDS
    small = len(entry.text) <= _SHORT and len(names) <= _SMALL
    length = sum(map(len, (entry.file, entry.label, entry.text, *entry.definitions)))
    return Task(index, entry, 0 if small else len(names), length)
