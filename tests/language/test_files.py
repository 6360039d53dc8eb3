"""Files of statements: which there are, what stands in them, and where an error is."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itip.batch import read
from itip.batch.order import Limits, Order
from itip.batch.outcome import Outcome
from itip.batch.work import decide
from itip.errors import ItipError
from itip.language import show
from itip.language.files import (
    Block,
    Entry,
    Unreadable,
    blocks,
    decode,
    entries,
    label,
    mislabelled,
    printable,
    walk,
)

ORDER = Order(Limits())


def found(source: str) -> list[Entry | Unreadable]:
    """What stands in a text."""
    return list(entries(source, "paper.itip"))


def readable(source: str) -> list[Entry]:
    """The entries of a text in which all can be read."""
    items = found(source)
    assert all(isinstance(item, Entry) for item in items)
    return [item for item in items if isinstance(item, Entry)]


def outcomes(directory: Path, data: bytes) -> list[Outcome]:
    """What becomes of the entries of a file with these bytes."""
    file = directory / "paper.itip"
    file.write_bytes(data)
    items = read([str(file)])
    return [item if isinstance(item, Outcome) else decide(item, ORDER) for item in items]


# Entries

PAPER = """\
# Cover & Thomas, Theorem 2.8.1
data-processing: I(X;Z) <= I(X;Y)
    given X -> Y -> Z   # a Markov chain

    # the proof is short
    expect shannon
    # and that is all

let d(A,B) = H(A|B)
    + H(B|A)
d(X,Z) <= d(X,Y) + d(Y,Z)
last-1: H(X) >= 0"""


def test_entries() -> None:
    """An entry has its label or its place, its lines but for the label, and definitions."""
    first, second, third = readable(PAPER)
    assert (first.name, first.line, first.label) == ("data-processing", 2, "data-processing")
    assert first.text.startswith(" " * 17 + "I(X;Z) <= I(X;Y)\n    given X -> Y -> Z   # a Markov")
    assert first.text.endswith("expect shannon\n    # and that is all")
    assert not first.definitions
    assert (second.name, second.line, second.label) == ("paper.itip:11", 11, "")
    (definition,) = second.definitions
    assert show(definition) == "let d(A,B) = H(A|B) + H(B|A)"
    assert third.definitions == second.definitions
    assert (third.name, third.line, third.text) == ("last-1", 12, "        H(X) >= 0")


def test_blocks() -> None:
    """A block goes on over indented lines, and over comments that more of it comes behind."""
    assert list(blocks(PAPER)) == [
        Block(1, ("# Cover & Thomas, Theorem 2.8.1",), loose=True),
        Block(2, tuple(PAPER.splitlines()[1:7])),
        Block(8, ("",), loose=True),
        Block(9, ("let d(A,B) = H(A|B)", "    + H(B|A)")),
        Block(11, ("d(X,Z) <= d(X,Y) + d(Y,Z)",)),
        Block(12, ("last-1: H(X) >= 0",)),
    ]


LINES = st.sampled_from([
    "", "  ", "\t", "# comment", "  # comment", "a: H(X) >= 0", "H(X) >= 0", "  + H(Y)",
    "\tgiven R", "let d = R", "b:", ":", "let", "I(X,Y", "\ufeff", "α ≥ 0",
])  # fmt: skip


@given(st.lists(LINES))
def test_blocks_are_the_file(lines: list[str]) -> None:
    """The blocks of a file, joined, are its lines, each at its number; loose ones hold no code."""
    taken = list(blocks("\n".join(lines)))
    assert [line for block in taken for line in block.lines] == "\n".join(lines).splitlines()
    start = 1
    for block in taken:
        assert block.line == start
        start += len(block.lines)
        code = [s for line in block.lines if (s := line.strip()) and not s.startswith("#")]
        assert block.loose == (not code)


@given(st.lists(LINES))
def test_entries_stand_where_they_say(lines: list[str]) -> None:
    """An entry's text is what the file has there, but for the label; an error is in the file."""
    source = "\n".join(lines)
    for item in found(source):
        if isinstance(item, Entry):
            here = lines[item.line - 1 : item.line + item.text.count("\n")]
            head = len(item.label) + 1 if item.label else 0
            assert item.text == " " * head + "\n".join(here)[head:]
        else:
            assert 1 <= item.error.line <= len(lines)
            assert 1 <= item.error.column <= len(lines[item.error.line - 1]) + 1


