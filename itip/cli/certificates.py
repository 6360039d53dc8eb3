"""Certificates as arguments: which files are meant, and each checked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from itip.cli.options import BAD_INPUT
from itip.errors import ItipError

if TYPE_CHECKING:
    from itip.verification import Verified

certificates = click.argument(
    "certificates",
    nargs=-1,
    required=True,
    metavar="CERTIFICATE...",
    type=click.Path(allow_dash=True),
)


def listed(paths: Iterable[str]) -> Iterator[tuple[str, bool]]:
    """The files that are meant, and whether a directory was named; one without is an error."""
    for path in paths:
        inside = path != "-" and Path(path).is_dir()
        for name in _below(path) if inside else [path]:
            yield name, inside


def checked(name: str, *, err: bool = False) -> Verified | int:
    """A certificate that is accepted, or the exit status for it; why it is not is printed."""
    from itip import kernel  # noqa: PLC0415  `itip --help` needs neither
    from itip.language.files import contents  # noqa: PLC0415
    from itip.verification import verify  # noqa: PLC0415

    try:
        data = contents(name)
    except ItipError as error:
        click.echo(f"{name}: cannot be read: {error}", err=True)
        return BAD_INPUT
    try:
        return verify(data)
    except kernel.Rejected as reason:
        click.echo(f"{name}: rejected: {reason}", err=err)
        return 1


def _below(directory: str) -> Iterator[str]:
    """The documents below a directory; that there is none is an error."""
    try:
        found = sorted(file for file in Path(directory).rglob("*.json") if file.is_file())
    except RecursionError:
        raise ItipError(f"{directory}: directories are nested too deep in it") from None
    if not found:
        raise click.UsageError(f"There is no file *.json below {directory}.")
    return map(str, found)
