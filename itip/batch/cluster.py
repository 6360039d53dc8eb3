"""Entries decided by a Dask cluster, in pieces of about a second."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from itip.batch import outcome
from itip.batch.outcome import Outcome
from itip.batch.task import Task
from itip.batch.work import Order, decide_all, itip_version
from itip.errors import BackendError

if TYPE_CHECKING:
    from distributed import Client, Future

_SECONDS = 1  # of work in one piece, so that what Dask itself takes does not count
_FIRST = 20  # small entries in a piece, before it is known how long they take
_MOST = 2000  # in any piece
_AHEAD = 2  # pieces for each thread of the cluster that are handed over at a time
_PATIENCE = 10  # seconds in which a scheduler must have answered

Piece = tuple[Task, ...]


def run(tasks: Sequence[Task], order: Order, address: str) -> Iterator[tuple[int, Outcome]]:
    """The outcome of each task, as they come.

    Dask gives the pieces of a worker that is lost to others. A piece at which too many workers
    were lost is given out again by single entries; of these, one that does the same is `unknown`.

    Raises:
        BackendError: Dask is not installed, no cluster answers, or its workers have another itip.

    """
    from distributed import as_completed  # noqa: PLC0415  slow to import

    client = _connected(address)
    try:
        _compare_versions(client, address)
        waiting, split = deque(tasks), deque[Piece]()
        pieces: dict[Future, Piece] = {}
        done = as_completed()
        size = _FIRST
        while waiting or split or pieces:
            while (waiting or split) and len(pieces) < _AHEAD * _threads(client):
                piece = split.popleft() if split else _piece(waiting, size)
                entries = [task.entry for task in piece]
                future = client.submit(decide_all, entries, order, pure=False)
                pieces[future] = piece
                done.add(future)
            future = next(done)
            piece = pieces.pop(future)
            if future.status == "finished":
                found = future.result()
                size = _next_size(size, piece, found)
                yield from ((task.index, o) for task, o in zip(piece, found, strict=True))
            elif len(piece) > 1:
                split.extend((task,) for task in piece)
            else:
                reason = f"the cluster failed at it: {_failure(future)}"
                yield piece[0].index, outcome.lost(piece[0].entry, reason)
    finally:
        client.close()


def _connected(address: str) -> Client:
    from distributed import Client  # noqa: PLC0415  slow to import

    try:
        return Client(address, timeout=_PATIENCE, set_as_default=False)
    except (OSError, ValueError) as error:
        raise BackendError(f"no Dask scheduler answers at {address}: {error}") from error


def _compare_versions(client: Client, address: str) -> None:
    try:
        found = client.run(itip_version)
    except ImportError as error:
        raise BackendError(f"the workers of {address} have no itip: {error}") from error
    here = itip_version()
    for worker, there in found.items():
        if there != here:
            raise BackendError(f"the worker {worker} has itip {there}, but this is {here}")


def _threads(client: Client) -> int:
    threads: dict[str, int] = client.nthreads()
    return max(1, sum(threads.values()))


def _piece(waiting: deque[Task], size: int) -> Piece:
    """The next entry, if it may take long; else as many small ones as take about a second."""
    first = waiting.popleft()
    found = [first]
    while waiting and not first.weight and len(found) < size:
        found.append(waiting.popleft())
    return tuple(found)


def _next_size(size: int, piece: Piece, found: list[Outcome]) -> int:
    if piece[0].weight:
        return size
    spent = sum(o.seconds for o in found)
    return max(1, min(_MOST, 2 * size, int(len(piece) * _SECONDS / (spent or 1))))


def _failure(future: Future) -> str:
    if future.status != "error":
        return str(future.status)
    error = future.exception()
    return f"{type(error).__name__}: {error}"