LABELS = {
    "a word": ("a: H(X) >= 0", "a"),
    "words and digits": ("han-3-of-4b: H(X) >= 0", "han-3-of-4b"),
    "nothing behind it": ("a:", "a"),
    "no blank behind it": ("a:H(X) >= 0", "a"),
    "a reserved word": ("given: H(X) >= 0", "given"),
    "a blank before the colon": ("a : H(X) >= 0", None),
    "a capital": ("A: H(X) >= 0", None),
    "an underscore": ("a_b: H(X) >= 0", None),
    "a digit in front": ("2-a: H(X) >= 0", None),
    "two hyphens": ("a--b: H(X) >= 0", None),
    "a hyphen at the end": ("a-: H(X) >= 0", None),
    "a function": ("Z : f(X)", None),
    "none": ("H(X) >= 0", None),
}


@pytest.mark.parametrize(("written", "name"), LABELS.values(), ids=LABELS)
def test_label(written: str, name: str | None) -> None:
    """A label is a kebab-case word with a colon directly behind it."""
    matched = label(written)
    assert (matched[1] if matched else None) == name


NEARLY = {
    "capitals": ("Han: H(X) >= 0", "such as han:"),
    "underscores": ("data_processing: H(X) >= 0", "such as data-processing:"),
    "dots": ("thm.2.8: H(X) >= 0", "such as thm-2-8:"),
    "two hyphens": ("a--b: I(X,Y) >= 0", "such as a-b:"),
    "a digit in front": ("2-a: H(X) >= 0", "digits and hyphens"),
    "a label": ("a: H(X", ""),
    "no label": ("H(X : Y) >= 0", ""),
}


@pytest.mark.parametrize(("written", "hint"), NEARLY.values(), ids=NEARLY)
def test_what_is_nearly_a_label(written: str, hint: str) -> None:
    """Of what is perhaps meant to be a label it is said how labels are made."""
    assert hint in mislabelled(written)
    assert bool(mislabelled(written)) == bool(hint)


def test_mislabelled_entry(tmp_path: Path) -> None:
    """That is said where such an entry cannot be read and there is nothing better to say."""
    named, slip = outcomes(tmp_path, b"Data_Processing: H(X) >= 0\nHan: I(X,Y) >= 0\n")
    assert (named.status, slip.status) == ("unreadable", "unreadable")
    assert named.detail[-1].endswith("digits and hyphens, such as data-processing:")


# Bytes

BOM = b"\xef\xbb\xbf"
WHOLE = b"a: H(X)\n  >= 0\n\nb: H(X) <= 0\n"
SAME = {
    "no final newline": WHOLE.rstrip(b"\n"),
    "CRLF": WHOLE.replace(b"\n", b"\r\n"),
    "CR": WHOLE.replace(b"\n", b"\r"),
    "a byte-order mark": BOM + WHOLE,
    "CRLF and a byte-order mark": BOM + WHOLE.replace(b"\n", b"\r\n"),
    "blanks at the ends of lines": WHOLE.replace(b"\n", b" \t\n"),
    "tabs": WHOLE.replace(b"  ", b"\t"),
    "lines behind it": WHOLE + b"\n \n\n",
}


@pytest.mark.parametrize("data", SAME.values(), ids=SAME)
def test_same_file(data: bytes, tmp_path: Path) -> None:
    """However lines end, and whether there is a byte-order mark, the entries are the same."""
    first, second = outcomes(tmp_path, data)
    assert (first.label, first.line, first.claim, first.status) == (
        "a",
        1,
        "H(X) >= 0",
        "expected",
    )
    assert (second.label, second.line, second.status) == ("b", 4, "unexpected")


