"""Many statements decided: read from files, spread over processes or a cluster, told in order."""

from __future__ import annotations

import os
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import closing
from fnmatch import fnmatchcase

from itip.batch import cluster, outcome, processes
from itip.batch.order import Limits, Order
from itip.batch.outcome import Outcome
from itip.batch.task import tasks
from itip.errors import ItipError
from itip.language.files import Entry, contents, decode, entries, printable, walk
from itip.prover.method import COPIES, searching

Item = Entry | Outcome  # what is to be decided, and what cannot be read


def check(  # noqa: PLR0913  what a caller may choose, by name
    paths: str | os.PathLike[str] | Sequence[str | os.PathLike[str]],
    *,
    only: str = "*",
    jobs: int | None = None,
    scheduler: str | None = None,
    time_limit: float | None = None,
    memory_limit: float | None = None,
    max_copies: int = COPIES,
    witness: bool = True,
    shannon_only: bool = False,
    cache: str | os.PathLike[str] | None = None,
    resume: bool = False,
    certificates: bool = False,
) -> Iterator[Outcome]:
    """Decide all statements of files; the outcomes come in the order of the statements.

    Args:
        paths: a file or several, and directories, in which all *.itip are read.
        only: a pattern, as of file names, for the labels of those that are to be decided.
        jobs: how many processes share the work; by default one for each processor.
        scheduler: the address of a Dask scheduler whose cluster is to do the work instead.
        time_limit: seconds for one statement, after which it is `unknown`.
        memory_limit: megabytes of a process beyond which the statement that it is at is `unknown`.
        max_copies, witness, shannon_only: as for `itip.prove`; nothing is sought for what is
            expected to be `unprovable`, and only proofs for linear random variables for what is
            expected to be `linear`.
        cache: a directory in which evidence is kept, and looked for before it is searched.
        resume: not to try again what these limits cut short when the cache was written.
        certificates: whether outcomes hold the evidence.

    Raises:
        ItipError: for a directory without such a file, or a cluster that cannot be reached.
        ValueError: for jobs that are no number of processes.

    """
    if jobs is not None and jobs < 1:
        raise ValueError(f"jobs is the number of processes, at least 1, not {jobs}")
    several = [paths] if isinstance(paths, str | os.PathLike) else paths
    items = [item for item in read([os.fspath(path) for path in several]) if matches(item, only)]
    search = searching(
        time_limit, witness=witness, max_copies=max_copies, shannon_only=shannon_only
    )
    limits = Limits(time_limit, memory_limit, search)
    order = Order(limits, os.fspath(cache or ""), resume, certificates)
    with closing(decided(items, order, jobs=jobs, scheduler=scheduler)) as outcomes:
        yield from in_order(outcomes)


def read(paths: Iterable[str]) -> Iterator[Item]:
    """The entries of files, and what in them cannot be read; - is standard input."""
    for path in walk(paths):
        name = "stdin" if path == "-" else printable(path)
        try:
            text = decode(contents(path))
        except ItipError as error:
            yield Outcome("unreadable", name, "", message=str(error), file=name)
            continue
        for found in entries(text, name):
            if isinstance(found, Entry):
                yield found
            else:
                yield outcome.unreadable(found, found.error)


def matches(item: Item, only: str) -> bool:
    """Whether an item is meant by a pattern: its label fits, or its name without one.

    A file that cannot be read is always meant, as nobody knows what is in it.
    """
    return only == "*" or not item.line or fnmatchcase(item.name, only)


def decided(
    items: Sequence[Item], order: Order, *, jobs: int | None = None, scheduler: str | None = None
) -> Generator[tuple[int, Outcome]]:
    """The outcome of each item with its index, as they come."""
    yield from ((k, item) for k, item in enumerate(items) if isinstance(item, Outcome))
    found = tasks((k, item) for k, item in enumerate(items) if isinstance(item, Entry))
    found.sort(key=lambda task: -task.weight)  # the longest first, those of equal weight in order
    if scheduler is None:
        yield from processes.run(found, order, jobs or processors())
    else:
        yield from cluster.run(found, order, scheduler)


def processors() -> int:
    """How many processors this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:
        return os.cpu_count() or 1


def in_order(outcomes: Iterable[tuple[int, Outcome]]) -> Iterator[Outcome]:
    """The outcomes by index, each as soon as all before it are there; or an error ends them."""
    early: dict[int, Outcome] = {}
    following = 0
    try:
        for index, found in outcomes:
            early[index] = found
            while following in early:
                yield early.pop(following)
                following += 1
    except (KeyboardInterrupt, ItipError):
        yield from (early[index] for index in sorted(early))
        raise
    yield from (early[index] for index in sorted(early))


def until_unexpected(
    outcomes: Iterable[tuple[int, Outcome]],
) -> Iterator[tuple[int, Outcome]]:
    """The outcomes, up to the first that is not as expected."""
    for index, found in outcomes:
        yield index, found
        if not found.ok:
            return
