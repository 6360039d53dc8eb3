"""How a problem is to be decided."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Strategy = Literal["auto", "simplex", "interior", "lazy"]


@dataclass(frozen=True, slots=True)
class Method:
    """The solver, the strategy for large programs, and whether to reduce the problem first.

    The arguments of `itip.prove` with these names say what they may be.
    """

    solver: str = "auto"
    strategy: Strategy = "auto"
    reduce: bool = True
