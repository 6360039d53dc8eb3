"""From text to a syntax tree: statements, lone expressions and definitions."""

from __future__ import annotations

from collections.abc import Iterable

from itip.errors import ParseError
from itip.language.ast import Constraint, Definition, Linear, Relation, Statement
from itip.language.constraints import constraint
from itip.language.cursor import Cursor, Scope
from itip.language.definitions import free_names
from itip.language.expressions import linear, link_hint
from itip.language.groups import split
from itip.language.layout import layout
from itip.language.lexer import FORMS, Token, read, tokenize
from itip.language.wording import clip, nearest, quote

VERDICTS = ("shannon", "non-shannon", "false", "not-shannon", "unknown", "true", "unprovable")

_SEPARATORS = frozenset({"end", "newline", "and", "given", "expect", ","})
_LINKS = frozenset({"->", ":", ".", "~", "_||_"})


def parse(
    text: str,
    *,
    given: Iterable[str] = (),
    definitions: Iterable[str | Definition] = (),
    name: str = "statement",
) -> Statement:
    """The statement of a text, with further texts of constraints and of definitions."""
    scope = Scope(_defined(definitions))
    statement = _statement(_cursor(text, name, scope))
    givens = list(statement.given)
    for number, more in enumerate(given, 1):
        givens += _more_givens(_cursor(more, f"--given {number}", scope, separating=True))
    scope.check()
    return Statement(statement.claim, tuple(givens), statement.expect)


def parse_expression(
    text: str, *, definitions: Iterable[str | Definition] = (), name: str = "expression"
) -> Linear | Constraint:
    """The lone expression or constraint of a text."""
    scope = Scope(_defined(definitions))
    cursor = _cursor(text, name, scope)
    if cursor.kind == "end":
        raise cursor.place(cursor.token).error("the expression is empty")
    found = constraint(cursor)
    if cursor.kind != "end":
        raise _leftover(cursor, found)
    scope.check()
    return found


def parse_definition(
    text: str, *, definitions: Iterable[str | Definition] = (), name: str = "definition"
) -> Definition:
    """The definition of a text; it may use the earlier ones."""
    known = _defined(definitions)
    used = {free: item.name for item in known.values() for free in free_names(item)}
    return _definition(_cursor(text, name, Scope(known)), used)


def _defined(definitions: Iterable[str | Definition]) -> dict[str, Definition]:
    """The definitions by name, each text read in view of those before it."""
    known: dict[str, Definition] = {}
    used: dict[str, str] = {}
    spent = Scope()
    for number, item in enumerate(definitions, 1):
        found = item
        if isinstance(found, str):
            spent = Scope(known, terms=spent.terms, names=spent.names)
            found = _definition(_cursor(found, f"--let {number}", spent), used)
        known[found.name] = found
        used.update(dict.fromkeys(free_names(found), found.name))
    return known


def _cursor(text: str, name: str, scope: Scope, *, separating: bool = False) -> Cursor:
    source = read(text, name)
    return Cursor(source, layout(source, tokenize(source), separating=separating), scope)


def _statement(cursor: Cursor) -> Statement:
    """Statement = Constraint ["given" Givens] ["expect" Verdict] ."""
    if cursor.kind == "end":
        raise cursor.place(cursor.token).error("the statement is empty")
    if cursor.kind in {"given", "expect"}:
        message = f"a claim is missing before {cursor.quote(cursor.token)}"
        raise cursor.place(cursor.token).error(message)
    claim = _required(cursor, "add '>= 0', or see the expression by 'itip expand'")
    given = _givens(cursor) if cursor.accept("given") else []
    expect = _verdict(cursor) if cursor.accept("expect") else None
    if cursor.kind != "end":
        raise _leftover(cursor, claim)
    return Statement(claim, tuple(given), expect)


def _more_givens(cursor: Cursor) -> list[Constraint]:
    """MoreGivens = ["given"] Givens ."""
    if cursor.kind == "end":
        raise cursor.place(cursor.token).error("the constraint is empty")
    cursor.accept("given")
    found = _givens(cursor)
    if cursor.kind != "end":
        raise _leftover(cursor, found[-1])
    return found


def _givens(cursor: Cursor) -> list[Constraint]:
    """Givens = Constraint {("," ["and"] | "and" | newline) Constraint} ."""
    found = [_required(cursor, "add '= 0' or '>= 0'")]
    while separator := cursor.accept(",", "and", "newline"):
        if separator.kind == ",":
            cursor.accept("and")
        found.append(_required(cursor, "add '= 0' or '>= 0'"))
    return found


