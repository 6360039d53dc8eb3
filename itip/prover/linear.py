"""Farkas' question for large programs: a solver proposes, exact arithmetic decides."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

import numpy as np

from itip.prover import exact
from itip.prover.deadline import Deadline
from itip.prover.exact import Generators, Integers
from itip.prover.farkas import Answer, Combination, Separator, Vector
from itip.prover.lp import Backend, Claim, LinearProgram
from itip.prover.lp.program import Floats
from itip.prover.simplex import Tableau

_ROUNDS = 12  # of refinement; each gains some six digits
_VIOLATED = 20  # generators taken at once into the exact tableau
_LARGEST = 1e30  # that a claim is believed
_DENOMINATOR = 840  # of weights in a proof, mostly


def settle(
    generators: Generators,
    program: LinearProgram,
    goal: Vector,
    backend: Backend,
    deadline: Deadline,
) -> Answer:
    """The exact answer, from a claim of the backend that can be made exact, or else by pivoting.

    `program` is `combination_program(generators)`, shared by all goals over these generators.
    """
    if not goal:
        return Combination({})
    claim, support = Claim("unsettled"), list[int]()
    for claim, support in _claims(generators, program, goal, backend, deadline):
        found: Answer | None = None
        if claim.values is not None:
            found = exact.combination(generators, goal, support)
        elif claim.ray is not None:
            found = exact.separator(generators, goal, -claim.ray)
        if found is not None:
            return found
    return _pivot(generators, goal, list(dict.fromkeys([*support, *claim.basis])), deadline)


def _claims(
    generators: Generators,
    program: LinearProgram,
    goal: Vector,
    backend: Backend,
    deadline: Deadline,
) -> Iterator[tuple[Claim, list[int]]]:
    """Claims ever more precise, each with the generators that have weight by then.

    Where the weights leave a residual, the next round asks for the change of weights that takes
    it away, both magnified to size 1: floats see there what was below their tolerance before.
    """
    weights: dict[int, Fraction] = {}
    residual = {c: Fraction(value) for c, value in goal.items()}
    support: set[int] = set()
    for _ in range(_ROUNDS):
        if not residual:
            return
        scale = max(map(abs, residual.values()))
        side = _dense(residual, scale, generators.height)
        lower = program.lower.copy()
        for r, weight in weights.items():
            if not generators.is_free(r):
                lower[r] = -_float(weight / scale)
        posed = replace(program, row_lower=side, row_upper=side, lower=lower)
        claim = _believable(backend.solve(posed, deadline.left()))
        if claim.status == "infeasible" and claim.ray is None:
            point = _believable(backend.solve(separation_program(posed), deadline.left())).values
            claim = replace(claim, ray=None if point is None else -point)
        if claim.values is not None:
            support |= set(np.flatnonzero(np.abs(claim.values) > exact.ZERO).tolist())
        yield claim, sorted(support)
        if claim.values is None:
            return
        for r in np.flatnonzero(claim.values).tolist():
            weights[r] = weights.get(r, Fraction(0)) + scale * _cleaned(claim.values[r])
            if weights[r] < 0 and not generators.is_free(r):
                weights[r] = Fraction(0)
        residual = _residual(generators, goal, weights)


def _believable(claim: Claim) -> Claim:
    """The claim without values or ray that are no numbers, or too large to have been computed."""

    def sane(numbers: Floats | None) -> bool:
        return numbers is not None and bool((np.abs(numbers) < _LARGEST).all())

    values = claim.values if sane(claim.values) else None
    return replace(claim, values=values, ray=claim.ray if sane(claim.ray) else None)


def _cleaned(value: float) -> Fraction:
    """A simple fraction close by, so that noise does not drown what the next round looks for."""
    exactly = Fraction(value)
    simple = exactly.limit_denominator(_DENOMINATOR)
    return simple if abs(exactly - simple) < exact.ZERO else exactly


def _residual(
    generators: Generators, goal: Vector, weights: dict[int, Fraction]
) -> dict[int, Fraction]:
    rest = {c: Fraction(value) for c, value in goal.items()}
    for r, weight in weights.items():
        share = weight / generators.size(r)
        for c, value in generators.vector(r).items():
            rest[c] = rest.get(c, Fraction(0)) - value * share
    return {c: value for c, value in rest.items() if value}


def generators(
    elementals: tuple[Integers, Integers, Integers],
    height: int,
    others: tuple[Vector, ...],
    free: tuple[Vector, ...],
) -> Generators:
    """The elemental inequalities I(a;b|given) as columns over h(S), at S - 1, then the others."""
    a, b, given = elementals
    same = a == b
    sets = np.stack([a | given, b | given, a | b | given, given], axis=1)
    signs = np.tile(np.array([1, 1, -1, -1], dtype=np.int64), (len(a), 1))
    signs[same, 1:3] = 0  # h(a,given) stands three times, +1 +1 -1
    kept = (sets > 0) & (signs != 0)
    starts = np.concatenate([[0], np.cumsum(kept.sum(axis=1))]).astype(np.int64)
    return Generators(height, starts, sets[kept] - 1, signs[kept], others, free)


def combination_program(generators: Generators) -> LinearProgram:
    """Minimise sum w  subject to  sum w[r] generator[r] / size[r] = goal, w >= 0 (free if free).

    Integers of any size divide correctly rounded.
    """
    longer = generators.others + generators.free
    sizes = [generators.size(generators.short + k) for k in range(len(longer))]
    lengths = np.cumsum([len(vector) for vector in longer], dtype=np.int64)
    starts = np.concatenate([generators.starts, generators.starts[-1] + lengths])
    indices = np.array([c for vector in longer for c in vector], dtype=np.int64)
    values = np.array(
        [v / size for vector, size in zip(longer, sizes, strict=True) for v in vector.values()],
        dtype=np.float64,
    )
    lower = np.zeros(len(starts) - 1)
    lower[len(lower) - len(generators.free) :] = -np.inf
    none = np.zeros(0)
    return LinearProgram(
        starts=starts,
        indices=np.concatenate([generators.indices, indices]),
        values=np.concatenate([generators.values.astype(np.float64), values]),
        row_lower=none,
        row_upper=none,
        lower=lower,
        cost=(~np.isinf(lower)).astype(np.float64),
    )


def separation_program(program: LinearProgram) -> LinearProgram:
    """Minimise sum of x . generator[r]  subject to  x . generator[r] >= 0 (= 0), x . goal = -1.

    `program` is a combination program, its rows' bounds the goal; x is free in every coordinate.
    What has weight to give away, its lower bound being below 0, counts as free.
    """
    goal = program.row_lower
    count, height = len(program.lower), len(goal)
    owner = np.repeat(np.arange(count, dtype=np.int64), np.diff(program.starts))
    chosen = np.flatnonzero(goal)
    rows = np.concatenate([owner, np.full(len(chosen), count, dtype=np.int64)])
    columns = np.concatenate([program.indices, chosen])
    values = np.concatenate([program.values, goal[chosen]])
    order = np.argsort(columns, kind="stable")
    free = program.lower < 0
    return LinearProgram(
        starts=np.searchsorted(columns[order], np.arange(height + 1)).astype(np.int64),
        indices=rows[order],
        values=values[order],
        row_lower=np.append(np.zeros(count), -1.0),
        row_upper=np.append(np.where(free, 0.0, np.inf), -1.0),
        lower=np.full(height, -np.inf),
        cost=np.bincount(program.indices, program.values * ~free[owner], height).astype(
            np.float64
        ),
    )


def _pivot(generators: Generators, goal: Vector, likely: list[int], deadline: Deadline) -> Answer:
    """Settle in exact arithmetic alone: over likely generators first, then those it violates."""
    short = generators.short
    tableau = Tableau(generators.height).extended(0, generators.others, generators.free)
    taken = list(range(short, short + len(generators.others) + len(generators.free)))
    more = [r for r in likely if r < short]
    while True:
        vectors = [generators.vector(r) for r in more]
        tableau = tableau.extended(0, vectors, deadline=deadline)
        taken += more
        match tableau.settle(goal, deadline):
            case Combination(weights):
                return Combination({taken[k]: weight for k, weight in weights.items()})
            case Separator(point) as separator:
                more = exact.violated(generators, point)[:_VIOLATED]
                if not more:
                    return separator


def _dense(vector: dict[int, Fraction], scale: Fraction, height: int) -> Floats:
    dense = np.zeros(height)
    for c, value in vector.items():
        dense[c] = _float(value / scale)
    return dense


def _float(value: Fraction) -> float:
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf
