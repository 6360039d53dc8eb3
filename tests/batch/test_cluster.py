"""Entries decided by a real Dask cluster on this machine, whose workers are killed meanwhile."""

from __future__ import annotations

import importlib.metadata
import json
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from itertools import islice
from pathlib import Path

import pytest

from itip import cli
from itip.batch import cluster, processes
from itip.batch.order import Limits, Order
from itip.batch.outcome import Outcome
from itip.batch.task import Task
from itip.batch.task import tasks as tasks_of
from itip.batch.work import itip_version
from itip.errors import BackendError
from itip.language.files import Entry, entries

dask = pytest.importorskip("dask")
distributed = pytest.importorskip("distributed")

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="it kills by signals"),
    pytest.mark.xdist_group("cluster"),  # one at a time
]

Found = dict[int, Outcome]

NOWHERE = "tcp://127.0.0.1:1"
ORDER = Order(Limits(60))
PATIENCE = 60  # seconds in which what is waited for must have come
MAIN = "from itip.cli import main; main()"

SETTINGS = {
    "distributed.scheduler.allowed-failures": 1,
    "distributed.deploy.lost-worker-timeout": "1 hour",  # else one that is away too often is gone
}

# What workers load before anything else: entries whose labels say what becomes of their process.
POISON = """
import os, signal, time
from itip.batch import cluster, processes, work, worker

apart = globals().get("APART", False)
honest = work.decide

def decide(entry, order):
    fate = entry.label.partition("-")[0]
    if fate == "plague" and apart:
        os.kill(os.getppid(), signal.SIGKILL)
    if fate in ("plague", "poison"):
        os.kill(os.getpid(), signal.SIGKILL)
    if fate == "stuck":
        time.sleep(3600)
    if fate == "slow":
        time.sleep(1 / 10)
    return honest(entry, order)

cluster.decide = worker.decide = decide
cluster._LONGEST, processes._GRACE = 1, 0
first = f"import runpy; runpy.run_path({__file__!r}, {{'APART': True}})"
processes._CODE = f"{first}; {processes._CODE}"
"""


