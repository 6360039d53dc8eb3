"""The command line: commands, options and exit codes; no mathematics."""

from __future__ import annotations

import math
import os
import re
import sys
import time
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from itip.errors import BackendError, ItipError, LimitReached

if TYPE_CHECKING:
    from itip.prover.method import Strategy
    from itip.verdict import Verdict

BAD_INPUT, UNKNOWN, BUG, INTERRUPTED, BROKEN_PIPE = 2, 3, 4, 130, 141
_EXIT = {"shannon": 0, "not-shannon": 1, "unknown": UNKNOWN}

_LONG_OPTION = re.compile(r"--[a-z][a-z-]*(=.*)?", re.DOTALL)
_GUARD = "\0"  # no argument can contain it


class _Mathematics(click.Command):
    """A command whose arguments may begin with a minus sign."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Guard what begins with a minus sign and is no option; `_text` takes the guard off."""
        options = self.get_params(ctx)
        known = {"-", "--", *(name for option in options for name in option.opts)}
        numeric = {n for o in options if o.callback is _limit for n in o.opts}

        def guarded(argument: str, before: str) -> str:
            option = argument in known or _LONG_OPTION.fullmatch(argument) or before in numeric
            return argument if option or argument[:1] != "-" else _GUARD + argument

        return super().parse_args(ctx, list(map(guarded, args, ["", *args])))


def _limit(_: click.Context, __: click.Parameter, value: str | None) -> float | None:
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


_let = click.option(
    "--let",
    "definitions",
    multiple=True,
    metavar="DEFINITION",
    help="A definition; e.g. --let 'd(A,B) = H(A|B) + H(B|A)'. Repeatable.",
)
_debug = click.option(
    "--debug", is_flag=True, expose_value=False, help="Show the traceback of an internal error."
)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="itip", message="%(prog)s %(version)s")
def cli() -> None:
    """Decide what follows from Shannon's inequalities, with evidence that anyone can re-check.

    \b
    itip prove "I(X;Z) <= I(X;Y) given X -> Y -> Z"
    itip expand "I(X;Y|Z)"
    itip verify certificate.json
    """  # noqa: D301  \b is click's


