"""The command line: exit codes, options, what goes to which stream.

ITIP_GOLDEN=write pytest tests/test_cli.py -k golden    rewrites the transcripts in tests/golden,
each of which has its command in the first line, its output after it, and the exit status last.
"""

from __future__ import annotations

import io
import json
import os
import random
import re
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

import itip
from itip import cli
from itip.prover.method import COPIES

GOLDEN = Path(__file__).parent / "golden"
TRANSCRIPTS = sorted(GOLDEN.glob("*.txt"))
MAIN = "from itip.cli import main; main()"

TRUE = "I(X;Z) <= I(X;Y) given X -> Y -> Z"
FALSE = "I(X;Y) <= I(X;Y|Z)"
SLOW = "I(A;B) <= I(A;B|C) + I(A;B|D) + I(C;D) + I(A;E|B,F)"
ZHANG_YEUNG = "2 I(C;D) <= I(A;B) + I(A;C,D) + 3 I(C;D|A) + I(C;D|B)"
MANY = [f"X{i}" for i in range(1, 18)]
CLASH = "H(X) >= 7 given H(X) = 1, H(X) = 2, H(Y) <= 4"

NOTE = re.compile(r"^ {1,4}[0-9]{1,4}\.[0-9]{2} s  (\S.*)$", re.MULTILINE)

Output = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def plain(monkeypatch: pytest.MonkeyPatch) -> None:
    """No colours are forced from outside."""
    monkeypatch.delenv("FORCE_COLOR", raising=False)


