"""`itip entropies`: the entropies of a distribution in a file."""

from __future__ import annotations

import click

from itip.cli.options import Mathematics, debug, let, text_of

_MOST_PLACES = 100


def _places(_: click.Context, __: click.Parameter, value: str) -> int:
    """A number of decimals."""
    text = text_of(value) if value != "-" else value
    if not (text.isascii() and text.isdigit() and 1 <= len(text) <= 3):
        raise click.BadParameter(f"{text!r} is not a number of decimals.")
    if not 1 <= int(text) <= _MOST_PLACES:
        raise click.BadParameter(f"there can be 1 to {_MOST_PLACES} decimals, not {text}.")
    return int(text)


@click.command(cls=Mathematics, short_help="Print the entropies of a distribution.")
@click.argument("file")
@click.option(
    "--of",
    "expressions",
    multiple=True,
    metavar="EXPRESSION",
    help="An expression to print the value of, instead of all joint entropies; e.g. "
    "--of 'I(X;Y|Z)'. Repeatable.",
)
@let
@click.option(
    "--places",
    callback=_places,
    default="4",
    show_default=True,
    metavar="N",
    help="Decimals of what is not rational; e.g. --places 12.",
)
@click.option(
    "--format",
    "style",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How to print them; e.g. --format json.",
)
@debug
def entropies(
    *,
    file: str,
    expressions: tuple[str, ...],
    definitions: tuple[str, ...],
    places: int,
    style: str,
) -> int:
    """Print the joint entropies of the distribution in FILE, in bits; - reads standard input.

    FILE is CSV or JSON (docs/distributions.md): outcomes with a `p`, or with a `count`, such as

    \b
    X,Y,p
    0,0,1/2
    0,1,1/4
    1,1,1/4

    Exit status: 0; 2 bad input.

    \b
    itip entropies xy.csv
    itip entropies xy.csv --of "I(X;Y)" --of "H(X|Y)"
    """  # noqa: D301  \b is click's
    from itip.entropy.table import load, measured  # noqa: PLC0415  `--help` needs neither
    from itip.render import entropies as render  # noqa: PLC0415

    table = load(text_of(file) if file != "-" else file)
    texts = [text_of(expression) for expression in expressions]
    values = measured(table, texts, [text_of(definition) for definition in definitions])
    if style == "text":
        from itip.render.blocks import show  # noqa: PLC0415

        show(render.text(table, values, places, whole=not texts))
    else:
        from itip.render import json  # noqa: PLC0415

        click.echo(json.dumps(render.json(table, values, places)))
    return 0
