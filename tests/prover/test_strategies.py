"""Strategies for large programs: however a solver is asked, the answer is the same, and right."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from fractions import Fraction

import numpy as np
import pytest

from itip.entropy.cone import elemental_arrays
from itip.errors import LimitReached
from itip.prover import exact, linear, lp
from itip.prover.effort import Effort
from itip.prover.exact import Generators
from itip.prover.farkas import Answer, Combination, Separator, Vector
from itip.prover.lp.inside import pushed_inside
from itip.prover.lp.lazy import lazily
from itip.prover.lp.strategy import Strategy

STRATEGIES: tuple[Strategy, ...] = ("auto", "simplex", "interior", "lazy")
FOREVER = Effort()


def information(n: int, dice: random.Random) -> Vector:
    """I(A;B|C) of random sets."""
    a, b, c = (dice.randrange(1, 1 << n) for _ in range(3))
    c &= ~(a | b)
    vector: Vector = {}
    for subset, sign in ((a | c, 1), (b | c, 1), (a | b | c, -1), (c, -1)):
        if subset:
            vector[subset - 1] = vector.get(subset - 1, 0) + sign
    return vector


def mixed(n: int, signs: tuple[int, ...], terms: int, dice: random.Random) -> Vector:
    """A random sum of so many I(A;B|C)."""
    total: Vector = {}
    for _ in range(terms):
        factor = dice.choice(signs) * dice.randint(1, 4)
        for c, value in information(n, dice).items():
            total[c] = total.get(c, 0) + factor * value
    return {c: value for c, value in total.items() if value}


def problems(count: int) -> Iterator[tuple[Generators, Vector]]:
    """Random goals under random givens, of both senses, some with a constant and a scalar."""
    dice = random.Random(7)  # noqa: S311
    for number in range(count):
        n = dice.randint(3, 5)
        height = (1 << n) + 1
        others: list[Vector] = [{height - 1: 1}]
        if number % 3 == 0:
            others.append({**mixed(n, (-1, 1), 2, dice), height - 1: dice.randint(-2, 2) or 1})
        if number % 3 == 1:
            others.append({**mixed(n, (1,), 1, dice), height - 2: -1})
        free = [information(n, dice) for _ in range(number % 3)]
        generators = linear.generators(elemental_arrays(n), height, tuple(others), tuple(free))
        yield generators, mixed(n, (-1, 1, 1), 4, dice) or {0: 1}


def right(generators: Generators, goal: Vector, answer: Answer) -> bool:
    """Whether the answer is one, as defined."""
    match answer:
        case Separator(point):
            return exact.separates(generators, goal, point)
        case Combination(weights):
            total: dict[int, Fraction] = {}
            for r, weight in weights.items():
                assert weight > 0 or generators.is_free(r)
                for c, value in generators.vector(r).items():
                    total[c] = total.get(c, Fraction(0)) + weight * value
            return {c: value for c, value in total.items() if value} == goal


def test_same_answer() -> None:
    """On random constrained problems all strategies give the same kind of answer, all right."""
    backend, kinds = lp.backend("highs"), set()
    for generators, goal in problems(40):
        program = linear.combination_program(generators)
        answers = [
            linear.settle(generators, program, goal, backend, FOREVER, strategy)
            for strategy in STRATEGIES
        ]
        assert all(right(generators, goal, answer) for answer in answers)
        assert len({type(answer) for answer in answers}) == 1
        kinds.add(type(answers[0]))
    assert kinds == {Combination, Separator}


@pytest.mark.parametrize("signs", [(1,), (-1, 1)], ids=["true", "false"])
@pytest.mark.parametrize("strategy", ["simplex", "interior", "auto"])
def test_large(strategy: Strategy, signs: tuple[int, ...]) -> None:
    """Sums over seven variables are settled by either method, those of positive terms proved."""
    dice = random.Random(len(signs))  # noqa: S311
    generators = linear.generators(elemental_arrays(7), 128, ({127: 1},), ())
    program = linear.combination_program(generators)
    goal = mixed(7, signs, 20, dice)
    answer = linear.settle(generators, program, goal, lp.backend("highs"), FOREVER, strategy)
    assert right(generators, goal, answer)
    assert isinstance(answer, Combination) == (signs == (1,))


def test_lazy_sees_little() -> None:
    """What few columns prove is proved with these alone, and in few terms."""
    generators = linear.generators(elemental_arrays(9), 512, ({511: 1},), ())
    program = linear.combination_program(generators)
    goal = {0: 1, 1: 1, 2: -1}
    answer = linear.settle(generators, program, goal, lp.backend("highs"), FOREVER, "lazy")
    assert answer == Combination({generator(generators, goal): Fraction(1)})


def generator(generators: Generators, vector: Vector) -> int:
    """The number of a generator."""
    return next(r for r in range(generators.count) if generators.vector(r) == vector)


def test_lazy_gives_up() -> None:
    """After its rounds the search for columns leaves the program unsettled."""
    generators = linear.generators(elemental_arrays(4), 16, ({15: 1},), ())
    program = linear.combination_program(generators)
    posed = linear._posed(generators, program, {0: 1, 1: -1}, {})
    highs, count = lp.backend("highs"), generators.count
    assert lazily(highs, posed, count, FOREVER, 0).status == "unsettled"
    assert lazily(highs, posed, count, FOREVER, 9).status == "feasible"
    with pytest.raises(LimitReached):
        lazily(highs, posed, count, Effort.within(-1, None), 5)


def test_excess_to_both_sides() -> None:
    """A coordinate that is in no short generator may be negative, and has an excess both ways."""
    generators = linear.generators(elemental_arrays(2), 5, ({4: 1},), ({0: 1, 3: -2},))
    assert generators.signed == [3, 4]
    program = linear.combination_program(generators)
    assert len(program.cost) == generators.count + 5 + 2
    assert program.values[-7:].tolist() == [-1.0] * 5 + [1.0] * 2
    backend = lp.backend("highs")
    for goal in ({3: 1}, {3: -1}, {3: 2, 0: -1}, {4: -1}):
        answer = linear.settle(generators, program, goal, backend, FOREVER)
        assert right(generators, goal, answer)


def test_coefficients_of_any_size() -> None:
    """Short generators of a reduction have small coefficients other than one, or are empty."""
    generators = Generators(
        3,
        np.array([0, 2, 2, 4, 6]),
        np.array([0, 1, 1, 2, 0, 2]),
        np.array([3, -1, 2, -1, -2, 1]),
    )
    program = linear.combination_program(generators)
    backend = lp.backend("highs")
    for goal in ({0: 1}, {0: -1}, {0: 6, 2: -1}, {0: 6, 2: -2}, {1: 1}, {0: 1, 2: 1}):
        answers = [
            linear.settle(generators, program, goal, backend, FOREVER, s) for s in STRATEGIES
        ]
        assert all(right(generators, goal, answer) for answer in answers)


def test_pushed_inside() -> None:
    """A point just outside the cone is moved inside, where rounding cannot spoil it."""
    generators = linear.generators(elemental_arrays(4), 16, ({15: 1},), ())
    program = linear.combination_program(generators)
    ranks = np.array([min(2, s.bit_count()) for s in range(1, 16)] + [0], dtype=np.float64)
    point = pushed_inside(program, generators.count, ranks - 1e-5 * np.arange(16))
    assert point is not None
    assert np.abs(point - ranks).max() < 1e-2
    goal = {0: -1, 1: -1, 2: 1}
    found = exact.separator(generators, {**goal, 14: -1}, point, inside=True)
    assert found is not None
    assert exact.separates(generators, {**goal, 14: -1}, found.point)


def test_nothing_inside() -> None:
    """A cone with no inner point has none to push towards."""
    flat = Generators(1, np.array([0, 1, 2]), np.array([0, 0]), np.array([1, -1]))
    program = linear.combination_program(flat)
    assert pushed_inside(program, flat.count, np.array([1.0])) is None


def test_vertex() -> None:
    """Tight generators and fixed coordinates determine a separator, exactly."""
    generators = linear.generators(elemental_arrays(2), 4, ({3: 1},), ())
    goal = {0: -1, 1: -1, 2: 1}
    tight = [generator(generators, {2: 1, 0: -1}), generator(generators, {3: 1})]
    assert exact.vertex(generators, goal, tight, {0: 2, 1: 2}) == Separator((1, 1, 1, 0))
    assert exact.vertex(generators, goal, tight, {0: 2, 1: 4}) is None
    assert exact.vertex(generators, goal, tight, {0: 2, 2: 3}) is None


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_time_limit(strategy: Strategy) -> None:
    """A limit that comes within the solver's run is kept to within a second."""
    dice = random.Random(1)  # noqa: S311
    generators = linear.generators(elemental_arrays(11), 2048, ({2047: 1},), ())
    program = linear.combination_program(generators)
    goal = mixed(11, (-1, 1), 40, dice)
    start = time.monotonic()
    with pytest.raises(LimitReached):
        linear.settle(
            generators, program, goal, lp.backend("highs"), Effort.within(0.2, None), strategy
        )
    assert time.monotonic() - start < 1.2
