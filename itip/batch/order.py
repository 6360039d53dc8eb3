"""How statements are to be decided, and within which limits."""

from __future__ import annotations

from dataclasses import dataclass

from itip.prover.method import SEARCH, Search


@dataclass(frozen=True, slots=True)
class Limits:
    """What one statement may take: seconds, and megabytes of its process; None is without end.

    `search` is what is sought beyond Shannon's inequalities.
    """

    seconds: float | None = None
    megabytes: float | None = None
    search: Search = SEARCH

    def patience(self, grace: float) -> float | None:
        """Seconds after which what keeps no limit is stopped: twice the limit, and some more."""
        return None if self.seconds is None else 2 * self.seconds + grace


@dataclass(frozen=True, slots=True)
class Order:
    """How statements are to be decided: within which limits, and what to keep.

    `cache` is a directory, "" for none; with `resume` what the same limits cut short in an
    earlier run is not tried again. `certificates` are for the outcomes.
    """

    limits: Limits
    cache: str = ""
    resume: bool = False
    certificates: bool = False
