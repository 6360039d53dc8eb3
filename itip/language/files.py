"""Files of statements: which there are, and the entries in the text of one."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from itip.errors import ItipError, ParseError
from itip.language.ast import Definition
from itip.language.lexer import RESERVED, Text, read
from itip.language.lines import tokenize
from itip.language.names import likeness, quote
from itip.language.parser import parse_definition

SUFFIX = ".itip"

_LABEL = re.compile(r"([a-z][a-z0-9]*(?:-[a-z0-9]+)*):")
_NEARLY = re.compile(r"([\w.\-]+):(?=\s)")  # what is perhaps meant to be a label
_LET = re.compile(r"let(?=\s|$)")
_COMMENT = re.compile(r"#.*")
_COMMENTED = re.compile(r"#\s*[a-z][a-z0-9-]*:(?=\s)")  # an entry that is commented out
_MARKS = re.compile("^\ufeff+", re.MULTILINE)  # of byte order, where files were joined
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
    the columns are those of the file; `definitions` are those before it.
    """

    file: str
    line: int
    label: str
    text: str
    definitions: tuple[Definition, ...] = ()

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
        files = _below(path) if path != "-" and os.path.isdir(path) else [path]  # noqa: PTH112
        if not files:
            raise ItipError(f"{path}: there is no file *{SUFFIX} below this directory")
        for file in files:
            found.setdefault(file if file == "-" else os.path.realpath(file), file)
    return list(found.values())


def _below(directory: str) -> list[str]:
    """Unlike Path's, the questions of os.path have an answer for every name."""
    closed: list[str] = []
    files: list[str] = []
    try:
        for place, inner, names in os.walk(directory, onerror=lambda e: closed.append(e.filename)):
            inner[:] = sorted(name for name in inner if not name.startswith("."))
            here = (str(Path(place, name)) for name in sorted(names))
            found = (file for file in here if file.endswith(SUFFIX))
            files += (f for f in found if os.path.isfile(f) or not os.path.exists(f))  # noqa: PTH110, PTH113
    except RecursionError:
        raise ItipError(f"{directory}: directories are nested too deep in it") from None
    return files + closed


def contents(path: str) -> bytes:
    """What is in a file, or in standard input for -; an ItipError says why it cannot be read."""
    try:
        if path != "-":
            return Path(path).read_bytes()
        if sys.stdin is None:
            raise ItipError("standard input is closed")
        return sys.stdin.buffer.read()
    except OSError as error:
        raise ItipError(error.strerror or str(error)) from None


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
        return _MARKS.sub("", data.decode())
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
    labels: dict[str, int] = {}
    known = _Definitions(file)
    for block in blocks(source):
        if block.loose:
            continue
        written = "\n".join(block.lines)
        found = label(written)
        name = found[1] if found else ""
        blank = " " * len(found[0]) if found else ""
        statement = blank + written[len(blank) :]
        try:
            if not name and _LET.match(written):
                known.add(written, block.line)
                continue
            if error := _misplaced(Text(written, file), name, labels) or _interrupted(block, file):
                raise error
            labels[name] = block.line
            known.require_readable(statement)
        except ParseError as error:
            head = found[0] if found else ""
            yield Unreadable(file, block.line, name, located(error, block.line, head, written))
            continue
        yield Entry(file, block.line, name, statement, known.read)


def label(written: str) -> re.Match[str] | None:
    """The label of an entry with its colon, and as group 1 without."""
    return _LABEL.match(written)


def located(error: ParseError, line: int, head: str, written: str) -> ParseError:
    """The error in an entry as one of its file, from a line on.

    `head` is the label and its colon, in the place of which the parser was given blanks.
    """
    error.first = line
    blank = " " * len(head)
    if head and error.source.startswith(blank):
        error.source = head + error.source[len(head) :]
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
    """Those of a file that have been read, and the lines of those that cannot be, by name.

    A name that cannot be read either is "".
    """

    file: str
    read: tuple[Definition, ...] = ()
    broken: dict[str, int] = field(default_factory=dict)

    def add(self, written: str, line: int) -> None:
        """Read a definition, which begins in a line."""
        name = self._defined(written)
        try:
            self.require_readable(written, besides=name)
            found = parse_definition(written, definitions=self.read, name=self.file)
        except ParseError:
            self.broken[name] = line
            raise
        self.read = (*self.read, found)
        self.broken.pop(name, None)

    def require_readable(self, written: str, besides: str = "") -> None:
        """A ParseError where something is used whose definition cannot be read."""
        if not self.broken:
            return
        text = read(written, self.file)
        if "" in self.broken:
            message = f"the definition in line {self.broken['']}, above it, cannot be read"
            raise text.error(message, 0, len(text.source), "it may be used here")
        for token in tokenize(text):
            name = likeness(token.text) if token.kind == "name" else ""
            if name in self.broken and name != besides:
                message = f"the definition of {quote(token.text)}, in line {self.broken[name]}, "
                raise text.error(f"{message}cannot be read", token.start, token.end)

    def _defined(self, written: str) -> str:
        """The likeness of the name that a definition is for, or ""."""
        try:
            tokens = tokenize(read(_COMMENT.sub("", written).partition("=")[0], self.file))
        except ParseError:
            return ""
        names = (token.text for token in tokens if token.kind == "name")
        return likeness(next(names, ""))


def _misplaced(text: Text, name: str, labels: dict[str, int]) -> ParseError | None:
    """What is wrong with a block before its statement is read."""
    if text.source[0].isspace():
        message = "an indented line goes on with an entry, but there is none above it"
        first = len(text.source) - len(text.source.lstrip())
        return text.error(message, first, first + 1, "an entry begins in the first column")
    if name in RESERVED:
        return text.error(f"{quote(name)} is a reserved word and no label", 0, len(name))
    if name and name in labels:
        message = f"the label {quote(name)} stands twice; the first time in line {labels[name]}"
        return text.error(message, 0, len(name), "give one of them another label")
    return None


def _interrupted(block: Block, file: str) -> ParseError | None:
    """The error that a line goes on with an entry over what looks like the end of it."""
    at, over, blank = 0, 0, False
    for number, line in enumerate(block.lines, block.line):
        if line.startswith("#") and (blank or _COMMENTED.match(line)):
            over = number
        elif over and line.strip() and not line.lstrip().startswith("#"):
            message = f"this line goes on with the entry of line {block.line}, over the comment"
            hint = "indent the comment, or begin this line in the first column"
            text = Text("\n".join(block.lines), file)
            return text.error(f"{message} in line {over}", at, at + len(line), hint)
        blank = not line.strip()
        at += len(line) + 1
    return None
