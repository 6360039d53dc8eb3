"""Farkas' question: every answer is checked in exact arithmetic, whoever proposed it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import gcd

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itip.entropy.cone import elemental_arrays, elementals
from itip.errors import BackendError, LimitReached
from itip.prover import exact, linear, lp
from itip.prover.effort import Effort
from itip.prover.exact import Generators
from itip.prover.farkas import Answer, Combination, Separator, Vector, primitive
from itip.prover.lp import Claim, LinearProgram, Method
from itip.prover.lp.program import Floats
from itip.prover.simplex import Tableau

LAW = settings(deadline=None, derandomize=True, max_examples=150)
SLOW = settings(deadline=None, derandomize=True, max_examples=40)
FOREVER = Effort()
HUGE = 10**30


def vectors(height: int) -> st.SearchStrategy[Vector]:
    """Sparse vectors, most numbers small, some beyond 64 bits."""
    numbers = st.one_of(st.integers(-3, 3), st.sampled_from([10**9 + 7, 2**53 + 1, -HUGE]))
    return st.dictionaries(st.integers(0, height - 1), numbers.filter(bool), max_size=height)


@dataclass(frozen=True)
class Cone:
    """Generators, the last of them free, and a goal."""

    height: int
    others: list[Vector]
    free: list[Vector]
    goal: Vector


@st.composite
def cones(draw: st.DrawFn, least: int = 1, most: int = 5) -> Cone:
    """Random cones; half of the goals are combinations of the generators."""
    height = draw(st.integers(least, most))
    others = draw(st.lists(vectors(height), max_size=7))
    free = draw(st.lists(vectors(height), max_size=2))
    goal = draw(vectors(height))
    if draw(st.booleans()):
        goal = {}
        for k, vector in enumerate(others + free):
            weight = draw(st.integers(0 if k < len(others) else -3, 3))
            for c, v in vector.items():
                goal[c] = goal.get(c, 0) + weight * v
        goal = {c: v for c, v in goal.items() if v}
    return Cone(height, others, free, goal)


def right(answer: Answer, generators: Sequence[Vector], free: int, goal: Vector) -> bool:
    """Whether the answer is one: both kinds are checked as defined, the last `free` being free."""
    count = len(generators) - free
    match answer:
        case Combination(weights):
            total: dict[int, Fraction] = {}
            for r, weight in weights.items():
                assert weight > 0 or (r >= count and weight < 0)
                for c, v in generators[r].items():
                    total[c] = total.get(c, Fraction(0)) + weight * v
            return {c: v for c, v in total.items() if v} == goal
        case Separator(point):
            products = [sum(v * point[c] for c, v in vector.items()) for vector in generators]
            below = sum(v * point[c] for c, v in goal.items())
            return below < 0 <= min(products, default=0) and not any(products[count:])


@LAW
@given(cones())
def test_simplex(cone: Cone) -> None:
    """The simplex method's answer on a random cone is a combination or a separator, exactly."""
    tableau = Tableau(cone.height).extended(0, cone.others, cone.free)
    answer = tableau.settle(cone.goal, FOREVER)
    assert right(answer, cone.others + cone.free, len(cone.free), cone.goal)


@LAW
@given(cones(), st.lists(vectors(5), max_size=4))
def test_simplex_again(cone: Cone, goals: list[Vector]) -> None:
    """A tableau answers further goals, from the basis that the last one ended with."""
    generators = cone.others + cone.free
    tableau = Tableau(cone.height).extended(0, cone.others, cone.free)
    for vector in [*goals, cone.goal, cone.goal]:
        goal = {c: v for c, v in vector.items() if c < cone.height}
        answer = tableau.settle(goal, FOREVER)
        assert right(answer, generators, len(cone.free), goal)


@LAW
@given(cones(2), cones(2))
def test_simplex_extended(first: Cone, second: Cone) -> None:
    """Coordinates and generators can be added later; the cone without them stays as it was."""
    more = max(0, second.height - first.height)
    small = Tableau(first.height).extended(0, first.others)
    large = small.extended(more, second.others, second.free)
    generators = first.others + second.others + second.free
    answer = large.settle(second.goal, FOREVER)
    assert right(answer, generators, len(second.free), second.goal)
    assert right(small.settle(first.goal, FOREVER), first.others, 0, first.goal)


