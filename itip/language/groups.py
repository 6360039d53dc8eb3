"""Groups of random variables, and Shannon's information measures of them."""

from __future__ import annotations

from itip.errors import ParseError
from itip.language.ast import Group, Measure, union
from itip.language.cursor import Cursor
from itip.language.names import split
from itip.language.printer import show
from itip.language.scope import Place, size

_MOST_PARTS = 12
_LONGEST_SUGGESTION = 60


def measure(cursor: Cursor) -> Measure:
    """Measure = "H(" [Group] Condition ")" | "I(" Group {";" Group} Condition ")" ."""
    start = cursor.at
    letter, opening = cursor.advance(), cursor.advance()
    nothing = letter.text == "H" and cursor.kind == ")"
    parts: list[Group] = [() if nothing else group(cursor)]
    end = cursor.at
    colon = cursor.token if cursor.kind == ":" else None
    while cursor.accept(";", ":"):
        parts.append(group(cursor))
        colon = colon or (cursor.token if cursor.kind == ":" else None)
    given = condition(cursor)
    cursor.close(opening)
    result = Measure(tuple(parts), given)
    if letter.text == "I" and colon:
        raise _misread(result, cursor.place(colon), "mutual information needs a ';', not a ':'")
    if letter.text == "H" and len(parts) > 1:
        place = cursor.place(cursor.tokens[end])
        raise _misread(result, place, "joint entropy separates variables by ','")
    if letter.text == "I" and len(parts) == 1:
        first = cursor.tokens[start:end]
        comma = next((token for token in first if token.kind == ","), None)
        place = cursor.place(comma) if comma else cursor.since(letter)
        raise _misread(result, place, "mutual information needs a ';'")
    if len(parts) > _MOST_PARTS:
        message = f"co-information of more than {_MOST_PARTS} parts is too large"
        hint = f"it is a sum of 2^{len(parts)} joint entropies"
        raise cursor.since(letter).error(message, hint)
    cursor.scope.count(cursor.place(letter), terms=size(result))
    return result


def condition(cursor: Cursor) -> Group:
    """Condition = ["|" [Group]] ."""
    if not cursor.accept("|"):
        return ()
    given = () if cursor.kind in {")", "|", ";"} else group(cursor)
    if cursor.kind in {"|", ";"}:
        message = f"conditions are separated by ',', not by {cursor.quote(cursor.token)}"
        raise cursor.place(cursor.token).error(message, "they all stand after one '|'")
    return given


def group(cursor: Cursor) -> Group:
    """Group = Unit {"," Unit} ."""
    found = [unit(cursor)]
    while cursor.accept(","):
        found.append(unit(cursor))
    return union(*found)


def unit(cursor: Cursor) -> tuple[str, ...]:
    """Unit = Variables | "(" Variables {"," Variables} ")" .  Repeats are kept."""
    opening = cursor.accept("(")
    names = list(_variables(cursor))
    if opening:
        while cursor.accept(","):
            names += _variables(cursor)
        cursor.close(opening)
    return tuple(names)


def units(cursor: Cursor) -> list[tuple[str, ...]]:
    """Units = Unit {"," Unit} ."""
    found = [unit(cursor)]
    while cursor.accept(","):
        found.append(unit(cursor))
    if cursor.kind == ";":
        message = f"groups are separated by ',', not by {cursor.quote(cursor.token)}"
        raise cursor.place(cursor.token).error(message, "a group of several is put in parentheses")
    return found


def unit_end(cursor: Cursor, index: int) -> int:
    """The index behind the unit that begins at `index`, or `index` itself if none does."""
    if cursor.kind_at(index) == "name":
        return index if cursor.opens(index + 1) else index + 1
    if cursor.kind_at(index) != "(":
        return index
    at = index + 1
    while cursor.kind_at(at) == "name" and cursor.kind_at(at + 1) == ",":
        at += 2
    closed = cursor.kind_at(at) == "name" and cursor.kind_at(at + 1) == ")"
    return at + 2 if closed else index


def no_variable(cursor: Cursor) -> ParseError:
    """The error that a random variable should stand next."""
    token = cursor.token
    if token.kind in {",", ";", "|", ")"}:
        message = f"a random variable is missing before {cursor.quote(token)}"
        return cursor.place(token).error(message)
    hint = "a name begins with a letter" if token.kind == "number" else ""
    return cursor.expected("a random variable", hint)


def _variables(cursor: Cursor) -> tuple[str, ...]:
    """Variables = name , which may juxtapose several."""
    token = cursor.accept("name")
    if token is None:
        raise no_variable(cursor)
    names = split(token.text)
    place = cursor.place(token)
    for name in names:
        cursor.scope.variable(name, place)
    return names


def _misread(result: Measure, place: Place, rule: str) -> ParseError:
    """The error that a measure has the shape of the other letter, with what it may mean."""
    names = union(*result.parts)
    readings = [show(Measure((names,), result.given))]
    if len(names) > 1:
        parts = result.parts if len(result.parts) > 1 else ((names[0],), names[1:])
        readings.insert(0, show(Measure(parts, result.given)))
    meant = " or ".join(readings)
    return place.error(
        f"{rule} - did you mean {meant}?" if len(meant) <= _LONGEST_SUGGESTION else rule
    )
