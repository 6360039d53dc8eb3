"""`itip prove --try` and `itip.tried`: whether one distribution violates a statement."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import itip
from itip import cli, kernel
from itip.entropy.table import read

Output = pytest.CaptureFixture[str]

XOR = "X,Y,Z,p\n0,0,0,1/4\n0,1,1,1/4\n1,0,1,1/4\n1,1,0,1/4\n"
ONE_SIXTH = "X,Y,count\n0,a,1\n0,b,2\n1,b,3\n"
TIGHT = "0.6500224216483542"  # H(Y) of the last, to sixteen places; it is more than this
ABOVE = "0.65002242164835423"


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A directory with distributions, and no colours."""
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    monkeypatch.chdir(tmp_path)
    Path("xor.csv").write_text(XOR, encoding="utf-8")
    Path("xy.csv").write_text(ONE_SIXTH, encoding="utf-8")
    outcome = {"X": 0, "p": 1}
    Path("r.json").write_text(json.dumps({"outcomes": [outcome], "scalars": {"R": "-1/2"}}))


def tried(statement: str, text: str, **scalars: int) -> itip.Disproved | itip.Unknown:
    """The verdict by the distribution that a text states."""
    values = {name: Fraction(value) for name, value in scalars.items()}
    return itip.tried(statement, read(text).distribution, scalars=values)


VIOLATED = {
    "an inequality": ("I(X;Y|Z) <= I(X;Y)", XOR, 0, ">="),
    "the second link": ("0 <= I(X;Y|Z) <= I(X;Y)", XOR, 1, ">="),
    "an equation, from below": ("H(X) = H(X,Y)", XOR, 0, ">="),
    "an equation, from above": ("H(X,Y) = H(X)", XOR, 0, "<="),
    "a Markov chain": ("X -> Y -> Z", XOR, 0, "<="),
    "a function": ("Z = f(X)", XOR, 0, "<="),
    "independence": ("indep(X, Y, Z)", XOR, 0, "<="),
    "with givens": ("H(Z) <= 1/2 given Z = f(X,Y), indep(X, Y), H(X) = 1", XOR, 0, ">="),
    "barely": (f"H(Y) <= {TIGHT}", ONE_SIXTH, 0, ">="),
    "without variables": ("1 <= 0", XOR, 0, ">="),
}


@pytest.mark.parametrize(
    ("statement", "text", "goal", "direction"), VIOLATED.values(), ids=VIOLATED
)
def test_violated(statement: str, text: str, goal: int, direction: str) -> None:
    """The verdict is false, with the distribution as evidence that the kernel accepts."""
    verdict = tried(statement, text)
    assert isinstance(verdict, itip.Disproved)
    assert (verdict.witness.goal, verdict.witness.direction) == (goal, direction)
    assert verdict.witness.distribution.ground == verdict.problem.ground
    assert itip.verify(json.dumps(verdict.certificate())).verdict == "false"


NOT = "this distribution does not"
KEPT = {
    "the claim holds": ("I(X;Y) <= I(X;Y|Z)", XOR, f"{NOT} violate it: I(X;Y) = 0, I(X;Y|Z) = 1"),
    "a chain holds": ("0 <= H(X) <= 2", XOR, f"{NOT} violate it: H(X) = 1"),
    "with equality": ("H(X) = H(Y) = 1", XOR, f"{NOT} violate it: H(X) = 1, H(Y) = 1"),
    "independence holds": ("indep(X, Y)", XOR, f"{NOT} violate it: I(X;Y) = 0"),
    "no values": ("0 <= 1", XOR, f"{NOT} violate it"),
    "rounded values": ("H(Y) <= 1", ONE_SIXTH, f"{NOT} violate it: H(Y) = 0.6500 (rounded)"),
    "barely": (f"H(Y) <= {ABOVE}", ONE_SIXTH, f"{NOT} violate it: H(Y) = 0.6500 (rounded)"),
    "a given fails": (
        "H(Z) <= 0 given X -> Y -> Z",
        XOR,
        f"{NOT} satisfy X -> Y -> Z, since I(X;Z|Y) = 1",
    ),
    "two of three givens fail": (
        "H(Z) <= 0 given Z = f(X), indep(X, Y), H(X) <= H(Y) <= H(Z|X,Y)",
        XOR,
        (
            f"{NOT} satisfy Z = f(X), since H(Z|X) = 1; "
            "H(X) <= H(Y) <= H(Z|X,Y), since H(Y) = 1, H(Z|X,Y) = 0"
        ),
    ),
    "a given fails barely": (
        f"H(X) <= 0 given H(Y) <= {TIGHT}",
        ONE_SIXTH,
        (
            f"{NOT} satisfy H(Y) <= 3250112108241771/5000000000000000, "
            "since H(Y) = 0.65002242164835422 (rounded)"
        ),
    ),
}


@pytest.mark.parametrize(("statement", "text", "reason"), KEPT.values(), ids=KEPT)
def test_not_violated(statement: str, text: str, reason: str) -> None:
    """The reason says which givens do not hold, or that the claim does, with the values."""
    verdict = tried(statement, text)
    assert isinstance(verdict, itip.Unknown)
    assert verdict.reason == reason


