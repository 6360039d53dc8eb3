"""A place in the tokens of one text, and the errors that can be said there."""

from __future__ import annotations

from dataclasses import dataclass, field

from itip.errors import ParseError
from itip.language.lexer import RESERVED, Text, Token
from itip.language.names import quote
from itip.language.scope import Place, Scope

STARTS = frozenset({"name", "number", "(", "fraction"})  # what a factor can begin with

STEP_EXAMPLE = "a copy step is written R,S = C,D over A,B"

_ASSUMED = "constraints that are assumed stand after 'given', separated by ',' or 'and'"
_WORDS = frozenset({
    "assuming", "but", "for", "if", "iff", "implies", "not", "or", "provided", "such", "subject",
    "suppose", "that", "then", "under", "when", "whenever", "where", "with",
})  # fmt: skip


@dataclass(slots=True)
class Cursor:
    """A place in the tokens of a text; `separating` says that the text is all givens.

    `spans` are the first token of each constraint that has been read, and the one behind its last;
    `clauses` are those of the steps of each copy clause.
    """

    text: Text
    tokens: list[Token]
    scope: Scope
    separating: bool = False
    at: int = 0
    spans: list[tuple[int, int]] = field(default_factory=list)
    clauses: list[list[tuple[int, int]]] = field(default_factory=list)

    @property
    def token(self) -> Token:
        """The next token."""
        return self.tokens[self.at]

    @property
    def kind(self) -> str:
        """The kind of the next token."""
        return self.tokens[self.at].kind

    def kind_at(self, index: int) -> str:
        """The kind of any token; beyond the last there are only ends."""
        return self.tokens[index].kind if index < len(self.tokens) else "end"

    def opens(self, index: int) -> bool:
        """Whether a parenthesis opens at `index` that belongs to the name before it."""
        return self.kind_at(index) == "(" and not self.tokens[index].broken

    def advance(self) -> Token:
        """The next token, left behind."""
        token = self.tokens[self.at]
        self.at += 1
        return token

    def accept(self, *kinds: str) -> Token | None:
        """The next token, left behind if it is of one of these kinds."""
        return self.advance() if self.kind in kinds else None

    def place(self, first: Token, last: Token | None = None) -> Place:
        """From the first of these tokens to the last."""
        return Place(self.text, first.start, (last or first).end)

    def since(self, first: Token) -> Place:
        """From this token to the last one left behind."""
        return self.place(first, self.tokens[self.at - 1])

    def quote(self, token: Token) -> str:
        """A token as the user wrote it, for a message."""
        spelled = self.text.source[token.start : token.end]
        return {"end": "the end", "newline": "the end of the line"}.get(token.kind, quote(spelled))

    def expected(self, what: str, hint: str = "") -> ParseError:
        """The error that something else should stand next."""
        token = self.token
        if token.kind in RESERVED:
            message = f"{self.quote(token)} is a reserved word; {what} is expected here"
        elif self.at and self.tokens[self.at - 1].kind != "newline":
            message = f"{what} is expected after {self.quote(self.tokens[self.at - 1])}"
        else:
            message = f"{what} is expected here"
        return self.place(token).error(message, hint)

    def assuming(self) -> bool:
        """Whether the next token stands among the givens."""
        return self.separating or any(t.kind == "given" for t in self.tokens[: self.at])

    def missing(self) -> ParseError:
        """The error that something is missing between the next token and the break before it."""
        assumed = self.assuming()
        lost = "an operator, ',' or 'and'" if assumed else "an operator or 'given'"
        hint = "" if assumed else f"a statement has one claim; {_ASSUMED}"
        if self.scope.defined:
            lost, hint = "an operator", ""
        message = f"{lost} is missing before {self.quote(self.token)}"
        return self.place(self.token).error(message, hint)

    def check_side(self) -> None:
        """Refuse what cannot follow side by side: a word, or a quantity behind a break."""
        self.refuse_words()
        if self.token.broken and self.kind in STARTS:
            raise self.missing()

    def refuse_words(self) -> None:
        """Refuse a word that is not of the language, but begins a condition in a sentence."""
        first = last = self.token
        if first.text == "s" and self.kind_at(self.at + 1) == ".":
            last = self.tokens[self.at + 2]
        if last.text == "t" if last is not first else first.text.lower() in _WORDS:
            place = self.place(first, last)
            spelled = quote(self.text.source[place.start : place.end])
            raise place.error(f"{spelled} is not a word of the language", _ASSUMED)

    def close(self, opening: Token) -> None:
        """Go past the parenthesis that closes `opening`."""
        closing = ")" if opening.kind == "(" else "}"
        if self.accept(closing):
            return
        mark = self.quote(opening)
        if self.kind == "end":
            raise self.place(opening).error(f"this {mark} is not closed")
        hint = "is a comma missing?" if self.kind == "name" else ""
        if self.kind == "(":
            hint = "only random variables can stand here"
        message = f"'{closing}' is expected before {self.quote(self.token)}"
        raise self.place(self.token).error(message, hint)
