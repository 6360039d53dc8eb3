"""The verdict `false`: what is shown of random variables that violate a claim, in each format."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console

from itip import kernel
from itip.batch.outcome import decided
from itip.entropy.distribution import Distribution, Value
from itip.entropy.translate import translate
from itip.evidence import Direction, Witness
from itip.language import parse
from itip.render import blocks as layout
from itip.render import github, junit, report, text
from itip.render import json as objects
from itip.verdict import Disproved, as_expected, message
from itip.violation import violation

Weights = Iterable[tuple[tuple[Value, ...], int | Fraction]]

BITS = list(product((0, 1), repeat=2))
XOR = [((x, y, x ^ y), 1) for x, y in BITS]
AND = [((x, y, x & y), 1) for x, y in BITS]


def disproved(
    statement: str,
    weights: Weights,
    scalars: Iterable[str] = (),
    *,
    goal: int = 0,
    direction: Direction = ">=",
) -> Disproved:
    """The verdict by these outcomes, which the kernel accepts."""
    tree = parse(statement)
    problem = translate(tree)
    distribution = Distribution.of(problem.ground, weights)
    witness = Witness(goal, direction, distribution, tuple(map(Fraction, scalars)))
    return Disproved(tree, problem, (witness,))


def shown(outcome: Disproved, *, everything: bool = False) -> str:
    """What a pipe gets, without the statement."""
    return layout.plain(text.verdict(outcome, everything=everything)).partition("\n\n")[2]


CASES = {
    "xor": disproved("I(X;Y|Z) <= I(X;Y)", XOR),
    "and": disproved("I(X;Y|Z) <= I(X;Y)", AND),
    "chain": disproved("0 <= I(X;Y) <= H(X|Y) <= H(X)", [((0, 0), 1), ((1, 1), 1)], goal=1),
    "equality": disproved("H(X,Y) = H(X)", [((0, 0), 1), ((0, 1), 1)], direction="<="),
    "markov": disproved("X -> Y -> Z given indep(X, Y)", AND, direction="<="),
    "independence": disproved(
        "indep(X, Y, Z) given indep(X, Y), indep(Y, Z), indep(X, Z)", XOR, direction="<="
    ),
    "function": disproved("Y = f(X)", [((0, 0), 1), ((1, 0), 3)], direction="<="),
    "same entropies": disproved("X ~ Y", [((0, 0), 1), ((0, 1), 1), ((1, 2), 1)]),
    "scalars": disproved(
        "R + 1/2 >= H(X|Y) given R + H(Y) >= H(X)", [((0, 0), 1), ((0, 1), 1)], ["-1"]
    ),
    "fractions": disproved("H(X) <= 507/625", [((0,), 1), ((1,), 3)]),
    "no variables": disproved("R >= 1 given 2 R = 1", [((), 1)], ["1/2"]),
    "constants": disproved("H(X) >= 1", [((0,), 1)]),
    "large": disproved("H(X,Y) <= 1", [((x, y), 1) for x in range(8) for y in range(8)]),
    "text": disproved("H(X) <= 1", [(("heads",), 1), (("[b]",), 1), (("0",), 2), ((0,), 2)]),
    "values": disproved("H(X,Y) <= 0", [((-1, "café noir"), 1), ((2, "x\x1b\u202e"), 1)]),
    "long names": disproved(
        "I(Message;Ciphertext|Key) <= I(Message;Ciphertext)",
        [((x, x ^ k, k), 1) for x, k in BITS],
    ),
    "many": disproved(
        f"H({','.join(f'X{i}' for i in range(1, 31))}) <= 1/2", [((x,) * 30, 1) for x in (0, 1)]
    ),
    "long fractions": disproved(
        "H(A,B,C,D) <= 1/1000000000",
        [((x, y, x & y, 1), 10**9 + 7 * x + y) for x, y in BITS],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_cases_are_false(case: str) -> None:
    """The kernel accepts every case of this file."""
    assert kernel.check(CASES[case].certificate()).verdict == "false"


TRANSCRIPTS = {
    "xor": """\
false: random variables violate it.

  X, Y independent fair bits; Z = X xor Y

  I(X;Y|Z) = 1
  I(X;Y) = 0
  1 <= 0 does not hold

X  Y  Z  probability
0  0  0          1/4
0  1  1          1/4
1  0  1          1/4
1  1  0          1/4
""",
    "markov": """\
false: random variables that satisfy the givens violate it.

  X, Y independent fair bits; Z = X and Y

  I(X;Z|Y) = 1/2, not 0

X  Y  Z  probability
0  0  0          1/4
0  1  0          1/4
1  0  0          1/4
1  1  1          1/4
""",
    "scalars": """\
