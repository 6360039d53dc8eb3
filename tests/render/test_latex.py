"""Verdicts in LaTeX: they compile, and no line runs over the width of the text."""

from __future__ import annotations

import re
import shutil
import subprocess
from functools import cache
from pathlib import Path

import pytest

import itip
from itip.language import show
from itip.language.parser import parse
from itip.render import latex
from itip.render.derivation.values import Form
from itip.render.latex.formulas import Names, Piece, escaped, joined, lines

PDFLATEX = shutil.which("pdflatex")
INGLETON = "I(A;B) <= I(A;B|C) + I(A;B|D) + I(C;D)"
MANY = [f"X{i}" for i in range(1, 13)]
WORDS = ["Message", "Key", "Ciphertext", "Randomness", "Eavesdropper", "side_information"]
TERMS = [f"{k + 2} I({a};{b}|{c})" for k, (a, b, c) in enumerate(
    (a, b, c) for a in "ABCDE" for b in "ABCDE" for c in "ABCDE" if a < b and c not in (a, b)
)]  # fmt: skip
STATEMENTS = {
    "data processing": "I(X;Z) <= I(X;Y) given X -> Y -> Z",
    "Han": "3 H(A,B,C,D) <= H(A,B,C) + H(A,B,D) + H(A,C,D) + H(B,C,D)",
    "butterfly": "H(S2) <= H(M0) given indep(S1, S2), M1 = f(S1), M2 = g(S2), M0 = e(S1,S2), "
    "(S1,S2) = d(M0,M1), (S1,S2) = d(M0,M2)",
    "copies": "2 I(C;D) <= I(A;B) + I(A;C,D) + 3 I(C;D|A) + I(C;D|B)",
    "thirty terms": f"{' + '.join(TERMS)} >= 0",
    "two directions": "I(X;Y) = I(X;Y|Z) given Z = f(X), indep(X, Z)",
    "a chain of relations": "0 <= I(X;Y|Z) <= H(X|Z) <= H(X)",
    "an identity": "H(X,Y) = H(X) + H(Y|X)",
    "clash": "H(X) >= 5 given H(X) <= 1, H(X,Y) >= 3, H(Y) = 1, X -> Y -> Z",
    "scalars": "alpha + R_1 >= 5/2 H(X,Y|Z) given 2 alpha >= 5 H(X|Z), 2 R_1 >= 5 H(Y|X)",
    "long names": f"H({','.join(WORDS)}) <= {' + '.join(f'H({word})' for word in WORDS)}",
    "many variables": f"H({','.join(MANY)}) <= {' + '.join(f'H({x})' for x in MANY)}",
    "a long given": f"H(A) >= 0 given {' + '.join(TERMS)} <= 1, (A,B) ~ (C,D), A = f()",
    "Greek": "I(α;β) <= H(α) + Omega given Omega >= 0",
    "symmetry": "H(X) >= I(X;Y) given symmetric(X, Y)",
    "independence": "indep(X, Y, Z | W) given indep(X, Y | W), indep((X,Y), Z | W)",
    "nothing": "I(X;Y) >= H()",
    "false": "I(X;Y) <= I(X;Y|Z)",
    "false of scalars": "R >= H(X|Y) given R + H(Y) >= H(X)",
    "false of long names": f"H({','.join(WORDS)}) <= {' + '.join(f'H({w})' for w in WORDS[1:])}",
    "false function": "Z = f(X) given Z = f(X,Y)",
    "not provable": INGLETON,
    "not provable of many": f"H({','.join(MANY)}) >= {' + '.join(f'H({x})' for x in MANY)}",
    "unknown": f"symmetric({','.join(f'X{k}' for k in range(20))})",
}
UNPROVABLE = {"not provable", "not provable of many"}


@cache
def verdict(case: str) -> itip.Verdict:
    """The verdict of a case, by polymatroids only where these are to be shown."""
    return itip.prove(STATEMENTS[case], shannon_only=case in UNPROVABLE)


def compiled(tex: str, folder: Path) -> str:
    """What pdflatex says of a document."""
    assert PDFLATEX
    (folder / "document.tex").write_text(tex, "utf-8")
    done = subprocess.run(
        [PDFLATEX, "-interaction=nonstopmode", "-halt-on-error", "document.tex"],
        cwd=folder, capture_output=True, check=False, timeout=60,
    )  # fmt: skip
    log = (folder / "document.log").read_text("latin-1")
    assert done.returncode == 0, log[-2000:]
    return log


@pytest.mark.skipif(PDFLATEX is None, reason="pdflatex is not installed")
@pytest.mark.parametrize("form", ["auto", "chain", "identity", "elemental"])
def test_pages(form: Form, tmp_path: Path) -> None:
    """All of them compile on one document's pages, and nothing sticks out of the text."""
    head, tail = latex.verdict(verdict("unknown"), standalone=True).split("%", 1)
    cases = [case for case in STATEMENTS if form != "elemental" or case != "many variables"]
    pages = "\n".join(f"% {case}\n{latex.verdict(verdict(case), form=form)}" for case in cases)
    log = compiled(f"{head}{pages}%{tail}", tmp_path)
    assert not re.findall(r"Overfull \\hbox.*", log)
    assert not re.findall(r"LaTeX Warning.*", log)


