"""One constraint in any of its forms, by what it begins with."""

from __future__ import annotations

from itip.errors import ParseError
from itip.language.ast import Constraint, Independence, Linear, Relation, Sign, Symmetry
from itip.language.chains import chain
from itip.language.cursor import Cursor
from itip.language.expressions import linear
from itip.language.groups import condition, units

_SIGNS: dict[str, Sign] = {"<=": "<=", ">=": ">=", "=": "="}


def constraint(cursor: Cursor) -> Constraint | Linear:
    """Constraint = Independent | Symmetric | Chain | Relation ; a Linear alone is the caller's."""
    if cursor.kind == "name" and cursor.kind_at(cursor.at + 1) == "(":
        if cursor.token.text == "indep":
            return _independent(cursor)
        if cursor.token.text == "symmetric":
            return _symmetric(cursor)
    return chain(cursor) or _relation(cursor)


def _relation(cursor: Cursor) -> Relation | Linear:
    """Relation = Linear {Sign Linear} .   Sign = "<=" | ">=" | "=" ."""
    sides, signs = [linear(cursor)], []
    while sign := _SIGNS.get(cursor.kind):
        cursor.advance()
        signs.append(sign)
        sides.append(linear(cursor))
    if cursor.kind in {"<", ">", "!="}:
        raise _strict(cursor)
    return Relation(tuple(sides), tuple(signs)) if signs else sides[0]


def _independent(cursor: Cursor) -> Independence:
    """Independent = "indep(" Unit "," Unit {"," Unit} Condition ")" ."""
    name, opening = cursor.advance(), cursor.advance()
    parts = units(cursor)
    given = condition(cursor)
    cursor.close(opening)
    if len(parts) < 2:
        message = "independence is of at least two groups"
        raise cursor.since(name).error(message, "groups are separated by commas: indep(X, Y)")
    return Independence(tuple(tuple(dict.fromkeys(part)) for part in parts), given)


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
    names = [variable for part in parts for variable in part]
    if len(set(names)) < len(names):
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
