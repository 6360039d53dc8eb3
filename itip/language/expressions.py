"""Linear expressions of measures and scalars, flat: products and definitions are expanded."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from itip.errors import ParseError
from itip.language.ast import Definition, Group, Linear, Measure, Term, union
from itip.language.cursor import STARTS, STEP_EXAMPLE, Cursor
from itip.language.groups import measure, units
from itip.language.lexer import Token, fits
from itip.language.names import clip, likeness, nearest, quote
from itip.language.scope import Place, Scope, size

_ONE = Fraction(1)


@dataclass(slots=True)
class _Sum:
    """A sum as written: its factors are distributed once, at the end."""

    parts: list[tuple[Fraction, _Quantity]]


_Quantity = Measure | str | _Sum | None
_Binding = dict[str, tuple[str, ...]]


def linear(cursor: Cursor) -> Linear:
    """Linear = Sum ."""
    first = cursor.token
    scale, quantity = _sum(cursor)
    terms: list[Term] = []
    place = cursor.since(first)
    _distribute(scale, quantity, terms, place)
    cursor.scope.count(place, terms=sum(term.quantity is None for term in terms))
    return Linear(tuple(terms))


def link_hint(link: Token) -> str:
    """What a link between quantities was likely meant to be."""
    if link.text == "--":
        return "'--' is read as a link; to subtract a negative quantity, put a space: - -"
    return "a Markov chain is of random variables: X -> Y -> Z"


def _distribute(scale: Fraction, quantity: _Quantity, terms: list[Term], place: Place) -> None:
    if not isinstance(quantity, _Sum):
        terms.append(Term(scale, quantity))
        return
    plain = scale == 1
    for coefficient, part in quantity.parts:
        product = coefficient if plain else _fitting(scale * coefficient, place)
        _distribute(product, part, terms, place)


def _sum(cursor: Cursor) -> tuple[Fraction, _Quantity]:
    """Sum = Product {("+" | "-") Product} ."""
    first = cursor.token
    parts = [_product(cursor)]
    while sign := cursor.accept("+", "-"):
        scale, quantity = _product(cursor)
        parts.append((-scale if sign.kind == "-" else scale, quantity))
    if len(parts) == 1:
        return parts[0]
    if any(quantity is not None for _, quantity in parts):
        return _ONE, _Sum(parts)
    total = Fraction(0)
    for scale, _ in parts:
        total = _fitting(total + scale, cursor.since(first))
    return total, None


def _product(cursor: Cursor) -> tuple[Fraction, _Quantity]:
    """Product = Factor {["*" | "/"] Factor} , from the left; a number follows only a sign."""
    scale, quantity = _factor(cursor)
    while True:
        sign = cursor.accept("*", "/")
        if not sign:
            if cursor.kind not in STARTS:
                return scale, quantity
            cursor.check_side()
            if cursor.kind == "number":
                message = f"a sign is missing before {cursor.quote(cursor.token)}"
                raise cursor.place(cursor.token).error(message)
        first = cursor.token
        factor, other = _factor(cursor)
        place = cursor.since(first)
        if sign and sign.kind == "/":
            factor = _inverse(factor, other, place)
        elif quantity is not None and other is not None:
            hint = "" if sign else "is a '+', a '-' or a comma missing before it?"
            hint = STEP_EXAMPLE if first.text in {"copy", "over"} else hint
            raise place.error("a product of two quantities is not linear", hint)
        else:
            quantity = other if quantity is None else quantity
        scale = _fitting(scale * factor, place)


def _factor(cursor: Cursor) -> tuple[Fraction, _Quantity]:
    """Factor = {"+" | "-"} (number | "(" Sum ")" | Fraction | Quantity) ."""
    negative = False
    while sign := cursor.accept("+", "-"):
        negative ^= sign.kind == "-"
    if number := cursor.accept("number"):
        scale, quantity = _number(cursor, number), None
    elif opening := cursor.accept("("):
        scale, quantity = _sum(cursor)
        cursor.close(opening)
    elif cursor.kind == "fraction":
        scale, quantity = _fraction(cursor)
    elif cursor.kind == "name":
        scale, quantity = _quantity(cursor)
    else:
        raise _no_quantity(cursor)
    return (-scale if negative else scale), quantity


def _number(cursor: Cursor, number: Token) -> Fraction:
    """The value of a number; a power can be the name of a scalar, as long as none is known."""
    mantissa, _, power = number.text.lower().partition("e")
    if power:
        letter = number.text[len(mantissa)]
        name = letter if power[0] in "+-" else letter + power
        cursor.scope.doubts.setdefault(name, cursor.place(number))
    return number.value or Fraction(0)


def _fraction(cursor: Cursor) -> tuple[Fraction, _Quantity]:
    r"""Fraction = "\\frac" Argument Argument ."""
    cursor.advance()
    scale, quantity = _argument(cursor)
    first = cursor.token
    factor, other = _argument(cursor)
    place = cursor.since(first)
    return _fitting(scale * _inverse(factor, other, place), place), quantity


def _argument(cursor: Cursor) -> tuple[Fraction, _Quantity]:
    """Argument = "{" Sum "}" | digit ."""
    if opening := cursor.accept("{"):
        scale, quantity = _sum(cursor)
        cursor.close(opening)
        return scale, quantity
    if cursor.kind == "number" and len(cursor.token.text) == 1:
        return cursor.advance().value or Fraction(0), None
    raise cursor.expected("'{' or one digit", r"a fraction is written \frac{1}{2} or 1/2")


def _quantity(cursor: Cursor) -> tuple[Fraction, _Quantity]:
    """Quantity = Measure | Call | name ."""
    token, scope = cursor.token, cursor.scope
    if cursor.opens(cursor.at + 1):
        return (_ONE, measure(cursor)) if token.text in {"H", "I"} else _call(cursor)
    place = cursor.place(token)
    known = None if token.text in scope.parameters else scope.definitions.get(token.text)
    if known is not None and known.parameters is not None:
        message = f"{quote(token.text)} needs its arguments in parentheses"
        raise place.error(message, f"it is defined as {_head(known)}")
    if known is None:
        cursor.refuse_words()
    cursor.advance()
    if known is not None:
        return _expanded(cursor, known, [], place)
    if token.text in {"H", "I"}:
        hint = "H(X,Y|Z)" if token.text == "H" else "I(X;Y|Z)"
        message = f"'{token.text}' needs random variables in parentheses"
        raise place.error(message, f"for example {hint}")
    scope.count(place, terms=1)
    scope.scalar(token.text, place)
    return _ONE, token.text


def _call(cursor: Cursor) -> tuple[Fraction, _Quantity]:
    """Call = name "(" Units ")" ."""
    name = cursor.advance()
    known = cursor.scope.definitions.get(name.text)
    if known is None:
        raise _undefined(cursor, name)
    if known.parameters is None:
        message = f"{quote(name.text)} is defined without arguments"
        raise cursor.place(name).error(message, f"a factor is written {clip(name.text)} * (...)")
    opening = cursor.advance()
    arguments = units(cursor)
    cursor.close(opening)
    place = cursor.since(name)
    if len(arguments) != len(known.parameters):
        count = f"{len(known.parameters)} argument{'s' * (len(known.parameters) > 1)}"
        message = f"{quote(name.text)} takes {count}, not {len(arguments)}"
        hint = f"it is defined as {_head(known)}; a group of several is put in parentheses"
        raise place.error(message, hint)
    return _expanded(cursor, known, arguments, place)


def _expanded(
    cursor: Cursor, known: Definition, arguments: list[tuple[str, ...]], place: Place
) -> tuple[Fraction, _Quantity]:
    """The body of the definition with these groups in the place of its parameters, all at once."""
    bound = dict(zip(known.parameters or (), arguments, strict=True))
    cursor.scope.count(place, terms=sum(size(term.quantity) for term in known.body.terms))
    parts = [
        (term.coefficient, _bound(term.quantity, bound, cursor.scope, place))
        for term in known.body.terms
    ]
    return parts[0] if len(parts) == 1 else (_ONE, _Sum(parts))


def _bound(
    quantity: Measure | str | None, bound: _Binding, scope: Scope, place: Place
) -> _Quantity:
    match quantity:
        case Measure(parts, given):
            groups = [_bound_group(part, bound, scope, place) for part in (*parts, given)]
            return Measure(tuple(groups[:-1]), groups[-1])
        case str(name):
            scope.scalar(name, place)
    return quantity


def _bound_group(names: Group, bound: _Binding, scope: Scope, place: Place) -> Group:
    found: list[tuple[str, ...]] = []
    for name in names:
        if name not in bound:
            scope.variable(name, place)
        found.append(bound.get(name, (name,)))
        scope.count(place, names=len(found[-1]))
    return union(*found)


def _inverse(factor: Fraction, quantity: _Quantity, place: Place) -> Fraction:
    if quantity is not None:
        raise place.error("a division by a quantity is not linear")
    if factor == 0:
        raise place.error("this divides by zero")
    return 1 / factor


def _fitting(value: Fraction, place: Place) -> Fraction:
    if fits(value):
        return value
    raise place.error("a coefficient grows beyond 1000 digits here")


def _head(known: Definition) -> str:
    return clip(f"{known.name}({','.join(known.parameters or ())})")


def _undefined(cursor: Cursor, name: Token) -> ParseError:
    place = cursor.place(name)
    if name.text in cursor.scope.defined:
        return place.error(f"{quote(name.text)} is defined by itself")
    hint = "a definition is given by --let, or by 'let' in a file"
    measure = likeness(name.text).upper()
    if measure in {"H", "I"}:
        hint = f"did you mean {measure}(...)?"
    elif name.text == "copy":
        hint = STEP_EXAMPLE
    elif near := nearest(name.text, cursor.scope.definitions):
        hint = f"did you mean {near}?"
    elif name.text[0].islower():
        hint += "; a function of random variables is written Z = f(X,Y)"
    return place.error(f"{quote(name.text)} is not defined", hint)


def _no_quantity(cursor: Cursor) -> ParseError:
    hint = ""
    if cursor.kind == "->":
        hint = link_hint(cursor.token)
    if cursor.kind == "let":
        hint = "a definition is given by --let, or by 'let' in a file"
    return cursor.expected("a quantity such as H(X), a scalar or a number", hint)
