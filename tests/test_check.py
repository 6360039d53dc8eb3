"""`itip check`: exit codes, formats, options, reports, and what a terminal shows.

ITIP_GOLDEN=write pytest tests/test_check.py -k golden    rewrites tests/golden/check/*.txt.
"""

from __future__ import annotations

import io
import json
import os
import re
import shlex
import struct
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from itip import cli
from itip.batch import processes, work
from itip.batch.order import Order
from itip.batch.outcome import Outcome, lost
from itip.batch.report import Report
from itip.batch.shelf import Shelf
from itip.batch.task import Task
from itip.errors import BackendError, ItipError
from itip.language.files import Entry

GOLDEN = Path(__file__).parent / "golden" / "check"
TRANSCRIPTS = sorted(GOLDEN.glob("*.txt"))
MAIN = "from itip.cli import main; main()"
SLOW = "I(A;B) <= I(A;B|C) + I(A;B|D) + I(C;D) + I(A;E|B,F)"
ZHANG_YEUNG = "2 I(C;D) <= I(A;B) + I(A;C,D) + 3 I(C;D|A) + I(C;D|B)"
FILES = {
    "good.itip": "a: H(X) >= 0\nb: I(X;Z) <= I(X;Y) given X -> Y -> Z\n",
    "false.itip": "c: H(X) <= 0\n",
    "slip.itip": "d: I(X,Y) >= 0\n",
    "slow.itip": f"e: {SLOW}\n",
    "expected.itip": f"f: H(X) <= 0 expect unprovable\ng: {ZHANG_YEUNG} expect unprovable\n",
    "too-good.itip": "h: H(X) >= 0 expect unprovable\n",
    "unknown.itip": f"i: {SLOW} expect unknown\n",
    "lost.itip": "lost: H(X) >= 0\n",
    "empty.itip": "",
    "comments.itip": "# nothing yet\n",
    "binary.itip": "\0",
}

Output = pytest.CaptureFixture[str]
Patch = pytest.MonkeyPatch


@pytest.fixture(autouse=True)
def paper(tmp_path: Path, monkeypatch: Patch) -> Path:
    """A directory with the files, in which the test runs without colours."""
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    monkeypatch.chdir(tmp_path)
    for name, text in FILES.items():
        Path(name).write_text(text)
    Path("none").mkdir()
    return tmp_path


@pytest.fixture
def here(monkeypatch: Patch) -> None:
    """All is decided in this process, one after the other, which dies of what is named lost."""

    def decide(entry: Entry, order: Order) -> Outcome:
        return lost(entry, "it died") if entry.label == "lost" else work.decide(entry, order)

    def run(tasks: Sequence[Task], order: Order, _: int) -> Iterator[tuple[int, Outcome]]:
        yield from ((task.index, decide(task.entry, order)) for task in tasks)

    monkeypatch.setattr(processes, "run", run)


