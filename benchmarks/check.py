"""How many statements `itip check` decides in a second, and in what memory.

    python benchmarks/check.py [--statements N] [LIBRARY]

The statements are those of tests/known.jsonl with at most four variables, over and over; each gets
its certificate, checked by the kernel. Whole processes are timed by the wall clock, less the time
that a file of one statement takes. Memory is what /proc says of all processes together.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path

from peers import minitip

import itip

KNOWN = Path(__file__).parent.parent / "tests" / "known.jsonl"
LIBRARY = Path(__file__).parent.parent / "inequalities"
VARIABLES = 4
RATE, SPEED_UP, MEGABYTES, START, SECONDS = 700, 1.7, 300, 0.5, 20  # to reach


@dataclass(frozen=True, slots=True)
class Run:
    """Seconds of a whole run, and the megabytes of all its processes at a tenth and at most."""

    seconds: float
    early: float
    most: float


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description="Time itip check.")
    parser.add_argument("--statements", type=int, default=10_000, metavar="N", help="how many")
    parser.add_argument("library", nargs="?", type=Path, default=LIBRARY, metavar="LIBRARY")
    arguments = parser.parse_args()
    many = arguments.statements
    with tempfile.TemporaryDirectory() as folder:
        small, one = Path(folder, "small.itip"), Path(folder, "one.itip")
        small.write_text("\n".join(islice(cycle(statements()), many)) + "\n", encoding="utf-8")
        one.write_text("H(X) >= 0\n", encoding="utf-8")
        start = min(timed([str(one), "--jobs", "1"]).seconds for _ in range(3))
        runs = {jobs: timed([str(small), "--jobs", str(jobs)]) for jobs in (1, 2)}
    library = min(timed([str(arguments.library), "--jobs", "2"]).seconds for _ in range(2))
    rates = {jobs: many / (run.seconds - start) for jobs, run in runs.items()}
    print(f"itip check, {many} statements of at most {VARIABLES} variables")
    row("start-up, seconds", f"{start:.2f}", f"< {START}")
    row("one process, statements a second", f"{rates[1]:.0f}", f">= {RATE}")
    row("two processes, statements a second", f"{rates[2]:.0f}", "")
    row("the second's gain", f"{rates[2] / rates[1]:.2f}", f">= {SPEED_UP}")
    two = runs[2]
    row("megabytes after a tenth, at most", f"{two.early:.0f}, {two.most:.0f}", f"< {MEGABYTES}")
    row(f"{arguments.library.name}, two processes, seconds", f"{library:.1f}", f"< {SECONDS}")
    row("minitip, a process each, statements a second", peer(), "")


def row(what: str, measured: str, target: str) -> None:
    """One line of the table."""
    print(f"  {what:<46} {measured:>10}   {target}")


def statements() -> Iterator[str]:
    """Known statements of few variables, one a line, each with its verdict."""
    for record in map(json.loads, KNOWN.read_text(encoding="utf-8").splitlines()):
        given = f" given {', '.join(record['given'])}" if record["given"] else ""
        expected = "unprovable" if record["verdict"] == "not-shannon" else record["verdict"]
        text = f"{record['claim']}{given} expect {expected}"
        try:
            problem = itip.translate(itip.parse(text))
        except itip.ParseError:  # commas that are clear only where each given stands alone
            continue
        if len(problem.ground) <= VARIABLES:
            yield text


def timed(arguments: Sequence[str]) -> Run:
    """Run `itip check` and watch it."""
    command = [str(Path(sys.executable).parent / "itip"), "check", *arguments]
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, env=environment)
    sizes = []
    while process.poll() is None:
        sizes.append(megabytes(process.pid))
        time.sleep(0.02)
    seconds = time.perf_counter() - start
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} ended with status {process.returncode}")
    return Run(seconds, sizes[len(sizes) // 10], max(sizes))


def megabytes(pid: int) -> float:
    """What a process and its children have in memory."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except (OSError, IndexError):
        return 0
    return pages * resource.getpagesize() / 1e6 + sum(map(megabytes, map(int, children)))


def peer() -> str:
    """How many of the statements minitip decides in a second, if it is here."""
    if shutil.which("minitip") is None:
        return "not here"
    problems = [itip.translate(itip.parse(text)) for text in islice(statements(), 200)]
    commands = [command for command in map(minitip, problems) if command]
    start = time.perf_counter()
    for command in commands:
        subprocess.run(command, check=False, stdout=subprocess.DEVNULL)
    return f"{len(commands) / (time.perf_counter() - start):.0f}"


if __name__ == "__main__":
    main()
