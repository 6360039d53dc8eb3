"""From text to a syntax tree: statements, lone expressions and definitions."""

from __future__ import annotations

from collections.abc import Iterable

from itip.errors import ParseError
from itip.language.ast import (
    Constraint,
    Definition,
    Linear,
    Relation,
    Statement,
    copied,
    scalars,
    union,
    variables,
)
from itip.language.constraints import constraint
from itip.language.copies import clauses, more_clauses
from itip.language.cursor import Cursor
from itip.language.expressions import linear, link_hint
from itip.language.lexer import FORMS, Text, Token, read
from itip.language.lines import tokenize
from itip.language.names import clip, likeness, nearest, quote, split
from itip.language.scope import Place, Scope

VERDICTS = (
    "shannon", "non-shannon", "linear", "false", "not-shannon", "unknown", "true", "unprovable",
)  # fmt: skip

_SEPARATORS = frozenset({"end", "newline", "and", "given", "copy", "expect", ","})
_LINKS = frozenset({"->", ":", ".", "~", "_||_"})


def parse(
    text: str | Statement,
    *,
    given: Iterable[str] = (),
    definitions: Iterable[str | Definition] = (),
    copies: Iterable[str] = (),
    name: str = "statement",
) -> Statement:
    """The statement of a text, or a tree of one, with more texts of constraints and copy steps.

    The definitions are for all of the texts; they cannot take the names of a tree.
    """
    _refuse_bare(given, "given")
    _refuse_bare(copies, "copies")
    if isinstance(text, Statement):
        parts = (text.claim, *text.given)
        taken = variables(*parts), scalars(*parts), copied(*text.copies)
        scope = _scope(definitions, dict.fromkeys(union(*taken), ""))
        scope.variables, scope.scalars, scope.copies = map(_unplaced, taken)
        statement = text
    else:
        scope = _scope(definitions)
        statement = _statement(_cursor(text, name, scope))
    givens = list(statement.given)
    for number, more in enumerate(given, 1):
        givens += _more_givens(_cursor(more, f"--given {number}", scope, separating=True))
    steps = list(statement.copies)
    for number, more in enumerate(copies, 1):
        steps += more_clauses(_cursor(more, f"--copy {number}", scope))
    scope.check()
    return Statement(statement.claim, tuple(givens), statement.expect, tuple(steps))


def parse_with_places(
    text: str, *, definitions: Iterable[str | Definition] = (), name: str = "statement"
) -> tuple[Statement, Cursor]:
    """The statement of a text, and the cursor behind it, which knows where each constraint is."""
    cursor = _cursor(text, name, _scope(definitions))
    statement = _statement(cursor)
    cursor.scope.check()
    return statement, cursor


def parse_expression(
    text: str, *, definitions: Iterable[str | Definition] = (), name: str = "expression"
) -> Linear | Constraint:
    """The lone expression or constraint of a text."""
    cursor = _cursor(text, name, _scope(definitions))
    if cursor.kind == "end":
        raise cursor.place(cursor.token).error("the expression is empty")
    found = constraint(cursor)
    if cursor.kind != "end":
        raise _leftover(cursor, found)
    cursor.scope.check()
    return found


def parse_definition(
    text: str, *, definitions: Iterable[str | Definition] = (), name: str = "definition"
) -> Definition:
    """The definition of a text; it may use the earlier ones."""
    used: dict[str, str] = {}
    scope = _scope(definitions, used)
    return _definition(_cursor(text, name, scope), used)


def _scope(definitions: Iterable[str | Definition], used: dict[str, str] | None = None) -> Scope:
    """The definitions' scope, each text read in view of those before it.

    `used` says in which definition a free name stands, or "" for the statement.
    """
    _refuse_bare(definitions, "definitions")
    used = {} if used is None else used
    known: dict[str, Definition] = {}
    spellings: dict[str, str] = {}
    scope = Scope(known, spellings)
    for number, item in enumerate(definitions, 1):
        place = f"--let {number}"
        if isinstance(item, Definition):
            found = item
            _check_new(Place(Text(found.name, place), 0, len(found.name)), found.name, scope, used)
        else:
            found = _definition(_cursor(item, place, scope), used)
        known[found.name] = found
        spellings[likeness(found.name)] = found.name
        names = union(variables(found.body), scalars(found.body))
        free = set(names).difference(found.parameters or ())
        used.update(dict.fromkeys(free, found.name))
        scope = Scope(known, spellings, terms=scope.terms, names=scope.names)
    return Scope(known, spellings)


