"""From a file of statements to its canonical text: one spelling and one layout for all."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from itip.errors import ParseError
from itip.language.ast import Constraint, CopyStep, Definition, Statement
from itip.language.cursor import Cursor
from itip.language.files import Unreadable, blocks, entries, label, located
from itip.language.layout import INSIDE, STEP, Comment, lines
from itip.language.lexer import Token, read
from itip.language.lines import tokenize
from itip.language.parser import parse_definition, parse_with_places
from itip.language.spelling import Piece, spaced, spelled

_CLINGING = frozenset({"mark", "separator", ")", "end", "-"})  # what never begins a line

_Tree = tuple[str, Statement] | Definition


@dataclass(frozen=True, slots=True)
class _Part:
    """A claim, its givens or a verdict, each on lines of its own; `inside` is a break's price."""

    pieces: tuple[Piece, ...]
    indent: int = STEP
    more: int = STEP
    inside: int = 0


def formatted(source: str, file: str) -> str:
    """The canonical text of a file; what cannot be read is the ParseError of the first place."""
    found = {item.line: item for item in entries(source, file)}
    known: list[Definition] = []
    written: list[str] = []
    for block in blocks(source):
        if block.loose:
            written += (line.strip() for line in block.lines)
            continue
        text, item = "\n".join(block.lines), found.get(block.line)
        if isinstance(item, Unreadable):
            raise item.error
        try:
            tree, canonical = _canonical(text, known, file, defines=item is None)
        except ParseError as error:
            head = label(text)
            raise located(error, block.line, head[0] if head else "", text) from None
        written += canonical
        if isinstance(tree, Definition):
            known.append(tree)
    return "".join(f"{line}\n" for line in _sparse(written))


def _sparse(written: Iterable[str]) -> Iterator[str]:
    """The lines with at most one blank line between two others."""
    blank = begun = False
    for line in written:
        if line and blank and begun:
            yield ""
        if line:
            yield line
        blank, begun = not line, begun or bool(line)


def _canonical(
    text: str, known: Sequence[Definition], file: str, *, defines: bool
) -> tuple[_Tree, list[str]]:
    """The tree of an entry, and its canonical lines, or those written, if these are not safe."""
    laid_out = _definition if defines else _statement
    written = [line.rstrip() for line in text.split("\n")]
    tree, canonical = laid_out(text, known, file)
    if canonical in (written, []):
        return tree, written
    try:
        same = laid_out("\n".join(canonical), known, file) == (tree, canonical)
    except ParseError:
        same = False
    return tree, canonical if same and _remarks(canonical) == _remarks(written) else written


def _remarks(written: Sequence[str]) -> list[str]:
    return [line[line.index("#") :] for line in written if "#" in line]


def _definition(text: str, known: Sequence[Definition], file: str) -> tuple[Definition, list[str]]:
    tree = parse_definition(text, definitions=known, name=file)
    source = read(text, file)
    tokens = tokenize(source)
    pieces = spelled(tokens, (1, len(tokens) - 1), tree.body)
    part = _Part((Piece("let", "word", 0, 0), *pieces), indent=0)
    return tree, _lines([part], tokens, _comments(text, source.source))


def _statement(
    text: str, known: Sequence[Definition], file: str
) -> tuple[tuple[str, Statement], list[str]]:
    found = label(text)
    head = found[0] if found else ""
    rest = " " * len(head) + text[len(head) :]
    tree, cursor = parse_with_places(rest, definitions=known, name=file)
    parts = list(_parts(head, tree, cursor))
    return (head, tree), _lines(parts, cursor.tokens, _comments(text, cursor.text.source))


def _parts(head: str, tree: Statement, cursor: Cursor) -> Iterator[_Part]:
    tokens, (claim, *givens) = cursor.tokens, cursor.spans
    end, steps = cursor.spans[-1][1], iter(tree.copies)
    labelled = [Piece(head, "label", -1, -1)] if head else []
    yield _Part((*labelled, *spelled(tokens, claim, tree.claim)), indent=0)
    if givens:
        yield _listed("given", ",", zip(givens, tree.given, strict=True), tokens)
    for clause in cursor.clauses:
        yield _listed("copy", ";", zip(clause, steps, strict=False), tokens)
        end = clause[-1][1]
    if tree.expect:
        verdict = Piece(tree.expect, "form", end + 1, len(tokens) - 2)
        yield _Part((Piece("expect", "word", end, end), verdict))


def _listed(
    word: str,
    separator: str,
    items: Iterable[tuple[tuple[int, int], Constraint | CopyStep]],
    tokens: Sequence[Token],
) -> _Part:
    """The part that a word begins, and a list of constraints or copy steps in their spans."""
    pieces: list[Piece] = []
    for (start, end), tree in items:
        pieces = pieces or [Piece(word, "word", start - 1, start - 1)]
        pieces += spelled(tokens, (start, end), tree)
        pieces.append(Piece(separator, "separator", end, end))
    return _Part(tuple(pieces[:-1]), more=2 * STEP, inside=INSIDE)


def _lines(
    parts: Sequence[_Part], tokens: Sequence[Token], comments: Sequence[tuple[int, Comment]]
) -> list[str]:
    """The lines of an entry; none, if a comment stands in the middle of a piece."""
    behind = _places([piece for part in parts for piece in part.pieces], tokens, comments)
    if behind is None:
        return []
    found: list[str] = []
    at = 0
    for part in parts:
        words = spaced(part.pieces, part.inside)
        for index in behind.keys() & range(at, at + len(words)):
            words[index - at] = replace(words[index - at], comments=tuple(behind[index]))
        found += lines(words, part.indent, part.more)
        at += len(words)
    return found


def _comments(text: str, source: str) -> list[tuple[int, Comment]]:
    """The comments of a text as they are written, each with its place in what is read of it."""
    found: list[tuple[int, Comment]] = []
    start = 0
    for written, line in zip(text.split("\n"), source.split("\n"), strict=True):
        code, mark, rest = written.partition("#")
        if mark:
            comment = Comment(f"{mark}{rest}".rstrip(), trailing=bool(code.strip()))
            found.append((start + line.index("#"), comment))
        start += len(line) + 1
    return found


def _places(
    pieces: Sequence[Piece], tokens: Sequence[Token], comments: Sequence[tuple[int, Comment]]
) -> dict[int, list[Comment]] | None:
    """Which comments stand behind which pieces; None, if one stands within a piece."""
    starts = [token.start for token in tokens[:-1]]
    firsts = [piece.first for piece in pieces]
    found: dict[int, list[Comment]] = {}
    for start, comment in comments:
        token = bisect_right(starts, start) - 1
        at = bisect_right(firsts, token) - 1
        if token < pieces[at].last:
            return None
        while at + 1 < len(pieces) and pieces[at + 1].role in _CLINGING:
            at += 1
        found.setdefault(at, []).append(comment)
    return found
