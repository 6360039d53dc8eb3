"""Evidence as Coq's checkers take it, where sets are numbers; what they cannot take is refused."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import permutations, product
from math import factorial, lcm, prod

from itip.entropy.cone import Polymatroid, SymmetricPolymatroid
from itip.entropy.copies import Copies, Equality, Independence, Lift, Swap
from itip.entropy.distribution import Distribution, Value
from itip.entropy.groundset import GroundSet, elements
from itip.errors import ItipError, LimitReached
from itip.evidence import Classes, Contradiction, Direction, Proof, directions
from itip.export.coq.text import listed, rational, unbroken
from itip.unfolding import without_classes
from itip.verdict import Proved

_VARIABLES = 9  # of a polymatroid, of which all pairs of sets are looked at
_EXCHANGES = 5040


def certificates(verdict: Proved) -> Iterator[str]:
    """The certificate of each goal and direction, in the order in which they are checked.

    All are of the library of copies if one is. ItipError if one is of linear random variables.
    """
    if "common information" in verdict.used:
        raise ItipError("it is proved by common information, of linear random variables only")
    ground = verdict.problem.ground
    for number, goal in enumerate(verdict.problem.goals):
        for direction in directions(goal):
            item = _item(verdict, number, direction)
            yield _beyond(item, ground) if verdict.used else _sum(without_classes(item))


def _item(verdict: Proved, goal: int, direction: Direction) -> Proof | Contradiction:
    """The proof of a goal in one direction, or a contradiction, which is one of all goals."""
    return next(
        item
        for item in verdict.evidence
        if isinstance(item, Contradiction) or (item.goal, item.direction) == (goal, direction)
    )


def _beyond(item: Proof | Contradiction, ground: GroundSet) -> str:
    """A sum with copies, in which variables are adjoined: `Adjoining 1 2 4 (Copies ...)`."""
    if isinstance(item, Contradiction):
        return f"Copies [] [] ({_sum(without_classes(item))})"
    everything = GroundSet((*ground.names, *(variable.new for variable in item.adjoined)))
    result = _with_copies(item, everything)
    for variable in reversed(item.adjoined):
        of = " ".join(str(everything.subset(group)) for group in variable.of)
        result = f"Adjoining {of}\n({result})"
    return result


def _with_copies(item: Proof, ground: GroundSet) -> str:
    """A sum with equalities: `Copies [Step 3 1] [(1, Swap 0 0 1 20)] (Certificate ...)`.

    With classes it is in the mean over exchanges, which come first.
    """
    if not item.steps:
        return f"Copies [] [] ({_sum(without_classes(item))})"
    copies = Copies.of(ground, item.steps)
    steps = listed(f"Step {blocks.base} {blocks.copies}" for blocks in copies.blocks)
    equalities = listed(unbroken(f"({rational(w)}, {_equality(e)})") for e, w in item.equalities)
    body = f"{steps}\n{equalities}%Q\n({_sum(item, copies)})"
    if not item.classes:
        return f"Copies {body}"
    exchanges = listed(_exchanges(item.classes, ground), "\n")
    return f"CopiesInMean {exchanges}\n{body}"


def _exchanges(classes: Classes, ground: GroundSet) -> Iterator[str]:
    """Each exchange of groups within their classes, as the set that replaces each variable."""
    if (count := prod(factorial(len(groups)) for groups in classes)) > _EXCHANGES:
        raise LimitReached(
            f"the proof is in the mean over {count} exchanges; the limit is {_EXCHANGES}"
        )
    for images in product(*(permutations(groups) for groups in classes)):
        replaced = [1 << i for i in range(len(ground))]
        for groups, exchanged in zip(classes, images, strict=True):
            for group, image in zip(groups, exchanged, strict=True):
                for i in elements(group):
                    replaced[i] = image
        yield f"{listed(replaced)}%N"


def _equality(equality: Equality) -> str:
    match equality:
        case Swap(step, (i, j), subset):
            return f"Swap {step} {i} {j} {subset}"
        case Independence(step, subset):
            return f"Independence {step} {subset}"
        case Lift(step, word, block, subset):
            pairs = listed(f"({i}, {j})" for _, i, j in word)
            only = "None" if block is None else f"(Some {block}%nat)"
            return f"Lift {step} {pairs}%nat {only} {subset}"


def _sum(item: Proof | Contradiction, copies: Copies | None = None) -> str:
    """A sum: `Certificate [Shannon 1 1 4 2] [Given (-1) 0] 0`."""
    moved = copies.primitives if copies else int
    shannon = (
        unbroken(
            " ".join(["Shannon", rational(weight), *map(str, map(moved, (t.a, t.b, t.given)))])
        )
        for t, weight in item.shannon
    )
    givens = (unbroken(f"Given {rational(weight)} {number}") for number, weight in item.givens)
    return f"Certificate {listed(shannon)}\n{listed(givens)} {rational(item.constant)}"


def rank(polymatroid: Polymatroid | SymmetricPolymatroid) -> str:
    """The values of a polymatroid at all sets but the empty one, in the order of their numbers."""
    n = len(polymatroid.ground)
    if n > _VARIABLES:
        raise LimitReached(
            f"a polymatroid of {n} variables has 2^{n} values; the limit is {_VARIABLES} variables"
        )
    return numbers(map(polymatroid.value, range(1, 1 << n)))


def numbers(values: Iterable[Fraction]) -> str:
    """A list of rational numbers."""
    return f"{listed(map(rational, values))}%Q"


def outcomes(distribution: Distribution) -> str:
    """Each outcome as its weight and the values, by numbers, of the variables."""
    whole = lcm(*(p.denominator for _, p in distribution.outcomes))
    known = [dict[Value, int]() for _ in distribution.ground.names]
    return listed(
        f"({p * whole}%positive, {_row(values, known)}%N)" for values, p in distribution.outcomes
    )


def _row(values: tuple[Value, ...], known: list[dict[Value, int]]) -> str:
    pairs = zip(values, known, strict=True)
    return listed(numbered.setdefault(value, len(numbered)) for value, numbered in pairs)
