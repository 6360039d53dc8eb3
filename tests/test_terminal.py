"""What people see: in a terminal of 80 and of 120 columns, through a pipe, without colours."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from dataclasses import replace
from fractions import Fraction
from functools import cache
from itertools import pairwise

import pytest
from rich.console import Console

import itip
from itip.entropy.expansion import expand
from itip.render import blocks as layout
from itip.render import text
from itip.render.blocks import Block
from itip.render.brief import brief

MAIN = "from itip.cli import main; main()"
ESCAPE = re.compile(r"\x1b\[[0-9;]*m")

LONG = " + ".join(
    f"1/{k} I({a};{b}|C,D)" for k, (a, b) in enumerate([*zip("AAB", "BEE", strict=True)] * 3, 2)
)
MANY = [f"X{i}" for i in range(1, 39)]
PAIRS = list(zip(MANY[::2], MANY[1::2], strict=True))
JOINT = f"H({','.join(MANY)})"
ALL_BUT_ONE = [f"H({','.join(MANY[:i] + MANY[i + 1 :])})" for i in range(38)]
STATEMENTS = {
    "proof": "I(X;Z) <= I(X;Y) given X -> Y -> Z",
    "long proof": f"H(A,B,C,D,E) + {LONG} <= H(A,B) + H(C,D) + H(E) + {LONG} + I(A;E|B,C)",
    "two proofs": "I(X;Y) = I(X;Y|Z) given Z = f(X), indep(X, Z)",
    "chain": "0 <= I(X;Y|Z) <= H(X|Z) <= H(X)",
    "contradiction": "H(X) >= 5 given H(X) <= 1, H(X,Y) >= 3, H(Y) = 1, X -> Y -> Z",
    "many givens": "H(A|E) <= H(D|E) given A = f(B), B = f(C), C = f(D), "
    + ", ".join(f"(A,B,C,{x}) -> (D,{x}) -> E" for x in "ABCD"),
    "counterexample": "I(A;B) <= I(A;B|C) + I(A;B|D) + I(C;D)",
    "counterexample of six": "I(A;B) <= I(A;B|C) + I(D;E|F)",
    "counterexample with scalars": "R + 2 beta >= H(X|Y) given R + H(Y) >= H(X), R <= 12345/67891",
    "large numbers": "123456789012345678901234567890 I(X;Y|Z) >= 1/98765432109876543210 I(X;Y)",
    "a constraint": "(A,B) ~ (C,D)",
    "no variables": "R >= 1 given 2 R = 1",
    "equality": "H(X,Y) = H(X)",
    "long names": "H(Message,Key|Ciphertext) <= H(Key|Ciphertext) + I(Message;Ciphertext)",
    "unknown": f"symmetric({', '.join(f'X{i}' for i in range(1, 41))})",
    "symmetric proof": f"{JOINT} <= {' + '.join(f'H({name})' for name in MANY)}",
    "symmetric counterexample": f"{JOINT} >= {' + '.join(f'H({name})' for name in MANY)}",
    "symmetric groups": f"{JOINT} >= {' + '.join(f'H({a},{b})' for a, b in PAIRS)}"
    " + R given R >= H(Y,Z,W), H(Y) + H(Z) >= 1, H(Y,Z) <= 1",
    "long sums": f"{JOINT} <= 1/37 ({' + '.join(ALL_BUT_ONE)})",
    "long sums, not provable": f"{JOINT} >= 1/37 ({' + '.join(ALL_BUT_ONE)})",
}
EXPRESSIONS = {
    "expression": "I(X;Y;Z|W) - 1/2 H(X) + 3 R",
    "long expression": "I(A;B;C;D;E)",
    "identity": "I(X,Y;Z) = I(X;Z) + I(Y;Z|X)",
    "no identity": "H(X,Y) = H(X) + H(Y)",
    "many": "(A,B,C) ~ (A,C,D)",
}
CASES = [*STATEMENTS, *EXPRESSIONS]


def prove(statement: str) -> itip.Verdict:
    """The verdict without a search for random variables; tests/test_false.py is about these."""
    return itip.prove(statement, shannon_only=True)


@cache
def blocks(case: str) -> list[Block]:
    """What is to be shown in a case."""
    if case in STATEMENTS:
        return list(text.verdict(prove(STATEMENTS[case])))
    return list(text.expansions(expand(EXPRESSIONS[case])))


def shown(content: list[Block], width: int, *, terminal: bool = False) -> str:
    """What rich prints of the blocks."""
    file = io.StringIO()
    console = Console(
        file=file, width=width, force_terminal=terminal,
        color_system="truecolor" if terminal else None,
        highlight=False, markup=False, emoji=False, legacy_windows=False,
    )  # fmt: skip
    for renderable in layout.rich(content, width):
        console.print(renderable, soft_wrap=False)
    return file.getvalue()


def words(printed: str) -> list[str]:
    """The words, without colours, boxes and the breaks between lines."""
    return re.sub(r"[─│╭╮╰╯]", " ", ESCAPE.sub("", printed)).split()


@pytest.mark.parametrize("width", [80, 120])
@pytest.mark.parametrize("case", CASES)
def test_width(case: str, width: int) -> None:
    """No line is wider than the terminal, or than a pipe's 80 columns."""
    content = blocks(case)
    for printed in (shown(content, width), ESCAPE.sub("", shown(content, width, terminal=True))):
        assert max(map(len, printed.splitlines())) <= width
    assert max(map(len, layout.plain(content, width).splitlines())) <= width