UNREADABLE = {
    "zero bytes": (b"H(X) >= 0\n\x00\x01", "there is a zero byte at offset 10"),
    "a picture": (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "there is a zero byte at offset 8"),
    "UTF-16": ("H(X) >= 0".encode("utf-16"), "it is in UTF-16; save it as UTF-8"),
    "UTF-16, big-endian": (b"\xfe\xff\x00H", "it is in UTF-16; save it as UTF-8"),
    "UTF-16 without a mark": ("H(X)".encode("utf-16-le"), "there is a zero byte at offset 1"),
    "Latin-1": ("H(X) >= 0 # Körner".encode("latin-1"), "byte 0xf6 at offset 13 does not fit"),
    "half a character": ("H(X) ≥".encode()[:-1], "byte 0xe2 at offset 5 does not fit"),
    "a surrogate": (b"\xed\xa0\x80", "byte 0xed at offset 0 does not fit"),
}


@pytest.mark.parametrize(("data", "message"), UNREADABLE.values(), ids=UNREADABLE)
def test_not_a_text(data: bytes, message: str, tmp_path: Path) -> None:
    """A file that is no text in UTF-8 is unreadable as a whole, and it is said why."""
    with pytest.raises(ItipError) as caught:
        decode(data)
    assert message in str(caught.value)
    (outcome,) = outcomes(tmp_path, data)
    assert (outcome.status, outcome.message) == ("unreadable", str(caught.value))


@pytest.mark.parametrize("data", [b"", b"\n\n", b"# only\n  # comments", BOM, b"  \t"])
def test_no_entries(data: bytes, tmp_path: Path) -> None:
    """A file may hold no entry."""
    assert not outcomes(tmp_path, data)


def test_definitions_alone(tmp_path: Path) -> None:
    """A file of definitions holds no entry."""
    assert not outcomes(tmp_path, b"let d = R\nlet e = 2 d\n")


# Errors

ERRORS = {
    "in the first line": ("a: I(X@,Y) >= 0", "mutual information needs a ';'"),
    "behind comments": ("# one\n\n# two\na: I(X@,Y) >= 0", "mutual information needs a ';'"),
    "in a continuation": ("a: H(X)\n  # so\n  >=@", "a quantity such as H(X)"),
    "behind a byte-order mark": ("\ufeffa: I(X@,Y) >= 0", "mutual information needs a ';'"),
    "in a definition": ("# d\n\nlet d(A) =\n  H(@", "a random variable is expected"),
    "in the name of a definition": ("let @given = H(X)", "'given' is a reserved word"),
    "definition of nothing": ("let@", "the name of a definition"),
    "definition twice": ("let d = R\nlet @d = 2", "'d' is defined twice"),
    "unknown name in a definition": ("let d = @e(X)", "'e' is not defined"),
    "indented first line": ("# one\n  @H(X) >= 0", "there is none above it"),
    "indented by a tab": ("\n\t@H(X) >= 0", "there is none above it"),
    "label twice": ("a: H(X) >= 0\n@a: H(Y) >= 0", "stands twice; the first time in line 1"),
    "label twice, once unreadable": ("a: H(X\n@a: H(Y) >= 0", "stands twice"),
    "label given": ("@given: H(X) >= 0", "'given' is a reserved word and no label"),
    "label expect": ("@expect: H(X) >= 0", "'expect' is a reserved word and no label"),
    "label let": ("@let: H(X) >= 0", "'let' is a reserved word and no label"),
    "label and": ("@and: H(X) >= 0", "'and' is a reserved word and no label"),
    "label without a statement": ("@a:", "the statement is empty"),
    "label and comment": ("@a: # nothing yet", "the statement is empty"),
    "unknown verdict": ("a: H(X) >= 0\n  expect @maybe", "'maybe' is not a verdict"),
    "no verdict": ("a: H(X) >= 0 expect@", "a verdict"),
    "used where broken": ("let d = H(\na: H(X) >= @d", "the definition of 'd', in line 1, cannot"),
    "used in a definition": (
        "let d(A) = H(\nlet e = 2 @d(X)",
        "of 'd', in line 1, cannot be read",
    ),
    "used by way of another": ("let d = H(\nlet e = d\na: 0 <= @e", "of 'e', in line 2, cannot"),
    "used in a later line": ("let d = H(\na: # d\n  0 <= R\n  + @d", "of 'd', in line 1, cannot"),
    "used after two": ("let d = R\nlet d = H(\na: 0 <= @d", "of 'd', in line 2, cannot"),
    "not a statement": ("Theorem 1. For all X @...", "an ellipsis is not read"),
}


