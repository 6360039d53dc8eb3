"""How `itip prove` grows with the number of variables, beside other programs.

    python benchmarks/scale.py [--quick] [--family NAME] [--max-n N] [--time-limit S] [--runs R]

Every run is a process of its own. Seconds are the CPU time of all of it, user and system; itip's
include the exact answer, the kernel's check and the text. HiGHS is the plain model of peers.py,
the full program in floats without evidence. The exit status is 1 if itip was wrong or broke.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import textwrap
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path

from families import FAMILIES, Stated
from peers import PEERS, Command

import itip

ITIP = [str(Path(sys.executable).parent / "itip"), "prove", "-"]
HIGHS = [sys.executable, str(Path(__file__).parent / "peers.py")]
HIGHS_VARIABLES = 12  # its model of thirteen has 160 000 rows
ENVIRONMENT = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
MEMORY = 8 << 20  # kilobytes of address space for a child
LIMITED = 'ulimit -v "$0"; ulimit -t "$1"; shift; exec "$@"'
VERDICTS = {0: "true", 1: "false", 3: "unknown"}
WIDTHS = {
    "family": -12,
    "kind": -6,
    "n": 2,
    "columns": 7,
    "rows": 7,
    "verdict": -8,
    "itip": 6,
    "max": 6,
    "MB": 4,
    "target": 6,
    "HiGHS": 6,
    "ratio": 5,
}
PEER_WIDTH = 7
LEGEND = """\
columns, rows: joint entropies and scalars, elemental inequalities and givens of the full program
verdict: itip's; t(rue), f(alse), u(nknown), l(ate) and e(rror) are counted where they differ
itip, max: its CPU seconds, median and maximum over statements and runs; MB: its peak memory
target: what itip aims at; ratio: itip's median in that of HiGHS; !: contradicts itip's verdict
-: not run, as a smaller one was late already, or it is too large or not in the program's language
"""


@dataclass(frozen=True, slots=True)
class Run:
    """One process: what it answered, its CPU seconds, its peak memory, its last word on stderr."""

    verdict: str
    seconds: float
    megabytes: float
    complaint: str


@dataclass(frozen=True, slots=True)
class Settings:
    """What the options say, and which programs to run.

    Once a run is late, its program gets no larger statements of that kind: `given_up`.
    """

    statements: int
    runs: int
    limit: int
    programs: tuple[str, ...]
    given_up: set[tuple[str, str, str]] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Row:
    """The statements of one family, kind and size, and each program's runs, by statement."""

    family: str
    kind: str
    n: int
    stated: list[Stated]
    problems: list[itip.Problem]
    target: float | None
    runs: dict[str, list[list[Run]]]
    limit: int

    def all_runs(self, program: str) -> list[Run]:
        """Those of all statements, in order."""
        return [run for runs in self.runs.get(program, ()) for run in runs]

    def verdicts(self, program: str) -> list[str]:
        """One for each statement that was tried."""
        return [runs[0].verdict for runs in self.runs.get(program, ())]

    def wrong(self) -> bool:
        """Whether itip contradicts what the family states."""
        opposite = {True: "false", False: "true", None: None}
        verdicts = self.verdicts("itip")
        return any(opposite[s.holds] == v for s, v in zip(self.stated, verdicts, strict=False))

    def met(self) -> bool:
        """Whether all of itip's runs ended with a verdict and within the target."""
        runs = self.all_runs("itip")
        slowest = max((run.seconds for run in runs), default=float("inf"))
        settled = {run.verdict for run in runs} <= {"true", "false"}
        return self.target is not None and slowest <= self.target and settled


def main() -> int:
    """Print a line for each family, kind and size as it is measured, then what was missed."""
    options = _options()
    there = [name for name in PEERS if shutil.which(name)]
    settings = Settings(
        statements=1 if options.quick else 3,
        runs=options.runs,
        limit=options.time_limit,
        programs=("itip", "HiGHS", *there),
    )
    print(
        LEGEND + "".join(f"{name}: not on PATH, skipped\n" for name in PEERS if name not in there)
    )
    print(_line([*WIDTHS, *there]), flush=True)
    largest = options.max_n or (8 if options.quick else 30)
    rows = []
    for row in _rows(options.family or list(FAMILIES), largest, settings):
        print(_line([*_cells(row), *(_seconds(row, name) for name in there)]), flush=True)
        for complaint in {run.complaint for run in row.all_runs("itip") if run.verdict == "error"}:
            print(f"  {complaint}", flush=True)
        rows.append(row)
    _summary(rows)
    return int(any(row.wrong() or "error" in row.verdicts("itip") for row in rows))


def _summary(rows: list[Row]) -> None:
    """How often the target was met by all runs, and where not."""
    aimed = [row for row in rows if row.target is not None]
    missed = [f"{row.family} {row.kind} {row.n}" for row in aimed if not row.met()]
    print(f"\nTargets met in {len(aimed) - len(missed)} of {len(aimed)} lines.")
    if missed:
        print(textwrap.fill(f"Missed: {', '.join(missed)}.", 100))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Time itip prove by number of variables.")
    parser.add_argument("--quick", action="store_true", help="one statement, to 8 variables")
    parser.add_argument("--family", action="append", choices=FAMILIES, help="repeatable")
    parser.add_argument("--max-n", type=int, metavar="N", help="variables at most")
    parser.add_argument("--time-limit", type=int, default=60, metavar="S", help="CPU s of a run")
    parser.add_argument("--runs", type=int, default=1, metavar="R", help="of each statement")
    return parser.parse_args()


