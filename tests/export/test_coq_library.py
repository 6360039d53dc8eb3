"""The library of known inequalities, exported to Coq; and what its theorems rest on."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from itip.export import coq
from itip.prover import prove
from itip.verdict import Decided, Unknown

Compile = Callable[[str], subprocess.CompletedProcess[str]]
Run = Callable[..., subprocess.CompletedProcess[str]]

pytestmark = pytest.mark.xdist_group("library")  # what its fixtures make is made once

FILES = 6
UNDECIDED = {"below-the-smallest-double"}  # probabilities of 1300 bits, too many for the checker
STANDARD = """\
From Coq Require Import Reals QArith Qreals List NArith ZArith PArith Bool String DecimalString.
From Coq Require Import Lra Lia Permutation.
"""
AXIOMS = {
    "ClassicalDedekindReals.sig_forall_dec",
    "ClassicalDedekindReals.sig_not_dec",
    "FunctionalExtensionality.functional_extensionality_dep",
    "Classical_Prop.classic",  # of the logarithm
}
STATEMENTS = [
    "I(X;Z) <= I(X;Y) given X -> Y -> Z",
    "I(C;D) <= I(A;B) + 2 I(C;D|A) + I(C;D|B) + I(A;C|D) + I(A;D|C)",
    "I(X;Y) <= I(X;Y|Z)",
]


@pytest.mark.usefixtures("libraries")  # first, since without Coq nothing need be decided
def test_library(verdicts: dict[str, Decided], compiled: Compile) -> None:
    """Coq accepts all but one entry: proofs of all kinds, polymatroids, and random variables."""
    assert len(verdicts) >= 850
    accepted = [(label, found) for label, found in verdicts.items() if label not in UNDECIDED]
    with ThreadPoolExecutor(2) as pool:  # each waits for a coqc of its own
        files = [coq.export(accepted[k::FILES]) for k in range(FILES)]
        for done in pool.map(compiled, files):
            assert (done.returncode, done.stdout + done.stderr) == (0, "")


def axioms(run: Run, *names: str) -> set[str]:
    """The axioms in the context of compiled files, which coqchk accepts."""
    done = run("coqchk", "-silent", "-o", *(word for name in names for word in ("-norec", name)))
    assert done.returncode == 0, done.stderr
    found = re.search(r"\* Axioms:\n(.*?)\n *\n", done.stderr, re.DOTALL)
    assert found is not None, done.stderr
    return {*found[1].split()}


def test_axioms_of_the_libraries(libraries: Path, run: Run) -> None:
    """The checker of Coq's files accepts the libraries; in their context are no own axioms."""
    (libraries / "Standard.v").write_text(STANDARD, "utf-8")
    assert run("coqc", "-q", "Standard.v").returncode == 0
    found = axioms(run, *(name.removesuffix(".v") for name in coq.libraries()))
    assert found
    assert found <= axioms(run, "Standard")


@pytest.mark.parametrize("statement", STATEMENTS)
def test_axioms_of_theorems(statement: str, played: Compile) -> None:
    """A theorem rests on axioms of Coq's real numbers and logarithms, and on no others."""
    verdict = prove(statement)
    assert not isinstance(verdict, Unknown)
    text = coq.export([("it", verdict)])
    theorems = re.findall(r"^Theorem (\w+)", text, re.MULTILINE)
    done = played("\n".join([text, *(f"Print Assumptions it.{name}." for name in theorems)]))
    _, *found = done.stdout.split("Axioms:\n")
    assert len(found) == len(theorems)
    for listed in found:
        assert {*re.findall(r"^([\w.]+)(?= :|$)", listed, re.MULTILINE)} <= AXIOMS
