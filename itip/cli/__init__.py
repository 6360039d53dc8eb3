"""The command line: commands, options and exit codes; no mathematics."""

from __future__ import annotations

import os
import sys
import traceback
from io import TextIOWrapper
from pathlib import Path
from typing import NoReturn

import click

from itip.cli.check import check
from itip.cli.entropies import entropies
from itip.cli.expand import expand
from itip.cli.export import export
from itip.cli.fmt import fmt
from itip.cli.options import BAD_INPUT, BROKEN_PIPE, BUG, INTERRUPTED, UNKNOWN
from itip.cli.prove import prove
from itip.cli.verify import verify
from itip.errors import BackendError, ItipError, LimitReached


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="itip", message="%(prog)s %(version)s")
def cli() -> None:
    """Decide what follows from Shannon's inequalities, with evidence that anyone can re-check.

    \b
    itip prove "I(X;Z) <= I(X;Y) given X -> Y -> Z"
    itip check inequalities/
    itip verify certificate.json
    """  # noqa: D301  \b is click's


for _command in (prove, check, fmt, verify, export, expand, entropies):
    cli.add_command(_command)


def main() -> NoReturn:
    """Run the command line and exit with its status."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run a command; every outcome is an exit status, and no error a traceback."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # numpy's threads cost more than they do
    sys.stdout = sys.stdout or Path(os.devnull).open("w")  # noqa: SIM115  None if it was closed
    sys.stderr = sys.stderr or Path(os.devnull).open("w")  # noqa: SIM115
    if isinstance(sys.stdout, TextIOWrapper):  # a letter that its encoding lacks ends nothing
        sys.stdout.reconfigure(errors="backslashreplace")
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
        case OSError(strerror=reason, filename=file):
            return BAD_INPUT, f"error: {f'{file}: ' if file else ''}{reason}"
    return BUG, (
        f"internal error: {type(error).__name__}: {error}\n"
        "This is a bug in itip: please report it, with the command and what --debug shows."
    )


def _discard_output() -> None:
    """Point standard output at nothing, so that the interpreter's last flush is silent."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
