"""One entry decided, in whichever process; what comes out is an outcome, never an error."""

from __future__ import annotations

import time
import traceback
from dataclasses import replace
from functools import lru_cache

from itip.batch import outcome
from itip.batch.cache import Cache
from itip.batch.order import Limits, Order
from itip.batch.outcome import Outcome
from itip.entropy.translate import translate
from itip.errors import BackendError, ItipError, LimitReached, ParseError
from itip.language import parse
from itip.language.ast import Statement
from itip.language.files import Entry, located
from itip.prover import prove_problem, recalled
from itip.prover.effort import Effort
from itip.prover.method import SHANNON_ONLY, Method, Search, expecting
from itip.verdict import Unknown, Verdict, expects


def decide(entry: Entry, order: Order) -> Outcome:
    """The outcome of one entry."""
    start = time.perf_counter()
    try:
        statement = _read(entry)
        found, again = _verdict(statement, order)
    except ParseError as error:
        return outcome.unreadable(entry, error, time.perf_counter() - start)
    except BackendError as error:
        return outcome.lost(entry, str(error), seconds=time.perf_counter() - start)
    except ItipError as error:
        return outcome.unreadable(entry, _about(entry, error), time.perf_counter() - start)
    except MemoryError:
        return outcome.lost(entry, "the memory was too small", seconds=time.perf_counter() - start)
    except Exception as error:  # noqa: BLE001  a bug costs its statement, not all others
        reason = f"internal error, a bug in itip: {type(error).__name__}: {error}"
        seconds = time.perf_counter() - start
        where = tuple(traceback.format_exc().splitlines())
        return outcome.lost(entry, reason, where, status="failed", seconds=seconds)
    return outcome.decided(
        found,
        entry,
        seconds=time.perf_counter() - start,
        certificate=order.certificates,
        recalled=again,
    )


def verdict(entry: Entry, found: Outcome) -> Verdict | None:
    """The verdict that an entry's outcome tells of, by its certificate."""
    if not found.certificate:
        return None
    statement = _read(entry)
    return recalled(statement, translate(statement), found.certificate.encode())


def _read(entry: Entry) -> Statement:
    try:
        return parse(entry.text, definitions=entry.definitions, name=entry.file)
    except ParseError as error:
        raise _placed(error, entry) from None


def _about(entry: Entry, error: ItipError) -> ParseError:
    """An error in what an entry means as one of its text, at the first line of it."""
    first = len(entry.text) - len(entry.text.lstrip())
    end = len(entry.text.lstrip().partition("\n")[0].rstrip()) + first
    return _placed(ParseError(str(error), entry.text, first, end, entry.file), entry)


def _placed(error: ParseError, entry: Entry) -> ParseError:
    """The error as one of the entry's file."""
    head = f"{entry.label}:" if entry.label else ""
    return located(error, entry.line, head, entry.text)


def _verdict(statement: Statement, order: Order) -> tuple[Verdict, bool]:
    """The verdict, and whether it was recalled."""
    try:
        problem = translate(statement)
    except LimitReached as limit:
        return Unknown(statement, None, str(limit)), False
    limits = replace(order.limits, search=_sought(statement, order.limits.search))
    cache = (
        Cache.of(problem, order.cache, itip_version(), linear=limits.search.linear)
        if order.cache
        else None
    )
    if cache and (kept := _recalled(cache, statement, limits, resume=order.resume)):
        return kept, True
    effort = Effort.within(limits.seconds, limits.megabytes)
    verdict = prove_problem(statement, problem, Method(search=limits.search), effort)
    if cache and not (isinstance(verdict, Unknown) and effort.lasts()):
        cache.keep(verdict, limits)
    return verdict, False


def _sought(statement: Statement, search: Search) -> Search:
    """What is sought in view of the verdict that is expected."""
    if expects(statement, "not-shannon") and expects(statement, "false"):  # it cannot matter
        return SHANNON_ONLY
    return expecting(search, statement.expect)


def _recalled(
    cache: Cache, statement: Statement, limits: Limits, *, resume: bool
) -> Verdict | None:
    verdict = cache.recall(statement, limits)
    if verdict is None and resume and (reason := cache.gave_up(limits)):
        return Unknown(statement, cache.problem, reason)
    return verdict


@lru_cache(maxsize=1)
def itip_version() -> str:
    """The version of itip here, which a cluster's workers are asked for."""
    from importlib.metadata import version  # noqa: PLC0415  slow, and for a cache only

    return version("itip")
