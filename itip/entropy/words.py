"""What random variables are, in words: `X, Y independent fair bits; Z = X xor Y`.

Words are proposed, and compared with the distribution at every outcome: they say exactly what it
is, or nothing is said. Some variables, or digits of variables that get letters, are the sources:
they are independent, and all else is a function of them.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import chain, count, islice, starmap
from math import lcm, prod
from typing import TypeVar

from itip.entropy.distribution import Distribution
from itip.entropy.functions import Column, Source, formula

_OUTCOMES = 256  # up to which words are sought
_VALUES = 1 << 16
_COLUMNS = 32
_SETS = 256  # of independent columns, that are tried as sources
_LISTED = 4  # probabilities of a source that are listed
_EQUAL = 4  # variables that are shown as equal
_LETTERS = "uvwstabcdefgklmnpq"

Value = TypeVar("Value", bound=Hashable)
Weight = TypeVar("Weight", int, Fraction)


def words(distribution: Distribution) -> str:
    """The distribution in words; "" where it is not one of those that have any."""
    names = distribution.ground.names
    chances = tuple(p for _, p in distribution.outcomes)
    columns = [
        tuple(v for v in column if isinstance(v, int) and 0 <= v < _VALUES)
        for column in zip(*(values for values, _ in distribution.outcomes), strict=True)
    ]
    if len(chances) > _OUTCOMES or any(len(column) < len(chances) for column in columns):
        return ""
    for base in (0, 2, 3, 5):
        digits = [_digits(column, base) for column in columns]
        if base and all(len(parts) == 1 for parts in digits):
            continue
        if found := _described(names, digits, chances):
            return f"{found}; vectors in base {base}" if base else found
    return ""


def _digits(column: Column, base: int) -> tuple[Column, ...]:
    """The digits of the values in a base, the most significant first.

    In base 0 they are whole, and so is a constant in any base.
    """
    if not base or len(set(column)) == 1:
        return (column,)
    powers = [1]
    while powers[0] * base <= max(column):
        powers.insert(0, powers[0] * base)
    return tuple(tuple(value // power % base for value in column) for power in powers)


def _described(
    names: Sequence[str], digits: Sequence[tuple[Column, ...]], chances: Sequence[Fraction]
) -> str:
    """The words by the first sources of which all else is a function that has a name."""
    whole = [
        (parts[0], name) for name, parts in zip(names, digits, strict=True) if len(parts) == 1
    ]
    split = [(part, "") for parts in digits if len(parts) > 1 for part in parts]
    pool: dict[Column, str] = {}
    for column, name in (*whole, *split):
        if len(set(column)) > 1:
            pool.setdefault(column, name)
    total = lcm(*(p.denominator for p in chances))
    weights = [p.numerator * (total // p.denominator) for p in chances]
    columns = tuple(pool)[:_COLUMNS]
    for chosen in islice(_independent(columns, weights, (), [0] * len(weights)), _SETS):
        if prod(len(set(column)) for column in chosen) == len(weights):
            sources = _sources([(pool[column], column) for column in chosen], names, chances)
            if found := _sentence(names, digits, sources):
                return found
    return ""


def _independent(
    columns: tuple[Column, ...], weights: list[int], chosen: tuple[Column, ...], joint: list[int]
) -> Iterator[tuple[Column, ...]]:
    """The sets of independent columns that extend a chosen one, whose values `joint` numbers.

    The sets can come to be sources only if their numbers of values divide that of outcomes.
    """
    yield chosen
    law = _law(joint, weights)
    total = sum(weights)
    for k, column in enumerate(columns):
        alone = _law(column, weights)
        if len(weights) % (len(law) * len(alone)):
            continue
        pairs = list(zip(joint, column, strict=True))
        together = _law(pairs, weights)
        if all(w * total == law[a] * alone[b] for (a, b), w in together.items()):
            number = {pair: at for at, pair in enumerate(together)}
            both = [number[pair] for pair in pairs]
            yield from _independent(columns[k + 1 :], weights, (*chosen, column), both)


def _law(column: Iterable[Value], weights: Iterable[Weight]) -> dict[Value, Weight]:
    """How probable each value is."""
    law: dict[Value, Weight] = {}
    for value, weight in zip(column, weights, strict=True):
        law[value] = law[value] + weight if value in law else weight
    return law


def _sources(
    chosen: Sequence[tuple[str, Column]], names: Sequence[str], chances: Sequence[Fraction]
) -> list[Source]:
    """The sources, with letters that no variable has for the digits among them."""
    taken = {name.casefold() for name in names}
    numbered = (f"u{k}" for k in count(1))
    letters = (name for name in chain(_LETTERS, numbered) if name not in taken)
    return [
        Source(name or next(letters), column, tuple(p for _, p in sorted(law.items())))
        for name, column in chosen
        for law in (_law(column, chances),)
    ]


def _sentence(
    names: Sequence[str], digits: Sequence[tuple[Column, ...]], sources: Sequence[Source]
) -> str:
    """What the sources are, and what all other variables are of them; "" if that has no name."""
    if any(max(source.column) >= len(source.law) for source in sources):
        return ""
    laws = [_laws(sources)] if sources else []
    formulas: dict[str, list[str]] = {}
    for name, parts in zip(names, digits, strict=True):
        if name not in {source.name for source in sources}:
            found = [formula(part, sources) for part in parts]
            if not all(found) or (len(found) > 1 and any(" if " in part for part in found)):
                return ""
            vector = f"({', '.join(found)})" if len(found) > 1 else found[0]
            formulas.setdefault(vector, []).append(name)
    equations = [_equation(named, formula) for formula, named in formulas.items()]
    return "; ".join([*laws, *equations]) if all(laws) else ""


def _equation(names: list[str], formula: str) -> str:
    """What one variable or several are: `Y = Z = X`."""
    if len(names) <= _EQUAL:
        return " = ".join((*names, formula))
    return f"each of {','.join(names)} is {formula}"


def _laws(sources: Sequence[Source]) -> str:
    """What independent variables are: `X, Y independent fair bits`."""
    groups: dict[tuple[Fraction, ...], list[str]] = {}
    for source in sources:
        groups.setdefault(source.law, []).append(source.name)
    if any(len(set(law)) > 1 and len(law) > _LISTED for law in groups):
        return ""
    every = ", ".join(source.name for source in sources)
    independent = "independent " if len(sources) > 1 else ""
    if len(groups) == 1:
        return f"{every} {_one_law(*groups.popitem(), independent)}"
    if all(len(law) == 2 for law in groups):
        return f"{every} independent bits with {', '.join(starmap(_chance, groups.items()))}"
    parts = (f"{', '.join(names)} {_one_law(law, names, '')}" for law, names in groups.items())
    return f"{every} independent: {', '.join(parts)}"


def _one_law(law: tuple[Fraction, ...], names: list[str], independent: str) -> str:
    """What some variables of one law are: `a fair bit`."""
    top = len(law) - 1
    bits = f"{independent}{{}}bits" if len(names) > 1 else "a {}bit"
    match law:
        case (p, q) if p == q:
            return bits.format("fair ")
        case (_, _):
            return f"{bits.format('')} with {_chance(law, names)}"
        case _ if len(set(law)) == 1:
            return f"{independent}{'and ' * bool(independent)}uniform on 0..{top}"
        case _:
            return f"{independent}on 0..{top} with probabilities {', '.join(map(str, law))}"


def _chance(law: tuple[Fraction, ...], names: list[str]) -> str:
    """How probable 1 is for bits of one law."""
    return " = ".join([*(f"P({name}=1)" for name in names), str(law[1])])
