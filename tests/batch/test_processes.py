"""Entries decided by real processes, which are killed, stopped and interrupted meanwhile."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from itip.batch import check, decided, in_order, processes, processors
from itip.batch.order import Limits, Order
from itip.batch.outcome import Outcome
from itip.batch.processes import run
from itip.batch.task import Task
from itip.batch.task import tasks as tasks_of
from itip.language.files import Entry, entries

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals are a Unix thing")

ORDER = Order(Limits(60))
PATIENCE = 30  # seconds in which what is waited for must have come

# A worker in which the labels of entries say what is to become of it; it tells where it is.
WORKER = """
import os, sys, time
from pathlib import Path
from itip.batch import work, worker

place, decide = Path({place!r}), work.decide
(place / f"worker-{{os.getpid()}}").touch()

def fated(entry, order):
    fate = entry.label.partition("-")[0]
    if fate == "stuck":
        (place / f"part-{{os.getpid()}}").write_text(entry.label)
        (place / f"part-{{os.getpid()}}").rename(place / f"at-{{os.getpid()}}")
        time.sleep(3600)
    if fate == "leave":
        os._exit(7)
    if fate == "die":
        os.kill(os.getpid(), 9)
    return decide(entry, order)

worker.decide = fated
worker.main(int(sys.argv[1]))
"""
MAIN = """
import signal, sys
from itip.batch import processes
from itip.cli import main
processes._CODE = {worker!r}
signal.signal(signal.SIGINT, signal.default_int_handler)  # a background job starts without it
main()
"""


@pytest.fixture
def fates(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A directory in which workers tell where they are; labels are their fates."""
    place = tmp_path / "fates"
    place.mkdir()
    monkeypatch.setattr(processes, "_CODE", WORKER.format(place=str(place)))
    return place


def tasks(source: str) -> list[Task]:
    """The entries of a text as tasks."""
    items = list(entries(source, "paper.itip"))
    return tasks_of((k, item) for k, item in enumerate(items) if isinstance(item, Entry))


def labelled(*labels: str) -> list[Task]:
    """Small entries with these labels, or names of fates."""
    return tasks("".join(f"{label}: H(X{k % 5}) >= 0\n" for k, label in enumerate(labels)))


def found(work: Sequence[Task], order: Order = ORDER, jobs: int = 2) -> dict[str, Outcome]:
    """The outcomes by label."""
    return {outcome.label: outcome for _, outcome in run(work, order, jobs)}


def awaited(happened: Callable[[], object]) -> None:
    """Wait until it is so."""
    end = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < end
        time.sleep(0.01)


def stuck(place: Path, many: int = 1) -> list[int]:
    """The processes that are stuck at an entry, once there are so many."""
    awaited(lambda: len(list(place.glob("at-*"))) >= many)
    return [int(path.name.partition("-")[2]) for path in place.glob("at-*")]


def workers(place: Path) -> list[int]:
    """All processes that were ever started."""
    return [int(path.name.partition("-")[2]) for path in place.glob("worker-*")]


def alive(process: int) -> bool:
    """Whether a process runs; one that ended may be kept until its parent asks for its status."""
    command = ["ps", "-o", "stat=", "-p", str(process)]
    state = subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()
    return bool(state) and not state.startswith("Z")


# What dies


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSEGV, signal.SIGTERM])
@pytest.mark.parametrize("jobs", [1, 2])
def test_killed(number: signal.Signals, jobs: int, fates: Path) -> None:
    """A process that is killed costs the entry that it was at, and nothing else."""
    work = labelled("a", "b", "stuck", *(f"c-{k}" for k in range(20)))
    stopper = subprocess.Popen([sys.executable, "-c", KILLER, str(fates), str(int(number))])
    outcomes = found(work, jobs=jobs)
    assert stopper.wait(PATIENCE) == 0
    lost = outcomes.pop("stuck")
    assert len(outcomes) == len(work) - 1
    assert {outcome.status for outcome in outcomes.values()} == {"expected"}
    assert (lost.status, lost.verdict, lost.line) == ("unknown", "unknown", 3)
    assert lost.claim == "H(X2) >= 0"
    assert f"was killed by {number.name}" in lost.message
    assert ("memory" in lost.message) == (number == signal.SIGKILL)