def stdin(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    """Let these bytes be standard input."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))


def json_of(arguments: list[str], capsys: Output) -> dict[str, Any]:
    """The one JSON object that a command prints to standard output, and nothing else."""
    cli.run(arguments)
    (line,) = capsys.readouterr().out.splitlines()
    found = json.loads(line)
    assert isinstance(found, dict)
    return found


# Exit codes

EXITS: dict[str, tuple[int, list[str]]] = {
    "proved": (0, ["prove", TRUE]),
    "proved by a contradiction": (0, ["prove", CLASH]),
    "proved, quietly": (0, ["prove", TRUE, "--quiet"]),
    "proved, whatever is expected": (0, ["prove", "H(X) >= 0 expect false"]),
    "false": (1, ["prove", FALSE]),
    "false, quietly": (1, ["prove", FALSE, "-q"]),
    "false, in JSON": (1, ["prove", FALSE, "--format", "json"]),
    "false, as expected": (1, ["prove", f"{FALSE} expect false"]),
    "not proved": (1, ["prove", FALSE, "--shannon-only"]),
    "not proved, in JSON": (1, ["prove", FALSE, "--shannon-only", "--format", "json"]),
    "not proved, as expected": (1, ["prove", f"{FALSE} expect unprovable", "--shannon-only"]),
    "no statement in it": (2, ["prove", ""]),
    "a slip": (2, ["prove", "I(X,Y) >= 0"]),
    "a slip in a given": (2, ["prove", "H(X) >= 0", "--given", "H(Y"]),
    "a slip in a definition": (2, ["prove", "d >= 0", "--let", "d = H("]),
    "no statement": (2, ["prove"]),
    "two statements": (2, ["prove", "H(X) >= 0", "H(Y) >= 0"]),
    "an unknown option": (2, ["prove", "--nonesuch", TRUE]),
    "an unknown short option": (2, ["prove", "-z", TRUE]),
    "an unknown command": (2, ["nonesuch"]),
    "an unknown solver": (2, ["prove", TRUE, "--solver", "nonesuch"]),
    "a solver that is not installed": (2, ["prove", TRUE, "--solver", "xpress"]),
    "an unknown format": (2, ["prove", TRUE, "--format", "xml"]),
    "a time limit of nothing": (2, ["prove", TRUE, "--time-limit", "0"]),
    "a time limit that is no number": (2, ["prove", TRUE, "--time-limit", "soon"]),
    "a time limit for ever": (2, ["prove", TRUE, "--time-limit", "inf"]),
    "a time limit in the past": (2, ["prove", TRUE, "--time-limit", "-1"]),
    "a memory limit of nothing": (2, ["prove", TRUE, "--memory-limit", "0"]),
    "a memory limit below that": (2, ["prove", TRUE, "--memory-limit", "-1/2"]),
    "a memory limit without end": (2, ["prove", TRUE, "--memory-limit", "inf"]),
    "a memory limit that is none": (2, ["prove", TRUE, "--memory-limit", "nan"]),
    "a memory limit with a unit": (2, ["prove", TRUE, "--memory-limit", "4GB"]),
    "no memory limit after all": (2, ["prove", TRUE, "--memory-limit"]),
    "an unknown strategy": (2, ["prove", TRUE, "--strategy", "barrier"]),
    "a strategy in capitals": (2, ["prove", TRUE, "--strategy", "LAZY"]),
    "no strategy": (2, ["prove", TRUE, "--strategy", ""]),
    "a value for a flag": (2, ["prove", TRUE, "--no-reduce=yes"]),
    "the opposite of a flag": (2, ["prove", TRUE, "--reduce"]),
    "the opposite of no witness": (2, ["prove", FALSE, "--witness"]),
    "a value for verbose": (2, ["prove", TRUE, "--verbose=2"]),
    "a folder as certificate": (2, ["prove", TRUE, "--certificate", "."]),
    "no time": (3, ["prove", SLOW, "--solver", "exact", "--time-limit", "1e-9"]),
    "no memory": (3, ["prove", SLOW, "--memory-limit", "1"]),
    "no memory, in JSON": (3, ["prove", SLOW, "--memory-limit", "1", "--format", "json"]),
    "too many variables": (3, ["prove", "--no-reduce", f"H({','.join(MANY)}) <= 0"]),
    "no time, in JSON": (3, ["prove", SLOW, "--time-limit", "1e-9", "--format", "json"]),
    "an expression": (0, ["expand", "I(X;Y|Z)"]),
    "an identity": (0, ["expand", "H(X,Y) = H(X) + H(Y|X)"]),
    "no identity": (1, ["expand", "H(X,Y) = H(X) + H(Y)"]),
    "no identity in one link": (1, ["expand", "H(X,Y) = H(X) + H(Y|X) = H(X)"]),
    "an inequality expanded": (0, ["expand", "H(X) >= 0"]),
    "no expression": (2, ["expand", "H(X"]),
    "nothing to expand": (2, ["expand"]),
    "nothing to verify": (2, ["verify"]),
    "a certificate that is not there": (2, ["verify", "nonesuch.json"]),
    "a folder without certificates": (2, ["verify", str(GOLDEN)]),
    "a folder of certificates, some of other statements": (
        1,
        ["verify", str(GOLDEN.with_name("certificates"))],
    ),
    "files to format": (0, ["fmt", str(GOLDEN.parent.with_name("inequalities"))]),
    "formatted files": (0, ["fmt", "--check", str(GOLDEN.parent.with_name("inequalities"))]),
    "a folder without statements": (2, ["fmt", str(GOLDEN.with_name("certificates"))]),
    "no file to format": (2, ["fmt"]),
    "a file to format that is not there": (2, ["fmt", "nonesuch.itip"]),
    "both to write and to check": (2, ["fmt", "--write", "--check", "nonesuch.itip"]),
    "help": (0, ["--help"]),
    "help by a letter": (0, ["prove", "-h"]),
    "the version": (0, ["--version"]),
    "solvers": (0, ["prove", "--list-solvers"]),
}


@pytest.mark.parametrize(("code", "arguments"), EXITS.values(), ids=EXITS)
def test_exit_code(code: int, arguments: list[str], capsys: Output) -> None:
    """Each outcome has its exit code; errors are told on standard error, results never are."""
    assert cli.run(arguments) == code
    out, err = capsys.readouterr()
    assert "Traceback" not in out + err
    assert bool(err) == (code == 2)
    assert not (code == 2 and out)


def test_main(monkeypatch: pytest.MonkeyPatch, capsys: Output) -> None:
    """The program exits with the command's status."""
    monkeypatch.setattr(sys, "argv", ["itip", "prove", FALSE])
    with pytest.raises(SystemExit) as caught:
        cli.main()
    assert caught.value.code == 1
    assert "\nfalse: " in capsys.readouterr().out


def test_broken_backend(monkeypatch: pytest.MonkeyPatch, capsys: Output) -> None:
    """A solver that breaks leaves the answer unknown: exit 3, and the reason on standard error."""

    def broken(*_: object, **__: object) -> None:
        raise itip.BackendError("the solver 'cbc' failed: no licence")

    monkeypatch.setattr("itip.prover.prove", broken)
    assert cli.run(["prove", TRUE]) == 3
    out, err = capsys.readouterr()
    assert not out
    assert err == "unknown: the solver 'cbc' failed: no licence\n"


@pytest.mark.parametrize("debug", [False, True])
def test_internal_error(debug: bool, monkeypatch: pytest.MonkeyPatch, capsys: Output) -> None:  # noqa: FBT001
    """A bug is exit 4 and asks for a report; --debug shows the traceback."""

    def buggy(*_: object, **__: object) -> None:
        raise ZeroDivisionError("division by zero")

    monkeypatch.setattr("itip.prover.prove", buggy)
    assert cli.run(["prove", TRUE, *["--debug"] * debug]) == 4
    out, err = capsys.readouterr()
    assert not out
    assert "internal error: ZeroDivisionError: division by zero" in err
    assert "please report it" in err
    assert ("Traceback" in err) == debug


@pytest.mark.parametrize("place", ["itip.prover.prove", "itip.prover.witness.search"])
def test_interrupt_in_python(place: str, monkeypatch: pytest.MonkeyPatch, capsys: Output) -> None:
    """Ctrl-C is exit 130, not click's 1."""

    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(place, interrupted)
    assert cli.run(["prove", FALSE]) == 130
    assert capsys.readouterr() == ("", "interrupted\n")


INTERRUPTED = """
import signal, sys
from itip.cli import main
from itip.prover.lp import highs

solve = highs.Highs.solve

def announced(self, program, *how):
    print("solving", file=sys.stderr, flush=True)
    return solve(self, program, *how)

highs.Highs.solve = announced
signal.signal(signal.SIGINT, signal.default_int_handler)  # a background job starts without it
main()
"""


def test_interrupt_in_the_solver() -> None:
    """Ctrl-C while the solver runs ends it with exit 130 and no traceback."""
    dice, names = random.Random(1), "ABCDEFGKLMNP"  # noqa: S311  statements are no secret
    sets = [",".join(name for name in names if dice.random() < 1 / 3) for _ in range(120)]
    triples = zip(sets[::3], sets[1::3], sets[2::3], strict=True)
    terms = (f"I({a};{b}|{c})" for a, b, c in triples if a and b and c)
    dense = f"{' + '.join(terms)} >= 0"
    how = ["--solver", "highs", "--strategy", "simplex", "--no-reduce"]
    command = [sys.executable, "-c", INTERRUPTED, "prove", dense, *how]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stderr
        assert process.stdout
        assert process.stderr.readline().split() == [b"solving"]
        time.sleep(0.3)
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=60) == 130
        assert not process.stdout.read()
        assert process.stderr.read().split() == [b"interrupted"]


