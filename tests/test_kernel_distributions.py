"""The kernel's rule for random variables: exact signs, and what no distribution can do."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from decimal import Context, Decimal, localcontext
from fractions import Fraction
from itertools import islice, product
from math import prod
from random import Random
from typing import Any, TypeAlias

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import itip
from itip import kernel
from itip.documents import problem_document
from itip.entropy.distribution import Distribution, LogSum
from itip.entropy.translate import translate
from itip.evidence import Witness
from itip.kernel import Rejected, check
from itip.language import parse
from itip.prover import recalled
from itip.verdict import Disproved

Json: TypeAlias = Any
Law: TypeAlias = list[tuple[tuple[int | str, ...], int | Fraction]]
FAIR: Law = [((0,), 1), ((1,), 1)]
BIASED: Law = [((0,), 1), ((1,), 2)]
EXCLUSIVE_OR: Law = [((x, y, x ^ y), 1) for x in (0, 1) for y in (0, 1)]
MIN_MAX: Law = [((min(c, d), max(c, d), c, d), 1) for c in (0, 1) for d in (0, 1)]


def disproved(
    claim: str, law: Law, *constraints: str, scalars: tuple[Fraction, ...] = ()
) -> Disproved:
    """The verdict that these random variables, with weights as probable, violate the claim."""
    statement = parse(claim, given=constraints)
    problem = translate(statement)
    distribution = Distribution.of(problem.ground, law)
    return Disproved(statement, problem, (Witness(0, ">=", distribution, scalars),))


def refutes(claim: str, law: Law, *constraints: str, scalars: tuple[Fraction, ...] = ()) -> bool:
    """Whether the kernel accepts that."""
    try:
        check(disproved(claim, law, *constraints, scalars=scalars).certificate())
    except Rejected as reason:
        if "not violate the goal" not in str(reason):
            raise
        return False
    return True


# What is accepted

INGLETON = "I(A;B) <= I(A;B|C) + I(A;B|D) + I(C;D)"
ACCEPTED: dict[str, tuple[str, Law, tuple[str, ...], tuple[Fraction, ...]]] = {
    "dropped condition": ("I(X;Y|Z) <= I(X;Y)", EXCLUSIVE_OR, ("indep(X,Y)", "Z = f(X,Y)"), ()),
    "co-information": ("I(X;Y;Z) >= 0", EXCLUSIVE_OR, (), ()),
    "constant": ("H(X) <= 9/10", FAIR, (), ()),
    "scalar": ("H(X) <= R", FAIR, ("R >= 1/3", "3 R <= H(X)"), (Fraction(1, 3),)),
    "negative scalar": ("R >= 0", FAIR, ("R = -H(X)",), (Fraction(-1),)),
    "Ingleton": (INGLETON, MIN_MAX, (), ()),
    "given by logarithms": ("H(X) <= 0", BIASED, ("H(X) + R >= 1584/1000",), (Fraction(2, 3),)),
}


@pytest.mark.parametrize(
    ("claim", "law", "constraints", "scalars"), ACCEPTED.values(), ids=ACCEPTED
)
def test_accepted(
    claim: str, law: Law, constraints: tuple[str, ...], scalars: tuple[Fraction, ...]
) -> None:
    """A false claim is refuted by random variables, and verified; its certificate is recalled."""
    verdict = disproved(claim, law, *constraints, scalars=scalars)
    text = json.dumps(verdict.certificate())
    assert check(kernel.load(text)).facts == (("distribution", 0, ">="),)
    assert itip.verify(text).verdict == "false"
    assert recalled(verdict.statement, verdict.problem, text.encode()) == verdict
    assert (
        recalled(verdict.statement, verdict.problem, text.replace('"p"', '"q"').encode()) is None
    )


def test_recalled_for_this_problem_only() -> None:
    """A witness is no evidence for another problem, though it would refute that too."""
    text = json.dumps(disproved("H(X) <= 9/10", FAIR).certificate()).encode()
    other = parse("H(X) <= 8/10")
    assert recalled(other, translate(other), text) is None


def test_verified_against_the_text() -> None:
    """That the text does not say what the problem says is found here as well."""
    document = disproved("H(X) <= 9/10", FAIR).certificate()
    document["statement"]["claim"] = "H(X) <= 8/10"
    with pytest.raises(Rejected, match="not what the statement's text says"):
        itip.verify(json.dumps(document))


def test_values() -> None:
    """Integers and strings are values, and 0 and "0" are two; values may be long."""
    assert refutes("H(X) <= 9/10", [((0,), 1), (("0",), 1)])
    assert refutes("H(X) <= 9/10", [((10**4000,), 1), (("\ud800",), 1)])
    assert refutes("H(X) <= 0", [((-1,), 1), (("",), 1)])


def test_no_variable() -> None:
    """Where nothing is random, there is one outcome, without values."""
    assert refutes("R >= 0", [((), 1)], "R >= -1", scalars=(Fraction(-1, 2),))
    assert not refutes("R >= 0", [((), 1)], "R >= -1", scalars=(Fraction(0),))


def test_long_probabilities() -> None:
    """Independence is seen of long probabilities too, by logarithms, and that there is none."""
    p = Fraction(1, 10**500 + 1)
    weights = product(((0, p), (1, 1 - p)), repeat=2)
    law: Law = [((x, y), v * w) for (x, v), (y, w) in weights]
    assert refutes("H(X,Y) <= 0", law, "indep(X,Y)")
    with pytest.raises(Rejected, match="violates given 0"):
        refutes("H(X,Y) <= 0", [*law, ((2, 2), p)], "indep(X,Y)")


# Signs


def convergents(numerator: Decimal) -> Iterator[Fraction]:
    """The convergents of a continued fraction, in turn below and above the number."""
    (p, q), (r, s) = (1, 0), (0, 1)
    while True:
        whole = int(numerator)
        (p, q), (r, s) = (whole * p + r, whole * q + s), (p, q)
        yield Fraction(p, q)
        numerator = 1 / (numerator - whole)


def test_near_equalities() -> None:
    """H(X) = log2(3) - 2/3 is compared with its best approximations, of up to 160 digits."""
    with localcontext(Context(prec=400)):
        number = Decimal(3).ln() / Decimal(2).ln()
        for k, near in zip(range(320), convergents(number), strict=False):
            if k % 5 in (0, 1) or k < 20:
                bound = near - Fraction(2, 3)
                value = disproved("H(X) <= R", BIASED, scalars=(bound,))
                below = number * near.denominator > near.numerator
                assert refutes("H(X) <= R", BIASED, scalars=(bound,)) == below
                goal = value.problem.goals[0].expression
                sign = value.witness.distribution.value(goal, {"R": bound}).sign()
                assert sign == (-1 if below else 1)


def test_too_close() -> None:
    """What differs by less than some 10^-2500 is not decided, and so not accepted."""
    with localcontext(Context(prec=2700)):
        number = Decimal(3).ln() / Decimal(2).ln()
        near = next(c for c in convergents(number) if c.denominator > 10**1300)
    document = disproved("H(X) <= R", BIASED, scalars=(near - Fraction(2, 3),)).certificate()
    with pytest.raises(Rejected, match="too close to 0"):
        check(document)


def test_effort_is_for_the_whole_document() -> None:
    """A sign that one given may take long to find, a thousand may not; nor as many items."""
    with localcontext(Context(prec=1300)):
        number = Decimal(3).ln() / Decimal(2).ln()
        below = next(islice(convergents(number), 900, None))  # every other one is below
    scalars = (below - Fraction(2, 3),)
    document = disproved("H(X) <= 0", BIASED, "H(X) >= R", scalars=scalars).certificate()
    assert check(document).verdict == "false"
    one = document["problem"]["givens"]
    document["problem"]["givens"] = one * 1000
    with pytest.raises(Rejected, match="too long, or too close to 0"):
        check(document)
    document["problem"]["givens"], item = one, document["evidence"][0]
    document["evidence"] = [item] * 1000
    with pytest.raises(Rejected, match="too long, or too close to 0"):
        check(document)


def test_values_with_equal_hashes() -> None:
    """Integers that Python's dictionaries confuse are no slower to tell apart than others."""
    values = [7 + k * (2**61 - 1) for k in range(300)]
    assert len(set(map(hash, values))) == 1
    rows = [kernel._values({"X": value}, ("X",)) for value in (*values, *map(str, values))]
    assert len(set(rows)) == 2 * len(values)
    assert len(set(map(hash, rows))) > len(values)


