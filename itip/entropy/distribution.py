"""Joint distributions with rational probabilities, their entropies, and the signs of these.

An entropy of such a distribution is a sum of rational multiples of logarithms of integers. The
signs of these sums are decided in integers; there is no tolerance.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache
from math import gcd, lcm

from itip.entropy.expression import Constraint, Expression
from itip.entropy.groundset import GroundSet, Subset, elements
from itip.errors import ItipError

Value = int | str
"""What a random variable may take; 0 and "0" are two values."""

_PRECISION = 64  # bits after the point of the first interval


@dataclass(frozen=True, slots=True)
class LogSum:
    """A real number, sum of coefficient * log2(k) / scale, over distinct integers k > 1."""

    terms: tuple[tuple[int, int], ...]
    scale: int = 1

    @classmethod
    def of(cls, terms: Mapping[int, int | Fraction]) -> LogSum:
        """The sum of coefficient * log2(k) over any positive integers k."""
        scale = lcm(*(c.denominator for c in terms.values()))
        numbers = ((k, c.numerator * (scale // c.denominator)) for k, c in terms.items() if k > 1)
        return cls(tuple((k, c) for k, c in numbers if c), scale)

    def coprime(self) -> LogSum:
        """The same number, over 2 and odd integers that are pairwise coprime.

        Logarithms of coprime integers are linearly independent over the rationals, since integers
        factor in one way only. So, as no coefficient is 0, the number is 0 only if there is no
        term, and rational only if there is none but that of 2.
        """
        return LogSum(tuple(self._bases()), self.scale)

    def sign(self) -> int:
        """-1, 0 or 1."""
        number, precision = self, _PRECISION
        while number.terms:
            low, high = number._interval(precision)
            if low > 0 or high < 0:
                return 1 if low > 0 else -1
            number, precision = self.coprime() if number is self else number, 2 * precision
        return 0

    def rational(self) -> Fraction | None:
        """The number, if it is rational."""
        two = 0
        for base, exponent in self._bases():
            if base != 2:
                return None
            two = exponent
        return Fraction(two, self.scale)

    def rounded(self, places: int) -> str:
        """The number in decimals, rounded to the nearest; halves away from zero."""
        precision = _PRECISION
        while True:
            interval, two = self._interval(precision), _ln(2, precision)
            ends = [Fraction(end * 10**places, ln * self.scale) for end in interval for ln in two]
            if _nearest(min(ends)) == _nearest(max(ends)):
                return _decimal(_nearest(min(ends)), places)
            known = self.rational()
            if known is not None:
                return _decimal(_nearest(known * 10**places), places)
            precision *= 2

    def _bases(self) -> Iterator[tuple[int, int]]:
        """The terms of `coprime`, each as soon as it is known, that of 2 before all others."""
        left = {2: 0, **dict(self.terms)}
        while left:
            base, exponent, rest = _base(left), 0, dict[int, int]()
            for k, coefficient in left.items():
                reduced = k
                while reduced % base == 0:
                    reduced //= base
                    exponent += coefficient
                if reduced > 1:
                    rest[reduced] = rest.get(reduced, 0) + coefficient
            left = {k: coefficient for k, coefficient in rest.items() if coefficient}
            if exponent:
                yield base, exponent

    def _interval(self, precision: int) -> tuple[int, int]:
        """Integers that enclose 2^precision * sum of coefficient * ln(k)."""
        low = high = 0
        for k, coefficient in self.terms:
            below, above = _ln(k, precision)
            low += coefficient * (below if coefficient > 0 else above)
            high += coefficient * (above if coefficient > 0 else below)
        return low, high


@dataclass(frozen=True, slots=True)
class Distribution:
    """A joint distribution: the outcomes, a value for each variable, that have a probability > 0.

    The probabilities sum to 1, and no outcome is listed twice. The joint entropy of a set S is
    h(S) = - sum of p(s) log2 p(s) over the values s of the variables in S, in bits.
    """

    ground: GroundSet
    outcomes: tuple[tuple[tuple[Value, ...], Fraction], ...]
    _whole: int = field(init=False, repr=False, compare=False)
    _weights: tuple[int, ...] = field(init=False, repr=False, compare=False)
    _columns: tuple[tuple[Value, ...], ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        whole = lcm(*(p.denominator for _, p in self.outcomes))
        weights = tuple(p.numerator * (whole // p.denominator) for _, p in self.outcomes)
        columns = tuple(zip(*(values for values, _ in self.outcomes), strict=True))
        object.__setattr__(self, "_whole", whole)
        object.__setattr__(self, "_weights", weights)
        object.__setattr__(self, "_columns", columns)

    @classmethod
    def of(
        cls, ground: GroundSet, weights: Iterable[tuple[tuple[Value, ...], int | Fraction]]
    ) -> Distribution:
        """Outcomes as probable as their weights >= 0 say; those of one outcome are added up."""
        total: dict[tuple[Value, ...], int | Fraction] = {}
        for values, weight in weights:
            if weight:
                total[values] = total.get(values, 0) + weight
        whole = Fraction(sum(total.values()))
        return cls(ground, tuple((values, weight / whole) for values, weight in total.items()))

    def require_sound(self) -> None:
        """An ItipError unless the outcomes are as they should be."""
        rows = [values for values, _ in self.outcomes]
        if any(len(values) != len(self.ground) for values in rows):
            raise ItipError("an outcome has not one value for each variable")
        if len(set(rows)) < len(rows):
            raise ItipError("an outcome is there twice")
        if any(not isinstance(p, int | Fraction) or p <= 0 for _, p in self.outcomes):
            raise ItipError("a probability is not a positive rational number")
        if (whole := sum((p for _, p in self.outcomes), Fraction(0))) != 1:
            raise ItipError(f"the probabilities sum to {whole}, not to 1")

    def marginal(self, subset: Subset) -> dict[tuple[Value, ...], Fraction]:
        """The distribution of the variables in a subset."""
        return {key: Fraction(w, self._whole) for key, w in self._marginal(subset).items()}

    def entropy(self, subset: Subset) -> LogSum:
        """The joint entropy h(S), in bits."""
        return self.value(Expression(self.ground, ((subset, Fraction(1)),) * bool(subset)))

    def value(
        self, expression: Expression, scalars: Mapping[str, Fraction] | None = None
    ) -> LogSum:
        """The value in bits of an expression over the same ground set."""
        known, whole = scalars or {}, self._whole
        single = sum((d * known[r] for r, d in expression.scalars), expression.constant)
        scale = lcm(single.denominator, *(c.denominator for _, c in expression.entropies))
        total = {2: single.numerator * (scale // single.denominator) * whole}
        for subset, c in expression.entropies:
            coefficient = c.numerator * (scale // c.denominator)
            total[whole] = total.get(whole, 0) + coefficient * whole
            for weight in self._marginal(subset).values():
                total[weight] = total.get(weight, 0) - coefficient * weight
        return LogSum(tuple((k, c) for k, c in total.items() if c and k > 1), scale * whole)

    def satisfies(
        self, constraint: Constraint, scalars: Mapping[str, Fraction] | None = None
    ) -> bool:
        """Whether the constraint holds, exactly."""
        sign = self.value(constraint.expression, scalars).sign()
        return sign == 0 if constraint.sense == "=" else sign >= 0

    def _marginal(self, subset: Subset) -> dict[tuple[Value, ...], int]:
        """The probabilities of the values of a subset, times a common denominator."""
        if not subset:
            return {(): self._whole}
        result: dict[tuple[Value, ...], int] = {}
        keys = zip(*(self._columns[i] for i in elements(subset)), strict=True)
        for key, weight in zip(keys, self._weights, strict=True):
            result[key] = result.get(key, 0) + weight
        return result


def _base(numbers: Collection[int]) -> int:
    """An integer > 1 of which each number is a power, times one that has no factor of it.

    It is the least of the numbers, or what this has in common with another without being so.
    """
    base = min(numbers)
    while common := next((d for k in numbers if (d := gcd(base, _without(k, base))) > 1), 0):
        base = common
    return base


def _without(x: int, divisor: int) -> int:
    """The number, divided by the divisor as often as it can be."""
    while x % divisor == 0:
        x //= divisor
    return x


@lru_cache(maxsize=4096)
def _ln(k: int, precision: int) -> tuple[int, int]:
    """Integers that enclose 2^precision * ln(k), for k > 1.

    With 2^m <= k < 2^(m+1), ln(k) = m ln(2) + 2 artanh((k - 2^m) / (k + 2^m)), and ln(2) =
    2 artanh(1/3); the arguments are below 1/3.
    """
    m = k.bit_length() - 1
    if k == 2:
        return _twice_artanh(1, 3, precision)
    two = _ln(2, precision)
    rest = _twice_artanh(k - (1 << m), k + (1 << m), precision)
    return m * two[0] + rest[0], m * two[1] + rest[1]


def _twice_artanh(a: int, b: int, precision: int) -> tuple[int, int]:
    """Integers that enclose 2^precision * 2 artanh(x), for x = a/b with 0 <= x <= 1/3.

    artanh(x) = x + x^3/3 + x^5/5 + ...; once x^j <= 2^-precision, the rest is below twice that.
    """
    power_low, power_high = (a << precision) // b, -((-a << precision) // b)
    square_low, square_high = power_low**2 >> precision, -(-(power_high**2) >> precision)
    low = high = 0
    j = 1
    while power_high > 1:
        low += power_low // j
        high -= -power_high // j
        power_low = power_low * square_low >> precision
        power_high = -(-power_high * square_high >> precision)
        j += 2
    return 2 * low, 2 * (high + 2)


def _nearest(x: Fraction) -> int:
    """The nearest integer, of two the one further from zero."""
    size = (2 * abs(x.numerator) + x.denominator) // (2 * x.denominator)
    return size if x >= 0 else -size


def _decimal(scaled: int, places: int) -> str:
    """An integer number of units of the last place, as a decimal; zero has no sign."""
    digits = str(abs(scaled)).rjust(places + 1, "0")
    head, tail = digits[: len(digits) - places], digits[len(digits) - places :]
    return ("-" if scaled < 0 else "") + head + (f".{tail}" if places else "")
