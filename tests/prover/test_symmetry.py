from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import combinations, permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import itip
from itip.entropy.expression import Constraint, Expression, Problem
from itip.entropy.groundset import GroundSet
from itip.language.ast import Linear
from itip.prover.reduction import symmetry
from itip.prover.reduction.symmetry import automorphisms, interchangeable

Permutation = tuple[int, ...]
Terms = dict[int, int]

LAW = settings(deadline=None, derandomize=True, max_examples=150)


def problem(claim: str, *givens: str) -> Problem:
    """The problem of a statement, its variables in the order A, B, C, ..."""
    statement = itip.parse(claim, given=givens)
    found = itip.translate(statement)
    assert list(found.ground.names) == sorted(found.ground.names), "as the tests number them"
    return found


def singles(n: int) -> tuple[tuple[int, ...], ...]:
    """Every variable a class of its own."""
    return tuple((i,) for i in range(n))


def generated(generators: Sequence[Permutation], n: int) -> set[Permutation]:
    """All elements of the group."""
    reached = {tuple(range(n))}
    waiting = list(reached)
    while waiting:
        element = waiting.pop()
        for generator in generators:
            product = tuple(generator[i] for i in element)
            if product not in reached:
                reached.add(product)
                waiting.append(product)
    return reached


def moved(expression: Expression, permutation: Permutation) -> Expression:
    """The expression with variable i renamed to permutation[i]."""
    entropies = {
        sum(1 << permutation[i] for i in range(len(permutation)) if s >> i & 1): c
        for s, c in expression.entropies
    }
    return Expression.of(
        expression.ground, entropies, dict(expression.scalars), expression.constant
    )


def rays(constraint: Constraint) -> frozenset[tuple[object, ...]]:
    """What a given says, whatever it was multiplied by."""
    e = constraint.expression
    values = [c for _, c in e.entropies] + [d for _, d in e.scalars] + [e.constant]
    first = next((c for c in values if c), Fraction(1))
    scale = first if constraint.sense == "=" else abs(first)
    return frozenset(
        {
            constraint.sense,
            ("h", tuple((s, c / scale) for s, c in e.entropies)),
            ("r", tuple((r, d / scale) for r, d in e.scalars), e.constant / scale),
        }
    )


def unchanged(posed: Problem, permutation: Permutation) -> bool:
    """Whether the permutation leaves every goal and the set of givens as they are."""
    images = {
        rays(replace(given, expression=moved(given.expression, permutation)))
        for given in posed.givens
    }
    return images == set(map(rays, posed.givens)) and all(
        moved(goal.expression, permutation) == goal.expression for goal in posed.goals
    )


def brute_force(posed: Problem) -> set[Permutation]:
    """All permutations of the variables that leave the problem unchanged."""
    every = permutations(range(len(posed.ground)))
    return {permutation for permutation in every if unchanged(posed, permutation)}


def orbit_sum(n: int, shape: int, group: Sequence[Permutation]) -> Terms:
    """The sum of h over the images of one set."""
    images = {sum(1 << g[i] for i in range(n) if shape >> i & 1) for g in group}
    return dict.fromkeys(images, 1)


def made(n: int, goals: Sequence[Terms], givens: Sequence[tuple[str, Terms, int]]) -> Problem:
    """A problem from coefficients of joint entropies; givens with sense and constant."""
    ground = GroundSet(tuple(f"X{i}" for i in range(n)))

    def constraint(sense: str, terms: Terms, constant: int = 0) -> Constraint:
        entropies = {s: Fraction(c) for s, c in terms.items()}
        expression = Expression.of(ground, entropies, {}, Fraction(constant))
        return Constraint(expression, "=" if sense == "=" else ">=", Linear(()))

    return Problem(
        ground,
        (),
        tuple(constraint(">=", goal) for goal in goals),
        tuple(constraint(*given) for given in givens),
    )


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    """Random problems, many of them symmetric: sums over orbits of random groups, and noise."""
    n = draw(st.integers(1, 5))
    shuffles = st.permutations(range(n)).map(tuple)
    group = sorted(generated(draw(st.lists(shuffles, max_size=2)), n))
    subsets = st.integers(1, (1 << n) - 1)
    coefficients = st.integers(-2, 2)

    def sums() -> Terms:
        total: Terms = {}
        for shape in draw(st.lists(subsets, min_size=1, max_size=3)):
            c = draw(coefficients)
            for s in orbit_sum(n, shape, group):
                total[s] = total.get(s, 0) + c
        return total

    goals = [sums() for _ in range(draw(st.integers(1, 2)))]
    givens = []
    for _ in range(draw(st.integers(0, 2))):
        left, right = draw(subsets), draw(subsets)
        sense, constant = draw(st.sampled_from([">=", "="])), draw(st.integers(-1, 1))
        for g in group[: draw(st.sampled_from([1, len(group)]))]:
            both = [sum(1 << g[i] for i in range(n) if s >> i & 1) for s in (left, right)]
            terms = {both[0]: 2, both[1]: -2 if both[0] != both[1] else 2}
            givens.append((sense, terms, constant))
    return made(n, goals, givens)


