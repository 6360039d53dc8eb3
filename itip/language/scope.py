"""What the names of one statement mean, and how far its expressions have expanded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from itip.errors import ParseError
from itip.language.ast import Definition, Measure
from itip.language.lexer import Text
from itip.language.names import clip, juxtaposed, likeness, quote

_MOST_TERMS = 100_000
_MOST_NAMES = 1_000_000
_MOST_DIFFERENT = 10_000
_UNITS = frozenset({"bit", "bits", "nat", "nats"})


@dataclass(frozen=True, slots=True)
class Place:
    """Characters of a text, for an error to point at."""

    text: Text
    start: int
    end: int

    def error(self, message: str, hint: str = "") -> ParseError:
        """The error at this place."""
        return self.text.error(message, self.start, self.end, hint)


@dataclass(slots=True)
class Scope:
    """What the names of one statement mean, each with its first place.

    A name of a tree that the statement extends has no place. `spellings` are the names of the
    definitions by their likeness, `parameters` those of the definition being read, and `defined`
    is its name. `doubts` are the names that a number can be misread as, as `e1` is in `2e1`.
    """

    definitions: Mapping[str, Definition] = field(default_factory=dict)
    spellings: Mapping[str, str] = field(default_factory=dict)
    defined: dict[str, Place] = field(default_factory=dict)
    parameters: dict[str, Place] = field(default_factory=dict)
    variables: dict[str, Place | None] = field(default_factory=dict)
    scalars: dict[str, Place | None] = field(default_factory=dict)
    doubts: dict[str, Place] = field(default_factory=dict)
    terms: int = 0
    names: int = 0

    def variable(self, name: str, place: Place) -> None:
        """Take note that `name` is a random variable."""
        if name in self.variables or name in self.parameters:
            return
        known = self.definitions.get(name)
        if name in self.defined or (known is not None and known.parameters is None):
            message = f"{quote(name)} is defined as a quantity and cannot be a random variable"
            raise place.error(message, "give one of them another name")
        self.variables[name] = place
        self._limit_names(place)

    def scalar(self, name: str, place: Place) -> None:
        """Take note that `name` is a scalar."""
        if name in self.scalars:
            return
        if name in self.defined:
            raise place.error(f"{quote(name)} is defined by itself")
        if name in self.parameters:
            message = f"{quote(name)} is a parameter, which stands for random variables"
            raise place.error(message, f"did you mean H({clip(name)})?")
        if name.lower() in _UNITS:
            raise place.error(f"{quote(name)} is no quantity", "a bare number is already in bits")
        self.scalars[name] = place
        self._limit_names(place)

    def count(self, place: Place, *, terms: int = 0, names: int = 0) -> None:
        """Refuse what would expand beyond reason, before it is expanded."""
        self.terms += terms
        self.names += names
        if self.terms > _MOST_TERMS or self.names > _MOST_NAMES:
            message = f"this expands to more than {_MOST_TERMS:,} terms"
            if self.terms <= _MOST_TERMS:
                message = f"this expands to more than {_MOST_NAMES:,} names"
            raise place.error(message)

    def check(self) -> None:
        """Refuse names that could be meant otherwise, in view of all that occur."""
        for finding in (self._both, self._alike, self._run_together, self._doubtful):
            for error in finding():
                raise error

    def _limit_names(self, place: Place) -> None:
        if len(self.variables) + len(self.scalars) > _MOST_DIFFERENT:
            raise place.error(f"there are more than {_MOST_DIFFERENT:,} different names")

    def _both(self) -> Iterator[ParseError]:
        """A name that is both a random variable and a scalar."""
        where = "definition" if self.defined else "statement"
        for name, place in self.scalars.items():
            if name not in self.variables:
                continue
            if place is not None:
                message = f"{clip(name)} is a random variable in this {where}"
                yield place.error(message, f"did you mean H({clip(name)})?")
            elif (place := self.variables[name]) is not None:
                yield place.error(f"{clip(name)} is a scalar in this {where}")

    def _alike(self) -> Iterator[ParseError]:
        """Two names that differ in their spelling or their alphabet only."""
        places = {**self.defined, **self.parameters, **self.variables, **self.scalars}
        seen: dict[str, str] = {}
        for name, place in places.items():
            image = likeness(name)
            other = seen.setdefault(image, name)
            if other == name:
                other = self.spellings.get(image, name)
            point = place or places.get(other)
            if other != name and point is not None:
                message = f"{quote(name)} and {quote(other)} are too much alike to be two names"
                hint = "write the name in one way, or rename one of the two"
                yield point.error(message, f"{hint}{_code_points(name, other)}")

    def _run_together(self) -> Iterator[ParseError]:
        """A name that reads as several of the others side by side, but is not taken apart."""
        places = {**self.parameters, **self.variables}
        lengths = sorted({len(name) for name in places})
        for name, place in places.items():
            pieces = juxtaposed(name, places, lengths)
            points = (point for point in (place, *map(places.get, pieces)) if point is not None)
            if pieces and (point := next(points, None)):
                message = f"{quote(name)} is read as one name, but can be {' and '.join(pieces)}"
                yield point.error(
                    message, f"write H({clip(','.join(pieces))}), or rename the variable"
                )

    def _doubtful(self) -> Iterator[ParseError]:
        """A number that can be read as the product of a number and a name that occurs."""
        known = (self.defined, self.parameters, self.variables, self.scalars, self.definitions)
        for name, place in self.doubts.items():
            if any(name in names for names in known):
                spelled = place.text.source[place.start : place.end]
                size, _, power = spelled.partition(name[0])
                hint = f"write {clip(size)}*{clip(name)} for the product with {clip(name)}"
                if power[0] in "+-":
                    hint = f"write {clip(size)}*{name} {power[0]} {clip(power[1:])} for a sum"
                message = f"{quote(spelled)} can be read in two ways, as {quote(name)} occurs"
                yield place.error(message, f"{hint}, and the number without a power")


def size(quantity: Measure | str | None) -> int:
    """How many joint entropies, scalars or constants a quantity expands to."""
    return 1 << len(quantity.parts) if isinstance(quantity, Measure) else 1


def _code_points(name: str, other: str) -> str:
    """Where two names first differ, what these letters are, unless all are of ASCII."""
    if name.isascii() and other.isascii():
        return ""
    differing = (pair for pair in zip(name, other, strict=False) if len(set(pair)) > 1)
    points = (f"'{letter}' is U+{ord(letter):04X}" for letter in next(differing, ()))
    return f"; {', '.join(points)}"