@cli.command(cls=_Mathematics, short_help="Prove a statement, or show what violates it.")
@click.argument("statement", required=False)
@click.option(
    "--given",
    "given",
    multiple=True,
    metavar="CONSTRAINT",
    help="A constraint, or several; e.g. --given 'X -> Y -> Z'. Repeatable.",
)
@_let
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
@click.option("--list-solvers", is_flag=True, help="List the solvers, and which are usable here.")
@click.option(
    "--time-limit",
    callback=_limit,
    metavar="SECONDS",
    help="Answer `unknown` after so long; e.g. --time-limit 10.",
)
@click.option(
    "--memory-limit",
    callback=_limit,
    metavar="MB",
    help="Answer `unknown` where more memory is taken; e.g. --memory-limit 4000.",
)
@click.option(
    "--format",
    "style",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How to print the verdict; e.g. --format json.",
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
@_debug
def prove(  # noqa: PLR0913  one parameter for each option
    *,
    statement: str | None,
    given: tuple[str, ...],
    definitions: tuple[str, ...],
    solver: str,
    strategy: Strategy,
    reduce: bool,
    list_solvers: bool,
    time_limit: float | None,
    memory_limit: float | None,
    style: str,
    certificate: str | None,
    full: bool,
    quiet: bool,
    verbose: bool,
) -> int:
    """Decide whether STATEMENT follows from Shannon's inequalities; - reads standard input.

    Exit status: 0 proved, 1 not proved, 2 bad input, 3 unknown, 4 internal error.

    \b
    itip prove "I(X;Z) <= I(X;Y) given X -> Y -> Z"
    itip prove "H(X,Y) <= 2" --given "H(X) <= 1" --given "H(Y) <= 1"
    """  # noqa: D301  \b is click's
    if list_solvers:
        return _list_solvers()
    if statement is None:
        raise click.UsageError("Missing argument 'STATEMENT'.")
    _require_usable(solver)
    from itip.progress import told  # noqa: PLC0415  `itip --help` needs neither
    from itip.prover import prove as decide  # noqa: PLC0415

    start = time.perf_counter()
    with told(verbose=verbose, quiet=quiet) as notes:
        outcome = decide(
            _text(statement),
            given=[_text(constraint) for constraint in given],
            definitions=[_text(definition) for definition in definitions],
            solver=solver,
            strategy=strategy,
            reduce=reduce,
            time_limit=time_limit,
            memory_limit=memory_limit,
            notes=notes,
        )
    seconds = time.perf_counter() - start
    if style == "json":
        _print_json(outcome, seconds, certificate=certificate is not None, quiet=quiet)
    elif certificate != "-" or outcome.verdict == "unknown":
        _print_text(outcome, full=full, quiet=quiet)
    if certificate:
        _write_certificate(outcome, certificate, style)
    return _EXIT[outcome.verdict]


@cli.command(cls=_Mathematics, short_help="Write an expression out in coordinates.")
@click.argument("expression")
@_let
@click.option(
    "--format",
    "style",
    type=click.Choice(["text", "json", "sympy"]),
    default="text",
    show_default=True,
    help="How to print it; e.g. --format sympy.",
)
@_debug
def expand(*, expression: str, definitions: tuple[str, ...], style: str) -> int:
    """Show EXPRESSION in joint entropies and in I-measure atoms; for A = B, say if they are one.

    Exit status: 0; for an equation that is not an identity, 1.

    \b
    itip expand "I(X;Y|Z)"
    itip expand "I(X,Y;Z) = I(X;Z) + I(Y;Z|X)"
    """  # noqa: D301  \b is click's
    from itip.entropy import expansion  # noqa: PLC0415  `itip --help` needs no mathematics

    parts = expansion.expand(_text(expression), definitions=[_text(d) for d in definitions])
    if style == "text":
        from itip.render import text  # noqa: PLC0415
        from itip.render.blocks import show  # noqa: PLC0415

        show(text.expansions(parts))
    else:
        from itip.render import json  # noqa: PLC0415

        for part in parts:
            click.echo(json.dumps(json.expansion(part)) if style == "json" else part.sympy())
    return 0 if all(part.holds for part in parts) else 1


@cli.command(short_help="Check certificates again.")
@click.argument(
    "certificates",
    nargs=-1,
    required=True,
    metavar="CERTIFICATE...",
    type=click.Path(dir_okay=False, allow_dash=True),
)
@click.option("-q", "--quiet", is_flag=True, help="Print rejected ones only.")
@_debug
def verify(*, certificates: tuple[str, ...], quiet: bool) -> int:
    """Re-check certificates: the evidence, and that it is about the statement's own text.

    Exit status: 0 all accepted, 1 some rejected, 2 some could not be read.

    \b
    itip verify certificate.json
    """  # noqa: D301  \b is click's
    from itip import kernel  # noqa: PLC0415
    from itip.verification import verify as check  # noqa: PLC0415

    worst = 0
    for name in certificates:
        try:
            data = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        except OSError as error:
            click.echo(f"{name}: cannot be read: {error.strerror}", err=True)
            worst = BAD_INPUT
            continue
        try:
            verified = check(data)
        except kernel.Rejected as reason:
            click.echo(f"{name}: rejected: {reason}")
            worst = max(worst, 1)
        else:
            if not quiet:
                click.echo(f"{name}: verified: {verified.verdict}: {verified.statement}")
    return worst


def main() -> NoReturn:
    """Run the command line and exit with its status."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run a command; every outcome is an exit status, and no error a traceback."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # numpy's threads cost more than they do
    sys.stdout = sys.stdout or Path(os.devnull).open("w")  # noqa: SIM115  None if it was closed
    sys.stderr = sys.stderr or Path(os.devnull).open("w")  # noqa: SIM115
    try:
        with cli.make_context("itip", list(arguments)) as context:
            status = int(cli.invoke(context) or 0)
        sys.stdout.flush()
    except click.exceptions.Exit as done:
        return done.exit_code
    except BaseException as error:  # noqa: BLE001  the interpreter's own exit code for it is 1
        status, message = _failure(error)
        if status == BUG and "--debug" in arguments:
            traceback.print_exc()
        if isinstance(error, click.ClickException):
            error.show()
        elif message:
            click.echo(message, err=True)
        if isinstance(error, OSError):
            _discard_output()
    return status


def _failure(error: BaseException) -> tuple[int, str]:
    """The exit status and the words for what went wrong."""
    match error:
        case KeyboardInterrupt() | click.Abort():
            return INTERRUPTED, "interrupted"
        case BrokenPipeError():
            return BROKEN_PIPE, ""
        case LimitReached() | BackendError():
            return UNKNOWN, f"unknown: {error}"
        case click.ClickException() | ItipError():
            return BAD_INPUT, f"error: {error}"
        case OSError(strerror=reason):
            return BAD_INPUT, f"error: {reason}"
    return BUG, (
        f"internal error: {type(error).__name__}: {error}\n"
        "This is a bug in itip: please report it, with the command and what --debug shows."
    )


def _discard_output() -> None:
    """Point standard output at nothing, so that the interpreter's last flush is silent."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _text(argument: str) -> str:
    """An argument without its guard; - stands for standard input."""
    if argument == "-":
        if sys.stdin is None:
            raise click.UsageError("Standard input is closed.")
        try:
            return sys.stdin.buffer.read().decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise click.UsageError(f"Standard input is not UTF-8 text: {error.reason}.") from error
    return argument.removeprefix(_GUARD)


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


def _print_json(outcome: Verdict, seconds: float, *, certificate: bool, quiet: bool) -> None:
    from itip.render import json  # noqa: PLC0415

    if not (quiet and outcome.verdict == "shannon"):
        report = json.verdict(outcome, name="statement", seconds=seconds, certificate=certificate)
        click.echo(json.dumps(report))


def _print_text(outcome: Verdict, *, full: bool, quiet: bool) -> None:
    """Print a verdict; if quiet, of a proof only that it is vacuous."""
    from itip.render import text  # noqa: PLC0415
    from itip.render.blocks import show  # noqa: PLC0415
    from itip.verdict import Proved  # noqa: PLC0415

    if not (quiet and isinstance(outcome, Proved)):
        show(text.verdict(outcome, everything=full))
    elif outcome.vacuous:
        click.echo("warning: the givens contradict each other", err=True)


def _write_certificate(outcome: Verdict, file: str, style: str) -> None:
    from itip.render import json  # noqa: PLC0415
    from itip.verdict import Unknown  # noqa: PLC0415

    if isinstance(outcome, Unknown):
        click.echo("no certificate is written, since the verdict is unknown", err=True)
        return
    document = json.dumps(outcome.certificate()) + "\n"
    if file == "-":
        click.echo(document if style == "text" else "", nl=False)
        return
    try:
        Path(file).write_text(document, encoding="utf-8")
    except OSError as error:
        raise click.FileError(file, error.strerror) from error
