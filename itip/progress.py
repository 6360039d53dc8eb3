"""What a search is doing, told on standard error while it lasts."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

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
