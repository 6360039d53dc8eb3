"""The plugin of pytest, tried by pytest itself on temporary files."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

STATEMENTS = """\
# Statements of a paper
let d(A,B) = H(A|B) + H(B|A)

triangle: d(X,Z) <= d(X,Y) + d(Y,Z)

wrong: I(X;Y) <= I(X;Y|Z)
I(X;Y) >= 0
no-semicolon: I(X,Y) >= 0
triangle: H(X) >= 0
too-modest: I(X;Y|Z) >= 0
    expect unprovable
ingleton: I(A;B) <= I(A;B|C) + I(A;B|D) + I(C;D)
    expect unprovable
BadLabel: H(X) >= 0
let two(A = H(A)
later: d(X) <=
    H(X,Y)
too-good: I(X;Y|Z) <= I(X;Y)
    expect true
"""
PASSED = {"triangle", "line-7", "ingleton", "test_python"}


@dataclass(frozen=True)
class Ran:
    """What became of a run of pytest."""

    status: int
    out: str
    err: str


def run(directory: Path, *options: str, autoload: bool = False) -> Ran:
    """Run pytest in a directory, with no other plugin than that of itip."""
    own = {"PYTEST_ADDOPTS", "PYTEST_PLUGINS", "FORCE_COLOR", "PYTEST_DISABLE_PLUGIN_AUTOLOAD"}
    environment = {key: value for key, value in os.environ.items() if key not in own}
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *options]
    if not autoload:
        environment["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
        command += ["-p", "itip.pytest_plugin"]
    done = subprocess.run(
        command, cwd=directory, env=environment, capture_output=True, text=True, check=False
    )
    return Ran(done.returncode, done.stdout, done.stderr)


@pytest.fixture(scope="module")
def paper(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory with statements, good and bad, and a test in Python."""
    directory = tmp_path_factory.mktemp("paper")
    (directory / "sub").mkdir()
    (directory / "sub" / "a.itip").write_text(STATEMENTS, encoding="utf-8")
    (directory / "test_b.py").write_text("def test_python(): pass\n", encoding="utf-8")
    return directory


@pytest.fixture(scope="module")
def cases(paper: Path) -> Iterator[dict[str, ET.Element]]:
    """The cases of the JUnit report of a run on that directory, by name."""
    found = run(paper, "--itip", "--junitxml=report.xml", autoload=True)
    assert found.status == pytest.ExitCode.TESTS_FAILED, found
    report = ET.parse(paper / "report.xml")  # noqa: S314  written by pytest
    yield {case.attrib["name"]: case for case in report.iter("testcase")}
    (paper / "report.xml").unlink()


def test_one_test_an_entry(cases: dict[str, ET.Element]) -> None:
    """By its entry point, `pytest --itip` runs each entry, and the tests in Python as ever."""
    assert {name for name, case in cases.items() if case.find("failure") is None} == PASSED
    assert cases["wrong"].attrib["classname"] == "sub.a.itip"


@pytest.mark.parametrize(
    ("name", "message", "shown"),
    [
        pytest.param(
            "wrong",
            "expected a proof, found false: random variables violate it",
            ("sub/a.itip:6:1", "I(X;Y) <= I(X;Y|Z)", "  X a fair bit; Y = Z = X",
             "  1 <= 0 does not hold", "X  Y  Z  probability"),
            id="false",
        ),
        pytest.param(
            "too-good",
            "expected true, found false: random variables violate it",
            ("sub/a.itip:18:1", "  X, Y independent fair bits; Z = X xor Y"),
            id="xor",
        ),
        pytest.param(
            "too-modest",
            "expected unprovable, found shannon: it follows from the Shannon inequalities",
            ("sub/a.itip:10:1", "    >= 0   [I(X;Y|Z) >= 0]"),
            id="proved",
        ),
        pytest.param(
            "no-semicolon",
            "mutual information needs a ';' - did you mean I(X;Y) or H(X,Y)?",
            ("sub/a.itip:8:18\n", "    no-semicolon: I(X,Y) >= 0\n" + 21 * " " + "^"),
            id="syntax",
        ),
        pytest.param(
            "line-9",
            "the label 'triangle' stands twice; the first time in line 4",
            ("    triangle: H(X) >= 0\n    ^^^^^^^^",),
            id="label-twice",
        ),
        pytest.param(
            "line-14",
            "only random variables are joined here, not quantities",
            ("sub/a.itip:14:11", "such as badlabel:"),
            id="no-label",
        ),
        pytest.param(
            "line-15",
            "')' is expected before '='",
            ("    let two(A = H(A)\n              ^",),
            id="let",
        ),
        pytest.param(
            "later",
            "'d' takes 2 arguments, not 1",
            ("sub/a.itip:16:8",),
            id="arguments",
        ),
    ],
)  # fmt: skip
def test_failures_say_why(
    cases: dict[str, ET.Element], name: str, message: str, shown: tuple[str, ...]
) -> None:
    """A failure has a sentence, and below it the counterexample or proof, or the caret."""
    failure = cases[name].find("failure")
    assert failure is not None
    assert message in failure.attrib["message"]
    assert "\n" not in failure.attrib["message"]
    text = failure.text or ""
    assert text.startswith(failure.attrib["message"])
    for part in shown:
        assert part in text
    assert "Traceback" not in text
    assert ".py" not in text
    assert "another exception" not in text


def test_node_ids(paper: Path) -> None:
    """Entries are named by label or line, below their file, and -k chooses among them."""
    found = run(paper, "--itip", "--collect-only", "-q", "-k", "line or triangle")
    ids = [line for line in found.out.splitlines() if "::" in line]
    names = ("triangle", "line-7", "line-9", "line-14", "line-15")
    assert ids == [f"sub/a.itip::{name}" for name in names]


def test_one_entry_by_its_id(paper: Path) -> None:
    """A node id runs one entry, and a line says where it fails."""
    found = run(paper / "sub", "--itip", "--tb=line", "a.itip::triangle", "a.itip::wrong")
    assert found.status == pytest.ExitCode.TESTS_FAILED
    assert "1 failed, 1 passed" in found.out
    assert f"{paper / 'sub' / 'a.itip'}:6: expected a proof, found false" in found.out
    assert "FAILED a.itip::wrong - expected a proof" in found.out


def test_stop_at_the_first(paper: Path) -> None:
    """With -x nothing runs after the first failure."""
    found = run(paper, "--itip", "-x", "sub")
    assert "1 failed, 1 passed" in found.out
    assert "no-semicolon" not in found.out


def test_nothing_without_the_option(paper: Path) -> None:
    """Without --itip no statement is collected."""
    assert run(paper, "sub").status == pytest.ExitCode.NO_TESTS_COLLECTED
    assert "1 passed" in run(paper).out


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param(b"\xff\xfeH\x00", "it is in UTF-16; save it as UTF-8", id="utf-16"),
        pytest.param(b"a: H(X)\x00", "there is a zero byte at offset 7", id="binary"),
    ],
)
def test_unreadable_file(tmp_path: Path, content: bytes, message: str) -> None:
    """A file that is no text is an error when it is collected, in one line."""
    (tmp_path / "a.itip").write_bytes(content)
    found = run(tmp_path, "--itip")
    assert found.status == pytest.ExitCode.INTERRUPTED
    (line,) = (line for line in found.out.splitlines() if message in line)
    assert line.startswith("a.itip: ")
    assert "Traceback" not in found.out


