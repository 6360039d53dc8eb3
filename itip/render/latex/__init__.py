"""Verdicts in LaTeX: the statement in words, then its proof, or what violates it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from itip.entropy.adjoining import Adjoined, extended
from itip.evidence import Contradiction, Proof, named
from itip.language import show
from itip.language.ast import Constraint, CopyStep, Group, Linear, Relation, Sign
from itip.render import beyond
from itip.render.brief import cited
from itip.render.derivation.deriving import balanced, derivations
from itip.render.derivation.values import Chain, Derivation, Form, Identity, Part
from itip.render.latex import refutation
from itip.render.latex.align import NONE, Row, display
from itip.render.latex.formulas import SIGNS, Names, Piece, enumerated
from itip.render.latex.phrases import paragraph, phrase, place, places, reason, suppositions
from itip.verdict import Decided, Disproved, NotProvable, Proved, Unknown, Verdict, message

_BEFORE = r"""\documentclass{article}
\usepackage{amsmath}
\begin{document}
"""
_AFTER = "\\end{document}\n"


def verdict(
    outcome: Verdict, *, form: Form = "auto", standalone: bool = False, everything: bool = False
) -> str:
    """A verdict with its evidence: the derivation, or what violates it; or a comment."""
    text = "".join(f"{line}\n" for line in _verdict(outcome, form, everything=everything))
    return f"{_BEFORE}{text}{_AFTER}" if standalone else text


def _verdict(outcome: Verdict, form: Form, *, everything: bool) -> Iterator[str]:
    yield f"% {show(outcome.statement)}"
    yield f"% {outcome.verdict}: {message(outcome)}."
    if isinstance(outcome, Unknown):
        return
    names = Names.of(_names(outcome))
    yield r"\begin{sloppypar}"
    yield from _statement(outcome, names)
    match outcome:
        case Proved() if form != "none":
            yield from _proofs(outcome, form, names, everything=everything)
        case NotProvable() | Disproved():
            yield from refutation.shown(outcome, names, everything=everything)
    yield r"\end{sloppypar}"


def _names(outcome: Decided) -> list[str]:
    """All names that occur in a verdict, of variables and scalars."""
    ground = outcome.problem.ground
    proofs = [item for item in outcome.evidence if isinstance(item, Proof)]
    names = (name for proof in proofs for name in named(proof, ground).names)
    return list(dict.fromkeys((*ground.names, *names, *outcome.problem.scalars)))


def _statement(outcome: Decided, names: Names) -> Iterator[str]:
    """The statement and what is said of it, in a sentence and a display."""
    statement = outcome.statement
    about = suppositions(statement, names)
    match outcome:
        case Proved(vacuous=True):
            yield paragraph(f"There are no {about}.")
            return
        case Proved(verdict="linear"):
            head = f"For all linear {about}"
        case Proved():
            head = f"For all {about}"
        case NotProvable():
            head = f"It does not follow from Shannon's inequalities that, for all {about}"
        case Disproved():
            head = f"It is false that, for all {about}"
    if isinstance(statement.claim, Relation):
        yield paragraph(f"{head},")
        yield from _relation(statement.claim, names)
    else:
        yield paragraph(f"{head}, {phrase(statement.claim, names)}.")


def _relation(relation: Relation, names: Names) -> Iterator[str]:
    start, *others = map(names.sum, relation.sides)
    rows = [Row(SIGNS[sign], side) for sign, side in zip(relation.signs, others, strict=True)]
    yield from display(start, rows)


def _proofs(outcome: Proved, form: Form, names: Names, *, everything: bool) -> Iterator[str]:
    short = cited(outcome.statement.given, everything=everything)
    yield paragraph(r"\emph{Proof.}")
    told: list[list[str]] = []
    for proof, derivation in derivations(outcome, form):
        if isinstance(proof, Proof):
            made = list(_made(proof, outcome, names))
            yield from made if made not in told else ()
            told.append(made)
        if proof.classes:
            yield paragraph(_averages(proof, outcome, names))
        yield from _derivation(derivation, names, short)
        if isinstance(proof, Proof) and proof.steps:
            yield from _equalities(proof, outcome, names)
    if outcome.vacuous:
        yield paragraph("This is absurd.")


def _derivation(
    derivation: Derivation, names: Names, short: Mapping[Constraint, Constraint]
) -> Iterator[str]:
    match derivation:
        case Chain(start, steps):
            rows = [
                Row(SIGNS[s.sign], names.sum(s.to), reason(s.by, names, short) if s.by else NONE)
                for s in steps
            ]
            yield from display(names.sum(start), rows)
        case Identity(left, ()):
            yield from display(names.sum(left), [Row("=", [Piece("0", 500)])])
        case Identity(left, parts):
            yield from display(names.sum(left), list(_summands(parts, names, short)))


def _summands(
    parts: tuple[Part, ...], names: Names, short: Mapping[Constraint, Constraint]
) -> Iterator[Row]:
    """A row for Shannon's inequalities, and one for each given."""
    shannon = tuple(t for part in parts if not part.by for t in part.total.terms)
    if shannon:
        why = r"each term $\ge 0$" if len(shannon) > 1 else r"$\ge 0$"
        yield Row("=", names.sum(Linear(shannon)), Piece(why, 6500))
    for k, part in enumerate(part for part in parts if part.by):
        negative = part.weight < 0
        pieces = names.weighted(part.weight, part.written)
        if not (k or shannon):
            pieces = [Piece("-", 800)] * negative + pieces
            yield Row("=", pieces, reason(part, names, short))
        else:
            yield Row("+-"[negative], pieces, reason(part, names, short), within=True)


