"""From the tokens of a constraint to the pieces of its canonical spelling, in the same order."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from itip.language import layout
from itip.language.ast import Constraint, CopyStep, FunctionalDependence, Linear, Relation
from itip.language.layout import Word
from itip.language.lexer import Token
from itip.language.names import split
from itip.language.printer import show

_OPENING = frozenset("({")
_CLOSING = frozenset(")}")
_BREAK = re.compile(r" (?=(?:->|=|~) )|(?<=,) ")  # where a line can end in what is no relation
_STEP_BREAK = re.compile(r" (?=(?:=|\||over) )")

_RELATIONS = frozenset({"<=", ">=", "="})
_SIGNS = frozenset({"+", "-"})
_OPERAND = frozenset({"number", "name", ")", "end"})
_FACTOR = frozenset({"number", "name", "(", "call"})
_NO_GAP_BEFORE = frozenset({")", "end", "mark", "separator", "/", "*"})
_NO_GAP_BEHIND = frozenset({"(", "call", "mark", "/", "*"})


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of the canonical text, which spells the tokens from `first` to `last`.

    The role of a quantity's name or a number is "name" or "number"; of a measure or call "call",
    with its parenthesis, "variable", "mark" and "end"; of a sign of relation "relation"; "sign"
    is one without left side, and other signs and parentheses are their own role. Of what is no
    relation it is "form", and "link" or "item" where a line can end before it.
    """

    text: str
    role: str
    first: int
    last: int


def spelled(
    tokens: Sequence[Token], span: tuple[int, int], tree: Constraint | Linear | CopyStep
) -> list[Piece]:
    """The pieces of a constraint, sum or copy step, from one token to the one before another."""
    if isinstance(tree, Relation | Linear):
        return _sum(tokens, *span)
    text = show(tree)
    if isinstance(tree, FunctionalDependence):
        kinds = [token.kind for token in tokens[slice(*span)]]
        function = tokens[span[0] + kinds.index("=") + 1].text if "=" in kinds else "f"
        text = text.replace("= f(", f"= {function}(")
    first, *rest = (_STEP_BREAK if isinstance(tree, CopyStep) else _BREAK).split(text)
    roles = ["link" if word.startswith(("->", "=", "~", "over ")) else "item" for word in rest]
    pairs = [(first, "form"), *zip(rest, roles, strict=True)]
    return [Piece(word, role, span[0], span[1] - 1) for word, role in pairs]


def spaced(pieces: Sequence[Piece], more: int = 0) -> list[Word]:
    """The words of pieces; a break inside a constraint costs `more` than elsewhere."""
    words: list[Word] = []
    depth = 0
    for before, piece in pairwise([Piece("", "", 0, 0), *pieces]):
        depth += (before.role == "(") - (piece.role == ")")
        price = _price(before.role, piece.role, depth)
        price += more if price and before.role != "separator" else 0
        relates = piece.role == "relation" and not more
        words.append(Word(piece.text, _gap(before.role, piece.role), price, relates))
    return words


def _gap(before: str, role: str) -> str:
    if role in _NO_GAP_BEFORE or before in _NO_GAP_BEHIND:
        return ""
    if before == "sign" and role != "sign":
        return ""
    if before in _OPERAND and role in _FACTOR and (role == "number" or before in {"name", "end"}):
        return "*"  # side by side it would be refused, or read as a call
    return " "


def _price(before: str, role: str, depth: int) -> int:
    if role in {"relation", "link"}:
        return layout.RELATION
    if role in {"+", "item"}:
        return layout.PLUS + layout.DEEP * (depth > 0)
    if before == "-":
        return layout.MINUS + layout.DEEP * (depth > 0)
    return {"separator": layout.COMMA, "label": layout.LABEL, "mark": layout.NAME}.get(before, 0)


def _sum(tokens: Sequence[Token], start: int, end: int) -> list[Piece]:
    """The pieces of a sum, or of sums and the signs of relation between them."""
    found: list[Piece] = []
    while start < end:
        before = found[-1].role if found else ""
        pieces, start = _next(tokens, start, before)
        found += pieces
    return found


