"""`itip prove`: one statement, its verdict and its evidence."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from itip.cli import printing
from itip.cli.options import (
    UNKNOWN,
    Mathematics,
    debug,
    let,
    limit,
    linear,
    max_copies,
    no_copies,
    no_witness,
    shannon_only,
    text_of,
)
from itip.errors import BackendError

if TYPE_CHECKING:
    from itip.language.ast import Statement
    from itip.prover.method import Strategy
    from itip.render.derivation.values import Form
    from itip.verdict import Verdict

_EXIT = {
    "shannon": 0, "non-shannon": 0, "linear": 0, "not-shannon": 1, "false": 1, "unknown": UNKNOWN,
}  # fmt: skip


@click.command(cls=Mathematics, short_help="Prove a statement, or show what violates it.")
@click.argument("statement", required=False)
@click.option(
    "--given",
    "given",
    multiple=True,
    metavar="CONSTRAINT",
    help="A constraint, or several; e.g. --given 'X -> Y -> Z'. Repeatable.",
)
@let
@click.option(
    "--solver",
    default="auto",
    show_default=True,
    metavar="NAME",
    help="exact, highs, or one that PuLP drives; e.g. --solver cbc.",
)
@click.option(
    "--strategy",
    type=click.Choice(["auto", "simplex", "interior", "lazy"]),
    default="auto",
    show_default=True,
    help="How HiGHS goes about a large problem; e.g. --strategy interior.",
)
@click.option(
    "--no-reduce",
    "reduce",
    is_flag=True,
    flag_value=False,
    default=True,
    help="Solve the whole problem, not a smaller one; e.g. to compare, --no-reduce -v.",
)
@click.option(
    "--copy",
    "copies",
    multiple=True,
    metavar="STEPS",
    help="Copies to prove it with; e.g. --copy 'R,S = C,D over A,B', or 'rs=cd:ab'. Repeatable.",
)
@max_copies
@no_copies
@no_witness
@shannon_only
@linear
@click.option(
    "--try",
    "file",
    metavar="FILE",
    help="Only say whether the distribution in FILE violates it; e.g. --try xyz.csv, as described "
    "by itip entropies --help.",
)
@click.option(
    "--scalar",
    "scalars",
    multiple=True,
    metavar="NAME=VALUE",
    help="With --try, the value of a scalar; e.g. --scalar R=1/2. Repeatable.",
)
@click.option("--list-solvers", is_flag=True, help="List the solvers, and which are usable here.")
@click.option(
    "--time-limit",
    callback=limit,
    metavar="SECONDS",
    help="Answer `unknown` after so long; until then copies that prove it and random variables "
    "that violate it are sought, by default for at most 10; e.g. --time-limit 60.",
)
@click.option(
    "--memory-limit",
    callback=limit,
    metavar="MB",
    help="Answer `unknown` where more memory is taken; e.g. --memory-limit 4000.",
)
@click.option(
    "--format",
    "style",
    type=click.Choice(["text", "latex", "json"]),
    default="text",
    show_default=True,
    help="How to print the verdict; e.g. --format latex.",
)
@click.option(
    "--proof",
    "form",
    type=click.Choice(["chain", "identity", "elemental", "none"]),
    help="How to show a proof: step by step from one side to the other, as a sum, as a sum of "
    "elemental inequalities, or not at all; by default in steps if these are few, "
    "or else as a sum; e.g. --proof identity.",
)
@click.option(
    "--standalone",
    is_flag=True,
    help="With --format latex, a whole document; e.g. --format latex --standalone > proof.tex.",
)
@click.option(
    "--certificate",
    type=click.Path(dir_okay=False, allow_dash=True),
    metavar="FILE",
    help="Write the evidence; e.g. --certificate proof.json, or - to print it instead.",
)
@click.option("--full", is_flag=True, help="Show long derivations and large tables whole.")
@click.option("-q", "--quiet", is_flag=True, help="Print nothing if the statement is proved.")
@click.option(
    "-v",
    "--verbose",
    is_flag=True,
    help="Tell on standard error what is done, when; e.g. how the problem is reduced.",
)
@debug
def prove(  # noqa: PLR0913  one parameter for each option
    *,
    statement: str | None,
    given: tuple[str, ...],
    definitions: tuple[str, ...],
    solver: str,
    strategy: Strategy,
    reduce: bool,
    copies: tuple[str, ...],
    max_copies: int,
    no_copies: bool,
    witness: bool,
    shannon_only: bool,
    linear: bool,
    file: str | None,
    scalars: tuple[str, ...],
    list_solvers: bool,
    time_limit: float | None,
    memory_limit: float | None,
    style: str,
    form: Form | None,
    standalone: bool,
    certificate: str | None,
    full: bool,
    quiet: bool,
    verbose: bool,
) -> int:
    """Decide if STATEMENT is true of all random variables, or is false; - is standard input.

    Exit status: 0 proved, 1 not proved, 2 bad input, 3 unknown, 4 internal error.

    \b
    itip prove "I(X;Z) <= I(X;Y) given X -> Y -> Z"
    itip prove "H(X,Y) <= 2" --given "H(X) <= 1" --given "H(Y) <= 1"
    itip prove "I(X;Y) <= I(X;Y|Z)" --try xyz.csv
    itip prove "2 I(C;D) <= I(A;B) + I(A;C,D) + 3 I(C;D|A) + I(C;D|B)"
    """  # noqa: D301  \b is click's
    if list_solvers:
        return _list_solvers()
    if statement is None:
        raise click.UsageError("Missing argument 'STATEMENT'.")
    if scalars and file is None:
        raise click.UsageError("--scalar goes with --try.")
    if linear and shannon_only:
        raise click.UsageError("--linear does not go with --shannon-only.")
    if copies and (shannon_only or file is not None):
        raise click.UsageError("--copy goes neither with --shannon-only nor with --try.")
    if standalone and style != "latex":
        raise click.UsageError("--standalone goes with --format latex.")
    _require_usable(solver)
    from itip.language import parse  # noqa: PLC0415  `itip --help` needs none of these
    from itip.progress import told  # noqa: PLC0415
    from itip.prover import prove as decide  # noqa: PLC0415

    start = time.perf_counter()
    with told(verbose=verbose, quiet=quiet) as notes:
        tree = parse(
            text_of(statement),
            given=[text_of(constraint) for constraint in given],
            definitions=[text_of(definition) for definition in definitions],
            copies=[text_of(steps) for steps in copies],
        )
        outcome = (
            _tried(tree, file, scalars)
            if file is not None
            else decide(
                tree,
                solver=solver,
                strategy=strategy,
                reduce=reduce,
                max_copies=0 if no_copies else max_copies,
                witness=witness,
                shannon_only=shannon_only,
                linear=linear,
                time_limit=time_limit,
                memory_limit=memory_limit,
                notes=notes,
            )
        )
    seconds = time.perf_counter() - start
    silent = quiet and _EXIT[outcome.verdict] == 0
    shows = style != "json" and form not in ("none", "elemental") and not silent
    if certificate or shows:
        left = None if time_limit is None else max(0, time_limit - seconds)
        outcome = printing.shortened(outcome, left, memory_limit)
    if silent:
        printing.warn(outcome, style)
    elif style == "json":
        printing.print_json(outcome, seconds, certificate=certificate is not None)
    elif certificate != "-" or outcome.verdict == "unknown":
        printing.print_verdict(outcome, style, form or "auto", standalone=standalone, full=full)
    if certificate:
        printing.write_certificate(outcome, certificate, style)
    return _EXIT[outcome.verdict]


def _tried(statement: Statement, file: str, scalars: Sequence[str]) -> Verdict:
    """The verdict by the distribution in a file, with these scalars besides those in it."""
    from itip.entropy.rows import rational  # noqa: PLC0415  most statements need none of these
    from itip.entropy.table import load  # noqa: PLC0415
    from itip.prover import tried  # noqa: PLC0415

    table = load(text_of(file) if file != "-" else file)
    values = dict(table.scalars)
    for written in scalars:
        name, value = map(str.strip, text_of(written).partition("=")[::2])
        number = rational(value)
        if number is None:
            message = f"{written!r} is not a name and a value, such as R=1/2."
            raise click.BadParameter(message, param_hint="'--scalar'")
        values[name] = number
    return tried(statement, table.distribution, scalars=values)


def _list_solvers() -> int:
    from itip.prover import lp  # noqa: PLC0415  imports PuLP
    from itip.render.blocks import line, show  # noqa: PLC0415

    notes = {
        "auto": "exact for small problems, highs for larger ones; the default",
        "exact": "the simplex method in integers; slow for large problems",
        "highs": "HiGHS in this process",
    }
    solvers = lp.solvers()
    for name in ("auto", "exact", *(name for name, usable in solvers.items() if usable)):
        click.echo(f"{name:<8} {notes.get(name, 'driven by PuLP')}")
    missing = ", ".join(name for name, usable in solvers.items() if not usable)
    show([line(f"Not installed, or not found by PuLP: {missing}.")])
    return 0


def _require_usable(solver: str) -> None:
    if solver in ("auto", "exact"):
        return
    from itip.prover import lp  # noqa: PLC0415  imports a solver

    try:
        lp.backend(solver)
    except BackendError as error:
        raise click.BadParameter(str(error), param_hint="'--solver'") from error
