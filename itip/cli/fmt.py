"""`itip fmt`: files of statements in their canonical form."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

import click

from itip.cli.options import BAD_INPUT, debug
from itip.errors import ItipError


@click.command(short_help="Format files of statements.")
@click.argument("files", nargs=-1, required=True, metavar="FILES...")
@click.option("--write", is_flag=True, help="Rewrite the files in place; e.g. --write paper.itip.")
@click.option("--check", is_flag=True, help="Only name the files that are not in this form.")
@debug
def fmt(*, files: tuple[str, ...], write: bool, check: bool) -> int:
    """Print FILES in canonical form: one spelling and one layout; comments are kept.

    Of a directory, all *.itip below it are taken; - is standard input. The meaning of a statement
    never changes. A file with an error in it is left as it is.

    Exit status: 0; with --check 1 if a file is not in this form; 2 if one cannot be read.

    \b
    itip fmt paper.itip
    itip fmt --write inequalities/
    """  # noqa: D301  \b is click's
    if write and check:
        raise click.UsageError("--write and --check exclude each other.")
    from itip.language.files import contents, decode, printable, walk  # noqa: PLC0415  `itip --help` does not
    from itip.language.format import formatted  # noqa: PLC0415

    worst = 0
    for file in walk(files):
        name = "stdin" if file == "-" else printable(file)
        try:
            data = contents(file)
            text = formatted(decode(data), name).encode()
            if write and file != "-" and text != data:
                _replace(Path(file), text)
        except ItipError as error:
            click.echo(f"{name}: {error}", err=True)
            worst = BAD_INPUT
            continue
        if not (check or (write and file != "-")):
            sys.stdout.buffer.write(text)
        elif text != data:
            click.echo(f"{name}: {'is not formatted' if check else 'formatted'}", err=True)
            worst = max(worst, int(check))
    return worst


def _replace(file: Path, text: bytes) -> None:
    """Write a file as a whole or not at all, with the permissions that it had."""
    try:
        target = file.resolve()  # of a link, what it points to
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
        part = Path(name)
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(text)
            part.chmod(target.stat().st_mode)
            part.replace(target)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise ItipError(f"it cannot be written: {error.strerror}") from error
