"""`itip check`: many statements, in files, decided and reported."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from itip.cli.options import BAD_INPUT, limit, max_copies, no_copies, no_witness, shannon_only
from itip.cli.reporting import Reporting

if TYPE_CHECKING:
    from itip.batch import Item

_SECONDS = 60  # for one statement, where nothing is said


@click.command(short_help="Check files of statements.")
@click.argument("files", nargs=-1, required=True, metavar="FILES...")
@click.option(
    "-j",
    "--jobs",
    type=click.IntRange(min=1),
    metavar="N",
    help="Processes that share the work; default: one for each processor; e.g. --jobs 4.",
)
@click.option(
    "--time-limit",
    callback=limit,
    metavar="SECONDS",
    help="A statement is `unknown` after so long, by default 60; until then copies that prove it "
    "and random variables that violate it are sought, by default for at most 10; "
    "e.g. --time-limit 60.",
)
@click.option(
    "--memory-limit",
    callback=limit,
    metavar="MB",
    help="A statement is `unknown` where its process takes more; e.g. --memory-limit 4000.",
)
@max_copies
@no_copies
@no_witness
@shannon_only
@click.option(
    "--only",
    default="*",
    metavar="LABELS",
    help="Only statements whose label fits a pattern; e.g. --only 'ingleton*'.",
)
@click.option("--list", "listing", is_flag=True, help="List the statements, and decide none.")
@click.option("-x", "--fail-fast", is_flag=True, help="Stop as soon as one is not as expected.")
@click.option(
    "--cache",
    type=click.Path(file_okay=False),
    metavar="DIR",
    help="Keep evidence there, and check again what is there; e.g. --cache .itip-cache.",
)
@click.option(
    "--resume",
    is_flag=True,
    help="With --cache: do not try again what the same limits cut short before.",
)
@click.option(
    "--executor",
    type=click.Choice(["processes", "dask"]),
    default="processes",
    show_default=True,
    help="Who does the work; e.g. --executor dask --scheduler tcp://10.0.0.1:8786.",
)
@click.option("--scheduler", metavar="ADDRESS", help="Of the Dask cluster; see --executor.")
@click.option(
    "--format",
    "style",
    type=click.Choice(["text", "json", "github"]),
    default="text",
    show_default=True,
    help="How to report: for people, as JSON Lines, or as annotations in GitHub Actions.",
)
@click.option(
    "--junit",
    type=click.Path(dir_okay=False, writable=True),
    metavar="FILE",
    help="Write a JUnit report as well; e.g. --junit report.xml.",
)
@click.option(
    "--certificates",
    type=click.Path(file_okay=False),
    metavar="DIR",
    help="Write the evidence for each statement to a file there; e.g. --certificates evidence.",
)
@click.option("--full", is_flag=True, help="Show long sums whole.")
@click.option("-q", "--quiet", is_flag=True, help="Print nothing if all is as expected.")
@click.option("-v", "--verbose", is_flag=True, help="Print a line for each statement.")
@click.option("--debug", is_flag=True, help="Show the traceback of an internal error.")
def check(  # noqa: PLR0913  one parameter for each option
    *,
    files: tuple[str, ...],
    jobs: int | None,
    time_limit: float | None,
    memory_limit: float | None,
    max_copies: int,
    no_copies: bool,
    witness: bool,
    shannon_only: bool,
    only: str,
    listing: bool,
    fail_fast: bool,
    cache: str | None,
    resume: bool,
    executor: str,
    scheduler: str | None,
    style: str,
    junit: str | None,
    certificates: str | None,
    full: bool,
    quiet: bool,
    verbose: bool,
    debug: bool,
) -> int:
    """Decide all statements in FILES, and whether each verdict is as its statement expects.

    Without `expect`, a proof is expected. Of a directory, all *.itip below it are read; - is
    standard input.

    Exit status: 0 all as expected, 1 some not, 2 some cannot be read, 3 some unknown, 4 a bug.

    \b
    itip check inequalities/
    itip check paper.itip --time-limit 10 --cache .itip-cache --junit report.xml
    """  # noqa: D301  \b is click's
    _agree(executor, scheduler, jobs=jobs, resume=resume, cache=cache)
    from itip.batch import decided  # noqa: PLC0415  `itip --help` needs no mathematics
    from itip.batch.order import Limits, Order  # noqa: PLC0415
    from itip.batch.shelf import Shelf  # noqa: PLC0415
    from itip.prover.method import searching  # noqa: PLC0415

    items = _items(files, only)
    if listing:
        return _list(items, style)
    _prepare(junit, cache, certificates)
    search = searching(
        time_limit,
        witness=witness,
        max_copies=0 if no_copies else max_copies,
        shannon_only=shannon_only,
    )
    limits = Limits(_SECONDS if time_limit is None else time_limit, memory_limit, search)
    order = Order(limits, cache or "", resume, certificates is not None)
    reporting = Reporting(
        style=style,
        full=full,
        quiet=quiet,
        verbose=verbose,
        debug=debug,
        shelf=Shelf.of(certificates, (item.file for item in items)) if certificates else None,
        junit=junit,
    )
    stream = decided(items, order, jobs=jobs, scheduler=scheduler)
    return reporting.through(stream, len(items), fail_fast=fail_fast)


def _agree(
    executor: str, scheduler: str | None, *, jobs: int | None, resume: bool, cache: str | None
) -> None:
    """Refuse options that contradict each other."""
    if resume and not cache:
        raise click.UsageError("--resume needs --cache DIR, as it was in the run before.")
    if executor == "dask" and not scheduler:
        raise click.UsageError("--executor dask needs --scheduler ADDRESS.")
    if executor == "processes" and scheduler:
        raise click.UsageError("--scheduler is for --executor dask.")
    if executor == "dask" and jobs:
        raise click.UsageError("--jobs is for processes of this machine, not for --executor dask.")


def _items(files: Sequence[str], only: str) -> list[Item]:
    """What there is to decide; that there is nothing is an error."""
    from itip.batch import matches, read  # noqa: PLC0415

    found = list(read(files))
    if not found:
        raise click.UsageError(f"There is no statement in {', '.join(files)}.")
    chosen = [item for item in found if matches(item, only)]
    if not chosen:
        raise click.UsageError(f"No label fits {only!r}; --list shows them.")
    return chosen


def _list(items: Sequence[Item], style: str) -> int:
    from itip.batch.outcome import Outcome  # noqa: PLC0415
    from itip.render import json  # noqa: PLC0415
    from itip.render.report import place  # noqa: PLC0415

    for item in items:
        if isinstance(item, Outcome):
            continue
        if style == "json":
            object_ = {"name": item.name, "file": item.file, "line": item.line}
            click.echo(json.dumps(object_))
        else:
            click.echo(f"{item.file}:{item.line}  {item.label}".rstrip())
    bad = [item for item in items if isinstance(item, Outcome)]
    for item in bad:
        click.echo(f"{place(item)}: {item.message}", err=True)
    return BAD_INPUT if bad else 0


def _prepare(junit: str | None, cache: str | None, certificates: str | None) -> None:
    """Find out now, not after hours, that something cannot be written."""
    for directory in filter(None, (cache, certificates)):
        try:
            Path(directory).mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise click.FileError(directory, error.strerror) from error
    if junit:
        try:
            with Path(junit).open("ab"):
                pass
        except OSError as error:
            raise click.FileError(junit, error.strerror) from error