def real(total: dict[int, int]) -> Decimal:
    """The sum of total[k] * ln(k), to some 80 digits."""
    with localcontext(Context(prec=100)):
        return sum((a * Decimal(k).ln() for k, a in total.items()), Decimal(0))


sums = st.dictionaries(st.integers(1, 10**6), st.integers(-(10**6), 10**6), max_size=12)


@settings(max_examples=300, deadline=None)
@given(sums)
def test_signs(total: dict[int, int]) -> None:
    """The sign of a sum of logarithms is that of decimals of high precision."""
    number = real(total)
    sign = (number > 0) - (number < 0) if abs(number) > Decimal(10) ** -60 else 0
    assert kernel._sign(total) == sign
    assert LogSum.of(total).sign() == sign


@settings(max_examples=300, deadline=None)
@given(
    st.dictionaries(st.sampled_from([2, 4, 6, 9, 12, 18, 30, 1001, 10**12]), st.integers(-5, 5))
)
def test_sums_that_vanish(total: dict[int, int]) -> None:
    """The sum of a * log2(k) less the logarithm of the product of k^a is 0, for any k."""
    above = prod(k**a for k, a in total.items() if a > 0)
    below = prod(k**-a for k, a in total.items() if a < 0)
    zero = dict(total)
    for k, a in ((above, -1), (below, 1)):
        zero[k] = zero.get(k, 0) + a
    assert kernel._sign(zero) == LogSum.of(zero).sign() == 0
    assert LogSum.of(zero).rational() == 0
    for extra, a in ((above + 1, 1), (above + 1, -1)):
        sign = a if above > 0 else 0
        other = zero | {above: zero[above] - a}
        other[extra] = other.get(extra, 0) + a
        assert kernel._sign(other) == LogSum.of(other).sign() == sign


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(st.integers(2, 10**30), st.integers(-9, 9).filter(bool), max_size=8))
def test_coprime(total: dict[int, int]) -> None:
    """Made coprime, a sum is the same number over integers without common divisors."""
    coprime = kernel._coprime(total)
    assert abs(real(coprime) - real(total)) < Decimal(10) ** -60
    assert LogSum.of(coprime).sign() == LogSum.of(total).sign()
    bases = list(coprime)
    assert all(kernel.gcd(k, m) == 1 for i, k in enumerate(bases) for m in bases[:i])


