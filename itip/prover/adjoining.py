"""A goal that Shannon's inequalities do not prove, proved with variables that are adjoined.

Double Markov is for all random variables, and there are few ways to use it. Common information is
for linear ones, and a point against the goal says where to look. If the common information W of A
and B could be adjoined to it, H(W|S) would be at most f(S) for every set S, where

    f(S) = I(A;B|S), or less by f(S) <= f(T) for T within S, and by
    f(S) <= f(S,C) + f(S,D) + I(C;D|S), as H(W|S) <= H(W|S,C) + H(W|S,D) + I(C;D|S).

So it cannot if f(empty set) < I(A;B); the pairs of which it falls short most are tried first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import chain, combinations, count, islice
from math import lcm

from itip.entropy.adjoining import Adjoined, Rule, double_markov, extended
from itip.entropy.cone import Polymatroid, SymmetricPolymatroid
from itip.entropy.expression import Problem
from itip.entropy.groundset import GroundSet, Subset, by_size, elements
from itip.errors import LimitReached
from itip.evidence import Counterexample, Proof, directed
from itip.prover import shannon
from itip.prover.effort import Effort
from itip.prover.method import Method

_TRIED = 8  # pairs at one point
_ADJOINED = 4  # variables in one proof
_ROUNDS = 2  # in which f is made less
_SIZES = {6: 6, 8: 2}  # up to so many variables, sets of how many are looked at; above, of one

Pair = tuple[Subset, Subset]
Value = Callable[[Subset], int]
Split = tuple[Subset, Subset, Subset, int]  # S, S u C and S u D, and I(C;D|S)


def search(
    problem: Problem, found: Counterexample, method: Method, effort: Effort
) -> Iterator[Proof | None]:
    """A proof, in the end, of the goal that `found` violates, with variables adjoined.

    Each item is a step of the search; the last one, if it is not None, is the proof. They are
    common informations if `method.search.linear`, or else by double Markov. LimitReached where
    the effort ends.
    """
    goal = directed(problem.goals[found.goal], found.direction)
    alone = replace(problem, goals=(goal,))
    if method.search.linear:
        proofs = _by_common_information(alone, found, method, effort)
    else:
        proofs = _by_double_markov(alone, method, effort)
    for proof in proofs:
        yield proof and replace(proof, goal=found.goal, direction=found.direction)


def _by_double_markov(alone: Problem, method: Method, effort: Effort) -> Iterator[Proof | None]:
    """By each variable that there is alone, and then by all of them."""
    every = tuple(
        _new(alone.ground, "double Markov", groups, name)
        for groups, name in zip(double_markov(alone), _fresh(alone), strict=False)
    )
    for some in dict.fromkeys([*((one,) for one in every), every] if every else []):
        result = _settled(alone, some, method, effort)
        if isinstance(result, Proof):
            yield result
            return
        yield None


def _by_common_information(
    alone: Problem, found: Counterexample, method: Method, effort: Effort
) -> Iterator[Proof | None]:
    """By one after the other, of pairs that the last point cannot have it of."""
    adjoined: tuple[Adjoined, ...] = ()
    point = found
    for name in islice(_fresh(alone), _ADJOINED):
        points: list[tuple[tuple[Adjoined, ...], Counterexample]] = []
        for pair in _wanting(point.polymatroid, effort)[:_TRIED]:
            some = (*adjoined, _new(point.polymatroid.ground, "common information", pair, name))
            match _settled(alone, some, method, effort):
                case Proof() as proof:
                    yield _fewer(alone, proof, method, effort)
                    return
                case Counterexample() as against:
                    points.append((some, against))
            yield None
        if not points:
            return
        adjoined, point = points[0]


def _fewer(alone: Problem, proof: Proof, method: Method, effort: Effort) -> Proof:
    """A proof without those adjoined variables that are not needed, as long as effort lasts."""
    for one in proof.adjoined:
        rest = tuple(other for other in proof.adjoined if other is not one)
        if not rest or any(one.new in chain(*other.of) for other in rest):
            continue
        try:
            result = _settled(alone, rest, method, effort)
        except LimitReached:
            return proof
        proof = result if isinstance(result, Proof) else proof
    return proof


def _settled(
    alone: Problem, adjoined: tuple[Adjoined, ...], method: Method, effort: Effort
) -> Proof | Counterexample | None:
    """The one goal with these variables; None if, with them, givens contradict each other."""
    for item in shannon.decide(extended(alone, adjoined), method, effort):
        if isinstance(item, Proof):
            return replace(item, adjoined=adjoined)
        if isinstance(item, Counterexample):
            return item
    return None


def _new(ground: GroundSet, rule: Rule, groups: Sequence[Subset], name: str) -> Adjoined:
    return Adjoined(name, rule, tuple(map(ground.members, groups)))


def _fresh(problem: Problem) -> Iterator[str]:
    """Names that neither variables nor scalars have: W, W1, W2, ..."""
    taken = {*problem.ground.names, *problem.scalars}
    return (name for name in chain(["W"], map("W{}".format, count(1))) if name not in taken)


def _wanting(point: Polymatroid | SymmetricPolymatroid, effort: Effort) -> list[Pair]:
    """The disjoint pairs A, B whose common information the point cannot have, the worst first."""
    n = len(point.ground)
    size = next((size for limit, size in _SIZES.items() if n <= limit), 1)
    chosen = chain.from_iterable(combinations(range(n), k) for k in range(size + 1))
    sets = [sum(1 << i for i in some) for some in chosen]
    value = _integers(point)
    splits = _splits(sets, value)
    missing: dict[Pair, int] = {}
    for a, b in combinations(sets[1:], 2):
        if not a & b:
            effort.left()
            missing[a, b] = _missing((a, b), sets, splits, value)
    wanting = [pair for pair, amount in missing.items() if amount > 0]
    return sorted(wanting, key=lambda pair: (-missing[pair], by_size(pair[0] | pair[1]), pair))


def _integers(point: Polymatroid | SymmetricPolymatroid) -> Value:
    """A multiple of the point's joint entropies that is integral."""
    if isinstance(point, Polymatroid):
        values = point.rank
    else:
        values = tuple(value for _, value in point.rank)
    scale = lcm(*(value.denominator for value in values))
    return cache(lambda subset: int(point.value(subset) * scale))


def _splits(sets: Sequence[Subset], value: Value) -> list[Split]:
    """Those that there are among the sets, large sets first."""
    splits = []
    for s in reversed(sets):
        larger = [t for t in sets if t & s == s and t != s]
        for t, u in combinations(larger, 2):
            if t & u == s:
                splits.append((s, t, u, value(t) + value(u) - value(t | u) - value(s)))
    return splits


def _missing(pair: Pair, sets: Sequence[Subset], splits: Sequence[Split], value: Value) -> int:
    """By how much f(empty set) < I(A;B)."""
    a, b = pair
    f = {s: value(a | s) + value(b | s) - value(a | b | s) - value(s) for s in sets}
    shared = f[0]
    for _ in range(_ROUNDS):
        for s in sets:
            f[s] = min(f[s], *(f[s ^ 1 << i] for i in elements(s)), shared)
        for s, t, u, information in splits:
            f[s] = min(f[s], f[t] + f[u] + information)
    return shared - f[0]
