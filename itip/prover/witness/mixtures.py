"""Independent sums of random variables from a small lattice, found by an integer program.

A sum takes x[c] independent copies of each of C assignments to the lattice, so its entropies are
the sums of theirs. They are rational combinations of the logarithms of P primes, and these are
linearly independent: an equation holds of a sum if it does for each prime by itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from itip.prover.effort import Effort
from itip.prover.lp.quiet import quiet
from itip.prover.witness.assignments import joined
from itip.prover.witness.lattices import Lattice, independent, partitions, subspaces
from itip.prover.witness.question import Floats, Found, Integers, Question
from itip.prover.witness.scalars import valued

_ALL = 80_000  # assignments, at most, of which the program's columns are made
_VALUES = 1 << 22  # of their rows
_COLUMNS = 8000  # with more, the program's time limit is not kept
_OUTCOMES = 12  # binary logarithm of their greatest number
_MARGIN = 1e-4  # by which the goal is to be violated
_PLACES = 9  # to which values are compared
_SECONDS = 2  # for one program


@dataclass(frozen=True, slots=True)
class _Columns:
    """Assignments, n x C, of different values: values[r, p, c] log2(primes[p]), summed over p.

    `outcomes[c]` is the binary logarithm of their number. The first prime is 2.
    """

    lattice: Lattice
    assignments: Integers
    outcomes: Floats
    primes: tuple[int, ...]
    values: Floats


def search(question: Question, effort: Effort) -> Found | None:
    """A sum of variables from one small lattice, with values of the scalars, if any is found."""
    for lattice in _lattices(question):
        effort.left()
        columns = _columns(question, lattice)
        numbers = _numbers(question, columns, effort)
        found = None if numbers is None else _sum(question, columns, numbers)
        if found is not None:
            return found
    return None


def _lattices(question: Question) -> Iterator[Lattice]:
    """Those in which not too many assignments are possible."""
    n, most = len(question.problem.ground), min(_ALL, _VALUES // len(question.rows))
    linear = (subspaces(q, d) for q, d in ((2, 1), (2, 2), (2, 3), (3, 2)))
    for lattice in (*linear, partitions(1, 1, 1, 1)):
        if len(lattice) ** n <= most:
            yield lattice


def _columns(question: Question, lattice: Lattice) -> _Columns:
    """The assignments of few outcomes; of those with the same values, one with fewest."""
    n = len(question.problem.ground)
    assignments = np.indices((len(lattice),) * n).reshape(n, len(lattice) ** n)
    everything = joined(lattice, assignments, [question.problem.ground.everything])[0]
    outcomes = np.log2(lattice.labels.max(axis=1) + 1)[everything]
    order = np.argsort(outcomes, kind="stable")
    joins = joined(lattice, assignments[:, order], question.subsets)
    primes, logarithms = _logarithms(lattice)
    values = np.stack([question.rows @ part[joins] for part in logarithms], axis=1)
    marks = np.tensordot(np.random.default_rng(0).random(values.shape[:2]), values, axes=2)
    kept = np.unique(np.round(marks, _PLACES), return_index=True)[1]
    kept = np.sort(kept[values[:, :, kept].any(axis=(0, 1))])[:_COLUMNS]
    chosen = order[kept]
    return _Columns(lattice, assignments[:, chosen], outcomes[chosen], primes, values[:, :, kept])


def _logarithms(lattice: Lattice) -> tuple[tuple[int, ...], Floats]:
    """Primes, and for each the coefficient of its logarithm in the entropy of every element.

    With blocks of weights w, and W the weight of all, h = log2(W) - sum of w / W log2(w).
    """
    whole = int(lattice.weights.sum())
    primes = tuple(p for p in range(2, whole + 1) if all(p % k for k in range(2, p)))
    blocks = np.array([np.bincount(row, lattice.weights, whole) for row in lattice.labels])
    sizes = blocks.astype(np.int64)
    exponents = np.array([[_exponent(p, w) for w in range(whole + 1)] for p in primes])
    parts = exponents[:, [whole]] - (exponents[:, sizes] * sizes).sum(axis=2) / whole
    used = [k for k, p in enumerate(primes) if p == 2 or parts[k].any()]
    return tuple(primes[k] for k in used), parts[used]


def _exponent(p: int, w: int) -> int:
    """How often p divides w; 0 for w = 0."""
    return 0 if w == 0 or w % p else 1 + _exponent(p, w // p)


def _numbers(question: Question, columns: _Columns, effort: Effort) -> Integers | None:
    """How many copies of each assignment answer, as far as floats tell, in few outcomes."""
    from scipy.optimize import Bounds, LinearConstraint, milp  # noqa: PLC0415  0.3 s to import

    count, free = len(columns.outcomes), question.scalars.shape[1]
    if not count + free:
        return None
    left = effort.left()
    with quiet():
        result = milp(
            np.append(columns.outcomes, np.zeros(free)),
            integrality=np.repeat([1, 0], [count, free]),
            bounds=Bounds(np.repeat([0, -np.inf], [count, free])),
            constraints=LinearConstraint(*_program(question, columns)),
            options={"time_limit": _SECONDS if left is None else min(left, _SECONDS)},
        )
    return None if result.x is None else np.rint(result.x[:count]).astype(np.int64)


def _program(question: Question, columns: _Columns) -> tuple[Floats, Floats, Floats]:
    """Rows over the numbers of copies, then the scalars; their lower and their upper bounds."""
    equal, free = question.equal, question.scalars.shape[1]
    sums = np.tensordot(np.log2(columns.primes), columns.values, axes=(0, 1))
    sides = np.hstack([sums[~equal], question.scalars[~equal]])
    low, high = -question.constants[~equal], np.full(len(sides), np.inf)
    low[0], high[0] = -np.inf, low[0] - _MARGIN
    rows = [np.append(columns.outcomes, np.zeros(free))[None], sides]
    lows, highs = [np.array([-np.inf]), low], [np.array([_OUTCOMES]), high]
    for k in range(len(columns.primes)):
        share = float(k == 0)  # scalars and constants are bits, multiples of log2(2)
        rows.append(np.hstack([columns.values[equal, k], share * question.scalars[equal]]))
        lows.append(-share * question.constants[equal])
        highs.append(lows[-1])
    return np.vstack(rows), np.concatenate(lows), np.concatenate(highs)


def _sum(question: Question, columns: _Columns, numbers: Integers) -> Found | None:
    """The sum of these numbers of copies, with values of the scalars, if it answers."""
    chosen = np.repeat(np.arange(len(numbers)), numbers)
    parts = [(columns.lattice, columns.assignments[:, c].tolist()) for c in chosen]
    variables = independent(question.problem.ground, parts)
    bits = np.log2(columns.primes)
    values = (bits @ columns.values[:, :, chosen]).sum(axis=-1) + question.constants
    for scalars in valued(question, values):
        if question.answered(variables, scalars):
            return variables, scalars
    return None