# Kills the first process that is stuck.
KILLER = """
import os, sys, time
from pathlib import Path
while not (there := list(Path(sys.argv[1]).glob("at-*"))):
    time.sleep(0.01)
os.kill(int(there[0].name.partition("-")[2]), int(sys.argv[2]))
"""


@pytest.mark.usefixtures("fates")
@pytest.mark.parametrize("jobs", [1, 3])
def test_many_die(jobs: int) -> None:
    """However many die, each costs its own entry only, wherever that stands."""
    fate = ["die-1", "a", "die-2", "die-3", "leave-1", *(f"b-{k}" for k in range(40)), "leave-2"]
    outcomes = found(labelled(*fate), jobs=jobs)
    assert sorted(outcomes) == sorted(fate)
    assert {o.label for o in outcomes.values() if o.status != "expected"} == {
        label for label in fate if label.startswith(("die", "leave"))
    }
    assert "ended by itself, with status 7" in outcomes["leave-1"].message
    assert "killed by SIGKILL" in outcomes["die-3"].message


@pytest.mark.usefixtures("fates")
def test_all_die() -> None:
    """There is an end even where no process ever answers."""
    outcomes = found(labelled("die-1", "die-2", "leave"))
    assert {outcome.status for outcome in outcomes.values()} == {"unknown"}


def test_a_worker_that_cannot_start(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same where processes end before they read anything."""
    monkeypatch.setattr(processes, "_CODE", "raise SystemExit(3)")
    outcomes = found(labelled("a", "b", "c"))
    assert {outcome.status for outcome in outcomes.values()} == {"unknown"}
    assert {"status 3" in outcome.message for outcome in outcomes.values()} == {True}


@pytest.mark.parametrize("jobs", [1, 2])
def test_overdue(jobs: int, fates: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that does not keep the time limit is stopped, and costs its entry only."""
    monkeypatch.setattr(processes, "_GRACE", 1)
    work = labelled("a", "stuck-1", *(f"b-{k}" for k in range(20)), "stuck-2", "c")
    outcomes = found(work, Order(Limits(0.5)), jobs)
    assert len(outcomes) == len(work)
    lost = [outcomes.pop("stuck-1"), outcomes.pop("stuck-2")]
    assert {outcome.status for outcome in outcomes.values()} == {"expected"}
    assert {outcome.status for outcome in lost} == {"unknown"}
    assert all("long after the time limit there was no answer" in o.message for o in lost)
    assert not any(map(alive, workers(fates)))


def test_no_time_limit(fates: Path) -> None:
    """Without a time limit no process is ever overdue."""
    assert Limits().patience(1) is None
    with closing(run(labelled("a", "stuck"), Order(Limits()), 2)) as stream:
        assert next(stream)[1].label == "a"
        assert all(map(alive, stuck(fates)))


def test_closed(fates: Path) -> None:
    """Whoever stops listening in the middle leaves no process behind."""
    with closing(run(labelled("a", "stuck-1", "stuck-2", "b"), ORDER, 3)) as stream:
        next(stream)
        assert all(map(alive, stuck(fates, 2)))
    assert not any(map(alive, workers(fates)))


# What is interrupted


@contextmanager
def checking(directory: Path, fates: Path, *how: str) -> Iterator[subprocess.Popen[str]]:
    """An `itip check`, in a process group of its own, with two of five entries that are stuck."""
    labels = ("a", "b", "stuck-1", "c", "stuck-2")
    (directory / "paper.itip").write_text("".join(f"{label}: H(X) >= 0\n" for label in labels))
    main = MAIN.format(worker=WORKER.format(place=str(fates)))
    with subprocess.Popen(
        [sys.executable, "-u", "-c", main, "check", "paper.itip", "--jobs", "2", *how],
        cwd=directory, stdin=subprocess.DEVNULL, start_new_session=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        try:
            yield process
        finally:
            process.kill()


@pytest.mark.parametrize("how", [(), ("--verbose",), ("--quiet",), ("--format", "github")])
@pytest.mark.parametrize("everyone", [False, True], ids=["the parent", "the whole group"])
def test_interrupted(everyone: bool, how: tuple[str, ...], tmp_path: Path, fates: Path) -> None:  # noqa: FBT001
    """Ctrl-C is exit 130; the summary is printed, and no process is left."""
    with checking(tmp_path, fates, *how) as process:
        stuck(fates, 2)
        (os.killpg if everyone else os.kill)(process.pid, signal.SIGINT)
        out, err = process.communicate(timeout=PATIENCE)
    assert (process.returncode, err) == (130, "interrupted\n")
    assert "5 statements\n" in out
    counts = {row.rpartition(" ")[0].strip(): row.rpartition(" ")[2] for row in out.splitlines()}
    assert int(counts["as expected"]) + int(counts["not decided"]) == 5
    assert int(counts["not decided"]) >= 2
    assert "Traceback" not in out
    assert not any(map(alive, workers(fates)))


def test_interrupted_twice(tmp_path: Path, fates: Path) -> None:
    """Ctrl-C again and again is the same."""
    with checking(tmp_path, fates) as process:
        stuck(fates, 2)
        for _ in range(3):
            os.killpg(process.pid, signal.SIGINT)
        _, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 130
    assert err == "interrupted\n"
    awaited(lambda: not any(map(alive, workers(fates))))


def test_interrupted_report(tmp_path: Path, fates: Path) -> None:
    """What was done before Ctrl-C is in the JUnit report, and in the streamed JSON."""
    how = ("--format", "json", "--junit", "report.xml")
    with checking(tmp_path, fates, *how) as process:
        assert process.stdout
        lines = [process.stdout.readline() for _ in "ab"]
        stuck(fates, 2)
        process.send_signal(signal.SIGINT)
        out, _ = process.communicate(timeout=PATIENCE)
    assert [line[:12] for line in lines] == ['{"name": "a"', '{"name": "b"']
    report = (tmp_path / "report.xml").read_text()
    assert report.count("<testcase") == 2 + len(out.splitlines())


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGHUP])
def test_the_parent_is_killed(number: signal.Signals, tmp_path: Path, fates: Path) -> None:
    """However the parent ends, its workers end with it."""
    with checking(tmp_path, fates) as process:
        assert all(map(alive, stuck(fates, 2)))
        process.send_signal(number)
        assert process.wait(PATIENCE) == -number
    awaited(lambda: not any(map(alive, workers(fates))))


