"""How a problem is to be decided."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Strategy = Literal["auto", "simplex", "interior", "lazy"]


SEARCH = 5
"""Seconds for which random variables are sought where there is no time limit for them."""


@dataclass(frozen=True, slots=True)
class Method:
    """The solver, the strategy for large programs, and whether to reduce the problem first.

    The arguments of `itip.prove` with these names say what they may be. `search` is for how many
    seconds random variables that violate the statement are sought, if it has no proof.
    """

    solver: str = "auto"
    strategy: Strategy = "auto"
    reduce: bool = True
    search: float = SEARCH


def searching(time_limit: float | None, *, witness: bool = True) -> float:
    """For how many seconds random variables are sought: until a time limit that is given."""
    if not witness:
        return 0
    return SEARCH if time_limit is None else time_limit
