"""Outcomes of many statements as people read them: each problem in short, and a summary."""

from __future__ import annotations

from collections.abc import Iterator

from itip.batch.outcome import Outcome, Status
from itip.batch.report import Report
from itip.render.blocks import Block, Style, Table, Verbatim, line
from itip.render.brief import brief

WORDS: dict[Status, str] = {
    "expected": "as expected",
    "unexpected": "not as expected",
    "unreadable": "unreadable",
    "unknown": "unknown",
    "failed": "internal error",
}
_STYLES: dict[Status, Style] = {"expected": "green", "unknown": "yellow"}


def place(found: Outcome) -> str:
    """Where a statement stands, as editors and other tools read it."""
    parts = [found.file, *map(str, filter(None, (found.line, found.column)))]
    return ":".join(parts)


def reason(found: Outcome) -> str:
    """Why a statement's verdict is not as expected, in a sentence."""
    if found.status == "unexpected":
        wanted = found.expected or "a proof"
        return f"expected {wanted}, found {found.verdict}: {found.message}"
    return found.message


def problem(found: Outcome, *, everything: bool = False) -> Iterator[Block]:
    """What is to be said of a statement that is not as expected."""
    style = _STYLES.get(found.status, "red")
    label = f" {found.label}" if found.label else ""
    blocks: list[Block] = [
        line((place(found), "bold"), f":{label} ", (WORDS[found.status], style)),
        line(f"  {reason(found)}", hang=4),
    ]
    if found.status == "unreadable":
        yield from (*blocks, Verbatim(found.detail))
        return
    blocks += [line(f"    {row}", hang=8) for row in found.detail]
    yield from blocks if everything else brief(blocks)


def told(found: Outcome) -> Block:
    """One statement in a line."""
    verdict = found.verdict or WORDS[found.status]
    style = _STYLES.get(found.status, "red")
    seconds = f"{found.seconds:8.3f} s  "
    again = " (from the cache)" if found.recalled else ""
    return line((seconds, "dim"), (verdict.ljust(11), style), f"  {found.name}{again}", hang=24)


def summary(report: Report, seconds: float) -> Iterator[Block]:
    """The numbers, and of more than five those five that took longest."""
    rows = [(WORDS[status], str(report.counts[status])) for status in WORDS]
    if not report.counts["failed"]:
        rows.pop()
    if left := report.total - report.done:
        rows.append(("not decided", str(left)))
    yield Table((_total(report), ""), tuple(rows))
    if report.done > len(report.slowest):
        yield line("")
        slow = [(f"{o.seconds:.3f} s", o.name, _where(o)) for o in report.slowest]
        columns = 3 if any(where for *_, where in slow) else 2
        yield Table(("slowest", "", "")[:columns], tuple(row[:columns] for row in slow))
    recalled = f", {report.recalled} from the cache" if report.recalled else ""
    yield line("")
    yield line(f"{report.done} of {report.total} decided in {seconds:.1f} s{recalled}.")


def _total(report: Report) -> str:
    return "1 statement" if report.total == 1 else f"{report.total} statements"


def _where(found: Outcome) -> str:
    return f"{found.file}:{found.line}" if found.label else ""
