"""A proof, or a problem, as linear inequalities between real numbers: joint entropies and scalars.

A proof is the identity goal = sum of weight * row + constant. Rows are >= 0 or = 0: inequalities
of Shannon, s1, s2, ...; givens, g1, ...; what comes with adjoined variables, a1, ...; equalities
of copies, e1, ....
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from itip.entropy.adjoining import Adjoined
from itip.entropy.cone import Information, elementals
from itip.entropy.copies import Equality, Independence, Lift, Swap, coordinates
from itip.entropy.expression import Constraint, Problem, Sense
from itip.entropy.translate import measure
from itip.errors import ItipError
from itip.evidence import Contradiction, Direction, Proof, directed, directions
from itip.export.coordinates import Coordinates, Terms
from itip.language import show
from itip.language.ast import Statement

_WHOLE = 6  # variables, of which all elemental inequalities are written

Item = Proof | Contradiction


@dataclass(frozen=True, slots=True)
class Row:
    """sum of coefficient * number + constant is >= 0, or is = 0; `told` says it in measures."""

    name: str
    terms: Terms
    constant: Fraction
    sense: Sense
    told: str
    weight: Fraction | None = None

    def sides(self) -> tuple[Terms, Terms]:
        """The same as left >= right, or left = right, without minus signs; "" is 1 bit."""
        terms = (*self.terms, *[("", self.constant)] * bool(self.constant))
        left = tuple((number, c) for number, c in terms if c > 0)
        return left, tuple((number, -c) for number, c in terms if c < 0)


@dataclass(frozen=True, slots=True)
class System:
    """Rows, and goals that may follow from them; from a contradiction there follows no goal."""

    goals: tuple[Row, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()
    constant: Fraction = Fraction(0)

    def numbers(self) -> tuple[str, ...]:
        """The names of the numbers that occur."""
        rows = (*self.goals, *self.rows)
        return tuple(dict.fromkeys(number for row in rows for number, _ in row.terms))


def used(item: Item, problem: Problem, statement: Statement) -> System:
    """What a proof uses, and what it proves."""
    places = Coordinates.of(item, problem)
    weights: dict[int, Fraction] = {}
    for number, weight in item.givens:
        weights[number] = weights.get(number, Fraction(0)) + weight
    givens = _givens(places, item, problem, statement)
    rows = (
        *(_shannon(places, k, *pair) for k, pair in enumerate(item.shannon, 1)),
        *(replace(givens[k], weight=weight) for k, weight in weights.items() if weight),
        *_equalities(places, item),
    )
    notes = tuple(_notes(item))
    return System(_proved(places, item), _distinct(rows, problem), notes, item.constant)


def whole(item: Item | None, problem: Problem, statement: Statement) -> System:
    """All elemental inequalities and all givens, and all goals.

    Of an item, what is proved by it is the goal, and the variables and equalities are its own.
    """
    places = Coordinates.of(item, problem)
    count = len(places.copies.ground)
    if count > _WHOLE:
        named = ", with those adjoined and copied" * (count > len(problem.ground))
        raise ItipError(
            f"all elemental inequalities are written of at most {_WHOLE} variables; here are "
            f"{count}{named}"
        )
    rows = (
        *(_shannon(places, k, term) for k, term in enumerate(elementals(count), 1)),
        *_givens(places, item, problem, statement),
        *_equalities(places, item),
    )
    goals = _goals(places) if item is None else _proved(places, item)
    return System(goals, _distinct(rows, problem), tuple(_notes(item)))


def _distinct(rows: Iterable[Row], problem: Problem) -> tuple[Row, ...]:
    """The rows, renamed where a scalar has the name of one."""
    taken = {*problem.scalars}
    result = list[Row]()
    for row in rows:
        name = row.name
        while name in taken:
            name += "_"
        result.append(replace(row, name=name))
    return tuple(result)


def _proved(places: Coordinates, item: Item) -> tuple[Row, ...]:
    if isinstance(item, Contradiction):
        return ()
    goal = places.problem.goals[item.goal]
    return (_goal(places, goal, item.direction),)


def _goals(places: Coordinates) -> tuple[Row, ...]:
    """All goals, in each of their directions."""
    goals = places.problem.goals
    return tuple(_goal(places, goal, way) for goal in goals for way in directions(goal))


def _goal(places: Coordinates, goal: Constraint, direction: Direction) -> Row:
    written = goal.written if direction == ">=" else -goal.written
    return _row(places, "goal", directed(goal, direction), f"{show(written)} >= 0")


def _row(places: Coordinates, name: str, constraint: Constraint, told: str) -> Row:
    expression = constraint.expression
    terms = *places.plain(expression.entropies), *expression.scalars
    return Row(name, terms, expression.constant, constraint.sense, told)


def _shannon(
    places: Coordinates, number: int, term: Information, weight: Fraction | None = None
) -> Row:
    copies = places.copies
    primitive = Information(*map(copies.primitives, (term.a, term.b, term.given)))
    terms = places.mean(primitive.coordinates())
    told = show(measure(copies.ground, term))
    return Row(f"s{number}", terms, Fraction(0), ">=", f"{told} >= 0", weight)


def _givens(
    places: Coordinates, item: Item | None, problem: Problem, statement: Statement
) -> list[Row]:
    """A row for each given of the problem, then for each that comes with an adjoined variable."""
    count = len(problem.givens)
    adjoined = item.adjoined if isinstance(item, Proof) else ()
    rows = []
    for k, given in enumerate(places.problem.givens):
        own = k < count
        why = show(statement.given[given.source]) if own else _by(adjoined[given.source])
        told = f"{show(given.written)} {given.sense} 0, {'given ' * own}{why}"
        rows.append(_row(places, f"g{k + 1}" if own else f"a{k - count + 1}", given, told))
    return rows


def _by(variable: Adjoined) -> str:
    groups = "; ".join(map(",".join, variable.of))
    return f"{variable.new} is adjoined by {variable.rule} of {groups}"


def _equalities(places: Coordinates, item: Item | None) -> Iterator[Row]:
    if isinstance(item, Proof):
        for k, (equality, weight) in enumerate(item.equalities, 1):
            terms = places.mean(coordinates(equality, places.copies.blocks))
            yield Row(f"e{k}", terms, Fraction(0), "=", _rule(equality), weight)


def _rule(equality: Equality) -> str:
    step = equality.step + 1
    match equality:
        case Swap(blocks=(i, j)):
            return f"copy step {step}: blocks {i} and {j} exchanged"
        case Independence():
            return f"copy step {step}: its blocks are independent given its base"
        case Lift(word=word, block=block):
            exchanges = ", ".join(f"{i} and {j}" for _, i, j in word)
            where = "all blocks" if block is None else f"block {block}"
            return f"copy step {step}: in {where}, blocks {exchanges} of the step before exchanged"


def _notes(item: Item | None) -> Iterator[str]:
    """What the numbers are, beside joint entropies of the statement's variables."""
    if isinstance(item, Proof):
        for variable in item.adjoined:
            yield _by(variable)
        for k, step in enumerate(item.steps, 1):
            yield f"Copy step {k}: {show(step)}"
        if item.steps:
            yield "X'k.b is the copy of X in block b of step k, where no name is given to it"
    if item and item.classes:
        yield (
            "In Shannon's inequalities and equalities, a joint entropy is its mean over all "
            "exchanges that do not change goal and givens"
        )