def test_nothing_in_a_file(tmp_path: Path) -> None:
    """A file without entries has no tests; a mark of byte order and CRLF are no harm."""
    (tmp_path / "a.itip").write_bytes(b"# nothing yet\n")
    (tmp_path / "b.itip").write_bytes(b"\xef\xbb\xbfone: H(X) >= 0\r\ntwo: H(X)\r\n  <= H(X,Y)")
    assert "2 passed" in run(tmp_path, "--itip").out


def test_unknown_fails(tmp_path: Path) -> None:
    """An entry for which the time limit comes first fails, and says so."""
    (tmp_path / "a.itip").write_text("long: H(A,B,C,D,E,F,G) >= I(A,B;C|D)\n", encoding="utf-8")
    found = run(tmp_path, "--itip", "--itip-time-limit", "1e-9")
    assert found.status == pytest.ExitCode.TESTS_FAILED
    assert "FAILED a.itip::long - the time limit came before an answer" in found.out
    assert "H(A,B,C,D,E,F,G) >= I(A,B;C|D)" in found.out


def test_a_bug_is_said_to_be_one(tmp_path: Path) -> None:
    """What is not the statement's fault is called a bug, and costs no other statement."""
    (tmp_path / "a.itip").write_text("H(X) >= 0\n", encoding="utf-8")
    bug = "import itip.batch.work\nitip.batch.work.prove_problem = lambda *_, **__: {}['answer']\n"
    (tmp_path / "conftest.py").write_text(bug, encoding="utf-8")
    found = run(tmp_path, "--itip")
    assert "a.itip::line-1 - internal error, a bug in itip: KeyError: 'answer'" in found.out


@pytest.mark.parametrize(
    ("limit", "message"),
    [
        pytest.param("0", "0.0 is not a positive, finite number", id="none"),
        pytest.param("nan", "nan is not a positive, finite number", id="not-a-number"),
        pytest.param("soon", "invalid float value: 'soon'", id="word"),
    ],
)
def test_time_limits_that_are_none(paper: Path, limit: str, message: str) -> None:
    """A time limit is a positive, finite number."""
    found = run(paper, "--itip", "--itip-time-limit", limit)
    assert found.status == pytest.ExitCode.USAGE_ERROR
    assert f"--itip-time-limit: {message}" in found.err
    assert "Traceback" not in found.err


def test_imports_next_to_nothing() -> None:
    """The plugin itself, which every run of pytest imports, imports nothing that is heavy."""
    code = (
        "import sys, math, itip, pytest; known = set(sys.modules)\n"
        "import itip.pytest_plugin; print(*(set(sys.modules) - known))\n"
        "print(*({'numpy', 'sympy', 'rich', 'click', 'highspy', 'pulp'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "itip.pytest_plugin\n\n"
