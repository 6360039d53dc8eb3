"""Farkas' question for large programs: a solver proposes, exact arithmetic decides.

The solver is asked for the cheapest way to write the goal as a combination, an excess allowed but
dear:

    minimise cost . w + sum u  subject to  sum w[r] generator[r] = goal + u,  w, u >= 0.

It is nearly always feasible. Without excess, w is the combination. With it, the duals are a
separator, and one within a box, where they are a vertex: an extreme ray of the dual cone, mostly
of small integers. The costs of generators are far below that of an excess, and settle which
combination it is: without them nearly all weights would be positive in the middle of the many that
there are, where interior point arrives first, and the way from there to a vertex is long. They
follow the order of the coordinates, since proofs that prefer some subsets throughout have few
terms and small denominators, as those by random costs have not.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from itip.prover import exact, lp
from itip.prover.effort import Effort
from itip.prover.exact import Generators, Integers
from itip.prover.farkas import Answer, Combination, Separator, Vector
from itip.prover.lp import Backend, Claim, LinearProgram
from itip.prover.lp.inside import pushed_inside
from itip.prover.lp.program import Floats
from itip.prover.lp.strategy import ZERO, Approach
from itip.prover.method import Method, Strategy
from itip.prover.simplex import Tableau

Ask = Callable[[LinearProgram, tuple[int, ...]], Claim]  # a program, from this basis if any

_PENALTY = 10_000  # what an excess costs, in generators
_ROUNDS = 12  # of refinement; each gains some six digits
_VIOLATED = 20  # generators taken at once into the exact tableau
_DENOMINATOR = 840  # of weights in a proof, mostly


def settler(generators: Generators, method: Method, effort: Effort) -> Callable[[Vector], Answer]:
    """What answers Farkas' question by the solver, and the strategy, of a method."""
    posed = combination_program(generators)
    solver = lp.backend("highs" if method.solver == "auto" else method.solver)
    return lambda goal: settle(generators, posed, goal, solver, effort, method.strategy)


def settle(  # noqa: PLR0913, PLR0917  a question, whom to ask, for how long and how
    generators: Generators,
    program: LinearProgram,
    goal: Vector,
    backend: Backend,
    effort: Effort,
    strategy: Strategy = "auto",
) -> Answer:
    """The exact answer, from a claim of the backend that can be made exact, or else by pivoting.

    `program` is `combination_program(generators)`, shared by all goals over these generators.
    """
    if not goal:
        return Combination({})

    def ask(posed: LinearProgram, start: tuple[int, ...]) -> Claim:
        return Approach(backend, strategy).ask(posed, generators.count, effort, start)

    likely: list[int] = []
    for proposal in _proposals(generators, program, goal, ask):
        answer = _exactly(generators, program, goal, proposal)
        if answer is not None:
            return answer
        likely = list(dict.fromkeys([*proposal.weights, *proposal.claim.basis]))
    return _pivot(generators, goal, likely, effort)


@dataclass(frozen=True, slots=True)
class _Proposal:
    """A claim, the weights that it and those before add up to, and whether weights had costs."""

    claim: Claim
    weights: dict[int, Fraction]
    priced: bool = False


def _exactly(
    generators: Generators, program: LinearProgram, goal: Vector, proposal: _Proposal
) -> Answer | None:
    return (
        _rounded(generators, goal, proposal)
        or _pushed(generators, program, goal, proposal.claim)
        or _solved(generators, goal, proposal)
    )


def _rounded(generators: Generators, goal: Vector, proposal: _Proposal) -> Answer | None:
    """The answer, if it is weights or a point of small fractions, as mostly."""
    claim, weights = proposal.claim, proposal.weights
    if weights and not _residual(generators, goal, weights):
        sized = {r: weight / generators.size(r) for r, weight in weights.items()}
        return Combination({r: weight for r, weight in sized.items() if weight})
    for claimed in (claim.duals, claim.ray):
        found = None if claimed is None else exact.separator(generators, goal, -claimed)
        if found is not None:
            return found
    return None


def _pushed(
    generators: Generators, program: LinearProgram, goal: Vector, claim: Claim
) -> Separator | None:
    """The separator that the duals become a little inside the cone, where rounding is harmless."""
    if generators.free or claim.duals is None or not _has_excess(generators, claim):
        return None
    point = pushed_inside(program, generators.count, -claim.duals)
    return None if point is None else exact.separator(generators, goal, point, inside=True)


def _solved(generators: Generators, goal: Vector, proposal: _Proposal) -> Answer | None:
    """The answer by exact equations, which the duals satisfy only if weights had no costs."""
    if proposal.claim.values is None:
        return None
    if not _has_excess(generators, proposal.claim):
        return exact.combination(generators, goal, list(proposal.weights))
    return None if proposal.priced else _vertex(generators, goal, proposal.claim.basis)


def _has_excess(generators: Generators, claim: Claim) -> bool:
    return claim.values is not None and bool((claim.values[generators.count :] > ZERO).any())


def _vertex(generators: Generators, goal: Vector, basis: tuple[int, ...]) -> Separator | None:
    """The separator that is 0 at the basic generators and 1 where the excess is basic."""
    count = generators.count
    place = [*range(generators.height), *generators.signed]
    tight = [r for r in basis if 0 <= r < count]
    fixed = {~r: 0 for r in basis if -generators.height <= r < 0}
    for r in basis:
        if count <= r < count + len(place):
            fixed[place[r - count]] = 1 if r < count + generators.height else -1
    return exact.vertex(generators, goal, tight, fixed)