def _refuse_bare(texts: Iterable[str | Definition], what: str) -> None:
    if isinstance(texts, str):
        raise TypeError(f"{what} is a list of texts, not one text: write {what}=[...]")


def _unplaced(names: tuple[str, ...]) -> dict[str, Place | None]:
    return dict.fromkeys(names)


def _cursor(text: str, name: str, scope: Scope, *, separating: bool = False) -> Cursor:
    source = read(text, name)
    return Cursor(source, tokenize(source, separating=separating), scope, separating)


def _statement(cursor: Cursor) -> Statement:
    """Statement = Constraint ["given" Givens] Clauses ["expect" Verdict] ."""
    if cursor.kind == "end":
        raise cursor.place(cursor.token).error("the statement is empty")
    if cursor.kind in {"given", "copy", "expect"}:
        message = f"a claim is missing before {cursor.quote(cursor.token)}"
        raise cursor.place(cursor.token).error(message)
    claim = _required(cursor, "add '>= 0', or see the expression by 'itip expand'")
    given = _givens(cursor) if cursor.accept("given") else []
    copies = clauses(cursor)
    expect = _verdict(cursor) if cursor.accept("expect") else None
    if cursor.kind != "end":
        raise _leftover(cursor, claim)
    return Statement(claim, tuple(given), expect, tuple(copies))


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
    start = cursor.at
    found = constraint(cursor)
    if not isinstance(found, Linear):
        cursor.spans.append((start, cursor.at))
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
    _check_new(cursor.place(name), name.text, scope, used)
    called = cursor.accept("(")
    scope.parameters = _parameters(cursor, called) if called else {}
    if not cursor.accept("="):
        raise cursor.expected("'='", "a definition is written f(A,B) = ... or R = ...")
    scope.defined = {name.text: cursor.place(name)}
    body = linear(cursor)
    if cursor.kind in {"<=", ">=", "=", "<", ">", "!="}:
        raise cursor.place(cursor.token).error("a definition names a quantity, not a relation")
    if cursor.kind != "end":
        raise _leftover(cursor, body)
    for parameter in set(scope.parameters).difference(variables(body)):
        message = f"the parameter {quote(parameter)} is not used"
        raise scope.parameters[parameter].error(message, "leave it out, or put it in its place")
    scope.check()
    return Definition(name.text, tuple(scope.parameters) if called else None, body)


def _check_new(place: Place, name: str, scope: Scope, used: dict[str, str]) -> None:
    if name in FORMS or name in {"H", "I"}:
        raise place.error(f"{quote(name)} has a meaning already and cannot be defined")
    if name in scope.definitions:
        raise place.error(f"{quote(name)} is defined twice")
    if name in used:
        if not used[name]:
            message = f"{quote(name)} is a name of the statement and cannot be defined"
            raise place.error(message, "give one of them another name")
        message = f"{quote(name)} is used in {quote(used[name])} before it is defined"
        raise place.error(message, f"put this definition before that of {clip(used[name])}")


def _parameters(cursor: Cursor, opening: Token) -> dict[str, Place]:
    """Parameters = name {"," name} ."""
    found: dict[str, Place] = {}
    while True:
        token = cursor.accept("name")
        if token is None:
            raise cursor.expected("the name of a parameter")
        names, place = split(token.text), cursor.place(token)
        if len(names) > 1:
            message = f"{quote(token.text)} is read as {len(names)} random variables"
            raise place.error(message, f"write {clip(','.join(names))}")
        if token.text in found:
            raise place.error(f"the parameter {quote(token.text)} stands twice")
        found[token.text] = place
        if not cursor.accept(","):
            cursor.close(opening)
            return found


def _looks_like_chain(found: Linear) -> bool:
    signs = [term.coefficient for term in found.terms if isinstance(term.quantity, str)]
    return len(signs) == len(found.terms) > 2 and signs == [1, *([-1] * (len(signs) - 1))]


def _leftover(cursor: Cursor, found: Constraint | Linear) -> ParseError:
    """The error that nothing more should stand here."""
    token = cursor.token
    cursor.check_side()
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
        hint = "'given' stands once, after the claim and before 'copy' and 'expect'"
    elif token.kind == "copy":
        hint = "'copy' stands after the claim and the givens, and before 'expect'"
    elif token.kind not in _SEPARATORS:
        hint = "constraints are separated by ',', 'and' or a new line"
    return cursor.place(token).error(message, hint)
