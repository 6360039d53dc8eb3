"""A search for copy steps: states, the best of them extended, until one proves the goal."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Sequence
from typing import Literal

from itip.prover.copies.candidates import Kind, candidates, complements, promising
from itip.prover.copies.scoring import Score, score, slack
from itip.prover.copies.sought import Floats, Sought
from itip.prover.copies.states import State, Step, without
from itip.prover.effort import Effort

Steps = tuple[Step, ...]

Means = Literal["violated", "stuck", "rest"]
"""Which candidates: those of which a point violates an inequality that they would prove; others to
which the point does not extend, those first where it is furthest from that; the rest of these."""

Round = tuple[int, int, Kind, Means]
"""The best states of a depth, how many of them, and by which candidates they are extended."""

_NAMED = 10  # variables of a state
_WHOLE = 9  # variables of a state after copying all that is outside a base
_ENOUGH = 4  # variables of a problem for which no other first steps are better than these
_NEW: dict[Kind, int] = {"single": 1, "group": 1, "pair": 2}
_TESTED = 8  # variables of a state from which on a test beforehand is quicker than a score
_FIRST = 25  # of those that do not extend a point, how many are scored at first
_PROVED = 1e-9
_BETTER = 1e-8
_WORSE = 1e-6  # relatively, where a step did not help
_STUCK = 1e-7


class Beam:
    """A search with one norm: the states that are scored, and how they were extended."""

    __slots__ = ("_done", "_effort", "_most", "_norm", "_rest", "_sought", "_values")

    def __init__(self, sought: Sought, norm: Floats, most: int, effort: Effort) -> None:
        self._sought, self._norm, self._effort = sought, norm, effort
        self._most = min(most, _NAMED - sought.n)
        self._values: dict[int, dict[Steps, float]] = {}
        self._rest: dict[tuple[Steps, Kind], list[Step]] = {}
        self._done: set[tuple[Steps, Kind, Means]] = set()

    def claims(self, rounds: Sequence[Round]) -> Iterator[Steps | None]:
        """Steps that are claimed to prove the goal; None after each program but those."""
        if not self._values:
            yield from self._begun()
        for depth, width, kind, means in rounds:
            if not depth and 1 in self._values and self._sought.n <= _ENOUGH:
                continue
            for steps in self._best(depth, width):
                if (steps, kind, means) not in self._done:
                    self._done.add((steps, kind, means))
                    yield from self._extended(steps, kind, means)

    def _begun(self) -> Iterator[Steps | None]:
        first = State.first(self._sought.n, self._sought.dependences, self._sought.laws)
        start = self._score(first)
        if start is None:
            return
        self._values[0] = {(): start.value}
        yield None
        whole = complements(first, self._sought.symmetries)
        few = (step for step in whole if first.n + step.size <= _WHOLE)
        yield from self._scored(first, start, few)

    def _best(self, depth: int, width: int) -> list[Steps]:
        """The best states; of equal ones, the first."""
        values = self._values.get(depth, {})
        return sorted(values, key=lambda steps: values[steps])[:width]

    def _extended(self, steps: Steps, kind: Kind, means: Means) -> Iterator[Steps | None]:
        state = self._state(steps)
        start = self._score(state)
        yield None
        if start is None:
            return
        if means == "rest":
            yield from self._scored(state, start, self._rest.pop((steps, kind), ()))
            return
        violating, others = self._candidates(state, start, kind)
        if means == "violated":
            yield from self._scored(state, start, violating)
            return
        if state.n + _NEW[kind] >= _TESTED:
            others = yield from self._tested(state, start, others)
        self._rest[steps, kind] = others[_FIRST:]
        yield from self._scored(state, start, others[:_FIRST])

    def _candidates(self, state: State, start: Score, kind: Kind) -> tuple[list[Step], list[Step]]:
        """The steps of which the point violates an inequality, the most first; and the others."""
        good = promising(start.rank)
        symmetries = state.symmetries() if state.steps else self._sought.symmetries
        steps = [
            step
            for step in candidates(state, start.rank, kind, symmetries)
            if self._fits(state, step)
        ]
        violated = [good.get((step.base, step.copied), 0) for step in steps]
        order = sorted(range(len(steps)), key=lambda k: -violated[k])
        return (
            [steps[k] for k in order if violated[k]],
            [steps[k] for k in order if not violated[k]],
        )

    def _fits(self, state: State, step: Step) -> bool:
        return state.n - self._sought.n + step.size <= self._most

    def _tested(
        self, state: State, start: Score, steps: Iterable[Step]
    ) -> Generator[None, None, list[Step]]:
        """Those of the steps to whose states a point does not extend."""
        found = []
        for step in steps:
            child = state.extended(step)
            distance = slack(child, len(state.keys), start.point, self._effort)
            if distance > _STUCK:
                found.append((-distance, step))
            yield None
        return [step for _, step in sorted(found, key=lambda pair: pair[0])]

    def _scored(self, state: State, start: Score, steps: Iterable[Step]) -> Iterator[Steps | None]:
        """Score the states after each of these steps, and keep those that may be extended."""
        for step in steps:
            if not self._fits(state, step):
                continue
            child = state.extended(step)
            new = self._score(child, start)
            if new is not None:
                better = new.value < start.value - _BETTER
                value = new.value if better else new.value * (1 + _WORSE) + _PROVED
                self._values.setdefault(len(child.steps), {})[child.steps] = value
            proved = new is not None and new.value < _PROVED
            yield self._trimmed(child.steps) if proved else None

    def _trimmed(self, steps: Steps) -> Steps:
        """The steps without the copies that their claim can do without."""
        number = self._sought.n
        while number < self._sought.n + sum(step.size for step in steps):
            fewer = without(steps, number, self._sought.n)
            found = fewer and self._score(self._state(fewer))
            if fewer and found and found.value < _PROVED:
                steps = fewer
            else:
                number += 1
        return steps

    def _score(self, state: State, before: Score | None = None) -> Score | None:
        return score(self._sought, state, self._norm, self._effort, before)

    def _state(self, steps: Steps) -> State:
        state = State.first(self._sought.n, self._sought.dependences, self._sought.laws)
        for step in steps:
            state = state.extended(step)
        return state