@pytest.mark.parametrize(
    "arguments",
    [["prove", TRUE], ["prove", TRUE, "--format", "json"], ["expand", "H(X)"], ["--help"]],
    ids=["prove", "json", "expand", "help"],
)
def test_broken_pipe(arguments: list[str]) -> None:
    """A reader that has gone is exit 141, in silence."""
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "wb") as closed:
        done = subprocess.run(
            [sys.executable, "-c", MAIN, *arguments],
            stdout=closed, stderr=subprocess.PIPE, check=False, timeout=60,
        )  # fmt: skip
    assert (done.returncode, done.stderr) == (141, b"")


def test_long_output_to_a_broken_pipe() -> None:
    """The same where much was to be written: a reader that stops after the first line."""
    names = ",".join("ABCDEFGK")
    command = [sys.executable, "-c", MAIN, "expand", f"I({names.replace(',', ';')})"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        assert process.wait(timeout=60) == 141
        assert not process.stderr.read()


# Start-up and streams

HEAVY = {"numpy", "scipy", "highspy", "sympy", "pulp", "rich", "flint"}
IMPORTED = (
    "import sys; from itip.cli import run; code = run(sys.argv[1:]); "
    f"print(sorted({HEAVY} & sys.modules.keys()), file=sys.stderr); sys.exit(code)"
)
LIGHT: dict[str, tuple[int, list[str]]] = {
    "a proof": (0, ["prove", TRUE]),
    "a proof by contradiction": (0, ["prove", CLASH]),
    "a shared bit": (1, ["prove", FALSE]),
    "a shared bit, in JSON": (1, ["prove", FALSE, "--format", "json"]),
    "a shared bit, with givens": (1, ["prove", "X -> Y -> Z", "--given", "indep(X, Y)"]),
    "a shared bit, of an equation": (1, ["prove", "H(X) = H(X,Y) = H(Y)"]),
    "shared bits": (1, ["prove", "H(X) <= 1"]),
    "a polymatroid": (1, ["prove", "I(X;Y|Z) <= I(X;Y)", "--shannon-only"]),
    "a distribution": (1, ["prove", "H(X) <= H(Y)", "--try", str(GOLDEN / "xy.csv")]),
    "entropies": (0, ["entropies", str(GOLDEN / "xy.csv")]),
    "help": (0, ["--help"]),
}


@pytest.mark.parametrize(("code", "arguments"), LIGHT.values(), ids=LIGHT)
def test_nothing_heavy_is_imported(code: int, arguments: list[str]) -> None:
    """What is small, printed to a pipe, needs no numpy, no solver, no sympy and no rich."""
    done = subprocess.run(
        [sys.executable, "-c", IMPORTED, *arguments], capture_output=True, check=False, timeout=60
    )
    assert (done.returncode, done.stderr.split()) == (code, [b"[]"])
    assert done.stdout


@pytest.mark.parametrize("statement", ["I(X;Y|Z) <= I(X;Y)", "H(X) <= R given R = 1/2"])
def test_linear_random_variables_need_little(statement: str) -> None:
    """Where few linear random variables or a scalar are to be found, numpy alone is needed."""
    done = subprocess.run(
        [sys.executable, "-c", IMPORTED, "prove", statement],
        capture_output=True, check=False, timeout=60,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (1, b"['numpy']\n")


def test_output_is_nothing_but_json() -> None:
    """A solver's banner or log does not get between the lines of JSON."""
    for solver in ("highs", "cbc", "auto"):
        done = subprocess.run(
            [sys.executable, "-c", MAIN, "prove", SLOW, "--solver", solver, "--format", "json"],
            capture_output=True, check=False, timeout=60,
        )  # fmt: skip
        assert (done.returncode, done.stderr) == (1, b"")
        assert json.loads(done.stdout)["verdict"] == "false"
        assert done.stdout.count(b"\n") == 1


# Options of prove

MINUS = [
    ["prove", "-H(X) + H(X,Y) >= 0"],
    ["prove", "-H(X)<=0"],
    ["prove", "-I(X;Y) <= 0", "--quiet"],
    ["prove", "-1 <= 0"],
    ["prove", "-1/2<=0"],
    ["prove", "-2 R <= 0", "--given", "-R <= 0"],
    ["prove", "-R<=0", "--given=-R <= 0"],
    ["prove", "--given", "-alpha <= -1", "-alpha <= 0"],
    ["prove", "-alpha=1", "--given", "alpha = -1"],
    ["prove", "-d <= 0", "--let", "d = H(X)"],
    ["prove", "--", "-H(X) <= 0"],
    ["prove", " -H(X) <= 0"],
    ["prove", "- -H(X) >= 0"],
    ["expand", "-H(X) + H(X,Y)"],
    ["expand", "-H(X)"],
    ["expand", "-2"],
    ["expand", "--", "-alpha"],
]


@pytest.mark.parametrize("arguments", MINUS, ids=map(shlex.join, MINUS))
def test_leading_minus(arguments: list[str], capsys: Output) -> None:
    """Statements, constraints and expressions may begin with a minus sign."""
    assert cli.run(arguments) == 0
    assert not capsys.readouterr().err


def test_leading_minus_is_kept(capsys: Output) -> None:
    """The minus sign counts."""
    assert json_of(["expand", "-H(X)", "--format", "json"], capsys)["terms"] == [[["X"], "-1"]]
    assert cli.run(["prove", "-H(X) >= 0"]) == 1


def test_standard_input(monkeypatch: pytest.MonkeyPatch, capsys: Output) -> None:
    """A statement, a given or an expression is read from standard input where - stands for it."""
    stdin(monkeypatch, TRUE.encode())
    assert cli.run(["prove", "-"]) == 0
    stdin(monkeypatch, "\ufeffI(X;Z) ≤ I(X;Y)\n  given X → Y → Z\n".encode())
    assert cli.run(["prove", "-"]) == 0
    stdin(monkeypatch, b"X -> Y -> Z")
    assert cli.run(["prove", "I(X;Z) <= I(X;Y)", "--given", "-"]) == 0
    stdin(monkeypatch, b"H(X) - H(X)")
    assert cli.run(["expand", "-"]) == 0
    assert "Identically zero" in capsys.readouterr().out


@pytest.mark.parametrize("data", [b"", b"\n", b"H(X) \xff", b"\x00", b"H(X) >= 0 \x80"])
def test_bad_standard_input(data: bytes, monkeypatch: pytest.MonkeyPatch, capsys: Output) -> None:
    """Standard input that is no statement, or not UTF-8, is bad input."""
    stdin(monkeypatch, data)
    assert cli.run(["prove", "-"]) == 2
    out, err = capsys.readouterr()
    assert not out
    assert err


def test_repeated_options(capsys: Output) -> None:
    """--given and --let repeat; an error says which of them it is in."""
    arguments = ["prove", "d(X,Z) <= e(X,Y) + d(Y,Z)", "--let", "d(A,B) = H(A|B)"]
    arguments += ["--let", "e(A,B) = d(A,B)", "--given", "X -> Y -> Z", "--given", "H(Y) = 1"]
    found = json_of([*arguments, "--format", "json"], capsys)
    assert found["verdict"] == "shannon"
    assert found["given"] == ["X -> Y -> Z", "H(Y) = 1"]
    assert cli.run([*arguments, "--given", "H(Y"]) == 2
    assert "--given 3, line 1" in capsys.readouterr().err


def test_quiet(capsys: Output) -> None:
    """--quiet prints nothing of a proof, and does not hide that there is none."""
    assert cli.run(["prove", TRUE, "--quiet"]) == 0
    assert capsys.readouterr() == ("", "")
    for option, verdict in ((), "false"), (["--shannon-only"], "not-shannon"):
        assert cli.run(["prove", FALSE, "--quiet", *option]) == 1
        assert f"\n{verdict}: " in capsys.readouterr().out


def test_json(capsys: Output) -> None:
    """The JSON object of a statement has what the documentation lists."""
    found = json_of(["prove", f"{TRUE} expect true", "--format", "json"], capsys)
    assert found.pop("seconds") >= 0
    assert found.pop("message")
    assert found == {
        "name": "statement",
        "claim": "I(X;Z) <= I(X;Y)",
        "given": ["X -> Y -> Z"],
        "verdict": "shannon",
        "expected": "true",
        "ok": True,
        "variables": ["X", "Z", "Y"],
    }


def test_json_of_false(capsys: Output) -> None:
    """A refutation has the random variables besides, in words and by outcomes."""
    found = json_of(["prove", f"{FALSE} given H(Z) <= 1", "--format", "json"], capsys)
    assert (found["verdict"], found["ok"]) == ("false", False)
    assert found["message"] == "random variables that satisfy the givens violate it"
    assert found["detail"] == [
        "X a fair bit; Y = Z = X",
        "I(X;Y) = 1",
        "I(X;Y|Z) = 0",
        "1 <= 0 does not hold",
    ]
    assert found["witness"] == {
        "words": "X a fair bit; Y = Z = X",
        "outcomes": [{"values": dict.fromkeys("XYZ", bit), "p": "1/2"} for bit in (0, 1)],
        "scalars": {},
    }


@pytest.mark.parametrize(
    ("statement", "ok"),
    [
        (TRUE, True),
        (FALSE, False),
        ("H(X) >= 0 expect shannon", True),
        ("H(X) >= 0 expect true", True),
        ("H(X) >= 0 expect unprovable", False),
        ("H(X) >= 0 expect non-shannon", False),
        ("H(X) <= 0 expect not-shannon", False),
        ("H(X) <= 0 expect false", True),
        ("H(X) <= 0 expect unprovable", True),
        ("H(X) <= 0 expect true", False),
    ],
)
def test_expected(statement: str, ok: bool, capsys: Output) -> None:  # noqa: FBT001
    """`ok` compares the verdict with what the statement expects; without that, a proof is ok."""
    assert json_of(["prove", statement, "--format", "json"], capsys)["ok"] is ok


@pytest.mark.parametrize(
    ("expected", "ok"), [("false", False), ("not-shannon", True), ("unprovable", True)]
)
def test_expected_without_a_search(expected: str, ok: bool, capsys: Output) -> None:  # noqa: FBT001
    """Where no random variables are sought, what is false is not-shannon, and so expected."""
    arguments = ["prove", f"{FALSE} expect {expected}", "--shannon-only", "--format", "json"]
    assert json_of(arguments, capsys)["ok"] is ok


def test_json_of_unknown(capsys: Output) -> None:
    """An unknown verdict has its reason as the message."""
    arguments = ["prove", SLOW, "--time-limit", "1e-9", "--format", "json", "--certificate", "-"]
    found = json_of(arguments, capsys)
    assert (found["verdict"], found["ok"]) == ("unknown", False)
    assert "time limit" in found["message"]
    assert "certificate" not in found


SUM = " + ".join(f"H({name})" for name in MANY)
CERTIFIED: dict[str, tuple[str, str, list[str]]] = {
    "true": (TRUE, "shannon", []),
    "clash": (CLASH, "shannon", []),
    "symmetric": (f"H({','.join(MANY)}) <= {SUM}", "shannon", []),
    "false": (FALSE, "false", []),
    "equality": ("H(X,Y) = H(X)", "false", []),
    "one of several": ("0 <= I(X;Y) <= I(X;Y|Z) <= H(X)", "false", []),
    "irrational": ("I(A;B) <= I(A;B|C) + I(A;B|D) + I(C;D)", "false", []),
    "scalars": ("R >= H(X|Y) given R + H(Y) >= H(X)", "false", []),
    "no variables": ("R >= 1 given 2 R = 1", "false", []),
    "not provable": (FALSE, "not-shannon", ["--shannon-only"]),
    "symmetric, not provable": (
        f"H({','.join(MANY)}) >= {SUM}",
        "not-shannon",
        ["--shannon-only"],
    ),
}


@pytest.mark.parametrize(("statement", "verdict", "options"), CERTIFIED.values(), ids=CERTIFIED)
def test_certificate(
    statement: str, verdict: str, options: list[str], tmp_path: Path, capsys: Output
) -> None:
    """A written certificate is verified; so is the one printed instead of the verdict."""
    file = tmp_path / "certificate.json"
    prove = ["prove", statement, *options]
    code = cli.run([*prove, "--certificate", str(file)])
    assert code == (verdict != "shannon")
    assert f"\n{verdict}: " in capsys.readouterr().out
    assert cli.run(["verify", str(file)]) == 0
    assert capsys.readouterr().out.startswith(f"{file}: verified: {verdict}: {statement}\n")
    assert cli.run([*prove, "--certificate", "-"]) == code
    assert json.loads(capsys.readouterr().out) == json.loads(file.read_text("utf-8"))
    found = json_of([*prove, "--certificate", "-", "--format", "json"], capsys)
    assert found["certificate"] == json.loads(file.read_text("utf-8"))
    assert cli.run([*prove, "--quiet", "--certificate", str(file)]) == code


def test_certificate_that_cannot_be_written(tmp_path: Path, capsys: Output) -> None:
    """A certificate that cannot be written is bad input, and the file is named."""
    file = tmp_path / "nonesuch" / "proof.json"
    assert cli.run(["prove", TRUE, "--certificate", str(file)]) == 2
    err = capsys.readouterr().err
    assert "proof.json" in err
    assert "report" not in err


def test_no_certificate_of_unknown(tmp_path: Path, capsys: Output) -> None:
    """Of an unknown verdict no certificate is written, and that is said."""
    file = tmp_path / "certificate.json"
    assert cli.run(["prove", SLOW, "--time-limit", "1e-9", "--certificate", str(file)]) == 3
    assert "no certificate is written" in capsys.readouterr().err
    assert not file.exists()


def test_list_solvers(capsys: Output) -> None:
    """The usable solvers are listed, those in this process first; a statement is not needed."""
    assert cli.run(["prove", "--list-solvers"]) == 0
    lines = capsys.readouterr().out.splitlines()
    names = [line.split()[0] for line in lines]
    assert names[:3] == ["auto", "exact", "highs"]
    assert "cbc" in names
    for name in ("auto", "exact", "highs", "cbc"):
        assert cli.run(["prove", TRUE, "--solver", name]) == 0


@pytest.mark.parametrize(
    ("solver", "reason"),
    [("nonesuch", "is not a solver that itip knows"), ("xpress", "is not installed here")],
)
def test_missing_solver(solver: str, reason: str, capsys: Output) -> None:
    """A solver that cannot be used is named, with the reason and those that can."""
    assert cli.run(["prove", TRUE, "--solver", solver]) == 2
    err = " ".join(capsys.readouterr().err.split())
    assert f"'{solver}' {reason}; usable are: exact, highs" in err


@pytest.mark.parametrize("solver", ["auto", "exact", "highs", "cbc"])
def test_solver(solver: str, capsys: Output) -> None:
    """Every solver comes to the same verdicts."""
    assert cli.run(["prove", TRUE, "--solver", solver]) == 0
    assert cli.run(["prove", FALSE, "--solver", solver]) == 1
    assert not capsys.readouterr().err


@pytest.mark.parametrize("strategy", ["auto", "simplex", "interior", "lazy"])
@pytest.mark.parametrize("reduce", [[], ["--no-reduce"]], ids=["reduced", "whole"])
def test_strategy(strategy: str, reduce: list[str], capsys: Output) -> None:
    """Every strategy comes to the same verdicts, of a problem reduced or whole."""
    for solver in ("auto", "highs"):
        how = ["--strategy", strategy, "--solver", solver, *reduce]
        assert cli.run(["prove", TRUE, *how]) == 0
        assert cli.run(["prove", FALSE, *how]) == 1
    assert not capsys.readouterr().err


ASKED: list[tuple[list[str], dict[str, object]]] = [
    ([], {"strategy": "auto", "reduce": True, "time_limit": None, "memory_limit": None}),
    ([], {"max_copies": COPIES, "witness": True, "shannon_only": False, "linear": False}),
    (["--strategy", "lazy", "--no-reduce"], {"strategy": "lazy", "reduce": False}),
    (["--time-limit", "50"], {"time_limit": 50}),
    (["--memory-limit", "4000.5"], {"memory_limit": 4000.5}),
    (["--max-copies", "4"], {"max_copies": 4}),
    (["--no-copies"], {"max_copies": 0}),
    (["--no-witness"], {"witness": False}),
    (["--shannon-only"], {"shannon_only": True}),
    (["--linear"], {"linear": True}),
]


@pytest.mark.parametrize(("options", "expected"), ASKED)
def test_options_reach_the_prover(
    options: list[str], expected: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is asked for on the command line is what the prover is asked for."""
    asked: dict[str, object] = {}
    prove = itip.prove

    def noted(statement: str, **how: object) -> itip.Verdict:
        asked.update(how)
        return prove(statement)

    monkeypatch.setattr("itip.prover.prove", noted)
    assert cli.run(["prove", TRUE, *options]) == 0
    assert asked | expected == asked


@pytest.mark.parametrize("limit", [[], ["--time-limit", "60"], ["--memory-limit", "4000"]])
def test_a_limit_in_the_search(
    limit: list[str], monkeypatch: pytest.MonkeyPatch, capsys: Output
) -> None:
    """A limit that comes while random variables are sought takes nothing from the polymatroid."""

    def late(*_: object) -> None:
        raise itip.LimitReached("too late")

    monkeypatch.setattr("itip.prover.witness.strategies.answers", late)
    assert cli.run(["prove", ZHANG_YEUNG, "--verbose", "--no-copies", *limit]) == 1
    out, err = capsys.readouterr()
    assert "\nnot-shannon: " in out
    assert err.splitlines()[-1].endswith("a limit came before more was found")


def test_what_the_kernel_refuses(monkeypatch: pytest.MonkeyPatch, capsys: Output) -> None:
    """Random variables that the kernel does not accept are none: there is the polymatroid."""
    certain = itip.Distribution.of(itip.GroundSet(("X", "Y", "Z")), [((0, 0, 0), 1)])
    monkeypatch.setattr(
        "itip.prover.witness.search", lambda *_: iter([itip.Witness(0, ">=", certain, ())])
    )
    assert cli.run(["prove", FALSE]) == 1
    assert "\nnot-shannon: " in capsys.readouterr().out


def test_limits_say_what_would_help(capsys: Output) -> None:
    """A limit that came first is the reason, with what may help."""
    for limit, name in ((["--time-limit", "1e-9"], "time"), (["--memory-limit", "1"], "memory")):
        assert cli.run(["prove", SLOW, *limit]) == 3
        out, err = capsys.readouterr()
        assert f"unknown: the {name} limit" in out
        assert "may help" in out
        assert not err


@pytest.mark.parametrize("option", ["-v", "--verbose"])
@pytest.mark.parametrize("others", [[], ["--quiet"], ["--format", "json"]], ids=" ".join)
def test_verbose(option: str, others: list[str], capsys: Output) -> None:
    """What is done is told on standard error with the seconds; the result stays as it is."""
    assert cli.run(["prove", TRUE, *others]) == 0
    plainly, nothing = capsys.readouterr()
    assert not nothing
    assert cli.run(["prove", TRUE, option, *others]) == 0
    out, err = capsys.readouterr()
    if "json" not in others:
        assert out == plainly
    assert "the kernel checks the evidence" in err
    for told in err.splitlines():
        assert NOTE.fullmatch(told)


def test_error_shows_the_place(capsys: Output) -> None:
    """A slip is shown with a caret under its place and a likely repair."""
    assert cli.run(["prove", "H(X) >= I(X,Y)"]) == 2
    lines = capsys.readouterr().err.splitlines()
    assert "did you mean I(X;Y) or H(X,Y)?" in lines[0]
    assert lines[-1].index("^") == lines[-2].index(",")


# verify


def spoiled(tmp_path: Path, path: list[str | int], value: object) -> str:
    """The name of a file with a proof's certificate in which one place was changed."""
    outcome = itip.prove(TRUE)
    assert isinstance(outcome, itip.Proved)
    document: Any = outcome.certificate()
    at = document
    for key in path[:-1]:
        at = at[key]
    at[path[-1]] = value
    file = tmp_path / "spoiled.json"
    file.write_text(json.dumps(document), encoding="utf-8")
    return str(file)


@pytest.mark.parametrize(
    ("path", "value", "reason"),
    [
        (["evidence", 0, "shannon", 0, "weight"], "2", "the sum is not as claimed"),
        (["evidence", 0, "givens", 0, "weight"], "1", "the sum is not as claimed"),
        (["verdict"], "false", "the verdict is 'false'"),
        (["statement", "claim"], "I(X;Z) <= I(Y;Z)", "not what the statement's text says"),
        (["statement", "given"], ["X -> Z -> Y"], "not what the statement's text says"),
        (["statement", "claim"], "I(X,Z)", "the statement's text cannot be read"),
    ],
    ids=["weight", "given", "verdict", "claim", "constraint", "text"],
)
def test_rejected(
    path: list[str | int], value: object, reason: str, tmp_path: Path, capsys: Output
) -> None:
    """A spoiled certificate is rejected with the reason: exit 1."""
    file = spoiled(tmp_path, path, value)
    assert cli.run(["verify", file]) == 1
    out, err = capsys.readouterr()
    assert out.startswith(f"{file}: rejected: ")
    assert reason in out
    assert not err


def test_verify_several(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Output) -> None:
    """All certificates are checked; the worst decides; - is standard input."""
    bad = spoiled(tmp_path, ["version"], 2)
    good = tmp_path / "good.json"
    cli.run(["prove", TRUE, "--quiet", "--certificate", str(good)])
    missing = str(tmp_path / "missing.json")
    stdin(monkeypatch, good.read_bytes())
    assert cli.run(["verify", str(good), missing, bad, "-"]) == 2
    out, err = capsys.readouterr()
    assert [
        line.removeprefix(f"{tmp_path}{os.sep}").split(": ")[:2]
        for line in out.splitlines()
        if not line.startswith(" ")
    ] == [
        ["good.json", "verified"],
        ["spoiled.json", "rejected"],
        ["-", "verified"],
    ]
    assert err.startswith(f"{missing}: cannot be read")
    assert cli.run(["verify", str(good), bad]) == 1
    capsys.readouterr()
    assert cli.run(["verify", "--quiet", str(good)]) == 0
    assert capsys.readouterr() == ("", "")
    assert cli.run(["verify", "--quiet", bad]) == 1
    assert "rejected" in capsys.readouterr().out


@pytest.mark.parametrize("data", [b"", b"\xff", b"[]", b"{", b"[" * 100_000, b'{"a": NaN}'])
def test_no_certificate(data: bytes, tmp_path: Path, capsys: Output) -> None:
    """What is no certificate is rejected, whatever it is."""
    file = tmp_path / "nothing.json"
    file.write_bytes(data)
    assert cli.run(["verify", str(file)]) == 1
    assert "rejected" in capsys.readouterr().out


# expand


def test_expand(capsys: Output) -> None:
    """An expression is shown in joint entropies and in atoms."""
    assert cli.run(["expand", "I(X;Y|Z)"]) == 0
    out = capsys.readouterr().out
    assert "-H(Z) + H(X,Z) + H(Y,Z) - H(X,Y,Z)" in out
    assert "atoms:  I(X;Y|Z)" in out
    assert "Not identically zero." in out


def test_expand_json(capsys: Output) -> None:
    """In JSON an expression has its coordinates as a certificate has them."""
    found = json_of(["expand", "2 H(X|Y) + R - 1/2", "--format", "json"], capsys)
    assert found["expression"] == "2 H(X|Y) + R - 1/2"
    assert found["variables"] == ["X", "Y"]
    assert found["terms"] == [[["Y"], "-2"], [["X", "Y"], "2"], ["R", "1"], ["", "-1/2"]]
    assert found["zero"] is False
    assert json_of(["expand", "H(X) - H(X)", "--format", "json"], capsys)["zero"] is True
    assert json_of(["expand", "H(X) = H(X)", "--format", "json"], capsys)["zero"] is True


def test_expand_sympy(capsys: Output) -> None:
    """For sympy it is printed as text that sympy itself reads."""
    import sympy  # noqa: PLC0415  takes half a second to import

    assert cli.run(["expand", "1/3 H(X|Y)", "--format", "sympy"]) == 0
    x, y = (sympy.Symbol(name, real=True) for name in ("H(X,Y)", "H(Y)"))
    assert sympy.sympify(capsys.readouterr().out) == (x - y) / 3


def test_expand_many_links(capsys: Output) -> None:
    """A chain is expanded link by link, in JSON line by line."""
    assert cli.run(["expand", "H(X,Y) = H(X) + H(Y|X) = H(X)", "--format", "json"]) == 1
    zero = [json.loads(line)["zero"] for line in capsys.readouterr().out.splitlines()]
    assert zero == [True, False]


def test_expand_definitions(capsys: Output) -> None:
    """--let stands for what it says in expressions too."""
    arguments = ["expand", "d(X,Y) = H(X,Y) - I(X;Y)", "--let", "d(A,B) = H(A|B) + H(B|A)"]
    assert cli.run(arguments) == 0
    assert "Identically zero" in capsys.readouterr().out


# Transcripts


def transcript(command: str, capsys: Output) -> str:
    """What the command prints to a pipe, and its exit status."""
    program, *arguments = shlex.split(command.removeprefix("$ "))
    assert program == "itip"
    capsys.readouterr()
    code = cli.run(arguments)
    out, err = capsys.readouterr()
    return f"{command}\n{out}{NOTE.sub(_without_seconds, err)}[exit {code}]\n"


def _without_seconds(note: re.Match[str]) -> str:
    return f"    0.00 s  {note[1]}"


@pytest.mark.parametrize("file", TRANSCRIPTS, ids=[file.stem for file in TRANSCRIPTS])
def test_golden(file: Path, monkeypatch: pytest.MonkeyPatch, capsys: Output) -> None:
    """Each transcript is what the program prints, to the letter, of the files beside it."""
    monkeypatch.chdir(GOLDEN)
    written = file.read_text("utf-8")
    command = written.partition("\n")[0]
    found = transcript(command, capsys)
    if os.environ.get("ITIP_GOLDEN") == "write":
        file.write_text(found, encoding="utf-8")
        written = found
    assert found == written


def test_golden_are_many() -> None:
    """The transcripts are found."""
    assert len(TRANSCRIPTS) >= 55
