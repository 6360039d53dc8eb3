"""Entries decided by a Dask cluster, in pieces of about a second."""

from __future__ import annotations

import logging
import time
from collections import deque
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING

from itip.batch import outcome, processes
from itip.batch.order import Order
from itip.batch.outcome import Outcome
from itip.batch.task import Task, tasks
from itip.batch.work import decide, itip_version
from itip.errors import BackendError
from itip.language.files import Entry

if TYPE_CHECKING:
    from distributed import Client, Future

_SECONDS = 1  # of work in one piece, so that what Dask itself takes does not count
_LONGEST = 3  # seconds after which a worker answers with what it has
_FIRST = 20  # small entries in a piece, before it is known how long they take
_MOST = 2000  # in any piece
_AHEAD = 2  # pieces for each thread of the cluster that are handed over at a time
_PATIENCE = 10  # seconds in which a scheduler must have answered, and a worker be there
_GRACE = 60  # seconds, and twice the time limit, without any answer until workers are restarted
_PAUSE = 1 / 50  # seconds between two looks at what workers have
_OVERDUE = "long after the time limit there was no answer"


@dataclass(frozen=True, slots=True)
class Piece:
    """Entries that a worker is given at a time.

    One at which workers died is run `apart`: a process of its own decides it, which may die in
    the worker's place. If workers die even so, it is run apart by single entries, while nothing
    else runs in the cluster.
    """

    tasks: tuple[Task, ...]
    apart: bool = False


def run(every: Sequence[Task], order: Order, address: str) -> Iterator[tuple[int, Outcome]]:
    """The outcome of each task, as they come.

    Dask gives the pieces of a worker that is lost to others. A piece at which too many workers
    were lost is run again with more care, until it is known which entry is to blame; that one is
    `unknown`.

    Raises:
        BackendError: Dask is not installed, no cluster answers, or its workers have another itip.

    """
    if order.cache:  # a relative one would be below wherever a worker was started
        order = replace(order, cache=str(Path(order.cache).absolute()))
    client = _connected(address)
    with _quiet(), closing(client):
        try:
            _await_worker(client, address)
            _compare_versions(client)
            yield from _decided(client, every, order, address)
        except OSError as error:
            raise BackendError(_lost(address)) from error


def answer(entries: Sequence[Entry], order: Order, version: str, *, apart: bool) -> list[Outcome]:
    """On a worker: the outcomes of the first entry and of those for which there is time."""
    if (here := itip_version()) != version:  # a worker that came after the others were asked
        from distributed import get_worker  # noqa: PLC0415  slow to import

        raise _other(get_worker().address, here, version)
    found: list[Outcome] = []
    start = time.monotonic()
    with closing(_outcomes(entries, order, apart=apart)) as outcomes:
        for one in outcomes:
            found.append(one)
            if time.monotonic() - start > _LONGEST:
                break
    return found


def _outcomes(entries: Sequence[Entry], order: Order, *, apart: bool) -> Generator[Outcome]:
    if not apart:
        yield from (decide(entry, order) for entry in entries)
        return
    yield from (found for _, found in processes.run(tasks(enumerate(entries)), order, 1))


def _connected(address: str) -> Client:
    try:
        from distributed import Client  # noqa: PLC0415  slow to import
        from distributed.comm import get_address_host_port  # noqa: PLC0415
    except ImportError as error:
        raise BackendError(
            f"Dask is missing ({error}); install it with: pip install 'itip[dask]'"
        ) from error
    try:
        get_address_host_port(address)  # of an address that is none, a client takes its time
        return Client(address, timeout=_PATIENCE, set_as_default=False)
    except (OSError, ValueError, TypeError) as error:
        raise BackendError(f"no Dask scheduler answers at {address}: {error}") from error


@contextmanager
def _quiet() -> Iterator[None]:
    """No log of the client's troubles: the errors here tell of them in a sentence."""
    log = logging.getLogger("distributed.client")
    level = log.level
    log.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        log.setLevel(level)


def _await_worker(client: Client, address: str) -> None:
    try:
        client.wait_for_workers(1, timeout=_PATIENCE)
    except TimeoutError as error:
        raise BackendError(f"the Dask cluster at {address} has no worker") from error


def _compare_versions(client: Client) -> None:
    here = itip_version()
    for worker, there in client.run(itip_version, on_error="return").items():
        if isinstance(there, OSError):  # it has gone meanwhile
            continue
        if isinstance(there, Exception):
            raise BackendError(f"the worker {worker} cannot run this itip: {there}") from there
        if there != here:
            raise _other(worker, there, here)


def _other(worker: str, there: str, here: str) -> BackendError:
    return BackendError(f"the worker {worker} has itip {there}, but this is {here}")


def _lost(address: str) -> str:
    return f"the connection to the Dask scheduler at {address} was lost"