@pytest.mark.parametrize("case", CASES)
def test_narrow(case: str) -> None:
    """In a narrow terminal nothing is lost, whatever it looks like."""
    content = blocks(case)
    assert set(words(layout.plain(content, 80))) <= set(words(layout.plain(content, 40)))
    assert shown(content, 40)


@pytest.mark.parametrize("case", CASES)
def test_same_words(case: str) -> None:
    """A terminal is shown the very words that a pipe gets: rich eats and adds none."""
    content = blocks(case)
    piped = words(layout.plain(content, 80))
    assert words(shown(content, 80)) == piped
    assert words(shown(content, 80, terminal=True)) == piped


@pytest.mark.parametrize("width", [60, 80])
@pytest.mark.parametrize("case", CASES)
def test_lines_begin_with_signs(case: str, width: int) -> None:
    """A line ends before a sign, not behind it, and not between a coefficient and its measure."""
    lines = layout.plain(blocks(case), width).splitlines()
    for end, start in pairwise(lines):
        term = start.split()[0] if start.split() else ""
        if len(term) <= width // 2:
            assert not re.search(r" ([-+=]|[<>]=|->)$", end)
            assert not (re.search(r" [-+] [0-9/]+$", end) and term[:2] in ("H(", "I("))


def test_reasons_in_lines() -> None:
    """Of a reason that is a given each line has its colour."""
    chain = " -> ".join(f"Variable{k}" for k in "ABCD")
    statement = f"I(VariableA;VariableD) <= I(VariableA;VariableB) given {chain}"
    printed = shown(list(text.verdict(prove(statement))), 80, terminal=True)
    reasons = re.findall(r"\[I.*?\]", printed, re.DOTALL)
    given = [reason for reason in reasons if "given" in reason]
    assert any("\n" in reason for reason in given)
    assert all(printed.count(f"\x1b[36m{reason.splitlines()[0]}") for reason in given)


@pytest.mark.parametrize("case", CASES)
def test_no_trailing_space(case: str) -> None:
    """Piped lines end in no spaces and hold no tabs and no escapes."""
    for line in layout.plain(blocks(case), 80).splitlines():
        assert line == line.rstrip()
        assert line.isprintable()


@pytest.mark.parametrize("tag", ["[bold]", "[/]", "[red]X[/red]", "[x]", ":smile:", "\\[x]"])
def test_markup_is_text(tag: str) -> None:
    """What looks like rich's markup is printed as it stands, in every kind of block."""
    content: list[Block] = [
        layout.line(f"see {tag} here", hang=2),
        layout.line((tag, "bold"), " there"),
        layout.Grid(f"of {tag}", ((tag, "1"), ("H(X)", tag))),
        layout.Summands(f"H(X) {tag}", ((f"+ {tag}", f">= 0  given {tag}", "cyan"),)),
    ]
    for terminal in (False, True):
        printed = ESCAPE.sub("", shown(content, 80, terminal=terminal))
        assert printed.count(tag) == 8
    assert layout.plain(content).count(tag) == 8


def test_colours_in_a_terminal() -> None:
    """A terminal gets colours, and the same text without them where it has none."""
    content = blocks("proof")
    coloured = shown(content, 80, terminal=True)
    assert "\x1b[" in coloured
    assert "\x1b[" not in shown(content, 80)
    assert ESCAPE.sub("", coloured) == shown(content, 80)


