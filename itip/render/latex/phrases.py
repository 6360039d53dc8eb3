"""Constraints and reasons in words with formulas, for a sentence in LaTeX."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from itip.language.ast import (
    Constraint,
    FunctionalDependence,
    Group,
    Independence,
    MarkovChain,
    Relation,
    SameDistribution,
    Statement,
    Symmetry,
    scalars,
    variables,
)
from itip.render.brief import naturally
from itip.render.derivation.values import COPIES, Part
from itip.render.latex.formulas import Names, Piece, enumerated, joined

_LETTER = 550  # the width of a letter of text
_COMMAND = re.compile(r"\\(?:[A-Za-z]+ ?|.)")
_MARKUP = re.compile(r"[${}_]")


def paragraph(text: str) -> str:
    """A paragraph of its own."""
    return rf"\par\noindent {text}"


def phrase(constraint: Constraint, names: Names) -> str:
    """A constraint as a clause."""
    match constraint:
        case FunctionalDependence():
            return _dependence(constraint, names)
        case Relation():
            return names.inline(constraint)
        case MarkovChain(groups):
            chain = r" \to ".join(place(group, names) for group in groups)
            return f"${chain}$"
        case Independence(parts, given):
            rest = f" given {names.listed(given)}" if given else ""
            return f"{places(parts, names)} are independent{rest}"
        case SameDistribution(left, right):
            return rf"${place(left, names)} \sim {place(right, names)}$"
        case Symmetry(parts):
            return f"the joint entropies are symmetric in {places(parts, names)}"


def reason(part: Part, names: Names, cited: Mapping[Constraint, Constraint]) -> Piece:
    """Why a part of a proof is not negative, or is zero; a given is `cited` in its short form."""
    if part.by == COPIES:
        return _text("by the copies")
    said = names.inline(part.said)
    width = joined(names.relation(part.said)).width
    match part.by:
        case "":
            return Piece(said, width)
        case str(rule):
            why = f", by {rule}"
        case constraint if constraint == part.said:
            why = ", given"
        case constraint:
            why = f", as {phrase(cited[constraint], names)}"
    return Piece(said + why, width + _words(why))


def place(group: Group, names: Names) -> str:
    """A group of variables as one: X, or (X,Y)."""
    tex = "".join(piece.tex for piece in names.group(group))
    return tex if len(group) == 1 else f"({tex})"


def places(groups: Iterable[Group], names: Names) -> str:
    """Groups in a sentence: $X$, $(Y,Z)$ and $W$."""
    return enumerated([f"${place(group, names)}$" for group in groups])


def suppositions(statement: Statement, names: Names) -> str:
    """The random variables of a statement, its scalars, and what is given of them."""
    parts = (statement.claim, *statement.given)
    kinds = {"random variables": variables(*parts), "real numbers": scalars(*parts)}
    found = [
        f"{kind} {names.listed(sorted(of, key=lambda name: naturally((name,))))}"
        for kind, of in kinds.items()
        if of
    ]
    given = [phrase(constraint, names) for constraint in statement.given]
    listed = f"{', '.join(given[:-1])}, and {given[-1]}" if len(given) > 1 else "".join(given)
    return " and ".join(found) + f" such that {listed}" * bool(given)


def _words(tex: str) -> int:
    """About the width of words and short formulas."""
    return _LETTER * len(_MARKUP.sub("", _COMMAND.sub("xx", tex)))


def _text(words: str) -> Piece:
    return Piece(words, _words(words))


def _dependence(constraint: FunctionalDependence, names: Names) -> str:
    dependent, on = constraint.dependent, constraint.on
    are, function = ("are", "functions") if len(dependent) > 1 else ("is", "a function")
    what = f"{function} of {names.listed(on)}" if on else "constant"
    return f"{names.listed(dependent)} {are} {what}"
