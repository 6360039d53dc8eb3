"""`itip entropies`: what it prints, and what it answers to bad input."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

from itip import cli

Output = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A directory with two distributions, and no colours."""
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    monkeypatch.chdir(tmp_path)
    Path("xy.csv").write_text("X,Y,count\n0,a,1\n0,b,2\n1,b,3\n", encoding="utf-8")
    Path("wide.csv").write_text("A,B,C,D,E,F,G,H,I,J,K,p\n0,0,0,0,0,0,0,0,0,0,0,1\n", "utf-8")


PRINTED = {
    "all joint entropies": (
        [],
        (
            "3 outcomes of X,Y\n\nJoint entropies, in bits; decimals are rounded to 4 places\n"
            "  H(X)         1    H(Y)    0.6500    H(X,Y)  1.4591\n"
        ),
    ),
    "more places": (
        ["--of", "H(Y)", "--places", "20"],
        (
            "3 outcomes of X,Y\n\nValues, in bits; decimals are rounded to 20 places\n"
            "  H(Y)  0.65002242164835422490\n"
        ),
    ),
    "rational values": (
        ["--of", "-H(X) + 1/3", "--of", "I(X;X|X)", "--of", "3"],
        (
            "3 outcomes of X,Y\n\nValues, in bits\n"
            "  -H(X) + 1/3  -2/3    I(X;X|X)        0    3               3\n"
        ),
    ),
}


@pytest.mark.parametrize(("options", "printed"), PRINTED.values(), ids=PRINTED)
def test_text(options: list[str], printed: str, capsys: Output) -> None:
    """Rational values are shown exactly, others rounded, and it is said which."""
    assert cli.run(["entropies", "xy.csv", *options]) == 0
    assert capsys.readouterr().out == printed


def test_json(capsys: Output) -> None:
    """The object has each value, exact if it is rational, and rounded."""
    options = ["--format", "json", "--places", "2", "--of", "H(X)", "--of", "I(X;Y)"]
    assert cli.run(["entropies", "xy.csv", *options]) == 0
    assert json.loads(capsys.readouterr().out) == {
        "variables": ["X", "Y"],
        "outcomes": 3,
        "values": [
            {"expression": "H(X)", "exact": "1", "rounded": "1.00"},
            {"expression": "I(X;Y)", "exact": None, "rounded": "0.19"},
        ],
    }


def test_definitions(capsys: Output) -> None:
    """What is asked for may be defined."""
    options = ["--of", "d(X,Y)", "--let", "d(A,B) = H(A|B) + H(B|A)"]
    assert cli.run(["entropies", "xy.csv", *options]) == 0
    assert "H(X|Y) + H(Y|X)  1.2683" in capsys.readouterr().out


def test_standard_input(monkeypatch: pytest.MonkeyPatch, capsys: Output) -> None:
    """- is standard input, and JSON is known by its first character."""
    data = b'\n [{"X": 0, "p": 1}]'
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
    assert cli.run(["entropies", "-"]) == 0
    assert capsys.readouterr().out == "1 outcome of X\n\nJoint entropies, in bits\n  H(X)  0\n"


BAD = {
    "no file": ([], "Missing argument 'FILE'"),
    "a file that is not there": (["nonesuch"], "error: nonesuch: No such file or directory"),
    "a directory": (["."], "error: .: Is a directory"),
    "a short option": (["-z"], "error: -z: No such file or directory"),
    "too many variables": (["wide.csv"], "ask for those you want, with --of"),
    "a relation": (["xy.csv", "--of", "H(X) <= 1"], "is a statement, not an expression"),
    "no expression": (["xy.csv", "--of", "H(X"], "H(X\n"),
    "a variable that is not there": (["xy.csv", "--of", "H(Z)"], "there is no Z"),
    "a scalar": (["xy.csv", "--of", "H(X) - R"], "no value; with --try, --scalar R=1/2 gives it"),
    "no places": (["xy.csv", "--places", "0"], "there can be 1 to 100 decimals, not 0"),
    "too many places": (["xy.csv", "--places", "101"], "there can be 1 to 100 decimals"),
    "places below zero": (["xy.csv", "--places", "-1"], "'-1' is not a number of decimals"),
    "places that are no number": (["xy.csv", "--places", "-"], "'-' is not a number of decimals"),
}


@pytest.mark.parametrize(("arguments", "message"), BAD.values(), ids=BAD)
def test_bad_input(arguments: list[str], message: str, capsys: Output) -> None:
    """What cannot be answered is said on standard error."""
    assert cli.run(["entropies", *arguments]) == 2
    out, err = capsys.readouterr()
    assert not out
    assert message in err


def test_what_a_verdict_prints_can_be_read(capsys: Output) -> None:
    """A certificate with a distribution, and a verdict in JSON, are files of distributions too."""
    statement = ["prove", "H(X,Y) <= 1", "--try", "xy.csv"]
    assert cli.run([*statement, "--certificate", "c.json", "--format", "json"]) == 1
    Path("v.json").write_text(capsys.readouterr().out, encoding="utf-8")
    for file in ("c.json", "v.json"):
        assert cli.run(["entropies", file]) == 0
        assert capsys.readouterr().out == PRINTED["all joint entropies"][1]