@pytest.mark.skipif(PDFLATEX is None, reason="pdflatex is not installed")
@pytest.mark.parametrize("case", ["data processing", "false"])
def test_standalone(case: str, tmp_path: Path) -> None:
    """A whole document is one page."""
    log = compiled(latex.verdict(verdict(case), standalone=True), tmp_path)
    assert "(1 page," in log


@pytest.mark.parametrize("case", STATEMENTS)
def test_only_amsmath(case: str) -> None:
    """A verdict begins with its statement as a comment, and uses environments of amsmath only."""
    tex = latex.verdict(verdict(case))
    assert tex.startswith(f"% {show(parse(STATEMENTS[case]))}\n% {verdict(case).verdict}: ")
    environments = set(re.findall(r"\\begin\{(\S+?)\}", tex))
    assert environments <= {"align*", "array", "sloppypar"}
    assert tex.count(r"\begin{") == tex.count(r"\end{")
    body = "\n".join(row for row in tex.splitlines() if not row.startswith("%"))
    assert body.isascii()


def test_forms() -> None:
    """A sum has the Shannon inequalities together and each given apart; `none` has no proof."""
    tex = latex.verdict(verdict("data processing"), form="identity")
    assert re.search(r"& \\quad = I\(X.*Y \\mid Z\) && \\text\{\[\$\\ge 0\$\]\}", tex)
    assert re.search(
        r"& \\quad \\quad\{\}- I\(X.*Z \\mid Y\)\. && \\text\{\[.*as .X \\to Y \\to Z.\]\}", tex
    )
    assert "Proof" not in latex.verdict(verdict("data processing"), form="none")


def test_copies() -> None:
    """The copies are introduced, and the equations by which all cancels stand below the sum."""
    tex = latex.verdict(verdict("copies"))
    assert r"be a copy of $A$" in tex
    assert "independence given $C$ and $D$" in tex
    assert "H(R) = H(A)" in tex


@pytest.mark.parametrize(
    ("name", "tex"),
    [
        ("X", "X"),
        ("X1", "X_{1}"),
        ("X_12", "X_{12}"),
        ("X'", "X'"),
        ("X2''", "X_{2}''"),
        ("alpha", r"\alpha"),
        ("Omega_1", r"\Omega_{1}"),
        ("Alpha", r"\mathrm{Alpha}"),
        ("Key1", r"\mathrm{Key}_{1}"),
        ("side_information", r"\mathrm{side\_information}"),
    ],
)
def test_names(name: str, tex: str) -> None:
    """Names look as they do in a paper."""
    assert Names.of([name]).written[name].tex == tex


def test_names_alike() -> None:
    """Two names that would look the same are written as they stand."""
    found = Names.of(["X1", "X_1", "X2"]).written
    assert [piece.tex for piece in found.values()] == [
        r"\mathrm{X1}", r"\mathrm{X\_1}", "X_{2}",
    ]  # fmt: skip


def test_lists() -> None:
    """Names stand in their natural order; a line ends behind a comma; givens are cited by ends."""
    names = [f"{'x' * 30}{k}" for k in (1, 2, 3, 4)]
    long = latex.verdict(itip.prove(f"H({','.join(names)}) >= 0"))
    assert not re.search(r"^& .qquad ,", long, re.MULTILINE)
    chain = " -> ".join(f"X{k}" for k in range(1, 12))
    tex = latex.verdict(itip.prove(f"I(X11;X1|X2) = 0 given {chain}"))
    assert r"$X_{1},\dots,X_{11}$ such that" in tex
    assert r"as $X_{1} \to \dots \to X_{11}$" in tex
    independent = latex.verdict(itip.prove("I(A;E) <= 0 given indep(A, B, C, D, E)"))
    assert r"as $A$, $\dots$, $E$ are independent" in independent


def test_escaped() -> None:
    """What LaTeX would read as a command is printed as it is."""
    assert escaped("50% of $x_1$ & {#}") == r"50\% of \$x\_1\$ \& \{\#\}"


def test_lines() -> None:
    """A line ends before the piece that does not fit, and within one that fits no line."""
    one = Piece("x", 400)
    long = joined([one] * 5)
    assert [line.tex for line in lines([one] * 5, 1000, 1600)] == ["xx", "xxx"]
    assert [line.tex for line in lines([one, long], 1000, 1000)] == ["xx", "xx", "xx"]


MARKOV = f"{INGLETON.replace('B', 'B,E')} given I(A;C|B,E) = 0, I(A;B,E|C) = 0"
ADJOINED = {
    INGLETON: r"Let $W$ be the common information of $A$ and $B$: $H(W \mid A) = 0$, "
    r"$H(W \mid B) = 0$ and $H(W) = I(A\;{;}\;B)$.",
    MARKOV: r"By the double Markov property of $A$, $(B,E)$ and $C$ there is a variable $W$ with "
    r"$H(W \mid B,E) = 0$, $H(W \mid C) = 0$ and $I(A\;{;}\;B,E,C \mid W) = 0$.",
}


@pytest.mark.parametrize("statement", ADJOINED)
def test_adjoined(statement: str) -> None:
    """Variables that a proof adjoins are introduced by what they satisfy."""
    tex = latex.verdict(itip.prove(statement, linear=statement == INGLETON))
    assert rf"\par\noindent {ADJOINED[statement]}" in tex.splitlines()
