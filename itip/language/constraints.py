"""One constraint in any of its forms, by what it begins with."""

from __future__ import annotations

from itertools import accumulate, pairwise

from itip.errors import ParseError
from itip.language.ast import (
    Constraint,
    FunctionalDependence,
    Independence,
    Linear,
    MarkovChain,
    Relation,
    SameDistribution,
    Sign,
    Symmetry,
    union,
)
from itip.language.chains import chain
from itip.language.cursor import Cursor
from itip.language.expressions import linear
from itip.language.groups import condition, units
from itip.language.lexer import Token
from itip.language.lines import minus_error

_OPENING = frozenset("({")
_CLOSING = frozenset(")}")
_SYMMETRIC = 4096  # what any symmetry counts: it is over the subsets of up to 10 variables
_RELATION = 4  # what each sign of relation counts, as it makes a constraint
_SIGNS: dict[str, Sign] = {"<=": "<=", ">=": ">=", "=": "="}


def constraint(cursor: Cursor) -> Constraint | Linear:
    """Constraint = Independent | Symmetric | Chain | Relation ; a Linear alone is the caller's."""
    start = cursor.token
    if start.text == "indep" and cursor.opens(cursor.at + 1):
        found: Constraint | None = _independent(cursor)
    elif start.text == "symmetric" and cursor.opens(cursor.at + 1):
        found = _symmetric(cursor)
    else:
        found = chain(cursor)
    if found is None:
        return _relation(cursor)
    terms, names = _size(found)
    cursor.scope.count(cursor.since(start), terms=terms, names=names)
    return found


def _relation(cursor: Cursor) -> Relation | Linear:
    """Relation = Linear {Sign Linear} .   Sign = "<=" | ">=" | "=" ."""
    sides, signs = [linear(cursor)], list[Sign]()
    while sign := _SIGNS.get(cursor.kind):
        cursor.scope.count(cursor.place(cursor.advance()), terms=_RELATION)
        signs.append(sign)
        side = cursor.at
        sides.append(linear(cursor))
        if cursor.kind in _SIGNS:
            _check_breaks(cursor, cursor.tokens[side : cursor.at])
    if cursor.kind in {"<", ">", "!="}:
        raise _strict(cursor)
    return Relation(tuple(sides), tuple(signs)) if signs else sides[0]


def _check_breaks(cursor: Cursor, side: list[Token]) -> None:
    """Refuse a minus behind a break between two signs of relation: it can begin a relation."""
    depth = 0
    for before, token in pairwise(side):
        depth += (before.kind in _OPENING) - (before.kind in _CLOSING)
        ended = before.kind in {"name", "number"} or before.kind in _CLOSING
        if token.kind == "-" and token.broken and ended and not depth:
            raise minus_error(cursor.text, token, claim=not cursor.assuming())


def _independent(cursor: Cursor) -> Independence:
    """Independent = "indep(" Unit "," Unit {"," Unit} Condition ")" ."""
    name, opening = cursor.advance(), cursor.advance()
    parts = units(cursor)
    given = condition(cursor)
    cursor.close(opening)
    if len(parts) < 2:
        message = "independence is of at least two groups"
        raise cursor.since(name).error(message, "groups are separated by commas: indep(X, Y)")
    return Independence(tuple(map(union, parts)), given)


def _symmetric(cursor: Cursor) -> Symmetry:
    """Symmetric = "symmetric(" Unit "," Unit {"," Unit} ")" ; disjoint and of one length."""
    name, opening = cursor.advance(), cursor.advance()
    parts = units(cursor)
    cursor.close(opening)
    place = cursor.since(name)
    if len(parts) < 2:
        message = "a symmetry is of at least two groups"
        raise place.error(message, "groups are separated by commas: symmetric(X, Y)")
    if len({len(part) for part in parts}) > 1:
        raise place.error("the groups of a symmetry are of one length")
    if len(union(*parts)) < sum(map(len, parts)):
        raise place.error("a random variable stands twice in this symmetry")
    return Symmetry(tuple(parts))


def _strict(cursor: Cursor) -> ParseError:
    sign = cursor.kind
    place = cursor.place(cursor.token)
    if sign == "!=":
        message = "'!=' cannot be stated, because closed cones cannot express it"
        return place.error(message, "write one of '<=', '>=', '='")
    message = f"a strict '{sign}' cannot be stated, because closed cones cannot express it"
    return place.error(message, f"write '{sign}=' instead")


def _size(found: Constraint) -> tuple[int, int]:
    """About how many joint entropies a constraint that is no relation expands to, and names."""
    match found:
        case MarkovChain(places):
            return 4 * (len(places) - 2), sum(accumulate(map(len, places)))
        case Independence(parts):
            return 2 * (len(parts) + 1), 0
        case SameDistribution(left):
            return 4 << len(left), 0
        case FunctionalDependence():
            return 2, 0
    return _SYMMETRIC, 0
