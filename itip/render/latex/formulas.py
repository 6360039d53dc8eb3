r"""Formulas in LaTeX, as pieces between which a line may end; the widths are estimates.

Legend: a width is in thousandths of an em of the text's font, rather too large than too small.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from itip.language.ast import Group, Linear, Measure, Relation, Term
from itip.language.names import GREEK
from itip.render.brief import abridged

SIGNS = {"<=": r"\le", ">=": r"\ge", "=": "="}

_COMMANDS = {letter: command for command, letter in GREEK.items()}
_NAME = re.compile(r"(?P<base>[^\W\d_]+)_?(?P<index>[0-9]*)(?P<primes>'*)")
_LETTERS = {"I": 520, "J": 640, "M": 1080, "W": 1090, "m": 900, "w": 760}
_SPECIAL = str.maketrans(
    {letter: f"\\{letter}" for letter in "#$%&_{}"}
    | {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
)
_SIGN = 1250  # a plus or a relation with its spaces
_BAR, _COMMA, _DIGIT = 850, 460, 510
_WIDE = 15000  # of a term within a sentence, that is broken


@dataclass(frozen=True, slots=True)
class Piece:
    """A term, or a part of one, with its width; a long one may also be broken between `parts`."""

    tex: str
    width: int
    parts: tuple[Piece, ...] = ()


def joined(pieces: Iterable[Piece]) -> Piece:
    """Several pieces as one."""
    parts = tuple(pieces)
    return Piece("".join(part.tex for part in parts), sum(part.width for part in parts), parts)


@dataclass(frozen=True, slots=True)
class Names:
    """How variables and scalars are written."""

    written: Mapping[str, Piece]

    @classmethod
    def of(cls, names: Sequence[str]) -> Names:
        """X1 as X_{1}, alpha as a Greek letter; two names that would look alike as they stand."""
        pretty = {name: _name(name) for name in names}
        count = Counter(piece.tex for piece in pretty.values())
        return cls({n: p if count[p.tex] == 1 else _verbatim(n) for n, p in pretty.items()})

    def group(self, names: Group) -> Iterator[Piece]:
        """The names of a group, with commas between them."""
        if not names:
            yield Piece(r"\emptyset", 520)
            return
        *before, last = (
            Piece(r"\dots", 1300) if name == "..." else self.written[name]
            for name in abridged(names)
        )
        yield from (Piece(f"{piece.tex},", piece.width + _COMMA) for piece in before)
        yield last

    def measure(self, measure: Measure) -> list[Piece]:
        r"""H(X,Y \mid Z), or I(X\;{;}\;Y \mid Z)."""
        return closed(self._inside(measure), ")")

    def _inside(self, measure: Measure) -> Iterator[Piece]:
        letter = "H" if len(measure.parts) == 1 else "I"
        opening = Piece(f"{letter}(", 1310 if letter == "H" else 920)
        for k, part in enumerate(measure.parts):
            between = Piece(r"\;{;}\;", _BAR) if k else opening
            yield from _prefixed(between, self.group(part))
        if measure.given:
            yield from _prefixed(Piece(r" \mid ", _BAR), self.group(measure.given))

    def term(self, term: Term) -> Piece:
        """A term without its sign."""
        number = abs(term.coefficient)
        match term.quantity:
            case None:
                return _number(number)
            case str(name):
                rest = [self.written[name]]
            case measure:
                rest = self.measure(measure)
        return joined(rest if number == 1 else _prefixed(_number(number), rest))

    def sum(self, linear: Linear) -> list[Piece]:
        """The terms of a linear expression with their signs."""
        first, *rest = linear.terms
        start = [Piece("-", 800)] if first.coefficient < 0 else []
        pieces = [joined([*start, *_parts(self.term(first))])]
        for term in rest:
            sign = Piece(" - " if term.coefficient < 0 else " + ", _SIGN)
            pieces.append(joined([sign, *_parts(self.term(term))]))
        return pieces

    def weighted(self, weight: Fraction, written: Linear) -> list[Piece]:
        """A weight times a linear expression, without the sign of the weight."""
        match written.terms:
            case (term,) if term.coefficient > 0:
                return [self.term(Term(abs(weight) * term.coefficient, term.quantity))]
        start = Piece("(", 400) if abs(weight) == 1 else joined(
            (_number(abs(weight)), Piece(r"\,(", 570)))  # fmt: skip
        return closed(_prefixed(start, self.sum(written)), ")")

    def relation(self, relation: Relation) -> list[Piece]:
        """A relation, in which a line may end before each sign too."""
        found = self.sum(relation.sides[0])
        for sign, side in zip(relation.signs, relation.sides[1:], strict=True):
            found += _prefixed(Piece(f" {SIGNS[sign]} ", _SIGN + 100), self.sum(side))
        return found

    def inline(self, relation: Relation | Linear, after: str = "") -> str:
        """A relation, or an expression and what comes after it, within a sentence."""
        found = self.sum(relation) if isinstance(relation, Linear) else self.relation(relation)
        broken = (r"\allowbreak ".join(p.tex for p in _small((piece,), _WIDE)) for piece in found)
        return f"${''.join(broken)}{after}$"

    def listed(self, names: Sequence[str]) -> str:
        """Names in a sentence: $X$, $Y$ and $Z$."""
        if "..." in abridged(names):
            return f"${joined(self.group(tuple(names))).tex}$"
        return enumerated([f"${self.written[name].tex}$" for name in names])


def enumerated(items: Sequence[str]) -> str:
    r"""Words in a sentence: A, B and C; or A, \dots, C."""
    if len(items) < 2 or r"$\dots$" in items:
        return ", ".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"


def closed(pieces: Iterable[Piece], end: str) -> list[Piece]:
    """The pieces, the last of them with what closes all."""
    *rest, last = pieces
    return [*rest, joined((*_parts(last), Piece(end, 400)))]


def escaped(text: str) -> str:
    """A text as LaTeX prints it."""
    return text.translate(_SPECIAL)


def lines(pieces: Sequence[Piece], first: int, others: int) -> list[Piece]:
    """The pieces in lines, the first of this width, the others of that."""
    found: list[list[Piece]] = [[]]
    room = first
    for piece in _small(pieces, min(first, others)):
        if found[-1] and piece.width > room:
            found.append([])
            room = others
        found[-1].append(piece)
        room -= piece.width
    return [joined(line) for line in found]


def _small(pieces: Iterable[Piece], width: int) -> Iterator[Piece]:
    """The pieces, those that are wider than a line in parts."""
    for piece in pieces:
        if piece.width > width and piece.parts:
            yield from _small(piece.parts, width)
        else:
            yield piece


def _parts(piece: Piece) -> tuple[Piece, ...]:
    return piece.parts or (piece,)


def _prefixed(start: Piece, pieces: Iterable[Piece]) -> list[Piece]:
    """The pieces, the first one behind another."""
    first, *rest = pieces
    return [joined((start, *_parts(first))), *rest]


def _number(number: Fraction) -> Piece:
    over, under = str(number.numerator), str(number.denominator)
    if under == "1":
        return Piece(over, _DIGIT * len(over))
    return Piece(rf"\tfrac{{{over}}}{{{under}}}", 250 + 410 * max(len(over), len(under)))


def _name(name: str) -> Piece:
    found = _NAME.fullmatch(name)
    if not found:
        return _verbatim(name)
    base, index, primes = found.group("base", "index", "primes")
    if len(base) == 1 and base.isascii():
        tex, width = base, _width(base) if base.isupper() else 620
    elif command := base if base in GREEK else _COMMANDS.get(base):
        tex, width = f"\\{command}", 880
    else:
        tex, width = _roman(base)
    tex += f"_{{{index}}}" if index else ""
    return Piece(tex + primes, width + 410 * len(index) + 60 + 300 * len(primes))


def _verbatim(name: str) -> Piece:
    body = name.rstrip("'")
    tex, width = _roman(body)
    primes = len(name) - len(body)
    return Piece(tex + "'" * primes, width + 300 * primes)


def _roman(text: str) -> tuple[str, int]:
    font = "mathrm" if text.isascii() else "text"
    tex = rf"\{font}{{{escaped(text)}}}"
    return tex, sum(map(_width, text))


def _width(letter: str) -> int:
    return _LETTERS.get(letter, 920 if letter.isupper() else 600)