def _decided(
    client: Client, every: Sequence[Task], order: Order, address: str
) -> Iterator[tuple[int, Outcome]]:
    waiting, again = deque(every), deque[Piece]()
    pieces: dict[Future, Piece] = {}
    done: SimpleQueue[Future] = SimpleQueue()
    size = _FIRST
    while waiting or again or pieces:
        room = _AHEAD * max(1, sum(client.nthreads().values()))
        while len(pieces) < room and (piece := _next(waiting, again, size, busy=bool(pieces))):
            future = _submit(client, piece, order)
            pieces[future] = piece
            future.add_done_callback(done.put)
        future = _heard(client, done, order, address)
        if future is None:
            yield from _freed(client, pieces, again)
        elif piece := pieces.pop(future, None):
            found = _answered(client, future, address)
            if isinstance(found, str):
                yield from _retried(piece, found, again)
                continue
            yield from ((task.index, o) for task, o in zip(piece.tasks, found, strict=False))
            size = _next_size(size, piece, found)
            _put_back(piece, len(found), waiting, again)


def _next(waiting: deque[Task], again: deque[Piece], size: int, *, busy: bool) -> Piece | None:
    """What is to be given out next, if anything may be now."""
    if again and len(again[0].tasks) > 1:
        return again.popleft()
    if waiting:
        return _piece(waiting, size)
    return again.popleft() if again and not busy else None


def _piece(waiting: deque[Task], size: int) -> Piece:
    """The next entry, if it may take long; else as many small ones as take about a second."""
    found = [waiting.popleft()]
    while waiting and not found[0].weight and len(found) < size:
        found.append(waiting.popleft())
    return Piece(tuple(found))


def _next_size(size: int, piece: Piece, found: list[Outcome]) -> int:
    if piece.apart or piece.tasks[0].weight:
        return size
    spent = sum(o.seconds for o in found)
    return max(1, min(_MOST, 2 * size, int(len(found) * _SECONDS / (spent or 1))))


def _put_back(piece: Piece, done: int, waiting: deque[Task], again: deque[Piece]) -> None:
    """Give out again what a worker had no time for."""
    left = piece.tasks[done:]
    if not piece.apart:
        waiting.extendleft(reversed(left))
    elif left:
        again.appendleft(replace(piece, tasks=left))


def _submit(client: Client, piece: Piece, order: Order) -> Future:
    entries = [task.entry for task in piece.tasks]
    return client.submit(answer, entries, order, itip_version(), apart=piece.apart, pure=False)


def _heard(client: Client, done: SimpleQueue[Future], order: Order, address: str) -> Future | None:
    """The next piece that is done; None if for too long there was none."""
    patience = order.limits.patience(_GRACE)
    while patience is None or patience > 0:
        pause = _GRACE if patience is None else min(patience, _GRACE)
        with suppress(Empty):
            return done.get(timeout=pause)
        _await_worker(client, address)
        patience = None if patience is None else patience - pause
    return None


def _answered(client: Client, future: Future, address: str) -> list[Outcome] | str:
    """The outcomes of a piece, or why there are none."""
    from distributed import CancelledError, KilledWorker  # noqa: PLC0415  slow to import

    try:
        found: list[Outcome] = future.result()
    except CancelledError as error:
        if client.status != "running":
            raise BackendError(_lost(address)) from error
        return "it was cancelled"
    except KilledWorker as error:
        return f"{error.allowed_failures + 1} workers died of it"
    except MemoryError:
        return "the worker's memory was too small"
    except OSError as error:
        if client.status != "running":
            raise BackendError(_lost(address)) from error
        return f"the worker failed: {error}"
    except BackendError:
        raise
    except Exception as error:
        reason = " ".join(str(error).split())
        raise BackendError(f"the cluster at {address} cannot run this itip: {reason}") from error
    return found


def _retried(piece: Piece, reason: str, again: deque[Piece]) -> Iterator[tuple[int, Outcome]]:
    """Give out again, with more care, a piece that failed; if there is no more, it is lost."""
    if not piece.apart:
        again.appendleft(replace(piece, apart=True))
    elif len(piece.tasks) > 1:
        again.extend(Piece((task,), apart=True) for task in piece.tasks)
    else:
        reason = f"the cluster failed at it: {reason}"
        yield from ((task.index, outcome.lost(task.entry, reason)) for task in piece.tasks)


def _freed(
    client: Client, pieces: dict[Future, Piece], again: deque[Piece]
) -> Iterator[tuple[int, Outcome]]:
    """Restart the workers that keep no time limit; their pieces are run again with more care."""
    blocked = _workers(client, pieces)
    client.cancel(list(pieces))
    until = time.monotonic() + _PATIENCE
    while _workers(client, pieces) and time.monotonic() < until:
        time.sleep(_PAUSE)  # else Dask gives these pieces to others, which block as well
    for piece in pieces.values():
        yield from _retried(piece, _OVERDUE, again)
    pieces.clear()
    with suppress(ValueError):  # a worker without a nanny, which nobody would start again
        client.restart_workers(blocked, raise_for_error=False)


def _workers(client: Client, pieces: dict[Future, Piece]) -> list[str]:
    """The workers that have some of the pieces."""
    keys = {future.key for future in pieces}
    return [worker for worker, there in client.processing().items() if keys.intersection(there)]