@pytest.fixture(scope="module")
def poison(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A file that workers load, after which some entries end the process that is at them."""
    path = tmp_path_factory.mktemp("workers") / "poison.py"
    path.write_text(POISON)
    return str(path)


@pytest.fixture(scope="module")
def address(poison: str) -> Iterator[str]:
    """A cluster of two workers in two processes, which gives a piece up when two died of it.

    In the end no process is left.
    """
    with (
        dask.config.set(SETTINGS),
        distributed.LocalCluster(
            n_workers=2,
            threads_per_worker=1,
            processes=True,
            host="127.0.0.1",
            dashboard_address="127.0.0.1:0",  # at any free port
            silence_logs="CRITICAL",
            preload=[poison],
        ) as local,
    ):
        yield local.scheduler_address
    until = time.monotonic() + PATIENCE
    while (left := multiprocessing.active_children()) and time.monotonic() < until:
        time.sleep(1 / 20)
    assert not left


def written(count: int, labels: Sequence[str] = ()) -> str:
    """A file of small entries, true and false ones, with some labels spread among them."""
    claims = ("I(A;B|C) <= H(A)", "I(A;B) >= I(A;B|C)", "H(A,B,C) + H(D) >= H(A,D)", "H(A) <= x")
    lines = [f"e-{k}: {claims[k % 4]} + {k // 4} I(C;D|A)" for k in range(count)]
    step = count // (len(labels) + 1)
    for k, label in reversed(list(enumerate(labels, 1))):
        lines.insert(k * step, f"{label}: H(X) >= 0")
    return "\n".join(lines)


def tasks(text: str) -> list[Task]:
    """The entries of a file's text, as a run is given them."""
    found = [entry for entry in entries(text, "f.itip") if isinstance(entry, Entry)]
    return tasks_of(enumerate(found))


def timeless(found: Found) -> Found:
    """Outcomes without the seconds, the one thing that differs from run to run."""
    return {k: replace(one, seconds=0) for k, one in found.items()}


def here(given: list[Task], order: Order = ORDER) -> Found:
    """What processes of this machine find."""
    return timeless(dict(processes.run(given, order, 2)))


def processing(client: distributed.Client) -> list[int]:
    """The processes of the workers that are at a piece, as soon as there are some."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if busy := [worker for worker, keys in client.processing().items() if keys]:
            return list(client.run(os.getpid, workers=busy).values())
    raise AssertionError("no worker has anything to do")


# Deaths


def test_a_worker_that_is_killed_costs_nothing(address: str) -> None:
    """A worker killed in the middle loses no outcome; all are as processes here find them."""
    given = tasks(written(600, ["slow-1", "slow-2", "slow-3", "slow-4"]))
    found: Found = {}
    with closing(cluster.run(given, ORDER, address)) as outcomes:
        found.update(islice(outcomes, 30))
        with distributed.Client(address, set_as_default=False) as client:
            os.kill(processing(client)[0], signal.SIGKILL)
        found.update(outcomes)
    assert timeless(found) == here(given)


def test_only_the_entry_that_kills_is_lost(
    address: str, poison: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An entry of which every worker dies is unknown, with the reason; the others are decided."""
    code = f"import runpy; runpy.run_path({poison!r}); {processes._CODE}"
    monkeypatch.setattr(processes, "_CODE", code)
    given = tasks(written(200, ["poison-1", "poison-2"]))
    found = timeless(dict(cluster.run(given, ORDER, address)))
    assert found == here(given)
    lost = [one for one in found.values() if one.status == "unknown"]
    assert {one.label for one in lost} == {"poison-1", "poison-2"}
    assert all("killed by SIGKILL" in one.message for one in lost)


def test_an_entry_that_takes_its_worker_along_is_lost_alone(address: str) -> None:
    """An entry that kills even workers that set it apart is unknown, and no other is."""
    given = tasks(written(100, ["plague"]))
    found = dict(cluster.run(given, ORDER, address))
    assert found.keys() == {task.index for task in given}
    (lost,) = (one for one in found.values() if one.status == "unknown")
    assert lost.label == "plague"
    assert lost.message == "the cluster failed at it: 2 workers died of it"


def test_an_entry_that_keeps_no_time_limit(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker that never answers is restarted, and the entry that it was at is unknown."""
    monkeypatch.setattr(cluster, "_GRACE", 2)
    given = tasks(written(60, ["stuck"]))
    found = dict(cluster.run(given, Order(Limits(1 / 2)), address))
    assert found.keys() == {task.index for task in given}
    (lost,) = (one for one in found.values() if one.status == "unknown")
    assert lost.label == "stuck"
    assert "after the time limit" in lost.message


# Pieces


def test_pieces_grow(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Small entries come in pieces that grow to about a second; what may take long comes alone."""
    given: list[cluster.Piece] = []
    submit = cluster._submit
    monkeypatch.setattr(
        cluster, "_submit", lambda c, piece, o: given.append(piece) or submit(c, piece, o)
    )
    many = " + ".join(f"H(X{k})" for k in range(1, 9))
    long = [f"long-{k}: {many} >= H(X1)" for k in range(2)]
    found = tasks("\n".join([*long, written(400)]))
    assert len(dict(cluster.run(found, ORDER, address))) == 402
    sizes = [len(piece.tasks) for piece in given]
    assert sizes[:3] == [1, 1, 20]
    assert max(sizes) > 20


def test_slow_pieces_come_back_in_parts(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a worker had no time for is given out again, in smaller pieces."""
    given: list[cluster.Piece] = []
    submit = cluster._submit
    monkeypatch.setattr(
        cluster, "_submit", lambda c, piece, o: given.append(piece) or submit(c, piece, o)
    )
    text = "\n".join(f"slow-{k}: H(X) >= 0" for k in range(45))
    found = dict(cluster.run(tasks(text), ORDER, address))
    assert sorted(found) == list(range(45))
    assert sum(len(piece.tasks) for piece in given) > 45
    assert min(len(piece.tasks) for piece in given) < 20


def test_a_worker_answers_with_what_it_has(monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker whose time is over answers with one outcome at least."""
    monkeypatch.setattr(cluster, "_LONGEST", 0)
    given = [task.entry for task in tasks(written(8))]
    for apart in (False, True):
        (found,) = cluster.answer(given, ORDER, itip_version(), apart=apart)
        assert found.label == "e-0"


@pytest.mark.parametrize("apart", [False, True])
def test_a_worker_decides_with_more_or_less_care(*, apart: bool) -> None:
    """However carefully a worker runs a piece, the outcomes are the same, in order."""
    given = tasks(written(8))
    found = cluster.answer([task.entry for task in given], ORDER, itip_version(), apart=apart)
    assert timeless(dict(enumerate(found))) == here(given)


# What is refused


def no_dask(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let Dask not be installed."""
    monkeypatch.setitem(sys.modules, "distributed", None)


def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nobody be waited for."""
    monkeypatch.setattr(cluster, "_PATIENCE", 1)


REFUSED = {
    "no scheduler": (impatient, NOWHERE, f"no Dask scheduler answers at {NOWHERE}"),
    "no such protocol": (impatient, "ftp://127.0.0.1:1", "answers at ftp://127.0.0.1:1: "),
    "no port": (impatient, "127.0.0.1", "answers at 127.0.0.1: "),
    "no Dask": (
        no_dask,
        NOWHERE,
        r"Dask is missing .*; install it with: pip install 'itip\[dask\]'",
    ),
}


@pytest.mark.parametrize("defect", REFUSED)
def test_refused(defect: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no cluster can be reached, a sentence says why."""
    prepare, place, message = REFUSED[defect]
    prepare(monkeypatch)
    with pytest.raises(BackendError, match=message):
        list(cluster.run(tasks(written(4)), ORDER, place))


@pytest.mark.parametrize("late", [False, True], ids=["from the start", "that came later"])
def test_another_version(address: str, monkeypatch: pytest.MonkeyPatch, late: bool) -> None:  # noqa: FBT001
    """Workers with another itip are refused, and the cluster stays usable."""
    given = tasks(written(4))
    with monkeypatch.context() as here_only:
        here_only.setattr(importlib.metadata, "version", lambda _: "0.0.1")
        itip_version.cache_clear()
        if late:
            here_only.setattr(cluster, "_compare_versions", lambda _: None)
        with pytest.raises(BackendError, match=r"^the worker tcp://.* has itip .*, but this is 0"):
            list(cluster.run(given, ORDER, address))
    itip_version.cache_clear()
    assert len(dict(cluster.run(given, ORDER, address))) == 4


# A cluster as people start it

Scheduler = tuple[str, subprocess.Popen[bytes]]


@contextmanager
def started(role: str, *options: str) -> Iterator[subprocess.Popen[bytes]]:
    """A scheduler or a worker in a process of its own, as `dask` starts it."""
    command = [sys.executable, "-m", "dask", role, "--host", "127.0.0.1", "--no-dashboard"]
    null = subprocess.DEVNULL
    with subprocess.Popen([*command, *options], stdout=null, stderr=null) as process:
        try:
            yield process
        finally:
            process.terminate()


@contextmanager
def scheduling(directory: Path, *options: str) -> Iterator[Scheduler]:
    """A scheduler without workers: its address, and its process."""
    file = directory / "scheduler.json"
    with started("scheduler", "--port", "0", "--scheduler-file", str(file), *options) as process:
        until = time.monotonic() + PATIENCE
        while not (file.exists() and file.stat().st_size) and time.monotonic() < until:
            time.sleep(1 / 20)
        yield json.loads(file.read_text())["address"], process


def without_itip(directory: Path) -> list[str]:
    """The options by which a scheduler or a worker has no itip."""
    file = directory / "without_itip.py"
    file.write_text("import sys; sys.modules['itip'] = None")
    return ["--preload", str(file)]


def test_workers_without_itip(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A cluster without workers is refused, and so is one whose workers do not have itip."""
    given = tasks(written(4))
    with scheduling(tmp_path) as (place, _):
        impatient(monkeypatch)
        with pytest.raises(BackendError, match=f"the Dask cluster at {place} has no worker"):
            list(cluster.run(given, ORDER, place))
        with started("worker", place, "--nthreads", "1", *without_itip(tmp_path)):
            monkeypatch.setattr(cluster, "_PATIENCE", PATIENCE)
            with pytest.raises(BackendError, match=r"the worker .* cannot run this itip: .*'itip"):
                list(cluster.run(given, ORDER, place))


def test_a_scheduler_that_goes_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the scheduler is gone, what is done stays, and a sentence says why that is all."""
    with scheduling(tmp_path) as (place, process), started("worker", place, "--nthreads", "1"):
        monkeypatch.setattr(cluster, "_PATIENCE", PATIENCE)
        outcomes = cluster.run(tasks(written(5000)), ORDER, place)
        assert len(list(islice(outcomes, 5))) == 5
        process.kill()
        with pytest.raises(BackendError, match=f"the Dask scheduler at {place} was lost"):
            list(outcomes)


def test_a_scheduler_without_itip(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A scheduler that does not have itip is refused."""
    monkeypatch.setattr(cluster, "_PATIENCE", PATIENCE)
    with (
        scheduling(tmp_path, *without_itip(tmp_path)) as (place, _),
        started("worker", place, "--nthreads", "1"),
        pytest.raises(BackendError, match=f"the cluster at {place} cannot run this itip: .*env"),
    ):
        list(cluster.run(tasks(written(4)), ORDER, place))


# The command line


def checked(file: Path, *options: str) -> list[str]:
    """The arguments of itip check."""
    return ["check", str(file), "--executor", "dask", "--scheduler", *options]


def test_command_line(address: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A cluster prints what processes print, in the same order, with the same exit status."""
    file = tmp_path / "f.itip"
    file.write_text(written(60) + "\nbad: I(X,Y) >= 0")
    printed = []
    for options in (["check", str(file), "--jobs", "2"], checked(file, address)):
        assert cli.run([*options, "--format", "json"]) == 2
        captured = capsys.readouterr()
        assert not captured.err
        printed.append([json.loads(line) | {"seconds": 0} for line in captured.out.splitlines()])
    assert printed[0] == printed[1]
    assert len(printed[0]) == 61


def test_certificates_and_cache(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Evidence comes back from the workers, and they keep it in a directory that they share."""
    file, kept, cache = tmp_path / "f.itip", tmp_path / "kept", tmp_path / "cache"
    file.write_text("a: H(X) >= 0\nb: I(X;Y) >= 0\nc: H(X) <= 0 expect unprovable\n")
    monkeypatch.chdir(tmp_path)
    options = ["--certificates", str(kept), "--cache", cache.name]
    assert cli.run([*checked(file, address), *options]) == 0
    assert sorted(path.name for path in kept.rglob("*.json")) == ["a.json", "b.json", "c.json"]
    assert cli.run(["verify", *map(str, kept.rglob("*.json")), "--quiet"]) == 0
    again = dict(cluster.run(tasks(file.read_text()), Order(Limits(60), str(cache)), address))
    assert all(one.recalled for one in again.values())


def test_no_scheduler_on_the_command_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without a scheduler the exit status is 3, and standard error says why."""
    impatient(monkeypatch)
    file = tmp_path / "f.itip"
    file.write_text(written(4))
    assert cli.run(checked(file, NOWHERE)) == 3
    captured = capsys.readouterr()
    assert captured.err.startswith(f"unknown: no Dask scheduler answers at {NOWHERE}")
    assert "0 of 4 decided" in captured.out


def test_an_interrupt_leaves_the_cluster_usable(address: str, tmp_path: Path) -> None:
    """After Ctrl-C there is a summary of what is done, and the cluster is free for the next."""
    file = tmp_path / "f.itip"
    file.write_text("\n".join(f"slow-{k}: H(X) >= 0" for k in range(2000)))
    command = [sys.executable, "-c", MAIN, *checked(file, address), "--verbose"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True) as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 130
    assert err == "interrupted\n"
    assert "of 2000 decided" in out
    given = tasks(written(40))
    assert timeless(dict(cluster.run(given, ORDER, address))) == here(given)