def _required(cursor: Cursor, hint: str) -> Constraint:
    """Required = Constraint , which is more than a Linear alone."""
    if cursor.kind in _SEPARATORS:
        raise cursor.expected("a constraint")
    found = constraint(cursor)
    if not isinstance(found, Linear):
        return found
    if cursor.kind not in _SEPARATORS:
        raise _leftover(cursor, found)
    if _looks_like_chain(found):
        hint = "a Markov chain is written X -> Y -> Z"
    message = f"a relation such as '>=' is expected before {cursor.quote(cursor.token)}"
    raise cursor.place(cursor.token).error(message, hint)


def _verdict(cursor: Cursor) -> str:
    """Verdict = name {"-" name} , one of VERDICTS."""
    first, start = cursor.token, cursor.at
    if not cursor.accept("name"):
        raise cursor.expected("a verdict", f"one of {', '.join(VERDICTS)}")
    while cursor.accept("-"):
        cursor.accept("name")
    verdict = "".join(token.text for token in cursor.tokens[start : cursor.at])
    if verdict in VERDICTS:
        return verdict
    near = nearest(verdict.lower(), VERDICTS)
    message = f"{quote(verdict)} is not a verdict; these are: {', '.join(VERDICTS)}"
    raise cursor.since(first).error(message, f"did you mean {near}?" if near else "")


def _definition(cursor: Cursor, used: dict[str, str]) -> Definition:
    """Definition = ["let"] name ["(" Parameters ")"] "=" Linear .

    `used` says in which earlier definition a free name stands.
    """
    if cursor.kind == "end":
        raise cursor.place(cursor.token).error("the definition is empty")
    cursor.accept("let")
    name, scope = cursor.token, cursor.scope
    if not cursor.accept("name"):
        raise cursor.expected("the name of a definition")
    _check_new(cursor, name, used)
    parameters = _parameters(cursor, opening) if (opening := cursor.accept("(")) else None
    if not cursor.accept("="):
        raise cursor.expected("'='", "a definition is written f(A,B) = ... or R = ...")
    scope.defining, scope.parameters = name.text, parameters or ()
    body = linear(cursor)
    if cursor.kind in {"<=", ">=", "=", "<", ">", "!="}:
        raise cursor.place(cursor.token).error("a definition names a quantity, not a relation")
    if cursor.kind != "end":
        raise _leftover(cursor, body)
    scope.check()
    return Definition(name.text, parameters, body)


def _check_new(cursor: Cursor, name: Token, used: dict[str, str]) -> None:
    place = cursor.place(name)
    if name.text in FORMS or name.text in {"H", "I"}:
        raise place.error(f"{quote(name.text)} has a meaning already and cannot be defined")
    if name.text in cursor.scope.definitions:
        raise place.error(f"{quote(name.text)} is defined twice")
    if name.text in used:
        earlier = used[name.text]
        message = f"{quote(name.text)} is used in {quote(earlier)} before it is defined"
        raise place.error(message, f"put this definition before that of {clip(earlier)}")


def _parameters(cursor: Cursor, opening: Token) -> tuple[str, ...]:
    """Parameters = name {"," name} ."""
    found: list[str] = []
    while True:
        token = cursor.accept("name")
        if token is None:
            raise cursor.expected("the name of a parameter")
        names = split(token.text)
        if len(names) > 1:
            message = f"{quote(token.text)} is read as {len(names)} random variables"
            raise cursor.place(token).error(message, f"write {clip(','.join(names))}")
        if token.text in found:
            raise cursor.place(token).error(f"the parameter {quote(token.text)} stands twice")
        found.append(token.text)
        if not cursor.accept(","):
            cursor.close(opening)
            return tuple(found)


def _looks_like_chain(found: Linear) -> bool:
    signs = [term.coefficient for term in found.terms if isinstance(term.quantity, str)]
    return len(signs) == len(found.terms) > 2 and signs == [1, *([-1] * (len(signs) - 1))]


def _leftover(cursor: Cursor, found: Constraint | Linear) -> ParseError:
    """The error that nothing more should stand here."""
    token = cursor.token
    shown = cursor.quote(token)
    message, hint = f"{shown} is not expected here", ""
    if token.kind in {")", "}"}:
        message = f"{shown} closes nothing"
    elif token.kind in _LINKS and isinstance(found, Linear | Relation):
        message = f"{shown} joins random variables, not quantities"
        hint = link_hint(token) if token.kind == "->" else ""
    elif token.kind in {",", "and"}:
        message = f"a claim is one constraint; {shown} cannot follow it"
        hint = "constraints that are assumed stand after 'given'"
    elif token.kind == "given":
        hint = "'given' stands once, after the claim and before 'expect'"
    elif token.kind not in _SEPARATORS:
        hint = "constraints are separated by ',', 'and' or a new line"
    return cursor.place(token).error(message, hint)
