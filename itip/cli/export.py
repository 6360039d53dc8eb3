"""`itip export`: certificates to files that other programs check."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from itip.cli.certificates import certificates, checked, listed
from itip.cli.options import BAD_INPUT, debug
from itip.errors import ItipError

if TYPE_CHECKING:
    from itip.verdict import Decided

    Labelled = tuple[str, Decided]

Style = Literal["coq", "smt2", "lean"]

_SUFFIX: dict[Style, str] = {"coq": ".v", "smt2": ".smt2", "lean": ".lean"}
_TOGETHER = "certificates"  # the name of a file of several
_SECONDS = 10  # in which a proof is shortened


@click.command(short_help="Write certificates for Coq, for SMT solvers, or for Lean.")
@certificates
@click.option(
    "--format",
    "style",
    type=click.Choice([*_SUFFIX]),
    required=True,
    help="coq: theorems that coqc checks, of random variables; smt2: the negation, that z3 and "
    "cvc5 refute; lean: for Mathlib's linear_combination, NOT checked by the tests of itip.",
)
@click.option(
    "--output",
    type=click.Path(allow_dash=True),
    metavar="FILE|DIRECTORY",
    help="Where to write; e.g. --output proof.v. In a directory, one file for coq, with the "
    "libraries beside it, one for lean, and one for each certificate for smt2.",
)
@click.option(
    "--full",
    is_flag=True,
    help="With smt2: all elemental inequalities and givens, not only those used; up to six "
    "variables. So written, what is not proved is satisfiable.",
)
@click.option("--as-is", is_flag=True, help="Do not shorten the proofs.")
@debug
def export(
    *, certificates: tuple[str, ...], style: Style, output: str | None, full: bool, as_is: bool
) -> int:
    """Check certificates as `itip verify` does, and write them for other programs to check.

    For Coq, write to a directory, and compile there, with coqc 8.16 or later and no further
    library, in this order: ItipCheck.v, ItipEntropy.v, ItipCopies.v, ItipWitness.v, and then
    the file. Several certificates are modules of one file; for smt2, where no directory is
    named, scripts with (reset) between them.

    Exit status: 0 all written, 1 some rejected, 2 some could not be read, or not be written so.
    What is accepted is written all the same.

    \b
    itip export --format coq --output proofs certificate.json
    itip prove "I(X;Y) <= H(X)" --certificate - | itip export --format smt2 - | z3 -in
    """  # noqa: D301  \b is click's
    if full and style != "smt2":
        raise click.UsageError("--full goes with --format smt2.")
    names = [name for name, _ in listed(certificates)]
    if output and output != "-" and Path(output).resolve() in [Path(n).resolve() for n in names]:
        raise click.UsageError(f"--output {output} would replace a certificate.")
    verdicts: list[Labelled] = []
    worst = 0
    for name in names:
        found = _read(name, style, full=full, as_is=as_is)
        if isinstance(found, int):
            worst = max(worst, found)
        else:
            verdicts.append((_label(name, {label for label, _ in verdicts}), found))
    if verdicts:
        _write(verdicts, style, output, full=full)
    return worst


def _read(name: str, style: Style, *, full: bool, as_is: bool) -> Decided | int:
    """The verdict that is to be written, or the exit status for one that cannot be."""
    verified = checked(name, err=True)
    if isinstance(verified, int):
        return verified
    try:
        outcome = verified.outcome()
        outcome = outcome if as_is or full else _shortened(outcome)
        _text([(name, outcome)], style, full=full)
    except ItipError as error:
        click.echo(f"{error}" if str(error).startswith(name) else f"{name}: {error}", err=True)
        return BAD_INPUT
    except ValueError:  # of str(int), past 4300 digits
        click.echo(f"{name}: it cannot be exported: its numbers become too long", err=True)
        return BAD_INPUT
    return outcome


def _shortened(outcome: Decided) -> Decided:
    from itip.prover import shorten  # noqa: PLC0415  `itip --help` needs none of these
    from itip.verdict import Proved  # noqa: PLC0415

    return shorten(outcome, time_limit=_SECONDS) if isinstance(outcome, Proved) else outcome


def _text(verdicts: Sequence[Labelled], style: Style, *, full: bool) -> str:
    from itip.export import coq, lean, smt2  # noqa: PLC0415  `itip --help` needs none of these

    match style:
        case "coq":
            return coq.export(verdicts)
        case "lean":
            return lean.export(verdicts)
        case "smt2":
            return smt2.export(verdicts, full=full)


def _label(name: str, taken: set[str]) -> str:
    """A name for a module, as the file is named; of two, the second gets a number."""
    stem = "evidence" if name == "-" else re.sub(r"\W", "_", Path(name).stem, flags=re.ASCII)
    stem = stem if stem[:1].isalpha() else f"c{stem}"
    label, number = stem, 1
    while label in taken:
        number += 1
        label = f"{stem}_{number}"
    return label


def _write(verdicts: Sequence[Labelled], style: Style, output: str | None, *, full: bool) -> None:
    if output in (None, "-"):
        click.echo(_text(verdicts, style, full=full), nl=False)
        return
    try:
        for file, text in _files(verdicts, style, Path(output or ""), full=full):
            file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise click.FileError(error.filename or output, error.strerror) from error


def _files(
    verdicts: Sequence[Labelled], style: Style, place: Path, *, full: bool
) -> list[tuple[Path, str]]:
    """What is written where: in a directory, made if need be, if it is one or has no suffix."""
    from itip.export import coq  # noqa: PLC0415  `itip --help` does not need it

    if place.suffix and not place.is_dir():
        return [(place, _text(verdicts, style, full=full))]
    place.mkdir(parents=True, exist_ok=True)
    if style == "smt2":
        return [
            (place / f"{label}{_SUFFIX[style]}", _text([(label, v)], style, full=full))
            for label, v in verdicts
        ]
    name = verdicts[0][0] if len(verdicts) == 1 else _TOGETHER
    libraries = coq.libraries() if style == "coq" else {}
    name += "_" * (f"{name}.v" in libraries)
    written = [(place / file, text) for file, text in libraries.items()]
    return [*written, (place / f"{name}{_SUFFIX[style]}", _text(verdicts, style, full=full))]
