"""A combination of few terms: the cheapest, in integers or by a solver, at several prices."""

from __future__ import annotations

from dataclasses import replace

from itip.errors import LimitReached
from itip.prover.effort import Effort
from itip.prover.farkas import Combination, Vector
from itip.prover.shortening import integers
from itip.prover.shortening.forced import written_out
from itip.prover.shortening.question import Question

CHAIN = 12
"""Terms that are read line by line; a proof of more is worth a second look."""

_FEW = 4_100  # columns, and
_LOW = 80  # coordinates, up to which integers are quicker than a solver and its import
_QUICK = 500  # columns, up to which there is a second look at any proof
_MANY = 9_000  # columns, beyond which there is none
_TRIES = 6
_PART = 64  # of a price's unit: prices are told apart by such parts
_MIX = 2_654_435_761  # a prime close to 2^32 / 1.618, by which numbers are scattered


def few(question: Question, goal: Vector, effort: Effort) -> Combination:
    """A cheap combination that is the goal; LimitReached if none is found.

    Symmetric goals have many that are equally cheap, and some of them have far fewer terms. Which
    is found depends on small differences of the prices, so that several are tried.
    """
    best: Combination | None = Combination({}) if not goal else None
    enough = 1 if len(question.prices) <= _QUICK else CHAIN
    for number in range(_TRIES if len(question.prices) <= _MANY else 1):
        if best is None or len(best.weights) > enough:
            found = _cheapest(_priced(question, number), goal, effort)
            if found is None or found == best:
                break
            best = found if best is None else min(best, found, key=lambda one: len(one.weights))
    if best is None:
        raise LimitReached("no shorter proof was found")
    return written_out(question, best)


def _cheapest(question: Question, goal: Vector, effort: Effort) -> Combination | None:
    if len(question.prices) <= _FEW and question.height <= _LOW:
        return integers.cheapest(question, goal, effort)
    from itip.prover.shortening import solver  # noqa: PLC0415  numpy, for many columns only

    return solver.cheapest(question, goal, effort)


def _priced(question: Question, number: int) -> Question:
    """The question with its prices apart by less than 1, or, for higher numbers, a little more."""
    most, step = _PART * (1 + 4 * number), _MIX * (2 * number + 1)
    parts = ((r * step & 0xFFFFFFFF) * most >> 32 for r in range(1, len(question.prices) + 1))
    prices = tuple(_PART * p + part for p, part in zip(question.prices, parts, strict=True))
    return replace(question, prices=prices)