# Streams


def checked(directory: Path, source: str, *how: str) -> str:
    """What `itip check` prints of a file; that it ends is what is to be shown."""
    (directory / "many.itip").write_text(source, encoding="utf-8")
    main = "from itip.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", main, "check", "many.itip", "--format", "json", *how],
        cwd=directory, capture_output=True, encoding="utf-8", check=False, timeout=2 * PATIENCE,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


MANY = {
    "tiny": "0<=1\n" * 1500,
    "tiny, with definitions": "let d = R\n" * 1 + "0<=1\n" * 700,
    "long": "".join(f"l-{k}: {' + '.join(['H(X)'] * 8000)} >= 0\n" for k in range(6)),
    "long in other letters": "".join(
        f"H({'Ω' * (k % 9)}α) >= 0 # {'ж' * 2000}\n" for k in range(99)
    ),
}


@pytest.mark.parametrize("jobs", ["1", "2"])
@pytest.mark.parametrize("source", MANY.values(), ids=MANY)
def test_nobody_waits_for_ever(source: str, jobs: str, tmp_path: Path) -> None:
    """Many entries, and long ones, with long answers, block no pipe."""
    out = checked(tmp_path, source, "--jobs", jobs, "--certificates", "evidence")
    assert out.count("\n") == source.count("\n") - source.count("let ")