LACKING = {
    "a variable": ("H(X) <= H(W)", "there is no W in the distribution, which is of X,Y,Z"),
    "a variable of a given": ("H(X) <= 1 given W = f(X)", "there is no W in the distribution"),
    "a scalar": ("H(X) <= R + S", "the scalar S has no value"),
}


@pytest.mark.parametrize(("statement", "message"), LACKING.values(), ids=LACKING)
def test_lacking(statement: str, message: str) -> None:
    """What the statement mentions has to be there; what else is there does no harm."""
    with pytest.raises(itip.ItipError) as error:
        tried(statement, XOR, R=1, T=1)
    assert str(error.value).startswith(message)


def test_what_the_kernel_refuses_is_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    """No verdict false leaves that the kernel has not accepted."""

    def refuse(_: object) -> None:
        raise itip.Rejected("not today")

    monkeypatch.setattr(kernel, "check", refuse)
    verdict = tried("H(X) <= 0", XOR)
    assert isinstance(verdict, itip.Unknown)
    assert verdict.reason == "the kernel does not accept this distribution: not today"


values = st.integers(0, 2)
weighted = st.dictionaries(
    st.tuples(values, values, values), st.integers(1, 9), min_size=1, max_size=6
)
sides = st.sampled_from(["H(X)", "H(Y|Z)", "I(X;Y)", "I(X;Y|Z)", "I(X;Y;Z)", "1/2", "H(X,Z)/2"])


@given(weighted, sides, sides)
def test_trichotomy(weights: dict[tuple[int, ...], int], one: str, other: str) -> None:
    """Of A <= B and B <= A a distribution violates one, or neither, and then A = B holds."""
    ground = itip.GroundSet(("X", "Y", "Z"))
    distribution = itip.Distribution.of(ground, weights.items())
    below, above, equal = (
        itip.tried(statement, distribution).verdict == "false"
        for statement in (f"{one} <= {other}", f"{other} <= {one}", f"{one} = {other}")
    )
    assert not (below and above)
    assert equal == (below or above)


def run(*arguments: str) -> int:
    """The exit status of a command."""
    return cli.run(["prove", *arguments])


def test_command_violated(capsys: Output) -> None:
    """The command prints the verdict as it prints any other, and writes the certificate."""
    assert (
        run("H(Z) <= R", "--try", "xor.csv", "--scalar", "R=1/2", "--certificate", "c.json") == 1
    )
    assert "\nfalse: " in capsys.readouterr().out
    assert cli.run(["verify", "c.json"]) == 0


def test_command_not_violated(capsys: Output) -> None:
    """Otherwise the verdict is unknown, with the reason, in text and JSON."""
    assert run("H(Z) <= 1", "--try", "xor.csv") == 3
    assert "unknown: this distribution does not violate it: H(Z) = 1.\n" in capsys.readouterr().out
    assert run("H(Z) <= 1", "--given", "H(X) = 2", "--try", "xor.csv", "--format", "json") == 3
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert found["verdict"] == "unknown"
    assert found["message"] == "this distribution does not satisfy H(X) = 2, since H(X) = 1"


def test_scalars_of_the_command_come_first(capsys: Output) -> None:
    """A scalar has the value in the file, unless the command says another."""
    assert run("R >= 0", "--try", "r.json") == 1
    assert run("R >= 0", "--try", "r.json", "--scalar", "R = 0.5") == 3
    assert run("R >= 0", "--try", "r.json", "--scalar", "R=-1e-3") == 1
    assert not capsys.readouterr().err


BAD = {
    "a file that is not there": (["--try", "nonesuch"], "nonesuch: No such file or directory"),
    "no file": (["--try"], "requires an argument"),
    "a variable that is not there": (["--given", "W = f(X)", "--try", "xy.csv"], "there is no W"),
    "a scalar without a value": (["--given", "R = 1", "--try", "xy.csv"], "--scalar R=1/2"),
    "a scalar that is no number": (["--try", "xy.csv", "--scalar", "R=x"], "such as R=1/2"),
    "a scalar without a sign": (["--try", "xy.csv", "--scalar", "R"], "such as R=1/2"),
    "a scalar alone": (["--scalar", "R=1"], "--scalar goes with --try"),
    "copies": (["--copy", "R = X over ()", "--try", "xy.csv"], "--copy goes neither with"),
}


@pytest.mark.parametrize(("options", "message"), BAD.values(), ids=BAD)
def test_bad_input(options: list[str], message: str, capsys: Output) -> None:
    """What cannot be tried is said on standard error."""
    assert run("H(X) <= 1", *options) == 2
    out, err = capsys.readouterr()
    assert not out
    assert message in err


def test_no_witness(capsys: Output) -> None:
    """With --no-witness what has no proof is not-shannon, and no random variables are sought."""
    assert run("I(X;Y) <= I(X;Y|Z)", "--no-witness") == 1
    assert "\nnot-shannon: " in capsys.readouterr().out


def test_help_fits(capsys: Output) -> None:
    """The help of both commands fits 80 columns and names the options."""
    for command in ("prove", "entropies"):
        assert cli.run([command, "--help"]) == 0
        shown = capsys.readouterr().out
        assert max(map(len, shown.splitlines())) <= 80
        options = ("--try FILE", "--scalar NAME=VALUE", "--no-witness")
        assert command != "prove" or all(option in shown for option in options)
