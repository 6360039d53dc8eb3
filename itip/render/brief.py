"""Long lists and sums cut to what a reader takes in; what is left out is counted."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from itip.entropy.groundset import GroundSet, Subset
from itip.language.ast import Constraint, Group, Independence, MarkovChain, Symmetry
from itip.render.blocks import Block, Equations, Grid, Line, Steps, Summands, Table, line

_ENTRIES = 32  # of a grid; all of five variables'
_ROWS = 16  # of a table
_EQUATIONS = 24
_SUM = 480  # characters of a sum; of more, the beginning and the end are shown
_END = 120
_RUN = 5  # from here on X1,...,X5 stands for a run of numbered names, and for places of a given
_GROUPS = 6  # of several variables each, in a class

_LIST = re.compile(r"[^\s,;|().]+(?:,[^\s,;|().]+)+")
_NUMBERED = re.compile(r"(.*[^0-9])(0|[1-9][0-9]*)")
_NEXT = re.compile(r" (?:[-+=]|[<>]=) ")


def brief(blocks: Iterable[Block]) -> Iterator[Block]:
    """The blocks with shorter lists, sums, grids and tables."""
    for block in blocks:
        match block:
            case Line(pieces, hang):
                yield Line(tuple((shortened_text(text), style) for text, style in pieces), hang)
            case Summands(head, summands):
                yield Summands(
                    shortened_text(head), tuple((_runs(t), _runs(r), s) for t, r, s in summands)
                )
            case Steps(start, rows):
                yield Steps(
                    shortened_text(start),
                    tuple((s, shortened_text(t), _runs(r), style) for s, t, r, style in rows),
                )
            case Equations(rows):
                yield Equations(tuple((_runs(text), reason) for text, reason in rows[:_EQUATIONS]))
                yield from _rest(len(rows) - _EQUATIONS)
            case Grid(title, entries):
                yield Grid(title, tuple((_runs(label), v) for label, v in entries[:_ENTRIES]))
                yield from _rest(len(entries) - _ENTRIES)
            case Table(heads, rows):
                yield Table(heads, rows[:_ROWS])
                yield from _rest(len(rows) - _ROWS)


def _rest(hidden: int) -> Iterator[Line]:
    if hidden > 0:
        yield line(f"  ... and {hidden} more (--full shows them all)")


def listed(ground: GroundSet, groups: Sequence[Subset], *, everything: bool) -> str:
    """The groups of a class in words: X,Y,(V,W); of many larger ones, the first and the last."""
    names = sorted((ground.members(group) for group in groups), key=naturally)
    singles = ",".join(name for name, *others in names if not others)
    larger = [f"({','.join(name)})" for name in names if len(name) > 1]
    if len(larger) > _GROUPS and not everything:
        larger[2:-1] = ["..."]
    return ", ".join([singles] * bool(singles) + larger)


def naturally(names: Sequence[str]) -> list[tuple[str, int]]:
    """The key that sorts X2 before X10."""
    found = ((name, _NUMBERED.fullmatch(name)) for name in names)
    return [(match[1], int(match[2])) if match else (name, 0) for name, match in found]


def cited(givens: Sequence[Constraint], *, everything: bool) -> dict[Constraint, Constraint]:
    """How each given is cited: of many places the first and the last, if no other is cited so."""
    if everything:
        return {given: given for given in givens}
    short = {given: _between(given) for given in givens}
    often = Counter(short.values())
    return {given: name if often[name] == 1 else given for given, name in short.items()}


def _between(given: Constraint) -> Constraint:
    match given:
        case MarkovChain(places):
            return MarkovChain(_ends(places))
        case Independence(parts, condition):
            return Independence(_ends(parts), condition)
        case Symmetry(parts):
            return Symmetry(_ends(parts))
    return given


def _ends(places: tuple[Group, ...]) -> tuple[Group, ...]:
    return (places[0], ("...",), places[-1]) if len(places) >= _RUN else places


def shortened_text(text: str) -> str:
    """A text, with runs of names and long sums cut to what a line can hold."""
    short = _runs(text)
    if len(short) <= _SUM:
        return short
    places = [found.start() for found in _NEXT.finditer(short)]
    head = [place for place in places if place <= _SUM - _END]
    tail = [place for place in places if place >= len(short) - _END]
    if not head or not tail or len(places) <= 2:
        return short
    hidden = sum(head[-1] <= place < tail[0] for place in places)
    return f"{short[: head[-1]]} ... and {hidden} more (--full shows them) ...{short[tail[0] :]}"


def _runs(text: str) -> str:
    return _LIST.sub(_shortened, text)


def _shortened(found: re.Match[str]) -> str:
    return ",".join(abridged(found[0].split(",")))


def abridged(names: Iterable[str]) -> list[str]:
    """The names, where X1, ..., X5 stands for a run of numbered ones."""
    runs: list[list[str]] = []
    for name in names:
        if runs and _follows(runs[-1][-1], name):
            runs[-1].append(name)
        else:
            runs.append([name])
    return [
        name for run in runs for name in ([run[0], "...", run[-1]] if len(run) >= _RUN else run)
    ]


def _follows(before: str, name: str) -> bool:
    first, second = _NUMBERED.fullmatch(before), _NUMBERED.fullmatch(name)
    if first is None or second is None:
        return False
    return first[1] == second[1] and int(first[2]) + 1 == int(second[2])
