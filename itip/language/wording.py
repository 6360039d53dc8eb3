"""How messages quote what the user wrote."""

from __future__ import annotations

from collections.abc import Iterable

_LONGEST = 40


def clip(spelled: str) -> str:
    """A spelling, cut to what a message can hold."""
    return spelled if len(spelled) <= _LONGEST else f"{spelled[: _LONGEST - 3]}..."


def quote(spelled: str) -> str:
    """A spelling in quotation marks, cut to what a message can hold."""
    return f"'{clip(spelled)}'"


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word that looks most like this one, or ""."""
    from difflib import get_close_matches  # noqa: PLC0415  # only an error pays for it

    return "".join(get_close_matches(word[:_LONGEST], known, n=1))
