"""Whether one distribution violates a statement, and if it does not, why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain, groupby, pairwise

from itip.entropy.decimals import PLACES, decimals
from itip.entropy.expression import Constraint, Problem
from itip.entropy.table import Table
from itip.evidence import Witness
from itip.language import ast, show


def trial(statement: ast.Statement, problem: Problem, table: Table) -> Witness | str:
    """The distribution as a witness against the statement, or the reason why it is none.

    An ItipError says for what in the statement it has no values.
    """
    table.require(problem.ground.names, problem.scalars)
    here = Table(table.over(problem.ground.names), table.scalars)
    if broken := "; ".join(_broken(statement, problem, here)):
        return f"this distribution does not satisfy {broken}"
    for k, goal in enumerate(problem.goals):
        sign = here.distribution.value(goal.expression, here.scalars).sign()
        if sign < 0 or (sign > 0 and goal.sense == "="):
            scalars = tuple(here.scalars[scalar] for scalar in problem.scalars)
            return Witness(k, ">=" if sign < 0 else "<=", here.distribution, scalars)
    sides = [*chain(*_sides(statement.claim, problem.goals))]
    texts = (here.value(side).rounded(PLACES) for side in sides)
    values = ", ".join(_equations(sides, texts, here))
    return "this distribution does not violate it" + (f": {values}" if values else "")


def _broken(statement: ast.Statement, problem: Problem, table: Table) -> Iterator[str]:
    """The givens that do not hold, each with the values that show it."""
    for source, group in groupby(problem.givens, key=lambda given: given.source):
        given, rows = statement.given[source], list(group)
        for row, sides in zip(rows, _sides(given, rows), strict=True):
            if not table.distribution.satisfies(row, table.scalars):
                values = _equations(sides, decimals([*map(table.value, sides)]), table)
                yield f"{show(given)}, since {', '.join(values)}"
                break


def _sides(part: ast.Constraint, rows: Iterable[Constraint]) -> Iterable[tuple[ast.Linear, ...]]:
    """Of each constraint that a part stands for the two sides, or the one that is to be 0."""
    return pairwise(part.sides) if isinstance(part, ast.Relation) else ((r.written,) for r in rows)


def _equations(sides: Iterable[ast.Linear], texts: Iterable[str], table: Table) -> Iterator[str]:
    """The values of the sides that are no numbers themselves; these texts, if not rational."""
    for side, text in dict(zip(sides, texts, strict=True)).items():
        number = table.value(side).rational()
        shown = f"{text} (rounded)" if number is None else str(number)
        if shown != show(side):
            yield f"{show(side)} = {shown}"