false: random variables that satisfy the givens violate it.

  Y a fair bit; X = 0

  R + 1/2 = -1/2
  H(X|Y) = 0
  -1/2 >= 0 does not hold

X  Y  probability
0  0          1/2
0  1          1/2

Scalars
  R  -1
""",
    "no variables": """\
false: numbers that satisfy the givens violate it.

  R = 1/2
  1/2 >= 1 does not hold

Scalars
  R  1/2
""",
    "text": """\
false: random variables violate it.

  H(X) = 1.9183 (rounded)
  1.9183 <= 1 does not hold, checked exactly

X      probability
0              1/3
"0"            1/3
"[b]"          1/6
heads          1/6
""",
    "values": """\
false: random variables violate it.

  H(X,Y) = 1
  1 <= 0 does not hold

 X  Y                probability
-1  "café noir"              1/2
 2  "x\\u001b\\u202e"          1/2
""",
}


@pytest.mark.parametrize("case", TRANSCRIPTS)
def test_transcripts(case: str) -> None:
    """The random variables in words, the sides' values, and then the table."""
    assert shown(CASES[case]) == TRANSCRIPTS[case]


ROWS = {
    "and": ["I(X;Y|Z) = 0.1887 (rounded)", "I(X;Y) = 0",
            "0.1887 <= 0 does not hold, checked exactly"],
    "chain": ["I(X;Y) = 1", "H(X|Y) = 0", "1 <= 0 does not hold"],
    "equality": ["H(X,Y) = 1", "H(X) = 0", "1 = 0 does not hold"],
    "independence": ["H(X) + H(Y) + H(Z) - H(X,Y,Z) = 1, not 0"],
    "function": ["H(Y|X) = 0.8113 (rounded); not 0, checked exactly"],
    "fractions": ["H(X) = 0.8113 (rounded)",
                  "0.8113 <= 0.8112 does not hold, checked exactly"],
    "constants": ["H(X) = 0", "0 >= 1 does not hold"],
}  # fmt: skip


@pytest.mark.parametrize("case", ROWS)
def test_values(case: str) -> None:
    """Rational values are exact; others are rounded, which is said, as is the exact check."""
    assert list(violation(CASES[case]).rows) == ROWS[case]


def test_more_places_where_it_is_close() -> None:
    """A value that would look like the other side, or like 0, is shown with more places."""
    close = disproved("H(X) <= 0.8112781244", [((0,), 1), ((1,), 3)])
    left, right = violation(close).sides
    assert (left.value, right.compared) == ("0.8112781245", "0.8112781244")
    small = disproved("Y = f(X)", [((0, 0), 10**9), ((1, 0), 1)], direction="<=")
    assert violation(small).rows == ("H(Y|X) = 3e-8 (rounded); not 0, checked exactly",)
    tiny = disproved("H(X) <= 0", [((0,), 10**60), ((1,), 1)])
    assert tiny.witness.distribution.entropy(1).rounded(58) == f"0.{'0' * 57}2"
    assert violation(tiny).sides[0].value == "2e-58"


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 10**6), st.integers(1, 10**6), st.integers(0, 12))
def test_rounded_values_do_not_mislead(a: int, b: int, places: int) -> None:
    """The numbers as shown violate the relation, too, and are as close as rounding leaves them."""
    value = disproved("H(X) <= 0", [((0,), a), ((1,), b)])
    entropy = value.witness.distribution.entropy(1)
    below = Fraction(entropy.rounded(places)) - Fraction(1, 10**places)
    outcome = disproved(f"H(X) <= {below}", [((0,), a), ((1,), b)])
    left, right = violation(outcome).sides
    assert Fraction(left.compared) > Fraction(right.compared)
    unit = Fraction(1, 10 ** len(left.compared.partition(".")[2]))
    assert abs(Fraction(right.compared) - below) <= unit / 2


def test_large_tables_are_cut() -> None:
    """Of many outcomes the first are shown, and --full shows them all."""
    cut, full = shown(CASES["large"]), shown(CASES["large"], everything=True)
    assert cut.count("1/64") == 16
    assert "  ... and 48 more (--full shows them all)\n" in cut
    assert full.count("1/64") == 64
    assert "more" not in full


def test_many_variables_stand_in_rows() -> None:
    """Outcomes over more variables than columns have room are told in text."""
    found = shown(CASES["many"])
    assert "X1 a fair bit; each of X2,...,X30 is X1" in found
    assert "probability  outcome\n        1/2  X1=0 X2=0 X3=0" in found


