"""The parts of a reduction, each against brute force or its defining identity.

A family's sets, what vanishes and why, which givens matter, the images of joint entropies, and
means over symmetries.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import combinations, permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import itip
from itip.entropy.cone import Information
from itip.entropy.expression import Expression, Problem
from itip.entropy.groundset import GroundSet, Subset, elements
from itip.prover.effort import Effort
from itip.prover.reduction.averaging import (
    Symmetries,
    average,
    everywhere,
    exchanges,
    moved,
    spread,
    symmetries,
)
from itip.prover.reduction.family import Family, Implication, canonical, close, family
from itip.prover.reduction.identify import identify
from itip.prover.reduction.independence import Elemental, Vanished, vanished
from itip.prover.reduction.merging import relevant
from itip.prover.reduction.quotient import Quotient, quotient
from itip.prover.reduction.vanishing import (
    Consequences,
    Vanishing,
    consequences,
    ring,
    vanishing,
)

LAW = settings(deadline=None, derandomize=True, max_examples=150)
FEW = settings(deadline=None, derandomize=True, max_examples=60)


def problem(text: str, variables: str = "") -> Problem:
    """The problem of a statement, its variables in the order of the alphabet or as listed."""
    posed = itip.translate(itip.parse(text))
    names = tuple(variables) or tuple(sorted(posed.ground.names))
    ground = GroundSet(names)

    def again(expression: Expression) -> Expression:
        terms = {ground.subset(posed.ground.members(s)): c for s, c in expression.entropies}
        return Expression.of(ground, terms, dict(expression.scalars), expression.constant)

    goals, givens = (
        tuple(replace(c, expression=again(c.expression)) for c in part)
        for part in (posed.goals, posed.givens)
    )
    return Problem(ground, posed.scalars, goals, givens)


def subset(letters: str) -> Subset:
    """The set of variables A, B, C, ..."""
    return sum(1 << "ABCDEFGH".index(letter) for letter in letters)


def measure(text: str) -> Information:
    """I(a;b|c), written "a;b|c"; "a|c" is H(a|c)."""
    parts, _, conditions = text.partition("|")
    a, _, b = parts.partition(";")
    return Information(subset(a), subset(b or a), subset(conditions))


def singles(n: int) -> tuple[Subset, ...]:
    """Each variable a block of its own."""
    return tuple(1 << i for i in range(n))


def known(measures: Iterable[Information]) -> Consequences:
    """What follows where these measures vanish, whatever the cause; sets are no ring."""
    return consequences([Vanishing(term, (), 0, Fraction(1)) for term in measures], ())


# Families


def image(s: Subset, move: Sequence[int]) -> Subset:
    """The set of images."""
    return sum(1 << move[i] for i in elements(s))


@st.composite
def implications(draw: st.DrawFn, n: int, blocks: Sequence[Subset]) -> list[Implication]:
    """A few implications, with all their images when variables are exchanged within blocks."""
    some = st.integers(0, (1 << n) - 1)
    rules = draw(st.lists(st.builds(Implication, some, some), max_size=3))
    moves = [
        move
        for move in permutations(range(n))
        if all(image(block, move) == block for block in blocks)
    ]
    return [Implication(image(r.premise, m), image(r.conclusion, m)) for r in rules for m in moves]


@st.composite
def partitions(draw: st.DrawFn, n: int) -> tuple[Subset, ...]:
    """Disjoint blocks of all n variables."""
    labels = draw(st.lists(st.integers(0, 2), min_size=n, max_size=n))
    return tuple(
        sum(1 << i for i in range(n) if labels[i] == k) for k in sorted(set(labels))
    )  # fmt: skip


@LAW
@given(st.data())
def test_families_have_one_closed_set_of_each_kind(data: st.DataObject) -> None:
    """The members are the closures of all subsets, of each orbit the canonical one."""
    n = data.draw(st.integers(1, 4))
    blocks = data.draw(partitions(n))
    rules = data.draw(implications(n, blocks))
    found = family(blocks, rules, Effort())
    closures = {close(s, rules) for s in range(1 << n)}
    assert found.members.tolist() == sorted({canonical(s, blocks) for s in closures})
    for s in range(1 << n):
        assert found.members[found.index(s)] == canonical(close(s, rules), blocks)
    for t, block in enumerate(blocks):
        for c, member in enumerate(found.members.tolist()):
            rest = block & ~member
            assert found.step[t][c] == found.index(member | rest & -rest)
            assert found.lacks(t, 2)[c] == (rest.bit_count() >= 2)


def test_a_family_past_sixty_two_variables() -> None:
    """Sets of more variables than a machine word has bits are handled as well."""
    n = 70
    everything = (1 << n) - 1
    assert len(family((everything,), (), Effort())) == n + 1
    chain = [Implication(1 << i, 1 << i + 1) for i in range(n - 1)]
    found = family(singles(n), chain, Effort())
    assert found.members.tolist() == sorted(everything >> k << k for k in range(n + 1))


def test_a_family_that_is_too_large() -> None:
    """More than 2^17 sets are a limit, said in words."""
    with pytest.raises(itip.LimitReached, match="18 variables"):
        family(singles(18), (), Effort())


@LAW
@given(st.sets(st.integers(1, 31), min_size=1, max_size=5))
def test_rings(sets: set[Subset]) -> None:
    """The closed sets are the unions of sets of the ring; each set of the ring is closed."""
    rules = ring(sets, 5)
    members = set(sets)
    while True:
        more = {s | t for s in members for t in members} | {
            s & t for s in members for t in members
        }
        if more <= members:
            break
        members |= more
    union = 0
    for s in members:
        union |= s
    for s in range(1, 32):
        if s & ~union == 0:
            smallest = min((t for t in members if s & ~t == 0), key=int.bit_count)
            assert close(s, rules) == smallest


# What vanishes

FOUND = {
    "I(A;B|C) = 0": ["A;B|C"],
    "3 I(A;B|C) <= 0": ["A;B|C"],
    "0 = 1/2 H(A|B)": ["A|B"],
    "H(A) + H(B|C) <= 0": ["A|", "B|C"],
    "0 >= 2 H(A|B) + I(A;C|B)": ["A|B", "A;C|B"],
    "A -> B -> C": ["A;C|B"],
    "A = f(B,C)": ["A|BC"],
    "indep(A, B)": ["A;B|"],
    "indep(A, B, C)": ["B;A|", "C;AB|"],
    "A _||_ B | C": ["A;B|C"],
    "H(A,B) = H(A)": ["AB|A"],
    "H(A,B) = H(A) + H(B)": ["B;A|"],
    "2 H(A,C) + 2 H(B,C) = 2 H(A,B,C) + 2 H(C)": ["BC;AC|C"],
    "I(A;B) + H(C) - H(C) = 0": ["B;A|"],
    "H(A) = 0": ["A|"],
    "H(A) <= H(B)": [],
    "H(A) = H(B)": [],
    "I(A;B) >= 0": [],
    "I(A;B) <= R": [],
    "I(A;B) <= 1": [],
    "I(A;B;C) <= 0": [],
    "H(A|B) - I(A;C) <= 0": [],
    "H(A,B) >= H(A) + H(B) + H(C)": [],
    "0 <= 0": [],
}


@pytest.mark.parametrize(("text", "expected"), FOUND.items(), ids=FOUND)
def test_what_a_given_makes_vanish(text: str, expected: list[str]) -> None:
    """A given that is a sum of measures not above 0 makes each of them 0, and no other does."""
    posed = problem(f"0 = 0 given {text}", "ABC")
    found = [zero for k, g in enumerate(posed.givens) for zero in vanishing(g, k, posed.ground)]
    assert [zero.measure for zero in found] == list(map(measure, expected))
    for zero in found:
        assert identically_zero(posed, zero)


def identically_zero(posed: Problem, zero: Vanishing) -> bool:
    """Whether measure + shannon + weight * given = 0 identically, with weights of right signs."""
    rest: dict[Subset, Fraction] = {}
    terms = [(zero.measure, Fraction(1)), *zero.shannon]
    parts = [(term.coordinates().items(), weight) for term, weight in terms]
    about = posed.givens[zero.given]
    for pairs, weight in (*parts, (about.expression.entropies, zero.weight)):
        for s, c in pairs:
            rest[s] = rest.get(s, Fraction(0)) + c * weight
    signs = all(share > 0 for _, share in zero.shannon)
    return signs and not any(rest.values()) and (about.sense == "=" or zero.weight > 0)


FOLLOWS = {
    "nothing": ([], [], []),
    "a function": (["B|A"], ["A>B"], []),
    "independence": (["A;B|"], [], ["A;B|"]),
    "a function of two that are independent": (["C|A", "C|B", "A;B|"], [">C"], ["AC;BC|C"]),
    "that given another": (["C|A", "C|B", "A;B|D"], ["A>C", "B>C", "D>C"], ["ACD;BCD|CD"]),
    "exclusive or": (["A|BC", "B|AC", "C|AB", "A;B|"], ["BC>A", "AC>B", "AB>C"], ["A;B|"]),
    "double Markov": (["A;C|B", "B;C|A"], [], ["AB;BC|B", "AB;AC|A"]),
    "a constant": (["A|", "B;C|A"], [">A"], ["AB;AC|A"]),
    "in disorder": (["C|B", "B|A"], ["B>C", "A>B"], []),
    "overlapping parts": (["AB;BC|"], [">B"], ["AB;BC|B"]),
    "overlapping with the condition": (["AB;C|B"], [], ["AB;BC|B"]),
}


@pytest.mark.parametrize(("zeros", "rules", "measures"), FOLLOWS.values(), ids=FOLLOWS)
def test_what_follows(zeros: list[str], rules: list[str], measures: list[str]) -> None:
    """The closure by dependences is that of these rules, and these independences remain."""
    found = known(map(measure, zeros))
    pairs = [rule.split(">") for rule in rules]
    expected = [Implication(subset(a), subset(b)) for a, b in pairs]
    for s in range(16):
        assert close(s, found.implications) == close(s, expected)
    assert {x.measure for x in found.independences} == set(map(measure, measures))
    for k, dependence in enumerate(found.dependences):
        before = [other.rule for other in found.dependences[:k]]
        rests, cause = dependence.independence, dependence.cause.measure
        assert close(cause.a | cause.given, before) == rests.a
        assert close(cause.b | cause.given, before) == rests.b
        assert close(cause.given, before) == rests.given == dependence.rule.premise
        assert rests.a & rests.b == dependence.rule.conclusion


Triple = tuple[Subset, Subset, Subset]


def semigraphoid(n: int, start: Iterable[Triple]) -> set[Triple]:
    """All (i, j, K), i < j single and not in K, that follow by the semigraphoid rules."""
    found = set(start)
    sets = range(1 << n)
    bits = [1 << i for i in range(n)]

    def holds(i: Subset, j: Subset, given: Subset) -> bool:
        return (min(i, j), max(i, j), given) in found

    while True:
        before = len(found)
        for i, j, k in permutations(bits, 3):
            for K in sets:
                if K & (i | j | k):
                    continue
                one = ((i, j, K), (i, k, K | j))
                two = ((i, k, K), (i, j, K | k))
                for side, other in ((one, two), (two, one)):
                    if all(holds(*x) for x in side):
                        found |= {(min(a, b), max(a, b), S) for a, b, S in other}
        if len(found) == before:
            return found


@st.composite
def independences(draw: st.DrawFn, n: int, most: int = 3) -> list[Information]:
    """Measures of disjoint sets."""
    result = []
    for _ in range(draw(st.integers(0, most))):
        roles = draw(st.lists(st.integers(0, 3), min_size=n, max_size=n))
        a, b, c = (sum(1 << i for i in range(n) if roles[i] == k) for k in range(3))
        if a and b:
            result.append(Information(a, b, c))
    return result


@FEW
@given(st.data())
def test_vanished_is_the_semigraphoid_closure(data: st.DataObject) -> None:
    """Without dependences or symmetry, what vanishes is the closure by brute force."""
    n = data.draw(st.integers(2, 4))
    measures = data.draw(independences(n))
    sets = family(singles(n), (), Effort())
    found = vanished(sets, known(measures), Effort())
    got = {(1 << t, 1 << u, int(c)) for t, u, members in found for c in members}
    start = {
        (min(i, j), max(i, j), K)
        for m in measures
        for K in range(1 << n)
        if K & ~(m.a | m.b | m.given) == 0 and m.given & ~K == 0
        for i in singles(n)
        for j in singles(n)
        if i & m.a & ~K and j & m.b & ~K
    }
    assert got == semigraphoid(n, start)
    assert_rules(found)


@FEW
@given(st.data())
def test_reasons_are_instances_of_the_rule(data: st.DataObject) -> None:
    """With dependences and symmetry too, all that vanishes does so by what did before it."""
    n = data.draw(st.integers(3, 5))
    blocks = data.draw(partitions(n))
    moves = exchanges(blocks)
    zeros = data.draw(independences(n, 2))
    if data.draw(st.booleans()):
        premise, conclusion = (data.draw(st.integers(1, (1 << n) - 1)) for _ in range(2))
        zeros.append(Information(conclusion, conclusion, premise))
    waiting = list(zeros)
    while waiting:
        here = waiting.pop()
        new = [x for move in moves if (x := moved(here, move)) not in zeros]
        zeros += dict.fromkeys(new)
        waiting += dict.fromkeys(new)
    result = known(zeros)
    sets = family(blocks, result.implications, Effort())
    assert_rules(vanished(sets, result, Effort()))


def assert_rules(found: Vanished) -> None:
    """Each `because` is an instance of the rule, over members, with earlier premises."""
    for t, u, members in found:
        for c in members.tolist():
            when = found.moment(t, u, c)
            if when == 0:
                continue
            beside, (first, second) = found.because(t, u, c)
            assert all(found.moment(*x) < when for x in (first, second))
            rest: dict[int, int] = {}
            for x, sign in (((t, u, c), 1), (beside, 1), (first, -1), (second, -1)):
                for member, value in over_members(found.family, x).items():
                    rest[member] = rest.get(member, 0) + sign * value
            assert not any(value for member, value in rest.items() if member)
            for x in (beside, first, second):
                if found.moment(*x) < 0:
                    assert not any(over_members(found.family, x).values())


def over_members(sets: Family, elemental: Elemental) -> dict[int, int]:
    """h(ct) + h(cu) - h(ctu) - h(c) over the members."""
    t, u, c = elemental
    ct, cu = int(sets.step[t][c]), int(sets.step[u][c])
    result: dict[int, int] = {}
    for member, sign in ((ct, 1), (cu, 1), (int(sets.step[u][ct]), -1), (c, -1)):
        result[member] = result.get(member, 0) + sign
    return result


# Givens that matter

MATTER = {
    "none": ("H(A) >= 0", []),
    "the same variables": ("H(A) <= 1 given H(A) <= 2", [0]),
    "others": ("H(A) >= 0 given H(B) = H(C), B -> C -> D", []),
    "others that clash": ("H(A) >= 0 given H(B) >= 1", [0]),
    "others with a scalar": ("H(A) >= 0 given H(B) <= R", [0]),
    "a function of the goal's": ("H(A) <= 1 given H(B|A) = 0", []),
    "the goal's of another": ("H(A) <= 1 given H(A|B) = 0", [0]),
    "one after another": ("H(A) <= 1 given H(C) <= H(D), H(B) <= 2, H(A) <= H(B)", [1, 2]),
    "an independence of another": ("H(A) <= 1 given I(A;B) = 0, H(B) = H(C)", []),
    "two of three": ("I(A;B) = 0 given indep(A, B, C)", [0]),
    "a Markov chain through another": ("I(A;B) = 0 given A -> C -> B", [0]),
    "a chain that ends in another": ("I(A;B) = 0 given A -> B -> C", []),
    "a constant of its own": ("H(A) >= 0 given 0 <= 1", []),
    "a false constant": ("H(A) >= 0 given 0 >= 1", [0]),
}


@pytest.mark.parametrize(("text", "expected"), MATTER.values(), ids=MATTER)
def test_givens_that_matter(text: str, expected: list[int]) -> None:
    """A given matters if it does not hold of itself with constants for all other variables."""
    assert list(relevant(problem(text))) == expected


# Images


def ranks(columns: Sequence[Sequence[int]]) -> list[int]:
    """The rank over GF(2) of every set of variables, each being a few vectors."""
    result = []
    for s in range(1 << len(columns)):
        basis: list[int] = []
        for vector in (v for i in elements(s) for v in columns[i]):
            for b in basis:
                vector = min(vector, vector ^ b)  # noqa: PLW2901  reduced by each in turn
            if vector:
                basis.append(vector)
        result.append(len(basis))
    return result


def of(term: Information, h: Sequence[int]) -> int:
    """The measure at a polymatroid."""
    return sum(c * h[s] for s, c in term.coordinates().items())


def elementals_of(n: int) -> Iterator[Information]:
    """H(i|K) and I(i;j|K), for all K."""
    for K in range(1 << n):
        rest = [1 << i for i in range(n) if not K >> i & 1]
        yield from (Information(i, i, K) for i in rest)
        yield from (Information(i, j, K) for i, j in combinations(rest, 2))


@FEW
@given(st.data())
def test_images_hold_where_the_givens_do(data: st.DataObject) -> None:
    """At a polymatroid all that it makes vanish, and equates, gives each joint entropy rightly."""
    n = data.draw(st.integers(2, 5))
    vectors = st.lists(st.integers(1, 7), max_size=2)
    h = ranks([data.draw(vectors) for _ in range(n)])
    zeros = [term for term in elementals_of(n) if of(term, h) == 0]
    zeros = data.draw(st.lists(st.sampled_from(zeros), max_size=6)) if zeros else []
    equal = [(s, t) for s in range(1, 1 << n) for t in range(1, s) if h[s] == h[t]]
    equal = data.draw(st.lists(st.sampled_from(equal), max_size=3)) if equal else []
    result = known(zeros)
    sets = family(singles(n), result.implications, Effort())
    labels = identify(sets, (), equating(n, equal))
    cone = quotient(sets, labels.label, vanished(sets, result, Effort()), Effort())
    for s in range(1 << n):
        member = sets.index(s)
        assert h[int(sets.members[member])] == h[s]
        assert h[s] == value(cone, member, h)
    for t, u, c in zip(*(part.tolist() for part in cone.equalities), strict=True):
        total = over_members(sets, (t, u, c))
        assert sum(x * value(cone, member, h) for member, x in total.items()) == 0


def equating(n: int, pairs: Iterable[tuple[Subset, Subset]]) -> list[tuple[int, object]]:
    """The givens h(S) = h(T), numbered."""
    names = "ABCDE"[:n]
    texts = [
        "H({}) = H({})".format(*(",".join(names[i] for i in elements(s)) for s in pair))
        for pair in pairs
    ]
    posed = problem(f"0 = 0 given {', '.join(texts)}" if texts else "0 = 0", names)
    return list(enumerate(posed.givens))


def value(cone: Quotient, member: int, h: Sequence[int]) -> int:
    """The joint entropy of a member by its image, from the coordinates' joint entropies."""
    members = cone.family.members.tolist()
    return sum(x * h[members[c]] for c, x in cone.image(member, {}).items())


