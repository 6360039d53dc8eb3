"""The outcomes of a run told as they come, and all of them in the end."""

from __future__ import annotations

import time
from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from itip.cli.options import BAD_INPUT, BUG, UNKNOWN
from itip.errors import ItipError

if TYPE_CHECKING:
    from itip.batch.outcome import Outcome, Status
    from itip.batch.report import Report
    from itip.batch.shelf import Shelf
    from itip.progress import Bar

_EXIT: dict[Status, int] = {  # the first that there is counts
    "failed": BUG, "unreadable": BAD_INPUT, "unexpected": 1, "unknown": UNKNOWN, "expected": 0,
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Reporting:
    """How the outcomes of a run are reported, and where to."""

    style: str
    full: bool
    quiet: bool
    verbose: bool
    debug: bool
    shelf: Shelf | None
    junit: str | None

    def through(
        self, stream: Generator[tuple[int, Outcome]], total: int, *, fail_fast: bool
    ) -> int:
        """Report each outcome in its turn, and all of them in the end; the exit status."""
        from itip.batch import in_order, until_unexpected  # noqa: PLC0415
        from itip.batch.report import Report  # noqa: PLC0415
        from itip.progress import Bar  # noqa: PLC0415

        kept: list[Outcome] = []
        report, start = Report(total), time.perf_counter()
        bar = Bar(total, shown=not (self.quiet or self.verbose))
        try:
            with closing(stream):
                watched = bar.watch(stream)
                for found in in_order(until_unexpected(watched) if fail_fast else watched):
                    report.add(found)
                    kept += [replace(found, certificate=None)] * bool(self.junit)
                    self._tell(found, bar)
                    if self.shelf:
                        self.shelf.put(found)
        finally:  # also of what an interrupt, or an error, has left
            bar.end()
            self._conclude(report, kept, time.perf_counter() - start)
        return next(code for status, code in _EXIT.items() if report.counts[status])

    def _tell(self, found: Outcome, bar: Bar) -> None:
        if found.ok and (self.quiet or (self.style == "text" and not self.verbose)):
            return
        bar.aside()
        match self.style:
            case "json":
                from itip.render import json  # noqa: PLC0415

                click.echo(json.dumps(json.outcome(found)))
            case "github":
                from itip.render import github  # noqa: PLC0415

                if not found.ok:
                    click.echo(github.annotation(found))
            case _:
                self._show(found)

    def _show(self, found: Outcome) -> None:
        from itip.render import report  # noqa: PLC0415
        from itip.render.blocks import line, show  # noqa: PLC0415

        if self.verbose:
            show([report.told(found)])
        if not found.ok:
            if found.status == "failed" and not self.debug:
                found = replace(found, detail=())
            show([*report.problem(found, everything=self.full), line("")])

    def _conclude(self, report: Report, kept: Sequence[Outcome], seconds: float) -> None:
        if self.style != "json" and not (self.quiet and report.total == report.counts["expected"]):
            from itip.render.blocks import show  # noqa: PLC0415
            from itip.render.report import summary  # noqa: PLC0415

            show(summary(report, seconds))
        if self.junit:
            from itip.render import junit  # noqa: PLC0415  imports a library for XML

            try:
                Path(self.junit).write_bytes(junit.document(kept))
            except OSError as error:
                raise ItipError(f"{self.junit}: {error.strerror}") from error
