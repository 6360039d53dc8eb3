"""`itip expand`: an expression in joint entropies and in atoms."""

from __future__ import annotations

import click

from itip.cli.options import Mathematics, debug, let, text_of


@click.command(cls=Mathematics, short_help="Write an expression out in coordinates.")
@click.argument("expression")
@let
@click.option(
    "--format",
    "style",
    type=click.Choice(["text", "json", "sympy"]),
    default="text",
    show_default=True,
    help="How to print it; e.g. --format sympy.",
)
@debug
def expand(*, expression: str, definitions: tuple[str, ...], style: str) -> int:
    """Show EXPRESSION in joint entropies and in I-measure atoms; for A = B, say if they are one.

    Exit status: 0; for an equation that is not an identity, 1.

    \b
    itip expand "I(X;Y|Z)"
    itip expand "I(X,Y;Z) = I(X;Z) + I(Y;Z|X)"
    """  # noqa: D301  \b is click's
    from itip.entropy import expansion  # noqa: PLC0415  `itip --help` needs no mathematics

    parts = expansion.expand(text_of(expression), definitions=[text_of(d) for d in definitions])
    if style == "text":
        from itip.render import text  # noqa: PLC0415
        from itip.render.blocks import show  # noqa: PLC0415

        show(text.expansions(parts))
    else:
        from itip.render import json  # noqa: PLC0415

        for part in parts:
            click.echo(json.dumps(json.expansion(part)) if style == "json" else part.sympy())
    return 0 if all(part.holds for part in parts) else 1