def objects(capsys: Output, *arguments: str) -> list[dict[str, Any]]:
    """The JSON Lines that a check prints."""
    cli.run(["check", *arguments, "--format", "json"])
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def stdin(monkeypatch: Patch, data: bytes) -> None:
    """Let these bytes be standard input."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))


def program(*arguments: str | Path, **how: Any) -> subprocess.CompletedProcess[str]:  # noqa: ANN401
    """What the program itself does."""
    return subprocess.run(
        [sys.executable, "-c", MAIN, "check", *arguments],
        check=False, encoding="utf-8", timeout=60, **how,
    )  # fmt: skip


# Exit codes

LITTLE = ["--memory-limit", "1"]
EXITS: dict[str, tuple[int, list[str]]] = {
    "all proved": (0, ["good.itip"]),
    "all as expected": (0, ["expected.itip"]),
    "unknown, as expected": (0, ["unknown.itip", *LITTLE]),
    "the rest is not asked for": (0, ["expected.itip", "slip.itip", "--only", "[abfg]"]),
    "a file that is no text, whatever is asked for": (2, ["binary.itip", "--only", "a"]),
    "a list": (0, ["good.itip", "false.itip", "slow.itip", "--list"]),
    "not proved": (1, ["good.itip", "false.itip"]),
    "proved, against what is expected": (1, ["too-good.itip"]),
    "answered, against what is expected": (1, ["unknown.itip"]),
    "not proved, and unknown": (1, ["lost.itip", "false.itip"]),
    "unreadable": (2, ["slip.itip"]),
    "unreadable before all others": (2, ["false.itip", "lost.itip", "slip.itip"]),
    "a file that is no text": (2, ["good.itip", "binary.itip"]),
    "a file that is not there": (2, ["good.itip", "nonesuch.itip"]),
    "unknown": (3, ["slow.itip", *LITTLE]),
    "lost": (3, ["lost.itip", "good.itip"]),
    "stopped at the unknown": (3, ["lost.itip", "false.itip", "--fail-fast"]),
}
REFUSED: dict[str, tuple[list[str], str]] = {
    "no files": ([], "Missing argument 'FILES...'"),
    "an empty file": (["empty.itip"], "There is no statement in empty.itip."),
    "comments alone": (["comments.itip", "empty.itip"], "in comments.itip, empty.itip."),
    "an empty directory": (["none"], "none: there is no file *.itip below this directory"),
    "no such label": (["good.itip", "--only", "z*"], "No label fits 'z*'; --list shows them."),
    "no jobs": (["good.itip", "--jobs", "0"], "0 is not in the range x>=1"),
    "half a job": (["good.itip", "-j", "1.5"], "'1.5' is not a valid integer range"),
    "no time": (["good.itip", "--time-limit", "0"], "'0' is not a positive, finite number."),
    "no memory": (["good.itip", "--memory-limit", "-1"], "'-1' is not a positive, finite"),
    "nothing to resume": (["good.itip", "--resume"], "--resume needs --cache DIR"),
    "an unknown format": (["good.itip", "--format", "xml"], "'xml' is not one of 'text'"),
    "an unknown executor": (["good.itip", "--executor", "mpi"], "'mpi' is not one of"),
    "no scheduler": (["good.itip", "--executor", "dask"], "needs --scheduler ADDRESS"),
    "no executor": (["good.itip", "--scheduler", "tcp://a:1"], "is for --executor dask"),
    "two kinds of jobs": (
        ["good.itip", "--executor", "dask", "--scheduler", "tcp://a:1", "-j", "2"],
        "--jobs is for processes of this machine",
    ),
    "a file as cache": (["good.itip", "--cache", "false.itip"], "'false.itip' is a file"),
    "a cache below a file": (["good.itip", "--cache", "slip.itip/a"], "'slip.itip/a': Not a dir"),
    "a file for certificates": (["good.itip", "--certificates", "slip.itip"], "is a file"),
    "a directory as report": (["good.itip", "--junit", "none"], "'none' is a directory"),
    "a report nowhere": (["good.itip", "--junit", "no/where.xml"], "'no/where.xml': No such file"),
}


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize("style", ["text", "json", "github"])
@pytest.mark.parametrize(("code", "arguments"), EXITS.values(), ids=EXITS)
def test_exit_code(code: int, arguments: list[str], style: str, capsys: Output) -> None:
    """The exit code says the worst that there was, in every format."""
    assert cli.run(["check", *arguments, "--format", style]) == code
    out, err = capsys.readouterr()
    assert out
    assert not err


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(("arguments", "message"), REFUSED.values(), ids=REFUSED)
def test_refused(arguments: list[str], message: str, capsys: Output) -> None:
    """What cannot be done is said before anything is, on standard error."""
    before = sorted(Path().rglob("*"))
    assert cli.run(["check", *arguments]) == 2
    out, err = capsys.readouterr()
    assert not out
    assert message in err
    assert sorted(Path().rglob("*")) == before


@pytest.mark.usefixtures("here")
def test_internal_error(monkeypatch: Patch, capsys: Output) -> None:
    """A bug is exit 4 and costs its statement only; it is reported as what it is."""
    prove = work.prove_problem

    def buggy(statement: Any, *how: Any) -> object:  # noqa: ANN401  what the prover takes
        if len(statement.given) == 1:
            raise ZeroDivisionError("division by zero")
        return prove(statement, *how)

    monkeypatch.setattr(work, "prove_problem", buggy)
    assert cli.run(["check", "good.itip", "slip.itip"]) == 4
    out = capsys.readouterr().out
    assert "b internal error\n  internal error, a bug in itip: ZeroDivisionError: division" in out
    assert re.search(r"^as expected +1$", out, re.MULTILINE)
    assert re.search(r"^internal error +1$", out, re.MULTILINE)


def test_no_cluster(monkeypatch: Patch, capsys: Output) -> None:
    """A cluster that breaks in the middle is exit 3, after the summary of what was done."""

    def broken(tasks: Sequence[Task], order: Order, _: str) -> Iterator[tuple[int, Outcome]]:
        yield tasks[0].index, work.decide(tasks[0].entry, order)
        raise BackendError("the scheduler is gone")

    monkeypatch.setattr("itip.batch.cluster.run", broken)
    how = ["--executor", "dask", "--scheduler", "tcp://127.0.0.1:1"]
    assert cli.run(["check", "good.itip", *how]) == 3
    out, err = capsys.readouterr()
    assert re.search(r"^not decided +1$", out, re.MULTILINE)
    assert err == "unknown: the scheduler is gone\n"


# Transcripts


def transcript(command: str, capsys: Output) -> str:
    """What the command prints of the files beside it, and its exit status."""
    capsys.readouterr()
    code = cli.run(shlex.split(command.removeprefix("$ itip ")))
    out, err = capsys.readouterr()
    timeless = re.sub(r"[0-9]+\.[0-9]{1,3} s\b", "0.0 s", out)
    timeless = re.sub(r'(?<="seconds": )[0-9.e-]+', "0", timeless)
    timeless = re.sub(r"(?<=\nslowest\n)(0\.0 s .*\n)+", "0.0 s  ...\n", timeless)
    return f"{command}\n{timeless}{err}[exit {code}]\n"


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize("file", TRANSCRIPTS, ids=[file.stem for file in TRANSCRIPTS])
def test_golden(file: Path, monkeypatch: Patch, capsys: Output) -> None:
    """Each transcript is what the program prints, to the letter, but for the seconds."""
    monkeypatch.chdir(GOLDEN)
    written = file.read_text("utf-8")
    found = transcript(written.partition("\n")[0], capsys)
    if os.environ.get("ITIP_GOLDEN") == "write":
        file.write_text(found, encoding="utf-8")
        written = found
    assert found == written


def test_golden_are_many() -> None:
    """The transcripts are found."""
    assert len(TRANSCRIPTS) >= 8


# Formats


@pytest.mark.usefixtures("here")
def test_json(capsys: Output) -> None:
    """Each statement is one object, in the order of the files, with what the design lists."""
    found = objects(capsys, "good.itip", "slip.itip", "false.itip", "nonesuch.itip")
    listed = {"name", "claim", "given", "verdict", "expected", "ok", "seconds", "variables",
              "message", "file", "line", "column", "status"}  # fmt: skip
    assert [item.keys() - {"detail", "witness"} for item in found] == [listed] * 5
    assert [item["name"] for item in found] == ["a", "b", "d", "c", "nonesuch.itip"]
    assert [item["ok"] for item in found] == [True, True, False, False, False]
    assert [item["verdict"] for item in found] == ["shannon"] * 2 + [None, "false", None]
    assert found[1]["given"] == ["X -> Y -> Z"]
    assert found[3]["detail"] == ["X a fair bit", "H(X) = 1", "1 <= 0 does not hold"]
    assert [item["name"] for item in found if "witness" in item] == ["c"]
    assert found[3]["witness"] == {
        "words": "X a fair bit",
        "outcomes": [{"values": {"X": 0}, "p": "1/2"}, {"values": {"X": 1}, "p": "1/2"}],
        "scalars": {},
    }
    assert (found[4]["line"], found[4]["message"]) == (0, "No such file or directory")


COMMAND = re.compile(
    r"::(error|warning) file=([^,:]+),line=([0-9]+),col=([0-9]+),title=([^,:]+)::"
)


@pytest.mark.usefixtures("here")
def test_github(capsys: Output) -> None:
    """What is not as expected is an annotation in one line, at its place."""
    files = ["good.itip", "false.itip", "slip.itip", "lost.itip", "nonesuch.itip"]
    cli.run(["check", *files, "--format", "github"])
    lines = [row for row in capsys.readouterr().out.splitlines() if row.startswith("::")]
    matched = [match.groups() for row in lines if (match := COMMAND.match(row))]
    assert matched == [
        ("error", "false.itip", "1", "1", "c%3A not as expected"),
        ("error", "slip.itip", "1", "7", "d%3A unreadable"),
        ("warning", "lost.itip", "1", "1", "lost%3A unknown"),
        ("error", "nonesuch.itip", "1", "1", "itip%3A unreadable"),
    ]
    assert lines[0].endswith("%0AX a fair bit%0AH(X) = 1%0A1 <= 0 does not hold")


@pytest.mark.usefixtures("here")
def test_github_escapes(capsys: Output) -> None:
    """No name of a file ends a property, and no text the command."""
    Path("50% a,b:c.itip").write_text("H(X) <= 1 % 2\n")
    cli.run(["check", "50% a,b:c.itip", "--format", "github"])
    line = capsys.readouterr().out.splitlines()[0]
    assert "file=50%25 a%2Cb%3Ac.itip,line=1,col=11,title=" in line
    assert "%0A    H(X) <= 1 %25 2%0A" in line


@pytest.mark.usefixtures("here")
def test_junit(capsys: Output) -> None:
    """The report has a suite for each file and a case for each statement, and their numbers."""
    files = [*FILES, "nonesuch.itip"]
    assert cli.run(["check", *files, "--junit", "report.xml", "--quiet"]) == 2
    capsys.readouterr()
    root = ET.parse("report.xml").getroot()  # noqa: S314  our own
    assert (root.tag, root.get("tests"), root.get("failures"), root.get("errors")) == (
        "testsuites", "12", "4", "4",
    )  # fmt: skip
    suites = {suite.get("name"): suite for suite in root}
    assert list(suites) == [name for name in files if name not in ("empty.itip", "comments.itip")]
    for suite in suites.values():
        kinds = [child.tag for case in suite for child in case]
        assert suite.get("tests") == str(len(suite))
        assert suite.get("failures") == str(kinds.count("failure"))
        assert suite.get("errors") == str(kinds.count("error"))
    case = suites["false.itip"][0]
    assert (case.get("name"), case.get("classname"), case.get("line")) == ("c", "false", "1")
    assert case[0].get("message") == "expected a proof, found false: random variables violate it"
    assert case[0].text == "H(X) <= 0\n\nX a fair bit\nH(X) = 1\n1 <= 0 does not hold"
    assert suites["nonesuch.itip"][0].get("name") == "nonesuch.itip"


@pytest.mark.usefixtures("here")
def test_junit_of_anything() -> None:
    """What XML cannot hold is replaced, and everything else escaped."""
    name = "a&<b>\x01.itip"
    Path(name).write_text("H(X) <= 0 # <&>\x02\nI(X,Y) \x0b# ]]>\n")
    cli.run(["check", name, "--junit", "report.xml"])
    root = ET.parse("report.xml").getroot()  # noqa: S314  our own
    assert root[0].get("name") == r"a&<b>\x01.itip"
    assert root.get("tests") == root[0].get("tests")


# Options


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(
    ("pattern", "labels"),
    [("*", "abc"), ("a", "a"), ("[bc]", "bc"), ("?", "abc"), ("[!a]", "bc")],
)
def test_only(pattern: str, labels: str, capsys: Output) -> None:
    """--only chooses by label."""
    found = objects(capsys, "good.itip", "false.itip", "--only", pattern)
    assert "".join(item["name"] for item in found) == labels


@pytest.mark.usefixtures("here")
def test_only_by_place(capsys: Output) -> None:
    """What has no label is chosen by its file and line."""
    Path("plain.itip").write_text("H(X) >= 0\nH(Y) >= 0\n")
    (found,) = objects(capsys, "plain.itip", "--only", "plain.itip:2")
    assert found["claim"] == "H(Y) >= 0"


@pytest.mark.usefixtures("here")
def test_list(capsys: Output) -> None:
    """--list names every statement and decides none; what it cannot read is on standard error."""
    assert cli.run(["check", "good.itip", "slip.itip", "nonesuch.itip", "--list"]) == 2
    out, err = capsys.readouterr()
    assert out == "good.itip:1  a\ngood.itip:2  b\nslip.itip:1  d\n"
    assert err == "nonesuch.itip: No such file or directory\n"
    listed = objects(capsys, "good.itip", "--list", "--only", "b")
    assert listed == [{"name": "b", "file": "good.itip", "line": 2}]


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(("first", "code"), [("false", 1), ("slip", 2), ("nonesuch", 2)])
def test_fail_fast(first: str, code: int, capsys: Output) -> None:
    """--fail-fast stops as soon as one is not as expected; of the rest, some are not decided."""
    files = ["good.itip", f"{first}.itip", "false.itip", "slip.itip", "expected.itip"]
    assert cli.run(["check", *dict.fromkeys(files), "-x"]) == code
    out = capsys.readouterr().out
    assert "not decided" in out


def test_fail_fast_in_processes(capsys: Output) -> None:
    """The same with real processes, which do not outlive it."""
    Path("many.itip").write_text("H(X) >= 0\nH(X) <= 0\n" + "H(Y) >= 0\n" * 200)
    assert cli.run(["check", "many.itip", "--fail-fast", "--jobs", "2"]) == 1
    assert "not decided" in capsys.readouterr().out


@pytest.mark.usefixtures("here")
def test_quiet(capsys: Output) -> None:
    """--quiet prints nothing if all is as expected, and everything else as ever."""
    for style in ("text", "json", "github"):
        assert cli.run(["check", "good.itip", "expected.itip", "-q", "--format", style]) == 0
        assert capsys.readouterr() == ("", "")
    assert cli.run(["check", "good.itip", "false.itip", "--quiet"]) == 1
    out = capsys.readouterr().out
    assert out.startswith("false.itip:1:1: c not as expected\n")
    assert "3 statements\n" in out
    (found,) = objects(capsys, "good.itip", "false.itip", "--quiet")
    assert found["name"] == "c"


@pytest.mark.usefixtures("here")
def test_verbose(capsys: Output) -> None:
    """--verbose prints a line for each statement, in order, and what came from the cache."""
    for again in ("", " (from the cache)"):
        cli.run(["check", "good.itip", "false.itip", "-v", "--cache", "kept"])
        rows = re.findall(r"^ +[0-9.]+ s  (.*)$", capsys.readouterr().out, re.MULTILINE)
        assert rows[:3] == [
            f"shannon      a{again}", f"shannon      b{again}", f"false        c{again}",
        ]  # fmt: skip


@pytest.mark.usefixtures("here")
def test_no_witness(capsys: Output) -> None:
    """With --no-witness what is false is not-shannon; a search finds the rest out later."""
    how = ["check", "false.itip", "expected.itip", "--no-copies", "--cache", "kept", "--verbose"]
    for options, verdict in (["--no-witness"], "not-shannon"), ([], "false      "):
        assert cli.run([*how, *options]) == 1
        rows = re.findall(r"^ +[0-9.]+ s  (.*)$", capsys.readouterr().out, re.MULTILINE)
        assert rows[0].startswith(f"{verdict}  c")


@pytest.mark.usefixtures("here")
def test_searched_only_where_it_matters(monkeypatch: Patch) -> None:
    """Nothing is sought for a statement that is expected to be unprovable."""
    searched: list[str] = []

    def in_vain(*_: object) -> Iterator[None]:
        searched.append("in vain")
        return iter(())

    monkeypatch.setattr("itip.prover.witness.search", in_vain)
    monkeypatch.setattr("itip.prover.copies.search", lambda *_: iter(()))
    Path("false-too.itip").write_text(
        "false: H(X) <= 0 expect false\ntrue: H(X) <= 0 expect true\n"
    )
    assert cli.run(["check", "expected.itip", "too-good.itip", "good.itip", "-q"]) == 1
    assert not searched
    assert cli.run(["check", "false.itip", "false-too.itip", "--no-witness", "-q"]) == 1
    assert not searched
    assert cli.run(["check", "false.itip", "false-too.itip", "-q"]) == 1
    assert len(searched) == 3


@pytest.mark.usefixtures("here")
def test_copies_in_vain(capsys: Output) -> None:
    """That the copies of a statement do not prove it is reported."""
    ingleton = "I(A;B) <= I(A;B|C) + I(A;B|D) + I(C;D)"
    Path("copies.itip").write_text(f"{ingleton} copy R = C over A,B\n")
    assert cli.run(["check", "copies.itip", "--no-copies", "--no-witness"]) == 1
    assert "\n    The copies that are given do not prove it.\n" in capsys.readouterr().out


@pytest.mark.usefixtures("here")
def test_cache(capsys: Output) -> None:
    """--cache makes the directory, and the summary says how many were recalled."""
    assert cli.run(["check", "good.itip", "--cache", "deep/er"]) == 0
    assert "from the cache" not in capsys.readouterr().out
    assert cli.run(["check", "good.itip", "false.itip", "--cache", "deep/er"]) == 1
    assert re.search(r"3 of 3 decided in .* s, 2 from the cache\.", capsys.readouterr().out)


@pytest.mark.usefixtures("here")
def test_resume(capsys: Output) -> None:
    """--resume does not try again what the same limits cut short."""
    how = ["check", "slow.itip", "--cache", "kept", *LITTLE]
    assert cli.run(how) == 3
    assert cli.run([*how, "--resume"]) == 3
    assert "1 from the cache" in capsys.readouterr().out


# Certificates


def shelved(directory: str = "evidence") -> list[str]:
    """The documents in a directory."""
    return sorted(str(path.relative_to(directory)) for path in Path(directory).rglob("*.json"))


@pytest.mark.usefixtures("here")
def test_certificates(capsys: Output) -> None:
    """--certificates writes a document for each verdict, by file and label, which verifies."""
    Path("deep").mkdir()
    Path("deep/plain.itip").write_text("H(X) >= 0\n\nH(X) <= 0\n")
    files = ["good.itip", "false.itip", "slip.itip", "lost.itip", "deep"]
    assert cli.run(["check", *files, "--certificates", "evidence"]) == 2
    documents = ["deep/plain/1.json", "deep/plain/3.json", "false/c.json", "good/a.json",
                 "good/b.json"]  # fmt: skip
    assert shelved() == documents
    assert cli.run(["verify", *(f"evidence/{name}" for name in documents)]) == 0
    capsys.readouterr()
    for item in objects(capsys, *files, "--certificates", "evidence"):
        assert ("certificate" in item) == (item["verdict"] in ("shannon", "false"))


@pytest.mark.usefixtures("here")
def test_stale_certificates() -> None:
    """A document whose statement has no verdict any more is taken away."""
    cli.run(["check", "slow.itip", "--certificates", "evidence"])
    assert shelved() == ["slow/e.json"]
    cli.run(["check", "slow.itip", "--certificates", "evidence", *LITTLE])
    assert shelved() == []


@pytest.mark.usefixtures("here")
def test_certificates_of_one_label() -> None:
    """The second entry of a label, which is refused, takes nothing from the first."""
    Path("dup.itip").write_text("a: H(X) >= 0\na: H(Y) >= 0\n")
    assert cli.run(["check", "dup.itip", "--certificates", "evidence"]) == 2
    assert shelved() == ["dup/a.json"]


@pytest.mark.usefixtures("here")
def test_certificates_stay_inside(tmp_path: Path) -> None:
    """Wherever the files are, their documents are in the directory, and none is overwritten."""
    for name in ("x/paper.itip", "x/paper.txt", "paper.itip"):
        Path(name).parent.mkdir(exist_ok=True)
        Path(name).write_text("a: H(X) >= 0\n")
    Path("y").mkdir()
    os.chdir("y")
    files = ["../x/paper.itip", "../x/paper.txt", str(tmp_path / "paper.itip")]
    assert cli.run(["check", *files, "--certificates", "evidence"]) == 0
    whole = "/".join((*tmp_path.parts[1:], "paper"))
    assert shelved() == sorted(["up/x/paper/a.json", "up/x/paper-2/a.json", f"{whole}/a.json"])
    assert sorted(path.name for path in Path().iterdir()) == ["evidence"]


@pytest.mark.usefixtures("here")
def test_a_label_too_long_for_a_file() -> None:
    """An entry with an endless label has its document under its line."""
    Path("long.itip").write_text(f"{'a' * 300}: H(X) >= 0\n")
    assert cli.run(["check", "long.itip", "--certificates", "evidence"]) == 0
    assert shelved() == ["long/1.json"]


@pytest.mark.usefixtures("here")
def test_certificates_that_cannot_be_written(capsys: Output) -> None:
    """Where a document cannot be written, it is said which."""
    Path("evidence").mkdir()
    Path("evidence/good").write_text("")
    assert cli.run(["check", "good.itip", "--certificates", "evidence"]) == 2
    assert capsys.readouterr().err == "error: evidence/good/a.json: File exists\n"
    shelf = Shelf.of("evidence", ["good"])
    with pytest.raises(ItipError):
        shelf.put(Outcome("unknown", "a", "", file="good", label="a/b"))


# Files


@pytest.mark.usefixtures("here")
def test_standard_input(monkeypatch: Patch, capsys: Output) -> None:
    """- is standard input, as a file named stdin, once."""
    stdin(monkeypatch, "\ufeffa: H(X) ≥ 0\r\nH(Y) >= 0\r\n".encode())
    found = objects(capsys, "-", "good.itip", "-")
    assert [item["name"] for item in found] == ["a", "stdin:2", "a", "b"]
    assert found[0]["file"] == "stdin"


@pytest.mark.usefixtures("here")
def test_closed_standard_input(monkeypatch: Patch, capsys: Output) -> None:
    """Standard input that is closed cannot be read; the files can."""
    monkeypatch.setattr(sys, "stdin", None)
    closed, *others = objects(capsys, "-", "good.itip")
    assert closed["message"] == "standard input is closed"
    assert [item["ok"] for item in others] == [True, True]


@pytest.mark.usefixtures("here")
def test_file_twice(capsys: Output) -> None:
    """A file that is named twice, or found again below a directory, is checked once."""
    Path("link.itip").symlink_to("good.itip")
    found = objects(capsys, "good.itip", "./good.itip", "link.itip", "--only", "[ab]")
    assert [item["name"] for item in found] == ["a", "b"]


STRANGE = {
    "blanks": b"a paper.itip",
    "a colon": b"paper:2:3.itip",
    "a minus sign": b"./-x.itip",
    "quotes": b'"it\'s".itip',
    "markup": b"[red]x :smile:.itip",
    "no suffix": b"paper",
    "a line's end": b"a\nb.itip",
    "a carriage return": b"a\rb.itip",
    "a bell and colours": b"a\x07\x1b[31mb.itip",
    "another alphabet": "Кёрнер.itip".encode(),
    "no text": b"bad\xff\xfe.itip",
    "a name as long as can be": b"x" * 250 + b".itip",
}


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere not every name can be given")
@pytest.mark.parametrize("style", ["text", "json", "github"])
@pytest.mark.parametrize("name", STRANGE.values(), ids=STRANGE)
@pytest.mark.usefixtures("here")
def test_strange_names(name: bytes, style: str, monkeypatch: Patch, capsys: Output) -> None:
    """However a file is named, what is printed is text, and does nothing to a terminal."""
    Path(os.fsdecode(name)).write_text("a: H(X) >= 0\nH(X) <= 0\n")
    monkeypatch.setenv("COLUMNS", "80")
    how = ["--format", style, "--junit", "report.xml", "--certificates", "evidence", "--verbose"]
    assert cli.run(["check", os.fsdecode(name), *how]) == 1
    out, err = capsys.readouterr()
    assert not err
    assert out.encode()
    assert all(row.isprintable() for row in out.split("\n"))
    assert len(ET.parse("report.xml").getroot()[0]) == 2  # noqa: S314  our own
    assert len(shelved()) == 2


# Streams


def test_broken_pipe() -> None:
    """A reader that stops after the first line is exit 141, in silence."""
    Path("many.itip").write_text("H(X) <= 0\n" * 2000)
    for style in ("text", "json", "github"):
        command = [sys.executable, "-c", MAIN, "check", "many.itip", "--format", style]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
            assert process.stdout
            assert process.stderr
            assert process.stdout.readline()
            process.stdout.close()
            assert process.wait(timeout=60) == 141
            assert not process.stderr.read()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full disk to be had")
@pytest.mark.parametrize("how", [["text"], ["json"], ["github"], ["text", "--junit", "/dev/full"]])
def test_full_disk(how: list[str]) -> None:
    """Output that cannot be written is an error, not a success."""
    with Path("/dev/full").open("w") as full:
        done = program("good.itip", "--format", *how, stdout=full, stderr=subprocess.PIPE)
    assert done.returncode == 2
    assert "No space left on device" in done.stderr


def test_streamed() -> None:
    """Each statement is told as soon as its turn has come, not in the end."""
    command = [sys.executable, "-c", MAIN, "check", "-", "--format", "json", "--jobs", "1"]
    source = "".join(f"a-{k}: H(X) >= 0\n" for k in range(3000))
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin
        assert process.stdout
        process.stdin.write(source)
        process.stdin.close()
        assert json.loads(process.stdout.readline())["name"] == "a-0"
        assert process.poll() is None
        assert process.stdout.read().count("\n") == 2999


# A terminal

TOKEN = re.compile(r"\x1b\[([0-9;?]*)([A-Za-z])|(.)", re.DOTALL)


def screen(written: str) -> list[str]:
    """The rows that a terminal shows in the end."""
    rows: list[list[str]] = [[]]
    row = column = 0
    for number, command, letter in TOKEN.findall(written):
        match command or f" {letter}":
            case "A":
                row -= int(number or 1)
                assert row >= 0
            case "K":
                assert number == "2"
                rows[row] = []
            case " \r":
                column = 0
            case " \n":
                row += 1
                rows += [[]] * (row == len(rows))
                rows[row] = rows[row] or []
            case "m" | "h" | "l":
                pass
            case _:
                assert not command
                rows[row] += " " * (column + 1 - len(rows[row]))
                rows[row][column] = letter
                column += 1
    return ["".join(cells).rstrip() for cells in rows]


def in_a_terminal(*arguments: str, out: Path | None = None, bar: bool = True) -> tuple[int, str]:
    """The exit status of a check, and what it writes to a terminal of 80 columns."""
    import fcntl  # noqa: PLC0415  not on every platform
    import pty  # noqa: PLC0415
    import termios  # noqa: PLC0415

    ours, theirs = pty.openpty()
    fcntl.ioctl(ours, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    environment = {key: value for key, value in os.environ.items() if key != "COLUMNS"}
    stdout = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_TRUNC) if out else theirs
    process = subprocess.Popen(
        [sys.executable, "-c", MAIN, "check", *arguments],
        stdin=subprocess.DEVNULL, stdout=stdout, stderr=theirs if bar else subprocess.DEVNULL,
        env=environment | {"TERM": "xterm-256color"},
    )  # fmt: skip
    for handle in {stdout, theirs}:
        os.close(handle)
    seen = b""
    try:
        while chunk := os.read(ours, 65536):
            seen += chunk
    except OSError:  # Linux says so at the end
        pass
    os.close(ours)
    return process.wait(timeout=60), seen.decode()


def timeless(rows: list[str]) -> list[str]:
    """The rows without seconds, and without the slowest, which differ from run to run."""
    kept = [re.sub(r"[0-9]+\.[0-9]+ s", "0.0 s", row) for row in rows]
    inside = [k for k, row in enumerate(kept) if "slowest" in row]
    return [row for k, row in enumerate(kept) if not inside or not -2 < k - inside[0] < 8]


unix = pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are a Unix thing")


@pytest.fixture
def many() -> None:
    """A file with problems here and there, so that the bar must step aside."""
    rows = [f"H(X{k % 5}) {'<=' if k % 40 == 7 else '>='} 0" for k in range(200)]
    Path("many.itip").write_text("\n".join(rows) + "\nd: I(X,Y)\n")


@unix
@pytest.mark.usefixtures("many")
def test_bar_leaves_no_trace() -> None:
    """In a terminal a bar shows what is done; in the end it looks as if it had not been there."""
    code, shown = in_a_terminal("many.itip", "good.itip", "--jobs", "1")
    assert code == 2
    assert re.search(r"[0-9]+/203", shown)
    assert shown.rindex("\x1b[?25h") > shown.rindex("\x1b[?25l")  # the cursor is shown again
    _, without = in_a_terminal("many.itip", "good.itip", "--jobs", "1", bar=False)
    assert "\x1b[?25l" not in without
    assert timeless(screen(shown)) == timeless(screen(without))


@unix
@pytest.mark.usefixtures("many")
def test_bar_and_output_apart(tmp_path: Path) -> None:
    """The output in a file has nothing of the bar, and the terminal nothing of either."""
    file = tmp_path / "output"
    for style in ("text", "json", "github"):
        _, shown = in_a_terminal("many.itip", "--format", style, out=file)
        assert "/201" in shown
        assert not "".join(screen(shown))
        output = file.read_text()
        assert "\x1b" not in output
        assert program("many.itip", "--format", style, capture_output=True).stdout.count(
            "\n"
        ) == output.count("\n")


@unix
@pytest.mark.parametrize("how", [["--quiet"], ["--verbose"], ["--list"]])
def test_no_bar(how: list[str]) -> None:
    """There is no bar where nothing is to be seen, or every statement is."""
    code, shown = in_a_terminal("good.itip", *how)
    assert code == 0
    assert "\x1b[?25l" not in shown
    assert bool(shown) == (how != ["--quiet"])


@pytest.mark.parametrize("colours", [{"FORCE_COLOR": "1"}, {"FORCE_COLOR": "1", "NO_COLOR": "1"}])
def test_colours(colours: dict[str, str]) -> None:
    """FORCE_COLOR makes boxes and colours for a pipe, within 80 columns; NO_COLOR the boxes."""
    environment = {key: value for key, value in os.environ.items() if key != "COLUMNS"}
    done = program(
        "false.itip", "slip.itip", "good.itip",
        env=environment | colours | {"TERM": "xterm-256color"}, capture_output=True,
    )  # fmt: skip
    assert ("\x1b[31m" in done.stdout) == ("NO_COLOR" not in colours)
    assert "╭" in done.stdout
    assert max(len(re.sub(r"\x1b\[[0-9;]*m", "", row)) for row in done.stdout.split("\n")) <= 80


# The report


def test_slowest() -> None:
    """The five that took longest are kept, the longest first, without their documents."""
    report = Report(20)
    for k in (3, 0, 9, 1, 7, 2, 8, 5, 0):
        report.add(Outcome("expected", f"s-{k}", "", seconds=k, certificate="{}"))
    assert [outcome.name for outcome in report.slowest] == ["s-9", "s-8", "s-7", "s-5", "s-3"]
    assert not any(outcome.certificate for outcome in report.slowest)
    assert report.done == report.counts["expected"] == 9