@LAW
@given(problems())
def test_all_automorphisms_of_single_variables_are_found(posed: Problem) -> None:
    """With every variable a class, the generators generate what brute force finds."""
    n = len(posed.ground)
    generators = automorphisms(posed, singles(n))
    assert tuple(range(n)) not in generators
    assert generated(generators, n) == brute_force(posed)


@LAW
@given(problems())
def test_classes_are_those_of_transpositions(posed: Problem) -> None:
    """Two variables are in one class exactly if their transposition changes nothing."""
    n = len(posed.ground)
    class_of = {i: k for k, members in enumerate(interchangeable(posed)) for i in members}
    assert sorted(class_of) == list(range(n))
    for i in range(n):
        for j in range(i):
            swap = list(range(n))
            swap[i], swap[j] = j, i
            assert (class_of[i] == class_of[j]) == unchanged(posed, tuple(swap))


@LAW
@given(problems())
def test_whole_classes_are_permuted(posed: Problem) -> None:
    """With classes, the generators generate all that maps k-th members to k-th members."""
    n = len(posed.ground)
    classes = interchangeable(posed)
    expected = {
        permutation
        for permutation in brute_force(posed)
        if all(tuple(permutation[i] for i in members) in classes for members in classes)
    }
    assert generated(automorphisms(posed, classes), n) == expected


@pytest.mark.parametrize(
    ("posed", "classes", "order"),
    [
        (problem("H(A,B,C,D) <= H(A) + H(B) + H(C) + H(D)"), ((0, 1, 2, 3),), 1),
        (problem("H(A,B) + H(B,C) + H(C,A) >= 2 H(A,B,C)"), ((0, 1, 2),), 1),
        (problem("I(A;B) >= I(C;D)"), ((0, 1), (2, 3)), 1),
        (problem("H(A,B) + H(C,D) >= H(A,B,C,D)"), ((0, 1), (2, 3)), 2),
        (problem("H(A|B) + H(C|D) >= 0"), singles(4), 2),
        (problem("I(A;B|C) >= 0", "A -> B -> C"), singles(3), 1),
        (problem("H(A) + H(B) >= 1", "H(A) >= 2", "2 H(B) >= 4"), ((0, 1),), 1),
        (problem("H(A) + H(B) >= 1", "H(A) >= 2", "H(B) >= 3"), singles(2), 1),
        (problem("H(A) + H(B) >= 1", "H(A) = H(B)", "H(A) >= r"), singles(2), 1),
        (problem("H(A,B) >= 1", "3 H(A) = 3 H(B)", "H(A) >= r", "H(B) >= r"), ((0, 1),), 1),
        (problem("H(A) + H(B) >= r + 2 t", "H(A) = r", "H(B) = t"), singles(2), 1),
        (problem("H(A) = H(B)"), singles(2), 1),
        (problem("0 >= 0"), (), 1),
    ],
    ids=str,
)
def test_known_groups(posed: Problem, classes: tuple[tuple[int, ...], ...], order: int) -> None:
    """The classes of small problems, and how many ways there are to permute whole classes."""
    assert interchangeable(posed) == classes
    assert len(generated(automorphisms(posed, classes), len(posed.ground))) == order


@pytest.mark.parametrize("n", [5, 8, 60])
def test_cycles_have_dihedral_groups(n: int) -> None:
    """A sum over the neighbours on a cycle has its 2n rotations and reflections."""
    around = {1 << i | 1 << (i + 1) % n: 1 for i in range(n)}
    posed = made(n, [around | {(1 << n) - 1: -2}], [])
    assert interchangeable(posed) == singles(n)
    assert len(generated(automorphisms(posed, singles(n)), n)) == 2 * n


