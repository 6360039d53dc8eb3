"""`itip verify`: certificates checked again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import click

from itip.cli.options import BAD_INPUT, debug
from itip.errors import ItipError


@click.command(short_help="Check certificates again.")
@click.argument(
    "certificates",
    nargs=-1,
    required=True,
    metavar="CERTIFICATE...",
    type=click.Path(allow_dash=True),
)
@click.option("-q", "--quiet", is_flag=True, help="Print what is not accepted only.")
@debug
def verify(*, certificates: tuple[str, ...], quiet: bool) -> int:
    """Re-check certificates: the evidence, and that it is about the statement's own text.

    Of a directory, all *.json below it are checked, and those named that are not accepted.

    Exit status: 0 all accepted, 1 some rejected, 2 some could not be read.

    \b
    itip verify certificate.json
    itip check paper.itip --certificates evidence && itip verify evidence
    """  # noqa: D301  \b is click's
    counts: Counter[str] = Counter()
    worst = 0
    for path in certificates:
        inside = path != "-" and Path(path).is_dir()
        for name in _below(path) if inside else [path]:
            status = _verified(name, quiet=quiet or inside)
            counts["verified" if status == 0 else "rejected" if status == 1 else "unreadable"] += 1
            worst = max(worst, status)
    if not quiet and any(Path(path).is_dir() for path in certificates):
        click.echo(", ".join(f"{n} {what}" for what, n in counts.items()))
    return worst


def _below(directory: str) -> Iterator[str]:
    """The documents below a directory; that there is none is an error."""
    try:
        found = sorted(file for file in Path(directory).rglob("*.json") if file.is_file())
    except RecursionError:
        raise ItipError(f"{directory}: directories are nested too deep in it") from None
    if not found:
        raise click.UsageError(f"There is no file *.json below {directory}.")
    return map(str, found)


def _verified(name: str, *, quiet: bool) -> int:
    """Check one certificate and say what became of it; the exit status for it alone."""
    from itip import kernel  # noqa: PLC0415  `itip --help` needs neither
    from itip.language.files import contents  # noqa: PLC0415
    from itip.verification import verify as check  # noqa: PLC0415

    try:
        data = contents(name)
    except ItipError as error:
        click.echo(f"{name}: cannot be read: {error}", err=True)
        return BAD_INPUT
    try:
        verified = check(data)
    except kernel.Rejected as reason:
        click.echo(f"{name}: rejected: {reason}")
        return 1
    if not quiet:
        click.echo(f"{name}: verified: {verified.verdict}: {verified.statement}")
    return 0
