"""A smaller distribution that answers the same question, by steps that are checked one by one."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import gcd, lcm

from itip.entropy.distribution import Distribution, Value
from itip.prover.effort import Effort
from itip.prover.witness.question import Found, Question

Outcomes = tuple[tuple[tuple[Value, ...], int], ...]
"""Outcomes with integer weights."""

_STEPS = 1000  # that are tried


def simpler(question: Question, found: Found, effort: Effort) -> Found:
    """What was found, or random variables with fewer outcomes, values and digits that do as well.

    Variables are made constant, values merged, outcomes dropped and weights made simple, as long
    as that helps and the effort lasts. The scalars stay as they are.
    """
    distribution, scalars = found
    ground, outcomes, left = distribution.ground, _integers(distribution), _STEPS
    again = True
    while again:
        again = False
        for step in _steps(outcomes):
            left -= 1
            if left < 0 or not effort.lasts():
                break
            if question.answered(Distribution.of(ground, step), scalars):
                outcomes, again = step, True
                break
    return Distribution.of(ground, _relabelled(outcomes)), scalars


def _integers(distribution: Distribution) -> Outcomes:
    whole = lcm(*(p.denominator for _, p in distribution.outcomes))
    return tuple((values, int(p * whole)) for values, p in distribution.outcomes)


def _steps(outcomes: Outcomes) -> Iterator[Outcomes]:
    """Simpler distributions, those that gain most first."""
    n = len(outcomes[0][0])
    alphabets = [sorted({v[i] for v, _ in outcomes}, key=str) for i in range(n)]
    for i, alphabet in enumerate(alphabets):
        if len(alphabet) > 1:
            yield _replaced(outcomes, i, dict.fromkeys(alphabet, alphabet[0]))
    if len({weight for _, weight in outcomes}) > 1:
        yield tuple((values, 1) for values, _ in outcomes)
    for i, alphabet in enumerate(alphabets):
        for value in alphabet[1:] if len(alphabet) > 2 else ():
            for other in alphabet[: alphabet.index(value)]:
                yield _replaced(outcomes, i, {value: other})
    for k in range(len(outcomes) if len(outcomes) > 1 else 0):
        yield outcomes[:k] + outcomes[k + 1 :]
    yield from _lighter(outcomes)


def _replaced(outcomes: Outcomes, i: int, image: dict[Value, Value]) -> Outcomes:
    """Values of the i-th variable replaced by others; outcomes that become equal added up."""
    result: dict[tuple[Value, ...], int] = {}
    for values, weight in outcomes:
        key = (*values[:i], image.get(values[i], values[i]), *values[i + 1 :])
        result[key] = result.get(key, 0) + weight
    return tuple(result.items())


def _lighter(outcomes: Outcomes) -> Iterator[Outcomes]:
    """The same outcomes with smaller integers near their weights, the smallest first."""
    whole, divisor = sum(w for _, w in outcomes), gcd(*(w for _, w in outcomes))
    total = len(outcomes)
    seen = {tuple(w for _, w in outcomes)}
    while total < whole // divisor and total <= 64 * len(outcomes):
        weights = tuple(max(1, round(Fraction(w * total, whole))) for _, w in outcomes)
        if weights not in seen:
            seen.add(weights)
            yield tuple((values, w) for (values, _), w in zip(outcomes, weights, strict=True))
        total += 1 + total // 8


def _relabelled(outcomes: Outcomes) -> Outcomes:
    """The values of each variable renamed 0, 1, 2, ... as they first occur; outcomes sorted."""
    names: list[dict[Value, int]] = [{} for _ in outcomes[0][0]]
    result = []
    for values, weight in sorted(outcomes, key=lambda outcome: (-outcome[1], str(outcome[0]))):
        renamed = tuple(f.setdefault(x, len(f)) for f, x in zip(names, values, strict=True))
        result.append((renamed, weight))
    return tuple(sorted(result))
