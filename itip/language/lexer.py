"""From text to tokens; LaTeX and Unicode spellings are read as the tokens that they print as."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from itip.errors import ParseError
from itip.language.names import (
    GREEK,
    LONGEST_NAME,
    alphabet,
    clip,
    foreign_letter,
    plain_letters,
    quote,
    split,
)

RESERVED = frozenset({"given", "expect", "and", "let"})
FORMS = frozenset({"indep", "symmetric"})  # constraints that are written like a call

_LONGEST_TEXT = 400_000
_LONGEST_NUMBER = 1000  # digits
_LONGEST_ACCENT = 30  # marks on one letter; Unicode normalisation is quadratic in their number
_DEEPEST = 100
_HUGE: int = 10**_LONGEST_NUMBER

_PART = (
    r"(?:[^\W_]|_(?!\|{1,2}_|\{)|_\{[0-9]+\}|['′’]"
    r"|\^(?:['′’]|\\prime(?![A-Za-z])|\{(?:\\prime|['′’])+\}))*"
)
_TOKEN = re.compile(
    rf"""(?P<space>(?:[^\S\n]|\ufeff|\#[^\n]*)+)
    |(?P<break>[&$])
    |(?P<newline>(?:\n|\\\\)\s*)
    |(?P<name>[^\W\d_]{_PART})
    |(?P<base>0(?:[xX][0-9A-Fa-f]|[bBoO][0-9])[0-9A-Za-z]*)
    |(?P<number>(?P<digits>[0-9]+(?:\.(?!\.)[0-9]*)?|\.[0-9]+)
        (?P<power>[eE][+-]?[0-9]+(?P<glued>{_PART}))?)
    |(?P<symbol>_\|{{1,2}}_|<?--?>|<--?|--|[<>=!]=|=[<>]|\.\.+
        |[(){{}},;|+\-*/=<>:.~≤⩽≥⩾≠−–·⋅×∗→⟶↔⟷←⟵⊥⫫⟂∣∼…])
    |(?P<fraction>\\[tdc]?frac(?![A-Za-z])(?:\s*(?P<over>[0-9])\s*(?P<under>[0-9]))?)
    |(?P<latex>\\(?P<command>[A-Za-z]+|[^A-Za-z])(?P<tail>{_PART}))
    |(?P<subscript>_\{{[^{{}}\n]*\}}?)""",
    re.VERBOSE,
)

_KINDS = {
    "=<": "<=", "≤": "<=", "⩽": "<=", "=>": ">=", "≥": ">=", "⩾": ">=", "==": "=", "≠": "!=",
    "→": "->", "⟶": "->", "↔": "->", "⟷": "->", "--": "->", "-->": "->", "<->": "->",
    "<-->": "->", "←": "<-", "⟵": "<-", "<--": "<-", "−": "-", "–": "-",
    "·": "*", "⋅": "*", "×": "*", "∗": "*", "∣": "|", "∼": "~",
    "⊥": "_||_", "⫫": "_||_", "⟂": "_||_", "_|_": "_||_", "…": "...", "..": "...",
}  # fmt: skip
_COMMANDS = {
    "mid": "|", "vert": "|", "sim": "~", "perp": "_||_", "cdot": "*", "times": "*",
    "le": "<=", "leq": "<=", "leqslant": "<=", "ge": ">=", "geq": ">=", "geqslant": ">=",
    "lt": "<", "gt": ">", "ne": "!=", "neq": "!=", "to": "->", "rightarrow": "->",
    "leftrightarrow": "->", "longrightarrow": "->", "longleftrightarrow": "->",
    "leftarrow": "<-", "gets": "<-", "longleftarrow": "<-",
    "dots": "...", "ldots": "...", "cdots": "...",
}  # fmt: skip
_INVISIBLE = {
    ",", ";", ":", "!", "left", "right", "middle", "displaystyle", "big", "Big", "bigg", "Bigg",
    "bigl", "bigr", "Bigl", "Bigr", "biggl", "biggr", "Biggl", "Biggr", " ",
}  # fmt: skip
_BLANKS = frozenset("\u115f\u1160\u3164\uffa0")  # letters that do not show
_BREAKS = {"quad", "qquad", "\n"}
_PLAIN = str.maketrans("₀₁₂₃₄₅₆₇₈₉′’", "0123456789''", "{}^\\")
_TAILS = frozenset("₀₁₂₃₄₅₆₇₈₉′’")  # what a name can hold that is neither ASCII nor a letter


@dataclass(frozen=True, slots=True)
class Text:
    """A text as it is read, and what the user calls it."""

    source: str
    name: str

    def error(self, message: str, start: int, end: int, hint: str = "") -> ParseError:
        """The error at a place of this text."""
        return ParseError(message, self.source, start, end, self.name, hint)


class Token(NamedTuple):
    """One word: `kind` says how it is read, `text` is its plain spelling, `value` a number's.

    The kind is "name", "number", "fraction", "newline", "end", a reserved word, the symbol, or
    "copy", where that begins a clause.
    `broken` says that a break stands before it: the end of a line, `&`, `$` or a wide space.
    """

    kind: str
    text: str
    start: int
    end: int
    value: Fraction | None = None
    broken: bool = False


def read(source: str, name: str) -> Text:
    """The text with its line ends made one, and letters that look the same made the same."""
    if len(source) > _LONGEST_TEXT:
        message = f"a text of {len(source):,} characters is too long"
        hint = f"at most {_LONGEST_TEXT:,} are read"
        raise Text(source, name).error(message, _LONGEST_TEXT, len(source), hint)
    source = "\n".join(source.splitlines())
    if source.isascii():
        return Text(source, name)
    run = 0
    for at, letter in enumerate(source):
        run = run + 1 if unicodedata.combining(letter) else 0
        if run > _LONGEST_ACCENT:
            raise Text(source, name).error("too many accents on one letter", at, at + 1)
    return Text(plain_letters(unicodedata.normalize("NFC", source)), name)


def words(text: Text) -> list[Token]:
    """The tokens, without white space and comments; inside parentheses a new line is space."""
    tokens: list[Token] = []
    depth = at = 0
    broken = False
    while at < len(text.source):
        if text.source[at] == " ":
            at += 1
            continue
        token = _token(text, at)
        at = token.end
        broken = broken or token.kind in {"break", "newline"}
        if token.kind in {"break", "space"} or (token.kind == "newline" and depth):
            continue
        if token.kind in "({":
            depth += 1
            if depth > _DEEPEST:
                message = f"parentheses are nested more than {_DEEPEST} deep"
                raise text.error(message, token.start, token.end)
        elif token.kind in ")}":
            depth = max(0, depth - 1)
        elif token.kind == "_||_" and tokens and tokens[-1].kind == "_||_":
            token = Token("_||_", token.text, tokens.pop().start, token.end)
        if broken and token.kind != "newline":
            token, broken = token._replace(broken=True), False
        tokens.append(token)
    last = next((token.end for token in reversed(tokens) if token.kind != "newline"), 0)
    return [*tokens, Token("end", "", last, last)]


def fits(value: Fraction) -> bool:
    """Whether numerator and denominator stay within the digits that a number may have."""
    return -_HUGE < value.numerator < _HUGE and value.denominator < _HUGE


def _token(text: Text, start: int) -> Token:
    found = _TOKEN.match(text.source, start)
    if found is None:
        raise _unexpected(text, start)
    spelled, end = found.group(), found.end()
    match found.lastgroup:
        case "name":
            return _name(text, start, end)
        case "base":
            hint = f"numbers are decimal; a product is written 0*{clip(spelled[1:])}"
            raise text.error(f"{quote(spelled)} can be read in two ways", start, end, hint)
        case "number":
            return Token("number", spelled, start, end, _number(text, found))
        case "symbol":
            kind = _KINDS.get(spelled, "..." if spelled.startswith("..") else spelled)
            return _symbol(text, kind, start, end)
        case "fraction":
            return _fraction(text, found)
        case "latex":
            return _latex(text, found)
        case "subscript":
            hint = "write X_1 or X_{12} for a number, X_n for a letter"
            raise text.error("a subscript in braces is read if it is a number", start, end, hint)
        case kind:
            return Token(str(kind), spelled, start, end)


def _symbol(text: Text, kind: str, start: int, end: int) -> Token:
    if kind == "...":
        raise text.error("an ellipsis is not read", start, end, "write out what it stands for")
    if kind == "<-":
        message = f"{quote(text.source[start:end])} is neither a link nor a relation"
        hint = "write the chain with '->', and a relation with '<='"
        raise text.error(message, start, end, hint)
    return Token(kind, text.source[start:end], start, end)


def _name(text: Text, start: int, end: int, *, prefix: str = "") -> Token:
    """The token of a name; `prefix` is a letter that a command before `start` has spelled."""
    spelled = prefix + text.source[start:end]
    name = spelled if spelled.isalnum() and spelled.isascii() else _plain(spelled)
    if not spelled.isascii():
        for at, letter in enumerate(spelled):
            known = letter.isascii() or (at and letter in _TAILS)
            if not (known or letter.isalpha()) or letter in _BLANKS:
                raise _unexpected(text, start + at - len(prefix))
        if foreign := foreign_letter(name):
            message = f"{quote(name)} mixes alphabets in which letters look alike"
            hint = f"'{foreign}' is U+{ord(foreign):04X}, which is {alphabet(foreign)}"
            raise text.error(message, start, end, hint)
    if len(name) > LONGEST_NAME and any(len(piece) > LONGEST_NAME for piece in split(name)):
        hint = f"a name has at most {LONGEST_NAME} characters"
        raise text.error(f"{quote(name)} is too long", start, end, hint)
    return Token(name if name in RESERVED else "name", name, start, end)


def _plain(spelled: str) -> str:
    return spelled.replace(r"^\prime", "'").replace(r"\prime", "'").translate(_PLAIN)


def _number(text: Text, found: re.Match[str]) -> Fraction:
    digits, power = found["digits"], found["power"] or ""
    if found["glued"] or (power[:1] == "E" and power[1].isdigit()):
        size, name = clip(digits), clip(power)
        hint = f"write {size}e{name[1:]} for the number, or {size}*{name} for the scalar {name}"
        if found["glued"]:
            hint = f"put a '*' between number and scalar: {size}*{name}"
        raise text.error(f"{quote(found.group())} can be read in two ways", *found.span(), hint)
    exponent = power[1:].lstrip("+-0")
    if len(digits) <= _LONGEST_NUMBER and len(exponent) <= len(str(_LONGEST_NUMBER)):
        if not power and digits.isdecimal():
            return Fraction(int(digits))
        value = Fraction(digits.rstrip(".") + power)
        if fits(value):
            return value
    raise text.error(f"a number has at most {_LONGEST_NUMBER} digits", *found.span())


def _fraction(text: Text, found: re.Match[str]) -> Token:
    start, end = found.span()
    if found["over"] is None:
        return Token("fraction", found.group(), start, end)
    if found["under"] == "0":
        raise text.error("this divides by zero", start, end)
    value = Fraction(int(found["over"]), int(found["under"]))
    return Token("number", found.group(), start, end, value)


def _latex(text: Text, found: re.Match[str]) -> Token:
    command = found["command"]
    start, end = found.span("command")
    start -= 1
    if command in GREEK:
        name = _name(text, end, found.end(), prefix=GREEK[command])
        return name._replace(start=start)
    if command in _INVISIBLE or command in _BREAKS:
        return Token("break" if command in _BREAKS else "space", "", start, end)
    if command in _COMMANDS:
        return _symbol(text, _COMMANDS[command], start, end)
    if command in "{}[]":
        hint = "quantities are grouped by parentheses ( )"
    else:
        hint = "of LaTeX, relations, operators, fractions, spaces and Greek letters are read"
    raise text.error(
        f"the LaTeX command {quote(text.source[start:end])} is not read", start, end, hint
    )


def _unexpected(text: Text, at: int) -> ParseError:
    letter = text.source[at]
    shown = letter.isprintable() and not unicodedata.combining(letter) and letter not in _BLANKS
    what = f"'{letter}'" if shown else f"U+{ord(letter):04X}"
    hint = "quantities are grouped by parentheses ( )" if letter in "[]" else ""
    if letter == "^":
        hint = r"a power is not linear; a prime is written X' or X^\prime"
    return text.error(f"unexpected character {what}", at, at + 1, hint)