def printed(arguments: list[str], **environment: str) -> str:
    """What the program prints to a pipe in such an environment."""
    kept = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "FORCE_COLOR", "COLUMNS")}
    done = subprocess.run(
        [sys.executable, "-c", MAIN, *arguments],
        capture_output=True, check=False, env=kept | {"PYTHONIOENCODING": "utf-8"} | environment,
    )  # fmt: skip
    assert not done.stderr
    return done.stdout.decode()


@pytest.mark.parametrize("case", ["proof", "counterexample"])
def test_piped(case: str) -> None:
    """Through a pipe there are no colours and no boxes, whatever the terminal is."""
    found = printed(
        ["prove", "--shannon-only", STATEMENTS[case]], COLUMNS="200", TERM="xterm-256color"
    )
    assert found == layout.plain(blocks(case), 80)
    assert "\x1b" not in found
    assert not re.search(r"[─│╭╮╰╯]", found)


@pytest.mark.parametrize("columns", ["80", "120"])
def test_forced_colours(columns: str) -> None:
    """FORCE_COLOR gives a pipe what a terminal gets; NO_COLOR takes the colours from it."""
    environment = {"COLUMNS": columns, "TERM": "xterm-256color", "FORCE_COLOR": "1"}
    coloured = printed(["prove", "--shannon-only", STATEMENTS["counterexample"]], **environment)
    bare = printed(
        ["prove", "--shannon-only", STATEMENTS["counterexample"]], **environment, NO_COLOR="1"
    )
    assert "\x1b[3" in coloured
    assert "─" in coloured
    assert not re.search(r"\x1b\[(3[0-9]|38)", bare)
    assert ESCAPE.sub("", coloured) == ESCAPE.sub("", bare)
    assert max(len(line) for line in ESCAPE.sub("", coloured).splitlines()) <= int(columns)


def test_no_colour_means_no_escapes() -> None:
    """With NO_COLOR not a single escape code is printed."""
    environment = {"TERM": "xterm-256color", "FORCE_COLOR": "1", "NO_COLOR": "1"}
    assert "\x1b" not in printed(["prove", "--shannon-only", STATEMENTS["proof"]], **environment)


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are a Unix thing")
@pytest.mark.parametrize("no_colour", [False, True])
def test_real_terminal(no_colour: bool) -> None:  # noqa: FBT001
    """In a pseudo-terminal there are colours, unless NO_COLOR is set; the exit code is kept."""
    import pty  # noqa: PLC0415  not on every platform

    ours, theirs = pty.openpty()
    kept = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "FORCE_COLOR")}
    environment = kept | {"TERM": "xterm-256color", "COLUMNS": "80", "LINES": "24"}
    done = subprocess.run(
        [sys.executable, "-c", MAIN, "prove", "--shannon-only", STATEMENTS["counterexample"]],
        stdout=theirs, stderr=subprocess.PIPE, check=False,
        env=environment | ({"NO_COLOR": "1"} if no_colour else {}),
    )  # fmt: skip
    os.close(theirs)
    found = b""
    try:
        while chunk := os.read(ours, 65536):
            found += chunk
    except OSError:  # Linux says so at the end
        pass
    os.close(ours)
    seen = found.decode().replace("\r\n", "\n")
    assert (done.returncode, done.stderr) == (1, b"")
    assert ("\x1b" in seen) != no_colour
    assert words(seen) == words(layout.plain(blocks("counterexample"), 80))


def test_long_derivations_are_cut() -> None:
    """A long derivation is cut, which is said, and --full shows it whole."""
    parts = " + ".join(f"{k} H({chr(65 + k % 6)}|{chr(65 + (k + 1) % 6)}{chr(65 + (k + 2) % 6)})"
                       f" + {k} I({chr(65 + k % 6)};{chr(65 + (k * k + 1) % 6)})"
                       for k in range(1, 40))  # fmt: skip
    outcome = prove(f"{parts} >= 0 given 0 = 0")
    assert isinstance(outcome, itip.Proved)
    cut = layout.plain(text.verdict(outcome))
    full = layout.plain(text.verdict(outcome, everything=True))
    terms = len(outcome.proof[0].shannon)
    hidden = re.search(r"^    \.\.\. and (\d+) more \(--full", cut, re.MULTILINE)
    assert full.count(">= 0") - 1 == terms
    if terms > 24:
        assert hidden
        assert int(hidden[1]) == terms - (cut.count(">= 0") - 1)
    else:
        assert cut == full


