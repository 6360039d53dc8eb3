"""A process that decides one entry after the other, as they come, until its parent is gone."""

from __future__ import annotations

import gc
import os
import sys
from multiprocessing.connection import Connection
from threading import Thread

from itip.batch.work import decide

_ALLOCATIONS = 100_000  # between two looks for cyclic garbage, of which a statement leaves little


def main(handle: int) -> None:
    """Answer what comes through a connection; standard input ends with the parent's life."""
    Thread(target=_die_with_parent, name="lifeline", daemon=True).start()
    connection = Connection(handle)
    order = connection.recv()
    gc.freeze()
    gc.set_threshold(_ALLOCATIONS)
    while True:
        try:
            entries = connection.recv()
        except EOFError:
            return
        for entry in entries:
            connection.send(decide(entry, order))


def _die_with_parent() -> None:
    sys.stdin.buffer.read()
    os._exit(0)
