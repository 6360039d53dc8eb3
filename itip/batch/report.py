"""What became of many statements, in numbers, and which of them need a look."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace

from itip.batch.outcome import Outcome, Status

_SLOWEST = 5


@dataclass(slots=True)
class Report:
    """Outcomes counted by status, of `total` statements; those not as expected; the slowest."""

    total: int
    counts: Counter[Status] = field(default_factory=Counter)
    recalled: int = 0
    slowest: list[Outcome] = field(default_factory=list)

    def add(self, outcome: Outcome) -> None:
        """Count an outcome."""
        self.counts[outcome.status] += 1
        self.recalled += outcome.recalled
        if len(self.slowest) < _SLOWEST or outcome.seconds > self.slowest[-1].seconds:
            self.slowest.append(replace(outcome, certificate=None))
            self.slowest.sort(key=lambda o: -o.seconds)
            del self.slowest[_SLOWEST:]

    @property
    def done(self) -> int:
        """How many outcomes there are."""
        return self.counts.total()
