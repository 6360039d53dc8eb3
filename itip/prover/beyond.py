"""What Shannon's inequalities leave open: evidence by copies that are given, or that is sought.

Random variables that violate a goal and proofs of all of them are sought side by side: the search
that has taken less time has the next step. Nothing that is found is trusted.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain

from itip.entropy.expression import Problem
from itip.errors import LimitReached
from itip.evidence import Counterexample, Evidence, Proof, Witness
from itip.language.ast import CopyStep
from itip.prover.effort import Effort
from itip.prover.method import Method, Search

_SECOND = 1_000_000_000  # nanoseconds
_AHEAD = _SECOND // 5  # that the search for proofs may take first
_RIPE = 2 * _SECOND  # in which almost all random variables are found that ever are
_LATE = 6  # times what others may take: the price of time after these

Searching = Iterator[tuple[Proof, ...] | Witness | None]
Price = Callable[[int], int]


def attempts(
    problem: Problem,
    evidence: Sequence[Evidence],
    steps: Sequence[CopyStep],
    method: Method,
    effort: Effort,
) -> Iterator[tuple[Evidence, ...] | str]:
    """What could take the place of evidence with polymatroids, in turn.

    Proofs in place of all of them, or random variables in place of one; and, in a sentence, what
    was in vain. The copy `steps` are those that are given.
    """
    if steps:
        yield _by_steps(problem, evidence, steps, method, effort)
    search = effort.at_most(method.search.seconds)
    violated = _violated(evidence)
    for found in _in_turn(_searches(problem, violated, method, search), effort):
        yield _with(evidence, [found] if isinstance(found, Witness) else found)
    yield from _in_vain(method.search, search)


def _by_steps(
    problem: Problem,
    evidence: Sequence[Evidence],
    steps: Sequence[CopyStep],
    method: Method,
    effort: Effort,
) -> tuple[Evidence, ...] | str:
    """The evidence with proofs by these steps in place of all polymatroids, if there are any."""
    from itip.prover.copies import prove  # noqa: PLC0415  Shannon's inequalities need no copies

    effort.note("the copies that are given are tried")
    proofs = []
    try:
        for item in _violated(evidence):
            proof = prove(problem, steps, (item.goal, item.direction), method, effort)
            if not isinstance(proof, Proof):
                return "The copies that are given do not prove it."
            proofs.append(proof)
    except (LimitReached, MemoryError) as limit:
        reason = str(limit) or "the memory of this machine is too small"
        return f"Whether the copies that are given prove it is unknown: {reason}."
    return _with(evidence, proofs)


def _in_vain(search: Search, effort: Effort) -> Iterator[str]:
    """What was sought in vain, and for how long, if that was not to the end."""
    ended = effort.moment is not None and time.monotonic() >= effort.moment
    within = f" within {search.seconds:g} s" * ended
    copies = "copies that prove it" if search.copies else ""
    witness = "random variables that violate it" if search.witness else ""
    if search.linear:
        linear = "common information that proves it for linear random variables"
        yield f"No {linear} was found{within}."
    elif copies and witness:
        yield f"Neither {copies} nor {witness} were found{within}."
    elif copies or witness:
        yield f"No {copies}{witness} were found{within}."


def _violated(evidence: Sequence[Evidence]) -> list[Counterexample]:
    return [item for item in evidence if isinstance(item, Counterexample)]


def _with(evidence: Sequence[Evidence], found: Sequence[Proof | Witness]) -> tuple[Evidence, ...]:
    """The evidence with what was found in place of that about the same goals and directions."""
    better: dict[object, Evidence] = {(item.goal, item.direction): item for item in found}
    return tuple(
        better.get((item.goal, item.direction), item) if isinstance(item, Counterexample) else item
        for item in evidence
    )


def _searches(
    problem: Problem, violated: Sequence[Counterexample], method: Method, effort: Effort
) -> dict[Searching, Price]:
    """The searches, each with the price of the nanoseconds that it takes."""
    searches: dict[Searching, Price] = {}
    if method.search.witness and not method.search.linear:
        from itip.prover.witness import search  # noqa: PLC0415  proving does not need it

        effort.note("random variables that violate it are sought")
        searches[search(problem, violated, effort)] = _price
    searches[_proofs(problem, violated, method, effort)] = lambda spent: spent - _AHEAD
    return searches


def _price(spent: int) -> int:
    """That of the search for random variables; its first step, the shared bit, comes first."""
    return spent + (_LATE - 1) * max(0, spent - _RIPE) if spent else -_AHEAD


def _proofs(
    problem: Problem, violated: Sequence[Counterexample], method: Method, effort: Effort
) -> Searching:
    """Steps of searches for a proof of one goal after the other; in the end, all proofs."""
    proofs = []
    for item in violated:
        for proof in _proof(problem, item, method, effort):
            if proof is not None:
                proofs.append(proof)
                break
            yield None
        else:
            return
    yield tuple(proofs)


def _proof(
    problem: Problem, item: Counterexample, method: Method, effort: Effort
) -> Iterator[Proof | None]:
    """Steps of the searches for a proof of the goal that a polymatroid violates."""
    from itip.prover import adjoining, copies  # noqa: PLC0415  Shannon's inequalities need neither

    searches = [adjoining.search(problem, item, method, effort)]
    if method.search.copies and not method.search.linear:
        searches.append(copies.search(problem, item, method, effort))
    return chain.from_iterable(searches)


def _in_turn(
    searches: Mapping[Searching, Price], effort: Effort
) -> Iterator[tuple[Proof, ...] | Witness]:
    """What is found, where the search with the least price so far always has the next step."""
    spent = dict.fromkeys(searches, 0)
    while spent:
        search = min(spent, key=lambda one: searches[one](spent[one]))
        start = time.monotonic_ns()
        try:
            found = next(search)
        except StopIteration:
            del spent[search]
            continue
        except (LimitReached, MemoryError):
            effort.note("a limit came before more was found")
            del spent[search]
            continue
        spent[search] += time.monotonic_ns() - start
        if found is not None:
            yield found
