"""Constraints that join places of random variables: X -> Y -> Z, Z = f(X,Y), X . Y, X ~ Y.

A comma can join a place or begin the next constraint; `_place` says which.
"""

from __future__ import annotations

from itip.errors import ParseError
from itip.language.ast import (
    Constraint,
    FunctionalDependence,
    Group,
    Independence,
    MarkovChain,
    SameDistribution,
    union,
)
from itip.language.cursor import Cursor
from itip.language.groups import group, unit, unit_end
from itip.language.lexer import FORMS, Token
from itip.language.names import clip, quote

_LINKS = frozenset({"->", ":", ".", "~", "_||_"})
_STOPS = frozenset({"end", "newline", "and", "given", "copy", "expect", ",", "|", ")"})
_GOES_ON = frozenset({"+", "-", "*", "/", "<=", ">=", "=", "name", "number", "("})
_LONGEST_TUPLE = 12


def chain(cursor: Cursor) -> Constraint | None:
    """Chain = Markov | Dependence | Function | Independent | Same ; None if no chain begins here.

    Each begins with its first place: Unit {"," Unit} .
    """
    ends = _list_ends(cursor)
    if not ends or not _links(cursor, ends[-1]):
        return None
    start = cursor.token
    first = _names(cursor, ends[-1])
    match cursor.kind:
        case "->" | "/":
            return _markov(cursor, start, union(first))
        case ":":
            cursor.advance()
            return FunctionalDependence(union(first), union(_place(cursor)))
        case "=":
            return _function(cursor, union(first))
        case "~":
            return _same(cursor, start, first)
    return _independent(cursor, union(first))


def _markov(cursor: Cursor, start: Token, first: Group) -> MarkovChain:
    """Markov = Place Link Place Link Place {Link Place} .   Link = "->" | "/" ."""
    link, places = cursor.kind, [first]
    while cursor.accept(link):
        places.append(union(_place(cursor, joins=len(places) == 1)))
    if len(places) >= 3:
        return MarkovChain(tuple(places))
    hint = "X -> Y -> Z is a chain; that Y is a function of X is written Y = f(X)"
    if link == "/":
        hint = "X/Y/Z is read as the Markov chain X -> Y -> Z; only a number can divide"
    raise cursor.since(start).error("a Markov chain has at least three places", hint)


def _function(cursor: Cursor, dependent: Group) -> FunctionalDependence:
    """Function = Place "=" name "(" [Group] ")" , where the name is lower-case and not defined."""
    cursor.advance()
    name, opening = cursor.advance(), cursor.advance()
    on = () if cursor.kind == ")" else group(cursor)
    place = cursor.place(name)
    measure = {"h": "H", "i": "I"}.get(name.text)
    if cursor.kind in {";", "|"}:
        hint = f"did you mean {measure}(...)?" if measure else "its arguments are variables"
        raise place.error(f"{quote(name.text)} is read as a function of random variables", hint)
    cursor.close(opening)
    if measure:
        meant = "H(X) for the entropy" if measure == "H" else "I(X;Y) for the information"
        hint = f"write Z = f(X) for a function, {meant}"
        raise place.error(f"{quote(name.text)} can be a function or a measure", hint)
    cursor.check_side()
    if cursor.kind in _GOES_ON:
        hint = "Z = f(X,Y) says that Z is a function of X and Y, and ends there"
        raise place.error(f"{quote(name.text)} is not defined as a quantity", hint)
    return FunctionalDependence(dependent, on)


def _independent(cursor: Cursor, first: Group) -> Independence:
    """Independent = Place Link Place {Link Place} ["|" Place] .   Link = "." | "_||_" ."""
    link, parts = cursor.kind, [first]
    while cursor.accept(link):
        parts.append(union(_place(cursor)))
    given = union(_place(cursor)) if cursor.accept("|") else ()
    return Independence(tuple(parts), given)


def _same(cursor: Cursor, start: Token, left: tuple[str, ...]) -> SameDistribution:
    """Same = Place "~" Place , of one length; repeats are kept."""
    cursor.advance()
    right = _place(cursor)
    place = cursor.since(start)
    if len(left) != len(right):
        message = f"'~' joins tuples of one length, not of {len(left)} and {len(right)}"
        raise place.error(message, "for example (X,Y) ~ (X,Z)")
    if len(left) > _LONGEST_TUPLE:
        raise place.error(f"'~' joins tuples of at most {_LONGEST_TUPLE} random variables")
    return SameDistribution(left, right)


def _place(cursor: Cursor, *, joins: bool = False) -> tuple[str, ...]:
    """Place = Unit {"," Unit} ; unless the comma `joins`, what follows the list decides.

    Where the constraints end, or a constraint begins that no name begins, the whole list is this
    place. Where a link or a relation goes on, the list's last name begins the next constraint;
    then only one unit is left for this place, and white space follows the comma, or else the
    text is ambiguous.
    """
    ends = _list_ends(cursor)
    if not ends and cursor.kind == "name":
        message = "only random variables are joined here, not quantities"
        raise cursor.place(cursor.token).error(message)
    end = ends[-1] if ends else cursor.at
    if len(ends) > 1 and not joins and cursor.kind_at(end) not in _STOPS:
        comma, after = cursor.tokens[ends[0]], cursor.tokens[ends[0] + 1]
        if len(ends) > 2 or comma.end == after.start:
            raise _ambiguous(cursor, ends, glued=len(ends) == 2)
        end = ends[0]
    return _names(cursor, end)


def _list_ends(cursor: Cursor) -> list[int]:
    """Where each unit of the comma list that begins here ends."""
    ends: list[int] = []
    at, end = cursor.at, unit_end(cursor, cursor.at)
    while end > at:
        ends.append(end)
        at = end + 1
        end = unit_end(cursor, at) if cursor.kind_at(end) == "," else at
    return ends


def _links(cursor: Cursor, index: int) -> bool:
    """Whether the token at `index` links the places of a chain."""
    kind = cursor.kind_at(index)
    if kind == "/":
        return unit_end(cursor, index + 1) > index + 1
    if kind != "=":
        return kind in _LINKS
    if cursor.kind_at(index + 1) != "name" or not cursor.opens(index + 2):
        return False
    name = cursor.tokens[index + 1].text
    return name[0].islower() and name not in FORMS and name not in cursor.scope.definitions


def _names(cursor: Cursor, end: int) -> tuple[str, ...]:
    """Names = Unit {"," Unit} , up to the token at `end`."""
    names = list(unit(cursor))
    while cursor.at < end:
        cursor.advance()
        names += unit(cursor)
    return tuple(names)


def _ambiguous(cursor: Cursor, ends: list[int], *, glued: bool) -> ParseError:
    last = cursor.tokens[ends[-1] - 1]
    place = cursor.place(cursor.tokens[ends[0] + 1], last)
    names = place.text.source[place.start : place.end]
    before = cursor.quote(cursor.tokens[ends[0] - 1])
    hint = f"put each group in parentheses: ({clip(names)})"
    if glued:
        whole = place.text.source[cursor.token.start : last.end]
        hint = f"ambiguous: use parentheses, ({clip(whole)}), or a space behind the comma"
    message = f"{quote(names)} can go on the group of {before} or begin the next constraint"
    return place.error(message, hint)
