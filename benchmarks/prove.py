"""How long `itip prove` takes: a whole process, one statement in process, and their parts.

    python benchmarks/prove.py [--quick]

Statements are random but seeded, over n variables that no reduction merges. `sparse` is a sum of
4 to 6 measures I(A;B|C) of random sets, `dense` of 20 to 60. Of each there are three families:
`true` has positive coefficients only, `false` has both signs, and `almost` is a true one less a
thousandth of one more measure. Every answer is exact and accepted by the kernel. Times are wall
clock if not said otherwise; the first statement of each n, which builds what all others share, is
shown apart.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import statistics
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import itip
from itip import kernel, prover
from itip.entropy.cone import elemental_arrays, elementals
from itip.prover import linear
from itip.prover.lp.highs import Highs
from itip.prover.reduction.merging import merge

STATEMENT = "I(X;Z) <= I(X;Y) given X -> Y -> Z"
SHAPES = {"sparse": (4, 6), "dense": (20, 60)}
FAMILIES = ("true", "false", "almost")
TARGETS = {2: 2, 3: 2, 4: 2, 6: 15, 8: 150}  # median milliseconds, by n
LARGE = 7  # from here on a floating-point solver proposes

Clock = dict[str, float]


@dataclass(frozen=True, slots=True)
class Run:
    """One statement proved: milliseconds in all and by part, and its verdict."""

    shape: str
    family: str
    verdict: str
    total: float
    parts: Clock


def main() -> None:
    """Print all tables."""
    parser = argparse.ArgumentParser(description="Time itip prove.")
    parser.add_argument("--quick", action="store_true", help="fewer statements and runs")
    quick = parser.parse_args().quick
    whole_process(runs=10 if quick else 25)
    runs = {n: in_process(n, each=count(n, quick=quick)) for n in range(2, 9)}
    by_size(runs)
    by_part(runs)
    generation(runs=3 if quick else 9)


def count(n: int, *, quick: bool) -> int:
    """How many statements of each shape and family."""
    many = 10 if n >= LARGE else 30
    return max(3, many // 5) if quick else many


def whole_process(runs: int) -> None:
    """CPU time of the command, its output piped, against that of importing numpy."""
    here = Path(sys.executable).parent
    commands = {
        f'itip prove "{STATEMENT}"': [str(here / "itip"), "prove", STATEMENT],
        'python -c "import numpy"': [sys.executable, "-c", "import numpy"],
    }
    seconds: dict[str, list[float]] = defaultdict(list)
    for k in range(runs + 1):
        for name, command in commands.items():
            used = cpu_seconds(command)
            if k:  # the first run of each only warms the disk's cache
                seconds[name].append(used)
    medians = {name: statistics.median(values) for name, values in seconds.items()}
    rows = [(name, f"{1000 * median:.0f}") for name, median in medians.items()]
    ours, numpy = medians.values()
    print(f"Whole process, CPU milliseconds, median of {runs} alternating runs")
    table(("command", "ms"), rows)
    print(f"ratio {ours / numpy:.2f} (target: at most 1)\n")


def cpu_seconds(command: list[str]) -> float:
    """User and system time of one child process."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    bytecode = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    subprocess.run(command, check=True, stdout=subprocess.PIPE, env=bytecode)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def in_process(n: int, each: int) -> tuple[float, list[Run]]:
    """The first statement's milliseconds, and the runs of the others."""
    dice = random.Random(n)  # noqa: S311  statements are no secret
    first = timed(statement(n, "dense", "true", dice), "dense", "true").total
    return first, [
        timed(statement(n, shape, family, dice), shape, family)
        for shape in SHAPES
        for family in FAMILIES
        for _ in range(each)
    ]


def statement(n: int, shape: str, family: str, dice: random.Random) -> str:
    """A random statement in which all n variables are told apart."""
    while True:
        signs = (-1, 1) if family == "false" else (1,)
        terms = [
            f"{dice.choice(signs) * dice.randint(1, 4)} {measure(n, dice)}"
            for _ in range(dice.randint(*SHAPES[shape]))
        ]
        if family == "almost":
            terms.append(f"-1/1000 {measure(n, dice)}")
        text = f"{' + '.join(terms)} >= 0"
        if len(merge(itip.translate(itip.parse(text)))[0].ground) == n:
            return text


def measure(n: int, dice: random.Random) -> str:
    """I(A;B|C) of random sets, A and B not empty, C apart from both."""
    a, b, c = (dice.randrange(1, 1 << n) for _ in range(3))
    parts = [names(s, n) for s in (a, b, c & ~(a | b))]
    return f"I({parts[0]};{parts[1]}|{parts[2]})"


def names(subset: int, n: int) -> str:
    """The variables of a bitmask, by name."""
    return ",".join(f"X{i + 1}" for i in range(n) if subset >> i & 1)


def timed(text: str, shape: str, family: str) -> Run:
    """Prove one statement and look at the clock at each part."""
    with watched() as parts:
        start = time.perf_counter()
        verdict = itip.prove(text, shannon_only=True).verdict
        total = 1000 * (time.perf_counter() - start)
    return Run(shape, family, verdict, total, parts)


