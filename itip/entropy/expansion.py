"""An expression written out: in joint entropies, in I-measure atoms, and whether it is zero."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from itip.entropy.expression import Expression, Sense
from itip.entropy.translate import constraints, ground_set
from itip.entropy.translate import expand as to_coordinates
from itip.language import parse_expression
from itip.language.ast import Linear


@dataclass(frozen=True, slots=True)
class Expansion:
    """An expression, or a relation brought to one side, as written and in coordinates."""

    written: Linear
    expression: Expression
    sense: Sense | None

    @property
    def holds(self) -> bool:
        """False for an equation that is not an identity."""
        return self.sense != "=" or not self.expression

    def sympy(self) -> str:
        """The expression as sympy's own constructor text, to be read back by sympy.sympify."""
        import sympy  # noqa: PLC0415  takes half a second to import

        return str(sympy.srepr(self.expression.to_sympy()))


def expand(text: str, *, definitions: Sequence[str] = ()) -> tuple[Expansion, ...]:
    """The expansions of an expression, or of each relation that a constraint form stands for."""
    tree = parse_expression(text, definitions=definitions)
    ground = ground_set(tree)
    if isinstance(tree, Linear):
        return (Expansion(tree, to_coordinates(tree, ground), None),)
    return tuple(Expansion(c.written, c.expression, c.sense) for c in constraints(tree, ground))