def mixed() -> str:
    """Statements of all kinds, in no order."""
    dice = random.Random(4)  # noqa: S311  statements are no secret
    names = "ABCDEFGK"
    lines = ["let d(A,B) = H(A|B) + H(B|A)"]
    for k in range(60):
        some = dice.sample(names, dice.choice((2, 3, 4, 8)))
        lines.append(f"s-{k}: d({some[0]},{some[1]}) <= {' + '.join(f'H({x})' for x in some)}")
    lines += ["t: I(A;B) <= I(A;B|C)", "u: I(X,Y) >= 0", "v: H(X) >= 0 expect maybe", "w: H("]
    lines += ["x: I(A;B|C) <= I(A;B)", "y: I(A;B) <= I(A;B|C) + I(A;B|D) + I(C;D)"]
    return "\n".join(lines)


@pytest.mark.parametrize("jobs", [1, 2, 5])
def test_jobs_do_not_matter(jobs: int) -> None:
    """The outcomes are the same, in the same order, however many processes share the work."""
    items = [item for item in entries(mixed(), "paper.itip") if isinstance(item, Entry)]
    order = replace(ORDER, certificates=True)
    with closing(decided(items, order, jobs=jobs)) as stream:
        outcomes = list(in_order(stream))
    assert [outcome.label for outcome in outcomes] == [item.label for item in items]
    seen.setdefault("", [replace(outcome, seconds=0) for outcome in outcomes])
    assert [replace(outcome, seconds=0) for outcome in outcomes] == seen[""]
    assert Counter(o.status for o in outcomes) == {
        "expected": 60,
        "unexpected": 3,
        "unreadable": 3,
    }


seen: dict[str, list[Outcome]] = {}  # of the first number of jobs


def test_the_longest_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """Entries are begun by their likely length, those of one length in order."""
    begun: list[str] = []

    def fake(work: Sequence[Task], _: Order, __: int) -> Iterator[tuple[int, Outcome]]:
        begun.extend(task.entry.label for task in work)
        yield from ()

    monkeypatch.setattr(processes, "run", fake)
    names = ",".join("ABCDEFGKLMN")
    source = f"a: H(X) >= 0\nb: H({names[:13]}) >= 0\nc: H(Y) >= 0\nd: H({names}) >= 0\n"
    items = [item for item in entries(source, "") if isinstance(item, Entry)]
    assert not list(decided(items, ORDER))
    assert begun == ["d", "b", "a", "c"]


@pytest.mark.parametrize(("jobs", "many"), [(1, 1), (2, 2), (9, 3)])
def test_no_more_processes_than_entries(
    jobs: int, many: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No process is started without work."""
    begun: list[Order] = []
    start = processes._start

    def counted(workers: list[processes.Worker], order: Order) -> None:
        begun.append(order)
        start(workers, order)

    monkeypatch.setattr(processes, "_start", counted)
    assert len(found(labelled("a", "b", "c"), jobs=jobs)) == 3
    assert len(begun) == many


def test_nothing_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without entries there is no process at all."""
    monkeypatch.setattr(processes, "_start", None)
    assert not list(run([], ORDER, 4))
    assert processors() >= 1


def test_what_is_early_is_told_at_an_interrupt() -> None:
    """Outcomes that wait for their turn are not lost when it never comes."""

    def interrupted() -> Iterator[tuple[int, Outcome]]:
        yield 3, Outcome("expected", "d", "")
        yield 0, Outcome("expected", "a", "")
        yield 2, Outcome("expected", "c", "")
        raise KeyboardInterrupt

    names: list[str] = []
    with pytest.raises(KeyboardInterrupt):
        names.extend(outcome.name for outcome in in_order(interrupted()))
    assert names == ["a", "c", "d"]


def test_from_python(tmp_path: Path) -> None:
    """`check` decides files of statements, in their order, by pattern and with evidence."""
    file = tmp_path / "paper.itip"
    file.write_text("a-1: H(X) >= 0\nb: I(X,Y)\na-2: H(X) <= 0\n")
    outcomes = list(check([file], only="a-*", jobs=2, time_limit=60, certificates=True))
    assert [(o.label, o.status) for o in outcomes] == [("a-1", "expected"), ("a-2", "unexpected")]
    assert all(outcome.certificate for outcome in outcomes)