@FEW
@given(st.data())
def test_rows_say_all_that_the_cone_says(data: st.DataObject) -> None:
    """Each elemental's image is zero, or that of a row, or up to sign that of an equality."""
    n = data.draw(st.integers(1, 4))
    blocks = data.draw(partitions(n))
    sets = family(blocks, (), Effort())
    cone = quotient(sets, identify(sets, (), ()).label, vanished(sets, known(()), Effort()),
                    Effort())  # fmt: skip
    rows = {
        frozenset(imaged(sets, row))
        for row in zip(*(part.tolist() for part in cone.rows), strict=True)
        if row[0] >= 0
    }
    assert not len(cone.equalities[0])
    for term in elementals_of(n):
        if term.a != term.b:
            assert frozenset(coordinates_of(sets, term)) in rows


def imaged(sets: Family, row: Elemental) -> set[tuple[int, int]]:
    """A row over the members, h(empty) left out."""
    return {(m, x) for m, x in over_members(sets, row).items() if m and x}


def coordinates_of(sets: Family, term: Information) -> set[tuple[int, int]]:
    """A measure over the members, h(empty) left out."""
    total: dict[int, int] = {}
    for s, c in term.coordinates().items():
        total[sets.index(s)] = total.get(sets.index(s), 0) + c
    return {(m, x) for m, x in total.items() if m and x}


