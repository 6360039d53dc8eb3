"""Shannon's measures that the givens force to zero, and what follows from them.

A sum of nonnegative measures that may not be positive makes each of them zero. What is zero is of
two kinds, since I(A;B|C) = H(D|C) + I(A;B|C,D) for the common part D of A and B: a functional
dependence, which makes h(S) = h(S u D) for every S that contains C, or a conditional independence.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from itip.entropy.cone import Information
from itip.entropy.expression import Constraint, Expression
from itip.entropy.groundset import GroundSet, Subset
from itip.language.ast import Linear, Measure
from itip.prover.reduction.family import Implication, close

Sum = tuple[tuple[Information, Fraction], ...]


@dataclass(frozen=True, slots=True)
class Vanishing:
    """measure = 0, because -measure = sum of shannon + weight * the given of this number."""

    measure: Information
    shannon: Sum
    given: int
    weight: Fraction


@dataclass(frozen=True, slots=True)
class Dependence:
    """H(conclusion|premise) = 0, because I(a;b|premise) = 0 and both a and b hold the conclusion.

    `independence` is a measure like that, equal to one that vanishes but for dependences found
    before this one.
    """

    rule: Implication
    independence: Information
    cause: Vanishing


@dataclass(frozen=True, slots=True)
class Independence:
    """I(a;b|given) = 0 of closed sets, a and b meeting within `given` only; equal to its cause."""

    measure: Information
    cause: Vanishing


@dataclass(frozen=True, slots=True)
class Consequences:
    """What closes a set, of the ring of sets and by dependences, and what vanishes besides."""

    ring: tuple[Implication, ...] = ()
    dependences: tuple[Dependence, ...] = ()
    independences: tuple[Independence, ...] = ()

    @property
    def implications(self) -> tuple[Implication, ...]:
        """All that closes a set, of any variables."""
        return (*self.ring, *(dependence.rule for dependence in self.dependences))


def vanishing(given: Constraint, number: int, ground: GroundSet) -> tuple[Vanishing, ...]:
    """The measures that one given forces to zero; none if it is no sum of such."""
    for sign in (1, -1) if given.sense == "=" else (-1,):
        expression = given.expression if sign == 1 else -given.expression
        written = given.written if sign == 1 else -given.written
        total = _as_written(written, ground) or _as_known(expression)
        if total:
            return tuple(_without(total, k, number, -sign) for k in range(len(total)))
    return ()


def _without(total: Sum, k: int, number: int, weight: int) -> Vanishing:
    """Of total <= 0, minus the k-th measure alone on its side."""
    measure, share = total[k]
    others = tuple((m, c / share) for m, c in (*total[:k], *total[k + 1 :]))
    return Vanishing(measure, others, number, weight / share)


def _as_written(written: Linear, ground: GroundSet) -> Sum:
    """The sum as written, if its coefficients are positive and its measures Shannon's."""
    total = []
    for term in written.terms:
        match term.quantity:
            case Measure(parts, given) if len(parts) <= 2 and term.coefficient > 0:
                a, b = ground.subset(parts[0]), ground.subset(parts[-1])
                total.append((Information(a, b, ground.subset(given)), term.coefficient))
            case _:
                return ()
    return tuple(total)


def _as_known(expression: Expression) -> Sum:
    """H(T|C), or the multi-information of sets given C, from joint entropies; () if neither."""
    if expression.scalars or expression.constant or not expression.entropies:
        return ()
    terms = dict(expression.entropies)
    plus = [s for s, c in terms.items() if c > 0]
    scale = terms[plus[0]] if plus else Fraction(0)
    top = 0
    for s in plus:
        top |= s
    common = [s for s, c in terms.items() if c < 0 and s != top]
    given = common[0] if common else 0
    expected = dict.fromkeys(plus, scale)
    if len(plus) > 1:
        expected[top] = expected.get(top, Fraction(0)) - scale
    if given:
        expected[given] = -scale * max(1, len(plus) - 1)
    if len(common) > 1 or expected != terms or any(given & ~s for s in plus):
        return ()
    return tuple(_chain(plus, given, scale))


def _chain(
    sets: Sequence[Subset], given: Subset, scale: Fraction
) -> Iterator[tuple[Information, Fraction]]:
    """Sum of I(set; the sets before it|given); of a single set, H(set|given)."""
    before = 0
    for s in sets:
        if len(sets) == 1 or before:
            yield Information(s, before or s, given), scale
        before |= s


def consequences(zeros: Sequence[Vanishing], ring: Sequence[Implication]) -> Consequences:
    """The dependences, each with what it rests on before it, and the independences besides."""
    found: list[Dependence] = []
    while True:
        rules = [*ring, *(dependence.rule for dependence in found)]
        independences = []
        before = len(found)
        for cause in zeros:
            measure = _closed(cause.measure, rules)
            common = measure.a & measure.b
            if common != measure.given:
                found.append(Dependence(Implication(measure.given, common), measure, cause))
                rules.append(found[-1].rule)
            elif measure.a != measure.given != measure.b:
                independences.append(Independence(measure, cause))
        if len(found) == before:
            return Consequences(tuple(ring), tuple(found), tuple(independences))


def _closed(measure: Information, rules: Sequence[Implication]) -> Information:
    given = close(measure.given, rules)
    return Information(close(measure.a | given, rules), close(measure.b | given, rules), given)


def ring(sets: Collection[Subset], n: int) -> tuple[Implication, ...]:
    """For each variable the smallest set of the generated ring of sets that contains it.

    The ring is closed under union and intersection. A polymatroid on it extends to all subsets by
    h(S) = h(smallest member that contains S), so that no other sets need be looked at.
    """
    rules = []
    for i in range(n):
        smallest = -1
        for s in sets:
            if s >> i & 1:
                smallest &= s
        if smallest != 1 << i and smallest >= 0:
            rules.append(Implication(1 << i, smallest))
    return tuple(rules)
