"""Entries decided by processes of this machine, each of which may die without harm to the rest."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing import Pipe
from multiprocessing.connection import Connection, wait

from itip.batch import outcome
from itip.batch.order import Order
from itip.batch.outcome import Outcome
from itip.batch.task import Task
from itip.errors import BackendError

_AHEAD = 4096  # characters of small entries sent ahead: what a pipe holds for sure, for if both
_MOST = 16  # sides waited for room in it, it would be for ever; each entry takes room besides
_FEW = 4  # entries that a worker still has when it is sent more, all in one message
_GRACE = 5  # seconds, and once more the time limit, until a process that keeps no limit is stopped
_OVERDUE = "it was stopped: long after the time limit there was no answer"
_CODE = "import sys; from itip.batch.worker import main; main(int(sys.argv[1]))"


@dataclass(slots=True)
class Worker:
    """A process, the entries that it has not answered yet, and since when it is at the first."""

    process: subprocess.Popen[bytes]
    connection: Connection
    tasks: deque[Task] = field(default_factory=deque)
    since: float = 0


def run(tasks: Sequence[Task], order: Order, jobs: int) -> Iterator[tuple[int, Outcome]]:
    """The outcome of each task, as they come; tasks are begun in their order.

    A process that dies, or that does not answer long after the time limit, costs the entry that
    it was at, and is replaced. However this ends, no process is left.
    """
    waiting = deque(tasks)
    workers: list[Worker] = []
    try:
        for _ in range(min(jobs, len(waiting))):
            _start(workers, order)
        while waiting or any(worker.tasks for worker in workers):
            for worker in workers:
                if len(worker.tasks) <= _FEW:
                    share = 1 + len(waiting) // (4 * len(workers))  # that none is idle in the end
                    _feed(worker, waiting, min(_MOST, share))
            yield from _answers(workers, waiting, order)
    finally:
        for worker in workers:
            _end(worker)


def _answers(
    workers: list[Worker], waiting: deque[Task], order: Order
) -> Iterator[tuple[int, Outcome]]:
    """The answers that are there, or the first to come; the dead are replaced."""
    busy = {worker.connection: worker for worker in workers if worker.tasks}
    patience = order.limits.patience(_GRACE)
    until = min((worker.since for worker in busy.values()), default=0) + (patience or 0)
    ready = wait(busy, None if patience is None else max(0, until - time.monotonic()))
    for worker in [worker for connection, worker in busy.items() if connection in ready]:
        try:
            answer = worker.connection.recv()
        except (EOFError, OSError):
            yield _buried(worker, workers, waiting, order)
            continue
        worker.since = time.monotonic()
        yield worker.tasks.popleft().index, answer
    if ready or patience is None:
        return
    for worker in list(busy.values()):
        if time.monotonic() - worker.since >= patience:
            yield _buried(worker, workers, waiting, order, overdue=True)


def _feed(worker: Worker, waiting: deque[Task], most: int) -> None:
    """Give a worker its next entry, and small ones ahead, so that it need not wait for them."""
    if not worker.tasks:
        worker.since = time.monotonic()
    ahead = sum(task.length for task in worker.tasks)
    small = not any(task.weight for task in worker.tasks)
    chosen: list[Task] = []
    while waiting and (small or not worker.tasks):
        task = waiting[0]
        ahead += task.length
        small = not task.weight
        room = small and ahead <= _AHEAD and len(worker.tasks) < most
        if worker.tasks and not room:
            break
        worker.tasks.append(waiting.popleft())
        chosen.append(task)
    if chosen:
        with suppress(OSError):  # it is dead: that is seen where its answers are awaited
            worker.connection.send([task.entry for task in chosen])


def _start(workers: list[Worker], order: Order) -> None:
    """Add a worker; BackendError if the system has no room for a process."""
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    try:  # what is blocked stays so in the child: Ctrl-C is for the parent alone
        worker = _worker()
        workers.append(worker)
    except OSError as error:
        raise BackendError(f"no process can be started: {error.strerror}") from error
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
    with suppress(OSError):  # it is dead: that is seen where its answers are awaited
        worker.connection.send(order)


def _worker() -> Worker:
    ours, theirs = Pipe()
    try:
        process = subprocess.Popen(  # noqa: S603  the interpreter that runs this
            [sys.executable, "-P", "-c", _CODE, str(theirs.fileno())],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            pass_fds=[theirs.fileno()],
            env={"OPENBLAS_NUM_THREADS": "1", **os.environ},
        )
    except OSError:
        ours.close()
        raise
    finally:
        theirs.close()
    return Worker(process, ours)


def _end(worker: Worker) -> int:
    """Stop a process and return its status."""
    worker.process.kill()
    worker.connection.close()
    if worker.process.stdin:
        worker.process.stdin.close()
    return worker.process.wait()


def _buried(
    worker: Worker,
    workers: list[Worker],
    waiting: deque[Task],
    order: Order,
    *,
    overdue: bool = False,
) -> tuple[int, Outcome]:
    """The outcome of the entry that a process died of; another one gets the others."""
    seconds = time.monotonic() - worker.since
    status = _end(worker)
    task, *others = worker.tasks
    waiting.extendleft(reversed(others))
    workers.remove(worker)
    if waiting:
        _start(workers, order)
    reason = _OVERDUE if overdue else _cause(status)
    return task.index, outcome.lost(task.entry, reason, seconds=seconds)


def _cause(status: int) -> str:
    if status >= 0:
        return f"the process that was at it ended by itself, with status {status}"
    names = {some.value: some.name for some in signal.Signals}
    name = names.get(-status, f"signal {-status}")
    memory = "; the memory may have been too small" if status == -signal.SIGKILL else ""
    return f"the process that was at it was killed by {name}{memory}"
