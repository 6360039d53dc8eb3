"""The documents: what they show is what the program prints, and what they point to exists."""

from __future__ import annotations

import doctest
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from itip import cli
from itip.errors import ParseError
from itip.language import parse

ROOT = Path(__file__).parent.parent
DOCUMENTS = sorted(
    [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("inequalities/*.md")],
)
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
COMMAND = re.compile(r"^\$ ((?:itip|cat) .*)\n", re.MULTILINE)
SECONDS = re.compile(r"[0-9.]+ s(?=\W)")


def blocks(document: Path, kind: str) -> Iterator[str]:
    """The fenced blocks of one kind."""
    for found, text in BLOCK.findall(document.read_text(encoding="utf-8")):
        if found == kind:
            yield text


def name(document: object) -> str:
    """A document as a test's name."""
    return str(document.relative_to(ROOT)) if isinstance(document, Path) else ""


def transcripts(document: Path) -> Iterator[tuple[str, str]]:
    """Each command of a document's console blocks, and what it is shown to print."""
    for text in blocks(document, "console"):
        before, *rest = COMMAND.split(text)
        assert not before, f"a transcript begins with a command: {before!r}"
        yield from zip(rest[::2], rest[1::2], strict=True)


SHOWN = [document for document in DOCUMENTS if list(transcripts(document))]


@pytest.mark.parametrize("document", SHOWN, ids=name)
def test_transcripts(
    document: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The commands of a document, in order and in one directory, print what it shows."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    for command, shown in transcripts(document):
        program, *arguments = shlex.split(command)
        if program == "cat":  # what is shown of a file is what is in it
            (tmp_path / arguments[0]).write_text(shown, encoding="utf-8")
            continue
        cli.run(arguments)
        printed = capsys.readouterr()
        assert SECONDS.sub("0.1 s", printed.out + printed.err) == SECONDS.sub("0.1 s", shown)


def test_readme_shows_all_answers() -> None:
    """The README has proofs of both kinds, a refutation and a certificate that is verified."""
    shown = "".join(blocks(ROOT / "README.md", "console"))
    assert "\nshannon: " in shown
    assert "\nfalse: " in shown
    assert "\nnon-shannon: " in shown
    assert ": verified: " in shown


@pytest.mark.parametrize("document", DOCUMENTS, ids=name)
def test_python(document: Path) -> None:
    """The Python sessions of a document print what it shows."""
    session = "\n".join(blocks(document, "python"))
    example = doctest.DocTestParser().get_doctest(session, {}, name(document), None, 0)
    failed, _ = doctest.DocTestRunner(verbose=False).run(example)
    assert not failed


@pytest.mark.parametrize("document", DOCUMENTS, ids=name)
def test_links(document: Path) -> None:
    """Every local link of a document leads to a file or directory."""
    text = document.read_text(encoding="utf-8")
    local = [link.partition("#")[0] for link in LINK.findall(text) if "://" not in link]
    assert [link for link in local if not (document.parent / link).exists()] == []


STATEMENTS = [
    (name(document), line)
    for document in DOCUMENTS
    for text in blocks(document, "itip")
    for line in text.splitlines()
]


@pytest.mark.parametrize("line", [line for _, line in STATEMENTS])
def test_statements(line: str) -> None:
    """Every statement that a document gives as an example is one."""
    parse(line)


def test_language_has_statements() -> None:
    """The page on the language gives examples."""
    assert sum(document == "docs/language.md" for document, _ in STATEMENTS) > 20


TABLE = re.compile(r"^\| `([^`|]+)` \| (.+) \|$", re.MULTILINE)


def comma_rule() -> list[tuple[str, str]]:
    """The rows of the table of the comma rule."""
    text = (ROOT / "docs" / "language.md").read_text(encoding="utf-8")
    section = text.partition("**The comma rule.**")[2].partition("\n## ")[0]
    return TABLE.findall(section)


@pytest.mark.parametrize(("written", "meaning"), comma_rule())
def test_comma_rule(written: str, meaning: str) -> None:
    """What the table says of commas is how they are read."""
    if meaning.startswith("an error"):
        with pytest.raises(ParseError, match="group"):
            parse("0 = 0", given=[written])
        return
    apart = re.findall(r"`([^`]+)`", meaning.partition(":")[0])
    assert parse("0 = 0", given=[written]) == parse("0 = 0", given=apart)


def test_comma_rule_has_rows() -> None:
    """The table of the comma rule is found."""
    assert len(comma_rule()) >= 5