@settings(max_examples=200, deadline=None)
@given(st.integers(1, 10**300), st.sampled_from([1, 2, 32, 64, 500]))
def test_logarithms(k: int, bits: int) -> None:
    """The digits of a logarithm are too small by less than two units."""
    with localcontext(Context(prec=600)):
        number = Decimal(k).ln() / Decimal(2).ln() * 2**bits
        n = kernel._log2(k, bits)
        assert n - Decimal(10) ** -300 <= number < n + 2


# No distribution violates what is proved

TRUE: list[tuple[str, ...]] = [
    ("I(X;Y) >= 0",),
    ("H(X,Y) <= H(X) + H(Y)",),
    ("H(X|Y,Z) <= H(X|Y)",),
    ("I(X;Y|Z) <= H(X|Z)",),
    ("I(X;Y|Z) <= I(X;Y,Z)",),
    ("2 H(X,Y,Z) <= H(X,Y) + H(X,Z) + H(Y,Z)",),
    ("I(X;Y|Z) - I(X;Y) <= H(Z)",),
    ("H(X) <= H(X|Y) + H(X|Z) + I(Y;Z)",),
    ("3 H(W,X,Y,Z) <= H(W,X,Y) + H(W,X,Z) + H(W,Y,Z) + H(X,Y,Z)",),
    ("H(W,X) + H(X,Y) + H(Y,Z) >= H(W,X,Y,Z) + H(X) + H(Y)",),
    ("I(A;B|C) + I(A;D|B,C) <= I(A;B,C,D)",),
    ("I(X;Z) <= I(X;Y)", "X -> Y -> Z"),
    ("I(W;Z) <= I(X;Y)", "W -> X -> Y -> Z"),
    ("I(X;Y) <= I(X;Y|Z)", "indep(X,Y)"),
    ("I(X;Y|Z) <= I(X;Y)", "X -> Y -> Z"),
    ("I(X;Y) >= H(Z)", "Z = f(X)", "Z = f(Y)"),
    ("H(Z) <= H(X) + H(Y)", "Z = f(X,Y)"),
    ("H(X,Y,Z) >= H(X) + H(Y) + H(Z)", "indep(X,Y,Z)"),
    ("I(X;Y|Z) <= H(Y|Z)", "indep(X,Y)", "Z = f(X,Y)"),
    ("I(X;Z|W) <= I(X;Y|W)", "W -> X -> Y -> Z"),
]


