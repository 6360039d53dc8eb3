"""From a syntax tree to its canonical text: parse(show(tree)) == tree."""

from __future__ import annotations

from itip.language.ast import (
    Constraint,
    CopyStep,
    Definition,
    FunctionalDependence,
    Independence,
    Linear,
    MarkovChain,
    Measure,
    Relation,
    SameDistribution,
    Statement,
    Symmetry,
    Term,
)

_Form = MarkovChain | FunctionalDependence | Independence | SameDistribution | Symmetry | CopyStep


def show(node: Measure | Linear | Constraint | CopyStep | Statement | Definition) -> str:
    """The canonical text of a tree."""
    match node:
        case Measure(parts, given):
            inside = ";".join(map(",".join, parts)) + (f"|{','.join(given)}" if given else "")
            return f"H({inside})" if len(parts) == 1 else f"I({inside})"
        case Linear(terms):
            return _sum(terms)
        case Relation(sides, signs):
            rest = (f" {sign} {show(side)}" for sign, side in zip(signs, sides[1:], strict=True))
            return show(sides[0]) + "".join(rest)
        case Statement(claim, given, expect, copies):
            givens = f" given {', '.join(map(show, given))}" if given else ""
            steps = f" copy {'; '.join(map(show, copies))}" if copies else ""
            return show(claim) + givens + steps + (f" expect {expect}" if expect else "")
        case Definition(name, parameters, body):
            listed = "" if parameters is None else f"({','.join(parameters)})"
            return f"let {name}{listed} = {show(body)}"
    return _form(node)


def _form(node: _Form) -> str:
    match node:
        case CopyStep(over, blocks):
            new = ",".join(copied.new for block in blocks for copied in block)
            shown = " | ".join(",".join(_place(copied.of) for copied in block) for block in blocks)
            return f"{new} = {shown} over {','.join(over) or '()'}"
        case MarkovChain(places):
            return " -> ".join(map(_place, places))
        case FunctionalDependence(dependent, on):
            return f"{_place(dependent)} = f({','.join(on)})"
        case Independence(parts, given):
            bar = f" | {','.join(given)}" if given else ""
            return f"indep({', '.join(map(_place, parts))}{bar})"
        case SameDistribution(left, right):
            return f"{_place(left)} ~ {_place(right)}"
    return f"symmetric({', '.join(map(_place, node.parts))})"


def _place(names: tuple[str, ...]) -> str:
    return names[0] if len(names) == 1 else f"({','.join(names)})"


def _sum(terms: tuple[Term, ...]) -> str:
    first, *rest = terms
    shown = [f"{'-' * (first.coefficient.numerator < 0)}{_amount(first)}"]
    shown += [f" {'-' if t.coefficient.numerator < 0 else '+'} {_amount(t)}" for t in rest]
    return "".join(shown)


def _amount(term: Term) -> str:
    over, under = abs(term.coefficient.numerator), term.coefficient.denominator
    size = str(over) if under == 1 else f"{over}/{under}"
    if term.quantity is None:
        return size
    quantity = term.quantity if isinstance(term.quantity, str) else show(term.quantity)
    return quantity if over == under else f"{size} {quantity}"
