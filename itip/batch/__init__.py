"""Many statements decided: read from files, spread over processes or a cluster, told in order."""

from __future__ import annotations

import os
import sys
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import closing
from fnmatch import fnmatchcase
from pathlib import Path

from itip.batch import cluster, outcome, processes
from itip.batch.cache import Limits
from itip.batch.outcome import Outcome
from itip.batch.task import task
from itip.batch.work import Order
from itip.errors import ItipError
from itip.language.files import Entry, decode, entries, printable, walk

Item = Entry | Outcome  # what is to be decided, and what cannot be read


def check(  # noqa: PLR0913  what a caller may choose, by name
    paths: Sequence[str | os.PathLike[str]],
    *,
    only: str = "*",
    jobs: int | None = None,
    scheduler: str | None = None,
    time_limit: float | None = None,
    memory_limit: float | None = None,
    cache: str | os.PathLike[str] | None = None,
    resume: bool = False,
    certificates: bool = False,
) -> Iterator[Outcome]:
    """Decide all statements of files; the outcomes come in the order of the statements.

    Args:
        paths: files, and directories, in which all *.itip are read.
        only: a pattern, as of file names, for the labels of those that are to be decided.
        jobs: how many processes share the work; by default one for each processor.
        scheduler: the address of a Dask scheduler whose cluster is to do the work instead.
        time_limit: seconds for one statement, after which it is `unknown`.
        memory_limit: megabytes of a process beyond which the statement that it is at is `unknown`.
        cache: a directory in which evidence is kept, and looked for before it is searched.
        resume: not to try again what these limits cut short when the cache was written.
        certificates: whether outcomes hold the evidence.

    Raises:
        ItipError: for a directory without such a file, or a cluster that cannot be reached.

    """
    items = [item for item in read([os.fspath(path) for path in paths]) if matches(item, only)]
    order = Order(Limits(time_limit, memory_limit), os.fspath(cache or ""), resume, certificates)
    with closing(decided(items, order, jobs=jobs, scheduler=scheduler)) as outcomes:
        yield from in_order(outcomes)


def read(paths: Iterable[str]) -> Iterator[Item]:
    """The entries of files, and what in them cannot be read; - is standard input."""
    for path in walk(paths):
        name = "stdin" if path == "-" else printable(path)
        try:
            text = decode(_bytes(path))
        except (OSError, ItipError) as error:
            reason = error.strerror if isinstance(error, OSError) else str(error)
            yield Outcome("unreadable", name, "", message=str(reason), file=name)
            continue
        for found in entries(text, name):
            if isinstance(found, Entry):
                yield found
            else:
                yield outcome.unreadable(found, found.error)


def _bytes(path: str) -> bytes:
    if path != "-":
        return Path(path).read_bytes()
    if sys.stdin is None:
        raise ItipError("standard input is closed")
    return sys.stdin.buffer.read()


def matches(item: Item, only: str) -> bool:
    """Whether the label of an item, or its name without one, matches a pattern."""
    return only == "*" or fnmatchcase(item.name, only)


def decided(
    items: Sequence[Item], order: Order, *, jobs: int | None = None, scheduler: str | None = None
) -> Generator[tuple[int, Outcome]]:
    """The outcome of each item with its index, as they come."""
    yield from ((k, item) for k, item in enumerate(items) if isinstance(item, Outcome))
    tasks = [task(k, item) for k, item in enumerate(items) if isinstance(item, Entry)]
    tasks.sort(key=lambda task: -task.weight)  # the longest first, those of equal weight in order
    if scheduler is None:
        yield from processes.run(tasks, order, jobs or processors())
    else:
        yield from cluster.run(tasks, order, scheduler)


def processors() -> int:
    """How many processors this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:
        return os.cpu_count() or 1


def in_order(outcomes: Iterable[tuple[int, Outcome]]) -> Iterator[Outcome]:
    """The outcomes by index, each as soon as all before it are there; at an interrupt, all."""
    early: dict[int, Outcome] = {}
    following = 0
    try:
        for index, found in outcomes:
            early[index] = found
            while following in early:
                yield early.pop(following)
                following += 1
    except KeyboardInterrupt:
        yield from (early[index] for index in sorted(early))
        raise
