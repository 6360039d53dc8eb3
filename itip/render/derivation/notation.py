"""The sums of a chain as they are written: by which names, in which order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from itip.entropy.cone import Information
from itip.entropy.groundset import GroundSet
from itip.entropy.translate import measure
from itip.language.ast import Linear, Measure, Term
from itip.render.derivation.rewriting import Quantity, Sum, Triple, normal, read


@dataclass(frozen=True, slots=True)
class Notation:
    """How linear expressions are read as sums of integers, `scale` times them, and written again.

    What the user has `spelled` is spelled so.
    """

    ground: GroundSet
    scale: int
    spelled: Mapping[Triple, Measure]

    @classmethod
    def of(cls, ground: GroundSet, scale: int, user: Sequence[Linear]) -> Notation:
        """With the spelling that the user's expressions have."""
        measures = (t.quantity for linear in user for t in linear.terms)
        spelled: dict[Triple, Measure] = {}
        for quantity in measures:
            if isinstance(quantity, Measure) and len(quantity.parts) <= 2:
                sets = [ground.subset(part) for part in quantity.parts]
                if found := normal(sets[0], sets[-1], ground.subset(quantity.given)):
                    spelled.setdefault(found, quantity)
        return cls(ground, scale, spelled)

    def read(self, linear: Linear) -> Sum:
        """A linear expression, times the scale."""
        return read(linear, self.ground, self.scale)

    def written(self, total: Sum, order: Sequence[Quantity]) -> Linear:
        """A sum divided by the scale, its terms in this order."""
        terms = tuple(Term(Fraction(total[q], self.scale), self._quantity(q)) for q in order)
        return Linear(terms or (Term(Fraction(0), None),))

    def _quantity(self, quantity: Quantity) -> Measure | str | None:
        if isinstance(quantity, tuple):
            return self.spelled.get(quantity) or measure(self.ground, Information(*quantity))
        return quantity


def arranged(total: Sum, before: Sequence[Quantity]) -> list[Quantity]:
    """The terms as in the line before, new ones where others left, negative ones last."""
    gone = next((k for k, quantity in enumerate(before) if quantity not in total), len(before))
    kept = [[q for q in part if q in total] for part in (before[:gone], before[gone:])]
    new = [quantity for quantity in total if quantity not in before]
    return sorted((*kept[0], *new, *kept[1]), key=lambda quantity: total[quantity] < 0)