@pytest.mark.parametrize(("marked", "message"), ERRORS.values(), ids=ERRORS)
def test_error(marked: str, message: str, tmp_path: Path) -> None:
    """An error is at its line and column of the file, which is shown with a caret below it."""
    at = marked.index("@")
    source = marked.replace("@", "")
    *_, outcome = outcomes(tmp_path, source.encode())
    bare = source.removeprefix("\ufeff")
    at -= len(source) - len(bare)
    start = bare.rfind("\n", 0, at) + 1
    assert outcome.status == "unreadable"
    assert message in outcome.message
    assert (outcome.line, outcome.column) == (bare.count("\n", 0, at) + 1, at - start + 1)
    line = bare[start:].partition("\n")[0].replace("\t", " ")
    assert outcome.detail[0] == f"    {line}"
    assert outcome.detail[1].index("^") == 4 + at - start


def test_others_are_kept(tmp_path: Path) -> None:
    """What is wrong with one entry, or one definition, leaves the others be."""
    source = (
        b"let d = H(\na: d >= 0\n  stray (\nd: H(X) >= 0 # d\nb: H(X\nc: H(Y) >= 0\nc: 0 <= 1\n"
    )
    found = [(outcome.label, outcome.status) for outcome in outcomes(tmp_path, source)]
    bad = "unreadable"
    assert found == [
        ("", bad), ("a", bad), ("d", "expected"), ("b", bad), ("c", "expected"), ("c", bad),
    ]  # fmt: skip


def test_a_definition_given_again() -> None:
    """A definition that cannot be read may be followed by one that can."""
    broken, entry = found("let d = H(\nlet d = H(X)\nd >= 0")
    assert isinstance(broken, Unreadable)
    assert isinstance(entry, Entry)
    assert list(map(show, entry.definitions)) == ["let d = H(X)"]


@pytest.mark.parametrize("used", ["dd + e(X)", "d1 >= 0", "d' >= 0", "ad", "R # d"])
def test_names_like_that_of_a_broken_definition(used: str) -> None:
    """Only the very name counts."""
    _, entry = found(f"let d = H(\n0 <= {used}")
    assert isinstance(entry, Entry)


def test_a_definition_holds_from_there_on(tmp_path: Path) -> None:
    """A name means what is defined above it; below, it is a scalar of its own."""
    before, behind = outcomes(tmp_path, b"d >= 0\nlet d = H(X)\nd >= 0\n")
    assert (before.status, behind.status) == ("unexpected", "expected")


def test_long_lines(tmp_path: Path) -> None:
    """A line of 100 000 characters is read; an error in it is shown in a line's width."""
    row = " + ".join(f"H(X{i % 5})" for i in range(12_000))
    good, bad = outcomes(tmp_path, f"a: {row} >= 0\nb: {row} + I(X,Y) >= 0\n".encode())
    assert good.status == "expected"
    assert bad.column == len(f"b: {row} + I(X,")
    assert max(map(len, bad.detail)) <= 83


# Which files


