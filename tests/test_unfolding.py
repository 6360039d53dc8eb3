"""Proofs in simpler terms, and equalities of copies in coordinates."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import itip
from itip import kernel
from itip.documents import evidence_document, problem_document
from itip.entropy.cone import Information, chained, elementals
from itip.entropy.copies import Copies, Equality, Independence, Lift, Swap, coordinates
from itip.entropy.groundset import GroundSet
from itip.errors import LimitReached
from itip.evidence import Contradiction, Proof, named
from itip.language.ast import Copied, CopyStep
from itip.unfolding import elemental, without_classes
from itip.verdict import Proved

LAW = settings(deadline=None, derandomize=True, max_examples=100)
N = 5
EVERYTHING = (1 << N) - 1
ELEMENTAL = set(elementals(N))

subsets = st.integers(0, EVERYTHING)


@LAW
@given(subsets, subsets, subsets)
def test_chained(a: int, b: int, c: int) -> None:
    """Any I(a;b|c), the sets disjoint or not, is a sum of elemental ones, none of them twice."""
    parts = chained(Information(a, b, c), EVERYTHING)
    assert len(set(parts)) == len(parts)
    total: dict[int, int] = {}
    for part in parts:
        assert part in ELEMENTAL or replace(part, a=part.b, b=part.a) in ELEMENTAL
        for subset, coefficient in part.coordinates().items():
            total[subset] = total.get(subset, 0) + coefficient
    assert {s: t for s, t in total.items() if t} == Information(a, b, c).coordinates()


NAMES = "ABCDEFGH"
SUM = " + ".join(f"H({name})" for name in NAMES)
PAIRS = " + ".join(f"H({a},{b})" for a, b in zip(NAMES[::2], NAMES[1::2], strict=True))
INGLETON = "I(A;B) <= I(A;B|C) + I(A;B|D) + I(C;D)"
STATEMENTS = {
    "one term": "I(X;Y,Z|W) >= 0",
    "overlapping sets": "I(X,Y;Y,Z|W,X) >= 0",
    "a given": "I(X;Z) <= I(X;Y) given X -> Y -> Z",
    "an equality": "H(X,Y) = H(X) + H(Y) given indep(X, Y)",
    "a contradiction": "H(X,Y) >= 7 given H(X) <= 1, H(Y) <= 1, H(X,Y) = 3",
    "nothing": "0 <= 1",
    "classes": f"H({','.join(NAMES)}) <= {SUM}",
    "classes of groups": f"H({','.join(NAMES)}) <= {PAIRS}",
    "a contradiction with classes": f"H(A) >= 7 given {SUM} <= 7, H({','.join(NAMES)}) = 8",
    "copies": "2 I(C;D) <= I(A;B) + I(A;C,D) + 3 I(C;D|A) + I(C;D|B)",
    "an adjoined variable": f"{INGLETON} given I(A;B|C) = 0, I(A;C|B) = 0",
}


def proved(statement: str) -> Proved:
    """The proof of a statement."""
    found = itip.prove(statement)
    assert isinstance(found, Proved)
    return found


@pytest.mark.parametrize("statement", STATEMENTS.values(), ids=STATEMENTS)
def test_elemental(statement: str) -> None:
    """A proof by elemental inequalities, each once, none in a mean, is accepted by the kernel."""
    found = proved(statement)
    evidence = tuple(elemental(item, found.problem) for item in found.evidence)
    kernel.check(replace(found, evidence=evidence).certificate())
    for item in evidence:
        terms = [term for term, _ in item.shannon]
        assert not item.classes
        assert len(set(terms)) == len(terms)
        assert set(terms) <= set(elementals(len(named(item, found.problem.ground))))


@pytest.mark.parametrize("name", ["classes", "a contradiction with classes"])
def test_without_classes(name: str) -> None:
    """A proof in the mean, its terms written out for all exchanges, is accepted by the kernel."""
    found = proved(STATEMENTS[name])
    assert any(item.classes for item in found.evidence)
    evidence = tuple(map(without_classes, found.evidence))
    assert not any(item.classes for item in evidence)
    kernel.check(replace(found, evidence=evidence).certificate())
    assert tuple(map(without_classes, evidence)) == evidence


def test_groups() -> None:
    """A group is exchanged as a whole; by elemental inequalities it is taken apart."""
    found = proved("H(A,B,C,D,E,F,G) <= H(A,B) + H(C,D) + H(E,F) + H(G)")
    first, second, third, one = 0b11, 0b1100, 0b110000, Fraction(1)
    terms = (
        (Information(first, second, 0), one),
        (Information(first | second, third, 0), one),
        (Information(first | second | third, 0b1000000, 0), one),
    )
    item = Proof(0, ">=", terms, (), Fraction(0), ((first, second, third),))
    written = without_classes(item)
    assert (len(written.shannon), len(elemental(item, found.problem).shannon)) == (7, 26)
    for evidence in (item, written, elemental(item, found.problem)):
        kernel.check(replace(found, evidence=(evidence,)).certificate())


def test_overlapping_groups() -> None:
    """What a set has in common with the given is left out, before groups are exchanged."""
    term = Information(0b0111, 0b1000, 0b0011)
    item = Contradiction(((term, Fraction(6)),), (), Fraction(0), ((0b0011, 0b0100, 0b1000),))
    images = dict(without_classes(item).shannon)
    assert images == {
        Information(0b0100, 0b1000, 0b0011): 2,
        Information(0b0011, 0b1000, 0b0100): 2,
        Information(0b0011, 0b0100, 0b1000): 2,
    }


def test_many_exchanges() -> None:
    """A proof that would be too long is refused before it is written out."""
    ones = tuple(1 << i for i in range(60))
    term = Information(1, 2, (1 << 30) - 4)
    item = Contradiction(((term, Fraction(1)),), (), Fraction(1), (ones,))
    with pytest.raises(LimitReached, match="more than 20000 terms"):
        without_classes(item)


def test_copies_and_classes() -> None:
    """A proof by copies in the mean is not written out, as each exchange has its own copies."""
    step = CopyStep(("A",), ((Copied("R", ("B",)),),))
    item = Proof(0, ">=", (), (), Fraction(0), ((1, 2),), (step,))
    with pytest.raises(LimitReached, match="by copies"):
        without_classes(item)


STEPS = (
    CopyStep(("A", "B"), ((Copied("R", ("C",)), Copied("S", ("C", "D"))), (Copied("T", ("C",)),))),
    CopyStep(("A", "D", "T"), ((Copied("U", ("R",)),),)),
    CopyStep(("A", "D", "T", "U"), ((Copied("V", ("B",)),),)),
)


@st.composite
def equalities(draw: st.DrawFn) -> Equality:
    """Equalities of these steps, not all of which are possible."""
    steps = Copies.of(GroundSet(tuple("ABCD")), STEPS).blocks
    number = draw(st.integers(0, len(steps) - 1))
    step = steps[number]
    subset = draw(st.integers(1, (1 << step.end) - 1))
    block = st.integers(0, step.copies)
    match draw(st.integers(0, 2)):
        case 0:
            return Swap(number, (draw(block), draw(block)), subset)
        case 1:
            return Independence(number, subset | step.base)
        case _:
            before = st.integers(0, steps[number - 1].copies if number else 0)
            pairs = st.tuples(st.just(number - 1), before, before)
            word = tuple(draw(st.lists(pairs, max_size=3)))
            return Lift(number, word, draw(st.none() | block), subset)


@LAW
@given(equalities())
def test_equalities(equality: Equality) -> None:
    """What an equality of copies says to be 0 is what the kernel takes it for."""
    problem = itip.translate(itip.parse("H(A,B,C,D) >= 0"))
    copies = Copies.of(problem.ground, STEPS)
    proof = Proof(0, ">=", (), (), Fraction(0), (), STEPS, ((equality, Fraction(1)),))
    document = evidence_document(proof, problem)
    _, steps = kernel._steps(document, kernel.read_problem(problem_document(problem), 0))
    try:
        terms = kernel._equality(document["equalities"][0], steps)
    except kernel.Rejected:
        assume(False)  # noqa: FBT003
    total: dict[int, int] = {}
    for subset, coefficient in terms:
        total[subset] = total.get(subset, 0) + coefficient
    assert coordinates(equality, copies.blocks) == {s: c for s, c in total.items() if s and c}
