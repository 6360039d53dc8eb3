"""A verdict printed, its proofs made short, and its certificate written."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from itip.render.derivation.values import Form
    from itip.verdict import Verdict


def print_json(outcome: Verdict, seconds: float, *, certificate: bool) -> None:
    """Print a verdict as one object of JSON."""
    from itip.batch.outcome import decided  # noqa: PLC0415
    from itip.render import json  # noqa: PLC0415

    found = decided(outcome, seconds=seconds, certificate=certificate)
    click.echo(json.dumps(json.outcome(found)))


def shortened(outcome: Verdict, time_limit: float | None, memory_limit: float | None) -> Verdict:
    """The verdict with its proofs made short, so that what is written is what is shown."""
    from itip.prover import shorten  # noqa: PLC0415
    from itip.verdict import Proved  # noqa: PLC0415

    if not isinstance(outcome, Proved):
        return outcome
    return shorten(outcome, time_limit=time_limit, memory_limit=memory_limit)


def warn(outcome: Verdict, style: str) -> None:
    """Say of a proof that nothing is printed of if it is vacuous."""
    from itip.verdict import Proved  # noqa: PLC0415

    if style != "json" and isinstance(outcome, Proved) and outcome.vacuous:
        click.echo("warning: the givens contradict each other", err=True)


def print_verdict(
    outcome: Verdict, style: str, form: Form, *, standalone: bool, full: bool
) -> None:
    """Print a verdict with its evidence, as text or in LaTeX."""
    if style == "latex":
        from itip.render import latex  # noqa: PLC0415

        written = latex.verdict(outcome, form=form, standalone=standalone, everything=full)
        click.echo(written, nl=False)
    else:
        from itip.render import text  # noqa: PLC0415
        from itip.render.blocks import show  # noqa: PLC0415

        show(text.verdict(outcome, form=form, everything=full))


def write_certificate(outcome: Verdict, file: str, style: str) -> None:
    """Write the evidence to a file, or print it, but not beside an object of JSON."""
    from itip.render import json  # noqa: PLC0415
    from itip.verdict import Unknown  # noqa: PLC0415

    if isinstance(outcome, Unknown):
        click.echo("no certificate is written, since the verdict is unknown", err=True)
        return
    document = json.dumps(outcome.certificate()) + "\n"
    if file == "-":
        click.echo(document if style != "json" else "", nl=False)
        return
    try:
        Path(file).write_text(document, encoding="utf-8")
    except OSError as error:
        raise click.FileError(file, error.strerror) from error
