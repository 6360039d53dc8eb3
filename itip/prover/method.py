"""How a problem is to be decided."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

Strategy = Literal["auto", "simplex", "interior", "lazy"]

SECONDS = 10
"""For which proofs by copies and random variables are sought where there is no time limit."""

COPIES = 6
"""The most copies that the steps of a proof may name, where nothing is said."""


@dataclass(frozen=True, slots=True)
class Search:
    """What is sought for what Shannon's inequalities do not prove, and for how many seconds.

    `witness`: random variables that violate it. `copies`: a proof that names at most so many
    copies. With `linear`, neither, but a proof for linear random variables. With no seconds,
    nothing is sought, and no copies are tried that a statement names.
    """

    seconds: float = SECONDS
    witness: bool = True
    copies: int = COPIES
    linear: bool = False


SEARCH = Search()
SHANNON_ONLY = Search(seconds=0, witness=False, copies=0)


@dataclass(frozen=True, slots=True)
class Method:
    """The solver, the strategy for large programs, whether to reduce the problem, and the search.

    The first three are arguments of `itip.prove`, which says what they may be.
    """

    solver: str = "auto"
    strategy: Strategy = "auto"
    reduce: bool = True
    search: Search = SEARCH


def expecting(search: Search, verdict: str | None) -> Search:
    """The search where this verdict is expected: `linear` asks for such a proof."""
    return replace(search, linear=True) if verdict == "linear" else search


def searching(
    time_limit: float | None,
    *,
    witness: bool = True,
    max_copies: int = COPIES,
    shannon_only: bool = False,
    linear: bool = False,
) -> Search:
    """What is sought, and for how long: until a time limit that is given."""
    if shannon_only:
        return SHANNON_ONLY
    seconds = SECONDS if time_limit is None else time_limit
    return Search(seconds, witness, max_copies, linear)
