"""What violates a statement, in LaTeX: random variables, or a polymatroid; and the values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from itip.entropy.cone import Polymatroid, SymmetricPolymatroid
from itip.entropy.distribution import Distribution, Value
from itip.evidence import Counterexample, Witness
from itip.language.ast import Linear, Measure, Relation, Term
from itip.render.counterexample import meaning, subsets
from itip.render.latex.formulas import Names, Piece, enumerated, escaped, joined
from itip.render.latex.phrases import paragraph, places
from itip.render.witness import outcomes
from itip.verdict import Disproved, NotProvable
from itip.violation import violation

_PAGE = 33_000
_SPACE = 1_100  # between the columns of an array
_ENTRIES = 32
_OUTCOMES = 16
_ROWS = 40  # of an array, which no page parts


def shown(outcome: NotProvable | Disproved, names: Names, *, everything: bool) -> Iterator[str]:
    """The polymatroid or the random variables, the values of the sides, and what that means."""
    givens = " the givens and " * bool(outcome.statement.given)
    match outcome:
        case NotProvable(counterexample=found):
            satisfies = f"satisfies{givens}" if givens else ""
            yield paragraph(f"This polymatroid {satisfies}violates it:")
            yield from _rank(outcome, names, everything=everything)
            yield paragraph(_values(outcome, found, names))
            yield paragraph(meaning(outcome))
        case Disproved(witness=witness):
            distribution = witness.distribution
            what = "random variables" if distribution.ground.names else "numbers"
            satisfy = f"satisfy{givens}" if givens else ""
            yield paragraph(f"These {what} {satisfy}violate it:")
            yield from _distribution(distribution, names, everything=everything)
            yield paragraph(_values(outcome, witness, names))


def _values(
    outcome: NotProvable | Disproved, found: Counterexample | Witness, names: Names
) -> str:
    """The values of the scalars and of both sides."""
    claim, problem = outcome.statement.claim, outcome.problem
    if isinstance(claim, Relation):
        sides: Sequence[Linear] = claim.sides[found.goal : found.goal + 2]
    else:
        sides = (problem.goals[found.goal].written,)
    told = [
        names.inline(Linear((Term(Fraction(1), scalar),)), f" = {value}")
        for scalar, value in zip(problem.scalars, found.scalars, strict=True)
    ]
    for linear, side in zip(sides, violation(outcome).sides, strict=True):
        if side.written != side.value:
            equal = "=" if side.exact else r"\approx"
            told.append(names.inline(linear, f" {equal} {side.value}"))
    return f"Here {enumerated(told)}."


def _rank(outcome: NotProvable, names: Names, *, everything: bool) -> Iterator[str]:
    match outcome.counterexample.polymatroid:
        case Polymatroid(ground=ground) as polymatroid:
            entries = [
                joined(
                    (*names.measure(Measure((ground.members(s),))), _value(polymatroid.value(s)))
                )
                for s in subsets(outcome.problem, everything=everything)
            ]
        case SymmetricPolymatroid(rank=rank) as polymatroid:
            yield paragraph(_counts(polymatroid, names))
            entries = [
                joined((Piece(f"h({','.join(map(str, k))})", 1600 + 960 * len(k)), _value(value)))
                for k, value in rank
            ]
    yield from _grid(entries if everything else entries[:_ENTRIES])
    if len(entries) > _ENTRIES and not everything:
        yield paragraph(f"(These are {_ENTRIES} of {len(entries)} values.)")


def _counts(polymatroid: SymmetricPolymatroid, names: Names) -> str:
    """What h(k1,k2,...) is."""
    letters = ",".join(f"k_{{{i}}}" for i in range(1, len(polymatroid.classes) + 1))
    classes = (
        places(map(polymatroid.ground.members, groups), names) for groups in polymatroid.classes
    )
    any_of = ", of ".join(classes)
    return f"$h({letters})$ is the joint entropy of any so many of {any_of}, respectively:"


def _value(value: Fraction) -> Piece:
    return Piece(f" = {value}", 1400 + 510 * len(str(value)))


def _grid(entries: Sequence[Piece]) -> Iterator[str]:
    """Equations in as many columns as a page has room for."""
    if not entries:
        return
    wide = max(entry.width for entry in entries) + _SPACE
    columns = max(1, min(len(entries), _PAGE // wide))
    rows = [entries[k : k + columns] for k in range(0, len(entries), columns)]
    for k in range(0, len(rows), _ROWS):
        yield rf"\[\begin{{array}}{{{'l' * columns}}}"
        yield from (" & ".join(entry.tex for entry in row) + r" \\" for row in rows[k : k + _ROWS])
        yield r"\end{array}\]"


def _distribution(distribution: Distribution, names: Names, *, everything: bool) -> Iterator[str]:
    """The outcomes and their probabilities; over many variables each outcome in a row of text."""
    if not distribution.ground.names:
        return
    rows = outcomes(distribution)
    shown = rows if everything else rows[:_OUTCOMES]
    heads = [names.written[name] for name in distribution.ground.names]
    cells = [[_cell(value) for value in values] for values, _ in shown]
    widths = [max(p.width for p in column) for column in zip(heads, *cells, strict=True)]
    if sum(widths) + _SPACE * (len(heads) + 1) + 5000 <= _PAGE:
        yield from _table(heads, cells, [p for _, p in shown])
    else:
        for row, (_, p) in zip(cells, shown, strict=True):
            equations = (f"${h.tex} = {c.tex}$" for h, c in zip(heads, row, strict=True))
            yield paragraph(f"With probability ${p}$: {', '.join(equations)}.")
    if len(rows) > len(shown):
        yield paragraph(f"(These are {len(shown)} of {len(rows)} outcomes.)")


def _table(
    heads: Sequence[Piece], cells: Sequence[Sequence[Piece]], p: Sequence[Fraction]
) -> Iterator[str]:
    for k in range(0, len(cells), _ROWS):
        yield rf"\[\begin{{array}}{{{'c' * len(heads)}|c}}"
        yield " & ".join(head.tex for head in heads) + r" & \text{probability} \\ \hline"
        for row, probability in zip(cells[k : k + _ROWS], p[k : k + _ROWS], strict=True):
            yield " & ".join(cell.tex for cell in row) + rf" & {probability} \\"
        yield r"\end{array}\]"


def _cell(value: Value) -> Piece:
    text = str(value)
    tex = text if isinstance(value, int) else rf"\text{{{escaped(text)}}}"
    return Piece(tex, 560 * len(text))
