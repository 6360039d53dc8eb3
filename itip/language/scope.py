"""What the names of one statement mean, and how far its expressions have expanded."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from itip.errors import ParseError
from itip.language.ast import Definition, Measure
from itip.language.lexer import Text
from itip.language.names import clip, juxtaposed, likeness, nearest, quote

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


@dataclass(frozen=True, slots=True)
class Use:
    """A name in a copy step, its place, and the run of letters that it was taken out of."""

    name: str
    place: Place
    run: str


@dataclass(frozen=True, slots=True)
class Copying:
    """The names in a copy step: the new ones, the groups that are copied, and the base."""

    new: list[Use]
    copied: list[list[Use]]
    base: list[Use]


@dataclass(slots=True)
class Scope:
    """What the names of one statement mean, each with its first place.

    A name of a tree that the statement extends has no place. `spellings` are the names of the
    definitions by their likeness, `parameters` those of the definition being read, and `defined`
    is its name. `doubts` are the names that a number can be misread as, as `e1` is in `2e1`.
    `copies` are the new names of copy steps, and `steps` those steps that have places.
    """

    definitions: Mapping[str, Definition] = field(default_factory=dict)
    spellings: Mapping[str, str] = field(default_factory=dict)
    defined: dict[str, Place] = field(default_factory=dict)
    parameters: dict[str, Place] = field(default_factory=dict)
    variables: dict[str, Place | None] = field(default_factory=dict)
    scalars: dict[str, Place | None] = field(default_factory=dict)
    doubts: dict[str, Place] = field(default_factory=dict)
    copies: dict[str, Place | None] = field(default_factory=dict)
    steps: list[Copying] = field(default_factory=list)
    terms: int = 0
    names: int = 0

    def variable(self, name: str, place: Place) -> None:
        """Take note that `name` is a random variable."""
        if name in self.variables or name in self.parameters:
            return
        self._refuse_quantity(name, place)
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

    def copy(self, step: Copying) -> None:
        """Take note of a copy step."""
        self.steps.append(step)
        for use in step.new:
            self._refuse_quantity(use.name, use.place)
            self.copies.setdefault(use.name, use.place)
            self._limit_names(use.place)

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
        for finding in (self._both, self._copied, self._alike, self._run_together, self._doubtful):
            for error in finding():
                raise error

    def _refuse_quantity(self, name: str, place: Place) -> None:
        known = self.definitions.get(name)
        if name in self.defined or (known is not None and known.parameters is None):
            message = f"{quote(name)} is defined as a quantity and cannot be a random variable"
            raise place.error(message, "give one of them another name")

    def _limit_names(self, place: Place) -> None:
        if len(self.variables) + len(self.scalars) + len(self.copies) > _MOST_DIFFERENT:
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

    def _copied(self) -> Iterator[ParseError]:
        """A name in a copy step that is not there to be copied, or not free for a copy."""
        known = dict.fromkeys(self.variables)
        known.update((name, None) for name, place in self.copies.items() if place is None)
        for name, place in (*self.variables.items(), *self.scalars.items()):
            if place is not None and name in self.copies and self.copies[name] is None:
                yield place.error(f"{clip(name)} is the name of a copy in this statement")
        for step in self.steps:
            yield from self._refusals(step, known)
            known.update((use.name, None) for use in step.new)

    def _refusals(self, step: Copying, known: Collection[str]) -> Iterator[ParseError]:
        """What is wrong with a step, where these are the variables before it."""
        copied = [use for group in step.copied for use in group]
        for use in (*copied, *step.base):
            if use.name not in known:
                yield self._unknown(use, known)
        if len(step.new) != len(step.copied):
            yield _unequal(step)
        base = {use.name for use in step.base}
        for use in copied:
            if use.name in base:
                message = f"{quote(use.name)} stands in the base, which is not copied"
                yield use.place.error(message, "only what is not in the base has copies")
        new: set[str] = set()
        for use in step.new:
            if use.name in new or use.name in known or use.name in self.scalars:
                message = f"the name {quote(use.name)} is taken"
                yield use.place.error(message, "a copy has a name that does not occur before")
            new.add(use.name)

    def _unknown(self, use: Use, known: Collection[str]) -> ParseError:
        """The error that there is no such variable to be copied, or in the base."""
        name, place = use.name, use.place
        if name in self.scalars:
            return place.error(f"{clip(name)} is a scalar in this statement, and has no copies")
        if name in self.copies:
            message = f"{quote(name)} is not there yet"
            return place.error(message, "a step copies what was there before it")
        message = f"{quote(name)} is not a random variable of the statement"
        if use.run in known:
            return place.error(message, "behind ':' each letter is a name; write 'over' instead")
        return place.error(message, _meant(name, known))

    def _alike(self) -> Iterator[ParseError]:
        """Two names that differ in their spelling or their alphabet only."""
        places = {
            **self.defined,
            **self.parameters,
            **self.variables,
            **self.scalars,
            **self.copies,
        }
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
        places = {**self.parameters, **self.variables, **self.copies}
        lengths = sorted({len(name) for name in places})
        for name, place in places.items():
            pieces = juxtaposed(name, places, lengths)
            points = (point for point in (place, *map(places.get, pieces)) if point is not None)
            if pieces and (point := next(points, None)):
                message = f"{quote(name)} is read as one name, but can be {' and '.join(pieces)}"
                meant = clip(",".join(pieces))
                meant = meant if name in self.copies else f"H({meant})"
                yield point.error(message, f"write {meant}, or rename the variable")

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


def _unequal(step: Copying) -> ParseError:
    """The error that there are more new names than copied variables, or fewer."""
    first, last = step.new[0].place, step.new[-1].place
    count = f"{len(step.new)}, that of copied variables {len(step.copied)}"
    hint = "what is copied as one variable is put in parentheses: R = (C,D) over A,B"
    place = Place(first.text, first.start, last.end)
    return place.error(f"the number of new names is {count}", hint)


def _meant(name: str, known: Collection[str]) -> str:
    """A hint at the known names that an unknown one is likely to be."""
    lower = {other.lower(): other for other in known}
    pieces = juxtaposed(name.lower(), lower, sorted({len(other) for other in lower}))
    meant = ",".join(lower[piece] for piece in pieces)
    meant = meant or lower.get(name.lower(), "") or nearest(name, known)
    return f"did you mean {quote(meant)}?" if meant else f"there are {clip(', '.join(known))}"


def _code_points(name: str, other: str) -> str:
    """Where two names first differ, what these letters are, unless all are of ASCII."""
    if name.isascii() and other.isascii():
        return ""
    differing = (pair for pair in zip(name, other, strict=False) if len(set(pair)) > 1)
    points = (f"'{letter}' is U+{ord(letter):04X}" for letter in next(differing, ()))
    return f"; {', '.join(points)}"