@pytest.mark.parametrize("width", [80, 120])
@pytest.mark.parametrize("case", CASES)
def test_width(case: str, width: int) -> None:
    """No line is wider than a pipe's 80 columns, or than the terminal; none ends in a space."""
    content = list(text.verdict(CASES[case]))
    piped = layout.plain(content).splitlines()
    assert max(map(len, (*piped, *terminal(content, width).splitlines()))) <= max(80, width)
    assert all(row == row.rstrip() and row.isprintable() for row in piped)


@pytest.mark.parametrize("case", CASES)
def test_same_words(case: str) -> None:
    """A terminal is shown the very words that a pipe gets, in a narrow one too."""
    content = list(text.verdict(CASES[case]))
    piped = layout.plain(content).split()
    assert re.sub(r"[─│╭╮╰╯├┤┬┴┼]", " ", terminal(content, 80)).split() == piped
    assert set(piped) <= set(layout.plain(content, 40).split())


def terminal(content: list[layout.Block], width: int, *, colour: bool = False) -> str:
    """What rich prints of the blocks."""
    file = io.StringIO()
    console = Console(
        file=file, width=width, highlight=False, markup=False, emoji=False, legacy_windows=False,
        force_terminal=colour, color_system="truecolor" if colour else None,
    )  # fmt: skip
    for renderable in layout.rich(content, width):
        console.print(renderable, soft_wrap=False)
    return file.getvalue()


def test_colours() -> None:
    """In a terminal the verdict has a colour, and without it the text is the same."""
    content = list(text.verdict(CASES["xor"]))
    coloured = terminal(content, 80, colour=True)
    assert "\x1b[31mfalse" in coloured
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == terminal(content, 80)


# What is expected


@pytest.mark.parametrize(
    ("expected", "ok"),
    [
        ("", False), ("true", False), ("shannon", False), ("non-shannon", False),
        ("false", True), ("unprovable", True), ("not-shannon", False), ("unknown", False),
    ],
)  # fmt: skip
def test_expectations(expected: str, ok: bool) -> None:  # noqa: FBT001
    """`false` is what `false` and `unprovable` expect, and nothing else."""
    statement = "I(X;Y|Z) <= I(X;Y)" + (f" expect {expected}" if expected else "")
    outcome = disproved(statement, XOR)
    assert as_expected(outcome) == ok
    assert decided(outcome, seconds=0).status == ("expected" if ok else "unexpected")
    said = "As expected (expect" if ok else "Not as expected (expect"
    assert (said in shown(outcome)) == bool(expected)


# For programs


def test_json() -> None:
    """The object has the random variables in words and as the certificate has them."""
    found = objects.outcome(decided(CASES["scalars"], seconds=0))
    assert (found["verdict"], found["ok"]) == ("false", False)
    assert found["message"] == message(CASES["scalars"])
    assert found["detail"] == [
        "Y a fair bit; X = 0", "R + 1/2 = -1/2", "H(X|Y) = 0", "-1/2 >= 0 does not hold",
    ]  # fmt: skip
    outcomes: list[dict[str, Any]] = [{"values": {"X": 0, "Y": y}, "p": "1/2"} for y in (0, 1)]
    assert found["witness"] == {
        "words": "Y a fair bit; X = 0", "outcomes": outcomes, "scalars": {"R": "-1"},
    }  # fmt: skip
    (evidence,) = CASES["scalars"].certificate()["evidence"]
    assert evidence["outcomes"] == outcomes
    assert json.loads(objects.dumps(found)) == found


def test_json_without_words() -> None:
    """Where there are no words they are null; where nothing is unexpected there is no detail."""
    outcome = disproved("H(X) <= 1 expect false", [(("a",), 1), (("b",), 1), (("c",), 1)])
    found = objects.outcome(decided(outcome, seconds=0))
    assert found["witness"]["words"] is None
    assert found["ok"]
    assert "detail" not in found


def test_json_of_others() -> None:
    """A verdict that is not `false` has no witness."""
    found = decided(CASES["xor"], seconds=0)
    assert "witness" not in objects.outcome(replace(found, verdict="shannon", witness=None))


def test_reports() -> None:
    """The report, the annotation and the JUnit report say what violates the claim."""
    found = decided(CASES["and"], seconds=0)
    printed = layout.plain(report.problem(found))
    expected = (
        "  expected a proof, found false: random variables violate it\n"
        "    X, Y independent fair bits; Z = X and Y\n"
        "    I(X;Y|Z) = 0.1887 (rounded)\n"
        "    I(X;Y) = 0\n"
        "    0.1887 <= 0 does not hold, checked exactly\n"
    )
    assert printed.endswith(expected)
    annotation = github.annotation(found)
    assert annotation.startswith("::error ")
    assert "X, Y independent fair bits; Z = X and Y%0A" in annotation
    assert "0.1887 &lt;= 0 does not hold, checked exactly" in junit.document([found]).decode()