# Means over symmetries

BOTH_WAYS = ", ".join(f"H({a}|{b}) = 0, 3 H({b}|{a}) = 0" for a, b in ("AB", "BC", "CD", "DA"))
SYMMETRIC = [
    "H(A) + H(B) + H(C) >= H(A,B,C) given H(A) <= 1, 2 H(B) <= 2, H(C) <= 1",
    "H(A) + H(B) >= H(C,D) given H(A) = H(B), 3 H(C,D) <= H(A,B,C,D), H(B) = H(A)",
    f"H(A,B) + H(B,C) + H(C,D) + H(D,A) >= 2 H(A,C) + 2 H(B,D) given {BOTH_WAYS}",
    "I(A;B) + I(C;D) >= I(A,B;C,D) given I(A;B) >= 0, I(A;B) = 0, I(C;D) = 0, I(C;D) >= 0",
]


@pytest.mark.parametrize("text", SYMMETRIC)
def test_means_do_not_change(text: str) -> None:
    """Means of measures, and of givens as a sum, are unchanged by every symmetry; so is the sum.

    No given of an inequality gets a weight from an equality.
    """
    posed = problem(text)
    unchanged = symmetries(posed)
    assert unchanged.generators
    mean = average({measure("A;B|C"): Fraction(2)}, unchanged.generators, Effort())
    assert sum(mean.values()) == 2
    for move in unchanged.generators:
        assert {moved(term, move): weight for term, weight in mean.items()} == mean
    for number, about in enumerate(posed.givens):
        weights = spread(posed, {number: Fraction(3)}, unchanged.generators)
        assert all(posed.givens[k].sense == about.sense for k in weights)
        total = combined(posed, weights)
        assert sum(total.values()) == 3 * sum(c for _, c in about.expression.entropies)
        for move in unchanged.generators:
            assert {image(s, move): c for s, c in total.items()} == total


