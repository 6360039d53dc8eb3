"""Searches in turn."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from typing import TypeVar

T = TypeVar("T")


def in_turn(searches: Iterable[Iterator[T]]) -> Iterator[T]:
    """What the first steps of all searches find, then their second ones, and so on."""
    waiting = deque(searches)
    while waiting:
        one = waiting.popleft()
        for step in one:
            yield step
            waiting.append(one)
            break
