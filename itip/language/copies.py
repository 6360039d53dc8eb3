"""Copy steps: R,S = C,D over A,B, or rs=cd:ab as Dougherty, Freiling and Zeger write them.

In their notation, which a colon tells, each letter is a name, with the digits, `_` and primes
behind it.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from itip.errors import ParseError
from itip.language.ast import Copied, CopyStep, Group, union
from itip.language.cursor import STEP_EXAMPLE, Cursor
from itip.language.groups import no_variable
from itip.language.names import split
from itip.language.scope import Copying, Place, Use

_Apart = Callable[[str], tuple[str, ...]]

_LETTER = re.compile(r"[^\W\d_][\d_']*")
_ENDS = frozenset({"end", ";", "copy", "expect", "given"})


def more_clauses(cursor: Cursor) -> list[CopyStep]:
    """MoreClauses = ["copy"] Steps {"copy" Steps} ."""
    if cursor.kind == "end":
        raise cursor.place(cursor.token).error("the copy step is empty", STEP_EXAMPLE)
    found = clauses(cursor) if cursor.kind == "copy" else [*_steps(cursor), *clauses(cursor)]
    if cursor.kind != "end":
        raise _leftover(cursor)
    return found


def clauses(cursor: Cursor) -> list[CopyStep]:
    """Clauses = {"copy" Steps} ."""
    found: list[CopyStep] = []
    while cursor.accept("copy"):
        found += _steps(cursor)
    return found


def _steps(cursor: Cursor) -> list[CopyStep]:
    """Steps = Step {";" Step} ."""
    found, spans = list[CopyStep](), list[tuple[int, int]]()
    while not found or cursor.accept(";"):
        start = cursor.at
        found.append(_step(cursor))
        spans.append((start, cursor.at))
    if cursor.kind not in {"end", "copy", "expect"}:
        raise _leftover(cursor)
    cursor.clauses.append(spans)
    return found


def _step(cursor: Cursor) -> CopyStep:
    """Step = Names "=" Block {"|" Block} Base ."""
    apart = _letters if _has_colon(cursor) else split
    new = _new(cursor, apart)
    if not cursor.accept("="):
        raise cursor.expected("'='", STEP_EXAMPLE)
    blocks = [_block(cursor, apart)]
    while cursor.accept("|"):
        blocks.append(_block(cursor, apart))
    base = _base(cursor, apart)
    cursor.scope.copy(Copying(new, [group for block in blocks for group in block], base))
    names = (use.name for use in new)  # where there are too few, the scope refuses the step
    named = (tuple(Copied(next(names, ""), _group(of)) for of in block) for block in blocks)
    return CopyStep(_group(base), tuple(named))


def _new(cursor: Cursor, apart: _Apart) -> list[Use]:
    """Names = name {"," name} , each of which may juxtapose several."""
    found: list[Use] = []
    while True:
        if cursor.kind != "name":
            hint = "new names stand without parentheses" if cursor.kind == "(" else STEP_EXAMPLE
            raise cursor.expected("the name of a copy", hint)
        found += _uses(cursor, apart)
        if not cursor.accept(","):
            return found


def _block(cursor: Cursor, apart: _Apart) -> list[list[Use]]:
    """Block = Item {"," Item} ; with letters, no comma is needed beside a parenthesis."""
    found = _item(cursor, apart)
    while cursor.accept(",") or (apart is _letters and _adjoins(cursor)):
        found += _item(cursor, apart)
    return found


def _adjoins(cursor: Cursor) -> bool:
    closed = cursor.tokens[cursor.at - 1].kind == ")"
    return cursor.kind == "(" or (closed and cursor.kind == "name")


def _item(cursor: Cursor, apart: _Apart) -> list[list[Use]]:
    """Item = name | "(" name {"," name} ")" ; in parentheses, it is one variable."""
    if apart is split and _base_begins(cursor):
        raise cursor.place(cursor.token).error("a random variable is missing before 'over'")
    opening = cursor.accept("(")
    found = _uses(cursor, apart)
    if opening is None:
        return [[use] for use in found]
    while cursor.accept(","):
        found += _uses(cursor, apart)
    cursor.close(opening)
    return [found]


def _base_begins(cursor: Cursor) -> bool:
    """Whether the next token is the `over` before a base, and no variable of that name."""
    after = cursor.at + 1
    if cursor.token.text != "over" or cursor.kind_at(after) not in {"name", "("}:
        return False
    return cursor.tokens[after].text != "over"


def _base(cursor: Cursor, apart: _Apart) -> list[Use]:
    """Base = ("over" | ":") ("(" ")" | Block) ."""
    if not cursor.accept(":"):
        if cursor.token.text != "over" or apart is _letters:
            word = "':'" if apart is _letters else "'over'"
            raise cursor.expected(f"',', '|' or {word}", STEP_EXAMPLE)
        cursor.advance()
    if cursor.kind == "(" and cursor.kind_at(cursor.at + 1) == ")":
        cursor.at += 2
        return []
    if cursor.kind in _ENDS:
        hint = "a copy that is independent of all others is over ()"
        raise cursor.expected("a random variable", hint)
    return [use for group in _block(cursor, apart) for use in group]


def _uses(cursor: Cursor, apart: _Apart) -> list[Use]:
    """The names that a run of letters is taken apart into."""
    token = cursor.accept("name")
    if token is None:
        raise no_variable(cursor)
    place = cursor.place(token)
    plain = len(token.text) == token.end - token.start  # so that each name has a place of its own
    found, start = list[Use](), token.start
    for name in apart(token.text):
        own = Place(place.text, start, start + len(name)) if plain else place
        found.append(Use(name, own, token.text))
        start += len(name)
    return found


def _letters(run: str) -> tuple[str, ...]:
    return tuple(_LETTER.findall(run))


def _has_colon(cursor: Cursor) -> bool:
    """Whether there is a colon in the step that begins here."""
    at = cursor.at
    while cursor.kind_at(at) not in _ENDS:
        if cursor.kind_at(at) == ":":
            return True
        at += 1
    return False


def _group(uses: list[Use]) -> Group:
    return union(tuple(use.name for use in uses))


def _leftover(cursor: Cursor) -> ParseError:
    """The error that nothing more should stand here."""
    hint = "" if cursor.kind == "expect" else "copy steps are separated by ';'"
    if cursor.kind == "given":
        hint = "'given' stands before 'copy'"
    message = f"{cursor.quote(cursor.token)} is not expected here"
    return cursor.place(cursor.token).error(message, hint)
