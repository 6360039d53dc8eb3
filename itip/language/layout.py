"""Which line ends separate constraints, and which are white space."""

from __future__ import annotations

from itip.language.lexer import Text, Token

_BINARY = {
    "+", "*", "/", "<=", ">=", "=", "<", ">", "!=", "->", ":", ".", "~", "_||_", "|", ",", ";",
    "and", "given", "newline",
}  # fmt: skip
_OPEN = _BINARY | {"-"}  # a line that ends in one of these goes on
_GOES_ON = _BINARY | {"expect", "end"}  # a line that begins so belongs to the line above


def layout(text: Text, tokens: list[Token], *, separating: bool) -> list[Token]:
    """The tokens with only those line ends that separate constraints: none before `given`."""
    kept: list[Token] = []
    for token, after in zip(tokens, [*tokens[1:], tokens[-1]], strict=True):
        separating = separating or token.kind == "given"
        if token.kind == "newline":
            complete = bool(kept) and kept[-1].kind not in _OPEN
            if not (separating and complete):
                continue
            if after.kind == "-":
                message = "a line that begins with '-' can go on or begin a new constraint"
                hint = "put '-' at the end of the line above to go on, or a comma before it"
                raise text.error(message, after.start, after.end, hint)
            if after.kind in _GOES_ON:
                continue
        kept.append(token)
    return kept
