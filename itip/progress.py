"""How far the work is, told on standard error while it lasts."""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress

    from itip.batch.outcome import Outcome

_PATIENCE = 1  # seconds in which nothing is shown
_PAUSE = 1 / 10  # seconds between two looks at the notes


class _Printed(list[str]):
    """Notes that are printed as they are added, each with the seconds since the start."""

    def __init__(self) -> None:
        super().__init__()
        self._start = time.perf_counter()

    def append(self, note: str) -> None:
        super().append(note)
        sys.stderr.write(f"{time.perf_counter() - self._start:8.2f} s  {note}\n")
        sys.stderr.flush()


@contextmanager
def told(*, verbose: bool, quiet: bool) -> Iterator[list[str]]:
    """A list for the notes of a search: all are printed, or a terminal shows the latest one."""
    notes = _Printed() if verbose else list[str]()
    if verbose or quiet or not sys.stderr.isatty():
        yield notes
        return
    over = Event()
    thread = Thread(target=_show, name="progress", args=(notes, over), daemon=True)
    thread.start()
    try:
        yield notes
    finally:
        over.set()
        thread.join()


def _show(notes: list[str], over: Event) -> None:
    """Keep one line with the latest note and the seconds, and take it away in the end."""
    start = time.perf_counter()
    if over.wait(_PATIENCE):
        return
    from rich.console import Console  # noqa: PLC0415  rich is for terminals only
    from rich.control import Control  # noqa: PLC0415
    from rich.segment import ControlType  # noqa: PLC0415

    console = Console(stderr=True, highlight=False, markup=False, emoji=False, soft_wrap=True)
    clear = Control(ControlType.CARRIAGE_RETURN, (ControlType.ERASE_IN_LINE, 2))
    while not (console.is_dumb_terminal or over.wait(_PAUSE)):
        shown = f"{time.perf_counter() - start:4.0f} s  {notes[-1] if notes else ''}"
        console.control(clear)
        console.print(shown[: console.width - 1].rstrip(), end="")  # a full line would wrap
    console.control(clear)


class Bar:
    """A bar of how many statements of `total` are done, on a terminal's standard error.

    It steps aside while something is printed.
    """

    def __init__(self, total: int, *, shown: bool) -> None:
        self._total = total
        self._counts: Counter[str] = Counter()
        self._bar: Progress | None = None
        self._aside = time.monotonic()  # since when the bar is not to be seen, if it is not
        if shown and sys.stderr.isatty():
            self._begin()

    def _begin(self) -> None:
        from rich.console import Console  # noqa: PLC0415  rich is for terminals only
        from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn  # noqa: PLC0415

        console = Console(stderr=True, highlight=False, markup=False, emoji=False)
        if console.is_dumb_terminal:
            return
        self._bar = Progress(
            BarColumn(20),
            TextColumn("{task.completed}/{task.total}  {task.description}", markup=False),
            TimeElapsedColumn(),
            console=console,
            transient=True,
            redirect_stdout=False,
            redirect_stderr=False,
        )
        self._bar.add_task("", total=self._total)
        self._bar.start()

    def watch(self, outcomes: Iterable[tuple[int, Outcome]]) -> Iterator[tuple[int, Outcome]]:
        """The outcomes, passed on and counted."""
        for index, outcome in outcomes:
            self._counts[outcome.status] += 1
            if self._bar:
                counts = ", ".join(f"{n} {status}" for status, n in self._counts.items())
                self._bar.update(self._bar.task_ids[0], advance=1, description=counts)
                if time.monotonic() - self._aside > _PAUSE:
                    self._bar.start()
            yield index, outcome

    def aside(self) -> None:
        """No bar for a moment, since something is to be printed."""
        if self._bar:
            self._bar.stop()
            self._aside = time.monotonic()

    def end(self) -> None:
        """No bar any more."""
        if self._bar:
            self._bar.stop()
            self._bar = None
