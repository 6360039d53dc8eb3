"""The library of known inequalities, each decided."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from itip import cli
from itip.batch.outcome import Outcome
from itip.language.files import Block, Entry, blocks, entries, label

LIBRARY = Path(__file__).parent.parent / "inequalities"
FILES = sorted(LIBRARY.rglob("*.itip"))
WIDTH = 99


@pytest.mark.xdist_group("library")
def test_all_are_as_expected(library: tuple[Outcome, ...]) -> None:
    """Each entry gets the verdict that it expects."""
    assert [(found.label, found.verdict) for found in library if not found.ok] == []


def test_all_are_formatted(capsys: pytest.CaptureFixture[str]) -> None:
    """The library is in canonical form."""
    assert cli.run(["fmt", "--check", str(LIBRARY)]) == 0, capsys.readouterr().err


def test_entries() -> None:
    """There are at least eight hundred; each has a label, which stands once in all files."""
    found = [entry for file in FILES for entry in entries(file.read_text("utf-8"), file.name)]
    assert all(isinstance(entry, Entry) for entry in found)
    labels = Counter(entry.label for entry in found)
    assert "" not in labels
    assert [name for name, times in labels.items() if times > 1] == []
    assert len(labels) >= 800


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_sources(file: Path) -> None:
    """Each entry has its source, or its reason, in a comment just above it, and its verdict."""
    above: Block | None = None
    for block in blocks(file.read_text("utf-8")):
        if not block.loose and label(block.lines[0]):
            assert above is not None, block.lines[0]
            assert above.lines[-1].startswith("#"), block.lines[0]
            assert "expect " in block.lines[-1], block.lines[0]
        above = block if block.loose else None
        assert max(map(len, block.lines)) <= WIDTH, block.lines


def test_files_are_listed() -> None:
    """The library's README lists all its files."""
    readme = (LIBRARY / "README.md").read_text(encoding="utf-8")
    names = [file.relative_to(LIBRARY).as_posix() for file in FILES]
    assert all(f"[{name}]({name})" in readme for name in names)
