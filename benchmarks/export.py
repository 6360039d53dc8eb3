"""How long coqc takes for its libraries, for large certificates, and for inequalities/.

    python benchmarks/export.py [--small]

Processor seconds of coqc, its start included. A large certificate is of a goal that is the sum of
so many random elemental inequalities.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as the program sets it for itself

import itip
from itip.entropy.cone import Information
from itip.evidence import Proof
from itip.export import coq
from itip.language.ast import Measure
from itip.verdict import Decided, Proved, of_evidence

LIBRARY = Path(__file__).parent.parent / "inequalities"
LARGE = ((8, 600), (10, 1500))  # variables and terms
REFUSED = {"below-the-smallest-double"}  # too close to 0 for the checker


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--small", action="store_true", help="without the library of inequalities")
    small = parser.parse_args().small
    if shutil.which("coqc") is None:
        raise SystemExit("coqc is not installed")
    with tempfile.TemporaryDirectory() as directory:
        for label, seconds in measured(Path(directory), small=small):
            print(f"{label:<44} {seconds:>6.1f} s", flush=True)


def measured(directory: Path, *, small: bool) -> Iterator[tuple[str, float]]:
    """What is compiled in a directory, and the seconds that it takes."""
    for name, text in coq.libraries().items():
        yield name, compiled(directory / name, text)
    for n, terms in LARGE:
        text = coq.export([("large", weighted(n, terms))])
        yield f"{n} variables, {terms} terms", compiled(directory / f"large_{n}.v", text)
    if not small:
        exported = [*entries()]
        text = coq.export(exported)
        yield f"{len(exported)} entries of inequalities/", compiled(directory / "all.v", text)


def compiled(file: Path, text: str) -> float:
    """The processor seconds that coqc takes for a file."""
    file.write_text(text, "utf-8")
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    coqc = shutil.which("coqc") or "coqc"
    subprocess.run([coqc, "-q", file.name], cwd=file.parent, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def weighted(n: int, terms: int) -> Proved:
    """That a sum of random elemental inequalities is not negative."""
    draw = random.Random(n)  # noqa: S311  statements are no secret
    names = [f"X{i}" for i in range(n)]
    summands = []
    for _ in range(terms):
        a, b, *rest = draw.sample(names, draw.randint(2, n))
        weight = f"{draw.randint(1, 60)}/{draw.randint(1, 8)}"
        summands.append(f"{weight} I({a};{b}{'|' * bool(rest)}{','.join(rest)})")
    statement = itip.parse(f"{' + '.join(summands)} >= 0")
    problem = itip.translate(statement)
    subset = problem.ground.subset
    shannon = tuple(
        (Information(*map(subset, (*term.quantity.parts, term.quantity.given))), term.coefficient)
        for term in problem.goals[0].written.terms
        if isinstance(term.quantity, Measure)
    )
    verdict = of_evidence(statement, problem, (Proof(0, ">=", shannon, (), Fraction(0)),))
    assert isinstance(verdict, Proved)
    itip.verify(json.dumps(verdict.certificate()))
    return verdict


def entries() -> Iterator[tuple[str, Decided]]:
    """The entries of the library, decided."""
    for outcome in itip.check(LIBRARY, certificates=True):
        if outcome.label not in REFUSED:
            assert outcome.certificate is not None
            yield outcome.label, itip.verify(outcome.certificate).outcome()


if __name__ == "__main__":
    main()
