"""The time and memory that a search may take, and what it has to tell of its progress."""

from __future__ import annotations

import resource
import sys
import time
from dataclasses import dataclass, field, replace
from pathlib import Path

from itip.errors import LimitReached

_STATM = Path("/proc/self/statm")
_MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Effort:
    """Limits of a search, None where there is none, and the notes it makes as it goes.

    `moment` is on the monotonic clock, `bytes` counts the process's resident memory. `notes` is
    the one list to which a search adds; others only read it.
    """

    moment: float | None = None
    bytes: int | None = None
    notes: list[str] = field(default_factory=list)

    @classmethod
    def within(
        cls, seconds: float | None, megabytes: float | None, notes: list[str] | None = None
    ) -> Effort:
        """An effort of at most this many seconds from now, and of so much memory."""
        moment = None if seconds is None else time.monotonic() + seconds
        memory = None if megabytes is None else int(megabytes * _MEGABYTE)
        return cls(moment, memory, [] if notes is None else notes)

    def left(self) -> float | None:
        """Seconds left, None where there is no limit; LimitReached where a limit has come."""
        if self.bytes is not None and _resident() > self.bytes:
            raise LimitReached(
                f"the memory limit of {self.bytes / _MEGABYTE:g} MB came before an answer; "
                "a larger one may help"
            )
        if self.moment is None:
            return None
        left = self.moment - time.monotonic()
        if left <= 0:
            raise LimitReached("the time limit came before an answer; a longer one may help")
        return left

    def at_most(self, seconds: float) -> Effort:
        """The same effort, but ending after so many seconds from now if it did not before."""
        moment = time.monotonic() + seconds
        return replace(self, moment=moment if self.moment is None else min(self.moment, moment))

    def lasts(self) -> bool:
        """Whether no limit has come."""
        try:
            self.left()
        except LimitReached:
            return False
        return True

    def note(self, text: str) -> None:
        """Tell of a step, in a line."""
        self.notes.append(text)


def _resident() -> int:
    """Bytes of this process in memory: now, or, where the system does not say, at their most."""
    try:
        return int(_STATM.read_text().split()[1]) * resource.getpagesize()
    except OSError:
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return most if sys.platform == "darwin" else most * 1024
