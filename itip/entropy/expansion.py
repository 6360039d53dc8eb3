"""An expression written out: in joint entropies, in I-measure atoms, and whether it is zero."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from itip.entropy.expression import Expression
from itip.entropy.translate import constraints, ground_set
from itip.entropy.translate import expand as to_coordinates
from itip.language import parse_expression
from itip.language.ast import Linear


@dataclass(frozen=True, slots=True)
class Expansion:
    """An expression, or the difference of two sides, as written and in coordinates."""

    written: Linear
    expression: Expression
    equation: bool

    @property
    def holds(self) -> bool:
        """False for an equation that is not an identity."""
        return not (self.equation and self.expression)

    def sympy(self) -> str:
        """The expression as sympy's own constructor text, to be read back by sympy.sympify."""
        import sympy  # noqa: PLC0415  takes half a second to import

        return str(sympy.srepr(self.expression.to_sympy()))


def expand(text: str, *, definitions: Sequence[str] = ()) -> tuple[Expansion, ...]:
    """The expansions of an expression, or of each relation that a constraint form stands for."""
    tree = parse_expression(text, definitions=definitions)
    ground = ground_set(tree)
    if isinstance(tree, Linear):
        return (Expansion(tree, to_coordinates(tree, ground), equation=False),)
    return tuple(
        Expansion(c.written, c.expression, equation=c.sense == "=")
        for c in constraints(tree, ground)
    )
