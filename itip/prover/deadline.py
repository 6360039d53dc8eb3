"""The time that a search may take."""

from __future__ import annotations

import time
from dataclasses import dataclass

from itip.errors import LimitReached


@dataclass(frozen=True, slots=True)
class Deadline:
    """The moment, on the monotonic clock, after which a search gives up; None is never."""

    moment: float | None = None

    @classmethod
    def after(cls, seconds: float | None) -> Deadline:
        """A deadline this many seconds from now."""
        return cls(None if seconds is None else time.monotonic() + seconds)

    def left(self) -> float | None:
        """Seconds left, None where there is no limit; LimitReached where there are none."""
        if self.moment is None:
            return None
        left = self.moment - time.monotonic()
        if left <= 0:
            raise LimitReached("the time limit came before an answer; a longer one may help")
        return left
