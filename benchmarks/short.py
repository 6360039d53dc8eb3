"""How much shorter `itip.prover.shorten` makes proofs, and how soon.

    python benchmarks/short.py [--max-n N]

The proofs are those that `itip prove` finds; terms include givens. Those of a shorter proof are
counted as they are read, where minus a measure that a given forces to be 0 is one term, and as
they are written. The aim is a second for up to eight variables. All are decided in this process,
so that what was imported or built for one serves the next.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as the program sets it for itself

import families

import itip
from itip.evidence import Contradiction, Proof
from itip.grouping import grouped
from itip.prover import shorten
from itip.verdict import Proved

INGLETON = "I(A;B) <= I(A;B|C) + I(A;B|D) + I(C;D)"
BUTTERFLY = """H(S2) <= H(M0) given indep(S1, S2), M1 = f(S1), M2 = g(S2), M0 = e(S1,S2),
    (S1,S2) = d(M0,M1), (S1,S2) = d(M0,M2)"""
PATH = """H(B,C) >= 3 H(S) given S = f(A,B), S = f(B,C), S = f(C,D), indep(S, (A,C)),
    indep(S, (A,D)), indep(S, (B,D))"""
ZHANG_YEUNG = "2 I(C;D) <= I(A;B) + I(A;C,D) + 3 I(C;D|A) + I(C;D|B)"
STATEMENTS = {
    "ingleton, common information": f"{INGLETON} given W = f(A), W = g(B), H(W) = I(A;B)",
    "ingleton, independent given it": f"{INGLETON} given W = f(A), W = g(B), A -> W -> B",
    "butterfly": BUTTERFLY,
    "secret sharing on a path": PATH,
    "zhang-yeung": ZHANG_YEUNG,
}
CHOSEN = ("han", "shearer", "windows", "chain", "butterfly", "layered", "path", "slepian-wolf")


@dataclass(frozen=True, slots=True)
class Run:
    """The terms of a proof before and after, with a mark for means, and the CPU seconds."""

    label: str
    n: int
    before: str
    read: int
    after: str
    seconds: float


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--max-n", type=int, default=8, help="variables in a family's statement")
    most = parser.parse_args().max_n
    print("statement                           n    terms  read  written     ms  (*: in the mean)")
    for run in runs(most):
        counts = f"{run.before:>8} {run.read:>5} {run.after:>8}"
        print(f"{run.label:<34} {run.n:>2} {counts} {1000 * run.seconds:>6.0f}")


def runs(most: int) -> Iterator[Run]:
    """The statements by name, and those of families that hold."""
    for label, text in STATEMENTS.items():
        yield measured(label, text)
    for name in CHOSEN:
        for n in families.FAMILIES[name].sizes:
            if 4 <= n <= most:
                for number, stated in enumerate(families.FAMILIES[name].make(n)):
                    if stated.holds:
                        yield measured(f"{name} {number // 2 + 1}", stated.text)


def measured(label: str, text: str) -> Run:
    """A statement proved, and its proof shortened."""
    verdict = itip.prove(text, witness=False)
    if not isinstance(verdict, Proved):
        raise SystemExit(f"not proved: {text}")
    start = time.process_time()
    shorter = shorten(verdict)
    seconds = time.process_time() - start
    (old, *_), (new, *_) = verdict.proof, shorter.proof
    read = len(grouped(new, verdict.problem))
    return Run(label, len(verdict.problem.ground), terms(old), read, terms(new), seconds)


def terms(item: Proof | Contradiction) -> str:
    """How many terms there are."""
    return f"{len(item.shannon) + len(item.givens)}{'*' if item.classes else ''}"


if __name__ == "__main__":
    main()
