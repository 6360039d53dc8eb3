"""What several commands share: exit codes, options, and how arguments are read."""

from __future__ import annotations

import math
import re
import sys

import click

BAD_INPUT, UNKNOWN, BUG, INTERRUPTED, BROKEN_PIPE = 2, 3, 4, 130, 141

_LONG_OPTION = re.compile(r"--[a-z][a-z-]*(=.*)?", re.DOTALL)
_GUARD = "\0"  # no argument can contain it


class Mathematics(click.Command):
    """A command whose arguments may begin with a minus sign."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Guard what begins with a minus sign and is no option; `text_of` takes the guard off."""
        options = self.get_params(ctx)
        known = {"-", "--", *(name for option in options for name in option.opts)}
        counts = (o for o in options if o.callback is limit or isinstance(o.type, click.IntRange))
        numeric = {name for option in counts for name in option.opts}

        def guarded(argument: str, before: str) -> str:
            option = argument in known or _LONG_OPTION.fullmatch(argument) or before in numeric
            return argument if option or argument[:1] != "-" else _GUARD + argument

        return super().parse_args(ctx, list(map(guarded, args, ["", *args])))


def limit(_: click.Context, __: click.Parameter, value: str | None) -> float | None:
    """A limit that is given as a positive finite number."""
    if value is None:
        return None
    try:
        number: float = click.FLOAT(value)
    except click.BadParameter:
        number = 0
    if number <= 0 or not math.isfinite(number):
        raise click.BadParameter(f"{value!r} is not a positive, finite number.")
    return number


let = click.option(
    "--let",
    "definitions",
    multiple=True,
    metavar="DEFINITION",
    help="A definition; e.g. --let 'd(A,B) = H(A|B) + H(B|A)'. Repeatable.",
)
max_copies = click.option(
    "--max-copies",
    type=click.IntRange(min=0),
    default=6,
    show_default=True,
    metavar="N",
    help="The most copies that are named where copies are sought; e.g. --max-copies 4.",
)
no_copies = click.option(
    "--no-copies",
    is_flag=True,
    help="Look for no copies; those that are given are tried all the same.",
)
no_witness = click.option(
    "--no-witness",
    "witness",
    is_flag=True,
    flag_value=False,
    default=True,
    help="Look for no random variables that violate a statement; e.g. for a quick answer.",
)
shannon_only = click.option(
    "--shannon-only",
    is_flag=True,
    help="Leave it at Shannon's inequalities: neither copies nor random variables are tried.",
)
linear = click.option(
    "--linear",
    is_flag=True,
    help="Look, instead, for a proof for linear random variables, by common information; e.g. for "
    "Ingleton's inequality.",
)
debug = click.option(
    "--debug", is_flag=True, expose_value=False, help="Show the traceback of an internal error."
)


def text_of(argument: str) -> str:
    """An argument without its guard; - stands for standard input."""
    if argument == "-":
        if sys.stdin is None:
            raise click.UsageError("Standard input is closed.")
        try:
            return sys.stdin.buffer.read().decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise click.UsageError(f"Standard input is not UTF-8 text: {error.reason}.") from error
    return argument.removeprefix(_GUARD)