TREE = (
    "b.itip", "a.itip", "dir.itip/c.itip", "deep/er/d.itip", ".git/e.itip", ".g.itip",
    "deep/.hidden/f.itip", "deep/notes.txt", "empty/readme.md",
)  # fmt: skip


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A directory with files, in which the test runs."""
    for name in TREE:
        place = tmp_path / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text("H(X) >= 0\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path


WALKS = {
    "a file": (["a.itip"], ["a.itip"]),
    "a file of another name": (["deep/notes.txt"], ["deep/notes.txt"]),
    "in the order given": (["b.itip", "a.itip"], ["b.itip", "a.itip"]),
    "a directory": (["deep"], ["deep/er/d.itip"]),
    "a directory named like a file": (["dir.itip"], ["dir.itip/c.itip"]),
    "a hidden directory that is named": ([".git"], [".git/e.itip"]),
    "all": (["."], [".g.itip", "a.itip", "b.itip", "deep/er/d.itip", "dir.itip/c.itip"]),
    "a file twice": (["a.itip", "./a.itip", "deep/../a.itip"], ["a.itip"]),
    "a file and its directory": (["dir.itip/c.itip", "dir.itip"], ["dir.itip/c.itip"]),
    "standard input twice": (["-", "a.itip", "-"], ["-", "a.itip"]),
    "what is not there": (["nonesuch.itip"], ["nonesuch.itip"]),
}


@pytest.mark.usefixtures("tree")
@pytest.mark.parametrize(("paths", "files"), WALKS.values(), ids=WALKS)
def test_walk(paths: list[str], files: list[str]) -> None:
    """Files are read in the order given, those below a directory by name, and each once."""
    assert walk(paths) == files


@pytest.mark.usefixtures("tree")
def test_no_file_below() -> None:
    """A directory in which there is nothing to read is an error."""
    with pytest.raises(ItipError, match=r"empty: there is no file \*\.itip below this directory"):
        walk(["a.itip", "empty"])


@pytest.mark.skipif(sys.platform == "win32", reason="links and pipes are a Unix thing")
def test_what_is_no_file(tree: Path) -> None:
    """Below a directory pipes are passed over, and links are not followed in a ring."""
    os.mkfifo(tree / "deep" / "pipe.itip")
    (tree / "deep" / "nowhere.itip").symlink_to("nonesuch")
    (tree / "deep" / "ring").symlink_to("..")
    (tree / "deep" / "same.itip").symlink_to(tree / "deep" / "er" / "d.itip")
    assert walk(["deep"]) == ["deep/nowhere.itip", "deep/same.itip"]
    broken, entry = read(["deep"])
    assert isinstance(broken, Outcome)
    assert (broken.file, broken.message) == ("deep/nowhere.itip", "No such file or directory")
    assert isinstance(entry, Entry)


def test_a_directory_that_cannot_be_read(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What stands in it is not passed over in silence: it is named, and cannot be read."""
    scandir, open_ = os.scandir, Path.read_bytes
    closed = str(tree / "deep" / "er")

    def refusing(path: str) -> object:
        if os.fspath(path) == closed:
            raise PermissionError(13, "Permission denied", path)
        return scandir(path)

    def refused(path: Path) -> bytes:
        if os.fspath(path) == closed:
            raise PermissionError(13, "Permission denied", closed)
        return open_(path)

    monkeypatch.setattr(os, "scandir", refusing)
    monkeypatch.setattr(Path, "read_bytes", refused)
    (outcome,) = read([str(tree / "deep")])
    assert isinstance(outcome, Outcome)
    assert (outcome.file, outcome.message) == (closed, "Permission denied")


def test_printable() -> None:
    """A path is shown so that it is text, stays in its line, and does nothing to a terminal."""
    assert printable("Körner/paper 2.itip") == "Körner/paper 2.itip"
    assert printable("a\nb\x1b[31m") == r"a\nb\x1b[31m"
    assert printable(os.fsdecode(b"bad\xff")) == r"bad\xff"


INTERRUPTED = {
    "a blank line and a comment": "a: H(X) >= 0\n\n# note\n    given H(X) <= 1",
    "an entry commented out": "a: H(X) >= 0\n# b: H(Y) >= 0\n    given H(X) <= 1",
}


@pytest.mark.parametrize("source", INTERRUPTED.values(), ids=INTERRUPTED)
def test_interrupted(source: str) -> None:
    """A line does not go on with an entry over what looks like its end."""
    (item,) = found(source)
    assert isinstance(item, Unreadable)
    assert "over the comment in line" in item.error.message
    assert item.error.line == source.count("\n") + 1


HIDDEN = {
    "by a command": "let \\alpha = H(X) +\na: α >= 0",
    "by a comment": "let # R\n  S = H(X) +\na: S >= 0",
    "by dollars": "let $T$ = H(\na: T >= 0",
    "by a subscript": "let X1 = H(\na: X₁ >= 0",
    "by braces": "let S_{1} = H(\na: S_1 >= 0",
    "wholly": "let ? = H(X)\na: R >= 0",
}


@pytest.mark.parametrize("source", HIDDEN.values(), ids=HIDDEN)
def test_hidden_names_of_definitions(source: str) -> None:
    """However the name of a definition is written that cannot be read, its uses are found."""
    definition, entry = found(source)
    assert isinstance(definition, Unreadable)
    assert isinstance(entry, Unreadable)
    assert "cannot be read" in entry.error.message