def test_what_refinement_cannot_tell_apart() -> None:
    """The rook's graph and Shrikhande's have the same parameters, but no symmetry swaps them.

    Their groups have orders 1152 and 192.
    """
    points = [(i, j) for i in range(4) for j in range(4)]
    steps = {(0, 1), (0, 3), (1, 0), (3, 0), (1, 1), (3, 3)}
    edges = {}
    for (x, (a, b)), (y, (c, d)) in combinations(enumerate(points), 2):
        if a == c or b == d:
            edges[1 << x | 1 << y] = 1
        if ((a - c) % 4, (b - d) % 4) in steps:
            edges[1 << 16 + x | 1 << 16 + y] = 1
    generators = automorphisms(made(32, [edges], []), singles(32))
    assert all((image < 16) == (i < 16) for g in generators for i, image in enumerate(g))
    for part, order in ((range(16), 1152), (range(16, 32), 192)):
        restricted = [tuple(g[i] - part[0] for i in part) for g in generators]
        assert len(generated(restricted, 16)) == order


def test_a_search_may_be_broken_off(monkeypatch: pytest.MonkeyPatch) -> None:
    """With little time, what was found is a part of the group."""
    around = {1 << i | 1 << (i + 1) % 9: 1 for i in range(9)}
    posed = made(9, [around], [])
    whole = generated(automorphisms(posed, singles(9)), 9)
    orders = []
    for work in (0, 50, 100, 200, 400):
        monkeypatch.setattr(symmetry, "_WORK", work)
        part = generated(automorphisms(posed, singles(9)), 9)
        assert part <= whole
        orders.append(len(part))
    assert orders[0] == 1
    assert orders[-1] == 18


def test_a_directed_cycle_has_rotations_only() -> None:
    """h(i, i+1) + 2 h(i, i+1, i+3) on seven variables has no reflection."""
    pairs = {1 << i | 1 << (i + 1) % 7: 1 for i in range(7)}
    triples = {s | 1 << (i + 3) % 7: 2 for i, s in enumerate(pairs)}
    posed = made(7, [pairs | triples], [])
    assert len(generated(automorphisms(posed, singles(7)), 7)) == 7


def test_a_grid_permutes_rows_and_columns() -> None:
    """Rows and columns of a 4 x 4 grid: 4! for the rows, 4! for the columns, and to transpose."""
    rows = [sum(1 << 4 * i + j for j in range(4)) for i in range(4)]
    columns = [sum(1 << 4 * i + j for i in range(4)) for j in range(4)]
    posed = made(16, [dict.fromkeys(rows + columns, 1) | {0xFFFF: -2}], [])
    assert interchangeable(posed) == singles(16)
    assert len(generated(automorphisms(posed, singles(16)), 16)) == 24 * 24 * 2


def test_givens_break_and_keep_symmetry() -> None:
    """A given that only rows obey leaves no way to transpose the grid."""
    rows = [sum(1 << 3 * i + j for j in range(3)) for i in range(3)]
    columns = [sum(1 << 3 * i + j for i in range(3)) for j in range(3)]
    goal = dict.fromkeys(rows + columns, 1) | {0x1FF: -2}
    posed = made(9, [goal], [("=", {row: -1}, 2) for row in rows])
    assert len(generated(automorphisms(posed, singles(9)), 9)) == 36


def test_a_thousand_givens() -> None:
    """Ten variables with a given for every set of them are interchangeable."""
    everything = 1023
    givens = [(">=", {s: 2, everything: -1}, 0) for s in range(1, everything)]
    posed = made(10, [{1 << i: 1 for i in range(10)}], givens)
    assert interchangeable(posed) == (tuple(range(10)),)


def test_givens_are_compared_as_written() -> None:
    """h(B) = h(A), h(C) = h(A) says that three are equal, but as written A stands apart."""
    posed = problem("H(A) + H(B) + H(C) >= 0", "H(B) = H(A)", "H(C) = H(A)")
    assert interchangeable(posed) == ((0,), (1, 2))


def test_sixty_variables() -> None:
    """Sixty variables in three groups, and the groups' order among themselves."""
    blocks = [sum(1 << i for i in range(60) if i % 3 == k) for k in range(3)]
    everything = (1 << 60) - 1
    pairs = {everything ^ block: 1 for block in blocks}
    drops = {everything ^ 1 << i: 1 for i in range(60)}
    posed = made(60, [pairs | drops | {everything: -1}], [])
    classes = interchangeable(posed)
    assert classes == tuple(tuple(range(k, 60, 3)) for k in range(3))
    assert len(generated(automorphisms(posed, classes), 60)) == 6
