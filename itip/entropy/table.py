"""A file of outcomes with their probabilities, in CSV or JSON, to the distribution it states."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from itip.entropy.distribution import Distribution, LogSum, Value
from itip.entropy.groundset import GroundSet, by_size
from itip.entropy.rows import Row, document, of_csv, of_json, rational
from itip.entropy.translate import expand
from itip.errors import ItipError, ParseError
from itip.language import parse_expression, show
from itip.language.ast import Linear, Measure, Term, scalars, variables
from itip.language.files import contents, decode, printable
from itip.language.names import clip, quote

_BYTES = 20_000_000
_OUTCOMES = 10_000  # what exact arithmetic has an answer for in seconds
_LONG = 10**20
_VARIABLES = 10  # up to here all joint entropies are shown


@dataclass(frozen=True, slots=True)
class Table:
    """A distribution, and the values of scalars that stand beside it in the file."""

    distribution: Distribution
    scalars: Mapping[str, Fraction]

    def value(self, linear: Linear) -> LogSum:
        """The value of an expression, in bits."""
        self.require(variables(linear), scalars(linear))
        return self.distribution.value(expand(linear, self.distribution.ground), self.scalars)

    def over(self, names: tuple[str, ...]) -> Distribution:
        """The distribution of these variables."""
        place = [self.distribution.ground.names.index(name) for name in names]
        kept = ((tuple(values[i] for i in place), p) for values, p in self.distribution.outcomes)
        return Distribution.of(GroundSet(names), kept)

    def require(self, names: tuple[str, ...], scalars: tuple[str, ...]) -> None:
        """An ItipError where a variable is not in the distribution, or a scalar has no value."""
        known = self.distribution.ground.names
        for name in names:
            if name not in known:
                raise ItipError(
                    f"there is no {name} in the distribution, which is of {clip(','.join(known))}"
                )
        for scalar in scalars:
            if scalar not in self.scalars:
                raise ItipError(
                    f"the scalar {scalar} has no value; "
                    f"with --try, --scalar {scalar}=1/2 gives it one"
                )


def load(path: str) -> Table:
    """The table in a file, or in standard input for -."""
    try:
        if Path(path).is_file() and Path(path).stat().st_size > _BYTES:
            raise _too_large()
        return read(decode(contents(path)))
    except ItipError as error:
        name = "standard input" if path == "-" else printable(path)
        raise ItipError(f"{name}: {error}") from None


def read(text: str) -> Table:
    """The table that a text states, in CSV or in JSON."""
    if len(text) > _BYTES:
        raise _too_large()
    if text.lstrip()[:1] in ("{", "["):
        found = document(text)
        return Table(_distribution(of_json(found["outcomes"])), _scalars(found.get("scalars", {})))
    return Table(_distribution(of_csv(text)), {})


def measured(
    table: Table, texts: Sequence[str] = (), definitions: Sequence[str] = ()
) -> list[tuple[Linear, LogSum]]:
    """Expressions with their values in bits; if there are none, all joint entropies."""
    ground = table.distribution.ground
    asked = [_expression(text, definitions) for text in texts]
    if not asked:
        if len(ground) > _VARIABLES:
            raise ItipError(
                f"there are {len(ground)} variables, with 2^{len(ground)} - 1 joint entropies; "
                f"all are shown of up to {_VARIABLES}: ask for those you want, with --of"
            )
        subsets = sorted(range(1, ground.everything + 1), key=by_size)
        measures = (Measure((ground.members(subset),)) for subset in subsets)
        asked = [Linear((Term(Fraction(1), measure),)) for measure in measures]
    return [(linear, table.value(linear)) for linear in asked]


def _expression(text: str, definitions: Sequence[str]) -> Linear:
    found = parse_expression(text, definitions=definitions)
    if isinstance(found, Linear):
        return found
    raise ItipError(
        f"{show(found)} is a statement, not an expression; itip prove --try says if it is violated"
    )


def _distribution(rows: Iterable[Row]) -> Distribution:
    """The distribution of some rows; those of one outcome are added up."""
    weights: dict[tuple[Value, ...], Fraction] = {}
    first: Row | None = None
    for row in rows:
        if first is None:
            first, ground = row, _ground(row)
        _require_like(row, first)
        outcome = tuple(row.values[name] for name in first.values)
        weights[outcome] = weights.get(outcome, Fraction(0)) + _weight(row)
        if len(weights) > _OUTCOMES:
            raise ItipError(f"it has more than {_OUTCOMES:,} outcomes, too many to be exact about")
    if first is None:
        raise ItipError("there are no outcomes in it")
    _require_whole(sum(weights.values(), Fraction(0)), first.kind)
    return Distribution.of(ground, weights.items())


def _require_whole(whole: Fraction, kind: str) -> None:
    """Probabilities sum to 1; counts to anything but 0."""
    if kind == "count":
        if not whole:
            raise ItipError("all counts are 0")
    elif whole != 1:
        short = whole.denominator < _LONG
        total = str(whole) if short else f"{'more' if whole > 1 else 'less'} than 1"
        raise ItipError(
            f"the probabilities sum to {total}, not to 1; write them exactly, such as 1/3, or "
            "give integers in place of them, called count, which are divided by their sum"
        )


def _ground(row: Row) -> GroundSet:
    """The variables that a row has values of, whose names are to be the language's."""
    if not row.values:
        raise ItipError(f"{row.place}: there are no variables beside {row.kind}")
    names = tuple(_variable(name) for name in row.values)
    try:
        parse_expression(f"H({','.join(names)})")
    except ParseError as error:
        raise ItipError(error.message) from None
    if len(set(names)) < len(names):
        raise ItipError(f"two names of {clip(', '.join(row.values))} mean one variable")
    return GroundSet(names)