def _proposals(
    generators: Generators, program: LinearProgram, goal: Vector, ask: Ask
) -> Iterator[_Proposal]:
    """Claims on the goal with costs, then without, from where the first ended.

    Where weights then leave a residual, the next claim is on the change of weights that takes
    it away, both magnified to size 1: floats see there what was below their tolerance before.
    """
    posed = _posed(generators, program, goal, {})
    claim = ask(posed, ())
    yield _Proposal(claim, _weights(generators, claim, {}, _size(goal)), priced=True)
    excess = np.arange(len(program.cost)) >= generators.count
    program = replace(program, cost=excess.astype(np.float64))
    weights: dict[int, Fraction] = {}
    for _ in range(_ROUNDS):
        residual = _residual(generators, goal, weights)
        if not residual:
            return
        claim = ask(_posed(generators, program, residual, weights), claim.basis)
        weights = _weights(generators, claim, weights, _size(residual))
        yield _Proposal(claim, weights)
        if claim.values is None:
            return


def _posed(
    generators: Generators,
    program: LinearProgram,
    residual: Mapping[int, Fraction | int],
    weights: dict[int, Fraction],
) -> LinearProgram:
    """The program for a change of weights, in the residual's units, that leaves none negative."""
    scale = _size(residual)
    side, lower = np.zeros(generators.height), program.lower.copy()
    for c, value in residual.items():
        side[c] = _float(value / scale)
    for r, weight in weights.items():
        if not generators.is_free(r):
            lower[r] = -_float(weight / scale)
    return replace(program, row_lower=side, row_upper=side, lower=lower)


def _weights(
    generators: Generators, claim: Claim, before: dict[int, Fraction], scale: Fraction
) -> dict[int, Fraction]:
    """The weights before, changed by those that the claim adds in units of `scale`."""
    weights = dict(before)
    if claim.values is None:
        return weights
    values = claim.values[: generators.count]
    for r in np.flatnonzero(np.abs(values) > ZERO).tolist():
        weights[r] = weights.get(r, Fraction(0)) + _cleaned(values[r], scale)
        if weights[r] < 0 and not generators.is_free(r):
            weights[r] = Fraction(0)
    return weights


def _cleaned(value: float, scale: Fraction) -> Fraction:
    """A simple fraction close by, so that noise does not drown what the next round looks for."""
    unit = min(scale, Fraction(1))
    exactly = Fraction(value) * (scale / unit)
    simple = exactly.limit_denominator(_DENOMINATOR)
    near = abs(exactly - simple) < Fraction(ZERO) * max(scale, Fraction(1))
    return unit * (simple if near else exactly)


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
    """Minimise cost . w + sum u  subject to  sum w[r] generator[r] / size[r] = goal + u.

    Weights are >= 0, or have no bound and no cost where free. An excess u has the columns from
    `generators.count` on, one for each coordinate, and then one to the other side for each signed
    coordinate. Integers of any size divide correctly rounded.
    """
    height, longer = generators.height, generators.others + generators.free
    sizes = [generators.size(generators.short + k) for k in range(len(longer))]
    more = [v / size for vector, size in zip(longer, sizes, strict=True) for v in vector.values()]
    places = [*range(height), *generators.signed]
    sides = np.repeat([-1.0, 1.0], [height, len(generators.signed)])
    lengths = [len(vector) for vector in longer] + [1] * len(places)
    indices = [c for vector in longer for c in vector] + places
    free = np.arange(generators.count) >= generators.count - len(generators.free)
    program = LinearProgram(
        starts=np.concatenate([generators.starts, generators.starts[-1] + np.cumsum(lengths)]),
        indices=np.concatenate([generators.indices, np.array(indices, dtype=np.int64)]),
        values=np.concatenate([generators.values, np.array(more, dtype=np.float64), sides]),
        row_lower=np.zeros(0),
        row_upper=np.zeros(0),
        lower=np.concatenate([np.where(free, -np.inf, 0.0), np.zeros(len(places))]),
        cost=np.concatenate([~free, np.ones(len(places))]).astype(np.float64),
    )
    return replace(program, cost=program.cost * _prices(program, generators))


def _prices(program: LinearProgram, generators: Generators) -> Floats:
    """For a generator the sum of its entries' sizes, early coordinates counting more; else 1."""
    size = program.starts[generators.count]
    owner = np.repeat(np.arange(generators.count), np.diff(program.starts[: generators.count + 1]))
    places = 1.01 - program.indices[:size] / generators.height
    prices = np.ones(len(program.cost))
    sums = np.bincount(owner, np.abs(program.values[:size]) * places, generators.count)
    prices[: generators.count] = sums / _PENALTY
    return prices


def _pivot(generators: Generators, goal: Vector, likely: list[int], effort: Effort) -> Answer:
    """Settle in exact arithmetic alone: over likely generators first, then those it violates."""
    short = generators.short
    tableau = Tableau(generators.height).extended(0, generators.others, generators.free)
    taken = list(range(short, short + len(generators.others) + len(generators.free)))
    more = [r for r in likely if 0 <= r < short]
    while True:
        vectors = [generators.vector(r) for r in more]
        tableau = tableau.extended(0, vectors, effort=effort)
        taken += more
        match tableau.settle(goal, effort):
            case Combination(weights):
                return Combination({taken[k]: weight for k, weight in weights.items()})
            case Separator(point) as separator:
                more = exact.violated(generators, point)[:_VIOLATED]
                if not more:
                    return separator


def _size(vector: Mapping[int, Fraction | int]) -> Fraction:
    return max(abs(Fraction(value)) for value in vector.values())


def _float(value: Fraction) -> float:
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf
