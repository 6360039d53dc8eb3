"""A place in the tokens of one text, and what the names of its statement mean."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from itip.errors import ParseError
from itip.language.ast import Definition
from itip.language.lexer import RESERVED, Text, Token
from itip.language.wording import clip, quote

_MOST_TERMS = 100_000
_MOST_NAMES = 1_000_000


@dataclass(frozen=True, slots=True)
class Place:
    """Characters of a text, for an error to point at."""

    text: Text
    start: int
    end: int

    def error(self, message: str, hint: str = "") -> ParseError:
        """The error at this place."""
        return self.text.error(message, self.start, self.end, hint)


@dataclass(slots=True)
class Scope:
    """What the names of one statement mean, and how far its definitions have expanded.

    `parameters` are those of the definition being read, `defining` is its name.
    """

    definitions: Mapping[str, Definition] = field(default_factory=dict)
    parameters: tuple[str, ...] = ()
    defining: str = ""
    variables: dict[str, Place] = field(default_factory=dict)
    scalars: dict[str, Place] = field(default_factory=dict)
    terms: int = 0
    names: int = 0

    def variable(self, name: str, place: Place) -> None:
        """Take note that `name` is a random variable."""
        if name in self.variables or name in self.parameters:
            return
        known = self.definitions.get(name)
        if name == self.defining or (known is not None and known.parameters is None):
            message = f"{quote(name)} is defined as a quantity and cannot be a random variable"
            raise place.error(message, "give one of them another name")
        self.variables[name] = place

    def scalar(self, name: str, place: Place) -> None:
        """Take note that `name` is a scalar."""
        if name in self.scalars:
            return
        if name == self.defining:
            raise place.error(f"{quote(name)} is defined by itself")
        if name in self.parameters:
            message = f"{quote(name)} is a parameter, which stands for random variables"
            raise place.error(message, f"did you mean H({clip(name)})?")
        self.scalars[name] = place

    def count(self, place: Place, *, terms: int = 0, names: int = 0) -> None:
        """Refuse what would expand beyond reason, before it is expanded."""
        self.terms += terms
        self.names += names
        if self.terms > _MOST_TERMS or self.names > _MOST_NAMES:
            message = f"this expands to more than {_MOST_TERMS:,} terms"
            if self.terms <= _MOST_TERMS:
                message = f"this expands to more than {_MOST_NAMES:,} names"
            raise place.error(message)

    def check(self) -> None:
        """Refuse a name that is both a random variable and a scalar."""
        for name, place in self.scalars.items():
            if name in self.variables:
                where = "definition" if self.defining else "statement"
                message = f"{clip(name)} is a random variable in this {where}"
                raise place.error(message, f"did you mean H({clip(name)})?")


@dataclass(slots=True)
class Cursor:
    """A place in the tokens of a text."""

    text: Text
    tokens: list[Token]
    scope: Scope
    at: int = 0

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
