"""Linear forms over joint entropies, scalars and the constant; constraints; the problem."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from math import gcd, lcm
from typing import TYPE_CHECKING, Literal

from itip.entropy.groundset import GroundSet, Subset, subset_sums
from itip.language.ast import Linear

if TYPE_CHECKING:
    import sympy

Sense = Literal[">=", "="]


@dataclass(frozen=True, slots=True)
class Expression:
    """An information expression, sum c[S] h(S) + sum d[r] r + constant, in bits.

    Canonical: subsets ascend as bitmasks, scalars by name, no coefficient is zero, and the empty
    subset does not occur, since h(empty set) = 0. So two expressions over one ground set are
    identical (Yeung 2008, ch. 13) exactly when they are equal.
    """

    ground: GroundSet
    entropies: tuple[tuple[Subset, Fraction], ...] = ()
    scalars: tuple[tuple[str, Fraction], ...] = ()
    constant: Fraction = Fraction(0)

    @classmethod
    def of(
        cls,
        ground: GroundSet,
        entropies: Mapping[Subset, Fraction],
        scalars: Mapping[str, Fraction],
        constant: Fraction,
    ) -> Expression:
        """The canonical expression with these coefficients (zeros and h(empty) are dropped)."""
        return cls(
            ground,
            tuple(sorted((s, c) for s, c in entropies.items() if s and c)),
            tuple(sorted((r, d) for r, d in scalars.items() if d)),
            constant,
        )

    def __bool__(self) -> bool:
        """Whether the expression is anything but identically zero."""
        return bool(self.entropies or self.scalars or self.constant)

    def __neg__(self) -> Expression:
        return Expression(
            self.ground,
            tuple((s, -c) for s, c in self.entropies),
            tuple((r, -d) for r, d in self.scalars),
            -self.constant,
        )

    def integral(self) -> tuple[dict[Subset, int], int]:
        """The coefficients, by subset, and the constant, of a positive multiple without scalars.

        They are integers without a common divisor.
        """
        values = [c for _, c in self.entropies] + [self.constant]
        common = lcm(*(c.denominator for c in values))
        integers = [c.numerator * (common // c.denominator) for c in values]
        factor = gcd(*integers) or 1
        *coefficients, constant = (number // factor for number in integers)
        subsets = (s for s, _ in self.entropies)
        return dict(zip(subsets, coefficients, strict=True)), constant

    def value(self, rank: Mapping[Subset, Fraction], scalars: Mapping[str, Fraction]) -> Fraction:
        """The value in bits at h = rank; `rank` needs the subsets that occur, no others."""
        return (
            sum((c * rank[s] for s, c in self.entropies), self.constant)
            + sum((d * scalars[r] for r, d in self.scalars), Fraction(0))
        )  # fmt: skip

    def atoms(self) -> tuple[tuple[Subset, Fraction], ...]:
        """The coefficients of Yeung's I-measure atoms, nonzero ones only, by ascending subset.

        The atom of S is I(s1;s2;...|N-S), the signed measure of the variables in S and no others
        (Yeung 1991). Since h(T) is the measure of the atoms that meet T, its coefficient is
        sum of c[T] over T that meet S. The 2^n - 1 atoms are a basis, as the h(S) are.
        """
        everything = self.ground.everything
        below = [Fraction(0)] * (everything + 1)
        for subset, coefficient in self.entropies:
            below[subset] = coefficient
        subset_sums(below)
        total = below[everything]
        return tuple(
            (subset, c)
            for subset in range(1, everything + 1)
            if (c := total - below[everything ^ subset])
        )

    def to_sympy(self) -> sympy.Expr:
        """The expression over symbols named `H(X,Y)` and by the scalars; see entropy.symbolic."""
        from itip.entropy import symbolic  # noqa: PLC0415  sympy takes half a second to import

        return symbolic.to_sympy(self)

    @staticmethod
    def from_sympy(
        expression: sympy.Expr, parameters: Mapping[str, Fraction | int] | None = None
    ) -> Expression:
        """The linear form that a sympy expression states; see entropy.symbolic."""
        from itip.entropy import symbolic  # noqa: PLC0415  sympy takes half a second to import

        return symbolic.from_sympy(expression, parameters or {})


@dataclass(frozen=True, slots=True)
class Constraint:
    """expression >= 0 or expression = 0.

    `written` is the same expression in the user's own measures; `source` is the index of the
    statement's given that it stems from (0 in a goal).
    """

    expression: Expression
    sense: Sense
    written: Linear = field(compare=False)
    source: int = 0


@dataclass(frozen=True, slots=True)
class Problem:
    """Whether every polymatroid over `ground` that satisfies all `givens` satisfies all `goals`.

    Coordinates are the 2^n - 1 joint entropies in bitmask order, then the scalars (free reals).
    """

    ground: GroundSet
    scalars: tuple[str, ...]
    goals: tuple[Constraint, ...]
    givens: tuple[Constraint, ...]
