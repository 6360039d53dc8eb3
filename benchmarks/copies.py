"""How long proofs by copies take: of copies that a statement names, or that are sought.

    python benchmarks/copies.py [--search SECONDS] [--every K] [FILE ...]

The statements are the inequality of Zhang and Yeung and the 214 of Dougherty, Freiling and Zeger,
or those of other files that name copies; with --every K, each K-th of them. With --search, the
copies are not told: they are sought for so many seconds of each statement. All is done in this
process; times are of its CPU, but the limit is on the clock.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as the program sets it for itself

import itip
from itip import kernel
from itip.evidence import Proof, named
from itip.language.ast import Statement
from itip.language.files import Entry, entries
from itip.prover import prove_problem
from itip.prover.copies import prove
from itip.prover.effort import Effort
from itip.prover.method import Method, Search
from itip.verdict import Proved

LIBRARY = Path(__file__).parent.parent / "inequalities" / "non-shannon"
WITHIN = (0.5, 5, 12, 30, 60)  # seconds


@dataclass(frozen=True, slots=True)
class Run:
    """A statement proved by the copies that it names: n variables with these, bytes, seconds."""

    label: str
    n: int
    proving: float
    checking: float
    size: int


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description="Time proofs by copies.")
    parser.add_argument("--search", type=float, metavar="SECONDS", help="seek the copies")
    parser.add_argument("--every", type=int, default=1, metavar="K", help="each K-th statement")
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE")
    arguments = parser.parse_args()
    chosen = statements(arguments.files)[:: arguments.every]
    if arguments.search is None:
        named_copies(chosen)
    else:
        sought_copies(chosen, arguments.search)


def statements(files: Sequence[Path]) -> list[tuple[str, Statement]]:
    """The statements of the files that name copies, or else the 215, with their labels."""
    if not files:
        first = read(LIBRARY / "zhang-yeung.itip")[:1]
        return first + read(LIBRARY / "dougherty-freiling-zeger.itip")
    return [found for file in files for found in read(file)]


def read(file: Path) -> list[tuple[str, Statement]]:
    """The statements of a file that name copies, with their labels."""
    found = entries(file.read_text("utf-8"), file.name)
    parsed = [
        (entry.name, itip.parse(entry.text, definitions=entry.definitions))
        for entry in found
        if isinstance(entry, Entry)
    ]
    return [(name, statement) for name, statement in parsed if statement.copies]


def named_copies(chosen: Sequence[tuple[str, Statement]]) -> None:
    """Print how long proofs by named copies take, and their checking; by n, too."""
    runs = [proved(label, statement) for label, statement in chosen]
    sizes = [run.size / 1000 for run in runs]
    print(f"{len(runs)} statements proved by the copies that they name")
    print(f"  proving   {sum(run.proving for run in runs):8.2f} s in all")
    print(f"  checking  {sum(run.checking for run in runs):8.2f} s in all, by the kernel")
    print(f"  documents {median(sizes):8.1f} kB in the median, at most {max(sizes):.1f} kB")
    print("   n  statements  ms: median    longest")
    by_n = defaultdict(list)
    for run in runs:
        by_n[run.n].append(1000 * run.proving)
    for n, times in sorted(by_n.items()):
        print(f"  {n:>2}  {len(times):>10}  {median(times):>10.1f}  {max(times):>9.1f}")
    slowest = sorted(runs, key=lambda run: -run.proving)[:2]
    print("  slowest:", ", ".join(f"{run.label} {run.proving:.2f}" for run in slowest))


def proved(label: str, statement: Statement) -> Run:
    """The time of a proof by the copies that a statement names, and of its checking."""
    problem = itip.translate(statement)
    start = time.process_time()
    proof = prove(problem, statement.copies, (0, ">="), Method(), Effort())
    middle = time.process_time()
    if not isinstance(proof, Proof):
        raise SystemExit(f"not proved: {label}")
    text = json.dumps(Proved(statement, problem, (proof,)).certificate())
    written = time.process_time()
    kernel.check(kernel.load(text))
    checking = time.process_time() - written
    n = len(named(proof, problem.ground))
    return Run(label, n, middle - start, checking, len(text))


def sought_copies(chosen: Sequence[tuple[str, Statement]], limit: float) -> None:
    """Print how many statements are proved within some times, and which are not."""
    seconds, left = [], []
    for label, statement in chosen:
        start = time.process_time()
        if found(statement, limit):
            seconds.append(time.process_time() - start)
        else:
            left.append(label)
    print(f"{len(seconds)} of {len(chosen)} proved by copies that are sought")
    for within in WITHIN:
        if within <= limit:
            print(f"  within {within:>4} s  {sum(s <= within for s in seconds):>5}")
    for label in left:
        print(f"  not within {limit:g} s: {label}")


def found(statement: Statement, limit: float) -> bool:
    """Whether copies are found that prove a statement, in so many seconds."""
    untold = replace(statement, copies=())
    method = Method(search=Search(seconds=limit, witness=False))
    verdict = prove_problem(untold, itip.translate(untold), method, Effort())
    return verdict.verdict == "non-shannon"


if __name__ == "__main__":
    main()