@LAW
@given(cones())
def test_exact_solve(cone: Cone) -> None:
    """Equations are solved exactly; where they have no solution, a separator shows it."""
    columns = dict(enumerate(cone.others + cone.free))
    weights = exact.solve(columns, cone.goal)
    everything_free = Tableau(cone.height).extended(0, [], list(columns.values()))
    answer = everything_free.settle(cone.goal, FOREVER)
    if weights is None:
        assert isinstance(answer, Separator)
    else:
        assert right(Combination(weights), list(columns.values()), len(columns), cone.goal)


@given(st.lists(st.fractions(), min_size=1))
@LAW
def test_primitive(point: list[Fraction]) -> None:
    """The smallest integer vector on a ray points the same way and has no common factor."""
    found = primitive(point)
    nonzero = next((k for k, value in enumerate(point) if value), None)
    if nonzero is None:
        assert not any(found)
    else:
        scale = Fraction(found[nonzero]) / point[nonzero]
        assert scale > 0
        assert [scale * value for value in point] == list(found)
        assert gcd(*found) == 1


def test_deadline_in_pivots() -> None:
    """The simplex method minds its deadline, and can be asked again after it came."""
    cone = [{s - 1: c for s, c in e.coordinates().items()} for e in elementals(4)]
    tableau = Tableau(15).extended(0, cone)
    goal = {0: -1, 5: 2, 10: -1, 14: 1}
    with pytest.raises(LimitReached, match="the time limit came before"):
        tableau.settle(goal, Effort.within(-1, None))
    assert right(tableau.settle(goal, FOREVER), cone, 0, goal)
    with pytest.raises(LimitReached):
        Tableau(15).extended(0, cone, effort=Effort.within(-1, None))


def test_no_deadline() -> None:
    """Without a limit there is always time left."""
    assert FOREVER.left() is None
    left = Effort.within(1000, None).left()
    assert left is not None
    assert 0 < left <= 1000


# Claims of solvers made exact, or not believed


@st.composite
def programs(draw: st.DrawFn) -> tuple[Generators, Vector]:
    """The Shannon cone of two or three variables with random givens, and a goal."""
    n = draw(st.integers(2, 3))
    cone = draw(cones(2**n, 2**n))
    generators = linear.generators(
        elemental_arrays(n), 2**n, tuple(cone.others[:3]), tuple(cone.free)
    )
    return generators, cone.goal


def listed(generators: Generators) -> list[Vector]:
    """All generators as vectors."""
    count = len(generators.starts) - 1 + len(generators.others) + len(generators.free)
    return [generators.vector(r) for r in range(count)]


@pytest.mark.parametrize("n", range(1, 8))
def test_generators_of_the_cone(n: int) -> None:
    """The arrays hold the elementals' coordinates, in the elementals' order; then the others."""
    others, free = ({0: 5, 2**n - 1: -HUGE},), ({0: -1},)
    generators = linear.generators(elemental_arrays(n), 2**n, others, free)
    expected = [{s - 1: c for s, c in e.coordinates().items()} for e in elementals(n)]
    assert listed(generators) == [*expected, *others, *free]
    assert [generators.is_free(r) for r in range(len(expected), len(expected) + 2)] == [
        False,
        True,
    ]
    assert generators.size(len(expected)) == HUGE


@dataclass
class Stub:
    """A solver that claims what it is told to, and counts how often it was asked."""

    claim: Callable[[LinearProgram, int], Claim]
    asked: int = field(default=0)

    def solve(
        self,
        program: LinearProgram,
        effort: Effort,
        method: Method = "simplex",  # noqa: ARG002
        start: tuple[int, ...] = (),  # noqa: ARG002
    ) -> Claim:
        """The next claim."""
        effort.left()
        self.asked += 1
        return self.claim(program, self.asked)


def columns(program: LinearProgram) -> int:
    """The number of unknowns of a program."""
    return len(program.cost)


def noise(program: LinearProgram, asked: int, size: float = 1.0) -> Floats:
    """Random values, the same in every run."""
    return np.random.default_rng(asked).normal(size=columns(program)) * size


def rows(program: LinearProgram, asked: int, size: float = 1.0) -> Floats:
    """A random ray, the same in every run."""
    return np.random.default_rng(asked).normal(size=len(program.row_lower)) * size


