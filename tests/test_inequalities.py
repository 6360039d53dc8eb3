"""The library of known inequalities, each decided."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

import itip

LIBRARY = Path(__file__).parent.parent / "inequalities"
LABEL = re.compile(r"([a-z][a-z0-9]*(?:-[a-z0-9]+)*):(?=\s)")
EXPECTED = {"shannon": "shannon", "unprovable": "not-shannon"}


@dataclass(frozen=True)
class Entry:
    """A statement of a file, with the definitions before it and the comment just above it."""

    file: str
    label: str
    text: str
    definitions: tuple[str, ...]
    source: str


def entries(file: Path) -> list[Entry]:
    """The entries of a file: each begins in column one and goes on over indented lines."""
    found: list[Entry] = []
    definitions: list[str] = []
    source = ""
    for line in file.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            source = f"{source} {line[1:].strip()}".strip()
        elif line.startswith(" "):
            found[-1] = replace(found[-1], text=f"{found[-1].text}\n{line}")
        elif line.startswith("let "):
            definitions.append(line)
        elif line:
            label = LABEL.match(line)
            assert label, f"{file.name}: {line!r} has no label"
            text = line[label.end() :]
            found.append(Entry(file.name, label[1], text, tuple(definitions), source))
        else:
            source = ""
    return found


ENTRIES = [entry for file in sorted(LIBRARY.glob("*.itip")) for entry in entries(file)]


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.label)
def test_entry(entry: Entry) -> None:
    """Each entry gets the verdict that it expects."""
    outcome = itip.prove(entry.text, definitions=entry.definitions)
    assert outcome.verdict == EXPECTED[outcome.statement.expect or ""]


def test_labels() -> None:
    """A label stands once in the whole library."""
    labels = [entry.label for entry in ENTRIES]
    assert len(labels) == len(set(labels)) >= 12


def test_sources() -> None:
    """Each entry has its source, or its reason, in a comment just above it."""
    assert [entry.label for entry in ENTRIES if not entry.source] == []


def test_files_are_listed() -> None:
    """The library's README lists all its files."""
    readme = (LIBRARY / "README.md").read_text(encoding="utf-8")
    assert all(f"[{file.name}]({file.name})" in readme for file in LIBRARY.glob("*.itip"))