@contextmanager
def watched() -> Iterator[Clock]:
    """Milliseconds of reading, of settling goals, of the solver in that, and of the kernel."""
    parts: Clock = defaultdict(float)
    places = (
        (prover, "parse", "reading"),
        (prover, "translate", "reading"),
        (linear, "settle", "settling"),
        (Highs, "solve", "float"),
        (kernel, "check", "kernel"),
    )
    kept = [getattr(place, function) for place, function, _ in places]

    def clocked(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: object, **options: object) -> object:
            start = time.perf_counter()
            try:
                return function(*arguments, **options)
            finally:
                parts[name] += 1000 * (time.perf_counter() - start)

        return call

    for (place, function, name), original in zip(places, kept, strict=True):
        setattr(place, function, clocked(name, original))
    try:
        yield parts
    finally:
        for (place, function, _), original in zip(places, kept, strict=True):
            setattr(place, function, original)


def by_size(runs: dict[int, tuple[float, list[Run]]]) -> None:
    """One line for each n and shape, the three families together."""
    rows = []
    for n, (first, all_runs) in runs.items():
        for shape in SHAPES:
            chosen = [run for run in all_runs if run.shape == shape]
            target = f"{TARGETS[n]}" if n in TARGETS else "-"
            totals = [run.total for run in chosen]
            reading = f"{statistics.median(run.parts['reading'] for run in chosen):.2f}"
            shown = (*spread(totals), target, reading, f"{first:.1f}" if shape == "dense" else "")
            rows.append((n, shape, verdicts(chosen), *shown))
    print("One statement in process, exact and checked by the kernel, milliseconds")
    print("(reading: the median of parsing and translating alone, which the total contains)")
    head = ("n", "shape", "proved", "median", "p90", "max", "target", "reading", "first")
    table(head, rows)
    print()


def by_part(runs: dict[int, tuple[float, list[Run]]]) -> None:
    """For large n: the float solve against the exact step, the rest of settling a goal."""
    rows = []
    for n, (_, all_runs) in runs.items():
        for shape in SHAPES if n >= LARGE else ():
            for family in FAMILIES:
                chosen = [r for r in all_runs if (r.shape, r.family) == (shape, family)]
                rows.append((n, shape, family, verdicts(chosen), *shares(chosen)))
    print("Its parts from seven variables on, median milliseconds (target: exact < float at 8)")
    head = ("n", "shape", "family", "proved", "total", "float", "exact", "kernel", "exact/float")
    table(head, rows)
    print()


def shares(chosen: list[Run]) -> tuple[str, ...]:
    """Medians of the total and its parts, and the exact step's whole time in that of floats.

    Where no solver was asked, as simple polymatroids were enough, there is no ratio.
    """
    solver = [run.parts["float"] for run in chosen]
    exact = [run.parts["settling"] - run.parts["float"] for run in chosen]
    columns = ([r.total for r in chosen], solver, exact, [r.parts["kernel"] for r in chosen])
    medians = (f"{statistics.median(column):.1f}" for column in columns)
    return *medians, f"{sum(exact) / sum(solver):.2f}" if any(solver) else "-"


def verdicts(chosen: list[Run]) -> str:
    """How many were proved, of how many; unknown ones are named."""
    counted = Counter(run.verdict for run in chosen)
    unknown = f", {counted['unknown']} unknown" if counted["unknown"] else ""
    return f"{counted['shannon']}/{len(chosen)}{unknown}"


def spread(values: list[float]) -> tuple[str, str, str]:
    """Median, ninetieth percentile and maximum."""
    ninetieth = statistics.quantiles(values, n=10, method="inclusive")[-1]
    return f"{statistics.median(values):.2f}", f"{ninetieth:.2f}", f"{max(values):.2f}"


def generation(runs: int) -> None:
    """The elemental inequalities of n variables as arrays, and as a list."""
    rows = []
    for n in (6, 8, 10, 12):
        arrays, listed = (
            statistics.median(lasting(make.__wrapped__, n) for _ in range(runs))
            for make in (elemental_arrays, elementals)
        )
        size = n + n * (n - 1) // 2 * (1 << n - 2)
        rows.append((n, size, f"{arrays:.3f}", f"{listed:.1f}", f"{listed / arrays:.0f}"))
    print(f"Elemental inequalities, milliseconds, median of {runs}")
    table(("n", "rows", "vectorised", "listed", "ratio"), rows)


def lasting(function: Callable[[int], object], n: int) -> float:
    """Milliseconds of one call."""
    start = time.perf_counter()
    function(n)
    return 1000 * (time.perf_counter() - start)


def table(head: Sequence[object], rows: Sequence[Sequence[object]]) -> None:
    """Print columns as wide as their widest entry; words to the left, numbers to the right."""
    cells = [[str(cell) for cell in row] for row in (head, *rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    left = [not any(c.isdigit() for c in column[1][:1]) for column in zip(*cells, strict=True)]
    for row in cells:
        padded = (
            cell.ljust(width) if start else cell.rjust(width)
            for cell, width, start in zip(row, widths, left, strict=True)
        )
        print("  " + "  ".join(padded).rstrip())


if __name__ == "__main__":
    main()