def test_long_sums_are_cut() -> None:
    """Of a long sum the ends are shown, of a run of names too; --full shows them whole."""
    outcome = prove(STATEMENTS["long sums, not provable"])
    cut = layout.plain(text.verdict(outcome))
    full = layout.plain(text.verdict(outcome, everything=True))
    assert re.search(r"\.\.\. and\s+\d+\s+more\s+\(--full\s+shows\s+them\)\s+\.\.\.", cut)
    assert "H(X1,...,X38) = 37" in cut
    assert "+ 1/37 H(X1,...,X37) = 38\n" in cut
    assert "more" not in full
    assert f"{JOINT} = 37" in " ".join(full.split())
    assert len(cut.splitlines()) < 50 < len(full.splitlines())


@pytest.mark.parametrize(
    ("written", "shortened"),
    [
        ("H(X1,X2,X3,X4,X5)", "H(X1,...,X5)"),
        ("H(X1,X2,X3,X4)", "H(X1,X2,X3,X4)"),
        ("I(A,X1,X2,X3,X4,X5,B;Y8,Y9,Y10,Y11,Y12)", "I(A,X1,...,X5,B;Y8,...,Y12)"),
        ("X1,X2,X3,X4,Y5,Y6,Y7", "X1,X2,X3,X4,Y5,Y6,Y7"),
        ("X01,X02,X03,X04,X05", "X01,X02,X03,X04,X05"),
        ("X5,X4,X3,X2,X1", "X5,X4,X3,X2,X1"),
        ("any k of X_1,X_2,X_3,X_4,X_5.", "any k of X_1,...,X_5."),
        ("h(1,2,3,4,5)", "h(1,2,3,4,5)"),
    ],
)
def test_runs_are_shortened(written: str, shortened: str) -> None:
    """Five or more names that are numbered in order are shown by the first and the last."""
    (found,) = brief([layout.line(written)])
    assert isinstance(found, layout.Line)
    assert found.text == shortened


def test_symmetric_tables() -> None:
    """A symmetric polymatroid is shown by counts, and --full never by all subsets."""
    outcome = prove(STATEMENTS["symmetric groups"])
    assert isinstance(outcome, itip.NotProvable)
    found = outcome.counterexample.polymatroid
    assert isinstance(found, itip.SymmetricPolymatroid)
    cut = layout.plain(text.verdict(outcome))
    full = layout.plain(text.verdict(outcome, everything=True))
    assert "(X1,X2), (X3,X4), ..., (X37,X38)" in " ".join(cut.split())
    assert "The variables of a group determine each other." in " ".join(cut.split())
    assert "(X35,X36), (X37,X38)" in " ".join(full.split())
    assert len(re.findall(r"h\([0-9,]+\)", full)) == len(found.rank)
    assert len(re.findall(r"h\([0-9,]+\)", cut)) < len(found.rank)


def test_constants_and_groups() -> None:
    """Variables in no group of a symmetric polymatroid are said to be constant."""
    ground = itip.GroundSet(("A", "B", "C", "D"))
    rank = (((1,), Fraction(1)),)
    outcome = prove("H(A,B) + H(C) + H(D) <= 0")
    assert isinstance(outcome, itip.NotProvable)
    for classes, said in ((((3,),), "C,D are constant."), (((7,),), "D is constant.")):
        polymatroid = itip.SymmetricPolymatroid(ground, classes, rank)
        evidence = (replace(outcome.counterexample, polymatroid=polymatroid),)
        printed_text = layout.plain(text.verdict(replace(outcome, evidence=evidence)))
        assert said in printed_text
        assert "The variables of a group determine each other." in " ".join(printed_text.split())


def test_large_tables_are_cut() -> None:
    """Of a counterexample over many variables the joint entropies that occur are shown."""
    outcome = prove(STATEMENTS["counterexample of six"])
    cut = layout.plain(text.verdict(outcome))
    full = layout.plain(text.verdict(outcome, everything=True))
    assert "--full shows all" in cut
    assert "H(A,B,C,D,E,F)" not in cut
    assert "H(A,B,C,D,E,F)" in full
    assert "I-measure" in full


@pytest.mark.parametrize(
    ("statement", "is_false"),
    [
        ("I(X;Y) <= I(X;Y|Z)", True),
        ("H(X) <= 0", True),
        ("I(A;B) <= I(A;B|C) + I(A;B|D) + I(C;D)", False),
        ("X -> Y -> Z given indep(X, Y)", False),
    ],
)
def test_honest_sentence(statement: str, is_false: bool) -> None:  # noqa: FBT001
    """A polymatroid refutes for good where three variables and no givens make it entropic."""
    printed_text = " ".join(layout.plain(text.verdict(prove(statement))).split())
    assert ("it is false" in printed_text) == is_false
    assert ("does not by itself make it false" in printed_text) != is_false