def _variable(written: str) -> str:
    """The variable of this name, as the language spells it."""
    try:
        found = variables(parse_expression(f"H({written})")) if written else ()
    except ParseError:
        found = ()
    if len(found) != 1 or set(written) & set("();|,"):
        several = f": it means {' and '.join(found)}" if len(found) > 1 else ""
        raise ItipError(f"{quote(written)} is not the name of one random variable{several}")
    return found[0]


def _require_like(row: Row, first: Row) -> None:
    """A row has values of the same variables as the first, and its kind of weight."""
    for one, other in ((row, first), (first, row)):
        for name in other.values:
            if name not in one.values:
                raise ItipError(f"{one.place}: there is no value of {clip(name)}")
    if row.kind != first.kind:
        raise ItipError(f"{row.place}: there is a {row.kind}, but a {first.kind} before")
    for name, value in row.values.items():
        if isinstance(value, bool) or not isinstance(value, int | str):
            raise ItipError(f"{row.place}: the value of {name} is no integer and no string")


def _weight(row: Row) -> Fraction:
    """The weight of a row, a probability or a count."""
    weight = rational(row.weight)
    written = clip(str(row.weight))
    if row.kind == "count" and (weight is None or weight.denominator > 1):
        raise ItipError(f"{row.place}: {written} is not a count, which is an integer")
    if weight is None:
        raise ItipError(f"{row.place}: {written} is not a number such as 1/4, 0.25 or 2.5e-1")
    if weight < 0:
        raise ItipError(f"{row.place}: {row.kind} is negative, {written}")
    return weight


def _scalars(written: object) -> dict[str, Fraction]:
    if not isinstance(written, dict):
        raise ItipError("scalars is not an object")
    found = {}
    for name, value in written.items():
        number = rational(value)
        if number is None:
            raise ItipError(f"the value of the scalar {quote(name)} is not a rational number")
        found[name] = number
    return found


def _too_large() -> ItipError:
    return ItipError(f"it has more than {_BYTES // 1_000_000} MB; a table is read as a whole")