def combined(posed: Problem, weights: dict[int, Fraction]) -> dict[Subset, Fraction]:
    """The sum of weight * given, over joint entropies."""
    total: dict[Subset, Fraction] = {}
    for number, weight in weights.items():
        for s, c in posed.givens[number].expression.entropies:
            total[s] = total.get(s, Fraction(0)) + weight * c
    return {s: c for s, c in total.items() if c}


@pytest.mark.parametrize("text", SYMMETRIC)
def test_what_vanishes_does_so_everywhere(text: str) -> None:
    """The images of what vanishes vanish, each by an image of its given, and are all of them."""
    posed = problem(text)
    unchanged = symmetries(posed)
    zeros = [z for k, g in enumerate(posed.givens) for z in vanishing(g, k, posed.ground)]
    found = everywhere(posed, zeros[:1], unchanged)
    measures = {zero.measure for zero in found}
    assert all(identically_zero(posed, zero) for zero in found)
    for move in unchanged.generators:
        assert {moved(term, move) for term in measures} == measures


def test_what_vanishes_in_too_many_places() -> None:
    """Of twenty independent variables, measures with more than a thousand images are left out."""
    names = [f"X{i}" for i in range(10, 30)]
    listed = ", ".join(names)
    given = f"indep({listed})"
    posed = itip.translate(itip.parse(f"H({listed}) <= 1 given {given}"))
    zeros = vanishing(posed.givens[0], 0, posed.ground)
    assert len(zeros) == 19
    unchanged = symmetries(posed)
    assert unchanged == Symmetries(((1 << 20) - 1,))
    sizes = {zero.measure.b.bit_count() for zero in everywhere(posed, zeros, unchanged)}
    assert sizes == {1, 18, 19}
