"""Farkas' question settled by the simplex method in integers, with no float and no library.

Legend: x is a point, s[r] = x . generator[r] its slack at generator r. All slacks and coordinates
of x are written over a `basis` of independent ones, the columns; a row of the tableau

    den * value = sum over k of row[k] * basis[k]

holds integers only, `den` > 0 being its last. Written so, the goal x . goal shows its answer.
Where its row is >= 0 it *is* the combination. Where column k is negative in it and no slack falls
as basis[k] grows, that column *is* a separator. Otherwise basis[k] changes places with a falling
slack. The cone has its apex at 0, so every basis is feasible and no step moves the point; what
ends the search is a rule of choice that cannot cycle (Bland 1977).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from math import gcd, lcm

from itip.prover.effort import Effort
from itip.prover.farkas import Answer, Combination, Separator, Vector, primitive

Row = list[int]

_GOAL = -(1 << 60)  # the label of the goal's row: neither a slack's nor a coordinate's


class Tableau:
    """A cone's slacks over a changing basis; label r >= 0 is slack r, ~c is coordinate c.

    Rows are replaced, never changed, so that `extended` can share them.
    """

    __slots__ = ("_basis", "_free", "_rows", "_size")

    def __init__(self, height: int) -> None:
        """The cone of no generators: the basis is the coordinates themselves."""
        self._basis = [~c for c in range(height)]
        self._rows: dict[int, Row] = {}
        self._free: frozenset[int] = frozenset()
        self._size = 0

    def extended(
        self,
        coordinates: int,
        vectors: Sequence[Vector],
        free: Sequence[Vector] = (),
        *,
        effort: Effort = Effort(),  # noqa: B008  frozen
    ) -> Tableau:
        """The same cone with further coordinates and generators (numbered on from its own)."""
        new = Tableau(0)
        height = len(self._basis)
        new._basis = self._basis + [~c for c in range(height, height + coordinates)]
        zeros = [0] * coordinates
        new._rows = dict(self._rows)
        if coordinates:
            new._rows = {r: [*row[:-1], *zeros, row[-1]] for r, row in self._rows.items()}
        first = self._size
        for r, vector in enumerate((*vectors, *free), first):
            effort.left()
            new._rows[r] = new._express(vector)
        new._size = first + len(vectors) + len(free)
        fresh = range(first + len(vectors), new._size)
        new._free = self._free.union(fresh)
        new._take(fresh, effort, anywhere=True)
        new._take(range(new._size), effort)
        for r in fresh:
            new._rows.pop(r, None)  # what is left is zero wherever the others are
        return new

    def settle(self, goal: Vector, effort: Effort) -> Answer:
        """Write the goal as a combination of the generators, or separate it from them."""
        self._rows[_GOAL] = self._express(goal)
        try:
            greedy = 60 + 2 * len(self._basis)
            while True:
                row = self._rows[_GOAL]
                k = self._entering(row, greedy=greedy > 0)
                if k is None:
                    return self._combination(row)
                falling = [r for r, t in self._rows.items() if r >= 0 and t[k] < 0]
                if not falling or self._basis[k] < 0:
                    return self._separator(k, -1 if row[k] > 0 else 1)
                effort.left()
                self._pivot(self._leaving(row, falling, k) if greedy > 0 else min(falling), k)
                greedy -= 1
        finally:
            self._rows.pop(_GOAL, None)

    def _entering(self, row: Row, *, greedy: bool) -> int | None:
        """A column in which the goal falls: the steepest, or by Bland's rule the first label."""
        falling = []
        for k, label in enumerate(self._basis):
            if label < 0 and row[k]:
                return k
            if row[k] < 0 and label not in self._free:
                falling.append((row[k] if greedy else label, k))
        return min(falling)[1] if falling else None

    def _leaving(self, row: Row, falling: list[int], k: int) -> int:
        """The slack whose exchange for column k leaves the goal's row the least negative."""
        free = [j for j, label in enumerate(self._basis) if label in self._free]
        best, choice = None, falling[0]
        for r in falling:
            slack = self._rows[r]
            p, q = -slack[k], row[k]
            after = [p * a + q * b for a, b in zip(row, slack, strict=True)]
            after[k] = after[-1] = 0
            for j in free:
                after[j] = 0
            loss = Fraction(sum(a for a in after if a < 0), p)
            if best is None or loss > best:
                best, choice = loss, r
                if not loss:
                    break
        return choice

    def _combination(self, row: Row) -> Combination:
        den = row[-1]
        return Combination(
            {label: Fraction(a, den) for label, a in zip(self._basis, row, strict=False) if a}
        )

    def _separator(self, k: int, sign: int) -> Separator:
        """The point at which basis[k] is `sign` and the rest of the basis is 0."""
        point = [Fraction(0)] * len(self._basis)
        for label, row in self._rows.items():
            if _GOAL < label < 0:
                point[~label] = Fraction(sign * row[k], row[-1])
        if self._basis[k] < 0:
            point[~self._basis[k]] = Fraction(sign)
        return Separator(primitive(point))

    def _express(self, vector: Vector) -> Row:
        """The row of x . vector over the present basis."""
        place = {label: k for k, label in enumerate(self._basis) if label < 0}
        row = [0] * len(self._basis) + [1]
        for c, coefficient in vector.items():
            if ~c in place:
                row[place[~c]] += coefficient * row[-1]
                continue
            other = self._rows[~c]
            den = lcm(row[-1], other[-1])
            p, q = den // row[-1], coefficient * (den // other[-1])
            row = [p * a + q * b for a, b in zip(row, other, strict=True)]
            row[-1] = den
        return _reduced(row)

    def _take(self, labels: Iterable[int], effort: Effort, *, anywhere: bool = False) -> None:
        """Bring slacks into the basis for coordinates (or, `anywhere`, for slacks not free)."""
        for r in labels:
            row = self._rows.get(r)
            if row is None:
                continue
            columns = [
                (label >= 0, abs(row[k]), k)
                for k, label in enumerate(self._basis)
                if row[k] and (label < 0 or (anywhere and label not in self._free))
            ]
            if columns:
                effort.left()
                self._pivot(r, min(columns)[-1])

    def _pivot(self, label: int, k: int) -> None:
        """Let the value of a row change places with the basis' k-th."""
        row = self._rows.pop(label)
        p = row[k]
        new = [-a for a in row] if p > 0 else list(row)
        p, new[k], new[-1] = abs(p), row[-1] if p > 0 else -row[-1], abs(p)
        entries = [(j, a) for j, a in enumerate(new[:-1]) if a]
        for other, target in self._rows.items():
            f = target[k]
            if f:
                self._rows[other] = _substituted(target, f, entries, p, k)
        self._rows[self._basis[k]] = new
        self._basis[k] = label


def _substituted(target: Row, f: int, entries: list[tuple[int, int]], p: int, k: int) -> Row:
    """The target row with f times column k replaced by f/p times the new row."""
    g = gcd(f, p)
    if p == g:
        result = target.copy()
        f //= p
    else:
        f, p = f // g, p // g
        result = [p * a for a in target]
    result[k] = 0
    for j, a in entries:
        result[j] += f * a
    return result if result[-1] == 1 else _reduced(result)


def _reduced(row: Row) -> Row:
    g = gcd(*row)
    return row if g == 1 else [a // g for a in row]