def _rows(names: Sequence[str], largest: int, settings: Settings) -> Iterator[Row]:
    for name in names:
        for n in FAMILIES[name].sizes:
            if n <= largest:
                stated = FAMILIES[name].make(n)
                for kind in dict.fromkeys(some.kind for some in stated):
                    yield _row(name, kind, n, [s for s in stated if s.kind == kind], settings)


def _row(family: str, kind: str, n: int, stated: list[Stated], settings: Settings) -> Row:
    """Run all programs on as many statements as wanted, spread evenly from the last one down."""
    most = min(settings.statements if n <= 10 else 1, len(stated))
    stated = [stated[-1 - i * len(stated) // most] for i in range(most)]
    problems = [itip.translate(itip.parse(some.text)) for some in stated]
    targets = FAMILIES[family].targets
    row = Row(family, kind, n, stated, problems, targets.get(n), {}, settings.limit)
    for program in settings.programs:
        key = (program, family, kind)
        commands = [_command(program, problem) for problem in problems]
        row.runs[program] = tried = []
        for some, command in zip(stated, commands, strict=True):
            if command and key not in settings.given_up:
                tried.append([_run(command, some.text, settings.limit)])
                while tried[-1][-1].verdict != "late" and len(tried[-1]) < settings.runs:
                    tried[-1].append(_run(command, some.text, settings.limit))
                if tried[-1][-1].verdict == "late":
                    settings.given_up.add(key)
    return row


def _command(program: str, problem: itip.Problem) -> Command | None:
    """None where the program is not to be asked this."""
    if program == "HiGHS":
        return HIGHS if len(problem.ground) <= HIGHS_VARIABLES else None
    return ITIP if program == "itip" else PEERS[program](problem)


def _run(command: Command, text: str, limit: int) -> Run:
    """One child process; its peak of memory is never below that of this one, which forks it."""
    with tempfile.TemporaryFile("w+") as statement, tempfile.TemporaryFile("w+") as errors:
        statement.write(text)
        statement.seek(0)
        child = subprocess.Popen(
            ["/bin/sh", "-c", LIMITED, str(MEMORY), str(limit), *command],
            stdin=statement,
            stdout=subprocess.DEVNULL,
            stderr=errors,
            env=ENVIRONMENT,
        )
        _, status, used = os.wait4(child.pid, 0)
        errors.seek(0)
        complaint = errors.read().strip().rpartition("\n")[2]
    child.returncode = os.waitstatus_to_exitcode(status)
    seconds = used.ru_utime + used.ru_stime
    verdict = VERDICTS.get(child.returncode, "error")
    if child.returncode < 0 and seconds > 0.9 * limit:
        verdict = "late"
    return Run(verdict, seconds, used.ru_maxrss / 1024, complaint)


def _cells(row: Row) -> list[str]:
    """All columns but the peers'."""
    elementals = row.n + row.n * (row.n - 1) // 2 * (1 << row.n - 2)
    first = row.problems[0]
    sizes = ((1 << row.n) - 1 + len(first.scalars), elementals + len(first.givens))
    counted = Counter(row.verdicts("itip"))
    verdict = " ".join(f"{count}{word[0]}" for word, count in counted.items())
    if len(counted) == 1:
        (verdict,) = counted
    shown = (row.family, row.kind, str(row.n), *map(_short, sizes))
    ours = ("WRONG" if row.wrong() else verdict or "-", _seconds(row, "itip"), *_worst(row))
    target = f"{row.target:g}" if row.target is not None else ""
    return [*shown, *ours, target, _seconds(row, "HiGHS"), _ratio(row)]


def _worst(row: Row) -> tuple[str, str]:
    """The most seconds and megabytes of itip."""
    runs = row.all_runs("itip")
    if not runs:
        return "-", "-"
    seconds = f"{max(run.seconds for run in runs):.2f}"
    most = f"{max(run.megabytes for run in runs):.0f}"
    return f">{row.limit}" if _late(row, "itip") else seconds, most


def _short(count: int) -> str:
    return str(count) if count < 10**7 else f"{count:.1e}".replace("e+0", "e").replace("e+", "e")


def _median(row: Row, program: str) -> float | None:
    """None where the program was not run, did not answer, or was late."""
    runs = row.all_runs(program)
    answered = runs and {run.verdict for run in runs} <= set(VERDICTS.values())
    return statistics.median(run.seconds for run in runs) if answered else None


def _late(row: Row, program: str) -> bool:
    return any(run.verdict == "late" for run in row.all_runs(program))


def _seconds(row: Row, program: str) -> str:
    """The median, with an exclamation mark where an answer contradicts itip's."""
    median, runs = _median(row, program), row.all_runs(program)
    if median is None:
        return f">{row.limit}" if _late(row, program) else "error" if runs else "-"
    pairs = zip(row.verdicts("itip"), row.verdicts(program), strict=False)
    return f"{median:.2f}{'!' if {'true', 'false'} in map(set, pairs) else ''}"


def _ratio(row: Row) -> str:
    ours, theirs = _median(row, "itip"), _median(row, "HiGHS")
    if ours is None or "unknown" in row.verdicts("itip"):
        return "-"
    if theirs is None:
        return f"<{ours / row.limit:.2f}" if _late(row, "HiGHS") else "-"
    return f"{ours / theirs:.2f}"


def _line(cells: Sequence[str]) -> str:
    padded = (
        cell.ljust(-width) if width < 0 else cell.rjust(width)
        for cell, width in zip_longest(cells, WIDTHS.values(), fillvalue=PEER_WIDTH)
    )
    return " ".join(padded).rstrip()


if __name__ == "__main__":
    sys.exit(main())