LIES: dict[str, Callable[[LinearProgram, int], Claim]] = {
    "feasible, all zero": lambda p, _: Claim("feasible", values=np.zeros(columns(p))),
    "feasible, at random": lambda p, k: Claim("feasible", values=noise(p, k)),
    "feasible, all one": lambda p, _: Claim("feasible", values=np.ones(columns(p))),
    "feasible, tiny": lambda p, k: Claim("feasible", values=noise(p, k, 1e-12)),
    "feasible, enormous": lambda p, k: Claim("feasible", values=noise(p, k, 1e300)),
    "feasible, negative": lambda p, k: Claim("feasible", values=-abs(noise(p, k))),
    "feasible, not numbers": lambda p, _: Claim("feasible", values=np.full(columns(p), np.nan)),
    "feasible, infinite": lambda p, _: Claim("feasible", values=np.full(columns(p), np.inf)),
    "feasible without values": lambda _, __: Claim("feasible"),
    "infeasible, ray zero": lambda p, _: Claim("infeasible", ray=np.zeros(len(p.row_lower))),
    "infeasible, ray at random": lambda p, k: Claim("infeasible", ray=rows(p, k)),
    "infeasible, ray enormous": lambda p, k: Claim("infeasible", ray=rows(p, k, 1e300)),
    "infeasible, ray not numbers": lambda p, _: Claim(
        "infeasible", ray=np.full(len(p.row_lower), np.nan)
    ),
    "infeasible, ray infinite": lambda p, _: Claim(
        "infeasible", ray=np.full(len(p.row_lower), np.inf)
    ),
    "infeasible without ray": lambda _, __: Claim("infeasible"),
    "unsettled": lambda _, __: Claim("unsettled"),
    "unsettled, with a basis": lambda p, _: Claim("unsettled", basis=tuple(range(columns(p)))),
    "a basis of what is not there": lambda _, __: Claim("unsettled", basis=(9999, -1)),
    "now this, now that": lambda p, k: (
        Claim("feasible", values=noise(p, k)) if k % 2 else Claim("infeasible", ray=rows(p, k))
    ),
}


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize("lie", LIES.values(), ids=LIES)
@SLOW
@given(programs())
def test_lies(
    lie: Callable[[LinearProgram, int], Claim], program: tuple[Generators, Vector]
) -> None:
    """Whatever nonsense a solver claims, the answer is right."""
    generators, goal = program
    posed = linear.combination_program(generators)
    answer = linear.settle(generators, posed, goal, Stub(lie), FOREVER)
    assert right(answer, listed(generators), len(generators.free), goal)


@SLOW
@given(programs())
def test_honest_solver(program: tuple[Generators, Vector]) -> None:
    """HiGHS' claims on the same programs, with their extreme numbers, become right answers."""
    generators, goal = program
    posed = linear.combination_program(generators)
    backend = lp.backend("highs")
    for vector in (goal, {c: -v for c, v in goal.items()}):
        answer = linear.settle(generators, posed, vector, backend, FOREVER)
        assert right(answer, listed(generators), len(generators.free), vector)


def test_no_goal_needs_no_solver() -> None:
    """The zero goal is the empty combination, and no solver is asked."""
    generators = linear.generators(elemental_arrays(2), 4, ({3: 1},), ())
    stub = Stub(lambda _, __: Claim("unsettled"))
    posed = linear.combination_program(generators)
    assert linear.settle(generators, posed, {}, stub, FOREVER) == Combination({})
    assert not stub.asked


def test_broken_solver() -> None:
    """A solver that breaks is reported, not replaced."""
    generators = linear.generators(elemental_arrays(2), 4, ({3: 1},), ())

    def broken(_: LinearProgram, __: int) -> Claim:
        raise BackendError("the solver 'stub' failed: no licence")

    posed = linear.combination_program(generators)
    with pytest.raises(BackendError, match="no licence"):
        linear.settle(generators, posed, {0: 1}, Stub(broken), FOREVER)


def test_deadline_before_the_solver() -> None:
    """A solver is not asked when no time is left."""
    generators = linear.generators(elemental_arrays(2), 4, ({3: 1},), ())
    stub = Stub(lambda _, __: Claim("unsettled"))
    posed = linear.combination_program(generators)
    with pytest.raises(LimitReached):
        linear.settle(generators, posed, {0: 1}, stub, Effort.within(-1, None))
    assert not stub.asked


def test_refused_claims() -> None:
    """Claims that are not near an answer become none."""
    generators = linear.generators(elemental_arrays(2), 4, ({3: 1},), ())
    assert exact.combination(generators, {0: 1}, [0]) is None
    assert exact.combination(generators, {0: -1}, range(4)) is None
    assert exact.separator(generators, {0: -1}, np.zeros(4)) is None
    assert exact.separator(generators, {0: 1}, np.array([1.0, 1.0, 2.0, 0.0])) is None
    assert exact.separator(generators, {0: -1}, np.array([1.0, 1.0, 2.0, 0.0])) is not None