def _next(tokens: Sequence[Token], at: int, before: str) -> tuple[list[Piece], int]:
    """The pieces of what begins at a token, behind a piece of some role, and where it ends."""
    kind, text, end = tokens[at].kind, tokens[at].text, at + 1
    role = "relation" if kind in _RELATIONS else kind
    match kind:
        case "number":
            pieces = _number(text, at)
        case "fraction":
            pieces, end = _fraction(tokens, at)
        case "name" if tokens[end].kind == "(":
            return _call(tokens, at)
        case "(":
            end = _closing(tokens, at)
            pieces = _sum(tokens, at + 1, end - 1)
        case "*" if tokens[end].kind not in _SIGNS:
            return [], end
        case _:
            role = "sign" if kind in _SIGNS and before not in _OPERAND else role
            pieces = [Piece(text if kind == "name" else kind, role, at, at)]
    if kind == "(" or (before == "/" and len(pieces) > 1):
        pieces = _wrapped(pieces, at, end - 1)
    return pieces, end


def _number(text: str, at: int) -> list[Piece]:
    """The pieces of a number, or of a fraction of two digits that is one token."""
    if not text.startswith("\\"):
        return [Piece(text, "number", at, at)]
    over, under = (Piece(digit, "number", at, at) for digit in re.findall("[0-9]", text))
    return [over, Piece("/", "/", at, at), under]


def _fraction(tokens: Sequence[Token], at: int) -> tuple[list[Piece], int]:
    middle = _closing(tokens, at + 1)
    end = _closing(tokens, middle)
    over = _argument(tokens, at + 1, middle)
    under = _argument(tokens, middle, end)
    call = over[0].role == "call" and [piece.role for piece in over].index("end") == len(over) - 1
    if len(over) > 1 and not call:
        over = _wrapped(over, at + 1, middle - 1)
    if len(under) > 1:
        under = _wrapped(under, middle, end - 1)
    return [*over, Piece("/", "/", middle - 1, middle - 1), *under], end


def _argument(tokens: Sequence[Token], start: int, end: int) -> list[Piece]:
    braced = tokens[start].kind == "{"
    return _sum(tokens, start + braced, end - braced)


def _wrapped(pieces: list[Piece], first: int, last: int) -> list[Piece]:
    return [Piece("(", "(", first, first), *pieces, Piece(")", ")", last, last)]


def _closing(tokens: Sequence[Token], at: int) -> int:
    """The index behind the parenthesis that closes the one at `at`, or behind another token."""
    depth = 0
    while True:
        depth += (tokens[at].kind in _OPENING) - (tokens[at].kind in _CLOSING)
        at += 1
        if not depth:
            return at


def _call(tokens: Sequence[Token], at: int) -> tuple[list[Piece], int]:
    name, end = tokens[at].text, _closing(tokens, at + 1)
    inner = _variables if name in {"H", "I"} else _arguments
    head, tail = Piece(f"{name}(", "call", at, at + 1), Piece(")", "end", end - 1, end - 1)
    return [head, *inner(tokens, at + 2, end - 1), tail], end


def _variables(tokens: Sequence[Token], start: int, end: int) -> Iterator[Piece]:
    """The pieces inside a measure, whose inner parentheses say nothing."""
    for at in range(start, end):
        kind, text, _, *_ = tokens[at]
        if kind in {",", ";"} or (kind == "|" and at + 1 < end):
            yield Piece(kind, "mark", at, at)
        if kind == "name":
            first, *rest = split(text)
            yield Piece(first, "variable", at, at)
            for name in rest:
                yield Piece(",", "mark", at, at)
                yield Piece(name, "variable", at, at)


def _arguments(tokens: Sequence[Token], start: int, end: int) -> Iterator[Piece]:
    """The pieces inside the call of a definition, each argument a variable or a group."""
    while start < end:
        after = _closing(tokens, start)
        if tokens[start].kind == ",":
            yield Piece(",", "mark", start, start)
        else:
            found = [token.text for token in tokens[start:after] if token.kind == "name"]
            names = [name for text in found for name in split(text)]
            group = names[0] if len(names) == 1 else f"({','.join(names)})"
            yield Piece(group, "variable", start, after - 1)
        start = after