def laws(names: Iterable[str], constraints: tuple[str, ...], dice: Random) -> Law:
    """A random distribution that satisfies these constraints."""
    size = {name: dice.randint(2, 3) for name in names}
    table: dict[object, int] = {}

    def chance(*values: object) -> int:
        return table.setdefault(values, dice.choice((0, 1, 1, 2, 5, 12)))

    law: Law = []
    for values in product(*(range(size[name]) for name in names)):
        at = dict(zip(names, values, strict=True))
        match constraints:
            case ("X -> Y -> Z",):
                weight = chance(at["X"], at["Y"]) * (1 + chance("yz", at["Y"], at["Z"]))
            case ("W -> X -> Y -> Z",):
                weight = chance("wx", at["W"], at["X"]) * chance("xy", at["X"], at["Y"])
                weight *= 1 + chance("yz", at["Y"], at["Z"])
            case (first, *others) if first.startswith("indep"):
                free = [name for name in names if not (name == "Z" and others)]
                weight = prod(1 + chance(name, at[name]) for name in free)
                if others and at["Z"] != (at["X"] + at["Y"]) % size["Z"]:
                    weight = 0
            case ("Z = f(X)", _):
                weight = chance(at["X"], at["Y"]) * (at["X"] % 2 == at["Y"] % 2 == at["Z"])
            case ("Z = f(X,Y)",):
                weight = chance(at["X"], at["Y"]) * (at["Z"] == at["X"] * at["Y"] % size["Z"])
            case _:
                weight = chance(*values)
        law.append((values, weight))
    return law if any(weight for _, weight in law) else [((0,) * len(size), 1)]


@pytest.mark.parametrize("statement", TRUE, ids=", ".join)
def test_no_distribution_violates_what_is_proved(statement: tuple[str, ...]) -> None:
    """A proved statement holds of 150 random distributions that satisfy its givens, exactly."""
    claim, *constraints = statement
    assert itip.prove(claim, given=constraints).verdict == "shannon"
    unviolated(claim, tuple(constraints), 150)


def test_no_distribution_violates_what_is_true() -> None:
    """The same of the inequality of Zhang and Yeung, which no Shannon inequalities prove."""
    claim = "2 I(C;D) <= I(A;B) + I(A;C,D) + 3 I(C;D|A) + I(C;D|B)"
    assert itip.prove(claim, shannon_only=True).verdict == "not-shannon"
    unviolated(claim, (), 150)


def unviolated(claim: str, constraints: tuple[str, ...], times: int) -> None:
    """By the kernel's rule, random distributions satisfy the constraints, and the claim."""
    dice = Random(claim)  # noqa: S311
    problem = translate(parse(claim, given=constraints))
    posed = kernel.read_problem(problem_document(problem), len(constraints))
    for _ in range(times):
        law = Distribution.of(problem.ground, laws(problem.ground.names, constraints, dice))
        item = {"outcomes": itip.documents.outcomes(law), "scalars": {}}
        sign = kernel._distribution(item, posed, kernel._EFFORT)
        assert all(sign(form) == 0 for form in posed.givens)
        assert sign(posed.goals[0]) >= 0
        assert sign(posed.goals[0]) == law.value(problem.goals[0].expression).sign()


MEASURES = ["H(X)", "H(Y)", "H(X,Y)", "I(X;Y)", "H(X|Y)", "I(X;Z|Y)", "2 H(Z)", "1", "H(X,Y,Z)/3"]
weights = st.lists(st.sampled_from([0, 1, 1, 2, 3, 7]), min_size=8, max_size=8).filter(any)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(MEASURES), st.sampled_from(MEASURES), weights)
def test_turned_round(one: str, other: str, chances: list[int]) -> None:
    """What refutes A <= B does not refute B <= A; both hold only where they have one value."""
    law: Law = list(zip(product((0, 1), repeat=3), chances, strict=True))
    less, more = (f"0 H(X,Y,Z) + {a} <= {b}" for a, b in ((one, other), (other, one)))
    problem = translate(parse(less))
    number = Distribution.of(problem.ground, law).value(problem.goals[0].expression)
    found = refutes(less, law), refutes(more, law)
    assert found == (number.sign() < 0, number.sign() > 0)
