"""Files of statements: which there are, and the entries in the text of one."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from itip.errors import ItipError, ParseError
from itip.language.ast import Definition
from itip.language.lexer import RESERVED, Text
from itip.language.names import quote
from itip.language.parser import parse_definition

SUFFIX = ".itip"

_LABEL = re.compile(r"([a-z][a-z0-9]*(?:-[a-z0-9]+)*):")
_NEARLY = re.compile(r"([\w.\-]+):(?=\s)")  # what is perhaps meant to be a label
_LET = re.compile(r"let(?=\s|$)")
_DEFINED = re.compile(r"let\s+([^\W\d_][\w'′’]*)")
_COMMENT = re.compile(r"#.*")
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, slots=True)
class Block:
    """Lines of a file: one entry or definition, or blank lines and comments between them.

    `line` is the number of the first one, from 1.
    """

    line: int
    lines: tuple[str, ...]
    loose: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """A statement of a file.

    `text` is its lines as they stand there, from `line` on, with blanks for the label, so that
    the columns are those of the file; `definitions` are the texts of those before it.
    """

    file: str
    line: int
    label: str
    text: str
    definitions: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The label, or, without one, the place."""
        return self.label or f"{self.file}:{self.line}"


@dataclass(frozen=True, slots=True)
class Unreadable:
    """What stands in a file and cannot be read as an entry or a definition."""

    file: str
    line: int
    label: str
    error: ParseError

    @property
    def name(self) -> str:
        """The label, or, without one, the place."""
        return self.label or f"{self.file}:{self.line}"


def walk(paths: Iterable[str]) -> list[str]:
    """The files that paths name, each once: those named, and all *.itip below a directory.

    Directories whose names begin with a dot are passed over, and so are pipes and devices in them.
    What cannot be looked into is named all the same, as reading it will say why. A directory
    without such a file is an ItipError.
    """
    found: dict[str, str] = {}
    for path in paths:
        files = _below(path) if path != "-" and Path(path).is_dir() else [path]
        if not files:
            raise ItipError(f"{path}: there is no file *{SUFFIX} below this directory")
        for file in files:
            found.setdefault(file if file == "-" else str(Path(file).resolve()), file)
    return list(found.values())


def _below(directory: str) -> list[str]:
    files: list[str] = []

    def closed(error: OSError) -> None:
        files.append(error.filename)

    for place, inner, names in os.walk(directory, onerror=closed):
        inner[:] = sorted(name for name in inner if not name.startswith("."))
        found = (Path(place, name) for name in sorted(names) if name.endswith(SUFFIX))
        files += (str(file) for file in found if file.is_file() or not file.exists())
    return files


