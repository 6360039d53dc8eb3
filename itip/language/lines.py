"""From words to tokens: which ends of lines separate constraints, and where `copy` is no name."""

from __future__ import annotations

from itertools import count

from itip.errors import ParseError
from itip.language.lexer import Text, Token, words

_BINARY = {
    "+", "*", "/", "<=", ">=", "=", "<", ">", "!=", "->", ":", ".", "~", "_||_", "|", ",", ";",
    "and", "given", "newline",
}  # fmt: skip
_OPEN = _BINARY | {"-"}  # a line that ends in one of these goes on
_GOES_ON = _BINARY | {"copy", "expect", "end"}  # a line that begins so belongs to the line above


def tokenize(text: Text, *, separating: bool = False) -> list[Token]:
    """The tokens, with only those line ends that separate constraints.

    There are none before `given`, and none behind `copy`.
    """
    tokens, kept = words(text), list[Token]()
    if "copy" in text.source:
        tokens = _with_clauses(tokens)
    for token, after in zip(tokens, [*tokens[1:], tokens[-1]], strict=True):
        separating = token.kind != "copy" and (separating or token.kind == "given")
        if token.kind == "newline":
            complete = bool(kept) and kept[-1].kind not in _OPEN
            if not (separating and complete):
                continue
            if after.kind == "-":
                raise minus_error(text, after)
            if after.kind in _GOES_ON:
                continue
        kept.append(token)
    return kept


def minus_error(text: Text, token: Token, *, claim: bool = False) -> ParseError:
    """The error that a minus behind a break can be read in two ways."""
    message = "a line that begins with '-' can go on or begin a new constraint"
    more = "; a statement has one claim" if claim else ", or a comma before it"
    hint = f"put '-' at the end of the line above to go on{more}"
    return text.error(message, token.start, token.end, hint)


def _with_clauses(tokens: list[Token]) -> list[Token]:
    """The tokens, where each `copy` that begins a clause is of that kind."""
    found: list[Token] = []
    depth = 0
    for at, token in enumerate(tokens):
        depth = max(0, depth + (token.kind in "({") - (token.kind in ")}"))
        clause = token.text == "copy" and not depth and _begins_clause(tokens, at)
        found.append(token._replace(kind="copy") if clause else token)
    return found


def _begins_clause(tokens: list[Token], at: int) -> bool:
    """Whether a name stands behind, as it cannot behind the name of a quantity or a variable.

    If a line ends between the two, `copy` is a name where one is wanting. And the name behind can
    be `copy` or `over`.
    """
    first = _past_lines(tokens, at + 1)
    if tokens[first].kind != "name":
        return False
    if first > at + 1:
        kinds = (tokens[index].kind for index in range(at - 1, -1, -1))
        before = next((kind for kind in kinds if kind != "newline"), "")
        if before in _OPEN:
            return False
    follows = tokens[_past_lines(tokens, first + 1)].kind
    return tokens[first].text not in {"copy", "over"} or follows in {",", "="}


def _past_lines(tokens: list[Token], at: int) -> int:
    """The index of the first token from `at` on that is no end of a line."""
    return next(index for index in count(at) if tokens[index].kind != "newline")
