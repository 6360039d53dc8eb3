"""`itip verify`: certificates checked again."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from itip.cli.options import BAD_INPUT, debug


@click.command(short_help="Check certificates again.")
@click.argument(
    "certificates",
    nargs=-1,
    required=True,
    metavar="CERTIFICATE...",
    type=click.Path(dir_okay=False, allow_dash=True),
)
@click.option("-q", "--quiet", is_flag=True, help="Print rejected ones only.")
@debug
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