def _averages(proof: Proof | Contradiction, outcome: Proved, names: Names) -> str:
    ground = outcome.problem.ground
    classes = (
        places(map(ground.members, groups), names)
        if any(group.bit_count() > 1 for group in groups)
        else names.listed(ground.members(sum(groups)))
        for groups in proof.classes
    )
    return beyond.averages(proof, classes)


def _made(proof: Proof, outcome: Proved, names: Names) -> Iterator[str]:
    """The variables that a proof adjoins, and its copies."""
    problem = extended(outcome.problem, proof.adjoined)
    further = problem.givens[len(outcome.problem.givens) :]
    for k, variable in enumerate(proof.adjoined):
        equalities = (given.written for given in further if given.source == k)
        yield paragraph(_adjoined(variable, tuple(equalities), names))
    for step in proof.steps:
        yield paragraph(_copied(step, names))


def _adjoined(variable: Adjoined, equalities: tuple[Linear, ...], names: Names) -> str:
    new = names.listed((variable.new,))
    groups = places(variable.of, names)
    zero = enumerated([names.inline(balanced(equality)) for equality in equalities])
    if variable.rule == "common information":
        return f"Let {new} be the common information of {groups}: {zero}."
    return f"By the double Markov property of {groups} there is a variable {new} with {zero}."


def _copied(step: CopyStep, names: Names) -> str:
    base = f"given {names.listed(step.over)}" if step.over else "given nothing"
    blocks = [
        f"${place(tuple(c.new for c in block), names)}$ be a copy of "
        f"${_joint(tuple(c.of for c in block), names)}$"
        for block in step.blocks
    ]
    each = " of one another and" * (len(blocks) > 1)
    return (
        f"Let {enumerated(blocks)}, {base}, of the same law as what is copied, and independent"
        f"{each} of all other variables."
    )


def _joint(groups: tuple[Group, ...], names: Names) -> str:
    if len(groups) == 1:
        return place(groups[0], names)
    return f"({','.join(place(group, names) for group in groups)})"


def _equalities(proof: Proof, outcome: Proved, names: Names) -> Iterator[str]:
    """The joint entropies of copies that are equal to others, and by which rules they are."""
    found = list(beyond.equal(proof, extended(outcome.problem, proof.adjoined)))
    if found:
        over = dict.fromkeys(names.listed(g) or "nothing" for row in found for g in row.over)
        rules = [f"independence given {group}" for group in over]
        rules += dict.fromkeys(rule for row in found for rule in row.rules)
        mean = "on average and " * bool(proof.classes)
        yield paragraph(f"Here {mean}by the copies ({enumerated(rules)}),")
        yield from display([], [Row("", names.relation(_equal(row.sides))) for row in found])


def _equal(sides: tuple[Linear, ...]) -> Relation:
    sign: Sign = "="
    return Relation(sides, (sign,) * (len(sides) - 1))