def printable(path: str) -> str:
    """A path as it can be shown: what is no text in it, and what would disturb a terminal."""
    text = os.fsencode(path).decode("utf-8", "backslashreplace")
    shown = (c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
    return "".join(shown)


def decode(data: bytes) -> str:
    """The text that the bytes of a file are in UTF-8, with or without a byte-order mark."""
    if data.startswith(_UTF_16):
        raise ItipError("it is in UTF-16; save it as UTF-8")
    if (at := data.find(0)) >= 0:
        raise ItipError(f"it is not a text: there is a zero byte at offset {at}")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        byte = data[error.start]
        raise ItipError(
            f"it is not a text in UTF-8: byte {byte:#04x} at offset {error.start} does not fit"
        ) from None


def blocks(source: str) -> Iterator[Block]:
    """The lines of a file, taken apart.

    A block begins in column one and goes on over indented lines; blank lines and comments belong
    to it if it goes on behind them, and so do indented comments that follow it at once.
    """
    head: list[str] = []
    tail: list[str] = []
    start = 1
    for number, line in enumerate(source.splitlines(), 1):
        code = line.strip() and not line.lstrip().startswith("#")
        if code and (line[0].isspace() or not (head or tail)):
            if not head:
                yield from _parted([], tail, start)
                start = number
            else:
                head += tail
            head.append(line)
            tail = []
        elif code:
            yield from _parted(head, tail, start)
            head, tail, start = [line], [], number
        else:
            tail.append(line)
    yield from _parted(head, tail, start)


def _parted(head: list[str], tail: list[str], start: int) -> Iterator[Block]:
    """The block of a head, and that of the loose lines behind it."""
    own = 0
    while head and own < len(tail) and tail[own].strip() and tail[own][0].isspace():
        own += 1
    if head:
        yield Block(start, (*head, *tail[:own]))
    if tail[own:]:
        yield Block(start + len(head) + own, tuple(tail[own:]), loose=True)


def entries(source: str, file: str) -> Iterator[Entry | Unreadable]:
    """The entries of a file's text, in order; what is wrong with one leaves the others be."""
    text = Text("\n".join(source.splitlines()), file)
    labels: dict[str, int] = {}
    known = _Definitions(text)
    start = 0
    for block in blocks(source):
        written = "\n".join(block.lines)
        at, start = start, start + len(written) + 1
        if block.loose:
            continue
        found = label(written)
        name = found[1] if found else ""
        try:
            if not name and _LET.match(written):
                known.add(written, at, block.line)
                continue
            if error := _misplaced(text, at, written, name, labels):
                raise error
            labels[name] = block.line
            known.require_readable(written, at, len(found[0]) if found else 0)
        except ParseError as error:
            yield Unreadable(file, block.line, name, error)
            continue
        blank = " " * len(found[0]) if found else ""
        yield Entry(file, block.line, name, blank + written[len(blank) :], known.texts)


def label(written: str) -> re.Match[str] | None:
    """The label of an entry with its colon, and as group 1 without."""
    return _LABEL.match(written)


def located(error: ParseError, line: int, head: str, written: str) -> ParseError:
    """The error in an entry as one of its file, from a line on.

    `head` is the label and its colon, in the place of which the parser was given blanks.
    """
    error.first = line
    error.source = error.source.replace(" " * len(head), head, 1)
    error.hint = error.hint or mislabelled(written)
    return error


def mislabelled(written: str) -> str:
    """What to say of an entry that cannot be read, and that begins like a label but has none."""
    found = None if label(written) else _NEARLY.match(written)
    if found is None:
        return ""
    kebab = re.sub(r"[^a-z0-9]+", "-", found[1].lower()).strip("-")
    like = f", such as {kebab}:" if _LABEL.fullmatch(f"{kebab}:") else ""
    return f"a label is made of lower-case words, digits and hyphens{like}"


@dataclass(slots=True)
class _Definitions:
    """Those of a file that have been read, and the lines of those that cannot be, by name."""

    text: Text
    texts: tuple[str, ...] = ()
    read: list[Definition] = field(default_factory=list)
    broken: dict[str, int] = field(default_factory=dict)

    def add(self, written: str, at: int, line: int) -> None:
        """Read a definition, which stands at a place of the text."""
        head = _DEFINED.match(written)
        name = head[1] if head else ""
        try:
            self.require_readable(written, at, head.end() if head else 0)
            found = parse_definition(written, definitions=self.read, name=self.text.name)
        except ParseError as error:
            error.first = error.first if error.source is self.text.source else line
            self.broken |= {name: line} if name else {}
            raise
        self.read.append(found)
        self.texts = (*self.texts, written)
        self.broken.pop(name, None)

    def require_readable(self, written: str, at: int, begin: int) -> None:
        """A ParseError where something is used whose definition cannot be read."""
        code = _COMMENT.sub(lambda found: " " * len(found[0]), written)
        for name, line in self.broken.items():
            used = re.compile(rf"(?<![\w'′’]){name}(?![\w'′’])").search(code, begin)
            if used:
                message = f"the definition of {quote(name)}, in line {line}, cannot be read"
                raise self.text.error(message, at + used.start(), at + used.end())


def _misplaced(
    text: Text, at: int, written: str, name: str, labels: dict[str, int]
) -> ParseError | None:
    """What is wrong with a block before its statement is read."""
    end = at + len(name)
    if written[0].isspace():
        message = "an indented line goes on with an entry, but there is none above it"
        first = at + len(written) - len(written.lstrip())
        return text.error(message, first, first + 1, "an entry begins in the first column")
    if name in RESERVED:
        return text.error(f"{quote(name)} is a reserved word and no label", at, end)
    if name and name in labels:
        message = f"the label {quote(name)} stands twice; the first time in line {labels[name]}"
        return text.error(message, at, end, "give one of them another label")
    return None
