"""An entry in its place among many, and how long it may take."""

from __future__ import annotations

import pickle
import re
from collections.abc import Iterable
from dataclasses import dataclass

from itip.language.ast import Definition
from itip.language.files import Entry

_VARIABLE = re.compile(r"[A-Z][0-9]*(?:_[0-9]+)*'*(?![a-z(])|[^\W\d_]\w*(?![\w(])")
_COMMENT = re.compile(r"#.*")
_WORDS = frozenset({"given", "and", "copy", "over"})
_SMALL = 6  # variables: up to here it is milliseconds
_SHORT = 2000  # characters


@dataclass(frozen=True, slots=True)
class Task:
    """An entry, the `index` of its outcome, its `weight`, and its `length`.

    The weight is guessed from the text alone: 0 for what is likely to take milliseconds; else the
    more, the longer it may take. The length is that of what a process is sent for it, about.
    """

    index: int
    entry: Entry
    weight: int
    length: int


def tasks(entries: Iterable[tuple[int, Entry]]) -> list[Task]:
    """The tasks of entries with their indexes."""
    found: list[Task] = []
    definitions: tuple[Definition, ...] = ()
    size = 0
    for index, entry in entries:
        if entry.definitions is not definitions:  # most entries of a file have the same ones
            definitions = entry.definitions
            size = len(pickle.dumps(definitions))
        length = sum(map(len, (entry.file, entry.label, entry.text))) + size
        found.append(Task(index, entry, _weight(entry), length))
    return found


def _weight(entry: Entry) -> int:
    code = _COMMENT.sub("", entry.text).partition("expect")[0]
    names = set(_VARIABLE.findall(code)) - _WORDS
    small = len(code) <= _SHORT and len(names) <= _SMALL
    return 0 if small else len(names)
