"""Evidence for a reduced problem turned into evidence for the problem before the reduction.

A combination over the coordinates equals its goal only up to what the reduction identified. Each
such step is a vanishing measure or a given; `proof` puts them back. A vanishing measure with
a negative weight is replaced by what made it vanish: the rule, and in the end the givens.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from heapq import heapify, heappop, heappush

from itip.entropy.cone import Information
from itip.entropy.expression import Expression
from itip.entropy.groundset import Subset, by_size
from itip.errors import LimitReached
from itip.evidence import Classes
from itip.prover.effort import Effort
from itip.prover.reduction.averaging import average, spread
from itip.prover.reduction.chaining import chained
from itip.prover.reduction.coordinates import Reduction
from itip.prover.reduction.family import close
from itip.prover.reduction.independence import Elemental
from itip.prover.reduction.quotient import Rows, parts
from itip.prover.reduction.vanishing import Dependence, Vanishing

Weights = dict[Information, Fraction]


@dataclass(frozen=True, slots=True)
class Summands:
    """Weights of a reduction's rows by number, of its equalities, and of its problem's givens."""

    rows: Mapping[int, Fraction]
    equalities: Mapping[Elemental, Fraction]
    givens: Mapping[int, Fraction]


@dataclass(slots=True)
class _Sum:
    """A proof in the making: `rest` is the goal less all that was added, over joint entropies."""

    reduction: Reduction
    rest: dict[Subset, Fraction]
    shannon: Weights = field(default_factory=dict)
    givens: dict[int, Fraction] = field(default_factory=dict)

    def add(self, term: Information, weight: Fraction) -> None:
        coordinates = term.coordinates()
        if weight and coordinates:
            a, b = sorted((term.a & ~term.given, term.b & ~term.given))
            term = Information(a, b, term.given)
            self.shannon[term] = self.shannon.get(term, Fraction(0)) + weight
            for s, value in coordinates.items():
                self._take(s, weight * value)

    def add_given(self, number: int, weight: Fraction) -> None:
        self.givens[number] = self.givens.get(number, Fraction(0)) + weight
        for s, value in self.reduction.problem.givens[number].expression.entropies:
            self._take(s, weight * value)

    def subtract(self, cause: Vanishing, weight: Fraction) -> None:
        """Add -measure, by its cause."""
        for term, share in cause.shannon:
            self.add(term, weight * share)
        self.add_given(cause.given, weight * cause.weight)

    def put_off(self, dependence: Dependence, weight: Fraction) -> None:
        """Count -weight H(conclusion|premise) as added, though it is not yet."""
        self._take(dependence.rule.conclusion, -weight)
        self._take(dependence.rule.premise, weight)

    def of(self, subset: Subset) -> Fraction:
        """The coefficient that is left; that of h(empty) = 0 makes the sum of all of them 0."""
        if not subset:
            return -sum(self.rest.values(), Fraction(0))
        return self.rest.get(subset, Fraction(0))

    def _take(self, subset: Subset, amount: Fraction) -> None:
        left = self.rest.get(subset, Fraction(0)) - amount
        if left and subset:
            self.rest[subset] = left
        else:
            self.rest.pop(subset, None)


def proof(
    reduction: Reduction,
    goal: Expression,
    summands: Summands,
    effort: Effort,
) -> tuple[Weights, dict[int, Fraction], Classes]:
    """The measures and givens, of the problem before reduction, that add up to the goal.

    Where there are classes, they do so when averaged over all permutations within them.
    """
    total = _Sum(reduction, dict(goal.entropies))
    for number, weight in summands.givens.items():
        total.add_given(number, weight)
    names = tuple(part.tolist() for part in reduction.quotient.rows)
    for row, weight in summands.rows.items():
        total.add(information(reduction, (names[0][row], names[1][row], names[2][row])), weight)
    pending = dict(summands.equalities)
    _uneliminate(total, pending, effort)
    _unvanish(total, pending, effort)
    _unclose(total, effort)
    if not total.rest:
        return chained(total.shannon), total.givens, ()
    unchanged = reduction.symmetries
    means = average(total.shannon, unchanged.automorphisms, effort)
    return (
        means if unchanged.classes else chained(means),
        spread(reduction.problem, total.givens, unchanged.generators),
        unchanged.classes,
    )


def information(reduction: Reduction, elemental: Elemental) -> Information:
    """I(t;u|c) of the closed sets of a family; with t = -1, H(u|c)."""
    t, u, c = elemental
    given = int(reduction.family.members[c])
    if t < 0:
        whole = int(reduction.family.members[u])
        return Information(whole, whole, given)
    implications = reduction.consequences.implications
    a, b = (close(given | x, implications) for x in _variables(reduction, elemental))
    return Information(a, b, given)


def _variables(reduction: Reduction, elemental: Elemental) -> tuple[Subset, Subset]:
    """The next variable of block t, and that of block u besides, as sets of one."""
    t, u, c = elemental
    given, blocks = int(reduction.family.members[c]), reduction.family.blocks
    rest = blocks[t] & ~given
    i = rest & -rest
    rest = blocks[u] & ~(given | i)
    return i, rest & -rest


def _members(reduction: Reduction, elemental: Elemental) -> dict[int, int]:
    """The members of h(ct) + h(cu) - h(ctu) - h(c), with their coefficients."""
    import numpy as np  # noqa: PLC0415

    rows: Rows = tuple(np.array([x]) for x in elemental)  # type: ignore[assignment]
    total: dict[int, int] = {}
    for member, sign in zip(parts(reduction.family, rows), (1, 1, -1, -1), strict=True):
        total[int(member[0])] = total.get(int(member[0]), 0) + sign
    return total


def _uneliminate(total: _Sum, pending: dict[Elemental, Fraction], effort: Effort) -> None:
    """Find the vanishing elementals, into `pending`, and the givens h(S) = h(T) that are used."""
    reduction = total.reduction
    sizes, by = reduction.family.sizes, reduction.quotient.eliminated
    rest: dict[int, Fraction] = {}

    def put(amounts: Mapping[int, Fraction | int], factor: Fraction) -> None:
        for m, value in amounts.items():
            rest[m] = rest.get(m, Fraction(0)) + factor * value
            if not rest[m] or not m:
                del rest[m]

    for s, value in total.rest.items():
        put({reduction.family.index(s): value}, Fraction(1))
    for elemental, weight in pending.items():
        put(_members(reduction, elemental), -weight)
    while rest:
        effort.left()
        m = max(rest, key=lambda m: (sizes[m], m))
        stands = int(reduction.labels.label[m])
        amount = rest[m]
        if stands != m:
            for number, weight in reduction.labels.route(m):
                total.add_given(number, amount * weight)
            put({m: -amount, stands: amount}, Fraction(1))
            continue
        if by.plus[0][m] < 0:
            raise LimitReached("a proof of the reduced problem could not be carried back")
        elemental = (int(by.by[0][m]), int(by.by[1][m]), int(by.by[2][m]))
        members = _members(reduction, elemental)
        factor = amount / members[m]
        pending[elemental] = pending.get(elemental, Fraction(0)) + factor
        put(members, -factor)


def _unvanish(total: _Sum, pending: dict[Elemental, Fraction], effort: Effort) -> None:
    """Add each vanishing elemental, those of negative weight by what made them vanish."""
    vanished = total.reduction.vanished

    def put(elemental: Elemental, weight: Fraction) -> None:
        t, u, c = elemental
        key = (min(t, u), max(t, u), c)
        pending[key] = pending.get(key, Fraction(0)) + weight

    while True:
        negative = [e for e, weight in pending.items() if weight < 0]
        if not negative:
            break
        effort.left()
        elemental = max(negative, key=lambda e: vanished.moment(*e))
        weight = pending.pop(elemental)
        moment = vanished.moment(*elemental)
        if moment == 0:
            _by_independence(total, elemental, -weight)
        elif moment > 0:
            beside, (first, second) = vanished.because(*elemental)
            put(beside, -weight)
            put(first, weight)
            put(second, weight)
    for elemental, weight in pending.items():
        if vanished.moment(*elemental) >= 0:
            total.add(information(total.reduction, elemental), weight)


def _by_independence(total: _Sum, elemental: Elemental, weight: Fraction) -> None:
    """Add -weight I(i;j|K), where I(a;b|given) = 0 and given <= K <= a u b.

    I(a;b|given) = I(Ka;b|given) + I(a;Kb|given,Ka) + I(i;j|K) + I(i;b|Kj) + I(a;b|Ki), where Ka
    and Kb are what K has of a and b.
    """
    reduction = total.reduction
    i, j = (close(x, reduction.consequences.ring) for x in _variables(reduction, elemental))
    K = int(reduction.family.members[elemental[2]])
    implications = reduction.consequences.implications
    for independence in reduction.consequences.independences:
        a, b, given = (
            independence.measure.a,
            independence.measure.b,
            independence.measure.given,
        )
        if i & ~b == 0 and j & ~a == 0:
            a, b = b, a
        inside = K & (a | b)
        outside = i & ~a | j & ~b | given & ~K
        if outside or close(inside, implications) != K:
            continue
        K = inside
        total.subtract(independence.cause, weight)
        total.add(Information(K & a, b, given), weight)
        total.add(Information(a, K & b, given | K & a), weight)
        total.add(Information(i, b, K | j), weight)
        total.add(Information(a, b, K | i), weight)
        return
    raise LimitReached("a proof of the reduced problem could not be carried back")


def _unclose(total: _Sum, effort: Effort) -> None:
    """Close the sets that are left, then show the dependences that did, the last one first.

    One rests on those before it only, so that each is shown once.
    """
    dependences = total.reduction.consequences.dependences
    owed: dict[int, Fraction] = {}
    _close_sets(total, owed, effort)
    while owed:
        number = max(owed)
        _show(total, dependences[number], owed.pop(number))
        _close_sets(total, owed, effort)


def _close_sets(total: _Sum, owed: dict[int, Fraction], effort: Effort) -> None:
    """Close the sets that are left, the smallest first, each by the first dependence that can.

    h(S) = h(S u T) - H(T|S), and -H(T|S) = I(S;T|premise) - H(T|premise), which is owed.
    """
    dependences = total.reduction.consequences.dependences
    waiting = [by_size(s) for s in total.rest]
    if total.reduction.family.members[0]:
        waiting.append((0, 0))
    heapify(waiting)
    while waiting:
        effort.left()
        _, s = heappop(waiting)
        weight = total.of(s)
        number = next((k for k, d in enumerate(dependences) if _opens(d, s)), None)
        if not weight or number is None:
            continue
        rule = dependences[number].rule
        if weight < 0:
            total.add(Information(rule.conclusion, rule.conclusion, s), -weight)
        else:
            total.add(Information(s, rule.conclusion, rule.premise), weight)
            total.put_off(dependences[number], weight)
            owed[number] = owed.get(number, Fraction(0)) + weight
        heappush(waiting, by_size(s | rule.conclusion))


def _show(total: _Sum, dependence: Dependence, weight: Fraction) -> None:
    """Add -weight H(T|premise), where I(a;b|premise) = H(T|premise) + I(a;b|T)."""
    total.put_off(dependence, -weight)
    a, b = dependence.independence.a, dependence.independence.b
    total.add(Information(a, b, dependence.rule.conclusion), weight)
    total.subtract(dependence.cause, weight)


def _opens(dependence: Dependence, subset: Subset) -> bool:
    rule = dependence.rule
    return rule.premise & ~subset == 0 and rule.conclusion & ~subset != 0
