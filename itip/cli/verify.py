"""`itip verify`: certificates checked again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

from itip.cli.certificates import certificates, checked, listed
from itip.cli.options import UNKNOWN, debug
from itip.errors import ItipError, LimitReached

if TYPE_CHECKING:
    from itip.render.blocks import Block
    from itip.verification import Verified

_WIDTH, _INDENT = 80, "    "


@click.command(short_help="Check certificates again.")
@certificates
@click.option(
    "--elemental",
    is_flag=True,
    help="Expand each proof to elemental inequalities, H(X|all others) and I(X;Y|K), check and "
    "show it; not below directories.",
)
@click.option("-q", "--quiet", is_flag=True, help="Print what is not accepted only.")
@debug
def verify(*, certificates: tuple[str, ...], elemental: bool, quiet: bool) -> int:
    """Re-check certificates: the evidence, and that it is about the statement's own text.

    What is established is told. Of a directory, all *.json below it are checked, and those named
    that are not accepted.

    Exit status: 0 all accepted, 1 some rejected, 2 some could not be read, 3 some not expanded.

    \b
    itip verify certificate.json
    itip check paper.itip --certificates evidence && itip verify evidence
    """  # noqa: D301  \b is click's
    counts: Counter[str] = Counter()
    worst, directories = 0, False
    for name, inside in listed(certificates):
        verified = checked(name)
        status = verified if isinstance(verified, int) else 0
        counts["verified" if status == 0 else "rejected" if status == 1 else "unreadable"] += 1
        if not (isinstance(verified, int) or quiet or inside):
            click.echo(f"{name}: verified: {verified.verdict}: {verified.statement}")
            status = _tell(name, verified, elemental=elemental)
        worst, directories = max(worst, status), directories or inside
    if directories and not quiet:
        click.echo(", ".join(f"{n} {what}" for what, n in counts.items()))
    return worst


def _tell(name: str, verified: Verified, *, elemental: bool) -> int:
    """What is established, and the expanded proof if it is asked for; the exit status for it."""
    from itip.render import proof  # noqa: PLC0415  `itip --help` needs none of these
    from itip.render.established import established  # noqa: PLC0415
    from itip.verdict import Proved  # noqa: PLC0415
    from itip.verification import by_elementals  # noqa: PLC0415

    try:
        outcome = verified.outcome()
        _show(established(outcome))
        if elemental and isinstance(outcome, Proved):
            expanded = by_elementals(outcome)
            click.echo(f"\n{_INDENT}By elemental inequalities, checked again:")
            _show(proof.shown(expanded, form="elemental", everything=True))
    except LimitReached as limit:
        click.echo(f"{name}: not expanded: {limit}", err=True)
        return UNKNOWN
    except ItipError as error:  # the kernel accepts more than itip writes
        click.echo(f"{_INDENT}What it uses is not shown: {error}.")
    return 0


def _show(blocks: Iterable[Block]) -> None:
    from itip.render.blocks import plain  # noqa: PLC0415  `itip --help` does not need it

    for row in plain(blocks, _WIDTH - len(_INDENT)).splitlines():
        click.echo(f"{_INDENT}{row}".rstrip())
