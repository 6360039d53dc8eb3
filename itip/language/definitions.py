"""What a definition stands for: groups put in the place of its parameters, all at once."""

from __future__ import annotations

from itip.language.ast import Definition, Group, Measure, Term
from itip.language.cursor import Place, Scope

_Binding = dict[str, tuple[str, ...]]


def expand(
    definition: Definition, arguments: list[tuple[str, ...]], scope: Scope, place: Place
) -> list[Term]:
    """The terms of the definition's body with these groups as its arguments."""
    bound = dict(zip(definition.parameters or (), arguments, strict=True))
    scope.count(place, terms=len(definition.body.terms))
    return [_term(term, bound, scope, place) for term in definition.body.terms]


def free_names(definition: Definition) -> set[str]:
    """The names in the definition's body that are not its parameters."""
    found: set[str] = set()
    for term in definition.body.terms:
        match term.quantity:
            case Measure(parts, given):
                found.update(*parts, given)
            case str(name):
                found.add(name)
    return found.difference(definition.parameters or ())


def _term(term: Term, bound: _Binding, scope: Scope, place: Place) -> Term:
    match term.quantity:
        case Measure(parts, given):
            groups = [_group(part, bound, scope, place) for part in (*parts, given)]
            return Term(term.coefficient, Measure(tuple(groups[:-1]), groups[-1]))
        case str(name):
            scope.scalar(name, place)
    return term


def _group(names: Group, bound: _Binding, scope: Scope, place: Place) -> Group:
    found: dict[str, None] = {}
    for name in names:
        argument = bound.get(name)
        if argument is None:
            scope.variable(name, place)
            argument = (name,)
        scope.count(place, names=len(argument))
        found.update(dict.fromkeys(argument))
    return tuple(found)
