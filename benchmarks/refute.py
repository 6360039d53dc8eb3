"""How many false statements `itip prove` refutes by random variables, and how soon.

    python benchmarks/refute.py [FILE]

The statements are those of tests/false.itip, or of another file; each is decided in this process,
as `itip prove` decides it, so that what was imported or built for one serves the next.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from statistics import median

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as the program sets it for itself

import itip
from itip.language.files import Entry, entries

FALSE = Path(__file__).parent.parent / "tests" / "false.itip"
SHARE, MEDIAN, MOST, INGLETON = 95, 0.3, 10, 2  # to reach: per cent, seconds


def main() -> None:
    """Print the table."""
    file = Path(sys.argv[1]) if len(sys.argv) > 1 else FALSE
    found = [e for e in entries(file.read_text("utf-8"), file.name) if isinstance(e, Entry)]
    results = {entry.label: decided(entry.text) for entry in found}
    seconds = {label: s for label, (verdict, s) in results.items() if verdict == "false"}
    print(f"{len(results)} false statements")
    row("refuted, per cent", 100 * len(seconds) / len(results), SHARE, ">=")
    row("median, seconds", median(seconds.values()), MEDIAN, "<")
    row("at most, seconds", max(seconds.values()), MOST, "<")
    row("Ingleton's inequality, seconds", seconds.get("ingleton", -1), INGLETON, "<")
    slowest = sorted(seconds, key=lambda label: -seconds[label])[:5]
    print("  slowest:", ", ".join(f"{label} {seconds[label]:.2f}" for label in slowest))
    for label in results.keys() - seconds.keys():
        verdict, took = results[label]
        print(f"  not refuted: {label}: {verdict} after {took:.1f} s")


def decided(text: str) -> tuple[str, float]:
    """The verdict on a statement, and the seconds it took."""
    start = time.perf_counter()
    verdict = itip.prove(text).verdict
    return verdict, time.perf_counter() - start


def row(what: str, measured: float, target: float, sign: str) -> None:
    """One line of the table."""
    print(f"  {what:<34} {measured:>8.3f}   {sign} {target}")


if __name__ == "__main__":
    main()
