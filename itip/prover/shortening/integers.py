"""The cheapest combination by the dual simplex method in integers, with no float and no library.

Legend: a *basis* is a choice of independent columns, as many as coordinates; z[k] is the point at
which the k-th of it is 1 and the others are 0, so that the k-th weight of the goal is z[k] . goal;
y is the point at which each costs its price. A column's reduced cost is its price - y . column;
none is ever negative. While a weight is negative, its column leaves the basis for another, that
whose reduced cost falls to 0 first as y moves along z[k]. The basis begins with the coordinates
themselves, at no price, and none of those may keep a weight.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from math import gcd

from itip.prover.effort import Effort
from itip.prover.farkas import Combination, Vector
from itip.prover.shortening.question import Question

_STEPS = 20  # for each coordinate, and then no answer

Point = list[int]  # coordinates, and the value at the goal, all times the last entry, which is > 0


def cheapest(question: Question, goal: Vector, effort: Effort) -> Combination | None:
    """The cheapest combination of a question's columns that is the goal; None if none is found."""
    basis = _Basis(question, goal)
    for _ in range(_STEPS * question.height):
        effort.left()
        k = basis.leaving()
        if k is None:
            return basis.combination()
        r = basis.entering(k)
        if r is None:
            return None
        basis.exchange(k, r)
    return None


class _Basis:
    """A basis with its points; label r >= 0 is column r, -1 a coordinate."""

    __slots__ = ("_columns", "_labels", "_points", "_prices", "_question", "_y")

    def __init__(self, question: Question, goal: Vector) -> None:
        height = question.height
        self._question = question
        self._columns: tuple[Vector, ...] = (
            *question.others,
            *question.free,
            *({c: -value for c, value in vector.items()} for vector in question.free),
        )
        count = len(question.prices)
        self._prices = question.prices + question.prices[count - len(question.free) :]
        self._labels = [-1] * height
        self._points: list[Point] = []
        for c in range(height):
            point = [0] * height + [goal.get(c, 0), 1]
            point[c] = 1
            self._points.append(point)
        self._y: Point = [0] * (height + 1) + [1]

    def leaving(self) -> int | None:
        """The place of the weight that is wrong by most, for the length of its point."""
        best, choice = Fraction(0), None
        for k, (label, point) in enumerate(zip(self._labels, self._points, strict=True)):
            value = point[-2]
            if value < 0 or (value and label < 0):
                wrong = Fraction(value * value, sum(x * x for x in point[:-2]))
                if wrong > best:
                    best, choice = wrong, k
        return choice

    def entering(self, k: int) -> int | None:
        """The column whose reduced cost falls to 0 first along the k-th point, of the goal < 0."""
        point = self._points[k]
        sign = -1 if point[-2] < 0 else 1
        reduced = self._reduced_cost()
        cost, fall, choice = 0, 0, None
        for r, value in enumerate(self._values(point)):
            falls = sign * value
            if falls > 0:
                here = reduced(r)
                ahead = here * fall - cost * falls
                if choice is None or ahead < 0 or (not ahead and falls > fall):
                    cost, fall, choice = here, falls, r
        return choice

    def exchange(self, k: int, r: int) -> None:
        """Let column r take the k-th place in the basis."""
        column = self._column(r)
        values = [_dot(column, point) for point in self._points]
        moving, p = self._points[k], values[k]
        if p < 0:
            moving, p = [-x for x in moving[:-1]] + moving[-1:], -p
        price = self._prices[r] * self._y[-1] - _dot(column, self._y)
        self._y = _combined(self._y, p, moving, price)
        for other, value in enumerate(values):
            if value and other != k:
                self._points[other] = _combined(self._points[other], p, moving, -value)
        self._points[k] = _reduced([*moving[:-1], p])
        self._labels[k] = r

    def combination(self) -> Combination:
        """The weights, of which none is wrong."""
        count, free = len(self._question.prices), len(self._question.free)
        weights: dict[int, Fraction] = {}
        for label, point in zip(self._labels, self._points, strict=True):
            if label >= 0 and point[-2]:
                weight = Fraction(point[-2], point[-1])
                negative = label >= count
                weights[label - free * negative] = -weight if negative else weight
        return Combination(weights)

    def _values(self, point: Point) -> list[int]:
        """The products of a point, times its last entry, and all columns."""
        h = [_dot(vector, point) for vector in self._question.images]
        values = [h[i] + h[j] - h[u] - h[s] for i, j, u, s in self._question.places]
        return values + [_dot(vector, point) for vector in self._columns]

    def _reduced_cost(self) -> Callable[[int], int]:
        """Of a column its reduced cost, times the last entry of y."""
        h = [_dot(vector, self._y) for vector in self._question.images]
        places, scale = self._question.places, self._y[-1]

        def of(r: int) -> int:
            if r < len(places):
                i, j, u, s = places[r]
                return self._prices[r] * scale - h[i] - h[j] + h[u] + h[s]
            return self._prices[r] * scale - _dot(self._columns[r - len(places)], self._y)

        return of

    def _column(self, r: int) -> Vector:
        places, images = self._question.places, self._question.images
        if r >= len(places):
            return self._columns[r - len(places)]
        column: Vector = {}
        for k, sign in zip(places[r], (1, 1, -1, -1), strict=True):
            for c, value in images[k].items():
                column[c] = column.get(c, 0) + sign * value
        return column


def _dot(vector: Vector, point: Sequence[int]) -> int:
    return sum(value * point[c] for c, value in vector.items())


def _combined(point: Point, p: int, moving: Point, q: int) -> Point:
    """The point + q/p of the moving one, p > 0, where neither's last entry counts in q and p."""
    if not q:
        return point
    result = [p * a + q * b for a, b in zip(point, moving, strict=True)]
    result[-1] = p * point[-1]
    return _reduced(result)


def _reduced(point: Point) -> Point:
    common = gcd(*point)
    return point if common == 1 else [x // common for x in point]
