"""Statements as tests: with `--itip`, pytest collects *.itip files, one test for each entry."""

from __future__ import annotations

import math
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from _pytest._code.code import TerminalRepr, TracebackStyle

    from itip.batch.order import Order
    from itip.batch.outcome import Outcome
    from itip.language.files import Entry, Unreadable

_SECONDS = 60  # for one entry, where nothing is said


def pytest_addoption(parser: pytest.Parser) -> None:
    """The options."""
    group = parser.getgroup("itip", "statements of information inequalities")
    group.addoption(
        "--itip",
        action="store_true",
        help="Collect *.itip files; each entry is a test that its verdict is as expected.",
    )
    group.addoption(
        "--itip-time-limit",
        type=float,
        metavar="SECONDS",
        help="An entry is unknown, and fails, after so long; default: 60.",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Refuse a time limit that is none."""
    limit: float | None = config.getoption("itip_time_limit")
    if limit is not None and (limit <= 0 or not math.isfinite(limit)):
        raise pytest.UsageError(f"--itip-time-limit: {limit} is not a positive, finite number")


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> StatementFile | None:
    """The collector of a *.itip file, if they are asked for."""
    if file_path.suffix == ".itip" and parent.config.getoption("itip"):
        return StatementFile.from_parent(parent, path=file_path)
    return None


class StatementFile(pytest.File):
    """A file of statements."""

    def collect(self) -> Iterator[StatementTest]:
        """A test for each entry: one that cannot be read is a test that fails."""
        from itip.language.files import entries, printable  # noqa: PLC0415  only for such files

        name = printable(os.path.relpath(self.path, self.config.invocation_params.dir))
        taken = set[str]()
        for entry in entries(self._text(name), name):
            label = entry.label
            while not label or label in taken:
                label = f"line-{entry.line}" if label in ("", entry.label) else f"{label}-again"
            taken.add(label)
            yield StatementTest.from_parent(self, name=label, entry=entry)

    def _text(self, name: str) -> str:
        from itip.errors import ItipError  # noqa: PLC0415
        from itip.language.files import contents, decode  # noqa: PLC0415

        try:
            return decode(contents(str(self.path)))
        except ItipError as error:
            raise self.CollectError(f"{name}: {error}") from error


class StatementTest(pytest.Item):
    """The test that an entry can be read, and that its verdict is as expected."""

    def __init__(self, *, entry: Entry | Unreadable, name: str, parent: pytest.Collector) -> None:
        super().__init__(name, parent)
        self.entry = entry

    def runtest(self) -> None:
        """Decide the statement, as `itip check` does."""
        found = self._outcome()
        if not found.ok:
            pytest.fail("\n".join(self._shown(found)), pytrace=False)

    def _outcome(self) -> Outcome:
        from itip.batch import outcome  # noqa: PLC0415  late, as all of itip
        from itip.batch.work import decide  # noqa: PLC0415
        from itip.language.files import Entry  # noqa: PLC0415

        match self.entry:
            case Entry():
                return decide(self.entry, self._order())
            case _:
                return outcome.unreadable(self.entry, self.entry.error)

    def _order(self) -> Order:
        from itip.batch.order import Limits, Order  # noqa: PLC0415
        from itip.prover.method import searching  # noqa: PLC0415

        limit: float | None = self.config.getoption("itip_time_limit")
        limits = Limits(_SECONDS if limit is None else limit, search=searching(limit))
        return Order(limits, certificates=True)

    def _shown(self, found: Outcome) -> Iterator[str]:
        """Why the verdict is not as expected, where, and what `itip prove` shows."""
        from itip.batch.work import verdict  # noqa: PLC0415
        from itip.language.files import Entry  # noqa: PLC0415
        from itip.render.blocks import plain  # noqa: PLC0415
        from itip.render.report import place, reason  # noqa: PLC0415
        from itip.render.text import verdict as shown  # noqa: PLC0415

        yield reason(found)
        yield f"  {place(found)}"
        if found.status == "unexpected" and isinstance(self.entry, Entry):
            yield ""
            whole = verdict(self.entry, found)
            assert whole is not None  # the kernel accepted it once
            yield plain(shown(whole)).rstrip()
        elif found.status == "unreadable":
            yield from found.detail
        else:
            yield ""
            yield found.claim
            yield from (f"  given {given}" for given in found.given)

    def repr_failure(
        self, excinfo: pytest.ExceptionInfo[BaseException], style: TracebackStyle | None = None
    ) -> str | TerminalRepr:
        """A failure in its own words, and at the entry's place."""
        if not isinstance(excinfo.value, pytest.fail.Exception):
            return super().repr_failure(excinfo, style)
        shown = excinfo.getrepr(style="value")
        if shown.reprcrash:  # what --tb=line, the summary of failures and JUnit reports show
            shown.reprcrash.path = str(self.path)
            shown.reprcrash.lineno = self.entry.line
            shown.reprcrash.message = str(excinfo.value).partition("\n")[0]
        return shown

    def reportinfo(self) -> tuple[Path, int, str]:
        """The place of the entry, its line from 0, and its name."""
        return self.path, self.entry.line - 1, self.name
